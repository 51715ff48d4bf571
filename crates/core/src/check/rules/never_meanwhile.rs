//! An event beside a step can occur only while that step is open.

use super::Site;
use super::telling::block_span;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{Graph, NodeKind, reach};
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for event in reach::elements(graph) {
        let Some(special) = graph.special(event) else { continue };
        let beside = special.trigger.as_deref().map_or(&[][..], |trigger| &trigger.hosts);
        let mut hosts = beside.iter().copied().chain(special.host).peekable();
        let Some(host) = hosts.peek().copied() else { continue };
        if hosts.all(|host| passes_at_once(graph, host)) {
            let problem = ModelProblem::NeverMeanwhile {
                event: site.procedure.id(event).clone(),
                host: site.procedure.reference(host).clone(),
            };
            found.push(Diagnostic::remark(problem, block_span(site, event)));
        }
    }
}

/// Whether no instant lies between the beginning and the end of an element.
fn passes_at_once(graph: &Graph, element: ElementIx) -> bool {
    let at_once = matches!(graph.node(element).kind, NodeKind::Automatic | NodeKind::Throw | NodeKind::End);
    at_once && graph.repeats(element).is_none()
}
