//! `termina_si` and `cancela_restantes` stand where something may be complete before all of it is done.

use super::Site;
use super::telling::activities;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::document::{Node, Table};
use crate::keywords::Keyword as K;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, _) in activities(site) {
        let Some(table) = site.tables.get(element.index()) else { continue };
        let is_free = site.procedure.graph.ad_hoc(element).is_some();
        for key in [K::CompletesIf, K::CancelsRemaining] {
            let Some(entry) = table.entry(key) else { continue };
            let counts = key == K::CompletesIf && is_short_repetition(table);
            if !is_free && !counts {
                let id = site.procedure.reference(element).clone();
                found.push(Diagnostic::error(ModelProblem::KeyWithoutUse { id, key }, entry.key_span));
            }
        }
    }
}

/// Whether an activity is repeated in the short form, whose condition stands beside it.
fn is_short_repetition(table: &Table) -> bool {
    table.get(K::ForEach).and_then(Node::as_text).is_some()
}
