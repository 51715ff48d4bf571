use std::collections::BTreeMap;

use crate::check::{Options, check};
use crate::command::{Actor, Command, Done, ItemId, Request, Start};
use crate::data::{Digest, Timestamp, Value};
use crate::event::{Event, ItemKind, Outcome};
use crate::instance::{Instance, State, Status};
use crate::procedure::Definitions;
use crate::record::{Reader, Record, Seals, Stream, Writer};
use crate::source::Source;

const UP: &str = r#"
[[dato]]
id = "n"
tipo = "entero"
[[dato]]
id = "vuelve"
tipo = "entero"
opcional = true
[[actividad]]
numero = 1
id = "llama"
titulo = "Llama"
procedimiento = "MEDIO"
entrada = { m = 'n + 1' }
salida = { vuelve = 'total' }
[[actividad]]
numero = 2
id = "cierra"
titulo = "Cierra"
responsables = ["r"]
aplica_si = 'vuelve == 5'
"#;

const MIDDLE: &str = r#"
[[dato]]
id = "m"
tipo = "entero"
[[dato]]
id = "total"
tipo = "entero"
opcional = true
[[actividad]]
numero = 1
id = "abajo"
titulo = "Abajo"
procedimiento = "FONDO"
entrada = { k = 'm' }
salida = { total = 'k' }
"#;

const DOWN: &str = r#"
[[dato]]
id = "k"
tipo = "entero"
[[actividad]]
numero = 7
id = "trabaja"
titulo = "Trabaja"
responsables = ["r"]
plazo = "3 días"
anota = ["k"]
"#;

fn definitions(bodies: &[(&str, &str)]) -> Definitions {
    let mut definitions = Definitions::new();
    for (code, body) in bodies {
        let head = format!(
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"{code}\"\nnombre = \"N\"\n\
             zona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n"
        );
        let checked = check(&Source::new("procedure", format!("{head}{body}")), &Options::default());
        definitions.add(checked.procedure.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))).unwrap();
    }
    definitions
}

/// A case whose records are written, read again and replayed after each step.
struct Played {
    definitions: Definitions,
    instance: Instance,
    lines: Vec<Vec<u8>>,
    events: Vec<Event>,
    prev: Digest,
    day: i64,
}

impl Played {
    fn of(bodies: &[(&str, &str)]) -> Self {
        let definitions = definitions(bodies);
        let (instance, lines, events) = (Instance::new(), Vec::new(), Vec::new());
        Played { definitions, instance, lines, events, prev: Digest::ZERO, day: 0 }
    }

    fn step(&mut self, command: Command) -> Result<(), crate::rejection::Rejection> {
        self.day += 1;
        let at = Timestamp::from_millis(1_646_143_200_000 + self.day * 60_000).unwrap();
        let actor = Actor::person("ana", "r");
        let before = self.instance.clone();
        let request = Request::new(at, actor.clone(), command);
        let events = self.instance.handle(&self.definitions, request).inspect_err(|_| {
            assert!(self.instance == before, "a rejection changes nothing");
        })?;
        let record = Record {
            stream: Stream::case("c").unwrap(),
            seq: self.instance.seq(),
            at: self.instance.at().unwrap(),
            prev: self.prev,
            actor,
            key: None,
            events: events.clone(),
            seals: Seals::New(Some([7; 32])),
        };
        let mut writer = Writer::new();
        let written = writer.write(&record, self.instance.procedure().unwrap()).unwrap();
        self.prev = written.digest;
        self.lines.push(written.line.to_vec());
        self.events.extend(events);
        self.replays();
        Ok(())
    }

    /// The bytes of a record that its digest is of.
    fn record_bytes(&self, line: usize) -> Vec<u8> {
        let line = std::str::from_utf8(&self.lines[line]).unwrap();
        let (begins, ends) = (line.find(":{").unwrap() + 1, line.rfind(",\"sealed\":").unwrap());
        line.as_bytes()[begins..ends].to_vec()
    }

    fn replays(&self) {
        let mut reader = Reader::new(&self.definitions);
        let (mut instance, mut writer) = (Instance::new(), Writer::new());
        for line in &self.lines {
            let record = reader.read(line).unwrap();
            let procedure = reader.procedure().unwrap().clone();
            assert_eq!(writer.write(&record, &procedure).unwrap().line, &line[..]);
            instance.apply(&self.definitions, record.at, &record.events).unwrap();
        }
        assert!(instance == self.instance, "what is replayed is what ran");
    }

    fn start(&mut self, n: i64) {
        let mut start = Start::of("ARRIBA");
        start.data.push(("n".into(), Value::Number(n.into())));
        self.step(Command::Start(start)).unwrap();
    }

    /// The open item of that kind, however deep.
    fn open(&self, kind: ItemKind) -> Option<ItemId> {
        let mut states: Vec<&State> = vec![&self.instance.state];
        while let Some(state) = states.pop() {
            if let Some(open) = state.open.iter().find(|open| open.kind == kind) {
                return Some(open.id);
            }
            states.extend(state.calls().map(|child| &child.state));
        }
        None
    }

    fn work(&mut self, k: i64) {
        let item = self.open(ItemKind::Work).unwrap();
        let mut done = Done::new();
        done.data.push(("k".into(), Value::Number(k.into())));
        self.step(Command::Complete { item, done }).unwrap();
    }
}

const ALL: [(&str, &str); 3] = [("ARRIBA", UP), ("MEDIO", MIDDLE), ("FONDO", DOWN)];

#[test]
fn a_call_in_a_call_gets_its_input_and_gives_its_output() {
    let mut case = Played::of(&ALL);
    case.start(3);
    let mut depth = (&case.instance.state, 0);
    while let Some(child) = depth.0.calls().next() {
        assert_eq!(depth.0.calls().count(), 1);
        depth = (&child.state, depth.1 + 1);
    }
    assert_eq!((depth.1, depth.0.datum(ItemId(0), 0)), (2, Some(&Value::Number(4i64.into()))));
    case.work(5);
    assert!(!case.instance.state.has_calls());
    let open: BTreeMap<ItemId, ItemKind> =
        case.instance.state.open.iter().map(|open| (open.id, open.kind)).collect();
    assert_eq!(open.values().collect::<Vec<_>>(), [&ItemKind::Work], "{open:?}");
    let item = case.open(ItemKind::Work).unwrap();
    case.step(Command::Complete { item, done: Done::new() }).unwrap();
    assert_eq!(case.instance.status(), Status::Ended(Outcome::Completed));
}

#[test]
fn a_called_procedure_refuses_as_it_would_alone() {
    let mut case = Played::of(&ALL);
    case.start(3);
    let item = case.open(ItemKind::Work).unwrap();
    let missing = case.step(Command::Complete { item, done: Done::new() });
    assert!(missing.is_err());
    case.work(1);
    assert_eq!(case.instance.status(), Status::Ended(Outcome::Completed), "2 does not apply");
}

const PLAN: &str = r#"
[[dato]]
id = "n"
tipo = "entero"
[[actividad]]
id = "todo"
titulo = "Todo"
orden = "a_la_vez"
[[actividad]]
numero = 1
id = "uno"
titulo = "Uno"
procedimiento = "CON"
dentro_de = "todo"
[[actividad]]
numero = 2
id = "dos"
titulo = "Dos"
procedimiento = "CON"
dentro_de = "todo"
[[actividad]]
numero = 3
id = "tres"
titulo = "Tres"
procedimiento = "SIN"
dentro_de = "todo"
[[actividad]]
numero = 4
id = "cuatro"
titulo = "Cuatro"
procedimiento = "MEDIO"
dentro_de = "todo"
"#;

const WITH: &str = r#"
[[hito]]
id = "ceim"
nombre = "CEIM"
[[actividad]]
id = "llega"
titulo = "Llega"
responsables = ["r"]
hito = "ceim"
"#;

const WITHOUT: &str = r#"
[[actividad]]
id = "sigue"
titulo = "Sigue"
responsables = ["r"]
"#;

const BETWEEN: &str = r#"
[[actividad]]
id = "abajo"
titulo = "Abajo"
procedimiento = "CON"
"#;

#[test]
fn only_procedures_that_may_have_a_milestone_hear_of_it() {
    let mut case = Played::of(&[("ARRIBA", PLAN), ("CON", WITH), ("SIN", WITHOUT), ("MEDIO", BETWEEN)]);
    case.start(1);
    let item = case.open(ItemKind::Work).unwrap();
    let before = case.events.len();
    let calls: Vec<ItemId> = case.instance.state.calls().map(|child| child.call).collect();
    let [one, two, without, between] = calls[..] else { panic!("four calls: {calls:?}") };
    let in_first = case.instance.state.call_with(item) == Some(without);
    let item =
        if in_first { case.instance.state.child(one).unwrap().state.open.last().unwrap().id } else { item };
    case.step(Command::Complete { item, done: Done::new() }).unwrap();
    let hears = |event: &Event| match event {
        Event::InCall { call, event, .. } if matches!(**event, Event::Milestone(_)) => Some(*call),
        _ => None,
    };
    let heard: Vec<ItemId> = case.events[before..].iter().filter_map(hears).collect();
    assert!(heard.contains(&one) && heard.contains(&two) && heard.contains(&between), "{heard:?}");
    assert_eq!(heard.len(), 4, "the two, the one between and what it calls: {heard:?}");
    let calls: Vec<ItemId> = case.instance.state.calls().map(|child| child.call).collect();
    assert_eq!(calls, [without], "all that have it are done, and the one that has not goes on");
}

#[test]
fn deadlines_of_called_procedures_fall_due() {
    let mut case = Played::of(&ALL);
    case.start(3);
    assert!(case.instance.next_due().is_some());
    case.day += 60 * 24 * 5;
    case.step(Command::Advance).unwrap();
    let passed = |event: &Event| match event {
        Event::InCall { event, .. } => matches!(**event, Event::DeadlinePassed { .. }),
        _ => false,
    };
    assert!(case.events.iter().any(passed));
    assert!(case.instance.next_due().is_none());
}

#[test]
fn cancelling_closes_what_was_called() {
    let mut case = Played::of(&ALL);
    case.start(3);
    case.step(Command::Cancel { reason: "no va más".into() }).unwrap();
    let closed = case.events.iter().find_map(|event| match event {
        Event::Closed { items } => Some(items.len()),
        _ => None,
    });
    assert_eq!(closed, Some(3), "two calls and the work in the second");
    assert!(!case.instance.state.has_calls() && case.instance.state.open.is_empty());
}

#[test]
fn what_is_missing_or_endless_is_an_incident_that_can_be_tried_again() {
    let mut case = Played::of(&ALL[..1]);
    case.start(3);
    let stuck = case.open(ItemKind::Incident).unwrap();
    let extra = case.instance.state.item(stuck).unwrap().extra.as_ref().unwrap();
    assert_eq!(extra.trouble.as_ref().unwrap().code(), "C0875");
    case.definitions = definitions(&ALL);
    let how = crate::command::Resolution::Retry;
    case.step(Command::Resolve { item: stuck, how, reason: "ya está cargado".into() }).unwrap();
    assert!(case.open(ItemKind::Work).is_some());

    let round = r#"
[[dato]]
id = "n"
tipo = "entero"
opcional = true
[[actividad]]
numero = 1
id = "otra"
titulo = "Otra vez"
procedimiento = "ARRIBA"
"#;
    let mut case = Played::of(&[("ARRIBA", round)]);
    case.start(1);
    assert!(case.open(ItemKind::Incident).is_some());
}

#[test]
fn a_reader_that_begins_in_the_middle_is_told_which_calls_run() {
    let mut case = Played::of(&ALL);
    case.start(3);
    let calls = case.instance.calls();
    assert_eq!(calls.iter().map(|(_, called)| called.code()).collect::<Vec<_>>(), ["MEDIO", "FONDO"]);
    case.work(5);
    let procedure = case.instance.procedure().unwrap().clone();
    let after = (1, Digest::of(&case.record_bytes(0)));
    let resumed = || Reader::resume(&case.definitions, procedure.clone(), after);
    assert!(resumed().read(&case.lines[1]).is_err(), "it cannot know them by itself");
    let record = resumed().with_calls(calls).read(&case.lines[1]).unwrap();
    assert_eq!(record.events, case.events[case.events.len() - record.events.len()..]);
}

/// The flat procedure of a case that goes on in two places: one calls, the other goes back over it.
const BACK: &str = r#"
[[actividad]]
numero = 1
id = "a"
titulo = "A"
responsables = ["r"]
[[actividad.evento]]
id = "ademas"
titulo = "Además"
cuando = { declara = ["r"] }
interrumpe = false
va_a = 3
[[actividad]]
numero = 2
id = "llama"
titulo = "Llama"
procedimiento = "FONDO"
entrada = { k = '1' }
[[actividad.evento]]
id = "mientras-tanto"
titulo = "Mientras tanto"
cuando = { senal = "s" }
interrumpe = false
avisa = "r"
[[actividad]]
numero = 3
id = "c"
titulo = "C"
responsables = ["r"]
pregunta = "¿Bien?"
si = { continua_en = "fin" }
no = { regresa_a = 1 }
"#;

#[test]
fn a_return_tells_all_that_it_closes() {
    let mut case = Played::of(&[("ARRIBA", BACK), ("FONDO", DOWN)]);
    case.step(Command::Start(Start::of("ARRIBA"))).unwrap();
    let item = case.open(ItemKind::Subscription).unwrap();
    case.step(Command::Declare { item, note: None }).unwrap();
    let first = case.open(ItemKind::Work).unwrap();
    case.step(Command::Complete { item: first, done: Done::new() }).unwrap();
    let asks = case.open(ItemKind::Work).unwrap();
    let state = &case.instance.state;
    let below = state.calls().flat_map(|child| child.state.open.iter());
    let mut open: Vec<ItemId> = state.open.iter().chain(below).map(|open| open.id).collect();
    open.retain(|open| *open != asks);
    open.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(open.len(), 3, "{open:?}");
    let done = Done::new().answer("no").note("falta");
    case.step(Command::Complete { item: asks, done }).unwrap();
    let closed = case.events.iter().find_map(|event| match event {
        Event::Returned { closed, .. } => Some(closed.to_vec()),
        _ => None,
    });
    assert_eq!(closed, Some(open), "the call, its work and the event attached to it");
}

/// An event by the clock has itself done once more where nothing is ever done.
const GROWS: &str = r#"
[[actividad]]
numero = 1
id = "a"
titulo = "A"
responsables = ["r"]
[[actividad]]
numero = 2
id = "llama"
titulo = "Llama"
procedimiento = "CRECE"
[[actividad.evento]]
id = "otra-vez"
titulo = "Otra vez"
cuando = { tiempo = "R/PT10M" }
interrumpe = false
rehace = ["llama"]
"#;

const GROWS_BELOW: &str = r#"
[[actividad]]
numero = 1
id = "b"
titulo = "B"
responsables = ["r"]
[[actividad.evento]]
id = "y-otra"
titulo = "Y otra"
cuando = { tiempo = "R/PT10M" }
interrumpe = false
rehace = ["b"]
"#;

#[test]
fn a_case_has_no_more_open_than_it_may_however_deep() {
    let mut case = Played::of(&[("ARRIBA", GROWS), ("CRECE", GROWS_BELOW)]);
    let limits = crate::limits::Limits { open_items: 60, ..Default::default() };
    let mut limited = Definitions::with_limits(limits);
    case.definitions.newest().for_each(|procedure| drop(limited.add(procedure.clone())));
    case.definitions = limited;
    case.step(Command::Start(Start::of("ARRIBA"))).unwrap();
    let item = case.open(ItemKind::Work).unwrap();
    case.step(Command::Complete { item, done: Done::new() }).unwrap();
    let mut last = 0;
    for _ in 0..100 {
        if case.instance.next_due().is_none() {
            break;
        }
        case.day += 30;
        case.step(Command::Advance).unwrap();
        last = case.instance.state.size();
    }
    assert!((60..=70).contains(&last), "{last} are open");
    let crowded = |event: &Event| match event {
        Event::InCall { event, .. } => is_crowding(event),
        event => is_crowding(event),
    };
    assert!(case.events.iter().any(crowded));
    assert!(case.instance.next_due().is_none(), "what would open more is stuck itself");
    let stuck = case.open(ItemKind::Incident).unwrap();
    let how = crate::command::Resolution::Retry;
    case.definitions = definitions(&[("ARRIBA", GROWS), ("CRECE", GROWS_BELOW)]);
    case.step(Command::Resolve { item: stuck, how, reason: "hay sitio".into() }).unwrap();
    assert!(case.instance.next_due().is_some(), "it is waited for again");
}

fn is_crowding(event: &Event) -> bool {
    matches!(event, Event::IncidentRaised { trouble, .. } if trouble.code() == "C0854")
}
