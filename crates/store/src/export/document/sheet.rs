//! A document as data: a title, and sections of facts and tables.

use cauce::source::Language;

/// A document.
#[derive(Clone, Debug)]
pub(in super::super) struct Sheet {
    pub(in super::super) language: Language,
    /// The code and name of the procedure.
    pub(in super::super) over: String,
    /// The case.
    pub(in super::super) title: String,
    /// Where it stands, in a word.
    pub(in super::super) state: Line,
    pub(in super::super) sections: Vec<Section>,
    /// What the document is made from.
    pub(in super::super) foot: String,
}

/// A part under a heading; the first has none.
#[derive(Clone, Debug)]
pub(in super::super) struct Section {
    pub(in super::super) heading: String,
    pub(in super::super) block: Block,
}

/// What a section holds.
#[derive(Clone, Debug)]
pub(in super::super) enum Block {
    Facts(Vec<(String, Cell)>),
    Table { head: Vec<String>, rows: Vec<Vec<Cell>> },
    Text(String),
}

/// The lines of a cell.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Cell(pub(in super::super) Vec<Line>);

/// A line, and how it looks.
#[derive(Clone, Debug)]
pub(in super::super) struct Line {
    pub(in super::super) text: String,
    pub(in super::super) tone: Tone,
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Tone {
    Plain,
    Strong,
    Quiet,
    /// What somebody wrote.
    Quote,
    /// A digest.
    Code,
    Good,
    Bad,
}

impl Cell {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::of(text, Tone::Plain)
    }

    pub(super) fn of(text: impl Into<String>, tone: Tone) -> Self {
        Cell::default().and(text, tone)
    }

    /// The same with one more line, unless that is empty.
    pub(super) fn and(mut self, text: impl Into<String>, tone: Tone) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push(Line { text, tone });
        }
        self
    }
}
