//! Logs: where the lines of records are kept, in streams that only grow.
//!
//! Knows how to append whole batches once, to read back, and to prove that nothing was changed.
//! Does not know what a record says: lines are bytes with a frame.
//! Read [`Log`] first.

mod memory;
mod verify;

pub use memory::MemoryLog;
pub use verify::{Damage, Verified, Verifier, lines, verify};

use crate::data::{Digest, Text};
use crate::record::{RecordError, Stream};

/// Keeps streams of records; shared between threads.
///
/// An implementation keeps lines as they are, byte for byte, in order, and forgets none.
pub trait Log: Send + Sync {
    /// Appends all batches or none, in order, and says for each where its record stands.
    ///
    /// A batch whose key its stream already holds is not stored again: the answer is where the first one stands.
    ///
    /// # Errors
    ///
    /// [`LogError::Conflict`] when a stream holds more or fewer records than expected; nothing is stored then.
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError>;

    /// The lines of a stream from that sequence number on, without line ends; none for a stream that does not exist.
    ///
    /// # Errors
    ///
    /// [`LogError`] when the store fails.
    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError>;

    /// The last record of a stream; `None` for a stream that does not exist.
    ///
    /// # Errors
    ///
    /// [`LogError`] when the store fails.
    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError>;

    /// The record that was stored under an idempotency key.
    ///
    /// # Errors
    ///
    /// [`LogError`] when the store fails.
    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError>;
}

/// One record to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The stream.
    pub stream: Stream,
    /// How many records the stream holds before it.
    pub expected: u64,
    /// The idempotency key of the request.
    pub key: Option<Text>,
    /// The line, without a line end.
    pub record: Vec<u8>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is stored.
    Stored {
        /// Its place in the stream.
        seq: u64,
    },
    /// Its key was there before; nothing was stored.
    Repeated {
        /// The place of the record with that key.
        seq: u64,
    },
}

/// The last record of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its place in the stream: how many records there are.
    pub seq: u64,
    /// Its digest: what the next record names as `prev`.
    pub digest: Digest,
}

/// Why a log did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// The stream holds more or fewer records than the writer expected.
    #[error("{stream} holds {found} records, not {expected}")]
    Conflict {
        /// The stream.
        stream: Stream,
        /// What was expected.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// The line to be appended is not a sound record of its stream that follows the last one.
    #[error("the record to be appended to {stream} is not sound")]
    Unsound {
        /// The stream.
        stream: Stream,
        /// What is wrong with it.
        source: RecordError,
    },
    /// The store failed.
    #[error("the log cannot be read or written")]
    Store {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
