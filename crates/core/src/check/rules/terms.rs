//! Terms that cannot be kept: a warning before the work begins, a minimum beyond the deadline.

use super::Site;
use super::telling::{ids, key_span, of};
use crate::data::Duration;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, activity) in of(site, &site.picked.timed) {
        let name = || site.procedure.reference(element).clone();
        if warns_too_early(activity) {
            let problem = CheckProblem::WarnsTooEarly { activity: name() };
            found.push(told(site, element, problem, Keyword::WarnsBefore));
        }
        if ends_before_it_may(activity) {
            let problem = CheckProblem::MinimumBeyondDeadline { activity: name() };
            found.push(told(site, element, problem, Keyword::MinimumTerm));
        }
    }
}

fn told(site: &Site<'_>, element: ElementIx, problem: CheckProblem, key: Keyword) -> Diagnostic {
    Diagnostic::remark(problem, key_span(site, element, key)).with_elements(ids(site, &[element]))
}

fn warns_too_early(activity: &Activity) -> bool {
    let (Some(deadline), Some(before)) = (activity.deadline, activity.warns_before) else { return false };
    is_longer(before, deadline.duration)
}

fn ends_before_it_may(activity: &Activity) -> bool {
    let (Some(deadline), Some(minimum)) = (activity.deadline, activity.minimum_term) else { return false };
    deadline.anchor == minimum.anchor && is_longer(minimum.duration, deadline.duration)
}

/// Whether a length is longer than another whatever the calendar says.
fn is_longer(one: Duration, other: Duration) -> bool {
    let counts_alike = !one.is_working() && !other.is_working();
    one > other || (counts_alike && days(one, 28, 0) > days(other, 31, 1))
}

/// A length in days, with months of so many days and a part of a day rounded so.
fn days(length: Duration, month: u64, part: u64) -> u64 {
    let exact = length.millis() / 86_400_000 + part * u64::from(!length.millis().is_multiple_of(86_400_000));
    u64::from(length.months()) * month + u64::from(length.days()) + exact
}
