//! The tree: leaves, nodes, roots, and the frontier that grows with the log.

use std::ops::RangeInclusive;

use cauce::data::Digest;
use cauce::record::Frame;

/// What the tree says of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'a> {
    /// Its place among all records of the store; the first is 1.
    pub position: u64,
    /// The stream it belongs to.
    pub stream: &'a str,
    /// Its place in the stream.
    pub seq: u64,
    /// The digest of the record.
    pub digest: Digest,
}

impl<'a> Leaf<'a> {
    /// The leaf of a record that stands at a position.
    #[must_use]
    pub fn of(position: u64, frame: &Frame<'a>) -> Self {
        Leaf { position, stream: frame.stream, seq: frame.seq, digest: frame.digest }
    }

    /// The digest of the leaf: of `0x00`, position, length of the stream's name, name, sequence and record digest.
    ///
    /// Numbers are eight bytes, the highest first.
    #[must_use]
    pub fn hash(&self) -> Digest {
        let length = self.stream.len() as u64;
        let numbers = [self.position, length, self.seq].map(u64::to_be_bytes);
        let [position, length, seq] = &numbers;
        Digest::of_parts(&[&[0], position, length, self.stream.as_bytes(), seq, &self.digest.0])
    }
}

/// How many records a log held, and the root of its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// How many records.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Digest,
}

/// A part of the tree that is full: `2^level` leaves, of which the first is at `index · 2^level`, counted from 0.
///
/// It never changes again, so its digest may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subtree {
    /// How high it is; 0 is a leaf. Less than 64.
    pub level: u32,
    /// Which one of its level, counted from 0.
    pub index: u64,
}

impl Subtree {
    /// The positions of the records below it.
    ///
    /// A subtree that lies beyond the last position that there can be holds no more than that one.
    #[must_use]
    pub fn positions(self) -> RangeInclusive<u64> {
        let width = 1u64.checked_shl(self.level).unwrap_or(u64::MAX);
        let before = self.index.saturating_mul(width);
        before.saturating_add(1)..=before.saturating_add(width)
    }

    pub(super) fn halves(self) -> [Subtree; 2] {
        let (level, left) = (self.level.saturating_sub(1), self.index.saturating_mul(2));
        [Subtree { level, index: left }, Subtree { level, index: left.saturating_add(1) }]
    }
}

/// The digest of the node above two others.
pub(super) fn node(left: Digest, right: Digest) -> Digest {
    Digest::of_parts(&[&[1], &left.0, &right.0])
}

/// The root over full subtrees that stand beside each other, the largest first.
pub(super) fn joined(subtrees: &[Digest]) -> Digest {
    let above = subtrees.iter().rev().copied().reduce(|right, left| node(left, right));
    above.unwrap_or_else(|| Digest::of(b""))
}

/// All that has to be kept of a tree so that it can grow: the digests of its largest full subtrees, at most 63.
///
/// ```
/// use cauce::data::Digest;
/// use cauce_store::checkpoint::{Frontier, Leaf};
/// let mut frontier = Frontier::new();
/// let leaf = Leaf { position: 1, stream: "/case/1", seq: 1, digest: Digest::of(b"record") };
/// frontier.append(leaf.hash());
/// assert_eq!(frontier.head().size, 1);
/// assert_eq!(frontier.head().root, leaf.hash());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The largest first: one for each bit of the size that is set.
    subtrees: Vec<Digest>,
}

/// The digests that were kept are not those of a frontier of that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the frontier of a tree of {size} leaves does not have {subtrees} subtrees")]
pub struct FrontierError {
    /// How many leaves there should be.
    pub size: u64,
    /// How many digests there are.
    pub subtrees: usize,
}

/// More records than any database numbers.
const TOO_MANY: u64 = 1 << 63;

impl Frontier {
    /// The frontier of the tree of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The frontier that was kept as its size and its [`Frontier::subtrees`].
    ///
    /// Whether the digests are the right ones shows when the root is compared with a checkpoint.
    ///
    /// # Errors
    ///
    /// [`FrontierError`] when there are not as many digests as a tree of that size has.
    pub fn restore(size: u64, subtrees: Vec<Digest>) -> Result<Self, FrontierError> {
        if size >= TOO_MANY || subtrees.len() != size.count_ones() as usize {
            return Err(FrontierError { size, subtrees: subtrees.len() });
        }
        Ok(Frontier { size, subtrees })
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The digests of the largest full subtrees, the largest first.
    #[must_use]
    pub fn subtrees(&self) -> &[Digest] {
        &self.subtrees
    }

    /// Size and root.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: joined(&self.subtrees) }
    }

    /// Adds the digest of the next leaf.
    pub fn append(&mut self, leaf: Digest) {
        self.append_with(leaf, |_, _| ());
    }

    /// Adds the digest of the next leaf, and gives each subtree above leaves that it fills, for those who keep them.
    pub fn append_with(&mut self, leaf: Digest, mut filled: impl FnMut(Subtree, Digest)) {
        let mut at = Subtree { level: 0, index: self.size };
        let mut digest = leaf;
        while at.index & 1 == 1
            && let Some(left) = self.subtrees.pop()
        {
            digest = node(left, digest);
            at = Subtree { level: at.level + 1, index: at.index >> 1 };
            filled(at, digest);
        }
        self.subtrees.push(digest);
        self.size = self.size.saturating_add(1);
    }
}
