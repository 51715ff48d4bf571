//! Records as they are, one line each, in order of position, so closed that a cut or changed export is detectable.
//!
//! Knows the lines of an export, and how several become one; what they say is read by [`LinesReader`].
//! Does not know where positions come from: whoever keeps records numbers them.
//! Read [`LinesWriter`] first.
//!
//! ```text
//! {"cauce_lines":1,"store":"NAME","from":5}
//! {"position":5,"line":{"record":{…},"sealed":[…],"sha256":"…"}}
//! {"lines":1,"next":6,"sha256":"…"}
//! ```
//!
//! The first line says which store and from which position on; each further one is a record with its position, the
//! line byte for byte as the log keeps it; the last one counts them, says from where the next export goes on, and
//! gives the SHA-256 of every byte before it (`head -n -1 FILE | sha256sum`).

use std::fmt;
use std::io::{self, BufRead, Write};

use cauce::data::Digest;
use cauce::record::Frame;
use sha2::{Digest as _, Sha256};

use super::json::exactly;
use super::{LinesError, LinesReader};

/// The version of the format that is written; older ones are read, newer ones are refused by name.
pub const LINES_FORMAT: u64 = 1;

/// The most bytes that a line may have.
pub(super) const LONGEST: u64 = 256 << 20;

/// What closes an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// How many records it holds.
    pub lines: u64,
    /// From which position the next export goes on.
    pub next: u64,
    /// The SHA-256 of every byte before the line that says so.
    pub sha256: Digest,
}

/// Writes records as the lines of one export.
///
/// ```
/// use cauce::engine::Engine;
/// use cauce::command::Actor;
/// use cauce::log::Log;
/// use cauce::record::Stream;
/// use cauce_store::export::{LinesReader, LinesWriter};
///
/// let engine = Engine::in_memory();
/// engine.add(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "P", nombre = "P" }
/// rol = { id = "r", nombre = "R" }
/// actividad = [{ numero = 1, id = "a", titulo = "A", responsables = "r" }]
/// "#)?;
/// engine.start("7", "P", &Actor::person("ana", "r"))?;
/// let mut file = Vec::new();
/// let mut writer = LinesWriter::new(&mut file, "archivo", 1)?;
/// for (position, line) in (1..).zip(engine.log().read(&Stream::case("7")?, 1)?) {
///     writer.line(position, &line)?;
/// }
/// assert_eq!(writer.finish()?.next, 2);
/// let mut reader = LinesReader::new(&file[..])?;
/// assert_eq!(reader.next().unwrap()?.position, 1);
/// assert!(reader.next().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LinesWriter<W: Write> {
    out: Digested<W>,
    lines: u64,
    next: u64,
}

impl<W: Write> LinesWriter<W> {
    /// Begins an export of a store, by the name that tells it from others, from a position on.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, store: &str, from: u64) -> Result<Self, LinesError> {
        let mut out = Digested { out, hash: Sha256::new() };
        writeln!(out, "{{\"cauce_lines\":{LINES_FORMAT},\"store\":{},\"from\":{from}}}", exactly(store))?;
        Ok(LinesWriter { out, lines: 0, next: from })
    }

    /// Writes a record, with or without its line end.
    ///
    /// # Errors
    ///
    /// [`LinesError::OutOfOrder`] and [`LinesError::Unsound`]; nothing of the line is written then.
    pub fn line(&mut self, position: u64, line: &[u8]) -> Result<(), LinesError> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        if position < self.next || position == u64::MAX {
            return Err(LinesError::OutOfOrder { position, after: self.next.saturating_sub(1) });
        }
        // What could not be read again is not written.
        if line.len() as u64 > LONGEST - 64 {
            return Err(LinesError::TooLong { line: self.lines.saturating_add(2) });
        }
        Frame::parse(line).map_err(|what| LinesError::Unsound { position, what })?;
        write!(self.out, "{{\"position\":{position},\"line\":")?;
        self.out.write_all(line)?;
        self.out.write_all(b"}\n")?;
        (self.lines, self.next) = (self.lines.saturating_add(1), position + 1);
        Ok(())
    }

    /// Closes the export.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(self) -> Result<Trailer, LinesError> {
        let LinesWriter { out: Digested { mut out, hash }, lines, next } = self;
        let sha256 = Digest(hash.finalize().into());
        writeln!(out, "{{\"lines\":{lines},\"next\":{next},\"sha256\":\"{sha256}\"}}")?;
        out.flush()?;
        Ok(Trailer { lines, next, sha256 })
    }
}

impl<W: Write> fmt::Debug for LinesWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinesWriter").field("lines", &self.lines).field("next", &self.next).finish()
    }
}

/// Writes several exports that go on where the one before ended as the one export that they are together.
///
/// # Errors
///
/// The first that is wrong with any of them; the export that was begun has no last line then.
pub fn join<R: BufRead>(
    parts: impl IntoIterator<Item = R>,
    out: impl Write,
) -> Result<Option<Trailer>, LinesError> {
    let (mut joined, mut out): (Option<LinesWriter<_>>, _) = (None, Some(out));
    let mut store = String::new();
    for part in parts {
        let mut reader = LinesReader::new(part)?;
        let writer = match (&mut joined, out.take()) {
            (Some(writer), _) => {
                reader.must_go_on(&store, writer.next)?;
                writer
            }
            (none, Some(out)) => {
                reader.store().clone_into(&mut store);
                none.insert(LinesWriter::new(out, reader.store(), reader.from())?)
            }
            (None, None) => break,
        };
        for read in &mut reader {
            let read = read?;
            writer.line(read.position, &read.line)?;
        }
        writer.next = reader.position();
    }
    joined.map(LinesWriter::finish).transpose()
}

/// Writes on, and digests what is written.
struct Digested<W> {
    out: W,
    hash: Sha256,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
