//! `Start`: pins the case to a definition and sends the first token.

use std::sync::Arc;

use super::stepper::{Stepper, Token};
use super::{Journal, data, deadline};
use crate::command::{ItemId, ProcedureRef, Start};
use crate::data::{Handful, Text, Value};
use crate::event::SEMANTICS;
use crate::instance::{State, Status};
use crate::limits::Limits;
use crate::procedure::{DatumIx, Definitions, ElementIx, Procedure};
use crate::rejection::Rejection;

pub(super) fn find(
    definitions: &Definitions,
    state: &State,
    start: &Start,
) -> Result<Arc<Procedure>, Rejection> {
    if state.status != Status::New {
        return Err(Rejection::AlreadyStarted);
    }
    let found = match &start.procedure {
        ProcedureRef::Code(code) => definitions.by_code(code),
        ProcedureRef::Definition(digest) => definitions.get(digest),
    };
    found.cloned().ok_or_else(|| {
        let procedure = match &start.procedure {
            ProcedureRef::Code(code) => code.clone(),
            ProcedureRef::Definition(digest) => digest.to_string().into(),
        };
        Rejection::UnknownProcedure { procedure }
    })
}

/// What the data given at the start are the values of.
pub(super) fn check_data(
    procedure: &Procedure,
    start: &Start,
    limits: &Limits,
) -> Result<Handful<DatumIx>, Rejection> {
    data::check_data(procedure, &start.data, limits)
}

/// The start that was asked for, where one was.
pub(super) fn entry(procedure: &Procedure, start: &Start) -> Result<Option<ElementIx>, Rejection> {
    let Some(name) = &start.at_start else { return Ok(None) };
    begins_here(procedure, name).map(Some).ok_or_else(|| Rejection::UnknownStart { start: name.clone() })
}

/// The start of that name at which a case can begin.
pub(super) fn begins_here(procedure: &Procedure, name: &str) -> Option<ElementIx> {
    let found = procedure.find(name).filter(|element| begins(procedure, *element));
    found.filter(|element| procedure.graph.within(*element).is_none())
}

/// Whether a case can begin at an element: a start, or a wait that begins one.
fn begins(procedure: &Procedure, element: ElementIx) -> bool {
    let special = procedure.graph.special(element);
    procedure.graph.entries.contains(&element) || special.is_some_and(|special| special.begins_case)
}

pub(super) fn run<J: Journal>(
    mut stepper: Stepper<'_, J>,
    (found, data): (&[DatumIx], &mut [(Text, Value)]),
    entry: Option<ElementIx>,
) {
    let procedure = stepper.procedure;
    stepper.start(SEMANTICS);
    for (datum, (_, value)) in found.iter().zip(data) {
        stepper.set_datum(*datum, std::mem::replace(value, Value::Disposed));
    }
    deadline::set_whole(&mut stepper);
    stepper.subscribe_inside(ItemId(0), &procedure.graph.events);
    stepper.begin_from(entry);
    stepper.run();
}

impl<J: Journal> Stepper<'_, J> {
    /// Sends the first tokens: from the start that is meant, a wait that begins a case included, else from all of them.
    pub(super) fn begin_from(&mut self, entry: Option<ElementIx>) {
        let graph = &self.procedure.graph;
        if let Some(element) = entry.filter(|element| !graph.entries.contains(element)) {
            return self.begin_at(element);
        }
        let starts = entry.as_ref().map_or(&graph.starts[..], std::slice::from_ref);
        for start in starts {
            self.send(Token { element: *start, scope: ItemId(0), flow: None });
        }
    }
}
