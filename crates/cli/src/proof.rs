//! Proofs on this desk: how much they may look at, and the paths that show what they find.
//!
//! Does not prove and does not tell: the library does. Read [`budget`] first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::counterexample::{Unwritten, counterexample_among};
use cauce::procedure::Procedure;
use cauce::proof::{Budget, prove};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::load::Loaded;
use crate::writing::{file_name, write_pages};

/// The budget that is given, or the usual one.
pub(crate) fn budget(given: &Given, language: Language) -> Result<Budget, Failure> {
    let mut budget = Budget::default();
    if let Some(text) = given.text(Opt::Budget, language)? {
        budget.states = text.parse().map_err(|_| {
            Failure::Usage(say!(
                language,
                "--presupuesto es un número de situaciones, como 200000; «{text}» no lo es.",
                "--budget is a number of situations, such as 200000; “{text}” is none."
            ))
        })?;
    }
    Ok(budget)
}

/// The same where conditions count as free choices, unless they are to be taken at their word.
pub(crate) fn asked(mut budget: Budget, with_guards: bool) -> Budget {
    budget.with_guards = with_guards;
    budget
}

/// Writes the path to each fault into a folder, and says which.
pub(crate) fn write_paths(
    desk: &mut Desk,
    loaded: &[Loaded],
    (folder, over, budget, quiet): (&Path, bool, &Budget, bool),
) -> Result<(), Failure> {
    let language = desk.language();
    let (mut taken, mut pages): (Vec<String>, Vec<(PathBuf, String)>) = (Vec::new(), Vec::new());
    let (mut found, mut unwritten) = (0usize, Vec::new());
    let all: Vec<Arc<Procedure>> = loaded.iter().flat_map(Loaded::all).cloned().collect();
    for procedure in &all {
        let proved = prove(procedure, budget);
        for fault in proved.faults.iter().filter(|fault| fault.leads_somewhere()) {
            found += 1;
            match counterexample_among(procedure, fault, &all) {
                Ok(shown) => {
                    pages.push((folder.join(file_name(&shown.name, &mut taken)), shown.text));
                }
                Err(why) => unwritten.push(why),
            }
        }
    }
    let texts: Vec<(PathBuf, &str)> =
        pages.iter().map(|(path, text)| (path.clone(), text.as_str())).collect();
    write_pages(&texts, over, language)?;
    // What a program reads is one document.
    if quiet {
        return Ok(());
    }
    for (path, _) in &pages {
        let path = path.display();
        desk.line(&say!(language, "Escrito: {path}", "Written: {path}"))?;
    }
    if found == 0 {
        return desk.line(pick!(language, "No hay fallas que mostrar.", "There are no faults to show."));
    }
    say_unwritten(desk, found, unwritten)
}

/// Says of how many faults the path could not be written, by why.
fn say_unwritten(desk: &mut Desk, found: usize, mut unwritten: Vec<Unwritten>) -> Result<(), Failure> {
    let language = desk.language();
    unwritten.sort_unstable();
    for same in unwritten.chunk_by(|one, other| one == other) {
        let (count, why) = (same.len(), why_unwritten(same[0], language));
        desk.line(&say!(
            language,
            "De {count} de {found} fallas no se pudo escribir el camino: {why}.",
            "The path of {count} of {found} faults could not be written: {why}."
        ))?;
    }
    Ok(())
}

fn why_unwritten(why: Unwritten, language: Language) -> &'static str {
    match why {
        Unwritten::Called => pick!(
            language,
            "pasa por un procedimiento que se llama; revíselo junto con él",
            "it goes through a procedure that is called; check them together"
        ),
        Unwritten::Data => pick!(
            language,
            "una condición pide datos para los que no se halló un valor",
            "a condition needs data for which no value was found"
        ),
        _ => pick!(language, "pasa por lo que un camino no dice", "it goes along what no path says"),
    }
}
