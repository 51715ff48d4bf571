//! Scopes that have ended and are kept to be undone: several completions share one, and one holds others.
//!
//! They are written before the state, each once and after those that it holds, so that a number names one that is known.
//! Read [`Kept`] and [`Known`] first.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::page::{Page, Part, Pen};
use crate::instance::inner::Inner;
use crate::instance::state::{State, Undoable};

/// The kept scopes that have been written. Equal ones have one number, whether they are one in memory or not.
#[derive(Default)]
pub(super) struct Kept {
    by_place: BTreeMap<*const Inner, usize>,
    by_bytes: BTreeMap<Vec<u8>, usize>,
}

impl Kept {
    fn has(&self, inner: &Arc<Inner>) -> bool {
        self.by_place.contains_key(&Arc::as_ptr(inner))
    }

    fn number(&self, inner: &Arc<Inner>) -> usize {
        self.by_place.get(&Arc::as_ptr(inner)).copied().unwrap_or(usize::MAX)
    }
}

fn held_by(inner: &Inner) -> impl Iterator<Item = &Arc<Inner>> {
    inner.undoable().iter().flat_map(|done| &done.kept)
}

impl Pen {
    /// Writes all scopes that a state keeps, before the state itself.
    pub(super) fn keep_all_of(&mut self, state: &State) {
        self.kept = Kept::default();
        let own = state.rare.iter().flat_map(|rare| &rare.undoable).flat_map(|done| &done.kept);
        let mut written = Vec::new();
        for inner in own.chain(state.inner.iter().flat_map(held_by)) {
            self.keep(inner, &mut written);
        }
        self.kept.by_bytes.len().put(self);
        self.bytes.append(&mut written);
    }

    /// Writes a scope after those that it holds.
    fn keep<'s>(&mut self, inner: &'s Arc<Inner>, written: &mut Vec<u8>) {
        let mut open: Vec<&'s Arc<Inner>> = vec![inner];
        while let Some(last) = open.last().copied() {
            let before = open.len();
            if !self.kept.has(last) {
                open.extend(held_by(last).filter(|held| !self.kept.has(held)));
            }
            if open.len() == before {
                self.write(last, written);
                open.pop();
            }
        }
    }

    fn write(&mut self, inner: &Arc<Inner>, written: &mut Vec<u8>) {
        if self.kept.has(inner) {
            return;
        }
        let around = std::mem::take(&mut self.bytes);
        inner.put(self);
        let bytes = std::mem::replace(&mut self.bytes, around);
        let Kept { by_place, by_bytes } = &mut self.kept;
        let next = by_bytes.len();
        let number = *by_bytes.entry(bytes).or_insert_with_key(|bytes| {
            written.extend_from_slice(bytes);
            next
        });
        by_place.insert(Arc::as_ptr(inner), number);
    }
}

/// The kept scopes that have been read.
#[derive(Default)]
pub(super) struct Known {
    scopes: Vec<(Arc<Inner>, Size)>,
    /// How much what is being read holds so far.
    size: Size,
}

/// How deep scopes are kept in one another, and how many there are, each counted wherever it is.
#[derive(Clone, Copy, Default)]
struct Size {
    depth: u32,
    all: u32,
}

/// More than procedures that nest as deep as they may can keep in one another.
const DEEPEST: u32 = 256;
const MOST: u32 = 1_000_000;

impl Page<'_> {
    /// Reads all scopes that a state keeps.
    pub(super) fn read_kept(&mut self) -> Option<()> {
        self.known = Known::default();
        for _ in 0..self.count()? {
            self.known.size = Size::default();
            let inner = Inner::take(self)?;
            let Size { depth, all } = self.known.size;
            let size = Size { depth: depth + 1, all: all.saturating_add(1) };
            if size.depth > DEEPEST || size.all > MOST {
                return None;
            }
            self.known.scopes.push((Arc::new(inner), size));
        }
        Some(())
    }

    fn known(&mut self) -> Option<Arc<Inner>> {
        let number = usize::take(self)?;
        let Known { scopes, size } = &mut self.known;
        let (inner, held) = scopes.get(number)?;
        size.depth = size.depth.max(held.depth);
        size.all = size.all.saturating_add(held.all);
        Some(Arc::clone(inner))
    }
}

impl Part for Undoable {
    fn put(&self, pen: &mut Pen) {
        let Undoable { item, element, inside, kept } = self;
        item.put(pen);
        element.put(pen);
        inside.put(pen);
        kept.len().put(pen);
        for inner in kept {
            pen.kept.number(inner).put(pen);
        }
    }

    fn take(page: &mut Page<'_>) -> Option<Self> {
        let (item, element, inside) = (Part::take(page)?, Part::take(page)?, Part::take(page)?);
        let kept: Option<Vec<_>> = (0..page.count()?).map(|_| page.known()).collect();
        Some(Undoable { item, element, inside, kept: kept? })
    }
}
