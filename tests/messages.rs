//! Messages and schedules over cases: oldest first, each once, kept and found again after a restart.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

#[path = "support/length.rs"]
mod length;
#[path = "support/mailing.rs"]
mod mailing;

use std::sync::Arc;

use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, Message, Request, Start};
use cauce::data::{Timestamp, Value};
use cauce::engine::{Engine, EngineError};
use cauce::event::Event;
use cauce::instance::{Instance, Status};
use cauce::log::{Appended, Batch, Head, Log, LogError, MemoryLog};
use cauce::post::{Answer, Exchange, Receipt};
use cauce::record::{Entry, Reader, Stream};
use cauce::view::open_items;
use mailing::{ASKS, BEGIN, BEGINS, CALLS, COMPLAINT, INSIDE, ORDER, PAY, WAITS, every, with};
use proptest::prelude::*;

/// A log that outlives the engine.
#[derive(Clone, Default)]
struct Shared(Arc<MemoryLog>);

impl Log for Shared {
    fn append(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        self.0.append(batches)
    }

    fn read(&self, stream: &Stream, from: u64) -> Result<Vec<Vec<u8>>, LogError> {
        self.0.read(stream, from)
    }

    fn head(&self, stream: &Stream) -> Result<Option<Head>, LogError> {
        self.0.head(stream)
    }

    fn find(&self, stream: &Stream, key: &str) -> Result<Option<u64>, LogError> {
        self.0.find(stream, key)
    }
}

struct House {
    log: Shared,
    clock: ManualClock,
    texts: Vec<String>,
    engine: Engine<Shared, ManualClock>,
}

impl House {
    fn new(texts: &[&str]) -> Self {
        let (log, clock) = (Shared::default(), ManualClock::at(at("2024-01-31T09:00:00-05:00")));
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let engine = engine(&log, &clock, &texts);
        House { log, clock, texts, engine }
    }

    /// Another engine over the same log, which knows nothing yet.
    fn restart(&mut self) {
        self.engine = engine(&self.log, &self.clock, &self.texts);
    }

    fn order(&self, case: &str, number: &str) {
        self.engine.start(case, "PED", &r()).unwrap();
        self.engine.complete(case, 1, Done::new().data("pedido", text(number)), &r()).unwrap();
    }

    fn pay(&self, id: &str, number: &str) -> Receipt {
        self.engine.message(payment(number, 7).id(id), &web()).unwrap()
    }

    /// Whether a case is past its wait.
    fn is_paid(&self, case: &str) -> bool {
        self.engine.work(case).unwrap().iter().any(|item| &*item.reference == "3")
    }

    fn days(&self, days: i64) {
        self.clock.advance(days * 86_400_000);
    }
}

fn engine(log: &Shared, clock: &ManualClock, texts: &[String]) -> Engine<Shared, ManualClock> {
    let engine = Engine::new(log.clone(), clock.clone());
    for text in texts {
        engine.add(text).unwrap();
    }
    engine
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn r() -> Actor {
    Actor::person("ana", "r")
}

fn web() -> Actor {
    Actor::host("web")
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn payment(number: &str, amount: i64) -> Message {
    Message::new("pago").correlate("pedido", text(number)).data("valor", Value::Number(amount.into()))
}

fn delivered(receipt: &Receipt) -> &str {
    match &receipt.answer {
        Answer::Delivered { case, .. } => case.id(),
        other => panic!("{other:?}"),
    }
}

/// The case as its records alone give it.
fn replayed(house: &House, case: &str) -> Instance {
    let definitions = house.engine.definitions();
    let (mut reader, mut instance) = (Reader::new(&definitions), Instance::new());
    for line in house.log.read(&Stream::case(case).unwrap(), 1).unwrap() {
        let record = reader.read(&line).unwrap();
        instance.apply(&definitions, record.at, &record.events).unwrap();
    }
    instance
}

#[test]
fn a_message_goes_to_the_oldest_wait_and_the_same_one_is_answered_the_same() {
    let house = House::new(&[ORDER]);
    house.order("b", "P-1");
    house.clock.advance(1000);
    house.order("a", "P-1");
    house.order("c", "P-2");
    let first = house.pay("m-1", "P-1");
    assert_eq!(delivered(&first), "b");
    let again = house.pay("m-1", "P-1");
    assert!(again.repeated && !first.repeated);
    assert_eq!(again.answer, first.answer);
    assert!(!house.is_paid("a"), "the same message is not taken twice");
    assert_eq!(delivered(&house.pay("m-2", "P-1")), "a");
    assert!(house.is_paid("b") && house.is_paid("a") && !house.is_paid("c"));
}

#[test]
fn names_and_values_must_all_fit() {
    let house = House::new(&[ORDER]);
    house.order("a", "P-1");
    let sent = |message: Message| house.engine.message(message, &web()).unwrap().answer;
    assert_eq!(sent(Message::new("abono").data("pedido", text("P-1"))), Answer::NotCorrelated);
    let more = payment("P-1", 7).correlate("zona", text("Norte"));
    assert!(matches!(sent(more), Answer::Buffered { .. }), "it means another wait");
    // What is not said to correlate is looked for in what the message carries.
    let carried = Message::new("pago").data("pedido", text("P-1")).data("valor", Value::Number(1i64.into()));
    assert!(matches!(sent(carried), Answer::Delivered { .. }));
}

#[test]
fn a_message_that_cannot_be_taken_has_not_come() {
    let house = House::new(&[ORDER]);
    house.order("a", "P-1");
    let before = house.log.head(&Stream::case("a").unwrap()).unwrap().unwrap();
    let refused = |message: Message| match house.engine.message(message.id("m"), &web()) {
        Err(EngineError::Rejected(rejection)) => rejection.code(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Message::new("pago").correlate("pedido", text("P-1"))), "C0766");
    assert_eq!(
        refused(Message::new("pago").correlate("pedido", text("P-1")).data("valor", text("mucho"))),
        "C0740"
    );
    assert_eq!(refused(payment("P-1", 7).data("valor", Value::Bool(true))), "C0741");
    assert_eq!(refused(payment("P-1", 7).data("más", text(&"x".repeat(2_000_000)))), "C0748");
    assert_eq!(house.log.head(&Stream::case("a").unwrap()).unwrap().unwrap(), before);
    assert!(matches!(house.pay("m", "P-1").answer, Answer::Delivered { .. }), "its identity is still free");
}

#[test]
fn a_case_takes_a_message_by_a_command_too() {
    let house = House::new(&[ORDER]);
    house.order("a", "P-1");
    let ask = |message| house.engine.ask("a", &web(), Command::Message(message));
    match ask(payment("P-2", 7)) {
        Err(EngineError::Rejected(rejection)) => assert_eq!(rejection.code(), "C0765"),
        other => panic!("{other:?}"),
    }
    let step = ask(payment("P-1", 7)).unwrap();
    let set = step
        .events
        .iter()
        .any(|event| matches!(event, Event::DataSet { value: Value::Number(n), .. } if *n == 7i64.into()));
    assert!(set && step.closed.len() == 1, "{:?}", step.events);
    assert!(ask(payment("P-1", 7)).is_err(), "the wait is over");
}

#[test]
fn a_return_closes_the_wait_and_opens_it_with_the_new_value() {
    let house = House::new(&[ORDER]);
    house.order("a", "P-1");
    house.pay("m-1", "P-1");
    house.engine.complete("a", 3, Done::new().yes().note("otro"), &r()).unwrap();
    house.engine.complete("a", 1, Done::new().data("pedido", text("P-9")), &r()).unwrap();
    assert!(matches!(house.pay("m-2", "P-1").answer, Answer::Buffered { .. }));
    assert_eq!(delivered(&house.pay("m-3", "P-9")), "a");
}

#[test]
fn nothing_waits_in_a_case_that_was_cancelled() {
    let house = House::new(&[ORDER]);
    house.order("a", "P-1");
    house.engine.ask("a", &r(), Command::Cancel { reason: "error".into() }).unwrap();
    assert!(matches!(house.pay("m-1", "P-1").answer, Answer::Buffered { .. }));
}

#[test]
fn an_early_message_waits_as_long_as_the_procedure_says_and_survives_a_restart() {
    let mut house = House::new(&[ORDER]);
    let kept = house.pay("m-1", "P-1");
    let Answer::Buffered { until } = kept.answer else { panic!("{kept:?}") };
    assert_eq!(until, at("2024-02-02T09:00:00-05:00"));
    house.pay("m-2", "P-1");
    house.days(1);
    house.restart();
    assert!(house.pay("m-1", "P-1").repeated, "what became of it is found again");
    house.order("a", "P-1");
    assert!(house.is_paid("a"), "the oldest kept one was handed out");
    house.days(2);
    house.restart();
    house.order("b", "P-1");
    assert!(!house.is_paid("b"), "the second has outlived its time");
}

#[test]
fn a_kept_message_is_handed_out_once_even_over_restarts() {
    let mut house = House::new(&[ORDER]);
    house.pay("m-1", "P-1");
    house.order("a", "P-1");
    assert!(house.is_paid("a"));
    house.restart();
    house.order("b", "P-1");
    assert!(!house.is_paid("b"));
}

#[test]
fn a_case_that_is_watched_after_a_restart_is_found() {
    let mut house = House::new(&[ORDER]);
    house.order("a", "P-1");
    house.restart();
    assert!(house.engine.watch("nadie").is_err());
    house.engine.watch("a").unwrap();
    assert_eq!(delivered(&house.pay("m-1", "P-1")), "a");
}

#[test]
fn a_message_begins_a_case_at_a_start_or_at_a_receive_task_once() {
    let mut house = House::new(&[BEGIN]);
    let solicitud = || Message::new("solicitud").id("s/1").data("quien", text("Nayarit"));
    let receipt = house.engine.message(solicitud(), &web()).unwrap();
    let Answer::Started { case } = receipt.answer.clone() else { panic!("{receipt:?}") };
    assert_eq!(case.id(), "ASE·s·1");
    let open = house.engine.work(case.id()).unwrap();
    assert_eq!(open.iter().map(|item| &*item.reference).collect::<Vec<_>>(), ["2"]);
    house.restart();
    let again = house.engine.message(solicitud(), &web()).unwrap();
    assert!(again.repeated && again.answer == receipt.answer);
    let complaint = house.engine.message(Message::new("queja"), &web()).unwrap();
    let Answer::Started { case } = complaint.answer else { panic!("{complaint:?}") };
    assert_eq!(
        &*house.engine.work(case.id()).unwrap()[0].reference,
        "2",
        "the wait is over when the case begins"
    );
    assert!(
        house.engine.message(Message::new("solicitud"), &web()).is_err(),
        "it lacks what the start takes"
    );
    // Begun by hand it begins at the first activity, which waits.
    house.engine.start("h", "ASE", &r()).unwrap();
    assert!(house.engine.work("h").unwrap().iter().all(|item| &*item.reference == "1"));
    let second = house.engine.message(Message::new("queja"), &web()).unwrap();
    assert_eq!(delivered(&second), "h", "who waits comes before who would begin");
}

#[test]
fn what_a_case_throws_reaches_the_case_that_waits() {
    let mut house = House::new(&[ORDER, PAY]);
    house.order("a", "P-1");
    let pay = |house: &House, case: &str, number: &str| {
        house.engine.start(case, "PAG", &r()).unwrap();
        house.engine.complete(case, 1, Done::new().data("numero", text(number)), &r()).unwrap()
    };
    let step = pay(&house, "p", "P-1");
    assert_eq!(step.sent.iter().map(delivered).collect::<Vec<_>>(), ["a"]);
    assert!(house.is_paid("a"));
    let early = pay(&house, "q", "P-2");
    assert!(matches!(early.sent[0].answer, Answer::Buffered { .. }));
    house.restart();
    // Its records are read again: what it has thrown was passed on, and is not taken twice.
    assert!(house.engine.watch("q").unwrap().iter().all(|receipt| receipt.repeated));
    house.order("b", "P-2");
    house.order("c", "P-2");
    assert!(house.is_paid("b") && !house.is_paid("c"));
}

#[test]
fn an_exchange_in_memory_does_the_same_each_time() {
    let house = House::new(&[ORDER, PAY]);
    let definitions = house.engine.definitions();
    let run = || {
        let mut exchange = Exchange::new(&definitions);
        let now = at("2024-01-31T09:00:00-05:00");
        let ask = |command| Request::new(now, r(), command);
        for (case, code, datum) in [("a", "PED", "pedido"), ("p", "PAG", "numero"), ("q", "PAG", "numero")] {
            exchange.handle(case, ask(Command::Start(Start::of(code)))).unwrap();
            let item = open_items(exchange.case(case).unwrap())[0].item;
            let done = Done::new().data(datum, text("P-1"));
            exchange.handle(case, ask(Command::Complete { item, done })).unwrap();
        }
        let answers: Vec<Answer> =
            exchange.take_receipts().into_iter().map(|receipt| receipt.answer).collect();
        assert!(
            matches!(&answers[..], [Answer::Delivered { case, .. }, Answer::Buffered { .. }] if case.id() == "a")
        );
        assert_eq!(exchange.cases().count(), 3);
        exchange.take_happened()
    };
    assert_eq!(run(), run());
}

fn open(house: &House, case: &str) -> Vec<String> {
    let items = house.engine.work(case).unwrap();
    items.iter().map(|item| item.reference.to_string()).collect()
}

#[test]
fn a_message_interrupts_the_activity_it_is_attached_to() {
    let house = House::new(&[WAITS]);
    house.engine.start("a", "ESP", &r()).unwrap();
    house.engine.start("b", "ESP", &r()).unwrap();
    assert_eq!(delivered(&house.engine.message(Message::new("anular"), &web()).unwrap()), "a");
    assert_eq!(open(&house, "a"), ["4"]);
    assert_eq!(delivered(&house.engine.message(Message::new("anular"), &web()).unwrap()), "b");
    let nobody = house.engine.message(Message::new("anular"), &web()).unwrap();
    assert_eq!(nobody.answer, Answer::NotCorrelated, "what it interrupted is closed with it");
}

#[test]
fn the_first_message_decides_at_an_event_gateway_that_also_begins_cases() {
    let house = House::new(&[WAITS]);
    let begun = house.engine.message(Message::new("baja").id("1"), &web()).unwrap();
    let Answer::Started { case } = begun.answer else { panic!("{begun:?}") };
    assert_eq!(open(&house, case.id()), ["4"]);
    house.engine.start("a", "ESP", &r()).unwrap();
    house.engine.complete("a", 1, Done::new(), &r()).unwrap();
    assert_eq!(delivered(&house.engine.message(Message::new("baja"), &web()).unwrap()), "a");
    assert_eq!(open(&house, "a"), ["4"]);
    let other = house.engine.message(Message::new("alta"), &web()).unwrap();
    assert!(matches!(other.answer, Answer::Started { .. }), "the other wait closed with the first");
}

#[test]
fn a_signal_reaches_every_case_that_waits_and_is_kept_for_nobody() {
    let mut house = House::new(&[WAITS]);
    for case in ["a", "b", "c"] {
        house.engine.start(case, "ESP", &r()).unwrap();
    }
    house.engine.ask("c", &r(), Command::Cancel { reason: "x".into() }).unwrap();
    house.restart();
    for case in ["a", "b", "c"] {
        house.engine.watch(case).unwrap();
    }
    let steps = house.engine.signal("cierre", &web()).unwrap();
    assert_eq!(steps.iter().map(|step| step.case.id()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(open(&house, "b"), ["1", "4"]);
    assert!(house.engine.signal("otra", &web()).unwrap().is_empty());
    // One case throws it: the other, which still waits, is told.
    house.engine.complete("a", 4, Done::new(), &r()).unwrap();
    assert_eq!(open(&house, "b"), ["1", "4", "4"]);
    house.engine.start("d", "ESP", &r()).unwrap();
    assert_eq!(open(&house, "d"), ["1"]);
}

#[test]
fn a_signal_begins_a_case_of_what_begins_with_it() {
    let house = House::new(&[BEGINS, WAITS]);
    let steps = house.engine.signal("alarma", &web()).unwrap();
    let [begun] = &steps[..] else { panic!("{steps:?}") };
    // It throws the very signal that began it, and begins no other of its own.
    assert_eq!((begun.seq, open(&house, begun.case.id())), (1, vec!["2".into()]));
    let again = house.engine.signal("alarma", &web()).unwrap();
    assert_eq!(again.len(), 1, "each is another one, also at the same instant");
    assert_ne!(again[0].case, begun.case);
    // Chosen by its plain start it throws nothing, and waits for nothing.
    house.engine.start("x", "ALA", &r()).unwrap();
    assert!(house.engine.signal("otra", &web()).unwrap().is_empty());
}

#[test]
fn a_schedule_that_begins_at_an_hour_means_the_clocks_of_its_procedure() {
    let begins = |from: &str| {
        let house = House::new(&[&every("1 mes", &format!("desde = {from}"))]);
        house.engine.next_due()
    };
    let hour = begins("2024-02-10T08:00:00");
    assert_eq!(hour, begins("2024-02-10T08:00:00-05:00"));
    assert!(hour.is_some() && hour != begins("2024-02-10T08:00:00Z"));
}

#[test]
fn a_schedule_begins_each_period_once_counted_from_its_beginning() {
    let mut house = House::new(&[&every("1 mes", "")]);
    assert_eq!(house.engine.next_due(), Some(at("2024-02-29T09:00:00-05:00")), "months clamp");
    assert!(house.engine.advance().unwrap().is_empty());
    house.clock.set(at("2024-04-01T00:00:00-05:00"));
    house.restart();
    let begun = house.engine.advance().unwrap();
    let times: Vec<String> = begun.iter().map(|step| step.case.id().to_owned()).collect();
    assert_eq!(times, ["INF·1·periodo·1", "INF·1·periodo·2"], "both that fell due, from the anchor each");
    let started: Vec<Timestamp> = times.iter().map(|case| replayed(&house, case).at().unwrap()).collect();
    assert_eq!(started, [at("2024-02-29T09:00:00-05:00"), at("2024-03-31T09:00:00-05:00")]);
    assert!(house.engine.advance().unwrap().is_empty());
    house.restart();
    assert!(house.engine.advance().unwrap().is_empty(), "what began has begun");
    assert_eq!(house.engine.next_due(), Some(at("2024-04-30T09:00:00-05:00")));
}

#[test]
fn a_schedule_begins_on_its_day_and_ends_on_its_day() {
    let house = House::new(&[&every("6 meses", "desde = 2024-03-01\nhasta = 2025-03-01")]);
    assert_eq!(house.engine.next_due(), Some(at("2024-03-01T00:00:00-05:00")));
    house.clock.set(at("2030-01-01T00:00:00-05:00"));
    assert_eq!(house.engine.advance().unwrap().len(), 3);
    assert_eq!(house.engine.next_due(), None);
}

#[test]
fn streams_of_messages_and_schedules_are_chained_like_cases() {
    let house = House::new(&[ORDER, &every("1 mes", "")]);
    house.pay("m-1", "P-1");
    house.order("a", "P-1");
    house.days(40);
    house.engine.advance().unwrap();
    let streams = house.log.0.streams();
    let kinds = streams.iter().filter(|stream| stream.kind() != "case");
    let mut seen = 0;
    for stream in kinds {
        let lines = house.log.read(stream, 1).unwrap();
        let proved = cauce::log::verify(lines.iter().map(Vec::as_slice)).unwrap();
        assert_eq!(proved.records, lines.len() as u64);
        lines.iter().for_each(|line| drop(Entry::read(line).unwrap()));
        seen += lines.len();
    }
    assert!(seen >= 4, "{streams:?}");
}

/// What may happen in a random sequence.
#[derive(Clone, Debug)]
enum Deed {
    Order(u8),
    Pay { id: u8, number: u8 },
    Cancel(u8),
    Restart,
    Day,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => (0u8..3).prop_map(Deed::Order),
        6 => (0u8..24, 0u8..3).prop_map(|(id, number)| Deed::Pay { id, number }),
        1 => (0u8..8).prop_map(Deed::Cancel),
        1 => Just(Deed::Restart),
        1 => Just(Deed::Day),
    ];
    prop::collection::vec(deed, 1..40)
}

/// The rule, said as plainly as possible: waits and kept messages in the order in which they came.
#[derive(Default)]
struct Model {
    waits: Vec<(String, u8)>,
    kept: Vec<(u8, u8, i64)>,
    day: i64,
    answered: std::collections::BTreeMap<u8, Option<String>>,
    paid: Vec<String>,
}

impl Model {
    fn order(&mut self, case: String, number: u8) {
        let day = self.day;
        self.kept.retain(|(_, _, until)| *until > day);
        match self.kept.iter().position(|(_, kept, _)| *kept == number) {
            Some(position) => {
                self.kept.remove(position);
                self.paid.push(case);
            }
            None => self.waits.push((case, number)),
        }
    }

    fn pay(&mut self, id: u8, number: u8) -> Option<String> {
        if let Some(answer) = self.answered.get(&id) {
            return answer.clone();
        }
        let answer = self.waits.iter().position(|(_, waits)| *waits == number).map(|position| {
            let (case, _) = self.waits.remove(position);
            self.paid.push(case.clone());
            case
        });
        if answer.is_none() {
            self.kept.push((id, number, self.day + 2));
        }
        self.answered.insert(id, answer.clone());
        answer
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: length::cases(64), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_message_once_and_the_oldest_wait_first(deeds in deeds()) {
        let (mut house, mut model, mut cases) = (House::new(&[ORDER]), Model::default(), Vec::new());
        for deed in deeds {
            house.clock.advance(1);
            match deed {
                Deed::Order(number) => {
                    let case = format!("c{:03}", cases.len());
                    house.order(&case, &number.to_string());
                    model.order(case.clone(), number);
                    cases.push(case);
                }
                Deed::Pay { id, number } => {
                    let receipt = house.pay(&id.to_string(), &number.to_string());
                    let found = match receipt.answer {
                        Answer::Delivered { case, .. } => Some(case.id().to_owned()),
                        _ => None,
                    };
                    prop_assert_eq!(found, model.pay(id, number));
                }
                Deed::Cancel(which) => {
                    if let Some(case) = cases.get(usize::from(which)) {
                        let cancel = Command::Cancel { reason: "x".into() };
                        let _ = house.engine.ask(case, &r(), cancel);
                        model.waits.retain(|(waits, _)| waits != case);
                    }
                }
                Deed::Restart => {
                    house.restart();
                    cases.iter().for_each(|case| drop(house.engine.watch(case).unwrap()));
                }
                Deed::Day => {
                    house.days(1);
                    model.day += 1;
                }
            }
        }
        for case in &cases {
            let instance = replayed(&house, case);
            let taken = house.log.read(&Stream::case(case).unwrap(), 1).unwrap();
            let occurred = taken.iter().filter(|line| String::from_utf8_lossy(line).contains("\"occurred\"")).count();
            prop_assert_eq!(occurred, usize::from(model.paid.contains(case)), "{}", case);
            if instance.status() == Status::Running {
                prop_assert_eq!(cauce::view::open_items(&instance), house.engine.work(case).unwrap());
            }
        }
    }
}

fn declare(house: &House, case: &str) -> cauce::engine::Step {
    let item = event_of(&replayed(house, case));
    house.engine.ask(case, &r(), Command::Declare { item, note: None }).unwrap()
}

#[test]
fn an_event_opens_another_case_once_even_over_restarts() {
    let mut house = House::new(&[&with("PADRE", ASKS), &with("HIJO", COMPLAINT)]);
    house.engine.start("p", "PADRE", &r()).unwrap();
    house.engine.complete("p", 1, Done::new().data("n", Value::Number(4i64.into())), &r()).unwrap();
    let step = declare(&house, "p");
    let [receipt] = &step.sent[..] else { panic!("one case: {:?}", step.sent) };
    let Answer::Started { case } = &receipt.answer else { panic!("it begins: {receipt:?}") };
    assert_eq!((&*receipt.name, receipt.repeated), ("HIJO", false));
    assert!(case.id().starts_with("HIJO·p·"), "{case:?}");
    assert_eq!(open(&house, case.id()), ["2"]);
    let second = declare(&house, "p");
    assert_ne!(second.sent[0].answer, receipt.answer);
    house.restart();
    let again = house.engine.watch("p").unwrap();
    assert_eq!(again.len(), 2);
    assert!(again.iter().all(|receipt| receipt.repeated), "{again:?}");
    assert_eq!(again[0].answer, receipt.answer);
    let child = replayed(&house, case.id());
    assert_eq!(child.seq(), 1);
    // One that has ended is not begun again either.
    house.engine.complete(case.id(), 2, Done::new(), &r()).unwrap();
    house.restart();
    assert!(house.engine.watch("p").unwrap().iter().all(|receipt| receipt.repeated));
}

#[test]
fn an_exchange_opens_the_case_that_an_event_asks_for() {
    let house = House::new(&[&with("PADRE", ASKS), &with("HIJO", COMPLAINT)]);
    let definitions = house.engine.definitions();
    let mut exchange = Exchange::new(&definitions);
    let now = at("2024-01-31T09:00:00-05:00");
    let ask = |command| Request::new(now, r(), command);
    exchange.handle("p", ask(Command::Start(Start::of("PADRE")))).unwrap();
    let item = open_items(exchange.case("p").unwrap())[0].item;
    let done = Done::new().data("n", Value::Number(4i64.into()));
    exchange.handle("p", ask(Command::Complete { item, done })).unwrap();
    let event = event_of(exchange.case("p").unwrap());
    exchange.handle("p", ask(Command::Declare { item: event, note: None })).unwrap();
    let receipts = exchange.take_receipts();
    assert!(matches!(&receipts[..], [receipt] if matches!(receipt.answer, Answer::Started { .. })));
    assert_eq!(exchange.cases().count(), 2);
    let (name, child) = exchange.cases().nth(1).unwrap();
    assert!(name.id().starts_with("HIJO·p·"));
    assert_eq!(child.status(), Status::Running);
}

/// The event beside activity 2.
fn event_of(case: &Instance) -> cauce::command::ItemId {
    cauce::view::declarable(case)[0].item
}

#[test]
fn messages_reach_waits_in_called_procedures_and_leave_them() {
    let house = House::new(&[&with("FUERA", CALLS), &with("DENTRO", INSIDE)]);
    house.engine.start("a", "FUERA", &r()).unwrap();
    house.engine.start("b", "FUERA", &r()).unwrap();
    let notice = Message::new("aviso").id("1").data("valor", Value::Number(6i64.into()));
    let receipt = house.engine.message(notice, &web()).unwrap();
    assert_eq!(delivered(&receipt), "a");
    assert_eq!((open(&house, "a"), open(&house, "b")), (vec!["1/2".to_owned()], vec!["1/1".to_owned()]));
    // What the called procedure of one case sends goes to that of the other.
    let step = house.engine.complete("a", "1/2", Done::new(), &r()).unwrap();
    assert_eq!(step.sent.iter().map(delivered).collect::<Vec<_>>(), ["b"]);
    assert_eq!(open(&house, "b"), ["1/2"]);
    assert_eq!(replayed(&house, "a").status(), Status::Ended(cauce::event::Outcome::Completed));
}
