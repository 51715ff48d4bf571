//! Signals: from outside by command, or thrown within the case; they go to everything that waits for them.
//!
//! A throw parks until no other token can move, then goes to what waits at that moment, in definition order.

use super::Journal;
use super::context::Context;
use super::occur::Happening;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::Text;
use crate::graph::{On, Trigger};
use crate::instance::State;
use crate::procedure::{ElementIx, Procedure};
use crate::rejection::Rejection;

/// A signal that has been thrown and is not delivered yet; its thrower goes on afterwards.
///
/// What has been thrown is told, also when its thrower has been closed meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Parked {
    /// Who goes on afterwards; nobody here where it was closed, or where it came out of a called procedure.
    thrower: Option<Here>,
    /// What the thrower stood in: an event among it does not get it.
    within: Vec<ElementIx>,
    /// The call it came out of: there it has been told.
    from: Option<ItemId>,
    name: Text,
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
    stepper.deliver_signal(name, (&[], None));
    stepper.run();
}

/// The start of a procedure that begins with that signal, the first in the order of the file.
pub(crate) fn begun_by_signal(procedure: &Procedure, name: &str) -> Option<ElementIx> {
    let begins = |start: &ElementIx| {
        let trigger = procedure.graph.trigger(*start);
        // One that needs several things at once is begun by none of them alone.
        trigger.is_some_and(|trigger| !trigger.all && place_of(trigger, name).is_some())
    };
    procedure.graph.entries.iter().copied().find(begins)
}

/// Whether anything waits for a signal, here or in a called procedure.
fn is_awaited(procedure: &Procedure, state: &State, name: &str) -> bool {
    let below = || state.calls().any(|child| is_awaited(&child.procedure, &child.state, name));
    !waiting(procedure, state, name).is_empty() || below()
}

/// What waits for a signal, in definition order.
fn waiting(procedure: &Procedure, state: &State, name: &str) -> Vec<(ElementIx, ItemId)> {
    let mut found = Vec::new();
    for open in &state.open {
        let trigger = procedure.graph.trigger(open.element);
        if open.kind.waits() && trigger.is_some_and(|trigger| place_of(trigger, name).is_some()) {
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
        let within = self.around(thrower);
        self.parked.push_back(Parked { thrower: Some(thrower), within, from: None, name });
    }

    /// Parks the signals that a called procedure has thrown: it has told its own, the others are told here.
    pub(super) fn park_from(&mut self, call: ItemId, names: Vec<Text>) {
        let parked = |name| Parked { thrower: None, within: Vec::new(), from: Some(call), name };
        self.parked.extend(names.into_iter().map(parked));
    }

    /// Tokens that go on when the signals that they have thrown are told.
    pub(super) fn throwers(&self) -> impl Iterator<Item = Token> {
        self.parked.iter().filter_map(|parked| parked.thrower).map(token_of)
    }

    /// Throwers that are closed go on no more; what they have thrown is still told.
    pub(super) fn stop_throwers(&mut self, closed: impl Fn(&Token) -> bool) {
        for parked in &mut self.parked {
            parked.thrower = parked.thrower.filter(|thrower| !closed(&token_of(*thrower)));
        }
    }

    /// Delivers the signal that was thrown first; its thrower goes on unless it has been interrupted.
    pub(super) fn deliver_parked(&mut self) -> bool {
        let Some(parked) = self.parked.front().cloned() else { return false };
        // It stands in front until all have heard it: till then its thrower is still in its place.
        self.deliver_signal(&parked.name, (&parked.within, parked.from));
        if let Some(thrower) = self.parked.pop_front().and_then(|parked| parked.thrower) {
            self.state.touch(thrower.scope);
            self.go_out(thrower);
        }
        true
    }

    /// A signal goes to everything that waits for it now, here first, then in called procedures by ascending call; what
    /// closes before its turn does not get it, nor does what the signal itself opens.
    fn deliver_signal(&mut self, name: &Text, (within, from): (&[ElementIx], Option<ItemId>)) {
        let called = self.state.calls().filter(|child| Some(child.call) != from);
        let called = called.filter(|child| is_awaited(&child.procedure, &child.state, name));
        let calls: Vec<ItemId> = called.map(|child| child.call).collect();
        self.deliver_here(name, within);
        for call in calls {
            self.in_call(call, |inner| {
                inner.deliver_signal(name, (&[], None));
                inner.run();
            });
        }
    }

    fn deliver_here(&mut self, name: &Text, within: &[ElementIx]) {
        for (element, item) in waiting(self.procedure, self.state, name) {
            let trigger = self.trigger(element);
            if let Some(place) = trigger.and_then(|trigger| place_of(trigger, name))
                && !within.contains(&element)
            {
                self.happened(item, Happening::of(place));
            }
        }
    }

    /// All that a thrower stands in, from the inside out: an event never catches what is thrown in it.
    fn around(&self, thrower: Here) -> Vec<ElementIx> {
        let mut found = Vec::new();
        let mut scope = thrower.scope;
        while let Some(inner) = self.state.inner(scope) {
            found.push(inner.element);
            scope = inner.parent;
        }
        found
    }
}

fn token_of(Here { scope, element, .. }: Here) -> Token {
    Token { element, scope, flow: None }
}
