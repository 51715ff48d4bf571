//! What must hold of every state after every command, whatever the procedure.
//!
//! Knows how the parts of a state depend on each other.
//! Does not repair anything: a state that is not sound is a mistake of the engine, or a log that was tampered with.

use std::collections::BTreeMap;

use super::Instance;
use super::call::Child;
use super::inner::Inner;
use super::state::{ElementInstance, State, Status};
use crate::command::ItemId;
use crate::event::ItemKind;
use crate::graph::BlockKind;
use crate::procedure::{ElementIx, Procedure};

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
        .or_else(|| state.open.iter().find_map(|instance| of_kind(state, instance)))
        .or_else(|| of_order(state))
        .or_else(|| of_timers(state))
        .or_else(|| of_held(state))
        .or_else(|| of_merging(state))
        .or_else(|| of_scopes(state))
        .or_else(|| of_completions(state))
        .or_else(|| procedure.and_then(|procedure| of_idle(procedure, state)))
        .or_else(|| procedure.and_then(|procedure| of_places(procedure, state)))
        .or_else(|| state.calls().find_map(|child| of_call(state, child)))
}

fn of_call(state: &State, child: &Child) -> Option<String> {
    let call = child.call;
    match state.item(call).map(|instance| instance.kind) {
        None => Some(format!("call {call} is closed and what it called is still there")),
        Some(_) if child.state.last_item > state.last_item => {
            Some(format!("call {call} is ahead of what called it"))
        }
        Some(_) if !state.finds_all_in(child) => {
            Some(format!("what is open in what {call} called is not found from outside"))
        }
        Some(_) => of_state(Some(&child.procedure), &child.state)
            .map(|wrong| format!("in what {call} called, {wrong}")),
    }
}

fn scopes(state: &State) -> impl Iterator<Item = &Inner> {
    state.inner.iter()
}

fn of_the_whole(state: &State) -> Option<String> {
    let waiting = state.held() + state.timers().len() + state.calls().count();
    let left = state.open.len() + state.inner.len() + waiting;
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

/// What an open item is fits what is there for it: a scope, a call, what it is part of.
fn of_kind(state: &State, instance: &ElementInstance) -> Option<String> {
    use ItemKind::{Block, Call, Compensation, Incident, Joint, Member, Repetition};
    let (id, element) = (instance.id, instance.element);
    let is_scope = state.inner(id).is_some_and(|inner| inner.element == element);
    let is_call = state.has_call(id);
    let fits = match instance.kind {
        Block | Repetition | Member | Compensation => is_scope && !is_call,
        Call => is_call && !is_scope,
        Incident => true,
        _ => !is_scope && !is_call,
    };
    let whole = state.item(instance.scope);
    let is_part =
        |kind| whole.is_some_and(|whole| whole.element == element && [kind, Incident].contains(&whole.kind));
    let stands = match (instance.kind, instance.role) {
        (Member, _) => is_part(Repetition),
        (_, Some(_)) => is_part(Joint),
        _ => true,
    };
    (!fits || !stands).then(|| format!("item {id} is no {:?} where it stands", instance.kind))
}

fn of_order(state: &State) -> Option<String> {
    let items = state.open.iter().is_sorted_by(|one, next| one.id < next.id);
    let inner = scopes(state).is_sorted_by(|one, next| one.instance < next.instance);
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
    let held = state.arrivals().find(|held| held.scope.0 > 0 && state.inner(held.scope).is_none())?;
    Some(format!("token {} is held in {}, which is closed", held.token, held.scope))
}

/// Held tokens are no open items, each is held once, and those that wait for what can still come are counted.
fn of_merging(state: &State) -> Option<String> {
    let held = || state.arrivals();
    let mut tokens: Vec<ItemId> = held().map(|held| held.token).collect();
    tokens.sort_unstable();
    let twice = tokens.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    if let Some(token) = twice.or(tokens.into_iter().find(|token| state.item(*token).is_some())) {
        return Some(format!("token {token} is held and is something else too"));
    }
    let counted = state.rare.as_ref().map_or(0, |rare| rare.merging as usize);
    let merging = held().filter(|held| held.merges).count();
    (counted != merging)
        .then(|| format!("{merging} tokens wait for what can still come and {counted} are counted"))
}

/// What can be undone was done once, and what was done inside it stands before it.
fn of_completions(state: &State) -> Option<String> {
    let mut items = Vec::new();
    for scope in scopes(state).map(|inner| inner.instance).chain([ItemId(0)]) {
        let all = state.undoable(scope);
        let short = all.iter().enumerate().find(|(position, done)| done.inside as usize > *position);
        if let Some((_, done)) = short {
            return Some(format!("{} was done around {} that are not there", done.item, done.inside));
        }
        items.extend(all.iter().map(|done| done.item));
    }
    items.sort_unstable();
    let twice = items.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
    let unknown = items.iter().copied().find(|item| item.0 == 0 || item.0 > state.last_item);
    twice.or(unknown).map(|item| format!("{item} can be undone twice, or never was"))
}

/// Everything open or held is an element of the procedure, in the scope where that element stands.
fn of_places(procedure: &Procedure, state: &State) -> Option<String> {
    let graph = &procedure.graph;
    let astray = |scope: ItemId, element| {
        element_is_astray(procedure, element)
            || !state.is_undoing(scope)
                && !state.is_alone_in(scope, element)
                && state.scope_around(graph, scope, element) != Some(scope)
    };
    // An interaction stands where its activity does, also where that is done alone; an event stands beside each of its
    // siblings, also beside one that is.
    let is_with = |scope: ItemId, element| {
        let special = graph.special(element);
        let host = special.and_then(|special| special.host);
        let trigger = special.and_then(|special| special.trigger.as_deref());
        let siblings = trigger.map_or(&[][..], |trigger| &trigger.hosts);
        host.iter().chain(siblings).any(|other| state.is_alone_in(scope, *other))
    };
    // A block that may not end yet is held open by a delay of its own.
    let holds_its_block = |instance: &&ElementInstance| {
        let around = state.inner(instance.scope).filter(|inner| inner.is_block());
        instance.kind == ItemKind::Delay && around.is_some_and(|around| around.element == instance.element)
    };
    let stands_alone =
        |instance: &&ElementInstance| instance.role.is_none() && instance.kind != ItemKind::Member;
    // What is stuck in a scope may be the scope's own condition, or an event of what is done once more in it.
    let is_of_its_scope =
        |instance: &&ElementInstance| instance.kind == ItemKind::Incident && instance.scope.0 > 0;
    // An event stands where what it is attached to does.
    let is_beside = |instance: &&ElementInstance| {
        let host = instance.extra.as_ref().and_then(|extra| extra.host);
        let host = host.and_then(|host| state.item(host));
        host.is_some_and(|host| host.scope == instance.scope || host.id == instance.scope)
    };
    let items = state.open.iter().filter(stands_alone);
    let items = items.filter(|instance| !is_of_its_scope(instance) && !is_beside(instance));
    let mut items = items.filter(|instance| !holds_its_block(instance));
    let is_astray = |instance: &&ElementInstance| {
        astray(instance.scope, instance.element) && !is_with(instance.scope, instance.element)
    };
    let item = items.find(is_astray);
    if let Some(item) = item {
        return Some(format!(
            "item {} of element {:?} does not belong in {}",
            item.id, item.element, item.scope
        ));
    }
    let held = state.arrivals().find(|held| astray(held.scope, held.join));
    let held = held.map(|held| format!("token {} does not belong in {}", held.token, held.scope));
    let resetting = state.resetting().iter().find(|reset| !stands(state, reset.scope));
    held.or_else(|| {
        resetting.map(|reset| format!("a join waits for the rest in {}, which is closed", reset.scope))
    })
}

fn element_is_astray(procedure: &Procedure, element: ElementIx) -> bool {
    element.index() >= procedure.graph.len()
}

/// Every scope is open, stands in one that is, and counts what is in it.
fn of_scopes(state: &State) -> Option<String> {
    let counted = counted(state);
    scopes(state)
        .find_map(|inner| of_scope(state, inner, counted.get(&inner.instance).copied().unwrap_or_default()))
}

/// How much is open or held in each scope.
fn counted(state: &State) -> BTreeMap<ItemId, u32> {
    let mut counted = BTreeMap::new();
    let counts =
        |instance: &&ElementInstance| instance.role.is_none() && instance.kind != ItemKind::Subscription;
    let open = state.open.iter().filter(counts).map(|instance| instance.scope);
    for scope in open.chain(state.arrivals().map(|held| held.scope)) {
        *counted.entry(scope).or_default() += 1;
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
    if live != counted {
        return Some(format!("scope {scope} counts {live} and {counted} are open or held"));
    }
    of_progress(state, inner)
}

/// The members of a repetition are open, completed or terminated, and no more have begun than there are.
fn of_progress(state: &State, inner: &Inner) -> Option<String> {
    let (scope, progress) = (inner.instance, inner.progress());
    let members = state.open.in_place(scope).filter(|open| open.kind == ItemKind::Member).count();
    let gone = progress.completed.saturating_add(progress.terminated) as usize;
    let fits = !inner.is_repetition
        || gone.saturating_add(members) == progress.begun as usize
            && progress.members.is_none_or(|all| progress.begun <= all);
    (!fits).then(|| format!("repetition {scope} has {members} members open of {progress:?}"))
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
    let idle = scopes(state).find(|inner| inner.live == 0 && !may_be_idle(inner));
    idle.map(|inner| format!("scope {} is idle and has not ended", inner.instance))
}
