//! The minimum term of a block: what is done in it may be over, and the block waits until it may end.
//!
//! Read [`Stepper::is_held_back`] first.
//! Knows when a block is held back and what then stands in it: a delay of the block itself.
//! Does not count the term, that is `deadline`; it stands in the event that opened the block.

use std::sync::Arc;

use super::Journal;
use super::deadline;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::event::{Due, Event, ItemKind, Opened};
use crate::instance::ElementInstance;

impl<J: Journal> Stepper<'_, J> {
    /// Whether a block that is done may not end yet; then a delay keeps it open until it may.
    pub(super) fn is_held_back(&mut self, block: Here) -> bool {
        let not_before = self.state.item(block.item).and_then(|open| open.due()?.not_before);
        let Some(not_before) = not_before.filter(|not_before| *not_before > self.state.at) else {
            return false;
        };
        if self.hold_of(block.item).is_none() {
            let due = Due { due: Some(not_before), ..deadline::blank(self.procedure) };
            let (item, scope, element) = (self.new_item(), block.item, block.element);
            let (kind, round, due) = (ItemKind::Delay, 1, Some(Arc::new(due)));
            let (role, pending, more) = (None, None, None);
            self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        }
        true
    }

    /// Moves the delay of a block whose term has moved; one that is over already is due now.
    pub(super) fn move_hold(&mut self, block: ItemId) {
        let Some(hold) = self.hold_of(block).map(|hold| hold.id) else { return };
        let not_before = self.state.item(block).and_then(|open| open.due()?.not_before);
        let due = Some(not_before.map_or(self.state.at, |not_before| not_before.max(self.state.at)));
        if self.state.item(hold).and_then(|hold| hold.due()?.due) != due {
            let due = Arc::new(Due { due, ..deadline::blank(self.procedure) });
            self.emit(Event::DeadlineMoved { item: hold, due });
        }
    }

    /// The delay of a block is over; where it fires ahead of its time, the term is given up.
    pub(super) fn let_end(&mut self, hold: ItemId, block: ItemId) {
        self.emit(Event::Elapsed { item: hold });
        let due = self.state.item(block).and_then(|open| open.due()).cloned();
        if let Some(due) =
            due.filter(|due| due.not_before.is_some_and(|not_before| not_before > self.state.at))
        {
            let due = Arc::new(Due { not_before: None, ..due });
            self.emit(Event::DeadlineMoved { item: block, due });
        }
        self.end_token(block);
    }

    /// The delay that stands in a block because the block may not end yet.
    fn hold_of(&self, block: ItemId) -> Option<&ElementInstance> {
        let element = self.state.item(block)?.element;
        let mut inside = self.state.open.in_place(block);
        inside.find(|open| open.kind == ItemKind::Delay && open.element == element)
    }

    /// Whether a delay keeps its own block open.
    pub(super) fn is_hold(&self, here: Here) -> bool {
        let around = self.state.item(here.scope);
        around.is_some_and(|around| around.kind == ItemKind::Block && around.element == here.element)
    }
}
