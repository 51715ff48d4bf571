//! Signals that are passed on late: they are for whoever waited when they were thrown.

use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, Command, Done, Request};
use cauce::view::signal_waits;
use cauce_store::cases::{Cases, Settings};

use crate::desk::{Place, bases, web};

/// Waits for an alarm, once it is ready, while something else is to be done.
const OYE: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "OYE", nombre = "Oír" }
rol = { id = "r", nombre = "R" }
actividad = [
  { id = "alista", titulo = "Alistar", responsables = "r" },
  { id = "todo", titulo = "Todo", orden = "a_la_vez" },
  { id = "oye", titulo = "Oír", dentro_de = "todo", espera = { senal = "alarma" } },
  { id = "otro", titulo = "Otro", dentro_de = "todo", responsables = "r" },
  { id = "queda", titulo = "Quedar", responsables = "r" },
]
"#;

/// Waits for an alarm once a message has come.
const LISTA: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "LISTA", nombre = "Estar listo" }
rol = { id = "r", nombre = "R" }
actividad = [
  { id = "espera", titulo = "Esperar", espera = { mensaje = "lista" } },
  { id = "oye", titulo = "Oír", espera = { senal = "alarma" } },
  { id = "queda", titulo = "Quedar", responsables = "r" },
]
"#;

/// Sends the message, and throws the alarm right after it.
const SUENA: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "SUENA", nombre = "Sonar" }
rol = { id = "r", nombre = "R" }
actividad = [
  { id = "toca", titulo = "Tocar", responsables = "r" },
  { id = "avisa", titulo = "Avisar", emite = { mensaje = "lista" } },
  { id = "suena", titulo = "Sonar", emite = { senal = "alarma" } },
]
"#;

const ALL: [&str; 4] = ["still", "moved", "late", "later"];

/// Does one thing, and then throws what is said.
fn throws(code: &str, what: &str) -> String {
    let last = SUENA.lines().position(|line| line.contains("avisa")).expect("what it throws");
    let head: Vec<&str> = SUENA.lines().take(last).collect();
    let throws = format!("  {{ id = \"emite\", titulo = \"Emitir\", emite = {{ {what} }} }},\n]");
    format!("{}\n{throws}", head.join("\n").replace("SUENA", code))
}

fn r() -> Actor {
    Actor::person("ana", "r")
}

/// A program that ends before it passes anything on.
fn stopping(place: &Place) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.passes_later = true;
    let cases = Cases::with(place.store(), place.clock(), settings);
    for text in [OYE, LISTA, SUENA] {
        cases.add(text).expect("it can be added");
    }
    cases
}

fn waits(cases: &Cases<ManualClock>, case: &str) {
    cases.start(case, "OYE", &web()).expect("it begins");
    cases.complete(case, "alista", Done::new(), &r()).expect("it is ready");
}

fn rings(cases: &Cases<ManualClock>, case: &str) {
    cases.start(case, "SUENA", &r()).expect("it begins");
    cases.complete(case, "toca", Done::new(), &r()).expect("it rings");
}

fn is_waiting(cases: &Cases<ManualClock>, case: &str) -> bool {
    cases.look(case, |case| !signal_waits(case).is_empty()).expect("a case")
}

fn pass_on(cases: &Cases<ManualClock>) {
    assert!(cases.pass_on().expect("it is passed on").behind.is_empty());
}

#[test]
fn a_signal_that_is_passed_on_late_is_for_those_who_waited_when_it_was_thrown() {
    for base in bases() {
        let cases = stopping(&base);
        waits(&cases, "still");
        waits(&cases, "moved");
        cases.start("late", "OYE", &web()).expect("it begins");
        rings(&cases, "s");
        cases.complete("late", "alista", Done::new(), &r()).expect("it is ready");
        waits(&cases, "later");
        // It waits as before; something else of it has gone on.
        cases.complete("moved", "otro", Done::new(), &r()).expect("it is done");
        assert_eq!(ALL.map(|case| is_waiting(&cases, case)), [true; 4]);
        let again = base.again();
        pass_on(&again);
        assert_eq!(ALL.map(|case| is_waiting(&again, case)), [false, false, true, true]);
        // The next one is theirs, and each hears it once however often it is passed on.
        rings(&cases, "t");
        let aside = base.texts(
            "SELECT 'INSERT INTO outbox (kind, place, tenant, stream) VALUES (' || kind || ', ' || place \
            || ', '''', ' || stream || ')' FROM outbox WHERE kind = 2",
        );
        pass_on(&again);
        assert_eq!(ALL.map(|case| is_waiting(&again, case)), [false; 4]);
        let counts = || ALL.map(|case| again.records(case).expect("records").len());
        let before = counts();
        base.tamper(&aside[0]);
        pass_on(&again);
        assert_eq!(counts(), before);
        assert!(again.astray().expect("it looks").is_none());
    }
}

#[test]
fn who_comes_to_wait_with_what_is_passed_on_before_it_hears_it_too() {
    for base in bases() {
        let cases = stopping(&base);
        cases.start("a", "LISTA", &web()).expect("it begins");
        rings(&cases, "s");
        pass_on(&base.again());
        let open = cases.open_items("a").expect("a case");
        assert_eq!(&*open[0].title, "Quedar", "as where nobody stops in between");
    }
}

/// Who is asked together is heard as if each had been asked alone, whatever the cases are called.
#[test]
fn what_is_asked_together_is_heard_in_the_order_in_which_it_was_asked() {
    for (order, together) in
        [(["z", "b"], true), (["z", "b"], false), (["b", "z"], true), (["b", "z"], false)]
    {
        for base in bases() {
            let cases = base.again();
            let (tells, rings) =
                (throws("AVISA", "mensaje = \"lista\""), throws("ALARMA", "senal = \"alarma\""));
            for text in [LISTA, &tells, &rings] {
                cases.add(text).expect("it is added");
            }
            cases.start("a", "LISTA", &web()).expect("it begins");
            cases.start("z", "AVISA", &web()).expect("it begins");
            cases.start("b", "ALARMA", &web()).expect("it begins");
            let requests = order.map(|case| {
                let item = cases.open_items(case).expect("a case")[0].item;
                let command = Command::Complete { item, done: Done::new() };
                (case, Request::new(Clock::now(&base.clock()), r(), command))
            });
            if together {
                assert!(cases.bulk(&requests).iter().all(Result::is_ok));
            } else {
                requests.iter().for_each(|(case, request)| drop(cases.request(case, request).expect("done")));
            }
            let title = if order == ["z", "b"] { "Quedar" } else { "Oír" };
            assert_eq!(&*cases.open_items("a").expect("a case")[0].title, title, "{order:?} {together}");
        }
    }
}
