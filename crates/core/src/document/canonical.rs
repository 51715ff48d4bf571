//! The canonical form of a document: JSON with neutral keys, for digests.
//!
//! Keys stand in the order of the schema, keys that were not given are absent, numbers and dates are text, every text
//! is in NFC, nothing is indented. Spans, comments and the language of the file leave no trace.

use std::fmt::Write as _;

use super::decode::field_text;
use super::print::{field_shape, item_of, root_of};
use super::schema::{Bearing, Block, Shape};
use super::tree::{Document, Member, Node, Table, Tree};
use super::typed_text::neutral_guard;
use crate::data::Digesting;
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
    let forms = written(document, vocabulary, Forms::default());
    match extent {
        Extent::Whole => forms.whole.text,
        Extent::Behaviour => forms.behaviour.text,
    }
}

/// Adds the canonical form of each extent to a digest of it, in one walk; neither form is ever whole in memory.
pub(crate) fn digest_canonicals(document: &Document, vocabulary: &Vocabulary, digests: [&mut Digesting; 2]) {
    let [whole, behaviour] = digests.map(|digest| Form { text: String::new(), digest: Some(digest) });
    let Forms { mut whole, mut behaviour } = written(document, vocabulary, Forms { whole, behaviour });
    whole.hand_over(0);
    behaviour.hand_over(0);
}

/// The canonical forms of a document while they are written, of both extents.
#[derive(Default)]
struct Forms<'v> {
    whole: Form<'v>,
    behaviour: Form<'v>,
}

/// What has been written of a form and not yet been handed to its digest.
#[derive(Default)]
struct Form<'v> {
    text: String,
    /// Where it goes; a form without one is kept whole.
    digest: Option<&'v mut Digesting>,
}

/// How much of a form is kept before it is digested: so much stays near the processor.
const KEPT: usize = 16 << 10;

impl Form<'_> {
    /// Hands what has been written to the digest, once it is more than so many bytes.
    fn hand_over(&mut self, kept: usize) {
        if self.text.len() > kept
            && let Some(digest) = &mut self.digest
        {
            digest.add(&self.text);
            self.text.clear();
        }
    }
}

/// Writes both canonical forms in one walk.
fn written<'v>(document: &Document, vocabulary: &'v Vocabulary, forms: Forms<'v>) -> Forms<'v> {
    let mut writer =
        Writer { forms, prose: false, scratch: String::new(), from: document.language, vocabulary };
    writer.put("{\"format\":");
    writer.put(&document.format.to_string());
    let given = Begun { whole: true, behaviour: true };
    writer.keys(&document.root, root_of(document), given);
    writer.put("}");
    writer.forms
}

struct Writer<'v> {
    forms: Forms<'v>,
    /// Whether what is written is only printed, so that it belongs to the whole form alone.
    prose: bool,
    /// A number or date while it becomes text.
    scratch: String,
    from: Language,
    vocabulary: &'v Vocabulary,
}

/// In which of the forms a block has its first member, so that a comma stands before the next.
#[derive(Clone, Copy, Default)]
struct Begun {
    whole: bool,
    behaviour: bool,
}

impl Writer<'_> {
    fn put(&mut self, text: &str) {
        self.forms.whole.text.push_str(text);
        if !self.prose {
            self.forms.behaviour.text.push_str(text);
        }
    }

    fn table(&mut self, table: &Table, block: &'static Block) {
        self.put("{");
        self.keys(table, block, Begun::default());
        self.put("}");
        self.forms.whole.hand_over(KEPT);
        self.forms.behaviour.hand_over(KEPT);
    }

    fn keys(&mut self, table: &Table, block: &'static Block, mut begun: Begun) {
        let marks = table.marks();
        for key in block.keys.iter().filter(|key| marks.may_have(key.word)) {
            let Some(node) = table.get(key.word) else {
                continue;
            };
            let field = matches!(key.shape, Shape::FieldValue).then(|| field_shape(table)).flatten();
            let outside = self.prose;
            self.prose |= key.bearing == Bearing::Prose;
            self.member(key.word.member(), &mut begun);
            self.value(node, field.unwrap_or(key.shape), block);
            self.prose = outside;
        }
    }

    /// Writes the key of a member, the comma before it only where another member stands before.
    fn member(&mut self, key: &str, begun: &mut Begun) {
        let from = |begun: bool| &key[usize::from(!begun)..];
        self.forms.whole.text.push_str(from(begun.whole));
        begun.whole = true;
        if !self.prose {
            self.forms.behaviour.text.push_str(from(begun.behaviour));
            begun.behaviour = true;
        }
    }

    fn value(&mut self, node: &Node, shape: Shape, block: &'static Block) {
        match &node.value {
            Tree::Text(text) | Tree::Instant(text) => self.text(text),
            Tree::Number(number) => match number.to_i64() {
                Some(whole) => self.printed(&whole),
                None => self.printed(number),
            },
            Tree::Bool(truth) => self.put(if *truth { "true" } else { "false" }),
            Tree::Date(date) => self.printed(date),
            Tree::Word(word) => self.text(word.en()),
            Tree::Guard(text) => {
                let words = neutral_guard(text, self.from, self.vocabulary);
                self.text(&words);
            }
            Tree::Time(_, text) => self.text(&text.neutral),
            Tree::Field(parts) => self.text(&field_text(parts, Language::English)),
            Tree::Undefined => self.put("null"),
            Tree::Blank => self.put("{}"),
            Tree::List(nodes) => self.list(nodes, item_of(shape), block),
            Tree::Table(table) => self.table(table, shape.block().unwrap_or(block)),
            Tree::Map(members) => self.map(members, block),
        }
    }

    fn list(&mut self, nodes: &[Node], item: Shape, block: &'static Block) {
        self.put("[");
        for (position, node) in nodes.iter().enumerate() {
            self.comma(position);
            self.value(node, item, block);
        }
        self.put("]");
    }

    fn map(&mut self, members: &[Member], block: &'static Block) {
        self.put("{");
        for (position, member) in members.iter().enumerate() {
            self.comma(position);
            self.text(&member.name);
            self.put(":");
            self.value(&member.node, Shape::Value, block);
        }
        self.put("}");
    }

    /// The comma before every item but the first; what stands in a list stands in both forms or in one.
    fn comma(&mut self, position: usize) {
        if position > 0 {
            self.put(",");
        }
    }

    fn printed(&mut self, value: &dyn std::fmt::Display) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let _ = write!(scratch, "{value}");
        self.text(&scratch);
        self.scratch = scratch;
    }

    fn text(&mut self, text: &str) {
        self.put("\"");
        // Without a way out of the loop the test runs over many bytes at once.
        if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            self.put(text);
        } else {
            self.escaped(text);
        }
        self.put("\"");
    }

    fn escaped(&mut self, text: &str) {
        for run in text.split_inclusive(|c: char| c.is_ascii() && !is_plain(c as u8)) {
            let last = run.bytes().last().filter(|byte| !is_plain(*byte));
            let Some(byte) = last else {
                self.put(run);
                continue;
            };
            self.put(&run[..run.len() - 1]);
            match byte {
                b'"' => self.put("\\\""),
                b'\\' => self.put("\\\\"),
                b'\n' => self.put("\\n"),
                b'\r' => self.put("\\r"),
                b'\t' => self.put("\\t"),
                byte => self.put(&format!("\\u{byte:04x}")),
            }
        }
    }
}

/// Whether a byte stands for itself inside quotation marks.
fn is_plain(byte: u8) -> bool {
    (byte >= 0x20) & (byte != b'"') & (byte != b'\\')
}
