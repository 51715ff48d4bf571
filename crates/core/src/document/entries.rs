//! The keys of a block with their values, and a quick no for keys that are not there.
//!
//! Whoever builds or checks asks each block for far more keys than it has; the marks answer that without a look at the keys.
//! Knows nothing of what a key means. Read [`Entries`] first.

use std::ops::Deref;

use super::tree::{Entry, Node};
use crate::keywords::Keyword;

/// The entries of a block, in the order of the file; read as a slice.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    list: Box<[Entry]>,
    marks: Marks,
}

/// Which keys a block may have: a quick no for most of those that it has not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marks(u64);

impl Marks {
    fn of(entries: &[Entry]) -> Self {
        Marks(entries.iter().fold(0, |marks, entry| marks | mark(entry.key)))
    }

    /// Whether the key may be there; `false` is certain.
    pub(crate) fn may_have(self, key: Keyword) -> bool {
        self.0 & mark(key) != 0
    }

    /// Whether one of several keys may be there; `false` is certain.
    pub(crate) fn may_have_any(self, keys: &[Keyword]) -> bool {
        self.0 & keys.iter().fold(0, |marks, key| marks | mark(*key)) != 0
    }
}

/// One bit for several keywords.
const fn mark(key: Keyword) -> u64 {
    1 << (key as u32 % 64)
}

impl Entries {
    /// Which keys there may be.
    pub(crate) fn marks(&self) -> Marks {
        self.marks
    }

    pub(super) fn find(&self, key: Keyword) -> Option<&Entry> {
        let is_likely = self.marks.may_have(key);
        if is_likely { self.list.iter().find(|entry| entry.key == key) } else { None }
    }

    /// The value of a key, to be changed; the key itself stays, so that the marks do.
    pub(super) fn value_mut(&mut self, key: Keyword) -> Option<&mut Node> {
        self.list.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    /// All values, to be changed.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.list.iter_mut().map(|entry| &mut entry.node)
    }

    /// Adds a key to a block that has been read.
    pub(super) fn push(&mut self, entry: Entry) {
        let mut list = std::mem::take(&mut self.list).into_vec();
        list.push(entry);
        *self = list.into();
    }

    /// Takes a key out of a block that has been read.
    pub(super) fn take(&mut self, key: Keyword) -> Option<Entry> {
        let at = self.list.iter().position(|entry| entry.key == key)?;
        let mut list = std::mem::take(&mut self.list).into_vec();
        let taken = list.remove(at);
        *self = list.into();
        Some(taken)
    }
}

impl From<Vec<Entry>> for Entries {
    fn from(list: Vec<Entry>) -> Self {
        Entries { marks: Marks::of(&list), list: list.into_boxed_slice() }
    }
}

impl Deref for Entries {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.list
    }
}

impl<'e> IntoIterator for &'e Entries {
    type Item = &'e Entry;
    type IntoIter = std::slice::Iter<'e, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
