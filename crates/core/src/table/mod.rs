//! Decision tables: rows of conditions over data, each with what it gives.
//!
//! Knows how a cell is read, which rows apply to a case, and which cases no row or two rows apply to.
//! Does not know files beyond a cell, nor what follows from a row: that is `decide`.
//! Read `DecisionTable` first.

pub(crate) mod cell;
mod proof;
#[cfg(test)]
mod tests;

pub(crate) use cell::Condition;
pub(crate) use proof::Gap;

use crate::data::{Kind, Text, Value};
use crate::guard::{Facts, GuardFault, Input, Slot};
use crate::procedure::DatumIx;

/// A decision table: the same as a chain of guards, one for each row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecisionTable {
    pub(crate) id: Text,
    pub(crate) hits: Hits,
    pub(crate) inputs: Vec<Column>,
    pub(crate) outputs: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

/// How many rows may apply to one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hits {
    /// Exactly one.
    One,
    /// Several, of which the first counts.
    First,
    /// Several, whose values are put together in lists.
    All,
}

/// A column: a datum that is looked at, or that is set.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) datum: DatumIx,
    pub(crate) id: Text,
    pub(crate) kind: Kind,
    pub(crate) choices: Vec<Text>,
}

/// A row: when it applies, and what it gives; a column that it gives nothing for stays as it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) when: Vec<Condition>,
    pub(crate) then: Vec<Option<Value>>,
}

impl Row {
    fn applies(&self, case: &[Option<Value>]) -> bool {
        self.when.iter().zip(case).all(|(condition, value)| condition.holds(value.as_ref()))
    }
}

/// Why a table gives nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Miss {
    /// A datum that it looks at is not known.
    Fault(GuardFault),
    NoRow,
    /// The rows that apply where one may; the first is 1.
    Several(Vec<u32>),
}

impl DecisionTable {
    /// What the rows give that apply to the facts; everything that was looked at stands in `inputs`.
    pub(crate) fn look_up(
        &self,
        facts: &dyn Facts,
        inputs: &mut Vec<Input>,
    ) -> Result<Vec<(DatumIx, Value)>, Miss> {
        let case = self.read(facts, inputs)?;
        let apply = |row: &&Row| row.applies(&case);
        match self.hits {
            Hits::All => Ok(self.together(self.rows.iter().filter(apply))),
            Hits::First => self.rows.iter().find(apply).map(|row| self.given(row)).ok_or(Miss::NoRow),
            Hits::One => {
                let found: Vec<(u32, &Row)> = (1..).zip(&self.rows).filter(|(_, row)| apply(row)).collect();
                match found[..] {
                    [] => Err(Miss::NoRow),
                    [(_, row)] => Ok(self.given(row)),
                    _ => Err(Miss::Several(found.iter().map(|(row, _)| *row).collect())),
                }
            }
        }
    }

    /// Which rows applied, by position, where this is what was read; nothing when the table looks at something else too.
    pub(crate) fn applied(&self, read: &[Input]) -> Vec<usize> {
        self.applying(&Read(read))
    }

    /// Which rows apply to the facts, by position; nothing when one of them is not known.
    pub(crate) fn applying(&self, facts: &dyn Facts) -> Vec<usize> {
        let Ok(case) = self.read(facts, &mut Vec::new()) else { return Vec::new() };
        let rows = self.rows.iter().enumerate();
        let rows = rows.filter(|(_, row)| row.applies(&case)).map(|(place, _)| place);
        match self.hits {
            Hits::First => rows.take(1).collect(),
            Hits::One | Hits::All => rows.collect(),
        }
    }

    /// The values of the columns that some row has a condition for; of the others none is needed.
    fn read(&self, facts: &dyn Facts, inputs: &mut Vec<Input>) -> Result<Vec<Option<Value>>, Miss> {
        let mut case = Vec::with_capacity(self.inputs.len());
        for (position, column) in self.inputs.iter().enumerate() {
            let is_looked_at = |row: &Row| row.when.get(position).is_some_and(|cell| *cell != Condition::Any);
            if !self.rows.iter().any(is_looked_at) {
                case.push(None);
                continue;
            }
            let slot = Slot::Datum(column.datum.0);
            let Some(value) = facts.read(slot) else {
                return Err(Miss::Fault(GuardFault::Missing { read: column.id.to_string() }));
            };
            if !inputs.iter().any(|input| input.slot == slot) {
                inputs.push(Input { slot, value: value.clone() });
            }
            case.push(Some(value));
        }
        Ok(case)
    }

    fn given(&self, row: &Row) -> Vec<(DatumIx, Value)> {
        let columns = self.outputs.iter().zip(&row.then);
        columns.filter_map(|(column, value)| Some((column.datum, value.clone()?))).collect()
    }

    fn together<'r>(&self, rows: impl Iterator<Item = &'r Row>) -> Vec<(DatumIx, Value)> {
        let rows: Vec<&Row> = rows.collect();
        let values = |position: usize| rows.iter().filter_map(move |row| row.then.get(position)?.clone());
        let columns = self.outputs.iter().enumerate();
        columns
            .map(|(position, column)| {
                (column.datum, Value::List(values(position).collect::<Vec<Value>>().into()))
            })
            .collect()
    }
}

/// What an event says was read.
struct Read<'a>(&'a [Input]);

impl Facts for Read<'_> {
    fn read(&self, slot: Slot) -> Option<Value> {
        self.0.iter().find(|input| input.slot == slot).map(|input| input.value.clone())
    }
}
