//! What people look at: open work, what happened, how far, what was walked.
//!
//! Knows how to fold state and events into lists.
//! Does not change anything and keeps nothing between calls.
//! Read [`WorkItem`] first.

mod ahead;
mod around;
mod board;
mod coverage;
mod data;
mod effect;
mod errors;
mod expected;
mod milestone;
mod part;
mod spot;
mod story;
mod tally;
mod term;
mod track;
mod waits;
mod window;
mod work;

pub use ahead::{Ahead, ahead};
pub use around::{Around, Surroundings};
pub use board::{
    Board, CaseCounts, ComponentBoard, IndicatorBoard, LateBoard, LoopBoard, PhaseBoard, PlaceBoard,
    ProcedureBoard,
};
pub use coverage::{Coverage, CoverageError, CoverageSet, Follower, Kind as CoverageKind, Missing, Tally};
pub(crate) use coverage::{GuardOutcome, Of};
pub use data::case_data;
pub use effect::{Effect, effects};
pub use errors::ErrorTaken;
pub(crate) use errors::taker;
pub use expected::{AwaitedKind, Declarable, Subscribed, TimerOpen, declarable, subscriptions, timers};
pub use milestone::reached;
pub use part::{Glimpse, Part, Stand, parts};
pub(crate) use spot::{Level, Named, Spot, calls, levels, printed};
pub use story::sentence;
pub use tally::CaseTally;
pub use term::{BlockTerm, terms};
pub use track::{Track, Walked};
pub use waits::{MessageWait, message_waits, signal_waits};
pub use window::{WindowStanding, standings};
pub use work::{
    AnswerOffered, DataWanted, EvidenceWanted, MeasureWanted, RecordWanted, WorkItem, needs_nothing,
    open_items, open_of,
};
pub(crate) use work::{is_open, open_meant, open_without_awaiting};
