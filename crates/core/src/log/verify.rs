//! Proves that a log is whole: every digest, every seal, every link, in one pass that keeps nothing.

use crate::data::{Digest, Text};
use crate::record::{Frame, RecordError};
use crate::source::Language;

/// What was proved of a log: that many records in an unbroken chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The stream; `None` for an empty log.
    pub stream: Option<Text>,
    /// How many records there are.
    pub records: u64,
    /// The digest of the last: kept elsewhere, it proves that nothing was cut off at the end.
    pub digest: Digest,
    /// How many bytes they take, line ends included.
    pub bytes: u64,
}

/// The first thing wrong with a log; everything before it is sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record}, from byte {offset}: {what}")]
pub struct Damage {
    /// The record, counted from 1.
    pub record: u64,
    /// Where its line begins in the log, in bytes.
    pub offset: u64,
    /// What is wrong.
    pub what: RecordError,
    /// What was proved before it.
    pub sound: Box<Verified>,
}

impl Damage {
    /// Whether the log merely ends in the middle of a record, as after a crash: what is before it can be used.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.what == RecordError::Cut
    }

    /// One sentence that says where and what.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let (record, offset, what) = (self.record, self.offset, self.what.message(language));
        match language {
            Language::Spanish => format!("registro {record}, desde el byte {offset}: {what}"),
            Language::English => format!("record {record}, from byte {offset}: {what}"),
        }
    }
}

/// The lines of a log file, each with its line end.
///
/// ```
/// let file = b"first\nsecond\ncut";
/// assert_eq!(cauce::log::lines(file).count(), 3);
/// ```
pub fn lines(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    file.split_inclusive(|byte| *byte == b'\n')
}

/// Proves the lines of one stream, with or without their line ends.
///
/// # Errors
///
/// The first [`Damage`], with the record and the byte where its line begins.
pub fn verify<'a>(lines: impl IntoIterator<Item = &'a [u8]>) -> Result<Verified, Damage> {
    let mut verifier = Verifier::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        verifier.check(line).map_err(|damage| if is_last { damage } else { not_a_cut(damage) })?;
    }
    Ok(verifier.verified)
}

/// A record that ends early although others follow was not cut by a crash.
fn not_a_cut(mut damage: Damage) -> Damage {
    if damage.is_cut() {
        damage.what = RecordError::Corrupt { at: 0, expected: "\"}" };
    }
    damage
}

/// Proves a log line by line, for logs that are too large to be held at once.
#[derive(Clone, Debug)]
pub struct Verifier {
    verified: Verified,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::new()
    }
}

impl Verifier {
    /// A verifier that stands before the first line.
    #[must_use]
    pub fn new() -> Self {
        Verifier { verified: Verified { stream: None, records: 0, digest: Digest::ZERO, bytes: 0 } }
    }

    /// What was proved so far.
    #[must_use]
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// Proves the next line; after damage the verifier stands where it stood.
    ///
    /// # Errors
    ///
    /// [`Damage`]; an unfinished line is [`RecordError::Cut`], which is a crash only at the end of a log.
    pub fn check(&mut self, line: &[u8]) -> Result<(), Damage> {
        let frame = self.next(line).map_err(|what| self.damage(what))?;
        let verified = &mut self.verified;
        if verified.stream.is_none() {
            verified.stream = Some(frame.stream.into());
        }
        let line_end = u64::from(!line.ends_with(b"\n"));
        verified.records += 1;
        verified.digest = frame.digest;
        verified.bytes += line.len() as u64 + line_end;
        Ok(())
    }

    fn next<'a>(&self, line: &'a [u8]) -> Result<Frame<'a>, RecordError> {
        let frame = Frame::parse(line)?;
        if self.verified.stream.as_deref().is_some_and(|stream| stream != frame.stream) {
            return Err(RecordError::OtherStream { found: frame.stream.into() });
        }
        let expected = self.verified.records + 1;
        if frame.seq != expected {
            return Err(RecordError::OutOfPlace { expected, found: frame.seq });
        }
        if frame.prev != self.verified.digest {
            return Err(RecordError::ChainBroken { prev: frame.prev, expected: self.verified.digest });
        }
        Ok(frame)
    }

    fn damage(&self, what: RecordError) -> Damage {
        let sound = Box::new(self.verified.clone());
        Damage { record: sound.records + 1, offset: sound.bytes, what, sound }
    }
}
