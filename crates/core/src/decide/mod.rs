//! Commands: validate, then emit. A rejection is decided before the first event; after it, trouble is an incident.
//!
//! Knows one file per command and per consequence.
//! Does not write state: `emit` applies and records, and nothing else does.
//! Read [`Instance::handle`](crate::instance::Instance::handle) first.

mod ad_hoc;
mod advance;
mod answer;
mod ask;
mod block;
mod call;
mod cancel;
pub(crate) mod catcher;
mod claim;
mod compensate;
mod complete;
mod condition;
mod context;
mod data;
mod deadline;
mod declare;
mod error;
mod escalate;
mod evidence;
mod fire;
mod flow;
mod fork;
mod gateway;
mod hold;
mod inclusive;
pub(crate) mod interact;
mod job;
#[cfg(test)]
mod job_tests;
mod join;
mod joint;
mod mapping;
pub(crate) mod message;
mod migrate;
mod milestone;
mod normal;
mod occur;
mod open;
mod opens;
mod outcome;
mod queue;
mod repeat;
mod resolve;
mod sign;
pub(crate) mod signal;
mod start;
mod stepper;
mod throw;
mod timer;
mod transaction;
mod verify;
mod wait;

use std::sync::Arc;

use crate::command::{Actor, ClockJump, Command, ItemId, Request};
use crate::data::{Text, Timestamp};
use crate::event::{Event, ItemKind};
use crate::instance::{Child, Instance, State, Status};
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;
use call::{InCall, InCallSaid};
use catcher::Catchers;
use context::Context;
pub(crate) use deadline::moment_of_rule;
use stepper::{Depth, Stepper};

/// Where events go when they have been applied.
pub trait Journal {
    /// Whether events are kept at all: what is thrown away need not be made.
    const KEEPS: bool = true;

    /// Takes one event, in order.
    fn push(&mut self, event: Event);

    /// Makes room for about so many events.
    fn expect(&mut self, _events: usize) {}

    /// Hears of an escalation that nothing caught: of a called procedure, its caller may.
    #[doc(hidden)]
    fn escalated(&mut self, _code: &Text) {}
}

impl Journal for Vec<Event> {
    #[inline]
    fn push(&mut self, event: Event) {
        Vec::push(self, event);
    }

    fn expect(&mut self, events: usize) {
        self.reserve(events);
    }
}

/// A journal that keeps nothing: for simulations that only want the final state.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoJournal;

impl Journal for NoJournal {
    const KEEPS: bool = false;

    #[inline]
    fn push(&mut self, _: Event) {}
}

/// How many events a command of a person mostly has, at most.
const MOST_EVENTS: usize = 3;

/// The bytes that a name may have: of a person, a program, a role, a request.
const LONGEST_NAME: usize = 256;

/// A day and ten years, in milliseconds.
const DAY: i64 = 86_400_000;
const TEN_YEARS: i64 = 3_653 * DAY;
/// 2000-01-01T00:00:00Z: a clock before it was never set.
const CLOCK_UNSET: i64 = 946_684_800_000;

impl Instance {
    /// Decides a request: what happened, or why it is refused.
    ///
    /// On success the instance has moved on and the events say how; they are one record of the case.
    /// An `Advance` with nothing due gives no events and changes nothing.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]; the instance is exactly as it was.
    pub fn handle(
        &mut self,
        definitions: &Definitions,
        mut request: Request,
    ) -> Result<Vec<Event>, Rejection> {
        // Most commands do two things; a start makes its own room.
        let room = if matches!(request.command, Command::Start(_)) { 0 } else { MOST_EVENTS };
        let mut events = Vec::with_capacity(room);
        self.decide(definitions, &mut request, &mut events)?;
        Ok(events)
    }

    /// Like [`handle`](Instance::handle), with events pushed to a journal of the caller.
    ///
    /// # Errors
    ///
    /// A [`Rejection`]; the instance is exactly as it was and nothing was pushed.
    pub fn handle_into<J: Journal>(
        &mut self,
        definitions: &Definitions,
        mut request: Request,
        journal: &mut J,
    ) -> Result<(), Rejection> {
        self.decide(definitions, &mut request, journal)
    }

    /// Decides a request where it stands: it is large, and what is taken out of it moves once.
    fn decide<J: Journal>(
        &mut self,
        definitions: &Definitions,
        request: &mut Request,
        journal: &mut J,
    ) -> Result<(), Rejection> {
        let limits = definitions.limits();
        normal::normalize(request)?;
        check_actor(&request.actor)?;
        check_names(request)?;
        check_expected(&self.state, request.expected)?;
        let at = effective_time(&self.state, request)?;
        if let Command::Start(start) = &mut request.command {
            let procedure = start::find(definitions, &self.state, start)?;
            let found = start::check_data(&procedure, start, limits)?;
            let entry = start::entry(&procedure, start)?;
            deadline::check_whole(&procedure, at, &start.data)?;
            self.procedure = Some(procedure);
            let Instance { procedure: Some(procedure), state } = self else {
                return Err(Rejection::NotStarted);
            };
            start::run(
                Stepper::begin(procedure, state, definitions, at, journal),
                (&found, &mut start.data),
                entry,
            );
            return Ok(());
        }
        let Instance { procedure: Some(procedure), state } = self else { return Err(Rejection::NotStarted) };
        check_running(state)?;
        if !matches!(request.command, Command::Advance | Command::Fire { .. }) {
            check_timers(state, at)?;
        }
        if let Command::Migrate { to, mapping } = &request.command
            && mapping.in_call.is_none()
        {
            let asked = (&request.actor, to, &**mapping);
            *procedure = migrate::case((definitions, procedure), (state, at), asked, journal)?;
            return Ok(());
        }
        command((definitions, procedure, Depth::default()), state, at, request, journal)
    }
}

/// Decides a command in the state of a case, or of a procedure it has called.
fn command<J: Journal>(
    (definitions, procedure, depth): (&Definitions, &Arc<Procedure>, Depth),
    state: &mut State,
    at: Timestamp,
    request: &mut Request,
    journal: &mut J,
) -> Result<(), Rejection> {
    if let Some(item) = request.command.item()
        && let Some(call) = state.call_with(item)
    {
        return command_in_call((definitions, procedure, depth), (state, call), at, request, journal);
    }
    if let Command::Message(message) = &request.command
        && let Some(call) = message::awaiting_call(procedure, state, message)
    {
        return command_in_call((definitions, procedure, depth), (state, call), at, request, journal);
    }
    let limits = definitions.limits();
    // Taken from where it stands: a completion is large, and moving it costs more than most checks.
    let Request { actor, command, .. } = request;
    let cx = Context { procedure, state, limits, at, actor };
    if gives_nothing(command) {
        return cx.check_declared_role();
    }
    macro_rules! decided {
        ($decide:expr, $emit:path) => {{
            let decision = $decide?;
            let stepper = Stepper::begin(procedure, state, definitions, at, journal).at(depth);
            $emit(stepper, decision);
        }};
    }
    match command {
        Command::Start(_) => return Err(Rejection::AlreadyStarted),
        Command::Complete { item, done } => decided!(complete::decide(&cx, *item, done), complete::emit),
        Command::Sign { item, record, sha256 } => {
            decided!(sign::decide(&cx, *item, record, *sha256), Stepper::record);
        }
        Command::Answer { item, answer, note } if ask::question(&cx, *item).is_some() => {
            let mut done = ask::done(answer, note.take());
            decided!(complete::decide(&cx, *item, &mut done), complete::emit);
        }
        Command::Answer { item, answer, note } => {
            decided!(answer::decide(&cx, *item, answer, note.take()), answer::emit);
        }
        Command::Verify { item, verification } => {
            decided!(verify::decide(&cx, *item, verification), verify::emit);
        }
        Command::SetData { data } => decided!(data::decide_data(&cx, data), data::emit),
        Command::Measure { measures } => decided!(data::decide_measures(&cx, measures), data::emit),
        Command::Claim { item } => decided!(claim::claim(&cx, *item), Stepper::record),
        Command::Release { item } => decided!(claim::release(&cx, *item), Stepper::record),
        Command::Delegate { item, to } => decided!(claim::delegate(&cx, *item, to), Stepper::record),
        Command::Fire { item } => decided!(fire::decide(&cx, *item), fire::emit),
        Command::Advance => advance::run((definitions, procedure), state, at, journal),
        Command::Resolve { item, how, reason } => {
            decided!(resolve::decide(&cx, *item, how, reason.clone()), resolve::emit);
        }
        Command::Signal { name } => decided!(signal::decide(&cx, name), signal::emit),
        Command::Declare { item, note } => decided!(declare::decide(&cx, *item, note.take()), declare::emit),
        Command::Cancel { reason } => decided!(cancel::decide(&cx, reason.clone()), cancel::emit),
        Command::Message(message) => decided!(message::decide(&cx, message), message::emit),
        Command::CompleteJob { item, attempt, data } => {
            decided!(job::decide_completion(&cx, *item, *attempt, data), job::complete);
        }
        Command::FailJob { item, attempt, reason, retry_after } => {
            let said = (reason.clone(), *retry_after);
            decided!(job::decide_failure(&cx, *item, *attempt, said), job::fail);
        }
        Command::ThrowError { item, attempt, code } if cx.item(*item)?.kind != ItemKind::Job => {
            let said = (&*code, depth.catches);
            decided!(error::decide(&cx, (*item, *attempt), said), error::emit);
        }
        Command::ThrowError { item, attempt, code } => {
            decided!(job::decide_error(&cx, *item, *attempt, code.clone()), job::error);
        }
        Command::Migrate { to, mapping } => {
            let asked = (&*actor, &*to, &**mapping);
            migrate::call((definitions, procedure, depth), (state, at), asked, journal)?;
        }
    }
    Ok(())
}

/// Decides a command in a called procedure; then its caller goes on, if it has ended.
fn command_in_call<J: Journal>(
    (definitions, procedure, depth): (&Definitions, &Arc<Procedure>, Depth),
    (state, call): (&mut State, ItemId),
    at: Timestamp,
    request: &mut Request,
    journal: &mut J,
) -> Result<(), Rejection> {
    let Some(mut child) = state.take_call(call) else { return Err(Rejection::NotStarted) };
    let called = Arc::clone(&child.procedure);
    let mut push = |event: Event| journal.push(event);
    let mut inner = InCall::of(call, &called, &mut push);
    let around = depth.around.saturating_add(state.size());
    let catches = depth.catches || is_caught_outside((procedure, state), (at, call), &request.command);
    let below = Depth { calls: depth.calls + 1, around, catches };
    let decided = command((definitions, &called, below), &mut child.state, at, request, &mut inner);
    let said = inner.said();
    match decided {
        Ok(()) => caller_goes_on((definitions, procedure, depth), (state, at), (child, said), journal),
        Err(_) => state.put_call(child, &said.stuck),
    }
    decided
}

/// Whether an event around a call catches the error that a request throws in it.
fn is_caught_outside(
    (procedure, state): (&Procedure, &State),
    (at, call): (Timestamp, ItemId),
    command: &Command,
) -> bool {
    let Command::ThrowError { code, .. } = command else { return false };
    state.item(call).is_some_and(|call| Catchers { procedure, state, at }.taker(call, code).is_some())
}

/// Puts a called procedure back in which something happened; its caller hears of it, and goes on if it has ended.
fn caller_goes_on<J: Journal>(
    (definitions, procedure, depth): (&Definitions, &Procedure, Depth),
    (state, at): (&mut State, Timestamp),
    (child, said): (Box<Child>, InCallSaid),
    journal: &mut J,
) {
    let call = child.call;
    let (last_item, runs) = (child.state.last_item, child.state.status == Status::Running);
    let InCallSaid { signals, raised, milestones, stuck } = said;
    state.put_call(child, &stuck);
    state.last_item = state.last_item.max(last_item);
    // Where the call goes on and says nothing, nothing has changed outside.
    if runs && signals.is_empty() && raised.is_empty() && milestones.is_empty() {
        state.begin(at);
        return;
    }
    let mut stepper = Stepper::begin(procedure, state, definitions, at, journal).at(depth);
    stepper.park_from(call, signals);
    stepper.raised_in(call, &raised);
    stepper.milestones_from(call, milestones);
    stepper.call_moved(call);
    stepper.run();
}

/// Whether a command reports no fact at all: it is no record, like an `Advance` with nothing due.
fn gives_nothing(command: &Command) -> bool {
    match command {
        Command::SetData { data } => data.is_empty(),
        Command::Measure { measures } => measures.is_empty(),
        _ => false,
    }
}

fn check_actor(actor: &Actor) -> Result<(), Rejection> {
    match actor {
        Actor::Person { id, in_place_of: None, .. } | Actor::Host(id) => check_id(id),
        Actor::Person { id, in_place_of: Some(other), .. } => check_id(id).and_then(|()| check_id(other)),
        Actor::Engine => Ok(()),
    }
}

fn check_id(id: &str) -> Result<(), Rejection> {
    match id.len() {
        _ if is_blank(id) => Err(Rejection::PersonIdEmpty),
        length if length > LONGEST_NAME => {
            Err(Rejection::TooLarge { what: "person", limit: LONGEST_NAME as u64 })
        }
        _ => Ok(()),
    }
}

/// Whether nothing is said; a text that begins with a letter is known by it.
fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// The names that a record repeats beside the persons: of the role, and of the request itself.
fn check_names(request: &Request) -> Result<(), Rejection> {
    if request.key.as_deref().is_some_and(is_blank) {
        return Err(Rejection::KeyEmpty);
    }
    let role = request.actor.role().map_or(0, str::len);
    let key = request.key.as_ref().map_or(0, |key| key.len());
    let what = match (role > LONGEST_NAME, key > LONGEST_NAME) {
        (true, _) => "role",
        (false, true) => "key",
        (false, false) => return Ok(()),
    };
    Err(Rejection::TooLarge { what, limit: LONGEST_NAME as u64 })
}

fn check_expected(state: &State, expected: Option<u64>) -> Result<(), Rejection> {
    match expected {
        Some(expected) if expected != state.seq => Err(Rejection::Conflict { expected, found: state.seq }),
        _ => Ok(()),
    }
}

fn check_running(state: &State) -> Result<(), Rejection> {
    match state.status {
        Status::New => Err(Rejection::NotStarted),
        Status::Running => Ok(()),
        Status::Ended(_) => Err(Rejection::Finished),
    }
}

fn check_timers(state: &State, at: Timestamp) -> Result<(), Rejection> {
    match state.next_due() {
        Some((due, ..)) if due <= at => Err(Rejection::TimersDue { due }),
        _ => Ok(()),
    }
}

/// The effective time of a request: never before the last record, and not far from it unless that is meant.
fn effective_time(state: &State, request: &Request) -> Result<Timestamp, Rejection> {
    let (asked, begun) = (request.at, state.status != Status::New);
    let plausible = match begun {
        false => asked.millis() >= CLOCK_UNSET,
        true => (-DAY..=TEN_YEARS).contains(&asked.millis().saturating_sub(state.at.millis())),
    };
    if !plausible && request.clock_jump == ClockJump::Refuse {
        return Err(Rejection::ClockJump { asked, last: begun.then_some(state.at) });
    }
    Ok(asked.max(state.at))
}
