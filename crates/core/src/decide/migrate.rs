//! `Migrate`: the authority moves a case, or a procedure that it calls, to another version.
//!
//! Everything is decided before the first event, which says all of it; then the case goes on by the new version: its
//! events open that are new, its joins and conditions are looked at again.

use std::sync::Arc;

use super::call::InCall;
use super::context::Context;
use super::deadline;
use super::stepper::{Depth, Stepper};
use super::{Journal, caller_goes_on};
use crate::command::{Actor, Deadlines, ItemId, Mapping};
use crate::data::{Digest, Timestamp};
use crate::event::Event;
use crate::instance::State;
use crate::migration::{self, Plan};
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;

/// Who asks, the version asked for, and what is said of it.
type Asked<'a> = (&'a Actor, &'a Digest, &'a Mapping);

/// Moves the case itself; gives the version it goes on by.
pub(super) fn case<J: Journal>(
    (definitions, procedure): (&Definitions, &Arc<Procedure>),
    (state, at): (&mut State, Timestamp),
    asked: Asked<'_>,
    journal: &mut J,
) -> Result<Arc<Procedure>, Rejection> {
    let plan = decide((definitions, procedure), (state, at), asked)?;
    state.begin(at);
    let to = Arc::clone(&plan.migrated.to.0);
    let ended = rebind(&plan, state, journal);
    let stepper = Stepper::of(&to, state, definitions, journal, Depth::default());
    go_on(stepper, (&plan, asked.2), &ended);
    Ok(to)
}

/// Moves a called procedure; its caller stays as it is.
pub(super) fn call<J: Journal>(
    (definitions, procedure, depth): (&Definitions, &Procedure, Depth),
    (state, at): (&mut State, Timestamp),
    asked: Asked<'_>,
    journal: &mut J,
) -> Result<(), Rejection> {
    let call = asked.2.in_call.unwrap_or_default();
    let cx = Context { procedure, state, limits: definitions.limits(), at, actor: asked.0 };
    let instance = cx.item(call)?;
    if !state.has_call(call) {
        return Err(Rejection::WrongKind { reference: cx.reference(instance.element) });
    }
    let around = depth.around.saturating_add(state.size());
    let Some(mut child) = state.take_call(call) else { return Err(Rejection::NotStarted) };
    let called = Arc::clone(&child.procedure);
    let plan = match decide((definitions, &called), (&child.state, at), asked) {
        Ok(plan) => plan,
        Err(rejection) => {
            state.put_call(child, &[]);
            return Err(rejection);
        }
    };
    let mut push = |event: Event| journal.push(event);
    child.state.begin(at);
    let ended = rebind(&plan, &mut child.state, &mut InCall::of(call, &called, &mut push));
    child.procedure = Arc::clone(&plan.migrated.to.0);
    let mut inner = InCall::of(call, &child.procedure, &mut push);
    let below = Depth { calls: depth.calls + 1, around, catches: false };
    let stepper = Stepper::of(&plan.migrated.to.0, &mut child.state, definitions, &mut inner, below);
    go_on(stepper, (&plan, asked.2), &ended);
    let said = inner.said();
    caller_goes_on((definitions, procedure, depth), (state, at), (child, said), journal);
    Ok(())
}

fn decide(
    (definitions, procedure): (&Definitions, &Arc<Procedure>),
    (state, at): (&State, Timestamp),
    (actor, to, mapping): Asked<'_>,
) -> Result<Plan, Rejection> {
    let cx = Context { procedure, state, limits: definitions.limits(), at, actor };
    cx.check_authority()?;
    cx.check_payload(bytes(mapping))?;
    let unknown = || Rejection::UnknownProcedure { procedure: to.to_string().into() };
    let plan = migration::of_state(procedure, state, definitions.get(to).ok_or_else(unknown)?, mapping)?;
    let mut obstacles: Vec<_> = plan.obstacles().map(|(name, why)| (name.clone(), why.clone())).collect();
    obstacles.dedup();
    if obstacles.is_empty() { Ok(plan) } else { Err(Rejection::CannotMigrate { obstacles }) }
}

fn bytes(mapping: &Mapping) -> usize {
    let pairs = mapping.moves.iter().chain(&mapping.renames).map(|(from, to)| from.len() + to.len());
    let names = mapping.ends.iter().chain(&mapping.drops).chain(&mapping.reason).map(|name| name.len());
    pairs.chain(names).fold(0, usize::saturating_add)
}

/// Emits what was decided; gives the scopes in which something was closed.
fn rebind<J: Journal>(plan: &Plan, state: &mut State, journal: &mut J) -> Vec<ItemId> {
    let closed = &plan.migrated.closed;
    let open = closed.iter().filter_map(|item| state.item(*item)).map(|open| open.scope);
    let is_closed = |token: ItemId| closed.binary_search_by(|other| token.cmp(other)).is_ok();
    let held = state.arrivals().filter(|held| is_closed(held.token)).map(|held| held.scope);
    let mut ended: Vec<ItemId> = open.chain(held).collect();
    ended.sort_unstable();
    ended.dedup();
    let event = Event::Migrated(plan.migrated.clone());
    state.apply(&plan.migrated.from.0, &event);
    journal.push(event);
    ended
}

/// Goes on by the new version until everything waits; where only words have changed, nothing has to.
fn go_on<J: Journal>(mut stepper: Stepper<'_, J>, (plan, mapping): (&Plan, &Mapping), ended: &[ItemId]) {
    let recounts = mapping.deadlines == Deadlines::Recounted;
    if plan.is_trivial() && !recounts && ended.is_empty() {
        return;
    }
    if recounts {
        deadline::recount(&mut stepper);
    }
    plan.openings.iter().for_each(|opening| stepper.open_late(opening));
    stepper.rejoin();
    ended.iter().for_each(|scope| stepper.end_token(*scope));
    stepper.run();
}
