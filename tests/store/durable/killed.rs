//! A program that is killed while it writes, again and again: what it was told is there when the next one opens.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use cauce::log::Log as _;
use cauce_store::Store;

use crate::chain::Chain;

/// Tells the program that is killed where it writes.
const PLACE: &str = "CAUCE_KILLED_IN";

const STREAMS: u64 = 3;

/// What the program does that is killed: writes record after record, and says so of each.
#[test]
#[ignore = "is started by the other tests of this file"]
fn writes_until_it_is_killed() {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let store = Store::open(place).expect("it opens");
    let held = store.verify().expect("readable").records;
    let mut out = std::io::stdout();
    let mut chain = Chain::of(STREAMS).skip(usize::try_from(held).expect("few")).peekable();
    for number in held.. {
        // Now and then several go together.
        let count = if number % 5 == 0 { 4 } else { 1 };
        let batches: Vec<_> = chain.by_ref().take(count).collect();
        store.append(&batches).expect("it is kept");
        let last = batches.last().and_then(|batch| batch.key.clone()).expect("each has one");
        writeln!(out, "kept {last}").and_then(|()| out.flush()).expect("it can be said");
    }
}

/// How many records were acknowledged before the program was killed.
fn killed_after(path: &Path, acknowledged: usize) -> usize {
    let program = std::env::current_exe().expect("a path");
    let mut child = Command::new(program)
        .args(["killed::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(PLACE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut kept = 0;
    let mut said = 0;
    for line in out.lines() {
        let line = line.expect("a line");
        let Some(key) = line.strip_prefix("kept m-") else { continue };
        kept = key.parse::<usize>().expect("a number") + 1;
        said += 1;
        if said == acknowledged {
            // What it says between the order and its end counts as well.
            child.kill().expect("it runs");
        }
    }
    child.wait().expect("it ends");
    kept
}

fn rounds() -> usize {
    std::env::var("CAUCE_KILLS").map_or(25, |text| text.parse().expect("a number"))
}

#[test]
fn nothing_is_lost_when_the_writer_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("cases.db");
    for round in 0..rounds() {
        if round % 200 == 199 {
            drop(std::fs::remove_file(&path));
        }
        let kept = killed_after(&path, 1 + round % 7);
        let store = Store::open(&path).expect("it opens again");
        let mut lines = Vec::new();
        let proved = store.verify_each(|_, line| lines.push(line.to_vec())).expect("readable");
        assert!(proved.is_sound(), "round {round}: {:?}", proved.damage);
        assert!(kept > 0 && lines.len() >= kept, "round {round}: {} of {kept}", lines.len());
        for (line, batch) in lines.iter().zip(Chain::of(STREAMS)) {
            assert_eq!(*line, batch.record, "round {round}");
        }
    }
}
