//! A gateway that chooses always has a way to take, and each flow of an exclusive one may be taken.

use super::Site;
use super::telling::{block_span, exit_span, place};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::{Exit, NodeKind, reach};
use crate::procedure::{ElementIx, ExitIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for gateway in reach::elements(graph).filter(|element| chooses(graph.node(*element).kind)) {
        let name = site.procedure.reference(gateway).clone();
        without_default(site, gateway, &name, found);
        if graph.node(gateway).kind == NodeKind::Exclusive {
            never_taken(site, gateway, &name, found);
        }
    }
}

/// Whether the conditions of its flows say which of them are taken.
fn chooses(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Exclusive | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork)
}

fn without_default(site: &Site<'_>, gateway: ElementIx, name: &Text, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let conditional = graph.exits_of(gateway).all(|(_, exit)| exit.condition.is_some() && !exit.otherwise);
    if conditional && graph.node(gateway).exit_count > 0 {
        let problem = CheckProblem::NoDefaultFlow { gateway: name.clone() };
        found.push(Diagnostic::remark(problem, block_span(site, gateway)));
    }
}

/// Behind a flow without a condition no other is ever asked, the default included.
fn never_taken(site: &Site<'_>, gateway: ElementIx, name: &Text, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let always = |exit: &Exit| exit.condition.is_none() && !exit.otherwise;
    let Some((first, taken)) = graph.exits_of(gateway).find(|(_, exit)| always(exit)) else {
        return;
    };
    let behind = |at: ExitIx, exit: &Exit| at > first || (exit.otherwise && at != first);
    for (at, exit) in graph.exits_of(gateway).filter(|(at, exit)| behind(*at, exit)) {
        let problem = CheckProblem::NeverTaken {
            gateway: name.clone(),
            to: place(site, exit.target),
            always: place(site, taken.target),
        };
        found.push(Diagnostic::remark(problem, exit_span(site, at)));
    }
}
