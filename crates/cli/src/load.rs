//! A procedure from its file, or the processes of a model: read, checked, ready to be shown or run.
//!
//! Reading is that of `cauce-files`; this says how the desk asks for it, and what is said of what cannot be used.

use std::path::Path;

use cauce::diagnostic::{Diagnostic, Grade, render};
use cauce::procedure::Reading;
use cauce::proof::Budget;
use cauce::source::Language;
pub(crate) use cauce_files::{Bytes, How, Loaded};

use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files::refuse_path;

/// How the desk asks for files to be read.
pub(crate) fn how(reading: Reading, desk: &Desk) -> How<'static> {
    How { reading, language: desk.language(), asked: desk.asked, data: &[], states: None }
}

/// Reads and checks a procedure file or a model.
pub(crate) fn load(path: &Path, reading: Reading, desk: &Desk) -> Result<Loaded, Failure> {
    cauce_files::load(path, &how(reading, desk)).map_err(of_files(desk.language()))
}

/// The same, proved within a budget.
pub(crate) fn load_proved(
    path: &Path,
    reading: Reading,
    budget: &Budget,
    desk: &Desk,
) -> Result<Loaded, Failure> {
    let how = How { states: Some(budget.states), ..how(reading, desk) };
    cauce_files::load(path, &how).map_err(of_files(desk.language()))
}

/// Reads and checks a model.
pub(crate) fn load_model(path: &Path, how: &How<'_>) -> Result<Loaded, Failure> {
    cauce_files::load_model(path, how).map_err(of_files(how.language))
}

/// Reads and checks a procedure that is to be put to work; says everything that forbids it.
pub(crate) fn load_sound(path: &Path, reading: Reading, desk: &mut Desk) -> Result<Loaded, Failure> {
    let loaded = load(path, reading, desk)?;
    if loaded.procedure.is_some() && loaded.is_sound() {
        return Ok(loaded);
    }
    refuse_path(&loaded, desk.language_for(loaded.language))?;
    show_faults(desk, &loaded, |grade| grade != Grade::Remark)
}

/// Shows the faults of those grades and ends with them.
pub(crate) fn show_faults<T>(
    desk: &mut Desk,
    loaded: &Loaded,
    wanted: fn(Grade) -> bool,
) -> Result<T, Failure> {
    let faults = loaded.diagnostics.iter().filter(|found| wanted(found.grade));
    let faults: Vec<Diagnostic> = faults.cloned().collect();
    let text = render(&loaded.source, &faults, desk.voice_for(loaded.language), desk.ink);
    desk.print(&text)?;
    Err(Failure::Unsound)
}

/// Reads a procedure or path file, no further than needed.
pub(crate) fn read(path: &Path, language: Language) -> Result<Bytes, Failure> {
    cauce_files::read(path).map_err(of_files(language))
}
