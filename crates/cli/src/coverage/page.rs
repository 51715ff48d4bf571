//! What was walked, as pages for a browser: one file, or a folder with one for each procedure.

use std::path::{Path, PathBuf};

use cauce::render::heat_map;
use cauce::view::Missing;

use super::Shown;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::writing::{file_name, write_pages};

/// Prints the page of the one procedure there is.
pub(crate) fn print(desk: &mut Desk, shown: &[Shown<'_>]) -> Result<(), Failure> {
    let [one] = shown else {
        return Err(Failure::Usage(say!(
            desk.language(),
            "Se dibuja un procedimiento a la vez: nombre su archivo, o diga --html CARPETA.",
            "One procedure is drawn at a time: name its file, or say --html FOLDER."
        )));
    };
    let page = page(desk, one);
    desk.print(&page)
}

/// Writes the page of one procedure, or a folder of pages; what was there before is written over.
pub(crate) fn write(desk: &mut Desk, place: &Path, shown: &[Shown<'_>]) -> Result<(), Failure> {
    let mut taken = Vec::new();
    let mut pages: Vec<(PathBuf, String)> = Vec::new();
    for one in shown {
        let place = match shown.len() {
            1 => place.to_owned(),
            _ => place.join(file_name(one.procedure.code(), &mut taken)).with_extension("html"),
        };
        pages.push((place, page(desk, one)));
    }
    let pages: Vec<(PathBuf, &str)> = pages.iter().map(|(place, page)| (place.clone(), &**page)).collect();
    write_pages(&pages, true, desk.language())
}

fn page(desk: &Desk, shown: &Shown<'_>) -> String {
    let words = |asked: &Missing| shown.missing.iter().find(|(missing, _)| missing == asked)?.1.clone();
    let language = desk.language_for(shown.procedure.head().language);
    heat_map(shown.procedure, shown.coverage, language, &words)
}
