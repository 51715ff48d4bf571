//! Whatever counts days says in which zone they end.

use super::Site;
use super::telling::{ids, is_said, key_span, listing};
use crate::diagnostic::{CheckProblem, Diagnostic, ZoneUse};
use crate::document::Table;
use crate::guard::Slot;
use crate::keywords::Keyword;
use crate::procedure::{Applies, Decision, ElementIx, GuardIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let head = site.document.root.table(Keyword::Procedure);
    if site.procedure.head.zone.is_some() || head.is_some_and(|head| is_said(head.get(Keyword::TimeZone))) {
        return;
    }
    let dates = site.procedure.guards.iter().any(|guard| guard.reads().iter().any(is_date));
    let uses: Vec<(ElementIx, ZoneUse)> = (0..site.procedure.activities.len())
        .map(ElementIx::at)
        .filter_map(|element| Some((element, zone_use(site, element, dates)?)))
        .collect();
    let Some((first, used_by)) = uses.first().copied() else {
        found.extend(head.and_then(of_the_whole));
        return;
    };
    let elements: Vec<ElementIx> = uses.iter().map(|(element, _)| *element).collect();
    let problem = CheckProblem::ZoneMissing { used_by, activities: listing(site, &elements) };
    let key = match used_by {
        ZoneUse::Key(key) => key,
        ZoneUse::Guard => Keyword::Decides,
    };
    found.push(Diagnostic::error(problem, key_span(site, first, key)).with_elements(ids(site, &elements)));
}

/// A term of the whole procedure counts days too.
fn of_the_whole(head: &Table) -> Option<Diagnostic> {
    let entry = [Keyword::Deadline, Keyword::MinimumTerm].into_iter().find_map(|key| head.entry(key))?;
    let problem =
        CheckProblem::ZoneMissing { used_by: ZoneUse::Key(entry.key), activities: Default::default() };
    is_said(Some(&entry.node)).then(|| Diagnostic::error(problem, entry.key_span))
}

/// What of an activity counts days, the plainest first; `dates` says whether any guard asks for one.
fn zone_use(site: &Site<'_>, element: ElementIx, dates: bool) -> Option<ZoneUse> {
    let table = site.tables.get(element.index())?;
    let keys = [Keyword::Deadline, Keyword::MinimumTerm, Keyword::WarnsBefore, Keyword::Frequency];
    let key = keys.into_iter().find(|key| is_said(table.get(*key)));
    let waits = || site.procedure.graph.exits_of(element).any(|(_, exit)| exit.after.is_some());
    let after = || waits().then_some(Keyword::After);
    key.or_else(after)
        .map(ZoneUse::Key)
        .or_else(|| (dates && asks_for_dates(site, element)).then_some(ZoneUse::Guard))
}

fn asks_for_dates(site: &Site<'_>, element: ElementIx) -> bool {
    let Some(activity) = site.procedure.activity(element) else { return false };
    let decision = match activity.decision {
        Decision::Computed(guard) | Decision::Suggested(guard) => Some(guard),
        Decision::Person => None,
    };
    let applies = match activity.applies {
        Applies::If(guard) | Applies::Asked { suggests: Some(guard), .. } => Some(guard),
        _ => None,
    };
    let exits = site.procedure.graph.exits_of(element);
    let of_exits = exits.flat_map(|(_, exit)| exit.condition.into_iter().chain(exit.enabled_if));
    decision.into_iter().chain(applies).chain(of_exits).any(|guard| reads_dates(site, guard))
}

fn reads_dates(site: &Site<'_>, guard: GuardIx) -> bool {
    let guard = site.procedure.guards.get(guard.index());
    guard.is_some_and(|guard| guard.reads().iter().any(is_date))
}

fn is_date(slot: &Slot) -> bool {
    matches!(slot, Slot::Today | Slot::DaysSince(_))
}
