//! What waits for the first of several things, and for nothing itself, goes on where that leads: a `sigue` of its own is
//! never taken.

use super::Site;
use super::telling::activities;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::NodeKind;
use crate::keywords::Keyword as K;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for (element, _) in activities(site) {
        let waits_for_others =
            graph.node(element).kind == NodeKind::EventGateway && graph.trigger(element).is_none();
        let next = site.tables.get(element.index()).and_then(|table| table.entry(K::Next));
        if let Some(next) = next.filter(|_| waits_for_others) {
            let activity = site.procedure.reference(element).clone();
            found.push(Diagnostic::remark(CheckProblem::UntakenNext { activity }, next.key_span));
        }
    }
}
