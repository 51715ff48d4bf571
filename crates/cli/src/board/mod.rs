//! `cauce tablero`: where the cases of several logs stand, what is late, how indicators stand.
//!
//! Knows which logs are meant and which procedures their cases need; the sums are the library's.
//! Read [`obey`] first.

mod page;

use std::path::{Path, PathBuf};

use cauce::clock::{Clock as _, SystemClock};
use cauce::data::Timestamp;
use cauce::procedure::Definitions;
use cauce::record::RecordError;
use cauce::source::Language;
use cauce::view::Board;

use crate::arguments::Given;
use crate::case::{Lost, tally};
use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::file_log::FileLog;
use crate::run::session::lost_case;
use crate::run::{moment_said, unusable};
use crate::wire::{self, BoardShown};

/// How a log is called.
const SUFFIX: &str = ".jsonl";

/// Folders inside folders that are looked into.
const DEPTH: usize = 8;

/// What was counted.
pub(crate) struct Counted {
    pub(crate) board: Board,
    /// How many logs.
    pub(crate) logs: usize,
    /// How many cases could not be counted because their procedure was not given.
    pub(crate) unknown: usize,
}

/// `cauce tablero BITÁCORA…`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    if given.words.is_empty() {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué bitácoras: archivos o carpetas.",
            "Say which logs: files or folders."
        )));
    }
    let json = given.wants_json(language)?;
    let at = moment_said(given, None, language)?.unwrap_or_else(|| SystemClock.now());
    let Some(definitions) = crate::log_verify::definitions(given, desk)? else {
        return Err(Failure::Usage(say!(
            language,
            "Diga con qué procedimientos: --con ARCHIVO o carpeta.",
            "Say with which procedures: --with FILE or folder."
        )));
    };
    let mut logs = Vec::new();
    for word in &given.words {
        find_logs(word.as_ref(), &mut logs, language)?;
    }
    let counted = count(&logs, &definitions, at, language)?;
    match json {
        true => wire::print(desk, &BoardShown::of(&counted))?,
        false => page::print(desk, &counted, language_of(desk, &definitions))?,
    }
    Ok(())
}

/// The language asked for, else that of the procedures.
fn language_of(desk: &Desk, definitions: &Definitions) -> Language {
    let spoken = definitions.iter().next().map(|procedure| procedure.head().language);
    spoken.map_or_else(|| desk.language(), |spoken| desk.language_for(spoken))
}

/// A log, or those of a folder and of the folders below it, by name.
pub(crate) fn find_logs(path: &Path, logs: &mut Vec<PathBuf>, language: Language) -> Result<(), Failure> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error, language))?;
    if !metadata.is_dir() {
        logs.push(path.to_path_buf());
        return Ok(());
    }
    let before = logs.len();
    let mut open = vec![(path.to_path_buf(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| unreadable(&folder, &error, language))?;
        let mut names: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        names.sort();
        for name in names.iter().rev().filter(|name| name.is_dir() && depth < DEPTH) {
            open.push((name.clone(), depth + 1));
        }
        let is_log = |name: &PathBuf| name.is_file() && name.to_string_lossy().ends_with(SUFFIX);
        logs.extend(names.into_iter().filter(is_log));
    }
    if logs.len() == before {
        let path = path.display();
        return Err(Failure::Usage(say!(
            language,
            "En «{path}» no hay bitácoras: archivos {SUFFIX}.",
            "“{path}” holds no logs: {SUFFIX} files."
        )));
    }
    Ok(())
}

fn count(
    logs: &[PathBuf],
    definitions: &Definitions,
    at: Timestamp,
    language: Language,
) -> Result<Counted, Failure> {
    let mut counted = Counted { board: Board::new(at), logs: logs.len(), unknown: 0 };
    for path in logs {
        let (log, _) = FileLog::open(path, false).map_err(|error| unusable(path, &error, language))?;
        for stream in log.streams().iter().filter(|stream| stream.kind() == "case") {
            match tally((&log, definitions), stream) {
                Ok(tally) => counted.board.count(stream.id(), &tally),
                Err(Lost::Record(_, RecordError::DefinitionMissing { .. })) => counted.unknown += 1,
                Err(lost) => return Err(at_file(path, lost_case(lost, language))),
            }
        }
    }
    counted.board = counted.board.ordered();
    Ok(counted)
}

/// The same failure with the file it is in.
pub(crate) fn at_file(path: &Path, failure: Failure) -> Failure {
    match failure {
        Failure::Refused(text) => Failure::Refused(format!("{}: {text}", path.display())),
        other => other,
    }
}
