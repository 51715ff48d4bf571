//! A scope below the case: a block, a repetition or a member of one.
//!
//! A block that is nothing more is small: what only some scopes have is kept apart.
//! Read [`Inner`] first.

use thin_vec::ThinVec;

use super::small::{Bits, Sparse};
use super::state::{Facts, Scope, Undoable};
use crate::command::ItemId;
use crate::data::Value;
use crate::procedure::ElementIx;

/// A scope below the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inner {
    /// The element instance that is this scope.
    pub(super) instance: ItemId,
    pub(crate) element: ElementIx,
    pub(crate) parent: ItemId,
    /// Open element instances and held tokens directly in it; subscriptions do not keep a scope open.
    pub(super) live: u32,
    pub(super) counts: Scope,
    /// What its own data hold.
    pub(super) data: Sparse<Value>,
    /// Facts of a member: of what stands in it.
    pub(super) facts: Option<Box<Facts>>,
    /// Whether it is a member: facts of what stands in it are its own.
    pub(super) is_home: bool,
    pub(super) is_repetition: bool,
    /// Whether it is no block of the procedure, but holds what is done once more and alone.
    pub(crate) is_once_more: bool,
    /// Whether completed work is being undone in it: what is left of it is what can be undone in it.
    pub(super) is_undoing: bool,
    pub(super) more: More,
}

/// What only some scopes have; nothing is what all of them being empty is.
#[derive(Clone, Debug, Default)]
pub(super) struct More(Option<Box<Beyond>>);

/// What only some scopes have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Beyond {
    /// Returns with more allowed than their maximum, by the authority.
    pub(super) allowed: Sparse<u32>,
    /// Of a member: which one it is.
    pub(super) index: u32,
    /// Of a member: its value.
    pub(super) value: Option<Value>,
    /// Of a repetition.
    pub(super) progress: Progress,
    /// What has been completed in it and can be undone, in order of completion.
    pub(super) undoable: ThinVec<Undoable>,
    /// Of an ad hoc block: what has been done in it at least once.
    pub(super) chosen: Bits,
    /// Of an undoing: the scopes that have ended and are seen again as they were, the innermost first.
    pub(super) seen_again: ThinVec<ItemId>,
}

/// How far a repetition is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// How many members there are; `None` where a condition says when it is enough.
    pub(crate) members: Option<u32>,
    pub(crate) begun: u32,
    pub(crate) completed: u32,
    pub(crate) terminated: u32,
}

impl PartialEq for More {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (None, None) => true,
            (Some(mine), Some(theirs)) => mine == theirs,
            (Some(some), None) | (None, Some(some)) => **some == Beyond::default(),
        }
    }
}

impl More {
    /// What is beyond the usual, kept only where something is.
    pub(super) fn of(beyond: Beyond) -> Self {
        let is_something = beyond != Beyond::default();
        More(is_something.then(|| Box::new(beyond)))
    }

    #[inline]
    pub(super) fn get(&self) -> Option<&Beyond> {
        self.0.as_deref()
    }

    pub(super) fn get_mut(&mut self) -> &mut Beyond {
        self.0.get_or_insert_default()
    }
}

impl Inner {
    /// Whether it is a repetition, in which members stand.
    pub(crate) fn is_repetition(&self) -> bool {
        self.is_repetition
    }

    /// Whether it is a block itself, no repetition of one nor a member.
    pub(crate) fn is_block(&self) -> bool {
        !self.is_home && !self.is_repetition && !self.is_undoing
    }

    /// Whether it is what every block is and has nothing that only some have.
    #[inline]
    pub(super) fn has_no_more(&self) -> bool {
        self.more.0.is_none()
    }

    /// Of a member: which one it is.
    pub(crate) fn index(&self) -> u32 {
        self.more.get().map_or(0, |more| more.index)
    }

    /// Of a member: its value.
    pub(crate) fn value(&self) -> Option<&Value> {
        self.more.get()?.value.as_ref()
    }

    /// How far a repetition is.
    pub(crate) fn progress(&self) -> Progress {
        self.more.get().map(|more| more.progress).unwrap_or_default()
    }

    /// What has been completed in it and can be undone, in order of completion.
    #[inline]
    pub(crate) fn undoable(&self) -> &[Undoable] {
        self.more.get().map_or(&[], |more| &more.undoable)
    }

    /// Takes out what can be undone in it.
    pub(super) fn take_undoable(&mut self) -> ThinVec<Undoable> {
        match &mut self.more.0 {
            Some(more) => std::mem::take(&mut more.undoable),
            None => ThinVec::new(),
        }
    }

    /// The scopes that have ended and are seen again as they were while it undoes them, the innermost first.
    #[inline]
    pub(super) fn seen_again(&self) -> &[ItemId] {
        self.more.get().map_or(&[], |more| &more.seen_again)
    }

    /// Takes out the scopes that are seen again.
    #[inline]
    pub(super) fn take_seen_again(&mut self) -> ThinVec<ItemId> {
        match &mut self.more.0 {
            Some(more) => std::mem::take(&mut more.seen_again),
            None => ThinVec::new(),
        }
    }
}
