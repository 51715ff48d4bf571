//! `Advance`: fires what is due up to an instant, in order of due time, then identity.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::Timestamp;
use crate::event::{Event, NoticeReason};
use crate::instance::{State, TimerKind};
use crate::procedure::{Definitions, Procedure};

pub(super) fn run<J: Journal>(
    (definitions, procedure): (&Definitions, &Procedure),
    state: &mut State,
    at: Timestamp,
    journal: &mut J,
) {
    if state.next_due().is_none_or(|(due, ..)| due > at) {
        return;
    }
    let mut stepper = Stepper::begin(procedure, state, definitions, at, journal);
    for _ in 0..definitions.limits().timers_per_advance {
        if !fire_next(&mut stepper, at) {
            break;
        }
    }
    stepper.run();
}

/// Fires what falls due first, here or in a called procedure.
fn fire_next<J: Journal>(stepper: &mut Stepper<'_, J>, at: Timestamp) -> bool {
    match stepper.state.next_due() {
        Some((due, _, Some(call))) if due <= at => {
            stepper.in_call(call, |inner| {
                fire_next(inner, at);
                inner.run();
            });
            true
        }
        Some((due, _, None)) if due <= at => {
            if let Some(timer) = stepper.state.timers().first().copied() {
                fire(stepper, timer.item, timer.kind);
            }
            true
        }
        _ => false,
    }
}

pub(super) fn fire<J: Journal>(stepper: &mut Stepper<'_, J>, item: ItemId, kind: TimerKind) {
    if item.0 == 0 {
        return fire_whole(stepper, kind);
    }
    let Some(instance) = stepper.state.item(item) else { return };
    let (element, scope) = (instance.element, instance.scope);
    stepper.goes_on_after(stepper.state.turns_before(instance));
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
            if stepper.is_hold(Here { item, scope, element }) {
                stepper.let_end(item, scope);
            } else {
                stepper.emit(Event::Elapsed { item });
                stepper.send(Token { element, scope, flow: None });
            }
            stepper.run();
        }
        TimerKind::Event => {
            stepper.timer_fired(item);
            stepper.run();
        }
    }
}

/// The deadline of the case itself passes, or its earliest end comes.
fn fire_whole<J: Journal>(stepper: &mut Stepper<'_, J>, kind: TimerKind) {
    let item = ItemId(0);
    match kind {
        TimerKind::Deadline => {
            stepper.emit(Event::DeadlinePassed { item });
            let authority = &stepper.procedure.head.authority[..];
            if !authority.is_empty() {
                stepper.notify(item, authority, NoticeReason::Overdue);
            }
        }
        _ => {
            stepper.emit(Event::Elapsed { item });
            stepper.run();
        }
    }
}
