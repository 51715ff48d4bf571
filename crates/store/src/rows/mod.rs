//! The rows of a case: what lists, counts and searches read instead of its records.
//!
//! They are derived of the records alone and can be made anew; a step writes only what differs.
//! Knows how they are made and compared; does not know which case they are of until they are written.
//! Read [`Sheet`] first.

mod compute;
mod sheet;
mod terms;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cauce::data::Text;
use cauce::record::Stream;

pub(crate) use compute::{Past, correlation, fact, subject};
pub(crate) use sheet::Sheet;
pub(crate) use terms::{Term, Terms};

use crate::frozen::Frozen;
use crate::sql::Cell;

/// All rows of a case, as they are kept or as its records say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) case: CaseRow,
    /// In order of their identity.
    pub(crate) items: Vec<ItemRow>,
    pub(crate) waits: BTreeSet<WaitRow>,
    /// Names and values.
    pub(crate) facts: BTreeSet<(i64, String)>,
    pub(crate) persons: BTreeSet<i64>,
}

/// What is said of a case in the row of its stream.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CaseRow {
    pub(crate) code: i64,
    pub(crate) definition: i64,
    pub(crate) state: i64,
    pub(crate) started: i64,
    pub(crate) moved: i64,
    pub(crate) due: Option<i64>,
    /// The earliest deadline of what is open.
    pub(crate) deadline: Option<i64>,
    pub(crate) open: i64,
    /// Given when it begins, and never changed.
    pub(crate) business: Option<Text>,
}

impl CaseRow {
    /// Code, definition, state, started, moved, due, deadline, open.
    pub(crate) fn cells(&self) -> [Cell<'_>; 8] {
        [
            Cell::Int(self.code),
            Cell::Int(self.definition),
            Cell::Int(self.state),
            Cell::Int(self.started),
            Cell::Int(self.moved),
            Cell::int_or_null(self.due),
            Cell::int_or_null(self.deadline),
            Cell::Int(self.open),
        ]
    }

    /// Whether nothing differs that an index knows.
    fn only_moves(&self, before: &CaseRow) -> bool {
        *self == CaseRow { moved: self.moved, open: self.open, ..before.clone() }
    }
}

/// Something open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ItemRow {
    pub(crate) item: i64,
    pub(crate) kind: i64,
    pub(crate) activity: i64,
    pub(crate) reference: Text,
    pub(crate) title: Text,
    /// The set of roles that may do it; none where it is nobody's work.
    pub(crate) audience: Option<i64>,
    pub(crate) claimed: Option<i64>,
    pub(crate) round: i64,
    /// Since when it is open; of a job, from when it may be handed out.
    pub(crate) since: i64,
    pub(crate) due: Option<i64>,
    pub(crate) topic: Option<i64>,
    /// Which attempt of a job is to be done.
    pub(crate) attempt: Option<i64>,
}

/// Something waited for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct WaitRow {
    pub(crate) item: i64,
    pub(crate) subject: i64,
    pub(crate) correlation: String,
    pub(crate) since: i64,
}

/// By what the rows of a case differ from those of before.
#[derive(Debug, Default)]
pub(crate) struct Difference {
    /// Whether the row of the stream changes only where no index knows it.
    only_moves: bool,
    /// Each with the one that it takes the place of.
    items: Vec<(Option<i64>, ItemRow)>,
    items_gone: Vec<i64>,
    waits: Sets<WaitRow>,
    /// Names and values.
    facts: Sets<(i64, String)>,
    persons: Vec<i64>,
    tallies: Tallies,
}

impl Difference {
    /// Sorts what was found part by part; what is new takes the row of something that goes, where something does.
    fn put_in_order(&mut self) {
        self.items.sort_unstable_by_key(|(_, row)| row.item);
        self.items_gone.sort_unstable();
        let new = self.items.iter_mut().filter(|(place, _)| place.is_none());
        let taken = new.zip(&self.items_gone).map(|((place, _), gone)| *place = Some(*gone)).count();
        self.items_gone.drain(..taken);
        self.tallies.counts.retain(|_, count| *count != 0);
    }
}

/// What comes and what goes of rows that are never changed.
#[derive(Debug)]
struct Sets<T> {
    come: BTreeSet<T>,
    gone: BTreeSet<T>,
}

impl<T> Default for Sets<T> {
    fn default() -> Self {
        Sets { come: BTreeSet::new(), gone: BTreeSet::new() }
    }
}

impl<T: Ord + Clone> Sets<T> {
    fn between(&mut self, before: &BTreeSet<T>, after: &BTreeSet<T>) {
        self.come.extend(after.difference(before).cloned());
        self.gone.extend(before.difference(after).cloned());
    }

    fn comes(&mut self, row: T) {
        if !self.gone.remove(&row) {
            self.come.insert(row);
        }
    }

    fn goes(&mut self, row: T) {
        if !self.come.remove(&row) {
            self.gone.insert(row);
        }
    }
}

impl WaitRow {
    /// A signal goes to all who wait for it, whoever came first: a case has one row of it.
    fn of_signal(subject: i64) -> Self {
        WaitRow { item: 0, subject, correlation: String::new(), since: 0 }
    }
}

/// What is written of the rows of a case.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) stream: Stream,
    pub(crate) number: Number,
    /// After which record they are these.
    pub(crate) seq: u64,
    pub(crate) case: CaseRow,
    /// Whether those that are there go first, whatever they are.
    whole: bool,
    difference: Difference,
    /// The case itself as it is then, when it is to be frozen.
    pub(crate) frozen: Option<Frozen>,
}

/// The number that a stream has among the streams as far as it is known, shared with who writes its rows.
///
/// It only says where to look: what is found there may be of another stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Number(Arc<AtomicI64>);

impl Number {
    /// 0 where it is not known.
    pub(crate) fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn learn(&self, number: i64) {
        self.0.store(number, Ordering::Relaxed);
    }
}

impl Rows {
    /// What leads from the rows that are there to those after that record.
    pub(crate) fn after(stream: &Stream, seq: u64, sheet: &Sheet, difference: Difference) -> Self {
        let (stream, case) = (stream.clone(), sheet.case().clone());
        Rows { stream, number: Number::default(), seq, case, whole: false, difference, frozen: None }
    }

    /// All rows, in the place of whatever there is.
    pub(crate) fn whole(stream: &Stream, seq: u64, sheet: &Sheet, all: Difference) -> Self {
        Rows { whole: true, ..Rows::after(stream, seq, sheet, Difference { only_moves: false, ..all }) }
    }

    /// The element instances whose waits for messages are written.
    pub(crate) fn waits_opened(&self) -> impl Iterator<Item = i64> {
        self.difference.waits.come.iter().map(|wait| wait.item).filter(|item| *item != 0)
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether the row of the stream changes only where no index knows it.
    pub(crate) fn only_moves(&self) -> bool {
        self.difference.only_moves
    }
}

/// By how much numbers change: of a set of roles, free or taken, and of a person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tallies {
    counts: BTreeMap<(i64, i64), i64>,
}

impl Tallies {
    fn count(&mut self, item: &ItemRow, by: i64) {
        let taken = i64::from(item.claimed.is_some());
        let Some(audience) = item.audience else { return };
        self.add((audience, taken), by);
        if let Some(person) = item.claimed {
            self.add((person, taken), by);
        }
    }

    fn add(&mut self, key: (i64, i64), by: i64) {
        let count = self.counts.entry(key).or_default();
        *count = count.saturating_add(by);
    }
}
