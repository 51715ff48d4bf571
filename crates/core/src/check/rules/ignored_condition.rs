//! A parallel gateway takes all its flows: conditions on them are not looked at.

use super::Site;
use super::telling::{exit_span, place};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::{NodeKind, reach};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let at_once = |kind: NodeKind| matches!(kind, NodeKind::Parallel | NodeKind::EventGateway);
    for gateway in reach::elements(graph).filter(|element| at_once(graph.node(*element).kind)) {
        let conditional = |exit: &crate::graph::Exit| exit.condition.is_some() || exit.otherwise;
        for (at, exit) in graph.exits_of(gateway).filter(|(_, exit)| conditional(exit)) {
            let gateway = site.procedure.reference(gateway).clone();
            let problem = CheckProblem::IgnoredCondition { gateway, to: place(site, exit.target) };
            found.push(Diagnostic::remark(problem, exit_span(site, at)));
        }
    }
}
