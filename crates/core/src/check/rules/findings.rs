//! Findings can be cited: each has its own id and says where in the source it is.

use std::collections::BTreeMap;

use super::Site;
use super::telling::{is_said, language};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::source::{Language, Span};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for finding in site.document.root.tables(Keyword::Finding) {
        let Some((id, span)) = finding.get(Keyword::Id).and_then(|node| Some((node.as_text()?, node.span)))
        else {
            continue;
        };
        if let Some(first) = seen.get(&**id) {
            let problem = CheckProblem::RepeatedFinding { id: id.clone() };
            found.push(Diagnostic::error(problem, span).with_label(*first, label(language(site))));
        }
        seen.entry(id).or_insert(span);
        if !is_said(finding.get(Keyword::Where)) {
            found.push(Diagnostic::remark(CheckProblem::FindingWithoutPlace { id: id.clone() }, span));
        }
    }
}

fn label(language: Language) -> &'static str {
    match language {
        Language::Spanish => "el primero con ese id",
        Language::English => "the first with that id",
    }
}
