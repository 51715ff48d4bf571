//! Jobs as a host meets them: attempts, waits between them, incidents that are tried again.

use crate::check::{Options, check};
use crate::command::{Actor, Command, ItemId, Request, Resolution, Start};
use crate::data::{Duration, Value};
use crate::event::ItemKind;
use crate::instance::Instance;
use crate::procedure::Definitions;
use crate::rejection::Rejection;
use crate::source::Source;
use crate::view::{effects, open_items};

const TEXT: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "P", nombre = "P" }
dato = [{ id = "n", tipo = "entero" }, { id = "m", tipo = "decimal" }]
actividad = [
  { id = "enviar", titulo = "Enviar", trabajo = "enviar", reintentos = 2, entrada = { doble = 'n * 2' }, salida = { n = 'folio' }, calcula = { m = '1 / n' } },
]
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
        definitions.add(checked.procedure.expect("a sound procedure")).expect("fit");
        let mut bench = Bench { definitions, case: Instance::new(), minute: 0 };
        let mut start = Start::of("P");
        start.data.push(("n".into(), Value::Number(4i64.into())));
        bench.ask(Command::Start(start)).expect("it starts");
        bench
    }

    /// Asks, and sees that the case brought back from its events is the same.
    fn ask(&mut self, command: Command) -> Result<(), Rejection> {
        self.minute += 1;
        let at = format!("2024-01-02T08:{:02}:00Z", self.minute).parse().expect("a time");
        let mut replayed = self.case.clone();
        let events = self.case.handle(&self.definitions, Request::new(at, Actor::host("h"), command))?;
        replayed.apply(&self.definitions, at, &events)?;
        assert_eq!(replayed, self.case);
        Ok(())
    }

    fn fail(&mut self, attempt: u32, retry_after: Option<Duration>) -> Result<(), Rejection> {
        let item = effects(&self.case).first().map_or(ItemId(1), |effect| effect.item);
        self.ask(Command::FailJob { item, attempt, reason: "sin red".into(), retry_after })
    }

    fn complete(&mut self, attempt: u32, folio: i64) -> Result<(), Rejection> {
        let item = effects(&self.case).first().map_or(ItemId(1), |effect| effect.item);
        let data = vec![("folio".into(), Value::Number(folio.into()))];
        self.ask(Command::CompleteJob { item, attempt, data })
    }
}

#[test]
fn attempts_are_counted_and_an_old_one_is_refused() {
    let mut bench = Bench::new();
    let job = effects(&bench.case).remove(0);
    assert_eq!((job.attempt, job.attempts, &*job.key("c")), (1, 2, "c/1/1"));
    assert_eq!(job.input, [("doble".into(), Value::Number(8i64.into()))]);
    bench.fail(1, Some("PT1H".parse().expect("an hour"))).expect("it fails");
    let job = effects(&bench.case).remove(0);
    assert_eq!((job.attempt, &*job.key("c")), (2, "c/1/2"));
    assert!(!job.is_ready("2024-01-02T08:59:00Z".parse().expect("a time")));
    assert_eq!(bench.complete(1, 5), Err(Rejection::StaleAttempt { attempt: 1, current: 2 }));
    bench.complete(2, 5).expect("it completes");
    assert!(open_items(&bench.case).is_empty());
}

#[test]
fn after_the_last_attempt_it_is_an_incident_that_is_tried_again_anew() {
    let mut bench = Bench::new();
    bench.fail(1, None).expect("it fails");
    bench.fail(2, None).expect("it fails");
    assert!(effects(&bench.case).is_empty());
    let stuck = open_items(&bench.case).remove(0);
    assert_eq!(stuck.trouble.map(|trouble| trouble.code()), Some("C0871"));
    assert!(matches!(bench.complete(3, 5), Err(Rejection::WrongKind { .. })));
    let how = Resolution::Retry;
    bench.ask(Command::Resolve { item: stuck.item, how, reason: "ya hay red".into() }).expect("retried");
    let job = effects(&bench.case).remove(0);
    assert_eq!((job.attempt, job.item > stuck.item), (1, true));
    assert_eq!(open_items(&bench.case)[0].round, 1);
}

#[test]
fn what_cannot_be_computed_is_tried_again_without_the_work() {
    let mut bench = Bench::new();
    bench.complete(1, 0).expect("the work is done");
    let stuck = open_items(&bench.case).remove(0);
    assert_eq!(stuck.kind, ItemKind::Incident);
    assert_eq!(stuck.trouble.map(|trouble| trouble.code()), Some("C0870"));
    bench.ask(Command::SetData { data: vec![("n".into(), Value::Number(2i64.into()))] }).expect("corrected");
    let how = Resolution::Retry;
    bench.ask(Command::Resolve { item: stuck.item, how, reason: "corregido".into() }).expect("retried");
    assert!(open_items(&bench.case).is_empty() && effects(&bench.case).is_empty());
}
