//! Why something waits in vain: what has come, what has not, and where the way was left that leads there.
//!
//! Knows the graph and the way that was walked; walks no states. Read [`Cause`] first.

use super::Site;
use super::story::shown;
use crate::graph::{ExitKind, Graph, NodeKind, Target, reach};
use crate::procedure::{ElementIx, ExitIx};
use crate::proof::{Fault, Move};

/// What has come to those that wait, and where the rest was lost.
pub(super) struct Cause {
    /// By flow into one that waits: how many are held.
    held: Vec<(ExitIx, u32)>,
    pub(super) left_at: Option<Left>,
}

/// A step after which what is waited for can no longer come by it.
#[derive(Clone, Debug)]
pub(super) struct Left {
    pub(super) element: ElementIx,
    pub(super) exits: Vec<ExitIx>,
}

impl Cause {
    pub(super) fn of(site: &Site<'_>, fault: &Fault) -> Self {
        let graph = &site.procedure.graph;
        let mut held: Vec<(ExitIx, u32)> = Vec::new();
        for element in &fault.elements {
            held.extend(graph.incoming.to(*element).iter().map(|flow| (*flow, 0)));
        }
        for one in &fault.trace {
            follow(graph, one, &mut held);
        }
        let mut cause = Cause { held, left_at: None };
        cause.left_at = cause.left(graph, fault);
        cause
    }

    /// Where the flows come from by which so many are held.
    pub(super) fn sources(
        &self,
        site: &Site<'_>,
        element: ElementIx,
        wanted: impl Fn(u32) -> bool,
    ) -> Vec<ElementIx> {
        let graph = &site.procedure.graph;
        let into = |flow: ExitIx| graph.exit(flow).target == Target::Element(element);
        let flows = self.held.iter().filter(|(flow, held)| into(*flow) && wanted(*held));
        let mut sources: Vec<ElementIx> =
            flows.map(|(flow, _)| shown(site, graph.exit(*flow).from)).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// The last step, beside those that wait, that leaves every way to what has not come.
    fn left(&self, graph: &Graph, fault: &Fault) -> Option<Left> {
        let missing: Vec<ExitIx> =
            self.held.iter().filter(|(_, held)| *held == 0).map(|(flow, _)| *flow).collect();
        if missing.is_empty() {
            return None;
        }
        let leads = reach::leading_to(graph, missing.iter().map(|flow| graph.exit(*flow).from));
        let goes_on = |exit: &ExitIx| match graph.exit(*exit).target {
            Target::Element(to) => missing.contains(exit) || leads[to.index()],
            Target::End | Target::CaseEnd => false,
        };
        let in_sight = |element: ElementIx| {
            leads[element.index()]
                && graph.within(element) == fault.within
                && !fault.elements.contains(&element)
        };
        fault.trace.iter().rev().find_map(|one| {
            let (from, element, exits) = match one {
                Move::Leaves { element, .. } | Move::Takes { element, .. } => {
                    (*element, *element, one.exits().to_vec())
                }
                Move::Occurs { event, host: Some(host), .. } => {
                    (*host, *event, graph.exits_of(*event).map(|(exit, _)| exit).collect())
                }
                _ => return None,
            };
            let is_left = in_sight(from) && !exits.iter().any(goes_on);
            is_left.then_some(Left { element, exits })
        })
    }

    /// Whether each of several waits for what only another of them can let through.
    pub(super) fn wait_for_each_other(&self, site: &Site<'_>, waiting: &[ElementIx]) -> bool {
        let graph = &site.procedure.graph;
        waiting.len() > 1
            && waiting.iter().all(|element| {
                let missing = self.held.iter().filter(|(flow, held)| {
                    *held == 0 && graph.exit(*flow).target == Target::Element(*element)
                });
                let leads = reach::leading_to(graph, missing.map(|(flow, _)| graph.exit(*flow).from));
                waiting.iter().any(|other| other != element && leads[other.index()])
            })
    }
}

/// What one step brings to those that wait, and takes from them.
fn follow(graph: &Graph, one: &Move, held: &mut [(ExitIx, u32)]) {
    let element = one.element();
    let into = |flow: ExitIx, element: ElementIx| graph.exit(flow).target == Target::Element(element);
    if matches!(one, Move::Takes { .. }) {
        for (_, count) in held.iter_mut().filter(|(flow, _)| into(*flow, element)) {
            *count = count.saturating_sub(1);
        }
    }
    let special = graph.special(element).filter(|_| matches!(one, Move::Leaves { .. }));
    let produced = special.map_or(1, |special| special.completion_quantity.max(1));
    for exit in one.exits() {
        if let ExitKind::Return(taken) = graph.exit(*exit).kind {
            let range = &graph.returns[taken.index()].range;
            let inside = |flow: ExitIx| match graph.exit(flow).target {
                Target::Element(to) => range.contains(to),
                Target::End | Target::CaseEnd => false,
            };
            held.iter_mut().filter(|(flow, _)| inside(*flow)).for_each(|(_, count)| *count = 0);
        }
        if let Some((_, count)) = held.iter_mut().find(|(flow, _)| flow == exit) {
            *count = count.saturating_add(produced);
        }
    }
}

/// Where ways parted last before something was reached twice.
pub(super) fn parted(site: &Site<'_>, fault: &Fault) -> Option<ElementIx> {
    let graph = &site.procedure.graph;
    let parts = |one: &&Move| match one {
        Move::Takes { element, exits } => exits.len() > 1 && graph.within(*element) == fault.within,
        Move::Leaves { element, .. } => {
            let again = graph.special(*element).map_or(0, |special| special.completion_quantity);
            again > 1 || graph.node(*element).kind == NodeKind::Fork
        }
        Move::Occurs { .. } | Move::Begins { .. } | Move::Throws { .. } => false,
    };
    fault.trace.iter().rev().find(parts).map(Move::element)
}
