//! `Sign`: a signature over the digest of a document, another day, another person.

use super::context::Context;
use super::evidence::{asked_record, asked_signer, signed_before};
use crate::command::ItemId;
use crate::data::{Digest, Text};
use crate::event::{Event, ItemKind, Signature};
use crate::rejection::Rejection;

pub(super) fn decide(
    cx: &Context<'_>,
    item: ItemId,
    record: &Text,
    sha256: Digest,
) -> Result<Event, Rejection> {
    let (instance, activity) = cx.item_of(item, ItemKind::Work)?;
    let person = cx.person()?.clone();
    let acting: Text = cx.actor.role().unwrap_or_default().into();
    let found = asked_record(cx, activity, record)?;
    let role = asked_signer(cx, activity, found, &acting)?;
    let shared = cx.state.shared(instance).and_then(|shared| shared.extra.as_deref());
    if signed_before((instance, shared.map(|extra| &extra.joint)), found, role, sha256) {
        return Err(Rejection::AlreadySigned { record: record.clone(), role: acting });
    }
    Ok(Event::Signed { item, signature: Box::new(Signature { record: found, sha256, role, person }) })
}
