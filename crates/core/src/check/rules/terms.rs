//! Terms that cannot be kept: a warning before the work begins, a minimum beyond the deadline.

use super::Site;
use super::telling::{ids, key_span, of};
use crate::calendar::DayCount;
use crate::data::Duration;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, activity) in of(site, &site.picked.timed) {
        let name = || site.procedure.reference(element).clone();
        let count = site.procedure.head.day_rules().count;
        if warns_too_early(activity, count) {
            let problem = CheckProblem::WarnsTooEarly { activity: name() };
            found.push(told(site, element, problem, Keyword::WarnsBefore));
        }
        if ends_before_it_may(activity, count) {
            let problem = CheckProblem::MinimumBeyondDeadline { activity: name() };
            found.push(told(site, element, problem, Keyword::MinimumTerm));
        }
    }
}

fn told(site: &Site<'_>, element: ElementIx, problem: CheckProblem, key: Keyword) -> Diagnostic {
    Diagnostic::remark(problem, key_span(site, element, key)).with_elements(ids(site, &[element]))
}

fn warns_too_early(activity: &Activity, count: DayCount) -> bool {
    let (Some(deadline), Some(before)) = (activity.deadline, activity.warns_before) else { return false };
    is_longer(before, deadline.duration, count)
}

fn ends_before_it_may(activity: &Activity, count: DayCount) -> bool {
    let (Some(deadline), Some(minimum)) = (activity.deadline, activity.minimum_term) else { return false };
    deadline.anchor == minimum.anchor && is_longer(minimum.duration, deadline.duration, count)
}

/// Whether a length is longer than another whatever month it is and whatever days are not worked.
fn is_longer(one: Duration, other: Duration, count: DayCount) -> bool {
    // How long so many days are that are worked, nobody knows before.
    let all_count = match (other.is_working(), other.is_calendar()) {
        (true, _) => false,
        (_, true) => true,
        _ => other.days() == 0 || count == DayCount::AllDays,
    };
    let compare = all_count && !one.is_working();
    one > other || (compare && days(one, 28, 0) > days(other, 31, 1))
}

/// A length in days, with months of so many days and a part of a day rounded so.
fn days(length: Duration, month: u64, part: u64) -> u64 {
    let exact = length.millis() / 86_400_000 + part * u64::from(!length.millis().is_multiple_of(86_400_000));
    u64::from(length.months()) * month + u64::from(length.days()) + exact
}
