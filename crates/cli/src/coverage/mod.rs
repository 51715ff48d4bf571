//! `cauce cobertura`: what the cases of logs have walked, and what other runs wrote down.
//!
//! Knows where coverages come from and where they go: logs, files that add up, the terminal, JSON, a page; counting is
//! the library's.
//! Read [`obey`] first; `cauce repite` shows what its paths walk by [`Shown`] too.

mod page;
mod text;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::data::Decimal;
use cauce::event::Event;
use cauce::generate::words;
use cauce::path::Demand;
use cauce::procedure::{Definitions, Procedure};
use cauce::record::RecordError;
use cauce::source::Language;
use cauce::view::{Coverage, CoverageSet, Follower, Missing};

use crate::arguments::{Given, Opt};
use crate::board::{at_file, find_logs};
use crate::case::{Lost, each_record};
use crate::desk::Desk;
use crate::failure::{Failure, unwritable};
use crate::file_log::FileLog;
use crate::load::{Bytes, read};
use crate::run::session::lost_case;
use crate::run::unusable;
use crate::wire::{self, CoverageShown};

pub(crate) use page::{print as print_page, write as write_page};
pub(crate) use text::{missing, summary};

/// How each line of a coverage file begins.
const BEGINS: &[u8] = b"{\"coverage\":";

/// Something that is missing, with the words of a path that would walk it where one was found.
pub(crate) type Lacking = (Missing, Option<String>);

/// What was walked of one procedure, to be shown.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) procedure: &'a Arc<Procedure>,
    pub(crate) coverage: &'a Coverage,
    /// The terminal, the wire and the page take the words from here.
    pub(crate) missing: &'a [Lacking],
}

/// What is missing, for which words are looked for.
pub(crate) fn lacking(definitions: &Definitions, procedure: &Procedure, coverage: &Coverage) -> Vec<Lacking> {
    let missing = coverage.missing(procedure);
    let words = words(definitions, procedure, &missing).into_iter();
    missing.into_iter().zip(words.map(|words| words.map(|words| words.to_string()))).collect()
}

/// `cauce cobertura BITÁCORA|ARCHIVO… --con PROCEDIMIENTO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let formats: &[&[&str]] = &[&["texto", "text"], &["json", "json"], &["html"]];
    let format = given.choice(Opt::Format, formats, language)?;
    let Some(definitions) = crate::log_verify::definitions(given, desk)? else {
        return Err(Failure::Usage(say!(
            language,
            "Diga con qué procedimientos: --con ARCHIVO o carpeta.",
            "Say with which procedures: --with FILE or folder."
        )));
    };
    let mut kept = Kept::open(given, language)?;
    if given.words.is_empty() && !given.has(Opt::Accumulate) {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué bitácoras o archivos de cobertura.",
            "Say which logs or coverage files."
        )));
    }
    let unknown = take_all(&mut kept.set, given, &definitions, language)?;
    kept.close(language)?;
    let walked = definitions.iter().filter_map(|one| Some((one, kept.set.of(one)?)));
    let walked: Vec<(&Arc<Procedure>, Coverage, Vec<Lacking>)> = walked
        .map(|(one, coverage)| {
            let missing = lacking(&definitions, one, &coverage);
            (one, coverage, missing)
        })
        .collect();
    let shown: Vec<Shown<'_>> =
        walked.iter().map(|(procedure, coverage, missing)| Shown { procedure, coverage, missing }).collect();
    match format {
        0 => print_text(desk, &shown, unknown)?,
        1 => wire::print(desk, &CoverageShown::of(&shown, unknown, language))?,
        _ => page::print(desk, &shown)?,
    }
    if let Some(file) = given.value(Opt::Html) {
        page::write(desk, Path::new(file), &shown)?;
    }
    is_enough(desk, given, &shown, format == 0)
}

fn print_text(desk: &mut Desk, shown: &[Shown<'_>], unknown: usize) -> Result<(), Failure> {
    for one in shown {
        let language = desk.language_for(one.procedure.head().language);
        let (code, cases) = (desk.bold(one.procedure.code()), one.coverage.cases());
        let cases = match cases {
            1 => say!(language, "1 caso", "1 case"),
            _ => say!(language, "{cases} casos", "{cases} cases"),
        };
        desk.line(&format!("{code}: {cases} · {}", summary(one.coverage, language)))?;
        missing(desk, one, language)?;
    }
    let language = desk.language();
    match unknown {
        0 => Ok(()),
        _ => desk.line(&say!(
            language,
            "Casos de procedimientos que no se dieron: {unknown}",
            "Cases of procedures that were not given: {unknown}"
        )),
    }
}

/// Adds everything that was named; gives how many cases have a procedure that was not given.
fn take_all(
    set: &mut CoverageSet,
    given: &Given,
    definitions: &Definitions,
    language: Language,
) -> Result<usize, Failure> {
    let mut logs = Vec::new();
    for word in &given.words {
        let path: &Path = word.as_ref();
        if path.is_file() && is_coverage(path) {
            take_file(set, path, language)?;
        } else {
            find_logs(path, &mut logs, language)?;
        }
    }
    let mut unknown = 0;
    for path in logs {
        match is_coverage(&path) {
            true => take_file(set, &path, language)?,
            false => unknown += take_log(set, &path, definitions, language)?,
        }
    }
    Ok(unknown)
}

fn is_coverage(path: &Path) -> bool {
    use std::io::Read as _;
    let mut first = [0; BEGINS.len()];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first == *BEGINS
}

fn take_file(set: &mut CoverageSet, path: &Path, language: Language) -> Result<(), Failure> {
    let shown = path.display();
    let Bytes::Whole(bytes) = read(path, language)? else {
        return Err(Failure::Refused(say!(
            language,
            "«{shown}» es demasiado grande.",
            "“{shown}” is too large."
        )));
    };
    set.read(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        let why = error.message(language);
        Failure::Refused(say!(
            language,
            "«{shown}» no es un archivo de cobertura: {why}.",
            "“{shown}” is no coverage file: {why}."
        ))
    })
}

fn take_log(
    set: &mut CoverageSet,
    path: &Path,
    definitions: &Definitions,
    language: Language,
) -> Result<usize, Failure> {
    let (log, _) = FileLog::open(path, false).map_err(|error| unusable(path, &error, language))?;
    let mut unknown = 0;
    for stream in log.streams().iter().filter(|stream| stream.kind() == "case") {
        let (mut procedure, mut follower) = (None, Follower::new());
        let taken = each_record((&log, definitions), stream, |_, events| {
            for event in events {
                if let Event::Started(started) = event {
                    procedure = definitions.get(&started.digests.definition);
                }
                if let Some(procedure) = procedure {
                    set.add_event(procedure, &mut follower, event);
                }
            }
            Ok(())
        });
        match taken {
            Ok(()) => {}
            Err(Lost::Record(_, RecordError::DefinitionMissing { .. })) => unknown += 1,
            Err(lost) => return Err(at_file(path, lost_case(lost, language))),
        }
    }
    Ok(unknown)
}

/// What was walked in this run and, where a file adds up, in those before it.
pub(crate) struct Kept {
    pub(crate) set: CoverageSet,
    file: Option<PathBuf>,
}

impl Kept {
    /// Begins with what `--acumula FILE` holds, if it is there.
    pub(crate) fn open(given: &Given, language: Language) -> Result<Self, Failure> {
        let mut set = CoverageSet::new();
        let file = given.value(Opt::Accumulate).map(PathBuf::from);
        if let Some(file) = file.as_deref().filter(|file| file.exists()) {
            take_file(&mut set, file, language)?;
        }
        Ok(Kept { set, file })
    }

    /// Writes the sum back: beside the file first, so that a run that is cut off loses nothing.
    pub(crate) fn close(&self, language: Language) -> Result<(), Failure> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut beside = file.clone().into_os_string();
        beside.push(".new");
        let written = std::fs::write(&beside, self.set.write()).and_then(|()| std::fs::rename(&beside, file));
        written.map_err(|error| unwritable(file, &error, language))
    }
}

/// Says what falls short of `--minimo`, and fails if anything does.
pub(crate) fn is_enough(
    desk: &mut Desk,
    given: &Given,
    shown: &[Shown<'_>],
    speaks: bool,
) -> Result<(), Failure> {
    let Some(share) = least(given, desk.language())? else { return Ok(()) };
    let mut enough = true;
    for Shown { procedure, coverage, .. } in shown {
        let language = desk.language_for(procedure.head().language);
        for shortfall in Demand::of_all(share, language).shortfalls(procedure, coverage) {
            enough = false;
            if speaks {
                desk.line(&format!("{}: {}", procedure.code(), shortfall.message(language)))?;
            }
        }
    }
    if enough { Ok(()) } else { Err(Failure::Unsound) }
}

/// The share that is asked for, in per cent.
pub(crate) fn least(given: &Given, language: Language) -> Result<Option<Decimal>, Failure> {
    let Some(text) = given.text(Opt::Least, language)? else { return Ok(None) };
    let hundred = Decimal::from(100_u32);
    let share: Option<Decimal> = text.trim_end_matches('%').trim().parse().ok();
    match share.filter(|share| (Decimal::ZERO..=hundred).contains(share)) {
        Some(share) => Ok(Some(share)),
        None => Err(Failure::Usage(say!(
            language,
            "--minimo no puede ser «{text}»: escriba un número de 0 a 100.",
            "--minimum cannot be “{text}”: write a number from 0 to 100."
        ))),
    }
}
