//! The rows of small cases: W1, W2, W5.

use std::hint::black_box;

use cauce::check::{GuardForm, Options};
use cauce::command::{Actor, Request};
use cauce::data::{Text, Value};
use cauce::decide::NoJournal;
use cauce::event::Event;
use cauce::instance::{Instance, Status};

use super::clock::{Batch, Effort, in_turn, repeated};
use super::floor;
use crate::shared::row::Row;
use crate::shared::{Bed, text};

/// What full runs keep of each command.
pub(crate) struct Kept {
    _seq: u64,
    _at: cauce::data::Timestamp,
    _actor: Actor,
    _events: Vec<Event>,
}

fn bare(bed: &Bed, request: Request) -> Instance {
    let mut instance = Instance::new();
    instance.handle_into(&bed.definitions, request, &mut NoJournal).expect("the case begins");
    instance
}

pub(crate) fn full(bed: &Bed, request: Request) -> (Instance, Kept) {
    let mut instance = Instance::new();
    let actor = request.actor.clone();
    let events = instance.handle(&bed.definitions, request).expect("the case begins");
    let kept = Kept {
        _seq: instance.seq(),
        _at: instance.at().expect("the case has begun"),
        _actor: actor,
        _events: events,
    };
    (instance, kept)
}

fn scripts() -> Options {
    Options { guards: GuardForm::ScriptOnly, ..Options::default() }
}

/// Whole cases, run bare.
fn bare_runs<'a>(bed: &'a Bed, data: &'a [(Text, Value)]) -> Batch<'a> {
    ends(&bare(bed, bed.start(data.to_vec())));
    repeated(500, move || {
        drop(black_box(bare(bed, bed.start(data.to_vec()))));
    })
}

/// Whole cases with what happened kept.
fn full_runs(bed: &Bed) -> Batch<'_> {
    ends(&full(bed, bed.start(Vec::new())).0);
    repeated(200, move || {
        drop(black_box(full(bed, bed.start(Vec::new()))));
    })
}

pub(crate) fn ends(instance: &Instance) {
    assert!(matches!(instance.status(), Status::Ended(_)), "the workload runs to its end");
}

/// W1: ten activities that pass by themselves.
pub(crate) fn sequence() -> Vec<Row> {
    let bed = Bed::of(&text::sequence(10), &Options::default());
    let batches = [floor::per_activity(), bare_runs(&bed, &[]), full_runs(&bed)];
    let [activity, bare, full] = in_turn(Effort::SHORT, batches);
    vec![
        Row::ratio("W1 bare, per case", bare, ("10 F1", 10.0 * activity), 6.0),
        Row::ratio("W1 full, per case", full, ("10 F1", 10.0 * activity), 18.0),
    ]
}

/// W2: seventeen activities, ten of them sent back once by a guard; guard inputs are stored.
pub(crate) fn returns() -> Vec<Row> {
    let text = text::returns();
    let (native, script) = (Bed::of(&text, &Options::default()), Bed::of(&text, &scripts()));
    let batches = [floor::flat_returns(), floor::rhai_comparison(), full_runs(&native), full_runs(&script)];
    let [flat, rhai, native, script] = in_turn(Effort::SHORT, batches);
    vec![
        Row::ratio("W2 full, guards compiled, per case", native, ("F1 W2", flat), 22.0),
        Row::ratio("W2 full, guards as rhai, per case", script, ("20 F2", 20.0 * rhai), 2.0),
    ]
}

/// W5: an exclusive split with ten conditions, run bare.
pub(crate) fn split() -> Vec<Row> {
    let text = text::split();
    let (native, script) = (Bed::of(&text, &Options::default()), Bed::of(&text, &scripts()));
    let data = [("ajustes".into(), Value::Bool(true))];
    let batches = [
        floor::per_activity(),
        floor::rhai_comparison(),
        bare_runs(&native, &data),
        bare_runs(&script, &data),
    ];
    let [activity, rhai, native, script] = in_turn(Effort::SHORT, batches);
    vec![
        Row::time("W5 guards compiled, per case", native, ("F1", activity), (150.0, 44.0)),
        Row::ratio("W5 guards as rhai, per case", script, ("10 F2", 10.0 * rhai), 1.2),
    ]
}
