//! From a file to a procedure: everything that is wrong with it, and the procedure when nothing forbids one.
//!
//! Knows the order of the work: decode, read, build, apply the rules.
//! Does not know the words of a diagnostic (`diagnostic`) nor how a file is read (`document`).
//! Read [`check`] first, then [`Site`], which is what every rule sees.

mod build;
mod rules;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, Table};
use crate::guard::Vocabulary;
use crate::limits::Limits;
use crate::procedure::{Procedure, Reading};
use crate::source::{Language, Source, Span};

/// How a file is loaded.
#[derive(Debug)]
pub struct Options {
    /// Which reading of the source is wanted.
    pub reading: Reading,
    /// The language of the texts of labels; the file's when not given.
    pub language: Option<Language>,
    /// How large things may get.
    pub limits: Limits,
    /// The functions that the host lends to guards.
    pub vocabulary: Vocabulary,
    /// Whether a case keeps the digests of records that more than one activity needs, so that they can be cited.
    pub citations: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            reading: Reading::Chosen,
            language: None,
            limits: Limits::default(),
            vocabulary: Vocabulary::default(),
            citations: true,
        }
    }
}

/// What checking a file gives: as much as there is, and everything that is wrong.
#[derive(Debug, Default)]
pub struct Checked {
    /// The procedure, unless there is an error.
    pub procedure: Option<Procedure>,
    /// All diagnostics, in the order of their places in the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// What a rule sees: the compiled procedure, and where each of its parts stands in the file.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) procedure: &'a Procedure,
    /// The document that was built: in the literal reading, with what the findings say is printed.
    pub(crate) document: &'a Document,
    pub(crate) options: &'a Options,
    /// By element: its block in the document.
    pub(crate) tables: Vec<&'a Table>,
    /// By exit: where its target stands; for the way on that no key names, where its element's block stands.
    pub(crate) exit_spans: Vec<Span>,
}

/// Checks a file.
#[must_use]
pub fn check(_source: &Source, _options: &Options) -> Checked {
    Checked::default()
}
