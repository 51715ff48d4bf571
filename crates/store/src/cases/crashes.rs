//! A program that ends between any two of its commits: another goes on, and everything has happened once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, Command, Done, Message, Request};
use cauce::data::Value;
use cauce::engine::Step;
use cauce::post::Answer;

use super::outbox::Round;
use super::{Cases, CasesError, Opening, Result};
use crate::error::StoreError;
use crate::sql::{Act, Base, Cell, Sqlite};
use crate::store::Store;

/// A database that a program can write to so many times, and then no more.
struct Mortal {
    base: Arc<Sqlite>,
    left: Arc<AtomicI64>,
}

impl Base for Mortal {
    fn write(&self, act: Act<'_>) -> std::result::Result<(), StoreError> {
        match self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
            true => self.base.write(act),
            false => Err(StoreError::Doubtful),
        }
    }

    fn read(&self, act: Act<'_>) -> std::result::Result<(), StoreError> {
        self.base.read(act)
    }

    fn scrub(&self) -> std::result::Result<bool, StoreError> {
        self.base.scrub()
    }
}

/// A database that keeps a commit and loses the answer, as one does whose connection breaks: the one after which it is told.
struct Deaf {
    base: Arc<Sqlite>,
    loses: Arc<AtomicI64>,
}

impl Base for Deaf {
    fn write(&self, act: Act<'_>) -> std::result::Result<(), StoreError> {
        self.base.write(act)?;
        match self.loses.fetch_sub(1, Ordering::SeqCst) {
            1 => Err(StoreError::Doubtful),
            _ => Ok(()),
        }
    }

    fn read(&self, act: Act<'_>) -> std::result::Result<(), StoreError> {
        self.base.read(act)
    }

    fn scrub(&self) -> std::result::Result<bool, StoreError> {
        self.base.scrub()
    }
}

const TEXTS: [&str; 4] = [
    r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "PED", nombre = "Pedido", zona_horaria = "America/Bogota" }
rol = { id = "r", nombre = "R" }
dato = { id = "pedido", tipo = "texto" }
[[actividad]]
numero = 1
id = "pedir"
titulo = "Pedir"
responsables = "r"
anota = "pedido"
[[actividad]]
numero = 2
id = "esperar"
titulo = "Esperar el pago"
espera = { mensaje = "pago", correlaciona = { pedido = 'pedido' }, conserva = "2 días" }
[[actividad]]
numero = 3
id = "despachar"
titulo = "Despachar"
plazo = "1 día"
responsables = "r"
al_vencer = { escala_a = "r" }
"#,
    r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "PAG", nombre = "Pago" }
rol = { id = "r", nombre = "R" }
dato = { id = "numero", tipo = "texto" }
[[actividad]]
numero = 1
id = "pagar"
titulo = "Pagar"
responsables = "r"
anota = "numero"
[[actividad.evento]]
id = "otra"
cuando = { declara = "r" }
interrumpe = false
abre = { procedimiento = "ALA", inicio = "por-gusto" }
[[actividad]]
numero = 2
id = "avisar"
titulo = "Avisar del pago"
emite = { mensaje = "pago", correlaciona = { pedido = 'numero' } }
[[actividad]]
numero = 3
id = "alarmar"
titulo = "Alarmar"
emite = { senal = "alarma" }
"#,
    r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "ALA", nombre = "Alarma" }
inicio = [{ id = "por-gusto", va_a = 1 }, { id = "por-alarma", cuando = { senal = "alarma" }, va_a = 1 }]
[[actividad]]
numero = 1
id = "oir"
titulo = "Oír"
espera = { senal = "alarma" }
[[actividad]]
numero = 2
id = "queda"
titulo = "Queda"
[[actividad.evento]]
id = "otra-vez"
cuando = { senal = "alarma" }
interrumpe = false
va_a = 3
[[actividad]]
numero = 3
id = "anotar"
titulo = "Anotar"
"#,
    r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "INF", nombre = "Informe", zona_horaria = "America/Bogota" }
inicio = { id = "periodo", cada = "1 día", va_a = 1 }
actividad = { numero = 1, id = "informar", titulo = "Informar" }
"#,
];

fn r() -> Actor {
    Actor::person("ana", "r")
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

type Move = fn(&Cases<ManualClock>) -> Result<()>;

fn begin(cases: &Cases<ManualClock>, case: &str, code: &str) -> Result<()> {
    cases.open(case, Opening::of(code), &r()).map(|_| ())
}

fn answer(cases: &Cases<ManualClock>, case: &str, datum: &str, value: &str) -> Result<()> {
    cases.complete(case, 1, Done::new().data(datum, text(value)), &r()).map(|_| ())
}

/// What clients ask, one after another; whoever gets no answer asks again.
const MOVES: [Move; 13] = [
    |cases| begin(cases, "a", "PED"),
    |cases| answer(cases, "a", "pedido", "1"),
    |cases| begin(cases, "h", "ALA"),
    |cases| begin(cases, "p", "PAG"),
    // It opens a case.
    |cases| {
        let event = cases.look("p", cauce::view::declarable)?;
        let opened = cases.look("p", |case| case.seq())? > 1;
        match event.first().filter(|_| !opened) {
            Some(event) => {
                let declare = Command::Declare { item: event.item, note: None };
                cases.ask("p", &r(), declare).map(|_| ())
            }
            None => Ok(()),
        }
    },
    // It throws a message that one waits for, and a signal that two hear and that begins a third.
    |cases| answer(cases, "p", "numero", "1"),
    // One that comes early, and who waits for it.
    |cases| {
        let early = Message::new("pago").correlate("pedido", text("2")).id("m-2");
        cases.message(early, &Actor::host("web")).map(|_| ())
    },
    |cases| begin(cases, "b", "PED"),
    |cases| answer(cases, "b", "pedido", "2"),
    |cases| begin(cases, "q", "PAG"),
    // It throws a message that comes early.
    |cases| answer(cases, "q", "numero", "3"),
    |cases| begin(cases, "c", "PED"),
    |cases| {
        let advanced = cases.advance(None, 100)?;
        match advanced.behind.into_iter().next() {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    },
];

struct House {
    base: Arc<Sqlite>,
    clock: ManualClock,
}

impl House {
    fn new() -> Self {
        let house = House {
            base: Arc::new(Sqlite::in_memory().expect("a base")),
            clock: ManualClock::at("2024-01-31T09:00:00-05:00".parse().expect("an instant")),
        };
        house.base.write(&mut |connection| crate::schema::bring_up(connection)).expect("tables");
        let (cases, _) = house.program(i64::MAX);
        for text in TEXTS {
            cases.add(text).expect("it can be added");
        }
        house
    }

    /// A program that ends after so many commits.
    fn program(&self, commits: i64) -> (Cases<ManualClock>, Arc<AtomicI64>) {
        let left = Arc::new(AtomicI64::new(commits));
        let base = Mortal { base: Arc::clone(&self.base), left: Arc::clone(&left) };
        (Cases::new(Store::over(Box::new(base)), self.clock.clone()), left)
    }

    /// What every stream says, and what is left to do.
    fn said(&self) -> BTreeMap<String, Vec<Vec<u8>>> {
        let mut said: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
        self.base
            .read(&mut |connection| {
                let every = "SELECT s.kind || '/' || s.name, r.frame FROM record AS r JOIN stream AS s \
                    ON s.id = r.stream ORDER BY s.kind, s.name, r.seq";
                connection.rows(every, &[], &mut |row| {
                    said.entry(row.text(0)?.to_owned()).or_default().push(row.bytes(1)?[16..].to_vec());
                    Ok(())
                })?;
                connection.rows("SELECT kind FROM outbox", &[] as &[Cell<'_>], &mut |row| {
                    said.entry(format!("left/{}", row.int(0)?)).or_default();
                    Ok(())
                })
            })
            .expect("readable");
        said
    }
}

/// Everything that is asked, by a program that ends after so many commits and others that go on; whether it ended.
fn run(commits: i64, recovering: i64) -> (House, bool) {
    let house = House::new();
    let (mut cases, mut left) = house.program(commits);
    let mut ended = false;
    for (turn, asked) in MOVES.iter().enumerate() {
        house.clock.advance(if turn + 1 == MOVES.len() { 3 * 86_400_000 } else { 1_000 });
        loop {
            let answer = asked(&cases);
            let lives = left.load(Ordering::SeqCst) >= 0;
            match answer {
                // Done before the end, which was not told.
                Ok(()) | Err(CasesError::Rejected(_)) if lives => break,
                other => assert!(!lives, "{turn}: {other:?}"),
            }
            ended = true;
            // The next program ends while it passes on what was left.
            let (next, its) = house.program(recovering);
            let _ = next.pass_on();
            drop((next, its));
            // Half a minute later, by a clock that stands still: what it was about to advance is free again.
            let free = "UPDATE stream SET advancing = NULL";
            house.base.write(&mut |connection| connection.run(free, &[])).expect("it is kept");
            (cases, left) = house.program(i64::MAX);
            let passed = cases.pass_on().expect("it is passed on");
            assert!(passed.behind.is_empty(), "{:?}", passed.behind);
        }
    }
    (house, ended)
}

#[test]
fn whatever_ends_between_two_commits_everything_happens_once() {
    let (whole, ended) = run(i64::MAX, 0);
    let wanted = whole.said();
    assert!(!ended);
    assert!(!wanted.keys().any(|name| name.starts_with("left/")), "{:?}", wanted.keys());
    // Two who wait for money have it, three hear or begin with the alarm, one case a day.
    let of = |prefix: &str| wanted.keys().filter(|name| name.starts_with(prefix)).count();
    assert_eq!((of("case/ALA·"), of("case/INF·")), (3, 3), "{:?}", wanted.keys());
    assert_eq!(wanted["message/pago"].len(), 4);
    let mut count = 0;
    for commits in 0.. {
        let (house, ended) = run(commits, commits % 4);
        let found = house.said();
        let names = |said: &BTreeMap<String, Vec<Vec<u8>>>| {
            said.iter().map(|(name, lines)| (name.clone(), lines.len())).collect::<Vec<_>>()
        };
        assert_eq!(names(&found), names(&wanted), "after {commits}");
        for (name, lines) in &wanted {
            for (line, found) in lines.iter().zip(&found[name]) {
                assert_eq!(
                    String::from_utf8_lossy(found),
                    String::from_utf8_lossy(line),
                    "{name} after {commits}"
                );
            }
        }
        let (cases, _) = house.program(i64::MAX);
        assert!(cases.astray().expect("it looks").is_none(), "after {commits}");
        count = commits;
        if !ended {
            break;
        }
    }
    assert!(count > 40, "{count} commits");
}

/// Whoever keeps a message has looked for its wait before: one that opens in between is found in the same commit.
#[test]
fn a_message_that_is_kept_while_its_wait_opens_is_handed_out() {
    let house = House::new();
    let (cases, _) = house.program(i64::MAX);
    let message = Message::new("pago").correlate("pedido", text("1")).id("m-1");
    begin(&cases, "a", "PED").expect("it begins");
    answer(&cases, "a", "pedido", "1").expect("it waits");
    let until = "2024-02-02T09:00:00-05:00".parse().expect("an instant");
    cases.note_answer(&message, &Answer::Buffered { until }, &Round::of(Vec::new())).expect("it is kept");
    assert_eq!(&*cases.open_items("a").expect("a case")[0].reference, "2");
    assert!(cases.pass_on().expect("it is passed on").behind.is_empty());
    assert_eq!(&*cases.open_items("a").expect("a case")[0].reference, "3");
}

/// What has no key could be there twice, were it asked once more.
#[test]
fn what_was_asked_together_and_lost_its_answer_is_not_asked_again() {
    let house = House::new();
    let loses = Arc::new(AtomicI64::new(0));
    let base = Deaf { base: Arc::clone(&house.base), loses: Arc::clone(&loses) };
    let cases = Cases::new(Store::over(Box::new(base)), house.clock.clone());
    let note = |case: &'static str, value: &str| {
        let data = vec![("pedido".into(), text(value))];
        (case, Request::new(Clock::now(&house.clock), r(), Command::SetData { data }))
    };
    for case in ["a", "b"] {
        begin(&cases, case, "PED").expect("it begins");
    }
    assert!(cases.bulk(&[note("a", "0"), note("b", "0")]).iter().all(Result::is_ok));
    loses.store(1, Ordering::SeqCst);
    let answers = cases.bulk(&[note("a", "1"), note("b", "2"), note("a", "3")]);
    let is_doubtful = |answer: &Result<Step>| match answer {
        Err(CasesError::Log(error)) => matches!(StoreError::of(error), Some(StoreError::Doubtful)),
        _ => false,
    };
    assert!(answers.iter().all(is_doubtful), "{answers:?}");
    let counts = ["a", "b"].map(|case| cases.records(case).expect("records").len());
    assert_eq!(counts, [4, 3], "as often as it was asked");
    assert!(cases.bulk(&[note("a", "4")]).iter().all(Result::is_ok), "and it goes on");
    assert!(cases.astray().expect("it looks").is_none());
}

/// One that throws it, and one by which it arrives and is no longer to be passed on.
#[test]
fn a_message_is_thrown_and_arrives_in_two_commits() {
    let house = House::new();
    let (cases, left) = house.program(i64::MAX);
    let alarm = TEXTS[1].find("[[actividad]]\nnumero = 3").expect("an activity");
    cases.add(&TEXTS[1][..alarm].replace("PAG", "AVI")).expect("it can be added");
    let mut commits = 0;
    for (case, payment) in [("a", "p"), ("b", "q")] {
        begin(&cases, case, "PED").expect("it begins");
        answer(&cases, case, "pedido", case).expect("it waits");
        begin(&cases, payment, "AVI").expect("it begins");
        let before = left.load(Ordering::SeqCst);
        answer(&cases, payment, "numero", case).expect("it is paid");
        commits = before - left.load(Ordering::SeqCst);
        assert_eq!(&*cases.open_items(case).expect("a case")[0].reference, "3");
    }
    assert_eq!(commits, 2, "of the second, when all names are known");
}
