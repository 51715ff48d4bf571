//! What can go wrong with an export, in both languages.
//!
//! Read [`ExportError`] and [`LinesError`] first.

use std::io;

use cauce::data::Digest;
use cauce::log::LogError;
use cauce::record::RecordError;
use cauce::source::Language;

use super::lines::{LINES_FORMAT, LONGEST};

/// Why a case cannot be exported.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum ExportError {
    /// The log failed.
    Log(#[from] LogError),
    /// A record is not sound, or its procedure is not there.
    Record {
        /// The record, counted from 1.
        record: u64,
        /// What is wrong.
        what: RecordError,
    },
    /// The events of a record cannot be applied.
    Unapplied {
        /// The record, counted from 1.
        record: u64,
    },
    /// There is no record.
    Empty,
}

impl ExportError {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::Log(_) => "no se puede leer el almacén".to_owned(),
            Self::Record { record, what } => {
                format!("registro {record}: {}", what.message(Language::Spanish))
            }
            Self::Unapplied { record } => format!("el registro {record} no sigue de los anteriores"),
            Self::Empty => "no hay tal caso".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Log(_) => "the log cannot be read".to_owned(),
            Self::Record { record, what } => format!("record {record}: {}", what.message(Language::English)),
            Self::Unapplied { record } => format!("record {record} does not follow from those before it"),
            Self::Empty => "there is no such case".to_owned(),
        }
    }
}

/// Why records cannot be exported, or an export not be taken for whole.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum LinesError {
    /// It cannot be read or written.
    Io(#[from] io::Error),
    /// It does not begin as an export.
    NotAnExport {
        /// The line, counted from 1.
        line: u64,
    },
    /// It was written by a newer version.
    NewerFormat {
        /// Its format.
        format: u64,
    },
    /// It goes on with the records of another store.
    OtherStore {
        /// Whose records came before.
        expected: String,
        /// Whose records come.
        found: String,
    },
    /// It does not go on where the one before it ended.
    Gap {
        /// Where the one before it ended.
        expected: u64,
        /// Where it begins.
        found: u64,
    },
    /// A position does not come after the one before it.
    OutOfOrder {
        /// The position.
        position: u64,
        /// The least that it would have to come after.
        after: u64,
    },
    /// A record is not sound.
    Unsound {
        /// Its position.
        position: u64,
        /// What is wrong.
        what: RecordError,
    },
    /// A line has another shape than the lines of an export.
    Damaged {
        /// The line, counted from 1.
        line: u64,
    },
    /// A line is longer than any record can be.
    TooLong {
        /// The line, counted from 1.
        line: u64,
    },
    /// Its last line says another number of records than there are.
    Miscounted {
        /// What it says.
        stated: u64,
        /// What there is.
        found: u64,
    },
    /// Its last line says another digest than its bytes have.
    Changed {
        /// What it says.
        stated: Digest,
        /// What its bytes have.
        found: Digest,
    },
    /// It ends before the line that closes it.
    Cut {
        /// The last whole line, counted from 1; 0 for none.
        after: u64,
    },
}

impl LinesError {
    /// One sentence that says what is wrong and where.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::Io(_) => "no se puede leer o escribir la exportación".to_owned(),
            Self::NotAnExport { line } => format!("el renglón {line} no es el comienzo de una exportación"),
            Self::NewerFormat { format } => {
                format!(
                    "la exportación es del formato {format} y aquí se conoce hasta el {LINES_FORMAT}: use un programa más nuevo"
                )
            }
            Self::OtherStore { expected, found } => {
                format!("la exportación es del almacén «{found}», no de «{expected}»")
            }
            Self::Gap { expected, found } => {
                format!("la exportación comienza en la posición {found} y tenía que seguir en la {expected}")
            }
            Self::OutOfOrder { position, after } => {
                format!("la posición {position} no viene después de la {after}")
            }
            Self::Unsound { position, what } => {
                format!("posición {position}: {}", what.message(Language::Spanish))
            }
            Self::Damaged { line } => format!("el renglón {line} está dañado"),
            Self::TooLong { line } => format!("el renglón {line} tiene más de {LONGEST} bytes"),
            Self::Miscounted { stated, found } => {
                format!("la exportación dice {stated} registros y tiene {found}")
            }
            Self::Changed { stated, found } => {
                format!("la exportación se cambió: su digesto es {found}, no {stated}")
            }
            Self::Cut { after } => format!("la exportación está cortada después del renglón {after}"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Io(_) => "the export cannot be read or written".to_owned(),
            Self::NotAnExport { line } => format!("line {line} is not the beginning of an export"),
            Self::NewerFormat { format } => {
                format!(
                    "the export has format {format} and this program knows up to {LINES_FORMAT}: use a newer program"
                )
            }
            Self::OtherStore { expected, found } => {
                format!("the export is of store “{found}”, not of “{expected}”")
            }
            Self::Gap { expected, found } => {
                format!("the export begins at position {found} and had to go on at {expected}")
            }
            Self::OutOfOrder { position, after } => {
                format!("position {position} does not come after {after}")
            }
            Self::Unsound { position, what } => {
                format!("position {position}: {}", what.message(Language::English))
            }
            Self::Damaged { line } => format!("line {line} is damaged"),
            Self::TooLong { line } => format!("line {line} has more than {LONGEST} bytes"),
            Self::Miscounted { stated, found } => {
                format!("the export says {stated} records and holds {found}")
            }
            Self::Changed { stated, found } => {
                format!("the export was changed: its digest is {found}, not {stated}")
            }
            Self::Cut { after } => format!("the export is cut off after line {after}"),
        }
    }
}
