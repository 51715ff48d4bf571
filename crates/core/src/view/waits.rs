//! What a case waits for from outside: messages, by name and correlation.

use crate::command::{ItemId, Message};
use crate::data::{Text, Timestamp, Value};
use crate::decide::message::{Awaited, awaited, fits};
use crate::graph::On;
use crate::instance::{ElementInstance, Instance, State, Status};
use crate::procedure::{ElementIx, Procedure};

/// An open wait for a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct MessageWait {
    /// The element instance that waits.
    pub item: ItemId,
    /// The element; of the called procedure where it waits in one.
    pub element: ElementIx,
    /// The name of the message.
    pub name: Text,
    /// What the message must correlate with, by name.
    pub correlates: Vec<(Text, Value)>,
    /// Since when.
    pub since: Timestamp,
}

impl MessageWait {
    /// Whether a message is for it: all that it asks for is there and equal, nothing else is meant to correlate, and what
    /// it carries was not disposed of.
    #[must_use]
    pub fn fits(&self, message: &Message) -> bool {
        let asked = || self.correlates.iter().map(|(name, value)| (name, value));
        let is_gone = || message.data.iter().any(|(_, value)| *value == Value::Disposed);
        self.name == message.name && fits(asked, message) && !is_gone()
    }
}

/// The messages that a case waits for, the oldest wait first.
#[must_use]
pub fn message_waits(instance: &Instance) -> Vec<MessageWait> {
    let Some(procedure) = instance.procedure().filter(|_| instance.status() == Status::Running) else {
        return Vec::new();
    };
    let mut waits = Vec::new();
    add_waits(procedure, &instance.state, &mut waits);
    // One counter numbers what is open in the case and in the procedures it calls.
    waits.sort_by_key(|wait| wait.item);
    waits
}

pub(super) fn message_wait(awaited: Awaited<'_>) -> MessageWait {
    MessageWait {
        item: awaited.instance.id,
        element: awaited.instance.element,
        name: awaited.name.clone(),
        correlates: awaited.correlates().map(|(key, value)| (key.clone(), value.clone())).collect(),
        since: awaited.instance.since,
    }
}

/// The waits of a procedure and, at most as deep as calls may stand in calls, of those it has called.
fn add_waits(procedure: &Procedure, state: &State, waits: &mut Vec<MessageWait>) {
    waits.extend(awaited(procedure, state).map(message_wait));
    for child in state.calls() {
        add_waits(&child.procedure, &child.state, waits);
    }
}

/// The names of the signals that a case waits for, each once, sorted.
#[must_use]
pub fn signal_waits(instance: &Instance) -> Vec<Text> {
    let Some(procedure) = instance.procedure().filter(|_| instance.status() == Status::Running) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    add_signals(procedure, &instance.state, &mut names);
    names.sort_unstable();
    names.dedup();
    names
}

fn add_signals(procedure: &Procedure, state: &State, names: &mut Vec<Text>) {
    names.extend(state.open.iter().flat_map(|open| signals(procedure, open)).cloned());
    for child in state.calls() {
        add_signals(&child.procedure, &child.state, names);
    }
}

/// The signals that an open element waits for.
pub(super) fn signals<'p>(
    procedure: &'p Procedure,
    open: &ElementInstance,
) -> impl Iterator<Item = &'p Text> {
    let trigger = open.kind.waits().then(|| procedure.graph.trigger(open.element)).flatten();
    trigger.into_iter().flat_map(|trigger| &trigger.on).filter_map(|on| match on {
        On::Signal(name) => Some(name),
        _ => None,
    })
}
