//! Waits and subscriptions: what opens them, and what follows when that which is waited for happens.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::{ItemKind, OpenedMore};
use crate::procedure::ElementIx;

impl<J: Journal> Stepper<'_, J> {
    /// Opens what an element in the flow waits for.
    pub(super) fn wait(&mut self, token: Token) {
        let (scope, element) = (token.scope, token.element);
        match self.correlation(scope, element) {
            Ok((correlates, inputs)) => {
                let more = OpenedMore { correlates, inputs, ..OpenedMore::default() };
                self.open_more((scope, element), ItemKind::Wait, more);
            }
            Err(trouble) => self.stuck(self.here(token), trouble),
        }
    }

    /// Opens the events attached to an element instance that has just opened.
    pub(super) fn subscribe_attached(&mut self, host: Here) {
        let Some(special) = self.procedure.graph.special(host.element) else { return };
        for event in &special.attached {
            self.subscribe((host.scope, *event), Some(host.item));
        }
    }

    /// Opens the events that stand in a scope which has just opened.
    pub(super) fn subscribe_inside(&mut self, scope: ItemId, events: &[ElementIx]) {
        for event in events {
            self.subscribe((scope, *event), Some(scope).filter(|scope| scope.0 > 0));
        }
    }

    fn subscribe(&mut self, at: (ItemId, ElementIx), host: Option<ItemId>) {
        let more = OpenedMore { host, ..OpenedMore::default() };
        self.open_more(at, ItemKind::Subscription, more);
    }

    /// What happens when no token can move: parked signals are delivered, conditions looked at.
    pub(super) fn settle(&mut self) -> bool {
        false
    }
}
