//! `Complete`: one command carries everything that closes a work item; nothing is ever half closed.

use super::context::Context;
use super::outcome::{Finished, answer_position};
use super::stepper::{Here, Stepper};
use super::{Journal, ask, data, deadline, evidence, interact, is_blank, verify};
use crate::command::{Done, ItemId};
use crate::data::{Text, Value};
use crate::event::{Completed, Event, Input, ItemKind};
use crate::graph::ExitKind;
use crate::guard::{Facts, Outcome, Slot};
use crate::instance::{CaseFacts, ElementInstance, Joint};
use crate::procedure::{Activity, Decision, ExitIx, GuardIx, IndicatorIx};
use crate::rejection::Rejection;

/// A completion that has been found right, with its consequence.
pub(super) struct Completion {
    completed: Box<Completed>,
    finished: Finished,
    /// The item that several responsible share, when this is the work of one of them.
    shared: Option<ItemId>,
    /// Whether it answers the question of work that was done before.
    answers_only: bool,
}

impl Completion {
    /// What answers the question of work that another person has done.
    pub(super) fn of_answer(completed: Box<Completed>, finished: Finished) -> Self {
        Completion { completed, finished, shared: None, answers_only: true }
    }
}

/// What is needed of a completion, given its answer.
pub(super) struct Need {
    /// Whether everything declared is needed: not for an answer that returns, nor for a part of joint work.
    everything: bool,
    /// Whether the answer returns or what was verified does not conform, so that a note is needed.
    note: bool,
}

pub(super) fn decide(cx: &Context<'_>, item: ItemId, done: &mut Done) -> Result<Completion, Rejection> {
    let instance = cx.item(item)?;
    if instance.kind == ItemKind::Question {
        return ask::decide(cx, cx.of_kind(instance, ItemKind::Question)?, done);
    }
    let (instance, activity) = cx.of_kind(instance, ItemKind::Work)?;
    cx.check_doer(instance, Some(activity))?;
    check_size(cx, done)?;
    check_minimum_term(cx, instance)?;
    let answer = match activity.is_answered_apart() {
        true => ask::answer_of_work(cx, (instance, activity), done)?,
        false => find_answer(activity, done)?,
    };
    let verification = verify::result_of_work(cx, activity, done)?;
    let nonconforming = verification.as_ref().is_some_and(|found| !found.conforming);
    let shared = shared_item(instance);
    let need = need(cx, instance, activity, answer, nonconforming);
    // Made where it stays: it is large.
    let mut completed = Box::<Completed>::default();
    (completed.item, completed.element) = (item, instance.element);
    (completed.answer, completed.verification) = (answer, verification);
    let before = shared.and_then(|shared| cx.state.item(shared)).and_then(|shared| shared.extra.as_deref());
    let before = before.map(|extra| &extra.joint);
    if need.note && note_of(done, &completed).is_none_or(|note| is_blank(note)) {
        return Err(Rejection::NoteMissing);
    }
    evidence::accept(cx, instance, activity, done, (&mut completed, before))?;
    if !done.data.is_empty() || !done.measures.is_empty() {
        completed.data = data::resolve_data(cx.procedure, &done.data, cx.limits)?;
        completed.measures = data::resolve_measures(cx.procedure, &done.measures)?;
        data::put_in_windows(cx.procedure, activity, &mut completed.measures)?;
        data::check_asked(cx, activity, &completed)?;
        deadline::check_data(cx, cx.state.scope_of(instance), &completed.data)?;
    }
    judge(cx, activity, answer, &mut completed)?;
    if need.everything {
        if cx.procedure.graph.special(instance.element).is_some() {
            interact::check(cx, instance)?;
        }
        evidence::check_needed(cx, instance, activity, &completed, before)?;
        data::check_needed(cx, activity, &completed, before)?;
    }
    completed.note = done.note.take();
    let finished = Finished {
        here: Here { item, scope: cx.state.scope_of(instance), element: instance.element },
        round: instance.round,
        answer,
        nonconforming,
        done_by: if activity.verified_by.is_some() { vec![cx.person()?.clone()] } else { Vec::new() },
    };
    let four_eyes =
        shared.is_some() && activity.verified_by.is_some_and(|verifier| verifier.different_person);
    completed.by = four_eyes.then(|| cx.person().cloned()).transpose()?;
    Ok(Completion { completed, finished, shared, answers_only: false })
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, decision: Completion) {
    let gives_data = !decision.completed.data.is_empty();
    stepper.emit(Event::Completed(decision.completed));
    if gives_data {
        deadline::move_with_anchors(&mut stepper);
    }
    match decision.shared {
        _ if decision.answers_only => stepper.answered(decision.finished),
        Some(shared) => stepper.contributed(shared, decision.finished),
        None => stepper.work_done(decision.finished),
    }
    stepper.run();
}

/// The item that several responsible share, when an item is the work of one of them.
fn shared_item(instance: &ElementInstance) -> Option<ItemId> {
    instance.role.map(|_| instance.scope)
}

fn note_of<'a>(done: &'a Done, completed: &'a Completed) -> Option<&'a Text> {
    done.note.as_ref().or_else(|| completed.verification.as_ref()?.note.as_ref())
}

pub(super) fn check_size(cx: &Context<'_>, done: &Done) -> Result<(), Rejection> {
    let texts = done.note.iter().chain(&done.answer).map(|text| text.len());
    let found = done.verification.iter().filter_map(|found| found.note.as_ref()).map(|note| note.len());
    let evidence = done.evidence.iter().map(evidence::size);
    let signatures =
        done.signatures.iter().map(|given| 64 + given.person.as_ref().map_or(0, |person| person.len()));
    let values = done.data.iter().map(|(id, value)| id.len() + data::size(value));
    let measures = done.measures.len().saturating_mul(64);
    let total: usize = texts.chain(found).chain(evidence).chain(signatures).chain(values).sum();
    cx.check_payload(total.saturating_add(measures))
}

/// The times of joint work stand at the item that its parts share.
fn check_minimum_term(cx: &Context<'_>, instance: &ElementInstance) -> Result<(), Rejection> {
    let due = instance.due().or_else(|| cx.state.shared(instance)?.due());
    match due.and_then(|due| due.not_before) {
        Some(not_before) if cx.at < not_before => Err(Rejection::TooEarly { not_before }),
        _ => Ok(()),
    }
}

pub(super) fn find_answer(activity: &Activity, done: &Done) -> Result<Option<u16>, Rejection> {
    let computed = matches!(activity.decision, Decision::Computed(_));
    let ids = || activity.answers.iter().map(|answer| answer.id.clone()).collect();
    let reference = || activity.number.clone();
    match &done.answer {
        None if activity.answers.is_empty() || computed => Ok(None),
        None => Err(Rejection::AnswerMissing { answers: ids() }),
        Some(_) if activity.answers.is_empty() => Err(Rejection::AnswerNotAsked { reference: reference() }),
        Some(_) if computed => Err(Rejection::AnswerComputed { reference: reference() }),
        Some(answer) => match activity.answers.iter().position(|known| known.id == *answer) {
            Some(position) => u16::try_from(position).map(Some).map_err(|_| too_many_answers()),
            None => Err(Rejection::UnknownAnswer { answer: answer.clone(), answers: ids() }),
        },
    }
}

fn too_many_answers() -> Rejection {
    Rejection::TooLarge { what: "answers", limit: u64::from(u16::MAX) }
}

/// Evaluates what the answer needs: the proposal of a guard, and whether its exit is available.
pub(super) fn judge(
    cx: &Context<'_>,
    activity: &Activity,
    answer: Option<u16>,
    completed: &mut Completed,
) -> Result<(), Rejection> {
    let chosen = answer.and_then(|answer| activity.answers.get(usize::from(answer)));
    let enabled_if = chosen.and_then(|chosen| cx.procedure.graph.exit(chosen.exit).enabled_if);
    if enabled_if.is_none() && !matches!(activity.decision, Decision::Suggested(_)) {
        return Ok(());
    }
    let mut inputs = Vec::new();
    if let Decision::Suggested(guard) = activity.decision {
        let proposed = evaluate(cx, guard, completed, &mut inputs);
        completed.suggested = proposed.ok().and_then(|value| answer_position(activity, &value));
    }
    if let (Some(guard), Some(chosen)) = (enabled_if, chosen) {
        let answer = || chosen.id.clone();
        match evaluate(cx, guard, completed, &mut inputs) {
            Ok(Value::Bool(true)) => {}
            Ok(_) => return Err(Rejection::AnswerNotEnabled { answer: answer() }),
            Err(_) if cx.procedure.lacks_target(guard) => {}
            Err(fault) => return Err(Rejection::ConditionUnknown { answer: answer(), fault: *fault }),
        }
    }
    completed.inputs = inputs.into();
    Ok(())
}

/// Evaluates a guard over the case as it will be with what the completion brings.
fn evaluate(cx: &Context<'_>, guard: GuardIx, brings: &Completed, inputs: &mut Vec<Input>) -> Outcome<Value> {
    let facts = Brought {
        case: CaseFacts {
            procedure: cx.procedure,
            state: cx.state,
            scope: brings_scope(cx, brings),
            at: cx.at,
        },
        brings,
    };
    cx.procedure.guards[guard.index()].evaluate(&facts, inputs)
}

/// Where the completed work stands.
fn brings_scope(cx: &Context<'_>, brings: &Completed) -> ItemId {
    cx.state.item(brings.item).map_or(ItemId(0), |instance| cx.state.scope_of(instance))
}

/// The facts of a case with the data and indicators that a completion brings.
struct Brought<'a> {
    case: CaseFacts<'a>,
    brings: &'a Completed,
}

impl Facts for Brought<'_> {
    fn read(&self, slot: Slot) -> Option<Value> {
        let brought = match slot {
            Slot::Datum(datum) => {
                self.brings.data.iter().find(|(given, _)| given.0 == datum).map(|(_, value)| value.clone())
            }
            Slot::Has(datum) => {
                self.brings.data.iter().any(|(given, _)| given.0 == datum).then_some(Value::Bool(true))
            }
            Slot::Indicator(indicator) => {
                let indicators = &self.case.procedure.indicators;
                let within =
                    |given: &IndicatorIx| indicators.get(given.index()).and_then(|given| given.within);
                let is_it = |given: &IndicatorIx| {
                    given.0 == indicator || within(given).is_some_and(|(own, _)| own.0 == indicator)
                };
                let given = self.brings.measures.iter().rfind(|(given, _)| is_it(given));
                given.map(|(_, value)| Value::Number(*value))
            }
            _ => None,
        };
        brought.or_else(|| self.case.read(slot))
    }
}

fn need(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    answer: Option<u16>,
    nonconforming: bool,
) -> Need {
    let answered =
        answer.and_then(|answer| activity.answers.get(usize::from(answer))).map(|answer| answer.exit);
    let refused =
        activity.control.as_ref().filter(|_| nonconforming).and_then(|control| control.if_nonconforming);
    let returns = answered.or(refused).is_some_and(|exit| is_return(cx, exit));
    let decisive = shared_item(instance).is_none_or(|shared| closes_joint(cx, shared, activity, answer));
    Need { everything: !returns && decisive, note: returns || nonconforming }
}

pub(super) fn is_return(cx: &Context<'_>, exit: ExitIx) -> bool {
    cx.procedure.graph.exit(exit).kind != ExitKind::Onward
}

/// Whether this contribution is the one that closes the work of several.
fn closes_joint(cx: &Context<'_>, shared: ItemId, activity: &Activity, answer: Option<u16>) -> bool {
    let extra = cx.state.item(shared).and_then(|shared| shared.extra.as_deref());
    let mut joint = extra.map_or_else(Joint::default, |extra| extra.joint.clone());
    joint.add(answer);
    super::joint::verdict(activity, &joint) != super::joint::Verdict::Open
}
