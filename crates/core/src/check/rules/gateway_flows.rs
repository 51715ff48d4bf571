//! Each flow of an exclusive gateway may be taken: none stands behind one that is always taken.

use super::Site;
use super::telling::{exit_span, place};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::{Exit, NodeKind, reach};
use crate::procedure::{ElementIx, ExitIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for gateway in reach::elements(graph).filter(|element| graph.node(*element).kind == NodeKind::Exclusive) {
        let name = site.procedure.reference(gateway).clone();
        never_taken(site, gateway, &name, found);
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
