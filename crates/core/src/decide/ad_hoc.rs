//! Ad-hoc blocks: persons choose what is done, until the block's condition is met.
//!
//! What no flow leads to is offered: as the work item that it is, or, where it is no work of a person, as a work item
//! that begins it when it is done. After each completion the condition is looked at; while it is not met what was done
//! is offered again. Without a condition the block is done when each has been done once and none is active.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::{Event, ItemKind};
use crate::graph::{Block, BlockKind, NodeKind, Target};
use crate::incident::{Stage, Trouble};
use crate::instance::ElementInstance;
use crate::procedure::ElementIx;

/// How an ad hoc block goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choosing {
    /// What is not open is offered.
    Offers,
    /// It is enough: what is active is waited for.
    Waits,
    /// It is enough, and what is open is closed.
    Closes,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Offers what stands in an ad hoc block that has just opened.
    pub(super) fn open_ad_hoc(&mut self, scope: ItemId, block: &'a Block) {
        self.offer(scope, block);
        if block.starts.is_empty() {
            self.end_token(scope);
        }
    }

    /// The ad hoc block that a scope is.
    pub(super) fn ad_hoc_of(&self, scope: ItemId) -> Option<&'a Block> {
        let inner = self.state.inner(scope)?;
        let is_block = self.state.item(scope).is_some_and(|instance| instance.kind == ItemKind::Block);
        self.procedure.graph.ad_hoc(inner.element).filter(|_| is_block && !inner.is_once_more)
    }

    /// Looks at an ad hoc block after something has been done in it.
    pub(super) fn go_on_choosing(&mut self, here: Here, block: &'a Block) {
        let stuck = |open: &ElementInstance| {
            open.kind == ItemKind::Incident && open.scope == here.item && open.element == here.element
        };
        if self.state.open.iter().any(stuck) {
            return;
        }
        let active = self.is_active(here.item, block);
        match self.choosing(here, block) {
            Err(trouble) => {
                let item = self.new_item();
                self.stuck(Here { item, scope: here.item, element: here.element }, trouble);
            }
            Ok(Choosing::Waits) if active => self.withdraw(here.item, block),
            Ok(Choosing::Closes | Choosing::Waits) => {
                self.close_inside(here.item);
                // What is still on its way to be offered is not offered any more.
                self.drop_moving(|token| token.scope == here.item);
                self.block_done(here);
            }
            Ok(Choosing::Offers) if active && is_one_at_a_time(block) => self.withdraw(here.item, block),
            Ok(Choosing::Offers) => self.offer(here.item, block),
        }
    }

    fn choosing(&self, here: Here, block: &Block) -> Result<Choosing, Trouble> {
        let BlockKind::AdHoc { completes_if, cancels_remaining, .. } = block.kind else {
            return Ok(Choosing::Waits);
        };
        let enough = match completes_if {
            Some(condition) => self.is_true(here.item, condition, Stage::Completion, &mut Vec::new())?,
            None => block.starts.iter().all(|start| self.state.was_chosen(here.item, *start)),
        };
        Ok(match enough {
            false => Choosing::Offers,
            true if completes_if.is_some() && cancels_remaining => Choosing::Closes,
            true => Choosing::Waits,
        })
    }

    /// Whether something in an ad hoc block goes on that is not only offered.
    fn is_active(&self, scope: ItemId, block: &Block) -> bool {
        // What is on its way to be offered is not begun by that.
        let is_coming = |token: &Token| token.flow.is_none() && block.starts.contains(&token.element);
        let moves = self.moving().any(|token| token.scope == scope && !is_coming(&token));
        let held = self.state.arrivals_in(scope).next().is_some();
        let mut open = self.state.open.in_place(scope);
        moves || held || open.any(|open| open.kind != ItemKind::Subscription && !self.is_offer(open, block))
    }

    /// Whether an open item is offered and nothing of it has been done yet.
    fn is_offer(&self, open: &ElementInstance, block: &Block) -> bool {
        let begun = open.extra.as_ref().is_some_and(|extra| extra.joint.completed > 0);
        let awaits_choice = matches!(open.kind, ItemKind::Work | ItemKind::Joint | ItemKind::Applies);
        awaits_choice && !begun && block.starts.contains(&open.element)
    }

    /// Offers what is not open; without a condition, what has not been done.
    fn offer(&mut self, scope: ItemId, block: &'a Block) {
        let again = matches!(block.kind, BlockKind::AdHoc { completes_if: Some(_), .. });
        for start in &block.starts {
            let is_open = self.stands_open(scope, *start);
            let comes = self.moving().any(|token| token.scope == scope && token.element == *start);
            let may_be_done = again || !self.state.was_chosen(scope, *start);
            if !is_open && !comes && may_be_done {
                self.offer_one(scope, *start);
            }
        }
    }

    /// Whether what a start begins is open: itself, or what lies behind a gateway that nobody sees.
    fn stands_open(&self, scope: ItemId, start: ElementIx) -> bool {
        let graph = &self.procedure.graph;
        let is_implied = self.activity(start).is_none();
        let is_behind = |element: ElementIx| {
            graph.exits_of(start).any(|(_, exit)| exit.target == Target::Element(element))
        };
        let mut open = self.state.open.in_place(scope);
        open.any(|open| open.element == start || is_implied && is_behind(open.element))
    }

    fn offer_one(&mut self, scope: ItemId, element: ElementIx) {
        let token = Token { element, scope, flow: None };
        let kind = self.procedure.graph.node(element).kind;
        if self.activity(element).is_none() || kind == NodeKind::Work {
            return self.send(token);
        }
        let round = self.state.next_round(scope, element);
        self.open_item((scope, element), ItemKind::Work, round, None);
    }

    /// Something has begun in an ad hoc block and is not done: where one goes on at a time, the others are offered no
    /// longer.
    pub(super) fn note_begun(&mut self, scope: ItemId) {
        if let Some(block) = self.ad_hoc_of(scope).filter(|block| is_one_at_a_time(block)) {
            self.withdraw(scope, block);
        }
    }

    /// Takes back what is offered.
    fn withdraw(&mut self, scope: ItemId, block: &Block) {
        let open = self.state.open.in_place(scope).rev();
        let offered =
            open.filter(|open| self.is_offer(open, block)).flat_map(|open| self.state.inside(open.id));
        let items: Vec<ItemId> = offered.collect();
        if !items.is_empty() {
            self.emit(Event::Closed { items: items.into() });
        }
    }

    /// Whether work that is done was the choice of an element that is no work of a person.
    pub(super) fn is_choice(&self, here: Here) -> bool {
        let kind = self.procedure.graph.node(here.element).kind;
        here.scope.0 > 0
            && !matches!(kind, NodeKind::Work | NodeKind::Automatic)
            && self.ad_hoc_of(here.scope).is_some()
    }

    /// Begins what was chosen.
    pub(super) fn begin_chosen(&mut self, Here { scope, element, .. }: Here) {
        let token = Token { element, scope, flow: None };
        match self.procedure.graph.repeats(element) {
            Some(repeats) => self.repeat(token, repeats),
            None => self.enter(token),
        }
    }

    /// The authority moves on from what could not tell whether it is done: it gives up what it holds.
    pub(super) fn given_up(&mut self, here: Here, trouble: Option<&Trouble>) -> Here {
        self.give_up_held((here.scope, here.element), trouble);
        let block = self.ad_hoc_of(here.scope).and(self.state.item(here.scope));
        let Some(block) = block.filter(|block| block.element == here.element) else { return here };
        let outside = Here::of(block);
        self.close_whole(outside.item);
        self.drop_moving(|token| token.scope == outside.item);
        outside
    }
}

fn is_one_at_a_time(block: &Block) -> bool {
    matches!(block.kind, BlockKind::AdHoc { one_at_a_time: true, .. })
}
