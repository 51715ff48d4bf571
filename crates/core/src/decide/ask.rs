//! The question of an activity whose answer is given by others than those who perform it.
//!
//! Who performs hands in everything but the answer; the question is then a work item of its own, for the roles that
//! answer. Whoever performs in one of these very roles answers at once, except in joint work, where nobody's part is
//! the whole. Knows who answers when; what follows an answer is `outcome`'s. Read [`answer_of_work`] first.

use super::Journal;
use super::complete::{self, Completion};
use super::context::Context;
use super::is_blank;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::{Delivered, Delivery, Done, ItemId};
use crate::data::Text;
use crate::event::{Completed, ItemKind};
use crate::instance::ElementInstance;
use crate::procedure::Activity;
use crate::rejection::Rejection;

/// The open question that an item is, with its activity.
pub(super) fn question<'a>(cx: &Context<'a>, item: ItemId) -> Option<(&'a ElementInstance, &'a Activity)> {
    let instance = cx.state.item(item).filter(|instance| instance.kind == ItemKind::Question)?;
    Some((instance, cx.procedure.activity(instance.element)?))
}

/// What a bare answer brings.
pub(super) fn done(answer: &Text, note: Option<Text>) -> Done {
    Done { answer: Some(answer.clone()), note, ..Done::new() }
}

/// The answer that comes with the work: of who acts as one of those who answer, and of nobody else.
pub(super) fn answer_of_work(
    cx: &Context<'_>,
    (instance, activity): (&ElementInstance, &Activity),
    done: &Done,
) -> Result<Option<u16>, Rejection> {
    let is_part = instance.role.is_some();
    if !is_part && cx.check_role(&activity.answered_by).is_ok() {
        return complete::find_answer(activity, done);
    }
    match done.answer {
        None => Ok(None),
        Some(_) => Err(Rejection::AnswerOfOthers {
            reference: cx.reference(instance.element),
            roles: cx.role_ids(&activity.answered_by),
        }),
    }
}

/// Decides an answer to work that was done before: it needs nothing else, and a note when it returns.
pub(super) fn decide(
    cx: &Context<'_>,
    (instance, activity): (&ElementInstance, &Activity),
    done: &mut Done,
) -> Result<Completion, Rejection> {
    cx.check_doer(instance, Some(activity))?;
    complete::check_size(cx, done)?;
    asks_nothing_else(activity, done)?;
    let answer = complete::find_answer(activity, done)?;
    let exit = answer.and_then(|answer| activity.answers.get(usize::from(answer))).map(|answer| answer.exit);
    let returns = exit.is_some_and(|exit| complete::is_return(cx, exit));
    if returns && done.note.as_ref().is_none_or(|note| is_blank(note)) {
        return Err(Rejection::NoteMissing);
    }
    let (item, element, scope) = (instance.id, instance.element, instance.scope);
    let mut completed = Box::new(Completed { item, element, answer, ..Completed::default() });
    complete::judge(cx, activity, answer, &mut completed)?;
    completed.note = done.note.take();
    let pending =
        instance.extra.as_ref().and_then(|extra| extra.pending.as_deref().cloned()).unwrap_or_default();
    let (nonconforming, done_by) = (pending.nonconforming, pending.done_by);
    let here = Here { item, scope, element };
    Ok(Completion::of_answer(
        completed,
        Finished { here, round: instance.round, answer, nonconforming, done_by },
    ))
}

/// Everything else was handed in with the work.
fn asks_nothing_else(activity: &Activity, done: &Done) -> Result<(), Rejection> {
    if let Some(Delivery::Document(Delivered { record, .. }) | Delivery::Cited(record)) =
        done.evidence.first()
    {
        return Err(Rejection::EvidenceNotAsked { record: record.clone() });
    }
    if let Some(signature) = done.signatures.first() {
        let (record, role) = (signature.record.clone(), signature.role.clone());
        return Err(Rejection::SignatureNotAsked { record, role });
    }
    if done.verification.is_some() {
        return Err(Rejection::VerificationNotAsked { reference: activity.number.clone() });
    }
    if let Some((datum, _)) = done.data.first() {
        return Err(Rejection::UnknownDatum { datum: datum.clone() });
    }
    match done.measures.first() {
        Some((indicator, _)) => Err(Rejection::UnknownIndicator { indicator: indicator.clone() }),
        None => Ok(()),
    }
}

impl<J: Journal> Stepper<'_, J> {
    /// The question of work that was done has been answered.
    pub(super) fn answered(&mut self, finished: Finished) {
        if let Some(activity) = self.activity(finished.here.element) {
            self.confirm_or_go(activity, finished);
        }
    }
}
