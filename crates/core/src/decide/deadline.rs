//! Deadlines: computed once per round when an item opens, stored in its event, moved when the anchor moves.

use std::sync::Arc;

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Duration, Timestamp, Value};
use crate::event::{Due, Event, ItemKind};
use crate::instance::State;
use crate::procedure::{Activity, Anchor, Basis, DeadlineRule, ElementIx, Procedure};

/// A time lies beyond the year 9999.
pub(super) struct Beyond;

/// When an item opened, and whether its element had been open before: then no term counts from earlier.
#[derive(Clone, Copy)]
struct Opening {
    /// Where it stands: anchors are looked for from here outwards.
    scope: ItemId,
    at: Timestamp,
    again: bool,
}

/// The times of an item of an element that opens now; none when its anchors are not known yet.
pub(super) fn of(
    procedure: &Procedure,
    state: &State,
    (scope, element): (ItemId, ElementIx),
    round: u32,
) -> Result<Option<Arc<Due>>, Beyond> {
    match procedure.activity(element) {
        Some(activity) if activity.deadline.is_some() || activity.minimum_term.is_some() => {
            compute(procedure, state, activity, Opening { scope, at: state.at, again: round > 1 })
                .map(|due| due.map(Arc::new))
        }
        _ => Ok(None),
    }
}

fn compute(
    procedure: &Procedure,
    state: &State,
    activity: &Activity,
    opened: Opening,
) -> Result<Option<Due>, Beyond> {
    let mut due = blank(procedure);
    if let Some((anchor, end)) = end_of(procedure, state, activity.deadline, opened)? {
        due.anchor = Some(anchor);
        due.due = Some(end);
        due.warn =
            activity.warns_before.and_then(|before| procedure.head.day_rules().before(end, before).ok());
    }
    if let Some((anchor, end)) = end_of(procedure, state, activity.minimum_term, opened)? {
        due.anchor = due.anchor.or(Some(anchor));
        due.not_before = Some(end);
    }
    Ok(due.anchor.is_some().then_some(due))
}

/// When a term ends, and the moment it was counted from; nothing while that moment is not known.
fn end_of(
    procedure: &Procedure,
    state: &State,
    rule: Option<DeadlineRule>,
    opened: Opening,
) -> Result<Option<(Timestamp, Timestamp)>, Beyond> {
    let Some(rule) = rule else { return Ok(None) };
    let Some(named) = anchor(procedure, state, rule.anchor, opened) else { return Ok(None) };
    let anchor = if opened.again { named.max(opened.at) } else { named };
    let end = procedure.head.day_rules().due(anchor, rule.duration).map_err(|_| Beyond)?;
    Ok(Some((anchor, end)))
}

fn anchor(procedure: &Procedure, state: &State, anchor: Anchor, opened: Opening) -> Option<Timestamp> {
    let home = |element: ElementIx| state.home_of(procedure, opened.scope, element);
    match anchor {
        Anchor::Opened => Some(opened.at),
        Anchor::Start => state.started_at(),
        Anchor::StartOf(element) => state.opened_at(home(element)?, element.0),
        Anchor::Completed(element) => state.completed_at(home(element)?, element.0),
        Anchor::Datum(datum) => {
            match state.datum(state.home_of_datum(procedure, opened.scope, datum.0), datum.0)? {
                Value::Instant(instant) => Some(*instant),
                Value::Date(date) => procedure.head.day_rules().zone.midnight(*date),
                _ => None,
            }
        }
    }
}

/// The end of a delay that begins now.
pub(super) fn after(procedure: &Procedure, from: Timestamp, length: Duration) -> Option<Due> {
    let due = procedure.head.day_rules().after(from, length).ok()?;
    Some(Due { due: Some(due), anchor: Some(from), ..blank(procedure) })
}

/// No times yet, with the zone and calendar that they will be computed with.
pub(super) fn blank(procedure: &Procedure) -> Due {
    let Basis { zone, calendar } = procedure.head.basis.clone();
    Due { due: None, warn: None, not_before: None, anchor: None, zone, calendar }
}

/// Sets the deadlines anew whose anchor a command has moved.
pub(super) fn move_with_anchors<J: Journal>(stepper: &mut Stepper<'_, J>) {
    let open = stepper.state.open.iter();
    let items: Vec<(Here, Opening)> = open
        .filter(|instance| {
            matches!(instance.kind, ItemKind::Work | ItemKind::Joint) && instance.role.is_none()
        })
        .map(|instance| {
            let here = Here { item: instance.id, scope: instance.scope, element: instance.element };
            (here, Opening { scope: instance.scope, at: instance.since, again: instance.round > 1 })
        })
        .collect();
    for (here, opened) in items {
        let item = here.item;
        let Some(activity) = stepper.activity(here.element) else { continue };
        if !activity.has_movable_term() {
            continue;
        }
        let before = stepper.state.item(item).and_then(|instance| instance.due());
        match compute(stepper.procedure, stepper.state, activity, opened) {
            Ok(Some(due)) if before != Some(&due) => {
                stepper.emit(Event::DeadlineMoved { item, due: Arc::new(due) });
            }
            Ok(_) => {}
            Err(Beyond) => {
                stepper.stuck(here, crate::incident::Trouble::Deadline);
            }
        }
    }
}
