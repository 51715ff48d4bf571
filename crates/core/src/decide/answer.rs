//! `Answer`: a question that is an item of its own: does the activity apply, is the answer confirmed.

use super::Journal;
use super::context::Context;
use super::outcome::Finished;
use super::stepper::Stepper;
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Event, ItemKind};
use crate::instance::ElementInstance;
use crate::procedure::{Activity, Applies, RoleIx};
use crate::rejection::Rejection;

/// An answer that has been found right.
pub(super) struct Answer {
    question: ElementInstance,
    yes: bool,
    note: Option<Text>,
}

pub(super) fn decide(
    cx: &Context<'_>,
    item: ItemId,
    answer: &Text,
    note: Option<Text>,
) -> Result<Answer, Rejection> {
    let instance = cx.item(item)?;
    let activity = cx.procedure.activity(instance.element);
    let wrong = || Rejection::WrongKind { reference: cx.reference(instance.element) };
    let roles = activity.and_then(|activity| who(instance.kind, activity)).ok_or_else(wrong)?;
    cx.check_may(instance, roles)?;
    if note.iter().chain([answer]).any(|text| text.len() > cx.limits.payload_bytes) {
        return Err(Rejection::TooLarge { what: "payload", limit: cx.limits.payload_bytes as u64 });
    }
    let yes = match &**answer {
        "yes" => true,
        "no" => false,
        _ => {
            let answers = vec!["yes".into(), "no".into()];
            return Err(Rejection::UnknownAnswer { answer: answer.clone(), answers });
        }
    };
    if instance.kind == ItemKind::Confirm && !yes && note.as_ref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Rejection::NoteMissing);
    }
    Ok(Answer { question: instance.clone(), yes, note })
}

/// Who answers, when an item is a question.
fn who(kind: ItemKind, activity: &Activity) -> Option<&[RoleIx]> {
    match (kind, &activity.applies) {
        (ItemKind::Applies, Applies::Asked { who, .. }) if !who.is_empty() => Some(who),
        (ItemKind::Applies, _) => Some(&activity.responsible.roles),
        (ItemKind::Confirm, _) => activity.confirmed_by.as_ref().map(std::slice::from_ref),
        _ => None,
    }
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, answer: Answer) {
    let Answer { question, yes, note } = answer;
    let (item, element, round) = (question.id, question.element, question.round);
    stepper.emit(Event::Answered { item, element, yes, note });
    if let Some(activity) = stepper.activity(element) {
        match (question.kind, yes) {
            (ItemKind::Applies, true) => stepper.open(element, activity, Some(round)),
            (ItemKind::Applies, false) => {
                stepper.emit(Event::Skipped { item, element, inputs: Box::default() });
                stepper.go_past(item, activity);
            }
            (_, true) => {
                let pending = question.extra.and_then(|extra| extra.pending).unwrap_or_default();
                let (answer, nonconforming, done_by) =
                    (pending.answer, pending.nonconforming, pending.done_by);
                stepper.go_on(activity, &Finished { item, element, round, answer, nonconforming, done_by });
            }
            (_, false) => stepper.open(element, activity, None),
        }
    }
    stepper.run();
}
