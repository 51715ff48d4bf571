//! `Fire`: one timer alone, before it is due, without letting time pass.
//!
//! A rehearsal or a test says which timer fires first; nobody else may make time out of nothing.

use super::Journal;
use super::advance;
use super::context::Context;
use super::stepper::Stepper;
use crate::command::{Actor, ItemId};
use crate::instance::{Timer, TimerKind};
use crate::rejection::Rejection;

/// The timer that fires: the warning of a deadline is not meant.
pub(super) fn decide(cx: &Context<'_>, item: ItemId) -> Result<Timer, Rejection> {
    if let Actor::Person { acting_as, .. } = cx.actor {
        return Err(Rejection::RoleNotAllowed { role: acting_as.clone(), allowed: Vec::new() });
    }
    let instance = cx.item(item)?;
    let timers = cx.state.timers().iter();
    let meant = timers.filter(|timer| timer.item == item && timer.kind != TimerKind::Warning);
    let first = meant.min_by_key(|timer| timer.due).copied();
    first.ok_or_else(|| Rejection::WrongKind { reference: cx.reference(instance.element) })
}

/// Fires it and lets tokens move.
pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, timer: Timer) {
    advance::fire(&mut stepper, timer.item, timer.kind);
    stepper.run();
}
