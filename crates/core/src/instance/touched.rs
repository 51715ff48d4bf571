//! Where something has changed while joins wait for what can still come: only there such a join may have become ready.
//!
//! Where few tokens are held, all joins are looked at and nothing is noted.
//! Knows scopes; a case that is brought back from its records knows none, and then all are looked at once.
//! It is no part of what a case is: two cases are equal whatever was looked at in them.
//! Read [`Touched`] first.

use thin_vec::ThinVec;

use super::state::{Arrival, Rare, State};
use crate::command::ItemId;

/// The scopes in which something has changed since the joins were last looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    scopes: ThinVec<ItemId>,
    everywhere: bool,
    /// Whether it is noted at all: many tokens are held.
    notes: bool,
}

impl PartialEq for Touched {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Touched {
    /// The scopes, each once in order; `None` where that is not known.
    pub(crate) fn scopes(&mut self) -> Option<&[ItemId]> {
        self.scopes.sort_unstable();
        self.scopes.dedup();
        (!self.everywhere).then_some(&self.scopes[..])
    }
}

/// When more tokens are held it is noted where something changes, until fewer than the other number are.
const FEW: usize = if cfg!(cauce_few) { 1 } else { 16 };
const FEW_AGAIN: usize = if cfg!(cauce_few) { 1 } else { 8 };

impl Rare {
    /// A token is held: while few were, nothing was noted, so that all joins are looked at once when they become many.
    #[inline]
    pub(super) fn note_held(&mut self) {
        if !self.touched.notes && self.arrivals.len() > FEW {
            (self.touched.notes, self.touched.everywhere) = (true, true);
        }
    }

    /// A token is held no longer.
    #[inline]
    pub(super) fn note_let_go(&mut self) {
        if self.touched.notes && self.arrivals.len() < FEW_AGAIN {
            self.touched = Touched::default();
        }
    }

    #[inline(never)]
    fn note_touched(&mut self, scope: ItemId) {
        if self.touched.scopes.last() != Some(&scope) {
            self.touched.scopes.push(scope);
        }
    }
}

impl State {
    /// Something has changed in a scope: it counts while a join waits for what can still come.
    #[inline]
    pub(crate) fn touch(&mut self, scope: ItemId) {
        if let Some(rare) = &mut self.rare
            && rare.touched.notes
        {
            rare.note_touched(scope);
        }
    }

    /// Tokens that wait at joins, in order of arrival, where they are few.
    #[inline]
    pub(crate) fn few_arrivals(&self) -> Option<&[Arrival]> {
        self.rare.as_ref().filter(|rare| !rare.touched.notes)?.arrivals.as_few()
    }

    /// What is not known to be as it was has to be looked at.
    pub(crate) fn touch_everywhere(&mut self) {
        if let Some(rare) = &mut self.rare {
            rare.touched.everywhere = true;
        }
    }

    /// Takes what has changed, to look at it.
    pub(crate) fn take_touched(&mut self) -> Touched {
        let Some(rare) = &mut self.rare else { return Touched::default() };
        let notes = rare.touched.notes;
        std::mem::replace(&mut rare.touched, Touched { notes, ..Touched::default() })
    }

    /// Puts back what has to be looked at once more.
    pub(crate) fn touch_again(&mut self, before: Touched) {
        if let Some(rare) = self.rare.as_mut() {
            rare.touched.scopes.extend(before.scopes);
            rare.touched.everywhere |= before.everywhere;
        }
    }

    /// A record has been applied without deciding: what it has changed is looked at with the next command.
    pub(crate) fn forget_touched(&mut self) {
        if let Some(rare) = &mut self.rare {
            rare.touched.scopes.clear();
            rare.touched.everywhere = true;
        }
    }
}
