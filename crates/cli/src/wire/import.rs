//! What an import says on the wire: which files were written, and everything that was found.

use serde::Serialize;

use super::{Said, WIRE};
use crate::load::Loaded;
use crate::writing::Page;

/// A model that was imported, or refused: then no file is written.
#[derive(Debug, Serialize)]
pub(crate) struct Imported {
    wire: u32,
    written: Vec<Written>,
    diagnostics: Vec<Said>,
}

#[derive(Debug, Serialize)]
struct Written {
    procedure: String,
    file: String,
}

impl Imported {
    /// What was written, in the order of the model, and what was found.
    pub(crate) fn of(pages: &[Page<'_>], loaded: &Loaded, diagnostics: Vec<Said>) -> Self {
        let written = pages.iter().zip(&loaded.imported).map(|((place, _), imported)| Written {
            procedure: imported.code.to_string(),
            file: place.display().to_string(),
        });
        Imported { wire: WIRE, written: written.collect(), diagnostics }
    }
}
