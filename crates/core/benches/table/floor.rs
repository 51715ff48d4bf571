//! Floors: what the least possible program needs for the same, in the same run.

use std::hint::black_box;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::clock::{Batch, repeated};
use crate::shared::text::ASKED;

/// What the flat loop does at an activity.
enum Step {
    Pass,
    /// A guard over the returns taken; true goes to that activity.
    Ask {
        guard: Box<dyn Fn(&[u32]) -> bool>,
        back: usize,
    },
}

/// F1: a flat loop over a list of steps, with closures as guards and a history that is used again.
pub(crate) struct Flat {
    steps: Vec<Step>,
    history: Vec<u32>,
    returns: Vec<u32>,
}

impl Flat {
    /// W1: activities that pass.
    pub(crate) fn sequence(activities: usize) -> Self {
        let steps = (0..activities).map(|_| Step::Pass).collect();
        Flat {
            steps,
            history: Vec::new(),
            returns: Vec::new(),
        }
    }

    /// W2: seventeen activities, ten with a guard that sends back once.
    pub(crate) fn returns() -> Self {
        let step = |position: usize| match ASKED.contains(&(position + 1)) {
            true => Step::Ask {
                guard: Box::new(move |returns| returns[position] < 1),
                back: position,
            },
            false => Step::Pass,
        };
        Flat {
            steps: (0..17).map(step).collect(),
            history: Vec::new(),
            returns: vec![0; 17],
        }
    }

    /// One run from the first step to the last.
    pub(crate) fn run(&mut self) {
        self.history.clear();
        self.returns.fill(0);
        let steps = black_box(&self.steps[..]);
        let mut position = 0;
        while let Some(step) = steps.get(position) {
            self.history.push(position as u32);
            position = match step {
                Step::Ask { guard, back } if guard(&self.returns) => {
                    self.returns[position] += 1;
                    *back
                }
                _ => position + 1,
            };
        }
        black_box(&self.history);
    }
}

/// F1 for one activity of W1.
pub(crate) fn per_activity() -> Batch<'static> {
    let mut flat = Flat::sequence(10);
    let mut batch = repeated(2_000, move || flat.run());
    Box::new(move || batch() / 10.0)
}

/// F1 for the whole of W2.
pub(crate) fn flat_returns() -> Batch<'static> {
    let mut flat = Flat::returns();
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
    engine.register_fn("indicador", |_: rhai::ImmutableString| {
        rust_decimal::Decimal::new(5, 1)
    });
    engine.register_fn("meta", |_: rhai::ImmutableString| {
        rust_decimal::Decimal::new(6, 1)
    });
    let program = engine
        .compile("indicador(\"x\") < meta(\"x\")")
        .expect("a script");
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
        actor: Who {
            kind: "person",
            id: HEX,
            acting_as: "director-psc",
        },
        events: vec![
            event("completed", Some("cronograma")),
            event("opened", None),
        ],
    };
    let mut bytes = Vec::new();
    repeated(200, move || {
        bytes.clear();
        serde_json::to_writer(&mut bytes, black_box(&line)).expect("a line");
        assert!(
            (400..=1_200).contains(&bytes.len()),
            "as long as a record: {}",
            bytes.len()
        );
        black_box(Sha256::digest(&bytes));
    })
}
