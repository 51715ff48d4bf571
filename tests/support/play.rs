//! Plays one case file of `tests/run` and tells what came of it.

#![expect(clippy::panic, reason = "a case file that cannot be played is a mistake of the suite")]

mod script;

use std::fmt::Write as _;

use cauce::check::{Options, check};
use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, ClockJump, Command, Request, Start};
use cauce::data::Timestamp;
use cauce::diagnostic::{Ink, render};
use cauce::engine::{Engine, EngineError};
use cauce::event::ItemKind;
use cauce::instance::Instance;
use cauce::log::{Log, MemoryLog};
use cauce::procedure::Procedure;
use cauce::record::{Reader, Stream};
use cauce::source::{Language, Source};
use cauce::view::{Track, WorkItem, open_items, sentence};
use script::{Asked, asked};

/// Where every case begins, at nine in the morning in Bogotá.
const BEGIN: &str = "2022-03-01T09:00:00-05:00";
const CASE: &str = "caso";

/// The story of a case file.
pub(crate) fn told(name: &str, text: &str) -> String {
    let (file, script) = text.split_once("\n# pide\n").unwrap_or((text, ""));
    let checked = check(&Source::new(format!("{name}.toml"), file), &Options::default());
    let Some(procedure) = checked.procedure else {
        let said = render(&checked.source, &checked.diagnostics, checked.language, Ink::Plain);
        panic!("{said}");
    };
    let mut play = Play::new(procedure, checked.language);
    let asks = asked(script);
    if !asks.first().is_some_and(|ask| ask.begins()) {
        play.begin();
    }
    for ask in &asks {
        play.ask(ask);
    }
    play.story
}

struct Play {
    engine: Engine<MemoryLog, ManualClock>,
    clock: ManualClock,
    stream: Stream,
    code: String,
    language: Language,
    actor: Actor,
    track: Track,
    read: usize,
    story: String,
}

impl Play {
    fn new(procedure: Procedure, language: Language) -> Self {
        let clock = ManualClock::at(BEGIN.parse().expect("an instant"));
        let engine = Engine::new(MemoryLog::new(), clock.clone());
        let code = procedure.code().to_owned();
        engine.add_procedure(procedure).expect("it is fit to run");
        Play {
            engine,
            clock,
            stream: Stream::case(CASE).expect("a name"),
            code,
            language,
            actor: Actor::host("prueba"),
            track: Track::new(),
            read: 0,
            story: String::new(),
        }
    }

    fn begin(&mut self) {
        let start = Command::Start(Start::of(&self.code));
        let _ = writeln!(self.story, "{} inicia", self.now());
        self.request(Request::new(self.clock.now(), self.actor.clone(), start));
    }

    fn now(&self) -> String {
        self.clock.now().to_string().replace(":00.000Z", "Z")
    }

    fn ask(&mut self, ask: &Asked) {
        match ask.on {
            Some(at) => self.clock.set(at),
            None => self.clock.advance(ask.millis),
        }
        if let Some(actor) = &ask.actor {
            self.actor = actor.clone();
        }
        let _ = writeln!(self.story, "{} {}", self.now(), ask.line);
        if ask.advances {
            self.engine.advance().expect("the log works");
            return self.tell();
        }
        let items = self.engine.work(CASE).unwrap_or_default();
        let definitions = self.engine.definitions();
        let procedure = definitions.by_code(&self.code).expect("it was added");
        let Some(command) = ask.command(procedure, &items, self.actor.role()) else {
            let _ = writeln!(self.story, "  ✗ no está abierta");
            return;
        };
        let mut request = Request::new(self.clock.now(), self.actor.clone(), command);
        request.key = ask.key.as_deref().map(Into::into);
        request.expected = ask.expected;
        if ask.jump {
            request.clock_jump = ClockJump::Confirmed;
        }
        self.request(request);
    }

    fn request(&mut self, request: Request) {
        match self.engine.request(CASE, request) {
            Ok(_) => {}
            Err(EngineError::Rejected(why)) => {
                let (code, name) = (why.code(), why.name(self.language));
                let _ = writeln!(self.story, "  ✗ {code} {name}: {}", why.message(self.language));
            }
            Err(error) => {
                let _ = writeln!(self.story, "  ✗ {error}");
            }
        }
        self.tell();
    }

    /// Tells the records that are new, and what is open; what the log holds is the case as it stands.
    fn tell(&mut self) {
        let definitions = self.engine.definitions();
        let mut reader = Reader::new(&definitions);
        let mut again = Instance::new();
        let lines = self.engine.log().read(&self.stream, 1).expect("the log works");
        for (place, line) in lines.iter().enumerate() {
            let record = reader.read(line).expect("a record of the engine can be read");
            again.apply(&definitions, record.at, &record.events).expect("it applies");
            assert_eq!(again.unsound(), None, "after record {}", record.seq);
            if place < self.read {
                continue;
            }
            let procedure = again.procedure().expect("it has begun").clone();
            for event in &record.events {
                if let Some(said) = sentence(&procedure, &self.track, event, self.language) {
                    let _ = writeln!(self.story, "  {said}");
                }
                let _ = self.track.walked(event);
            }
        }
        self.read = lines.len();
        let live = self.engine.work(CASE).unwrap_or_default();
        assert_eq!(live, open_items(&again), "the log gives the case as it stands");
        for item in &live {
            let _ = writeln!(self.story, "    [{}] {}", item.item, shown(item));
        }
    }
}

fn shown(item: &WorkItem) -> String {
    let kind = match item.kind {
        ItemKind::Work => "",
        ItemKind::Applies => " ¿aplica?",
        ItemKind::Question => " responder",
        ItemKind::Confirm => " confirmar",
        ItemKind::Verify => " verificar",
        ItemKind::Delay => " espera",
        ItemKind::Incident => " incidente",
        _ => " otro",
    };
    let mut said = format!("{}{kind}", item.reference);
    if !item.roles.is_empty() {
        let _ = write!(said, " ({})", item.roles.join(", "));
    }
    let suggested = item.answers.iter().find(|answer| answer.suggested);
    let parts = [
        item.trouble.as_ref().map(|trouble| trouble.code().to_owned()),
        suggested.map(|answer| format!("propone {}", answer.text)),
        item.claimed_by.as_ref().map(|who| format!("de {who}")),
        item.overdue.then(|| "vencida".to_owned()),
        item.due.as_ref().and_then(|due| due.due).map(|at| format!("vence {}", minute(at))),
        item.due.as_ref().and_then(|due| due.warn).map(|at| format!("avisa {}", minute(at))),
        item.due.as_ref().and_then(|due| due.not_before).map(|at| format!("no antes de {}", minute(at))),
    ];
    for part in parts.into_iter().flatten() {
        let _ = write!(said, " · {part}");
    }
    said
}

fn minute(at: Timestamp) -> String {
    at.to_string().replace(":00.000Z", "Z")
}
