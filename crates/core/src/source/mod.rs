//! Texts as they were read: bytes, lines, columns, and the language of their keywords.
//!
//! Knows where a byte stands in its text.
//! Does not know what the text means.
//! Read [`Source`] first.

use std::sync::OnceLock;

use crate::data::Text;

/// The language of keywords and messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
pub enum Language {
    /// Spanish, `es`.
    #[default]
    Spanish = 0,
    /// English, `en`.
    English = 1,
}

impl Language {
    /// The code written in `idioma`: `es` or `en`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Spanish => "es",
            Language::English => "en",
        }
    }

    /// The language with that code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "es" => Some(Language::Spanish),
            "en" => Some(Language::English),
            _ => None,
        }
    }

    /// The other language.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Language::Spanish => Language::English,
            Language::English => Language::Spanish,
        }
    }
}

/// Whose language a sentence speaks, and whose language the keywords in it are.
///
/// Advice for a Spanish file is read by somebody who asked for English, and names the words that stand in the file.
///
/// ```
/// use cauce::diagnostic::{FileProblem, Problem};
/// use cauce::keywords::Keyword;
/// use cauce::source::{Language, Voice};
/// let missing = FileProblem::MissingKey { key: Keyword::Responsible, block: Keyword::Activity };
/// let voice = Voice { reader: Language::English, file: Language::Spanish };
/// let help = Problem::from(missing).help(voice);
/// assert_eq!(help.as_deref(), Some("Add a line \"responsables = …\" to this block."));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The language of the sentence.
    pub reader: Language,
    /// The language of the keywords.
    pub file: Language,
}

impl From<Language> for Voice {
    /// A reader of the file's own language.
    fn from(language: Language) -> Self {
        Voice { reader: language, file: language }
    }
}

/// A range of bytes of a text, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// The span between two offsets; offsets beyond 4 GiB stick to the end of what a `u32` can say.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty span at an offset.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The range of bytes.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether the other span lies inside this one.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// A text with its name and, once a place in it is asked for, the index of its lines.
///
/// ```
/// use cauce::source::Source;
/// let source = Source::new("p.toml", "formato = 1\nidioma = \"es\"\n");
/// assert_eq!(source.line_column(12), (2, 1));
/// assert_eq!(source.line_text(1), "formato = 1");
/// ```
#[derive(Clone, Debug)]
pub struct Source {
    name: Text,
    text: Text,
    /// A file without faults is never asked for a line.
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    /// Takes a text with its name.
    #[must_use]
    pub fn new(name: impl Into<Text>, text: impl Into<Text>) -> Self {
        Source { name: name.into(), text: text.into(), line_starts: OnceLock::new() }
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }

    /// The name shown in messages, as a rule the file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number of lines.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// The line and the column, in characters, of a byte; both count from 1.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> (usize, usize) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts[line - 1] as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start..self.floor(end)).unwrap_or("");
        (line, before.chars().count() + 1)
    }

    /// The offset of the first byte of a line counted from 1.
    #[must_use]
    pub fn line_start(&self, line: usize) -> usize {
        let index = line.saturating_sub(1);
        self.line_starts().get(index).map_or(self.text.len(), |start| *start as usize)
    }

    /// The text of a line counted from 1, without its line end; empty beyond the last.
    #[must_use]
    pub fn line_text(&self, line: usize) -> &str {
        let text = self.text.get(self.line_start(line)..self.line_start(line + 1)).unwrap_or("");
        let text = text.strip_suffix('\n').unwrap_or(text);
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// The text, to be kept beside this.
    pub(crate) fn shared_text(&self) -> Text {
        self.text.clone()
    }

    /// The text under a span; empty when the span does not fit.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    fn floor(&self, offset: usize) -> usize {
        (0..=offset).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(breaks).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Source, Span};

    #[test]
    fn columns_count_characters_and_lines_lose_their_ends() {
        let source = Source::new("p", "año = 1\r\nb\n");
        assert_eq!(source.line_column(5), (1, 5));
        assert_eq!(source.line_column(2), (1, 2));
        assert_eq!(source.line_text(1), "año = 1");
        assert_eq!(source.line_text(2), "b");
        assert_eq!(source.line_text(9), "");
        assert_eq!(source.line_column(999), (3, 1));
        assert_eq!(source.slice(Span::new(0, 4)), "año");
    }
}
