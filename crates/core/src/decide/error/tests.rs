//! Errors of work as a host meets them: who may say them, which are offered, and what the journal tells.

use crate::check::{Options, check};
use crate::command::{Actor, Command, ItemId, Request, Start};
use crate::data::Text;
use crate::event::{Event, Thrown};
use crate::instance::{Instance, Status};
use crate::procedure::Definitions;
use crate::rejection::Rejection;
use crate::source::Source;
use crate::view::open_items;

const TEXT: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "P", nombre = "P" }
rol = [{ id = "r", nombre = "R" }, { id = "d", nombre = "D" }]
registro = { id = "acta", nombre = "Acta" }
[[actividad]]
id = "bloque"
titulo = "Bloque"
sigue = "cierra"
evento = [
  { id = "tarde", cuando = { error = "TARDE" }, va_a = "cierra" },
  { id = "todos", cuando = { error = "*" }, va_a = "cierra" },
]
[[actividad]]
id = "cobra"
titulo = "Cobra"
responsables = "r"
dentro_de = "bloque"
evidencias = "acta"
evento = { id = "sin-fondos", cuando = { error = "SIN-FONDOS" }, va_a = "fin" }
[[actividad]]
id = "cierra"
titulo = "Cierra"
responsables = "r"
"#;

struct Bench {
    definitions: Definitions,
    case: Instance,
    minute: i64,
}

impl Bench {
    fn new() -> Self {
        let mut definitions = Definitions::new();
        let checked = check(&Source::new("p", TEXT), &Options::default());
        definitions.add(checked.procedure.expect("it is one")).expect("it is sound");
        let mut bench = Bench { definitions, case: Instance::new(), minute: 0 };
        bench.ask(Actor::host("h"), Command::Start(Start::of("P"))).expect("it starts");
        bench
    }

    /// Asks, and sees that the case brought back from its events is the same.
    fn ask(&mut self, actor: Actor, command: Command) -> Result<Vec<Event>, Rejection> {
        self.minute += 1;
        let at = format!("2024-01-02T08:{:02}:00Z", self.minute).parse().expect("a time");
        let mut replayed = self.case.clone();
        let events = self.case.handle(&self.definitions, Request::new(at, actor, command))?;
        replayed.apply(&self.definitions, at, &events)?;
        assert_eq!(replayed, self.case);
        Ok(events)
    }

    fn work(&self) -> ItemId {
        open_items(&self.case)[0].item
    }

    fn fail(&mut self, actor: Actor, attempt: u32, code: &str) -> Result<Vec<Event>, Rejection> {
        let item = self.work();
        self.ask(actor, Command::ThrowError { item, attempt, code: code.into() })
    }

    fn offered(&self) -> Vec<Text> {
        open_items(&self.case)[0].errors.iter().map(|error| error.written().into()).collect()
    }
}

fn ana() -> Actor {
    Actor::person("ana", "r")
}

#[test]
fn the_errors_that_events_around_take_are_offered() {
    let mut bench = Bench::new();
    assert_eq!(bench.offered(), ["*", "SIN-FONDOS", "TARDE"].map(Text::from));
    bench.fail(ana(), 1, "SIN-FONDOS").expect("it is taken");
    assert!(bench.offered().is_empty(), "nothing stands around what follows");
    let said = bench.fail(ana(), 1, "SIN-FONDOS");
    assert!(matches!(said, Err(Rejection::NobodyCatches { .. })), "{said:?}");
    assert_eq!(bench.case.status(), Status::Running);
}

#[test]
fn the_journal_tells_what_was_said_where() {
    let mut bench = Bench::new();
    let item = bench.work();
    let events = bench.fail(ana(), 1, "cualquiera").expect("it is taken");
    let Some(Event::Thrown { item: thrower, what, .. }) = events.first() else { panic!("{events:?}") };
    assert_eq!((*thrower, &**what), (item, &Thrown::Error { code: "cualquiera".into() }));
    let Some(Event::Occurred(occurred)) = events.get(1) else { panic!("{events:?}") };
    assert!(occurred.closed.contains(&item), "{occurred:?}");
}

#[test]
fn who_may_complete_it_says_so_and_so_may_a_program() {
    let refused = |actor: Actor| Bench::new().fail(actor, 1, "TARDE").expect_err("it is refused");
    assert!(matches!(refused(Actor::person("eva", "d")), Rejection::RoleNotAllowed { .. }));
    assert_eq!(refused(Actor::Engine), Rejection::PersonNeeded);
    Bench::new().fail(Actor::host("h"), 1, "TARDE").expect("a program may");
    let mut bench = Bench::new();
    let item = bench.work();
    bench.ask(ana(), Command::Claim { item }).expect("it is free");
    let said = bench.fail(Actor::person("luis", "r"), 1, "TARDE");
    assert!(matches!(said, Err(Rejection::ClaimedByAnother { .. })), "{said:?}");
    bench.fail(ana(), 1, "TARDE").expect("it is hers");
}

#[test]
fn what_says_nothing_too_much_or_of_another_attempt_is_refused() {
    let mut bench = Bench::new();
    assert_eq!(bench.fail(ana(), 1, " \t"), Err(Rejection::ReasonMissing));
    assert_eq!(bench.fail(ana(), 1, &"x".repeat(257)), Err(Rejection::TooLarge { what: "code", limit: 256 }));
    assert_eq!(bench.fail(ana(), 2, "TARDE"), Err(Rejection::StaleAttempt { attempt: 2, current: 1 }));
    let of = |item: u32| Command::ThrowError { item: ItemId(item), attempt: 1, code: "TARDE".into() };
    assert!(matches!(bench.ask(ana(), of(1)), Err(Rejection::WrongKind { .. })), "a block is nobody's work");
    assert_eq!(bench.ask(ana(), of(999)), Err(Rejection::UnknownItem { item: ItemId(999) }));
    let item = bench.work();
    bench.fail(ana(), 1, &"x".repeat(256)).expect("that is not too much");
    assert_eq!(bench.ask(ana(), of(item.0)), Err(Rejection::ItemClosed { item }));
}
