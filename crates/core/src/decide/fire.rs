//! `Fire`: one timer alone, before it is due, without letting time pass.
//!
//! A rehearsal or a test says which timer fires first; nobody else may make time out of nothing.

use super::Journal;
use super::advance;
use super::context::Context;
use super::stepper::Stepper;
use crate::command::{Actor, ItemId};
use crate::instance::{State, Timer, TimerKind};
use crate::rejection::Rejection;

/// A timer that may fire: in a called procedure it is that of the whole of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Firing {
    timer: Timer,
    within: Option<ItemId>,
}

/// The timer that fires: the warning of a deadline is not meant. Item 0 is the case itself, with its deadline and its
/// earliest end; those of a called procedure go by the item that calls it, after its own.
pub(super) fn decide(cx: &Context<'_>, item: ItemId) -> Result<Firing, Rejection> {
    if let Actor::Person { acting_as, .. } = cx.actor {
        return Err(Rejection::RoleNotAllowed { role: acting_as.clone(), allowed: Vec::new() });
    }
    if item == WHOLE {
        let timer = first(cx.state, WHOLE).ok_or(Rejection::UnknownItem { item })?;
        return Ok(Firing { timer, within: None });
    }
    let instance = cx.item(item)?;
    let of_called = || {
        let called = cx.state.calls().find(|child| child.call == item)?;
        Some(Firing { timer: first(&called.state, WHOLE)?, within: Some(item) })
    };
    let own = first(cx.state, item).map(|timer| Firing { timer, within: None });
    let found = own.or_else(of_called);
    found.ok_or_else(|| Rejection::WrongKind { reference: cx.reference(instance.element) })
}

/// The case itself.
const WHOLE: ItemId = ItemId(0);

/// What of an item falls due first.
fn first(state: &State, item: ItemId) -> Option<Timer> {
    let timers = state.timers().iter();
    let meant = timers.filter(|timer| timer.item == item && timer.kind != TimerKind::Warning);
    meant.min_by_key(|timer| timer.due).copied()
}

/// Fires it and lets tokens move.
pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, firing: Firing) {
    let Firing { timer, within } = firing;
    match within {
        None => advance::fire(&mut stepper, timer.item, timer.kind),
        Some(call) => stepper.in_call(call, |inner| {
            advance::fire(inner, timer.item, timer.kind);
            inner.run();
        }),
    }
    stepper.run();
}
