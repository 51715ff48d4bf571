//! Which files are meant by a path, and what is said of those that are something else.
//!
//! How a folder is laid out `cauce-files` knows; the sentences about it are for whoever typed a command.

use std::path::{Path, PathBuf};

use cauce::source::{Language, Source};
pub(crate) use cauce_files::{Shelf, is_log};

use crate::failure::{Failure, of_files};
use crate::load::Loaded;

/// The procedures that a path means: itself, or those of a folder and of the folders below it.
pub(crate) fn procedures(path: &Path, language: Language) -> Result<Vec<PathBuf>, Failure> {
    cauce_files::procedures(path).map_err(of_files(language))
}

/// The procedures of one folder, not of those below it.
pub(crate) fn beside(folder: &Path, language: Language) -> Result<Vec<PathBuf>, Failure> {
    cauce_files::beside(folder).map_err(of_files(language))
}

/// The one procedure that a path means.
pub(crate) fn procedure(path: &Path, language: Language) -> Result<PathBuf, Failure> {
    cauce_files::procedure(path).map_err(of_files(language))
}

/// The procedures that a path means with their paths, folder by folder.
pub(crate) fn shelves(path: &Path, language: Language) -> Result<Vec<Shelf>, Failure> {
    cauce_files::shelves(path).map_err(of_files(language))
}

/// The paths of a path file, or of a folder of them.
pub(crate) fn paths(path: &Path, language: Language) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    cauce_files::paths(path).map_err(of_files(language))
}

/// Refuses a path where a procedure was asked for: each of its keys would be called unknown.
pub(crate) fn refuse_path(loaded: &Loaded, language: Language) -> Result<(), Failure> {
    let name = loaded.source.name();
    match cauce_files::is_path(loaded) {
        true => Err(Failure::Usage(say!(
            language,
            "«{name}» es un camino, no un procedimiento: lo repite «cauce repite PROCEDIMIENTO {name}».",
            "“{name}” is a path, not a procedure: “cauce replay PROCEDURE {name}” replays it."
        ))),
        false => Ok(()),
    }
}

/// Refuses a procedure where a path was asked for.
pub(crate) fn refuse_procedure(source: &Source, language: Language) -> Result<(), Failure> {
    let name = source.name();
    match cauce_files::is_procedure(source) {
        true => Err(Failure::Usage(say!(
            language,
            "«{name}» es un procedimiento, no un camino: sus caminos llevan un bloque [camino].",
            "“{name}” is a procedure, not a path: its paths have a block [path]."
        ))),
        false => Ok(()),
    }
}
