//! What the stepper's short ways need, settled at load: which guard answers an element, which conditions look at one fact.
//!
//! Knows activities, gateways and their guards.
//! Does not know how a short way is taken, that is `decide`.
//! Read [`asked`] and [`forks`].

use crate::graph::{Asked, Exit, Graph};
use crate::guard::{Fork, Guard};
use crate::procedure::{Activity, Decision, ElementIx};

/// The guard that answers an activity with SI or NO and nothing else, and whose answer nobody confirms.
pub(super) fn asked(activities: &[Activity], element: ElementIx) -> Option<Asked> {
    let activity = activities.get(element.index())?;
    let Decision::Computed(guard) = activity.decision else { return None };
    let exit = |id: &str| Some(activity.answers.iter().find(|answer| &*answer.id == id)?.exit);
    let told = activity.answers.iter().any(|answer| !answer.notifies.is_empty());
    let simple = !activity.may_be_confirmed() && !told && activity.answers.len() == 2;
    simple.then_some(Asked { guard, yes: exit("yes")?, no: exit("no")? })
}

/// Of each gateway, which come after all activities, the conditions that look at one fact, the default behind them.
pub(super) fn forks(graph: &Graph, guards: &[Guard], activities: usize) -> Vec<Option<Fork>> {
    let gateways = (activities..graph.len()).map(ElementIx::at);
    gateways.map(|gateway| fork(graph.ways_of(gateway), guards)).collect()
}

fn fork(exits: &[Exit], guards: &[Guard]) -> Option<Fork> {
    let mut conditions = Vec::new();
    let mut otherwise = false;
    for exit in exits {
        match exit.condition {
            Some(condition) if !otherwise => conditions.push(guards.get(condition.index())?),
            None if exit.otherwise && !otherwise => otherwise = true,
            _ => return None,
        }
    }
    Fork::of(&conditions)
}
