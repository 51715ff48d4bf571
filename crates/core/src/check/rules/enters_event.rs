//! No flow leads to a start, an event or an alternative: what sets these off is their trigger.

use super::Site;
use super::telling::exit_span;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{BlockKind, Graph, NodeKind, Target};
use crate::procedure::{ElementIx, ExitIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for (position, exit) in graph.exits.iter().enumerate() {
        let Target::Element(target) = exit.target else { continue };
        if is_set_off(graph, target) {
            let name = |element| site.procedure.reference(element).clone();
            let problem = ModelProblem::EntersEvent { from: name(exit.from), target: name(target) };
            found.push(Diagnostic::error(problem, exit_span(site, ExitIx::at(position))));
        }
    }
}

fn is_set_off(graph: &Graph, element: ElementIx) -> bool {
    let block = graph.block(element);
    graph.node(element).kind == NodeKind::Event
        || block.is_some_and(|block| matches!(block.kind, BlockKind::Event { .. }))
}
