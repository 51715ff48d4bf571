//! Problems that a proof finds: where a case gets stuck, goes round for ever, or leaves work behind.
//!
//! Knows what can be wrong with the way work flows, and says it in both languages, with the way there as a story.
//! Does not find it: `proof` does, and the rule that asks it.
//! Read [`SoundnessProblem`] first, then [`Beat`].

mod english;
mod spanish;
mod story;

use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::source::{Language, Voice};

use crate::diagnostic::check::{Junction, Listing};
pub use story::{Beat, Happening, Spoken};

/// What an element waits with that does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hold {
    /// It waits for a token of each of its flows.
    Parallel,
    /// It waits for whatever can still come.
    Inclusive,
    /// It waits until its condition is true.
    Complex,
    /// It waits until so many have come.
    Quantity {
        /// How many.
        needed: u32,
    },
}

/// A property that a proof decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Property {
    /// Nothing is done twice at the same time.
    Safe,
    /// The end can always be reached.
    OptionToComplete,
    /// Nothing is left waiting at the end.
    ProperCompletion,
    /// Everything is reached by some case.
    NoDeadActivities,
}

/// One that waits in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What people call it.
    pub name: Text,
    /// What it waits with.
    pub hold: Hold,
    /// From where something should have come and can no longer.
    pub missing: Listing,
    /// From where it should come, all in all.
    pub awaited: Listing,
}

problem_family! {
    /// What can be wrong with the flow of a procedure, each with a case in which it is so.
    SoundnessProblem;
    /// An element that two tokens reach at the same time.
    TwoAtOnce {
        /// The element.
        element: Listing,
        /// Whether it waits for several flows, so that two come by one of them.
        joins: bool,
        /// Where the way parted last.
        parted: Option<Text>,
        /// The block that it stands in.
        within: Option<Text>,
    } = "C1101", "dos-a-la-vez", "two-at-once";
    /// Something waits for what can no longer come, and nothing else is left to do.
    WaitsForEver {
        /// Those that wait.
        waiting: Vec<Waiting>,
        /// Whether each waits for another of them.
        each_other: bool,
        /// Where the way was left that leads to what is waited for: the element, with the way taken.
        left_at: Option<Junction>,
        /// What nobody reaches for that reason.
        lost: Listing,
        /// The block that they stand in.
        within: Option<Text>,
    } = "C1102", "espera-sin-fin", "waits-for-ever";
    /// Work goes round and no end can be reached.
    RoundForEver {
        /// What goes round.
        elements: Listing,
        /// What nobody reaches for that reason.
        lost: Listing,
        /// The block that they stand in.
        within: Option<Text>,
    } = "C1103", "vueltas-sin-fin", "round-for-ever";
    /// An end has been reached while something waits for what can no longer come.
    LeftWaiting {
        /// Those that wait.
        waiting: Vec<Waiting>,
        /// Whether each waits for another of them.
        each_other: bool,
        /// Where the way was left that leads to what is waited for: the element, with the way taken.
        left_at: Option<Junction>,
        /// What nobody reaches for that reason.
        lost: Listing,
        /// The block that they stand in.
        within: Option<Text>,
    } = "C1104", "fin-con-pendientes", "end-with-work-left";
    /// What no case reaches, whatever is answered.
    NeverReached {
        /// The elements.
        elements: Listing,
        /// The block that they stand in.
        within: Option<Text>,
    } = "C1105", "nunca-se-llega", "never-reached";
    /// What was not decided within the budget.
    Undecided {
        /// The properties.
        properties: Vec<Property>,
        /// How many states were looked at.
        explored: usize,
    } = "C1106", "sin-decidir", "undecided";
}

impl SoundnessProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into()).0
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into()).1)
    }

    fn said(&self, Voice { reader, file }: Voice) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self, file),
            Language::English => english::said(self, file),
        }
    }
}
