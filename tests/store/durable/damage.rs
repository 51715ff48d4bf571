//! Damage by hand: every bit of records and of the file, swaps, deletions, torn ends.

use std::path::{Path, PathBuf};

use cauce::log::Log as _;
use cauce_store::verify::{Damage, Finding, Verification};
use cauce_store::{FrameError, Store};
use rusqlite::Connection;

use crate::chain::{Chain, content, stream};

/// A store in a file, with a way to its tables that goes around it.
struct Damaged {
    _folder: tempfile::TempDir,
    path: PathBuf,
    store: Store,
    tables: Connection,
}

fn store(streams: u64, records: usize) -> Damaged {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cases.db");
    let store = Store::open(&path).expect("it opens");
    for batch in Chain::of(streams).take(records) {
        store.append(&[batch]).expect("it is kept");
    }
    let tables = Connection::open(&path).expect("it opens");
    tables.execute_batch("PRAGMA synchronous = OFF").expect("nothing here has to last");
    Damaged { _folder: folder, path, store, tables }
}

impl Damaged {
    fn run(&self, statements: &str) {
        self.tables.execute_batch(statements).expect("it is carried out");
    }

    fn frames(&self) -> Vec<Vec<u8>> {
        let mut ask = self.tables.prepare_cached("SELECT frame FROM record ORDER BY position").expect("SQL");
        let rows = ask.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("bytes")
    }

    fn put(&self, position: usize, frame: &[u8]) {
        let mut put =
            self.tables.prepare_cached("UPDATE record SET frame = ?2 WHERE position = ?1").expect("SQL");
        put.execute((position.cast_signed(), frame)).expect("it is put");
    }

    fn proved(&self) -> Verification {
        self.store.verify().expect("readable")
    }

    /// The only damage there is.
    fn one(&self) -> Damage {
        let mut proved = self.proved();
        assert_eq!((proved.damage.len(), proved.further), (1, 0), "{:?}", proved.damage);
        proved.damage.remove(0)
    }
}

/// One record in each of many streams, the same bit of all turned at once: each is found by itself.
#[test]
fn every_bit_of_a_record_is_found_by_position_and_never_taken_for_a_cut() {
    const STREAMS: usize = 97;
    let damaged = store(STREAMS as u64, STREAMS);
    let frames = damaged.frames();
    let bits = frames.iter().map(|frame| frame.len() * 8).min().expect("there are some");
    // Each stream begins at another place, so that together they meet every bit.
    let stride = bits.div_ceil(STREAMS);
    for step in 0..stride {
        damaged.run("BEGIN");
        for (index, frame) in frames.iter().enumerate() {
            let bit = (index * stride + step) % (frame.len() * 8);
            let mut bytes = frame.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            damaged.put(index + 1, &bytes);
        }
        damaged.run("COMMIT");
        let proved = damaged.proved();
        let positions: Vec<_> = proved.damage.iter().filter_map(|damage| damage.position).collect();
        assert_eq!(positions, (1..=STREAMS as u64).collect::<Vec<_>>(), "step {step}");
        assert!(!proved.damage.iter().any(Damage::is_torn), "step {step}");
    }
}

#[test]
fn a_damaged_record_is_named_and_the_other_streams_are_proved() {
    let damaged = store(3, 12);
    let mut frame = damaged.frames().remove(4);
    frame[40] ^= 1;
    damaged.put(5, &frame);
    let damage = damaged.one();
    assert_eq!((damage.position, damage.stream.as_deref()), (Some(5), Some(stream(1).as_str())));
    assert_eq!(damage.what, Finding::Record { error: FrameError::Checksum });
    // Of the damaged stream what comes before is proved, of the others everything.
    assert_eq!(damaged.proved().records, 8 + 1);
    assert!(damaged.store.read(&stream(1), 1).is_err());
    assert_eq!(damaged.store.read(&stream(2), 1).expect("it is whole").len(), 4);
}

#[test]
fn what_stands_beside_a_record_must_say_what_it_says() {
    let cases = [
        ("UPDATE record SET key = 'other' WHERE position = 4", Finding::Row { column: "key" }, Some(4)),
        ("UPDATE record SET key = NULL WHERE position = 5", Finding::Row { column: "key" }, Some(5)),
        ("UPDATE record SET seq = 9 WHERE position = 6", Finding::Row { column: "seq" }, Some(6)),
        ("UPDATE record SET stream = 77 WHERE position = 6", Finding::NoStream, Some(6)),
        ("UPDATE stream SET position = 3 WHERE name = 's-002'", Finding::Head, Some(3)),
        ("UPDATE stream SET digest = zeroblob(32) WHERE name = 's-002'", Finding::Head, Some(6)),
        ("UPDATE stream SET seq = 1 WHERE name = 's-002'", Finding::Head, Some(6)),
        ("UPDATE stream SET seq = 5 WHERE name = 's-002'", Finding::Short { seq: 3 }, Some(6)),
        ("DROP INDEX record_key", Finding::Schema { name: "record_key".into() }, None),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON record BEGIN DELETE FROM record; END",
            Finding::Schema { name: "quiet".into() },
            None,
        ),
    ];
    for (statement, what, position) in cases {
        let damaged = store(3, 6);
        damaged.run(statement);
        let proved = damaged.proved();
        assert_eq!((&proved.damage[0].what, proved.damage[0].position), (&what, position), "{statement}");
    }
}

#[test]
fn swaps_and_deletions_are_found() {
    let cases: [(&str, &[u64]); 6] = [
        // Two frames change places.
        (
            "CREATE TEMP TABLE two AS SELECT position, frame FROM record WHERE position IN (4, 7); \
             UPDATE record SET frame = (SELECT frame FROM two WHERE two.position = 11 - record.position) \
             WHERE position IN (4, 7)",
            &[4],
        ),
        // Two rows change places.
        (
            "UPDATE record SET position = CASE position WHEN 4 THEN -7 ELSE -4 END WHERE position IN (4, 7); \
          UPDATE record SET position = -position WHERE position < 0",
            &[4],
        ),
        ("DELETE FROM record WHERE position = 5", &[5, 8]),
        ("DELETE FROM record WHERE position = 9", &[9]),
        ("DELETE FROM record", &[7, 8, 9]),
        ("DELETE FROM stream WHERE name = 's-001'", &[2, 5, 8]),
    ];
    for (statement, positions) in cases {
        let damaged = store(3, 9);
        damaged.run(statement);
        let found: Vec<_> = damaged.proved().damage.iter().filter_map(|damage| damage.position).collect();
        assert_eq!(found, positions, "{statement}");
    }
}

#[test]
fn a_torn_end_is_told_apart_and_cut() {
    let damaged = store(3, 9);
    let frame = damaged.frames().remove(7);
    for length in 0..frame.len() {
        // Position 8 is the last of its stream, position 9 is of another one.
        damaged.put(8, &frame[..length]);
        let damage = damaged.one();
        assert!(damage.is_torn(), "{length}: {damage}");
        assert_eq!(damage.position, Some(8));
        assert_eq!(damaged.store.cut(&stream(0)).expect("it is sound"), None);
        let cut = damaged.store.cut(&stream(1)).expect("it can be cut").expect("it was torn");
        assert_eq!((cut.position, cut.seq, &cut.frame[..]), (8, 3, &frame[..length]));
        let proved = damaged.proved();
        assert!(proved.is_sound(), "{:?}", proved.damage);
        assert_eq!(proved.records, 8);
        // The record comes again from whoever still has it, at a new position.
        let batch = Chain::of(3).nth(7).expect("it has no end");
        damaged.store.append(&[batch]).expect("its place is free");
        assert_eq!(damaged.store.read(&stream(1), 1).expect("it is whole").len(), 3);
        assert!(damaged.proved().is_sound());
        put_back(&damaged, &frame);
    }
}

/// As it was before it was torn.
fn put_back(damaged: &Damaged, frame: &[u8]) {
    damaged.run(
        "DELETE FROM cut; UPDATE record SET position = 8 WHERE position = 10; \
         UPDATE stream SET position = 8 WHERE name = 's-001'",
    );
    damaged.put(8, frame);
    assert!(damaged.proved().is_sound());
}

#[test]
fn only_a_torn_end_is_cut() {
    let damaged = store(3, 9);
    let frames = damaged.frames();
    // In the middle.
    damaged.put(5, &frames[4][..40]);
    assert!(matches!(damaged.one().what, Finding::Record { error: FrameError::Cut { found: 40, .. } }));
    assert_eq!(damaged.store.cut(&stream(1)).expect("readable"), None);
    damaged.put(5, &frames[4]);
    // At the end, with a length that is not its own.
    let mut longer = frames[7].clone();
    longer[2] ^= 1;
    damaged.put(8, &longer);
    assert!(!damaged.one().is_torn());
    assert_eq!(damaged.store.cut(&stream(1)).expect("readable"), None);
    // Torn, after one that is damaged: neither is touched.
    let mut before = frames[4].clone();
    before[30] ^= 1;
    damaged.put(5, &before);
    damaged.put(8, &frames[7][..40]);
    assert!(damaged.store.cut(&stream(1)).is_err());
    assert_eq!(damaged.frames().len(), 9);
}

#[test]
fn a_stream_of_one_torn_record_is_as_if_it_had_never_begun() {
    let damaged = store(3, 3);
    let frame = damaged.frames().remove(2);
    damaged.put(3, &frame[..100]);
    damaged.store.cut(&stream(2)).expect("it can be cut").expect("it was torn");
    assert!(damaged.proved().is_sound());
    assert_eq!(damaged.store.head(&stream(2)).expect("readable"), None);
    damaged.store.append(&[Chain::of(3).nth(2).expect("it has no end")]).expect("it begins again");
    assert!(damaged.proved().is_sound());
}

#[test]
fn the_list_of_damage_is_bounded() {
    let damaged = store(1_100, 1_100);
    damaged.run("UPDATE record SET frame = zeroblob(20)");
    let proved = damaged.proved();
    assert_eq!((proved.damage.len(), proved.further), (1_000, 100));
}

/// Also when a stream names an end that nobody reaches: what cannot be read is not asked for for ever.
#[test]
fn a_page_that_cannot_be_read_takes_only_its_own_records_along() {
    const PAGE: usize = 4096;
    let damaged = store(3, 120);
    damaged.run("UPDATE stream SET position = 1 << 62 WHERE name = 's-002'; PRAGMA wal_checkpoint(TRUNCATE)");
    let bytes = std::fs::read(&damaged.path).expect("readable");
    let path = damaged.path.with_file_name("page.db");
    let mut most = 0;
    for page in 1..bytes.len() / PAGE {
        let mut file = bytes.clone();
        file[page * PAGE..(page + 1) * PAGE].fill(0xaa);
        std::fs::write(&path, &file).expect("written");
        let Ok(proved) = Store::open_read_only(&path).and_then(|store| store.verify()) else { continue };
        let unread =
            |damage: &&Damage| matches!(damage.what, Finding::Database { .. }) && damage.position.is_some();
        if proved.damage.iter().any(|damage| unread(&damage)) {
            most = most.max(proved.records);
        }
        assert!(!proved.is_sound());
    }
    assert!((60..120).contains(&most), "{most} of 120 records were proved beside a page that is gone");
}

/// Turns bits of the file itself: found, or the content is provably the same.
fn turned(bits: impl Iterator<Item = usize>) -> (u64, u64) {
    let damaged = store(3, 9);
    damaged.run("PRAGMA wal_checkpoint(TRUNCATE)");
    let whole = content(&damaged.store).expect("readable");
    let bytes = std::fs::read(&damaged.path).expect("readable");
    drop(damaged.store);
    drop(damaged.tables);
    let (mut found, mut harmless) = (0, 0);
    let mut file = bytes.clone();
    let path = damaged.path.with_file_name("turned.db");
    for bit in bits.take_while(|bit| *bit < bytes.len() * 8) {
        file[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(&path, &file).expect("written");
        match same(&path, &whole) {
            Some(true) => harmless += 1,
            Some(false) => panic!("bit {bit}: the content is another, and nobody says so"),
            None => found += 1,
        }
        file[bit / 8] ^= 1 << (bit % 8);
        for end in ["-wal", "-shm"] {
            drop(std::fs::remove_file(path.with_file_name(format!("turned.db{end}"))));
        }
    }
    (found, harmless)
}

/// Whether the file, which says nothing of damage, holds the same; `None` where it does say so.
fn same(path: &Path, whole: &[String]) -> Option<bool> {
    let store = Store::open_read_only(path).ok()?;
    store.verify().ok().filter(Verification::is_sound)?;
    Some(content(&store).is_ok_and(|content| content == whole))
}

#[test]
fn a_bit_of_the_file_is_found_or_does_no_harm() {
    let (found, harmless) = turned((0..).step_by(991));
    assert!(found > 10 && harmless > 10, "{found} found, {harmless} harmless");
}

#[test]
#[ignore = "takes an hour; CAUCE_STEP leaves bits out"]
fn every_bit_of_the_file_is_found_or_does_no_harm() {
    let step = std::env::var("CAUCE_STEP").map_or(1, |text| text.parse().expect("a number"));
    let (found, harmless) = turned((0..).step_by(step));
    assert!(found > 10 && harmless > 10, "{found} found, {harmless} harmless");
}
