//! What a case waits for from outside: messages, by name and correlation.

use crate::command::{ItemId, Message};
use crate::data::{Text, Timestamp, Value};
use crate::decide::message::{Awaited, awaited, fits};
use crate::graph::On;
use crate::instance::{Instance, State, Status};
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

/// The waits of a procedure and, at most as deep as calls may stand in calls, of those it has called.
fn add_waits(procedure: &Procedure, state: &State, waits: &mut Vec<MessageWait>) {
    let wait = |awaited: Awaited<'_>| MessageWait {
        item: awaited.instance.id,
        element: awaited.instance.element,
        name: awaited.name.clone(),
        correlates: awaited.correlates().map(|(key, value)| (key.clone(), value.clone())).collect(),
        since: awaited.instance.since,
    };
    waits.extend(awaited(procedure, state).map(wait));
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
    let triggers = state.open.iter().filter_map(|open| {
        let special = procedure.graph.special(open.element)?;
        special.trigger.as_deref().filter(|_| open.kind.waits())
    });
    names.extend(triggers.flat_map(|trigger| &trigger.on).filter_map(|on| match on {
        On::Signal(name) => Some(name.clone()),
        _ => None,
    }));
    for child in state.calls() {
        add_signals(&child.procedure, &child.state, names);
    }
}
