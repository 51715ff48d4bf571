//! Counts events, allocations and bytes: what does not depend on the machine's mood.
//!
//! Knows how many of each a workload costs; leaves its rows for the table, which prints and judges them.
//! Does not measure time: counting every allocation would slow it.
//! Read [`main`] first.

#![allow(clippy::print_stdout, clippy::float_arithmetic, reason = "a benchmark computes and prints")]

#[path = "../shared/mod.rs"]
mod shared;

use std::alloc::System;

use cauce::check::Options;
use cauce::command::{Actor, Command, Done, Request};
use cauce::data::Digest;
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::record::Writer;
use shared::ibague::{Walk, record};
use shared::row::Row;
use shared::{Bed, handover, raised, text};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> std::io::Result<()> {
    let mut rows = Vec::new();
    rows.extend(commands());
    rows.push(waiting("S1 waiting case, citations kept (bytes)", true, 512.0));
    rows.push(waiting("S1 waiting case, citations not kept (bytes)", false, 192.0));
    rows.extend(rounds());
    handover::leave(&rows)?;
    println!("counted {} rows for the table", rows.len());
    Ok(())
}

/// H2: events and allocations per command, the worst and the mean.
fn commands() -> Vec<Row> {
    let walk = Walk::new(&Options::default());
    let mut instance = Instance::new();
    let mut journal: Vec<Event> = Vec::with_capacity(200);
    let (mut events, mut allocations) = (Vec::new(), Vec::new());
    for request in walk.requests.clone() {
        let before = journal.len();
        let region = Region::new(ALLOCATOR);
        instance.handle_into(&walk.bed.definitions, request, &mut journal).expect("the walk is legal");
        let change = region.change();
        events.push(journal.len() - before);
        allocations.push(change.allocations + change.reallocations);
    }
    let most = |counts: &[usize]| counts.iter().max().copied().unwrap_or(0) as f64;
    let mean = |counts: &[usize]| counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    let worst = allocations
        .iter()
        .position(|count| Some(count) == allocations.iter().max())
        .map_or(0, |position| position + 1);
    vec![
        Row::at_most("H2 events per command, the most", most(&events), "", 6.0),
        Row::told("H2 events per command, mean", mean(&events), ""),
        Row::at_most(
            &format!("H2 allocations per command, the most (its {worst}.)"),
            most(&allocations),
            "",
            8.0,
        ),
        Row::told("H2 allocations per command, mean", mean(&allocations), ""),
    ]
}

/// S1: a hundred thousand H2 cases that wait at activity 9, their events given to a store.
fn waiting(name: &str, citations: bool, limit: f64) -> Row {
    const CASES: usize = 100_000;
    let walk = Walk::new(&Options { citations, ..Options::default() });
    let mut cases = Vec::with_capacity(CASES);
    let region = Region::new(ALLOCATOR);
    for _ in 0..CASES {
        let mut instance = Instance::new();
        for request in walk.requests.iter().take(9).cloned() {
            instance.handle(&walk.bed.definitions, request).expect("the walk is legal");
        }
        cases.push(instance);
    }
    let change = region.change();
    let beside = change.bytes_allocated as f64 - change.bytes_deallocated as f64;
    let open = cauce::view::open_items(&cases[CASES - 1]);
    assert!(open.iter().all(|item| &*item.reference == "9"), "the cases wait at activity 9");
    Row::at_most(name, beside / CASES as f64 + size_of::<Instance>() as f64, "B", limit)
}

/// L1: what the state and a round's lines weigh after a thousand rounds and after a hundred thousand.
fn rounds() -> Vec<Row> {
    let options = Options { limits: raised(), ..Options::default() };
    let bed = Bed::of(&text::rounds(1_000_000), &options);
    let mut case =
        Rounds { instance: Instance::new(), writer: Writer::new(), prev: Digest::ZERO, item: 1, bed: &bed };
    let region = Region::new(ALLOCATOR);
    let held = |region: &Region<'_, System>| {
        let change = region.change();
        change.bytes_allocated as f64 - change.bytes_deallocated as f64
    };
    case.ask(bed.start(Vec::new()));
    (1..1_000).for_each(|_| drop(case.round()));
    let (early_state, early_line) = (held(&region), shape(&case.round()));
    (1_001..100_000).for_each(|_| drop(case.round()));
    let (late_state, late_line) = (held(&region), case.round());
    vec![
        Row::at_most("L1 bytes of state, 100,000 rounds less 1,000", late_state - early_state, "B", 0.0),
        Row::told("L1 bytes of journal per round", late_line.len() as f64, "B"),
        Row::at_most(
            "L1 bytes of a round's lines, numbers aside, the same",
            shape(&late_line).abs_diff(early_line) as f64,
            "B",
            0.0,
        ),
    ]
}

/// A case that goes round and round.
struct Rounds<'b> {
    instance: Instance,
    writer: Writer,
    prev: Digest,
    item: u32,
    bed: &'b Bed,
}

impl Rounds<'_> {
    fn round(&mut self) -> Vec<u8> {
        let mut lines = self.complete(Done::new());
        lines.extend(self.complete(Done::new().yes().note("falta una firma")));
        lines
    }

    fn complete(&mut self, done: Done) -> Vec<u8> {
        let command = Command::Complete { item: cauce::command::ItemId(self.item), done };
        self.item += 1;
        self.ask(Request::new(shared::morning(), Actor::person("ana", "auditor"), command).entropy([7; 32]))
    }

    fn ask(&mut self, request: Request) -> Vec<u8> {
        let actor = request.actor.clone();
        let events = self.instance.handle(&self.bed.definitions, request).expect("a round is legal");
        let record = record(&self.instance, actor, events, self.prev);
        let written = self.writer.write(&record, &self.bed.procedure).expect("a record can be written");
        self.prev = written.digest;
        written.line.to_vec()
    }
}

/// How many bytes lines have, without the digits of numbers, which grow with what they count.
fn shape(lines: &[u8]) -> usize {
    let mut inside = false;
    let mut bytes = 0;
    for byte in lines {
        inside ^= *byte == b'"';
        bytes += usize::from(inside || !byte.is_ascii_digit());
    }
    bytes
}
