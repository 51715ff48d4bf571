//! Why a case is kept as it is, in both languages: what forbids that something of it is disposed of, and until when.

use cauce::data::{Text, Timestamp};
use cauce::source::Language;

/// Why what was asked about the keeping of a case was refused; nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum KeepError {
    /// There are holds on the case: nothing of it goes until they are released.
    Held {
        /// The case.
        case: Text,
        /// The numbers of the holds.
        holds: Vec<u64>,
    },
    /// It is kept at least until then.
    Retained {
        /// The case.
        case: Text,
        /// Until when.
        until: Timestamp,
    },
    /// The procedure says how long records are kept, and nobody has said yet until when that is.
    NotFixed {
        /// The case.
        case: Text,
        /// The records, by id.
        records: Vec<Text>,
    },
    /// The case has not ended: what it still does may need its values.
    NotEnded {
        /// The case.
        case: Text,
    },
    /// The case has thrown messages, or asked for cases, that are still to be passed on with their values.
    Unsent {
        /// The case.
        case: Text,
    },
    /// There is no such hold on the case, or it was released before.
    NoHold {
        /// The case.
        case: Text,
        /// The number that was given.
        hold: u64,
    },
    /// The procedure of the case has no such record.
    NoRecord {
        /// The code of the procedure.
        code: Text,
        /// The id that was given.
        record: Text,
    },
    /// No reason was given.
    NoReason,
    /// Nothing was chosen that could go.
    Nothing,
}

impl KeepError {
    /// One sentence that says what is wrong, and when it may be done.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::Held { case, holds } => format!(
                "el caso «{case}» está retenido por orden {}: no se dispone de nada hasta que se levante",
                numbers(holds, "y")
            ),
            Self::Retained { case, until } => {
                format!("el caso «{case}» se conserva hasta {until}: desde entonces se puede disponer de él")
            }
            Self::NotFixed { case, records } => format!(
                "el procedimiento dice cuánto se conserva {}, y nadie ha fijado hasta cuándo se conserva el caso «{case}»",
                records.join(", ")
            ),
            Self::NotEnded { case } => {
                format!("el caso «{case}» no ha terminado: se dispone de él cuando termine")
            }
            Self::Unsent { case } => format!(
                "lo que el caso «{case}» ha emitido aún no se ha entregado: se dispone de él cuando se haya entregado"
            ),
            Self::NoHold { case, hold } => {
                format!("el caso «{case}» no tiene la retención {hold}, o ya se levantó")
            }
            Self::NoRecord { code, record } => {
                format!("el procedimiento {code} no tiene el registro «{record}»")
            }
            Self::NoReason => "falta el motivo".to_owned(),
            Self::Nothing => "no se dijo de qué disponer".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Held { case, holds } => format!(
                "the case “{case}” is under hold {}: nothing of it is disposed of until that is released",
                numbers(holds, "and")
            ),
            Self::Retained { case, until } => {
                format!("the case “{case}” is retained until {until}: it may be disposed of from then on")
            }
            Self::NotFixed { case, records } => format!(
                "the procedure says how long {} is kept, and nobody has fixed until when the case “{case}” is",
                records.join(", ")
            ),
            Self::NotEnded { case } => {
                format!("the case “{case}” has not ended: it may be disposed of when it has")
            }
            Self::Unsent { case } => format!(
                "what the case “{case}” has thrown is not passed on yet: it may be disposed of when it is"
            ),
            Self::NoHold { case, hold } => {
                format!("the case “{case}” has no hold {hold}, or it was released before")
            }
            Self::NoRecord { code, record } => format!("the procedure {code} has no record “{record}”"),
            Self::NoReason => "the reason is missing".to_owned(),
            Self::Nothing => "it was not said what to dispose of".to_owned(),
        }
    }
}

fn numbers(numbers: &[u64], and: &str) -> String {
    let said: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match said.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {and} {last}", before.join(", ")),
        None => String::new(),
    }
}
