//! `Declare`: a person says that something has happened.

use super::Journal;
use super::context::Context;
use super::occur::Happening;
use super::stepper::Stepper;
use crate::command::ItemId;
use crate::data::Text;
use crate::graph::On;
use crate::instance::CaseFacts;
use crate::rejection::Rejection;

/// A declaration that has been found right.
pub(super) struct Declared {
    item: ItemId,
    trigger: usize,
    note: Text,
}

pub(super) fn decide(cx: &Context<'_>, item: ItemId, note: Option<Text>) -> Result<Declared, Rejection> {
    let instance = cx.item(item)?;
    let reference = || cx.reference(instance.element);
    let special = cx.procedure.graph.special(instance.element);
    let trigger = special.and_then(|special| special.trigger.as_deref()).filter(|_| instance.kind.waits());
    let declared = trigger.and_then(|trigger| {
        let roles = |on: &On| matches!(on, On::Declared(_));
        trigger.on.iter().position(roles).map(|place| (place, trigger))
    });
    let Some((place, trigger)) = declared else {
        return Err(Rejection::WrongKind { reference: reference() });
    };
    cx.person()?;
    if let Some(On::Declared(roles)) = trigger.on.get(place) {
        cx.check_role(roles)?;
    }
    note.iter().try_for_each(|note| cx.check_payload(note.len()))?;
    let met =
        instance.extra.as_ref().is_some_and(|extra| extra.met.iter().any(|met| usize::from(*met) == place));
    let facts = CaseFacts { procedure: cx.procedure, state: cx.state, scope: instance.scope, at: cx.at };
    if met || !facts.lets_happen(trigger, &mut Vec::new()) {
        return Err(Rejection::NotAvailable { reference: reference() });
    }
    Ok(Declared { item, trigger: place, note: note.unwrap_or_default() })
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, declared: Declared) {
    let Declared { item, trigger, note } = declared;
    let note = Some(note).filter(|note| !note.is_empty());
    stepper.happened(item, Happening { trigger, note, ..Happening::default() });
    stepper.run();
}
