//! Messages, signals, openings and notices: over the store as an engine with everything at hand does it, move by move,
//! and with nothing to bring back after a restart.

use std::sync::Arc;

use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, Command, Done, Message, Request};
use cauce::data::Value;
use cauce::engine::{Engine, EngineError, Step};
use cauce::event::NoticeReason;
use cauce::log::{Appended, Batch, Head, Log, LogError, MemoryLog};
use cauce::post::{Answer, Receipt};
use cauce::record::Stream;
use cauce::rejection::Rejection;
use cauce_store::cases::{CaseState, Cases, CasesError, Cursor, Find, Settings};
use proptest::prelude::*;

use crate::desk::{PLAZO, Place, bases, web};
use crate::mailing::{ASKS, BEGIN, BEGINS, CALLS, COMPLAINT, INSIDE, ORDER, PAY, WAITS, every, with};
use crate::support;

/// A log that can be looked into.
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

fn r() -> Actor {
    Actor::person("ana", "r")
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn number(number: u8) -> Value {
    Value::Number(i64::from(number).into())
}

fn payment(number: u8) -> Message {
    let number = text(&number.to_string());
    Message::new("pago").correlate("pedido", number).data("valor", Value::Number(7i64.into()))
}

fn texts() -> Vec<String> {
    let own = [ORDER, BEGIN, PAY, WAITS, BEGINS].map(str::to_owned);
    let more = [("PADRE", ASKS), ("HIJO", COMPLAINT), ("FUERA", CALLS), ("DENTRO", INSIDE)];
    own.into_iter().chain(more.map(|(code, more)| with(code, more))).chain([every("3 días", "")]).collect()
}

/// An engine that has everything at hand, and a store that is opened anew now and then, asked the same.
struct Both<'p> {
    base: &'p Place,
    log: Shared,
    engine: Engine<Shared, ManualClock>,
    cases: Cases<ManualClock>,
    begun: Vec<(String, &'static str)>,
}

/// What was done, or why not.
type Said<T> = Result<T, Rejection>;

fn of_engine<T>(answer: Result<T, EngineError>) -> Said<T> {
    answer.map_err(|error| match error {
        EngineError::Rejected(refused) => refused,
        other => panic!("{other:?}"),
    })
}

fn of_cases<T>(answer: Result<T, CasesError>) -> Said<T> {
    answer.map_err(|error| match error {
        CasesError::Rejected(refused) => refused,
        other => panic!("{other:?}"),
    })
}

impl<'p> Both<'p> {
    fn of(base: &'p Place) -> Self {
        base.clock().set("2024-01-31T09:00:00-05:00".parse().expect("an instant"));
        let log = Shared::default();
        let engine = Engine::new(log.clone(), base.clock());
        let cases = base.again();
        for text in texts() {
            engine.add(&text).expect("it can be added");
            cases.add(&text).expect("it can be added");
        }
        Both { base, log, engine, cases, begun: Vec::new() }
    }

    fn same<T: PartialEq + std::fmt::Debug>(
        &self,
        engine: Result<T, EngineError>,
        cases: Result<T, CasesError>,
    ) -> Said<T> {
        let (engine, cases) = (of_engine(engine), of_cases(cases));
        assert_eq!(cases, engine);
        cases
    }

    fn start(&mut self, code: &'static str) -> String {
        let case = format!("c{:03}", self.begun.len());
        let _ = self.same(self.engine.start(&case, code, &r()), self.cases.start(&case, code, &r()));
        self.begun.push((case.clone(), code));
        case
    }

    fn complete(&self, case: &str, target: &str, done: &Done) -> Said<Step> {
        self.same(
            self.engine.complete(case, target, done.clone(), &r()),
            self.cases.complete(case, target, done.clone(), &r()),
        )
    }

    fn message(&self, message: &Message) -> Said<Receipt> {
        self.same(self.engine.message(message.clone(), &web()), self.cases.message(message.clone(), &web()))
    }

    fn ask(&self, case: &str, command: &Command) -> Said<Step> {
        self.same(self.engine.ask(case, &r(), command.clone()), self.cases.ask(case, &r(), command.clone()))
    }

    fn signal(&self, name: &str) {
        let _ = self.same(self.engine.signal(name, &web()), self.cases.signal(name, &web()));
    }

    fn advance(&self) {
        let by_case = |steps: Vec<Step>| {
            let mut steps: Vec<_> =
                steps.into_iter().map(|step| (step.case, step.seq, step.events)).collect();
            steps.sort_by(|one, two| (&one.0, one.1).cmp(&(&two.0, two.1)));
            steps
        };
        let advanced = self.cases.advance(None, 1_000).expect("it advances");
        assert!(advanced.behind.is_empty() && advanced.next.is_none());
        assert_eq!(by_case(advanced.steps), by_case(self.engine.advance().expect("it advances")));
        assert_eq!(self.cases.next_due().expect("it looks"), self.engine.next_due());
    }

    /// The one that keeps nothing at hand is closed and opened.
    fn restart(&mut self) {
        let mut settings = Settings::default();
        settings.at_hand = 1;
        self.cases = Cases::with(self.base.store(), self.base.clock(), settings);
    }

    fn nth(&self, which: u8, code: &str) -> Option<String> {
        let own: Vec<_> = self.begun.iter().filter(|(_, of)| *of == code).collect();
        own.get(usize::from(which) % own.len().max(1)).map(|(case, _)| case.clone())
    }

    /// Every stream of the one is a stream of the other and says the same; what is no case with the same bytes.
    fn check(&self) {
        for stream in self.log.0.streams() {
            let (wanted, found) = (self.log.read(&stream, 1), self.cases.store().read(&stream, 1));
            let said = |lines: Vec<Vec<u8>>| lines.iter().map(|line| said(&stream, line)).collect::<Vec<_>>();
            assert_eq!(said(found.expect("readable")), said(wanted.expect("readable")), "{stream:?}");
        }
        let count = self.base.texts("SELECT CAST(count(*) AS TEXT) FROM stream");
        assert_eq!(count, [self.log.0.streams().len().to_string()]);
        assert_eq!(self.base.texts("SELECT CAST(count(*) AS TEXT) FROM outbox"), ["0"], "all is passed on");
        assert!(self.cases.astray().expect("it looks").is_none());
    }
}

/// What a record says; of one of a case when and what, for a signal that was thrown has a key here.
fn said(stream: &Stream, line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let between = |from: &str, to: &str| {
        let rest = line.split_once(from).expect("a record").1;
        rest.split_once(to).expect("a record").0.to_owned()
    };
    match stream.kind() {
        "case" => format!("{} {}", between("\"at\":", ",\"prev\""), between("\"events\":", "},\"sealed\"")),
        _ => line.into_owned(),
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Order(u8),
    Pay { id: Option<u8>, number: u8 },
    Throw(u8),
    Request(u8),
    Complain,
    Wait,
    Tell(&'static str),
    Close(u8),
    Signal(&'static str),
    Parent(u8),
    Declare(u8),
    Call,
    Answer { which: u8, value: u8 },
    Cancel(u8),
    Restart,
    Days(u8),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        4 => (0u8..3).prop_map(Deed::Order),
        4 => (prop::option::of(0u8..24), 0u8..3).prop_map(|(id, number)| Deed::Pay { id, number }),
        4 => (0u8..3).prop_map(Deed::Throw),
        2 => (0u8..6).prop_map(Deed::Request),
        1 => Just(Deed::Complain),
        3 => Just(Deed::Wait),
        3 => prop::sample::select(&["anular", "alta", "baja", "aviso", "otra"][..]).prop_map(Deed::Tell),
        3 => (0u8..8).prop_map(Deed::Close),
        1 => prop::sample::select(&["cierre", "alarma", "otra"][..]).prop_map(Deed::Signal),
        2 => (0u8..9).prop_map(Deed::Parent),
        2 => (0u8..8).prop_map(Deed::Declare),
        2 => Just(Deed::Call),
        2 => (0u8..8, 0u8..9).prop_map(|(which, value)| Deed::Answer { which, value }),
        1 => (0u8..24).prop_map(Deed::Cancel),
        3 => Just(Deed::Restart),
        2 => (0u8..4).prop_map(Deed::Days),
    ];
    prop::collection::vec(deed, 1..40)
}

fn act(both: &mut Both<'_>, deed: &Deed) {
    match deed {
        Deed::Order(number) => {
            let case = both.start("PED");
            let _ = both.complete(&case, "1", &Done::new().data("pedido", text(&number.to_string())));
        }
        Deed::Pay { id, number } => {
            let message = payment(*number);
            let message = id.map_or(message.clone(), |id| message.id(&id.to_string()));
            let _ = both.message(&message);
        }
        Deed::Throw(number) => {
            let case = both.start("PAG");
            let _ = both.complete(&case, "1", &Done::new().data("numero", text(&number.to_string())));
        }
        Deed::Request(id) => {
            let message = Message::new("solicitud").id(&format!("s/{id}"));
            // One in two lacks what the start takes.
            let message = if id % 2 == 0 { message.data("quien", text("Nayarit")) } else { message };
            let _ = both.message(&message);
        }
        Deed::Complain => drop(both.message(&Message::new("queja"))),
        Deed::Wait => drop(both.start("ESP")),
        Deed::Tell(name) => drop(both.message(&Message::new(name).data("valor", number(6)))),
        Deed::Close(which) => {
            if let Some(case) = both.nth(*which, "ESP") {
                for target in ["4", "1"] {
                    let _ = both.complete(&case, target, &Done::new());
                }
            }
        }
        Deed::Signal(name) => both.signal(name),
        Deed::Parent(value) => {
            let case = both.start("PADRE");
            let _ = both.complete(&case, "1", &Done::new().data("n", number(*value)));
        }
        Deed::Declare(which) => {
            let Some(case) = both.nth(*which, "PADRE") else { return };
            let open = both.cases.look(&case, cauce::view::declarable).expect("a case");
            if let Some(event) = open.first() {
                let _ = both.ask(&case, &Command::Declare { item: event.item, note: None });
            }
        }
        Deed::Call => drop(both.start("FUERA")),
        Deed::Answer { which, value } => {
            if let Some(case) = both.nth(*which, "FUERA") {
                let _ = both.complete(&case, "1/2", &Done::new().data("n", number(*value)));
            }
        }
        Deed::Cancel(which) => {
            let case = both.begun.get(usize::from(*which)).map(|(case, _)| case.clone());
            if let Some(case) = case {
                let _ = both.ask(&case, &Command::Cancel { reason: "x".into() });
            }
        }
        Deed::Restart => both.restart(),
        Deed::Days(days) => {
            both.base.clock().advance(i64::from(*days) * 86_400_000);
            both.advance();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(16), ..ProptestConfig::default() })]

    #[test]
    fn a_store_passes_on_what_an_engine_does(deeds in deeds()) {
        for base in bases() {
            let mut both = Both::of(&base);
            for deed in &deeds {
                base.clock().advance(1);
                act(&mut both, deed);
            }
            both.check();
        }
    }
}

/// Each tenant has messages, waits and openings of its own.
#[test]
fn what_a_tenant_sends_stays_with_it() {
    for base in bases() {
        let one = base.again();
        let (uno, dos) = (one.of("uno").expect("a tenant"), one.of("dos").expect("a tenant"));
        for cases in [&uno, &dos] {
            for text in texts() {
                cases.add(&text).expect("it can be added");
            }
            cases.start("a", "PED", &r()).expect("it begins");
            cases.complete("a", 1, Done::new().data("pedido", text("1")), &r()).expect("it is done");
        }
        let paid = uno.message(payment(1).id("m"), &web()).expect("it is taken");
        let Answer::Delivered { case, .. } = &paid.answer else { panic!("{paid:?}") };
        assert_eq!(case.as_str(), "uno/case/a");
        assert_eq!(&*dos.open_items("a").expect("a case")[0].reference, "2", "the other still waits");
        let paid = dos.message(payment(1).id("m"), &web()).expect("it is taken");
        assert!(!paid.repeated, "the identity is of the other tenant");
        uno.start("p", "PADRE", &r()).expect("it begins");
        uno.complete("p", 1, Done::new().data("n", number(4)), &r()).expect("it is done");
        let event = uno.look("p", cauce::view::declarable).expect("a case")[0].item;
        let step = uno.ask("p", &r(), Command::Declare { item: event, note: None }).expect("it is declared");
        let Answer::Started { case } = &step.sent[0].answer else { panic!("{:?}", step.sent) };
        assert_eq!((case.tenant(), uno.open_items(case.id()).expect("a case").len()), ("uno", 1));
        assert!(uno.astray().expect("it looks").is_none() && dos.astray().expect("it looks").is_none());
        assert!(one.store().verify().expect("readable").is_sound());
    }
}

/// One message sent by many at once, to many who wait: one takes it, and all hear which.
#[test]
fn one_message_is_taken_once_however_often_it_is_sent() {
    for base in bases() {
        let hosts = [base.again(), base.again()];
        for text in texts() {
            hosts[0].add(&text).expect("it can be added");
        }
        for case in ["a", "b", "c"] {
            hosts[0].start(case, "PED", &r()).expect("it begins");
            hosts[0].complete(case, 1, Done::new().data("pedido", text("1")), &r()).expect("it is done");
            base.clock().advance(1);
        }
        let send = |which: usize, id: String| {
            hosts[which % 2].message(payment(1).id(&id), &web()).expect("it is taken").answer
        };
        let answers: Vec<Vec<Answer>> = std::thread::scope(|scope| {
            let senders: Vec<_> = (0..8)
                .map(|which| {
                    let send = &send;
                    scope.spawn(move || (0..3).map(|id| send(which, format!("m-{id}"))).collect())
                })
                .collect();
            senders.into_iter().map(|sender| sender.join().expect("it ends")).collect()
        });
        assert!(answers.iter().all(|own| *own == answers[0]), "{answers:?}");
        for case in ["a", "b", "c"] {
            assert_eq!(&*hosts[1].open_items(case).expect("a case")[0].reference, "3");
        }
        assert!(hosts[1].astray().expect("it looks").is_none());
        assert!(hosts[1].store().verify().expect("readable").is_sound());
    }
}

/// Messages come while those that wait for them begin: none is left over on both sides.
#[test]
fn what_comes_and_who_waits_meet() {
    for base in bases() {
        let hosts = [base.again(), base.again()];
        for text in texts() {
            hosts[0].add(&text).expect("it can be added");
        }
        std::thread::scope(|scope| {
            for half in 0..2usize {
                let cases = &hosts[half];
                scope.spawn(move || {
                    for n in 0..20 {
                        let case = format!("w{half}-{n}");
                        cases.start(&case, "PED", &r()).expect("it begins");
                        let done = Done::new().data("pedido", text("1"));
                        cases.complete(&case, 1, done, &r()).expect("it is done");
                    }
                });
                let cases = &hosts[1 - half];
                scope.spawn(move || {
                    for n in 0..20 {
                        cases.message(payment(1).id(&format!("m{half}-{n}")), &web()).expect("it comes");
                    }
                });
            }
        });
        for half in 0..2 {
            for n in 0..20 {
                let open = hosts[0].open_items(&format!("w{half}-{n}")).expect("a case");
                assert_eq!(&*open[0].reference, "3", "w{half}-{n}");
            }
        }
        assert_eq!(base.texts("SELECT CAST(count(*) AS TEXT) FROM kept"), ["0"]);
        assert_eq!(base.texts("SELECT CAST(count(*) AS TEXT) FROM outbox"), ["0"]);
        assert!(hosts[0].astray().expect("it looks").is_none());
    }
}

/// Cases end while messages come for them: whoever sends is not told of that, the message goes elsewhere or is kept.
#[test]
fn a_message_whose_case_ends_meanwhile_is_not_refused() {
    for base in bases() {
        let hosts = [base.again(), base.again()];
        for text in texts() {
            hosts[0].add(&text).expect("it can be added");
        }
        let case = |n: usize| format!("w-{n}");
        for n in 0..40 {
            hosts[0].start(&case(n), "PED", &r()).expect("it begins");
            let done = Done::new().data("pedido", text("1"));
            hosts[0].complete(&case(n), 1, done, &r()).expect("it is done");
        }
        std::thread::scope(|scope| {
            let (ends, sends) = (&hosts[0], &hosts[1]);
            scope.spawn(move || {
                for n in 0..40 {
                    let cancel = Command::Cancel { reason: "no más".into() };
                    let _ = ends.ask(&case(n), &Actor::host("web"), cancel);
                }
            });
            scope.spawn(move || {
                for n in 0..40 {
                    sends.message(payment(1).id(&format!("m-{n}")), &web()).expect("it comes");
                }
            });
        });
        let ended = hosts[0].find(&Find::all().state(CaseState::Cancelled), None, 100).expect("a page");
        assert!(!ended.rows.is_empty());
    }
}

/// Messages without an identity that begin cases come at once, from two programs: each begins one.
#[test]
fn messages_without_an_identity_begin_a_case_each() {
    for base in bases() {
        let hosts = [base.again(), base.again()];
        for text in texts() {
            hosts[0].add(&text).expect("it can be added");
        }
        let mut begun: Vec<String> = std::thread::scope(|scope| {
            let senders: Vec<_> = (0..8)
                .map(|sender| {
                    let cases = &hosts[sender % 2];
                    scope.spawn(move || -> Vec<String> {
                        let message = || Message::new("queja");
                        let sent = (0..5).map(|_| cases.message(message(), &web()).expect("it comes"));
                        sent.map(|receipt| format!("{:?}", receipt.answer)).collect()
                    })
                })
                .collect();
            senders.into_iter().flat_map(|sender| sender.join().expect("it ends")).collect()
        });
        begun.sort();
        begun.dedup();
        assert_eq!(begun.len(), 40, "{begun:#?}");
    }
}

#[test]
fn notices_are_read_in_order_from_wherever_a_host_stands() {
    for base in bases() {
        let cases = base.again();
        cases.add(PLAZO).expect("it can be added");
        for case in ["b", "a"] {
            cases.start(case, "PLAZO", &web()).expect("it begins");
            base.clock().advance(1_000);
        }
        assert!(cases.notices(None, 10).expect("a list").rows.is_empty());
        base.clock().advance(3 * 86_400_000);
        cases.advance(None, 10).expect("it advances");
        let all = cases.notices(None, 10).expect("a list").rows;
        let said: Vec<_> = all.iter().map(|row| (&*row.case, row.reason, row.roles.join(","))).collect();
        let director = || "director".to_owned();
        assert_eq!(
            said,
            [("b", NoticeReason::Overdue, director()), ("a", NoticeReason::Overdue, director())]
        );
        // Another program goes on from the place that was noted down.
        let place: Cursor = all[0].at.to_string().parse().expect("a place");
        let rest = base.again().notices(Some(place), 10).expect("a list").rows;
        assert_eq!(rest, all[1..]);
        assert_ne!(all[0].key(), all[1].key());
        assert!(
            base.again().of("otro").expect("a tenant").notices(None, 10).expect("a list").rows.is_empty()
        );
        cases.forget_notices(all[0].at).expect("it is forgotten");
        assert_eq!(cases.notices(None, 10).expect("a list").rows, all[1..]);
    }
}

/// What is asked together says what was passed on because of it, as what is asked alone does.
#[test]
fn what_is_asked_together_tells_what_was_passed_on() {
    for base in bases() {
        let cases = base.again();
        for text in texts() {
            cases.add(&text).expect("it can be added");
        }
        cases.start("a", "PED", &r()).expect("it begins");
        cases.complete("a", 1, Done::new().data("pedido", text("1")), &r()).expect("it is done");
        let pays = |case: &str, number: &str| {
            cases.start(case, "PAG", &r()).expect("it begins");
            let item = cases.open_items(case).expect("a case")[0].item;
            let command = Command::Complete { item, done: Done::new().data("numero", text(number)) };
            (case.to_owned(), Request::new(Clock::now(&base.clock()), r(), command))
        };
        let requests = [pays("q", "2"), pays("p", "1")];
        let steps: Vec<Step> =
            cases.bulk(&requests).into_iter().map(|step| step.expect("it is done")).collect();
        let answers: Vec<Vec<&Answer>> =
            steps.iter().map(|step| step.sent.iter().map(|receipt| &receipt.answer).collect()).collect();
        let [kept, taken] = &answers[..] else { panic!("{answers:?}") };
        assert!(matches!(kept[..], [Answer::Buffered { .. }]), "{kept:?}");
        assert!(matches!(taken[..], [Answer::Delivered { case, .. }] if case.id() == "a"), "{taken:?}");
        assert_eq!(&*cases.open_items("a").expect("a case")[0].reference, "3");
    }
}

/// A host may leave it to a program of its own.
#[test]
fn what_is_left_for_later_waits_for_who_passes_it_on() {
    for base in bases() {
        let mut settings = Settings::default();
        settings.passes_later = true;
        let cases = Cases::with(base.store(), base.clock(), settings);
        for text in texts() {
            cases.add(&text).expect("it can be added");
        }
        cases.start("a", "PED", &r()).expect("it begins");
        cases.complete("a", 1, Done::new().data("pedido", text("1")), &r()).expect("it is done");
        for case in ["p", "q"] {
            cases.start(case, "PAG", &r()).expect("it begins");
            let done = Done::new().data("numero", text("1"));
            assert!(cases.complete(case, 1, done, &r()).expect("it is done").sent.is_empty());
        }
        assert_eq!(&*cases.open_items("a").expect("a case")[0].reference, "2");
        // Another program, to which nothing is at hand.
        let passed = base.again().pass_on().expect("it is passed on");
        let answers: Vec<_> = passed.receipts.iter().map(|receipt| &receipt.answer).collect();
        assert!(matches!(answers[..], [Answer::Delivered { .. }, Answer::Buffered { .. }]), "{answers:?}");
        assert_eq!(&*cases.open_items("a").expect("a case")[0].reference, "3");
        assert!(cases.pass_on().expect("it looks").receipts.is_empty());
    }
}
