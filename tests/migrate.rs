//! One test for each file below `tests/migrate/`: a case that is moved to another version of its procedure.
//!
//! A file holds the version of `before`, that of `after` and perhaps procedures that are called (`called …`), what is
//! done line by line (`do`), and the story of it, which `--bless` writes anew. A line of `do` is words of a walk (`3`,
//! `3:yes`, `+2d`, `@message`, `!event`, `job`, `retry`, `datum=value`), a word of the mapping (`move A B`, `end A`, `rename A B`,
//! `drop A`, `recount`, `without-past`, `in-call 7`, `because …`) or `migrate PART`, by `jefe`, the
//! authority, or another role.

#![expect(clippy::panic, reason = "a case file that cannot be played is a mistake of the suite")]
#![expect(clippy::print_stdout, reason = "a test runner of its own prints what the usual one would")]

mod support;

#[path = "support/parts.rs"]
mod parts;
#[path = "support/runner.rs"]
mod runner;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use cauce::clock::{Clock as _, ManualClock};
use cauce::command::{Actor, Command, Mapping, Message, Resolution};
use cauce::data::Digest;
use cauce::engine::{Engine, EngineError};
use cauce::instance::{Instance, Status};
use cauce::log::{Log as _, MemoryLog};
use cauce::migration::plan;
use cauce::record::{Reader, Stream, Writer};
use cauce::source::Language;
use cauce::view::{Track, declarable, effects, open_items, sentence};

const CASE: &str = "caso";

fn main() -> ExitCode {
    let tests = parts::files("migrate")
        .into_iter()
        .map(|(name, file)| runner::Named { name, run: Box::new(move |bless| play(&file, bless)) });
    runner::run(tests.collect())
}

/// Plays a file and compares its story; says what differs.
fn play(file: &Path, bless: bool) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let parts = parts::parts(&text);
    let said = |error: String| format!("{}:\n{error}", file.display());
    let clock = ManualClock::at("2022-03-01T09:00:00-05:00".parse().expect("an instant"));
    let engine = Engine::new(MemoryLog::new(), clock.clone());
    let mut versions = Vec::new();
    let parts: Vec<parts::Part> = parts.into_iter().map(with_version).collect();
    let titled = |title: &str| parts.iter().find(|part| part.title == title);
    let of = |wanted: &str| titled(wanted).unwrap_or_else(|| panic!("{}: no {wanted}", file.display()));
    for part in parts.iter().filter(|part| part.title.starts_with("called") || part.title == "after") {
        let procedure = parts::procedure(part).map_err(said)?;
        versions
            .push((part.title.clone(), engine.add_procedure(procedure).map_err(|it| said(it.to_string()))?));
    }
    let first = parts::procedure(of("before")).map_err(said)?;
    let code = first.code().to_owned();
    engine.add_procedure(first).map_err(|it| said(it.to_string()))?;
    let mut player = Player {
        engine,
        clock,
        versions,
        mapping: Mapping::new(),
        track: Track::new(),
        read: 0,
        story: String::new(),
    };
    let started = player.engine.start(CASE, &code, &Actor::host("prueba")).map(drop);
    player.tell(started);
    for line in of("do").text.lines().filter(|line| !line.trim().is_empty()) {
        player.line(line.trim());
    }
    parts::expect(file, &text, of("story"), &player.story, bless).map_err(said)
}

/// Both versions of the procedure are `E`, version 1 and version 2; what is called says its head itself.
fn with_version(part: parts::Part) -> parts::Part {
    let version = match &*part.title {
        "before" => 1,
        "after" => 2,
        _ => return part,
    };
    let head = format!(
        "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nversion = \"{version}\"\n\
         zona_horaria = \"America/Bogota\"\nautoridad = [\"jefe\"]\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n\
         [[rol]]\nid = \"jefe\"\nnombre = \"Jefe\"\n"
    );
    parts::Part { text: format!("{head}{}", part.text), ..part }
}

struct Player {
    engine: Engine<MemoryLog, ManualClock>,
    clock: ManualClock,
    versions: Vec<(String, Digest)>,
    mapping: Mapping,
    track: Track,
    read: usize,
    story: String,
}

impl Player {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.story, "> {line}");
        let words: Vec<&str> = line.split_whitespace().collect();
        let mapping = std::mem::take(&mut self.mapping);
        self.mapping = match &words[..] {
            ["move", from, to] => mapping.moving(from, to),
            ["end", element] => mapping.ending(element),
            ["rename", from, to] => mapping.renaming(from, to),
            ["drop", id] => mapping.dropping(id),
            ["recount"] => mapping.recounting(),
            ["without-past"] => mapping.without_past(),
            ["because", ..] => mapping.because(line.trim_start_matches("because").trim()),
            ["in-call", item] => {
                let item = item.parse().unwrap_or_else(|_| panic!("{line}"));
                mapping.in_call(cauce::command::ItemId(item))
            }
            ["migrate", to, by @ ..] => return self.migrate(to, mapping, by.first().copied()),
            words => return words.iter().for_each(|word| self.word(word)),
        };
    }

    fn migrate(&mut self, title: &str, mapping: Mapping, role: Option<&str>) {
        let known = self.versions.iter().find(|(name, _)| name.replace(' ', "-") == title);
        let to = known.unwrap_or_else(|| panic!("no version {title}")).1;
        let definitions = self.engine.definitions();
        let case = self.replayed();
        match plan(&case, definitions.get(&to).expect("it was added"), &mapping) {
            Err(why) => drop(writeln!(self.story, "  plan ✗ {}", why.code())),
            Ok(plan) => {
                let said = [Language::Spanish, Language::English].map(|language| plan.message(language));
                let _ = writeln!(self.story, "  plan: {}", said.join(" · "));
                for entry in &plan.entries {
                    let item = entry.item.map_or_else(String::new, |item| format!("[{item}] "));
                    let said = [Language::Spanish, Language::English].map(|language| entry.message(language));
                    let _ = writeln!(self.story, "    {item}{}", said.join(" · "));
                }
            }
        }
        let actor = Actor::person("eva", role.unwrap_or("jefe"));
        let before = self.replayed();
        let asked =
            self.engine.ask(CASE, &actor, Command::Migrate { to, mapping: Box::new(mapping) }).map(drop);
        if asked.is_err() {
            assert_eq!(before, self.replayed(), "what is refused changes nothing");
        }
        self.tell(asked);
    }

    /// One step: `3`, `3:yes`, `+2d`, `@message`, `!event`, `job`, `datum=number`.
    fn word(&mut self, word: &str) {
        let host = Actor::host("prueba");
        let case = self.replayed();
        let asked = if let Some(span) = word.strip_prefix('+') {
            let (count, worth) = match span.strip_suffix('d') {
                Some(days) => (days, 86_400_000),
                None => (span.trim_end_matches('h'), 3_600_000),
            };
            self.clock.advance(count.parse::<i64>().unwrap_or_else(|_| panic!("{word}")) * worth);
            self.engine.advance().map(drop)
        } else if let Some(name) = word.strip_prefix('@') {
            self.engine.message(Message::new(name), &host).map(drop)
        } else if let Some(name) = word.strip_prefix('!') {
            let all = declarable(&case);
            let found = all.iter().find(|declarable| declarable.reference.to_string() == name);
            let item = found.unwrap_or_else(|| panic!("no event {name}")).item;
            self.engine.ask(CASE, &Actor::person("ana", "r"), Command::Declare { item, note: None }).map(drop)
        } else if word == "retry" {
            let stuck = open_items(&case).into_iter().find(|item| item.trouble.is_some());
            let item = stuck.unwrap_or_else(|| panic!("nothing is stuck")).item;
            let (how, reason) = (Resolution::Retry, "corregido".into());
            self.engine
                .ask(CASE, &Actor::person("eva", "jefe"), Command::Resolve { item, how, reason })
                .map(drop)
        } else if word == "job" {
            let all = effects(&case);
            let job = all.first().unwrap_or_else(|| panic!("no job"));
            let (item, attempt, data) = (job.item, job.attempt, Vec::new());
            self.engine.ask(CASE, &host, Command::CompleteJob { item, attempt, data }).map(drop)
        } else if let Some((datum, value)) = word.split_once('=') {
            let value = match value.parse::<i64>() {
                Ok(number) => cauce::data::Value::Number(number.into()),
                Err(_) => cauce::data::Value::Text(value.into()),
            };
            self.engine.ask(CASE, &host, Command::SetData { data: vec![(datum.into(), value)] }).map(drop)
        } else {
            self.work(&case, word)
        };
        let _ = writeln!(self.story, "  {} {word}", self.clock.now().to_string().replace(":00.000Z", "Z"));
        self.tell(asked);
    }

    fn work(&mut self, case: &Instance, word: &str) -> Result<(), EngineError> {
        let (reference, answer) = word.split_once(':').map_or((word, None), |(one, two)| (one, Some(two)));
        let open = open_items(case);
        let item = open.iter().find(|item| item.reference.to_string() == reference);
        let item = item.unwrap_or_else(|| panic!("{word} is not open:\n{}", self.story));
        let mut done = support::done(item, 0);
        if let Some(answer) = answer {
            done = done.answer(answer).note("se vio");
        }
        let actor = Actor::person("ana", item.roles.first().map_or("r", |role| role));
        self.clock.advance(60_000);
        self.engine.ask(CASE, &actor, Command::Complete { item: item.item, done }).map(drop)
    }

    fn replayed(&self) -> Instance {
        let definitions = self.engine.definitions();
        let (mut reader, mut case) = (Reader::new(&definitions), Instance::new());
        for line in self.engine.log().read(&Stream::case(CASE).expect("a name"), 1).expect("a log") {
            let record = reader.read(&line).expect("a record of the engine can be read");
            case.apply(&definitions, record.at, &record.events).expect("it applies");
        }
        case
    }

    /// Tells the records that are new, and what is open; what the log holds is the case as it stands.
    fn tell(&mut self, asked: Result<(), EngineError>) {
        match asked {
            Ok(()) => {}
            Err(EngineError::Rejected(why)) => {
                for language in [Language::Spanish, Language::English] {
                    let (code, name) = (why.code(), why.name(language));
                    let _ = writeln!(self.story, "  ✗ {code} {name}: {}", why.message(language));
                }
            }
            Err(error) => drop(writeln!(self.story, "  ✗ {error}")),
        }
        let definitions = self.engine.definitions();
        let (mut reader, mut writer, mut case) = (Reader::new(&definitions), Writer::new(), Instance::new());
        let lines = self.engine.log().read(&Stream::case(CASE).expect("a name"), 1).expect("the log works");
        for (place, line) in lines.iter().enumerate() {
            let record = reader.read(line).expect("a record of the engine can be read");
            case.apply(&definitions, record.at, &record.events).expect("it applies");
            assert_eq!(case.unsound(), None, "after record {}", record.seq);
            let procedure = case.procedure().expect("it has begun").clone();
            assert_eq!(
                writer.write(&record, &procedure).expect("it can be written").line,
                line.trim_ascii_end()
            );
            if place < self.read {
                continue;
            }
            for event in &record.events {
                if let Some(said) = sentence(&procedure, &self.track, event, Language::Spanish) {
                    let _ = writeln!(self.story, "  {said}");
                }
                let _ = self.track.walked(event);
            }
        }
        self.read = lines.len();
        let live = self.engine.work(CASE).unwrap_or_default();
        assert_eq!(live, open_items(&case), "the log gives the case as it stands");
        for item in &live {
            let due = item.due.as_ref().and_then(|due| due.due);
            let due = due.map_or_else(String::new, |due| format!(" · {due}"));
            let _ = writeln!(self.story, "    [{}] {} {:?}{due}", item.item, item.reference, item.kind);
        }
        if let Status::Ended(outcome) = case.status() {
            let _ = writeln!(self.story, "    = {outcome:?}");
        }
    }
}
