//! `cauce log verifica`: proves that nothing in a log was changed.
//!
//! A store is proved by [`store_verify`](crate::store_verify), which follows its cases as here.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::sync::Arc;

use cauce::event::Outcome;
use cauce::instance::{Instance, Status};
use cauce::log::{Damage, Verifier};
use cauce::procedure::{Definitions, Reading};
use cauce::record::{Frame, Reader, RecordError};
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::{Failure, unreadable};
use crate::files;
use crate::load::load;
use crate::store_verify;
use crate::wire::{self, DamageFound, LogVerified, StreamVerified, WIRE};

/// The longest line that is read: far beyond the limits of what a record may carry.
const LONGEST_LINE: u64 = 256 << 20;

/// `cauce log verifica ARCHIVO`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let [file] = &given.words[..] else {
        return Err(Failure::Usage(say!(
            language,
            "Diga qué bitácora: un archivo.",
            "Say which log: one file."
        )));
    };
    let json = given.wants_json(language)?;
    let definitions = definitions(given, desk)?;
    let path = Path::new(file);
    let proof = Proof::new(definitions.as_ref());
    let is_store = store_verify::is_store(path).map_err(|error| unreadable(path, &error, language))?;
    if is_store {
        return store_verify::prove(desk, (path, json), proof);
    }
    print(desk, (path, json), proof)
}

/// Proves a log and says what was found.
fn print(desk: &mut Desk, (path, json): (&Path, bool), mut proof: Proof<'_>) -> Result<(), Failure> {
    let language = desk.language();
    let damage = proof.read(path).map_err(|error| unreadable(path, &error, language))?;
    let answer = proof.answer(path, damage, language);
    match json {
        true => wire::print(desk, &answer)?,
        false => print_text(desk, &answer)?,
    }
    match answer.sound {
        true => Ok(()),
        false => Err(Failure::Unsound),
    }
}

/// The procedures that cases are brought back with, in both readings, since a log says which it needs.
pub(crate) fn definitions(given: &Given, desk: &Desk) -> Result<Option<Definitions>, Failure> {
    let mut definitions = None;
    for path in given.values(Opt::With) {
        for file in files::procedures(&path, desk.language())? {
            for reading in [Reading::Literal, Reading::Chosen] {
                for procedure in load(&file, reading, desk)?.all() {
                    definitions.get_or_insert_with(Definitions::new).add_unfit(Arc::clone(procedure));
                }
            }
        }
    }
    Ok(definitions)
}

/// What has been proved of a log so far.
pub(crate) struct Proof<'d> {
    definitions: Option<&'d Definitions>,
    streams: BTreeMap<String, Followed<'d>>,
    lines: u64,
    bytes: u64,
}

/// One stream of it.
struct Followed<'d> {
    verifier: Verifier,
    case: Option<(Reader<'d>, Instance)>,
}

/// The first thing wrong, and where.
struct Wrong {
    line: u64,
    offset: u64,
    what: RecordError,
}

impl<'d> Proof<'d> {
    fn new(definitions: Option<&'d Definitions>) -> Self {
        Proof { definitions, streams: BTreeMap::new(), lines: 0, bytes: 0 }
    }

    /// Reads the file line by line, so that its length does not matter.
    fn read(&mut self, path: &Path) -> std::io::Result<Option<Wrong>> {
        let mut file = BufReader::new(File::open(path)?);
        let mut line = Vec::new();
        loop {
            line.clear();
            let length = file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if length == 0 {
                return Ok(None);
            }
            let is_last = file.fill_buf()?.is_empty();
            if let Err(what) = self.take(&line) {
                let what = if is_last { what } else { not_a_cut(what) };
                return Ok(Some(Wrong { line: self.lines + 1, offset: self.bytes, what }));
            }
            self.lines += 1;
            self.bytes += length as u64;
        }
    }

    /// The next line: it follows the one before it in its stream, and its case can be brought back.
    pub(crate) fn take(&mut self, line: &[u8]) -> Result<(), RecordError> {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let name = Frame::glance(bare).map_or_else(|_| String::new(), |frame| frame.stream.to_owned());
        // Streams of messages and schedules hold no records of a case.
        let is_case = name.split('/').nth(1) == Some("case");
        let definitions = self.definitions.filter(|_| is_case);
        let followed = self.streams.entry(name).or_insert_with(|| Followed {
            verifier: Verifier::new(),
            case: definitions.map(|definitions| (Reader::new(definitions), Instance::new())),
        });
        followed.verifier.check(bare).map_err(|damage: Damage| damage.what)?;
        let (Some((reader, instance)), Some(definitions)) = (&mut followed.case, definitions) else {
            return Ok(());
        };
        let record = reader.read(bare)?;
        let applied = instance.apply(definitions, record.at, &record.events);
        applied.map_err(|_| RecordError::NoStart)
    }

    /// The streams as far as they were proved.
    pub(crate) fn streams(&self) -> Vec<StreamVerified> {
        let proved = self.streams.iter().filter(|(_, followed)| followed.verifier.verified().records > 0);
        let stream = |(name, followed): (&String, &Followed<'_>)| StreamVerified {
            stream: name.clone(),
            records: followed.verifier.verified().records,
            head: followed.verifier.verified().digest.to_string(),
            state: followed.case.as_ref().map(|(_, instance)| state(instance)),
        };
        proved.map(stream).collect()
    }

    fn answer(&self, path: &Path, wrong: Option<Wrong>, language: Language) -> LogVerified {
        let damage = wrong.map(|wrong| DamageFound {
            code: wrong.what.code(),
            name: wrong.what.name(Language::English),
            message: wrong.what.message(language),
            line: wrong.line,
            offset: wrong.offset,
            cut: wrong.what == RecordError::Cut,
        });
        LogVerified {
            wire: WIRE,
            file: path.display().to_string(),
            sound: damage.is_none(),
            records: self.lines,
            streams: self.streams(),
            damage,
        }
    }
}

/// A record that ends early although others follow was not cut by a crash.
fn not_a_cut(what: RecordError) -> RecordError {
    match what {
        RecordError::Cut => RecordError::Corrupt { at: 0, expected: "a whole record" },
        other => other,
    }
}

fn state(instance: &Instance) -> &'static str {
    match instance.status() {
        Status::New => "new",
        Status::Running => "running",
        Status::Ended(Outcome::Completed) => "completed",
        Status::Ended(Outcome::Cancelled) => "cancelled",
        _ => "failed",
    }
}

fn print_text(desk: &mut Desk, answer: &LogVerified) -> Result<(), Failure> {
    let language = desk.language();
    print_streams(desk, &answer.streams)?;
    let file = &answer.file;
    let Some(damage) = &answer.damage else {
        return desk.line(&match answer.streams.is_empty() {
            true => say!(language, "{file}: está vacía.", "{file}: it is empty."),
            false => say!(language, "{file}: íntegra.", "{file}: whole."),
        });
    };
    let (line, offset, message, code) = (damage.line, damage.offset, &damage.message, damage.code);
    desk.line(&say!(
        language,
        "{file}:{line}  (byte {offset}) {message} [{code}]",
        "{file}:{line}  (byte {offset}) {message} [{code}]"
    ))?;
    if !files::is_log(Path::new(file)) {
        return desk.line(perhaps_no_log(language));
    }
    desk.line(pick!(
        language,
        "Lo anterior a ese renglón está íntegro.",
        "What stands before that line is whole.",
    ))
}

/// How many records each stream has, and where its case stands.
pub(crate) fn print_streams(desk: &mut Desk, streams: &[StreamVerified]) -> Result<(), Failure> {
    let language = desk.language();
    for stream in streams {
        let (name, records, head) = (&stream.stream, stream.records, &stream.head);
        let records = match records {
            1 => say!(language, "1 registro", "1 record"),
            _ => say!(language, "{records} registros", "{records} records"),
        };
        let state =
            stream.state.map_or_else(String::new, |state| format!(", {}", said_state(state, language)));
        desk.line(&format!("{name}: {records}{state}"))?;
        desk.line(&say!(language, "  huella del último: {head}", "  digest of the last: {head}"))?;
    }
    Ok(())
}

/// What is said of a file that is damaged from its first byte on.
pub(crate) fn perhaps_no_log(language: Language) -> &'static str {
    pick!(
        language,
        "Antes no hay ningún registro: quizá este archivo no sea la bitácora de un caso, de las que escribe «cauce corre».",
        "No record stands before it: perhaps this file is not the log of a case, as “cauce run” writes them.",
    )
}

fn said_state(state: &str, language: Language) -> &'static str {
    match state {
        "new" => pick!(language, "sin comenzar", "not begun"),
        "running" => pick!(language, "en curso", "running"),
        "completed" => pick!(language, "terminado", "completed"),
        "cancelled" => pick!(language, "cancelado", "cancelled"),
        _ => pick!(language, "fallido", "failed"),
    }
}
