//! Problems of a log that people kept elsewhere: what cannot be read of it, and where it departs from the procedure.
//!
//! Knows what the readers of such logs and the comparison with a procedure can find, and says it in both languages.
//! Does not read logs and does not compare: readers outside the core do the one, `compare` the other.
//! Read [`ObservedProblem`] first.

mod english;
mod spanish;

use crate::data::{Text, Timestamp};
use crate::diagnostic::family::problem_family;
use crate::source::{Language, Voice};

/// What there is too much of in a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LogExcess {
    /// Bytes of the file.
    Bytes,
    /// Rows or events.
    Rows,
    /// Columns of a row, or attributes of an event.
    Columns,
    /// Letters of one cell.
    Letters,
}

problem_family! {
    /// What can be wrong with a log that was kept elsewhere, or with a case in it.
    ObservedProblem;
    /// The bytes are no text in UTF-8.
    NotText {
        /// The first byte that is none.
        byte: usize,
    } = "C1401", "registro-no-es-texto", "log-is-no-text";
    /// There is no row of headings, or no row below it.
    NoRows = "C1402", "registro-sin-filas", "log-without-rows";
    /// A column that is needed is not there.
    NoColumn {
        /// The word for what it holds.
        wanted: Text,
        /// The headings there are.
        headings: Vec<Text>,
    } = "C1403", "falta-una-columna", "missing-column";
    /// A heading that was named on the command line is not there.
    NoSuchHeading {
        /// As named.
        heading: Text,
        /// The nearest there is.
        nearest: Option<Text>,
    } = "C1404", "encabezado-inexistente", "unknown-heading";
    /// Two columns hold the same.
    TwiceTheColumn {
        /// The first heading.
        first: Text,
        /// The second heading.
        second: Text,
    } = "C1405", "dos-columnas-iguales", "two-columns-alike";
    /// A row with more or fewer fields than there are headings.
    OtherWidth {
        /// How many it has.
        found: usize,
        /// How many headings there are.
        wanted: usize,
    } = "C1406", "fila-de-otro-ancho", "row-of-another-width";
    /// A row that does not say which case or which activity.
    EmptyCell {
        /// The word for what is missing.
        wanted: Text,
    } = "C1407", "celda-vacia", "empty-cell";
    /// A date or time that cannot be read.
    BadMoment {
        /// As written.
        written: Text,
    } = "C1408", "fecha-ilegible-en-registro", "unreadable-date-in-log";
    /// The log is larger than what is read.
    TooMuch {
        /// Of what.
        what: LogExcess,
        /// How many are read.
        limit: usize,
    } = "C1409", "registro-demasiado-grande", "log-too-large";
    /// An XML file that is no XES log.
    NotALog {
        /// The name of its outermost element.
        root: Text,
    } = "C1410", "no-es-un-registro-xes", "not-an-xes-log";
    /// A quotation mark that opens a field and is never closed.
    Unclosed = "C1411", "comillas-sin-cerrar-en-la-bitacora", "unclosed-quotes-in-the-log";
    /// What is asked about cannot begin without more than the log says.
    CannotBegin {
        /// Why the case is refused.
        reason: Text,
    } = "C1412", "el-caso-no-comienza", "case-does-not-begin";
    /// An activity that the procedure asks for was not done.
    Skipped {
        /// Its reference.
        reference: Text,
        /// Its heading.
        title: Text,
    } = "C1415", "actividad-omitida", "skipped-activity";
    /// An activity was done where the procedure does not ask for it.
    Extra {
        /// Its reference.
        reference: Text,
        /// Its heading.
        title: Text,
    } = "C1416", "actividad-de-mas", "extra-activity";
    /// An activity was done at another place than the procedure asks for.
    OutOfOrder {
        /// Its reference.
        reference: Text,
        /// Its heading.
        title: Text,
        /// Whether it came too early; else too late.
        early: bool,
        /// What it should have stood next to.
        beside: Text,
    } = "C1417", "fuera-de-orden", "out-of-order";
    /// A row that names no activity of the procedure.
    UnknownActivity {
        /// As written.
        written: Text,
        /// The nearest there is.
        nearest: Option<Text>,
    } = "C1418", "actividad-desconocida-en-la-bitacora", "unknown-activity-in-the-log";
    /// What follows fits another answer than the one that was recorded.
    OtherAnswer {
        /// The activity.
        reference: Text,
        /// As recorded.
        written: Text,
        /// The answer that fits.
        fits: Text,
    } = "C1419", "otra-respuesta", "another-answer";
    /// A question was answered without the answer being recorded.
    MissingAnswer {
        /// The activity.
        reference: Text,
        /// The answer that fits what follows.
        fits: Text,
    } = "C1420", "sin-respuesta", "answer-not-recorded";
    /// Somebody in another role did it.
    OtherRole {
        /// The activity.
        reference: Text,
        /// As recorded.
        written: Text,
        /// Who may do it.
        roles: Vec<Text>,
    } = "C1421", "otro-rol", "another-role";
    /// Evidence that the activity needs is not recorded.
    MissingEvidence {
        /// The activity.
        reference: Text,
        /// The names of the records.
        records: Vec<Text>,
    } = "C1422", "falta-evidencia-en-registro", "evidence-not-recorded";
    /// It was done after its deadline.
    Late {
        /// The activity.
        reference: Text,
        /// When it was due, as clocks of the procedure show it.
        due: Text,
        /// When it was done.
        at: Timestamp,
    } = "C1423", "despues-del-plazo", "after-the-deadline";
    /// It was done before what has to pass by itself had passed.
    Early {
        /// What was not waited for.
        until: Text,
    } = "C1424", "antes-de-tiempo-en-la-bitacora", "before-its-time";
    /// More returns than are allowed, or another case for the authority.
    Beyond {
        /// Where the case was stuck.
        reference: Text,
    } = "C1425", "pide-autoridad", "needs-the-authority";
}

impl ObservedProblem {
    /// One short sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        self.said(voice.into().reader).0
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> Option<String> {
        Some(self.said(voice.into().reader).1)
    }

    fn said(&self, reader: Language) -> (String, String) {
        match reader {
            Language::Spanish => spanish::said(self),
            Language::English => english::said(self),
        }
    }
}

/// An activity with its heading, as far as it has one.
fn named(reference: &str, title: &str) -> String {
    if title.is_empty() || title == reference { reference.to_owned() } else { format!("{reference} {title}") }
}
