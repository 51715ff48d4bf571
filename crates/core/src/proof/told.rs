//! All scopes together: what is wrong in those that a case can get to, what is never reached, and the verdicts.
//!
//! Read [`soundness`] first.

use super::judge::{Found, Judge};
use super::order::in_step;
use super::survey::Survey;
use super::{Fault, FaultKind, Soundness, Verdict};
use crate::graph::NodeKind;
use crate::procedure::ElementIx;

/// What is proved, by what was found in each scope.
pub(super) fn soundness(survey: &Survey<'_>, judge: &Judge) -> Soundness {
    let is_whole = judge.is_whole_within(survey);
    let mut faults: Vec<Fault> = Vec::new();
    for found in &judge.found {
        faults.extend(told(survey, judge, found));
    }
    let dead = never_reached(survey, judge);
    if !dead.is_empty() {
        let kind = FaultKind::DeadActivity;
        faults.push(Fault { kind, within: None, elements: dead, trace: Vec::new() });
    }
    let verdict = |fails: &dyn Fn(FaultKind) -> bool| match faults.iter().any(|fault| fails(fault.kind)) {
        true => Verdict::Fails,
        false if is_whole => Verdict::Holds,
        false => Verdict::Undecided,
    };
    let no_end = |kind| {
        use FaultKind::{ImproperCompletion, Livelock, Stuck};
        matches!(kind, Stuck { .. } | ImproperCompletion { .. } | Livelock)
    };
    let safe = match judge.walked_all {
        _ if faults.iter().any(|fault| fault.kind == FaultKind::Unsafe) => Verdict::Fails,
        true => Verdict::Holds,
        false => Verdict::Undecided,
    };
    let reaches_all = judge.reaches_all(survey);
    Soundness {
        safe,
        option_to_complete: verdict(&no_end),
        proper_completion: verdict(&|kind| matches!(kind, FaultKind::ImproperCompletion { .. })),
        no_dead_activities: match verdict(&|kind| kind == FaultKind::DeadActivity) {
            Verdict::Undecided if reaches_all => Verdict::Holds,
            verdict => verdict,
        },
        explored: judge.explored,
        faults,
    }
}

/// A fault with the whole way to it; none where no case gets into its scope.
fn told(survey: &Survey<'_>, judge: &Judge, found: &Found) -> Option<Fault> {
    let mut around = Vec::new();
    let mut at = found.fault.within;
    while let Some(block) = at {
        around.push(judge.entered[block.index()]?);
        at = survey.graph.within(block);
    }
    let tales = around.into_iter().rev().chain([found.tale]);
    let trace = in_step(survey, tales.flat_map(|tale| survey.tales.told(tale)));
    Some(Fault { trace, ..found.fault.clone() })
}

/// What no case gets to, in definition order; not what stands in it.
fn never_reached(survey: &Survey<'_>, judge: &Judge) -> Vec<ElementIx> {
    let elements = (0..survey.graph.len()).map(ElementIx::at);
    let is_dead = |element: &ElementIx| !judge.reached[element.index()] && is_judged(survey, *element);
    elements
        .filter(is_dead)
        .filter(|element| {
            let block = survey.graph.within(*element);
            let whole = block.map_or(judge.is_whole.len() - 1, ElementIx::index);
            block.is_none_or(|block| judge.reached[block.index()]) && judge.is_whole[whole]
        })
        .collect()
}

/// Whether an element is asked about: not a heading, nor what the file only implies.
fn is_judged(survey: &Survey<'_>, element: ElementIx) -> bool {
    let procedure = survey.procedure;
    let gateway = element.index().checked_sub(procedure.activities.len());
    let implied =
        gateway.and_then(|gateway| procedure.gateways.get(gateway)).is_some_and(|gateway| gateway.implied);
    survey.kind(element) != NodeKind::Group && !implied
}

impl Judge {
    /// Whether everything has been looked at in every scope that a case gets to.
    fn is_whole_within(&self, survey: &Survey<'_>) -> bool {
        let blocks = (0..survey.graph.len()).map(ElementIx::at);
        let mut scopes = blocks.filter(|block| survey.graph.block(*block).is_some());
        self.is_whole[self.is_whole.len() - 1] && scopes.all(|block| self.is_whole[block.index()])
    }

    fn reaches_all(&self, survey: &Survey<'_>) -> bool {
        let mut elements = (0..survey.graph.len()).map(ElementIx::at);
        elements.all(|element| self.reached[element.index()] || !is_judged(survey, element))
    }
}
