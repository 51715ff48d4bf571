//! Signals: from outside by command, or thrown within the case; they go to everything that waits for them.
//!
//! A throw parks until no other token can move, then goes to what waits at that moment, in definition order.

use super::Journal;
use super::context::Context;
use super::occur::Happening;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::ItemKind;
use crate::graph::{On, Trigger};
use crate::instance::State;
use crate::procedure::{ElementIx, Procedure};
use crate::rejection::Rejection;

/// A signal that has been thrown and is not delivered yet; its thrower goes on afterwards.
#[derive(Clone, Debug)]
pub(super) struct Parked {
    /// Who goes on afterwards; nobody here where it came out of a called procedure.
    pub(super) thrower: Option<Here>,
    /// The call it came out of: there it has been told.
    pub(super) from: Option<ItemId>,
    pub(super) name: Text,
}

impl Parked {
    /// Whether its thrower stands in a scope.
    pub(super) fn is_in(&self, scope: ItemId) -> bool {
        self.thrower.is_some_and(|thrower| thrower.scope == scope)
    }
}

pub(super) fn decide<'n>(cx: &Context<'_>, name: &'n Text) -> Result<&'n Text, Rejection> {
    cx.check_declared_role()?;
    cx.check_payload(name.len())?;
    if !is_awaited(cx.procedure, cx.state, name) {
        return Err(Rejection::NobodyWaits { signal: name.clone() });
    }
    Ok(name)
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, name: &Text) {
    stepper.deliver_signal(name, (None, None));
    stepper.run();
}

/// Whether anything waits for a signal, here or in a called procedure.
fn is_awaited(procedure: &Procedure, state: &State, name: &str) -> bool {
    let below = || state.calls().iter().any(|child| is_awaited(&child.procedure, &child.state, name));
    !waiting(procedure, state, name).is_empty() || below()
}

/// What waits for a signal, in definition order.
fn waiting(procedure: &Procedure, state: &State, name: &str) -> Vec<(ElementIx, ItemId)> {
    let mut found = Vec::new();
    for open in &state.open {
        let waits = matches!(open.kind, ItemKind::Wait | ItemKind::EventGateway | ItemKind::Subscription);
        let trigger = procedure.graph.trigger(open.element);
        if waits && trigger.is_some_and(|trigger| place_of(trigger, name).is_some()) {
            found.push((open.element, open.id));
        }
    }
    found.sort_unstable();
    found
}

fn place_of(trigger: &Trigger, name: &str) -> Option<usize> {
    trigger.on.iter().position(|on| matches!(on, On::Signal(signal) if **signal == *name))
}

impl<J: Journal> Stepper<'_, J> {
    /// Parks a signal that an element instance throws; the thrower goes out when it has been delivered.
    pub(super) fn park_signal(&mut self, thrower: Here, name: Text) {
        self.parked.push_back(Parked { thrower: Some(thrower), from: None, name });
    }

    /// Parks the signals that a called procedure has thrown: it has told its own, the others are told here.
    pub(super) fn park_from(&mut self, call: ItemId, names: Vec<Text>) {
        let parked = names.into_iter().map(|name| Parked { thrower: None, from: Some(call), name });
        self.parked.extend(parked);
    }

    pub(super) fn has_parked(&self, scope: ItemId) -> bool {
        self.parked.iter().any(|parked| parked.is_in(scope))
    }

    /// Delivers the signal that was thrown first; its thrower goes on unless it has been interrupted.
    pub(super) fn deliver_parked(&mut self) -> bool {
        let Some(parked) = self.parked.front().cloned() else { return false };
        let Some(thrower) = parked.thrower else {
            self.parked.pop_front();
            self.deliver_signal(&parked.name, (None, parked.from));
            return true;
        };
        self.deliver_signal(&parked.name, (Some(thrower), None));
        let is_first = |first: &Parked| first.thrower == parked.thrower && first.name == parked.name;
        if self.parked.front().is_some_and(is_first) {
            self.parked.pop_front();
            self.go_out(thrower);
        }
        true
    }

    /// A signal goes to everything that waits for it now, here first, then in called procedures by ascending call; what
    /// closes before its turn does not get it, nor does what the signal itself opens.
    fn deliver_signal(&mut self, name: &Text, (thrower, from): (Option<Here>, Option<ItemId>)) {
        let called = self.state.calls().iter().filter(|child| Some(child.call) != from);
        let called = called.filter(|child| is_awaited(&child.procedure, &child.state, name));
        let calls: Vec<ItemId> = called.map(|child| child.call).collect();
        self.deliver_here(name, thrower);
        for call in calls {
            self.in_call(call, |inner| {
                inner.deliver_signal(name, (None, None));
                inner.run();
            });
        }
    }

    fn deliver_here(&mut self, name: &Text, thrower: Option<Here>) {
        for (element, item) in waiting(self.procedure, self.state, name) {
            let is_own = thrower.is_some_and(|thrower| self.is_inside(thrower, element));
            let trigger = self.trigger(element);
            if let Some(place) = trigger.and_then(|trigger| place_of(trigger, name))
                && !is_own
            {
                self.happened(item, Happening::of(place));
            }
        }
    }

    /// Whether a thrower is the event itself or stands in it: it never catches itself.
    fn is_inside(&self, thrower: Here, event: ElementIx) -> bool {
        let mut scope = thrower.scope;
        while let Some(inner) = self.state.inner(scope) {
            if inner.element == event {
                return true;
            }
            scope = inner.parent;
        }
        thrower.element == event
    }
}
