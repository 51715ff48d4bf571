//! What both benchmarks use: the procedures that are run, and the rows of the table.
//!
//! Knows texts, requests and how a row looks.
//! Does not measure anything.
//! Read [`row::Row`] first.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod handover;
pub(crate) mod ibague;
pub(crate) mod nation;
pub(crate) mod row;
pub(crate) mod text;
#[path = "../../../../tests/support/wide.rs"]
pub(crate) mod wide;

use std::sync::{Arc, LazyLock};

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, ProcedureRef, Request, Start};
use cauce::data::{Text, Timestamp, Value};
use cauce::limits::Limits;
use cauce::procedure::{Definitions, Procedure};

/// A procedure that is run, with the definitions that hold it.
pub(crate) struct Bed {
    pub(crate) definitions: Definitions,
    pub(crate) procedure: Arc<Procedure>,
}

impl Bed {
    /// Loads a text, which has no errors.
    pub(crate) fn of(text: &str, options: &Options) -> Self {
        let checked = check_bytes("bench.toml", text.as_bytes(), options);
        let Some(procedure) = checked.procedure else {
            unreachable!("the benchmark's own procedure has errors: {:?}", checked.diagnostics)
        };
        let procedure = Arc::new(procedure);
        let mut definitions = Definitions::with_limits(options.limits.clone());
        // W5 asks nine times in vain, which nobody could publish.
        definitions.add_unfit(Arc::clone(&procedure));
        Bed { definitions, procedure }
    }

    /// Begins a case.
    pub(crate) fn start(&self, data: Vec<(Text, Value)>) -> Request {
        let procedure = ProcedureRef::Definition(self.procedure.digests().definition);
        Request::new(morning(), Actor::Engine, Command::Start(Start { procedure, data, at_start: None }))
    }
}

/// When all cases of the benchmarks begin; read once, for a host gives an instant and not its text.
pub(crate) fn morning() -> Timestamp {
    static MORNING: LazyLock<Timestamp> =
        LazyLock::new(|| "2022-03-01T14:00:00Z".parse().expect("an instant"));
    *MORNING
}

/// Limits wide enough for a hundred thousand of anything.
pub(crate) fn raised() -> Limits {
    Limits {
        file_bytes: 64 << 20,
        values: 20_000_000,
        activities: 1_000_000,
        flows: 2_000_000,
        automatic_steps: 10_000_000,
        returns_per_exit: 1_000_000,
        ..Limits::default()
    }
}
