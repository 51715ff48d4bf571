//! The bytes of the first day: a line that was once written is read for ever.

use super::fixture;
use crate::data::Digest;
use crate::log::{lines, verify};
use crate::record::{Reader, Writer};

const KINDS: &str = include_str!("../../../../../tests/golden/kinds.log");

#[test]
#[ignore = "writes the golden log anew: only while no version has been released"]
fn write_the_golden_log() {
    let mut file = fixture::chain(super::random::one_of_each()).join(&b'\n');
    file.push(b'\n');
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/kinds.log"), file).unwrap();
}

#[test]
fn the_golden_log_holds_every_kind_of_event() {
    for kind in super::super::events_in::KINDS {
        assert!(KINDS.contains(&format!("{{\"kind\":\"{}\",\"v\":{},", kind.0, kind.1)), "{kind:?}");
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
