//! Reads the lines of an export and proves it: that nothing was cut off, changed, left out or put in.
//!
//! Knows that a file may hold several exports one after another, each going on where the one before ended.
//! Read [`LinesReader`] first.

use std::fmt;
use std::io::BufRead;

use cauce::data::Digest;
use cauce::record::Frame;
use sha2::{Digest as _, Sha256};

use super::LinesError;
use super::lines::{LINES_FORMAT, LONGEST};

/// The most bytes that the first line may have.
const LONGEST_HEADER: u64 = 64 << 10;

/// A record with the position that it has in its store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positioned {
    /// The position.
    pub position: u64,
    /// The line as the log keeps it, without a line end.
    pub line: Vec<u8>,
}

/// Reads an export line by line; what it has given is proved to be whole only when it has ended without an error.
///
/// Each record is proved as it is read; that nothing is missing is known at the end.
pub struct LinesReader<R> {
    input: R,
    buffer: Vec<u8>,
    hash: Sha256,
    store: String,
    from: u64,
    /// Lines that were read, whatever they are.
    at: u64,
    /// Records of the export that is read.
    lines: u64,
    next: u64,
    /// Nothing more is read after the end, or after an error.
    is_over: bool,
}

impl<R: BufRead> LinesReader<R> {
    /// Begins to read an export.
    ///
    /// # Errors
    ///
    /// [`LinesError`] when it does not begin as one.
    pub fn new(input: R) -> Result<Self, LinesError> {
        let (buffer, hash) = (Vec::new(), Sha256::new());
        let (store, is_over) = (String::new(), false);
        let mut reader =
            LinesReader { input, buffer, hash, store, from: 0, at: 0, lines: 0, next: 0, is_over };
        match reader.fill(LONGEST_HEADER) {
            Ok(true) => {}
            Ok(false) => return Err(LinesError::Cut { after: 0 }),
            // What is no export is not read to its end to know that.
            Err(LinesError::TooLong { line }) => return Err(LinesError::NotAnExport { line }),
            Err(other) => return Err(other),
        }
        let (store, from) = reader.header()?;
        (reader.store, reader.from, reader.next) = (store, from, from);
        Ok(reader)
    }

    /// The name of the store.
    #[must_use]
    pub fn store(&self) -> &str {
        &self.store
    }

    /// The position from which the export begins.
    #[must_use]
    pub fn from(&self) -> u64 {
        self.from
    }

    /// The position from which the next export goes on, as far as was read.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.next
    }

    /// Refuses an export that does not go on in that store at that position.
    pub(super) fn must_go_on(&self, store: &str, expected: u64) -> Result<(), LinesError> {
        if self.store != store {
            let (expected, found) = (store.to_owned(), self.store.clone());
            return Err(LinesError::OtherStore { expected, found });
        }
        match self.from == expected {
            true => Ok(()),
            false => Err(LinesError::Gap { expected, found: self.from }),
        }
    }

    /// Reads the next line with its line end; nothing more gives false.
    fn fill(&mut self, longest: u64) -> Result<bool, LinesError> {
        self.buffer.clear();
        let mut limited = std::io::Read::take(&mut self.input, longest);
        limited.read_until(b'\n', &mut self.buffer)?;
        match self.buffer.last() {
            None => Ok(false),
            Some(b'\n') => {
                self.at = self.at.saturating_add(1);
                Ok(true)
            }
            Some(_) if self.buffer.len() as u64 >= longest => Err(LinesError::TooLong { line: self.at + 1 }),
            Some(_) => Err(LinesError::Cut { after: self.at }),
        }
    }

    /// The line that was read, without its line end.
    fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.buffer.strip_suffix(b"\n")?).ok()
    }

    fn header(&mut self) -> Result<(String, u64), LinesError> {
        let line = self.at;
        let rest = self.text().and_then(|text| text.strip_prefix("{\"cauce_lines\":"));
        let (format, rest) = rest.and_then(number).ok_or(LinesError::NotAnExport { line })?;
        if format > LINES_FORMAT {
            return Err(LinesError::NewerFormat { format });
        }
        let store = rest.strip_prefix(",\"store\":").and_then(text);
        let read = store.and_then(|(store, rest)| Some((store, number(rest.strip_prefix(",\"from\":")?)?)));
        match read {
            Some((store, (from, "}"))) => {
                self.hash = Sha256::new();
                self.hash.update(&self.buffer);
                (self.lines, self.next) = (0, from);
                Ok((store, from))
            }
            _ => Err(LinesError::NotAnExport { line }),
        }
    }

    fn read(&mut self) -> Result<Option<Positioned>, LinesError> {
        loop {
            if !self.fill(LONGEST)? {
                return Err(LinesError::Cut { after: self.at });
            }
            if self.buffer.starts_with(b"{\"lines\":") {
                self.close()?;
                if !self.fill(LONGEST)? {
                    return Ok(None);
                }
                self.go_on()?;
                continue;
            }
            return self.record().map(Some);
        }
    }

    /// Another export after one that was closed.
    fn go_on(&mut self) -> Result<(), LinesError> {
        let (expected, known) = (self.next, self.store.clone());
        let (store, from) = self.header()?;
        if store != known {
            return Err(LinesError::OtherStore { expected: known, found: store });
        }
        match from == expected {
            true => Ok(()),
            false => Err(LinesError::Gap { expected, found: from }),
        }
    }

    fn record(&mut self) -> Result<Positioned, LinesError> {
        let damaged = LinesError::Damaged { line: self.at };
        let body = self.buffer.strip_suffix(b"}\n").and_then(|body| body.strip_prefix(b"{\"position\":"));
        let Some(body) = body else { return Err(damaged) };
        let digits = body.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (position, line) = body.split_at(digits);
        let position = std::str::from_utf8(position).ok().and_then(number);
        let (Some((position, "")), Some(line)) = (position, line.strip_prefix(b",\"line\":")) else {
            return Err(damaged);
        };
        if position < self.next || position == u64::MAX {
            return Err(LinesError::OutOfOrder { position, after: self.next.saturating_sub(1) });
        }
        Frame::parse(line).map_err(|what| LinesError::Unsound { position, what })?;
        let line = line.to_vec();
        self.hash.update(&self.buffer);
        (self.lines, self.next) = (self.lines.saturating_add(1), position + 1);
        Ok(Positioned { position, line })
    }

    fn close(&mut self) -> Result<(), LinesError> {
        let damaged = LinesError::Damaged { line: self.at };
        let Some((lines, next, stated)) = self.text().and_then(trailer) else { return Err(damaged) };
        if lines != self.lines {
            return Err(LinesError::Miscounted { stated: lines, found: self.lines });
        }
        let found = Digest(std::mem::take(&mut self.hash).finalize().into());
        if found != stated {
            return Err(LinesError::Changed { stated, found });
        }
        match next == self.next {
            true => Ok(()),
            false => Err(damaged),
        }
    }
}

impl<R: BufRead> Iterator for LinesReader<R> {
    type Item = Result<Positioned, LinesError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read().transpose();
        self.is_over = !matches!(read, Some(Ok(_)));
        read
    }
}

impl<R> fmt::Debug for LinesReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinesReader").field("store", &self.store).field("next", &self.next).finish()
    }
}

fn trailer(text: &str) -> Option<(u64, u64, Digest)> {
    let (lines, rest) = number(text.strip_prefix("{\"lines\":")?)?;
    let (next, rest) = number(rest.strip_prefix(",\"next\":")?)?;
    let digest = rest.strip_prefix(",\"sha256\":\"")?.strip_suffix("\"}")?;
    Some((lines, next, digest.parse().ok()?))
}

/// A number as it is written, and what comes after it; another spelling of it is none.
fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(end);
    let read: u64 = digits.parse().ok()?;
    (read.to_string() == digits).then_some((read, rest))
}

/// A text in quotes, and what comes after it.
fn text(text: &str) -> Option<(String, &str)> {
    let mut letters = text.strip_prefix('"')?.chars();
    let mut read = String::new();
    loop {
        match letters.next()? {
            '"' => return Some((read, letters.as_str())),
            '\\' => match letters.next()? {
                plain @ ('"' | '\\') => read.push(plain),
                'u' => {
                    let (digits, rest) = letters.as_str().split_at_checked(4)?;
                    read.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
                    letters = rest.chars();
                }
                _ => return None,
            },
            other => read.push(other),
        }
    }
}
