//! `cauce mutantes`: one slip at a time in a procedure, and which of them its paths notice.
//!
//! Knows which paths belong to which procedures and how the outcome is told; the slips are the library's.

use std::sync::Arc;

use cauce::check::Options;
use cauce::data::Decimal;
use cauce::mutate::{Mutant, Report, Verdict, judge};
use cauce::path::PathFile;
use cauce::procedure::{Procedure, Reading};
use cauce::source::{Language, Source};
use cauce_files::{Readings, read_path};

use crate::arguments::{Given, Opt};
use crate::coverage::least;
use crate::desk::Desk;
use crate::failure::{Failure, of_files};
use crate::files::Shelf;
use crate::replay::{readings, shelves};
use crate::story::plain;
use crate::wire::{self, MutantsJudged};

/// How many mutants of one procedure are tried, unless it is said.
const LIMIT: usize = 10_000;

/// What came of the mutants of one procedure.
pub(crate) struct Tried<'a> {
    pub(crate) procedure: &'a Arc<Procedure>,
    pub(crate) source: Option<&'a Source>,
    pub(crate) report: Report,
}

impl Tried<'_> {
    /// The line of the file in which a mutant has its slip.
    pub(crate) fn line(&self, mutant: &Mutant) -> Option<usize> {
        self.source.map(|source| source.line_column(mutant.span.start).0)
    }
}

/// `cauce mutantes PROCEDIMIENTO [CAMINO]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let json = given.wants_json(language)?;
    let (limit, least) = (limit(given, language)?, least(given, language)?);
    let (shelves, _) = shelves(given, language)?;
    let (mut answers, mut enough) = (Vec::new(), true);
    for shelf in &shelves {
        let readings = readings(desk, given, shelf)?;
        let paths = paths(shelf, &readings, language)?;
        for procedure in &readings.own {
            let (own, options) = ((readings.in_reading(Reading::Chosen), procedure), Options::default());
            let mut report = judge(own, &paths, limit, &options);
            if report.paths == 0 {
                continue;
            }
            report.find_paths(own, &options);
            let tried = Tried { procedure, source: readings.source(procedure), report };
            enough &= least.is_none_or(|least| Decimal::from(score(&tried.report)) >= least);
            match json {
                true => answers.push(MutantsJudged::of(&tried, language)),
                false => show(desk, &tried)?,
            }
        }
    }
    if json {
        wire::print(desk, &wire::AllMutants::of(answers))?;
    }
    if enough { Ok(()) } else { Err(Failure::Unsound) }
}

fn score(report: &Report) -> u32 {
    u32::try_from(report.score()).unwrap_or(100)
}

fn limit(given: &Given, language: Language) -> Result<usize, Failure> {
    let Some(text) = given.text(Opt::Limit, language)? else { return Ok(LIMIT) };
    text.parse().map_err(|_| {
        Failure::Usage(say!(
            language,
            "--limite no puede ser «{text}»: escriba un número.",
            "--limit cannot be “{text}”: write a number."
        ))
    })
}

/// The paths of a folder that can be read; what is wrong with the others `repite` says.
fn paths(shelf: &Shelf, readings: &Readings, language: Language) -> Result<Vec<PathFile>, Failure> {
    let mut paths = Vec::new();
    for file in &shelf.paths {
        let read = read_path(file).map_err(of_files(language))?.path;
        paths.extend(read.map(|path| readings.fitted(&path, file)));
    }
    Ok(paths)
}

fn show(desk: &mut Desk, tried: &Tried<'_>) -> Result<(), Failure> {
    let language = desk.language_for(tried.procedure.head().language);
    let (code, report) = (desk.bold(tried.procedure.code()), &tried.report);
    let (score, killed, counted) = (report.score(), report.killed(), report.counted());
    let nothing = report.judged.len() - counted;
    if report.judged.is_empty() {
        return desk.line(&say!(
            language,
            "{code}: no hay qué cambiar",
            "{code}: there is nothing to change"
        ));
    }
    desk.line(&say!(
        language,
        "{code}: {score} % · notan {killed} de {counted} errores · {nothing} no cuentan",
        "{code}: {score} % · {killed} of {counted} slips are noticed · {nothing} do not count"
    ))?;
    for mutant in report.survivors() {
        let (slip, remedy) = (mutant.sentence(language), mutant.remedy(language));
        let line = tried
            .line(mutant)
            .map_or_else(String::new, |line| say!(language, " (renglón {line})", " (line {line})"));
        desk.line(&plain(&format!("  {slip}{line}")))?;
        desk.line(&plain(&format!("    → {remedy}")))?;
    }
    match report.left_out {
        0 => Ok(()),
        more => {
            desk.line(&say!(language, "  y {more} que no se probaron", "  and {more} that were not tried"))
        }
    }
}

/// What came of a mutant, as programs name it.
pub(crate) fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Killed { .. } => "killed",
        Verdict::Survived => "survived",
        Verdict::Equivalent => "equivalent",
        _ => "unfit",
    }
}
