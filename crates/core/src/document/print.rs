//! From the tree to the text of a file, in either language, keys in the order of the schema.

use std::fmt::Write as _;

use super::decode::field_text;
use super::schema::{Block, Key, Shape, path, procedure};
use super::toml_text;
use super::tree::{Document, Node, Table, Tree};
use super::typed_text::{guard_words, time_words};
use crate::guard::Vocabulary;
use crate::keywords::Keyword;
use crate::source::Language;

const WIDTH: usize = 110;

/// Prints a document in a language; parsing the text again gives an equal document.
///
/// The functions of a host keep their names; [`print_with`] translates them.
///
/// ```
/// use cauce::{document::{decode, print}, limits::Limits, source::Language};
/// let text = "formato = 1\nidioma = \"es\"\n\n[procedimiento]\nnombre = \"Archivar\"\n";
/// let document = decode("a.toml", text.as_bytes(), &Limits::default()).document.unwrap();
/// assert_eq!(print(&document, Language::Spanish), text);
/// assert!(print(&document, Language::English).contains("[procedure]\nname = \"Archivar\"\n"));
/// ```
#[must_use]
pub fn print(document: &Document, language: Language) -> String {
    print_with(document, language, &Vocabulary::default())
}

/// Prints a document in a language, the functions that a host lends to guards under their names in that language.
#[must_use]
pub fn print_with(document: &Document, language: Language, vocabulary: &Vocabulary) -> String {
    let mut printer = Printer { out: String::new(), from: document.language, to: language, vocabulary };
    let (format, tongue) = (printer.word(Keyword::Format), printer.word(Keyword::Language));
    let _ = writeln!(printer.out, "{format} = {}\n{tongue} = \"{}\"", document.format, language.code());
    printer.block(&document.root, root_of(document), &mut Vec::new());
    printer.out
}

/// The schema a document was decoded with.
pub(super) fn root_of(document: &Document) -> &'static Block {
    let of_path = |entry: &super::tree::Entry| {
        path::ROOT.key(entry.key).is_some() && procedure::ROOT.key(entry.key).is_none()
    };
    if document.root.entries.iter().any(of_path) { &path::ROOT } else { &procedure::ROOT }
}

struct Printer<'v> {
    out: String,
    from: Language,
    to: Language,
    vocabulary: &'v Vocabulary,
}

impl Printer<'_> {
    fn word(&self, word: Keyword) -> &'static str {
        word.word(self.to)
    }

    /// The keys of a block, those with a header of their own last.
    fn block(&mut self, table: &Table, block: &'static Block, above: &mut Vec<Keyword>) {
        let mut under_header = Vec::new();
        for key in block.keys {
            let Some(node) = table.get(key.word) else {
                continue;
            };
            if has_header(key.shape, node) {
                under_header.push((key, node));
            } else {
                self.pair(key, node, block);
            }
        }
        for (key, node) in under_header {
            above.push(key.word);
            self.headed(key.shape, node, above);
            above.pop();
        }
    }

    fn headed(&mut self, shape: Shape, node: &Node, path: &mut Vec<Keyword>) {
        let Some(block) = shape.block() else { return };
        let several = matches!(shape, Shape::Blocks(_));
        for table in node.as_list().iter().filter_map(Node::as_table) {
            let name = path.iter().map(|word| self.word(*word)).collect::<Vec<_>>().join(".");
            let _ =
                if several { writeln!(self.out, "\n[[{name}]]") } else { writeln!(self.out, "\n[{name}]") };
            self.block(table, block, path);
        }
    }

    fn pair(&mut self, key: &Key, node: &Node, block: &'static Block) {
        let _ = write!(self.out, "{} = ", self.word(key.word));
        let line_start = self.out.len();
        self.value(node, key.shape, block);
        let long = self.out.len() - line_start > WIDTH;
        if let (true, Tree::List(nodes)) = (long, &node.value) {
            self.out.truncate(line_start);
            self.long_list(nodes, item_of(key.shape), block);
        }
        self.out.push('\n');
    }

    fn long_list(&mut self, nodes: &[Node], item: Shape, block: &'static Block) {
        self.out.push_str("[\n");
        for node in nodes {
            self.out.push_str("  ");
            self.value(node, item, block);
            self.out.push_str(",\n");
        }
        self.out.push(']');
    }

    fn value(&mut self, node: &Node, shape: Shape, block: &'static Block) {
        match &node.value {
            Tree::Text(text) => self.text(text),
            Tree::Instant(text) => self.out.push_str(text),
            Tree::Number(number) => {
                let _ = write!(self.out, "{number}");
            }
            Tree::Bool(truth) => {
                let _ = write!(self.out, "{truth}");
            }
            Tree::Date(date) => {
                let _ = write!(self.out, "{date}");
            }
            Tree::Word(word) => self.text(self.word(*word)),
            Tree::Guard(text) => {
                let words = guard_words(text, (self.from, self.to), self.vocabulary);
                self.guard(&words);
            }
            Tree::Time(kind, text) => {
                let words = time_words(*kind, text, (self.from, self.to));
                self.text(&words);
            }
            Tree::Field(parts) => self.text(&field_text(parts, self.to)),
            Tree::Undefined => self.text(self.word(Keyword::Undefined)),
            Tree::Blank => self.text(self.word(Keyword::Blank)),
            Tree::List(nodes) => self.list(nodes, item_of(shape), block),
            Tree::Table(table) => self.braces(table, shape.block().unwrap_or(block)),
            Tree::Map(members) => self.map(members, block),
        }
    }

    fn list(&mut self, nodes: &[Node], item: Shape, block: &'static Block) {
        self.out.push('[');
        for (index, node) in nodes.iter().enumerate() {
            self.comma(index);
            self.value(node, item, block);
        }
        self.out.push(']');
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.out.push_str(", ");
        }
    }

    fn braces(&mut self, table: &Table, block: &'static Block) {
        let mut entries = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let place = block.keys.iter().position(|key| key.word == entry.key).unwrap_or(usize::MAX);
            let shape = block.key(entry.key).map_or(Shape::Value, |key| key.shape);
            entries.push((place, entry, shape));
        }
        entries.sort_by_key(|(place, ..)| *place);
        let field = field_shape(table);
        self.out.push_str("{ ");
        for (index, (_, entry, shape)) in entries.into_iter().enumerate() {
            self.comma(index);
            let _ = write!(self.out, "{} = ", self.word(entry.key));
            let shape = if matches!(shape, Shape::FieldValue) { field.unwrap_or(shape) } else { shape };
            self.value(&entry.node, shape, block);
        }
        self.out.push_str(" }");
    }

    fn map(&mut self, members: &[super::tree::Member], block: &'static Block) {
        self.out.push_str("{ ");
        for (index, member) in members.iter().enumerate() {
            self.comma(index);
            self.name(&member.name);
            self.out.push_str(" = ");
            self.value(&member.node, Shape::Value, block);
        }
        self.out.push_str(" }");
    }

    fn name(&mut self, name: &str) {
        self.out.push_str(&toml_text::key(name));
    }

    fn text(&mut self, text: &str) {
        if !text.contains('\n') {
            return self.quoted(text);
        }
        self.out.push_str("\"\"\"\n");
        for c in text.chars() {
            if c == '\n' {
                self.out.push('\n');
            } else {
                toml_text::escape(c, &mut self.out);
            }
        }
        self.out.push_str("\"\"\"");
    }

    fn quoted(&mut self, text: &str) {
        self.out.push_str(&toml_text::quoted(text));
    }

    /// A guard between single marks, so that its positions stay those of the file.
    fn guard(&mut self, text: &str) {
        let plain = !text.contains(['\'', '\n']);
        let marks = if plain { "'" } else { "'''" };
        if !plain && (text.contains("'''") || text.ends_with('\'')) {
            return self.quoted(text);
        }
        let line_break = if text.starts_with('\n') { "\n" } else { "" };
        let _ = write!(self.out, "{marks}{line_break}{text}{marks}");
    }
}

/// Whether a value stands under a header of its own.
fn has_header(shape: Shape, node: &Node) -> bool {
    let block = matches!(shape, Shape::Blocks(_) | Shape::Section(_));
    let empty = matches!(&node.value, Tree::List(nodes) if nodes.is_empty());
    block && !empty && !matches!(node.value, Tree::Undefined | Tree::Blank)
}

pub(super) fn item_of(shape: Shape) -> Shape {
    match shape {
        Shape::Many(item) => *item,
        Shape::Blocks(block) => Shape::Inline(block),
        shape => shape,
    }
}

/// In a change of a finding, the shape of `dice` and `se_lee`.
pub(super) fn field_shape(table: &Table) -> Option<Shape> {
    let Tree::Field(parts) = &table.get(Keyword::Field)?.value else {
        return None;
    };
    let written = field_text(parts, Language::English);
    let in_activity = table.entry(Keyword::Activity).is_some();
    super::field_of(&written, Language::English, in_activity).ok()?.shape
}
