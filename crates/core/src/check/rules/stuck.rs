//! From every activity an end can be reached.

use super::Site;
use super::recorded::printed;
use super::telling::{block_span, exit_span, ids, junction, listing, only_way_on};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::{Target, reach};
use crate::procedure::ElementIx;
use crate::source::Span;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for element in reach::elements(graph).filter(|element| reach::is_dead_end(graph, *element)) {
        let problem = CheckProblem::DeadEnd { element: listing(site, &[element]) };
        found
            .push(Diagnostic::unfit(problem, block_span(site, element)).with_elements(ids(site, &[element])));
    }
    let stuck: Vec<bool> = reach::can_end(graph).iter().map(|mark| !mark).collect();
    if !stuck.contains(&true) {
        return;
    }
    let endless = !stuck.contains(&false);
    found.extend(reach::groups(graph, &stuck).iter().map(|group| told(site, group, endless)));
}

/// One story for what hangs together: the circle nobody leaves, and the last of it, which should lead on.
fn told(site: &Site<'_>, group: &[ElementIx], endless: bool) -> Diagnostic {
    let circle = closed_circle(site, group);
    let gate_element = gate(&circle);
    let (gate, recorded) = (junction(site, gate_element), printed(site, gate_element));
    let problem = match endless {
        true => CheckProblem::NoEnd { gate, recorded },
        false => CheckProblem::NoWayToEnd {
            elements: listing(site, group),
            circle: listing(site, &circle),
            gate,
            recorded,
        },
    };
    let exit = only_way_on(site, gate_element).map(|exit| exit_span(site, exit));
    let place = exit.filter(|span| *span != Span::default());
    let place = place.unwrap_or_else(|| block_span(site, gate_element));
    Diagnostic::unfit(problem, place).with_elements(ids(site, group))
}

/// The first circle of a group that no exit leaves; among elements that cannot end there always is one.
fn closed_circle(site: &Site<'_>, group: &[ElementIx]) -> Vec<ElementIx> {
    let graph = &site.procedure.graph;
    let mut inside = vec![false; graph.len()];
    let circles = reach::circles(graph, group, |_| true);
    let closed = circles.into_iter().find(|circle| {
        mark(&mut inside, circle, true);
        let leaves =
            circle.iter().flat_map(|element| graph.exits_of(*element)).any(|(_, exit)| match exit.target {
                Target::Element(to) => !inside[to.index()],
                Target::End | Target::CaseEnd => true,
            });
        mark(&mut inside, circle, false);
        !leaves
    });
    closed.unwrap_or_else(|| group.to_vec())
}

fn mark(marks: &mut [bool], elements: &[ElementIx], value: bool) {
    for element in elements {
        marks[element.index()] = value;
    }
}

/// The last of a circle in the order of the file: a reader expects the way on there.
fn gate(circle: &[ElementIx]) -> ElementIx {
    circle.last().copied().unwrap_or(ElementIx::at(0))
}
