//! Why files could not be used, as data, with words in both languages.
//!
//! Knows what can go wrong before a file is checked; what is wrong inside one is the core's to say.
//! Read [`FilesError`] first.

use std::io;
use std::path::{Path, PathBuf};

use cauce::source::Language;

/// Why what a path means could not be found or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FilesError {
    /// A file or a folder could not be read.
    #[error("{} could not be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder without procedures.
    #[error("{} holds no procedures", path.display())]
    NoProcedures {
        /// The folder.
        path: PathBuf,
    },
    /// A folder without paths.
    #[error("{} holds no paths", path.display())]
    NoPaths {
        /// The folder.
        path: PathBuf,
    },
    /// A folder with several procedures where one was meant.
    #[error("{} holds {count} procedures", path.display())]
    SeveralProcedures {
        /// The folder.
        path: PathBuf,
        /// How many.
        count: usize,
    },
    /// A model without the process that was named.
    #[error("there is no process “{named}”")]
    UnknownProcess {
        /// The id or the name that was looked for.
        named: String,
        /// The ids there are.
        known: Vec<String>,
    },
}

impl FilesError {
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        FilesError::Unreadable { path: path.to_owned(), source }
    }

    /// A sentence for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            FilesError::Unreadable { path, source } => {
                format!("No se pudo leer «{}»: {}.", path.display(), reason(source, Language::Spanish))
            }
            FilesError::NoProcedures { path } => format!(
                "En «{}» no hay procedimientos: archivos .toml con un bloque [procedimiento], o modelos .bpmn.",
                path.display()
            ),
            FilesError::NoPaths { path } => {
                format!("En «{}» no hay caminos: archivos .toml con un bloque [camino].", path.display())
            }
            FilesError::SeveralProcedures { path, count } => {
                format!("En «{}» hay {count} procedimientos; diga cuál archivo.", path.display())
            }
            FilesError::UnknownProcess { named, known } => {
                format!("No hay un proceso «{named}»; hay {}.", known.join(", "))
            }
        }
    }

    fn english(&self) -> String {
        match self {
            FilesError::Unreadable { path, source } => {
                format!("“{}” could not be read: {}.", path.display(), reason(source, Language::English))
            }
            FilesError::NoProcedures { path } => format!(
                "“{}” holds no procedures: .toml files with a block [procedure], or .bpmn models.",
                path.display()
            ),
            FilesError::NoPaths { path } => {
                format!("“{}” holds no paths: .toml files with a block [path].", path.display())
            }
            FilesError::SeveralProcedures { path, count } => {
                format!("“{}” holds {count} procedures; say which file.", path.display())
            }
            FilesError::UnknownProcess { named, known } => {
                format!("There is no process “{named}”; there are {}.", known.join(", "))
            }
        }
    }
}

/// Why a file could not be opened, in words; what the system says in its own language is the last resort.
#[must_use]
pub fn reason(error: &io::Error, language: Language) -> String {
    use io::ErrorKind as Kind;
    let (spanish, english) = match error.kind() {
        Kind::NotFound => ("no existe", "it does not exist"),
        Kind::PermissionDenied => ("no hay permiso", "permission is denied"),
        Kind::IsADirectory => ("es una carpeta", "it is a folder"),
        Kind::NotADirectory => {
            ("una parte de la ruta no es una carpeta", "a part of the path is not a folder")
        }
        Kind::AlreadyExists => ("ya existe", "it exists already"),
        Kind::StorageFull => ("no queda espacio", "no space is left"),
        Kind::ReadOnlyFilesystem => ("el disco es de solo lectura", "the disk is read-only"),
        Kind::InvalidFilename => ("el nombre no es válido", "the name is not valid"),
        Kind::InvalidInput => ("la ruta no es válida", "the path is not valid"),
        _ => return error.to_string(),
    };
    match language {
        Language::Spanish => spanish.to_owned(),
        Language::English => english.to_owned(),
    }
}
