//! Placeholder until the guard branch is merged.
use crate::data::Value;
/// What a guard can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Slot { Datum(u32), Indicator(u32), Target(u32), Evidence { record: u32, activity: Option<u32> }, Signed(u32), Rounds(u32), Answer(u32), Done(u32), IsOpen(u32), Count(u32), DaysSince(u32), Today, Member }
/// Fault.
#[derive(Clone, Debug, PartialEq)]
pub enum GuardFault { /// x
 Missing }
impl GuardFault { /// code
 pub fn code(&self) -> &'static str { "C0801" } }
/// Guard.
#[derive(Debug)]
pub struct Guard;
#[derive(Clone, Debug, PartialEq, Default)] pub(crate) enum Inputs { #[default] None, One((u16, Value)), Many(Box<[(u16, Value)]>) }
pub(crate) struct Evaluation { pub inputs: Inputs, pub result: Result<Value, GuardFault> }
pub(crate) trait Facts { fn read(&self, slot: Slot) -> Option<Value>; }
impl Guard {
  pub(crate) fn evaluate<F: Facts + ?Sized>(&self, _facts: &F) -> Evaluation { Evaluation { inputs: Inputs::None, result: Err(GuardFault::Missing) } }
  pub(crate) fn reads(&self) -> &[Slot] { &[] }
}
/// Functions of the host.
#[derive(Clone, Debug, Default)] pub struct Vocabulary;
