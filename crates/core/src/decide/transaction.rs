//! Transactions: cancelling one closes what is open in it, undoes what it has completed, and leaves it by its cancel
//! event.
//!
//! What blocks that are still open in it have completed is undone as well: the transaction is undone as a whole.
//! A transaction without a cancel event goes on in the normal way. Read [`Stepper::cancel_transaction`] first.

use super::Journal;
use super::catcher::Sought;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::graph::BlockKind;

impl<J: Journal> Stepper<'_, J> {
    /// Cancels the transaction around an element instance.
    pub(super) fn cancel_transaction(&mut self, here: Here) {
        let Some(transaction) = self.transaction_around(here.scope) else { return self.go_out(here) };
        if !self.state.has_undoable_inside(transaction) {
            self.close_contents(transaction, None);
            return self.leave_transaction(transaction);
        }
        // The compensation takes the completions before the scopes that have them are closed.
        let compensation = self.open_compensation((transaction, here.element));
        self.close_contents(transaction, Some(compensation.item));
        self.undo_next(compensation);
    }

    fn transaction_around(&self, scope: ItemId) -> Option<ItemId> {
        let mut at = scope;
        while let Some(instance) = self.instance_at(at) {
            let special = self.procedure.graph.special(instance.element);
            let block = special.and_then(|special| special.block.as_deref());
            // From inside, the block itself is met before the member and the repetition of it.
            if block.is_some_and(|block| block.kind == BlockKind::Transaction) {
                return Some(at);
            }
            at = instance.scope;
        }
        None
    }

    /// A transaction that was cancelled and undone is left.
    pub(super) fn leave_transaction(&mut self, transaction: ItemId) {
        let Some(whole) = self.instance_at(transaction) else { return };
        let mut level = whole;
        while self.state.scope_element(level.scope) == Some(level.element)
            && let Some(around) = self.instance_at(level.scope)
        {
            level = around;
        }
        match self.catchers().attached(level, Sought::Cancel) {
            Some(caught) => self.catch(caught),
            None => self.block_done(whole),
        }
    }
}
