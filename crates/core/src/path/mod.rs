//! Path files: a walk through a procedure that is input and expectation at once.
//!
//! Knows how a path is read, how it becomes commands to a case, what must hold, and where both part.
//! Does not read folders and does not print: that is for whoever calls it.
//! Read [`PathFile`] first, then [`replay`].
//!
//! A walk `1 2 4:SI` does, word by word, the work it names; a word whose work is not open is a difference.
//! What is not written comes from the procedure: a role that may act, the evidence and signatures that are needed,
//! a note where one is asked, the next minute.
//! In `pasos` each step has one action; an empty `entrega` or `firman` means explicitly none.
//! A step with signatures signs and does not complete when it leaves the question of its activity unanswered, or gives
//! nothing besides: so two parties sign on two days.
//! `vueltas`, once written, is complete: a return it does not name is expected never to be taken.

mod bind;
mod branches;
mod cases;
mod clock;
mod compare;
mod cut;
mod demand;
mod difference;
mod double;
mod due;
mod file;
mod fit;
mod go_on;
mod history;
mod observe;
mod refused;
mod renamed;
mod replay;
mod resolve;
mod snapshot;
mod step;
mod supply;
mod trial;
mod value;
mod walker;
mod word;

pub use demand::{Demand, Shortfall};
pub use difference::{Clash, Difference};
pub use file::{PathFile, ReadPath};
pub use fit::meant;
pub use go_on::go_on;
pub use history::Failure;
pub(crate) use observe::{Beginning, Told};
pub use refused::refused;
pub(crate) use replay::shown;
pub use replay::{Happened, Replay, ReplayResult, replay};
pub use snapshot::{
    DueElement, ListedCase, OpenElement, Refusal, Snapshot, SnapshotState, StuckElement, Subscribed,
};
pub(crate) use trial::ANY_ERROR;
pub use trial::{Move, MoveKind, Trial, steps};
pub(crate) use walker::{Acts, Walker};

#[cfg(test)]
mod tests;
