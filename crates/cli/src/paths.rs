//! `cauce caminos`: writes the paths that are missing to walk everything.
//!
//! Knows which paths count because they are there, and which files may be written anew: those that were generated.
//! Does not know how a path is found: that is the library's.
//! Read [`obey`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::generate::{Generated, Options, is_generated, paths};
use cauce::path::PathFile;
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;
use cauce_files::read_path;

use crate::arguments::{Given, Opt, spelled};
use crate::called;
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files::{self, Shelf};
use crate::load::{Bytes, read};
use crate::replay::readings;
use crate::writing::write_pages;

/// `cauce caminos PROCEDIMIENTO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [word] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué procedimiento: un archivo o una carpeta.",
            "Say which procedure: a file or a folder."
        )));
    };
    let options = options(given, language)?;
    let out = given.value(Opt::Out).map(PathBuf::from);
    let mut job = Job { options, out, afresh: given.has(Opt::Afresh), complete: true };
    for shelf in files::shelves(Path::new(word), language)? {
        job.shelf(desk, given, &shelf)?;
    }
    match job.complete {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

fn options(given: &Given, language: Language) -> Result<Options, Failure> {
    let mut options = Options::default();
    options.compact = given.has(Opt::Compact);
    options.pairs = given.has(Opt::Pairs);
    options.loop_free = given.has(Opt::LoopFree);
    options.refusals = given.has(Opt::Refusals);
    let rounds = given.text(Opt::Rounds, language)?;
    options.rounds = rounds.map(|written| times(written, language)).transpose()?;
    Ok(options)
}

fn times(written: &str, language: Language) -> Result<u32, Failure> {
    let times = written.parse().ok().filter(|times| (1..=1_000).contains(times));
    let name = spelled(Opt::Rounds, language);
    times.ok_or_else(|| {
        Failure::Usage(say!(
            language,
            "{name} es un número de 1 a 1000, y no «{written}».",
            "{name} is a number from 1 to 1000, and not “{written}”."
        ))
    })
}

/// One obeying of the command.
struct Job {
    options: Options,
    out: Option<PathBuf>,
    /// Whether what somebody wrote is not counted.
    afresh: bool,
    complete: bool,
}

impl Job {
    fn shelf(&mut self, desk: &mut Desk, given: &Given, shelf: &Shelf) -> Result<(), Failure> {
        let language = desk.language();
        let readings = readings(desk, given, shelf)?;
        if let Some(broken) = readings.broken.first() {
            files::refuse_path(broken, desk.language_for(broken.language))?;
            return crate::load::show_faults(desk, broken, |grade| grade == cauce::diagnostic::Grade::Error);
        }
        let reading = given.reading(language)?;
        let mut definitions = readings.in_reading(reading).clone();
        if let [file] = &shelf.procedures[..] {
            for procedure in &readings.own {
                for other in called::beside(procedure, file, desk)?.found {
                    if definitions.by_code(other.code()).is_none() {
                        definitions.add_unfit(other);
                    }
                }
            }
        }
        let code = given.text(Opt::Code, language)?;
        let wanted = |procedure: &&Arc<Procedure>| code.is_none_or(|code| procedure.code() == code);
        let mut procedures: Vec<Arc<Procedure>> = Vec::new();
        for own in readings.own.iter().filter(wanted) {
            procedures.extend(definitions.by_code(own.code()).cloned());
        }
        if let (Some(code), true) = (code, procedures.is_empty()) {
            return Err(Failure::Usage(say!(
                language,
                "Ninguno de los procedimientos es «{code}».",
                "None of the procedures is “{code}”."
            )));
        }
        let several = procedures.len() > 1;
        self.options.existing = if self.afresh { Vec::new() } else { self.written(&shelf.paths, language)? };
        for procedure in &procedures {
            self.procedure(desk, (&definitions, procedure), several)?;
        }
        Ok(())
    }

    /// The paths that somebody wrote, beside the procedure and where the others are to go.
    fn written(&self, beside: &[PathBuf], language: Language) -> Result<Vec<PathFile>, Failure> {
        let mut places: Vec<PathBuf> = beside.to_vec();
        if let Some(out) = self.out.as_deref().filter(|out| out.is_dir()) {
            places.extend(tomls(out));
        }
        // One folder may be named in two ways.
        let mut seen = BTreeSet::new();
        places.retain(|place| seen.insert(fs::canonicalize(place).unwrap_or_else(|_| place.clone())));
        let mut found = Vec::new();
        for place in places.iter().filter(|place| !was_generated(place)) {
            found.extend(read_path(place).map_err(of_files(language))?.path);
        }
        Ok(found)
    }

    fn procedure(
        &mut self,
        desk: &mut Desk,
        (definitions, procedure): (&Definitions, &Procedure),
        several: bool,
    ) -> Result<(), Failure> {
        let language = desk.language_for(procedure.head().language);
        let generated = paths(definitions, procedure, &self.options);
        self.complete &= generated.is_complete();
        match self.out.clone() {
            Some(out) => self.write(desk, &generated, (&out, procedure, several))?,
            None => print(desk, &generated)?,
        }
        summary(desk, procedure, (&generated, &self.options), language)?;
        for not in &generated.not_covered {
            let (title, why) = (&not.title, not.why.message(language));
            desk.line(&say!(language, "  falta «{title}»: {why}", "  missing “{title}”: {why}"))?;
        }
        Ok(())
    }

    /// Writes the files; of one that somebody wrote the name is left to it.
    fn write(
        &self,
        desk: &mut Desk,
        generated: &Generated,
        (out, procedure, several): (&Path, &Procedure, bool),
    ) -> Result<(), Failure> {
        let language = desk.language_for(procedure.head().language);
        let prefix = if several { format!("{}-", safe(procedure.code())) } else { String::new() };
        let mut pages: BTreeMap<PathBuf, &str> = BTreeMap::new();
        for path in &generated.paths {
            let place = free(out, &format!("{prefix}{}", path.file), &pages);
            pages.insert(place, &path.text);
        }
        let changed: Vec<(PathBuf, &str)> = pages
            .iter()
            .filter(|(place, text)| fs::read(place).ok().as_deref() != Some(text.as_bytes()))
            .map(|(place, text)| (place.clone(), *text))
            .collect();
        write_pages(&changed, true, language)?;
        for (place, _) in &changed {
            let place = place.display();
            desk.line(&say!(language, "Escrito: {place}", "Written: {place}"))?;
        }
        let stale = |place: &PathBuf| {
            let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            name.starts_with(&prefix)
                && !pages.contains_key(place)
                && was_generated(place)
                && is_about(place, procedure)
        };
        for place in tomls(out).into_iter().filter(stale) {
            let place = place.display();
            desk.line(&say!(language, "Ya no hace falta: {place}", "No longer needed: {place}"))?;
        }
        Ok(())
    }
}

/// Prints the texts, each under the name of its file.
fn print(desk: &mut Desk, generated: &Generated) -> Result<(), Failure> {
    for path in &generated.paths {
        let file = &path.file;
        desk.print(&format!("# {file}\n{}\n", path.text))?;
    }
    Ok(())
}

/// How many there are, and whether there could be fewer.
fn summary(
    desk: &mut Desk,
    procedure: &Procedure,
    (generated, options): (&Generated, &Options),
    language: Language,
) -> Result<(), Failure> {
    let code = desk.bold(procedure.code());
    let count = match generated.paths.len() {
        1 => say!(language, "1 camino", "1 path"),
        count => say!(language, "{count} caminos", "{count} paths"),
    };
    let fewest = match (options.compact, generated.is_smallest) {
        (false, _) => "",
        (true, true) => pick!(language, " · no los hay menos", " · there are no fewer"),
        (true, false) => pick!(
            language,
            " · puede haber menos: se buscó cada vez lo más cercano",
            " · there may be fewer: the nearest was looked for each time"
        ),
    };
    let counted = match options.existing.len() {
        0 => String::new(),
        1 => say!(language, " · se contó 1 que ya había", " · 1 that was there counted"),
        there => say!(language, " · se contaron {there} que ya había", " · {there} that were there counted"),
    };
    let missing = match generated.not_covered.len() {
        0 => say!(language, " · todo queda recorrido", " · everything is walked"),
        missing => say!(language, " · falta recorrer {missing}", " · {missing} not walked"),
    };
    desk.line(&format!("{code}: {count}{fewest}{counted}{missing}"))
}

fn tomls(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    found.sort();
    found
}

/// Whether a file was generated and nobody has made it theirs.
fn was_generated(place: &Path) -> bool {
    matches!(text_of(place), Some(text) if is_generated(&text))
}

fn is_about(place: &Path, procedure: &Procedure) -> bool {
    let text = text_of(place).unwrap_or_default();
    let (path, _) = PathFile::parse(&cauce::source::Source::new("", text));
    path.is_some_and(|path| path.procedure() == Some(procedure.code()))
}

fn text_of(place: &Path) -> Option<String> {
    match read(place, Language::Spanish) {
        Ok(Bytes::Whole(bytes)) => String::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The place of a file where nothing lies that somebody wrote.
fn free(out: &Path, file: &str, taken: &BTreeMap<PathBuf, &str>) -> PathBuf {
    let stem = file.strip_suffix(".toml").unwrap_or(file);
    let mut place = out.join(file);
    let mut round = 2_u32;
    while taken.contains_key(&place) || (place.symlink_metadata().is_ok() && !was_generated(&place)) {
        place = out.join(format!("{stem}-{round}.toml"));
        round = round.saturating_add(1);
    }
    place
}

/// A code as the beginning of a name.
fn safe(code: &str) -> String {
    let name = crate::writing::file_name(&code.to_lowercase(), &mut Vec::new());
    name.strip_suffix(".toml").unwrap_or(&name).to_owned()
}
