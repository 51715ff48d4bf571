//! What a gateway of events leads to, and what begins a case, is reached in no other way.

use super::Site;
use super::passes_only::led_to;
use super::telling::{block_span, key_span};
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{NodeKind, reach};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let begins = |element: ElementIx| graph.special(element).is_some_and(|special| special.begins_case);
    let is_gateway = |element: ElementIx| graph.node(element).kind == NodeKind::EventGateway;
    let mut asked =
        reach::elements(graph).filter(|element| begins(*element) || is_gateway(*element)).peekable();
    if asked.peek().is_none() {
        return;
    }
    let led_to = led_to(graph);
    let name = |element| site.procedure.reference(element).clone();
    for element in asked {
        if graph.node(element).kind == NodeKind::Catch
            && site.tables[element.index()].flag(K::Instantiates)
            && graph.within(element).is_none()
            && led_to[element.index()] > 0
        {
            let problem = ModelProblem::BeginsAndFollows { id: name(element) };
            found.push(Diagnostic::remark(problem, key_span(site, element, K::Instantiates)));
        }
        let waits = graph.special(element).map_or(&[][..], |special| &special.alternatives);
        let shared =
            |wait: &&ElementIx| graph.node(**wait).kind == NodeKind::Catch && led_to[wait.index()] > 1;
        for wait in waits.iter().filter(shared) {
            let problem = ModelProblem::SharedWait { gateway: name(element), target: name(*wait) };
            found.push(Diagnostic::remark(problem, block_span(site, *wait)));
        }
    }
}
