//! Why a command did not do what was asked, and the number it ends with.

use std::io;
use std::path::Path;

use cauce::source::Language;
use cauce_files::FilesError;
pub(crate) use cauce_files::reason;

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

/// What is said of files that could not be found or read.
pub(crate) fn of_files(language: Language) -> impl Fn(FilesError) -> Failure {
    move |error| match error {
        FilesError::Unreadable { .. } => Failure::Files(error.message(language)),
        _ => Failure::Usage(error.message(language)),
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
