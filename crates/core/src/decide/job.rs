//! Automatic work of the host: jobs that it picks up and acknowledges, with attempts that are counted.
//!
//! A job is an element instance; what it is handed is computed once, when it opens, and stands in its event.

use std::sync::Arc;

use super::context::Context;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use super::{Journal, data, deadline, is_blank};
use crate::command::{Actor, ItemId};
use crate::data::{Duration, Text, Value};
use crate::event::{Completed, Due, Event, ItemKind, Opened, OpenedMore};
use crate::graph::Job;
use crate::incident::{Stage, Trouble};
use crate::instance::ElementInstance;
use crate::procedure::{DatumIx, ElementIx};
use crate::rejection::Rejection;

/// A job that is open, and the attempt that is answered.
pub(super) struct Answered {
    here: Here,
    round: u32,
}

/// A failure that has been found right.
pub(super) struct Failure {
    job: Answered,
    attempt: u32,
    reason: Text,
    /// How many attempts there are.
    attempts: u32,
    again: Option<Arc<Due>>,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Opens a job with what it is handed.
    pub(super) fn open_job(&mut self, at: (ItemId, ElementIx), round: Option<u32>) {
        let (scope, element) = at;
        let here = Here { item: self.new_item(), scope, element };
        let special = self.procedure.graph.special(element);
        let job = special.and_then(|special| special.job.as_deref());
        let mut more = OpenedMore::default();
        let mut inputs = Vec::new();
        for (_, guard) in job.map_or(&[][..], |job| &job.input) {
            match self.value_of(scope, *guard, Stage::Input, &mut inputs) {
                Ok(value) => more.correlates.push(value),
                Err(trouble) => return self.stuck(here, trouble),
            }
        }
        more.inputs = inputs.into();
        let round = round.unwrap_or_else(|| self.state.next_round(scope, element));
        let more = (more != OpenedMore::default()).then(|| Box::new(more));
        let (item, kind) = (here.item, ItemKind::Job);
        let (role, due, pending) = (None, None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        self.subscribe_attached(here);
    }
}

/// The job of an item, when a program of the host answers the attempt that is running.
fn find<'c>(
    cx: &Context<'c>,
    item: ItemId,
    attempt: u32,
) -> Result<(&'c ElementInstance, &'c Job), Rejection> {
    if !matches!(cx.actor, Actor::Host(_)) {
        return Err(Rejection::HostNeeded);
    }
    let instance = cx.item(item)?;
    let special = cx.procedure.graph.special(instance.element);
    let Some(job) =
        special.and_then(|special| special.job.as_deref()).filter(|_| instance.kind == ItemKind::Job)
    else {
        return Err(Rejection::WrongKind { reference: cx.reference(instance.element) });
    };
    let current = instance.attempt();
    if attempt != current {
        return Err(Rejection::StaleAttempt { attempt, current });
    }
    Ok((instance, job))
}

fn answered(instance: &ElementInstance) -> Answered {
    let here = Here::of(instance);
    Answered { here, round: instance.round }
}

pub(super) fn decide_completion(
    cx: &Context<'_>,
    item: ItemId,
    attempt: u32,
    given: &[(Text, Value)],
) -> Result<(Answered, Vec<(DatumIx, Value)>), Rejection> {
    let (instance, job) = find(cx, item, attempt)?;
    Ok((answered(instance), results(cx, job, given)?))
}

/// What a job gives back, as data: by the names that it takes, or by the ids of the data.
fn results(cx: &Context<'_>, job: &Job, given: &[(Text, Value)]) -> Result<Vec<(DatumIx, Value)>, Rejection> {
    let Some(takes) = &job.takes else {
        return data::resolve_data(cx.procedure, given, cx.limits);
    };
    for (position, (name, _)) in given.iter().enumerate() {
        if !takes.iter().any(|(taken, _)| taken == name) {
            return Err(Rejection::UnknownDatum { datum: name.clone() });
        }
        if given[..position].iter().any(|(other, _)| other == name) {
            return Err(Rejection::GivenTwice { what: name.clone() });
        }
    }
    let mut named = Vec::with_capacity(takes.len());
    for (name, datum) in takes {
        let Some((_, value)) = given.iter().find(|(given, _)| given == name) else {
            return Err(Rejection::DatumMissing { datum: name.clone() });
        };
        named.push((cx.procedure.data[datum.index()].id.clone(), value.clone()));
    }
    data::resolve_data(cx.procedure, &named, cx.limits)
}

pub(super) fn complete<J: Journal>(
    mut stepper: Stepper<'_, J>,
    (job, data): (Answered, Vec<(DatumIx, Value)>),
) {
    let Answered { here, round } = job;
    let gives_data = !data.is_empty();
    let completed = Completed { item: here.item, element: here.element, data, ..Completed::default() };
    stepper.emit(Event::Completed(Box::new(completed)));
    if gives_data {
        deadline::move_with_anchors(&mut stepper);
    }
    if let Some(activity) = stepper.activity(here.element) {
        stepper.answer_due(activity, Finished::of(here, round));
    }
    stepper.run();
}

pub(super) fn decide_failure(
    cx: &Context<'_>,
    item: ItemId,
    attempt: u32,
    (reason, retry_after): (Text, Option<Duration>),
) -> Result<Failure, Rejection> {
    let (instance, job) = find(cx, item, attempt)?;
    if is_blank(&reason) {
        return Err(Rejection::ReasonMissing);
    }
    cx.check_payload(reason.len())?;
    let again = match retry_after {
        Some(length) => {
            let due = deadline::after(cx.procedure, cx.at, length);
            let due = due.ok_or(Rejection::TooLarge { what: "retry_after", limit: 9_999 })?;
            Some(Arc::new(Due { not_before: due.due, due: None, ..due }))
        }
        None => None,
    };
    Ok(Failure { job: answered(instance), attempt, reason, attempts: job.attempts, again })
}

pub(super) fn fail<J: Journal>(mut stepper: Stepper<'_, J>, failure: Failure) {
    let Failure { job, attempt, reason, attempts, again } = failure;
    let item = job.here.item;
    stepper.emit(Event::JobFailed { item, attempt, reason });
    if attempt >= attempts {
        stepper.stuck(job.here, Trouble::JobFailed { attempts });
    } else if let Some(due) = again {
        stepper.emit(Event::TimerSet { item, due });
    }
    stepper.run();
}

pub(super) fn decide_error(
    cx: &Context<'_>,
    item: ItemId,
    attempt: u32,
    code: Text,
) -> Result<(Answered, Text), Rejection> {
    let (instance, _) = find(cx, item, attempt)?;
    if is_blank(&code) {
        return Err(Rejection::ReasonMissing);
    }
    cx.check_payload(code.len())?;
    Ok((answered(instance), code))
}

pub(super) fn error<J: Journal>(mut stepper: Stepper<'_, J>, (job, code): (Answered, Text)) {
    stepper.throw_error(job.here, &code);
    stepper.run();
}
