//! The bytes of the first day: a line that was once written is read for ever.

use super::fixture;
use crate::data::Digest;
use crate::log::{lines, verify};
use crate::record::{Reader, Record, Writer};

const KINDS: &str = include_str!("../../../../../tests/golden/kinds.log");
/// A case that was moved to another version: that takes two procedures.
const MOVED: &str = include_str!("../../../../../tests/golden/moved.log");

/// What has once been written stays as it is: new kinds come after it.
#[test]
#[ignore = "adds to the golden log one record of each kind that it does not hold yet"]
fn complete_the_golden_log() {
    let (definitions, procedure, mut writer) = (fixture::definitions(), fixture::procedure(), Writer::new());
    let (mut reader, mut file) = (Reader::new(&definitions), KINDS.as_bytes().to_vec());
    let (mut seq, mut prev) = (0, Digest::ZERO);
    for line in lines(KINDS.as_bytes()) {
        let record = reader.read(line).unwrap();
        seq = record.seq;
        prev = writer.write(&record, &procedure).unwrap().digest;
    }
    for record in super::random::one_of_each().into_iter().skip(1) {
        let line =
            String::from_utf8(Writer::new().write(&record, &procedure).unwrap().line.to_vec()).unwrap();
        let spelled = |kind: &str| format!("{{\"kind\":\"{kind}\",\"v\":1,");
        let is_new = |kind: &str| line.contains(&spelled(kind)) && !KINDS.contains(&spelled(kind));
        if super::super::events_in::KINDS.iter().any(|(kind, _)| is_new(kind)) {
            seq += 1;
            let record = Record { prev, ..fixture::record(seq, record.events) };
            let written = writer.write(&record, &procedure).unwrap();
            file.extend_from_slice(written.line);
            prev = written.digest;
            file.push(b'\n');
        }
    }
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/kinds.log"), file).unwrap();
}

#[test]
fn the_golden_logs_hold_every_kind_of_event() {
    for kind in super::super::events_in::KINDS {
        let spelled = format!("{{\"kind\":\"{}\",\"v\":{},", kind.0, kind.1);
        assert!(KINDS.contains(&spelled) || MOVED.contains(&spelled), "{kind:?}");
    }
}

#[test]
fn the_golden_log_is_proved_read_and_written_again() {
    assert_eq!(verify(lines(KINDS.as_bytes())).unwrap().records, lines(KINDS.as_bytes()).count() as u64);
    let (definitions, procedure, mut writer) = (fixture::definitions(), fixture::procedure(), Writer::new());
    let mut reader = Reader::new(&definitions);
    for line in lines(KINDS.as_bytes()) {
        let record = reader.read(line).unwrap();
        assert_eq!(writer.write(&record, &procedure).unwrap().line, line.trim_ascii_end());
    }
    assert_ne!(reader.position().1, Digest::ZERO);
}
