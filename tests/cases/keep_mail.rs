//! What goes with a case beyond its own records: the messages that began it, reached it and left it, and what mail keeps.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, Message};
use cauce::data::Value;
use cauce::log::Log as _;
use cauce::post::Answer;
use cauce::record::{Entry, Field, Noted, Stream, sealed};
use cauce::source::Language;
use cauce_store::cases::{Backoff, Cases, CasesError, Chosen, KeepError, Settings};

use crate::desk::{Place, bases, web};

const QUEJA: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "QUEJA", nombre = "Queja", zona_horaria = "America/Bogota" }
rol  = [{ id = "jefe", nombre = "Jefe" }, { id = "director", nombre = "Director" }]
dato = [
  { id = "quien", tipo = "texto" },
  { id = "detalle", tipo = "texto", opcional = true },
  { id = "contesta", tipo = "texto", opcional = true },
]
inicio = { id = "llega", cuando = { mensaje = "queja", salida = { quien = 'quien' } }, va_a = "cierra" }
actividad = [
  { id = "cierra", titulo = "Contar", emite = { mensaje = "cierre", entrada = { de = 'quien' } } },
  { id = "resta", titulo = "Dejar", emite = { mensaje = "resto", correlaciona = { de = 'quien' }, entrada = { de = 'quien' } } },
  { id = "detalla", titulo = "Esperar", espera = { mensaje = "detalle", salida = { detalle = 'texto' }, conserva = "2 días" } },
  { id = "responde", titulo = "Esperar", espera = { mensaje = "respuesta", correlaciona = { quien = 'quien' }, salida = { contesta = 'texto' } } },
  { id = "mira", titulo = "Mirar", responsables = "jefe", plazo = "1 día", al_vencer = { escala_a = "director" } },
  { id = "consulta", titulo = "Consultar", trabajo = "consultar", entrada = { de = 'quien' }, reintentos = 1 },
]
"#;

/// Whoever waits for what others leave.
const RESTO: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "RESTO", nombre = "Resto", zona_horaria = "America/Bogota" }
rol  = { id = "jefe", nombre = "Jefe" }
dato = { id = "de", tipo = "texto", opcional = true }
actividad = [
  { id = "toma", titulo = "Esperar", espera = { mensaje = "resto", salida = { de = 'de' }, conserva = "2 días" } },
  { id = "archiva", titulo = "Archivar", responsables = "jefe" },
]
"#;

/// What the messages of a case say, and the worker of its job: each stands nowhere else.
const WORDS: [&str; 4] =
    ["euclides-batanero", "el detalle del batan", "la respuesta del batan", "batan sin agua"];

fn host(place: &Place, passes_later: bool) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.entropy = Some(Box::new(|| [41; 32]));
    settings.frozen_after = 1;
    settings.passes_later = passes_later;
    let cases = Cases::with(place.store(), place.clock(), settings);
    for text in [QUEJA, RESTO] {
        cases.add(text).expect("it can be added");
    }
    cases
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn jefe() -> Actor {
    Actor::person("eva", "jefe")
}

fn archivist() -> Actor {
    Actor::person("archivista", "archivo")
}

/// A complaint that came, waited, heard an answer, was late, and whose job failed for good; gives the name of its case.
fn complained(place: &Place, cases: &Cases<ManualClock>, words: [&str; 4]) -> String {
    let [who, detail, answer, fault] = words;
    let kept = cases.message(Message::new("detalle").data("texto", text(detail)), &web()).expect("it comes");
    assert!(matches!(kept.answer, Answer::Buffered { .. }), "{kept:?}");
    let began = cases
        .message(Message::new("queja").id(&format!("q-{}", who.len())).data("quien", text(who)), &web())
        .expect("it comes");
    let Answer::Started { case } = &began.answer else { panic!("{began:?}") };
    let case = case.id().to_owned();
    let message = Message::new("respuesta").correlate("quien", text(who)).data("texto", text(answer));
    let heard = cases.message(message, &web()).expect("it comes");
    assert!(matches!(heard.answer, Answer::Delivered { .. }), "{heard:?}");
    place.clock().advance(3 * 86_400_000);
    cases.advance(None, 10).expect("it advances");
    cases.complete(&case, "mira", Done::new(), &jefe()).expect("it is done");
    let jobs = cases.lease("consultar", 9, Duration::from_secs(60), "uno").expect("it is asked").jobs;
    cases.fail_job(&jobs[0], fault, Backoff::None).expect("it has it");
    assert!(cases.open_items(&case).expect("a case")[0].trouble.is_some());
    case
}

fn ended(cases: &Cases<ManualClock>, case: &str) {
    cases.ask(case, &jefe(), Command::Cancel { reason: "se archiva".into() }).expect("it ends");
}

fn data() -> Chosen {
    Chosen::everything().early()
}

/// The lines of the messages of a name.
fn book(cases: &Cases<ManualClock>, name: &str) -> Vec<Vec<u8>> {
    let stream: Stream = format!("/message/{name}").parse().expect("a stream");
    cases.store().read(&stream, 1).expect("readable")
}

fn values(line: &[u8]) -> Vec<Value> {
    sealed(line)
        .expect("sound")
        .into_iter()
        .filter(|one| one.field == Field::Datum)
        .map(|one| one.value)
        .collect()
}

fn is_gone(line: &[u8]) -> bool {
    values(line).iter().all(|value| *value == Value::Disposed)
}

fn words_in(folder: &Path) -> Vec<&'static str> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).expect("a folder") {
        bytes.extend(std::fs::read(file.expect("a file").path()).expect("readable"));
    }
    let stands = |word: &&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    WORDS.into_iter().filter(stands).collect()
}

fn count(place: &Place, table: &str) -> String {
    place.texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {table}")).remove(0)
}

const BOOKS: [&str; 5] = ["queja", "cierre", "resto", "detalle", "respuesta"];

#[test]
fn what_messages_say_of_a_case_goes_with_it_and_of_others_stays() {
    for base in bases() {
        let cases = host(&base, false);
        let other = complained(&base, &cases, ["ana", "otro detalle", "otra respuesta", "no contesta"]);
        let before: Vec<_> = BOOKS.map(|name| book(&cases, name)).into();
        let case = complained(&base, &cases, WORDS);
        ended(&cases, &case);
        assert_eq!(count(&base, "notice"), "2");
        let done = cases.dispose(&case, &data(), "ley", &archivist()).expect("it goes");
        assert!(done.records > 0);
        for (name, before) in BOOKS.iter().zip(before) {
            let lines = book(&cases, name);
            assert!(lines.len() > before.len(), "{name}");
            // What the other threw and nobody took is over by now.
            let stays = !matches!(*name, "cierre" | "resto");
            assert!(!stays || lines[..before.len()] == before, "{name}: {other} stays");
            assert!(lines[before.len()..].iter().all(|line| is_gone(line)), "{name}");
        }
        assert!(cases.store().verify().expect("readable").is_sound());
        assert!(cases.astray().expect("it looks").is_none());
        assert_eq!(cases.dispose(&case, &data(), "ley", &archivist()).expect("it goes").records, 0);
        // The same message again is known, and its answer too.
        let again = Message::new("queja").id(&format!("q-{}", WORDS[0].len())).data("quien", text(WORDS[0]));
        let again = cases.message(again, &web()).expect("it is known");
        assert!(again.repeated && matches!(&again.answer, Answer::Started { case: of } if of.id() == case));
    }
}

#[test]
fn no_byte_of_the_files_holds_what_messages_said_of_a_case() {
    let base = Place::file();
    let cases = host(&base, false);
    // Many others, so that pages of the tables have been split and moved; none waits any more for a detail.
    for round in 0..30 {
        let who = text(&format!("ana-{round}"));
        let message = Message::new("queja").id(&format!("otra-{round}")).data("quien", who);
        let began = cases.message(message, &web()).expect("it comes");
        let Answer::Started { case } = began.answer else { panic!("it begins a case") };
        ended(&cases, case.id());
    }
    let case = complained(&base, &cases, WORDS);
    ended(&cases, &case);
    assert_eq!(words_in(base.folder()), WORDS);
    let done = cases.dispose(&case, &data(), "ley", &archivist()).expect("it goes");
    assert!(!done.lingers);
    assert_eq!(words_in(base.folder()), [] as [&str; 0]);
    assert!(cases.store().verify().expect("readable").is_sound());
    assert!(cases.astray().expect("it looks").is_none());
}

#[test]
fn what_a_case_has_thrown_is_passed_on_before_it_goes_or_goes_with_it() {
    for base in bases() {
        let cases = host(&base, true);
        let start = Message::new("queja").id("q").data("quien", text(WORDS[0]));
        let Answer::Started { case } = cases.message(start, &web()).expect("it comes").answer else {
            panic!()
        };
        ended(&cases, case.id());
        assert_eq!(count(&base, "outbox"), "1");
        let chosen = Chosen::everything();
        let refused = cases.dispose(case.id(), &chosen, "plazo", &archivist()).unwrap_err();
        let CasesError::Keep(unsent @ KeepError::Unsent { .. }) = refused else { panic!("{refused:?}") };
        assert!(unsent.message(Language::Spanish).contains("aún no se ha entregado"), "{unsent}");
        let persons = Chosen::fields(&[Field::Person]);
        cases.may_dispose(case.id(), &persons).expect("no value is under way that would go");
        // Asked early, what nobody has passed on goes too, and nobody is sent what is empty.
        cases.dispose(case.id(), &data(), "ley", &archivist()).expect("it goes");
        assert_eq!(count(&base, "outbox"), "0");
        assert!(cases.pass_on().expect("it looks").receipts.is_empty());
        assert!(book(&cases, "resto").is_empty());
        let next = Message::new("queja").id("r").data("quien", text("ana"));
        let Answer::Started { case } = cases.message(next, &web()).expect("it comes").answer else {
            panic!()
        };
        ended(&cases, case.id());
        assert_eq!(cases.pass_on().expect("it is passed on").receipts.len(), 2);
        cases.dispose(case.id(), &chosen, "plazo", &archivist()).expect("all is on its way");
    }
}

#[test]
fn a_message_of_a_case_that_is_gone_is_handed_out_to_nobody() {
    for base in bases() {
        let cases = host(&base, false);
        let start = Message::new("queja").id("q").data("quien", text(WORDS[0]));
        let Answer::Started { case } = cases.message(start, &web()).expect("it comes").answer else {
            panic!()
        };
        ended(&cases, case.id());
        assert_ne!(count(&base, "kept"), "0", "what it left is kept");
        cases.dispose(case.id(), &Chosen::everything(), "plazo", &archivist()).expect("it goes");
        let waits = |case: &str| {
            cases.start(case, "RESTO", &web()).expect("it begins");
            cases.look(case, |case| !cauce::view::message_waits(case).is_empty()).expect("a case")
        };
        assert!(waits("a"), "it is not there any more");
        // Nor by who saw it while it was there.
        let seq = "SELECT CAST(r.seq AS TEXT) FROM record r JOIN stream s ON s.id = r.stream WHERE s.name = 'resto'";
        assert_eq!(base.texts(seq), ["1"]);
        base.tamper(
            "INSERT INTO kept (mark, seq, until, stream) SELECT m.mark, 1, 9000000000000, s.id FROM stream s, \
            (SELECT mark FROM kept LIMIT 1) m WHERE s.name = 'resto'",
        );
        assert!(waits("b"));
    }
}

#[test]
fn what_no_case_took_in_time_loses_its_values_and_stays_noted() {
    for base in bases() {
        let cases = host(&base, false);
        let send = |id: &str, name: &str| {
            let message = Message::new(name).id(id).correlate("de", text("x")).data("de", text(WORDS[0]));
            cases.message(message, &web()).expect("it comes").answer
        };
        let message = Message::new("resto").data("de", text(WORDS[0]));
        assert!(matches!(cases.message(message, &web()).expect("it comes").answer, Answer::Buffered { .. }));
        assert!(matches!(send("m", "resto"), Answer::Buffered { .. }));
        assert_eq!(send("n", "nada"), Answer::NotCorrelated);
        assert_eq!(cases.forget_expired().expect("it looks"), 0, "not before its time, and that is now");
        base.clock().advance(1);
        let theirs = cases.of("otra").expect("a tenant");
        assert_eq!(theirs.forget_expired().expect("it looks"), 0);
        assert_eq!(cases.forget_expired().expect("it goes"), 1, "what nobody wanted");
        assert!(is_gone(&book(&cases, "nada")[0]));
        assert!(book(&cases, "resto").iter().all(|line| !is_gone(line)));
        base.clock().advance(2 * 86_400_000 - 1);
        assert_eq!(cases.forget_expired().expect("it looks"), 0, "that moment still counts");
        base.clock().advance(1);
        // The disposal run does it: of a case, or the sweep after many.
        assert_eq!(cases.sweep(None).expect("it is swept").expired, 2);
        assert_eq!(count(&base, "kept"), "0");
        for line in book(&cases, "resto") {
            assert!(is_gone(&line));
            let (entry, _) = Entry::read(&line).expect("sound");
            assert!(matches!(entry.noted, Noted::Received { answer: Answer::Buffered { .. }, .. }));
        }
        assert!(
            matches!(send("m", "resto"), Answer::Buffered { .. }),
            "its identity is known, and its answer"
        );
        assert_eq!(count(&base, "kept"), "0");
        assert!(cases.store().verify().expect("readable").is_sound());
    }
}

#[test]
fn a_disposal_forgets_what_no_case_took_in_time() {
    let base = Place::file();
    let cases = host(&base, false);
    cases.message(Message::new("resto").data("de", text(WORDS[1])), &web()).expect("it comes");
    let start = Message::new("queja").id("q").data("quien", text("ana"));
    let Answer::Started { case } = cases.message(start, &web()).expect("it comes").answer else { panic!() };
    ended(&cases, case.id());
    base.clock().advance(3 * 86_400_000);
    assert_eq!(words_in(base.folder()), [WORDS[1]]);
    let chosen = Chosen::fields(&[Field::Person]);
    let done =
        cases.dispose(case.id(), &chosen.clone().leaving_traces(), "ley", &archivist()).expect("it goes");
    assert_eq!(done.expired, 0, "that is left to the sweep");
    let done = cases.dispose(case.id(), &chosen, "ley", &archivist()).expect("it goes");
    assert!(done.expired > 0 && !done.lingers);
    assert_eq!(words_in(base.folder()), [] as [&str; 0]);
}

/// The salts come of the host: it disposes of the case between what is read to be passed on and the commit of it.
#[test]
fn what_a_case_has_thrown_is_not_passed_on_after_its_disposal_however_late_that_comes() {
    for (turn, name) in ["cierre", "resto"].into_iter().enumerate() {
        let base = Place::file();
        let other = host(&base, true);
        let message = Message::new("queja").id("q").data("quien", text(WORDS[0]));
        let began = other.message(message, &web()).expect("it comes");
        let Answer::Started { case } = began.answer else { panic!("it begins a case") };
        ended(&other, case.id());
        assert_eq!(count(&base, "outbox"), "1", "both messages wait");
        let asked = Arc::new(AtomicUsize::new(0));
        let mut settings = Settings::default();
        let (count_up, gone) = (Arc::clone(&asked), case.id().to_owned());
        settings.entropy = Some(Box::new(move || {
            if count_up.fetch_add(1, Ordering::SeqCst) == turn {
                other.dispose(&gone, &data(), "ley", &archivist()).expect("it goes");
            }
            [41; 32]
        }));
        let cases = Cases::with(base.store(), base.clock(), settings);
        let passed = cases.pass_on().expect("it is passed on");
        assert!(passed.behind.is_empty(), "{name}: {:?}", passed.behind);
        assert_eq!(asked.load(Ordering::SeqCst), turn + 1, "{name}: in the middle of it, and nothing after");
        assert_eq!(count(&base, "outbox"), "0", "{name}");
        assert_eq!(BOOKS.map(|name| book(&cases, name).len())[1..3], [turn, 0], "{name} is not kept");
        for name in BOOKS {
            assert!(book(&cases, name).iter().all(|line| is_gone(line)), "{name}");
        }
        assert!(cases.store().verify().expect("readable").is_sound());
        assert!(cases.astray().expect("it looks").is_none());
        drop(cases);
        assert_eq!(words_in(base.folder()), [] as [&str; 0], "{name}");
    }
}
