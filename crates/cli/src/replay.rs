//! `cauce repite`: replays paths and says what they walk.
//!
//! Knows which path files belong to which procedures and adds their coverage up; replaying is the library's.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cauce::diagnostic::{Diagnostic, Ink, render};
use cauce::limits::Limits;
use cauce::path::{Demand, PathFile, ReadPath, Replay, ReplayResult};
use cauce::procedure::{Procedure, Reading};
use cauce::render::{Overlay, svg_with};
use cauce::source::{Language, Source};
use cauce::view::Coverage;
use cauce_files::{Readings, read_path};

use crate::arguments::{Given, Opt};
use crate::coverage::{self, Kept, Lacking, Shown};
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files::{self, Shelf};
use crate::junit::{Case, Fault, Report};
use crate::load::{Bytes, Loaded, how, read};
use crate::wire::{self, PathReplayed, PathsCovered, Said};

/// `cauce repite PROCEDIMIENTO [CAMINO]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let formats: &[&[&str]] = &[&["texto", "text"], &["json", "json"], &["svg"], &["html"], &["junit"]];
    let format = given.choice(Opt::Format, formats, language)?;
    let (json, draws, junit) = (format == 1, format == 2 || format == 3, format == 4);
    let (shelves, single) = shelves(given, language)?;
    let wants_coverage = given.has(Opt::Coverage);
    // What is drawn is the only thing printed, as the wire is.
    let mut run = Run {
        json: json || draws || junit,
        wants_coverage,
        wants_words: wants_coverage || format == 3 || given.has(Opt::Html),
        answers: Vec::new(),
        walked: Vec::new(),
        kept: Kept::open(given, language)?,
        report: Report::default(),
        well: true,
    };
    for shelf in &shelves {
        let readings = readings(desk, given, shelf)?;
        run.shelf(desk, shelf, &readings)?;
    }
    run.kept.close(language)?;
    let shown: Vec<Shown<'_>> = run.walked.iter().map(Walked::shown).collect();
    match (format, &run.answers[..]) {
        (2, _) => print_picture(desk, &run.walked)?,
        (3, _) => coverage::print_page(desk, &shown)?,
        (1, all) if wants_coverage => wire::print(desk, &PathsCovered::of(all, &shown, language))?,
        (1, [only]) if single => wire::print(desk, only)?,
        (1, all) => wire::print(desk, &all)?,
        _ => {}
    }
    if junit {
        desk.print(&run.report.xml())?;
    }
    if let Some(file) = given.value(Opt::Html) {
        coverage::write_page(desk, Path::new(file), &shown)?;
    }
    coverage::is_enough(desk, given, &shown, format == 0)?;
    match run.well {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// The picture of the one procedure whose paths were replayed.
fn print_picture(desk: &mut Desk, walked: &[Walked]) -> Result<(), Failure> {
    let [Walked { procedure, overlay, .. }] = walked else {
        return Err(Failure::Usage(say!(
            desk.language(),
            "Se dibuja un procedimiento a la vez: nombre su archivo.",
            "One procedure is drawn at a time: name its file."
        )));
    };
    let language = desk.language_for(procedure.head().language);
    desk.print(&svg_with(procedure, language, overlay))
}

/// The folders with their paths, and whether one path file was named.
pub(crate) fn shelves(given: &Given, language: Language) -> Result<(Vec<Shelf>, bool), Failure> {
    match &given.words[..] {
        [definition] => {
            let mut shelves = files::shelves(definition.as_ref(), language)?;
            shelves.retain(|shelf| !shelf.paths.is_empty());
            match shelves.is_empty() {
                true => Err(without_paths(definition.as_ref(), language)),
                false => Ok((shelves, false)),
            }
        }
        [definition, path] => {
            let procedures = files::procedures(definition.as_ref(), language)?;
            let path: &Path = path.as_ref();
            let (paths, demands) = files::paths(path, language)?;
            Ok((vec![Shelf { procedures, paths, demands }], !path.is_dir()))
        }
        _ => Err(Failure::Usage(say!(
            language,
            "Diga un procedimiento y, si quiere, un camino.",
            "Say a procedure and, if you like, a path."
        ))),
    }
}

fn without_paths(definition: &Path, language: Language) -> Failure {
    let definition = definition.display();
    Failure::Usage(say!(
        language,
        "«{definition}» no tiene caminos al lado: una carpeta «caminos» con archivos .toml, o MODELO.camino.toml \
         si es un modelo.",
        "“{definition}” has no paths beside it: a folder “paths” with .toml files, or MODEL.path.toml if it is a \
         model."
    ))
}

/// One obeying of the command.
struct Run {
    json: bool,
    wants_coverage: bool,
    /// Whether what is missing is told, so that it is worth looking for paths to it.
    wants_words: bool,
    answers: Vec<PathReplayed>,
    /// What build servers read.
    report: Report,
    /// What was walked of each procedure that a path is of.
    walked: Vec<Walked>,
    /// The same with what other runs have walked.
    kept: Kept,
    well: bool,
}

/// What was walked of a procedure by all paths so far.
struct Walked {
    procedure: Arc<Procedure>,
    coverage: Coverage,
    /// What is missing of it, once everything was walked.
    missing: Vec<Lacking>,
    overlay: Overlay,
    paths: usize,
    well: usize,
}

impl Walked {
    fn shown(&self) -> Shown<'_> {
        Shown { procedure: &self.procedure, coverage: &self.coverage, missing: &self.missing }
    }
}

impl Run {
    fn shelf(&mut self, desk: &mut Desk, shelf: &Shelf, readings: &Readings) -> Result<(), Failure> {
        let folder = shelf.procedures.first().and_then(|file| file.parent()).unwrap_or(Path::new(""));
        self.report.begin(folder.display().to_string());
        for broken in &readings.broken {
            self.well = false;
            let language = desk.language_for(broken.language);
            let told = render(&broken.source, &broken.diagnostics, language, Ink::Plain);
            self.report.add(Case::refused(broken.source.name(), told));
            self.show_problems(desk, &broken.source, &broken.diagnostics, broken.language)?;
        }
        let none = |procedure: &Arc<Procedure>| Walked {
            procedure: Arc::clone(procedure),
            coverage: Coverage::none(procedure),
            missing: Vec::new(),
            overlay: Overlay::of_paths(procedure),
            paths: 0,
            well: 0,
        };
        let mut walked: Vec<Walked> = readings.own.iter().map(none).collect();
        for file in &shelf.paths {
            self.path(desk, file, readings, &mut walked)?;
        }
        for walked in walked.iter_mut().filter(|walked| walked.paths > 0) {
            self.kept.set.add(&walked.procedure, &walked.coverage);
            if let Some(all) = self.kept.set.of(&walked.procedure) {
                walked.coverage = all;
            }
            if self.wants_words {
                let definitions = readings.in_reading(walked.procedure.reading());
                walked.missing = coverage::lacking(definitions, &walked.procedure, &walked.coverage);
            }
            self.summary(desk, walked)?;
        }
        for file in &shelf.demands {
            self.demand(desk, file, &walked)?;
        }
        self.walked.extend(walked.into_iter().filter(|walked| walked.paths > 0));
        Ok(())
    }

    fn path(
        &mut self,
        desk: &mut Desk,
        file: &Path,
        readings: &Readings,
        walked: &mut [Walked],
    ) -> Result<(), Failure> {
        let began = began();
        let found = read_path(file).map_err(of_files(desk.language()))?;
        let Some(path) = &found.path else {
            self.well = false;
            let language = desk.language_for(found.language);
            let told = render(&found.source, &found.diagnostics, language, Ink::Plain);
            self.report.add(Case::refused(found.source.name(), told));
            if self.json {
                self.answers.push(PathReplayed::unread(&found, language));
            }
            return self.show_problems(desk, &found.source, &found.diagnostics, found.language);
        };
        let path = &readings.fitted(path, file);
        let replayed = readings.replay(path);
        self.well &= replayed.is_ok();
        add_up(&replayed, walked);
        let language = desk.language_for(found.language);
        let fault = || {
            let is_error = replayed.result == ReplayResult::Refused;
            Fault::told(is_error, replayed.render(&found.source, language))
        };
        self.report.add(Case {
            name: path.name().to_owned(),
            class: replayed.procedure.as_ref().map_or("", |procedure| procedure.code()).to_owned(),
            file: found.source.name().to_owned(),
            took: began.elapsed(),
            fault: (!replayed.is_ok()).then(fault),
        });
        match self.json {
            true => {
                let mut answer = PathReplayed::of(&found, &replayed, language);
                answer.reject(faults(readings, desk));
                self.answers.push(answer);
                Ok(())
            }
            false => show(desk, &found, path, &replayed),
        }
    }

    fn show_problems(
        &mut self,
        desk: &mut Desk,
        source: &Source,
        problems: &[Diagnostic],
        language: Language,
    ) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        files::refuse_procedure(source, desk.language_for(language))?;
        let text = render(source, problems, desk.voice_for(language), desk.ink);
        desk.print(&text)
    }

    fn summary(&mut self, desk: &mut Desk, walked: &Walked) -> Result<(), Failure> {
        if self.json {
            return Ok(());
        }
        let language = desk.language_for(walked.procedure.head().language);
        let (code, count, well) = (walked.procedure.code(), walked.paths, walked.well);
        let paths = say!(language, "{well}/{count} caminos", "{well}/{count} paths");
        let covered = coverage::summary(&walked.coverage, language);
        desk.line(&format!("{}: {paths} · {covered}", desk.bold(code)))?;
        match self.wants_coverage {
            true => coverage::missing(desk, &walked.shown(), language),
            false => Ok(()),
        }
    }

    fn demand(&mut self, desk: &mut Desk, file: &Path, walked: &[Walked]) -> Result<(), Failure> {
        let name = file.display().to_string();
        let Bytes::Whole(bytes) = read(file, desk.language())? else {
            return Ok(());
        };
        let source = Source::new(name, String::from_utf8_lossy(&bytes).into_owned());
        let (demand, problems) = Demand::parse(&source);
        let Some(demand) = demand else {
            self.well = false;
            let language = problems_language(&source);
            let told = render(&source, &problems, desk.language_for(language), Ink::Plain);
            self.report.add(Case::refused(source.name(), told));
            return self.show_problems(desk, &source, &problems, language);
        };
        let language = desk.language_for(demand.language());
        let meant = walked
            .iter()
            .filter(|walked| demand.procedure().is_none_or(|code| code == walked.procedure.code()));
        let mut told = String::new();
        for walked in meant {
            for shortfall in demand.shortfalls(&walked.procedure, &walked.coverage) {
                self.well = false;
                let (line, column) = source.line_column(shortfall.span.start);
                let message = shortfall.message(language);
                let said = format!("{}:{line}:{column}  {message}", source.name());
                told.push_str(&said);
                told.push('\n');
                if !self.json {
                    desk.line(&said)?;
                }
            }
        }
        self.report.add(Case {
            name: pick!(language, "cobertura", "coverage").to_owned(),
            class: demand.procedure().unwrap_or_default().to_owned(),
            file: source.name().to_owned(),
            took: Duration::ZERO,
            fault: (!told.is_empty()).then(|| Fault::told(false, told)),
        });
        Ok(())
    }
}

/// When a path begins to be replayed: what a report says of time is for people, and decides nothing.
#[expect(clippy::disallowed_methods, reason = "a build server is told how long a path took")]
fn began() -> Instant {
    Instant::now()
}

/// The procedures of a folder, and those that were added with `--with`.
pub(crate) fn readings(desk: &Desk, given: &Given, shelf: &Shelf) -> Result<Readings, Failure> {
    let language = desk.language();
    let forced = given.has(Opt::Reading).then(|| given.reading(language)).transpose()?;
    let mut others = Vec::new();
    for path in given.values(Opt::With) {
        others.extend(files::procedures(&path, language)?);
    }
    Readings::load(shelf, &others, forced, how(Reading::Chosen, desk)).map_err(of_files(language))
}

/// What is wrong with those that are no procedures, for the wire.
fn faults(readings: &Readings, desk: &Desk) -> Vec<Said> {
    let said = |loaded: &Loaded| -> Vec<Said> {
        let voice = desk.voice_for(loaded.language);
        let faults = loaded.diagnostics.iter();
        faults.map(|fault| Said::of(&loaded.source, fault, voice)).collect()
    };
    readings.broken.iter().flat_map(said).collect()
}

fn problems_language(source: &Source) -> Language {
    cauce::document::decode_path(source.name(), source.text().as_bytes(), &Limits::default()).language
}

/// A path of the literal reading walks another graph, and adds nothing to what was walked of the chosen one.
fn add_up(replayed: &Replay, walked: &mut [Walked]) {
    let Some(procedure) = &replayed.procedure else {
        return;
    };
    let Some(walked) = walked.iter_mut().find(|walked| walked.procedure.code() == procedure.code()) else {
        return;
    };
    walked.paths += 1;
    walked.well += usize::from(replayed.is_ok());
    let same = walked.procedure.digests().definition == procedure.digests().definition;
    if let (true, Some(coverage)) = (same, &replayed.coverage) {
        walked.coverage.merge(coverage);
        walked.overlay.add_coverage(coverage);
    }
}

fn show(desk: &mut Desk, found: &ReadPath, path: &PathFile, replayed: &Replay) -> Result<(), Failure> {
    let language = desk.language_for(found.language);
    let name = path.name();
    let steps = replayed.steps.len().saturating_sub(1);
    if replayed.is_ok() {
        let steps = match steps {
            1 => say!(language, "1 paso", "1 step"),
            _ => say!(language, "{steps} pasos", "{steps} steps"),
        };
        let well = desk.inked(pick!(language, "bien  ", "well  "), "1;32");
        return desk.line(&format!("{well} {name}  ({steps})"));
    }
    let wrong = desk.inked(pick!(language, "difiere", "differs"), "1;31");
    let refused = desk.inked(pick!(language, "no se repite", "not replayed"), "1;31");
    let verdict = if replayed.diagnostics.is_empty() { wrong } else { refused };
    desk.line(&format!("{verdict} {name}"))?;
    if !replayed.diagnostics.is_empty() {
        let text = render(&found.source, &replayed.diagnostics, desk.voice_for(found.language), desk.ink);
        return desk.print(&text);
    }
    let Some(first) = replayed.differences.first() else {
        return Ok(());
    };
    desk.print(&first.render(&found.source, language))?;
    let others = replayed.differences.len() - 1;
    match others {
        0 => Ok(()),
        1 => desk.line(pick!(language, "  y otra diferencia", "  and another difference")),
        _ => desk.line(&say!(language, "  y {others} diferencias más", "  and {others} more differences")),
    }
}
