//! Problems of conditions, whatever the data are: ways that no case takes, cases that find no way or more than one.
//!
//! Knows what weighing the conditions of a procedure can find, and says it in both languages.
//! Does not find it: the rules do.
//! Read [`DataProblem`] first.

mod english;
mod spanish;

use super::check::Place;
use crate::data::Text;
use crate::diagnostic::family::problem_family;
use crate::source::{Language, Voice};

/// What hangs on a condition; the text is what people call the element.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HangsOn {
    /// A way out of a gateway that takes one.
    Way(Text, Place),
    /// A way out of what may take several.
    Branch(Text, Place),
    /// Whether an activity is done.
    Applies(Text),
    /// Whether an answer or an event is available.
    Available(Text),
    /// What is waited for.
    Wait(Text),
    /// Whether what has been done of a repetition or of a block is enough.
    Enough(Text),
    /// Whether it is done once more.
    OnceMore(Text),
    /// Whether a gateway goes on.
    GoesOn(Text),
}

problem_family! {
    /// What can be wrong with conditions whatever the data are.
    DataProblem;
    /// A condition that is never true.
    NeverTrue {
        /// The condition as written.
        guard: Text,
        /// What hangs on it.
        hangs: HangsOn,
    } = "C1121", "condicion-que-nunca-se-cumple", "condition-never-true";
    /// A condition that is always true.
    AlwaysTrue {
        /// The condition as written.
        guard: Text,
        /// What hangs on it.
        hangs: HangsOn,
    } = "C1122", "condicion-que-siempre-se-cumple", "condition-always-true";
    /// A way out that those before it leave no case.
    NothingLeft {
        /// The gateway, or the activity whose ways it implies.
        gateway: Text,
        /// Where the way leads.
        to: Place,
        /// Whether it is the default.
        otherwise: bool,
    } = "C1123", "camino-sin-casos", "way-without-cases";
    /// A case that finds no way out.
    NoWayFor {
        /// The gateway, or the activity whose ways it implies.
        gateway: Text,
        /// Such a case: each fact with its value.
        case: Vec<Text>,
    } = "C1124", "casos-sin-camino", "cases-without-way";
    /// Two conditions of an exclusive gateway that are both true in some case.
    BothTrue {
        /// The gateway, or the activity whose ways it implies.
        gateway: Text,
        /// Where the first of the two leads.
        first: Place,
        /// Where the second leads.
        second: Place,
        /// Such a case: each fact with its value.
        case: Vec<Text>,
    } = "C1125", "condiciones-que-se-cruzan", "conditions-overlap";
    /// An answer that a computed decision never gives.
    NeverGiven {
        /// The activity.
        activity: Text,
        /// The answer as people read it.
        answer: Text,
    } = "C1126", "respuesta-que-no-se-da", "answer-never-given";
    /// A return whose condition nothing on the way round changes.
    NothingChanges {
        /// Where the return leads from.
        from: Text,
        /// Where it leads to.
        to: Text,
        /// What the condition reads.
        reads: Vec<Text>,
        /// How often it may return.
        maximum: u32,
    } = "C1127", "regreso-que-nada-cambia", "return-nothing-changes";
    /// A repetition whose condition nothing in it changes.
    RepeatsAlike {
        /// What is repeated.
        element: Text,
        /// What the condition reads.
        reads: Vec<Text>,
    } = "C1128", "repeticion-que-nada-cambia", "repetition-nothing-changes";
}

impl DataProblem {
    /// One short sentence that says what is odd.
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
