//! What waits for a cancellation is attached to a transaction: nothing else is ever cancelled so.

use super::Site;
use super::telling::block_span;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{BlockKind, Graph, On, reach};
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let waits =
        |element: &ElementIx| graph.trigger(*element).is_some_and(|trigger| trigger.on.contains(&On::Cancel));
    for event in reach::elements(graph).filter(waits) {
        let hosts = graph.trigger(event).map_or(&[][..], |trigger| &trigger.hosts);
        let host = graph.special(event).and_then(|special| special.host);
        let mut hosts = hosts.iter().copied().chain(host);
        if !hosts.any(|host| is_transaction(graph, host)) {
            let problem = ModelProblem::CancelWithoutTransaction { event: site.procedure.id(event).clone() };
            found.push(Diagnostic::error(problem, block_span(site, event)));
        }
    }
}

fn is_transaction(graph: &Graph, element: ElementIx) -> bool {
    graph.block(element).is_some_and(|block| block.kind == BlockKind::Transaction)
}
