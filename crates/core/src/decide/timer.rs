//! Timers of waits and events: when they are due, and what follows when they are.

use std::sync::Arc;

use super::Journal;
use super::deadline;
use super::occur::Happening;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Duration, Timestamp, Value};
use crate::event::{Due, Event, ItemKind};
use crate::graph::{Moment, On, Trigger};
use crate::incident::Trouble;
use crate::instance::ElementInstance;

impl<J: Journal> Stepper<'_, J> {
    /// When something that opens now is due for the first time.
    pub(super) fn first_due(&self, scope: ItemId, trigger: &Trigger) -> Result<Option<Due>, Trouble> {
        let Some((_, moment)) = time_of(trigger) else { return Ok(None) };
        let at = self.state.at;
        let due = match moment {
            Moment::After(length) => self.after(at, *length),
            Moment::Cycle { every, .. } => self.after(at, *every),
            Moment::At(instant) => Some(*instant),
            Moment::Local(date, millis) => self.local(*date, *millis),
            Moment::Datum(datum) => {
                let home = self.state.home_of_datum(self.procedure, scope, datum.0);
                let value = self.state.datum(home, datum.0);
                self.held(value.ok_or(Trouble::NoMoment { datum: *datum })?)
            }
        };
        let due = due.ok_or(Trouble::Deadline)?;
        Ok(Some(Due { due: Some(due), anchor: Some(at), ..deadline::blank(self.procedure) }))
    }

    fn after(&self, from: Timestamp, length: Duration) -> Option<Timestamp> {
        self.procedure.head.day_rules().after(from, length).ok()
    }

    fn local(&self, date: crate::data::Date, millis: i64) -> Option<Timestamp> {
        self.procedure.head.day_rules().zone.midnight(date)?.checked_add_millis(millis)
    }

    /// The moment that a datum says.
    fn held(&self, value: &Value) -> Option<Timestamp> {
        match value {
            Value::Instant(instant) => Some(*instant),
            Value::Date(date) => self.local(*date, 0),
            Value::Duration(length) => self.after(self.state.at, *length),
            _ => None,
        }
    }

    /// What a wait or an event waits for is due.
    pub(super) fn timer_fired(&mut self, item: ItemId) {
        let Some(instance) = self.state.item(item) else { return };
        let here = Here { item, scope: instance.scope, element: instance.element };
        let Some(trigger) = self.trigger(here.element) else { return };
        let Some((place, moment)) = time_of(trigger) else { return };
        let ends_it = instance.kind != ItemKind::Subscription || trigger.interrupts;
        let available = self.may_occur(here, trigger, &mut Vec::new());
        if ends_it && available && !trigger.all {
            return self.happened(item, Happening::of(place));
        }
        // What goes on, or is not available now, is due again at the next turn, where there is one.
        let next = self.next_due(instance, moment);
        if next.is_none() && !available && trigger.on.len() == 1 {
            return self.emit(Event::Elapsed { item });
        }
        let before = instance.due().cloned().unwrap_or_else(|| deadline::blank(self.procedure));
        let due = Arc::new(Due { due: next, ..before });
        self.emit(Event::TimerSet { item, due });
        self.happened(item, Happening::of(place));
    }

    /// When a cycle is due once more, counted from its beginning.
    fn next_due(&self, instance: &ElementInstance, moment: &Moment) -> Option<Timestamp> {
        let Moment::Cycle { every, times } = moment else { return None };
        let fired = instance.extra.as_ref().map_or(0, |extra| extra.cycles).saturating_add(1);
        if times.is_some_and(|times| fired >= times) {
            return None;
        }
        let length = every.checked_mul(u64::from(fired.checked_add(1)?))?;
        self.after(instance.due()?.anchor?, length)
    }
}

/// The time among the things that are waited for, with its position.
fn time_of(trigger: &Trigger) -> Option<(usize, &Moment)> {
    trigger.on.iter().enumerate().find_map(|(place, on)| match on {
        On::Time(moment) => Some((place, moment)),
        _ => None,
    })
}
