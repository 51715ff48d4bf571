//! The store as a log: what was acknowledged is there after a restart, each key once, and damage has a place.
#![allow(unreachable_pub, reason = "what suites share is public to them")]

#[path = "support/bases/mod.rs"]
mod bases;

use bases::bases;
use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, Request};
use cauce::engine::{Engine, EngineError};
use cauce::log::{Appended, Batch, Log as _, LogError, verify};
use cauce::record::Stream;
use cauce_store::{Store, StoreError};

const ACTA: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "ACTA"
nombre  = "Levantar un acta"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[actividad]]
numero  = 1
id      = "redactar"
titulo  = "Redactar"
responsables = "auditor"
[[actividad]]
numero  = 2
id      = "revisar"
titulo  = "Revisar"
responsables = "auditor"
pregunta = "¿Requiere ajustes?"
si = { regresa_a = 1 }
no = { continua_en = "fin" }
"#;

fn engine(store: Store) -> Engine<Store, ManualClock> {
    let engine = Engine::new(store, ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time")));
    engine.add(ACTA).expect("it can be added");
    engine
}

fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

fn walked(store: Store) -> Result<(), EngineError> {
    let engine = engine(store);
    engine.start("a-1", "ACTA", &ana())?;
    engine.complete("a-1", 1, Done::new(), &ana())?;
    engine.complete("a-1", 2, Done::new().yes().note("falta la firma"), &ana())?;
    Ok(())
}

#[test]
fn a_case_goes_on_after_a_restart() {
    for place in bases() {
        walked(place.store()).expect("it goes");
        let engine = engine(place.store());
        let open = engine.work("a-1").expect("the case is there");
        assert_eq!((&*open[0].reference, open[0].round), ("1", 2));
        engine.complete("a-1", 1, Done::new(), &ana()).expect("it goes on");
        let lines = engine.log().read(&Stream::case("a-1").expect("a name"), 1).expect("it can be read");
        let proved = verify(lines.iter().map(|line| &line[..])).expect("it is whole");
        assert_eq!(proved.records, 4);
    }
}

#[test]
fn a_store_that_is_closed_is_one_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cases.db");
    walked(Store::open(path).expect("it opens")).expect("it goes, and reads meanwhile");
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(files.iter().map(|file| file.file_name()).collect::<Vec<_>>(), ["cases.db"]);
}

#[test]
fn who_only_looks_changes_nothing() {
    for place in bases() {
        walked(place.store()).expect("it goes");
        let store = place.store_to_look_at();
        assert_eq!(store.read(&Stream::case("a-1").expect("a name"), 2).expect("it reads").len(), 2);
        let engine = engine(store);
        let refused = engine.complete("a-1", 1, Done::new(), &ana()).expect_err("it is not written");
        let EngineError::Log(LogError::Store { source }) = refused else { panic!("{refused:?}") };
        assert!(source.to_string().contains("reading only"), "{source}");
    }
}

#[test]
fn the_same_key_is_the_same_answer_after_a_restart() {
    for place in bases() {
        walked(place.store()).expect("it goes");
        let request = || {
            let item = engine(place.store()).find("a-1", 1, &ana()).expect("it is open");
            let at = "2026-01-05T08:00:00Z".parse().expect("a time");
            let mut request = Request::new(at, ana(), Command::Complete { item, done: Done::new() });
            request.key = Some("k-1".into());
            request
        };
        let request = request();
        let first = engine(place.store()).request("a-1", request.clone()).expect("it goes");
        let again = engine(place.store()).request("a-1", request).expect("it is answered");
        assert_eq!((first.seq, &first.events), (again.seq, &again.events));
    }
}

#[test]
fn batches_are_kept_together_or_not_at_all() {
    let places = bases();
    let stores = places.iter().map(|place| place.store()).chain([Store::in_memory().expect("a store")]);
    stores.for_each(|store| kept_together_or_not_at_all(&store));
}

fn kept_together_or_not_at_all(store: &Store) {
    let source = engine(Store::in_memory().expect("a store"));
    for case in ["a", "b"] {
        source.start(case, "ACTA", &ana()).expect("it begins");
    }
    let batch = |case: &str, expected| {
        let stream = Stream::case(case).expect("a name");
        let record = source.log().read(&stream, 1).expect("it reads").remove(0);
        Batch { stream, expected, key: Some("k".into()), record }
    };
    let refused = store.append(&[batch("a", 0), batch("b", 3)]).expect_err("one does not fit");
    assert!(matches!(refused, LogError::Conflict { expected: 3, found: 0, .. }), "{refused:?}");
    assert_eq!(store.head(&Stream::case("a").expect("a name")).expect("it reads"), None);
    let both = store.append(&[batch("a", 0), batch("b", 0), batch("a", 0)]).expect("both fit");
    assert_eq!(
        both,
        [Appended::Stored { seq: 1 }, Appended::Stored { seq: 1 }, Appended::Repeated { seq: 1 }]
    );
    assert_eq!(store.find(&Stream::case("b").expect("a name"), "k").expect("it reads"), Some(1));
}

#[test]
fn a_file_that_is_no_store_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("acta.txt");
    std::fs::write(&path, "this is a text and no database, long enough to have a head of its own, and more")
        .expect("it is written");
    assert!(matches!(Store::open(&path), Err(StoreError::NoStore)));
    assert!(matches!(Store::open_read_only(folder.path().join("none.db")), Err(StoreError::Database { .. })));
}
