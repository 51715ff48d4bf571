//! Requests that a case must refuse, as it was before.

use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, ItemId, Request, Start};
use cauce::data::{Digest, Value};
use cauce::decide::NoJournal;
use cauce::engine::{Engine, EngineError};
use cauce::instance::Instance;
use cauce::log::{Log, MemoryLog};
use cauce::procedure::{Definitions, Procedure};
use cauce::record::Stream;
use cauce::source::Language;

use super::case::Case;

const FILE: &str = r#"formato = 1
idioma = "es"
[procedimiento]
codigo = "A-1"
nombre = "Órdenes"
[[rol]]
id = "x"
nombre = "X"
[[registro]]
id = "acta"
nombre = "Acta"
[[dato]]
id = "texto"
nombre = "Texto"
tipo = "texto"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
responsables = "x"
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
responsables = "x"
evidencias = "acta"
pregunta = "¿Otra vez?"
si = { regresa_a = 1, maximo = 1000 }
no = { continua_en = "fin" }
"#;

const BEGIN: &str = "2022-03-01T14:00:00Z";

struct Desk {
    engine: Engine<MemoryLog, ManualClock>,
    clock: ManualClock,
}

impl Desk {
    /// Two cases: in the first activity 2 is open, the other has ended.
    fn new() -> Self {
        let clock = ManualClock::at(BEGIN.parse().expect("an instant"));
        let engine = Engine::new(MemoryLog::new(), clock.clone());
        engine.add(FILE).expect("it is fit");
        let ana = Actor::person("ana", "x");
        for case in ["abierto", "cerrado"] {
            engine.start(case, "A-1", &ana).expect("it begins");
            let request =
                Request::new(BEGIN.parse().expect("an instant"), ana.clone(), complete(1, Done::new()));
            engine.request(case, request.key("k")).expect("it is done");
        }
        let done = Done::new().evidence("acta", "acta.pdf", "application/pdf", Digest::of(b"a")).no();
        engine.complete("cerrado", 2, done, &ana).expect("it is done");
        Desk { engine, clock }
    }

    fn lines(&self) -> Vec<Vec<u8>> {
        let read =
            |case| self.engine.log().read(&Stream::case(case).expect("a name"), 1).expect("the log works");
        [read("abierto"), read("cerrado")].concat()
    }
}

fn complete(item: u32, done: Done) -> Command {
    Command::Complete { item: ItemId(item), done }
}

type Ask = Box<dyn Fn(&Desk) -> Result<(), EngineError>>;

fn request(case: &'static str, actor: Actor, command: Command) -> Ask {
    Box::new(move |desk| desk.engine.ask(case, &actor, command.clone()).map(drop))
}

fn at(instant: &'static str, command: Command) -> Ask {
    Box::new(move |desk| {
        desk.clock.set(instant.parse().expect("an instant"));
        desk.engine.ask("abierto", &Actor::person("ana", "x"), command.clone()).map(drop)
    })
}

fn keyed(command: Command) -> Ask {
    key("k", command)
}

fn key(key: &str, command: Command) -> Ask {
    let request = Request::new(BEGIN.parse().expect("an instant"), Actor::person("ana", "x"), command);
    let request = request.key(key);
    Box::new(move |desk| desk.engine.request("abierto", request.clone()).map(drop))
}

/// Every request of the list.
pub(crate) fn cases() -> Vec<Case> {
    let ana = || Actor::person("ana", "x");
    let yes = || Done::new().yes().note("otra vez");
    let large = "x".repeat(2 << 20);
    let long = Value::Text(large.as_str().into());
    let cases: Vec<(&'static str, Ask)> = vec![
        ("command for a finished case", request("cerrado", ana(), complete(2, yes()))),
        ("unknown item", request("abierto", ana(), complete(4_000_000_000, yes()))),
        ("item zero", request("abierto", ana(), complete(0, yes()))),
        ("item that is closed", request("abierto", ana(), complete(1, Done::new()))),
        ("case that there is not", request("ninguno", ana(), complete(1, Done::new()))),
        ("procedure that there is not", request("nuevo", ana(), Command::Start(Start::of("Z-9")))),
        ("case that has begun", request("abierto", ana(), Command::Start(Start::of("A-1")))),
        ("the same key with other content", keyed(complete(2, yes()))),
        ("actor without the role", request("abierto", Actor::person("ana", "y"), complete(2, yes()))),
        ("actor without a name", request("abierto", Actor::person(" ", "x"), complete(2, yes()))),
        (
            "actor with a name of a million letters",
            request("abierto", Actor::person(&"a".repeat(1_000_000), "x"), complete(2, yes())),
        ),
        (
            "role of a million letters",
            request("abierto", Actor::person("ana", &"r".repeat(1_000_000)), complete(2, yes())),
        ),
        (
            "role of a million letters with a fact",
            request(
                "abierto",
                Actor::person("ana", &"r".repeat(1_000_000)),
                Command::Claim { item: ItemId(2) },
            ),
        ),
        ("key of two million letters", key(&"k".repeat(2 << 20), complete(2, yes()))),
        ("a program instead of a person", request("abierto", Actor::host("web"), complete(2, yes()))),
        ("clock that goes back", at("2022-02-01T00:00:00Z", complete(2, yes()))),
        ("clock that jumps ten years", at("2032-04-01T00:00:00Z", complete(2, yes()))),
        ("clock at 1970", at("1970-01-01T00:00:00Z", complete(2, yes()))),
        ("note above the limit", request("abierto", ana(), complete(2, Done::new().yes().note(&large)))),
        (
            "file name above the limit",
            request(
                "abierto",
                ana(),
                complete(2, yes().evidence("acta", &large, "text/plain", Digest::ZERO)),
            ),
        ),
        (
            "datum above the limit",
            request("abierto", ana(), Command::SetData { data: vec![("texto".into(), long)] }),
        ),
        ("answer above the limit", request("abierto", ana(), complete(2, Done::new().answer(&large)))),
        (
            "reason above the limit",
            request("abierto", ana(), Command::Cancel { reason: large.as_str().into() }),
        ),
        (
            "100,000 pieces of evidence",
            request(
                "abierto",
                ana(),
                complete(
                    2,
                    (0..100_000).fold(yes(), |done, _| done.evidence("acta", "a", "b", Digest::ZERO)),
                ),
            ),
        ),
        (
            "a name that climbs out",
            Box::new(|desk: &Desk| desk.engine.start("../../x", "A-1", &Actor::host("web")).map(drop)),
        ),
        (
            "a case without a name",
            Box::new(|desk: &Desk| desk.engine.start("", "A-1", &Actor::host("web")).map(drop)),
        ),
    ];
    cases
        .into_iter()
        .map(|(name, ask)| {
            let desk = Desk::new();
            Case::of(name, move || refused(&desk, &ask))
        })
        .collect()
}

fn refused(desk: &Desk, ask: &Ask) -> String {
    let before = desk.lines();
    let answer = ask(desk);
    assert_eq!(before, desk.lines(), "a refusal changes nothing");
    match answer {
        Ok(()) => "accepted".into(),
        Err(EngineError::Rejected(why)) => {
            let said = |language| short(&why.message(language));
            format!("{}\n   {}\n   {}", why.code(), said(Language::Spanish), said(Language::English))
        }
        Err(error) => format!("error: {error}"),
    }
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// A case that goes round and round: time is linear in its events, and nothing is kept of them.
pub(crate) fn many_events() {
    let text = FILE.replace("maximo = 1000", "maximo = 1000000").replace("evidencias = \"acta\"\n", "");
    let limits = cauce::limits::Limits { returns_per_exit: 1_000_000, ..Default::default() };
    let options = cauce::check::Options { limits: limits.clone(), ..Default::default() };
    let checked = cauce::check::check(&cauce::source::Source::new("a.toml", text), &options);
    let procedure: Procedure = checked.procedure.expect("it is a procedure");
    let mut all = Definitions::with_limits(limits);
    all.add(procedure).expect("it is fit");
    let (mut case, ana) = (Instance::new(), Actor::person("ana", "x"));
    let instant = BEGIN.parse().expect("an instant");
    let ask = |case: &mut Instance, command| {
        let request = Request::new(instant, ana.clone(), command);
        case.handle_into(&all, request, &mut NoJournal).expect("it is done");
    };
    ask(&mut case, Command::Start(Start::of("A-1")));
    let rounds = |case: &mut Instance, from: u32, to: u32| {
        for round in from..to {
            ask(case, complete(2 * round + 1, Done::new()));
            ask(case, complete(2 * round + 2, Done::new().yes().note("a")));
        }
    };
    let many = if cfg!(debug_assertions) { 10_000 } else { 200_000 };
    rounds(&mut case, 0, 1_000);
    let cost = allocation_counter::measure(|| rounds(&mut case, 1_000, many));
    assert!(cost.bytes_current <= 0, "{cost:?}");
    assert!(cost.bytes_max < 64 << 10, "{cost:?}");
}
