//! The text of a procedure file as it is written, with what each line was read from.

use std::fmt::Write as _;

use cauce::keywords::Keyword;
use cauce::source::Language;

use crate::xml::At;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct File {
    pub(super) out: String,
    language: Language,
    /// Where the text of each element begins, in order.
    pub(super) places: Vec<(u32, At)>,
}

/// A value as TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value(String);

impl File {
    pub(super) fn new(language: Language) -> Self {
        let mut file = File { out: String::new(), language, places: Vec::new() };
        let (format, tongue) = (file.word(Keyword::Format), file.word(Keyword::Language));
        let _ = writeln!(file.out, "{format} = 1\n{tongue} = \"{}\"", language.code());
        file
    }

    pub(super) fn language(&self) -> Language {
        self.language
    }

    pub(super) fn word(&self, keyword: Keyword) -> &'static str {
        keyword.word(self.language)
    }

    /// Begins a block of which there may be several; what follows was read from that element.
    pub(super) fn block(&mut self, keyword: Keyword, at: At) {
        self.out.push('\n');
        self.place(at);
        let _ = writeln!(self.out, "[[{}]]", self.word(keyword));
    }

    /// Begins a block of which there is one.
    pub(super) fn section(&mut self, keyword: Keyword, at: At) {
        self.out.push('\n');
        self.place(at);
        let _ = writeln!(self.out, "[{}]", self.word(keyword));
    }

    /// What follows was read from that element.
    pub(super) fn place(&mut self, at: At) {
        self.places.push((u32::try_from(self.out.len()).unwrap_or(u32::MAX), at));
    }

    pub(super) fn pair(&mut self, keyword: Keyword, value: &Value) {
        let _ = writeln!(self.out, "{} = {}", self.word(keyword), value.0);
    }

    pub(super) fn text(&mut self, keyword: Keyword, text: &str) {
        self.pair(keyword, &Value::text(text));
    }

    /// A title: one line.
    pub(super) fn title(&mut self, keyword: Keyword, text: &str) {
        self.some(keyword, &one_line(text));
    }

    /// A text that may be absent.
    pub(super) fn some(&mut self, keyword: Keyword, text: &str) {
        if !text.trim().is_empty() {
            self.text(keyword, text);
        }
    }
}

impl Value {
    /// A text, on several lines where it has them.
    pub(super) fn text(text: &str) -> Self {
        let text = text.trim();
        let mut out = String::with_capacity(text.len() + 2);
        out.push('"');
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => {}
                c if c.is_control() => {}
                c => out.push(c),
            }
        }
        out.push('"');
        Value(out)
    }

    /// As it is written in a file.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// A text on one line.
    pub(super) fn line(text: &str) -> Self {
        Value::text(&one_line(text))
    }

    /// A text kept letter by letter.
    pub(super) fn kept(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let literal = !text.contains("'''")
            && !text.ends_with('\'')
            && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        if literal {
            return Value(format!("'''\n{text}'''"));
        }
        let mut out = String::from("\"");
        for c in text.chars() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                c if c.is_control() => {
                    let _ = write!(out, "\\u{:04X}", u32::from(c));
                }
                c => out.push(c),
            }
        }
        out.push('"');
        Value(out)
    }

    /// A guard: it has no single quotation marks.
    pub(super) fn guard(text: &str) -> Self {
        Value(format!("'{text}'"))
    }

    pub(super) fn word(word: &str) -> Self {
        Value(format!("\"{word}\""))
    }

    pub(super) fn yes() -> Self {
        Value("true".into())
    }

    pub(super) fn no() -> Self {
        Value("false".into())
    }

    pub(super) fn number(number: u32) -> Self {
        Value(number.to_string())
    }

    /// What TOML takes as it stands: a date.
    pub(super) fn bare(text: &str) -> Self {
        Value(text.to_owned())
    }

    pub(super) fn list(values: &[Value]) -> Self {
        match values {
            [one] => one.clone(),
            _ => Value(format!(
                "[{}]",
                values.iter().map(|value| value.0.as_str()).collect::<Vec<_>>().join(", ")
            )),
        }
    }

    /// A list also of one.
    pub(super) fn rows(values: &[Value]) -> Self {
        match values {
            [] | [_] => Value(format!("[{}]", values.first().map_or("", |value| &value.0))),
            _ => {
                let rows: String = values.iter().map(|value| format!("  {},\n", value.0)).collect();
                Value(format!("[\n{rows}]"))
            }
        }
    }

    /// A block in braces.
    pub(super) fn table(pairs: &[(&str, Value)]) -> Self {
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key} = {}", value.0)).collect();
        Value(format!("{{ {} }}", pairs.join(", ")))
    }
}

/// A text on one line, as titles and names stand in a file.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
