//! What the new version reads of the past, and the case has not kept because the old one did not read it.

use super::names::Names;
use crate::command::Mapping;
use crate::data::Text;
use crate::instance::{ElementInstance, State};
use crate::procedure::{ElementIx, RecordIx};
use crate::rejection::Obstacle;

use super::{Entry, Fate, What};

/// A line for each fact of the past that is asked for and not known.
pub(super) fn unknown(state: &State, names: &Names<'_>, mapping: &Mapping) -> Vec<Entry> {
    let (from, to) = (&names.from.keeps, &names.to.keeps);
    let mut missing: Vec<(Text, Text)> = Vec::new();
    for place in 0..names.from.graph.len() {
        let before = ElementIx::at(place);
        let Some(now) = names.element(before) else { continue };
        let is_new = |new: &[bool], old: &[bool]| flag(new, now.index()) && !flag(old, place);
        let ended = is_new(&to.answers, &from.answers)
            || is_new(&to.done, &from.done)
            || is_new(&to.completed_at, &from.completed_at);
        let begun = is_new(&to.opened_at, &from.opened_at);
        if (ended && has_ended(state, names, before)) || (begun && has_begun(state, names, before)) {
            missing.push((names.from.reference(before).clone(), names.from.title(before).clone()));
        }
    }
    for record in 0..names.from.records.len() {
        let before = RecordIx::at(record);
        let Some(now) = names.record(before) else { continue };
        let is_new = flag(&to.evidence, now.index()) && !flag(&from.evidence, record);
        if is_new && was_delivered(state, names, before) {
            let named = &names.from.records[record];
            missing.push((named.id.clone(), named.name.clone()));
        }
    }
    if to.started_at && !from.started_at {
        missing.push((names.from.head.code.clone(), names.from.head.name.clone()));
    }
    let fate = || match mapping.without_past {
        true => Fate::Unknown,
        false => Fate::Cannot(Obstacle::PastNotKept),
    };
    let entry = |(name, title)| Entry { what: What::Past, item: None, name, title, fate: fate() };
    missing.into_iter().map(entry).collect()
}

fn flag(flags: &[bool], place: usize) -> bool {
    flags.get(place).copied().unwrap_or(false)
}

/// Whether some activity that hands in a record may have been done.
fn was_delivered(state: &State, names: &Names<'_>, record: RecordIx) -> bool {
    let activities = names.from.activities.iter().zip((0..).map(ElementIx::at));
    let mut delivers = activities.filter(|(activity, _)| {
        let mut options = activity.evidence.iter().flat_map(|need| &need.options);
        options.any(|option| option.record == record)
    });
    delivers.any(|(_, element)| has_ended(state, names, element))
}

/// Whether an element may have been open: it was, or a block was over in which it stands.
fn has_begun(state: &State, names: &Names<'_>, element: ElementIx) -> bool {
    let graph = &names.from.graph;
    let mut blocks = std::iter::successors(graph.within(element), |block| graph.within(*block));
    state.has_been_at(element) || blocks.any(|block| state.has_been_at(block) && !is_first_time(state, block))
}

/// Whether an element may have been done.
fn has_ended(state: &State, names: &Names<'_>, element: ElementIx) -> bool {
    has_begun(state, names, element)
        && !(is_first_time(state, element) && blocks_are_new(state, names, element))
}

fn blocks_are_new(state: &State, names: &Names<'_>, element: ElementIx) -> bool {
    let graph = &names.from.graph;
    let mut blocks = std::iter::successors(graph.within(element), |block| graph.within(*block));
    blocks.all(|block| is_first_time(state, block))
}

/// Whether an element is open for the first time, and only once.
fn is_first_time(state: &State, element: ElementIx) -> bool {
    let stands = |open: &&ElementInstance| open.element == element && open.role.is_none();
    let mut open = state.open.iter().filter(stands);
    open.next().is_some_and(|first| first.round == 1) && open.next().is_none()
}
