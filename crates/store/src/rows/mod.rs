//! The rows of a case: what lists, counts and searches read instead of its records.
//!
//! They are derived of the records alone and can be made anew; a step writes only what differs.
//! Knows how they are made and compared; does not know which case they are of until they are written.
//! Read [`Snapshot`] first.

mod compute;
mod terms;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cauce::data::Text;
use cauce::record::Stream;

pub(crate) use compute::{Past, correlation, fact, subject};
pub(crate) use terms::{Term, Terms};

use crate::frozen::Frozen;
use crate::sql::Cell;

/// All rows of a case as its records say.
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

/// What is written of the rows of a case: how they differ from those that are there.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) stream: Stream,
    pub(crate) number: Number,
    /// After which record they are these.
    pub(crate) seq: u64,
    pub(crate) case: CaseRow,
    /// Whether the row of the stream changes only where no index knows it.
    pub(crate) only_moves: bool,
    /// Whether those that are there go first, whatever they are.
    whole: bool,
    /// Each with the one that it takes the place of.
    items: Vec<(Option<i64>, ItemRow)>,
    items_gone: Vec<i64>,
    waits: Vec<WaitRow>,
    waits_gone: Vec<WaitRow>,
    facts: Vec<(i64, String)>,
    facts_gone: Vec<(i64, String)>,
    persons: Vec<i64>,
    tallies: Tallies,
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
    pub(crate) fn between(stream: &Stream, seq: u64, before: &Snapshot, after: &Snapshot) -> Self {
        let (items, items_gone) = moved_items(&before.items, &after.items);
        let mut tallies = Tallies::default();
        before.items.iter().for_each(|item| tallies.count(item, -1));
        after.items.iter().for_each(|item| tallies.count(item, 1));
        tallies.counts.retain(|_, count| *count != 0);
        Rows {
            stream: stream.clone(),
            number: Number::default(),
            seq,
            only_moves: after.case.only_moves(&before.case),
            case: after.case.clone(),
            whole: false,
            items,
            items_gone,
            waits: after.waits.difference(&before.waits).cloned().collect(),
            waits_gone: before.waits.difference(&after.waits).cloned().collect(),
            facts: after.facts.difference(&before.facts).cloned().collect(),
            facts_gone: before.facts.difference(&after.facts).cloned().collect(),
            persons: after.persons.difference(&before.persons).copied().collect(),
            tallies,
            frozen: None,
        }
    }

    /// All rows, in the place of whatever there is.
    pub(crate) fn whole(stream: &Stream, seq: u64, after: &Snapshot) -> Self {
        Rows { whole: true, only_moves: false, ..Rows::between(stream, seq, &Snapshot::default(), after) }
    }

    /// The element instances whose waits for messages are written.
    pub(crate) fn waits_opened(&self) -> impl Iterator<Item = i64> {
        self.waits.iter().map(|wait| wait.item).filter(|item| *item != 0)
    }

    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }
}

/// The items to write, each with the one whose row it takes over, and those whose rows go.
fn moved_items(before: &[ItemRow], after: &[ItemRow]) -> (Vec<(Option<i64>, ItemRow)>, Vec<i64>) {
    let place = |rows: &[ItemRow], item: i64| rows.binary_search_by_key(&item, |row| row.item).ok();
    let mut gone = before.iter().map(|row| row.item).filter(|item| place(after, *item).is_none());
    let mut written = Vec::new();
    for row in after {
        match place(before, row.item) {
            Some(same) if before[same] == *row => {}
            Some(_) => written.push((Some(row.item), row.clone())),
            None => written.push((gone.next(), row.clone())),
        }
    }
    let gone = gone.collect();
    (written, gone)
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
