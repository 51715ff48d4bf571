//! Evidence and signatures of a completion: what is handed in, what is needed.

use super::context::Context;
use crate::command::{Delivered, Delivery, Done, GivenSignature};
use crate::data::{Digest, Text};
use crate::event::{Completed, Evidence, EvidenceRef, Signature};
use crate::instance::{ElementInstance, Joint};
use crate::procedure::{Activity, Choice, EvidenceNeed, RecordIx, RoleIx};
use crate::rejection::Rejection;

/// How many bytes a piece of evidence brings.
pub(super) fn size(delivery: &Delivery) -> usize {
    match delivery {
        Delivery::Document(Delivered { record, document }) => {
            record.len() + document.name.len() + document.media_type.len() + 64
        }
        Delivery::Cited(record) => record.len() + 64,
    }
}

/// Takes what is handed in: only what the activity asks for, cited evidence only where the case holds it.
pub(super) fn accept(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    done: &mut Done,
    completed: &mut Completed,
) -> Result<(), Rejection> {
    completed.evidence.reserve_exact(done.evidence.len());
    for delivery in done.evidence.drain(..) {
        completed.evidence.push(resolve(cx, activity, delivery)?);
    }
    for need in activity.evidence.iter().filter(|need| need.rule == Choice::OneOf) {
        if given(need, completed, None) > 1 {
            return Err(Rejection::EvidenceTooMany { records: records(cx, need) });
        }
    }
    for signature in done.signatures.drain(..) {
        sign(cx, instance, activity, &signature, completed)?;
    }
    Ok(())
}

fn resolve(cx: &Context<'_>, activity: &Activity, delivery: Delivery) -> Result<Evidence, Rejection> {
    match delivery {
        Delivery::Document(Delivered { record, document }) => {
            let record = asked_record(cx, activity, &record)?;
            if document.name.is_empty() {
                return Err(Rejection::EvidenceUnnamed { record: cx.procedure.records[record.index()].id.clone() });
            }
            Ok(Evidence { record, document, cited: false })
        }
        Delivery::Cited(id) => {
            let record = asked_record(cx, activity, &id)?;
            let held = cx.state.evidence().iter().rev().find(|held| held.record == record);
            let sha256 = held.ok_or(Rejection::CitationUnknown { record: id })?.sha256;
            let document = EvidenceRef { name: "".into(), media_type: "".into(), sha256 };
            Ok(Evidence { record, document, cited: true })
        }
    }
}

/// The record with that id, when the activity asks for it.
pub(super) fn asked_record(cx: &Context<'_>, activity: &Activity, id: &Text) -> Result<RecordIx, Rejection> {
    let options = activity.evidence.iter().flat_map(|need| &need.options);
    let mut asked = options.map(|option| option.record);
    asked
        .find(|record| cx.procedure.records[record.index()].id == *id)
        .ok_or_else(|| Rejection::EvidenceNotAsked { record: id.clone() })
}

/// Adds a signature over each document of its record that is handed in.
fn sign(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    given: &GivenSignature,
    completed: &mut Completed,
) -> Result<(), Rejection> {
    let record = asked_record(cx, activity, &given.record)?;
    let role = asked_signer(cx, activity, record, &given.role)?;
    let person = match &given.person {
        Some(person) if person.trim().is_empty() => return Err(Rejection::PersonIdEmpty),
        Some(person) => person.clone(),
        None if cx.actor.role() == Some(&*given.role) => cx.person()?.clone(),
        None => {
            let (role, allowed) = (cx.actor.role().unwrap_or_default().into(), vec![given.role.clone()]);
            return Err(Rejection::RoleNotAllowed { role, allowed });
        }
    };
    let documents = completed.evidence.iter().filter(|evidence| evidence.record == record);
    let digests: Vec<_> = documents.map(|evidence| evidence.document.sha256).collect();
    if digests.is_empty() {
        return Err(Rejection::EvidenceMissing { records: vec![given.record.clone()] });
    }
    for sha256 in digests {
        let twice = completed.signatures.iter().any(|other| (other.record, other.role, other.sha256) == (record, role, sha256));
        if twice || signed_before(cx, instance, (record, role, sha256)) {
            return Err(Rejection::AlreadySigned { record: given.record.clone(), role: given.role.clone() });
        }
        completed.signatures.push(Signature { record, sha256, role, person: person.clone() });
    }
    Ok(())
}

/// The role with that id, when it signs that record here.
pub(super) fn asked_signer(
    cx: &Context<'_>,
    activity: &Activity,
    record: RecordIx,
    role: &Text,
) -> Result<RoleIx, Rejection> {
    let mut signers = activity.signed_by(record).flat_map(|need| need.roles.iter().copied());
    signers.find(|signer| cx.role_id(*signer) == role).ok_or_else(|| Rejection::SignatureNotAsked {
        record: cx.procedure.records[record.index()].id.clone(),
        role: role.clone(),
    })
}

/// Whether a document was signed before, at this item or at another that stands in the same joint work.
pub(super) fn signed_before(
    cx: &Context<'_>,
    instance: &ElementInstance,
    signed: (RecordIx, RoleIx, Digest),
) -> bool {
    let has = |instance: &ElementInstance| {
        instance.extra.as_ref().is_some_and(|extra| extra.signatures.contains(&signed))
    };
    let beside = |other: &&ElementInstance| instance.role.is_some() && other.scope == instance.scope;
    has(instance) || cx.state.open.iter().filter(beside).any(has)
}

/// What the activity needs is there.
pub(super) fn check_needed(
    cx: &Context<'_>,
    activity: &Activity,
    completed: &Completed,
    before: Option<&Joint>,
) -> Result<(), Rejection> {
    for need in activity.evidence.iter().filter(|need| !need.optional) {
        if given(need, completed, before) == 0 {
            return Err(Rejection::EvidenceMissing { records: records(cx, need) });
        }
    }
    Ok(())
}

/// What is handed in is signed by all it needs; the parts of joint work each answer for their own.
pub(super) fn check_signatures(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    completed: &Completed,
) -> Result<(), Rejection> {
    completed.evidence.iter().try_for_each(|evidence| check_signed(cx, instance, activity, completed, evidence))
}

fn check_signed(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    completed: &Completed,
    evidence: &Evidence,
) -> Result<(), Rejection> {
    let (record, sha256) = (evidence.record, evidence.document.sha256);
    for need in activity.signed_by(record) {
        let has = |role: &RoleIx| {
            let now = |given: &Signature| (given.record, given.role, given.sha256) == (record, *role, sha256);
            completed.signatures.iter().any(now) || signed_before(cx, instance, (record, *role, sha256))
        };
        let missing: Vec<RoleIx> = need.roles.iter().copied().filter(|role| !has(role)).collect();
        if !need.rule.is_met_by(need.roles.len() - missing.len(), need.roles.len()) {
            let record = cx.procedure.records[record.index()].id.clone();
            return Err(Rejection::SignatureMissing { record, roles: cx.role_ids(&missing) });
        }
    }
    Ok(())
}

/// How many of the records that serve are there, now or from others before.
fn given(need: &EvidenceNeed, completed: &Completed, before: Option<&Joint>) -> usize {
    let now = |record| completed.evidence.iter().any(|evidence| evidence.record == record);
    let earlier = |record| before.is_some_and(|joint| joint.records.contains(&record));
    need.options.iter().filter(|option| now(option.record) || earlier(option.record)).count()
}

fn records(cx: &Context<'_>, need: &EvidenceNeed) -> Vec<Text> {
    need.options.iter().map(|option| cx.procedure.records[option.record.index()].id.clone()).collect()
}
