//! What a file says in TOML, before any meaning: keys, values and where each stands.
//!
//! Knows the rules of TOML about what may be defined twice, and nothing of procedures.
//! All parts lie in one list and point at each other by number; texts stay in the file unless they have escapes.
//! Reading never recurses, and stops at the first fault: the rest of a faulty file is read after mending it.
//! Read [`Raw`] first, then [`Value`]; [`read`] makes one.

mod events;
mod grow;
mod plain;
mod statement;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::scan::Facts;
use crate::source::Span;

pub(super) use statement::read;

/// No part.
const NONE: u32 = u32::MAX;

/// A whole file.
#[derive(Debug)]
pub(super) struct Raw<'t> {
    text: &'t str,
    parts: Vec<Part>,
    /// Texts with escapes, and numbers with separators.
    owned: Vec<Box<str>>,
    /// Keys with escapes, by part.
    owned_keys: BTreeMap<u32, Box<str>>,
}

/// Why a file could not be read as TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The byte; the end of the text when the parser names none.
    pub(super) at: usize,
    pub(super) kind: FaultKind,
}

/// What the words of a slip depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A key or a table that stands twice.
    Duplicate,
    /// An escape that is none.
    Escape,
    /// Anything else.
    Other,
}

/// What came out of a text.
pub(super) enum Reading<'t> {
    /// All of it was read.
    Whole(Raw<'t>, Facts),
    /// Something is wrong.
    Faulty(Fault),
    /// The nesting limit was passed at this byte.
    TooDeep(usize),
    /// The limit of values was passed at this byte.
    TooMany(usize),
}

/// How much of a text is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// How deep keys and brackets may go.
    pub(super) nesting: usize,
    /// How many values there may be.
    pub(super) values: usize,
}

impl Bounds {
    /// None: of what is known to be small.
    pub(super) const NONE: Bounds = Bounds { nesting: usize::MAX, values: usize::MAX };
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A whole number in this radix.
    Integer(Radix),
    Float,
    Truth(bool),
    /// A date, a time, or both.
    Moment,
    List,
    Block,
}

/// The radix of a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Radix {
    Binary = 2,
    Octal = 8,
    Decimal = 10,
    Hexadecimal = 16,
}

/// One value with its key; small, since a hostile file is nothing but values.
#[derive(Clone, Copy, Debug)]
struct Part {
    key: Span,
    span: Span,
    /// Of a list or block the first inside; of others where the content begins, or its place among the owned.
    first: u32,
    /// Of a list or block the last inside; of others where the content ends.
    last: u32,
    next: u32,
    kind: Kind,
    marks: Marks,
}

/// How a part came to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Marks(u8);

impl Marks {
    /// The content is among the owned texts.
    const OWNED: Marks = Marks(1);
    /// A block that only the way to another one names.
    const IMPLICIT: Marks = Marks(2);
    /// A block made by a dotted key.
    const DOTTED: Marks = Marks(4);
    /// A block in braces.
    const INLINE: Marks = Marks(8);
    /// A list that `[[x]]` made.
    const BLOCKS: Marks = Marks(16);
    /// A block with so many keys that they are looked up in the index.
    const INDEXED: Marks = Marks(32);

    fn has(self, other: Marks) -> bool {
        self.0 & other.0 != 0
    }

    fn with(self, other: Marks) -> Marks {
        Marks(self.0 | other.0)
    }

    fn without(self, other: Marks) -> Marks {
        Marks(self.0 & !other.0)
    }
}

impl<'t> Raw<'t> {
    fn new(text: &'t str) -> Self {
        let root = Part::container(Kind::Block, Span::at(0), Marks::default());
        Raw { text, parts: vec![root], owned: Vec::new(), owned_keys: BTreeMap::new() }
    }

    /// The whole file as one block.
    pub(super) fn root(&self) -> Value<'_> {
        Value { raw: self, at: 0 }
    }

    fn part(&self, at: u32) -> Part {
        self.parts.get(at as usize).copied().unwrap_or(Part::container(
            Kind::Block,
            Span::at(0),
            Marks::default(),
        ))
    }

    fn key(&self, at: u32) -> &str {
        let span = self.part(at).key;
        let written = self.text.get(span.range()).unwrap_or("");
        match written.as_bytes().first() {
            Some(b'"' | b'\'') => match self.owned_keys.get(&at) {
                Some(owned) => owned,
                None => written.get(1..written.len().saturating_sub(1)).unwrap_or(""),
            },
            _ => written,
        }
    }
}

impl Part {
    fn container(kind: Kind, span: Span, marks: Marks) -> Self {
        Part { key: Span::at(0), span, first: NONE, last: NONE, next: NONE, kind, marks }
    }

    /// A value whose content stands in the file as it is.
    fn plain(kind: Kind, span: Span, content: std::ops::Range<usize>) -> Self {
        let content = Span::new(content.start, content.end);
        let (first, last) = (content.start, content.end);
        Part { key: Span::at(0), span, first, last, next: NONE, kind, marks: Marks::default() }
    }
}

/// A value of the file, with its key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'r> {
    raw: &'r Raw<'r>,
    at: u32,
}

impl<'r> Value<'r> {
    fn part(self) -> Part {
        self.raw.part(self.at)
    }

    /// Where the value stands: of a block its header or its braces.
    pub(super) fn span(self) -> Span {
        self.part().span
    }

    /// The key, without quotation marks; empty inside a list.
    pub(super) fn key(self) -> &'r str {
        self.raw.key(self.at)
    }

    /// Where the key stands.
    pub(super) fn key_span(self) -> Span {
        self.part().key
    }

    pub(super) fn kind(self) -> Kind {
        self.part().kind
    }

    /// The content of a text, the digits of a number.
    pub(super) fn content(self) -> &'r str {
        let part = self.part();
        if part.marks.has(Marks::OWNED) {
            return self.raw.owned.get(part.first as usize).map_or("", |text| text);
        }
        self.raw.text.get(part.first as usize..part.last as usize).unwrap_or("")
    }

    /// The text, when it is one.
    pub(super) fn text(self) -> Option<&'r str> {
        (self.kind() == Kind::Text).then(|| self.content())
    }

    pub(super) fn is_block(self) -> bool {
        self.kind() == Kind::Block
    }

    /// What stands inside a list or a block; of a block not always in the order of the file.
    pub(super) fn inside(self) -> impl Iterator<Item = Value<'r>> {
        let part = self.part();
        let first = if matches!(part.kind, Kind::List | Kind::Block) { part.first } else { NONE };
        let some = |at: u32| (at != NONE).then_some(at);
        let raw = self.raw;
        std::iter::successors(some(first), move |at| some(raw.part(*at).next))
            .map(move |at| Value { raw, at })
    }

    /// The value of a key of a block.
    pub(super) fn get(self, key: &str) -> Option<Value<'r>> {
        self.inside().filter(|_| self.is_block()).find(|value| value.key() == key)
    }
}

/// A key as it is being read.
#[derive(Debug)]
struct Key<'t> {
    span: Span,
    text: Cow<'t, str>,
}
