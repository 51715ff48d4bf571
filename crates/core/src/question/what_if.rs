//! What if: a path tried on a copy of a case, and what would then be different.
//!
//! Knows how to hold two moments of a case against each other; keeps nothing of what was tried.
//! Read [`what_if`] first.

use crate::data::{Text, Value};
use crate::instance::{Instance, Status};
use crate::path::{PathFile, Replay, go_on};
use crate::procedure::Definitions;
use crate::view::{Ahead, WorkItem, ahead, open_items};

/// What would be different.
#[derive(Debug)]
#[non_exhaustive]
pub struct Tried {
    /// How the path went; where it parts from the case, what was tried before that holds.
    pub replay: Replay,
    /// The case as it would stand.
    pub instance: Instance,
    /// Where it would stand.
    pub status: Status,
    /// What was open and would be no more.
    pub closed: Vec<WorkItem>,
    /// What would be open and was not.
    pub opened: Vec<WorkItem>,
    /// What could not happen and then could: messages, times, what may be declared.
    pub awaited: Vec<Ahead>,
    /// Data that would have another value: before, where it had one, and after.
    pub data: Vec<(Text, Option<Value>, Value)>,
}

/// Tries a path on a copy of a case: as it goes on from where the case stands.
///
/// ```
/// use cauce::check::{Options, check};
/// use cauce::command::Start;
/// use cauce::path::{PathFile, Trial};
/// use cauce::procedure::Definitions;
/// use cauce::question::what_if;
/// use cauce::source::{Language, Source};
/// let text = r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [
///   { numero = 1, id = "a", titulo = "Recibir", responsables = "r" },
///   { numero = 2, id = "b", titulo = "Archivar", responsables = "r" },
/// ]
/// "#;
/// let mut definitions = Definitions::new();
/// definitions.add(check(&Source::new("p.toml", text), &Options::default()).procedure.unwrap()).unwrap();
/// let (trial, _) = Trial::begin(&definitions, Start::of("P"), Language::Spanish)?;
/// let case = trial.instance();
/// let path = PathFile::of_words("1", Language::Spanish).path.unwrap();
/// let tried = what_if(&definitions, case, &path);
/// assert_eq!((&*tried.closed[0].reference, &*tried.opened[0].reference), ("1", "2"));
/// assert_eq!(case.seq(), 1);
/// # Ok::<(), cauce::rejection::Rejection>(())
/// ```
#[must_use]
pub fn what_if(definitions: &Definitions, instance: &Instance, path: &PathFile) -> Tried {
    let (replay, after) = go_on(definitions, instance, path);
    let (before_open, after_open) = (open_items(instance), open_items(&after));
    let is_in = |items: &[WorkItem], one: &WorkItem| items.iter().any(|item| item.item == one.item);
    let known = ahead(instance);
    let is_new = |found: &Ahead| known.iter().all(|one| one.item != found.item);
    Tried {
        status: after.status(),
        closed: before_open.iter().filter(|item| !is_in(&after_open, item)).cloned().collect(),
        opened: after_open.iter().filter(|item| !is_in(&before_open, item)).cloned().collect(),
        awaited: ahead(&after).into_iter().filter(is_new).collect(),
        data: data(&replay),
        replay,
        instance: after,
    }
}

/// The data that changed between the first and the last moment of a path.
fn data(replay: &Replay) -> Vec<(Text, Option<Value>, Value)> {
    let (Some(first), Some(last)) = (replay.steps.first(), replay.steps.last()) else { return Vec::new() };
    let before = |name: &Text| first.data.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let changed = last.data.iter().filter(|(name, value)| before(name) != Some(value));
    changed.map(|(name, value)| (name.clone(), before(name).cloned(), value.clone())).collect()
}
