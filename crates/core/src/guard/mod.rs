//! Placeholder until the guard branch is merged.
use crate::data::{Kind, Value};
/// What a guard can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Slot { Datum(u32), Indicator(u32), Target(u32), Evidence { record: u32, activity: Option<u32> }, Signed(u32), Rounds(u32), Answer(u32), Done(u32), IsOpen(u32), Count(u32), DaysSince(u32), Today, Member }
/// Why the evaluation of a guard gave no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardFault {
    /// A value it needs is not known.
    Missing {
        /// What it would have read, in neutral spelling.
        read: String,
    },
    /// Two values of different kinds met in an operator.
    MixedKinds {
        /// Kind on the left.
        left: Kind,
        /// Kind on the right.
        right: Kind,
    },
    /// A division by zero.
    DivisionByZero,
    /// A number with too many digits.
    Overflow,
    /// The evaluation took more steps than allowed.
    Budget,
    /// A text longer than allowed.
    TooLarge,
    /// A function of the host answered with an error.
    HostFailed {
        /// English name of the function.
        function: String,
        /// What the host said.
        reason: String,
    },
    /// A value is not of the kind that was declared for it.
    WrongKind {
        /// What gave the value, in neutral spelling.
        read: String,
        /// Kind that was declared.
        expected: Kind,
        /// Kind that was found.
        found: Kind,
    },
    /// The result is none of those that are expected.
    WrongResult {
        /// The result as text.
        result: String,
    },
    /// The script engine gave up for a reason that this version does not know.
    Script {
        /// What the engine said.
        reason: String,
    },
}

impl GuardFault {
    /// Neutral, stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            GuardFault::Missing { .. } => "C0801",
            GuardFault::MixedKinds { .. } => "C0802",
            GuardFault::DivisionByZero => "C0803",
            GuardFault::Overflow => "C0804",
            GuardFault::Budget => "C0805",
            GuardFault::TooLarge => "C0806",
            GuardFault::HostFailed { .. } => "C0807",
            GuardFault::WrongKind { .. } => "C0808",
            GuardFault::WrongResult { .. } => "C0809",
            GuardFault::Script { .. } => "C0810",
        }
    }
 /// name
 pub fn name(&self, language: crate::source::Language) -> &'static str { ["valor-desconocido", "missing-value"][language as usize] }
 /// message
 pub fn message(&self, _language: crate::source::Language) -> String { self.code().into() } }
/// Guard.
#[derive(Debug)]
pub struct Guard;
#[derive(Clone, Debug, PartialEq, Default)] pub(crate) enum Inputs { #[default] None, One((u16, Value)), Many(Box<[(u16, Value)]>) }
pub(crate) struct Evaluation { pub inputs: Inputs, pub result: Result<Value, GuardFault> }
pub(crate) trait Facts { fn read(&self, slot: Slot) -> Option<Value>; }
impl Guard {
  pub(crate) fn evaluate<F: Facts + ?Sized>(&self, _facts: &F) -> Evaluation { Evaluation { inputs: Inputs::None, result: Err(GuardFault::Budget) } }
  pub(crate) fn reads(&self) -> &[Slot] { &[] }
}
