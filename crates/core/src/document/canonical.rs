//! The canonical form of a document: JSON with neutral keys, for digests.
//!
//! Keys stand in the order of the schema, keys that were not given are absent, numbers and dates are text, every text
//! is in NFC, nothing is indented. Spans, comments and the language of the file leave no trace.

use super::decode::field_text;
use super::print::{field_shape, item_of, root_of};
use super::schema::{Bearing, Block, Shape};
use super::tree::{Document, Member, Node, Table, Tree};
use super::typed_text::neutral_guard;
use crate::guard::Vocabulary;
use crate::source::Language;

/// How much of a document enters its canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything: the *definition* digest.
    Whole,
    /// What changes what the engine does; titles, prose, sources and the change log stay out: the *behaviour* digest.
    Behaviour,
}

/// Writes the canonical form of a document whose guards use no function of a host; see [`canonical_with`].
///
/// ```
/// use cauce::{document::{Extent, canonical, decode}, limits::Limits};
/// let text = "formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"Archivar\"\ncodigo = \"P-1\"\n";
/// let document = decode("a.toml", text.as_bytes(), &Limits::default()).document.unwrap();
/// assert_eq!(canonical(&document, Extent::Whole), r#"{"format":1,"procedure":{"code":"P-1","name":"Archivar"}}"#);
/// assert_eq!(canonical(&document, Extent::Behaviour), r#"{"format":1,"procedure":{"code":"P-1"}}"#);
/// ```
#[must_use]
pub fn canonical(document: &Document, extent: Extent) -> String {
    canonical_with(document, extent, &Vocabulary::default())
}

/// Writes the canonical form, the functions that a host lends to guards under their English names.
#[must_use]
pub fn canonical_with(document: &Document, extent: Extent, vocabulary: &Vocabulary) -> String {
    let mut writer = Writer {
        out: format!("{{\"format\":{}", document.format),
        from: document.language,
        extent,
        vocabulary,
    };
    writer.keys(&document.root, root_of(document), false);
    writer.out.push('}');
    writer.out
}

struct Writer<'v> {
    out: String,
    from: Language,
    extent: Extent,
    vocabulary: &'v Vocabulary,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table, block: &'static Block) {
        self.out.push('{');
        self.keys(table, block, true);
        self.out.push('}');
    }

    fn keys(&mut self, table: &Table, block: &'static Block, mut first: bool) {
        for key in block.keys {
            if self.extent == Extent::Behaviour && key.bearing == Bearing::Prose {
                continue;
            }
            let Some(node) = table.get(key.word) else {
                continue;
            };
            let field = matches!(key.shape, Shape::FieldValue)
                .then(|| field_shape(table))
                .flatten();
            self.comma(&mut first);
            self.text(key.word.en());
            self.out.push(':');
            self.value(node, field.unwrap_or(key.shape), block);
        }
    }

    fn comma(&mut self, first: &mut bool) {
        if !*first {
            self.out.push(',');
        }
        *first = false;
    }

    fn value(&mut self, node: &Node, shape: Shape, block: &'static Block) {
        match &node.value {
            Tree::Text(text) | Tree::Instant(text) => self.text(text),
            Tree::Number(number) => self.text(&number.to_string()),
            Tree::Bool(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Tree::Date(date) => self.text(&date.to_string()),
            Tree::Word(word) => self.text(word.en()),
            Tree::Guard(text) => {
                let words = neutral_guard(text, self.from, self.vocabulary);
                self.text(&words);
            }
            Tree::Time(_, text) => self.text(&text.neutral),
            Tree::Field(parts) => self.text(&field_text(parts, Language::English)),
            Tree::Undefined => self.out.push_str("null"),
            Tree::Blank => self.out.push_str("{}"),
            Tree::List(nodes) => self.list(nodes, item_of(shape), block),
            Tree::Table(table) => self.table(table, shape.block().unwrap_or(block)),
            Tree::Map(members) => self.map(members, block),
        }
    }

    fn list(&mut self, nodes: &[Node], item: Shape, block: &'static Block) {
        self.out.push('[');
        let mut first = true;
        for node in nodes {
            self.comma(&mut first);
            self.value(node, item, block);
        }
        self.out.push(']');
    }

    fn map(&mut self, members: &[Member], block: &'static Block) {
        self.out.push('{');
        let mut first = true;
        for member in members {
            self.comma(&mut first);
            self.text(&member.name);
            self.out.push(':');
            self.value(&member.node, Shape::Value, block);
        }
        self.out.push('}');
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                c if u32::from(c) < 0x20 => self.out.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}
