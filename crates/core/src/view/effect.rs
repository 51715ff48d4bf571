//! Effects: automatic work that a host picks up, does, and acknowledges by a command.

use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::ItemKind;
use crate::instance::{ElementInstance, Instance, State};
use crate::procedure::{ElementIx, Procedure};

/// A job to hand out.
///
/// It is handed out at least once: a host that has done an attempt before acknowledges it again, by the same key.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Effect {
    /// Its identity in the case.
    pub item: ItemId,
    /// Which attempt it is, the first is 1.
    pub attempt: u32,
    /// How many attempts there are before it is an incident.
    pub attempts: u32,
    /// The element.
    pub element: ElementIx,
    /// The id of the element.
    pub id: Text,
    /// What kind of job, by the name that the host knows.
    pub job: Text,
    /// The text of a script that the host runs.
    pub script: Option<Text>,
    /// What it is handed, by name.
    pub input: Vec<(Text, Value)>,
    /// Since when it is open.
    pub since: Timestamp,
    /// Not to be handed out before.
    pub not_before: Option<Timestamp>,
}

impl Effect {
    /// The key of this attempt: the same for ever, whoever asks.
    ///
    /// ```
    /// use cauce::command::{Actor, Command, ProcedureRef, Request, Start};
    /// use cauce::check::{Options, check};
    /// use cauce::instance::Instance;
    /// use cauce::procedure::Definitions;
    /// use cauce::source::Source;
    /// use cauce::view::effects;
    /// let text = r#"
    /// formato = 1
    /// idioma  = "es"
    /// procedimiento = { codigo = "P", nombre = "P" }
    /// actividad = [{ id = "avisar", titulo = "Avisar", trabajo = "enviar-correo" }]
    /// "#;
    /// let mut definitions = Definitions::new();
    /// definitions.add(check(&Source::new("p", text), &Options::default()).procedure.unwrap()).unwrap();
    /// let mut case = Instance::new();
    /// let at = "2024-01-02T08:00:00Z".parse().unwrap();
    /// let start = Request::new(at, Actor::host("demo"), Command::Start(Start::of("P")));
    /// case.handle(&definitions, start).unwrap();
    /// let effects = effects(&case);
    /// assert_eq!((&*effects[0].job, &*effects[0].key("visita-7")), ("enviar-correo", "visita-7/1/1"));
    /// ```
    #[must_use]
    pub fn key(&self, case: &str) -> String {
        format!("{case}/{}/{}", self.item, self.attempt)
    }

    /// Whether it may be handed out at that time.
    #[must_use]
    pub fn is_ready(&self, at: Timestamp) -> bool {
        self.not_before.is_none_or(|not_before| not_before <= at)
    }
}

/// The jobs of a case that are to be done, those of called procedures included, in order of opening.
#[must_use]
pub fn effects(instance: &Instance) -> Vec<Effect> {
    let Some(procedure) = instance.procedure() else { return Vec::new() };
    let mut found = Vec::new();
    let mut left: Vec<(&Procedure, &State)> = vec![(procedure, &instance.state)];
    while let Some((procedure, state)) = left.pop() {
        found.extend(state.open.iter().filter_map(|open| effect(procedure, open)));
        left.extend(state.calls().map(|child| (&*child.procedure, &child.state)));
    }
    found.sort_by_key(|effect| effect.item);
    found
}

/// The job that an open element is, if it is one.
pub(super) fn effect(procedure: &Procedure, open: &ElementInstance) -> Option<Effect> {
    if open.kind != ItemKind::Job {
        return None;
    }
    let job = procedure.graph.special(open.element)?.job.as_deref()?;
    let values = open.extra.as_ref().map_or(&[][..], |extra| &extra.correlates);
    let names = job.input.iter().map(|(name, _)| name.clone());
    Some(Effect {
        item: open.id,
        attempt: open.attempt(),
        attempts: job.attempts,
        element: open.element,
        id: procedure.id(open.element).clone(),
        job: job.name.clone(),
        script: job.script.clone(),
        input: names.zip(values.iter().cloned()).collect(),
        since: open.since,
        not_before: open.due().and_then(|due| due.not_before),
    })
}
