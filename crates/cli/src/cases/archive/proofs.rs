//! The records of a case as they are, the checkpoint of the store that they are in, and the proofs that they are.
//!
//! The store is read once, in the order of its positions; what is kept meanwhile are a file of 32 bytes for each record
//! and the larger subtrees.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::RangeInclusive;
use std::path::Path;

use cauce::data::Digest;
use cauce::record::{Frame, Stream};
use cauce_store::checkpoint::{Checkpoint, Frontier, HostError, Inclusion, Leaf, Leaves, Subtree};
use cauce_store::export::LinesWriter;

use super::{Trouble, to};
use crate::cases::Counter;
use crate::failure::Failure;

/// How many records are read from the store at once.
const PAGE: usize = 1_000;

/// Subtrees from this level on are kept; smaller ones are read as leaves.
const KEPT: u32 = 10;

/// What is called the origin of a store whose file is called nothing that can be.
const UNNAMED: &str = "cauce";

/// What was written.
pub(super) struct Proved {
    /// How many records of the case, and of what is settled about it.
    pub(super) records: u64,
    /// How many records the store has; none where one was cut out, so that there is no tree over all.
    pub(super) size: Option<u64>,
}

/// Writes `records.jsonl`, `checkpoint.txt` and `proofs.txt`.
pub(super) fn write(counter: &Counter, case: &str, place: &Path) -> Result<Proved, Trouble> {
    let origin = origin(counter);
    let mut tree = Tree::new().map_err(|error| Trouble::Write(place.to_path_buf(), error))?;
    let mut positions = Vec::new();
    to(place, "records.jsonl", |out| {
        let mut writer = LinesWriter::new(out, &origin, 1).map_err(io::Error::other)?;
        each(counter, case, &mut |position, line, is_own| {
            tree.take(position, line)?;
            if is_own {
                positions.push(position);
                writer.line(position, line).map_err(io::Error::other)?;
            }
            Ok(())
        })?;
        writer.finish().map(drop).map_err(io::Error::other)
    })?;
    let records = positions.len() as u64;
    if tree.has_gap {
        return Ok(Proved { records, size: None });
    }
    let head = tree.frontier.head();
    to(place, "checkpoint.txt", |out| {
        let checkpoint = Checkpoint::new(&origin, head, counter.now()).map_err(io::Error::other)?;
        write!(out, "{checkpoint}")
    })?;
    to(place, "proofs.txt", |out| {
        for position in &positions {
            let proof = Inclusion::of(&tree, *position, head.size).map_err(io::Error::other)?;
            writeln!(out, "{proof}")?;
        }
        Ok(())
    })?;
    Ok(Proved { records, size: Some(head.size) })
}

/// What the store is called in its checkpoint: the name of its file.
fn origin(counter: &Counter) -> String {
    let name = counter.place.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let fits = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    let name: String = name
        .unwrap_or_default()
        .chars()
        .take(128)
        .map(|letter| if fits(letter) { letter } else { '-' })
        .collect();
    if name.is_empty() { UNNAMED.to_owned() } else { name }
}

type Take<'a> = &'a mut dyn FnMut(u64, &[u8], bool) -> io::Result<()>;

/// Every record of the store, with whether it is of the case or of what is settled about it.
fn each(counter: &Counter, case: &str, take: Take<'_>) -> io::Result<()> {
    let failed = |error| io::Error::other(Unsaid(counter.failed(error)));
    let stream = counter.cases.stream_of(case).map_err(failed)?;
    let keeping = Stream::new(stream.tenant(), "keeping", stream.id()).map_err(io::Error::other)?;
    let mut from = 1;
    loop {
        let page = counter.cases.store().since(from, PAGE).map_err(io::Error::other)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        from = last.saturating_add(1);
        for (position, line) in &page {
            let frame = Frame::glance(line).map_err(io::Error::other)?;
            take(*position, line, frame.is_of(&stream) || frame.is_of(&keeping))?;
        }
    }
}

/// A failure on its way through what writes.
#[derive(Debug)]
struct Unsaid(Failure);

impl std::fmt::Display for Unsaid {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.0.sentence().unwrap_or_default())
    }
}

impl std::error::Error for Unsaid {}

/// The tree over all records, its leaves in a file that goes away by itself.
struct Tree {
    leaves: RefCell<File>,
    full: BTreeMap<(u32, u64), Digest>,
    frontier: Frontier,
    has_gap: bool,
}

impl Tree {
    fn new() -> io::Result<Self> {
        let leaves = RefCell::new(tempfile::tempfile()?);
        Ok(Tree { leaves, full: BTreeMap::new(), frontier: Frontier::new(), has_gap: false })
    }

    fn take(&mut self, position: u64, line: &[u8]) -> io::Result<()> {
        self.has_gap |= position != self.frontier.size().saturating_add(1);
        let frame = Frame::parse(line).map_err(io::Error::other)?;
        let leaf = Leaf::of(position, &frame).hash();
        self.leaves.get_mut().write_all(&leaf.0)?;
        let full = &mut self.full;
        self.frontier.append_with(leaf, |subtree, digest| {
            if subtree.level >= KEPT {
                full.insert((subtree.level, subtree.index), digest);
            }
        });
        Ok(())
    }
}

impl Leaves for Tree {
    fn leaves(&self, positions: RangeInclusive<u64>) -> Result<Vec<Digest>, HostError> {
        let begin = positions.start().saturating_sub(1);
        let count = usize::try_from(positions.end().saturating_sub(begin))?;
        let mut file = self.leaves.try_borrow_mut()?;
        file.seek(SeekFrom::Start(begin.saturating_mul(32)))?;
        let mut bytes = vec![0; count.saturating_mul(32)];
        file.read_exact(&mut bytes)?;
        let digests = bytes.chunks_exact(32).map(|chunk| chunk.try_into().map(Digest));
        Ok(digests.collect::<Result<_, _>>()?)
    }

    fn subtree(&self, subtree: Subtree) -> Result<Option<Digest>, HostError> {
        Ok(self.full.get(&(subtree.level, subtree.index)).copied())
    }
}
