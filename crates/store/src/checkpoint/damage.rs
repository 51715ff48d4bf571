//! What is wrong with a log, in both languages.

use cauce::data::Digest;
use cauce::record::RecordError;
use cauce::source::Language;

use super::Audited;

/// The first thing wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct Damage {
    /// Where: the position of the record, or of the first one that may be concerned.
    pub position: u64,
    /// What is wrong.
    pub what: Finding,
    /// What was proved before it.
    pub sound: Box<Audited>,
}

/// What is wrong at a position.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// Records are missing from the position on.
    Missing {
        /// The last position that is missing for certain.
        to: u64,
    },
    /// A record stands where another should.
    OutOfOrder {
        /// The position that it names.
        found: u64,
    },
    /// The record itself is damaged, or does not follow the one before it in its stream.
    Record {
        /// What is wrong with it.
        error: RecordError,
    },
    /// Every record is sound by itself, but together they are not those of the checkpoint.
    ///
    /// One of them, from the position up to the size of the checkpoint, was replaced, added or taken out.
    NotOfCheckpoint {
        /// The size of the checkpoint.
        size: u64,
        /// The root that it names.
        stated: Digest,
        /// The root that the records have.
        found: Digest,
    },
}

impl Damage {
    /// Whether the log merely ends in the middle of a record that no checkpoint covers, as after a crash.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self.what, Finding::Record { error: RecordError::Cut })
            && self.position > self.sound.expected
    }

    /// One sentence that says where and what.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        let position = self.position;
        match &self.what {
            Finding::Missing { to } if *to == position => format!("falta el registro {position}"),
            Finding::Missing { to } => format!("faltan los registros {position} a {to}"),
            Finding::OutOfOrder { found } => format!("registro {position}: en su lugar está el {found}"),
            Finding::Record { error } => {
                format!("registro {position}: {}", error.message(Language::Spanish))
            }
            Finding::NotOfCheckpoint { size: 0, .. } => {
                "la constancia de una bitácora vacía no tiene la raíz de nada".into()
            }
            Finding::NotOfCheckpoint { size, .. } => {
                format!("los registros {position} a {size} no son los de la constancia")
            }
        }
    }

    fn english(&self) -> String {
        let position = self.position;
        match &self.what {
            Finding::Missing { to } if *to == position => format!("record {position} is missing"),
            Finding::Missing { to } => format!("records {position} to {to} are missing"),
            Finding::OutOfOrder { found } => {
                format!("record {position}: record {found} stands in its place")
            }
            Finding::Record { error } => {
                format!("record {position}: {}", error.message(Language::English))
            }
            Finding::NotOfCheckpoint { size: 0, .. } => {
                "the checkpoint of an empty log does not have the root of nothing".into()
            }
            Finding::NotOfCheckpoint { size, .. } => {
                format!("records {position} to {size} are not those of the checkpoint")
            }
        }
    }
}
