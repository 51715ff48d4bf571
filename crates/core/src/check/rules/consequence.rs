//! A control point says what follows when it is not met.

use super::Site;
use super::recorded::Recorded;
use super::telling::{ids, is_said, key_span, listing, of};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::Node;
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

const CLASSES: &[&str] = &["control-sin", "control sin", "control-without", "control without"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let silent: Vec<ElementIx> = of(site, &site.picked.controlled)
        .filter(|(element, activity)| !states(site, *element, activity))
        .map(|(element, _)| element)
        .collect();
    if silent.is_empty() {
        return;
    }
    let divided = Recorded::about(site, CLASSES).divide(silent);
    found.extend(told(site, &divided.open, Vec::new()));
    found.extend(told(site, &divided.on_record, divided.findings));
}

/// Whether the control point of an activity has a consequence: an answer is the result, or one is written.
fn states(site: &Site<'_>, element: ElementIx, activity: &Activity) -> bool {
    activity.question.is_some() || is_said(aspect(site, element, Keyword::IfNonconforming))
}

/// The value of a key of an activity's control point, when the point is written out.
fn aspect<'a>(site: &Site<'a>, element: ElementIx, key: Keyword) -> Option<&'a Node> {
    site.tables.get(element.index())?.table(Keyword::Control)?.get(key)
}

fn told(site: &Site<'_>, elements: &[ElementIx], recorded: Vec<Text>) -> Option<Diagnostic> {
    let first = *elements.first()?;
    let problem = CheckProblem::ControlWithoutConsequence { activities: listing(site, elements), recorded };
    let told = Diagnostic::remark(problem, key_span(site, first, Keyword::Control));
    Some(told.with_elements(ids(site, elements)))
}
