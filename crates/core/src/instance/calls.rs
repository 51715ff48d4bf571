//! The called procedures that run, and where to find what is in them without looking into each.
//!
//! A large plan runs thousands of them at once, and a command means one: finding it must not touch the others.
//! Knows what is open in them and what falls due next; all of it follows from what runs, and is no part of what a case is.
//! Read [`Calls`] first.

use std::collections::BTreeSet;

use super::call::Child;
use crate::command::ItemId;
use crate::data::Timestamp;

/// The called procedures that run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    /// The calls, ascending; some of them are over.
    calls: Vec<ItemId>,
    /// What runs of each, in the same order.
    places: Vec<Place>,
    /// How many are over.
    over: usize,
    /// Where the one was that was asked for last: mostly it is asked for again.
    latest: usize,
    /// When something falls due next in each in which something does, with what and the call.
    due: BTreeSet<(Timestamp, ItemId, ItemId)>,
    standing: Standing,
    /// How much is open in those that have not been taken out.
    size: usize,
}

/// What runs of a call.
#[derive(Clone, Debug)]
enum Place {
    Here(Box<Child>),
    /// It has been taken out, to run it.
    Out,
    Over,
}

/// In which call each open item stands; some have been closed since.
#[derive(Clone, Debug, Default)]
struct Standing {
    /// Ascending.
    items: Vec<ItemId>,
    /// Of each item, in the same order.
    calls: Vec<ItemId>,
    /// How many there were when those that have been closed were last forgotten.
    looked_over: usize,
}

/// So many are kept before those that have been closed are looked for.
const FEW: usize = 64;

/// What is looked up follows from what runs.
impl PartialEq for Calls {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Calls {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.len() == self.over
    }

    /// How much is open in them, however deep.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// All that run and are not taken out, by ascending call.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Child> {
        self.places.iter().filter_map(Place::child)
    }

    pub(super) fn get(&self, call: ItemId) -> Option<&Child> {
        self.places[self.position(call)?].child()
    }

    fn position(&self, call: ItemId) -> Option<usize> {
        match self.calls.get(self.latest) {
            Some(latest) if *latest == call => Some(self.latest),
            _ => self.calls.binary_search(&call).ok(),
        }
    }

    /// The same, noted for the next time.
    fn find(&mut self, call: ItemId) -> Option<usize> {
        self.latest = self.position(call)?;
        Some(self.latest)
    }

    /// The call in which an item was opened, if it still runs and the item is open in it.
    pub(super) fn with(&self, item: ItemId) -> Option<ItemId> {
        let call = self.standing.of(item)?;
        self.get(call).is_some_and(|child| child.holds(item)).then_some(call)
    }

    /// What falls due first of all: when, what, and in which call.
    pub(super) fn next_due(&self) -> Option<(Timestamp, ItemId, ItemId)> {
        self.due.first().copied()
    }

    /// The items that were noted as open in any of them, some of which have been closed since.
    pub(super) fn noted(&self) -> &[ItemId] {
        &self.standing.items
    }

    /// Lets a called procedure change where it is; false where it is not there.
    pub(super) fn change(
        &mut self,
        call: ItemId,
        before: u32,
        change: impl FnOnce(&mut Child) -> Option<ItemId>,
    ) -> bool {
        let Some(position) = self.find(call) else { return false };
        let Place::Here(child) = &mut self.places[position] else { return false };
        let size = child.state.size();
        let stuck = change(child);
        self.size = self.size.saturating_sub(size).saturating_add(child.state.size());
        self.standing.note(child, (before, stuck.as_slice()));
        set_due(&mut self.due, child);
        self.look_over();
        true
    }

    /// Takes a called procedure out, to run it.
    pub(super) fn take(&mut self, call: ItemId) -> Option<Box<Child>> {
        let position = self.find(call)?;
        match std::mem::replace(&mut self.places[position], Place::Out) {
            Place::Here(child) => {
                self.size = self.size.saturating_sub(child.state.size());
                Some(child)
            }
            other => {
                self.places[position] = other;
                None
            }
        }
    }

    /// Puts a called procedure where it belongs, with what it has opened and when something falls due in it.
    pub(super) fn put(&mut self, mut child: Box<Child>, news: (u32, &[ItemId])) {
        self.standing.note(&child, news);
        set_due(&mut self.due, &mut child);
        self.size = self.size.saturating_add(child.state.size());
        let call = child.call;
        match self.find(call) {
            Some(position) => self.places[position] = Place::Here(child),
            None => self.add(call, child),
        }
        self.look_over();
    }

    /// A new call comes after all others.
    fn add(&mut self, call: ItemId, child: Box<Child>) {
        let position = self.calls.partition_point(|other| *other < call);
        self.calls.insert(position, call);
        self.places.insert(position, Place::Here(child));
        self.latest = position;
    }

    /// A call is over; its place is given up when half of them are.
    pub(super) fn end(&mut self, call: ItemId) {
        let Some(position) = self.find(call) else { return };
        match std::mem::replace(&mut self.places[position], Place::Over) {
            Place::Over => return,
            Place::Here(child) => {
                self.size = self.size.saturating_sub(child.state.size());
                drop_due(&mut self.due, &child);
            }
            Place::Out => {}
        }
        self.over += 1;
        if self.over > FEW && 2 * self.over > self.calls.len() {
            let places = &self.places;
            let mut position = 0..places.len();
            self.calls.retain(|_| position.next().is_some_and(|at| !matches!(places[at], Place::Over)));
            self.places.retain(|place| !matches!(place, Place::Over));
            (self.over, self.latest) = (0, 0);
        }
    }

    /// Forgets items that have been closed, once they may be as many as those that are open.
    fn look_over(&mut self) {
        if self.standing.items.len() > 2 * self.standing.looked_over + FEW {
            self.note_all();
        }
    }

    /// Notes anew what is open. Each called procedure is looked at once, which is far less than looking for each item.
    #[cold]
    fn note_all(&mut self) {
        let is_out =
            |call: &ItemId| self.position(*call).is_some_and(|at| matches!(self.places[at], Place::Out));
        let before = self.standing.items.iter().zip(&self.standing.calls);
        let mut all: Vec<(ItemId, ItemId)> =
            before.filter(|(_, call)| is_out(call)).map(|(item, call)| (*item, *call)).collect();
        for child in self.iter() {
            all.extend(child.state.open.iter().map(|open| (open.id, child.call)));
            let below = child.state.called_here().map_or(&[][..], Calls::noted);
            let below = below.iter().filter(|item| child.state.call_with(**item).is_some());
            all.extend(below.map(|item| (*item, child.call)));
        }
        all.sort_unstable();
        let standing = &mut self.standing;
        (standing.items, standing.calls) = all.into_iter().unzip();
        standing.looked_over = standing.items.len();
    }
}

impl Place {
    fn child(&self) -> Option<&Child> {
        match self {
            Place::Here(child) => Some(child),
            Place::Out | Place::Over => None,
        }
    }
}

impl Standing {
    fn of(&self, item: ItemId) -> Option<ItemId> {
        self.items.binary_search(&item).ok().map(|position| self.calls[position])
    }

    /// Notes what a called procedure has opened: all beyond the counter as it was before, and what is stuck once more.
    fn note(&mut self, child: &Child, (before, stuck): (u32, &[ItemId])) {
        let is_new = |item: &ItemId| item.0 > before;
        let first = self.items.len();
        self.items.extend(child.state.open.iter().rev().map(|open| open.id).take_while(is_new));
        if let Some(calls) = child.state.called_here() {
            self.items.extend(calls.noted().iter().rev().copied().take_while(is_new));
        }
        self.items[first..].sort_unstable();
        self.calls.resize(self.items.len(), child.call);
        for item in stuck {
            match self.items.binary_search(item) {
                Ok(position) => self.calls[position] = child.call,
                Err(position) => {
                    self.items.insert(position, *item);
                    self.calls.insert(position, child.call);
                }
            }
        }
    }
}

/// Notes when something falls due next in a called procedure.
fn set_due(all: &mut BTreeSet<(Timestamp, ItemId, ItemId)>, child: &mut Child) {
    let due = child.state.next_due().map(|(due, item, _)| (due, item));
    if child.due != due {
        drop_due(all, child);
        all.extend(due.map(|(due, item)| (due, item, child.call)));
        child.due = due;
    }
}

fn drop_due(all: &mut BTreeSet<(Timestamp, ItemId, ItemId)>, child: &Child) {
    if let Some((due, item)) = child.due {
        all.remove(&(due, item, child.call));
    }
}
