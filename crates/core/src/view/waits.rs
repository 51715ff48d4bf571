//! What a case waits for from outside: messages, by name and correlation.

use crate::command::{ItemId, Message};
use crate::data::{Text, Timestamp, Value};
use crate::decide::message::{Awaited, awaited, fits};
use crate::event::ItemKind;
use crate::graph::On;
use crate::instance::{Instance, Status};
use crate::procedure::ElementIx;

/// An open wait for a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MessageWait {
    /// The element instance that waits.
    pub item: ItemId,
    /// The element.
    pub element: ElementIx,
    /// The name of the message.
    pub name: Text,
    /// What the message must correlate with, by name.
    pub correlates: Vec<(Text, Value)>,
    /// Since when.
    pub since: Timestamp,
}

impl MessageWait {
    /// Whether a message is for it: all that it asks for is there and equal, and nothing else is meant to correlate.
    #[must_use]
    pub fn fits(&self, message: &Message) -> bool {
        let asked = || self.correlates.iter().map(|(name, value)| (name, value));
        self.name == message.name && fits(asked, message)
    }
}

/// The messages that a case waits for, the oldest wait first.
#[must_use]
pub fn message_waits(instance: &Instance) -> Vec<MessageWait> {
    let Some(procedure) = instance.procedure().filter(|_| instance.status() == Status::Running) else {
        return Vec::new();
    };
    let wait = |awaited: Awaited<'_>| MessageWait {
        item: awaited.instance.id,
        element: awaited.instance.element,
        name: awaited.name.clone(),
        correlates: awaited.correlates().map(|(key, value)| (key.clone(), value.clone())).collect(),
        since: awaited.instance.since,
    };
    awaited(procedure, &instance.state).map(wait).collect()
}

/// The names of the signals that a case waits for, each once, sorted.
#[must_use]
pub fn signal_waits(instance: &Instance) -> Vec<Text> {
    let Some(procedure) = instance.procedure().filter(|_| instance.status() == Status::Running) else {
        return Vec::new();
    };
    let triggers = instance.state.open.iter().filter_map(|open| {
        let special = procedure.graph.special(open.element)?;
        let waits = matches!(open.kind, ItemKind::Wait | ItemKind::EventGateway | ItemKind::Subscription);
        special.trigger.as_deref().filter(|_| waits)
    });
    let mut names: Vec<Text> = triggers
        .flat_map(|trigger| &trigger.on)
        .filter_map(|on| match on {
            On::Signal(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
