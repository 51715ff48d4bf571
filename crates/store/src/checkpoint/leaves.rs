//! Where the leaves of a tree are read from, and roots over ranges of them.

use std::ops::RangeInclusive;

use cauce::data::Digest;

use super::tree::{joined, node};
use super::{Frontier, HostError, Subtree, TreeHead};

/// Reads the leaves of a tree; full subtrees too, where they are kept.
///
/// A store that keeps every subtree makes proofs of a million records from some forty digests;
/// one that keeps none reads the leaves, in ranges of at most 1,024.
pub trait Leaves {
    /// The digests of the leaves of those positions, in order.
    ///
    /// # Errors
    ///
    /// Whatever keeps them from being read.
    fn leaves(&self, positions: RangeInclusive<u64>) -> Result<Vec<Digest>, HostError>;

    /// The digest of a full subtree, if it is kept.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being read.
    fn subtree(&self, _subtree: Subtree) -> Result<Option<Digest>, HostError> {
        Ok(None)
    }
}

/// The leaves themselves, the first at position 1.
impl Leaves for [Digest] {
    fn leaves(&self, positions: RangeInclusive<u64>) -> Result<Vec<Digest>, HostError> {
        let index = |position: u64| usize::try_from(position).unwrap_or(usize::MAX);
        let range = index(positions.start().saturating_sub(1))..index(*positions.end()).min(self.len());
        Ok(self.get(range).unwrap_or(&[]).to_vec())
    }
}

/// Why a root or a proof could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LeafError {
    /// There is no such record in a tree of that size, or no such tree before that one.
    #[error("{asked} is not in a log of {size} records")]
    Outside {
        /// The position or the size that was asked for.
        asked: u64,
        /// How many records there are.
        size: u64,
    },
    /// There were fewer or more leaves than asked for.
    #[error("there are {found} leaves at positions {from} to {to}")]
    Missing {
        /// The first position.
        from: u64,
        /// The last position.
        to: u64,
        /// How many leaves were given.
        found: usize,
    },
    /// The leaves cannot be read.
    #[error("the leaves of the log cannot be read")]
    Read {
        /// Why.
        source: HostError,
    },
}

impl TreeHead {
    /// The head of the tree over the first records of a log.
    ///
    /// # Errors
    ///
    /// [`LeafError`] when there are fewer leaves, or they cannot be read.
    pub fn of<L: Leaves + ?Sized>(leaves: &L, size: u64) -> Result<Self, LeafError> {
        Ok(TreeHead { size, root: root(leaves, 0, size)? })
    }
}

/// A subtree up to this level is read as leaves, at once, when it is not kept.
const READ_AT_ONCE: u32 = 10;

/// The root over the leaves from one index up to another, counted from 0.
///
/// The first is where a subtree as large as the range would begin, as it is wherever RFC 9162 divides a tree.
pub(super) fn root<L: Leaves + ?Sized>(leaves: &L, from: u64, to: u64) -> Result<Digest, LeafError> {
    let (mut begin, mut subtrees) = (from, Vec::new());
    while begin < to {
        let level = (to - begin).ilog2();
        subtrees.push(full(leaves, Subtree { level, index: begin >> level })?);
        begin += 1 << level;
    }
    Ok(joined(&subtrees))
}

/// The digest of a full subtree, from what is kept of it.
fn full<L: Leaves + ?Sized>(leaves: &L, subtree: Subtree) -> Result<Digest, LeafError> {
    let (mut open, mut done) = (vec![subtree], Vec::new());
    while let Some(subtree) = open.pop() {
        let [left, right] = subtree.halves();
        match known(leaves, subtree)? {
            Some(digest) => merge(&mut done, subtree.level, digest),
            None => open.extend([right, left]),
        }
    }
    Ok(done.pop().map_or_else(|| joined(&[]), |(_, digest)| digest))
}

/// Puts the next subtree beside those that were done; two of one level are halves of one.
fn merge(done: &mut Vec<(u32, Digest)>, level: u32, digest: Digest) {
    let (mut level, mut digest) = (level, digest);
    while let Some((_, left)) = done.pop_if(|(left, _)| *left == level) {
        (level, digest) = (level + 1, node(left, digest));
    }
    done.push((level, digest));
}

/// The digest of a subtree that is kept or small enough to be read; `None` where its halves have to be looked at.
fn known<L: Leaves + ?Sized>(leaves: &L, subtree: Subtree) -> Result<Option<Digest>, LeafError> {
    if subtree.level > 0 {
        let kept = leaves.subtree(subtree).map_err(|source| LeafError::Read { source })?;
        if kept.is_some() || subtree.level > READ_AT_ONCE {
            return Ok(kept);
        }
    }
    let positions = subtree.positions();
    let (from, to) = (*positions.start(), *positions.end());
    let read = leaves.leaves(positions).map_err(|source| LeafError::Read { source })?;
    if read.len() as u64 != 1 << subtree.level {
        return Err(LeafError::Missing { from, to, found: read.len() });
    }
    let mut frontier = Frontier::new();
    read.into_iter().for_each(|leaf| frontier.append(leaf));
    Ok(Some(frontier.head().root))
}
