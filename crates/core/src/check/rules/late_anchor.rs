//! A deadline is counted from something that has happened: not from an activity that can only come later.

use super::Site;
use super::telling::{ids, key_span, of};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::graph::order::Order;
use crate::keywords::Keyword;
use crate::procedure::{Activity, Anchor, ElementIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut order = None;
    for (element, activity) in of(site, &site.picked.timed) {
        for (key, later) in anchors(activity) {
            let order = order.get_or_insert_with(|| Order::of(&site.procedure.graph));
            if later != element && order.only_after(later, element) {
                let name = |element| site.procedure.reference(element).clone();
                let problem =
                    CheckProblem::AnchorOnlyLater { activity: name(element), anchor: name(later), key };
                let told = Diagnostic::remark(problem, key_span(site, element, key));
                found.push(told.with_elements(ids(site, &[element])));
            }
        }
    }
}

/// The elements that the terms of an activity are counted from.
fn anchors(activity: &Activity) -> impl Iterator<Item = (Keyword, ElementIx)> {
    let rules = [(Keyword::Deadline, activity.deadline), (Keyword::MinimumTerm, activity.minimum_term)];
    rules.into_iter().filter_map(|(key, rule)| match rule?.anchor {
        Anchor::StartOf(element) | Anchor::Completed(element) => Some((key, element)),
        _ => None,
    })
}
