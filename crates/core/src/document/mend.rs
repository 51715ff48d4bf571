//! Takes the faulty lines out of a file so that the rest can still be read, one message for each slip.
//!
//! The parser says that something is wrong and about where; which slip it was is read from the line itself.
//! A faulty line is blanked in a copy of the text, so that every other byte keeps its place.

use std::collections::BTreeSet;

use super::raw::{Bounds, Fault, FaultKind, Reading, read};
use super::scan::{Kind, Statement, Unclosed, scan};
use super::slip::{classify, classify_stray};
use crate::diagnostic::{Diagnostic, FileProblem};
use crate::source::{Source, Span};

const ROUNDS: usize = 8;
/// How many problems of one file are listed.
pub(super) const LISTED: usize = 100;

/// A text that parses, and what was wrong with the one it came from.
#[derive(Debug)]
pub(super) struct Mended {
    /// The text without its faulty lines; `None` when too little is left.
    pub(super) text: Option<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Blocks whose bounds are in doubt: what else is said of them is held back.
    pub(super) held: Vec<Span>,
    /// Blocks that lost a line: that a key is missing there is held back.
    pub(super) thinned: Vec<Span>,
}

/// The first fault of a text; one alone, since a hostile text has millions.
fn first_fault(text: &str) -> Option<Fault> {
    match read(text, Bounds::NONE) {
        Reading::Faulty(fault) => Some(fault),
        Reading::Whole(..) | Reading::TooDeep(_) | Reading::TooMany(_) => None,
    }
}

/// Blanks faulty lines until the text parses.
pub(super) fn mend(source: &Source, nesting: usize) -> Mended {
    let mut statements = Vec::new();
    scan(source.text(), nesting, &mut |statement| {
        statements.push(statement);
    });
    let masked = vec![false; statements.len()];
    let mut mender = Mender {
        source,
        bytes: source.text().as_bytes().to_vec(),
        statements,
        masked,
        diagnostics: Vec::new(),
        held: Vec::new(),
        thinned: Vec::new(),
    };
    mender.blank_what_the_scan_saw();
    mender.blank_what_does_not_parse_alone();
    mender.blank_repeated_keys();
    let whole = (0..ROUNDS).any(|_| mender.round());
    let text = if whole { String::from_utf8(mender.bytes).ok() } else { None };
    Mended { text, diagnostics: mender.diagnostics, held: mender.held, thinned: mender.thinned }
}

struct Mender<'s> {
    source: &'s Source,
    bytes: Vec<u8>,
    statements: Vec<Statement>,
    masked: Vec<bool>,
    diagnostics: Vec<Diagnostic>,
    held: Vec<Span>,
    thinned: Vec<Span>,
}

impl Mender<'_> {
    fn blank_what_the_scan_saw(&mut self) {
        for index in 0..self.statements.len() {
            let statement = self.statements[index].clone();
            if self.full() {
                return;
            }
            if self.masked[index] {
                continue;
            }
            if let Some(diagnostic) = self.seen_by_scan(&statement) {
                self.take_out(index, diagnostic);
            }
        }
    }

    fn seen_by_scan(&self, statement: &Statement) -> Option<Diagnostic> {
        match statement.fault {
            Some(Unclosed::Bracket(at)) => {
                let bracket = char::from(*self.source.text().as_bytes().get(at)?);
                Some(Diagnostic::error(FileProblem::UnclosedBracket { bracket }, Span::new(at, at + 1)))
            }
            Some(Unclosed::Quote(_)) => Some(classify(self.source, statement, no_report(statement))),
            None if statement.kind == Kind::Stray => Some(classify_stray(self.source, statement)),
            None => None,
        }
    }

    /// Parses each statement by itself: its faults are its own, and the cost stays that of the text.
    fn blank_what_does_not_parse_alone(&mut self) {
        for index in 0..self.statements.len() {
            if self.full() {
                return;
            }
            let span = self.statements[index].span.clone();
            let alone = self.source.text().get(span.clone()).unwrap_or("");
            if let (false, Some(fault)) = (self.masked[index], first_fault(alone)) {
                self.answer(Fault { at: (span.start + fault.at).min(span.end), ..fault });
            }
        }
    }

    /// Finds keys that stand twice in one block, and headers that stand twice in the file.
    fn blank_repeated_keys(&mut self) {
        let mut headers: BTreeSet<&str> = BTreeSet::new();
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        let mut repeated = Vec::new();
        let text = self.source.text();
        for (index, statement) in self.statements.iter().enumerate().filter(|(index, _)| !self.masked[*index])
        {
            let key = text[statement.key.clone()].trim();
            let fresh = match statement.kind {
                Kind::Header if text[statement.span.clone()].starts_with("[[") => {
                    keys.clear();
                    // A header inside this block may stand again in the next one.
                    let inner: Vec<&str> =
                        headers.range(key..).take_while(|header| header.starts_with(key)).copied().collect();
                    for header in inner {
                        headers.remove(header);
                    }
                    true
                }
                Kind::Header => {
                    keys.clear();
                    headers.insert(key)
                }
                _ => keys.insert(key),
            };
            if !fresh {
                repeated.push(index);
            }
        }
        for index in repeated {
            if self.full() {
                return;
            }
            let diagnostic = self.duplicate(index, self.statements[index].key.start);
            self.take_out(index, diagnostic);
        }
    }

    /// Parses what is left; `true` when nothing is wrong any more.
    fn round(&mut self) -> bool {
        if self.diagnostics.len() > LISTED {
            return false;
        }
        match std::str::from_utf8(&self.bytes).map(first_fault) {
            Ok(None) => true,
            Ok(Some(fault)) => {
                self.answer(fault);
                false
            }
            Err(_) => false,
        }
    }

    fn answer(&mut self, report: Fault) {
        let after = self.statements.partition_point(|statement| statement.span.start <= report.at);
        let Some(index) = after.checked_sub(1) else {
            return;
        };
        if self.masked[index] {
            return;
        }
        let statement = self.statements[index].clone();
        if report.kind == FaultKind::Duplicate {
            let diagnostic = self.duplicate(index, report.at);
            self.take_out(index, diagnostic);
        } else {
            let diagnostic = classify(self.source, &statement, report);
            self.take_out(index, diagnostic);
        }
    }

    fn duplicate(&self, index: usize, at: usize) -> Diagnostic {
        let statement = &self.statements[index];
        let text = self.source.text();
        let word_end = text[at..]
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(text.len() - at);
        let span = Span::new(at, at + word_end.max(1));
        let first = self.first_place(index, span);
        let problem = FileProblem::DuplicateKey {
            key: self.source.slice(span).into(),
            line: self.source.line_column(first.start).0,
            header: statement.kind == Kind::Header,
        };
        Diagnostic::error(problem, span).with_label(first, self.source.slice(span))
    }

    /// Where the same key stood before: in the same braces, the same block, or as a header anywhere above.
    fn first_place(&self, index: usize, span: Span) -> Span {
        let text = self.source.text();
        let statement = &self.statements[index];
        let key = text[statement.key.clone()].trim();
        let above = &self.statements[..index];
        let same = |other: &&Statement| text[other.key.clone()].trim() == key;
        let found = if statement.kind == Kind::Header {
            above.iter().filter(|other| other.kind == Kind::Header).find(same)
        } else {
            above.iter().rev().take_while(|other| other.kind != Kind::Header).find(same)
        };
        match found {
            Some(other) if statement.key.contains(&(span.start as usize)) => {
                Span::new(other.key.start, other.key.end)
            }
            _ => {
                let word = &text[span.range()];
                let inside = text[statement.value.clone()]
                    .find(word)
                    .map_or(span.range().start, |at| statement.value.start + at);
                Span::new(inside, inside + word.len())
            }
        }
    }

    /// Blanks a statement, or for a header its whole block, and holds its block back.
    fn take_out(&mut self, index: usize, diagnostic: Diagnostic) {
        let block = self.block_of(index);
        let header = self.statements[index].kind == Kind::Header;
        let range = if header { index..block.end } else { index..index + 1 };
        for gone in range {
            self.blank(gone);
        }
        // One header in single brackets makes every later one a repetition: that is one slip and one message.
        let is_told = |told: &Diagnostic| header && told.problem == diagnostic.problem;
        if !self.diagnostics.iter().any(is_told) {
            self.diagnostics.push(diagnostic);
        }
        let bounds = self.bounds(block);
        if header || self.statements[index].fault.is_some() {
            self.held.push(bounds);
        } else {
            self.thinned.push(bounds);
        }
        if header {
            self.held.push(Span::new(0, 1));
        }
    }

    fn blank(&mut self, index: usize) {
        self.masked[index] = true;
        let span = self.statements[index].span.clone();
        for byte in &mut self.bytes[span] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    /// The statements from the header above to the next header.
    fn block_of(&self, index: usize) -> std::ops::Range<usize> {
        let is_header = |statement: &Statement| statement.kind == Kind::Header;
        let start = self.statements[..=index].iter().rposition(is_header).unwrap_or(0);
        let end = self.statements[index + 1..]
            .iter()
            .position(is_header)
            .map_or(self.statements.len(), |n| index + 1 + n);
        start..end
    }

    fn bounds(&self, block: std::ops::Range<usize>) -> Span {
        let start = self.statements.get(block.start).map_or(0, |first| first.span.start);
        let end = self.statements.get(block.end).map_or(self.bytes.len(), |next| next.span.start);
        let starts_file = self.statements.get(block.start).is_some_and(|first| first.kind != Kind::Header);
        Span::new(if starts_file { 0 } else { start }, end)
    }

    fn full(&mut self) -> bool {
        if self.diagnostics.len() < LISTED {
            return false;
        }
        let last = self.diagnostics.last().map_or(Span::default(), |diagnostic| diagnostic.span);
        if self.diagnostics.len() == LISTED {
            self.diagnostics.push(Diagnostic::error(FileProblem::TooManyProblems { listed: LISTED }, last));
        }
        true
    }
}

fn no_report(statement: &Statement) -> Fault {
    Fault { kind: FaultKind::Other, at: statement.value.start }
}
