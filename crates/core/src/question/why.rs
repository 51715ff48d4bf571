//! Why am I here: which work and which answers led to what is open now.
//!
//! Knows, from the events of a case, in which record each item opened and what that record did; a join has several.
//! Does not look at the case: it follows its events, one record after another, as the timeline does.
//! Read [`Causes`] first.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{Actor, ItemId};
use crate::data::{Text, Timestamp};
use crate::event::Event;
use crate::instance::Instance;
use crate::procedure::Procedure;
use crate::source::Language;
use crate::view::{Track, WorkItem, open_items, sentence};

/// Why things are open, followed from the events of a case.
///
/// It grows with the case, as its timeline does.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::Start;
/// use cauce::path::Trial;
/// use cauce::procedure::Definitions;
/// use cauce::question::Causes;
/// use cauce::source::{Language, Source};
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Redactar", responsables = "r" },
///   { numero = 2, id = "b", titulo = "Revisar", responsables = "r", pregunta = "¿Requiere ajustes?",
///     si = { regresa_a = 1 }, no = { continua_en = "fin" } },
/// ]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// let (mut trial, begun) = Trial::begin(&definitions, Start::of("P"), Language::Spanish)?;
/// let procedure = trial.procedure().unwrap().clone();
/// let mut causes = Causes::new(Language::Spanish);
/// causes.take(&procedure, (begun.at, &begun.actor), &begun.events);
/// for word in ["1", "2:SI"] {
///     let next = trial.moves().into_iter().find(|next| &**next.text() == word).unwrap();
///     for done in trial.take(&next)? {
///         causes.take(&procedure, (done.at, &done.actor), &done.events);
///     }
/// }
/// let why = causes.why(trial.instance());
/// let last = why[0].steps.last().unwrap();
/// assert_eq!(last.said.last().unwrap().to_string(), "Regresa de la 2 a la 1 (vuelta 1)");
/// # Ok::<(), cauce::rejection::Rejection>(())
/// ```
#[derive(Clone, Debug)]
pub struct Causes {
    language: Language,
    track: Track,
    records: Vec<Record>,
    /// In which record each item or token appeared.
    began: BTreeMap<ItemId, usize>,
}

/// What one record did.
#[derive(Clone, Debug)]
struct Record {
    step: Step,
    /// What it was about: items that were done, tokens that were joined.
    about: Vec<ItemId>,
}

/// What led to something, in one record of the case.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step {
    /// The number of the record, the first being 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What was done, answered, or happened, in sentences.
    pub said: Vec<Text>,
}

/// Why something is open.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Why {
    /// What is open.
    pub item: WorkItem,
    /// What led to it, the oldest first; as many as were asked for.
    pub steps: Vec<Step>,
    /// Whether there are older ones, which are left out.
    pub has_earlier: bool,
}

impl Causes {
    /// Nothing followed yet; sentences are in that language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Causes { language, track: Track::new(), records: Vec::new(), began: BTreeMap::new() }
    }

    /// Takes the next record of the case.
    pub fn take(&mut self, procedure: &Procedure, (at, actor): (Timestamp, &Actor), events: &[Event]) {
        let (mut said, mut about) = (Vec::new(), Vec::new());
        let place = self.records.len();
        for event in events {
            let inner = event.innermost();
            if tells(inner) {
                let told = sentence(procedure, &self.track, event, self.language);
                said.extend(told.map(Text::from));
            }
            about.extend(done_by(inner));
            if let Some(item) = begun_by(inner) {
                self.began.entry(item).or_insert(place);
            }
            let _ = self.track.walked(event);
        }
        let seq = (place as u64).saturating_add(1);
        self.records.push(Record { step: Step { seq, at, actor: actor.clone(), said }, about });
    }

    /// Why each open item of the case is open: everything that led to it.
    #[must_use]
    pub fn why(&self, instance: &Instance) -> Vec<Why> {
        self.why_last(instance, usize::MAX)
    }

    /// The same, told by the last so many steps.
    #[must_use]
    pub fn why_last(&self, instance: &Instance, most: usize) -> Vec<Why> {
        let why = |item: WorkItem| {
            let (chain, has_earlier) = self.chain(item.item, most);
            let steps = chain.into_iter().rev().map(|place| self.records[place].step.clone());
            Why { steps: steps.collect(), has_earlier, item }
        };
        open_items(instance).into_iter().map(why).collect()
    }

    /// The records that led to an item, the newest first: that in which it opened, those of what was done there, and so
    /// on; at most so many, and whether there are more.
    fn chain(&self, item: ItemId, most: usize) -> (Vec<usize>, bool) {
        let mut found = Vec::new();
        let mut next: BTreeSet<usize> = self.began.get(&item).copied().into_iter().collect();
        while let Some(place) = next.pop_last() {
            if found.len() == most {
                return (found, true);
            }
            found.push(place);
            // What a record was about began before it, or in it.
            let began = self.records[place].about.iter().filter_map(|item| self.began.get(item));
            next.extend(began.filter(|began| **began < place));
        }
        (found, false)
    }
}

/// Whether what happened is a reason for what came after it, and no consequence.
fn tells(event: &Event) -> bool {
    matches!(
        event,
        Event::Started(_)
            | Event::Completed(_)
            | Event::Answered { .. }
            | Event::Verified { .. }
            | Event::Skipped { .. }
            | Event::Decided { .. }
            | Event::Occurred(_)
            | Event::Met(_)
            | Event::Elapsed { .. }
            | Event::Returned { .. }
            | Event::Joined { .. }
            | Event::Reached(_)
            | Event::IncidentRaised { .. }
            | Event::IncidentResolved { .. }
            | Event::Migrated(_)
    )
}

/// What an event has done with: items that were open, tokens that were held.
fn done_by(event: &Event) -> Vec<ItemId> {
    match event {
        Event::Completed(completed) => vec![completed.item],
        Event::Answered { item, .. }
        | Event::Verified { item, .. }
        | Event::Skipped { item, .. }
        | Event::Returned { item, .. }
        | Event::Elapsed { item }
        | Event::IncidentRaised { item, .. }
        | Event::IncidentResolved { item, .. } => vec![*item],
        Event::Occurred(occurred) => occurred.subscription.into_iter().collect(),
        Event::Met(met) => vec![met.item],
        Event::Reached(reached) => vec![reached.by],
        Event::Joined { tokens, .. } => tokens.to_vec(),
        _ => Vec::new(),
    }
}

/// What begins with an event: an item that opens, a token that is held.
fn begun_by(event: &Event) -> Option<ItemId> {
    match event {
        Event::Opened(opened) => Some(opened.item),
        Event::Called(called) => Some(called.item),
        Event::Arrived { item, .. } | Event::IncidentRaised { item, .. } => Some(*item),
        _ => None,
    }
}
