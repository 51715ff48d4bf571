//! Where something has changed while joins wait for what can still come: only there such a join may have become ready.
//!
//! Where few tokens are held, all joins are looked at and nothing is noted.
//! Knows scopes; a case that is brought back from its records knows none, and then all are looked at once.
//! It is no part of what a case is: two cases are equal whatever was looked at in them.
//! Read [`Touched`] first.

use thin_vec::ThinVec;

use super::state::{Rare, State};
use crate::command::ItemId;

/// The scopes in which something has changed since the joins were last looked at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    scopes: ThinVec<ItemId>,
    everywhere: bool,
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

impl Rare {
    /// Where few tokens are held nothing has been noted: when they become many, all joins are looked at once.
    pub(super) fn note_many(&mut self) {
        self.touched.everywhere |= !self.arrivals.are_many();
    }
}

impl State {
    /// Something has changed in a scope: it counts while a join waits for what can still come.
    #[inline]
    pub(crate) fn touch(&mut self, scope: ItemId) {
        if let Some(rare) = &mut self.rare
            && rare.arrivals.are_many()
            && rare.touched.scopes.last() != Some(&scope)
        {
            rare.touched.scopes.push(scope);
        }
    }

    /// What is not known to be as it was has to be looked at.
    pub(crate) fn touch_everywhere(&mut self) {
        if let Some(rare) = &mut self.rare {
            rare.touched.everywhere = true;
        }
    }

    /// Takes what has changed, to look at it.
    pub(crate) fn take_touched(&mut self) -> Touched {
        self.rare.as_mut().map(|rare| std::mem::take(&mut rare.touched)).unwrap_or_default()
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
            rare.touched = Touched { scopes: ThinVec::new(), everywhere: true };
        }
    }
}
