//! What is proved, as the wire says it.
//!
//! Knows which faults speak against which property. Read [`proved`] first.

use std::sync::Arc;

use cauce::procedure::Procedure;
use cauce::proof::{Budget, FaultKind, Soundness, Verdict, prove};
use serde::Serialize;

/// What is proved of one procedure.
#[derive(Debug, Serialize)]
pub(crate) struct Proved {
    safe: Property,
    option_to_complete: Property,
    proper_completion: Property,
    no_dead_activities: Property,
    /// How many states were looked at.
    explored: usize,
}

/// Of several procedures, each with its code.
#[derive(Debug, Serialize)]
pub(crate) struct OneProved {
    procedure: String,
    soundness: Proved,
}

/// `true`, `"undecided"`, or which elements speak against it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Property {
    Holds(bool),
    Undecided(&'static str),
    Fails { verdict: bool, elements: Vec<String> },
}

/// What is proved: of one procedure by itself, of several a list.
pub(crate) fn proved<'p>(
    procedures: impl Iterator<Item = &'p Arc<Procedure>>,
    budget: &Budget,
) -> (Option<Proved>, Option<Vec<OneProved>>) {
    let all: Vec<OneProved> = procedures
        .map(|procedure| OneProved {
            procedure: procedure.code().to_owned(),
            soundness: Proved::of(procedure, &prove(procedure, budget)),
        })
        .collect();
    match all.len() {
        0 => (None, None),
        1 => (all.into_iter().next().map(|one| one.soundness), None),
        _ => (None, Some(all)),
    }
}

impl Proved {
    fn of(procedure: &Procedure, proved: &Soundness) -> Self {
        let property = |verdict: Verdict, against: fn(FaultKind) -> bool| match verdict {
            Verdict::Holds => Property::Holds(true),
            Verdict::Undecided => Property::Undecided("undecided"),
            Verdict::Fails => {
                Property::Fails { verdict: false, elements: elements(procedure, proved, against) }
            }
        };
        Proved {
            safe: property(proved.safe, |kind| kind == FaultKind::Unsafe),
            option_to_complete: property(proved.option_to_complete, |kind| {
                matches!(
                    kind,
                    FaultKind::Stuck { .. } | FaultKind::Livelock | FaultKind::ImproperCompletion { .. }
                )
            }),
            proper_completion: property(proved.proper_completion, |kind| {
                matches!(kind, FaultKind::ImproperCompletion { .. })
            }),
            no_dead_activities: property(proved.no_dead_activities, |kind| kind == FaultKind::DeadActivity),
            explored: proved.explored,
        }
    }
}

/// The ids of what some faults are about, in the order of the file, each once.
fn elements(procedure: &Procedure, proved: &Soundness, wanted: fn(FaultKind) -> bool) -> Vec<String> {
    let faults = proved.faults.iter().filter(|fault| wanted(fault.kind));
    let mut elements: Vec<_> = faults.flat_map(|fault| fault.elements.iter().copied()).collect();
    elements.sort_unstable();
    elements.dedup();
    elements.into_iter().map(|element| procedure.id(element).to_string()).collect()
}
