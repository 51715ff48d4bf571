//! Why a command did not do what was asked, and the number it ends with.

use std::io;
use std::path::Path;

use cauce::source::Language;

/// Why a command ended without doing what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A definition, a path, a log or a case is not as it should be; that has been said in full.
    Unsound,
    /// The same, with the last sentence still to be said.
    Refused(String),
    /// The command was used wrongly.
    Usage(String),
    /// A file could not be read or written.
    Files(String),
    /// The reader of the output has left.
    Closed,
}

impl Failure {
    /// What is still to be said.
    pub(crate) fn sentence(&self) -> Option<&str> {
        match self {
            Failure::Unsound | Failure::Closed => None,
            Failure::Refused(text) | Failure::Usage(text) | Failure::Files(text) => Some(text),
        }
    }

    /// 1: not as it should be. 2: wrong use. 3: input or output failed.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Closed => 0,
            Failure::Unsound | Failure::Refused(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Files(_) => 3,
        }
    }
}

/// Output that fails: a reader who has left is no failure, a full disk is.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Files(error.to_string()),
        }
    }
}

/// A sentence about a file that could not be read.
pub(crate) fn unreadable(path: &Path, error: &io::Error, language: Language) -> Failure {
    let (path, why) = (path.display(), reason(error, language));
    Failure::Files(say!(language, "No se pudo leer «{path}»: {why}.", "“{path}” could not be read: {why}."))
}

/// A sentence about a file that could not be written.
pub(crate) fn unwritable(path: &Path, error: &io::Error, language: Language) -> Failure {
    let (path, why) = (path.display(), reason(error, language));
    Failure::Files(say!(
        language,
        "No se pudo escribir «{path}»: {why}.",
        "“{path}” could not be written: {why}."
    ))
}

/// Why a file could not be opened, in words; what the system says in its own language is the last resort.
pub(crate) fn reason(error: &io::Error, language: Language) -> String {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => say!(language, "no existe", "it does not exist"),
        Kind::PermissionDenied => say!(language, "no hay permiso", "permission is denied"),
        Kind::IsADirectory => say!(language, "es una carpeta", "it is a folder"),
        Kind::NotADirectory => {
            say!(language, "una parte de la ruta no es una carpeta", "a part of the path is not a folder")
        }
        Kind::AlreadyExists => say!(language, "ya existe", "it exists already"),
        Kind::StorageFull => say!(language, "no queda espacio", "no space is left"),
        Kind::ReadOnlyFilesystem => say!(language, "el disco es de solo lectura", "the disk is read-only"),
        Kind::InvalidFilename => say!(language, "el nombre no es válido", "the name is not valid"),
        Kind::InvalidInput => say!(language, "la ruta no es válida", "the path is not valid"),
        _ => error.to_string(),
    }
}
