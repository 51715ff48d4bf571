//! Exits that no case takes, whatever its data are: their conditions say so.
//!
//! Does not know how conditions are weighed: the procedure does. Read [`never_taken`] first.

use crate::data::Value;
use crate::guard::{Facts, Slot};
use crate::procedure::{Fates, GuardIx, Procedure};

/// A case of which nothing is known.
struct Nothing;

impl Facts for Nothing {
    fn read(&self, _: Slot) -> Option<Value> {
        None
    }
}

/// By exit: whether it can never be taken.
pub(super) fn never_taken(procedure: &Procedure, fates: Option<&Fates>) -> Vec<bool> {
    let mut shut = vec![false; procedure.graph().exit_count()];
    for exit in fates.map(|fates| fates.impossible(procedure)).unwrap_or_default() {
        shut[exit.index()] = true;
    }
    shut
}

/// What a guard says that reads nothing.
pub(super) fn constant(procedure: &Procedure, guard: GuardIx) -> Option<bool> {
    let guard = procedure.guards.get(guard.index())?;
    if !guard.reads().is_empty() {
        return None;
    }
    match guard.evaluate(&Nothing, &mut Vec::new()) {
        Ok(Value::Bool(says)) => Some(says),
        _ => None,
    }
}
