//! Verifications: as part of a completion, or by a second person as an item of its own.

use super::Journal;
use super::context::Context;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::{Done, ItemId, Verification};
use crate::event::{Event, ItemKind, VerificationFound};
use crate::instance::ElementInstance;
use crate::procedure::Activity;
use crate::rejection::Rejection;

/// A verification that has been found right.
pub(super) struct Verified {
    item: ElementInstance,
    found: Box<VerificationFound>,
}

/// The result of a control point that is part of completing.
pub(super) fn result_of_work(
    cx: &Context<'_>,
    activity: &Activity,
    done: &mut Done,
) -> Result<Option<Box<VerificationFound>>, Rejection> {
    let not_asked = || Rejection::VerificationNotAsked { reference: activity.number.clone() };
    let part_of_work = activity.control.as_ref().filter(|_| activity.verified_by.is_none());
    match (part_of_work, done.verification.take()) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(not_asked()),
        (Some(control), given) if !activity.answers.is_empty() => match given {
            None => Ok(None),
            Some(_) if control.points.is_empty() => Err(not_asked()),
            Some(mut given) => found(cx, activity, &mut given).map(Some),
        },
        (Some(control), None) => Err(Rejection::VerificationMissing { verifies: control.verifies.clone() }),
        (Some(_), Some(mut given)) => {
            if given.note.is_none() && !given.conforming {
                given.note = done.note.clone();
            }
            found(cx, activity, &mut given).map(Some)
        }
    }
}

fn found(
    _: &Context<'_>,
    activity: &Activity,
    given: &mut Verification,
) -> Result<Box<VerificationFound>, Rejection> {
    let needed = activity.control.as_ref().map_or(0, |control| control.points.len());
    if given.points.len() != needed {
        return Err(Rejection::PointsMissing { needed, given: given.points.len() });
    }
    if needed > 0 && given.conforming != given.points.iter().all(|point| *point) {
        return Err(Rejection::PointsContradict);
    }
    if !given.conforming && given.note.as_ref().is_none_or(|note| note.trim().is_empty()) {
        return Err(Rejection::NoteMissing);
    }
    let (points, note) = (std::mem::take(&mut given.points), given.note.take());
    Ok(Box::new(VerificationFound { conforming: given.conforming, points, note }))
}

pub(super) fn decide(
    cx: &Context<'_>,
    item: ItemId,
    given: &mut Verification,
) -> Result<Verified, Rejection> {
    let (instance, activity) = cx.item_of(item, ItemKind::Verify)?;
    let Some(verifier) = activity.verified_by else {
        return Err(Rejection::WrongKind { reference: cx.reference(instance.element) });
    };
    cx.check_doer(instance, Some(activity))?;
    let pending = instance.extra.as_ref().and_then(|extra| extra.pending.as_ref());
    let done_by = pending.map_or(&[][..], |pending| &pending.done_by);
    if verifier.different_person && done_by.contains(cx.person()?) {
        return Err(Rejection::SamePerson);
    }
    cx.check_payload(given.note.as_ref().map_or(0, |note| note.len()))?;
    Ok(Verified { item: instance.clone(), found: found(cx, activity, given)? })
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, verified: Verified) {
    let Verified { item: instance, found } = verified;
    let (item, element, round) = (instance.id, instance.element, instance.round);
    let nonconforming = !found.conforming;
    stepper.emit(Event::Verified { item, finding: found });
    if let Some(activity) = stepper.activity(element) {
        let pending = instance.extra.and_then(|extra| extra.pending).unwrap_or_default();
        let (answer, done_by) = (pending.answer, pending.done_by);
        let refused =
            activity.control.as_ref().filter(|_| nonconforming).and_then(|control| control.if_nonconforming);
        let here = Here { item, scope: instance.scope, element };
        let finished = Finished { here, round, answer, nonconforming, done_by };
        match refused {
            Some(_) => stepper.confirm_or_go(activity, finished),
            None => stepper.answer_due(activity, finished),
        }
    }
    stepper.run();
}
