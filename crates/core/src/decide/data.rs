//! Case data and indicators: by commands of their own, at the start, or as part of completing.

use super::context::{Context, check_payload};
use super::stepper::Stepper;
use super::{Journal, deadline};
use crate::command::ItemId;
use crate::data::{Decimal, Handful, Text, Value};
use crate::event::{Completed, Event};
use crate::instance::Joint;
use crate::limits::Limits;
use crate::procedure::{Activity, DatumIx, IndicatorIx, Procedure};
use crate::rejection::Rejection;

pub(super) fn decide_data(cx: &Context<'_>, data: &[(Text, Value)]) -> Result<Vec<Event>, Rejection> {
    cx.check_declared_role()?;
    let data = resolve_data(cx.procedure, data, cx.limits)?;
    deadline::check_data(cx, ItemId(0), &data)?;
    let set = |(datum, value)| Event::DataSet { datum, scope: ItemId(0), value, inputs: Box::default() };
    Ok(data.into_iter().map(set).collect())
}

pub(super) fn decide_measures(
    cx: &Context<'_>,
    measures: &[(Text, Decimal)],
) -> Result<Vec<Event>, Rejection> {
    cx.check_declared_role()?;
    let measures = resolve_measures(cx.procedure, measures)?;
    Ok(measures.into_iter().map(|(indicator, value)| Event::Measured { indicator, value }).collect())
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, events: Vec<Event>) {
    for event in events {
        stepper.emit(event);
    }
    deadline::move_with_anchors(&mut stepper);
    stepper.run();
}

/// Looks up and checks values by id: declared, once each, of the declared kind.
pub(super) fn resolve_data(
    procedure: &Procedure,
    data: &[(Text, Value)],
    limits: &Limits,
) -> Result<Vec<(DatumIx, Value)>, Rejection> {
    let found = check_data(procedure, data, limits)?;
    Ok(found.iter().copied().zip(data.iter().map(|(_, value)| value.clone())).collect())
}

/// Checks values by id, keeping none; gives what each is the value of.
#[inline]
pub(super) fn check_data(
    procedure: &Procedure,
    data: &[(Text, Value)],
    limits: &Limits,
) -> Result<Handful<DatumIx>, Rejection> {
    check_payload(limits, data.iter().fold(0, |total: usize, (_, value)| total.saturating_add(size(value))))?;
    if let [only] = data {
        return check_datum(procedure, only, &[]).map(Handful::from);
    }
    let each = data.iter().enumerate();
    each.map(|(position, given)| check_datum(procedure, given, &data[..position])).collect()
}

#[inline]
fn check_datum(
    procedure: &Procedure,
    (id, value): &(Text, Value),
    before: &[(Text, Value)],
) -> Result<DatumIx, Rejection> {
    let Some(datum) = procedure.datum(id) else { return Err(Rejection::UnknownDatum { datum: id.clone() }) };
    if before.iter().any(|(other, _)| other == id) {
        return Err(Rejection::GivenTwice { what: id.clone() });
    }
    let declared = &procedure.data[datum.index()];
    match value.is_of(declared.kind, &declared.values) {
        true => Ok(datum),
        false => Err(Rejection::WrongValue { datum: id.clone(), kind: declared.kind }),
    }
}

pub(super) fn resolve_measures(
    procedure: &Procedure,
    measures: &[(Text, Decimal)],
) -> Result<Vec<(IndicatorIx, Decimal)>, Rejection> {
    let mut resolved: Vec<(IndicatorIx, Decimal)> = Vec::with_capacity(measures.len());
    for (id, value) in measures {
        let indicator =
            procedure.indicator(id).ok_or_else(|| Rejection::UnknownIndicator { indicator: id.clone() })?;
        if resolved.iter().any(|(other, _)| *other == indicator) {
            return Err(Rejection::GivenTwice { what: id.clone() });
        }
        resolved.push((indicator, *value));
    }
    Ok(resolved)
}

/// An indicator that an activity asks in one window alone need not name it.
pub(super) fn put_in_windows(
    procedure: &Procedure,
    activity: &Activity,
    measures: &mut [(IndicatorIx, Decimal)],
) -> Result<(), Rejection> {
    for place in 0..measures.len() {
        let given = measures[place].0;
        if activity.measures.iter().any(|capture| capture.what == given) {
            continue;
        }
        let of = |asked: &IndicatorIx| procedure.indicators[asked.index()].within.map(|(own, _)| own);
        let asked = activity.measures.iter().map(|capture| capture.what);
        let mut asked = asked.filter(|asked| of(asked) == Some(given));
        if let (Some(only), None) = (asked.next(), asked.next()) {
            if measures.iter().any(|(other, _)| *other == only) {
                return Err(Rejection::GivenTwice { what: procedure.indicators[given.index()].id.clone() });
            }
            measures[place].0 = only;
        }
    }
    // Of several values given at once the latest is that of the last window.
    let window = |given: &IndicatorIx| procedure.indicators[given.index()].within.map(|(_, window)| window);
    if measures.iter().any(|(given, _)| window(given).is_some()) {
        measures.sort_by_key(|(given, _)| window(given));
    }
    Ok(())
}

/// Only what the activity asks for is given with its completion.
pub(super) fn check_asked(
    cx: &Context<'_>,
    activity: &Activity,
    completed: &Completed,
) -> Result<(), Rejection> {
    for (datum, _) in &completed.data {
        if !activity.captures.iter().any(|capture| capture.what == *datum) {
            return Err(Rejection::UnknownDatum { datum: cx.procedure.data[datum.index()].id.clone() });
        }
    }
    for (indicator, _) in &completed.measures {
        if !activity.measures.iter().any(|capture| capture.what == *indicator) {
            let indicator = cx.procedure.indicators[indicator.index()].id.clone();
            return Err(Rejection::UnknownIndicator { indicator });
        }
    }
    Ok(())
}

/// What the activity needs is there, now or from others before.
pub(super) fn check_needed(
    cx: &Context<'_>,
    activity: &Activity,
    completed: &Completed,
    before: Option<&Joint>,
) -> Result<(), Rejection> {
    for capture in activity.captures.iter().filter(|capture| !capture.optional) {
        let now = completed.data.iter().any(|(datum, _)| *datum == capture.what);
        if !now && !before.is_some_and(|joint| joint.data.contains(&capture.what)) {
            return Err(Rejection::DatumMissing {
                datum: cx.procedure.data[capture.what.index()].id.clone(),
            });
        }
    }
    for capture in activity.measures.iter().filter(|capture| !capture.optional) {
        let now = completed.measures.iter().any(|(indicator, _)| *indicator == capture.what);
        if !now && !before.is_some_and(|joint| joint.measures.contains(&capture.what)) {
            let indicator = cx.procedure.indicators[capture.what.index()].id.clone();
            return Err(Rejection::MeasureMissing { indicator });
        }
    }
    Ok(())
}

/// How many bytes a list brings beside its members.
const LIST: usize = 2;

/// How many bytes a value brings; lists do not nest deeper than commands can, and are walked with a stack.
#[inline]
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::List(members) => size_of_list(members),
        _ => own_size(value),
    }
}

fn size_of_list(members: &[Value]) -> usize {
    let mut total = LIST;
    let mut open: Vec<&Value> = members.iter().collect();
    while let Some(value) = open.pop() {
        total = total.saturating_add(own_size(value));
        if let Value::List(members) = value {
            open.extend(members.iter());
        }
    }
    total
}

/// How many bytes a value brings without its members.
fn own_size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len() + 2,
        Value::List(_) => LIST,
        _ => 32,
    }
}
