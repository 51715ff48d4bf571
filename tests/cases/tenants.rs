//! Tenants: another's case is no case, in every call, to the letter.

use cauce::clock::ManualClock;
use cauce::command::{Command, Done, ItemId, Message, Request};
use cauce::data::Value;
use cauce::source::Language;
use cauce_store::cases::{Cases, CasesError, Find, Opening, Work};

use crate::desk::{ACTA, Place, ana, bases, opened, web};

/// Everything that can be asked of a case by its name, as it is answered.
fn answers(cases: &Cases<ManualClock>, case: &str) -> Vec<String> {
    let at = "2026-01-05T08:00:00Z".parse().expect("a time");
    let item = ItemId(1);
    let complete = Request::new(at, ana(), Command::Complete { item, done: Done::new() });
    let keyed = complete.clone().key("k-1");
    let mut expected = complete.clone();
    expected.expected = Some(1);
    let done: Vec<Result<String, CasesError>> = vec![
        cases.complete(case, 1, Done::new(), &ana()).map(|step| format!("{step:?}")),
        cases.complete(case, item, Done::new(), &ana()).map(|step| format!("{step:?}")),
        cases.claim(case, 1, &ana()).map(|step| format!("{step:?}")),
        cases.release(case, 1, &ana()).map(|step| format!("{step:?}")),
        cases.delegate(case, 1, "eva", &ana()).map(|step| format!("{step:?}")),
        cases.ask(case, &ana(), Command::Cancel { reason: "no".into() }).map(|step| format!("{step:?}")),
        cases.ask(case, &ana(), Command::Advance).map(|step| format!("{step:?}")),
        cases.ask(case, &web(), Command::Message(Message::new("pago"))).map(|step| format!("{step:?}")),
        cases.request(case, &complete).map(|step| format!("{step:?}")),
        cases.request(case, &keyed).map(|step| format!("{step:?}")),
        cases.request(case, &expected).map(|step| format!("{step:?}")),
        cases.bulk(&[(case, complete.clone())]).remove(0).map(|step| format!("{step:?}")),
        cases.open_items(case).map(|items| format!("{items:?}")),
        cases.records(case).map(|records| format!("{records:?}")),
        cases.summary(case).map(|summary| format!("{summary:?}")),
        cases.look(case, |instance| format!("{instance:?}")),
    ];
    let said = |answer: Result<String, CasesError>| match answer {
        Ok(done) => done,
        Err(error) => {
            let (spanish, english) = (error.message(Language::Spanish), error.message(Language::English));
            format!("{error:?} {error} {spanish} {english}").replace(case, "CASE")
        }
    };
    done.into_iter().map(said).collect()
}

/// Everything that is listed, searched and counted, as it is answered.
fn lists(cases: &Cases<ManualClock>) -> String {
    let find = |find: Find| format!("{:?}", cases.find(&find, None, 10).expect("a page"));
    let work = |work: Work| {
        let count = cases.count(&work).expect("a count");
        format!("{count} {:?}", cases.work(&work, None, 10).expect("a page"))
    };
    let pago = Message::new("pago").correlate("pedido", Value::Number(1i64.into()));
    [
        find(Find::all()),
        find(Find::all().code("ACTA")),
        find(Find::all().version("ACTA", "03")),
        find(Find::all().person("ana")),
        find(Find::all().role("auditor")),
        find(Find::all().business_key("RAD-1")),
        find(Find::all().activity("ACTA", "redactar")),
        find(Find::all().data("pedido", Value::Number(1i64.into()))),
        find(Find::all().late("2030-01-01T00:00:00Z".parse().expect("a time"))),
        work(Work::of_role("auditor")),
        work(Work::of_person("ana", &["auditor"])),
        work(Work::of_anyone()),
        format!("{:?}", cases.versions("ACTA").expect("versions")),
        format!("{:?}", cases.next_due().expect("a time")),
        format!("{:?}", cases.advance(None, 10).expect("it looks")),
        format!("{:?}", cases.jobs("avisar", None, 10).expect("jobs")),
        format!("{:?}", cases.awaiting(&pago).expect("it looks")),
        format!("{:?}", cases.listening("alarma", None, 10).expect("it looks")),
        format!("{:?}", cases.reindex().expect("it looks")),
        format!("{:?}", cases.astray().expect("it looks")),
    ]
    .join("\n")
}

fn two(base: &Place) -> (Cases<ManualClock>, Cases<ManualClock>) {
    let cases = opened(base);
    (cases.of("ibague").expect("a tenant"), cases.of("santander").expect("a tenant"))
}

#[test]
fn the_case_of_another_is_no_case() {
    for base in bases() {
        let (ours, theirs) = two(&base);
        let nobody = lists(&ours);
        for cases in [&ours, &theirs] {
            for text in [ACTA, crate::desk::ESPERA, crate::desk::PLAZO] {
                cases.add(text).expect("it is kept");
            }
        }
        let none = lists(&ours);
        theirs.open("x-1", Opening::of("ACTA").business_key("RAD-1"), &ana()).expect("it begins");
        theirs.start("x-2", "PLAZO", &ana()).expect("it begins");
        theirs
            .open("x-3", Opening::of("ESPERA").data("pedido", Value::Number(1i64.into())), &web())
            .expect("it begins");
        theirs.claim("x-1", 1, &ana()).expect("it is free");
        let keyed = Request::new(base_time(), ana(), Command::Claim { item: ItemId(1) }).key("k-1");
        let _ = theirs.request("x-2", &keyed);
        for other in ["x-1", "x-2", "x-3"] {
            assert_eq!(answers(&ours, other), answers(&ours, "none"));
        }
        for (one, other) in lists(&ours).lines().zip(none.lines()) {
            assert_eq!(one, other);
        }
        assert!(nobody.contains("0 Page"), "{nobody}");
        // Nothing of theirs changed, and both may call a case, and have a key, alike.
        assert_eq!(theirs.records("x-1").expect("records").len(), 2);
        ours.open("x-1", Opening::of("ACTA").business_key("RAD-1"), &ana()).expect("it begins");
        assert_eq!(ours.records("x-1").expect("records").len(), 1);
        assert!(ours.astray().expect("it looks").is_none() && theirs.astray().expect("it looks").is_none());
    }
}

fn base_time() -> cauce::data::Timestamp {
    "2026-01-05T08:00:00Z".parse().expect("a time")
}

#[test]
fn procedures_are_a_tenants_own() {
    for base in bases() {
        let (ours, theirs) = two(&base);
        theirs.add(ACTA).expect("it is kept");
        let refused = ours.start("a-1", "ACTA", &ana()).expect_err("it is not ours");
        let nothing = ours.start("a-1", "NADA", &ana()).expect_err("it is nobody's");
        assert_eq!(refused.to_string().replace("ACTA", "NADA"), nothing.to_string());
        assert!(ours.versions("ACTA").expect("versions").is_empty());
        assert!(matches!(ours.of("a/b"), Err(CasesError::Name(_))));
    }
}
