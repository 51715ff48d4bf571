//! Evidence and signatures of a completion: what is handed in, what is needed.

use super::context::Context;
use super::is_blank;
use crate::command::{Delivered, Delivery, Done, GivenSignature};
use crate::data::{Digest, Handful, Text};
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
///
/// What others of the responsible gave `before` counts too.
pub(super) fn accept(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    done: &mut Done,
    (completed, before): (&mut Completed, Option<&Joint>),
) -> Result<(), Rejection> {
    completed.evidence =
        Handful::try_of(&mut done.evidence, |delivery| resolve(cx, (instance, activity), delivery))?;
    for need in activity.evidence.iter().filter(|need| need.rule == Choice::OneOf) {
        if given(need, completed, before) > 1 {
            return Err(Rejection::EvidenceTooMany { records: records(cx, need) });
        }
    }
    completed.signatures.reserve_exact(done.signatures.len());
    for signature in done.signatures.drain(..) {
        sign(cx, instance, activity, signature, (completed, before))?;
    }
    Ok(())
}

/// The documents of the activity: those handed in now, and of the others' those that are not replaced.
fn documents<'a>(
    completed: &'a Completed,
    before: Option<&'a Joint>,
) -> impl Iterator<Item = (RecordIx, Digest)> + 'a {
    let now = completed.evidence.iter().map(|evidence| (evidence.record, evidence.document.sha256));
    let replaced = |record: RecordIx| completed.evidence.iter().any(|evidence| evidence.record == record);
    let earlier = before.into_iter().flat_map(|joint| &joint.evidence).copied();
    now.chain(earlier.filter(move |(record, _)| !replaced(*record)))
}

fn resolve(
    cx: &Context<'_>,
    (instance, activity): (&ElementInstance, &Activity),
    delivery: Delivery,
) -> Result<Evidence, Rejection> {
    match delivery {
        Delivery::Document(Delivered { record, document }) => {
            let record = asked_record(cx, activity, &record)?;
            if document.name.is_empty() {
                return Err(Rejection::EvidenceUnnamed {
                    record: cx.procedure.records[record.index()].id.clone(),
                });
            }
            Ok(Evidence { record, document, cited: false })
        }
        Delivery::Cited(id) => {
            let record = asked_record(cx, activity, &id)?;
            let home = cx.state.home(cx.state.scope_of(instance));
            let held = cx.state.evidence(home).iter().rev().find(|held| held.record == record);
            let sha256 = held.ok_or(Rejection::CitationUnknown { record: id })?.sha256;
            let document = EvidenceRef { name: Text::default(), media_type: Text::default(), sha256 };
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
    given: GivenSignature,
    (completed, before): (&mut Completed, Option<&Joint>),
) -> Result<(), Rejection> {
    let record = asked_record(cx, activity, &given.record)?;
    let role = asked_signer(cx, activity, record, &given.role)?;
    let person = match given.person {
        Some(person) if is_blank(&person) => return Err(Rejection::PersonIdEmpty),
        Some(person) => person,
        None if cx.actor.role() == Some(&*given.role) => cx.person()?.clone(),
        None => {
            let (role, allowed) = (cx.actor.role().unwrap_or_default().into(), vec![given.role.clone()]);
            return Err(Rejection::RoleNotAllowed { role, allowed });
        }
    };
    if !documents(completed, before).any(|document| document.0 == record) {
        return Err(Rejection::EvidenceMissing { records: vec![given.record.clone()] });
    }
    let already = || Rejection::AlreadySigned { record: given.record.clone(), role: given.role.clone() };
    let of_record = |completed: &Completed, nth| {
        documents(completed, before).filter(|document| document.0 == record).nth(nth)
    };
    let mut nth = 0;
    while let Some((_, sha256)) = of_record(completed, nth) {
        let same = |other: &Signature| (other.record, other.role, other.sha256) == (record, role, sha256);
        if completed.signatures.iter().any(same) || signed_before((instance, before), record, role, sha256) {
            return Err(already());
        }
        completed.signatures.push(Signature { record, sha256, role, person: person.clone() });
        nth += 1;
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

/// Whether a role has signed a document already: on this item, or on that of another of the responsible.
pub(super) fn signed_before(
    (instance, before): (&ElementInstance, Option<&Joint>),
    record: RecordIx,
    role: RoleIx,
    sha256: Digest,
) -> bool {
    let own = instance.extra.as_ref().map(|extra| &extra.signatures);
    let mut given = own.into_iter().chain(before.map(|joint| &joint.signatures)).flatten();
    given.any(|signature| *signature == (record, role, sha256))
}

/// What the activity needs is there, and signed.
pub(super) fn check_needed(
    cx: &Context<'_>,
    instance: &ElementInstance,
    activity: &Activity,
    completed: &Completed,
    before: Option<&Joint>,
) -> Result<(), Rejection> {
    let is_due = |need: &&EvidenceNeed| {
        !need.optional && need.at_end_of.is_none_or(|block| cx.state.ends_with(cx.procedure, instance, block))
    };
    for need in activity.evidence.iter().filter(is_due) {
        if given(need, completed, before) == 0 {
            return Err(Rejection::EvidenceMissing { records: records(cx, need) });
        }
    }
    if !activity.asks_signatures() {
        return Ok(());
    }
    documents(completed, before)
        .try_for_each(|document| check_signed(cx, (instance, before), activity, completed, document))
}

fn check_signed(
    cx: &Context<'_>,
    signed: (&ElementInstance, Option<&Joint>),
    activity: &Activity,
    completed: &Completed,
    (record, sha256): (RecordIx, Digest),
) -> Result<(), Rejection> {
    activity.signed_by(record).try_for_each(|need| {
        let has = |role: &RoleIx| {
            let now = |given: &Signature| (given.record, given.role, given.sha256) == (record, *role, sha256);
            completed.signatures.iter().any(now) || signed_before(signed, record, *role, sha256)
        };
        let signed = need.roles.iter().filter(|role| has(role)).count();
        if !need.rule.is_met_by(signed, need.roles.len()) {
            let missing: Vec<RoleIx> = need.roles.iter().copied().filter(|role| !has(role)).collect();
            let record = cx.procedure.records[record.index()].id.clone();
            let (roles, rule) = (cx.role_ids(&missing), need.rule);
            return Err(Rejection::SignatureMissing { record, roles, rule });
        }
        Ok(())
    })
}

/// How many of the records that serve are there, now or from others before.
fn given(need: &EvidenceNeed, completed: &Completed, before: Option<&Joint>) -> usize {
    let now = |record| completed.evidence.iter().any(|evidence| evidence.record == record);
    let earlier = |record| before.is_some_and(|joint| joint.evidence.iter().any(|held| held.0 == record));
    need.options.iter().filter(|option| now(option.record) || earlier(option.record)).count()
}

fn records(cx: &Context<'_>, need: &EvidenceNeed) -> Vec<Text> {
    need.options.iter().map(|option| cx.procedure.records[option.record.index()].id.clone()).collect()
}
