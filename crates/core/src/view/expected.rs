//! What a case waits for: subscriptions, timers, and what a person may declare.
//!
//! Knows waits in the flow and events beside it. Does not know who sends what they wait for.
//! Read [`subscriptions`] first.

use super::spot::Level;
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::graph::{On, Trigger};
use crate::instance::{CaseFacts, ElementInstance, Instance, TimerKind};
use crate::procedure::{ElementIx, Procedure};

/// Something that a case waits for, by message, signal, condition, declaration or time.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Subscribed {
    /// The wait or the event that is open.
    pub item: ItemId,
    /// Its element.
    pub element: ElementIx,
    /// What it waits for.
    pub kind: AwaitedKind,
    /// The name of the message or the signal.
    pub name: Option<Text>,
    /// The values that a message must correlate with, in order of the definition.
    pub correlates: Vec<Value>,
    /// What an event is attached to; none for a wait in the flow and for an event of the whole case.
    pub host: Option<ItemId>,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AwaitedKind {
    /// A message.
    Message,
    /// A signal.
    Signal,
    /// A condition.
    Condition,
    /// A time.
    Time,
    /// A person who declares it.
    Declared,
    /// An error, an escalation or a cancellation that comes from inside.
    Thrown,
}

/// A timer of a wait or an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimerOpen {
    /// The wait or the event.
    pub item: ItemId,
    /// Its element.
    pub element: ElementIx,
    /// When it is due.
    pub due: Timestamp,
}

/// Something that a person may declare.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Declarable {
    /// The wait or the event: what a `Declare` names.
    pub item: ItemId,
    /// Its element; of the called procedure where it waits in one.
    pub element: ElementIx,
    /// The innermost element instance that calls that procedure.
    pub call: Option<ItemId>,
    /// What people call it, with the members it stands in.
    pub reference: Text,
    /// The heading.
    pub title: Text,
    /// What it is attached to, for people; empty for a wait and for an event of the whole case.
    pub beside: Text,
    /// Ids of the roles that may declare it.
    pub roles: Vec<Text>,
}

/// Everything that a case waits for, in order of opening; of several things at once each by itself.
#[must_use]
pub fn subscriptions(instance: &Instance) -> Vec<Subscribed> {
    let Some(procedure) = instance.procedure() else { return Vec::new() };
    let mut found = Vec::new();
    for (open, trigger) in waiting(procedure, instance) {
        let extra = open.extra.as_deref();
        found.extend(trigger.on.iter().map(|on| Subscribed {
            item: open.id,
            element: open.element,
            kind: kind_of(on),
            name: match on {
                On::Message { name, .. } | On::Signal(name) => Some(name.clone()),
                _ => None,
            },
            correlates: match on {
                On::Message { .. } => extra.map(|extra| extra.correlates.clone()).unwrap_or_default(),
                _ => Vec::new(),
            },
            host: extra.and_then(|extra| extra.host),
        }));
    }
    found
}

/// The timers of waits and events, in order of due time.
#[must_use]
pub fn timers(instance: &Instance) -> Vec<TimerOpen> {
    let events = instance.state.timers().iter().filter(|timer| timer.kind == TimerKind::Event);
    let open = events.filter_map(|timer| {
        let element = instance.state.item(timer.item)?.element;
        Some(TimerOpen { item: timer.item, element, due: timer.due })
    });
    open.collect()
}

/// What a person may declare now, in the case and in what it calls, in order of opening.
#[must_use]
pub fn declarable(instance: &Instance) -> Vec<Declarable> {
    let found = super::ahead(instance).into_iter().filter(|ahead| ahead.kind == AwaitedKind::Declared);
    let declarable = |ahead: super::Ahead| Declarable {
        item: ahead.item,
        element: ahead.element,
        call: ahead.call,
        reference: ahead.reference,
        title: ahead.title,
        beside: ahead.beside,
        roles: ahead.roles,
    };
    found.map(declarable).collect()
}

fn waiting<'a>(
    procedure: &'a Procedure,
    instance: &'a Instance,
) -> impl Iterator<Item = (&'a ElementInstance, &'a Trigger)> {
    let open = instance.state.open.iter().filter(|open| open.kind.waits());
    open.filter_map(|open| Some((open, procedure.graph.trigger(open.element)?)))
}

pub(super) fn kind_of(on: &On) -> AwaitedKind {
    match on {
        On::Message { .. } => AwaitedKind::Message,
        On::Signal(_) => AwaitedKind::Signal,
        On::Condition(_) => AwaitedKind::Condition,
        On::Time(_) => AwaitedKind::Time,
        On::Declared(_) => AwaitedKind::Declared,
        On::Error(_) | On::Escalation(_) | On::Cancel => AwaitedKind::Thrown,
    }
}

/// Whether its guard lets it happen now.
pub(super) fn is_available(level: &Level<'_>, open: &ElementInstance, trigger: &Trigger) -> bool {
    let (procedure, state) = (level.procedure, level.state);
    let facts = CaseFacts { procedure, state, scope: open.scope, at: level.at };
    facts.lets_happen(trigger, &mut Vec::new())
}
