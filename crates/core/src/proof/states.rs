//! The states that have been met, packed side by side, each found again by what it is.
//!
//! Knows numbers and the shortest way to each state. Does not know what a state means. Read [`States`] first.

use super::tale::{NOTHING, Tale};

/// A state, by number.
pub(super) type StateIx = u32;

/// States that have been met.
#[derive(Debug)]
pub(super) struct States {
    words: Vec<u32>,
    /// Where each state ends in the words.
    ends: Vec<u32>,
    /// By hash: one more than the number of a state; a power of two, at most half full.
    table: Vec<u32>,
    pub(super) origins: Vec<Origin>,
}

/// How a state is reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// From where; the state itself at a beginning.
    pub(super) from: StateIx,
    pub(super) tale: Tale,
    /// How many moves it takes from the beginning.
    pub(super) length: u32,
}

/// Between the places of tokens that rest and those of tokens that move.
pub(super) const MOVING: u32 = u32::MAX;

impl States {
    pub(super) fn new() -> Self {
        States { words: Vec::new(), ends: Vec::new(), table: vec![0; 64], origins: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, state: StateIx) -> &[u32] {
        let at = state as usize;
        let first = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.words[first..self.ends[at] as usize]
    }

    /// The number of a state, and whether it is new.
    pub(super) fn meet(&mut self, words: &[u32]) -> (StateIx, bool) {
        let mask = self.table.len() - 1;
        let mut at = hash(words) & mask;
        while self.table[at] != 0 {
            let known = self.table[at] - 1;
            if self.get(known) == words {
                return (known, false);
            }
            at = (at + 1) & mask;
        }
        let state = u32::try_from(self.ends.len()).unwrap_or(u32::MAX - 1);
        self.table[at] = state + 1;
        self.words.extend_from_slice(words);
        self.ends.push(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        self.origins.push(Origin { from: state, tale: NOTHING, length: u32::MAX });
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        (state, true)
    }

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        let mut table = vec![0; mask + 1];
        for state in 0..self.ends.len() {
            let number = u32::try_from(state).unwrap_or(u32::MAX - 1);
            let mut at = hash(self.get(number)) & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = number + 1;
        }
        self.table = table;
    }

    /// The steps from the beginning to a state, each with where it leads.
    pub(super) fn way_to(&self, state: StateIx) -> Vec<(StateIx, Tale)> {
        let (mut at, mut way) = (state, Vec::new());
        loop {
            let origin = self.origins[at as usize];
            way.push((at, origin.tale));
            if origin.from == at {
                break;
            }
            at = origin.from;
        }
        way.reverse();
        way
    }
}

/// The same for the same words, on every machine.
fn hash(words: &[u32]) -> usize {
    let mix =
        |hash: u64, word: &u32| (hash ^ u64::from(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
    let hash = words.iter().fold(0x51_7c_c1_b7_27_22_0a_95, mix);
    usize::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or(0)
}
