//! One case: its state, how events change it, how it is replayed.
//!
//! Knows what is open, how often was returned, what guards can read.
//! Does not decide anything: `decide` validates and emits; `apply` is the only writer.
//! Read [`Instance`] first.

mod apply;
mod facts;
mod small;
mod state;

pub(crate) use facts::CaseFacts;
pub use state::Status;
pub(crate) use state::{ElementInstance, Extra, HeldEvidence, State, TimerKind};
