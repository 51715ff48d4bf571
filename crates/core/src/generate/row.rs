//! Values with which a row of a decision table applies: those that its own cells name, judged by the table.
//!
//! Read [`Witness::in_row`] first.

use std::ops::Bound;

use super::witness::{Values, Witness};
use crate::data::{Decimal, Stretch, Value};
use crate::guard::{Facts, Slot};
use crate::procedure::{ElementIx, Procedure};
use crate::table::{Condition, DecisionTable};

/// Values of one cell that are tried, each with those at the same place of the other cells.
const PLACES: usize = 3;
/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

impl Witness<'_> {
    /// The values to begin looking from: those that the cells of the row name, where they name any.
    pub(super) fn in_row(&self, (element, row): (ElementIx, u32), straight: &Values) -> Vec<Values> {
        let Some((table, row)) = row_of(self.procedure, element, row) else { return vec![straight.clone()] };
        let cells = table.inputs.iter().zip(&table.rows[row].when);
        let named: Vec<(Slot, Vec<Value>)> =
            cells.map(|(column, cell)| (Slot::Datum(column.datum.0), named(cell))).collect();
        let at = |place: usize| {
            let mut values = straight.clone();
            for (slot, named) in &named {
                values.extend(named.get(place).or(named.last()).map(|value| (*slot, value.clone())));
            }
            values
        };
        (0..PLACES).map(at).collect()
    }

    /// Whether a row of the table of an element applies to facts.
    pub(super) fn applies(&self, facts: &dyn Facts, (element, row): (ElementIx, u32)) -> bool {
        row_of(self.procedure, element, row).is_some_and(|(table, row)| table.applying(facts).contains(&row))
    }

    /// The data that the table of an element looks at.
    pub(super) fn table_reads(&self, element: ElementIx) -> Vec<Slot> {
        let table = table_of(self.procedure, element);
        table.iter().flat_map(|table| &table.inputs).map(|column| Slot::Datum(column.datum.0)).collect()
    }
}

fn table_of(procedure: &Procedure, element: ElementIx) -> Option<&DecisionTable> {
    procedure.graph.special(element)?.table.as_deref()
}

/// A row by its number, with its table.
fn row_of(procedure: &Procedure, element: ElementIx, row: u32) -> Option<(&DecisionTable, usize)> {
    let table = table_of(procedure, element)?;
    let place = usize::try_from(row).ok()?.checked_sub(1)?;
    (place < table.rows.len()).then_some((table, place))
}

/// Values for which a cell holds, or nearly: at its limits, and within them.
fn named(cell: &Condition) -> Vec<Value> {
    let Condition::In(stretches) = cell else { return Vec::new() };
    stretches.iter().flat_map(|stretch| [low(stretch), high(stretch)]).flatten().collect()
}

fn low(stretch: &Stretch) -> Option<Value> {
    match &stretch.low {
        Bound::Included(value) => Some(value.clone()),
        Bound::Excluded(value) => moved(value, 1),
        Bound::Unbounded => None,
    }
}

fn high(stretch: &Stretch) -> Option<Value> {
    match &stretch.high {
        Bound::Included(value) => Some(value.clone()),
        Bound::Excluded(value) => moved(value, -1),
        Bound::Unbounded => None,
    }
}

/// A value a step beside another, of the kinds that have steps.
fn moved(value: &Value, by: i64) -> Option<Value> {
    match value {
        Value::Number(number) => number.checked_add(Decimal::from(by)).map(Value::Number),
        Value::Instant(at) => at.checked_add_millis(by.checked_mul(DAY)?).map(Value::Instant),
        Value::Date(date) => {
            let midnight: crate::data::Timestamp = format!("{date}T00:00:00Z").parse().ok()?;
            let then = midnight.checked_add_millis(by.checked_mul(DAY)?)?;
            Some(Value::Date(crate::calendar::Zone::UTC.local_date(then)))
        }
        _ => None,
    }
}
