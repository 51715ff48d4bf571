//! `cauce conforma`: how a log that people kept elsewhere fits a procedure.
//!
//! Knows which file is which; the rows are read by [`sheet`], what their columns are by [`columns`], and what does not
//! fit the library says.
//! Read [`obey`] first.

mod columns;
mod moment;
mod page;
mod sheet;

use std::path::Path;
use std::sync::Arc;

use cauce::compare::{Ending, Fit, Recorded, conform};
use cauce::diagnostic::render;
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::called::beside;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::files;
use crate::load::load_sound;
use crate::wire::{self, Conformed};

/// `cauce conforma PROCEDIMIENTO REGISTRO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [definition, log] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga un procedimiento y un registro: un archivo .csv o .xes.",
            "Say a procedure and a log: a .csv or .xes file."
        )));
    };
    let json = given.wants_json(language)?;
    let (definitions, procedure) = definitions(desk, given, definition.as_ref())?;
    let language = desk.language_for(procedure.head().language);
    let path: &Path = log.as_ref();
    let read = sheet::read(path, language)?;
    let mapped = given.text(Opt::Columns, language)?;
    let found = read.sheet.and_then(|sheet| columns::cases(&sheet, mapped, &procedure));
    let (cases, answers) = match found {
        Ok(found) => found,
        Err(problems) => {
            let shown = render(&read.source, &problems, desk.voice_for(language), desk.ink);
            match json {
                true => wire::print(desk, &Conformed::unread(&read.source, &problems, language))?,
                false => desk.print(&shown)?,
            }
            return Err(Failure::Unsound);
        }
    };
    let ending = if given.has(Opt::OpenCases) { Ending::Open } else { Ending::Whole };
    let recorded = Recorded { answers, ending, ..Recorded::default() };
    let found = conform(&definitions, &procedure, &cases, &recorded);
    let name = path.display().to_string();
    match json {
        true => wire::print(desk, &Conformed::of(&name, &procedure, (&found, language)))?,
        false => page::print(desk, &name, &procedure, (&found, language))?,
    }
    match found.cases.iter().all(|case| case.fit() == Fit::Whole) {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// The procedure with everything that it calls.
fn definitions(
    desk: &mut Desk,
    given: &Given,
    definition: &Path,
) -> Result<(Definitions, Arc<Procedure>), Failure> {
    let language = desk.language();
    let file = files::procedure(definition, language)?;
    let loaded = load_sound(&file, given.reading(language)?, desk)?;
    let code = given.text(Opt::Code, language)?;
    let named = |one: &&Arc<Procedure>| code.is_none_or(|code| one.code() == code);
    let Some(procedure) = loaded.all().find(named).cloned() else {
        let code = code.unwrap_or_default();
        return Err(Failure::Usage(say!(
            language,
            "El archivo no tiene un procedimiento «{code}».",
            "The file has no procedure “{code}”."
        )));
    };
    let mut definitions = Definitions::new();
    for other in beside(&procedure, &file, desk)?.found {
        definitions.add_unfit(other);
    }
    for path in given.values(Opt::With) {
        for file in files::procedures(&path, language)? {
            for other in load_sound(&file, cauce::procedure::Reading::Chosen, desk)?.all() {
                definitions.add_unfit(Arc::clone(other));
            }
        }
    }
    for own in loaded.all().filter(|one| !Arc::ptr_eq(one, &procedure)) {
        definitions.add_unfit(Arc::clone(own));
    }
    definitions.add_unfit(Arc::clone(&procedure));
    Ok((definitions, procedure))
}

/// Fitness as people read it: four places at most, a comma in Spanish.
pub(crate) fn shown_fitness(fitness: Option<cauce::data::Decimal>, language: Language) -> String {
    let Some(fitness) = fitness else { return "—".to_owned() };
    match language {
        Language::Spanish => fitness.to_string().replace('.', ","),
        Language::English => fitness.to_string(),
    }
}
