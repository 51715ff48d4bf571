//! The neutral tree of a file: keywords instead of words, values with their spans, nothing left out.
//!
//! Equality ignores spans and the language of the keywords, so that the Spanish and the English file of one
//! procedure are equal.

use super::entries::{Entries, Marks};
use crate::data::{Date, Decimal, Digest, Text};
use crate::keywords::Keyword;
use crate::source::{Language, Span};

/// A whole file, decoded.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language of the keywords the file was written in.
    pub language: Language,
    /// The version of the file format.
    pub format: u32,
    /// The keys of the file, in the order they stand in it.
    pub root: Table,
    /// SHA-256 of the bytes of the file.
    pub text_digest: Digest,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.format == other.format && self.root == other.root
    }
}

/// A block: keys with their values, each key at most once, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Where the block stands: its header, or its braces.
    pub span: Span,
    /// The keys, in the order of the file.
    pub entries: Entries,
    /// Keys that stand there with something that could not be read, which has been told; no part of what the block says.
    pub(crate) lost: Box<[Keyword]>,
}

/// One key of a block with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Keyword,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where the value stands, quotation marks and brackets included; a guard's span is of its inside.
    pub span: Span,
    /// The value.
    pub value: Tree,
}

/// One member of a map whose keys belong to the author: data, correlation values.
#[derive(Clone, Debug)]
pub struct Member {
    /// The key as written.
    pub name: Text,
    /// Where the key stands.
    pub name_span: Span,
    /// The value.
    pub node: Node,
}

/// A part of a field named in a finding: a key, or the id (or number) of one of several blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldPart {
    /// A key.
    Key(Keyword),
    /// An id or a printed number.
    Id(Text),
}

/// What kind of typed text a value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeShape {
    /// A length of time: `"3 días hábiles"`.
    Duration,
    /// A printed frequency: `"mensual"`.
    Cadence,
    /// A due time with its anchor: `"1 día desde actividad 12"`.
    Deadline,
    /// What a timer waits for: a length of time, a date or a cycle.
    Timer,
}

/// A text whose words belong to a language, with what it says in any language.
///
/// Two of them are equal when they say the same, whatever their words.
#[derive(Clone, Debug)]
pub struct Worded {
    /// As it stands in the file.
    pub written: Text,
    /// What it says: times in ISO 8601, guards with their words in English; as written when it cannot be read.
    pub neutral: Text,
}

/// A value of the file.
#[derive(Clone, Debug)]
pub enum Tree {
    /// A text, an id, a name.
    Text(Text),
    /// A number; a target or reference written as an integer is a number too.
    Number(Decimal),
    /// `true` or `false`.
    Bool(bool),
    /// A calendar date.
    Date(Date),
    /// A date with a time, in RFC 3339 with or without an offset: `2022-04-07T10:00:00-05:00`.
    Instant(Text),
    /// A word of a closed list.
    Word(Keyword),
    /// The text of a guard; the node's span is of the inside of the quotes.
    Guard(Worded),
    /// A duration, cadence or deadline.
    Time(TimeShape, Worded),
    /// The field a finding changes.
    Field(Vec<FieldPart>),
    /// `"sin definir"`: said to be absent.
    Undefined,
    /// `"en blanco"`: blank in the source.
    Blank,
    /// Several values; one value standing for a list of one is a list of one here.
    List(Vec<Node>),
    /// A block.
    Table(Table),
    /// Keys of the author with their values, in the order of the file.
    Map(Vec<Member>),
}

impl PartialEq for Table {
    /// The order of different keys says nothing; both sides are compared key by key.
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().all(|entry| other.get(entry.key).is_some_and(|node| *node == entry.node))
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.node == other.node
    }
}

impl PartialEq for Worded {
    fn eq(&self, other: &Self) -> bool {
        self.neutral == other.neutral
    }
}

impl PartialEq for Tree {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Tree::Text(a), Tree::Text(b)) | (Tree::Instant(a), Tree::Instant(b)) => a == b,
            (Tree::Guard(a), Tree::Guard(b)) => a == b,
            (Tree::Number(a), Tree::Number(b)) => a == b,
            (Tree::Bool(a), Tree::Bool(b)) => a == b,
            (Tree::Date(a), Tree::Date(b)) => a == b,
            (Tree::Word(a), Tree::Word(b)) => a == b,
            (Tree::Time(shape, a), Tree::Time(other, b)) => shape == other && a == b,
            (Tree::Field(a), Tree::Field(b)) => a == b,
            (Tree::Undefined, Tree::Undefined) | (Tree::Blank, Tree::Blank) => true,
            (Tree::List(a), Tree::List(b)) => a == b,
            (Tree::Table(a), Tree::Table(b)) => a == b,
            (Tree::Map(a), Tree::Map(b)) => a == b,
            _ => false,
        }
    }
}

impl Table {
    /// The marks of all keys, for whoever asks for many.
    pub(crate) fn marks(&self) -> Marks {
        self.entries.marks()
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: Keyword) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The value of a key, to be changed.
    #[must_use]
    pub fn get_mut(&mut self, key: Keyword) -> Option<&mut Node> {
        self.entries.value_mut(key)
    }

    /// Takes a key out, with its value.
    #[must_use]
    pub fn remove(&mut self, key: Keyword) -> Option<Entry> {
        self.entries.take(key)
    }

    /// The key with its value.
    #[must_use]
    pub fn entry(&self, key: Keyword) -> Option<&Entry> {
        self.entries.find(key)
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: Keyword) -> Option<&Text> {
        self.get(key).and_then(Node::as_text)
    }

    /// The word of a key with a closed list.
    #[must_use]
    pub fn word(&self, key: Keyword) -> Option<Keyword> {
        self.get(key).and_then(Node::as_word)
    }

    /// Whether a key says `true`; a missing one does not.
    #[must_use]
    pub fn flag(&self, key: Keyword) -> bool {
        self.get(key).is_some_and(|node| matches!(node.value, Tree::Bool(true)))
    }

    /// The block under a key.
    #[must_use]
    pub fn table(&self, key: Keyword) -> Option<&Table> {
        self.get(key).and_then(Node::as_table)
    }

    /// The values of a list; a single value is a list of one, a missing key an empty list.
    #[must_use]
    pub fn list(&self, key: Keyword) -> &[Node] {
        self.get(key).map_or(&[], Node::as_list)
    }

    /// The blocks of a repeatable key.
    pub fn tables(&self, key: Keyword) -> impl Iterator<Item = &Table> {
        self.list(key).iter().filter_map(Node::as_table)
    }

    /// The texts of a list with their spans.
    pub fn texts(&self, key: Keyword) -> impl Iterator<Item = (&Text, Span)> {
        self.list(key).iter().filter_map(|node| node.as_text().map(|text| (text, node.span)))
    }
}

impl Node {
    /// The text, when it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&Text> {
        match &self.value {
            Tree::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, when it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Decimal> {
        match self.value {
            Tree::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The word, when it is one of a closed list.
    #[must_use]
    pub fn as_word(&self) -> Option<Keyword> {
        match self.value {
            Tree::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The block, when it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Tree::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The values of a list; a single value is a list of one, `"sin definir"` and a blank an empty list.
    #[must_use]
    pub fn as_list(&self) -> &[Node] {
        match &self.value {
            Tree::List(nodes) => nodes,
            Tree::Undefined | Tree::Blank => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The members of a map.
    #[must_use]
    pub fn as_map(&self) -> &[Member] {
        match &self.value {
            Tree::Map(members) => members,
            _ => &[],
        }
    }

    /// A number or text that names an activity, as people write it: `7`, `4.1`, `comisionar-equipo`.
    #[must_use]
    pub fn reference_text(&self) -> Option<Text> {
        match &self.value {
            Tree::Text(text) => Some(text.clone()),
            Tree::Number(number) => Some(number_text(*number)),
            Tree::Word(word) => Some(word.en().into()),
            _ => None,
        }
    }
}

/// A number as text; nearly all are whole and small, which is quicker to write.
fn number_text(number: Decimal) -> Text {
    match number.to_i64() {
        Some(whole) => whole.to_string().into(),
        None => number.to_string().into(),
    }
}
