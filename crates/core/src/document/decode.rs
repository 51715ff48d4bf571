//! From the spanned tree of the TOML parser to the neutral tree, against the schema.
//!
//! Never stops at a fault: a value that cannot be read is said and left out, the rest is read.
//! Recursion follows the nesting of the file, which the scan has bounded before.

use super::flatten::lift_activities;
use super::raw::{Kind, Value};
use super::schema::{Block, Key, Shape};
use super::tree::{Entry, FieldPart, Node, Table, Tree};
use super::value::{expected_block, found};
use super::{Field, field_of};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, Expected, FileProblem};
use crate::keywords::{Keyword, meant};
use crate::limits::Limits;
use crate::source::{Language, Source, Span};

/// How many diagnostics the decoder keeps; the reader lists fewer.
const KEPT: usize = 1_000;

/// So many keys that could still stand in a block are listed; more are no help.
const FEW_KEYS: usize = 12;

/// What decodes a file: the text, the language, and everything found on the way.
pub(super) struct Decoder<'a> {
    pub(super) source: &'a Source,
    pub(super) language: Language,
    pub(super) limits: &'a Limits,
    pub(super) root: &'static Block,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) ids: Vec<(Text, Span)>,
    /// Ids of elements that are the word for the end, in one language or the other.
    pub(super) ends: Vec<(Text, Span)>,
    activities: usize,
    /// Whether a value is read that quotes the source, where `"en blanco"` may stand.
    pub(super) quoting: bool,
}

/// A block in the file and the blocks around it.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) block: &'static Block,
    span: Span,
    above: Option<&'p Place<'p>>,
}

/// A value that is being decoded: its key as written, whether it may say `"sin definir"`.
#[derive(Clone, Copy)]
pub(super) struct Slot<'p> {
    pub(super) key: &'p str,
    pub(super) word: Keyword,
    pub(super) optional: bool,
    pub(super) place: &'p Place<'p>,
}

impl Slot<'_> {
    /// Whether it is the id of something that a flow can lead to.
    pub(super) fn names_a_target(&self) -> bool {
        use Keyword::{Activity, Alternative, Event, Gateway, Interaction, Repetition, Start};
        let blocks = [Activity, Alternative, Event, Gateway, Interaction, Repetition, Start];
        blocks.contains(&self.place.block.name)
    }
}

/// A block that is being read.
struct Reading<'p> {
    entries: Vec<Entry>,
    /// The keys that were there, also those whose values could not be read, and those that another word was to be.
    seen: Words,
    place: &'p Place<'p>,
    toml: Value<'p>,
    /// The keys that stand somewhere in the block, looked up when a word is none.
    there: Option<Words>,
    /// The keys of `seen` that are not among the entries.
    lost: Vec<Keyword>,
}

/// A set of keywords.
#[derive(Default)]
struct Words([u64; Keyword::ALL.len().div_ceil(64)]);

impl Words {
    fn add(&mut self, word: Keyword) {
        self.0[word as usize / 64] |= 1 << (word as usize % 64);
    }

    fn has(&self, word: Keyword) -> bool {
        self.0[word as usize / 64] & (1 << (word as usize % 64)) != 0
    }
}

impl<'a> Decoder<'a> {
    pub(super) fn new(
        source: &'a Source,
        language: Language,
        limits: &'a Limits,
        root: &'static Block,
    ) -> Self {
        Decoder {
            source,
            language,
            limits,
            root,
            diagnostics: Vec::new(),
            ids: Vec::new(),
            ends: Vec::new(),
            activities: 0,
            quoting: false,
        }
    }

    /// Decodes the whole file; `formato` and `idioma` are read elsewhere.
    pub(super) fn decode(&mut self, toml: Value<'_>) -> Table {
        let place = Place { block: self.root, span: Span::at(0), above: None };
        let mut root = self.block(toml, &place);
        lift_activities(&mut root);
        self.name_ends(&mut root);
        root
    }

    pub(super) fn error(&mut self, problem: FileProblem, span: Span) {
        self.push(Diagnostic::error(problem, span));
    }

    /// Keeps a diagnostic, unless there are more than anybody reads.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < KEPT {
            self.diagnostics.push(diagnostic);
        }
    }

    fn block(&mut self, toml: Value<'_>, place: &Place<'_>) -> Table {
        let entries = Vec::with_capacity(toml.inside().count());
        let mut reading =
            Reading { entries, seen: Words::default(), place, toml, there: None, lost: Vec::new() };
        let field = self.field_of_change(toml, place);
        if toml.inside().is_sorted_by_key(|row| row.key_span().start) {
            toml.inside().for_each(|row| self.row(row, &mut reading, field.as_ref()));
        } else {
            let mut rows: Vec<Value<'_>> = toml.inside().collect();
            rows.sort_unstable_by_key(|row| row.key_span().start);
            rows.into_iter().for_each(|row| self.row(row, &mut reading, field.as_ref()));
        }
        self.missing(place, &reading.seen, toml);
        Table { span: place.span, entries: reading.entries.into(), lost: reading.lost.into() }
    }

    fn row(&mut self, value: Value<'_>, reading: &mut Reading<'_>, field: Option<&Result<Field, Text>>) {
        let Some(known) = self.known(value, reading) else {
            return;
        };
        reading.seen.add(known.word);
        match self.entry(known, value, (reading.place, field)) {
            Some(node) => reading.entries.push(Entry { key: known.word, key_span: value.key_span(), node }),
            None => reading.lost.push(known.word),
        }
    }

    fn known(&mut self, value: Value<'_>, reading: &mut Reading<'_>) -> Option<&'static Key> {
        let (word, place) = (value.key(), reading.place);
        let found = Keyword::find(word, self.language);
        if place.above.is_none() && matches!(found, Some(Keyword::Format | Keyword::Language)) {
            return None;
        }
        let known = found.and_then(|word| place.block.key(word));
        if known.is_none() {
            self.unknown(word, value.key_span(), reading);
        }
        known
    }

    fn entry(
        &mut self,
        known: &'static Key,
        value: Value<'_>,
        (place, field): (&Place<'_>, Option<&Result<Field, Text>>),
    ) -> Option<Node> {
        let slot = Slot { key: value.key(), word: known.word, optional: !known.required, place };
        match known.shape {
            Shape::Field => self.field(field?, value),
            Shape::FieldValue => {
                let shape = field?.as_ref().ok()?.shape?;
                self.quoting = known.word == Keyword::Says;
                let node = self.node(shape, value, slot);
                self.quoting = false;
                node
            }
            shape => self.node(shape, value, slot),
        }
    }

    /// Whether a text of time that cannot be read is said here.
    pub(super) fn tells_times(&self) -> bool {
        !self.quoting && self.says_targets()
    }

    /// Whether the file says where anything leads, so that a reference may be the word for the end.
    pub(super) fn says_targets(&self) -> bool {
        std::ptr::eq(self.root, &super::schema::procedure::ROOT)
    }

    pub(super) fn said(&self, word: Keyword) -> &'static str {
        word.word(self.language)
    }

    fn unknown(&mut self, word: &str, span: Span, reading: &mut Reading<'_>) {
        if self.diagnostics.len() >= KEPT {
            return;
        }
        let place = reading.place;
        let problem = self
            .misplaced(word)
            .or_else(|| self.fallen(word, place))
            .or_else(|| self.foreign(word, place))
            .unwrap_or_else(|| self.misspelt(word, reading));
        let fix = match &problem {
            FileProblem::OtherLanguage { word, .. } => Some(*word),
            FileProblem::UnknownKey { nearest, .. } => *nearest,
            _ => None,
        };
        // One slip is told once: what stands there under another name is not missing too.
        if let Some(meant) = fix {
            reading.seen.add(meant);
            reading.lost.push(meant);
        }
        let diagnostic = Diagnostic::error(problem, span);
        self.push(match fix {
            Some(fix) => diagnostic.with_fix(span, self.said(fix)),
            None => diagnostic,
        });
    }

    fn misplaced(&self, word: &str) -> Option<FileProblem> {
        let found =
            Keyword::find(word, self.language).or_else(|| Keyword::find(word, self.language.other()))?;
        let head = matches!(found, Keyword::Format | Keyword::Language);
        head.then_some(FileProblem::MisplacedHead { key: found })
    }

    /// A key that a block further out takes, written below the header of this one.
    fn fallen(&self, word: &str, place: &Place<'_>) -> Option<FileProblem> {
        let key = Keyword::find(word, self.language)?;
        if self.source.slice(place.span).starts_with('{') {
            return None;
        }
        let mut inner = place;
        while let Some(outer) = inner.above {
            let named = outer.above.is_some() && outer.block.key(key).is_some();
            if named {
                let line = self.source.line_column(inner.span.start).0;
                return Some(FileProblem::FallenKey {
                    key,
                    block: place.block.name,
                    owner: outer.block.name,
                    line,
                });
            }
            inner = outer;
        }
        None
    }

    fn foreign(&self, word: &str, place: &Place<'_>) -> Option<FileProblem> {
        let found =
            Keyword::find(word, self.language.other()).filter(|found| place.block.key(*found).is_some())?;
        Some(FileProblem::OtherLanguage { written: super::slip::shortened(word), word: found })
    }

    fn misspelt(&self, word: &str, reading: &mut Reading<'_>) -> FileProblem {
        let Reading { place, toml, ref mut there, .. } = *reading;
        let there = there.get_or_insert_with(|| {
            let mut there = Words::default();
            let keys = toml.inside().filter_map(|row| Keyword::find(row.key(), self.language));
            keys.for_each(|key| there.add(key));
            there
        });
        let keys = place.block.keys.iter().map(|key| key.word);
        let heads = [Keyword::Format, Keyword::Language].into_iter().filter(|_| place.above.is_none());
        let is_free = |key: Keyword| place.block.key(key).is_some() && !there.has(key);
        let nearest = meant(word, is_free, self.language)
            .or_else(|| Keyword::nearest(word, keys.clone().chain(heads), self.language));
        let free = keys.filter(|key| nearest.is_none() && is_free(*key));
        let mut takes: Vec<Keyword> = free.take(FEW_KEYS + 1).collect();
        if takes.len() > FEW_KEYS {
            takes = Vec::new();
        }
        FileProblem::UnknownKey { key: super::slip::shortened(word), block: place.block.name, nearest, takes }
    }

    fn missing(&mut self, place: &Place<'_>, seen: &Words, toml: Value<'_>) {
        for key in place.block.keys.iter().filter(|key| key.required && !seen.has(key.word)) {
            let problem = FileProblem::MissingKey { key: key.word, block: place.block.name };
            let mut diagnostic = Diagnostic::error(problem, place.span);
            if key.word == Keyword::Id
                && let Some(id) = self.proposed_id(toml)
            {
                let line_end = self.source.text()[place.span.range().end..].find('\n').unwrap_or(0);
                let at = Span::at(place.span.range().end + line_end);
                diagnostic = diagnostic.with_fix(at, format!("\n{} = \"{id}\"", self.said(Keyword::Id)));
            }
            self.push(diagnostic);
        }
    }

    /// The id made from the title, or the name; a numbered end becomes `fin-18`.
    fn proposed_id(&self, toml: Value<'_>) -> Option<String> {
        let get = |word: Keyword| toml.get(self.said(word));
        if get(Keyword::End).map(Value::kind) == Some(Kind::Truth(true)) {
            let number = get(Keyword::Number)?;
            let written = matches!(number.kind(), Kind::Text | Kind::Integer(_));
            let number = written.then(|| number.content())?;
            return Some(format!("{}-{}", self.said(Keyword::End), slug(number)));
        }
        let title = get(Keyword::Title).or_else(|| get(Keyword::Name))?.text()?;
        Some(slug(title)).filter(|slug| slug.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    pub(super) fn node(&mut self, shape: Shape, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        let span = value.span();
        if slot.optional && value.text() == Some(self.said(Keyword::Undefined)) {
            return Some(Node { span, value: Tree::Undefined });
        }
        if self.quoting && value.text() == Some(self.said(Keyword::Blank)) {
            let value = Tree::Blank;
            return Some(Node { span, value });
        }
        let inner = Slot { optional: false, ..slot };
        match shape {
            Shape::Many(item) => Some(self.many(*item, value, inner)),
            Shape::Blocks(block) => self.blocks(block, value, inner),
            Shape::Section(block) | Shape::Inline(block) => self.one_block(block, value, inner),
            Shape::Either(shapes) => {
                let shape = shapes.iter().find(|shape| shape.takes(value.kind())).or(shapes.first())?;
                self.node(*shape, value, inner)
            }
            Shape::Map(item) => self.map(*item, value, inner),
            _ => self.leaf(shape, value, inner),
        }
    }

    fn many(&mut self, item: Shape, value: Value<'_>, slot: Slot<'_>) -> Node {
        let nodes = match value.kind() {
            Kind::List => value.inside().filter_map(|value| self.node(item, value, slot)).collect(),
            _ => self.node(item, value, slot).into_iter().collect(),
        };
        Node { span: value.span(), value: Tree::List(nodes) }
    }

    fn blocks(&mut self, block: &'static Block, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        let count = if value.kind() == Kind::List { value.inside().count() } else { 1 };
        if block.name == Keyword::Activity && self.too_many(count, value) {
            return None;
        }
        let nodes = match value.kind() {
            Kind::List => value.inside().filter_map(|value| self.one_block(block, value, slot)).collect(),
            _ => self.one_block(block, value, slot).into_iter().collect(),
        };
        Some(Node { span: value.span(), value: Tree::List(nodes) })
    }

    fn too_many(&mut self, count: usize, value: Value<'_>) -> bool {
        let limit = self.limits.activities;
        let before = self.activities;
        self.activities = self.activities.saturating_add(count);
        if self.activities <= limit {
            return false;
        }
        let first_beyond =
            value.inside().filter(|_| value.kind() == Kind::List).nth(limit.saturating_sub(before));
        let span = first_beyond.map_or(value.span(), Value::span);
        self.error(FileProblem::TooManyActivities { limit }, span);
        true
    }

    fn one_block(&mut self, block: &'static Block, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        let span = value.span();
        if !value.is_block() {
            self.wrong_type(slot.key, expected_block(block, slot), value);
            return None;
        }
        let place = Place { block, span, above: Some(slot.place) };
        Some(Node { span, value: Tree::Table(self.block(value, &place)) })
    }

    pub(super) fn wrong_type(&mut self, key: &str, expected: Expected, value: Value<'_>) {
        let is_one = matches!(value.kind(), Kind::Text | Kind::Integer(_));
        let written = if is_one { super::slip::shortened(value.content()) } else { Text::default() };
        let problem =
            FileProblem::WrongType { key: key.into(), expected, found: found(value.kind()), written };
        self.error(problem, value.span());
    }

    /// In a change of a finding, the field that decides the shape of `dice` and `se_lee`.
    fn field_of_change(&self, toml: Value<'_>, place: &Place<'_>) -> Option<Result<Field, Text>> {
        let has_field = place.block.keys.iter().any(|key| matches!(key.shape, Shape::Field));
        if !has_field {
            return None;
        }
        let written = toml.get(self.said(Keyword::Field))?.text()?;
        Some(field_of(written, self.language, toml.get(self.said(Keyword::Activity)).is_some()))
    }

    fn field(&mut self, field: &Result<Field, Text>, value: Value<'_>) -> Option<Node> {
        let span = value.span();
        match field {
            Ok(field) => Some(Node { span, value: Tree::Field(field.parts.clone()) }),
            Err(part) => {
                let written = super::slip::shortened(value.text().unwrap_or(""));
                self.error(FileProblem::UnknownField { field: written, part: part.clone() }, span);
                None
            }
        }
    }
}

/// A field as its author writes it.
pub(super) fn field_text(parts: &[FieldPart], language: Language) -> String {
    let words = parts.iter().map(|part| match part {
        FieldPart::Key(word) => word.word(language),
        FieldPart::Id(id) => id,
    });
    words.collect::<Vec<_>>().join("/")
}

/// A title as an id: lower case, without accents, words joined by hyphens, short.
fn slug(title: &str) -> String {
    let plain = crate::keywords::unaccented(title);
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(6).collect::<Vec<_>>().join("-")
}
