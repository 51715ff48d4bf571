//! Moving a running case to another version of its procedure: what becomes of each thing that it holds.
//!
//! Knows how two versions compare at what a case has open, holds, counts and knows, and what a mapping says of it.
//! Changes nothing: a [`Plan`] is data that people read first, and what `decide` turns into an event.
//! What a case calls runs on by the version that was called; each call is moved by a plan of its own.
//! Read [`plan`] first.

mod entry;
mod names;
mod past;
mod shape;
mod survey;
mod watch;

use std::sync::Arc;

pub use crate::command::{Deadlines, Mapping};
pub use crate::rejection::Obstacle;
pub use entry::{Entry, Fate, What};
pub(crate) use watch::Opening;

use crate::data::Text;
use crate::event::Migrated;
use crate::instance::{Instance, State};
use crate::procedure::{Digests, Procedure};
use crate::rejection::Rejection;
use crate::source::Language;

/// What becomes of a case in another version, thing by thing.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The version it goes by now.
    pub from: Digests,
    /// The version it would go by.
    pub to: Digests,
    is_trivial: bool,
    /// Everything the case holds, in order of creation; then its tokens, data and counters.
    pub entries: Vec<Entry>,
    pub(crate) migrated: Box<Migrated>,
    /// Events of the new version that open beside what is open.
    pub(crate) openings: Vec<Opening>,
}

/// Plans the move of a case, or of the procedure of one of its calls, to another version.
///
/// ```
/// use cauce::command::{Actor, Command, Mapping, Request, Start};
/// use cauce::instance::Instance;
/// use cauce::migration::plan;
/// use cauce::procedure::{Definitions, Procedure};
/// use cauce::source::Language;
///
/// let version = |activity: &str| format!(r#"
/// format = 1
/// language = "en"
/// procedure = {{ code = "P-1", name = "A record" }}
/// activity = {activity}
/// "#);
/// let mut definitions = Definitions::new();
/// let first = Procedure::parse(&version(r#"{ number = 1, id = "write", title = "Write" }"#))?;
/// definitions.add(first)?;
/// let mut case = Instance::new();
/// let at = "2026-11-22T09:00:00Z".parse().unwrap();
/// case.handle(&definitions, Request::new(at, Actor::host("desk"), Command::Start(Start::of("P-1"))))?;
///
/// let second = Procedure::parse(&version(r#"{ number = 1, id = "draft", title = "Draft" }"#))?.into();
/// let refused = plan(&case, &second, &Mapping::new())?;
/// assert!(!refused.is_possible());
/// let possible = plan(&case, &second, &Mapping::new().moving("write", "draft"))?;
/// assert_eq!(possible.entries[0].message(Language::English), "work 1 “Write” goes on as 1 “Draft”");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Rejection::NotStarted`] and [`Rejection::Finished`] of a case that does not run,
/// [`Rejection::UnknownInMapping`], [`Rejection::GivenTwice`] and [`Rejection::ReasonMissing`] of a mapping that is
/// not one, [`Rejection::UnknownItem`] when the call that it names does not run.
pub fn plan(case: &Instance, to: &Arc<Procedure>, mapping: &Mapping) -> Result<Plan, Rejection> {
    let own = case.procedure().ok_or(Rejection::NotStarted)?;
    if let crate::instance::Status::Ended(_) = case.status() {
        return Err(Rejection::Finished);
    }
    match mapping.in_call {
        None => of_state(own, &case.state, to, mapping),
        Some(call) => {
            let child = case.state.child(call).ok_or(Rejection::UnknownItem { item: call })?;
            of_state(&child.procedure, &child.state, to, mapping)
        }
    }
}

/// The same of a state, which is that of a case or of a procedure that it calls.
pub(crate) fn of_state(
    from: &Arc<Procedure>,
    state: &State,
    to: &Arc<Procedure>,
    mapping: &Mapping,
) -> Result<Plan, Rejection> {
    if mapping.gives_up() && mapping.reason.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
        return Err(Rejection::ReasonMissing);
    }
    let names = names::Names::of(from, to, mapping)?;
    Ok(survey::survey(state, &names, mapping))
}

impl Plan {
    /// Whether nothing stands in the way.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.obstacles().next().is_none()
    }

    /// Whether both versions do the same and the mapping moves nothing between them, so that only words have changed.
    #[must_use]
    pub fn is_trivial(&self) -> bool {
        self.is_trivial
    }

    /// What stands in the way: what people call it, and why.
    pub fn obstacles(&self) -> impl Iterator<Item = (&Text, &Obstacle)> {
        self.entries.iter().filter_map(|entry| match &entry.fate {
            Fate::Cannot(obstacle) => Some((&entry.name, obstacle)),
            _ => None,
        })
    }

    /// What does not simply stay.
    pub fn changes(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.fate != Fate::Stays)
    }

    /// One sentence: whether the case can be moved, and how much of it changes.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let (changes, obstacles) = (self.changes().count(), self.obstacles().count());
        let said = match (self.is_trivial(), obstacles, changes) {
            (true, ..) => ["puede pasar: solo cambian palabras", "can be moved: only words change"],
            (_, 0, 0) => ["puede pasar: todo sigue como está", "can be moved: everything stays as it is"],
            (_, 0, _) => ["puede pasar, con cambios", "can be moved, with changes"],
            _ => ["no puede pasar", "cannot be moved"],
        }[language as usize];
        match (obstacles, changes) {
            (0, 0) => said.into(),
            (0, count) | (count, _) => format!("{said} ({count})"),
        }
    }
}
