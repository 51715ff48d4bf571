//! From the events of the TOML parser to parts: keys are gathered, values decoded and put in their places.
//!
//! Knows which event means what; the rules about tables are the grower's.
//! Read [`Growth`] first.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, Expected, ParseError, Raw as RawText, Source, Span as At};

use super::grow::Grower;
use super::{Fault, FaultKind, Key, Kind, Marks, Part, Radix};
use crate::source::Span;

/// How deep brackets may stand inside each other, whatever the limits of the host: the parser recurses.
pub(super) const DEEPEST: usize = 80;

/// The tree as it grows, and the statement that is being read.
pub(super) struct Growth<'t> {
    pub(super) grower: Grower<'t>,
    /// The first fault of meaning; one of grammar anywhere in the file counts before it.
    pub(super) fault: Option<Fault>,
    statement: Source<'t>,
    /// Where the statement begins.
    base: usize,
    length: usize,
    header: usize,
    keys: Vec<Key<'t>>,
    open: Vec<Open<'t>>,
    depth: usize,
    /// How many keys the last header has.
    pub(super) header_parts: usize,
}

/// A list or a block in braces that is not closed yet, and the keys it belongs to.
struct Open<'t> {
    at: u32,
    block: bool,
    keys: Vec<Key<'t>>,
}

impl<'t> Growth<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Growth {
            grower: Grower::new(text),
            fault: None,
            statement: Source::new(text),
            base: 0,
            length: text.len(),
            header: 0,
            keys: Vec::new(),
            open: Vec::new(),
            depth: 0,
            header_parts: 0,
        }
    }

    /// Turns to the statement that begins at a byte of the text.
    pub(super) fn turn_to(&mut self, statement: Source<'t>, base: usize) {
        (self.statement, self.base) = (statement, base);
        self.keys.clear();
        self.open.clear();
        self.depth = 0;
    }

    /// A key that is written plainly.
    pub(super) fn plain_key(&mut self, text: &'t str, start: usize) {
        self.keys.clear();
        let span = Span::new(start, start + text.len());
        self.keys.push(Key { span, text: Cow::Borrowed(text) });
    }

    /// Begins a list that is written plainly; the parts up to its end belong to it.
    pub(super) fn begin_list(&mut self, span: Span) {
        self.begin(Kind::List, span, Marks::default());
    }

    pub(super) fn end_list(&mut self, end: Span) {
        self.end(end);
    }

    /// Keeps the first fault only.
    fn note(&mut self, outcome: Result<(), Fault>) {
        if let (None, Err(fault)) = (self.fault, outcome) {
            self.fault = Some(fault);
        }
    }

    fn span(&self, at: At) -> Span {
        Span::new(self.base + at.start(), self.base + at.end())
    }

    fn written(&self, at: At, encoding: Option<Encoding>) -> RawText<'t> {
        let text = self.statement.input().get(at.start()..at.end()).unwrap_or("");
        RawText::new_unchecked(text, encoding, at)
    }

    /// Ends the file.
    pub(super) fn finish(&mut self) {
        let outcome = self.grower.finish_block();
        self.note(outcome);
    }

    pub(super) fn begin_header(&mut self, start: usize) {
        let outcome = self.grower.finish_block();
        self.note(outcome);
        self.keys.clear();
        self.header = start;
    }

    pub(super) fn end_header(&mut self, end: usize, blocks: bool) {
        self.header_parts = self.keys.len();
        self.bound_keys();
        if self.fault.is_some() {
            return;
        }
        let span = Span::new(self.header, end);
        if blocks {
            self.grower.blocks_header(&self.keys, span);
        } else {
            let outcome = self.grower.header(&self.keys, span);
            self.note(outcome);
        }
        self.keys.clear();
    }

    fn bound_keys(&mut self) {
        if self.keys.len() > DEEPEST {
            self.note(Err(Fault { at: self.length, kind: FaultKind::Other }));
        }
    }

    fn begin(&mut self, kind: Kind, span: Span, marks: Marks) {
        if self.fault.is_some() {
            return;
        }
        let at = self.grower.add(Part::container(kind, span, marks));
        let keys = std::mem::take(&mut self.keys);
        self.open.push(Open { at, block: kind == Kind::Block, keys });
    }

    fn end(&mut self, end: Span) {
        if let Some(open) = self.open.pop() {
            self.grower.close(open.at, end);
            self.keys = open.keys;
            self.place(open.at);
        }
    }

    pub(super) fn put(&mut self, part: Part) {
        if self.fault.is_none() {
            let at = self.grower.add(part);
            self.place(at);
        }
    }

    /// Gives a finished value to the list, the braces or the block it stands in.
    fn place(&mut self, at: u32) {
        if self.fault.is_some() {
            return;
        }
        let outcome = match self.open.last() {
            Some(outer) if outer.block => self.grower.inline_pair(outer.at, &self.keys, at),
            Some(outer) => {
                self.grower.append(outer.at, at);
                Ok(())
            }
            None => self.grower.pair(&self.keys, at),
        };
        self.note(outcome);
        self.keys.clear();
    }

    fn enter(&mut self, span: At, error: &mut dyn ErrorSink) -> bool {
        self.depth += 1;
        let allowed = self.depth <= DEEPEST;
        if !allowed {
            error.report_error(ParseError::new("too deep").with_unexpected(span));
        }
        allowed
    }

    /// A fault of the parser, as far as the words of a slip depend on it.
    pub(super) fn fault_of(&self, error: &ParseError) -> Fault {
        let names_escape = |expected: &Expected| match expected {
            Expected::Literal(words) | Expected::Description(words) => words.contains("escape"),
            _ => false,
        };
        let escape = error.description().contains("escape")
            || error.expected().is_some_and(|all| all.iter().any(names_escape));
        let at = error.unexpected().map_or(self.length, |span| self.base + span.start());
        Fault { at, kind: if escape { FaultKind::Escape } else { FaultKind::Other } }
    }

    fn scalar_of(&mut self, at: At, encoding: Option<Encoding>) -> Option<Part> {
        let (mut decoded, mut error): (Cow<'t, str>, Option<ParseError>) = (Cow::Borrowed(""), None);
        let scalar = self.written(at, encoding).decode_scalar(&mut decoded, &mut error);
        if let Some(error) = error {
            let fault = self.fault_of(&error);
            self.note(Err(fault));
            return None;
        }
        let kind = match scalar {
            ScalarKind::String => Kind::Text,
            ScalarKind::Boolean(truth) => Kind::Truth(truth),
            ScalarKind::DateTime => Kind::Moment,
            ScalarKind::Float => Kind::Float,
            ScalarKind::Integer(radix) => Kind::Integer(radix_of(radix.value())),
        };
        let span = self.span(at);
        if kind == Kind::Moment && decoded.parse::<toml_datetime::Datetime>().is_err() {
            self.note(Err(Fault { at: span.start as usize, kind: FaultKind::Other }));
            return None;
        }
        Some(self.grower.scalar(kind, span, decoded, marks_after(encoding)))
    }
}

fn radix_of(radix: u32) -> Radix {
    match radix {
        2 => Radix::Binary,
        8 => Radix::Octal,
        16 => Radix::Hexadecimal,
        _ => Radix::Decimal,
    }
}

/// How many quotation marks end a text.
fn marks_after(encoding: Option<Encoding>) -> usize {
    match encoding {
        None => 0,
        Some(Encoding::LiteralString | Encoding::BasicString) => 1,
        Some(Encoding::MlLiteralString | Encoding::MlBasicString) => 3,
    }
}

impl EventReceiver for Growth<'_> {
    fn std_table_open(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.begin_header(self.base + span.start());
    }

    fn std_table_close(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.end_header(self.base + span.end(), false);
    }

    fn array_table_open(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.begin_header(self.base + span.start());
    }

    fn array_table_close(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.end_header(self.base + span.end(), true);
    }

    fn inline_table_open(&mut self, span: At, error: &mut dyn ErrorSink) -> bool {
        self.begin(Kind::Block, self.span(span), Marks::INLINE);
        self.enter(span, error)
    }

    fn inline_table_close(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.depth = self.depth.saturating_sub(1);
        self.end(self.span(span));
    }

    fn array_open(&mut self, span: At, error: &mut dyn ErrorSink) -> bool {
        self.begin(Kind::List, self.span(span), Marks::default());
        self.enter(span, error)
    }

    fn array_close(&mut self, span: At, _: &mut dyn ErrorSink) {
        self.depth = self.depth.saturating_sub(1);
        self.end(self.span(span));
    }

    fn simple_key(&mut self, span: At, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        if self.fault.is_some() {
            return;
        }
        let (mut text, mut error): (Cow<'_, str>, Option<ParseError>) = (Cow::Borrowed(""), None);
        self.written(span, encoding).decode_key(&mut text, &mut error);
        if let Some(error) = error {
            let fault = self.fault_of(&error);
            self.note(Err(fault));
        }
        let span = self.span(span);
        self.keys.push(Key { span, text });
    }

    fn key_val_sep(&mut self, _: At, _: &mut dyn ErrorSink) {
        self.bound_keys();
    }

    fn scalar(&mut self, span: At, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        if self.fault.is_none()
            && let Some(part) = self.scalar_of(span, encoding)
        {
            self.put(part);
        }
    }

    fn comment(&mut self, span: At, error: &mut dyn ErrorSink) {
        self.written(span, None).decode_comment(error);
    }

    fn newline(&mut self, span: At, error: &mut dyn ErrorSink) {
        self.written(span, None).decode_newline(error);
    }
}
