//! `cauce compara`: how two versions of a procedure differ, and which paths notice.
//!
//! Knows which files are meant and how the comparison is told; what differs the library says.
//! Read [`obey`] first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::compare::{Change, Comparison, Follows, PathOutcome, Unlike, Version, compare};
use cauce::path::{PathFile, ReadPath};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::source::{Language, Source, Span};
use cauce::view::Missing;

use crate::arguments::{Given, Opt};
use crate::called::beside;
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files;
use crate::grid::wrap;
use crate::load::load_sound;
use crate::wire::{self, Compared};

/// Values of a list that are told in one sentence.
const TOLD: usize = 12;

/// `cauce compara ANTERIOR NUEVO [CAMINO…]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [old, new, named @ ..] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga dos versiones de un procedimiento: la anterior y la nueva.",
            "Say two versions of a procedure: the old one and the new one."
        )));
    };
    let json = given.wants_json(language)?;
    let named: Vec<PathBuf> = named.iter().map(PathBuf::from).collect();
    let old_file = files::procedure(old.as_ref(), language)?;
    let (before, old) = version(desk, given, &old_file)?;
    let (after, new) = version(desk, given, &files::procedure(new.as_ref(), language)?)?;
    let read = paths(desk, (&old_file, &named), &old)?;
    let paths: Vec<PathFile> = read.iter().filter_map(|read| read.path.clone()).collect();
    let of = |definitions, procedure| Version { definitions, procedure };
    let found = compare(&of(&before, &old), &of(&after, &new), &paths);
    let language = desk.language_for(new.head().language);
    let sources: Vec<&Source> = read.iter().map(|read| &read.source).collect();
    match json {
        true => wire::print(desk, &Compared::of((&old, &new), &found, (&sources, language)))?,
        false => print(desk, (&old, &new), &found, (&sources, language))?,
    }
    match found.is_alike() {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// A version with everything that it calls.
fn version(desk: &mut Desk, given: &Given, file: &Path) -> Result<(Definitions, Arc<Procedure>), Failure> {
    let language = desk.language();
    let loaded = load_sound(file, Reading::Chosen, desk)?;
    let Some(procedure) = loaded.procedure.clone() else { return Err(Failure::Unsound) };
    let mut definitions = Definitions::new();
    for other in beside(&procedure, file, desk)?.found {
        definitions.add_unfit(other);
    }
    for path in given.values(Opt::With) {
        for file in files::procedures(&path, language)? {
            for other in load_sound(&file, Reading::Chosen, desk)?.all() {
                definitions.add_unfit(Arc::clone(other));
            }
        }
    }
    for other in &loaded.others {
        definitions.add_unfit(Arc::clone(other));
    }
    definitions.add_unfit(Arc::clone(&procedure));
    Ok((definitions, procedure))
}

/// The paths that are named, else those beside the old version, as far as they are of it in the chosen reading.
fn paths(
    desk: &Desk,
    (old, named): (&Path, &[PathBuf]),
    procedure: &Procedure,
) -> Result<Vec<ReadPath>, Failure> {
    let language = desk.language();
    let mut files = Vec::new();
    for path in named {
        files.extend(files::paths(path, language)?.0);
    }
    if named.is_empty() {
        files.extend(files::shelves(old, language)?.into_iter().flat_map(|shelf| shelf.paths));
    }
    let mut found = Vec::new();
    for file in files {
        let read = cauce_files::read_path(&file).map_err(of_files(language))?;
        let is_meant = |path: &PathFile| {
            path.procedure().is_none_or(|code| code == procedure.code()) && path.reading() == Reading::Chosen
        };
        match &read.path {
            Some(path) if is_meant(path) => found.push(read),
            // A path that is named is asked for: what is wrong with it is no matter of the versions.
            None if !named.is_empty() => {
                let name = file.display();
                return Err(Failure::Refused(say!(
                    language,
                    "«{name}» no es un camino que se pueda leer; «cauce repite» dice por qué.",
                    "“{name}” is no path that can be read; “cauce replay” says why."
                )));
            }
            _ => {}
        }
    }
    Ok(found)
}

fn print(
    desk: &mut Desk,
    (old, new): (&Procedure, &Procedure),
    found: &Comparison,
    (sources, language): (&[&Source], Language),
) -> Result<(), Failure> {
    let name = |procedure: &Procedure| {
        let (code, version) = (procedure.code(), &procedure.head().version);
        if version.is_empty() { code.to_owned() } else { format!("{code} v{version}") }
    };
    let title = format!("{} → {}", name(old), name(new));
    desk.line(&desk.bold(&title))?;
    let verdict = match (found.same_digest, found.is_alike()) {
        (true, _) => pick!(
            language,
            "Se comportan igual: la huella de comportamiento es la misma.",
            "They behave alike: the behaviour digest is the same."
        ),
        (_, true) => pick!(
            language,
            "Se comportan igual: solo cambian números y textos.",
            "They behave alike: only numbers and texts change."
        ),
        _ => pick!(language, "No se comportan igual.", "They do not behave alike."),
    };
    desk.line(verdict)?;
    let (behaviour, prose): (Vec<&Change>, Vec<&Change>) =
        found.changes.iter().partition(|change| change.is_behaviour());
    section(desk, pick!(language, "Qué cambia", "What changes"), &sentences(&behaviour, language))?;
    let (numbers, prose): (Vec<&Change>, Vec<&Change>) =
        prose.into_iter().partition(|change| matches!(change, Change::Renumbered { .. }));
    let numbers = renumbered(&numbers, desk.width);
    section(desk, pick!(language, "Números", "Numbers"), &numbers)?;
    section(desk, pick!(language, "Textos", "Texts"), &sentences(&prose, language))?;
    print_paths(desk, &found.paths, (sources, language))?;
    let unwalked: Vec<String> = found.unwalked.iter().map(|missing| unwalked(missing, language)).collect();
    section(desk, pick!(language, "Nuevo, y sin camino", "New, and without a path"), &unwalked)
}

fn sentences(changes: &[&Change], language: Language) -> Vec<String> {
    changes.iter().map(|change| change.sentence(language)).collect()
}

/// Every new number on as few lines as they take.
fn renumbered(changes: &[&Change], width: usize) -> Vec<String> {
    let number = |change: &&Change| match change {
        Change::Renumbered { piece, from } => Some(format!("{from}→{}", piece.reference)),
        _ => None,
    };
    let numbers: Vec<String> = changes.iter().filter_map(number).collect();
    if numbers.is_empty() { Vec::new() } else { wrap(&numbers.join(" · "), width.saturating_sub(2)) }
}

fn section(desk: &mut Desk, title: &str, lines: &[String]) -> Result<(), Failure> {
    if lines.is_empty() {
        return Ok(());
    }
    desk.line("")?;
    desk.line(&desk.bold(title))?;
    lines.iter().try_for_each(|line| desk.line(&format!("  {line}")))
}

fn print_paths(
    desk: &mut Desk,
    paths: &[PathOutcome],
    (sources, language): (&[&Source], Language),
) -> Result<(), Failure> {
    desk.line("")?;
    let (all, same) = (paths.len(), paths.iter().filter(|path| path.unlike.is_none()).count());
    desk.line(&match all {
        0 => {
            say!(language, "No hay caminos de la versión anterior.", "There are no paths of the old version.")
        }
        _ => say!(
            language,
            "Caminos: {same} de {all} hacen lo mismo en las dos.",
            "Paths: {same} of {all} do the same in both."
        ),
    })?;
    // What many paths run into is said once, with the paths below it.
    let mut causes: Vec<(String, Vec<String>)> = Vec::new();
    for (path, source) in paths.iter().zip(sources) {
        let Some(unlike) = &path.unlike else { continue };
        let (line, column) = source.line_column(span(unlike).start);
        let (name, file, why) = (&path.name, source.name(), told(unlike, language));
        let walked = format!("{file}:{line}:{column}  {name}");
        match causes.iter_mut().find(|(known, _)| *known == why) {
            Some((_, walks)) => walks.push(walked),
            None => causes.push((why, vec![walked])),
        }
    }
    for (why, walks) in causes {
        wrap(&why, desk.width.saturating_sub(2))
            .iter()
            .try_for_each(|line| desk.line(&format!("  {line}")))?;
        walks.iter().try_for_each(|walk| desk.line(&format!("    {walk}")))?;
    }
    Ok(())
}

pub(crate) fn span(unlike: &Unlike) -> Span {
    match unlike {
        Unlike::NotOfOld { span, .. } | Unlike::Refused { span, .. } | Unlike::Otherwise { span, .. } => {
            *span
        }
        _ => Span::default(),
    }
}

/// Where a path parts, as a sentence.
pub(crate) fn told(unlike: &Unlike, language: Language) -> String {
    match unlike {
        Unlike::NotOfOld { why, .. } => {
            let why = why.told(language);
            let why = why.trim_end_matches('.');
            say!(
                language,
                "No recorre la versión anterior, así que no dice nada de la nueva: {why}.",
                "It does not walk the old version, so that it says nothing of the new one: {why}.",
            )
        }
        Unlike::Refused { word, element, why, .. } => {
            let word = match (&element[0], &element[1]) {
                (Some(old), Some(new)) if old == new => say!(
                    language,
                    "En «{word}» ({old}) la versión nueva no sigue",
                    "At “{word}” ({old}) the new version does not follow"
                ),
                (Some(old), Some(new)) => say!(
                    language,
                    "En «{word}» (antes {old}, ahora {new}) la versión nueva no sigue",
                    "At “{word}” (was {old}, is {new} now) the new version does not follow"
                ),
                (Some(old), None) => say!(
                    language,
                    "En «{word}» ({old}, que ya no está) la versión nueva no sigue",
                    "At “{word}” ({old}, which is gone) the new version does not follow"
                ),
                _ if word.is_empty() => {
                    say!(language, "La versión nueva no lo acepta", "The new version refuses it")
                }
                _ => say!(
                    language,
                    "En «{word}» la versión nueva no sigue",
                    "At “{word}” the new version does not follow"
                ),
            };
            format!("{word}: {}.", why.told(language).trim_end_matches('.'))
        }
        Unlike::Otherwise { word, what, old, new, .. } => {
            let after = match (word.is_empty(), what) {
                (true, Follows::Ran) => say!(language, "En conjunto", "As a whole"),
                (true, _) => say!(language, "Al comenzar", "At the beginning"),
                (false, _) => say!(language, "Después de «{word}»", "After “{word}”"),
            };
            let (what, old, new) = (follows(*what, language), listed(old), listed(new));
            say!(
                language,
                "{after}, {what}: antes {old}; ahora {new}.",
                "{after}, {what}: {old} before; {new} now."
            )
        }
        _ => String::new(),
    }
}

fn follows(what: Follows, language: Language) -> &'static str {
    match what {
        Follows::State => pick!(language, "el caso queda", "the case is"),
        Follows::Open => pick!(language, "queda abierta", "what is open"),
        Follows::Waits => pick!(language, "se espera", "what is waited for"),
        Follows::Data => pick!(language, "los datos", "the data"),
        _ => pick!(language, "se recorre", "what ran"),
    }
}

fn listed(names: &[cauce::data::Text]) -> String {
    let told: Vec<&str> = names.iter().take(TOLD).map(|name| &**name).collect();
    match (told.is_empty(), names.len() > TOLD) {
        (true, _) => "—".to_owned(),
        (_, true) => format!("{}, …", told.join(", ")),
        _ => told.join(", "),
    }
}

/// Something new that no path walks.
pub(crate) fn unwalked(missing: &Missing, language: Language) -> String {
    match missing {
        Missing::Activity(reference) => say!(language, "actividad {reference}", "activity {reference}"),
        Missing::Answer(reference, answer) => {
            say!(language, "respuesta {reference}:{answer}", "answer {reference}:{answer}")
        }
        Missing::Return(from, to) => {
            say!(language, "regreso de la {from} a la {to}", "return from {from} to {to}")
        }
        Missing::Event(reference) => say!(language, "evento {reference}", "event {reference}"),
        Missing::Skip(reference) => say!(language, "omitir la {reference}", "skipping {reference}"),
        Missing::Deadline(reference) => {
            say!(language, "plazo vencido de la {reference}", "overdue {reference}")
        }
        _ => String::new(),
    }
}
