//! What guards read of a case.

use super::state::State;
use crate::command::ItemId;
use crate::data::{Decimal, Timestamp, Value};
use crate::graph::ExitKind;
use crate::guard::{Facts, Slot};
use crate::procedure::{ElementIx, Procedure, RecordIx};

/// The facts of a case at the effective time of the request that is handled.
pub(crate) struct CaseFacts<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) state: &'a State,
    pub(crate) at: Timestamp,
}

impl Facts for CaseFacts<'_> {
    #[inline]
    fn read(&self, slot: Slot) -> Option<Value> {
        let state = self.state;
        match slot {
            Slot::Rounds(element) => Some(Value::Number(self.returns_of(element).into())),
            Slot::Datum(datum) => {
                state.datum(datum).filter(|value| !matches!(value, Value::Disposed)).cloned()
            }
            Slot::Indicator(indicator) => state.indicator(indicator).map(Value::Number),
            Slot::Target(indicator) => {
                self.procedure.indicators.get(indicator as usize)?.target.map(Value::Number)
            }
            Slot::Answer(element) => self.answer(element),
            Slot::Done(element) => Some(Value::Bool(state.done(element as usize))),
            Slot::IsOpen(element) => Some(Value::Bool(self.is_open(element))),
            Slot::Evidence { record, activity } => Some(Value::Bool(self.has_evidence(record, activity))),
            Slot::Signed(record) => Some(Value::Bool(self.is_signed(record))),
            Slot::Count(_) => Some(Value::Number(Decimal::ZERO)),
            Slot::DaysSince(element) => self.days_since(element),
            Slot::Today => Some(Value::Date(self.procedure.head.day_rules().zone.local_date(self.at))),
            Slot::Member | Slot::Loop(_) => None,
        }
    }

    #[inline]
    fn rounds(&self, element: u32) -> Option<u32> {
        Some(self.returns_of(element))
    }
}

impl CaseFacts<'_> {
    #[inline]
    fn returns_of(&self, element: u32) -> u32 {
        let mut taken = 0u32;
        for exit in self.procedure.graph.ways_of(ElementIx(element)) {
            if let ExitKind::Return(back) = exit.kind {
                taken = taken.saturating_add(self.state.returns_taken(ItemId(0), back));
            }
        }
        taken
    }

    fn answer(&self, element: u32) -> Option<Value> {
        let answer = self.state.answer(element)?;
        let activity = self.procedure.activity(ElementIx(element))?;
        activity.answers.get(usize::from(answer)).map(|answer| Value::Text(answer.id.clone()))
    }

    fn is_open(&self, element: u32) -> bool {
        self.state.open.iter().any(|instance| instance.element.0 == element)
    }

    fn has_evidence(&self, record: u32, activity: Option<u32>) -> bool {
        let from = |element: ElementIx| activity.is_none_or(|activity| activity == element.0);
        self.state.evidence().iter().any(|held| held.record == RecordIx(record) && from(held.element))
    }

    fn is_signed(&self, record: u32) -> bool {
        self.state.evidence().iter().any(|held| held.record == RecordIx(record) && held.signed)
    }

    fn days_since(&self, element: u32) -> Option<Value> {
        let zone = self.procedure.head.day_rules().zone;
        let then = zone.local_date(self.state.completed_at(element)?);
        Some(Value::Number(zone.local_date(self.at).days_since(then).into()))
    }
}
