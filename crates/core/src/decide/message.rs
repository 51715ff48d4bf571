//! `Message`: to the oldest open wait of the case for its name and correlation, which is over then.
//!
//! Knows which waits for messages are open and which of them a message fits; the router of messages asks the same.

use super::Journal;
use super::context::{Context, check_payload};
use super::data::size;
use super::occur::Happening;
use super::stepper::{Here, Stepper};
use super::{LONGEST_NAME, deadline};
use crate::command::{ItemId, Message};
use crate::data::{Duration, Text, Value};
use crate::event::{Event, Occurred};
use crate::graph::On;
use crate::instance::{ElementInstance, State};
use crate::limits::Limits;
use crate::procedure::{DatumIx, ElementIx, GuardIx, Procedure};
use crate::rejection::Rejection;

/// An open wait for a message.
#[derive(Clone, Copy)]
pub(crate) struct Awaited<'a> {
    pub(crate) instance: &'a ElementInstance,
    pub(crate) name: &'a Text,
    /// Which of the triggers it is, by position.
    trigger: usize,
    keys: &'a [(Text, GuardIx)],
    values: &'a [Value],
}

impl<'a> Awaited<'a> {
    /// What a message must correlate with, by name.
    pub(crate) fn correlates(&self) -> impl Iterator<Item = (&'a Text, &'a Value)> {
        self.keys.iter().map(|(key, _)| key).zip(self.values)
    }

    /// Whether a message is for it: all that it asks for is there and equal, and nothing else is meant to correlate.
    pub(crate) fn fits(&self, message: &Message) -> bool {
        *self.name == message.name && fits(|| self.correlates(), message)
    }
}

/// Whether a message gives all that is asked for, and means nothing else to correlate.
pub(crate) fn fits<'a, I: Iterator<Item = (&'a Text, &'a Value)>>(
    asked: impl Fn() -> I,
    message: &Message,
) -> bool {
    message.correlates.iter().all(|(name, _)| asked().any(|(key, _)| key == name))
        && asked().all(|(key, value)| is_same(message.value(key), value))
}

/// What was disposed of is equal to nothing.
fn is_same(given: Option<&Value>, value: &Value) -> bool {
    *value != Value::Disposed && given == Some(value)
}

/// The open waits for messages, the oldest first.
pub(crate) fn awaited<'a>(
    procedure: &'a Procedure,
    state: &'a State,
) -> impl Iterator<Item = Awaited<'a>> + use<'a> {
    let waits = |instance: &&ElementInstance| instance.kind.waits();
    state.open.iter().filter(waits).flat_map(move |instance| awaited_by(procedure, instance))
}

/// The call in which the oldest wait that a message fits stands; `None` when it stands here, or nowhere.
pub(super) fn awaiting_call(procedure: &Procedure, state: &State, message: &Message) -> Option<ItemId> {
    if !state.has_calls() {
        return None;
    }
    let below = state
        .calls()
        .filter_map(|child| Some((oldest_for(&child.procedure, &child.state, message)?, child.call)));
    let (oldest, call) = below.min()?;
    let own = own_oldest(procedure, state, message);
    own.is_none_or(|own| oldest < own).then_some(call)
}

/// The oldest wait that a message fits, here or in a called procedure; one counter numbers them all.
fn oldest_for(procedure: &Procedure, state: &State, message: &Message) -> Option<ItemId> {
    let below = state.calls().filter_map(|child| oldest_for(&child.procedure, &child.state, message));
    own_oldest(procedure, state, message).into_iter().chain(below).min()
}

fn own_oldest(procedure: &Procedure, state: &State, message: &Message) -> Option<ItemId> {
    let fitting = awaited(procedure, state).find(|awaited| awaited.fits(message));
    fitting.map(|awaited| awaited.instance.id)
}

/// The messages that one open element waits for; its values stand in the order of the definition.
pub(crate) fn awaited_by<'a>(procedure: &'a Procedure, instance: &'a ElementInstance) -> Vec<Awaited<'a>> {
    let mut rest = instance.extra.as_deref().map_or(&[][..], |extra| &extra.correlates);
    let mut found = Vec::new();
    for (trigger, name, keys) in messages(procedure, instance.element) {
        let Some((values, after)) = rest.split_at_checked(keys.len()) else { return found };
        rest = after;
        found.push(Awaited { instance, name, trigger, keys, values });
    }
    found
}

/// The messages in the trigger of an element, with what they correlate with.
fn messages(
    procedure: &Procedure,
    element: ElementIx,
) -> impl Iterator<Item = (usize, &Text, &[(Text, GuardIx)])> {
    let trigger = procedure.graph.trigger(element);
    trigger.map_or(&[][..], |trigger| &trigger.on).iter().enumerate().filter_map(|(trigger, on)| match on {
        On::Message { name, correlates, .. } => Some((trigger, name, &correlates[..])),
        _ => None,
    })
}

/// The element at which a message of that name begins a case.
pub(crate) fn begun_by(procedure: &Procedure, name: &str) -> Option<ElementIx> {
    let begins = |element: &ElementIx| {
        let special = procedure.graph.special(*element);
        special.is_some_and(|special| special.begins_case)
            && messages(procedure, *element).any(|(_, message, _)| **message == *name)
    };
    (0..procedure.graph.len()).map(ElementIx::at).find(begins)
}

/// How long messages of that name are kept when they come early, wherever the procedure says so.
pub(crate) fn kept_for<'a>(procedure: &'a Procedure, name: &'a str) -> impl Iterator<Item = Duration> {
    let triggers = procedure.graph.specials.iter().filter_map(|special| special.trigger.as_deref());
    triggers.flat_map(|trigger| &trigger.on).filter_map(move |on| match on {
        On::Message { name: message, kept, .. } if **message == *name => *kept,
        _ => None,
    })
}

/// What is taken from a message at an element, by the ids of its data.
pub(crate) fn taken(
    procedure: &Procedure,
    element: ElementIx,
    message: &Message,
) -> Result<Vec<(DatumIx, Value)>, Rejection> {
    let takes = procedure.graph.special(element).and_then(|special| special.takes.as_deref());
    let mut taken = Vec::new();
    match takes {
        Some(takes) => {
            for (datum, name) in takes {
                let value = message.value(name).ok_or_else(|| Rejection::MessageLacks {
                    message: message.name.clone(),
                    value: name.clone(),
                })?;
                taken.push((*datum, value.clone()));
            }
        }
        None => {
            let known = message.data.iter().filter_map(|(id, value)| Some((procedure.datum(id)?, value)));
            taken.extend(known.map(|(datum, value)| (datum, value.clone())));
        }
    }
    for (datum, value) in &taken {
        let declared = &procedure.data[datum.index()];
        if !value.is_of(declared.kind, &declared.values) {
            return Err(Rejection::WrongValue { datum: declared.id.clone(), kind: declared.kind });
        }
    }
    Ok(taken)
}

/// A message as it is compared and recorded: in one Unicode form, small enough, saying each thing once.
pub(crate) fn accepted(mut message: Message, limits: &Limits) -> Result<Message, Rejection> {
    super::normal::message(&mut message)?;
    check(&message, limits)?;
    Ok(message)
}

/// Whether a message is small enough, and says each thing once.
fn check(message: &Message, limits: &Limits) -> Result<(), Rejection> {
    if message.id.as_ref().is_some_and(|id| id.trim().is_empty()) {
        return Err(Rejection::KeyEmpty);
    }
    let names = [&message.name].into_iter().chain(&message.id);
    if names.into_iter().any(|name| name.len() > LONGEST_NAME) {
        return Err(Rejection::TooLarge { what: "message", limit: LONGEST_NAME as u64 });
    }
    let mut bytes = 0usize;
    for list in [&message.correlates, &message.data] {
        for (position, (name, value)) in list.iter().enumerate() {
            if list[..position].iter().any(|(other, _)| other == name) {
                return Err(Rejection::GivenTwice { what: name.clone() });
            }
            bytes = bytes.saturating_add(name.len()).saturating_add(size(value));
        }
    }
    check_payload(limits, bytes)
}

/// A message that has found its wait.
pub(super) struct Delivery {
    item: ItemId,
    /// Which of its triggers it is, by position.
    trigger: usize,
    data: Vec<Event>,
}

pub(super) fn decide(cx: &Context<'_>, message: &Message) -> Result<Delivery, Rejection> {
    cx.check_declared_role()?;
    check(message, cx.limits)?;
    let found = awaited(cx.procedure, cx.state).find(|awaited| awaited.fits(message));
    let Some(found) = found else {
        return Err(Rejection::NotAwaited { message: message.name.clone() });
    };
    let from = found.instance.scope;
    let set = |(datum, value): (DatumIx, Value)| {
        let scope = cx.state.home_of_datum(cx.procedure, from, datum.0);
        Event::DataSet { datum, scope, value, inputs: Box::default() }
    };
    let data = taken(cx.procedure, found.instance.element, message)?.into_iter().map(set).collect();
    Ok(Delivery { item: found.instance.id, trigger: found.trigger, data })
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, delivery: Delivery) {
    for event in delivery.data {
        stepper.emit(event);
    }
    deadline::move_with_anchors(&mut stepper);
    stepper.happened(delivery.item, Happening::of(delivery.trigger));
    stepper.run();
}

impl<J: Journal> Stepper<'_, J> {
    /// Begins the case where what it would have waited for has come already.
    pub(super) fn begin_at(&mut self, element: ElementIx) {
        let (item, scope) = (self.new_item(), ItemId(0));
        let (subscription, inputs, closed) = (None, Box::default(), Box::default());
        let occurred = Occurred { item, element, scope, subscription, inputs, closed };
        self.emit(Event::Occurred(Box::new(occurred)));
        self.go_out(Here { item, scope, element });
    }
}
