//! Timers over a clock that moves as it likes: each fires exactly once, in order, however the time is told.
//!
//! The moves are random, forward in any step and sometimes back; what fires is compared with one jump to the end.
//! A loop through a time that has passed ends, however the time is told.
//! The zone loses an hour on the second day, so that local times which do not exist are among them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "support/length.rs"]
mod length;

use cauce::command::{Actor, Command, Request, Start};
use cauce::data::{Timestamp, Value};
use cauce::event::Event;
use cauce::incident::Trouble;
use cauce::instance::Instance;
use cauce::limits::Limits;
use cauce::procedure::{Definitions, Procedure};
use cauce::view::open_items;
use proptest::prelude::*;

const TIMERS: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "T"
nombre = "T"
zona_horaria = "America/New_York"
plazo = "6 días"
[[rol]]
id = "r"
nombre = "R"
[[actividad]]
numero = 1
id = "todo"
titulo = "Todo"
orden = "a_la_vez"
[[actividad]]
numero = "1.1"
id = "a"
titulo = "A"
dentro_de = "todo"
responsables = "r"
plazo = "1 día"
avisa_antes = "5 horas"
al_vencer = { escala_a = "r" }
[[actividad.evento]]
id = "pulso"
cuando = { tiempo = "R4/PT7H" }
interrumpe = false
avisa = "r"
[[actividad.evento]]
id = "mes"
cuando = { tiempo = "R3/P1M" }
interrumpe = false
avisa = "r"
[[actividad.evento]]
id = "recuerdo"
cuando = { tiempo = "2 días" }
interrumpe = false
avisa = "r"
[[actividad]]
numero = "1.2"
id = "b"
titulo = "B"
dentro_de = "todo"
espera = { tiempo = "1 día" }
[[actividad]]
numero = "1.3"
id = "c"
titulo = "C"
dentro_de = "todo"
responsables = "r"
[[actividad.evento]]
id = "corta"
cuando = { tiempo = "PT30H" }
va_a = "fin"
"#;

/// Each timer with how often it fires: four pulses, three months, and one of each other.
const FIRINGS: [(&str, usize); 8] = [
    ("a: near", 1),
    ("a: passed", 1),
    ("b", 1),
    ("case: passed", 1),
    ("corta", 1),
    ("mes", 3),
    ("pulso", 4),
    ("recuerdo", 1),
];

const MINUTE: i64 = 60_000;
/// In minutes.
const DAY: i64 = 24 * 60;

/// The eve of the day on which New York loses an hour.
fn begins() -> Timestamp {
    "2024-03-09T02:30:00-05:00".parse().unwrap()
}

fn later(minutes: i64) -> Timestamp {
    begins().checked_add_millis(minutes * MINUTE).unwrap()
}

/// A case with its definitions, and what has fired.
struct Clocked {
    definitions: Definitions,
    case: Instance,
    fired: Vec<String>,
}

impl Clocked {
    fn new() -> Self {
        let mut definitions = Definitions::new();
        definitions.add(Procedure::parse(TIMERS).unwrap()).unwrap();
        let mut clocked = Clocked { definitions, case: Instance::new(), fired: Vec::new() };
        clocked.ask(0, Command::Start(Start::of("T"))).unwrap();
        clocked
    }

    fn ask(&mut self, minutes: i64, command: Command) -> Result<usize, String> {
        let request = Request::new(later(minutes), Actor::Engine, command);
        let events =
            self.case.handle(&self.definitions, request).map_err(|refused| format!("{refused:?}"))?;
        for event in &events {
            self.fired.extend(self.named(event));
        }
        Ok(events.len())
    }

    /// What a firing is called.
    fn named(&self, event: &Event) -> Option<String> {
        let procedure = self.case.procedure()?;
        match event {
            Event::Occurred(occurred) => Some(procedure.id(occurred.element).to_string()),
            Event::DeadlineNear { item } => {
                Some(if item.0 == 0 { "case: near" } else { "a: near" }.to_owned())
            }
            Event::DeadlinePassed { item } => {
                Some(if item.0 == 0 { "case: passed" } else { "a: passed" }.to_owned())
            }
            _ => None,
        }
    }

    /// A moment after everything, asked until nothing is left.
    fn fired_at_last(mut self) -> Vec<String> {
        while self.ask(200 * DAY, Command::Advance).unwrap() > 0 {}
        assert_eq!(self.case.next_due(), None);
        self.fired
    }
}

#[test]
fn in_one_jump_each_fires_as_often_as_it_says() {
    let fired = Clocked::new().fired_at_last();
    let mut sorted = fired.clone();
    sorted.sort();
    let expected: Vec<&str> =
        FIRINGS.iter().flat_map(|(name, times)| std::iter::repeat_n(*name, *times)).collect();
    assert_eq!(sorted, expected);
    let first = |name: &str| fired.iter().position(|fired| fired == name).unwrap();
    assert!(first("pulso") < first("b") && first("b") < first("corta"), "in the order of time: {fired:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: length::cases(256), ..ProptestConfig::default() })]

    /// Steps of minutes, of days and back; an advance where nothing is due changes nothing.
    #[test]
    fn any_moves_of_the_clock_fire_each_once_and_in_the_same_order(
        moves in prop::collection::vec(prop_oneof![0..90i64, 0..4_000i64, 0..40_000i64, -1_300..0i64], 0..40),
    ) {
        let mut clocked = Clocked::new();
        let (mut now, mut farthest) = (0, 0);
        for step in moves {
            // More than a day back is refused, unless it is confirmed.
            now = (now + step).clamp((farthest - DAY).max(0), 150 * DAY);
            farthest = farthest.max(now);
            clocked.ask(now, Command::Advance).unwrap();
            let again = clocked.ask(now, Command::Advance).unwrap();
            prop_assert_eq!(again, 0, "what has fired does not fire again");
        }
        prop_assert_eq!(clocked.fired_at_last(), Clocked::new().fired_at_last());
    }
}

/// Waits for a day that is over, and what leads back to them.
const OVER: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "V"
nombre = "V"
zona_horaria = "America/New_York"
autoridad = "r"
[[rol]]
id = "r"
nombre = "R"
[[dato]]
id = "n"
tipo = "entero"
"#;

/// A case under small limits, advanced until nothing is due; the rounds until then, and what is stuck.
fn advanced(bodies: &[&str], between: i64) -> (u32, Vec<Trouble>) {
    let limits = Limits { automatic_steps: 300, timers_per_advance: 20, ..Limits::default() };
    let mut definitions = Definitions::with_limits(limits);
    for body in bodies {
        let head = if body.contains("formato") { "" } else { OVER };
        definitions.add_unfit(Procedure::parse(&format!("{head}{body}")).unwrap());
    }
    let mut clocked = Clocked { definitions, case: Instance::new(), fired: Vec::new() };
    let data = vec![("n".into(), Value::Number(0_i64.into()))];
    clocked.ask(0, Command::Start(Start { data, ..Start::of("V") })).unwrap();
    let mut replayed = clocked.case.clone();
    let mut advances = 0;
    while clocked.case.next_due().is_some() {
        advances += 1;
        assert!(advances < 1_000, "it never ends");
        let request = Request::new(later(between * advances), Actor::Engine, Command::Advance);
        let at = request.at;
        let events = clocked.case.handle(&clocked.definitions, request).unwrap();
        replayed.apply(&clocked.definitions, at, &events).unwrap();
        assert_eq!(replayed, clocked.case);
        assert_eq!(clocked.case.unsound(), None);
    }
    let stuck = open_items(&clocked.case).into_iter().filter_map(|item| item.trouble).collect();
    (u32::try_from(advances).unwrap(), stuck)
}

/// The elements of the loop that a case is stuck in.
fn runaway(bodies: &[&str], between: i64) -> Vec<String> {
    match &advanced(bodies, between).1[..] {
        [Trouble::Runaway { cycle }] => cycle.iter().map(ToString::to_string).collect(),
        other => vec![format!("{other:?}")],
    }
}

const WAITS: &str = "[[actividad]]\nid = \"espera\"\ntitulo = \"E\"\nespera = { tiempo = 2024-01-02 }\n";
const ADDS: &str =
    "[[actividad]]\nid = \"suma\"\ntitulo = \"S\"\ntipo = \"guion\"\ncalcula = { n = 'n + 1' }\nsigue = ";

#[test]
fn a_loop_through_a_time_that_has_passed_is_stuck_however_often_time_is_told() {
    let text = format!("{WAITS}{ADDS}\"espera\"\n");
    for between in [0, 1] {
        assert_eq!(runaway(&[&text], between), ["espera", "suma"], "every {between} minutes");
    }
}

#[test]
fn a_loop_through_an_alternative_whose_time_has_passed_is_stuck() {
    let text = format!(
        "[[actividad]]\nid = \"espera\"\ntitulo = \"E\"\n[[actividad.alternativa]]\nid = \"tarde\"\n\
         cuando = {{ tiempo = 2024-01-02 }}\nva_a = \"suma\"\n[[actividad.alternativa]]\nid = \"llega\"\n\
         cuando = {{ senal = \"llega\" }}\nva_a = \"fin\"\n{ADDS}\"espera\"\n"
    );
    let stuck = runaway(&[&text], 0);
    assert!(stuck.contains(&"suma".to_owned()) && stuck.len() <= 3, "{stuck:?}");
}

#[test]
fn a_loop_through_a_call_that_waits_for_a_time_that_has_passed_is_stuck() {
    let caller = "[[actividad]]\nid = \"llama\"\ntitulo = \"L\"\nprocedimiento = \"W\"\nsigue = \"llama\"\n";
    let called = format!("{}{WAITS}", OVER.replace("\"V\"", "\"W\""));
    assert_eq!(runaway(&[caller, &called], 0).len(), 1);
}

#[test]
fn a_loop_through_a_time_that_has_passed_may_end() {
    let text = format!(
        "{WAITS}{ADDS}[{{ va_a = \"espera\", si_cumple = 'n < 50' }}, {{ va_a = \"fin\", en_otro_caso = true }}]\n"
    );
    assert_eq!(advanced(&[&text], 0), (3, Vec::new()));
}

#[test]
fn many_that_wait_for_a_time_that_has_passed_are_no_loop() {
    let block = "[[actividad]]\nid = \"todos\"\ntitulo = \"T\"\npor_cada = { cantidad = '90', orden = \"a_la_vez\" }\n";
    let inside = |id: &str| WAITS.replace("espera\"\n", &format!("{id}\"\ndentro_de = \"todos\"\n"));
    let text = format!("{block}{}", ["a", "b", "c", "d"].map(inside).join(""));
    let (advances, stuck) = advanced(&[&text], 0);
    assert!(advances > 15 && stuck.is_empty(), "{advances}: {stuck:?}");
}
