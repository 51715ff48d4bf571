//! `cauce muestra`: the official table, the diagram, the story of cases.

use std::path::Path;
use std::sync::Arc;

use cauce::diagnostic::{Grade, Ink};
use cauce::instance::Instance;
use cauce::procedure::{Definitions, Procedure};
use cauce::proof::{Budget, prove};
use cauce::record::Stream;
use cauce::render::{Overlay, TableOptions, dot, markdown, mermaid, svg, svg_with, table};
use cauce::source::Language;
use cauce::view::{Track, open_items};

use crate::arguments::{Given, Opt};
use crate::called::beside;
use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::file_log::{FileLog, OpenError};
use crate::files;
use crate::load::{Loaded, load, show_faults};
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
    let loaded = match given.text(Opt::Code, language)? {
        Some(named) => loaded.about(named).map_err(crate::failure::of_files(language))?,
        None => loaded,
    };
    let language = desk.language_for(loaded.language);
    let Some(procedure) = &loaded.procedure else {
        files::refuse_path(&loaded, language)?;
        return show_faults(desk, &loaded, |grade| grade == Grade::Error);
    };
    if given.has(Opt::Proof) {
        return show_proof(desk, procedure, (format, language));
    }
    if let (SVG, Some(log)) = (format, given.value(Opt::Log)) {
        let mut definitions = crate::log_verify::definitions(given, desk)?.unwrap_or_default();
        add_all(&mut definitions, &loaded);
        let case = given.text(Opt::Case, language)?;
        let overlay = case_overlay((Path::new(log), case), (&definitions, procedure), language)?;
        return desk.print(&svg_with(procedure, language, &overlay));
    }
    let text = match format {
        0 => table(procedure, &table_options(desk, language)),
        1 => markdown(procedure, language),
        2 => mermaid(procedure, language),
        SVG => svg(procedure, language),
        _ => dot(procedure, language),
    };
    desk.print(&text)?;
    let Some(log) = given.value(Opt::Log) else {
        return Ok(());
    };
    let mut definitions = crate::log_verify::definitions(given, desk)?.unwrap_or_default();
    for called in beside(procedure, &file, desk)?.found {
        definitions.add_unfit(called);
    }
    add_all(&mut definitions, &loaded);
    show_cases(desk, Path::new(log), &definitions, language)
}

fn add_all(definitions: &mut Definitions, loaded: &Loaded) {
    for procedure in loaded.all() {
        definitions.add_unfit(Arc::clone(procedure));
    }
}

/// The picture with the shortest way to a fault; the procedure alone when nothing is wrong with it.
fn show_proof(
    desk: &mut Desk,
    procedure: &Procedure,
    (format, language): (usize, Language),
) -> Result<(), Failure> {
    if format != SVG {
        return Err(Failure::Usage(say!(
            language,
            "--prueba dibuja: añada --formato svg.",
            "--proof draws: add --format svg."
        )));
    }
    let proved = prove(procedure, &Budget::default());
    let faults = proved.faults.iter().filter(|fault| fault.leads_somewhere());
    match faults.min_by_key(|fault| fault.way(procedure).len()) {
        Some(fault) => desk.print(&svg_with(procedure, language, &Overlay::of_fault(procedure, fault))),
        None => desk.print(&svg(procedure, language)),
    }
}

/// The place of `svg` among the formats.
const SVG: usize = 4;

/// Where one case of a log stands, for its picture.
fn case_overlay(
    (path, case): (&Path, Option<&str>),
    (definitions, procedure): (&Definitions, &Arc<Procedure>),
    language: Language,
) -> Result<Overlay, Failure> {
    std::fs::metadata(path).map_err(|error| unreadable(path, &error, language))?;
    let (log, _) = match FileLog::open(path, false) {
        Ok(opened) => opened,
        Err(OpenError::Unreadable(error)) => return Err(unreadable(path, &error, language)),
        Err(damaged) => return Err(crate::run::unusable(path, &damaged, language)),
    };
    let streams = log.streams();
    let named = |name: &str| streams.iter().find(|stream: &&Stream| stream.id() == name);
    let found = named(case.unwrap_or("1")).or(streams.first().filter(|_| case.is_none()));
    let Some(stream) = found else {
        return Err(crate::run::session::untold(&crate::story::Untold::Empty, language));
    };
    let (mut instance, mut track, mut overlay) = (Instance::new(), Track::new(), Overlay::of_case(procedure));
    let read = crate::case::each_record((&log, definitions), stream, |at, events| {
        events.iter().for_each(|event| overlay.add_event(procedure, &mut track, event));
        instance.apply(definitions, at, events)
    });
    read.map_err(|lost| crate::run::session::lost_case(lost, language))?;
    overlay.add_open(&open_items(&instance));
    Ok(overlay)
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
