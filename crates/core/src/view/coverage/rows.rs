//! The rows of decision tables: which of them applied.
//!
//! What a table looked at stands in the first value that its element set, so the row is found again without the case.
//! A row that sets nothing leaves no trace, and is not asked for.

use super::{Missing, count};
use crate::event::{Event, Input};
use crate::procedure::{ElementIx, Procedure};
use crate::table::DecisionTable;
use crate::view::Track;

/// The decision tables of a procedure, in the order of their elements, with how often each row applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    tables: Vec<(ElementIx, Vec<Option<u64>>)>,
}

impl Rows {
    pub(super) fn of(procedure: &Procedure) -> Self {
        let counts = |table: &DecisionTable| {
            table.rows.iter().map(|row| row.then.iter().any(Option::is_some).then_some(0)).collect()
        };
        let elements = (0..procedure.graph.len()).map(ElementIx::at);
        let tables = elements.filter_map(|element| Some((element, counts(table_of(procedure, element)?))));
        Rows { tables: tables.collect() }
    }

    pub(super) fn times(&self) -> impl Iterator<Item = u64> {
        self.tables.iter().flat_map(|(_, rows)| rows).copied().flatten()
    }

    pub(super) fn times_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.tables.iter_mut().flat_map(|(_, rows)| rows).flatten()
    }

    pub(super) fn merge(&mut self, other: &Rows) {
        for ((_, mine), (_, theirs)) in self.tables.iter_mut().zip(&other.tables) {
            super::add_some(mine, theirs);
        }
    }

    /// The rows that are asked for, each by its element; the first is 1.
    pub(super) fn asked(&self) -> impl Iterator<Item = (ElementIx, u32)> {
        self.tables.iter().flat_map(|(element, rows)| {
            let asked = (1..).zip(rows).filter(|(_, times)| times.is_some());
            asked.map(|(row, _)| (*element, row))
        })
    }

    /// How often a row applied; the first is 1.
    pub(super) fn times_of(&self, element: ElementIx, row: u32) -> u64 {
        let Ok(place) = self.tables.binary_search_by_key(&element, |(element, _)| *element) else { return 0 };
        let row = usize::try_from(row).ok().and_then(|row| row.checked_sub(1));
        row.and_then(|row| *self.tables[place].1.get(row)?).unwrap_or(0)
    }

    pub(super) fn missing(&self, procedure: &Procedure) -> Vec<Missing> {
        let never = self.asked().filter(|(element, row)| self.times_of(*element, *row) == 0);
        never.map(|(element, row)| Missing::Row(procedure.reference(element).clone(), row)).collect()
    }

    /// Adds what an event says, before it is followed.
    ///
    /// Work has been completed when its table is looked up; what passes by itself says so right after.
    pub(super) fn add(&mut self, procedure: &Procedure, track: &mut Track, event: &Event) {
        if self.tables.is_empty() {
            return;
        }
        match event {
            Event::DataSet { inputs, .. } if !inputs.is_empty() => {
                let left = track.last_left().filter(|(item, _)| track.computing.done != Some(*item));
                match left.filter(|(_, element)| table_of(procedure, *element).is_some()) {
                    Some((item, element)) => {
                        track.computing.done = Some(item);
                        self.add_read(procedure, element, inputs);
                    }
                    None => track.computing.read.clone_from(inputs),
                }
            }
            Event::DataSet { .. } => {}
            Event::Passed { element, .. } | Event::Decided { element, .. } => {
                let read = std::mem::take(&mut track.computing.read);
                self.add_read(procedure, *element, &read);
            }
            _ => track.computing.read = Box::default(),
        }
    }

    fn add_read(&mut self, procedure: &Procedure, element: ElementIx, read: &[Input]) {
        if read.is_empty() {
            return;
        }
        let Some(table) = table_of(procedure, element) else { return };
        let Ok(place) = self.tables.binary_search_by_key(&element, |(element, _)| *element) else { return };
        for row in table.applied(read) {
            if let Some(Some(times)) = self.tables[place].1.get_mut(row) {
                count(times);
            }
        }
    }
}

/// What is followed of an element that is computing: what was read, and who has said so already.
#[derive(Clone, Debug, Default)]
pub(in crate::view) struct Computing {
    read: Box<[Input]>,
    done: Option<crate::command::ItemId>,
}

fn table_of(procedure: &Procedure, element: ElementIx) -> Option<&DecisionTable> {
    procedure.graph.special(element)?.table.as_deref()
}
