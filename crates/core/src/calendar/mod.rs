//! Placeholder until the calendar branch is merged.
/// Zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone;
/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRules;
impl Zone { pub(crate) fn local_date(&self, _at: crate::data::Timestamp) -> Option<crate::data::Date> { None } }
