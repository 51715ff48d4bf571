//! Scopes: a block begins its tokens and is done when the last of them has ended.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::{Event, ItemKind, Opened};
use crate::graph::BlockKind;
use crate::procedure::ElementIx;

impl<'a, J: Journal> Stepper<'a, J> {
    /// Opens a block, with the events attached to it and those that stand in it, and begins its tokens.
    pub(super) fn open_block(&mut self, at: (ItemId, ElementIx)) {
        let (scope, element) = at;
        let Some(input) = self.hand_in(at) else { return };
        let item = self.open_holder(at, ItemKind::Block, None);
        self.write_in(item, input);
        let here = Here { item, scope, element };
        self.subscribe_attached(here);
        let Some(block) = self.procedure.graph.block(element) else {
            return self.end_token(item);
        };
        self.subscribe_inside(item, &block.events);
        if matches!(block.kind, BlockKind::AdHoc { .. }) {
            return self.open_ad_hoc(item, block);
        }
        for start in &block.starts {
            self.send(Token { element: *start, scope: item, flow: None });
        }
        if block.starts.is_empty() {
            self.end_token(item);
        }
    }

    /// Opens a block in which its elements run and nothing more; of it `apply` would keep the scope and its round.
    pub(super) fn open_block_directly(&mut self, Token { element, scope, .. }: Token) {
        let graph = &self.procedure.graph;
        let Some(block) = graph.block(element) else { return };
        let item = self.new_item();
        let round = self.state.open_block_plain(item, (element, scope), graph.len());
        if J::KEEPS {
            let (kind, role, due, pending, more) = (ItemKind::Block, None, None, None, None);
            self.journal.push(Event::Opened(Opened {
                item,
                element,
                scope,
                round,
                kind,
                role,
                due,
                pending,
                more,
            }));
        }
        for start in &block.starts {
            self.send(Token { element: *start, scope: item, flow: None });
        }
    }

    /// Ends such a block.
    fn end_block_directly(&mut self, here: Here) {
        let Here { item, scope, element } = here;
        self.close_unhosted_in(item);
        let passed = Event::Passed { item, element, scope };
        match self.state.close_block_plain(item) {
            true => self.journal.push(passed),
            false => self.emit(passed),
        }
        match self.activity(element).and_then(|activity| activity.next) {
            Some(exit) => self.follow(here, exit),
            None => self.end_token(scope),
        }
    }

    /// Ends a scope in which nothing is open and nothing moves.
    pub(super) fn end_if_idle(&mut self, scope: ItemId) {
        let Some(instance) = self.state.item(scope) else { return };
        let here = Here::of(instance);
        if self.procedure.graph.offers
            && let Some(block) = self.ad_hoc_of(scope)
        {
            return self.go_on_choosing(here, block);
        }
        let kind = instance.kind;
        if !self.state.is_idle(scope) || self.moves_in(scope) {
            return;
        }
        match kind {
            ItemKind::Member => self.member_done(here),
            ItemKind::Block if self.state.is_once_more(scope) => self.redone(here),
            ItemKind::Block if self.procedure.graph.node(here.element).direct => {
                self.end_block_directly(here);
            }
            ItemKind::Block => self.block_done(here),
            ItemKind::Compensation => self.undo_next(here),
            _ => {}
        }
    }

    /// A block is left in the normal way, as soon as it may end.
    pub(super) fn block_done(&mut self, here: Here) {
        if self.is_held_back(here) || !self.conclude_block(here) {
            return;
        }
        let Here { item, scope, element } = here;
        self.close_unhosted_in(item);
        self.emit(Event::Passed { item, element, scope });
        self.go_out(here);
    }
}
