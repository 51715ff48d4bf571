//! Whatever is changed in a log is found, and where.

use super::fixture::{self, at, case, chain, completed, opened, record, started, text};
use crate::command::{Actor, Command, Done, ItemId};
use crate::data::{Decimal, Digest, Value};
use crate::event::Event;
use crate::log::{Appended, Batch, Head, Log, LogError, MemoryLog, lines, verify};
use crate::procedure::{DatumIx, Definitions, ElementIx};
use crate::record::{Reader, Record, RecordError, Seal, Seals, Stream, Writer, content_digest, dispose};
use crate::source::Language;

fn file(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| line.iter().copied().chain([b'\n'])).collect()
}

fn refusal(lines: &[Vec<u8>]) -> (u64, RecordError) {
    let damage = verify(lines.iter().map(Vec::as_slice)).unwrap_err();
    (damage.record, damage.what)
}

#[test]
fn a_line_has_this_shape() {
    let case = case();
    let line = std::str::from_utf8(&case[2]).unwrap();
    assert!(line.starts_with("{\"record\":{\"format\":1,\"stream\":\"/case/2022-014\",\"seq\":3,\"at\":\"2022-03-01T14:03:00.000Z\",\"prev\":\""));
    assert!(line.contains(",\"actor\":{\"kind\":\"person\",\"id\":{\"#\":\""));
    assert!(line.contains("\"events\":[{\"kind\":\"claimed\",\"v\":1,\"item\":3,\"person\":{\"#\":\""));
    assert!(line.contains("\",\"luis\"]],\"sha256\":\""));
}

#[test]
fn every_flipped_bit_of_a_log_is_found() {
    let mut file = file(&case());
    assert_eq!(verify(lines(&file)).unwrap().records, 4);
    for position in 0..file.len() {
        for bit in 0..8 {
            file[position] ^= 1 << bit;
            assert!(verify(lines(&file)).is_err(), "byte {position}, bit {bit}");
            file[position] ^= 1 << bit;
        }
    }
}

#[test]
fn every_flipped_bit_is_found_by_reading_too() {
    let definitions = fixture::definitions();
    let mut line = chain(vec![record(1, vec![started(), opened(1, 0)])]).remove(0);
    for position in 0..line.len() {
        for bit in 0..8 {
            line[position] ^= 1 << bit;
            assert!(Reader::new(&definitions).read(&line).is_err(), "byte {position}, bit {bit}");
            line[position] ^= 1 << bit;
        }
    }
}

#[test]
fn a_trusting_reader_reads_the_same_and_still_minds_the_order() {
    let definitions = fixture::definitions();
    let (mut proving, mut trusting) = (Reader::new(&definitions), Reader::new(&definitions).trusting());
    for line in &case() {
        assert_eq!(proving.read(line).unwrap(), trusting.read(line).unwrap());
    }
    assert_eq!(proving.position(), trusting.position());
    assert!(matches!(trusting.read(&case()[0]), Err(RecordError::OutOfPlace { .. })));
}

#[test]
fn every_truncation_of_the_tail_is_cut_or_a_whole_log() {
    let whole = case();
    let file = file(&whole);
    for length in 0..file.len() {
        match verify(lines(&file[..length])) {
            Ok(verified) => assert_eq!(
                whole[..verified.records as usize].iter().map(|line| line.len() as u64 + 1).sum::<u64>(),
                verified.bytes
            ),
            Err(damage) => {
                assert!(damage.is_cut(), "{length}: {damage}");
                assert_eq!(damage.sound.bytes, damage.offset);
            }
        }
    }
}

#[test]
fn missing_swapped_and_foreign_records_are_found_where_they_are() {
    let whole = case();
    let missing = [whole[0].clone(), whole[2].clone(), whole[3].clone()];
    assert_eq!(refusal(&missing), (2, RecordError::OutOfPlace { expected: 2, found: 3 }));
    let swapped = [whole[0].clone(), whole[2].clone(), whole[1].clone(), whole[3].clone()];
    assert_eq!(refusal(&swapped), (2, RecordError::OutOfPlace { expected: 2, found: 3 }));
    let other = Record { stream: Stream::case("otro").unwrap(), ..record(2, Vec::new()) };
    let mixed = [whole[0].clone(), chain(vec![other]).remove(0)];
    assert_eq!(refusal(&mixed), (2, RecordError::OtherStream { found: text("/case/otro") }));
    assert_eq!(refusal(&whole[1..]).1, RecordError::OutOfPlace { expected: 1, found: 2 });
    let cut_in_the_middle = [whole[0].clone(), whole[1][..200].to_vec(), whole[2].clone()];
    assert!(matches!(refusal(&cut_in_the_middle), (2, RecordError::Corrupt { .. })));
}

#[test]
fn a_record_that_was_written_anew_breaks_the_chain() {
    let mut forged = case();
    let changed = Record {
        at: at(99),
        prev: verify([&forged[0][..]]).unwrap().digest,
        ..record(2, vec![completed(2), opened(3, 1)])
    };
    forged[1] = Writer::new().write(&changed, &fixture::procedure()).unwrap().line.to_vec();
    assert!(matches!(refusal(&forged), (3, RecordError::ChainBroken { .. })));
}

#[test]
fn what_is_newer_or_unknown_is_refused_by_name() {
    let replaced = |from: &str, to: &str| {
        let line = String::from_utf8(case().remove(2)).unwrap().replace(from, to);
        let record = line.strip_prefix("{\"record\":").unwrap().rsplit_once(",\"sealed\":[").unwrap().0;
        let digest = Digest::of(record.as_bytes());
        format!("{},\"sha256\":\"{digest}\"}}", line.rsplit_once(",\"sha256\":").unwrap().0).into_bytes()
    };
    let definitions = fixture::definitions();
    let procedure = definitions.by_code("PRO-1").unwrap().clone();
    let after = (2, verify([&case()[0][..], &case()[1][..]]).unwrap().digest);
    let read =
        |line: Vec<u8>| Reader::resume(&definitions, procedure.clone(), after).read(&line).unwrap_err();
    assert_eq!(read(replaced("\"format\":1", "\"format\":2")), RecordError::NewerFormat { format: 2 });
    assert_eq!(
        read(b"{\"record\":{\"format\":7,\"other\":1}}".to_vec()),
        RecordError::NewerFormat { format: 7 }
    );
    assert_eq!(
        read(replaced("claimed\",\"v\":1", "claimed\",\"v\":2")),
        RecordError::NewerEvent { kind: text("claimed"), version: 2 }
    );
    assert_eq!(
        read(replaced("claimed", "teleported")),
        RecordError::UnknownKind { kind: text("teleported") }
    );
}

#[test]
fn records_of_another_procedure_are_refused() {
    let case = case();
    let empty = Definitions::new();
    let missing = Reader::new(&empty).read(&case[0]).unwrap_err();
    assert_eq!(
        missing,
        RecordError::DefinitionMissing { definition: fixture::procedure().digests.definition }
    );
    let headless = chain(vec![record(1, vec![opened(1, 0)])]).remove(0);
    assert_eq!(Reader::new(&fixture::definitions()).read(&headless).unwrap_err(), RecordError::NoStart);
    let unknown = Event::Passed { item: ItemId(1), element: ElementIx(77), scope: ItemId(0) };
    let refused =
        Writer::new().write(&record(1, vec![unknown]), &fixture::procedure()).map(|_| ()).unwrap_err();
    assert_eq!(refused, RecordError::NotOfDefinition { what: "name" });
}

#[test]
fn a_disposed_value_is_known_to_have_been() {
    let set = Event::DataSet {
        datum: DatumIx(0),
        scope: ItemId(0),
        value: Value::Text(text("cien")),
        inputs: Box::default(),
    };
    let line = chain(vec![record(1, vec![started(), set])]).remove(0);
    let disposed = dispose(&line, |_| true).unwrap();
    assert!(String::from_utf8(disposed.clone()).unwrap().contains("\"sealed\":[null,null,null],"));
    let definitions = fixture::definitions();
    let read = Reader::new(&definitions).read(&disposed).unwrap();
    assert_eq!(
        read.events[1],
        Event::DataSet {
            datum: DatumIx(0),
            scope: ItemId(0),
            value: Value::Disposed,
            inputs: Box::default()
        }
    );
    assert_eq!(read.actor.person_id().unwrap(), &text(""));
    let Seals::Kept(seals) = &read.seals else { panic!("the seals of a record that was read are kept") };
    assert!(seals.len() == 3 && seals.iter().all(|seal| matches!(seal, Seal::Disposed(_))));
}

#[test]
fn salts_depend_on_entropy_and_place() {
    let sealed = |seals, seq| {
        let line = chain(vec![Record { seals, ..record(seq, vec![started()]) }]).remove(0);
        String::from_utf8(line).unwrap().rsplit_once("\"sealed\":").unwrap().1.to_owned()
    };
    let all = [
        sealed(Seals::New(None), 1),
        sealed(Seals::New(None), 2),
        sealed(Seals::New(Some([1; 32])), 1),
        sealed(Seals::New(Some([2; 32])), 1),
    ];
    for (position, one) in all.iter().enumerate() {
        assert!(all[..position].iter().all(|other| other[..36] != one[..36]));
        assert_ne!(one[3..35], one[43..75]);
    }
    assert_eq!(all[0], sealed(Seals::New(None), 1));
}

#[test]
fn contents_that_differ_have_different_digests() {
    let ana = Actor::person("ana", "auditor");
    let complete = |done| content_digest(&Command::Complete { item: ItemId(1), done }, &ana);
    let contents = [
        complete(Done::new()),
        complete(Done::new().yes()),
        complete(Done::new().note("yes")),
        complete(Done::new().cite("acta")),
        complete(Done::new().evidence("acta", "a", "b", Digest::ZERO)),
        complete(Done::new().sign("acta", "auditor")),
        complete(Done::new().signed_by("acta", "auditor", "ana")),
        complete(Done::new().conforming()),
        complete(Done::new().data("monto", Value::Text(text("1")))),
        complete(Done::new().data("monto", Value::Number(Decimal::ONE))),
        complete(Done::new().measure("monto", Decimal::ONE)),
        content_digest(&Command::Advance, &ana),
        content_digest(&Command::Advance, &Actor::Engine),
        content_digest(&Command::Advance, &Actor::host("ana")),
        content_digest(&Command::Claim { item: ItemId(1) }, &ana),
        content_digest(&Command::Release { item: ItemId(1) }, &ana),
    ];
    for (position, one) in contents.iter().enumerate() {
        assert!(!contents[..position].contains(one), "{position}");
    }
}

fn batch(expected: u64, line: &[u8], key: Option<&str>) -> Batch {
    Batch { stream: Stream::case("2022-014").unwrap(), expected, key: key.map(text), record: line.to_vec() }
}

#[test]
fn a_log_appends_once_and_in_order() {
    let (log, case) = (MemoryLog::new(), case());
    let stream = Stream::case("2022-014").unwrap();
    let first = [batch(0, &case[0], Some("a")), batch(1, &case[1], None)];
    assert_eq!(log.append(&first).unwrap(), [Appended::Stored { seq: 1 }, Appended::Stored { seq: 2 }]);
    assert_eq!(log.append(&first[..1]).unwrap(), [Appended::Repeated { seq: 1 }]);
    assert_eq!(log.find(&stream, "a").unwrap(), Some(1));
    assert_eq!(log.find(&stream, "b").unwrap(), None);
    assert_eq!(log.read(&stream, 2).unwrap(), [case[1].clone()]);
    assert!(log.read(&stream, 9).unwrap().is_empty());
    let digest = verify(case[..2].iter().map(Vec::as_slice)).unwrap().digest;
    assert_eq!(log.head(&stream).unwrap(), Some(Head { seq: 2, digest }));
}

#[test]
fn a_refused_batch_stores_nothing() {
    let (log, case) = (MemoryLog::new(), case());
    let stream = Stream::case("2022-014").unwrap();
    let refused = log.append(&[batch(0, &case[0], None), batch(0, &case[1], None)]).unwrap_err();
    assert!(matches!(refused, LogError::Conflict { expected: 0, found: 1, .. }));
    let refused = log.append(&[batch(0, &case[0], None), batch(1, &case[2], None)]).unwrap_err();
    assert!(matches!(refused, LogError::Unsound { source: RecordError::OutOfPlace { .. }, .. }));
    assert_eq!(log.head(&stream).unwrap(), None);
    let twice = [batch(0, &case[0], Some("a")), batch(1, &case[1], Some("a"))];
    assert_eq!(log.append(&twice).unwrap(), [Appended::Stored { seq: 1 }, Appended::Repeated { seq: 1 }]);
    let dynamic: &dyn Log = &log;
    assert_eq!(dynamic.read(&stream, 1).unwrap().len(), 1);
}

#[test]
fn damage_is_said_in_both_languages() {
    let whole = file(&case());
    let damage = verify(lines(&whole[..whole.len() - 5])).unwrap_err();
    assert!(damage.message(Language::Spanish).starts_with("registro 4, desde el byte "), "{damage}");
    assert!(
        damage
            .message(Language::English)
            .ends_with("the last record is cut off; what stands before it is whole")
    );
}
