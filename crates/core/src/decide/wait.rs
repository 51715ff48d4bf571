//! Waits and subscriptions: what opens them, and when those close that stand beside several siblings.

use std::sync::Arc;

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Due, Event, Input, ItemKind, Opened, OpenedMore};
use crate::graph::{BlockKind, Moment, NodeKind, On, Special, Trigger};
use crate::incident::{Stage, Trouble};
use crate::instance::ElementInstance;
use crate::migration::Opening;
use crate::procedure::ElementIx;

impl<'a, J: Journal> Stepper<'a, J> {
    /// Opens what an element in the flow waits for, with its alternatives.
    pub(super) fn wait(&mut self, at: (ItemId, ElementIx)) {
        let kind = match self.procedure.graph.node(at.1).kind {
            NodeKind::EventGateway => ItemKind::EventGateway,
            _ => ItemKind::Wait,
        };
        let Some(item) = self.open_waiting(at, kind, None) else { return };
        self.subscribe_attached(Here { item, scope: at.0, element: at.1 });
        let special = self.procedure.graph.special(at.1);
        for alternative in special.map_or(&[][..], |special| &special.alternatives) {
            self.open_waiting((at.0, *alternative), ItemKind::Subscription, Some(item));
        }
    }

    /// Opens the events attached to an element instance that has just opened.
    pub(super) fn subscribe_attached(&mut self, host: Here) {
        let Some(special) = self.procedure.graph.special(host.element) else { return };
        // What is attached to a repetition is attached to the whole, and not to each member.
        if special.attached.is_empty() || self.state.is_member_of(host.scope, host.element) {
            return;
        }
        for event in &special.attached {
            match self.trigger(*event).filter(|trigger| !trigger.hosts.is_empty()) {
                None => self.subscribe((host.scope, *event), Some(host.item)),
                Some(shared) => {
                    if !self.is_subscribed(host.scope, *event) && self.is_first(host, shared) {
                        self.subscribe((host.scope, *event), None);
                    }
                }
            }
        }
    }

    /// Whether a sibling opens while no other is open that an event stands beside: where one is, the event has opened
    /// with it, and has nothing more to wait for.
    fn is_first(&self, host: Here, trigger: &Trigger) -> bool {
        let has_opened = |open: &ElementInstance| {
            !matches!(open.kind, ItemKind::Applies | ItemKind::Delay)
                && !open.is_stuck_at_the_door()
                && !self.state.is_once_more(open.id)
        };
        let is_sibling = |open: &ElementInstance| {
            open.scope == host.scope && open.id != host.item && trigger.hosts.contains(&open.element)
        };
        !self.state.open.iter().any(|open| is_sibling(open) && has_opened(open))
    }

    /// Opens the events that stand in a scope which has just opened.
    pub(super) fn subscribe_inside(&mut self, scope: ItemId, events: &[ElementIx]) {
        for event in events {
            self.subscribe((scope, *event), Some(scope).filter(|scope| scope.0 > 0));
        }
    }

    /// Opens an event that only the version has which a case goes on by from now on.
    pub(super) fn open_late(&mut self, opening: &Opening) {
        let Opening { scope, event, host, is_alternative } = *opening;
        match is_alternative {
            true => drop(self.open_waiting((scope, event), ItemKind::Subscription, host)),
            false => self.subscribe((scope, event), host),
        }
    }

    /// Opens an event, unless it has occurred as often as it may.
    fn subscribe(&mut self, at: (ItemId, ElementIx), host: Option<ItemId>) {
        let trigger = self.trigger(at.1);
        let spent = trigger.and_then(|trigger| trigger.maximum);
        let needless =
            trigger.is_some_and(|trigger| self.is_of_redo(at.0, &trigger.redo) || self.has_come(at, trigger));
        if !needless && spent.is_none_or(|maximum| self.state.next_round(at.0, at.1) <= maximum) {
            self.open_waiting(at, ItemKind::Subscription, host);
        }
    }

    /// Whether an event has occurred at the one moment it is for: that does not come again with its host, which it
    /// would interrupt for ever.
    fn has_come(&self, (scope, event): (ItemId, ElementIx), trigger: &Trigger) -> bool {
        let [On::Time(moment)] = &trigger.on[..] else { return false };
        let is_one = matches!(moment, Moment::At(_) | Moment::Local(..) | Moment::Datum(_));
        let due = || self.first_due(scope, trigger).ok().flatten()?.due;
        is_one && self.state.next_round(scope, event) > 1 && due().is_some_and(|due| due <= self.state.at)
    }

    /// Whether a scope stands in what has been done once more of one of these elements: what has it done once more
    /// stands beside the first, and would else have each of them done once more too.
    fn is_of_redo(&self, from: ItemId, redo: &[ElementIx]) -> bool {
        let mut at = from;
        while let Some(inner) = self.state.inner(at).filter(|_| !redo.is_empty()) {
            if inner.is_once_more && redo.contains(&inner.element) {
                return true;
            }
            at = inner.parent;
        }
        false
    }

    fn is_subscribed(&self, scope: ItemId, event: ElementIx) -> bool {
        let is_it = |open: &ElementInstance| open.element == event;
        self.state.open.in_place(scope).any(|open| open.kind == ItemKind::Subscription && is_it(open))
    }

    /// Opens an event again that was stuck; whether the element is one.
    pub(super) fn subscribe_again(&mut self, here: Here) -> bool {
        let Some(special) = self.procedure.graph.special(here.element) else { return false };
        let Some(trigger) = special.trigger.as_deref() else { return false };
        let host = self.host_of(here, special);
        let is_gone = host.is_none() && (special.host.is_some() || !self.any_host(here.scope, trigger));
        if !is_gone {
            self.subscribe((here.scope, here.element), host);
        }
        // An event keeps no scope open, but what was stuck did.
        self.end_token(here.scope);
        true
    }

    /// What an event that was stuck is attached to: its host, the gateway it is an alternative of, or its scope.
    fn host_of(&self, here: Here, special: &Special) -> Option<ItemId> {
        let graph = &self.procedure.graph;
        let mut beside = self.state.open.in_place(here.scope).rev();
        let is_host = |open: &&ElementInstance| {
            let waits = graph.special(open.element).map_or(&[][..], |special| &special.alternatives);
            let is_its_element = Some(open.element) == special.host || waits.contains(&here.element);
            is_its_element && open.is_under_way()
        };
        let in_scope = || Some(here.scope).filter(|scope| scope.0 > 0 && special.host.is_none());
        beside.find(is_host).map(|open| open.id).or_else(in_scope)
    }

    /// Whether one of the siblings is open that an event stands beside; of another event there is nothing to ask.
    pub(super) fn any_host(&self, scope: ItemId, trigger: &Trigger) -> bool {
        let is_host = |open: &ElementInstance| trigger.hosts.contains(&open.element);
        trigger.hosts.is_empty() || self.state.open.in_place(scope).any(is_host)
    }

    /// Opens something that waits: with when it is due and what a message must correlate with, or stuck.
    fn open_waiting(
        &mut self,
        (scope, element): (ItemId, ElementIx),
        kind: ItemKind,
        host: Option<ItemId>,
    ) -> Option<ItemId> {
        let (item, round) = (self.new_item(), self.state.next_round(scope, element));
        let mut inputs = Vec::new();
        let (due, correlates) = match self.expects((scope, element), &mut inputs) {
            Ok(expects) => expects,
            Err(trouble) => {
                self.stuck(Here { item, scope, element }, trouble);
                return None;
            }
        };
        let more = OpenedMore { host, correlates, inputs: inputs.into(), ..OpenedMore::default() };
        let more = (more != OpenedMore::default()).then(|| Box::new(more));
        let (role, pending) = (None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        Some(item)
    }

    /// When something that opens now is due, and what a message must correlate with.
    fn expects(
        &self,
        (scope, element): (ItemId, ElementIx),
        inputs: &mut Vec<Input>,
    ) -> Result<(Option<Arc<Due>>, Vec<Value>), Trouble> {
        let Some(trigger) = self.trigger(element) else { return Ok((None, Vec::new())) };
        let due = self.first_due(scope, trigger)?.map(Arc::new);
        let mut values = Vec::new();
        for on in &trigger.on {
            let On::Message { correlates, .. } = on else { continue };
            for (_, guard) in correlates {
                values.push(self.value_of(scope, *guard, Stage::Message, inputs)?);
            }
        }
        Ok((due, values))
    }

    pub(super) fn trigger(&self, element: ElementIx) -> Option<&'a Trigger> {
        self.procedure.graph.trigger(element)
    }

    /// The round that an opening begins; an event sub-process opens in the round that its occurring began.
    pub(super) fn round_of(&self, (scope, element): (ItemId, ElementIx), kind: ItemKind) -> u32 {
        let next = self.state.next_round(scope, element);
        let block = self.procedure.graph.block(element);
        let occurred = block.is_some_and(|block| matches!(block.kind, BlockKind::Event { .. }));
        if kind == ItemKind::Block && occurred { next.saturating_sub(1).max(1) } else { next }
    }

    /// What happens when no token can move: parked signals are delivered, conditions looked at.
    pub(super) fn settle(&mut self) -> bool {
        if !self.parked.is_empty() {
            return self.deliver_parked();
        }
        if !self.procedure.graph.watches || self.state.is_over() {
            return false;
        }
        self.close_unhosted() || self.look_at_conditions()
    }

    /// Closes the events beside several siblings of which none is open any more.
    fn close_unhosted(&mut self) -> bool {
        let is_left = |open: &&ElementInstance| {
            let trigger = self.trigger(open.element);
            open.kind == ItemKind::Subscription
                && trigger.is_some_and(|trigger| !self.any_host(open.scope, trigger))
        };
        let left: Vec<ItemId> = self.state.open.iter().rev().filter(is_left).map(|open| open.id).collect();
        let found = !left.is_empty();
        if found {
            self.emit(Event::Closed { items: left.into() });
        }
        found
    }

    /// Closes the events of siblings in a scope that ends; those attached to something close with it.
    pub(super) fn close_unhosted_in(&mut self, scope: ItemId) {
        if !self.procedure.graph.watches {
            return;
        }
        let is_left = |open: &&ElementInstance| {
            let shared = self.trigger(open.element).is_some_and(|trigger| !trigger.hosts.is_empty());
            open.kind == ItemKind::Subscription && shared
        };
        let left = self.state.open.in_place(scope).rev().filter(is_left);
        let left: Vec<ItemId> = left.map(|open| open.id).collect();
        if !left.is_empty() {
            self.emit(Event::Closed { items: left.into() });
        }
    }
}
