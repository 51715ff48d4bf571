//! What changed between two versions of a procedure, and how a log that was kept elsewhere fits one.
//!
//! Knows how the elements of two versions are paired, what a path of the old one does in the new one, and the cheapest
//! way to read a log as a case of a procedure.
//! Does not read files and decides nothing about cases: what may happen the engine says, on copies.
//! A search has a budget, and what was not decided within it says so.
//!
//! | question | answer |
//! |---|---|
//! | what differs between two versions | [`compare`] |
//! | does what people recorded fit | [`conform`] |
//!
//! Read [`compare`] and [`conform`] first.

mod align;
mod change;
mod conform;
mod deviation;
mod label;
mod outcome;
mod pair;
mod say;
mod versions;

pub use change::{Change, Piece, Segment};
pub use conform::{CaseFit, Conformance, Ending, Frequent, Observed, ObservedCase, Recorded, conform};
pub use deviation::{Deviation, Fit};
pub use outcome::{Follows, PathOutcome, Reason, Unlike};
pub use versions::{Comparison, Version, compare};
