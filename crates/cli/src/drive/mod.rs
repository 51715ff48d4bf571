//! `cauce conduce`: a conversation with a program, one JSON request on each line, one JSON answer on each line.
//!
//! Knows what each request asks of the engine. Whatever is wrong with a line is an answer, and the next line is read.
//! Time is the machine's until a request says `at`; from then on it stands where the last `at` put it.
//! Read [`obey`] first.

mod asked;
mod bulk;
mod command;
mod host;
mod loading;
pub(crate) mod told;
mod wrong;

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cauce::check::Options;
use cauce::clock::{Clock, SystemClock};
use cauce::command::{Command, ItemId, ProcedureRef, Request, Start};
use cauce::data::Timestamp;
use cauce::engine::{Engine, EngineError, Target};
use cauce::instance::Instance;
use cauce::log::Log as _;
use cauce::path::Snapshot;
use cauce::procedure::{Procedure, Reading};
use cauce::record::{Reader, Stream};
use cauce::rejection::Rejection;
use cauce::source::Language;

use crate::arguments::{Given, Opt};
use crate::desk::Desk;
use crate::failure::Failure;
use crate::file_log::FileLog;
use crate::files;
use crate::load::load_sound;
use crate::run::unusable;
use crate::story::tell;
use crate::wire::Step;
use asked::Asked;
pub(crate) use bulk::bulk;
use command::kind_of;
use told::{Item, Moved, Told};
use wrong::Wrong;

/// Bytes of the longest line: a whole procedure file with every letter escaped.
const LONGEST_LINE: usize = 8 << 20;

/// Every operation, as an answer lists them.
const OPS: &[&str] = &[
    "load",
    "start",
    "work",
    "complete",
    "sign",
    "answer",
    "verify",
    "data",
    "measure",
    "claim",
    "release",
    "delegate",
    "resolve",
    "cancel",
    "message",
    "signal",
    "declare",
    "jobs",
    "complete-job",
    "fail-job",
    "throw-error",
    "fire",
    "advance",
    "events",
    "story",
    "snapshot",
    "quit",
];

/// The time of the conversation.
#[derive(Clone, Debug, Default)]
struct Time(Arc<Mutex<Option<Timestamp>>>);

impl Time {
    fn stand_at(&self, at: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
    }
}

impl Clock for Time {
    fn now(&self) -> Timestamp {
        let stands = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stands.unwrap_or_else(|| SystemClock.now())
    }
}

/// `cauce conduce [PROCEDIMIENTO…]`.
pub(crate) fn obey(desk: &mut Desk, given: &Given) -> Result<(), Failure> {
    let language = desk.language();
    let reading = given.reading(language)?;
    let time = Time::default();
    let engine = Engine::new(log(given, language)?, time.clone())
        .with_options(Options { reading, ..Options::default() })
        .with_entropy(crate::run::entropy);
    for word in &given.words {
        for file in files::procedures(word.as_ref(), language)? {
            for procedure in load_sound(&file, reading, desk)?.all() {
                let added = engine.add_procedure(Arc::clone(procedure));
                added.map_err(|error| Failure::Refused(error.to_string()))?;
            }
        }
    }
    let mut drive = Drive { engine, time, reading, language, cases: BTreeMap::new() };
    let mut typed = desk.typed();
    while let Some(line) = next_line(&mut typed)? {
        let goes_on = drive.answer(desk, line)?;
        desk.flush()?;
        if !goes_on {
            break;
        }
    }
    Ok(())
}

fn log(given: &Given, language: Language) -> Result<FileLog, Failure> {
    let Some(path) = given.value(Opt::Log) else { return Ok(FileLog::forgetful()) };
    let path = Path::new(path);
    let (log, torn) = FileLog::open(path, true).map_err(|error| unusable(path, &error, language))?;
    if let Some(torn) = torn {
        log.cut(torn).map_err(|error| crate::failure::unwritable(path, &error, language))?;
    }
    Ok(log)
}

/// A line, or one that is too long and was passed over; `None` at the end.
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

fn next_line(typed: &mut impl BufRead) -> Result<Option<Line>, Failure> {
    let mut line = Vec::new();
    typed.by_ref().take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.len() <= LONGEST_LINE || line.ends_with(b"\n") {
        return Ok(Some(Line::Whole(line)));
    }
    drop(line);
    skip_line(typed)?;
    Ok(Some(Line::TooLong))
}

/// Passes over the rest of a line without keeping it.
fn skip_line(typed: &mut impl BufRead) -> Result<(), Failure> {
    loop {
        let held = typed.fill_buf()?;
        let (used, ended) = match held.iter().position(|byte| *byte == b'\n') {
            Some(end) => (end + 1, true),
            None => (held.len(), held.is_empty()),
        };
        typed.consume(used);
        if ended {
            return Ok(());
        }
    }
}

struct Drive {
    engine: Engine<FileLog, Time>,
    time: Time,
    reading: Reading,
    language: Language,
    /// The procedures of the cases that were asked about.
    cases: BTreeMap<String, Arc<Procedure>>,
}

impl Drive {
    /// Answers one line; says whether the conversation goes on.
    fn answer(&mut self, desk: &mut Desk, line: Line) -> Result<bool, Failure> {
        let bytes = match line {
            Line::Whole(bytes) => bytes,
            Line::TooLong => {
                say_line(desk, &Told::wrong(&Wrong::TooLong(LONGEST_LINE), self.language))?;
                return Ok(true);
            }
        };
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(true);
        }
        let asked = match read_request(&bytes) {
            Ok(asked) => asked,
            Err(why) => {
                say_line(desk, &Told::wrong(&Wrong::NotARequest(why), self.language))?;
                return Ok(true);
            }
        };
        let told = self.obey(&asked).unwrap_or_else(|wrong| self.told_wrong(&wrong));
        say_line(desk, &told.to(asked.id))?;
        Ok(asked.op != "quit")
    }

    fn told_wrong<'a>(&self, wrong: &Wrong) -> Told<'a> {
        Told::wrong(wrong, self.language)
    }

    fn obey<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        if let Some(language) = &asked.lang {
            self.language = Language::from_code(language).ok_or(Wrong::Value("lang"))?;
        }
        if let Some(at) = asked.time()? {
            self.time.stand_at(at);
        }
        match asked.op.as_str() {
            "load" => self.load(asked),
            "start" => self.start(asked),
            "work" => self.work(asked),
            "advance" => self.advance(),
            "message" => self.message(asked),
            "signal" => self.signal(asked),
            "events" => self.events(asked),
            "story" => self.story(asked),
            "snapshot" => self.snapshot(asked),
            "jobs" => self.jobs(asked),
            // Without an item nobody's work is verified: the records are.
            "verify" if asked.item.is_none() && asked.activity.is_none() => self.prove(asked),
            "quit" => Ok(Told::well()),
            _ => self.command(asked),
        }
    }

    fn start<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let case = asked.case()?;
        let code = asked.need("procedure", asked.procedure.as_deref())?;
        let found = self.engine.definitions().by_code(code).cloned();
        let unknown = || EngineError::Rejected(Rejection::UnknownProcedure { procedure: code.into() });
        let procedure = found.ok_or_else(unknown)?;
        let mut start = Start::of(code);
        start.procedure = ProcedureRef::Definition(procedure.digests().definition);
        start.at_start = asked.start.as_deref().map(Into::into);
        start.data = asked.values(|id| kind_of(&procedure, id))?;
        self.ask(asked, case, Command::Start(start))
    }

    fn work<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let case = asked.case()?;
        let items = self.engine.work(case)?;
        let own = self.procedure(case)?;
        let work = items.iter().map(|item| Item::of(item, &own, self.language)).collect();
        Ok(Told { work: Some(work), ..Told::well() })
    }

    /// A message to whoever waits for it, or to a procedure that begins with it.
    fn message<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        use cauce::post::Answer;
        let receipt = self.engine.message(asked.message()?, &asked.actor())?;
        let (answer, case) = match &receipt.answer {
            Answer::Delivered { case, .. } => ("delivered", Some(case)),
            Answer::Started { case } => ("started", Some(case)),
            Answer::Buffered { .. } => ("buffered", None),
            _ => ("not-correlated", None),
        };
        let case = case.map(|case| case.id().to_owned());
        Ok(Told { answer: Some(answer), case, ..Told::well() })
    }

    /// A signal to every case that waits for it.
    fn signal<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let name = asked.need("name", asked.name.as_deref())?;
        let mut steps = Vec::new();
        for step in self.engine.signal(name, &asked.actor())? {
            let own = self.procedure(step.case.id())?;
            steps.push(Moved::of(&step, &own, self.language));
        }
        Ok(Told { steps: Some(steps), ..Told::well() })
    }

    /// Lets time pass up to now in every case.
    fn advance<'a>(&mut self) -> Result<Told<'a>, Wrong> {
        let mut steps = Vec::new();
        for step in self.engine.advance()? {
            let own = self.procedure(step.case.id())?;
            steps.push(Moved::of(&step, &own, self.language));
        }
        let next_due = self.engine.next_due().map(|due| due.to_string());
        Ok(Told { steps: Some(steps), next_due, ..Told::well() })
    }

    /// The records of a case as they are kept, after the first so many.
    fn events<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let stream = stream(asked.case()?)?;
        let from = asked.since.unwrap_or(0).saturating_add(1);
        let lines = self.engine.log().read(&stream, from).map_err(EngineError::from)?;
        let text = |line: &Vec<u8>| String::from_utf8_lossy(line).trim_end().to_owned();
        let raw = |line| serde_json::value::RawValue::from_string(text(line)).ok();
        Ok(Told { records: Some(lines.iter().filter_map(raw).collect()), ..Told::well() })
    }

    fn story<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let stream = stream(asked.case()?)?;
        let definitions = self.engine.definitions();
        let unknown = |_| EngineError::UnknownCase { case: stream.clone() };
        let story = tell(self.engine.log(), &definitions, &stream, self.language).map_err(unknown)?;
        Ok(Told { story: Some(story.lines(0)), ..Told::well() })
    }

    fn snapshot<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        let stream = stream(asked.case()?)?;
        let (instance, events) = self.bring_back(&stream)?;
        let Some((picture, ran)) = Snapshot::of(&instance, &events) else {
            return Err(EngineError::UnknownCase { case: stream }.into());
        };
        Ok(Told { snapshot: Some(Step::of(&picture, &ran)), ..Told::well() })
    }

    /// A case from its records, with its events.
    fn bring_back(&self, stream: &Stream) -> Result<(Instance, Vec<cauce::event::Event>), Wrong> {
        let definitions = self.engine.definitions();
        let mut reader = Reader::new(&definitions);
        let (mut instance, mut events) = (Instance::new(), Vec::new());
        for line in self.engine.log().read(stream, 1).map_err(EngineError::from)? {
            let record = reader.read(&line).map_err(EngineError::from)?;
            instance.apply(&definitions, record.at, &record.events).map_err(EngineError::from)?;
            events.extend(record.events);
        }
        Ok((instance, events))
    }

    /// Whatever is a command of a case.
    fn command<'a>(&mut self, asked: &Asked<'_>) -> Result<Told<'a>, Wrong> {
        if !OPS.contains(&&*asked.op) {
            return Err(Wrong::UnknownOp(asked.op.clone()));
        }
        let case = asked.case()?;
        let own = self.procedure(case)?;
        let items = || Ok(self.engine.work(case)?);
        let command = command::command(asked, &own, &items, &|| self.item(asked))?;
        self.ask(asked, case, command)
    }

    /// The item that is meant: by its number in the case, or by a reference to its activity.
    fn item(&self, asked: &Asked<'_>) -> Result<ItemId, Wrong> {
        match (asked.item, asked.activity.as_deref()) {
            (Some(item), _) => Ok(ItemId(item)),
            (None, Some(reference)) => {
                let found = self.engine.find(asked.case()?, Target::from(reference), &asked.actor())?;
                Ok(found)
            }
            (None, None) => Err(Wrong::Missing("item")),
        }
    }

    fn ask<'a>(&mut self, asked: &Asked<'_>, case: &str, command: Command) -> Result<Told<'a>, Wrong> {
        let mut request = Request::new(self.time.now(), asked.actor(), command);
        request.key = asked.key.as_deref().map(Into::into);
        request.expected = asked.expected;
        let step = self.engine.request(case, request)?;
        let own = self.procedure(case)?;
        Ok(Told { steps: Some(vec![Moved::of(&step, &own, self.language)]), ..Told::well() })
    }

    /// The procedure of a case.
    fn procedure(&mut self, case: &str) -> Result<Arc<Procedure>, Wrong> {
        if let Some(known) = self.cases.get(case) {
            return Ok(Arc::clone(known));
        }
        let stream = stream(case)?;
        let (instance, _) = self.bring_back(&stream)?;
        let found = instance.procedure().cloned();
        let procedure = found.ok_or(EngineError::UnknownCase { case: stream })?;
        self.cases.insert(case.to_owned(), Arc::clone(&procedure));
        Ok(procedure)
    }
}

/// Reads a request; a list would be read as its keys in order, which nobody means.
fn read_request(bytes: &[u8]) -> Result<Asked<'_>, String> {
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err("{ … }".to_owned());
    }
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

fn say_line(desk: &mut Desk, told: &Told<'_>) -> Result<(), Failure> {
    let text = serde_json::to_string(told).map_err(|error| Failure::Files(error.to_string()))?;
    desk.line(&text)
}

fn stream(case: &str) -> Result<Stream, Wrong> {
    Ok(Stream::case(case).map_err(EngineError::from)?)
}
