//! Cases that are brought back from where they were frozen: used when that serves, never believed when it does not.

use cauce::clock::ManualClock;
use cauce::command::{Command, Done, Start};
use cauce::data::{Digest, Text, Value};
use cauce::view::WorkItem;
use cauce_store::Cases;
use cauce_store::cases::{CasesError, Settings};
use cauce_store::verify::Finding;

use crate::bases::{Place, bases};
use crate::desk::{ana, eva, opened};

/// The cases as another program has them, which freezes them after so many records.
fn frozen_after(place: &Place, records: u64) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.frozen_after = records;
    Cases::with(place.store(), place.clock(), settings)
}

const NEVER: u64 = u64::MAX;

/// A case of 17 records, frozen with every so many of them.
fn begun(place: &Place, records: u64) {
    drop(opened(place));
    let cases = frozen_after(place, records);
    cases.start("a", "ACTA", &ana()).expect("it begins");
    for round in 0..8 {
        cases.complete("a", 1, Done::new().note(&format!("vuelta {round}")), &eva()).expect("it is done");
        cases.complete("a", 2, Done::new().yes().note("falta"), &ana()).expect("it goes back");
    }
    drop(cases);
    assert_eq!(place.texts("SELECT '' || max(seq) FROM record"), ["17"]);
    assert_eq!(place.texts("SELECT '' || seq FROM frozen"), [(17 - 17 % records).to_string()]);
}

fn open(cases: &Cases<ManualClock>) -> Result<Vec<WorkItem>, CasesError> {
    cases.open_items("a")
}

#[test]
fn a_case_is_brought_back_from_where_it_was_frozen() {
    for base in bases() {
        begun(&base, 7);
        let real = open(&frozen_after(&base, NEVER)).expect("from its records");
        assert_eq!(open(&base.again()).expect("from where it was frozen"), real);
        // What is before is not read any more, so that damage there is the business of who verifies.
        base.tamper("DELETE FROM record WHERE seq = 3 AND stream = (SELECT stream FROM frozen)");
        assert!(open(&frozen_after(&base, NEVER)).is_err(), "its records are damaged");
        let cases = frozen_after(&base, 7);
        assert_eq!(open(&cases).expect("from where it was frozen"), real);
        for _ in 0..4 {
            cases.complete("a", 1, Done::new(), &eva()).expect("it goes on");
            cases.complete("a", 2, Done::new().yes().note("falta"), &ana()).expect("it goes back");
        }
        assert_eq!(base.texts("SELECT '' || seq FROM frozen"), ["21"], "and is frozen again");
        assert_eq!(open(&base.again()).expect("it is brought back")[0].round, 13);
        let people = "SELECT t.text FROM person p JOIN term t ON t.id = p.person ORDER BY t.text";
        assert_eq!(base.texts(people), ["ana", "eva"]);
    }
}

/// Work for each of many members, all at once.
const LARGE: &str = r#"
formato = 1
idioma = "es"
[procedimiento]
codigo = "GRANDE"
nombre = "Grande"
[[rol]]
id = "auditor"
nombre = "Auditor"
[[dato]]
id = "personas"
tipo = "lista"
[[actividad]]
numero = 1
id = "visita"
titulo = "Visitar"
responsables = "auditor"
por_cada = { miembro = "persona", lista = "personas", orden = "a_la_vez" }
"#;

#[test]
fn what_is_frozen_of_a_large_case_is_never_more_than_its_records() {
    for base in bases() {
        let cases = frozen_after(&base, 1);
        cases.add(LARGE).expect("a procedure");
        let people = (0..60).map(|number| Value::Text(format!("p{number}").into())).collect::<Vec<_>>();
        let mut start = Start::of("GRANDE");
        start.data.push(("personas".into(), Value::List(people.into())));
        cases.ask("a", &ana(), Command::Start(start)).expect("it begins");
        let frozen = |base: &Place| {
            let row = base.texts("SELECT '' || seq || ' ' || length(bytes) FROM frozen");
            let (seq, bytes) = row[0].split_once(' ').expect("two numbers");
            (seq.parse::<u64>().expect("a place"), bytes.parse::<usize>().expect("a size"))
        };
        let (mut before, mut times) = (frozen(&base), 1);
        for round in 0..60 {
            // Brought back from where it was frozen, it is not frozen sooner for that.
            let again = (round % 7 == 3).then(|| frozen_after(&base, 1));
            let cases = again.as_ref().unwrap_or(&cases);
            let open = cases.open_items("a").expect("a case");
            let item = open.iter().find(|item| !item.roles.is_empty()).expect("work").item;
            cases.ask("a", &ana(), Command::Complete { item, done: Done::new() }).expect("it is done");
            let now = frozen(&base);
            if now != before {
                let since = format!(
                    "SELECT '' || sum(length(frame)) FROM record WHERE seq > {} AND seq <= {} AND stream = \
                    (SELECT stream FROM frozen)",
                    before.0, now.0
                );
                let since: usize = base.texts(&since)[0].parse().expect("a size");
                assert!(since >= before.1, "{since} bytes of records after {} frozen", before.1);
                (before, times) = (now, times + 1);
            }
        }
        assert!((2..20).contains(&times), "frozen {times} times in 61 records");
    }
}

#[test]
fn what_is_frozen_is_of_one_history_and_of_one_release() {
    for base in [Place::file()] {
        begun(&base, 7);
        let real = open(&frozen_after(&base, NEVER)).expect("from its records");
        let aside = base.texts(
            "SELECT 'INSERT INTO frozen VALUES (' || stream || ', ' || seq || ', ' || quote(digest) || ', ' \
            || quote(engine) || ', ' || checksum || ', ' || quote(bytes) || ')' FROM frozen",
        );
        let aside = &aside[0];
        for statement in [
            "UPDATE frozen SET digest = zeroblob(32)",
            "UPDATE frozen SET digest = x'00'",
            "UPDATE frozen SET seq = 13",
            "UPDATE frozen SET seq = 17",
            "UPDATE frozen SET seq = 99",
            "UPDATE frozen SET seq = -1",
            "UPDATE frozen SET checksum = checksum + 1",
            "UPDATE frozen SET bytes = x''",
            "UPDATE frozen SET bytes = 'text'",
            "UPDATE frozen SET stream = stream + 1000",
        ] {
            base.tamper(statement);
            let cases = base.again();
            assert_eq!(open(&cases).expect("from its records"), real, "{statement}");
            let damage = cases.store().verify().expect("readable").damage;
            assert!(matches!(&damage[..], [one] if one.what == Finding::Frozen), "{statement}: {damage:?}");
            base.tamper(&format!("DELETE FROM frozen; {aside}"));
            assert!(cases.store().verify().expect("readable").is_sound());
        }
        // Of another release it is no damage, whatever it holds.
        base.tamper("UPDATE frozen SET engine = '0.0.0'");
        put(&base, b"whatever", true);
        let cases = base.again();
        assert_eq!(open(&cases).expect("from its records"), real);
        assert!(cases.store().verify().expect("readable").is_sound());
        assert!(cases.astray().expect("it looks").is_none());
        base.tamper("DROP TABLE frozen");
        assert_eq!(open(&base.again()).expect("the table is made anew"), real);
    }
}

#[test]
fn a_row_that_was_changed_is_not_used_whichever_byte_it_was() {
    for base in [Place::file()] {
        begun(&base, 7);
        let real = open(&frozen_after(&base, NEVER)).expect("from its records");
        let bytes = row(&base);
        for at in (0..bytes.len()).step_by(3) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            put(&base, &changed, false);
            assert_eq!(open(&base.again()).expect("from its records"), real, "byte {at}");
        }
    }
}

#[test]
fn a_row_that_was_changed_with_its_checksum_is_named_and_breaks_nothing() {
    for base in [Place::file()] {
        begun(&base, 17);
        let real = open(&frozen_after(&base, NEVER)).expect("from its records");
        let bytes = row(&base).split_off(32);
        let before = base.texts(
            "SELECT 'UPDATE stream SET seq = 17, indexed = 0, digest = ' || quote(digest) || ', position = ' \
            || position || ' WHERE id = ' || id FROM stream WHERE name = 'a'",
        );
        let (before, mut other) = (&before[0], 0);
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            forge(&base, &changed);
            let cases = base.again();
            other += usize::from(open(&cases).expect("it is a case or not used") != real);
            assert_eq!(&*cases.astray().expect("it looks").frozen, [Text::from("a")], "byte {at}");
            match base.again().complete("a", 1, Done::new(), &eva()) {
                Ok(_) | Err(CasesError::Rejected(_)) => {}
                Err(error) => panic!("byte {at}: {error:?}"),
            }
            base.tamper(&format!("DELETE FROM record WHERE seq > 17; {before}"));
        }
        assert!(other > 0, "where no host has a key some changes are believed until somebody looks");
        let cases = base.again();
        cases.reindex().expect("rows are made anew");
        assert!(cases.astray().expect("it looks").is_none());
        assert_eq!(open(&cases).expect("from its records"), real);
    }
}

/// The cases as a program has them that seals what it freezes.
fn with_key(place: &Place, key: u8) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    (settings.frozen_after, settings.frozen_key) = (17, Some([key; 32]));
    Cases::with(place.store(), place.clock(), settings)
}

#[test]
fn who_has_not_the_key_is_not_believed_whatever_is_put_into_the_row() {
    for base in [Place::file()] {
        begun(&base, 17);
        let real = open(&frozen_after(&base, NEVER)).expect("from its records");
        let held = row(&base).split_off(32);
        for at in 0..held.len() {
            let mut changed = held.clone();
            changed[at] ^= 1 << (at % 8);
            forge(&base, &changed);
            assert_eq!(open(&with_key(&base, 7)).expect("from its records"), real, "byte {at}");
        }
        // Nor is a row believed that a host without the key has frozen: the records are read, which are damaged here.
        forge(&base, &held);
        let damage = "DELETE FROM record WHERE seq = 3 AND stream = (SELECT stream FROM frozen)";
        let aside = base.texts(
            "SELECT 'INSERT INTO record VALUES (' || position || ', ' || stream || ', 3, NULL, ' || quote(frame) || ')' \
            FROM record WHERE seq = 3 AND stream = (SELECT stream FROM frozen)",
        );
        base.tamper(damage);
        assert!(open(&with_key(&base, 7)).is_err(), "its records are damaged");
        assert_eq!(open(&base.again()).expect("from where it was frozen"), real);
        base.tamper(&aside[0]);
        let cases = with_key(&base, 7);
        assert_eq!(&*cases.astray().expect("it looks").frozen, [Text::from("a")]);
        for _ in 0..9 {
            cases.complete("a", 1, Done::new(), &eva()).expect("it goes on");
            cases.complete("a", 2, Done::new().yes().note("falta"), &ana()).expect("it goes back");
        }
        assert!(cases.astray().expect("it looks").is_none(), "it was frozen anew, with the key");
        let now = open(&cases).expect("a case");
        base.tamper(damage);
        assert_eq!(open(&with_key(&base, 7)).expect("from where it was frozen"), now);
        assert!(open(&with_key(&base, 8)).is_err(), "another key is none");
    }
}

#[test]
fn frozen_cases_are_thrown_away_and_made_anew() {
    for base in bases() {
        begun(&base, 7);
        let cases = base.again();
        let theirs = cases.of("ibague").expect("a tenant");
        theirs.throw_frozen_away().expect("none of theirs");
        assert_eq!(base.texts("SELECT '' || seq FROM frozen"), ["14"]);
        cases.throw_frozen_away().expect("it is thrown away");
        assert!(base.texts("SELECT '' || seq FROM frozen").is_empty());
        frozen_after(&base, 7).complete("a", 1, Done::new(), &eva()).expect("it goes on");
        assert_eq!(base.texts("SELECT '' || seq FROM frozen"), ["18"], "with its next record");
        base.again().reindex().expect("rows are made anew");
        assert!(base.texts("SELECT '' || seq FROM frozen").is_empty());
        let cases = frozen_after(&base, NEVER);
        cases.complete("a", 2, Done::new().yes().note("falta"), &ana()).expect("it goes back");
        assert!(base.texts("SELECT '' || seq FROM frozen").is_empty());
        assert_eq!(cases.records("a").expect("records").len(), 19);
    }
}

/// The bytes of the only frozen case.
fn row(base: &Place) -> Vec<u8> {
    let hex = base.texts("SELECT hex(bytes) FROM frozen").remove(0);
    let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("two digits");
    (0..hex.len()).step_by(2).map(digits).collect()
}

/// A seal as the page says it, of what is frozen after a record with that digest.
fn seal(key: [u8; 32], (seq, digest, engine): (u64, &[u8], &str), held: &[u8]) -> Digest {
    let mut pads = [[0x36u8; 64], [0x5c; 64]];
    pads.iter_mut().for_each(|pad| pad.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key));
    let length = (engine.len() as u64).to_be_bytes();
    let inner = [&pads[0][..], &seq.to_be_bytes(), digest, &length, engine.as_bytes(), held];
    Digest::of_parts(&[&pads[1][..], &Digest::of_parts(&inner).0])
}

/// Puts other bytes into the row, and a seal of what they hold as a host without a key makes it.
fn forge(base: &Place, held: &[u8]) {
    let (engine, seq) = (base.texts("SELECT engine FROM frozen"), base.texts("SELECT '' || seq FROM frozen"));
    let digest = base.texts("SELECT hex(digest) FROM frozen").remove(0);
    let digits = |at: usize| u8::from_str_radix(&digest[at..at + 2], 16).expect("two digits");
    let digest: Vec<u8> = (0..64).step_by(2).map(digits).collect();
    let seal = seal([0; 32], (seq[0].parse().expect("a number"), &digest, &engine[0]), held);
    put(base, &[&seal.0[..], held].concat(), true);
}

/// Puts other bytes into the row, and a checksum of them if it is to look whole.
fn put(base: &Place, bytes: &[u8], with_checksum: bool) {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = base.texts("SELECT hex(digest) FROM frozen");
    let (engine, seq) = (base.texts("SELECT engine FROM frozen"), base.texts("SELECT '' || seq FROM frozen"));
    let seq: u64 = seq[0].parse().expect("a number");
    let digits = |at: usize| u8::from_str_radix(&digest[0][at..at + 2], 16).expect("two digits");
    let digest: Vec<u8> = (0..64).step_by(2).map(digits).collect();
    let mut sum = crc32fast::Hasher::new();
    [&seq.to_be_bytes()[..], &digest, engine[0].as_bytes(), bytes].iter().for_each(|part| sum.update(part));
    let checksum = if with_checksum { sum.finalize().to_string() } else { "checksum".to_owned() };
    base.tamper(&format!("UPDATE frozen SET bytes = x'{hex}', checksum = {checksum}"));
}
