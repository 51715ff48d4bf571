//! Proves a whole log against checkpoints, in one pass in the order of the positions.
//!
//! Every digest, seal, sequence and chain is proved, and the root at the size of each checkpoint.
//! Keeps the frontier of the tree and one verifier for each stream: memory grows with streams, never with records.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use cauce::data::{Digest, Text};
use cauce::log::Verifier;
use cauce::record::{Frame, RecordError};

use super::{Damage, Finding, Frontier, Leaf, TreeHead};

/// What was proved of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// How many records were read and their tree: what the next checkpoint says, or a frontier that was kept.
    pub head: TreeHead,
    /// How many streams they belong to.
    pub streams: u64,
    /// How many records are those of a checkpoint; what comes after them is proved by its chains alone.
    pub covered: u64,
    /// How many records the largest checkpoint speaks of.
    pub expected: u64,
}

impl Audited {
    /// How many records came after the largest checkpoint that was reached.
    #[must_use]
    pub fn after_checkpoint(&self) -> u64 {
        self.head.size.saturating_sub(self.covered)
    }
}

/// Proves the records of a log, each with its position, against the heads of checkpoints.
///
/// With several checkpoints, damage that only a root shows lies between two of them.
///
/// # Errors
///
/// The first [`Damage`].
pub fn audit<L: AsRef<[u8]>>(
    records: impl IntoIterator<Item = (u64, L)>,
    heads: impl IntoIterator<Item = TreeHead>,
) -> Result<Audited, Damage> {
    let mut audit = Audit::new(heads)?;
    let mut records = records.into_iter().peekable();
    while let Some((position, line)) = records.next() {
        let checked = audit.check(position, line.as_ref());
        let is_last = records.peek().is_none();
        checked.map_err(|damage| if is_last { damage } else { not_a_cut(damage) })?;
    }
    audit.finish()
}

/// A record that ends early although others follow was not cut by a crash.
fn not_a_cut(mut damage: Damage) -> Damage {
    if damage.what == (Finding::Record { error: RecordError::Cut }) {
        damage.what = Finding::Record { error: RecordError::Corrupt { at: 0, expected: "\"}" } };
    }
    damage
}

/// Proves a log record by record, for logs that are too large to be held at once.
#[derive(Clone, Debug)]
pub struct Audit {
    frontier: Frontier,
    streams: BTreeMap<Text, Verifier>,
    /// The heads that were not reached, the largest first.
    heads: Vec<TreeHead>,
    covered: u64,
    expected: u64,
}

impl Audit {
    /// An audit that stands before the first record.
    ///
    /// Without heads only what the records say of each other is proved.
    ///
    /// # Errors
    ///
    /// [`Damage`] when the head of an empty log is not that of nothing.
    pub fn new(heads: impl IntoIterator<Item = TreeHead>) -> Result<Self, Damage> {
        let mut heads: Vec<TreeHead> = heads.into_iter().collect();
        heads.sort_by_key(|head| Reverse(head.size));
        let expected = heads.first().map_or(0, |head| head.size);
        let (frontier, streams) = (Frontier::new(), BTreeMap::new());
        let mut audit = Audit { frontier, streams, heads, covered: 0, expected };
        let empty = audit.frontier.clone();
        audit.prove(&empty)?;
        audit.reach();
        Ok(audit)
    }

    /// Proves the next record; after damage the audit stands where it stood.
    ///
    /// # Errors
    ///
    /// [`Damage`]; an unfinished line is [`RecordError::Cut`], which is a crash only at the end of a log.
    pub fn check(&mut self, position: u64, line: &[u8]) -> Result<(), Damage> {
        self.in_order(position)?;
        let (leaf, verifier) =
            self.follow(position, line).map_err(|error| self.damage(Finding::Record { error }))?;
        self.append(leaf)?;
        if let Some(stream) = verifier.verified().stream.clone() {
            self.streams.insert(stream, verifier);
        }
        Ok(())
    }

    /// What was proved, when the log has all the records that the checkpoints speak of.
    ///
    /// # Errors
    ///
    /// [`Finding::Missing`] when the log ends before a checkpoint does.
    pub fn finish(&self) -> Result<Audited, Damage> {
        match self.heads.first() {
            Some(head) => Err(self.damage(Finding::Missing { to: head.size })),
            None => Ok(self.audited()),
        }
    }

    /// What was proved so far.
    #[must_use]
    pub fn audited(&self) -> Audited {
        let streams = self.streams.len() as u64;
        Audited { head: self.frontier.head(), streams, covered: self.covered, expected: self.expected }
    }

    fn in_order(&self, found: u64) -> Result<(), Damage> {
        let expected = self.frontier.size().saturating_add(1);
        match found.cmp(&expected) {
            Ordering::Equal => Ok(()),
            Ordering::Less => Err(self.damage(Finding::OutOfOrder { found })),
            Ordering::Greater => Err(self.damage(Finding::Missing { to: found - 1 })),
        }
    }

    /// The leaf of a record that follows the last one of its stream, and the verifier that stands behind it.
    fn follow(&self, position: u64, line: &[u8]) -> Result<(Digest, Verifier), RecordError> {
        // Nothing of the frame is believed before the verifier has proved the same bytes.
        let frame = Frame::glance(line)?;
        let mut verifier = self.streams.get(frame.stream).cloned().unwrap_or_default();
        verifier.check(line).map_err(|damage| damage.what)?;
        Ok((Leaf::of(position, &frame).hash(), verifier))
    }

    fn append(&mut self, leaf: Digest) -> Result<(), Damage> {
        if self.heads.last().is_none_or(|head| head.size > self.frontier.size().saturating_add(1)) {
            self.frontier.append(leaf);
            return Ok(());
        }
        let mut frontier = self.frontier.clone();
        frontier.append(leaf);
        self.prove(&frontier)?;
        self.frontier = frontier;
        self.reach();
        Ok(())
    }

    /// Whether the heads of that size have the root of the frontier.
    fn prove(&self, frontier: &Frontier) -> Result<(), Damage> {
        let TreeHead { size, root: found } = frontier.head();
        let due = self.heads.iter().rev().take_while(|head| head.size == size);
        match due.map(|head| head.root).find(|stated| *stated != found) {
            None => Ok(()),
            Some(stated) => {
                Err(self.damage_from(self.covered, Finding::NotOfCheckpoint { size, stated, found }))
            }
        }
    }

    /// Leaves the heads of the present size behind.
    fn reach(&mut self) {
        let size = self.frontier.size();
        while self.heads.pop_if(|head| head.size == size).is_some() {
            self.covered = size;
        }
    }

    fn damage(&self, what: Finding) -> Damage {
        self.damage_from(self.frontier.size(), what)
    }

    fn damage_from(&self, before: u64, what: Finding) -> Damage {
        Damage { position: before.saturating_add(1), what, sound: Box::new(self.audited()) }
    }
}
