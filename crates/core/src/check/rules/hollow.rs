//! Keys that are written and ask for nothing: a verifier of nothing, signatures of nobody, a return that may never be taken.

use super::Site;
use super::telling::ids;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::{Node, Table};
use crate::graph::reach;
use crate::keywords::Keyword;
use crate::procedure::ElementIx;

/// What may say a thing that asks for nothing; one of them is there, or a return that may never be taken.
const SAYING: [Keyword; 4] = [Keyword::VerifiedBy, Keyword::SignedBy, Keyword::Evidence, Keyword::Control];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let never_taken = never_taken(site);
    for (element, table) in reach::elements(&site.procedure.graph).zip(site.tables.iter().copied()) {
        let returns = never_taken.binary_search(&element).is_ok();
        if !returns && !table.marks().may_have_any(&SAYING) {
            continue;
        }
        let Some(activity) = site.procedure.activity(element) else { break };
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
        for node in if returns { never(table) } else { Vec::new() } {
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

/// The elements with a return that may never be taken, in their order.
fn never_taken(site: &Site<'_>) -> Vec<ElementIx> {
    let graph = &site.procedure.graph;
    let never = graph.returns.iter().filter(|back| back.maximum == 0);
    let mut elements: Vec<ElementIx> = never.map(|back| graph.exit(back.exit).from).collect();
    elements.sort_unstable();
    elements
}

/// Where a return has `maximo = 0`.
fn never(table: &Table) -> Vec<&Node> {
    let none = |node: &&Node| node.as_number().is_some_and(|number| number.to_i64() == Some(0));
    let single = [Keyword::Yes, Keyword::No].into_iter().filter_map(|key| table.table(key));
    let refused = table.table(Keyword::Control).and_then(|control| control.table(Keyword::IfNonconforming));
    let outcomes = single.chain(table.tables(Keyword::Answer)).chain(refused);
    outcomes.filter_map(|outcome| outcome.get(Keyword::Maximum)).filter(none).collect()
}
