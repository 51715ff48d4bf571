//! A disk that fails: each call once and for good, full, not synchronising, read only, gone.
//!
//! Every error has its type, nothing is kept by half, and what was acknowledged can be read.

use std::collections::BTreeSet;

use cauce::log::Log as _;
use cauce_store::{Store, StoreError};

use super::disk::{Disk, Fault, Files};
use super::random::Random;
use super::work::{Work, name, reason};

/// What became of a store whose disk failed.
struct Outcome {
    /// Whether the fault was met.
    met: bool,
    /// How many commits were acknowledged.
    acknowledged: usize,
    errors: BTreeSet<&'static str>,
}

/// Work on a disk that fails after the store was opened, and on to its end, however it is answered.
fn worked(disk: &Disk, work: &Work, fault: Fault) -> Outcome {
    let mut outcome = Outcome { met: false, acknowledged: 0, errors: BTreeSet::new() };
    let store = Store::open(disk.path()).expect("it opens");
    disk.fail(Some(fault));
    for commit in &work.commits {
        let mut append = || store.append(commit).map_err(|error| outcome.errors.insert(reason(&error)));
        // Who is refused asks again; a disk that stays as it is refuses again.
        if append().or_else(|_| append()).is_err() {
            break;
        }
        outcome.acknowledged += 1;
    }
    outcome.met = !outcome.errors.is_empty();
    disk.fail(None);
    // Whatever it was: what was acknowledged can be read with the same handle, and nothing else is there.
    let found = work.held(&store);
    assert!(found >= outcome.acknowledged, "{found} of {} can be read", outcome.acknowledged);
    if outcome.errors.contains("doubtful") {
        let next = &work.commits[found.min(work.commits.len() - 1)];
        assert_eq!(store.append(next).map_err(|error| reason(&error)), Err("doubtful"));
    } else {
        assert_eq!(found, outcome.acknowledged, "what was refused was kept");
        if let Some(next) = work.commits.get(found) {
            store.append(next).expect("the handle goes on when the disk does");
            outcome.acknowledged += 1;
        }
    }
    outcome
}

/// What was acknowledged is there when the store is opened again, and the work can be brought to its end.
fn goes_on(disk: &Disk, work: &Work, acknowledged: usize) {
    let store = Store::open(disk.path()).expect("it opens again");
    let found = work.held(&store);
    assert!(found >= acknowledged);
    for commit in &work.commits[found..] {
        store.append(commit).expect("it goes on");
    }
    assert_eq!(work.held(&store), work.commits.len());
}

fn work(seed: u64) -> (Work, Disk) {
    let work = Work::by_chance(&mut Random::new(seed));
    let disk = Disk::with(&Files::new());
    drop(Store::open(disk.path()).expect("it opens"));
    (work, disk)
}

/// How many calls the work takes when nothing fails.
fn calls(seed: u64) -> u64 {
    let (work, disk) = work(seed);
    let store = Store::open(disk.path()).expect("it opens");
    disk.fail(None);
    for commit in &work.commits {
        store.append(commit).expect("it is kept");
    }
    let (calls, ..) = disk.counts();
    drop(store);
    disk.unplug();
    calls
}

#[test]
fn every_call_may_fail_while_one_writes() {
    let mut errors = BTreeSet::new();
    for fault in [Fault::Call, Fault::From] {
        for call in 0..calls(3) {
            let (work, disk) = work(3);
            let outcome = worked(&disk, &work, fault(call));
            goes_on(&disk, &work, outcome.acknowledged);
            errors.extend(outcome.errors);
            disk.unplug();
        }
    }
    assert!(errors.contains("doubtful") && errors.contains("database"), "{errors:?}");
    assert!(errors.iter().all(|error| ["database", "doubtful"].contains(error)), "{errors:?}");
}

#[test]
fn every_call_may_fail_while_one_opens() {
    for files in [Files::new(), filled()] {
        let mut call = 0;
        loop {
            let disk = Disk::with(&files);
            disk.fail(Some(Fault::Call(call)));
            let opened = Store::open(disk.path());
            let is_past = disk.counts().0 <= call;
            if let Err(error) = &opened {
                assert!(["database", "doubtful"].contains(&name(error)), "{call}: {error:?}");
            }
            drop(opened);
            disk.fail(None);
            let store = Store::open(disk.path()).expect("it opens when the disk does its work");
            assert!(store.verify().expect("readable").is_sound());
            drop(store);
            disk.unplug();
            if is_past {
                break;
            }
            call += 1;
        }
        assert!(call > 10, "{call}");
    }
}

/// The files of a store whose program went away in the middle of its work.
fn filled() -> Files {
    let (work, disk) = work(4);
    let store = Store::open(disk.path()).expect("it opens");
    for commit in &work.commits {
        store.append(commit).expect("it is kept");
    }
    let files = disk.files();
    assert!(files.keys().any(|name| name.ends_with("-wal")), "{:?}", files.keys());
    files
}

#[test]
fn every_call_may_fail_while_one_reads() {
    let (work, disk) = work(5);
    let store = Store::open(disk.path()).expect("it opens");
    for commit in &work.commits {
        store.append(commit).expect("it is kept");
    }
    let mut failed = 0;
    for call in 0.. {
        disk.fail(Some(Fault::Call(call)));
        // Another handle, so that pages are read and not remembered.
        let read = Store::open_read_only(disk.path()).and_then(|store| store.verify());
        let is_past = disk.counts().0 <= call;
        disk.fail(None);
        match read {
            Ok(proved) if proved.is_sound() => {}
            Ok(proved) => panic!("a disk that fails is no damage of what it holds: {:?}", proved.damage),
            Err(_) => failed += 1,
        }
        if is_past {
            break;
        }
    }
    assert!(failed > 10, "{failed}");
    assert_eq!(work.held(&store), work.commits.len());
}

#[test]
fn a_full_disk_keeps_nothing_and_says_so() {
    for after in 0..40 {
        let (work, disk) = work(6);
        let outcome = worked(&disk, &work, Fault::Full(after));
        if outcome.met {
            assert_eq!(outcome.errors.iter().collect::<Vec<_>>(), [&"full"]);
        }
        assert!(outcome.met || after > 0);
        goes_on(&disk, &work, outcome.acknowledged);
        disk.unplug();
    }
}

#[test]
fn after_a_failed_sync_the_handle_refuses_to_write() {
    for sync in 0..8 {
        let (work, disk) = work(7);
        let outcome = worked(&disk, &work, Fault::Sync(sync));
        if outcome.met {
            assert_eq!(outcome.errors.iter().collect::<Vec<_>>(), [&"doubtful"]);
        }
        assert!(outcome.met || sync > 2);
        goes_on(&disk, &work, outcome.acknowledged);
        disk.unplug();
    }
}

#[test]
fn a_disk_that_is_read_only_can_be_looked_at() {
    let disk = Disk::with(&moved_in());
    disk.fail(Some(Fault::ReadOnly));
    assert_eq!(Store::open(disk.path()).map(drop).map_err(|error| name(&error)), Err("read only"));
    let store = Store::open_read_only(disk.path()).expect("it can be looked at");
    assert!(store.verify().expect("readable").records > 0);
    disk.unplug();
}

/// The files of a store that was closed.
fn moved_in() -> Files {
    let (work, disk) = work(8);
    let store = Store::open(disk.path()).expect("it opens");
    for commit in &work.commits {
        store.append(commit).expect("it is kept");
    }
    drop(store);
    disk.files()
}

#[test]
fn a_folder_that_is_gone_is_an_error_for_who_opens_and_none_for_who_has_opened() {
    let (work, disk) = work(9);
    let store = Store::open(disk.path()).expect("it opens");
    store.append(&work.commits[0]).expect("it is kept");
    assert_eq!(work.held(&store), 1);
    disk.fail(Some(Fault::Gone));
    assert!(matches!(Store::open(disk.path()), Err(StoreError::Database { .. })));
    assert!(matches!(Store::open_read_only(disk.path()), Err(StoreError::Database { .. })));
    assert_eq!(work.held(&store), 1);
    disk.unplug();
}

#[test]
fn a_second_program_may_write_and_one_that_does_not_end_is_named() {
    let (work, disk) = work(10);
    let (one, other) =
        (Store::open(disk.path()).expect("it opens"), Store::open(disk.path()).expect("twice"));
    one.append(&work.commits[0]).expect("it is kept");
    other.append(&work.commits[1]).expect("it is kept beside it");
    assert_eq!((work.held(&one), work.held(&other)), (2, 2));
    let third = rusqlite::Connection::open(disk.path()).expect("it opens");
    third.execute_batch("BEGIN IMMEDIATE").expect("it begins to write");
    let refused = one.append(&work.commits[2]).map_err(|error| reason(&error));
    assert_eq!(refused, Err("busy"));
    assert_eq!(work.held(&one), 2);
    third.execute_batch("ROLLBACK").expect("it ends");
    one.append(&work.commits[2]).expect("it is kept");
    assert_eq!(work.held(&other), 3);
    disk.unplug();
}
