//! The rows of the real procedure walked by persons: H2, and two threads over such cases.

use std::hint::black_box;

use cauce::check::Options;
use cauce::command::Request;
use cauce::data::{Digest, Timestamp};
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::record::{Reader, Writer};

use super::clock::{Batch, Effort, in_turn, timed};
use super::floor;
use crate::shared::ibague::{Walk, record};
use crate::shared::row::Row;

/// Few enough that what they hold stays near the processor.
const CASES: usize = 8;

/// H2: every command of the case, with what is kept and with what is written.
pub(crate) fn commands() -> Vec<Row> {
    let walk = Walk::new(&Options::default());
    let (records, lines) = walk.history();
    let events = records.iter().map(|record| record.events.len()).sum::<usize>() as f64;
    let kept: Vec<(Timestamp, &[Event])> =
        records.iter().map(|record| (record.at, &record.events[..])).collect();
    let batches = [
        floor::per_activity(),
        floor::hashed_line(),
        in_memory(&walk),
        written(&walk),
        replayed(&walk, &kept),
        from_bytes(&walk, &lines, true),
        from_bytes(&walk, &lines, false),
    ];
    let [activity, line, memory, written, replayed, trusted, proved] = in_turn(Effort::SHORT, batches);
    vec![
        Row::time("H2 command in memory, events kept", memory, ("F1", activity), (400.0, 118.0)),
        Row::time("H2 command with its record, chained", written, ("F5", line), (2_500.0, 1.7)),
        Row::time("H2 replay, per decoded event", replayed / events, ("F1", activity), (30.0, 9.0)),
        Row::time(
            "H2 replay from bytes, proved before, per event",
            trusted / events,
            ("F5", line),
            (600.0, 0.4),
        ),
        Row::told("H2 replay from bytes, proving each, per event", proved / events, "ns"),
    ]
}

/// What one command costs: requests are made before and results freed after.
fn in_memory(walk: &Walk) -> Batch<'_> {
    Box::new(move || {
        let cases = walk.copies(CASES);
        let mut kept = Vec::with_capacity(CASES);
        let time = timed(|| {
            cases.into_iter().for_each(|case| kept.push(run(walk, case)));
        });
        drop(black_box(kept));
        time / (CASES * walk.requests.len()) as f64
    })
}

fn run(walk: &Walk, requests: Vec<Request>) -> (Instance, Vec<Vec<Event>>) {
    let mut instance = Instance::new();
    let mut journal = Vec::with_capacity(requests.len());
    for request in requests {
        journal.push(instance.handle(&walk.bed.definitions, request).expect("the walk is legal"));
    }
    (instance, journal)
}

/// The same, and each record is written and chained to the one before.
fn written(walk: &Walk) -> Batch<'_> {
    let mut writer = Writer::new();
    Box::new(move || {
        let cases = walk.copies(CASES);
        let mut kept = Vec::with_capacity(CASES * walk.requests.len());
        let time = timed(|| {
            for requests in cases {
                let (mut instance, mut prev) = (Instance::new(), Digest::ZERO);
                for request in requests {
                    let actor = request.actor.clone();
                    let events = instance.handle(&walk.bed.definitions, request).expect("the walk is legal");
                    let record = record(&instance, actor, events, prev);
                    prev =
                        writer.write(&record, &walk.bed.procedure).expect("a record can be written").digest;
                    kept.push(record);
                }
                black_box(&instance);
            }
        });
        drop(black_box(kept));
        time / (CASES * walk.requests.len()) as f64
    })
}

/// A whole case from its events.
fn replayed<'a>(walk: &'a Walk, kept: &'a [(Timestamp, &'a [Event])]) -> Batch<'a> {
    super::clock::repeated(50, move || {
        let instance = Instance::replay(&walk.bed.definitions, black_box(kept).iter().copied());
        drop(black_box(instance.expect("what was decided applies")));
    })
}

/// A whole case from its lines.
fn from_bytes<'a>(walk: &'a Walk, lines: &'a [Vec<u8>], trusting: bool) -> Batch<'a> {
    super::clock::repeated(20, move || {
        let definitions = &walk.bed.definitions;
        let reader = Reader::new(definitions);
        let mut reader = if trusting { reader.trusting() } else { reader };
        let mut instance = Instance::new();
        for line in black_box(lines) {
            let record = reader.read(line).expect("a line that was written can be read");
            instance.apply(definitions, record.at, &record.events).expect("what was decided applies");
        }
        drop(black_box(instance));
    })
}

/// Two threads over cases against one.
pub(crate) fn threads() -> Vec<Row> {
    let walk = Walk::new(&Options::default());
    // Requests of their own, as two hosts would bring them: only the definitions are shared.
    let others = Walk::new(&Options::default()).requests;
    let batches: [Batch<'_>; 4] = [
        alone(flat),
        both(flat, flat),
        alone(|| many(&walk, &walk.requests)),
        both(|| many(&walk, &walk.requests), || many(&walk, &others)),
    ];
    let [flat, flats, one, two] = in_turn(Effort { rounds: 8, ..Effort::SHORT }, batches);
    vec![
        Row::told("two threads of F1, times one", 2.0 * flat / flats, "×"),
        Row {
            at_least: true,
            ..Row::told("two threads over cases, times one (≥ 1.8)", 2.0 * one / two, "×")
        },
    ]
}

fn alone<'a>(work: impl Fn() + Send + Copy + 'a) -> Batch<'a> {
    Box::new(move || {
        timed(|| {
            std::thread::scope(|scope| {
                scope.spawn(work);
            });
        })
    })
}

fn both<'a>(one: impl Fn() + Send + Copy + 'a, other: impl Fn() + Send + Copy + 'a) -> Batch<'a> {
    Box::new(move || {
        timed(|| {
            std::thread::scope(|scope| {
                scope.spawn(one);
                scope.spawn(other);
            });
        })
    })
}

/// The flat loop, which shares nothing: what the machine itself gives two threads.
fn flat() {
    let mut loops = floor::flat_returns();
    for _ in 0..30 {
        black_box(loops());
    }
}

fn many(walk: &Walk, requests: &[Request]) {
    for _ in 0..200 {
        drop(black_box(run(walk, requests.to_vec())));
    }
}
