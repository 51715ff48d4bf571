//! Two flows from one element to another are two tokens: each opens the target once.

use std::collections::BTreeSet;

use super::Site;
use super::telling::{exit_span, place};
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{NodeKind, Target, reach};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let several =
        |kind| matches!(kind, NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork);
    for from in reach::elements(graph).filter(|element| several(graph.node(*element).kind)) {
        let mut seen = BTreeSet::new();
        for (at, exit) in graph.exits_of(from) {
            let Target::Element(target) = exit.target else { continue };
            if !seen.insert(target.index()) && exit.condition.is_none() {
                let problem = ModelProblem::SameFlow {
                    from: site.procedure.reference(from).clone(),
                    to: place(site, exit.target),
                };
                found.push(Diagnostic::remark(problem, exit_span(site, at)));
            }
        }
    }
}
