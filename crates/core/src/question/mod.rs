//! Questions about a case or a procedure: why it is here, what it lacks, what can still happen, how it gets out.
//!
//! Knows how to ask a copy of a case: every answer is found by looking, or by trying on a copy that is thrown away.
//! Does not change the case that is asked about, and keeps nothing between questions.
//! A search has a budget, and what was not decided within it says so: it is never a guess.
//!
//! | question | answer |
//! |---|---|
//! | why am I here | [`Causes::why`] |
//! | what is missing to go on | [`lacks`] |
//! | what can still happen | [`possible`] |
//! | which answers are still possible | [`fates`], and what guards say already [`decided`] |
//! | the shortest way out | [`way_out`] |
//! | what if | [`what_if`] |
//!
//! Read [`way_out`] and [`Trial`](crate::path::Trial) first.

mod distance;
mod fate;
mod lack;
mod possible;
mod way_out;
mod what_if;
mod why;

pub use fate::{Decided, Fate, Fated, decided, fates};
pub use lack::{AwaitedFlow, Lack, Need, lacks};
pub use possible::{EndKind, Place, Possible, PossibleEnd, possible};
pub use way_out::{Budget, Way, WayOut, way_out};
pub use what_if::{Tried, what_if};
pub use why::{Causes, Step, Why};
