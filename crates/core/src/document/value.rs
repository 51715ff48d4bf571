//! The leaves of the tree: texts, numbers, dates, words, guards.

use std::str::FromStr as _;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use super::decode::{Decoder, Slot};
use super::raw::{Kind, Radix, Value};
use super::schema::{Block, Shape};
use super::slip::{shortened, slashed_date};
use super::tree::{Member, Node, TimeShape, Tree};
use super::typed_text::{guard_text, typed_text};
use crate::data::{Date, Decimal, Text, doubtful};
use crate::diagnostic::{Diagnostic, Expected, FileProblem, Found, NewerFeature};
use crate::keywords::Keyword;
use crate::source::{Language, Span};

/// The longest id, in bytes: ids are cited in messages, paths and records.
const LONGEST_ID: usize = 256;

impl Shape {
    /// Whether a value of this TOML kind can be meant for the shape.
    pub(super) fn takes(self, kind: Kind) -> bool {
        let number = matches!(kind, Kind::Integer(_) | Kind::Float);
        match self {
            Shape::Inline(_) | Shape::Section(_) | Shape::Map(_) => kind == Kind::Block,
            Shape::Blocks(_) => matches!(kind, Kind::Block | Kind::List),
            Shape::Bool => matches!(kind, Kind::Truth(_)),
            Shape::Count | Shape::Number => number,
            Shape::Reference => number || kind == Kind::Text,
            Shape::Many(_) | Shape::Value => true,
            _ => kind == Kind::Text,
        }
    }

    fn expected(self, slot: Slot<'_>) -> Expected {
        match self {
            Shape::Text | Shape::Field | Shape::FieldValue => Expected::Text,
            Shape::Id | Shape::Answer => Expected::Id,
            Shape::Reference => Expected::Reference,
            Shape::Number => Expected::Number,
            Shape::Count => Expected::Count,
            Shape::Bool => Expected::Truth,
            Shape::Date => Expected::Date,
            Shape::Moment => Expected::Moment,
            Shape::Word(..) => Expected::Word,
            Shape::Guard => Expected::Guard,
            Shape::Time(_) => Expected::Time,
            Shape::Map(_) => Expected::Map { key: slot.word },
            Shape::Blocks(block) | Shape::Section(block) | Shape::Inline(block) => {
                expected_block(block, slot)
            }
            Shape::Value | Shape::Many(_) | Shape::Either(_) => Expected::Value,
        }
    }
}

/// A block under its key, with the key of it that mostly stands there.
pub(super) fn expected_block(block: &Block, slot: Slot<'_>) -> Expected {
    let must = block.keys.iter().find(|key| key.required).or(block.keys.first());
    let first = must.map_or(slot.word, |key| key.word);
    Expected::Block { key: slot.word, owner: slot.place.block.name, first }
}

/// What a TOML value is, for a message.
pub(super) fn found(kind: Kind) -> Found {
    match kind {
        Kind::Text => Found::Text,
        Kind::Integer(_) => Found::Integer,
        Kind::Float => Found::Decimal,
        Kind::Truth(_) => Found::Truth,
        Kind::Moment => Found::Date,
        Kind::List => Found::List,
        Kind::Block => Found::Block,
    }
}

impl Decoder<'_> {
    /// A value that holds no other.
    pub(super) fn leaf(&mut self, shape: Shape, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        let span = value.span();
        let tree = match (shape, value.kind()) {
            (Shape::Guard, Kind::Text) => return self.guard(value.content(), span),
            (Shape::Value, _) => self.datum(value, slot)?,
            (_, Kind::Text) => self.written(shape, value.content(), span, slot)?,
            (Shape::Reference | Shape::Number, Kind::Integer(radix)) => self.integer(value, radix)?,
            (Shape::Count, Kind::Integer(radix)) => self.count(value, radix, slot)?,
            (Shape::Number, Kind::Float) => self.decimal(value.content(), span)?,
            (Shape::Reference, Kind::Float) => return self.decimal_reference(span),
            (Shape::Bool, Kind::Truth(truth)) => Tree::Bool(truth),
            (Shape::Date | Shape::Moment, Kind::Moment) => self.moment(value, slot, shape)?,
            (Shape::Time(TimeShape::Timer), Kind::Moment) => self.moment(value, slot, Shape::Moment)?,
            (Shape::Text | Shape::Id, Kind::Integer(_) | Kind::Float) => {
                return self.unquoted_number(shape, value, slot);
            }
            _ => {
                self.wrong_type(slot.key, shape.expected(slot), value);
                return None;
            }
        };
        Some(Node { span, value: tree })
    }

    /// A shape written as a text.
    fn written(&mut self, shape: Shape, text: &str, span: Span, slot: Slot<'_>) -> Option<Tree> {
        match shape {
            Shape::Text | Shape::Field | Shape::FieldValue => Some(Tree::Text(self.clean(text, span))),
            Shape::Id => self.id(text, span, slot).map(Tree::Text),
            Shape::Reference if text == self.said(Keyword::End) && self.says_targets() => {
                Some(Tree::Word(Keyword::End))
            }
            Shape::Reference => self.not_empty(text, span, slot).map(Tree::Text),
            Shape::Answer if text == self.said(Keyword::AnswerYes) => Some(Tree::Word(Keyword::AnswerYes)),
            Shape::Answer if text == self.said(Keyword::AnswerNo) => Some(Tree::Word(Keyword::AnswerNo)),
            Shape::Answer => self.not_empty(text, span, slot).map(Tree::Text),
            Shape::Word(words) => self.word(text, span, slot, words),
            Shape::Time(shape) => Some(self.time(shape, text, span)),
            Shape::Date | Shape::Moment => self.quoted_date(text, span),
            _ => {
                let problem = FileProblem::WrongType {
                    key: slot.key.into(),
                    expected: shape.expected(slot),
                    found: Found::Text,
                    written: super::slip::shortened(text),
                };
                self.error(problem, span);
                None
            }
        }
    }

    /// A text of time; what is wrong with it is said, unless it quotes the source or belongs to a path.
    ///
    /// What the source prints is only understood in the literal reading, and a path says its own words for it.
    fn time(&mut self, shape: TimeShape, text: &str, span: Span) -> Tree {
        let written = self.clean(text, span);
        let (worded, misread) = typed_text(shape, written, self.language);
        if let Some(misread) = misread.filter(|_| self.tells_times()) {
            let span = self.part_of(text, span, &misread.range);
            self.push(Diagnostic::error(misread.problem, span));
        }
        Tree::Time(shape, worded)
    }

    /// A part of a text where it stands in the file; the whole text when it is not written letter by letter.
    fn part_of(&self, text: &str, span: Span, part: &std::ops::Range<usize>) -> Span {
        let raw = self.source.slice(span);
        if raw.len() != text.len() + 2 || raw.get(1..=text.len()) != Some(text) {
            return span;
        }
        let start = span.range().start + 1;
        Span::new(start + part.start, start + part.end)
    }

    /// A text in NFC with plain line ends; characters that hide are said.
    fn clean(&mut self, text: &str, span: Span) -> Text {
        let plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
        // Without a way out of the loop the test runs over many bytes at once.
        if text.bytes().fold(true, |all, byte| all & plain(byte)) {
            return text.into();
        }
        if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            self.error(FileProblem::ControlCharacter { character: u32::from(control) }, span);
        }
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            self.error(FileProblem::HiddenCharacter { character: u32::from(hidden) }, span);
        }
        let plain = text.contains('\r').then(|| text.replace("\r\n", "\n"));
        let text = plain.as_deref().unwrap_or(text);
        match is_nfc_quick(text.chars()) {
            IsNormalized::Yes => text.into(),
            _ => text.nfc().collect::<String>().into(),
        }
    }

    fn not_empty(&mut self, text: &str, span: Span, slot: Slot<'_>) -> Option<Text> {
        if text.trim().is_empty() {
            self.error(FileProblem::EmptyText { key: slot.key.into() }, span);
            return None;
        }
        Some(self.clean(text, span))
    }

    fn id(&mut self, text: &str, span: Span, slot: Slot<'_>) -> Option<Text> {
        let id = self.not_empty(text, span, slot)?;
        if slot.word != Keyword::Id {
            return Some(id);
        }
        if [Keyword::End.es(), Keyword::End.en()].contains(&text) && slot.names_a_target() {
            self.ends.push((id.clone(), span));
        }
        if id.len() > LONGEST_ID || (!is_name(&id) && !text.chars().any(is_hidden)) {
            self.error(FileProblem::BadId { id: shortened(text) }, span);
        }
        let written = if *id == *text { id.clone() } else { text.into() };
        self.ids.push((written, span));
        Some(id)
    }

    fn word(&mut self, text: &str, span: Span, slot: Slot<'_>, words: &'static [Keyword]) -> Option<Tree> {
        if let Some(word) = Keyword::find(text, self.language).filter(|word| words.contains(word)) {
            return Some(Tree::Word(word));
        }
        let allowed = || words.iter().copied();
        let foreign =
            Keyword::find(text, self.language.other()).filter(|word| allowed().any(|other| other == *word));
        let written = shortened(text);
        let problem = match foreign {
            Some(word) => FileProblem::OtherLanguage { written, word },
            None => {
                let nearest = Keyword::nearest(text, allowed(), self.language);
                FileProblem::UnknownWord { written, key: slot.word, allowed: words, nearest }
            }
        };
        self.error(problem, span);
        None
    }

    fn guard(&mut self, text: &str, span: Span) -> Option<Node> {
        let raw = self.source.slice(span);
        if raw.starts_with('"') && raw.contains('\\') {
            self.error(FileProblem::EscapedGuard, span);
            return None;
        }
        let span = inside_of(raw, span);
        if text.len() <= self.limits.guard_bytes {
            self.doubt_thousands(text, span.start as usize);
        }
        let value = Tree::Guard(guard_text(text.into(), self.language, self.limits.guard_bytes));
        Some(Node { span, value })
    }

    /// Tells of numbers that an office writes for thousands, with a point, and that are read as a few.
    fn doubt_thousands(&mut self, text: &str, start: usize) {
        if self.language != Language::Spanish || self.quoting {
            return;
        }
        for at in doubtful(text) {
            let written = &text[at.clone()];
            let is = Some(written.trim_end_matches('0').trim_end_matches('.').into());
            let (thousands, written) = (written.replace('.', "").into(), written.into());
            let problem = FileProblem::PointOfThousands { written, thousands, is };
            self.push(Diagnostic::remark(problem, Span::new(start + at.start, start + at.end)));
        }
    }

    fn integer(&mut self, value: Value<'_>, radix: Radix) -> Option<Tree> {
        let digits = value.content();
        if let Ok(number) = i64::from_str_radix(digits, radix as u32) {
            return Some(Tree::Number(number.into()));
        }
        self.error(FileProblem::NumberTooLong { written: shortened(digits) }, value.span());
        None
    }

    fn count(&mut self, value: Value<'_>, radix: Radix, slot: Slot<'_>) -> Option<Tree> {
        let tree = self.integer(value, radix)?;
        if matches!(tree, Tree::Number(number) if number < Decimal::ZERO) {
            self.wrong_type(slot.key, Expected::Count, value);
            return None;
        }
        Some(tree)
    }

    fn decimal(&mut self, text: &str, span: Span) -> Option<Tree> {
        if text.contains("nan") || text.contains("inf") {
            self.error(FileProblem::NotANumber { written: shortened(text) }, span);
            return None;
        }
        if let Ok(number) = Decimal::from_str(text) {
            self.doubt_thousands(text, span.start as usize);
            return Some(Tree::Number(number));
        }
        self.error(FileProblem::NumberTooLong { written: shortened(text) }, span);
        None
    }

    fn decimal_reference(&mut self, span: Span) -> Option<Node> {
        let raw = self.source.slice(span).to_owned();
        let problem = FileProblem::DecimalReference { written: shortened(&raw) };
        self.diagnostics.push(Diagnostic::error(problem, span).with_fix(span, format!("\"{raw}\"")));
        // What it means is plain: whoever names the number finds it, so that one slip is one message.
        Some(Node { span, value: Tree::Text(raw.into()) })
    }

    fn unquoted_number(&mut self, shape: Shape, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        let span = value.span();
        let fix = format!("\"{}\"", self.source.slice(span));
        self.wrong_type(slot.key, shape.expected(slot), value);
        if let Some(last) = self.diagnostics.pop() {
            self.push(last.with_fix(span, fix));
        }
        None
    }

    /// A date, or a date with a time; the parser has seen that it is one or the other.
    fn moment(&mut self, value: Value<'_>, slot: Slot<'_>, shape: Shape) -> Option<Tree> {
        let span = value.span();
        let raw = self.source.slice(span).to_owned();
        let (day, time) = raw.split_at_checked(10).unwrap_or((&raw, ""));
        if !day.contains('-') || (!time.is_empty() && matches!(shape, Shape::Date)) {
            self.wrong_type(slot.key, shape.expected(slot), value);
            return None;
        }
        let Ok(date) = Date::from_str(day) else {
            self.error(FileProblem::ImpossibleDate { written: shortened(&raw) }, span);
            return None;
        };
        if time.is_empty() {
            return Some(Tree::Date(date));
        }
        self.instant(date, time, span)
    }

    /// The time after a date, brought to `T10:00:00.000` with its offset as written.
    fn instant(&mut self, date: Date, time: &str, span: Span) -> Option<Tree> {
        let clock = time.trim_start_matches(['T', 't', ' ']);
        let (clock, offset) = clock.split_at(clock.find(['Z', 'z', '+', '-']).unwrap_or(clock.len()));
        let mut parts = clock.split(':');
        let mut next = || parts.next().unwrap_or("");
        let (hour, minute, second) = (next(), next(), next());
        let (whole, fraction) = second.split_once('.').unwrap_or((second, ""));
        if second.is_empty() {
            let problem = FileProblem::NewerToml { feature: NewerFeature::TimeWithoutSeconds };
            self.push(Diagnostic::remark(problem, span));
        }
        let whole = if whole.is_empty() { "00" } else { whole };
        if whole > "59" || minute > "59" || hour > "23" {
            self.error(FileProblem::ImpossibleTime { written: shortened(self.source.slice(span)) }, span);
            return None;
        }
        let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
        let offset = offset.to_uppercase();
        Some(Tree::Instant(format!("{date}T{hour}:{minute}:{whole}.{millis}{offset}").into()))
    }

    fn quoted_date(&mut self, text: &str, span: Span) -> Option<Tree> {
        if let Ok(date) = Date::from_str(text) {
            let problem = FileProblem::QuotedDate { iso: date.to_string().into() };
            self.diagnostics.push(Diagnostic::error(problem, span).with_fix(span, date.to_string()));
            return None;
        }
        let iso: Option<Text> = slashed_date(text).flatten().map(|date| date.to_string().into());
        let problem = FileProblem::DateWithSlashes { written: shortened(text), iso: iso.clone() };
        let diagnostic = Diagnostic::error(problem, span);
        self.push(match iso {
            Some(iso) => diagnostic.with_fix(span, iso),
            None => diagnostic,
        });
        None
    }

    /// Data of any kind.
    fn datum(&mut self, value: Value<'_>, slot: Slot<'_>) -> Option<Tree> {
        let span = value.span();
        match value.kind() {
            Kind::Text => Some(Tree::Text(self.clean(value.content(), span))),
            Kind::Integer(radix) => self.integer(value, radix),
            Kind::Float => self.decimal(value.content(), span),
            Kind::Truth(truth) => Some(Tree::Bool(truth)),
            Kind::Moment => self.moment(value, slot, Shape::Moment),
            Kind::List => {
                let members = value.inside();
                Some(Tree::List(members.filter_map(|value| self.leaf(Shape::Value, value, slot)).collect()))
            }
            Kind::Block => {
                self.wrong_type(slot.key, Expected::Value, value);
                None
            }
        }
    }

    /// Keys of the author with their values.
    pub(super) fn map(&mut self, item: Shape, value: Value<'_>, slot: Slot<'_>) -> Option<Node> {
        if !value.is_block() {
            self.wrong_type(slot.key, Expected::Map { key: slot.word }, value);
            return None;
        }
        let mut rows: Vec<Value<'_>> = value.inside().collect();
        rows.sort_unstable_by_key(|row| row.key());
        let mut members = Vec::with_capacity(rows.len());
        for value in rows {
            let name_span = value.key_span();
            let name = self.clean(value.key(), name_span);
            if let Some(node) = self.node(item, value, slot) {
                members.push(Member { name, name_span, node });
            }
        }
        members.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Node { span: value.span(), value: Tree::Map(members) })
    }
}

/// The span between the quotation marks; the first line break of a long text is not part of it.
fn inside_of(raw: &str, span: Span) -> Span {
    let marks = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let inner = raw.get(marks..).unwrap_or("");
    let line_break = match marks {
        3 if inner.starts_with("\r\n") => 2,
        3 if inner.starts_with('\n') => 1,
        _ => 0,
    };
    let start = span.range().start + marks + line_break;
    Span::new(start, span.range().end.saturating_sub(marks).max(start))
}

/// Marks that change direction, and characters without width.
fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Whether a text is an XML name without colon.
fn is_name(id: &str) -> bool {
    let mut letters = id.chars();
    let first = letters.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    let rest = |c: char| {
        c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·') || ('\u{300}'..='\u{36f}').contains(&c)
    };
    first && letters.all(rest)
}
