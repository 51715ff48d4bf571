//! Several machines on one database: four programs work on the same cases, one is killed every second and begun again,
//! and at the end nothing that was acknowledged is lost, nothing was done twice, and everything is whole.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::panic, reason = "another answer than the expected one is a failure")]

#[path = "support/bases/mod.rs"]
mod bases;
#[path = "cases/desk.rs"]
#[allow(dead_code, unused_imports, reason = "this suite uses a part of it")]
mod desk;
#[path = "machines/workers.rs"]
mod workers;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command as Program, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bases::server::Schema;
use cauce::clock::{Clock as _, ManualClock};
use cauce::command::{Command, Done, ItemId, Request, Start};
use cauce::event::{Event, ItemKind};
use cauce::log::Log as _;
use cauce_store::Store;
use cauce_store::cases::{Cases, CasesError, Work};
use desk::{ACTA, PLAZO, ana};

/// Where the program works that is killed, and which one it is.
const PLACE: &str = "CAUCE_MACHINE_ON";
const NAME: &str = "CAUCE_MACHINE";

const MACHINES: usize = 4;

/// How many cases have a deadline that passes while the machines work.
const TIMED: usize = 120;

type Said = Arc<Mutex<Vec<String>>>;

fn at_work(address: &str) -> Cases<ManualClock> {
    Cases::new(Store::postgres(address).expect("it opens"), late())
}

/// What a machine does: begins cases, does what is open, lets time pass, and says each thing that was kept.
#[test]
#[ignore = "is started by the other tests of this file"]
#[expect(clippy::disallowed_methods, reason = "where it works, whoever starts it says")]
fn works_until_it_is_killed() {
    let (Ok(place), Ok(name)) = (std::env::var(PLACE), std::env::var(NAME)) else { return };
    let cases = at_work(&place);
    let mut turn = name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut out = std::io::stdout();
    for round in 0.. {
        let mut said = Vec::new();
        let begin = Request::new(late().now(), ana(), Command::Start(Start::of("ACTA")));
        said.extend(asked(&cases, &format!("c-{name}-{round}"), &begin.key("begin")));
        for _ in 0..4 {
            let list = cases.work(&Work::of_role("auditor"), None, 12).expect("a list").rows;
            turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let pick = usize::try_from(turn >> 33).expect("it is small") % list.len().max(1);
            if let Some(item) = list.get(pick) {
                said.extend(completed(&cases, &item.case, item.item, item.kind));
            }
        }
        let advanced = cases.advance(None, 3).expect("it looks");
        assert!(advanced.behind.is_empty(), "{:?}", advanced.behind);
        said.extend(advanced.steps.iter().map(|step| format!("fired {}", step.seq)));
        for line in said {
            writeln!(out, "{line}").and_then(|()| out.flush()).expect("it can be said");
        }
    }
}

/// Days after the cases began: what had a deadline is overdue.
fn late() -> ManualClock {
    let clock = bases::clock();
    clock.advance(5 * 86_400_000);
    clock
}

fn completed(cases: &Cases<ManualClock>, case: &str, item: ItemId, kind: ItemKind) -> Option<String> {
    let done = if kind == ItemKind::Question { Done::new().no() } else { Done::new() };
    let done = if case.len().is_multiple_of(2) { done } else { done.note("visto") };
    let request = Request::new(late().now(), ana(), Command::Complete { item, done });
    asked(cases, case, &request.key(&format!("do-{item}")))
}

/// What was kept under its key, by this program or, when it was killed before it heard so, by one before; nothing when
/// another has done it.
fn asked(cases: &Cases<ManualClock>, case: &str, request: &Request) -> Option<String> {
    let key = request.key.clone().expect("each has one");
    match cases.request(case, request) {
        Ok(step) => Some(format!("kept {case} {key} {}", step.seq)),
        Err(CasesError::Rejected(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

/// A program at work, and a thread that hears what it says.
struct Machine {
    child: Child,
    hears: thread::JoinHandle<()>,
}

/// Begins one more program, which does what that test does.
fn begun(address: &str, (work, name): (&str, &str), said: &Said) -> Machine {
    let mut child = Program::new(std::env::current_exe().expect("a path"))
        .args([work, "--exact", "--ignored", "--nocapture"])
        .env(PLACE, address)
        .env(NAME, name)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (out, said) = (BufReader::new(child.stdout.take().expect("it is piped")), Arc::clone(said));
    let hear = move || {
        for line in out.lines().map_while(Result::ok) {
            assert!(!line.contains("FAILED"), "a machine failed");
            if ["kept ", "fired ", "has ", "did ", "late "].iter().any(|word| line.starts_with(word)) {
                said.lock().expect("nobody panics").push(line);
            }
        }
    };
    Machine { child, hears: thread::Builder::new().spawn(hear).expect("a thread") }
}

impl Machine {
    /// Killed at once, as by a failure of its current.
    fn kill(mut self) {
        assert_eq!(self.child.try_wait().expect("it is known"), None, "it works until it is killed");
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        self.hears.join().expect("all that it said was heard");
    }
}

/// Lets four programs work, of which the one that has worked longest is killed every second and another begun; gives
/// what they said.
fn worked(address: &str, (work, kills): (&str, usize)) -> Vec<String> {
    let said = Said::default();
    let mut names = (0..).map(|number: usize| format!("m{number}"));
    let mut running: Vec<Machine> =
        names.by_ref().take(MACHINES).map(|name| begun(address, (work, &name), &said)).collect();
    for _ in 0..kills {
        thread::sleep(Duration::from_secs(1));
        running.remove(0).kill();
        running.push(begun(address, (work, &names.next().expect("without end")), &said));
    }
    thread::sleep(Duration::from_secs(1));
    running.into_iter().for_each(Machine::kill);
    said.lock().expect("nobody panics").clone()
}

fn machines(kills: usize) {
    let Some(schema) = Schema::new() else { return };
    let cases = Cases::new(Store::postgres(schema.address()).expect("it opens"), bases::clock());
    for text in [ACTA, PLAZO] {
        cases.add(text).expect("it can be added");
    }
    for number in 0..TIMED {
        cases.start(&format!("p-{number}"), "PLAZO", &ana()).expect("it begins");
    }
    let said = worked(schema.address(), ("works_until_it_is_killed", kills));
    whole(&schema, &said);
}

/// Nothing that was said is missing, nothing was done twice, and rows are those of the records.
fn whole(schema: &Schema, said: &[String]) {
    let clock = late();
    // What a program that was killed had taken on itself to fire is anybody's again.
    clock.advance(60_000);
    let cases = Cases::new(Store::postgres(schema.address()).expect("it opens"), clock);
    let acknowledged: BTreeSet<&str> = said.iter().filter_map(|line| line.strip_prefix("kept ")).collect();
    let fired = said.iter().filter(|line| line.starts_with("fired ")).count();
    assert!(acknowledged.len() > 20 && fired > 0, "the machines worked: {said:?}");
    for line in acknowledged {
        let [case, key, seq] = *line.split(' ').collect::<Vec<_>>() else { panic!("{line}") };
        let stream = cases.stream_of(case).expect("a name");
        let found = cases.store().find(&stream, key).expect("it reads");
        assert_eq!(found.map(|seq| seq.to_string()).as_deref(), Some(seq), "{line}");
    }
    let proved = cases.store().verify().expect("it reads");
    assert!(proved.is_sound(), "{:?}", proved.damage);
    assert!(cases.astray().expect("it looks").is_none(), "rows are those of the records");
    while !cases.advance(None, 50).expect("it looks").steps.is_empty() {}
    for number in 0..TIMED {
        let events = events(&cases, &format!("p-{number}"));
        let passed = events.iter().filter(|event| matches!(event, Event::DeadlinePassed { .. })).count();
        assert_eq!(passed, 1, "each timer fires once");
    }
    let names: BTreeSet<_> =
        said.iter().filter_map(|line| line.split(' ').nth(1)).filter(|name| name.starts_with("c-")).collect();
    for case in names {
        let mut done: BTreeMap<ItemId, usize> = BTreeMap::new();
        for event in events(&cases, case) {
            if let Event::Completed(completed) = event {
                *done.entry(completed.item).or_default() += 1;
            }
        }
        assert!(done.values().all(|times| *times == 1), "{case}: {done:?}");
    }
}

fn events(cases: &Cases<ManualClock>, case: &str) -> Vec<Event> {
    cases.records(case).expect("records").into_iter().flat_map(|record| record.events).collect()
}

#[test]
fn four_machines_of_which_one_is_killed_every_second() {
    machines(6);
}

#[test]
#[ignore = "two minutes"]
fn four_machines_of_which_one_is_killed_every_second_for_two_minutes() {
    machines(120);
}
