//! Stores of released formats: what was kept by an earlier version opens, is sound, and says the same.
//!
//! `tests/golden/store-v1.sql` is a whole store as statements; a new version of the tables adds a file of its own, which
//! for the second is in `golden_jobs`.

use std::path::{Path, PathBuf};

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce::engine::Engine;
use cauce::log::Log as _;
use cauce::record::Stream;
use cauce_store::cases::{CaseState, Opening, Work};
use cauce_store::{Cases, Store, StoreError};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::chain::Chain;

const GOLDEN: &str = include_str!("../../golden/store-v1.sql");

pub(crate) const ACTA: &str = include_str!("../../golden/store-v1.toml");

pub(crate) fn restored(folder: &Path, statements: &str) -> PathBuf {
    let path = folder.join("cases.db");
    Connection::open(&path).and_then(|base| base.execute_batch(statements)).expect("it can be restored");
    path
}

pub(crate) fn ana() -> Actor {
    Actor::person("ana", "auditor")
}

pub(crate) fn clock() -> ManualClock {
    ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time"))
}

#[test]
fn a_store_of_version_one_opens_and_says_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = restored(folder.path(), GOLDEN);
    let store = Store::open(&path).expect("it opens");
    let proved = store.verify().expect("readable");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    assert_eq!((proved.records, proved.streams), (12, 6));
    for batch in Chain::of(3).take(5) {
        let lines = store.read(&batch.stream, batch.expected + 1).expect("readable");
        assert_eq!(lines[0], batch.record);
    }
    let cases = Cases::new(store, clock());
    assert!(cases.astray().expect("readable").is_none(), "its rows are those of its records");
    assert_eq!(cases.summary("a-1").expect("a case").state, CaseState::Completed);
    let open = cases.work(&Work::of_role("auditor"), None, 10).expect("a list").rows;
    let open: Vec<_> = open.iter().map(|item| (&*item.case, &*item.reference, item.round)).collect();
    assert_eq!(open, [("a-2", "1", 2)]);
    cases.complete("a-2", 1, Done::new(), &ana()).expect("it goes on");
}

/// The table of frozen cases is of no version: a store without it lacks nothing.
#[test]
fn a_store_without_frozen_cases_is_looked_at_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = restored(folder.path(), GOLDEN);
    drop(Store::open(&path).expect("it is brought up"));
    Connection::open(&path).and_then(|base| base.execute_batch("DROP TABLE frozen")).expect("it goes");
    let store = Store::open_read_only(&path).expect("it opens");
    let proved = store.verify().expect("readable");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    let cases = Cases::new(store, clock());
    assert!(cases.astray().expect("readable").is_none());
    assert_eq!(cases.open_items("a-2").expect("a case").len(), 1);
}

#[test]
fn a_case_of_a_store_of_version_one_is_replayed_from_its_records_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(restored(folder.path(), GOLDEN)).expect("it opens");
    let lines = store.read(&Stream::case("a-2").expect("a name"), 1).expect("readable");
    assert_eq!(lines.len(), 3);
    let engine = Engine::new(store, clock());
    engine.add(ACTA).expect("the procedure of the time");
    let open = engine.work("a-2").expect("it is brought back");
    assert_eq!((open.len(), &*open[0].reference, open[0].round), (1, "1", 2));
    assert!(engine.work("a-1").expect("it is brought back").is_empty());
}

#[test]
fn a_store_of_a_newer_version_is_refused_with_both_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = restored(folder.path(), &format!("{GOLDEN}\nUPDATE store SET version = 99;"));
    let before = std::fs::read(&path).expect("readable");
    for opened in [Store::open(&path), Store::open_read_only(&path)] {
        let error = opened.expect_err("it is newer");
        assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 1.. }), "{error:?}");
        let said = error.message(cauce::source::Language::Spanish);
        assert!(said.contains("99") && said.contains("conoce hasta la 2"), "{said}");
    }
    // Whoever opened it to write has set its journal and changed nothing else.
    let tables = |bytes: &[u8]| bytes[100..].to_vec();
    assert_eq!(tables(&std::fs::read(&path).expect("readable")), tables(&before));
}

#[test]
fn a_procedure_whose_text_was_changed_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let changed = "UPDATE definition SET text = replace(text, 'Levantar', 'Quitar');";
    let store = Store::open(restored(folder.path(), &format!("{GOLDEN}\n{changed}"))).expect("it opens");
    let proved = store.verify().expect("readable");
    let said: Vec<_> = proved.damage.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["the text of procedure ACTA 03 is not the one that was added"]);
}

/// Writes the golden file anew, for a format that was not released yet.
#[test]
#[ignore = "writes a file of the project"]
fn the_golden_file_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cases.db");
    let store = Store::open(&path).expect("it opens");
    for batch in Chain::of(3).take(5) {
        store.append(&[batch]).expect("it is kept");
    }
    let cases = Cases::new(store, clock());
    cases.add(ACTA).expect("a procedure");
    cases.open("a-1", Opening::of("ACTA").business_key("RAD-1"), &ana()).expect("it begins");
    cases.start("a-2", "ACTA", &ana()).expect("it begins");
    for case in ["a-1", "a-2"] {
        cases.complete(case, 1, Done::new(), &ana()).expect("it goes on");
    }
    cases.complete("a-1", 2, Done::new().no(), &ana()).expect("it ends");
    cases.complete("a-2", 2, Done::new().yes().note("falta la firma"), &ana()).expect("it goes back");
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/store-v1.sql");
    std::fs::write(place, dump(&path)).expect("it is written");
}

/// Everything in a database, as statements.
pub(crate) fn dump(path: &Path) -> String {
    let base = Connection::open(path).expect("it opens");
    let made = "SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid";
    let mut ask = base.prepare(made).expect("SQL");
    let made = ask.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    let made: Vec<(String, String, String)> = made.collect::<Result<_, _>>().expect("texts");
    let mut out: String = made.iter().map(|(_, _, sql)| format!("{sql};\n")).collect();
    for (table, ..) in made.iter().filter(|(_, kind, _)| kind == "table") {
        let mut ask = base.prepare(&format!("SELECT * FROM {table}")).expect("SQL");
        let width = ask.column_count();
        let mut rows = ask.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> =
                (0..width).map(|column| said(row.get(column).expect("a cell"))).collect();
            out.push_str(&format!("INSERT INTO {table} VALUES ({});\n", cells.join(", ")));
        }
    }
    out
}

fn said(value: Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        Value::Blob(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("x'{digits}'")
        }
    }
}
