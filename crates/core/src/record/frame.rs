//! The frame of a line: the bytes of the record, the sealed pairs beside it, the digest of the record.
//!
//! Everything here works on bytes alone, without a definition.

use super::cursor::{Cursor, digest_of};
use super::writer::{BEFORE_DIGEST, BEFORE_RECORD, BEFORE_SEALED};
use super::{RecordError, Stream};
use crate::data::{Digest, Text, Timestamp};

/// A line taken apart.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The stream the record belongs to.
    pub stream: &'a str,
    /// Its place in the stream.
    pub seq: u64,
    /// Its effective time.
    pub at: Timestamp,
    /// The digest of the record before.
    pub prev: Digest,
    /// Its own digest.
    pub digest: Digest,
    record: &'a str,
    sealed: &'a str,
}

/// What a line consists of, not yet proved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    /// The bytes of the record, braces included.
    pub(super) record: &'a str,
    /// The list of sealed pairs, without its brackets.
    pub(super) sealed: &'a str,
    /// The digest that the line gives.
    pub(super) stated: Digest,
    pub(super) sealed_at: usize,
}

/// What every version of the format has at the beginning of a record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'a> {
    pub(super) stream: &'a str,
    pub(super) seq: u64,
    pub(super) at: Timestamp,
    pub(super) prev: Digest,
}

impl<'a> Frame<'a> {
    /// Takes a line apart, with or without its line end, and proves its digest and its seals.
    ///
    /// # Errors
    ///
    /// [`RecordError`]: cut, corrupt, changed, a broken seal, or a newer format.
    pub fn parse(line: &'a [u8]) -> Result<Self, RecordError> {
        let parts = Parts::of(line)?;
        parts.proved()?;
        prove_seals(&parts)?;
        Self::from_parts(parts)
    }

    /// Takes a line apart without proving it, for a line that this program has just written.
    ///
    /// # Errors
    ///
    /// [`RecordError`] when the line has another shape.
    pub fn glance(line: &'a [u8]) -> Result<Self, RecordError> {
        Self::from_parts(Parts::of(line)?)
    }

    fn from_parts(parts: Parts<'a>) -> Result<Self, RecordError> {
        let Opening { stream, seq, at, prev } = Opening::read(&mut parts.cursors().0)?;
        Ok(Frame { stream, seq, at, prev, digest: parts.stated, record: parts.record, sealed: parts.sealed })
    }

    /// Whether the record belongs to that stream.
    #[must_use]
    pub fn is_of(&self, stream: &Stream) -> bool {
        self.stream == stream.as_str()
    }

    /// The idempotency key that the record names.
    ///
    /// # Errors
    ///
    /// [`RecordError::Corrupt`] when something else stands before it.
    pub fn key(&self) -> Result<Option<Text>, RecordError> {
        let mut record = Cursor::new(self.record, BEFORE_RECORD.len());
        Opening::read(&mut record)?;
        // Only the record of a case names who asked, and what was asked under the key.
        if record.passes(",\"actor\":") {
            record.skip()?;
        }
        if !record.passes(",\"key\":") {
            return Ok(None);
        }
        record.passes("{\"id\":");
        record.shared().map(Some)
    }

    /// The bytes of the record: what is digested and chained.
    #[must_use]
    pub fn record(&self) -> &'a str {
        self.record
    }

    /// The sealed pairs beside it, as JSON without the brackets around them.
    #[must_use]
    pub fn sealed(&self) -> &'a str {
        self.sealed
    }
}

impl<'a> Parts<'a> {
    pub(super) fn of(line: &'a [u8]) -> Result<Self, RecordError> {
        Self::split(line).map_err(|error| newer_format(line).unwrap_or(error))
    }

    fn split(line: &'a [u8]) -> Result<Self, RecordError> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let text = std::str::from_utf8(line).map_err(|error| match error.error_len() {
            None => RecordError::Cut,
            Some(_) => corrupt(error.valid_up_to(), "UTF-8"),
        })?;
        let ends_early = BEFORE_RECORD.starts_with(text);
        let missing = if ends_early { RecordError::Cut } else { corrupt(0, BEFORE_RECORD) };
        let body = text.strip_prefix(BEFORE_RECORD).ok_or(missing)?;
        let body = body.strip_suffix("\"}").ok_or(RecordError::Cut)?;
        let end = body.len().checked_sub(64).ok_or(RecordError::Cut)?;
        let (body, hex) = body.split_at_checked(end).ok_or(RecordError::Cut)?;
        let stated = digest_of(hex).ok_or(RecordError::Cut)?;
        let body = body.strip_suffix(BEFORE_DIGEST).ok_or(RecordError::Cut)?;
        // Quotes inside texts are escaped, so this can only be the key itself.
        let (record, sealed) = sealed_apart(body).ok_or(corrupt(0, BEFORE_SEALED))?;
        let sealed_at = BEFORE_RECORD.len() + record.len() + BEFORE_SEALED.len();
        Ok(Parts { record, sealed, stated, sealed_at })
    }

    /// The digest of the record, when it is the one the line gives.
    pub(super) fn proved(&self) -> Result<Digest, RecordError> {
        let found = Digest::of(self.record.as_bytes());
        if found == self.stated {
            Ok(found)
        } else {
            Err(RecordError::Changed { stated: self.stated, found })
        }
    }

    pub(super) fn cursors(&self) -> (Cursor<'a>, Cursor<'a>) {
        (Cursor::new(self.record, BEFORE_RECORD.len()), Cursor::new(self.sealed, self.sealed_at))
    }
}

impl<'a> Opening<'a> {
    pub(super) fn read(record: &mut Cursor<'a>) -> Result<Self, RecordError> {
        record.json("{\"format\":")?;
        let format = record.number()?;
        if format != u64::from(super::FORMAT) {
            return Err(RecordError::NewerFormat { format });
        }
        record.json(",\"stream\":\"")?;
        let stream = record.word()?;
        record.json(",\"seq\":")?;
        let seq = record.number()?;
        record.json(",\"at\":")?;
        let at = record.instant()?;
        record.json(",\"prev\":")?;
        let prev = record.digest()?;
        Ok(Opening { stream, seq, at, prev })
    }
}

/// How a digest that stands for a sealed value begins; inside a text its quotes would be escaped.
const SEAL: &str = "{\"#\":\"";

fn prove_seals(parts: &Parts<'_>) -> Result<(), RecordError> {
    let (_, mut sealed) = parts.cursors();
    let mut rest = parts.record;
    let mut index = 0;
    while let Some((_, after)) = rest.split_once(SEAL) {
        let digest =
            Cursor::new(after, 0).hex().map(Digest).map_err(|_| RecordError::SealBroken { index })?;
        if index > 0 {
            sealed.json(",")?;
        }
        prove_seal(&mut sealed, index, digest)?;
        rest = after;
        index += 1;
    }
    if sealed.is_at_end() { Ok(()) } else { Err(sealed.damage("the end of the sealed values")) }
}

fn prove_seal(sealed: &mut Cursor<'_>, index: usize, digest: Digest) -> Result<(), RecordError> {
    if sealed.passes("null") {
        return Ok(());
    }
    sealed.json("[\"")?;
    let salt = sealed.hex::<16>()?;
    sealed.json("\",")?;
    let begin = sealed.position();
    sealed.skip()?;
    let found = Digest::of_parts(&[&salt, sealed.since(begin).as_bytes()]);
    sealed.json("]")?;
    if found == digest { Ok(()) } else { Err(RecordError::SealBroken { index }) }
}

/// Gives the line without the sealed values of those positions, counted from 0; the chain stays whole.
///
/// Salt and value of a field are replaced by `null`: what was there can no longer be known nor guessed,
/// that something was there stays proved.
///
/// # Errors
///
/// [`RecordError`] when the line is not a sound record.
pub fn dispose(line: &[u8], chosen: impl Fn(usize) -> bool) -> Result<Vec<u8>, RecordError> {
    Frame::parse(line)?;
    let parts = Parts::of(line)?;
    let (_, mut sealed) = parts.cursors();
    let mut out = line[..parts.sealed_at].to_vec();
    let mut index = 0;
    while !sealed.is_at_end() {
        let begin = sealed.position();
        sealed.passes(",");
        let comma = sealed.since(begin);
        let begin = sealed.position();
        sealed.skip()?;
        out.extend_from_slice(comma.as_bytes());
        out.extend_from_slice(if chosen(index) { b"null" } else { sealed.since(begin).as_bytes() });
        index += 1;
    }
    out.extend_from_slice(&line[parts.sealed_at + parts.sealed.len()..]);
    Ok(out)
}

/// Splits at the last place where the sealed values begin; colons are rare in them, so the last one is mostly the key's.
fn sealed_apart(body: &str) -> Option<(&str, &str)> {
    let mut end = body.len();
    while let Some(colon) = body[..end].rfind(':') {
        let bracket = body.get(colon + 1..).filter(|rest| rest.starts_with('['));
        if let (Some(rest), Some(record)) = (bracket, body[..colon].strip_suffix(",\"sealed\"")) {
            return Some((record, &rest[1..]));
        }
        end = colon;
    }
    None
}

/// A line that is framed differently may come from a newer version, which says so at its beginning.
fn newer_format(line: &[u8]) -> Option<RecordError> {
    let digits = line.strip_prefix(b"{\"record\":{\"format\":")?;
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let format = std::str::from_utf8(&digits[..length]).ok()?.parse().ok()?;
    (format > u64::from(super::FORMAT)).then_some(RecordError::NewerFormat { format })
}

fn corrupt(at: usize, expected: &'static str) -> RecordError {
    RecordError::Corrupt { at, expected }
}
