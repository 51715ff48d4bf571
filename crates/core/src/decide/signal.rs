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
    pub(super) thrower: Here,
    pub(super) name: Text,
}

pub(super) fn decide<'n>(cx: &Context<'_>, name: &'n Text) -> Result<&'n Text, Rejection> {
    cx.check_declared_role()?;
    cx.check_payload(name.len())?;
    if waiting(cx.procedure, cx.state, name).is_empty() {
        return Err(Rejection::NobodyWaits { signal: name.clone() });
    }
    Ok(name)
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, name: &Text) {
    stepper.deliver_signal(name, None);
    stepper.run();
}

/// What waits for a signal, in definition order.
fn waiting(procedure: &Procedure, state: &State, name: &str) -> Vec<(ElementIx, ItemId)> {
    let mut found = Vec::new();
    for open in &state.open {
        let waits = matches!(open.kind, ItemKind::Wait | ItemKind::EventGateway | ItemKind::Subscription);
        let trigger = procedure.graph.special(open.element).and_then(|special| special.trigger.as_deref());
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
        self.parked.push_back(Parked { thrower, name });
    }

    pub(super) fn has_parked(&self, scope: ItemId) -> bool {
        self.parked.iter().any(|parked| parked.thrower.scope == scope)
    }

    /// Delivers the signal that was thrown first; its thrower goes on unless it has been interrupted.
    pub(super) fn deliver_parked(&mut self) -> bool {
        let Some(parked) = self.parked.front().cloned() else { return false };
        self.deliver_signal(&parked.name, Some(parked.thrower));
        let is_first = |first: &Parked| first.thrower == parked.thrower && first.name == parked.name;
        if self.parked.front().is_some_and(is_first) {
            self.parked.pop_front();
            self.go_out(parked.thrower);
        }
        true
    }

    /// A signal goes to everything that waits for it now; what closes before its turn does not get it.
    fn deliver_signal(&mut self, name: &Text, thrower: Option<Here>) {
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
