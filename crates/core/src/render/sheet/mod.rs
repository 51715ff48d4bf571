//! The printed document as data: letterhead, sections, the rows of the official table, findings.
//!
//! Knows what a document says and in which order; a mark is one thing said in a row, with its label.
//! Does not know columns, colours or escapes: texts are as the author wrote them.
//! Read [`Sheet`] first.

mod finding;
mod made;
mod outcome;
mod people;
mod reader;
mod repetition;
mod row;
mod section;

use super::Glossary;
use crate::data::Text;
use crate::procedure::Procedure;
use crate::source::Language;

pub(super) use finding::Footnote;
pub(super) use made::{made, trigger};
pub(crate) use reader::Reader;
pub(super) use section::gateway_ways;

/// The whole document.
pub(super) struct Sheet {
    pub(super) head: Letterhead,
    /// What stands before the activities.
    pub(super) before: Vec<Section>,
    pub(super) rows: Vec<Row>,
    /// What stands after them.
    pub(super) after: Vec<Section>,
    pub(super) footnotes: Vec<Footnote>,
}

/// What stands at the top: who issues it, what it is, its version.
pub(super) struct Letterhead {
    /// The left side, one mark per line.
    pub(super) titles: Vec<Mark>,
    /// The right side, one mark per line.
    pub(super) facts: Vec<Mark>,
    /// What a reader must know before anything else: another reading, unfit to run.
    pub(super) warnings: Vec<String>,
}

/// A numeral of the document.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A piece of a section.
pub(super) enum Part {
    Mark(Mark),
    Table { header: Vec<String>, rows: Vec<Vec<String>> },
}

/// A row of the official table.
pub(super) struct Row {
    pub(super) number: String,
    /// How many blocks it stands in.
    pub(super) depth: usize,
    pub(super) description: Vec<Mark>,
    pub(super) responsible: Vec<Mark>,
    pub(super) evidence: Vec<Mark>,
}

/// One thing said: a paragraph, a control point, an answer and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) tone: Tone,
    /// The sign of the conventions, empty for none.
    pub(super) sign: &'static str,
    /// The words of the tool before the text, their colon included; empty for none.
    pub(super) label: String,
    pub(super) text: String,
    /// The findings that changed it.
    pub(super) findings: Vec<Text>,
    /// Whether it belongs to the mark above it: an answer to its question, an aspect to its control point.
    pub(super) below: bool,
    /// Whether an empty line stands before it: a new paragraph, the marks after a description.
    pub(super) apart: bool,
}

/// What a mark is, for colour and weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    #[default]
    Plain,
    Title,
    Check,
    Ask,
    /// An answer that leads back.
    Back,
    /// An answer that leads on.
    On,
    Quiet,
}

impl Sheet {
    pub(super) fn of(procedure: &Procedure, language: Language, glossary: Glossary) -> Self {
        let reader = Reader::new(procedure, language);
        Sheet {
            head: section::letterhead(&reader),
            before: section::before(&reader, glossary),
            rows: row::rows(&reader),
            after: section::after(&reader),
            footnotes: finding::footnotes(&reader),
        }
    }
}

impl Mark {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Mark { text: text.into(), ..Mark::default() }
    }

    pub(super) fn labelled(label: String, text: impl Into<String>) -> Self {
        Mark { label, text: text.into(), ..Mark::default() }
    }

    pub(super) fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(super) fn below(mut self) -> Self {
        self.below = true;
        self
    }

    pub(super) fn apart(mut self) -> Self {
        self.apart = true;
        self
    }

    pub(super) fn signed(mut self, sign: &'static str) -> Self {
        self.sign = sign;
        self
    }
}

/// The signs of the document's conventions.
pub(super) mod sign {
    pub(in crate::render) const CONTROL: &str = "☑";
    pub(in crate::render) const DECISION: &str = "◇";
    pub(in crate::render) const NOTE: &str = "✎";
    pub(in crate::render) const EVIDENCE: &str = "▪";
    pub(in crate::render) const INTERACTION: &str = "⇄";
    pub(in crate::render) const POINT: &str = "☐";
    pub(in crate::render) const ITEM: &str = "•";
    pub(in crate::render) const TIME: &str = "◷";
    pub(in crate::render) const AGAIN: &str = "↻";
    pub(in crate::render) const EVENT: &str = "⚡";
}
