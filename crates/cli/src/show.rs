//! `cauce muestra`: the official table, the diagram, the story of cases.

use std::path::Path;
use std::sync::Arc;

use cauce::diagnostic::{Grade, Ink, render};
use cauce::procedure::Definitions;
use cauce::render::{TableOptions, dot, markdown, mermaid, svg, table};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::file_log::{FileLog, OpenError};
use crate::files;
use crate::load::load;
use crate::story::{plain, tell};

/// `cauce muestra PROCEDIMIENTO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga un procedimiento: un archivo o una carpeta.",
            "Say one procedure: a file or a folder."
        )));
    };
    let formats: &[&[&str]] = &[&["tabla", "table"], &["markdown"], &["mermaid"], &["dot"], &["svg"]];
    let format = given.choice(Opt::Format, formats, language)?;
    let file = files::procedure(word.as_ref(), language)?;
    let loaded = load(&file, given.reading(language)?, desk)?;
    let language = desk.language_for(loaded.language);
    let Some(procedure) = &loaded.procedure else {
        files::refuse_path(&loaded.source, language)?;
        let faults: Vec<_> =
            loaded.diagnostics.into_iter().filter(|found| found.grade == Grade::Error).collect();
        let text = render(&loaded.source, &faults, desk.voice_for(loaded.language), desk.ink);
        desk.print(&text)?;
        return Err(Failure::Unsound);
    };
    let text = match format {
        0 => table(procedure, &table_options(desk, language)),
        1 => markdown(procedure, language),
        2 => mermaid(procedure, language),
        3 => dot(procedure, language),
        _ => svg(procedure, language),
    };
    desk.print(&text)?;
    let Some(log) = given.value(Opt::Log) else {
        return Ok(());
    };
    let mut definitions = crate::log_verify::definitions(given, desk)?.unwrap_or_default();
    definitions.add_unfit(Arc::clone(procedure));
    show_cases(desk, Path::new(log), &definitions, language)
}

/// How tables are laid out on this desk.
pub(crate) fn table_options(desk: &Desk, language: Language) -> TableOptions {
    TableOptions { language, width: desk.width, colour: desk.ink == Ink::Colour, ..TableOptions::default() }
}

fn show_cases(
    desk: &mut Desk,
    path: &Path,
    definitions: &Definitions,
    language: Language,
) -> Result<(), Failure> {
    // A log that does not exist is an empty one for whoever begins a case; here it is a mistake.
    std::fs::metadata(path).map_err(|error| unreadable(path, &error, language))?;
    let (log, torn) = match FileLog::open(path, false) {
        Ok(opened) => opened,
        Err(OpenError::Unreadable(error)) => return Err(unreadable(path, &error, language)),
        Err(damaged) => return Err(crate::run::unusable(path, &damaged, language)),
    };
    for stream in log.streams() {
        let id = plain(stream.id());
        let title = say!(language, "Caso {id}", "Case {id}");
        let title = desk.bold(&title);
        desk.line("")?;
        desk.line(&title)?;
        let story = tell(&log, definitions, &stream, language);
        let story = story.map_err(|error| crate::run::session::untold(&error, language))?;
        for line in story.lines(0) {
            desk.line(&line)?;
        }
    }
    if torn.is_some() {
        desk.line(pick!(language, "(el último registro quedó a medias)", "(the last record was cut off)"))?;
    }
    Ok(())
}
