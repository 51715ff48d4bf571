//! A log in memory, for tests and for hosts that keep their own store.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Appended, Batch, Head, Log, LogError};
use crate::data::{Digest, Text};
use crate::record::{Frame, RecordError, Stream};

/// A log in memory.
///
/// ```
/// use cauce::log::{Log, MemoryLog};
/// use cauce::record::Stream;
/// let log = MemoryLog::new();
/// assert_eq!(log.head(&Stream::case("1")?).unwrap(), None);
/// # Ok::<(), cauce::record::StreamError>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryLog {
    streams: Mutex<BTreeMap<Stream, Lines>>,
}

#[derive(Debug)]
struct Lines {
    lines: Vec<Vec<u8>>,
    keys: BTreeMap<Text, u64>,
    digest: Digest,
}

impl Default for Lines {
    fn default() -> Self {
        Lines { lines: Vec::new(), keys: BTreeMap::new(), digest: Digest::ZERO }
    }
}

type Streams = BTreeMap<Stream, Lines>;

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The names of all streams, in order.
    #[must_use]
    pub fn streams(&self) -> Vec<Stream> {
        self.lock().keys().cloned().collect()
    }

    /// A thread that panicked while holding the lock left whole streams behind: changes are made at the end, without failing.
    fn lock(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        let mut streams = self.lock();
        let mut plan = Plan { streams: &streams, staged: Vec::new() };
        let mut answers = Vec::with_capacity(batches.len());
        for batch in batches {
            answers.push(plan.add(batch)?);
        }
        let staged = plan.staged;
        for (batch, digest) in staged {
            store(&mut streams, batch, digest);
        }
        Ok(answers)
    }

    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError> {
        let skipped = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        let streams = self.lock();
        let lines = streams.get(stream).and_then(|held| held.lines.get(skipped..));
        Ok(lines.unwrap_or(&[]).to_vec())
    }

    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError> {
        Ok(self.lock().get(stream).map(|held| Head { seq: held.lines.len() as u64, digest: held.digest }))
    }

    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError> {
        Ok(self.lock().get(stream).and_then(|held| held.keys.get(key).copied()))
    }
}

/// What an append would change, while it is not yet certain that all of it can be done.
struct Plan<'s, 'b> {
    streams: &'s Streams,
    staged: Vec<(&'b Batch, Digest)>,
}

impl<'b> Plan<'_, 'b> {
    fn add(&mut self, batch: &'b Batch) -> Result<Appended, LogError> {
        let (seq, digest) = self.head(&batch.stream);
        if let Some(seq) = batch.key.as_ref().and_then(|key| self.find(&batch.stream, key)) {
            return Ok(Appended::Repeated { seq });
        }
        if batch.expected != seq {
            let (stream, expected) = (batch.stream.clone(), batch.expected);
            return Err(LogError::Conflict { stream, expected, found: seq });
        }
        let own = follows(batch, seq + 1, digest);
        let own = own.map_err(|source| LogError::Unsound { stream: batch.stream.clone(), source })?;
        self.staged.push((batch, own));
        Ok(Appended::Stored { seq: seq + 1 })
    }

    fn staged_in(&self, stream: &Stream) -> impl DoubleEndedIterator<Item = &(&'b Batch, Digest)> {
        self.staged.iter().filter(move |(batch, _)| batch.stream == *stream)
    }

    fn head(&self, stream: &Stream) -> (u64, Digest) {
        let held = self.streams.get(stream);
        let digest = self.staged_in(stream).next_back().map(|(_, digest)| *digest);
        let stored = held.map_or(0, |held| held.lines.len());
        let count = stored + self.staged_in(stream).count();
        (count as u64, digest.or(held.map(|held| held.digest)).unwrap_or(Digest::ZERO))
    }

    fn find(&self, stream: &Stream, key: &Text) -> Option<u64> {
        let held = self.streams.get(stream);
        if let Some(seq) = held.and_then(|held| held.keys.get(key)) {
            return Some(*seq);
        }
        let before = held.map_or(0, |held| held.lines.len()) as u64;
        let staged = self.staged_in(stream).position(|(batch, _)| batch.key.as_ref() == Some(key))?;
        Some(before + staged as u64 + 1)
    }
}

/// The digest of the record, when it is the next one of its stream.
///
/// The line comes from the writer of this program, so its digest is taken as it stands; `verify` proves it.
fn follows(batch: &Batch, expected: u64, after: Digest) -> Result<Digest, RecordError> {
    let frame = Frame::glance(&batch.record)?;
    if !frame.is_of(&batch.stream) {
        return Err(RecordError::OtherStream { found: frame.stream.into() });
    }
    if frame.seq != expected {
        return Err(RecordError::OutOfPlace { expected, found: frame.seq });
    }
    if frame.prev != after {
        return Err(RecordError::ChainBroken { prev: frame.prev, expected: after });
    }
    Ok(frame.digest)
}

fn store(streams: &mut Streams, batch: &Batch, digest: Digest) {
    let held = streams.entry(batch.stream.clone()).or_default();
    held.lines.push(batch.record.clone());
    held.digest = digest;
    if let Some(key) = &batch.key {
        held.keys.insert(key.clone(), held.lines.len() as u64);
    }
}
