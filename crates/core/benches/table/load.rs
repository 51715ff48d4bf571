//! The rows of loading and of long definitions: PRO-GS-029, the graph of 20,000 activities, W6, and L1.

use std::hint::black_box;

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Done, ItemId, Request};
use cauce::decide::NoJournal;
use cauce::document::decode;
use cauce::instance::{Instance, Status};

use super::clock::{Batch, Effort, in_turn, timed};
use super::{floor, plain};
use crate::shared::ibague::TEXT;
use crate::shared::row::Row;
use crate::shared::{Bed, morning, raised, text};

fn options() -> Options {
    Options { limits: raised(), ..Options::default() }
}

/// A whole load: reading, building and every check; freeing what came of it included.
fn load(text: &str) -> f64 {
    load_as(text, &options())
}

fn load_as(text: &str, options: &Options) -> f64 {
    timed(|| {
        let checked = check_bytes("bench.toml", black_box(text).as_bytes(), options);
        assert!(checked.procedure.is_some(), "the text has no errors");
        drop(black_box(checked));
    })
}

/// Reading alone, with the places of everything.
fn decoded(text: &str) -> f64 {
    let limits = raised();
    timed(|| {
        drop(black_box(decode("bench.toml", black_box(text).as_bytes(), &limits)));
    })
}

/// The real procedure.
pub(crate) fn ibague() -> Vec<Row> {
    let batches: [Batch<'_>; 2] = [Box::new(|| plain::read(TEXT)), Box::new(|| load(TEXT))];
    let [plain, load] = in_turn(Effort::SHORT, batches);
    vec![Row::ratio("PRO-GS-029: load with all checks", load, ("F6", plain), 6.0)]
}

/// What building and checking the graph of a large file adds to reading it: connected, not proved.
pub(crate) fn graph() -> Vec<Row> {
    let text = text::sequence(20_000);
    let connected = Options { proof: None, ..options() };
    let batches: [Batch<'_>; 3] = [
        Box::new(|| plain::read(&text)),
        Box::new(|| decoded(&text)),
        Box::new(|| load_as(&text, &connected)),
    ];
    let [plain, decoded, load] = in_turn(Effort::LONG, batches);
    vec![Row::ratio("20,000 activities: build, digests, all rules", load - decoded, ("F6", plain), 1.0)]
}

/// W6: a long sequence, loaded and run bare.
pub(crate) fn sequence(activities: usize, effort: Effort) -> Vec<Row> {
    let text = text::sequence(activities);
    let bed = Bed::of(&text, &options());
    let batches: [Batch<'_>; 4] = [
        Box::new(|| plain::read(&text)),
        Box::new(|| load(&text)),
        floor::per_activity(),
        Box::new(|| run(&bed)),
    ];
    let [plain, load, activity, run] = in_turn(effort, batches);
    let count = activities as f64;
    vec![
        Row::ratio(&format!("W6 {activities}: load with all checks"), load, ("F6", plain), 2.0),
        Row::time(
            &format!("W6 {activities}: run bare, per activity"),
            run / count,
            ("F1", activity),
            (15.0, 4.4),
        ),
    ]
}

fn run(bed: &Bed) -> f64 {
    let request = bed.start(Vec::new());
    timed(|| {
        let mut instance = Instance::new();
        instance.handle_into(&bed.definitions, request, &mut NoJournal).expect("the case begins");
        assert!(matches!(instance.status(), Status::Ended(_)), "the sequence runs to its end");
        drop(black_box(instance));
    })
}

/// L1: one return taken a thousand and a hundred thousand times.
pub(crate) fn rounds() -> Vec<Row> {
    let bed = Bed::of(&text::rounds(1_000_000), &options());
    let batches: [Batch<'_>; 2] = [Box::new(|| late(&bed, 0)), Box::new(|| late(&bed, 99_000))];
    let [early, late] = in_turn(Effort { rounds: 3, ..Effort::SHORT }, batches);
    vec![Row::ratio("L1 round of the last 1,000 of 100,000", late, ("the first 1,000", early), 1.1)]
}

/// What a round costs, the best hundred of a thousand, after so many have been.
fn late(bed: &Bed, before: u32) -> f64 {
    let mut instance = Instance::new();
    instance.handle_into(&bed.definitions, bed.start(Vec::new()), &mut NoJournal).expect("the case begins");
    let mut item = 1;
    go_round(bed, &mut instance, &mut item, before);
    let hundreds = (0..10).map(|_| go_round(bed, &mut instance, &mut item, 100));
    hundreds.fold(f64::MAX, f64::min) / 100.0
}

fn go_round(bed: &Bed, instance: &mut Instance, item: &mut u32, rounds: u32) -> f64 {
    timed(|| {
        for _ in 0..rounds {
            for done in [Done::new(), Done::new().yes().note("falta una firma")] {
                let command = Command::Complete { item: ItemId(*item), done };
                *item += 1;
                let request = Request::new(morning(), Actor::person("ana", "auditor"), command);
                instance.handle_into(&bed.definitions, request, &mut NoJournal).expect("a round is legal");
            }
        }
    })
}
