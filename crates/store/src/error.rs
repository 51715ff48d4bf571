//! What can go wrong with a store, in both languages.

use std::sync::Arc;

use cauce::data::Text;
use cauce::log::LogError;
use cauce::record::RecordError;
use cauce::source::Language;

/// Why a store did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum StoreError {
    /// A record is not what was written.
    Damaged {
        /// Its position in the store.
        position: u64,
        /// What is wrong with it.
        what: FrameError,
    },
    /// The store was made by a newer version of this program.
    NewerSchema {
        /// The version of its tables.
        found: u64,
        /// The newest version that this program knows.
        known: u64,
    },
    /// The store was made by an older version, and is opened for looking only.
    OlderSchema {
        /// The version of its tables.
        found: u64,
        /// The version that this program reads.
        known: u64,
    },
    /// A stream says that it has a record that is not there.
    Missing {
        /// The stream.
        stream: Text,
        /// The first record that is missing, or is not the one that the stream ends with.
        seq: u64,
    },
    /// The database is there but is no store, or is damaged.
    NoStore,
    /// It was opened for looking only.
    ReadOnly,
    /// Another program is writing and did not come to an end.
    Busy,
    /// The disk is full.
    Full,
    /// A commit failed after which nobody knows what has reached the disk: what was acknowledged stands.
    ///
    /// A store in a file writes nothing more by this handle; one on PostgreSQL goes on, and whoever asks again with the
    /// same key learns what became of it.
    Doubtful,
    /// The server of the database cannot be reached, refuses who asks, or went away: nothing was kept.
    Unreachable {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server of the database is too old, or keeps texts in another encoding than UTF-8.
    WrongServer {
        /// Its version and encoding.
        found: Text,
    },
    /// The database failed.
    Database {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What is wrong with the frame of a record, or with the record in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum FrameError {
    /// There are fewer bytes than the frame says.
    Cut {
        /// How many there should be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The bytes do not have the checksum of the frame.
    Checksum,
    /// The frame says another position than that at which it stands.
    Moved {
        /// The position it says.
        says: u64,
    },
    /// The line in the frame is not a sound record that follows the one before.
    Record(RecordError),
}

impl StoreError {
    /// The error of the store behind that of a log, also where several writers share it.
    #[must_use]
    pub fn of(error: &LogError) -> Option<&StoreError> {
        let LogError::Store { source } = error else { return None };
        let shared = || source.downcast_ref::<Arc<StoreError>>().map(|shared| &**shared);
        source.downcast_ref::<StoreError>().or_else(shared)
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn unreachable(error: tokio_postgres::Error) -> Self {
        StoreError::Unreachable { source: cause(error) }
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn failed(error: tokio_postgres::Error) -> Self {
        StoreError::Database { source: cause(error) }
    }

    /// A row has another shape than the schema says.
    pub(crate) fn wrong_row() -> Self {
        StoreError::NoStore
    }

    /// One sentence that says what is wrong and what to do.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::Damaged { position, what } => {
                format!(
                    "el registro de la posición {position} está dañado: {}",
                    what.message(Language::Spanish)
                )
            }
            Self::NewerSchema { found, known } => format!(
                "el almacén es de la versión {found} y este programa conoce hasta la {known}: use un programa más nuevo"
            ),
            Self::OlderSchema { found, known } => format!(
                "el almacén es de la versión {found} y aquí se lee la {known}: ábralo una vez para escribir, y se actualizará"
            ),
            Self::Missing { stream, seq } => {
                format!("a la secuencia {stream} le falta el registro {seq}")
            }
            Self::NoStore => "la base de datos no es un almacén de casos, o está dañada".to_owned(),
            Self::ReadOnly => "el almacén se abrió solo para leer".to_owned(),
            Self::Busy => "otro programa está escribiendo en el almacén: intente de nuevo".to_owned(),
            Self::Full => "no queda espacio en el disco: nada se guardó".to_owned(),
            Self::Doubtful => {
                "no se sabe si se guardó: abra de nuevo el almacén si es un archivo, y repita con la misma clave"
                    .to_owned()
            }
            Self::Unreachable { source } => {
                format!("el servidor de la base de datos no responde, nada se guardó: {source}")
            }
            Self::WrongServer { found } => {
                format!("el servidor es {found}: se necesita PostgreSQL 13 o posterior, con UTF-8")
            }
            Self::Database { source } => format!("la base de datos falló: {source}"),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Damaged { position, what } => {
                format!("the record at position {position} is damaged: {}", what.message(Language::English))
            }
            Self::NewerSchema { found, known } => format!(
                "the store is of version {found} and this program knows up to {known}: use a newer program"
            ),
            Self::OlderSchema { found, known } => format!(
                "the store is of version {found} and this one reads {known}: open it once for writing to bring it up"
            ),
            Self::Missing { stream, seq } => format!("the sequence {stream} lacks record {seq}"),
            Self::NoStore => "the database is not a store of cases, or is damaged".to_owned(),
            Self::ReadOnly => "the store was opened for reading only".to_owned(),
            Self::Busy => "another program is writing to the store: try again".to_owned(),
            Self::Full => "the disk is full: nothing was kept".to_owned(),
            Self::Doubtful => {
                "it may be kept or not: open the store again if it is a file, and ask once more with the same key"
                    .to_owned()
            }
            Self::Unreachable { source } => {
                format!("the server of the database does not answer, nothing was kept: {source}")
            }
            Self::WrongServer { found } => {
                format!("the server is {found}: PostgreSQL 13 or newer is needed, with UTF-8")
            }
            Self::Database { source } => format!("the database failed: {source}"),
        }
    }
}

/// What the server or the system said, where the error itself only says that one of them did.
#[cfg(feature = "postgres")]
fn cause(error: tokio_postgres::Error) -> Box<dyn std::error::Error + Send + Sync> {
    match std::error::Error::source(&error) {
        Some(_) => error.into_source().unwrap_or_else(|| "it did not say why".into()),
        None => error.into(),
    }
}

impl FrameError {
    /// What is wrong, as part of a sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match (self, language) {
            (Self::Cut { expected, found }, Language::Spanish) => {
                format!("tiene {found} bytes y deberían ser {expected}")
            }
            (Self::Cut { expected, found }, Language::English) => {
                format!("it has {found} bytes and should have {expected}")
            }
            (Self::Checksum, Language::Spanish) => "sus bytes cambiaron".to_owned(),
            (Self::Checksum, Language::English) => "its bytes have changed".to_owned(),
            (Self::Moved { says }, Language::Spanish) => format!("es el de la posición {says}"),
            (Self::Moved { says }, Language::English) => format!("it is that of position {says}"),
            (Self::Record(what), language) => what.message(language),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Busy,
            Some(Code::DiskFull) => StoreError::Full,
            Some(Code::ReadOnly) => StoreError::ReadOnly,
            Some(Code::NotADatabase | Code::DatabaseCorrupt) => StoreError::NoStore,
            _ => StoreError::Database { source: Box::new(error) },
        }
    }
}

impl From<StoreError> for LogError {
    fn from(error: StoreError) -> Self {
        LogError::Store { source: Box::new(error) }
    }
}
