//! Each kind of entry survives writing and reading, byte for byte, and keeps the bytes of its first day.

use super::*;
use crate::record::Field;

fn entry(noted: Noted) -> Entry {
    let stream = "/message/pago".parse().unwrap();
    Entry { stream, seq: 3, at: Timestamp::EPOCH, prev: Digest::of(b"x"), key: Some("m·1".into()), noted }
}

/// One of each kind; what was added later comes last.
fn one_of_each() -> Vec<Noted> {
    let case: Stream = "/case/A 7".parse().unwrap();
    let message = Message::new("pago")
        .correlate("pedido", Value::Text("P\"1\u{1}".into()))
        .data("monto", Value::Number(7i64.into()))
        .data("nombres", Value::List([Value::Bool(true), Value::Text("ñ".into())].into()));
    let answers = [
        Answer::Delivered { case: case.clone(), item: ItemId(27) },
        Answer::Started { case: case.clone() },
        Answer::Buffered { until: Timestamp::EPOCH },
        Answer::NotCorrelated,
    ];
    let mut all: Vec<Noted> =
        answers.into_iter().map(|answer| Noted::Received { message: message.clone(), answer }).collect();
    let start: Text = "semestral".into();
    all.push(Noted::Taken { of: 2, case: case.clone(), item: ItemId(5) });
    all.push(Noted::Scheduled { start: start.clone(), from: Timestamp::EPOCH, number: 1 });
    all.push(Noted::Begun { start, number: 4, due: Timestamp::EPOCH, case: case.clone() });
    all.push(Noted::Named { code: "ACTA".into(), key: "2022/014 «ñ»".into(), case: case.clone() });
    let note = |who, what| Noted::Keeping { case: case.clone(), who, reason: "tutela 9".into(), what };
    let eva = Actor::person("eva", "jefe");
    let for_luis =
        Actor::Person { id: "eva".into(), acting_as: "jefe".into(), in_place_of: Some("luis".into()) };
    all.push(note(for_luis, Keeping::Held));
    all.push(note(eva, Keeping::Released { hold: 1 }));
    let until = Timestamp::EPOCH;
    let bare = Keeping::Retained { until, record: None, rule: None, keeper: None };
    all.push(note(Actor::host("archivo"), bare));
    let (record, rule, keeper) = (Some("acta".into()), Some("5 años".into()), Some("Archivo".into()));
    all.push(note(Actor::Engine, Keeping::Retained { until, record, rule, keeper }));
    let nothing = Keeping::Disposed { records: Vec::new(), fields: Vec::new(), files: Vec::new() };
    all.push(note(Actor::Engine, nothing));
    let (fields, files) = (Field::CHOICE.to_vec(), vec![Digest::of(b"a"), Digest::of(b"b")]);
    all.push(note(Actor::Engine, Keeping::Disposed { records: vec![(1, 3), (7, 7)], fields, files }));
    all
}

#[test]
fn what_is_written_is_read_and_a_flipped_byte_is_found() {
    for noted in one_of_each() {
        let entry = entry(noted);
        let (line, digest) = entry.write(None).unwrap();
        assert_eq!(Entry::read(&line).unwrap(), (entry, digest));
        for position in 0..line.len() {
            let mut flipped = line.clone();
            flipped[position] ^= 1;
            assert!(Entry::read(&flipped).is_err(), "byte {position}");
        }
    }
}

const GOLDEN: &str = include_str!("../../../../../tests/golden/ledger.log");

fn written() -> Vec<String> {
    let lines = one_of_each().into_iter().map(|noted| entry(noted).write(None).unwrap().0);
    lines.map(|line| String::from_utf8(line).unwrap()).collect()
}

#[test]
fn an_entry_of_each_kind_has_the_bytes_of_the_day_on_which_it_was_first_written() {
    assert_eq!(GOLDEN.lines().collect::<Vec<_>>(), written());
    for line in GOLDEN.lines() {
        Entry::read(line.as_bytes()).unwrap();
    }
}

#[test]
#[ignore = "adds the entries to the golden file that it does not hold yet"]
fn complete_the_golden_file() {
    let (mut file, have) = (GOLDEN.to_owned(), GOLDEN.lines().count());
    written().iter().skip(have).for_each(|line| file.extend([line, "\n"]));
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/ledger.log"), file).unwrap();
}

#[test]
fn what_is_disposed_of_an_entry_is_empty_and_the_rest_stays() {
    for noted in one_of_each() {
        let (line, digest) = entry(noted).write(None).unwrap();
        let line = super::super::dispose(&line, |_| true).unwrap();
        let (read, same) = Entry::read(&line).unwrap();
        assert_eq!(same, digest);
        if let Noted::Keeping { reason, .. } = read.noted {
            assert_eq!(&*reason, "");
        }
    }
}
