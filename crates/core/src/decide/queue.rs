//! The tokens that wait their turn, first in first out.
//!
//! Whether any of them moves in a scope is asked whenever one there has ended: where many wait, that is counted.
//! Read [`Queue`] first.

use std::collections::{BTreeMap, VecDeque, vec_deque};

use super::stepper::Token;
use crate::command::ItemId;

/// The tokens that wait their turn.
#[derive(Debug, Default)]
pub(super) struct Queue {
    tokens: VecDeque<Token>,
    /// How many of them are in each scope, where it has been asked while they were many.
    counted: Option<BTreeMap<ItemId, u32>>,
}

/// So many are looked at one by one.
const FEW: usize = if cfg!(cauce_few) { 1 } else { 64 };

impl Queue {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(super) fn iter(&self) -> vec_deque::Iter<'_, Token> {
        self.tokens.iter()
    }

    #[inline]
    pub(super) fn push(&mut self, token: Token) {
        if let Some(counted) = &mut self.counted {
            *counted.entry(token.scope).or_default() += 1;
        }
        self.tokens.push_back(token);
    }

    #[inline]
    pub(super) fn pop(&mut self) -> Option<Token> {
        let token = self.tokens.pop_front()?;
        if self.counted.is_some() {
            self.count_out(token.scope);
        }
        Some(token)
    }

    fn count_out(&mut self, scope: ItemId) {
        let Some(counted) = &mut self.counted else { return };
        match counted.get_mut(&scope) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counted.remove(&scope)),
        }
        if self.tokens.len() < FEW {
            self.counted = None;
        }
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, tokens: usize) {
        self.tokens.reserve(tokens);
    }

    /// Lets those go that are not to be kept.
    pub(super) fn retain(&mut self, keep: impl Fn(&Token) -> bool) {
        self.counted = None;
        self.tokens.retain(keep);
    }

    /// Whether any of them moves in a scope.
    pub(super) fn has_in(&mut self, scope: ItemId) -> bool {
        if self.counted.is_none() && self.tokens.len() <= FEW {
            return self.tokens.iter().any(|token| token.scope == scope);
        }
        let tokens = &self.tokens;
        let counted = self.counted.get_or_insert_with(|| {
            let mut counted = BTreeMap::new();
            tokens.iter().for_each(|token| *counted.entry(token.scope).or_default() += 1);
            counted
        });
        counted.contains_key(&scope)
    }
}

// It counts on more than a few.
#[cfg(all(test, not(cauce_few)))]
mod tests {
    use super::{FEW, ItemId, Queue, Token};
    use crate::procedure::ElementIx;

    fn token(scope: u32) -> Token {
        Token { element: ElementIx(0), scope: ItemId(scope), flow: None }
    }

    #[test]
    fn what_is_counted_is_what_is_there() {
        let mut queue = Queue::default();
        let scopes = |position: usize| u32::try_from(position * 7 % 11).expect("not so many");
        for position in 0..3 * FEW {
            queue.push(token(scopes(position)));
            if position % 5 == 0 {
                queue.pop();
            }
            for scope in 0..12 {
                let there = queue.iter().any(|token| token.scope == ItemId(scope));
                assert_eq!(queue.has_in(ItemId(scope)), there, "{scope} after {position}");
            }
        }
        assert!(queue.counted.is_some());
        for _ in 0..FEW {
            queue.pop();
            for scope in 0..12 {
                let there = queue.iter().any(|token| token.scope == ItemId(scope));
                assert_eq!(queue.has_in(ItemId(scope)), there);
            }
        }
        assert!(queue.counted.is_some());
        queue.retain(|token| token.scope != ItemId(3));
        assert!(!queue.has_in(ItemId(3)) && queue.has_in(ItemId(4)));
        while queue.pop().is_some() {
            for scope in 0..12 {
                let there = queue.iter().any(|token| token.scope == ItemId(scope));
                assert_eq!(queue.has_in(ItemId(scope)), there);
            }
        }
        assert!(queue.is_empty() && queue.counted.is_none());
    }
}
