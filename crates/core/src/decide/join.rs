//! Joins: tokens are held until those that belong together are there.
//!
//! A parallel join takes one token of each flow; others stay for the next time.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::Event;
use crate::procedure::ExitIx;

impl<J: Journal> Stepper<'_, J> {
    /// A token reaches a parallel gateway: alone it passes, else it is held until one has come by each flow.
    pub(super) fn join_parallel(&mut self, token: Token) {
        if !self.merges(token.element) {
            let here = self.here(token);
            self.emit(Event::Passed { item: here.item, element: here.element, scope: here.scope });
            return self.split(here);
        }
        self.hold(token);
        if let Some(tokens) = self.one_of_each(token) {
            let here = self.join(token, tokens);
            self.split(here);
        }
    }

    /// Holds a token at a join.
    pub(super) fn hold(&mut self, token: Token) {
        let Token { element, scope, flow } = token;
        let item = self.new_item();
        self.emit(Event::Arrived { item, element, scope, flow });
    }

    /// Lets held tokens go on as one.
    pub(super) fn join(&mut self, token: Token, tokens: Box<[ItemId]>) -> Here {
        let here = self.here(token);
        let Here { item, scope, element } = here;
        self.emit(Event::Joined { item, element, scope, tokens });
        here
    }

    /// The first token held of each flow, in order of arrival; `None` while a flow has none.
    fn one_of_each(&self, token: Token) -> Option<Box<[ItemId]>> {
        let flows = self.procedure.graph.incoming.to(token.element);
        let held = self.state.arrivals().iter();
        let mut held = held.filter(|held| held.join == token.element && held.scope == token.scope).peekable();
        let mut seen: Vec<ExitIx> = Vec::with_capacity(flows.len());
        let mut taken = Vec::with_capacity(flows.len());
        while let Some(arrival) = held.next() {
            let Some(flow) = arrival.flow else { continue };
            if let Err(position) = seen.binary_search(&flow) {
                seen.insert(position, flow);
                taken.push(arrival.token);
            }
        }
        (seen.len() == flows.len()).then(|| taken.into())
    }

    /// Whether enough tokens have come for an element that needs several to start.
    pub(super) fn has_enough(&mut self, token: Token, needed: u32) -> bool {
        self.hold(token);
        let held = self.state.arrivals().iter();
        let held = held.filter(|held| held.join == token.element && held.scope == token.scope);
        let tokens: Vec<ItemId> = held.map(|held| held.token).take(needed as usize).collect();
        if tokens.len() < needed as usize {
            return false;
        }
        self.emit(Event::Closed { items: tokens.into() });
        true
    }
}
