//! Where a link arrives, one leaves: an arrival that no link of its block names is only a step that passes.

use std::collections::BTreeSet;

use super::Site;
use super::telling::{activities, key_span};
use crate::data::Text;
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let scope = |element: ElementIx| site.procedure.graph.within(element);
    let table = |element: ElementIx| site.tables.get(element.index());
    let mut thrown: BTreeSet<(Option<ElementIx>, &Text)> = BTreeSet::new();
    for (element, _) in activities(site) {
        let link = table(element).and_then(|table| table.table(K::Throws)?.text(K::Link));
        thrown.extend(link.map(|link| (scope(element), link)));
    }
    for (element, _) in activities(site) {
        let Some(name) = table(element).and_then(|table| table.text(K::Link)) else { continue };
        if !thrown.contains(&(scope(element), name)) {
            let id = site.procedure.reference(element).clone();
            let problem = ModelProblem::LinkNobodyTakes { id, name: name.clone() };
            found.push(Diagnostic::remark(problem, key_span(site, element, K::Link)));
        }
    }
}
