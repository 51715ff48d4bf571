//! Tests of what is walked: each kind of thing, and how often.

use super::{Coverage, CoverageError, CoverageSet, Missing};
use crate::command::{Actor, Command, Done, Request, Start, Verification};
use crate::instance::Instance;
use crate::procedure::{Definitions, Procedure};
use crate::view::{Track, open_items};

const VERIFIED: &str = r#"
formato = 1
idioma  = "es"
procedimiento = { codigo = "V", nombre = "Verificar" }
rol = [{ id = "a", nombre = "A" }, { id = "b", nombre = "B" }]
[[actividad]]
numero = 1
id = "hacer"
titulo = "Hacer"
responsables = "a"
control = "Que esté bien"
verifica_otro = "b"
"#;

#[test]
fn what_is_no_coverage_is_refused_by_its_line_and_nothing_is_added() {
    let procedure = std::sync::Arc::new(Procedure::parse(VERIFIED).expect("a procedure"));
    let mut set = CoverageSet::new();
    set.add(&procedure, &Coverage::none(&procedure));
    let good = set.write();
    let deep = "[".repeat(100_000);
    let wrong = [
        ("", "{}", CoverageError::NotCoverage { line: 2 }),
        ("", deep.as_str(), CoverageError::NotCoverage { line: 2 }),
        ("", "{\"coverage\":2}", CoverageError::Newer { line: 2, version: 2 }),
        ("", "{\"coverage\":1}", CoverageError::Damaged { line: 2 }),
        ("\"elements\":[", "\"elements\":[9,", CoverageError::Damaged { line: 2 }),
        ("\"elements\":[0", "\"elements\":[-1", CoverageError::Damaged { line: 2 }),
        ("\"elements\":[0", "\"elements\":[0.5", CoverageError::Damaged { line: 2 }),
        ("\"definition\":\"", "\"definition\":\"x", CoverageError::Damaged { line: 2 }),
    ];
    for (part, other, error) in wrong {
        let second = if part.is_empty() { other.to_owned() } else { good.replace(part, other) };
        let mut read = CoverageSet::new();
        assert_eq!(
            read.read(&format!("{good}{second}")),
            Err(error),
            "{part} {}",
            &other[..other.len().min(40)]
        );
        assert_eq!(read.write(), "", "nothing was added");
    }
}

#[test]
fn counts_stop_at_the_greatest_number_instead_of_beginning_anew() {
    let procedure = std::sync::Arc::new(Procedure::parse(VERIFIED).expect("a procedure"));
    let mut set = CoverageSet::new();
    set.add(&procedure, &Coverage::none(&procedure));
    let full = set.write().replace("\"cases\":0", &format!("\"cases\":{}", u64::MAX));
    let mut read = CoverageSet::new();
    read.read(&format!("{full}{full}")).expect("two lines of one definition");
    assert_eq!(read.of(&procedure).map(|coverage| coverage.cases()), Some(u64::MAX));
}

#[test]
fn both_answers_to_whether_an_interaction_is_needed_count() {
    let text = VERIFIED.replace(
        "control = \"Que esté bien\"\nverifica_otro = \"b\"",
        "interaccion = { id = \"c\", con = \"C\", pregunta = \"¿?\" }",
    );
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let walked = |answer: &str| {
        let mut case = Instance::new();
        let ask = |case: &mut Instance, command| {
            let request = Request::new(at, Actor::person("a", "a"), command);
            case.handle(&definitions, request).expect("accepted")
        };
        let mut events = ask(&mut case, Command::Start(Start::of("V")));
        let asked = open_items(&case).iter().find(|item| item.question.is_some()).map(|item| item.item);
        let item = asked.expect("it is asked");
        events.extend(ask(&mut case, Command::Answer { item, answer: answer.into(), note: None }));
        let procedure = case.procedure().expect("begun").clone();
        let mut coverage = Coverage::none(&procedure);
        coverage.add(&procedure, &events);
        coverage
    };
    let mut coverage = walked("yes");
    assert_eq!((coverage.answers().walked, coverage.answers().all, coverage.skips().all), (1, 2, 0));
    coverage.merge(&walked("no"));
    assert_eq!(coverage.answers().walked, 2);
}

#[test]
fn waits_that_are_over_go_on_and_headings_are_not_walked() {
    let text = VERIFIED.replace("control = \"Que esté bien\"\nverifica_otro = \"b\"", "");
    let text = format!(
        "{text}[[actividad]]\nid = \"etapa\"\ntitulo = \"Etapa\"\n[[actividad]]\nid = \"espera\"\n\
         dentro_de = \"etapa\"\nespera = {{ senal = \"x\" }}\nalternativa = {{ id = \"tarde\", cuando = \
         {{ declara = \"a\" }}, va_a = \"fin\" }}\n[[actividad]]\nid = \"cierre\"\ntitulo = \"Cierre\"\n"
    );
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let walked = |declared: bool| {
        let mut case = Instance::new();
        let ask = |case: &mut Instance, command| {
            let request = Request::new(at, Actor::person("a", "a"), command);
            case.handle(&definitions, request).expect("accepted")
        };
        let mut events = ask(&mut case, Command::Start(Start::of("V")));
        let item = open_items(&case)[0].item;
        events.extend(ask(&mut case, Command::Complete { item, done: Done::new() }));
        if declared {
            let item = crate::view::declarable(&case)[0].item;
            events.extend(ask(&mut case, Command::Declare { item, note: None }));
        } else {
            events.extend(ask(&mut case, Command::Signal { name: "x".into() }));
            let item = open_items(&case)[0].item;
            events.extend(ask(&mut case, Command::Complete { item, done: Done::new() }));
        }
        let procedure = case.procedure().expect("begun").clone();
        let mut coverage = Coverage::none(&procedure);
        coverage.add(&procedure, &events);
        (coverage, procedure)
    };
    let (mut coverage, procedure) = walked(false);
    assert_eq!((coverage.activities().walked, coverage.activities().all), (3, 3));
    assert_eq!(coverage.missing(&procedure).len(), 2, "the alternative and its way are left");
    coverage.merge(&walked(true).0);
    assert_eq!(coverage.missing(&procedure), []);
}

#[test]
fn events_that_happen_and_starts_that_are_taken_count() {
    let text = VERIFIED.replace(
        "control = \"Que esté bien\"\nverifica_otro = \"b\"",
        "evento = { id = \"e\", cuando = { declara = \"a\" }, interrumpe = false, avisa = \"b\" }\n\
         [[inicio]]\nid = \"uno\"\nva_a = 1\n[[inicio]]\nid = \"otro\"\nva_a = 1",
    );
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(&text).expect("a procedure")).expect("fit to run");
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let mut case = Instance::new();
    let ask = |case: &mut Instance, command| {
        case.handle(&definitions, Request::new(at, Actor::person("a", "a"), command)).expect("accepted")
    };
    let mut events = ask(&mut case, Command::Start(Start::of("V")));
    let procedure = case.procedure().expect("begun").clone();
    let walked = |events: &[crate::event::Event]| {
        let mut coverage = Coverage::none(&procedure);
        coverage.add(&procedure, events);
        coverage
    };
    let before = walked(&events);
    assert_eq!((before.events().walked, before.events().all), (1, 3), "by the first start");
    let named = |name: &str| Missing::Event(name.into());
    let missing = before.missing(&procedure);
    assert!(missing.contains(&named("e")) && missing.contains(&named("otro")), "{missing:?}");
    assert!(missing.contains(&Missing::Flow("e".into(), "".into())), "{missing:?}");
    let item = crate::view::declarable(&case)[0].item;
    events.extend(ask(&mut case, Command::Declare { item, note: None }));
    let after = walked(&events);
    assert_eq!((after.events().walked, after.events().all), (2, 3));
    assert!(!after.missing(&procedure).contains(&Missing::Flow("e".into(), "".into())));
}

#[test]
fn a_way_taken_after_another_person_verifies_is_walked() {
    let mut definitions = Definitions::new();
    definitions.add(Procedure::parse(VERIFIED).expect("a procedure")).expect("fit to run");
    let mut case = Instance::new();
    let at = "2022-03-01T14:00:00Z".parse().expect("an instant");
    let ask = |case: &mut Instance, role: &str, command| {
        case.handle(&definitions, Request::new(at, Actor::person(role, role), command)).expect("accepted")
    };
    let mut events = ask(&mut case, "a", Command::Start(Start::of("V")));
    let item = open_items(&case)[0].item;
    events.extend(ask(&mut case, "a", Command::Complete { item, done: Done::new() }));
    let item = open_items(&case)[0].item;
    let verification = Verification { conforming: true, points: Vec::new(), note: None };
    events.extend(ask(&mut case, "b", Command::Verify { item, verification }));
    let procedure = case.procedure().expect("begun");
    let (mut coverage, mut track) = (Coverage::none(procedure), Track::new());
    for event in &events {
        coverage.add_event(procedure, &mut track, event);
    }
    assert_eq!(coverage.missing(procedure), []);
    assert!(track.follows_nothing(), "what was closed is not followed any more");
}
