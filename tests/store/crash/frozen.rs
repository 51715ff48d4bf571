//! Crashes while cases are frozen: what is frozen is after a record that is there, or is not there.

use cauce::clock::ManualClock;
use cauce::command::{Actor, Done};
use cauce_store::cases::Settings;
use cauce_store::{Cases, Store};

use super::crash::Remains;
use super::disk::{Disk, Files};
use super::random::Random;

const ACTA: &str = include_str!("../../golden/store-v1.toml");

/// The cases on a disk, frozen with every record, or never.
fn cases(disk: &Disk, frozen_after: u64) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.frozen_after = frozen_after;
    let clock = ManualClock::at("2026-01-05T08:00:00Z".parse().expect("a time"));
    Cases::with(Store::open(disk.path()).expect("it opens"), clock, settings)
}

#[test]
fn what_is_frozen_is_after_a_record_that_survived() {
    let (disk, ana) = (Disk::with(&Files::new()), Actor::person("ana", "auditor"));
    let work = cases(&disk, 1);
    work.add(ACTA).expect("it is added");
    let code = cauce::check::check(&cauce::source::Source::new("acta", ACTA), &Default::default());
    work.start("a", code.procedure.expect("a procedure").code(), &ana).expect("it begins");
    disk.acknowledge(1);
    for round in 1..5 {
        work.complete("a", 1, Done::new(), &ana).expect("it is done");
        work.complete("a", 2, Done::new().yes().note("falta"), &ana).expect("it goes back");
        disk.acknowledge(2 * round + 1);
    }
    drop(work);
    let (mut remains, mut random, mut frozen) = (Remains::default(), Random::new(7), 0);
    for change in &disk.unplug() {
        let image = Disk::with(&remains.image(&mut random));
        if remains.acknowledged > 0 {
            let (thawed, whole) = (cases(&image, 1), cases(&image, u64::MAX));
            let proved = whole.store().verify().expect("readable");
            assert!(proved.is_sound(), "{:?}", proved.damage);
            assert!(whole.astray().expect("it looks").is_none());
            let seq = |cases: &Cases<ManualClock>| cases.look("a", |case| case.seq()).expect("a case");
            let same = thawed.look("a", Clone::clone).expect("a case")
                == whole.look("a", Clone::clone).expect("a case");
            assert!(same && seq(&whole) >= remains.acknowledged as u64);
            let raw = rusqlite::Connection::open(image.path()).expect("it opens");
            frozen += raw
                .query_row("SELECT count(*) FROM frozen", [], |row| row.get::<_, i64>(0))
                .expect("a number");
        }
        drop(image.unplug());
        remains.take(change);
    }
    assert!(frozen > 20, "{frozen} images had a frozen case");
}
