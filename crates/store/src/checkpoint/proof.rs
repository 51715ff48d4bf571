//! Proofs over the tree: that a record is in a log, and that one log goes on from another.
//!
//! They are made from the leaves and verified from two heads and nothing else, as in RFC 9162, 2.1.3 and 2.1.4.

use cauce::data::Digest;

use super::leaves::root;
use super::tree::node;
use super::{Leaf, LeafError, Leaves, ProofError, TreeHead};

/// Proves that a record stands at a position of a log of a size.
///
/// A root does not say by itself over how many records it is: the size is to be trusted as much as the root,
/// so both come from one checkpoint.
///
/// ```
/// use cauce::data::Digest;
/// use cauce_store::checkpoint::{Inclusion, Leaf, TreeHead};
/// let leaf = |position| Leaf { position, stream: "/case/1", seq: position, digest: Digest::of(b"record") };
/// let leaves: Vec<Digest> = (1..=7).map(|position| leaf(position).hash()).collect();
/// let head = TreeHead::of(leaves.as_slice(), 7)?;
/// let proof = Inclusion::of(leaves.as_slice(), 3, 7)?;
/// assert_eq!(proof.path.len(), 3);
/// assert!(proof.verify(&leaf(3), &head).is_ok());
/// assert!(proof.verify(&leaf(4), &head).is_err());
/// # Ok::<(), cauce_store::checkpoint::LeafError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The position of the record.
    pub position: u64,
    /// How many records the log has.
    pub size: u64,
    /// The nodes beside the way from the leaf to the root, the lowest first.
    pub path: Vec<Digest>,
}

/// Proves that a log has kept every record that it had at an earlier size.
///
/// ```
/// use cauce::data::Digest;
/// use cauce_store::checkpoint::{Consistency, TreeHead};
/// let leaves = [b"one", b"two", b"six"].map(|leaf| Digest::of(leaf));
/// let old = TreeHead::of(&leaves[..], 2)?;
/// let new = TreeHead::of(&leaves[..], 3)?;
/// let proof = Consistency::of(&leaves[..], 2, 3)?;
/// assert!(proof.verify(&old, &new).is_ok());
/// # Ok::<(), cauce_store::checkpoint::LeafError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// How many records the log had.
    pub from: u64,
    /// How many it has.
    pub to: u64,
    /// Nodes from which both roots can be computed, the lowest first.
    pub path: Vec<Digest>,
}

impl Inclusion {
    /// Makes the proof for the record at a position in the log as it was at a size.
    ///
    /// # Errors
    ///
    /// [`LeafError`] when the log has no such position, or its leaves cannot be read.
    pub fn of<L: Leaves + ?Sized>(leaves: &L, position: u64, size: u64) -> Result<Self, LeafError> {
        let outside = || LeafError::Outside { asked: position, size };
        let index = position.checked_sub(1).filter(|index| *index < size).ok_or_else(outside)?;
        let (mut begin, mut end, mut path) = (0, size, Vec::new());
        while end - begin > 1 {
            let middle = begin + half(end - begin);
            if index < middle {
                path.push(root(leaves, middle, end)?);
                end = middle;
            } else {
                path.push(root(leaves, begin, middle)?);
                begin = middle;
            }
        }
        path.reverse();
        Ok(Inclusion { position, size, path })
    }

    /// Proves that the leaf is in the log of that head.
    ///
    /// # Errors
    ///
    /// [`ProofError`] when the proof is of another record or another size, or does not lead to the root.
    pub fn verify(&self, leaf: &Leaf<'_>, head: &TreeHead) -> Result<(), ProofError> {
        same_size(self.size, head)?;
        if self.position != leaf.position {
            return Err(ProofError::OtherPosition { proof: self.position, leaf: leaf.position });
        }
        let index = self.position.checked_sub(1).filter(|index| *index < self.size);
        let index = index.ok_or(ProofError::Outside { asked: self.position, size: self.size })?;
        let mut way = Way { own: index, last: self.size - 1 };
        let mut digest = leaf.hash();
        for beside in &self.path {
            digest = if way.turns_left()? { node(*beside, digest) } else { node(digest, *beside) };
            way.rise();
        }
        way.ends()?;
        same_root(digest, head)
    }
}

impl Consistency {
    /// Makes the proof that the log of the second size goes on from that of the first.
    ///
    /// # Errors
    ///
    /// [`LeafError`] when the first size is the larger one, or the leaves cannot be read.
    pub fn of<L: Leaves + ?Sized>(leaves: &L, from: u64, to: u64) -> Result<Self, LeafError> {
        if from > to {
            return Err(LeafError::Outside { asked: from, size: to });
        }
        if from == 0 || from == to {
            return Ok(Consistency { from, to, path: Vec::new() });
        }
        let (mut begin, mut end, mut path) = (0, to, Vec::new());
        while end != from {
            let middle = begin + half(end - begin);
            if from <= middle {
                path.push(root(leaves, middle, end)?);
                end = middle;
            } else {
                path.push(root(leaves, begin, middle)?);
                begin = middle;
            }
        }
        // Where the old tree is the left edge of the new one, its root is the old root and known.
        if begin > 0 {
            path.push(root(leaves, begin, end)?);
        }
        path.reverse();
        Ok(Consistency { from, to, path })
    }

    /// Proves that the log of the new head has all that the log of the old head had, unchanged and in its place.
    ///
    /// # Errors
    ///
    /// [`ProofError`] when the proof is of other sizes, or does not lead to both roots.
    pub fn verify(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        same_size(self.from, old)?;
        same_size(self.to, new)?;
        if self.from > self.to {
            return Err(ProofError::Outside { asked: self.from, size: self.to });
        }
        if self.from == 0 || self.from == self.to {
            return self.verify_trivial(old, new);
        }
        let mut way = Way { own: self.from - 1, last: self.to - 1 };
        way.rise_while_right();
        let (first, path) = match way.own {
            0 => (old.root, self.path.as_slice()),
            _ => self.path.split_first().map(|(first, rest)| (*first, rest)).ok_or(ProofError::TooShort)?,
        };
        let (mut before, mut now) = (first, first);
        for beside in path {
            if way.turns_left()? {
                (before, now) = (node(*beside, before), node(*beside, now));
            } else {
                now = node(now, *beside);
            }
            way.rise();
        }
        way.ends()?;
        same_root(before, old)?;
        same_root(now, new)
    }

    /// From nothing everything goes on, and from itself every log.
    fn verify_trivial(&self, old: &TreeHead, new: &TreeHead) -> Result<(), ProofError> {
        if !self.path.is_empty() {
            return Err(ProofError::TooLong);
        }
        let expected = if self.from == self.to { new.root } else { Digest::of(b"") };
        same_root(expected, old)?;
        if self.to == 0 { same_root(Digest::of(b""), new) } else { Ok(()) }
    }
}

/// The largest power of two that is smaller than the width, which is more than one.
fn half(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

fn same_size(size: u64, head: &TreeHead) -> Result<(), ProofError> {
    if size == head.size { Ok(()) } else { Err(ProofError::OtherSize { proof: size, head: head.size }) }
}

fn same_root(found: Digest, head: &TreeHead) -> Result<(), ProofError> {
    if found == head.root { Ok(()) } else { Err(ProofError::OtherRoot { size: head.size }) }
}

/// The way from a node up to the root: where it stands among the nodes of its level, and where the last of them stands.
#[derive(Clone, Copy)]
struct Way {
    own: u64,
    last: u64,
}

impl Way {
    /// Whether the next node of the path stands on the left.
    ///
    /// A last node without a right neighbour has risen first, as it is its own parent.
    fn turns_left(&mut self) -> Result<bool, ProofError> {
        if self.last == 0 {
            return Err(ProofError::TooLong);
        }
        let is_right = self.own & 1 == 1;
        if self.own == self.last && !is_right {
            let levels = self.own.trailing_zeros();
            (self.own, self.last) = (self.own >> levels, self.last >> levels);
        }
        Ok(is_right || self.own == self.last)
    }

    fn rise(&mut self) {
        (self.own, self.last) = (self.own >> 1, self.last >> 1);
    }

    fn rise_while_right(&mut self) {
        while self.own & 1 == 1 {
            self.rise();
        }
    }

    fn ends(self) -> Result<(), ProofError> {
        if self.last == 0 { Ok(()) } else { Err(ProofError::TooShort) }
    }
}
