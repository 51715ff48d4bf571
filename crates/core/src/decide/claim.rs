//! `Claim`, `Release`, `Delegate`: whose an item is.

use super::LONGEST_NAME;
use super::context::Context;
use crate::command::ItemId;
use crate::data::Text;
use crate::event::Event;
use crate::instance::ElementInstance;
use crate::rejection::Rejection;

pub(super) fn claim(cx: &Context<'_>, item: ItemId) -> Result<Event, Rejection> {
    let instance = may_do(cx, item)?;
    // Another's item has been refused already.
    if holder(instance).is_some() {
        return Err(Rejection::AlreadyYours { reference: cx.reference(instance.element) });
    }
    Ok(Event::Claimed { item, person: cx.person()?.clone() })
}

/// The holder gives an item back; so may the authority.
pub(super) fn release(cx: &Context<'_>, item: ItemId) -> Result<Event, Rejection> {
    let instance = cx.item(item)?;
    let person = cx.person()?;
    match holder(instance) {
        None => Err(Rejection::NotClaimed { reference: cx.reference(instance.element) }),
        Some(holder) if holder == person => Ok(Event::Released { item }),
        Some(_) if !cx.procedure.head.authority.is_empty() && cx.check_authority().is_ok() => {
            Ok(Event::Released { item })
        }
        Some(_) => Err(Rejection::ClaimedByAnother { reference: cx.reference(instance.element) }),
    }
}

pub(super) fn delegate(cx: &Context<'_>, item: ItemId, to: &Text) -> Result<Event, Rejection> {
    may_do(cx, item)?;
    if to.trim().is_empty() {
        return Err(Rejection::PersonIdEmpty);
    }
    if to.len() > LONGEST_NAME {
        return Err(Rejection::TooLarge { what: "person", limit: LONGEST_NAME as u64 });
    }
    Ok(Event::Delegated { item, to: to.clone() })
}

/// The open item, when the actor may do it.
fn may_do<'a>(cx: &Context<'a>, item: ItemId) -> Result<&'a ElementInstance, Rejection> {
    let instance = cx.item(item)?;
    cx.check_doer(instance, cx.procedure.activity(instance.element))?;
    Ok(instance)
}

fn holder(instance: &ElementInstance) -> Option<&Text> {
    instance.extra.as_ref()?.claimed_by.as_ref()
}
