//! The whole case as a readable document, as data: sections of facts and tables that Markdown and HTML lay out.
//!
//! Knows what stands where and what is withheld; does not know how a format writes it.
//! Read [`Document`] first.

mod parts;
mod sheet;

use std::io::{self, Write};

use cauce::data::Digest;
use cauce::source::Language;

use super::{CaseFile, Reveal, html, markdown};
pub(super) use sheet::{Block, Cell, Line, Section, Sheet, Tone};

/// The document of a case, to be written as Markdown or as HTML in the language of the case file.
///
/// Everything is shown unless [`reveal`](Self::reveal) says less: the document is for the file of the case.
pub struct Document<'a> {
    case: &'a CaseFile,
    reveal: Reveal,
    size: &'a dyn Fn(Digest) -> Option<u64>,
}

impl<'a> Document<'a> {
    /// The document of a case.
    #[must_use]
    pub fn new(case: &'a CaseFile) -> Self {
        Document { case, reveal: Reveal::everything(), size: &|_| None }
    }

    /// The same with as much of what was sealed as that.
    #[must_use]
    pub fn reveal(self, reveal: Reveal) -> Self {
        Document { reveal, ..self }
    }

    /// The same with the sizes of the documents in bytes, where the host knows them.
    #[must_use]
    pub fn sizes(self, size: &'a dyn Fn(Digest) -> Option<u64>) -> Self {
        Document { size, ..self }
    }

    /// Writes it as Markdown.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn markdown(&self, out: impl Write) -> io::Result<()> {
        markdown::write(&self.sheet(), out)
    }

    /// Writes it as one HTML page that needs nothing else, and prints well.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn html(&self, out: impl Write) -> io::Result<()> {
        html::write(&self.sheet(), out)
    }

    fn sheet(&self) -> Sheet {
        let language: Language = self.case.language;
        let teller = parts::Teller { case: self.case, reveal: self.reveal, size: self.size, language };
        teller.sheet()
    }
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document").field("case", &self.case.stream).field("reveal", &self.reveal).finish()
    }
}
