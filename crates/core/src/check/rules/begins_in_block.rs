//! A case begins at the procedure itself: in a block neither a trigger nor a message begins one.

use super::Site;
use super::telling::{block_span, key_span};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::reach;
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for element in reach::elements(graph) {
        let Some(block) = graph.within(element) else { continue };
        let names = [element, block].map(|element| site.procedure.reference(element).clone());
        if graph.special(element).is_some_and(|special| special.begins_case) {
            found.push(begins(site, element, names));
        } else if graph.entries.binary_search(&element).is_ok() {
            found.extend(triggered(site, element, names));
        }
    }
}

fn begins(site: &Site<'_>, element: ElementIx, [id, block]: [Text; 2]) -> Diagnostic {
    let span = key_span(site, element, K::Instantiates);
    Diagnostic::error(ModelProblem::BeginsInBlock { id, block }, span)
}

/// A start of a block with a trigger: the block begins when a token comes, and the trigger is never waited for.
fn triggered(site: &Site<'_>, element: ElementIx, [start, block]: [Text; 2]) -> Option<Diagnostic> {
    let table = site.tables.get(element.index())?;
    let key = [K::When, K::Every].into_iter().find(|key| table.get(*key).is_some())?;
    let span = table.entry(key).map_or(block_span(site, element), |entry| entry.key_span);
    Some(Diagnostic::error(ModelProblem::StartTriggered { start, block, key }, span))
}
