//! Incidents: work that is stuck and can be resolved, with a reason.
//!
//! Knows what can be wrong while a case runs and how to say it in both languages.
//! Does not know how it is resolved, that is `decide`.
//! Read [`Trouble`] first.

use crate::data::Text;
use crate::event::Input;
use crate::guard::GuardFault;
use crate::procedure::ReturnIx;

/// What is wrong with an element instance.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Trouble {
    /// A guard could not be evaluated.
    Guard {
        /// What it was to decide.
        stage: Stage,
        /// Why.
        fault: GuardFault,
        /// What it had read.
        inputs: Box<[Input]>,
    },
    /// No condition of a gateway was true and there is no default.
    NoWay {
        /// What was read.
        inputs: Box<[Input]>,
    },
    /// A return was asked once more than its maximum.
    TooManyReturns {
        /// Which.
        taken: ReturnIx,
        /// The maximum.
        maximum: u32,
    },
    /// Several responsible answered differently.
    NoAgreement,
    /// Automatic steps went on beyond the budget of one command.
    Runaway {
        /// The references of the elements that repeat, in order.
        cycle: Box<[Text]>,
    },
    /// A deadline could not be computed: it lies beyond the year 9999.
    Deadline,
}

/// What a guard that failed was to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Whether the activity applies.
    Applies,
    /// The answer of an activity.
    Decision,
    /// The way out of a gateway.
    Route,
}

impl Trouble {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Guard { fault, .. } => fault.code(),
            Trouble::NoWay { .. } => "C0851",
            Trouble::TooManyReturns { .. } => "C0852",
            Trouble::NoAgreement => "C0853",
            Trouble::Runaway { .. } => "C0854",
            Trouble::Deadline => "C0855",
        }
    }
}

impl Trouble {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, _language: crate::source::Language) -> String {
        self.code().to_owned()
    }
}
