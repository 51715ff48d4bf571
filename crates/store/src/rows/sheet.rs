//! The rows of a case at hand, kept by the parts of it that they are of: a step makes anew what has moved.
//!
//! Knows which record they are after, and adds up what the row of the case says of them.
//! Read [`Sheet::follow`] first.

use std::collections::{BTreeMap, BTreeSet};

use cauce::command::ItemId;
use cauce::data::Timestamp;
use cauce::event::{ItemKind, Outcome};
use cauce::instance::{Instance, Status};
use cauce::view::{Glimpse, Stand, open_items, open_of, parts};

use super::compute::{self, Numbers, Past, Result};
use super::{CaseRow, Difference, ItemRow, Snapshot, Term, WaitRow};
use crate::cases::{CaseState, kind_number};

/// How many items are made anew one by one.
const FEW: usize = 100;

/// The rows of a case at hand.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// After which record they are these.
    seq: u64,
    case: CaseRow,
    /// By the call of the part that they are of; none for the case without what it calls.
    parts: BTreeMap<Option<ItemId>, PartRows>,
    facts: BTreeSet<(i64, String)>,
    persons: BTreeSet<i64>,
    /// How many parts wait for each signal.
    signals: BTreeMap<i64, usize>,
    /// How many items are due at each time.
    due: BTreeMap<i64, usize>,
    /// How many items are incidents.
    incidents: usize,
    /// How many items are the work of people.
    open: usize,
}

/// The rows of one part.
#[derive(Debug, Default)]
struct PartRows {
    /// In order of their identity.
    items: Vec<ItemRow>,
    waits: BTreeSet<WaitRow>,
    signals: BTreeSet<i64>,
}

/// A part that has moved, and its rows of before.
struct Moved<'i> {
    call: Option<ItemId>,
    stand: Stand<'i>,
    before: PartRows,
}

impl Sheet {
    /// Follows the case to where it stands now, and says by what its rows differ then.
    ///
    /// Those are of a definition with that number. `anew` makes every row again, as is needed for the first time and when
    /// the case goes by other definitions than before. After an error the sheet is of no use.
    pub(crate) fn follow(
        &mut self,
        (instance, past): (&Instance, &Past),
        (definition, anew): (i64, bool),
        numbers: Numbers<'_>,
    ) -> Result<Difference> {
        let mut found = Difference::default();
        let Some(procedure) = instance.procedure() else { return Ok(found) };
        let (moved, count) = self.moved(instance, anew);
        let made = made_anew(instance, &moved, anew, numbers)?;
        for Moved { call, stand, before } in moved {
            let after = PartRows {
                items: self.follow_items(&stand, before.items, &made, &mut found),
                waits: compute::waits(&stand.messages, numbers)?,
                signals: compute::signals(&stand.signals, numbers)?,
            };
            found.waits.between(&before.waits, &after.waits);
            self.follow_signals((&before.signals, &after.signals), &mut found);
            self.parts.insert(call, after);
        }
        if self.parts.len() != count {
            self.forget_ended(instance, &mut found);
        }
        let facts = compute::facts(instance, past, numbers)?;
        found.facts.between(&self.facts, &facts);
        let mut persons = BTreeSet::new();
        for person in &past.persons {
            persons.insert(numbers(Term::Person, person)?);
        }
        found.persons.extend(persons.difference(&self.persons));
        (self.facts, self.persons) = (facts, persons);
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        let case = CaseRow {
            code: numbers(Term::Code, procedure.code())?,
            definition,
            state: self.state(instance).number(),
            started: millis(past.started).unwrap_or_default(),
            moved: millis(instance.at()).unwrap_or_default(),
            due: millis(instance.next_due()),
            deadline: self.due.first_key_value().map(|(due, _)| *due),
            open: i64::try_from(self.open).unwrap_or(i64::MAX),
            business: past.business.clone(),
        };
        found.only_moves = case.only_moves(&self.case);
        (self.case, self.seq) = (case, instance.seq());
        found.put_in_order();
        Ok(found)
    }

    /// What the row of the case says.
    pub(crate) fn case(&self) -> &CaseRow {
        &self.case
    }

    /// All rows, as they are kept.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let parts = || self.parts.values();
        let mut items: Vec<ItemRow> = parts().flat_map(|part| part.items.iter().cloned()).collect();
        items.sort_unstable_by_key(|row| row.item);
        let mut waits: BTreeSet<WaitRow> = parts().flat_map(|part| part.waits.iter().cloned()).collect();
        waits.extend(self.signals.keys().map(|subject| WaitRow::of_signal(*subject)));
        let (facts, persons) = (self.facts.clone(), self.persons.clone());
        Snapshot { case: self.case.clone(), items, waits, facts, persons }
    }

    /// The parts that may have moved since, each with its rows of before, and how many parts there are.
    fn moved<'i>(&mut self, instance: &'i Instance, anew: bool) -> (Vec<Moved<'i>>, usize) {
        // Of what has ended nothing waits, whether it moved or not.
        let all = anew || instance.status() != Status::Running;
        let (mut moved, mut count) = (Vec::new(), 0);
        for part in parts(instance) {
            count += 1;
            if all || part.moved > self.seq {
                let before = self.parts.get_mut(&part.call).map(std::mem::take).unwrap_or_default();
                moved.push(Moved { call: part.call, stand: part.stand(), before });
            }
        }
        (moved, count)
    }

    /// The rows of the items of a part that stands so: those that were made anew, the others as before.
    fn follow_items(
        &mut self,
        stand: &Stand<'_>,
        before: Vec<ItemRow>,
        made: &[ItemRow],
        found: &mut Difference,
    ) -> Vec<ItemRow> {
        let mut open: Vec<i64> = stand.open.iter().map(|seen| i64::from(seen.item.0)).collect();
        open.sort_unstable();
        let mut before = before.into_iter().peekable();
        let mut items = Vec::with_capacity(open.len());
        for item in open {
            while let Some(gone) = before.next_if(|row| row.item < item) {
                self.item_goes(&gone, found);
            }
            let was = before.next_if(|row| row.item == item);
            let row = match (find(made, item), was) {
                (Some(row), Some(was)) if *row != was => {
                    self.count(&was, false, found);
                    self.count(row, true, found);
                    found.items.push((Some(item), row.clone()));
                    row.clone()
                }
                (_, Some(was)) => was,
                (Some(row), None) => {
                    self.count(row, true, found);
                    found.items.push((None, row.clone()));
                    row.clone()
                }
                (None, None) => continue,
            };
            items.push(row);
        }
        before.for_each(|gone| self.item_goes(&gone, found));
        items
    }

    fn item_goes(&mut self, row: &ItemRow, found: &mut Difference) {
        self.count(row, false, found);
        found.items_gone.push(row.item);
    }

    /// Adds an item to what is said of all, or takes it away.
    fn count(&mut self, row: &ItemRow, comes: bool, found: &mut Difference) {
        found.tallies.count(row, if comes { 1 } else { -1 });
        let step = |count: &mut usize| *count = if comes { *count + 1 } else { count.saturating_sub(1) };
        if row.audience.is_some() {
            step(&mut self.open);
        }
        if row.kind == kind_number(ItemKind::Incident) {
            step(&mut self.incidents);
        }
        if let Some(due) = row.due {
            step_of(&mut self.due, due, step);
        }
    }

    fn follow_signals(&mut self, (before, after): (&BTreeSet<i64>, &BTreeSet<i64>), found: &mut Difference) {
        for subject in after.difference(before) {
            if step_of(&mut self.signals, *subject, |count| *count += 1) == 1 {
                found.waits.comes(WaitRow::of_signal(*subject));
            }
        }
        for subject in before.difference(after) {
            if step_of(&mut self.signals, *subject, |count| *count = count.saturating_sub(1)) == 0 {
                found.waits.goes(WaitRow::of_signal(*subject));
            }
        }
    }

    /// Forgets the parts that have ended.
    fn forget_ended(&mut self, instance: &Instance, found: &mut Difference) {
        let there: BTreeSet<Option<ItemId>> = parts(instance).map(|part| part.call).collect();
        let ended: Vec<_> = self.parts.keys().filter(|call| !there.contains(call)).copied().collect();
        for part in ended.iter().filter_map(|call| self.parts.remove(call)).collect::<Vec<_>>() {
            part.items.iter().for_each(|gone| self.item_goes(gone, found));
            found.waits.between(&part.waits, &BTreeSet::new());
            self.follow_signals((&part.signals, &BTreeSet::new()), found);
        }
    }

    fn state(&self, instance: &Instance) -> CaseState {
        match instance.status() {
            Status::Ended(Outcome::Completed) => CaseState::Completed,
            Status::Ended(Outcome::Cancelled) => CaseState::Cancelled,
            Status::Ended(Outcome::Failed) => CaseState::Failed,
            _ if self.incidents > 0 => CaseState::Incident,
            _ if self.open > 0 => CaseState::Open,
            _ => CaseState::Waiting,
        }
    }
}

/// Changes a count and gives what it is then; one that is nothing is not kept.
fn step_of(counts: &mut BTreeMap<i64, usize>, of: i64, step: impl FnOnce(&mut usize)) -> usize {
    let count = counts.entry(of).or_default();
    step(count);
    let count = *count;
    if count == 0 {
        counts.remove(&of);
    }
    count
}

/// The rows, in order of their items, of what does not look as before; a job is looked at whole.
fn made_anew(
    instance: &Instance,
    moved: &[Moved<'_>],
    anew: bool,
    numbers: Numbers<'_>,
) -> Result<Vec<ItemRow>> {
    let (mut others, mut jobs) = (Vec::new(), Vec::new());
    for Moved { stand, before, .. } in moved {
        for seen in &stand.open {
            if anew || !looks_as_before(&before.items, seen, numbers)? {
                others.push(seen.item);
            }
        }
        jobs.extend(&stand.effects);
    }
    jobs.sort_unstable_by_key(|job| job.item);
    let Some(procedure) = instance.procedure() else { return Ok(Vec::new()) };
    let items = if others.len() > FEW { open_items(instance) } else { open_of(instance, &others) };
    items.iter().map(|item| compute::item_row(item, procedure, &jobs, numbers)).collect()
}

fn looks_as_before(before: &[ItemRow], seen: &Glimpse<'_>, numbers: Numbers<'_>) -> Result<bool> {
    let Some(row) = find(before, i64::from(seen.item.0)).filter(|row| row.looks_like(seen)) else {
        return Ok(false);
    };
    let claimed = seen.claimed_by.map(|person| numbers(Term::Person, person)).transpose()?;
    Ok(row.claimed == claimed)
}

fn find(rows: &[ItemRow], item: i64) -> Option<&ItemRow> {
    rows.get(rows.binary_search_by_key(&item, |row| row.item).ok()?)
}
