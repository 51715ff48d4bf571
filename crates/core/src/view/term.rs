//! The times of what work stands in: until when a block, a member's block or a call must be done, and whether it is late.
//!
//! Knows where the state keeps the times of blocks; those of work itself are in its items, those of the case in the case.
//! Read [`terms`] first.

use std::sync::Arc;

use super::spot::{levels, printed};
use crate::data::{Text, Timestamp};
use crate::event::{Due, ItemKind};
use crate::instance::Instance;
use crate::procedure::ElementIx;
use crate::reference::Reference;

/// The times of an open block.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlockTerm {
    /// What people call it, with its members, as [`Around`](super::Around) does.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// The element, of the procedure of the case; `None` in a called one.
    pub element: Option<ElementIx>,
    /// Its times.
    pub due: Arc<Due>,
    /// Whether its deadline has passed.
    pub overdue: bool,
}

impl BlockTerm {
    /// When it was due, where that has passed at that moment.
    #[must_use]
    pub fn late_since(&self, at: Timestamp) -> Option<Timestamp> {
        self.due.due.filter(|due| self.overdue || *due <= at)
    }
}

/// The times of everything open that work stands in, in order of opening, of called procedures after those of the case.
#[must_use]
pub fn terms(instance: &Instance) -> Vec<BlockTerm> {
    let Some(own) = instance.procedure() else { return Vec::new() };
    let mut found = Vec::new();
    for level in levels(instance) {
        let blocks = level.state.open.iter().filter(|open| holds_work(open.kind));
        for (open, due) in blocks.filter_map(|open| Some((open, open.due.as_ref()?))) {
            let members = level.state.members(level.state.scope_of(open));
            let reference = Reference::new(level.procedure.reference(open.element), members);
            let reference = printed(own, &level.outer, reference);
            let title = level.procedure.title(open.element).clone();
            let element = level.outer.is_empty().then_some(open.element);
            found.push(BlockTerm { reference, title, element, due: Arc::clone(due), overdue: open.overdue });
        }
    }
    found
}

fn holds_work(kind: ItemKind) -> bool {
    matches!(kind, ItemKind::Block | ItemKind::Repetition | ItemKind::Member | ItemKind::Call)
}
