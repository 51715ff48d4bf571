//! Timers over a clock that moves as it likes: each fires exactly once, in order, however the time is told.
//!
//! The moves are random, forward in any step and sometimes back; what fires is compared with one jump to the end.
//! The zone loses an hour on the second day, so that local times which do not exist are among them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cauce::command::{Actor, Command, Request, Start};
use cauce::data::Timestamp;
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::procedure::{Definitions, Procedure};
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
