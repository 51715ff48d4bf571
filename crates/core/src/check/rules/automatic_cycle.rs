//! A circle needs a wait, a counted return or a condition that the circle itself changes.

use super::Site;
use super::telling::{block_span, exit_span, ids};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::{Exit, ExitKind, NodeKind, Target, reach};
use crate::guard::Slot;
use crate::procedure::{Applies, Decision, ElementIx, GuardIx};
use crate::source::Span;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    if !graph.exits.iter().any(|exit| at_once(exit) && reach::leads_back(exit)) {
        return;
    }
    let automatic: Vec<ElementIx> =
        reach::elements(graph).filter(|element| passes_by_itself(site, *element)).collect();
    if automatic.is_empty() {
        return;
    }
    let mut told = vec![false; graph.len()];
    for circle in reach::circles(graph, &automatic, uncounted) {
        circle.iter().for_each(|element| told[element.index()] = true);
        let way = reach::round(graph, &circle, uncounted);
        let (problem, span) = (names(site, &way), closing(site, &way));
        let told = match may_be_left(site, &circle) {
            true => Diagnostic::remark(CheckProblem::BoundedCycle { cycle: problem }, span),
            false => Diagnostic::error(CheckProblem::AutomaticCycle { cycle: problem }, span),
        };
        found.push(told.with_elements(ids(site, &way)));
    }
    for circle in reach::circles(graph, &automatic, at_once) {
        if !circle.iter().any(|element| told[element.index()]) {
            let way = reach::round(graph, &circle, at_once);
            let problem = CheckProblem::BoundedCycle { cycle: names(site, &way) };
            found.push(Diagnostic::remark(problem, closing(site, &way)).with_elements(ids(site, &way)));
        }
    }
}

fn passes_by_itself(site: &Site<'_>, element: ElementIx) -> bool {
    let asks = |activity: &crate::procedure::Activity| {
        matches!(activity.applies, Applies::Asked { .. })
            || activity.may_be_confirmed()
            || activity.verified_by.is_some()
    };
    match site.procedure.graph.node(element).kind {
        NodeKind::Automatic => !site.procedure.activity(element).is_some_and(asks),
        NodeKind::Exclusive | NodeKind::Fork | NodeKind::Throw => true,
        NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex => true,
        _ => false,
    }
}

fn at_once(exit: &Exit) -> bool {
    exit.after.is_none()
}

/// Exits that are neither counted nor delayed: only these can turn for ever.
fn uncounted(exit: &Exit) -> bool {
    at_once(exit) && exit.kind == ExitKind::Onward
}

/// Whether some exit leaves the circle and some guard in it reads what the circle itself changes.
fn may_be_left(site: &Site<'_>, circle: &[ElementIx]) -> bool {
    let graph = &site.procedure.graph;
    let outside = |target: Target| match target {
        Target::Element(to) => circle.binary_search(&to).is_err(),
        Target::End | Target::CaseEnd => true,
    };
    let exits = || circle.iter().flat_map(|element| graph.exits_of(*element));
    let written = written(site, circle);
    exits().any(|(_, exit)| outside(exit.target))
        && circle
            .iter()
            .flat_map(|element| guards(site, *element))
            .any(|guard| reads_one(site, guard, circle, &written))
}

fn guards(site: &Site<'_>, element: ElementIx) -> Vec<GuardIx> {
    let exits = site.procedure.graph.exits_of(element);
    let mut guards: Vec<GuardIx> =
        exits.flat_map(|(_, exit)| exit.condition.into_iter().chain(exit.enabled_if)).collect();
    if let Some(activity) = site.procedure.activity(element) {
        if let Decision::Computed(guard) | Decision::Suggested(guard) = activity.decision {
            guards.push(guard);
        }
        if let Applies::If(guard) = activity.applies {
            guards.push(guard);
        }
    }
    guards
}

/// The facts that passing through the circle writes: data and indicators of its activities.
fn written(site: &Site<'_>, circle: &[ElementIx]) -> Vec<Slot> {
    let activities = circle.iter().filter_map(|element| site.procedure.activity(*element));
    let facts = activities.flat_map(|activity| {
        let data = activity.captures.iter().map(|capture| Slot::Datum(capture.what.0));
        data.chain(activity.measures.iter().map(|capture| Slot::Indicator(capture.what.0)))
    });
    let computed = circle.iter().filter_map(|element| site.procedure.graph.special(*element));
    let computed = computed.flat_map(|special| {
        let table = special.table.iter().flat_map(|table| &table.outputs).map(|column| column.datum);
        let assigned = [&special.computes, &special.input, &special.output].into_iter().flatten();
        assigned.map(|(datum, _)| *datum).chain(table)
    });
    facts.chain(computed.map(|datum| Slot::Datum(datum.0))).collect()
}

fn reads_one(site: &Site<'_>, guard: GuardIx, circle: &[ElementIx], written: &[Slot]) -> bool {
    let inside = |element: u32| circle.binary_search(&ElementIx(element)).is_ok();
    let Some(guard) = site.procedure.guards.get(guard.index()) else {
        return false;
    };
    guard.reads().iter().any(|slot| match slot {
        Slot::Rounds(element) | Slot::Answer(element) | Slot::Done(element) | Slot::IsOpen(element) => {
            inside(*element)
        }
        Slot::Has(datum) => written.contains(&Slot::Datum(*datum)),
        slot => written.contains(slot),
    })
}

fn names(site: &Site<'_>, way: &[ElementIx]) -> Vec<Text> {
    way.iter().map(|element| site.procedure.reference(*element).clone()).collect()
}

/// Where the flow stands that closes the circle.
fn closing(site: &Site<'_>, way: &[ElementIx]) -> Span {
    let (Some(first), Some(last)) = (way.first(), way.last()) else {
        return Span::default();
    };
    let exits = site.procedure.graph.exits_of(*last);
    let closes = |exit: &Exit| exit.target == Target::Element(*first);
    let span = exits.filter(|(_, exit)| closes(exit)).map(|(at, _)| exit_span(site, at)).next();
    span.unwrap_or_else(|| block_span(site, *last))
}
