//! A message goes from one participant to another: a procedure that waits for its own messages is looked at again.

use std::collections::BTreeMap;

use super::Site;
use super::telling::block_span;
use crate::data::Text;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{On, Throw, reach};
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    let mut waits: BTreeMap<&Text, ElementIx> = BTreeMap::new();
    for element in reach::elements(graph) {
        let special = graph.special(element).filter(|special| !special.begins_case);
        let on =
            special.and_then(|special| special.trigger.as_deref()).map_or(&[][..], |trigger| &trigger.on);
        for on in on {
            if let On::Message { name, .. } = on {
                waits.entry(name).or_insert(element);
            }
        }
    }
    if waits.is_empty() {
        return;
    }
    for element in reach::elements(graph) {
        let special = graph.special(element);
        let Some(Throw::Message { name, .. }) = special.and_then(|special| special.throws.as_deref()) else {
            continue;
        };
        let Some(wait) = waits.get(name) else { continue };
        let shown = |element| site.procedure.reference(element).clone();
        let problem =
            ModelProblem::OwnMessage { message: name.clone(), from: shown(element), to: shown(*wait) };
        found.push(Diagnostic::remark(problem, block_span(site, element)));
    }
}
