//! Placeholder until the calendar branch is merged.
/// Zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone;
/// Which days count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRules;
impl DayRules { pub(crate) fn name(&self) -> crate::data::Text { "".into() } }
pub(crate) fn due(_: crate::data::Timestamp, _: crate::data::Duration, _: &Zone, _: &DayRules) -> Option<crate::data::Timestamp> { None }
pub(crate) fn before(_: crate::data::Timestamp, _: crate::data::Duration, _: &Zone, _: &DayRules) -> Option<crate::data::Timestamp> { None }
pub(crate) fn after(_: crate::data::Timestamp, _: crate::data::Duration, _: &Zone, _: &DayRules) -> Option<crate::data::Timestamp> { None }
impl Zone { pub(crate) fn name(&self) -> &str { "" } pub(crate) fn utc() -> Self { Zone } pub(crate) fn midnight(&self, _: crate::data::Date) -> Option<crate::data::Timestamp> { None } pub(crate) fn local_date(&self, _at: crate::data::Timestamp) -> Option<crate::data::Date> { None } }
