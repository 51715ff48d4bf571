//! Whether an element of one version can go on as one of another: kind, place, repetition, what it waits for.
//!
//! What may differ is what a case asks for only later: words, roles, evidence, answers, conditions, lengths of time.

use std::mem::discriminant;

use super::names::Names;
use crate::event::ItemKind;
use crate::graph::{Block, BlockKind, Job, Moment, On, Over, Repeats, Special, Throw, Trigger};
use crate::instance::ElementInstance;
use crate::procedure::{Activity, Applies, ElementIx};
use crate::rejection::Obstacle;

/// What stands in the way of an element going on as another one.
pub(super) fn of_elements(names: &Names<'_>, before: ElementIx, now: ElementIx) -> Option<Obstacle> {
    let (old, new) = (&names.from.graph, &names.to.graph);
    let within = |at: Option<ElementIx>| at.map(|block| names.element(block));
    if old.node(before).kind != new.node(now).kind {
        return Some(Obstacle::OtherKind);
    }
    if within(old.within(before)) != new.within(now).map(Some) {
        return Some(Obstacle::OtherPlace);
    }
    let none = Special::default();
    let (was, is) = (old.special(before).unwrap_or(&none), new.special(now).unwrap_or(&none));
    of_specials(names, was, is).or_else(|| of_activities(names, before, now))
}

fn of_specials(names: &Names<'_>, was: &Special, is: &Special) -> Option<Obstacle> {
    let host = was.host.map(|host| names.element(host)) == is.host.map(Some);
    let found = [
        (host, Obstacle::OtherPlace),
        (same(&was.block, &is.block, block_alike), Obstacle::OtherKind),
        (same(&was.repeats, &is.repeats, repeat_alike), Obstacle::OtherRepetition),
        (same(&was.trigger, &is.trigger, wait_alike), Obstacle::OtherTrigger),
        (same(&was.job, &is.job, job_alike), Obstacle::OtherJob),
        (same(&was.call, &is.call, |was, is| was.code == is.code), Obstacle::OtherCall),
        (same(&was.throws, &is.throws, throw_alike), Obstacle::OtherKind),
        (was.undoes == is.undoes, Obstacle::OtherKind),
        (was.start_quantity.max(1) == is.start_quantity.max(1), Obstacle::OtherQuantity),
    ];
    found.into_iter().find(|(alike, _)| !alike).map(|(_, obstacle)| obstacle)
}

/// Whether both have none, or both have one and these are alike.
fn same<T>(was: &Option<Box<T>>, is: &Option<Box<T>>, alike: impl Fn(&T, &T) -> bool) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => alike(was, is),
        (None, None) => true,
        _ => false,
    }
}

fn block_alike(was: &Block, is: &Block) -> bool {
    match (&was.kind, &is.kind) {
        (BlockKind::AdHoc { one_at_a_time: was, .. }, BlockKind::AdHoc { one_at_a_time: is, .. }) => {
            was == is
        }
        (was, is) => discriminant(was) == discriminant(is),
    }
}

fn repeat_alike(was: &Repeats, is: &Repeats) -> bool {
    let over = match (&was.over, &is.over) {
        (Over::Fixed(was), Over::Fixed(is)) => was == is,
        (was, is) => discriminant(was) == discriminant(is),
    };
    over && was.parallel == is.parallel && was.member == is.member
}

/// Whether what has been computed for one wait serves the other: the values to correlate with, when it is due.
fn wait_alike(was: &Trigger, is: &Trigger) -> bool {
    let hosts = was.hosts.is_empty() == is.hosts.is_empty();
    let each = was.on.iter().zip(&is.on).all(|(was, is)| is_one_wait(was, is));
    was.on.len() == is.on.len() && each && was.all == is.all && hosts
}

fn is_one_wait(was: &On, is: &On) -> bool {
    match (was, is) {
        (On::Message { correlates: was, .. }, On::Message { correlates: is, .. }) => {
            was.iter().map(|(name, _)| name).eq(is.iter().map(|(name, _)| name))
        }
        (On::Time(Moment::Cycle { .. }), On::Time(now)) => matches!(now, Moment::Cycle { .. }),
        (On::Time(_), On::Time(now)) => !matches!(now, Moment::Cycle { .. }),
        (was, is) => discriminant(was) == discriminant(is),
    }
}

fn job_alike(was: &Job, is: &Job) -> bool {
    let names = |job: &Job| job.input.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    was.name == is.name && names(was) == names(is)
}

/// What undoes goes on only as what undoes the same.
fn throw_alike(was: &Throw, is: &Throw) -> bool {
    discriminant(was) == discriminant(is)
}

fn of_activities(names: &Names<'_>, before: ElementIx, now: ElementIx) -> Option<Obstacle> {
    let (Some(was), Some(is)) = (names.from.activity(before), names.to.activity(now)) else { return None };
    let roles = |activity: &Activity| -> Vec<Option<crate::procedure::RoleIx>> {
        activity.responsible.roles.iter().map(|role| names.role(*role)).collect()
    };
    if was.is_joint() != is.is_joint() {
        return Some(Obstacle::OtherParticipants);
    }
    let mut wanted: Vec<_> = is.responsible.roles.iter().copied().map(Some).collect();
    let mut given = roles(was);
    wanted.sort_unstable();
    given.sort_unstable();
    (was.is_joint() && given != wanted).then_some(Obstacle::OtherParticipants)
}

/// What stands in the way of an open item, beside its element: what it asks, what it was given so far.
pub(super) fn of_item(names: &Names<'_>, open: &ElementInstance, now: ElementIx) -> Option<Obstacle> {
    let activity = names.to.activity(now);
    let extra = open.extra.as_deref();
    let pending = extra.and_then(|extra| extra.pending.as_deref());
    let given = pending.and_then(|pending| pending.answer);
    let joint = extra.map_or(&[][..], |extra| &extra.joint.answers);
    let mut answers = joint.iter().map(|(answer, _)| *answer).chain(given);
    if answers.any(|answer| names.answer(open.element, answer).is_none()) {
        return Some(Obstacle::AnswerGone);
    }
    let signed = extra.map_or(&[][..], |extra| &extra.signatures).iter().map(|(record, ..)| *record);
    let handed = extra.map_or(&[][..], |extra| &extra.joint.evidence).iter().map(|(record, _)| *record);
    if signed.chain(handed).any(|record| names.record(record).is_none()) {
        return Some(Obstacle::Gone);
    }
    let answer = given.and_then(|answer| names.answer(open.element, answer));
    let refused = pending.is_some_and(|pending| pending.nonconforming);
    let asked = |activity: &Activity| match open.kind {
        ItemKind::Applies => matches!(activity.applies, Applies::Asked { .. }),
        ItemKind::Confirm => activity.confirmer(answer, refused).is_some(),
        ItemKind::Verify => activity.verified_by.is_some(),
        ItemKind::Question => activity.is_answered_apart() && activity.question.is_some(),
        _ => true,
    };
    match open.kind {
        ItemKind::Compensation => Some(Obstacle::BeingUndone),
        _ => (!activity.is_none_or(asked)).then_some(Obstacle::NotAsked),
    }
}
