//! What is wrong with a store, in both languages.

use cauce::data::Text;
use cauce::source::Language;

use crate::error::FrameError;

/// One thing that is wrong with a store, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
pub struct Damage {
    /// The position of the record, or of the first one that is concerned; nothing where the database itself is damaged.
    pub position: Option<u64>,
    /// The stream, where it is known.
    pub stream: Option<Text>,
    /// What is wrong.
    pub what: Finding,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The record is not what was written, or does not follow the one before it in its stream.
    Record {
        /// What is wrong with it.
        error: FrameError,
    },
    /// The record ends early and is the last of its stream: it can be cut off.
    Torn {
        /// How many bytes it should have.
        expected: u64,
        /// How many it has.
        found: u64,
    },
    /// No records stand from the position on.
    Missing {
        /// The last position that is missing.
        to: u64,
    },
    /// The stream says that it has more records.
    Short {
        /// The place in the stream of the first one that is missing.
        seq: u64,
    },
    /// What the database keeps beside the record is not what the record says.
    Row {
        /// The column that differs.
        column: &'static str,
    },
    /// The record belongs to no stream.
    NoStream,
    /// The end that the stream names is not the one that its records have.
    Head,
    /// The text of a procedure is another than was added.
    Definition {
        /// Its code and version.
        procedure: String,
    },
    /// What was frozen of the case is not what was written, or after no record of it: it may be thrown away.
    Frozen,
    /// The database cannot be read there, or is damaged.
    Database {
        /// What it says of itself.
        said: String,
    },
    /// A table or an index is not as this version makes it.
    Schema {
        /// Its name.
        name: String,
    },
}

impl Damage {
    /// Whether the record merely ends early, and none of its stream follows.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        matches!(self.what, Finding::Torn { .. })
    }

    /// One sentence that says where and what.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let what = match language {
            Language::Spanish => self.what.spanish(),
            Language::English => self.what.english(),
        };
        let stream = self.stream.as_ref().map(|stream| format!(" ({stream})")).unwrap_or_default();
        match (self.position, language) {
            (Some(position), Language::Spanish) => format!("posición {position}{stream}: {what}"),
            (Some(position), Language::English) => format!("position {position}{stream}: {what}"),
            (None, _) if stream.is_empty() => what,
            (None, _) => format!("{}: {what}", stream.trim_start()),
        }
    }
}

impl Finding {
    /// A name that stays, for programs.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Finding::Record { .. } => "record",
            Finding::Torn { .. } => "torn",
            Finding::Missing { .. } => "missing",
            Finding::Short { .. } => "short",
            Finding::Row { .. } => "row",
            Finding::NoStream => "no-stream",
            Finding::Head => "head",
            Finding::Definition { .. } => "definition",
            Finding::Frozen => "frozen",
            Finding::Database { .. } => "database",
            Finding::Schema { .. } => "schema",
        }
    }

    fn spanish(&self) -> String {
        match self {
            Finding::Record { error } => error.message(Language::Spanish),
            Finding::Torn { expected, found } => {
                format!("el último registro de su secuencia quedó cortado: tiene {found} bytes de {expected}")
            }
            Finding::Missing { to } => format!("faltan registros hasta la posición {to}"),
            Finding::Short { seq } => format!("a la secuencia le faltan registros desde el {seq}"),
            Finding::Row { column } => {
                format!("la columna {column} de la tabla no dice lo que dice el registro")
            }
            Finding::NoStream => "el registro no es de ninguna secuencia".to_owned(),
            Finding::Head => "la secuencia dice otro final que el de sus registros".to_owned(),
            Finding::Definition { procedure } => {
                format!("el texto del procedimiento {procedure} no es el que se agregó")
            }
            Finding::Frozen => "lo congelado del caso no es lo que se guardó; se puede desechar".to_owned(),
            Finding::Database { said } => format!("la base de datos está dañada: {said}"),
            Finding::Schema { name } => format!("«{name}» no es como lo hace esta versión"),
        }
    }

    fn english(&self) -> String {
        match self {
            Finding::Record { error } => error.message(Language::English),
            Finding::Torn { expected, found } => {
                format!("the last record of its sequence was cut: it has {found} bytes of {expected}")
            }
            Finding::Missing { to } => format!("records are missing up to position {to}"),
            Finding::Short { seq } => format!("the sequence lacks records from {seq} on"),
            Finding::Row { column } => {
                format!("column {column} of the table does not say what the record says")
            }
            Finding::NoStream => "the record is of no sequence".to_owned(),
            Finding::Head => "the sequence names another end than its records have".to_owned(),
            Finding::Definition { procedure } => {
                format!("the text of procedure {procedure} is not the one that was added")
            }
            Finding::Frozen => {
                "what was frozen of the case is not what was kept; it may be thrown away".to_owned()
            }
            Finding::Database { said } => format!("the database is damaged: {said}"),
            Finding::Schema { name } => format!("“{name}” is not as this version makes it"),
        }
    }
}
