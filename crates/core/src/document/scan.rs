//! Our own reading of the raw text: where each line of the file begins and ends, how deep it goes.
//!
//! The parser gives neither the depth before it recurses nor the bounds of a faulty line; this scan gives both, in one
//! pass that never recurses. It tells statements apart even when brackets or quotation marks are not closed.

use std::ops::Range;

use crate::diagnostic::NewerFeature;

/// What a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `[x]` or `[[x]]`.
    Header,
    /// `key = value`.
    Pair,
    /// Neither.
    Stray,
}

/// What is not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclosed {
    /// A bracket or brace, at this byte.
    Bracket(usize),
    /// A quotation mark, at this byte.
    Quote(usize),
}

/// One header or one key with its value, over as many lines as it takes.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) fault: Option<Unclosed>,
}

/// What the scan saw besides the statements.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Where the nesting limit was passed; the scan stops there.
    pub(super) too_deep: Option<usize>,
    /// Features of TOML 1.1, each kind once.
    pub(super) newer: Vec<(usize, NewerFeature)>,
}

/// Visits every statement of a text.
pub(super) fn scan(text: &str, nesting: usize, visit: &mut dyn FnMut(Statement)) -> Facts {
    let mut scanner = Scanner::new(text, nesting);
    while scanner.facts.too_deep.is_none()
        && let Some(statement) = scanner.statement()
    {
        visit(statement);
    }
    scanner.facts
}

/// What visits the statements of a text, or looks at some of them.
pub(super) struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    nesting: usize,
    header_parts: usize,
    pub(super) facts: Facts,
}

/// An open bracket of a value.
struct Open {
    at: usize,
    brace: bool,
    in_key: bool,
    parts: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, nesting: usize) -> Self {
        Scanner { bytes: text.as_bytes(), at: 0, nesting, header_parts: 0, facts: Facts::default() }
    }

    /// Turns to the statement at a byte, in a block whose header has so many parts.
    pub(super) fn turn_to(&mut self, at: usize, header_parts: usize) {
        (self.at, self.header_parts) = (at, header_parts);
    }

    /// Visits what stands before a byte, unless it goes too deep.
    pub(super) fn statements_until(&mut self, end: usize) {
        let blank = |rest: &[u8]| rest.trim_ascii_start().is_empty();
        while self.facts.too_deep.is_none()
            && self.bytes.get(self.at..end).is_some_and(|rest| !blank(rest))
            && self.statement().is_some()
        {}
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Visits the next statement.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        self.skip_blank_lines();
        let start = self.at;
        if self.peek()? == b'[' { Some(self.header(start)) } else { Some(self.pair(start)) }
    }

    fn skip_blank_lines(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'#' => self.skip_line(),
                _ => return,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    fn header(&mut self, start: usize) -> Statement {
        let brackets = self.bytes[start..].iter().take(2).take_while(|byte| **byte == b'[').count();
        self.at += brackets;
        let key_start = self.at;
        let parts = self.key_parts(b"]\n#");
        let key = key_start..self.at;
        self.header_parts = parts;
        self.check_depth(start, parts);
        self.skip_line();
        Statement { kind: Kind::Header, span: start..self.at, key, value: 0..0, fault: None }
    }

    fn pair(&mut self, start: usize) -> Statement {
        let parts = self.key_parts(b"=\n#");
        let key = start..self.at;
        self.check_depth(start, self.header_parts + parts);
        if self.peek() != Some(b'=') {
            self.skip_line();
            return Statement { kind: Kind::Stray, span: start..self.at, key, value: 0..0, fault: None };
        }
        self.at += 1;
        let value_start = self.at;
        let fault = self.value(self.header_parts + parts).err();
        Statement { kind: Kind::Pair, span: start..self.at, key, value: value_start..self.at, fault }
    }

    /// Moves to one of the stops and counts the dotted parts before it.
    fn key_parts(&mut self, stops: &[u8]) -> usize {
        let mut parts = 1;
        self.skip_word();
        while let Some(byte) = self.peek() {
            match byte {
                b'"' | b'\'' if self.one_line_text(byte).is_ok() => {}
                _ if stops.contains(&byte) || byte == b'\n' => return parts,
                b'.' => {
                    parts += 1;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        parts
    }

    fn skip_word(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().take_while(|byte| is_word(**byte)).count();
    }

    fn check_depth(&mut self, at: usize, depth: usize) {
        if depth > self.nesting && self.facts.too_deep.is_none() {
            self.facts.too_deep = Some(at);
        }
    }

    fn value(&mut self, base: usize) -> Result<(), Unclosed> {
        let mut open: Vec<Open> = Vec::new();
        let mut last = b'=';
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' if open.is_empty() => return Ok(()),
                b'\n' => {
                    self.at += 1;
                    self.line_inside(&open, last)?;
                    continue;
                }
                b'#' => {
                    self.skip_line();
                    continue;
                }
                b'"' | b'\'' => self.text(byte)?,
                b'[' | b'{' => {
                    let depth = base + open.iter().map(|outer| 1 + outer.parts).sum::<usize>() + 1;
                    open.push(Open { at: self.at, brace: byte == b'{', in_key: byte == b'{', parts: 0 });
                    self.check_depth(self.at, depth);
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.note_last_comma(byte, last);
                    open.pop();
                    self.at += 1;
                }
                _ => self.plain(byte, &mut open, base),
            }
            if self.facts.too_deep.is_some() {
                return Ok(());
            }
            if !matches!(byte, b' ' | b'\t' | b'\r') {
                last = byte;
            }
        }
        open.first().map_or(Ok(()), |outer| Err(Unclosed::Bracket(outer.at)))
    }

    fn plain(&mut self, byte: u8, open: &mut [Open], base: usize) {
        let at = self.at;
        self.at += 1;
        if !matches!(byte, b'=' | b',' | b'.') {
            return;
        }
        let Some((inner, outer)) = open.split_last_mut().filter(|(inner, _)| inner.brace) else {
            return;
        };
        match byte {
            b'=' => inner.in_key = false,
            b',' => (inner.in_key, inner.parts) = (true, 0),
            _ if inner.in_key => {
                inner.parts += 1;
                let above: usize = outer.iter().map(|outer| 1 + outer.parts).sum();
                let depth = base + above + 1 + inner.parts;
                self.check_depth(at, depth);
            }
            _ => {}
        }
    }

    /// A new line inside brackets: either the value goes on, or a bracket was left open above.
    fn line_inside(&mut self, open: &[Open], last: u8) -> Result<(), Unclosed> {
        let Some(inner) = open.last() else {
            return Ok(());
        };
        let rest = &self.bytes[self.at..];
        let goes_on = inner.brace && matches!(last, b',' | b'{');
        if is_header_line(rest) || (!goes_on && is_pair_line(rest)) {
            return Err(Unclosed::Bracket(inner.at));
        }
        if inner.brace {
            self.note(inner.at, NewerFeature::OpenBraces);
        }
        Ok(())
    }

    fn note_last_comma(&mut self, byte: u8, last: u8) {
        if byte == b'}' && last == b',' {
            self.note(self.at, NewerFeature::OpenBraces);
        }
    }

    fn note(&mut self, at: usize, feature: NewerFeature) {
        if self.facts.newer.iter().all(|(_, noted)| *noted != feature) {
            self.facts.newer.push((at, feature));
        }
    }

    fn text(&mut self, quote: u8) -> Result<(), Unclosed> {
        if self.bytes[self.at..].starts_with(&[quote; 3]) {
            self.long_text(quote)
        } else {
            self.one_line_text(quote)
        }
    }

    fn one_line_text(&mut self, quote: u8) -> Result<(), Unclosed> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            at += plain_run(self.bytes.get(at..).unwrap_or(&[]), quote);
            match self.bytes.get(at) {
                None | Some(b'\n') => break,
                Some(byte) if *byte == quote => {
                    self.at = at + 1;
                    return Ok(());
                }
                Some(_) if quote == b'"' => {
                    self.note_escape(at);
                    at += 2;
                }
                Some(_) => at += 1,
            }
        }
        self.at = start;
        self.skip_line();
        Err(Unclosed::Quote(start))
    }

    fn long_text(&mut self, quote: u8) -> Result<(), Unclosed> {
        let start = self.at;
        self.at += 3;
        loop {
            self.at += plain_run(self.bytes.get(self.at..).unwrap_or(&[]), quote);
            let Some(byte) = self.peek() else { break };
            if byte == b'\\' && quote == b'"' {
                self.note_escape(self.at);
                self.at += 2;
            } else if byte == quote && self.bytes[self.at..].starts_with(&[quote; 3]) {
                self.at += self.bytes[self.at..].iter().take(5).take_while(|next| **next == quote).count();
                return Ok(());
            } else {
                self.at += 1;
            }
        }
        self.at = self.bytes.len();
        Err(Unclosed::Quote(start))
    }

    fn note_escape(&mut self, at: usize) {
        if matches!(self.bytes.get(at + 1), Some(b'e' | b'x')) {
            self.note(at, NewerFeature::Escape);
        }
    }
}

/// How many bytes stand before the next quotation mark, backslash or line end.
///
/// Whole chunks are tested at once: nearly all bytes of a file stand inside its texts.
fn plain_run(bytes: &[u8], quote: u8) -> usize {
    let stops = |byte: &u8| (*byte == quote) | (*byte == b'\\') | (*byte == b'\n');
    let (chunks, _) = bytes.as_chunks::<16>();
    let stopped = |chunk: &[u8; 16]| chunk.iter().fold(false, |any, byte| any | stops(byte));
    let whole = chunks.iter().take_while(|chunk| !stopped(chunk)).count();
    let rest = &bytes[whole * 16..];
    whole * 16 + rest.iter().position(stops).unwrap_or(rest.len())
}

/// Whether a line can only be a header: `[word]`, `[[word.word]]`.
fn is_header_line(rest: &[u8]) -> bool {
    let line = line_of(rest);
    let inner = line.iter().position(|byte| *byte != b'[').unwrap_or(0);
    let word = &line[inner..];
    let length = word.iter().take_while(|byte| is_word(**byte) || **byte == b'.').count();
    (1..=2).contains(&inner)
        && word.first().is_some_and(u8::is_ascii_alphabetic)
        && word.get(length) == Some(&b']')
}

/// Whether a line can only be a key with a value: `word = …`.
fn is_pair_line(rest: &[u8]) -> bool {
    let line = line_of(rest);
    let length = line.iter().take_while(|byte| is_word(**byte)).count();
    let after = line[length..].trim_ascii_start();
    length > 0 && after.first() == Some(&b'=')
}

fn line_of(rest: &[u8]) -> &[u8] {
    let end = rest.iter().take(256).position(|byte| *byte == b'\n').unwrap_or(rest.len().min(256));
    rest[..end].trim_ascii()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
