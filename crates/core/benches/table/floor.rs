//! Floors: what the least possible program needs for the same, in the same run.

use std::hint::black_box;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::clock::{Batch, repeated};
use crate::shared::text::ASKED;

/// Whether a guard holds, by the returns taken so far.
type Holds = dyn Fn(&[u32]) -> bool;

/// What the flat loop finds at a place.
enum Step {
    Start,
    Activity,
    /// A guard over the returns taken; true goes to that place.
    Guard {
        holds: Box<Holds>,
        back: usize,
    },
    End,
}

/// F1: a flat loop over a list of steps, with closures as guards and a history that is used again.
pub(crate) struct Flat {
    steps: Vec<Step>,
    history: Vec<u32>,
    returns: Vec<u32>,
}

impl Flat {
    /// W2: start, seventeen activities, end; ten are followed by a guard that sends back once.
    fn new() -> Self {
        let mut steps = vec![Step::Start];
        for activity in 1..=17 {
            let back = steps.len();
            steps.push(Step::Activity);
            if ASKED.contains(&activity) {
                let holds = Box::new(move |returns: &[u32]| returns[back + 1] < 1);
                steps.push(Step::Guard { holds, back });
            }
        }
        steps.push(Step::End);
        let returns = vec![0; steps.len()];
        Flat { steps, history: Vec::new(), returns }
    }

    /// One run from the start to the end.
    pub(crate) fn run(&mut self) {
        self.history.clear();
        self.returns.fill(0);
        let steps = black_box(&self.steps[..]);
        let mut place = 0;
        loop {
            self.history.push(place as u32);
            place = match &steps[place] {
                Step::Guard { holds, back } if holds(&self.returns) => {
                    self.returns[place] += 1;
                    *back
                }
                Step::Start | Step::Activity | Step::Guard { .. } => place + 1,
                Step::End => break,
            };
        }
        black_box(&self.history);
    }
}

/// How many activities a case of W2 does, those that are done again included.
const DONE: f64 = 17.0 + ASKED.len() as f64;

/// F1 for one activity, with its part of the guards: a loop without any would be foretold by the processor.
pub(crate) fn per_activity() -> Batch<'static> {
    let mut batch = flat_returns();
    Box::new(move || batch() / DONE)
}

/// F1 for the whole of W2.
pub(crate) fn flat_returns() -> Batch<'static> {
    let mut flat = Flat::new();
    repeated(1_000, move || flat.run())
}

/// F2: one evaluation of `ajustes == true` by rhai alone, compiled, its scope used again.
pub(crate) fn rhai_comparison() -> Batch<'static> {
    let engine = rhai::Engine::new_raw();
    let program = engine.compile("ajustes == true").expect("a script");
    let mut scope = rhai::Scope::new();
    scope.push("ajustes", true);
    repeated(500, move || {
        let value = engine.eval_ast_with_scope::<bool>(black_box(&mut scope), black_box(&program));
        drop(black_box(value));
    })
}

/// F2b: one evaluation of `indicador("x") < meta("x")` by rhai alone, with two registered functions.
pub(crate) fn rhai_calls() -> Batch<'static> {
    let mut engine = rhai::Engine::new_raw();
    engine.register_fn("indicador", |_: rhai::ImmutableString| rust_decimal::Decimal::new(5, 1));
    engine.register_fn("meta", |_: rhai::ImmutableString| rust_decimal::Decimal::new(6, 1));
    let program = engine.compile("indicador(\"x\") < meta(\"x\")").expect("a script");
    let mut scope = rhai::Scope::new();
    repeated(200, move || {
        let value = engine.eval_ast_with_scope::<bool>(black_box(&mut scope), black_box(&program));
        drop(black_box(value));
    })
}

/// What a plain program would write for one command.
#[derive(Serialize)]
struct Line {
    format: u32,
    stream: &'static str,
    seq: u64,
    at: &'static str,
    prev: &'static str,
    actor: Who,
    events: Vec<Happened>,
}

#[derive(Serialize)]
struct Who {
    kind: &'static str,
    id: &'static str,
    acting_as: &'static str,
}

#[derive(Serialize)]
struct Happened {
    kind: &'static str,
    item: u32,
    element: &'static str,
    round: u32,
    evidence: Option<&'static str>,
    sha256: &'static str,
    answer: Option<&'static str>,
    note: &'static str,
}

const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// F5: one line of JSON as long as a command's record, and its SHA-256.
pub(crate) fn hashed_line() -> Batch<'static> {
    let event = |kind, evidence| Happened {
        kind,
        item: 27,
        element: "elaborar-cronograma",
        round: 2,
        evidence,
        sha256: HEX,
        answer: Some("no"),
        note: "se revisa lo pactado y se deja constancia en el acta",
    };
    let line = Line {
        format: 1,
        stream: "/case/2022-014",
        seq: 12,
        at: "2022-03-01T14:00:00Z",
        prev: HEX,
        actor: Who { kind: "person", id: HEX, acting_as: "director-psc" },
        events: vec![event("completed", Some("cronograma")), event("opened", None)],
    };
    let mut bytes = Vec::new();
    repeated(200, move || {
        bytes.clear();
        serde_json::to_writer(&mut bytes, black_box(&line)).expect("a line");
        assert!((400..=1_200).contains(&bytes.len()), "as long as a record: {}", bytes.len());
        black_box(Sha256::digest(&bytes));
    })
}
