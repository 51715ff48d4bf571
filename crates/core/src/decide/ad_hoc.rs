//! Ad-hoc blocks: persons choose what is done, until the block's condition is met.

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::graph::Block;

impl<J: Journal> Stepper<'_, J> {
    pub(super) fn open_ad_hoc(&mut self, _scope: ItemId, _block: &Block) {}

    pub(super) fn ad_hoc_is_done(&mut self, _here: Here, _block: &Block) -> bool {
        true
    }
}
