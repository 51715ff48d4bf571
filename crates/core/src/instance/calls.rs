//! The called procedures that run, and where to find what is in them without looking into each.
//!
//! A large plan runs thousands of them at once, and a command means one: finding it must not touch the others.
//! Knows what is open in them and what falls due next; all of it follows from what runs, and is no part of what a case is.
//! Read [`Calls`] first.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::call::Child;
use super::rows::find_from;
use super::standing::{FEW, Standing};
use crate::command::ItemId;
use crate::data::Timestamp;
use crate::event::Event;

/// The called procedures that run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    /// The calls, ascending; some of them are over.
    calls: Vec<ItemId>,
    /// What runs of each, in the same order.
    places: Vec<Place>,
    /// Whether milestones may concern each, in the same order.
    shares: Vec<bool>,
    /// The last record that may have moved each, in the same order.
    moved: Vec<u64>,
    /// How many are over.
    over: usize,
    /// How many have been taken out.
    out: usize,
    /// Where the one was that was asked for last: mostly it is asked for again.
    latest: usize,
    /// When something falls due next in each in which something does, with what and the call.
    due: BTreeSet<(Timestamp, ItemId, ItemId)>,
    /// Looked up once something asks for it: who only applies records does not.
    standing: OnceLock<Standing>,
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

/// What is looked up follows from what runs.
impl PartialEq for Calls {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Calls {
    /// Those that run in a case that is brought back whole, by ascending call.
    pub(super) fn of(children: Vec<Child>) -> Self {
        let mut all = Calls::default();
        for mut child in children {
            set_due(&mut all.due, &mut child);
            all.size = all.size.saturating_add(child.state.size());
            all.calls.push(child.call);
            all.shares.push(!child.procedure.shares.are_none());
            all.moved.push(child.state.seq);
            all.places.push(Place::Here(Box::new(child)));
        }
        all
    }

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

    /// The same, each with the last record that may have moved it; none of them is looked into.
    pub(super) fn moved(&self) -> impl Iterator<Item = (ItemId, u64, &Child)> {
        let all = self.calls.iter().zip(&self.moved).zip(&self.places);
        all.filter_map(|((call, moved), place)| Some((*call, *moved, place.child()?)))
    }

    pub(super) fn get(&self, call: ItemId) -> Option<&Child> {
        self.places[self.position(call)?].child()
    }

    fn position(&self, call: ItemId) -> Option<usize> {
        find_from(&self.calls, self.latest, call)
    }

    /// The same, noted for the next time.
    fn find(&mut self, call: ItemId) -> Option<usize> {
        self.latest = self.position(call)?;
        Some(self.latest)
    }

    /// The call in which an item was opened, if it still runs and the item is open in it.
    pub(super) fn with(&self, item: ItemId) -> Option<ItemId> {
        let call = self.standing().of(item)?;
        self.get(call).is_some_and(|child| child.holds(item)).then_some(call)
    }

    /// None has been taken out before this is looked up.
    fn standing(&self) -> &Standing {
        self.standing.get_or_init(|| Standing::of_all(self.places.iter().filter_map(Place::child)))
    }

    /// What falls due first of all: when, what, and in which call.
    pub(super) fn next_due(&self) -> Option<(Timestamp, ItemId, ItemId)> {
        self.due.first().copied()
    }

    /// Lets events change a called procedure where it is; false where it is not there.
    pub(super) fn change(
        &mut self,
        call: ItemId,
        (before, events): (u32, &[Event]),
        change: impl FnOnce(&mut Child),
    ) -> bool {
        let Some(position) = self.find(call) else { return false };
        let Place::Here(child) = &mut self.places[position] else { return false };
        let size = child.state.size();
        change(child);
        self.shares[position] = !child.procedure.shares.are_none();
        self.moved[position] = child.state.seq;
        self.size = self.size.saturating_sub(size).saturating_add(child.state.size());
        if let Some(standing) = self.standing.get_mut() {
            standing.note(child, before, events.iter().filter_map(Event::stuck));
        }
        set_due(&mut self.due, child);
        self.look_over();
        true
    }

    /// Takes a called procedure out, to run it.
    pub(super) fn take(&mut self, call: ItemId) -> Option<Box<Child>> {
        let position = self.find(call)?;
        self.standing();
        match std::mem::replace(&mut self.places[position], Place::Out) {
            Place::Here(child) => {
                self.size = self.size.saturating_sub(child.state.size());
                self.out += 1;
                Some(child)
            }
            other => {
                self.places[position] = other;
                None
            }
        }
    }

    /// Puts a called procedure where it belongs, with what it has opened and when something falls due in it.
    pub(super) fn put(&mut self, mut child: Box<Child>, (before, stuck): (u32, &[ItemId])) {
        if let Some(standing) = self.standing.get_mut() {
            standing.note(&child, before, stuck.iter().copied());
        }
        set_due(&mut self.due, &mut child);
        self.size = self.size.saturating_add(child.state.size());
        let call = child.call;
        match self.find(call) {
            Some(position) => {
                self.shares[position] = !child.procedure.shares.are_none();
                self.moved[position] = child.state.seq;
                let before = std::mem::replace(&mut self.places[position], Place::Here(child));
                self.out -= usize::from(matches!(before, Place::Out));
            }
            None => self.add(call, child),
        }
        self.look_over();
    }

    /// A new call comes after all others.
    fn add(&mut self, call: ItemId, child: Box<Child>) {
        let position = self.calls.partition_point(|other| *other < call);
        self.calls.insert(position, call);
        self.shares.insert(position, !child.procedure.shares.are_none());
        self.moved.insert(position, child.state.seq);
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
            Place::Out => self.out -= 1,
        }
        self.over += 1;
        if self.over > FEW && 2 * self.over > self.calls.len() {
            let places = &self.places;
            let stays = |at: usize| !matches!(places[at], Place::Over);
            let mut position = 0..places.len();
            self.calls.retain(|_| position.next().is_some_and(stays));
            let mut position = 0..places.len();
            self.shares.retain(|_| position.next().is_some_and(stays));
            let mut position = 0..places.len();
            self.moved.retain(|_| position.next().is_some_and(stays));
            self.places.retain(|place| !matches!(place, Place::Over));
            (self.over, self.latest) = (0, 0);
        }
    }

    /// Forgets where what has been closed stood, once that is more than what is open.
    fn look_over(&mut self) {
        if self.out == 0 && self.standing.get().is_some_and(|standing| standing.has_grown(self.size)) {
            self.standing = OnceLock::new();
        }
    }

    /// Those of the called procedures that milestones may concern.
    pub(super) fn sharing(&self) -> Sharing<'_> {
        Sharing { calls: self, latest: self.latest }
    }
}

/// Looks for the called procedures that milestones may concern; the others are not looked into.
pub(super) struct Sharing<'a> {
    calls: &'a Calls,
    latest: usize,
}

impl<'a> Sharing<'a> {
    /// Whether a call runs that a milestone may concern.
    pub(super) fn concerns(&mut self, call: ItemId, milestone: &str) -> bool {
        let Some(position) = find_from(&self.calls.calls, self.latest, call) else { return false };
        self.latest = position;
        self.concerns_at(position, milestone)
    }

    /// All that it may concern, by ascending call.
    pub(super) fn concerned(self, milestone: &'a str) -> impl Iterator<Item = ItemId> + 'a {
        let all = self.calls.calls.iter().enumerate();
        all.filter(move |(position, _)| self.concerns_at(*position, milestone)).map(|(_, call)| *call)
    }

    fn concerns_at(&self, position: usize, milestone: &str) -> bool {
        let concerns = |child: &Child| child.procedure.shares.concern(milestone);
        self.calls.shares[position] && self.calls.places[position].child().is_some_and(concerns)
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
