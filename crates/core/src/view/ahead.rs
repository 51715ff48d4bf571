//! What may happen next without being anybody's work: messages, signals, times, conditions, what a person may declare.
//!
//! Knows every wait and event that is open, in the case and in the procedures it calls, by the names people use.
//! Does not know errors and escalations: those come from inside.
//! Read [`ahead`] first.

use super::expected::{AwaitedKind, is_available, kind_of};
use super::spot::{Level, levels, printed};
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::decide::message::awaited_by;
use crate::event::ItemKind;
use crate::graph::{On, Trigger};
use crate::instance::{ElementInstance, Instance, Status, TimerKind};
use crate::procedure::ElementIx;
use crate::reference::Reference;

/// Something that may happen.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Ahead {
    /// The wait or the event that is open: what a `Declare` names.
    pub item: ItemId,
    /// Its element; of the called procedure where it waits in one.
    pub element: ElementIx,
    /// The innermost element instance that calls that procedure.
    pub call: Option<ItemId>,
    /// What people call it, with the members it stands in.
    pub reference: Text,
    /// The id of its element.
    pub id: Text,
    /// Its heading.
    pub title: Text,
    /// What it is attached to, for people; empty for a wait and for an event of the whole.
    pub beside: Text,
    /// What has to happen.
    pub kind: AwaitedKind,
    /// The name of the message or the signal.
    pub name: Option<Text>,
    /// What a message must correlate with, by name.
    pub correlates: Vec<(Text, Value)>,
    /// When a time is due.
    pub due: Option<Timestamp>,
    /// Ids of the roles that may declare it.
    pub roles: Vec<Text>,
    /// The names of those roles as printed.
    pub role_names: Vec<Text>,
    /// Whether it ends what it is attached to.
    pub interrupts: bool,
}

/// Everything that may happen next, in order of opening; of several things at once each by itself.
#[must_use]
pub fn ahead(instance: &Instance) -> Vec<Ahead> {
    if instance.status() != Status::Running {
        return Vec::new();
    }
    let levels = levels(instance);
    let mut found = Vec::new();
    for level in &levels {
        let view = View { own: &levels[0], level };
        for open in level.state.open.iter().filter(|open| open.kind.waits()) {
            view.add(open, &mut found);
        }
    }
    found.sort_by_key(|ahead| ahead.item);
    found
}

/// One procedure of a case, seen from the case.
struct View<'a> {
    own: &'a Level<'a>,
    level: &'a Level<'a>,
}

impl View<'_> {
    fn add(&self, open: &ElementInstance, found: &mut Vec<Ahead>) {
        let Some(trigger) = self.level.procedure.graph.trigger(open.element) else { return };
        if is_available(self.level, open, trigger) {
            let expected = trigger.on.iter().filter(|on| kind_of(on) != AwaitedKind::Thrown);
            found.extend(expected.map(|on| self.ahead(open, trigger, on)));
        }
    }

    fn ahead(&self, open: &ElementInstance, trigger: &Trigger, on: &On) -> Ahead {
        let element = open.element;
        let (procedure, state) = (self.level.procedure, self.level.state);
        let host = open.extra.as_ref().and_then(|extra| state.item(extra.host?));
        let roles = match on {
            On::Declared(roles) => &roles[..],
            _ => &[],
        };
        let named = |text: fn(&crate::procedure::Role) -> &Text| {
            roles.iter().map(|role| text(&procedure.roles[role.index()]).clone()).collect()
        };
        Ahead {
            item: open.id,
            element,
            call: self.level.calls.last().copied(),
            reference: self.printed(element, open),
            id: procedure.id(element).clone(),
            title: procedure.title(element).clone(),
            beside: host.map(|host| self.printed(host.element, host)).unwrap_or_default(),
            kind: kind_of(on),
            name: match on {
                On::Message { name, .. } | On::Signal(name) => Some(name.clone()),
                _ => None,
            },
            correlates: self.correlates(open, on),
            due: matches!(on, On::Time(_)).then(|| self.due(open.id)).flatten(),
            roles: named(|role| &role.id),
            role_names: named(|role| &role.name),
            interrupts: trigger.interrupts && open.kind == ItemKind::Subscription,
        }
    }

    fn printed(&self, element: ElementIx, open: &ElementInstance) -> Text {
        let (procedure, state) = (self.level.procedure, self.level.state);
        let members = state.members(state.scope_of(open));
        printed(self.own.procedure, &self.level.outer, Reference::new(procedure.reference(element), members))
    }

    fn correlates(&self, open: &ElementInstance, on: &On) -> Vec<(Text, Value)> {
        let On::Message { name, .. } = on else { return Vec::new() };
        let wait = awaited_by(self.level.procedure, open).into_iter().find(|wait| wait.name == name);
        let pair = |(name, value): (&Text, &Value)| (name.clone(), value.clone());
        wait.map(|wait| wait.correlates().map(pair).collect()).unwrap_or_default()
    }

    fn due(&self, item: ItemId) -> Option<Timestamp> {
        let timers = self.level.state.timers().iter();
        timers
            .filter(|timer| timer.item == item && timer.kind == TimerKind::Event)
            .map(|timer| timer.due)
            .min()
    }
}
