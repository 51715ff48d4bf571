//! Compensation: what has been completed is undone, one after another, the last one first.
//!
//! A compensation is a scope of its own: the activities that undo stand in it, and when the last of them is done the
//! next completion comes, or who asked for it goes on.
//! Knows the order of the steps; which completions there are is the state's. Read [`Stepper::compensate`] first.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::{Event, ItemKind, Opened};
use crate::graph::Throw;
use crate::procedure::ElementIx;

impl<J: Journal> Stepper<'_, J> {
    /// Undoes one activity, or all that the scope has completed, and goes on when that is done.
    pub(super) fn compensate(&mut self, here: Here, of: Option<ElementIx>) {
        if !self.state.has_to_undo(self.procedure, here.scope, of) {
            return self.go_out(here);
        }
        let compensation = self.open_compensation((here.scope, here.element));
        self.undo_next(compensation);
    }

    /// Opens the scope in which completed work is undone; it takes that work out of where it stood.
    pub(super) fn open_compensation(&mut self, (scope, element): (ItemId, ElementIx)) -> Here {
        // It belongs to the round of the throw.
        let round = self.state.next_round(scope, element).saturating_sub(1).max(1);
        let (item, kind) = (self.new_item(), ItemKind::Compensation);
        let (role, due, pending, more) = (None, None, None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        Here { item, scope, element }
    }

    /// Begins to undo the last completion that is left, or ends the compensation.
    pub(super) fn undo_next(&mut self, compensation: Here) {
        let item = compensation.item;
        while let Some((completed, element)) =
            self.state.undone_next(item).map(|done| (done.item, done.element))
        {
            self.emit(Event::Compensating { item, completed });
            let graph = &self.procedure.graph;
            let by_itself = || graph.block(element).and_then(|block| block.compensation);
            let by_another = graph.special(element).and_then(|special| special.compensated_by);
            if let Some(element) = by_another.or_else(by_itself) {
                return self.send(Token { element, scope: item, flow: None });
            }
        }
        self.undone(compensation);
    }

    fn undone(&mut self, compensation: Here) {
        let Here { item, scope, element } = compensation;
        self.emit(Event::Passed { item, element, scope });
        let special = self.procedure.graph.special(element);
        match special.and_then(|special| special.throws.as_deref()) {
            Some(Throw::Cancel) => self.leave_transaction(scope),
            _ => self.go_out(compensation),
        }
    }
}
