//! What is kept of a BPMN model belongs to something that the file has.

use std::collections::BTreeSet;

use super::Site;
use crate::diagnostic::{Diagnostic, Named, ReferenceProblem};
use crate::document::{Table, Tree};
use crate::keywords::Keyword as K;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let root = &site.document.root;
    if !root.marks().may_have(K::Bpmn) {
        return;
    }
    let known = ids(root);
    for node in root.tables(K::Bpmn).filter_map(|kept| kept.get(K::Element)) {
        let Some(name) = node.as_text().filter(|name| !known.contains(&***name)) else { continue };
        let problem =
            ReferenceProblem::UnknownName { what: Named::Activity, name: name.clone(), nearest: None };
        found.push(Diagnostic::remark(problem, node.span));
    }
}

/// Every id that a file gives to anything: elements, flows, answers, roles, data.
fn ids(root: &Table) -> BTreeSet<&str> {
    let mut known = BTreeSet::new();
    let mut open = vec![root];
    while let Some(table) = open.pop() {
        known.extend(table.text(K::Id).map(|id| &**id));
        for entry in &table.entries {
            match &entry.node.value {
                Tree::Table(inner) => open.push(inner),
                Tree::List(nodes) => open.extend(nodes.iter().filter_map(|node| node.as_table())),
                _ => {}
            }
        }
    }
    known
}
