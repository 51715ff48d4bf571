//! A gateway that waits for several flows or opens several has more than one of either.

use super::Site;
use super::telling::block_span;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{Graph, Target, reach};
use crate::keywords::Keyword as K;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let mut gateways =
        reach::elements(graph).filter(|element| graph.node(*element).kind.may_join()).peekable();
    if gateways.peek().is_none() {
        return;
    }
    let led_to = led_to(graph);
    for gateway in gateways {
        // A gateway that the file only implies stands in the place of its activity, which names no such kind.
        let is_written = site.tables[gateway.index()].word(K::Type).is_some_and(is_gateway);
        if is_written && led_to[gateway.index()] <= 1 && graph.node(gateway).exit_count == 1 {
            let gateway_name = site.procedure.reference(gateway).clone();
            found.push(Diagnostic::remark(
                ModelProblem::PassesOnly { gateway: gateway_name },
                block_span(site, gateway),
            ));
        }
    }
}

fn is_gateway(kind: K) -> bool {
    matches!(kind, K::Parallel | K::Inclusive | K::Complex)
}

/// By element: how many flows lead to it.
pub(super) fn led_to(graph: &Graph) -> Vec<u32> {
    let mut led_to = vec![0u32; graph.len()];
    for exit in &graph.exits {
        if let Target::Element(target) = exit.target {
            led_to[target.index()] = led_to[target.index()].saturating_add(1);
        }
    }
    led_to
}
