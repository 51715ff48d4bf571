//! One case: its state, how events change it, how it is replayed.
//!
//! Knows what is open, how often was returned, what guards can read.
//! Does not decide anything: `decide` validates and emits; `apply` is the only writer.
//! Read [`Instance`] first.

mod alike;
mod apply;
mod call;
mod calls;
mod ending;
mod facts;
mod frozen;
mod held;
mod inner;
mod milestone;
mod rebind;
mod rows;
mod scope;
mod small;
mod sound;
mod spin;
mod standing;
mod state;
mod term;
mod touched;
mod undo;
mod work;

use std::sync::Arc;

pub(crate) use call::Child;
pub(crate) use facts::CaseFacts;
pub use frozen::{FROZEN_VERSION, ThawError};
pub(crate) use rebind::Noted;
pub use state::Status;
pub(crate) use state::{Arrival, ElementInstance, Joint, State, Timer, TimerKind};

use crate::data::Timestamp;
use crate::event::Event;
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;

/// One case, without store and clock: requests in, events out.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    pub(crate) procedure: Option<Arc<Procedure>>,
    pub(crate) state: State,
}

impl PartialEq for Instance {
    /// Equal when pinned to the same definition and in the same state.
    fn eq(&self, other: &Self) -> bool {
        let pinned =
            |instance: &Instance| instance.procedure.as_ref().map(|procedure| procedure.digests.definition);
        pinned(self) == pinned(other) && self.state == other.state
    }
}

impl Instance {
    /// A case that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Applies the events of one record, as they were decided at that time.
    ///
    /// # Errors
    ///
    /// [`Rejection::DefinitionMissing`] when the definition the case is pinned to is not among the definitions,
    /// [`Rejection::NotStarted`] when the first record does not begin the case.
    pub fn apply(
        &mut self,
        definitions: &Definitions,
        at: Timestamp,
        events: &[Event],
    ) -> Result<(), Rejection> {
        if let Some(Event::Started(started)) = events.first() {
            let definition = started.digests.definition;
            let found = definitions.get(&definition).cloned();
            self.procedure = Some(found.ok_or(Rejection::DefinitionMissing { definition })?);
        }
        let Instance { procedure: Some(procedure), state } = self else { return Err(Rejection::NotStarted) };
        state.begin(at);
        state.apply_all(procedure, events);
        state.forget_touched();
        Ok(())
    }

    /// Brings a case back from its records, oldest first.
    ///
    /// # Errors
    ///
    /// As [`apply`](Instance::apply).
    pub fn replay<'a>(
        definitions: &Definitions,
        records: impl IntoIterator<Item = (Timestamp, &'a [Event])>,
    ) -> Result<Self, Rejection> {
        let mut instance = Self::new();
        for (at, events) in records {
            instance.apply(definitions, at, events)?;
        }
        Ok(instance)
    }

    /// Where the case stands.
    #[must_use]
    pub fn status(&self) -> Status {
        self.state.status
    }

    /// How many records it has.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.state.seq
    }

    /// The effective time of its last record; `None` before it has begun.
    #[must_use]
    pub fn at(&self) -> Option<Timestamp> {
        (self.state.status != Status::New).then_some(self.state.at)
    }

    /// When something falls due next.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.state.next_due().map(|(due, ..)| due)
    }

    /// The calls of other procedures that run, however deep, each with its procedure.
    #[must_use]
    pub fn calls(&self) -> Vec<(crate::command::ItemId, Arc<Procedure>)> {
        let mut calls = Vec::new();
        let mut open = vec![&self.state];
        while let Some(state) = open.pop() {
            for child in state.calls() {
                calls.push((child.call, Arc::clone(&child.procedure)));
                open.push(&child.state);
            }
        }
        calls
    }

    /// The procedure the case is pinned to.
    #[must_use]
    pub fn procedure(&self) -> Option<&Arc<Procedure>> {
        self.procedure.as_ref()
    }
}
