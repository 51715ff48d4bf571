//! What must hold of every state after every command, whatever the procedure.
//!
//! Knows how the parts of a state depend on each other.
//! Does not repair anything: a state that is not sound is a mistake of the engine, or a log that was tampered with.

use super::Instance;
use super::call::Child;
use super::state::{ElementInstance, Inner, State, Status};
use crate::command::ItemId;
use crate::event::ItemKind;
use crate::graph::BlockKind;
use crate::procedure::Procedure;

impl Instance {
    /// What does not hold of this case and always should; `None` when it is sound.
    ///
    /// For tests of hosts and stores: a case that was decided or replayed by this crate is sound.
    #[must_use]
    pub fn unsound(&self) -> Option<String> {
        of_state(self.procedure.as_deref(), &self.state)
    }
}

/// Calls stand inside calls as deep as the limit allows, so that walking down them is bounded.
fn of_state(procedure: Option<&Procedure>, state: &State) -> Option<String> {
    of_the_whole(state)
        .or_else(|| state.open.iter().find_map(|instance| of_item(state, instance)))
        .or_else(|| of_order(state))
        .or_else(|| of_timers(state))
        .or_else(|| of_held(state))
        .or_else(|| of_scopes(state))
        .or_else(|| procedure.and_then(|procedure| of_idle(procedure, state)))
        .or_else(|| state.calls().iter().find_map(|child| of_call(state, child)))
}

fn of_call(state: &State, child: &Child) -> Option<String> {
    let call = child.call;
    match state.item(call).map(|instance| instance.kind) {
        None => Some(format!("call {call} is closed and what it called is still there")),
        Some(_) => of_state(Some(&child.procedure), &child.state)
            .map(|wrong| format!("in what {call} called, {wrong}")),
    }
}

fn scopes(state: &State) -> &[Inner] {
    &state.inner
}

fn of_the_whole(state: &State) -> Option<String> {
    let waiting = state.arrivals().len() + state.timers().len() + state.calls().len();
    let left = state.open.len() + scopes(state).len() + waiting;
    match state.status {
        Status::Running if state.is_over() => Some("nothing keeps the case open and it has not ended".into()),
        Status::Ended(_) if left > 0 => Some(format!("the case has ended and holds {left} things")),
        _ => None,
    }
}

fn stands(state: &State, place: ItemId) -> bool {
    place.0 == 0 || state.item(place).is_some()
}

fn of_item(state: &State, instance: &ElementInstance) -> Option<String> {
    let (id, scope) = (instance.id, instance.scope);
    let host = instance.extra.as_ref().and_then(|extra| extra.host);
    if id.0 == 0 || id.0 > state.last_item {
        return Some(format!("item {id} was never given out"));
    }
    if !stands(state, scope) {
        return Some(format!("item {id} stands in {scope}, which is closed"));
    }
    if scope.0 > 0 && instance.role.is_none() && state.inner(scope).is_none() {
        return Some(format!("item {id} stands in {scope}, which is no scope"));
    }
    let host = host.filter(|host| !stands(state, *host))?;
    Some(format!("event {id} is attached to {host}, which is closed"))
}

fn of_order(state: &State) -> Option<String> {
    let items = state.open.windows(2).all(|pair| pair[0].id < pair[1].id);
    let inner = scopes(state).windows(2).all(|pair| pair[0].instance < pair[1].instance);
    let timers = state.timers().windows(2).all(|pair| pair[0] <= pair[1]);
    (!items || !inner || !timers).then(|| "items, scopes or timers are out of order".into())
}

fn of_timers(state: &State) -> Option<String> {
    let is_own = |item: ItemId| item.0 == 0 && state.due().is_some();
    let astray = |item| {
        !is_own(item) && state.item(item).is_none_or(|instance: &ElementInstance| instance.due.is_none())
    };
    let timer = state.timers().iter().find(|timer| astray(timer.item))?;
    Some(format!("a timer of item {} is left", timer.item))
}

fn of_held(state: &State) -> Option<String> {
    let held = state.arrivals().iter().find(|held| held.scope.0 > 0 && state.inner(held.scope).is_none())?;
    Some(format!("token {} is held in {}, which is closed", held.token, held.scope))
}

/// Every scope is open, stands in one that is, and counts what is in it.
fn of_scopes(state: &State) -> Option<String> {
    let counted = counted(state);
    scopes(state).iter().zip(counted).find_map(|(inner, counted)| of_scope(state, inner, counted))
}

/// How much is open or held in each scope, in their order.
fn counted(state: &State) -> Vec<u32> {
    let mut counted = vec![0; scopes(state).len()];
    let counts =
        |instance: &&ElementInstance| instance.role.is_none() && instance.kind != ItemKind::Subscription;
    let open = state.open.iter().filter(counts).map(|instance| instance.scope);
    for scope in open.chain(state.arrivals().iter().map(|held| held.scope)) {
        if let Some(position) = state.position_of_scope(scope) {
            counted[position] += 1;
        }
    }
    counted
}

fn of_scope(state: &State, inner: &Inner, counted: u32) -> Option<String> {
    let (scope, live) = (inner.instance, inner.live);
    if state.item(scope).is_none() && !state.is_seen_again(scope) {
        return Some(format!("scope {scope} is closed and is still there"));
    }
    if inner.parent.0 > 0 && state.inner(inner.parent).is_none() {
        return Some(format!("scope {scope} stands in {}, which is closed", inner.parent));
    }
    (live != counted).then(|| format!("scope {scope} counts {live} and {counted} are open or held"))
}

/// A scope in which nothing is open should have ended; persons keep an ad hoc one open, an incident any.
fn of_idle(procedure: &Procedure, state: &State) -> Option<String> {
    let waits_for_persons = |inner: &Inner| {
        let special = procedure.graph.special(inner.element);
        let block = special.and_then(|special| special.block.as_deref());
        block.is_some_and(|block| matches!(block.kind, BlockKind::AdHoc { .. }))
    };
    let is_stuck = |inner: &Inner| {
        state.item(inner.instance).is_some_and(|instance| instance.kind == ItemKind::Incident)
    };
    let may_be_idle =
        |inner: &Inner| waits_for_persons(inner) || is_stuck(inner) || state.is_seen_again(inner.instance);
    let idle = scopes(state).iter().find(|inner| inner.live == 0 && !may_be_idle(inner));
    idle.map(|inner| format!("scope {} is idle and has not ended", inner.instance))
}
