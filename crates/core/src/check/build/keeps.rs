//! Which facts of a case anything can read, and which elements leave nothing to keep.

use super::Builder;
use crate::guard::{Guard, Slot};
use crate::procedure::{Activity, Anchor, Applies, ElementIx, Head, Keeps, RecordIx, Window};

impl Builder<'_> {
    pub(super) fn keeps(
        &self,
        (head, windows): (&Head, &[Window]),
        activities: &[Activity],
        guards: &[Guard],
    ) -> Keeps {
        let elements = self.tables.len();
        let mut keeps = Keeps {
            answers: vec![false; elements],
            done: vec![false; elements],
            completed_at: vec![false; elements],
            opened_at: vec![false; elements],
            started_at: false,
            evidence: vec![false; self.records.tables().count()],
        };
        guards.iter().flat_map(Guard::reads).for_each(|slot| keep_read(&mut keeps, *slot));
        let of_windows = windows.iter().flat_map(|window| [window.from, window.until]);
        for rule in [head.deadline, head.minimum_term].into_iter().chain(of_windows).flatten() {
            keep_anchor(&mut keeps, rule.anchor);
        }
        let mut needed: Vec<Option<usize>> = vec![None; keeps.evidence.len()];
        for (position, activity) in activities.iter().enumerate() {
            for rule in [&activity.deadline, &activity.minimum_term].into_iter().flatten() {
                keep_anchor(&mut keeps, rule.anchor);
            }
            if self.options.citations {
                keep_cited(&mut keeps, &mut needed, (position, activity));
            }
        }
        keeps
    }
}

/// Whether an element applies always, has no times, tells nobody, shares no milestone, is not joint work, and nothing of it is kept.
pub(super) fn is_plain(activities: &[Activity], keeps: &Keeps, element: ElementIx) -> bool {
    let kept = [&keeps.answers, &keeps.done, &keeps.completed_at, &keeps.opened_at];
    let nothing_kept = kept.iter().all(|flags| flags.get(element.index()) != Some(&true));
    nothing_kept && activities.get(element.index()).is_none_or(is_simple)
}

fn is_simple(activity: &Activity) -> bool {
    let timed =
        activity.deadline.is_some() || activity.minimum_term.is_some() || activity.warns_before.is_some();
    let tells = !activity.notifies.is_empty() || activity.milestone.is_some();
    activity.applies == Applies::Always && !timed && !tells && !activity.is_joint()
}

fn keep_read(keeps: &mut Keeps, slot: Slot) {
    match slot {
        Slot::Answer(element) => set(&mut keeps.answers, element as usize),
        Slot::Done(element) => set(&mut keeps.done, element as usize),
        Slot::DaysSince(element) => set(&mut keeps.completed_at, element as usize),
        Slot::Evidence { record, .. } | Slot::Signed(record) => {
            set(&mut keeps.evidence, record as usize);
        }
        // Data, indicators and returns are kept in any case; what is open is seen, the date is asked for.
        Slot::Datum(_)
        | Slot::Has(_)
        | Slot::Indicator(_)
        | Slot::Target(_)
        | Slot::Rounds(_)
        | Slot::IsOpen(_) => {}
        Slot::Count(_) | Slot::Today | Slot::Member | Slot::Loop(_) => {}
    }
}

fn keep_anchor(keeps: &mut Keeps, anchor: Anchor) {
    match anchor {
        Anchor::Start => keeps.started_at = true,
        Anchor::StartOf(element) => set(&mut keeps.opened_at, element.index()),
        Anchor::Completed(element) => set(&mut keeps.completed_at, element.index()),
        Anchor::Opened | Anchor::Datum(_) => {}
    }
}

/// Records that more than one activity needs may be cited again; `needed` says who was the first to need each.
fn keep_cited(keeps: &mut Keeps, needed: &mut [Option<usize>], (position, activity): (usize, &Activity)) {
    for option in activity.evidence.iter().flat_map(|need| &need.options) {
        let RecordIx(record) = option.record;
        let first = needed[record as usize].get_or_insert(position);
        if *first != position {
            set(&mut keeps.evidence, record as usize);
        }
    }
}

fn set(flags: &mut [bool], position: usize) {
    if let Some(flag) = flags.get_mut(position) {
        *flag = true;
    }
}
