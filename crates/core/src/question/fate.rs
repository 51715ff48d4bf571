//! Which answers are still possible: each is tried on a copy, and what guards will answer is asked of them now.
//!
//! Knows returns that have been used up, exits that a guard withholds, and where each answer leads.
//! Read [`fates`] first.

use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Event, ItemKind};
use crate::graph::ExitKind;
use crate::incident::Trouble;
use crate::instance::{CaseFacts, Status};
use crate::path::{Move, Trial};
use crate::procedure::{Answer, Decision};
use crate::rejection::Rejection;
use crate::view::{WorkItem, levels, open_items};

/// An answer to something open, and what would come of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fated {
    /// The item that it answers.
    pub item: ItemId,
    /// What people call it.
    pub reference: Text,
    /// The answer as a path says it.
    pub word: Text,
    /// The id of the answer; none of work that asks nothing.
    pub answer: Option<Text>,
    /// Of a return, how often it has been taken, and how often it may be.
    pub returns: Option<(u32, u32)>,
    /// What would come of it.
    pub fate: Fate,
}

/// What would come of an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Fate {
    /// It goes on: what would then be open besides.
    Opens(Vec<Text>),
    /// The case ends.
    Ends(Status),
    /// It is recorded and something is stuck: a return beyond its maximum, a guard that gives nothing.
    Stuck(Box<Trouble>),
    /// It is refused.
    Refused(Box<Rejection>),
}

/// What a guard would answer, where no person does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Decided {
    /// The item whose question it answers when that is done.
    pub item: ItemId,
    /// What people call it.
    pub reference: Text,
    /// The id of the answer, with what is known now; none while something that it reads is missing.
    pub answer: Option<Text>,
}

/// What would come of each answer that may be given now, and of work that asks nothing; as many as are tried.
///
/// ```
/// # use cauce::check::{Options, check};
/// # use cauce::command::Start;
/// # use cauce::path::Trial;
/// # use cauce::procedure::Definitions;
/// # use cauce::source::{Language, Source};
/// use cauce::question::{Budget, Fate, fates};
/// # let text = r#"
/// # formato = 1
/// # idioma  = "es"
/// # procedimiento = { codigo = "P", nombre = "P" }
/// # rol = { id = "r", nombre = "R" }
/// # actividad = [
/// #   { numero = 1, id = "a", titulo = "A", responsables = "r" },
/// #   { numero = 2, id = "b", titulo = "B", responsables = "r", pregunta = "¿Vuelve?",
/// #     si = { regresa_a = 1, maximo = 1 }, no = { continua_en = "fin" } },
/// # ]
/// # "#;
/// # let mut definitions = Definitions::new();
/// # definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// # let (mut trial, _) = Trial::begin(&definitions, Start::of("P"), Language::Spanish)?;
/// // 2:SI goes back to 1, once at most.
/// for word in ["1", "2:SI", "1"] {
///     let next = trial.moves().into_iter().find(|next| &**next.text() == word).unwrap();
///     trial.take(&next)?;
/// }
/// let fates = fates(&trial, &Budget::default());
/// assert!(matches!(fates[0].fate, Fate::Ends(_)), "2:NO");
/// assert!(matches!(fates[1].fate, Fate::Stuck(_)), "2:SI");
/// assert_eq!(fates[1].returns, Some((1, 1)));
/// # Ok::<(), cauce::rejection::Rejection>(())
/// ```
#[must_use]
pub fn fates(trial: &Trial<'_>, budget: &super::Budget) -> Vec<Fated> {
    let moves = trial.moves();
    let open = open_items(trial.instance());
    let tried =
        moves.iter().filter_map(|made| Some((made.item()?, made))).take(budget.tries_on(trial.instance()));
    tried.map(|(item, made)| fated(trial, &open, (item, made))).collect()
}

fn fated(trial: &Trial<'_>, open: &[WorkItem], (item, made): (&WorkItem, &Move)) -> Fated {
    let mut copy = trial.clone();
    let fate = match copy.take(made) {
        Err(rejection) => Fate::Refused(Box::new(rejection)),
        Ok(happened) => {
            let events = happened.iter().flat_map(|one| &one.events);
            let stuck = events.filter_map(|event| trouble(event)).next_back().cloned();
            match (stuck, copy.instance().status()) {
                (Some(trouble), _) => Fate::Stuck(Box::new(trouble)),
                (None, ended @ Status::Ended(_)) => Fate::Ends(ended),
                (None, _) => Fate::Opens(opened(&copy, open)),
            }
        }
    };
    let answer = made.answer().cloned();
    let returns = answer.as_ref().and_then(|answer| returns(trial, item, answer));
    Fated {
        item: item.item,
        reference: item.reference.clone(),
        word: made.text().clone(),
        answer,
        returns,
        fate,
    }
}

fn trouble(event: &Event) -> Option<&Trouble> {
    match event.innermost() {
        Event::IncidentRaised { trouble, .. } => Some(trouble),
        _ => None,
    }
}

fn opened(copy: &Trial<'_>, before: &[WorkItem]) -> Vec<Text> {
    let new = |item: &WorkItem| before.iter().all(|known| known.item != item.item);
    let items = open_items(copy.instance());
    items.iter().filter(|item| new(item)).map(|item| item.reference.clone()).collect()
}

/// How often the return that an answer takes has been taken, and how often it may be.
fn returns(trial: &Trial<'_>, item: &WorkItem, answer: &Text) -> Option<(u32, u32)> {
    let own = trial.procedure()?;
    let procedure = item.procedure(own);
    let is_it = |known: &&Answer| known.id == *answer;
    let exit = procedure.activity(item.element)?.answers.iter().find(is_it)?.exit;
    let ExitKind::Return(taken) = procedure.graph.exit(exit).kind else { return None };
    let levels = levels(trial.instance());
    let level = levels.iter().find(|level| level.state.item(item.item).is_some())?;
    let open = level.state.item(item.item)?;
    let scope = level.state.scope_of(open);
    let (_, _, maximum) = procedure.graph.return_of(taken);
    let allowed = maximum.saturating_add(level.state.returns_allowed(scope, taken));
    Some((level.state.returns_taken(scope, taken), allowed))
}

/// What guards would answer, with what is known now, to the questions of open work that no person answers.
#[must_use]
pub fn decided(trial: &Trial<'_>) -> Vec<Decided> {
    let levels = levels(trial.instance());
    let mut found = Vec::new();
    for item in open_items(trial.instance()).iter().filter(|item| item.kind == ItemKind::Work) {
        let level = levels.iter().find(|level| level.state.item(item.item).is_some());
        let Some((level, open)) = level.and_then(|level| Some((level, level.state.item(item.item)?))) else {
            continue;
        };
        let activity = level.procedure.activity(item.element);
        let Some((activity, Decision::Computed(guard))) =
            activity.map(|activity| (activity, activity.decision))
        else {
            continue;
        };
        let (procedure, state) = (&**level.procedure, level.state);
        let facts = CaseFacts { procedure, state, scope: state.scope_of(open), at: trial.now() };
        let value = procedure.guards[guard.index()].evaluate(&facts, &mut Vec::new()).ok();
        let id: Option<Text> = value.and_then(|value| match value {
            Value::Bool(yes) => Some(if yes { "yes" } else { "no" }.into()),
            Value::Text(text) => Some(text),
            _ => None,
        });
        let answer = id.filter(|id| activity.answers.iter().any(|answer| answer.id == *id));
        found.push(Decided { item: item.item, reference: item.reference.clone(), answer });
    }
    found
}
