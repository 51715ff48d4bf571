//! Joins: tokens are held until those that belong together are there.
//!
//! A parallel join takes one token of each flow; others stay for the next time.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::Event;
use crate::graph::NodeKind;
use crate::procedure::{ElementIx, ExitIx};

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

    /// Lets parallel joins go on whose held tokens are enough, because the graph around them is another one.
    pub(super) fn rejoin(&mut self) {
        let is_parallel = |join| self.procedure.graph.node(join).kind == NodeKind::Parallel;
        let held = self.state.arrivals().filter(|held| is_parallel(held.join));
        let mut at: Vec<(ElementIx, ItemId)> = held.map(|held| (held.join, held.scope)).collect();
        at.sort_unstable();
        at.dedup();
        for (element, scope) in at {
            let token = Token { element, scope, flow: None };
            while let Some(tokens) = self.one_of_each(token) {
                let here = self.join(token, tokens);
                self.split(here);
            }
        }
    }

    /// Holds a token at a join.
    pub(super) fn hold(&mut self, token: Token) {
        let Token { element, scope, flow } = token;
        let flow = flow.or_else(|| self.flow_wanted(element, scope));
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

    /// The flow that a token fills which came by none, after a delay or because the authority sent it:
    /// the first that holds no token, one with a delay before others.
    fn flow_wanted(&self, element: ElementIx, scope: ItemId) -> Option<ExitIx> {
        let graph = &self.procedure.graph;
        let flows = graph.incoming.to(element);
        let held = |flow: &ExitIx| {
            let mut held = self.state.arrivals_in(scope);
            held.any(|held| held.join == element && held.flow == Some(*flow))
        };
        let empty = || flows.iter().copied().filter(|flow| !held(flow));
        let delayed = empty().find(|flow| graph.exit(*flow).after.is_some());
        delayed.or_else(|| empty().next()).or(flows.first().copied())
    }

    /// The first token held of each flow, in order of arrival, but of these flows.
    pub(super) fn first_of_each(&self, join: ElementIx, scope: ItemId, but: &[ExitIx]) -> Vec<ItemId> {
        let held = self.state.arrivals_in(scope).filter(|held| held.join == join);
        let room = self.procedure.graph.incoming.to(join).len();
        let mut seen: Vec<Option<ExitIx>> = Vec::with_capacity(but.len().saturating_add(room));
        seen.extend(but.iter().copied().map(Some));
        seen.sort_unstable();
        let mut taken = Vec::with_capacity(room);
        for arrival in held {
            if let Err(position) = seen.binary_search(&arrival.flow) {
                seen.insert(position, arrival.flow);
                taken.push(arrival.token);
            }
        }
        taken
    }

    /// The first token held of each flow, in order of arrival; `None` while a flow has none.
    fn one_of_each(&self, token: Token) -> Option<Box<[ItemId]>> {
        let flows = self.procedure.graph.incoming.to(token.element);
        let here = |held: &&crate::instance::Arrival| held.join == token.element;
        if self.state.held() < flows.len()
            || self.state.arrivals_in(token.scope).filter(here).count() < flows.len()
        {
            return None;
        }
        let taken = self.first_of_each(token.element, token.scope, &[]);
        (taken.len() == flows.len()).then(|| taken.into())
    }

    /// Whether enough tokens have come for an element that needs several to start.
    pub(super) fn has_enough(&mut self, token: Token, needed: u32) -> bool {
        self.hold(token);
        let held = self.state.arrivals_in(token.scope).filter(|held| held.join == token.element);
        let mut tokens: Vec<ItemId> = held.map(|held| held.token).take(needed as usize).collect();
        if tokens.len() < needed as usize {
            return false;
        }
        tokens.reverse();
        self.emit(Event::Closed { items: tokens.into() });
        true
    }
}
