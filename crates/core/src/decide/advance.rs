//! `Advance`: fires what is due up to an instant, in order of due time, then identity.

use super::Journal;
use super::stepper::{Stepper, Token};
use crate::data::Timestamp;
use crate::event::{Event, NoticeReason};
use crate::instance::{State, TimerKind};
use crate::limits::Limits;
use crate::procedure::Procedure;

pub(super) fn run<J: Journal>(
    procedure: &Procedure,
    state: &mut State,
    limits: &Limits,
    at: Timestamp,
    journal: &mut J,
) {
    if state.timers().first().is_none_or(|timer| timer.due > at) {
        return;
    }
    let mut stepper = Stepper::begin(procedure, state, limits, at, journal);
    let mut fired = 0;
    while let Some(timer) = stepper.state.timers().first().copied() {
        if timer.due > at || fired == limits.timers_per_advance {
            break;
        }
        fired += 1;
        fire(&mut stepper, timer.item, timer.kind);
    }
    stepper.run();
}

pub(super) fn fire<J: Journal>(stepper: &mut Stepper<'_, J>, item: crate::command::ItemId, kind: TimerKind) {
    let Some(instance) = stepper.state.item(item) else { return };
    let (element, scope) = (instance.element, instance.scope);
    match kind {
        TimerKind::Warning => stepper.emit(Event::DeadlineNear { item }),
        TimerKind::Deadline => {
            stepper.emit(Event::DeadlinePassed { item });
            let roles = stepper.activity(element).map_or(&[][..], |activity| &activity.escalates_to);
            if !roles.is_empty() {
                stepper.notify(item, roles, NoticeReason::Overdue);
            }
        }
        TimerKind::Delay => {
            stepper.emit(Event::Elapsed { item });
            stepper.send(Token { element, scope, flow: None });
            stepper.run();
        }
        TimerKind::Event => {}
    }
}
