//! Keys that are written and ask for nothing: a verifier of nothing, signatures of nobody, a return that may never be taken.

use super::Site;
use super::telling::{activities, ids};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::{Node, Table};
use crate::keywords::Keyword;
use crate::procedure::ElementIx;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, activity) in activities(site) {
        let Some(table) = site.tables.get(element.index()).copied() else { continue };
        let name = || site.procedure.reference(element).clone();
        let mut say = |problem, node: &Node| {
            let told = Diagnostic::remark(problem, node.span);
            found.push(told.with_elements(ids(site, &[element])));
        };
        if let (Some(_), None, Some(node)) =
            (activity.verified_by, &activity.control, table.get(Keyword::VerifiedBy))
        {
            say(CheckProblem::VerifierOfNothing { activity: name() }, node);
        }
        for node in nobody(table) {
            say(CheckProblem::SignedByNobody { activity: name() }, node);
        }
        for node in never(site, element, table) {
            say(CheckProblem::NeverReturns { activity: name() }, node);
        }
    }
}

/// Where `firman` is an empty list, of the activity, of its evidence or of its control point.
fn nobody(table: &Table) -> Vec<&Node> {
    let control = table.table(Keyword::Control);
    let evidence = table.list(Keyword::Evidence).iter();
    let evidence = evidence.chain(control.into_iter().flat_map(|control| control.list(Keyword::Evidence)));
    let tables = std::iter::once(table).chain(evidence.filter_map(Node::as_table));
    let signers = tables.filter_map(|table| table.get(Keyword::SignedBy));
    signers.filter(|node| node.as_list().is_empty() && node.as_text().is_none()).collect()
}

/// Where a return has `maximo = 0`.
fn never<'a>(site: &Site<'_>, element: ElementIx, table: &'a Table) -> Vec<&'a Node> {
    let none = |node: &&Node| node.as_number().is_some_and(|number| number.to_i64() == Some(0));
    let graph = &site.procedure.graph;
    if !graph.returns.iter().any(|back| back.maximum == 0 && graph.exit(back.exit).from == element) {
        return Vec::new();
    }
    let single = [Keyword::Yes, Keyword::No].into_iter().filter_map(|key| table.table(key));
    let refused = table.table(Keyword::Control).and_then(|control| control.table(Keyword::IfNonconforming));
    let outcomes = single.chain(table.tables(Keyword::Answer)).chain(refused);
    outcomes.filter_map(|outcome| outcome.get(Keyword::Maximum)).filter(none).collect()
}
