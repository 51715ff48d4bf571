//! Many cases in a store: what was kept is found, listed and counted as it is, by whoever asks, after a restart too.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]

#[path = "support/bases/mod.rs"]
mod bases;
#[path = "cases/desk.rs"]
mod desk;
#[path = "cases/finding.rs"]
mod finding;
#[path = "cases/frozen.rs"]
mod frozen;
#[path = "cases/keep.rs"]
mod keep;
#[path = "cases/keep_mail.rs"]
mod keep_mail;
#[allow(dead_code, reason = "the walks use a part of it")]
#[path = "support/mixed/mod.rs"]
mod mixed;
#[path = "cases/races.rs"]
mod races;
mod support;
#[path = "cases/tenants.rs"]
mod tenants;
#[path = "cases/walks.rs"]
mod walks;

use bases::clock;
use cauce::command::{Command, Done, Request, Start};
use cauce::data::Value;
use cauce::engine::{Engine, Target};
use cauce::log::Log as _;
use cauce::record::Stream;
use cauce::rejection::Rejection;
use cauce_store::Cases;
use cauce_store::cases::{CaseState, CasesError, Find, Opening, Work};
use desk::{ACTA, Place, ana, bases, eva, opened, web};

#[test]
fn a_case_is_worked_on_listed_and_counted() {
    for base in bases() {
        let cases = opened(&base);
        cases.start("a-1", "ACTA", &ana()).expect("it begins");
        cases.start("a-2", "ACTA", &ana()).expect("it begins");
        let open = cases.work(&Work::of_role("auditor"), None, 10).expect("a list").rows;
        let said: Vec<(&str, &str)> = open.iter().map(|item| (&*item.case, &*item.reference)).collect();
        assert_eq!(said, [("a-1", "1"), ("a-2", "1")]);
        let step = cases.complete("a-1", 1, Done::new(), &ana()).expect("it is done");
        assert_eq!((step.seq, &*step.opened[0].reference), (2, "2"));
        assert_eq!(cases.count(&Work::of_role("auditor")).expect("a count"), 2);
        let done = cases.complete("a-1", 2, Done::new().no(), &ana()).expect("it ends");
        assert!(done.finished.is_some());
        assert_eq!(cases.count(&Work::of_role("auditor")).expect("a count"), 1);
        let summary = cases.summary("a-1").expect("a case");
        assert_eq!((summary.state, summary.open, &*summary.code), (CaseState::Completed, 0, "ACTA"));
        assert_eq!(&*summary.version, "03");
        assert_eq!(cases.records("a-1").expect("records").len(), 3);
        assert!(cases.astray().expect("it looks").is_none());
    }
}

#[test]
fn a_case_goes_on_after_a_restart_with_the_procedure_that_it_began_with() {
    for base in bases() {
        let first = opened(&base);
        first.start("a-1", "ACTA", &ana()).expect("it begins");
        first
            .add(&ACTA.replace("\"03\"", "\"04\"").replace("\"Revisar\"", "\"Mirar\""))
            .expect("a new version");
        drop(first);
        let again = base.again();
        again.complete("a-1", 1, Done::new(), &ana()).expect("it goes on");
        assert_eq!(&*again.open_items("a-1").expect("a case")[0].title, "Revisar");
        again.start("a-2", "ACTA", &ana()).expect("it begins");
        again.complete("a-2", 1, Done::new(), &ana()).expect("it goes on");
        assert_eq!(&*again.open_items("a-2").expect("a case")[0].title, "Mirar");
        let labels: Vec<_> =
            again.versions("ACTA").expect("versions").into_iter().map(|kept| kept.version).collect();
        assert_eq!(labels, ["04".into(), "03".into()] as [cauce::data::Text; 2]);
        let of = |label| again.find(&Find::all().version("ACTA", label), None, 10).expect("a list").rows;
        assert_eq!((of("03").len(), of("04").len(), of("05").len()), (1, 1, 0));
        // What was in force before is in force again once it is added again.
        again.add(ACTA).expect("the old one");
        let third = base.again();
        third.start("a-3", "ACTA", &ana()).expect("it begins");
        assert_eq!(&*third.summary("a-3").expect("a case").version, "03");
    }
}

#[test]
fn whoever_takes_an_item_has_it() {
    for base in bases() {
        let cases = opened(&base);
        cases.start("a-1", "ACTA", &ana()).expect("it begins");
        let of = |work: &Work| cases.count(work).expect("a count");
        let mine = Work::of_person("ana", &["auditor"]);
        assert_eq!((of(&mine), of(&Work::of_role("auditor").free())), (1, 1));
        cases.claim("a-1", 1, &ana()).expect("it is free");
        assert_eq!((of(&mine), of(&Work::of_role("auditor").free())), (1, 0));
        assert_eq!(of(&Work::of_role("auditor")), 1);
        let of_eva = Work::of_person("eva", &["auditor"]);
        assert_eq!(of(&of_eva), 0);
        let refused = cases.claim("a-1", 1, &eva()).expect_err("it is taken");
        assert!(matches!(refused, CasesError::Rejected(Rejection::ClaimedByAnother { .. })), "{refused}");
        cases.delegate("a-1", 1, "eva", &ana()).expect("it is handed on");
        assert_eq!((of(&mine), of(&of_eva)), (0, 1));
        let listed = cases.work(&of_eva, None, 5).expect("a list").rows;
        assert_eq!(listed[0].claimed_by.as_deref(), Some("eva"));
        cases.release("a-1", 1, &eva()).expect("it is given back");
        assert_eq!((of(&mine), of(&of_eva)), (1, 1));
        assert!(cases.astray().expect("it looks").is_none());
    }
}

#[test]
fn a_business_key_is_one_cases_of_a_procedure() {
    for base in bases() {
        let cases = opened(&base);
        let opening = || Opening::of("ACTA").business_key("RAD-14");
        cases.open("a-1", opening(), &ana()).expect("it begins");
        let refused = cases.open("a-2", opening(), &ana()).expect_err("the key is taken");
        assert!(matches!(refused, CasesError::BusinessKeyTaken { .. }), "{refused}");
        assert!(matches!(cases.summary("a-2"), Err(CasesError::UnknownCase { .. })));
        let again = base.again();
        let refused = again.open("a-3", opening(), &ana()).expect_err("the key is taken");
        assert!(matches!(refused, CasesError::BusinessKeyTaken { .. }), "{refused}");
        let refused = again.open("a-1", opening(), &ana()).expect_err("it has begun");
        assert!(matches!(refused, CasesError::Rejected(Rejection::AlreadyStarted)), "{refused}");
        let found = again.find(&Find::all().business_key("RAD-14"), None, 5).expect("a list").rows;
        assert_eq!((found.len(), &*found[0].case), (1, "a-1"));
        // The same key of another procedure is another.
        again.add(&ACTA.replace("\"ACTA\"", "\"OTRA\"")).expect("it is kept");
        again.open("o-1", Opening::of("OTRA").business_key("RAD-14"), &ana()).expect("it begins");
        for unfit in ["", " ", "a\nb", &"x".repeat(201)] {
            let refused = again.open("a-4", Opening::of("ACTA").business_key(unfit), &ana());
            assert!(matches!(refused, Err(CasesError::BusinessKeyUnfit)), "{unfit:?}");
        }
        again.reindex().expect("rows are made anew");
        assert_eq!(again.find(&Find::all().business_key("RAD-14"), None, 5).expect("a list").rows.len(), 2);
    }
}

#[test]
fn the_same_key_has_the_same_answer() {
    for base in bases() {
        let cases = opened(&base);
        cases.open("a-1", Opening::of("ACTA").key("k-0"), &ana()).expect("it begins");
        let again = cases.open("a-1", Opening::of("ACTA").key("k-0"), &ana()).expect("it is answered");
        assert_eq!(again.seq, 1);
        let item = cases.open_items("a-1").expect("a case")[0].item;
        let command = Command::Complete { item, done: Done::new() };
        let request =
            Request::new("2026-01-05T08:00:00Z".parse().expect("a time"), ana(), command).key("k-1");
        let first = cases.request("a-1", &request).expect("it is done");
        for other in [cases, base.again()] {
            let again = other.request("a-1", &request).expect("it is answered");
            assert_eq!((first.seq, &first.events), (again.seq, &again.events));
            let mut changed = request.clone();
            changed.command = Command::Claim { item };
            let refused = other.request("a-1", &changed).expect_err("the key was another's");
            assert!(matches!(refused, CasesError::Rejected(Rejection::KeyReused { .. })), "{refused}");
        }
    }
}

#[test]
fn two_hosts_on_one_store_see_what_the_other_did() {
    for base in bases() {
        let (one, other) = (opened(&base), base.again());
        one.start("a-1", "ACTA", &ana()).expect("it begins");
        other.complete("a-1", 1, Done::new(), &ana()).expect("the other goes on");
        // This one still has the case as it was.
        let refused = one.complete("a-1", Target::Reference("1".into()), Done::new(), &ana());
        assert!(matches!(refused, Err(CasesError::Rejected(Rejection::NotOpen { .. }))), "{refused:?}");
        one.complete("a-1", 2, Done::new().yes().note("falta"), &ana()).expect("the first goes on");
        other.complete("a-1", 1, Done::new(), &ana()).expect("and the other");
        assert_eq!(one.open_items("a-1").expect("a case"), other.open_items("a-1").expect("a case"));
        // What the other adds is in force here.
        other.add(&ACTA.replace("\"03\"", "\"04\"")).expect("a new version");
        one.start("a-2", "ACTA", &ana()).expect("it begins");
        assert_eq!(&*one.summary("a-2").expect("a case").version, "04");
        assert!(one.astray().expect("it looks").is_none());
    }
}

#[test]
fn rows_that_were_left_behind_are_made_up_for() {
    for base in bases() {
        let cases = opened(&base);
        cases.start("a-1", "ACTA", &ana()).expect("it begins");
        // An engine over the same store writes records and no rows.
        let engine = Engine::new(base.store(), clock());
        engine.add(ACTA).expect("it is added");
        engine.complete("a-1", 1, Done::new(), &ana()).expect("it goes on");
        engine.start("a-2", "ACTA", &ana()).expect("it begins");
        assert_eq!(
            cases.astray().expect("it looks").cases,
            ["a-1".into(), "a-2".into()] as [cauce::data::Text; 2]
        );
        cases.complete("a-1", 2, Done::new().no(), &ana()).expect("it goes on here");
        assert_eq!(cases.summary("a-1").expect("a case").state, CaseState::Completed);
        let done = cases.reindex().expect("rows are made anew");
        assert_eq!((done.cases, done.left.len()), (2, 0));
        assert!(cases.astray().expect("it looks").is_none());
        assert_eq!(cases.count(&Work::of_role("auditor")).expect("a count"), 1);
    }
}

#[test]
fn many_requests_have_an_answer_each() {
    for base in bases() {
        let cases = opened(&base);
        let at = "2026-01-05T08:00:00Z".parse().expect("a time");
        let begin = |case: String| (case, Request::new(at, ana(), Command::Start(Start::of("ACTA"))));
        let mut requests: Vec<_> = (0..40).map(|number| begin(format!("b-{number}"))).collect();
        requests.push(begin("b-7".into()));
        requests.push(begin("a/b".into()));
        let answers = cases.bulk(&requests);
        assert!(answers[..40].iter().all(Result::is_ok));
        assert!(
            matches!(answers[40], Err(CasesError::Rejected(Rejection::AlreadyStarted))),
            "{:?}",
            answers[40]
        );
        assert!(matches!(answers[41], Err(CasesError::Name(_))));
        assert_eq!(cases.count(&Work::of_role("auditor")).expect("a count"), 40);
        // Several of one case, one of them refused: the others stand.
        let item = |number| cauce::command::ItemId(number);
        let complete = |case: &str, number| {
            let command = Command::Complete { item: item(number), done: Done::new() };
            (case.to_owned(), Request::new(at, ana(), command))
        };
        let own: Vec<_> = ["b-1", "b-2"].map(|case| cases.open_items(case).expect("a case")[0].item.0).into();
        let requests =
            [complete("b-1", own[0]), complete("b-1", own[0]), complete("b-2", own[1]), complete("none", 1)];
        let answers = cases.bulk(&requests);
        assert!(answers[0].is_ok() && answers[2].is_ok());
        assert!(
            matches!(answers[1], Err(CasesError::Rejected(Rejection::ItemClosed { .. }))),
            "{:?}",
            answers[1]
        );
        assert!(matches!(answers[3], Err(CasesError::UnknownCase { .. })));
        assert!(cases.astray().expect("it looks").is_none());
    }
}

/// Which version is in force is asked once for all that are kept together, after they were decided.
#[test]
fn many_requests_begin_by_what_another_program_has_added() {
    for base in bases() {
        let (one, other) = (opened(&base), base.again());
        one.start("a-0", "ACTA", &ana()).expect("it begins");
        other.add(&ACTA.replace("\"03\"", "\"04\"")).expect("a new version");
        let at = "2026-01-05T08:00:00Z".parse().expect("a time");
        let complete = Command::Complete { item: cauce::command::ItemId(1), done: Done::new() };
        let mut requests = vec![("a-0".to_owned(), Request::new(at, ana(), complete))];
        for case in ["a-1", "a-2"] {
            requests.push((case.to_owned(), Request::new(at, ana(), Command::Start(Start::of("ACTA")))));
        }
        assert!(one.bulk(&requests).iter().all(Result::is_ok));
        let versions = ["a-0", "a-1", "a-2"].map(|case| one.summary(case).expect("a case").version);
        assert_eq!(versions.each_ref().map(|version| &**version), ["03", "04", "04"]);
        assert_eq!(one.records("a-0").expect("records").len(), 2);
        assert!(one.astray().expect("it looks").is_none());
    }
}

#[test]
fn time_passes_in_the_cases_in_which_something_is_due() {
    for base in bases() {
        let cases = opened(&base);
        let time = base.clock();
        for number in 0..5 {
            let case = format!("p-{number}");
            cases.start(&case, "PLAZO", &ana()).expect("it begins");
            time.advance(3_600_000);
        }
        assert!(cases.advance(None, 10).expect("it looks").steps.is_empty());
        let first = cases.next_due().expect("it looks").expect("something is due");
        time.set("2026-01-07T09:30:00Z".parse().expect("a time"));
        assert!(first < "2026-01-07T09:30:00Z".parse().expect("a time"));
        let advanced = cases.advance(None, 1).expect("it advances");
        assert_eq!((advanced.steps.len(), advanced.next.is_some()), (1, true));
        let rest = cases.advance(None, 100).expect("it advances");
        assert!(rest.next.is_none() && rest.behind.is_empty());
        let again = base.again().advance(None, 100).expect("it looks");
        assert!(again.steps.is_empty(), "what has fired does not fire again");
        assert!(cases.astray().expect("it looks").is_none());
    }
}

#[test]
fn jobs_messages_and_signals_are_found_by_what_they_are_for() {
    for base in bases() {
        let cases = opened(&base);
        for (case, number) in [("j-1", 1i64), ("j-2", 2)] {
            let opening = Opening::of("ESPERA").data("pedido", Value::Number(number.into()));
            cases.open(case, opening, &web()).expect("it begins");
        }
        let jobs = cases.jobs("avisar", None, 10).expect("jobs").rows;
        assert_eq!(jobs.iter().map(|job| &*job.case).collect::<Vec<_>>(), ["j-1", "j-2"]);
        assert!(cases.jobs("otro", None, 10).expect("jobs").rows.is_empty());
        for job in jobs {
            let command = Command::CompleteJob { item: job.item, attempt: 1, data: Vec::new() };
            cases.ask(&job.case, &web(), command).expect("it is done");
        }
        let message = |number: i64| {
            cauce::command::Message::new("pago").correlate("pedido", Value::Number(number.into()))
        };
        let found = cases.awaiting(&message(2)).expect("it looks").expect("somebody waits");
        assert_eq!(&*found.case, "j-2");
        assert_eq!(cases.awaiting(&message(3)).expect("it looks"), None);
        assert_eq!(cases.awaiting(&message(2).correlate("otro", Value::Bool(true))).expect("it looks"), None);
        cases.ask("j-2", &web(), Command::Message(message(2))).expect("it is taken");
        assert_eq!(cases.awaiting(&message(2)).expect("it looks"), None);
        assert_eq!(
            cases.listening("alarma", None, 10).expect("a list").rows,
            ["j-2".into()] as [cauce::data::Text; 1]
        );
        assert!(cases.astray().expect("it looks").is_none());
    }
}

/// The record, where its stream stands, and the item, whose row the next one takes over.
#[test]
fn a_plain_step_writes_three_rows() {
    for base in bases() {
        let cases = opened(&base);
        // What is said for the first time is written down once, apart.
        cases.start("a-0", "ACTA", &ana()).expect("it begins");
        cases.complete("a-0", 1, Done::new(), &ana()).expect("it is done");
        cases.start("a-1", "ACTA", &ana()).expect("it begins");
        let tables =
            ["stream", "record", "item", "wait", "fact", "person", "tally", "term", "seat", "definition"];
        base.watch(&tables);
        let mut before = 0;
        let mut written = || {
            let all = base.texts("SELECT what FROM written ORDER BY n");
            let new = all[before..].join(", ");
            before = all.len();
            new
        };
        cases.complete("a-1", 1, Done::new(), &ana()).expect("it is done");
        assert_eq!(written(), "UPDATE stream, INSERT record, UPDATE item");
        // Another person takes part: one row more, and only once.
        cases.complete("a-1", 2, Done::new().yes().note("falta"), &eva()).expect("it goes back");
        assert_eq!(written(), "INSERT term, UPDATE stream, INSERT record, UPDATE item, INSERT person");
        cases.complete("a-1", 1, Done::new(), &eva()).expect("it is done");
        assert_eq!(written(), "UPDATE stream, INSERT record, UPDATE item");
        cases.complete("a-1", 2, Done::new().no(), &eva()).expect("it ends");
        assert_eq!(written(), "UPDATE stream, INSERT record, DELETE item, UPDATE tally");
        cases.complete("a-1", 1, Done::new(), &ana()).expect_err("it has ended");
        assert_eq!(written(), "");
    }
}

#[test]
fn what_is_refused_changes_nothing() {
    for base in bases() {
        let cases = opened(&base);
        cases.start("a-1", "ACTA", &ana()).expect("it begins");
        let refused = cases.complete("a-1", 1, Done::new().yes(), &ana()).expect_err("no question is asked");
        assert!(matches!(refused, CasesError::Rejected(Rejection::AnswerNotAsked { .. })), "{refused}");
        let refused = cases.start("b-1", "NADA", &ana()).expect_err("no such procedure");
        assert!(matches!(refused, CasesError::Rejected(Rejection::UnknownProcedure { .. })), "{refused}");
        let faults = cases.add("formato = 1\nidioma = \"es\"\n").expect_err("no procedure");
        assert!(matches!(faults, CasesError::Faults { .. }));
        assert_eq!(cases.records("a-1").expect("records").len(), 1);
        assert_eq!(base.store().head(&Stream::case("b-1").expect("a name")).expect("it looks"), None);
    }
}

/// Both are the same value: what threads share.
#[test]
fn it_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Cases>();
    let _ = Place::file();
}
