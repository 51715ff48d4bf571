//! `Answer`: a question that is an item of its own: does the activity apply, is the answer confirmed.

use super::Journal;
use super::context::Context;
use super::open::Opening;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Event, ItemKind};
use crate::instance::ElementInstance;
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
    let asks = matches!(instance.kind, ItemKind::Applies | ItemKind::Confirm);
    cx.check_doer(instance, activity.filter(|_| asks))?;
    note.iter().chain([answer]).try_for_each(|text| cx.check_payload(text.len()))?;
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

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, answer: Answer) {
    let Answer { question, yes, note } = answer;
    let (item, element, round) = (question.id, question.element, question.round);
    stepper.emit(Event::Answered { item, element, yes, note });
    if let Some(activity) = stepper.activity(element) {
        let scope = question.scope;
        let here = Here { item, scope, element };
        let opening = Opening { scope, element, activity, round: None };
        match (question.kind, yes) {
            (ItemKind::Applies, true) => stepper.open(Opening { round: Some(round), ..opening }),
            (ItemKind::Applies, false) => {
                stepper.emit(Event::Skipped { item, element, scope, inputs: Box::default() });
                stepper.go_past(here, activity);
            }
            (_, true) => {
                let pending = question.extra.and_then(|extra| extra.pending).unwrap_or_default();
                let (answer, nonconforming, done_by) =
                    (pending.answer, pending.nonconforming, pending.done_by);
                stepper.go_on(activity, &Finished { here, round, answer, nonconforming, done_by });
            }
            (_, false) => stepper.open(opening),
        }
    }
    stepper.run();
}
