//! All scopes together: what is wrong in those that a case can get to, what is never reached, and the verdicts.
//!
//! Read [`soundness`] first.

use super::judge::{Found, Judge};
use super::order::in_step;
use super::survey::Survey;
use super::{Fault, FaultKind, Soundness, Verdict};
use crate::graph::{BlockKind, NodeKind};
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
///
/// An event that nothing sets off is no activity that is dead: what is only done because of it is.
fn never_reached(survey: &Survey<'_>, judge: &Judge) -> Vec<ElementIx> {
    let case = judge.is_whole.len() - 1;
    let dead = unreached(survey, judge, |scope| judge.is_whole[scope.map_or(case, ElementIx::index)]);
    let is_work = |element: &ElementIx| survey.procedure.activity(*element).is_some();
    if dead.iter().any(is_work) { dead } else { Vec::new() }
}

/// What is not reached, of the scopes that are known as a whole; of an event, what stands in it.
fn unreached(
    survey: &Survey<'_>,
    judge: &Judge,
    is_known: impl Fn(Option<ElementIx>) -> bool,
) -> Vec<ElementIx> {
    let graph = survey.graph;
    let is_away = |element: &ElementIx| !judge.reached[element.index()] && is_known(graph.within(*element));
    let elements = (0..graph.len()).map(ElementIx::at).filter(|element| is_judged(survey, *element));
    let is_told = |element: &ElementIx| {
        let around = std::iter::successors(Some(*element), |inner| graph.within(*inner)).take(64);
        let outermost = around.filter(is_away).last();
        let in_event = |away| graph.within(*element) == Some(away) && is_event(survey, away);
        outermost.is_some_and(|away| away == *element || in_event(away))
    };
    elements.filter(is_told).collect()
}

/// Whether an element stands for something that may occur, and is no step of its own.
fn is_event(survey: &Survey<'_>, element: ElementIx) -> bool {
    let is_caught = survey.graph.trigger(element).is_some()
        || matches!(survey.graph.block(element).map(|block| &block.kind), Some(BlockKind::Event { .. }));
    is_caught && survey.procedure.activity(element).is_none()
}

/// Whether an element is asked about: not a heading, nor an event, nor what the file only implies.
fn is_judged(survey: &Survey<'_>, element: ElementIx) -> bool {
    let procedure = survey.procedure;
    let gateway = element.index().checked_sub(procedure.activities.len());
    let implied =
        gateway.and_then(|gateway| procedure.gateways.get(gateway)).is_some_and(|gateway| gateway.implied);
    survey.kind(element) != NodeKind::Group && !implied && !is_event(survey, element)
}

impl Judge {
    /// Whether everything has been looked at in every scope that a case gets to.
    fn is_whole_within(&self, survey: &Survey<'_>) -> bool {
        let blocks = (0..survey.graph.len()).map(ElementIx::at);
        let mut scopes = blocks.filter(|block| survey.graph.block(*block).is_some());
        self.is_whole[self.is_whole.len() - 1] && scopes.all(|block| self.is_whole[block.index()])
    }

    fn reaches_all(&self, survey: &Survey<'_>) -> bool {
        let dead = unreached(survey, self, |_| true);
        !dead.iter().any(|element| survey.procedure.activity(*element).is_some())
    }
}
