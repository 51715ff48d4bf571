//! Work leaves evidence.

use super::Site;
use super::recorded::Recorded;
use super::telling::{ids, key_span, listing};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::procedure::ElementIx;

const CLASSES: &[&str] = &["sin-evidencia", "sin evidencia", "without-evidence", "no-evidence"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let bare = &site.picked.bare;
    if bare.is_empty() {
        return;
    }
    let divided = Recorded::about(site, CLASSES).divide(bare.clone());
    found.extend(told(site, &divided.open, Vec::new()));
    found.extend(told(site, &divided.on_record, divided.findings));
}

fn told(site: &Site<'_>, elements: &[ElementIx], recorded: Vec<Text>) -> Option<Diagnostic> {
    let first = *elements.first()?;
    let problem = CheckProblem::WithoutEvidence { activities: listing(site, elements), recorded };
    let told = Diagnostic::remark(problem, key_span(site, first, Keyword::Evidence));
    Some(told.with_elements(ids(site, elements)))
}
