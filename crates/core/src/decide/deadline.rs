//! Deadlines: computed once per round when an item opens, stored in its event, moved when the anchor moves.

use std::sync::Arc;

use super::Journal;
use super::context::Context;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Duration, Text, Timestamp, Value};
use crate::event::{Due, Event, ItemKind};
use crate::incident::Trouble;
use crate::instance::{ElementInstance, State};
use crate::procedure::{Activity, Anchor, Basis, DatumIx, DeadlineRule, ElementIx, Procedure};
use crate::rejection::Rejection;

/// A time lies beyond the year 9999.
#[derive(Debug)]
pub(super) struct Beyond;

/// What deadlines are counted from: the case as it stands, and the data that a command brings.
#[derive(Clone, Copy)]
struct Facts<'a> {
    procedure: &'a Procedure,
    state: &'a State,
    /// The scope that the data is given in, with the data.
    brings: (ItemId, &'a [(DatumIx, Value)]),
}

impl<'a> Facts<'a> {
    fn of(procedure: &'a Procedure, state: &'a State) -> Self {
        Facts { procedure, state, brings: (ItemId(0), &[]) }
    }

    /// The value of a datum, seen from a scope.
    fn datum(&self, scope: ItemId, datum: DatumIx) -> Option<&'a Value> {
        let home = |scope| self.state.home_of_datum(self.procedure, scope, datum.0);
        let (whence, given) = self.brings;
        let brought = given.iter().find(|(other, _)| *other == datum).filter(|_| home(whence) == home(scope));
        brought.map(|(_, value)| value).or_else(|| self.state.datum(home(scope), datum.0))
    }
}

/// When an item opened, and whether its element had been open before: then no term counts from earlier.
#[derive(Clone, Copy)]
struct Opening {
    /// Where it stands: anchors are looked for from here outwards.
    scope: ItemId,
    /// What opens; a whole procedure has none.
    element: Option<ElementIx>,
    at: Timestamp,
    again: bool,
}

/// The times of an item of an element that opens now, and whether they lie beyond the calendar.
///
/// There are none when its anchors are not known yet.
pub(super) fn of_opening(
    procedure: &Procedure,
    state: &State,
    (scope, element): (ItemId, ElementIx),
    round: u32,
) -> (Option<Arc<Due>>, bool) {
    match procedure.activity(element) {
        Some(activity) if activity.deadline.is_some() || activity.minimum_term.is_some() => {
            let opened = Opening { scope, element: Some(element), at: state.at, again: round > 1 };
            let due = compute(Facts::of(procedure, state), activity, opened);
            due.map_or((None, true), |due| (due.map(Arc::new), false))
        }
        _ => (None, false),
    }
}

fn compute(facts: Facts<'_>, activity: &Activity, opened: Opening) -> Result<Option<Due>, Beyond> {
    let head = &facts.procedure.head;
    let mut due = blank(facts.procedure);
    if let Some((anchor, end)) = end_of(facts, activity.deadline, opened)? {
        due.anchor = Some(anchor);
        due.due = Some(end);
        due.warn = activity.warns_before.and_then(|before| head.day_rules().before(end, before).ok());
    }
    if let Some((anchor, end)) = end_of(facts, activity.minimum_term, opened)? {
        due.anchor = due.anchor.or(Some(anchor));
        due.not_before = Some(end);
    }
    Ok(due.anchor.is_some().then_some(due))
}

/// When a term ends, and the moment it was counted from; nothing while that moment is not known.
fn end_of(
    facts: Facts<'_>,
    rule: Option<DeadlineRule>,
    opened: Opening,
) -> Result<Option<(Timestamp, Timestamp)>, Beyond> {
    let Some(rule) = rule else { return Ok(None) };
    let Some(named) = anchor(facts, rule.anchor, opened) else { return Ok(None) };
    let anchor = if opened.again { named.max(opened.at) } else { named };
    let end = facts.procedure.head.day_rules().due(anchor, rule.duration).map_err(|_| Beyond)?;
    Ok(Some((anchor, end)))
}

/// Whether times would be counted again as they were: the only term of their activity, from the same moment with the
/// same calendar.
fn is_unmoved(facts: Facts<'_>, activity: &Activity, opened: Opening, due: &Due) -> bool {
    let ((Some(rule), None) | (None, Some(rule))) = (activity.deadline, activity.minimum_term) else {
        return false;
    };
    let Basis { zone, calendar } = &facts.procedure.head.basis;
    let named = anchor(facts, rule.anchor, opened);
    let anchor = if opened.again { named.max(Some(opened.at)) } else { named };
    named.is_some() && anchor == due.anchor && (zone, calendar) == (&due.zone, &due.calendar)
}

fn anchor(facts: Facts<'_>, anchor: Anchor, opened: Opening) -> Option<Timestamp> {
    let Facts { procedure, state, .. } = facts;
    let home = |element: ElementIx| state.home_of(procedure, opened.scope, element);
    match anchor {
        Anchor::Opened => Some(opened.at),
        Anchor::Start => state.started_at(),
        // While it opens, its own start is now: nothing has noted it yet.
        Anchor::StartOf(element) => {
            let own = (opened.element == Some(element)).then_some(opened.at);
            state.opened_at(home(element)?, element.0).or(own)
        }
        Anchor::Completed(element) => state.completed_at(home(element)?, element.0),
        Anchor::Datum(datum) => moment_of(procedure, facts.datum(opened.scope, datum)?),
    }
}

/// The moment that a date or an instant says.
fn moment_of(procedure: &Procedure, value: &Value) -> Option<Timestamp> {
    match value {
        Value::Instant(instant) => Some(*instant),
        Value::Date(date) => procedure.head.day_rules().zone.midnight(*date),
        _ => None,
    }
}

/// The moment a term is counted from and the one at which it ends, as the case stands; nothing while that is not known.
pub(crate) fn moment_of_rule(
    (procedure, state): (&Procedure, &State),
    scope: ItemId,
    rule: DeadlineRule,
) -> Option<(Timestamp, Timestamp)> {
    let opened = Opening { scope, element: None, at: state.at, again: false };
    end_of(Facts::of(procedure, state), Some(rule), opened).ok().flatten()
}

/// The times of a whole procedure that has begun at a moment, with what its data say; none while that is not known.
pub(super) fn of_whole<'v>(
    procedure: &Procedure,
    started: Option<Timestamp>,
    datum: impl Fn(DatumIx) -> Option<&'v Value>,
) -> Result<Option<Due>, Beyond> {
    let head = &procedure.head;
    let from = |rule: DeadlineRule| match rule.anchor {
        Anchor::Datum(named) => moment_of(procedure, datum(named)?),
        _ => started,
    };
    let mut due = blank(procedure);
    for (rule, is_deadline) in [(head.deadline, true), (head.minimum_term, false)] {
        let Some((rule, anchor)) = rule.and_then(|rule| Some((rule, from(rule)?))) else { continue };
        let end = head.day_rules().due(anchor, rule.duration).map_err(|_| Beyond)?;
        due.anchor = due.anchor.or(Some(anchor));
        *(if is_deadline { &mut due.due } else { &mut due.not_before }) = Some(end);
    }
    Ok(due.anchor.is_some().then_some(due))
}

/// Refuses a start after which the deadline of the whole could not be counted.
#[inline]
pub(super) fn check_whole(
    procedure: &Procedure,
    at: Timestamp,
    data: &[(Text, Value)],
) -> Result<(), Rejection> {
    match procedure.head.has_term() {
        true => check_term(procedure, at, data),
        false => Ok(()),
    }
}

#[inline(never)]
fn check_term(procedure: &Procedure, at: Timestamp, data: &[(Text, Value)]) -> Result<(), Rejection> {
    let id = |datum: DatumIx| &procedure.data[datum.index()].id;
    let given = |datum: DatumIx| data.iter().find(|(other, _)| other == id(datum)).map(|(_, value)| value);
    of_whole(procedure, Some(at), given).map(drop).map_err(|Beyond| too_far(procedure))
}

fn too_far(procedure: &Procedure) -> Rejection {
    let rules = [procedure.head.deadline, procedure.head.minimum_term];
    let datum = rules.into_iter().flatten().find_map(|rule| match rule.anchor {
        Anchor::Datum(datum) => Some(procedure.data[datum.index()].id.clone()),
        _ => None,
    });
    let start = || crate::keywords::Keyword::Start.word(procedure.head.language).into();
    Rejection::DateTooFar { datum: datum.unwrap_or_else(start), reference: procedure.head.code.clone() }
}

/// Sets the times of the whole, at its start or when the datum they are counted from has changed.
#[inline]
pub(super) fn set_whole<J: Journal>(stepper: &mut Stepper<'_, J>) {
    if stepper.procedure.head.has_term() {
        set_term(stepper);
    }
}

#[inline(never)]
fn set_term<J: Journal>(stepper: &mut Stepper<'_, J>) {
    let (procedure, state) = (stepper.procedure, &*stepper.state);
    let due = of_whole(procedure, state.started_at(), |datum| state.datum(ItemId(0), datum.0));
    if let Ok(Some(due)) = due
        && state.due().map(|due| &**due) != Some(&due)
    {
        stepper.emit(Event::DeadlineMoved { item: ItemId(0), due: Arc::new(due) });
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

/// Refuses data from which the deadline of open work could not be counted.
pub(super) fn check_data(
    cx: &Context<'_>,
    scope: ItemId,
    data: &[(DatumIx, Value)],
) -> Result<(), Rejection> {
    let given = |rule: &DeadlineRule| match rule.anchor {
        Anchor::Datum(datum) => data.iter().any(|(given, _)| *given == datum).then_some(datum),
        _ => None,
    };
    let terms = |activity: &Activity| {
        activity.deadline.iter().chain(&activity.minimum_term).any(|rule| given(rule).is_some())
    };
    let head = &cx.procedure.head;
    let is_counted = head.deadline.iter().chain(&head.minimum_term).any(|rule| given(rule).is_some());
    // What no term is counted from moves none: what is open need not be looked at.
    if data.is_empty() || !is_counted && !cx.procedure.activities.iter().any(terms) {
        return Ok(());
    }
    let facts = Facts { procedure: cx.procedure, state: cx.state, brings: (scope, data) };
    for (here, opened) in movable(cx.procedure, cx.state) {
        let Some(activity) = cx.procedure.activity(here.element) else { continue };
        let named = activity.deadline.iter().chain(&activity.minimum_term).find_map(given);
        if let (Some(datum), Err(Beyond)) = (named, compute(facts, activity, opened)) {
            let datum = cx.procedure.data[datum.index()].id.clone();
            return Err(Rejection::DateTooFar { datum, reference: cx.reference(here.element) });
        }
    }
    let whole = |datum: DatumIx| facts.datum(ItemId(0), datum);
    match of_whole(cx.procedure, cx.state.started_at(), whole) {
        Err(Beyond) if is_counted => Err(too_far(cx.procedure)),
        _ => Ok(()),
    }
}

/// Open work with a term that is counted from what may move, with when it opened.
fn movable<'a>(procedure: &'a Procedure, state: &'a State) -> impl Iterator<Item = (Here, Opening)> + 'a {
    let works = |instance: &&ElementInstance| {
        matches!(instance.kind, ItemKind::Work | ItemKind::Joint | ItemKind::Block)
            && instance.role.is_none()
            && procedure.activity(instance.element).is_some_and(Activity::has_movable_term)
    };
    state.open.iter().filter(works).map(opened)
}

/// Where an open item stands, and when it opened.
fn opened(instance: &ElementInstance) -> (Here, Opening) {
    let here = Here::of(instance);
    let (scope, element) = (instance.scope, Some(instance.element));
    (here, Opening { scope, element, at: instance.since, again: instance.round > 1 })
}

/// Sets the deadlines anew whose anchor a command has moved; one that could not be counted any more stays as it was.
pub(super) fn move_with_anchors<J: Journal>(stepper: &mut Stepper<'_, J>) {
    let items: Vec<(Here, Opening)> = movable(stepper.procedure, stepper.state).collect();
    for (here, opened) in items {
        let facts = Facts::of(stepper.procedure, stepper.state);
        let before = stepper.state.item(here.item).and_then(|instance| instance.due());
        let is_as_before =
            |activity| before.is_some_and(|before| is_unmoved(facts, activity, opened, before));
        if !stepper.activity(here.element).is_some_and(is_as_before) {
            let _ = set(stepper, here, opened);
        }
    }
    set_whole(stepper);
}

/// Counts all deadlines anew, by the rules of the version that a case goes on by from now on; one that it does not have
/// any more falls away, one that lies beyond the calendar stays as it was.
pub(super) fn recount<J: Journal>(stepper: &mut Stepper<'_, J>) {
    let works = |instance: &&ElementInstance| {
        matches!(instance.kind, ItemKind::Work | ItemKind::Joint | ItemKind::Block) && instance.role.is_none()
    };
    let items: Vec<(Here, Opening)> = stepper.state.open.iter().filter(works).map(opened).collect();
    for (here, opened) in items {
        let Some(activity) = stepper.activity(here.element) else { continue };
        let item = here.item;
        let counted = compute(Facts::of(stepper.procedure, stepper.state), activity, opened);
        let had_some = stepper.state.item(item).is_some_and(|open| open.due.is_some());
        match counted {
            Ok(None) if had_some => {
                let due = Arc::new(blank(stepper.procedure));
                stepper.emit(Event::DeadlineMoved { item, due });
            }
            _ => drop(set(stepper, here, opened)),
        }
    }
    set_whole(stepper);
}

/// Counts the deadline of an item that had none because it lay beyond the calendar.
pub(super) fn set_again<J: Journal>(stepper: &mut Stepper<'_, J>, here: Here) {
    let Some((here, opened)) = stepper.state.item(here.item).map(opened) else { return };
    if let Err(Beyond) = set(stepper, here, opened) {
        stepper.stuck(here, Trouble::Deadline);
    }
}

fn set<J: Journal>(stepper: &mut Stepper<'_, J>, here: Here, opened: Opening) -> Result<(), Beyond> {
    let item = here.item;
    let Some(activity) = stepper.activity(here.element) else { return Ok(()) };
    let before = stepper.state.item(item).and_then(|instance| instance.due());
    match compute(Facts::of(stepper.procedure, stepper.state), activity, opened)? {
        Some(due) if before != Some(&due) => {
            stepper.emit(Event::DeadlineMoved { item, due: Arc::new(due) });
            stepper.move_hold(item);
        }
        _ => {}
    }
    Ok(())
}
