//! The way to a fault as it is told: to where tokens are stuck, or to where a circle closes.
//!
//! Knows the graph; a proof only says from where on nothing ends, which may be the very beginning.
//! Read [`Fault::way`] first.

use std::collections::VecDeque;

use super::{Fault, FaultKind, Move};
use crate::graph::{Graph, NodeKind, Target, reach};
use crate::procedure::{ElementIx, Procedure};

impl Fault {
    /// Whether a case can get there: of what no case reaches there is no way to tell.
    #[must_use]
    pub fn leads_somewhere(&self) -> bool {
        self.kind != FaultKind::DeadActivity
    }

    /// What goes round, without what only leads there.
    #[must_use]
    pub fn circle(&self, procedure: &Procedure) -> Vec<ElementIx> {
        let circle = circle(procedure.graph(), self);
        if circle.is_empty() { self.elements.clone() } else { circle }
    }

    /// The shortest way to the fault; of what turns in a circle, on to where the circle leads back.
    #[must_use]
    pub fn way(&self, procedure: &Procedure) -> Vec<Move> {
        let mut way = self.trace.clone();
        if self.kind == FaultKind::Livelock {
            way.extend(round(procedure.graph(), self));
        }
        way
    }
}

/// From where the proof ends to the last of the innermost circle, and round it once more.
fn round(graph: &Graph, fault: &Fault) -> Vec<Move> {
    let circle = circle(graph, fault);
    let Some(gate) = circle.last().copied() else { return Vec::new() };
    let mut ways = begun(graph, fault).into_iter().map(|begun| way_to(graph, begun, gate));
    let Some(mut way) = ways.find_map(|way| way) else { return Vec::new() };
    let back = steps(graph, gate).into_iter().find(|(to, _)| circle.binary_search(to).is_ok());
    way.extend(back.map(|(_, one)| one));
    way
}

/// The first circle that no flow leaves, else the last that there is.
fn circle(graph: &Graph, fault: &Fault) -> Vec<ElementIx> {
    let circles = reach::circles(graph, &fault.elements, |_| true);
    let leaves = |circle: &[ElementIx]| {
        let mut exits = circle.iter().flat_map(|element| graph.ways_of(*element));
        exits.any(|exit| match exit.target {
            Target::Element(to) => circle.binary_search(&to).is_err(),
            Target::End | Target::CaseEnd => true,
        })
    };
    let closed = circles.iter().find(|circle| !leaves(circle));
    closed.or(circles.last()).cloned().unwrap_or_default()
}

/// A shortest way to an element from some others, when nothing on it waits for other tokens.
fn way_to(graph: &Graph, begun: Vec<ElementIx>, goal: ElementIx) -> Option<Vec<Move>> {
    let mut came_by: Vec<Option<(ElementIx, Move)>> = vec![None; graph.len()];
    let mut seen = vec![false; graph.len()];
    let mut open: VecDeque<ElementIx> = begun.into();
    open.iter().for_each(|element| seen[element.index()] = true);
    while let Some(element) = open.pop_front() {
        if element == goal {
            return Some(walked(&came_by, goal));
        }
        for (to, one) in steps(graph, element) {
            if !std::mem::replace(&mut seen[to.index()], true) {
                came_by[to.index()] = Some((element, one));
                open.push_back(to);
            }
        }
    }
    None
}

/// Where tokens are that turn: where the trace has sent one among them, the last one first, else where the case begins.
fn begun(graph: &Graph, fault: &Fault) -> Vec<Vec<ElementIx>> {
    if fault.trace.is_empty() {
        return vec![graph.starts.clone()];
    }
    let moves = fault.trace.iter().enumerate().rev();
    let exits = moves.flat_map(|(at, one)| one.exits().iter().map(move |exit| (at, *exit)));
    let sent = exits.filter_map(|(at, exit)| match graph.exit(exit).target {
        Target::Element(to) => Some((at, to)),
        Target::End | Target::CaseEnd => None,
    });
    let is_still_there =
        |at: usize, to: ElementIx| !fault.trace[at + 1..].iter().any(|one| one.element() == to);
    let turning = sent.filter(|(at, to)| fault.elements.contains(to) && is_still_there(*at, *to));
    turning.map(|(_, to)| vec![to]).collect()
}

fn walked(came_by: &[Option<(ElementIx, Move)>], goal: ElementIx) -> Vec<Move> {
    let (mut way, mut at) = (Vec::new(), goal);
    while let Some((from, one)) = &came_by[at.index()] {
        way.push(one.clone());
        at = *from;
    }
    way.reverse();
    way
}

/// Where a token that is at an element alone can go next, and how that is told.
fn steps(graph: &Graph, element: ElementIx) -> Vec<(ElementIx, Move)> {
    if graph.special(element).is_some_and(|special| special.start_quantity > 1) {
        return Vec::new();
    }
    let all = || graph.exits_of(element).map(|(exit, _)| exit).collect();
    let taken = |exit| match graph.node(element).kind {
        NodeKind::Work | NodeKind::Call | NodeKind::Job | NodeKind::Catch => {
            Some(Move::Leaves { element, exit: Some(exit) })
        }
        // What it waits for itself.
        NodeKind::EventGateway if graph.trigger(element).is_some() => {
            Some(Move::Leaves { element, exit: Some(exit) })
        }
        NodeKind::Automatic | NodeKind::Exclusive | NodeKind::Event | NodeKind::Complex => {
            Some(Move::Takes { element, exits: vec![exit] })
        }
        NodeKind::Parallel if graph.incoming.to(element).len() < 2 => {
            Some(Move::Takes { element, exits: all() })
        }
        _ => None,
    };
    let onward = graph.exits_of(element).filter_map(|(exit, way)| match way.target {
        Target::Element(to) => Some((to, taken(exit)?)),
        Target::End | Target::CaseEnd => None,
    });
    let alternatives = graph.special(element).map_or(&[][..], |special| &special.alternatives);
    let waits =
        alternatives.iter().map(|event| (*event, Move::Occurs { event: *event, host: Some(element) }));
    onward.chain(waits).collect()
}
