//! Exits that no case takes, whatever its data are: a condition that reads nothing says so.
//!
//! Does not know data: what facts can be is for whoever refines this. Read [`never_taken`] first.

use super::Budget;
use crate::data::Value;
use crate::graph::NodeKind;
use crate::guard::{Facts, Slot};
use crate::procedure::{ElementIx, GuardIx, Procedure};

/// A case of which nothing is known.
struct Nothing;

impl Facts for Nothing {
    fn read(&self, _: Slot) -> Option<Value> {
        None
    }
}

/// By exit: whether it can never be taken.
pub(super) fn never_taken(procedure: &Procedure, budget: &Budget) -> Vec<bool> {
    let graph = procedure.graph();
    let mut shut = vec![false; graph.exit_count()];
    if !budget.with_guards {
        return shut;
    }
    for element in (0..graph.len()).map(ElementIx::at) {
        // Of an exclusive gateway the first that is true is taken, and the default only when none is.
        let (mut is_decided, mut defaults) = (false, None);
        let is_exclusive = graph.node(element).kind == NodeKind::Exclusive;
        for (exit, way) in graph.exits_of(element) {
            let condition = way.condition.or(way.enabled_if);
            let says = condition.and_then(|condition| constant(procedure, condition));
            shut[exit.index()] = is_decided || says == Some(false);
            is_decided |= is_exclusive && way.condition.is_some() && says == Some(true);
            defaults = defaults.or(Some(exit).filter(|_| way.otherwise));
        }
        if let Some(exit) = defaults.filter(|_| is_decided) {
            shut[exit.index()] = true;
        }
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
