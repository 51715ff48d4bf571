//! In which call each open item of the called procedures stands.
//!
//! What a called procedure closes is noted while it is at hand, so that the others need not be looked at for it.
//! Of one in which much is open, and of what it has called itself, that is not followed: there some items stand here
//! that have been closed since, until they may be as many as those that are open.
//! Read [`Standing`] first.

use super::call::Child;
use super::calls::Calls;
use crate::command::ItemId;

/// In which call each open item stands; some have been closed since.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Ascending.
    items: Vec<ItemId>,
    /// Of each item, in the same order; none (0) of what is known to be closed.
    calls: Vec<ItemId>,
    /// How many are known to be closed.
    closed: usize,
    /// Where the one was that was closed last: mostly what follows it is asked for and closed next.
    latest: usize,
    /// How many there were when those that have been closed were last looked for.
    looked_over: usize,
    before: Before,
}

/// What was open in a called procedure before it changed.
#[derive(Clone, Debug, Default)]
struct Before {
    call: ItemId,
    items: Vec<ItemId>,
}

/// So many are kept before those that have been closed are forgotten or looked for.
pub(super) const FEW: usize = 64;

/// The call of what is known to be closed.
const CLOSED: ItemId = ItemId(0);

impl Standing {
    pub(super) fn of(&self, item: ItemId) -> Option<ItemId> {
        let position = find_from(&self.items, self.latest, item)?;
        Some(self.calls[position]).filter(|call| *call != CLOSED)
    }

    /// The items that are not known to be closed, each with its call.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (ItemId, ItemId)> {
        let all = self.items.iter().copied().zip(self.calls.iter().copied());
        all.filter(|(_, call)| *call != CLOSED)
    }

    /// A called procedure is going to change.
    pub(super) fn look_at(&mut self, child: &Child) {
        self.before.call = child.call;
        self.before.items.clear();
        let open = child.state.open.as_few().unwrap_or_default();
        self.before.items.extend(open.iter().map(|open| open.id));
    }

    /// Notes what a called procedure has opened, all beyond the counter as it was before and what is stuck once more,
    /// and what it has closed, where it was looked at before.
    pub(super) fn note(&mut self, child: &Child, last_item: u32, stuck: impl Iterator<Item = ItemId>) {
        let is_new = |item: &ItemId| item.0 > last_item;
        let first = self.items.len();
        self.items.extend(child.state.open.iter().rev().map(|open| open.id).take_while(is_new));
        if let Some(calls) = child.state.called_here() {
            self.items.extend(calls.noted().rev().take_while(is_new));
        }
        self.items[first..].sort_unstable();
        self.calls.resize(self.items.len(), child.call);
        stuck.for_each(|item| self.set(item, child.call));
        if self.before.call == child.call {
            self.close_gone(child);
        }
    }

    /// What is stuck once more may have been known to be closed.
    fn set(&mut self, item: ItemId, call: ItemId) {
        match self.items.binary_search(&item) {
            Ok(position) => {
                self.closed -= usize::from(self.calls[position] == CLOSED);
                self.calls[position] = call;
            }
            Err(position) => {
                self.items.insert(position, item);
                self.calls.insert(position, call);
            }
        }
    }

    fn close_gone(&mut self, child: &Child) {
        let before = std::mem::take(&mut self.before.items);
        let gone = before.iter().filter(|item| child.state.item(**item).is_none());
        gone.for_each(|item| self.close(*item));
        self.before = Before { call: CLOSED, items: before };
        self.forget_closed();
    }

    /// A called procedure is over: what was still open in it is closed with it.
    pub(super) fn end(&mut self, child: &Child) {
        let open = child.state.open.as_few().unwrap_or_default();
        open.iter().for_each(|open| self.close(open.id));
        self.forget_closed();
    }

    fn close(&mut self, item: ItemId) {
        let Some(position) = find_from(&self.items, self.latest, item) else { return };
        self.latest = position;
        self.closed += usize::from(self.calls[position] != CLOSED);
        self.calls[position] = CLOSED;
    }

    /// Forgets what is known to be closed, once it is half of all.
    fn forget_closed(&mut self) {
        if self.closed > FEW && 2 * self.closed > self.items.len() {
            let all = self.iter().collect();
            self.hold(all);
        }
    }

    fn hold(&mut self, all: Vec<(ItemId, ItemId)>) {
        (self.items, self.calls) = all.into_iter().unzip();
        (self.closed, self.latest) = (0, 0);
    }

    /// Whether those that have been closed unnoticed may be as many as those that are open.
    pub(super) fn has_grown(&self) -> bool {
        self.items.len() - self.closed > 2 * self.looked_over + FEW
    }

    /// Notes anew what is open in all that run, and what was in those that have been taken out. Each is looked at once,
    /// which is far less than looking for each item.
    pub(super) fn note_all<'a>(
        &mut self,
        children: impl Iterator<Item = &'a Child>,
        is_out: impl Fn(ItemId) -> bool,
    ) {
        let mut all: Vec<(ItemId, ItemId)> = self.iter().filter(|(_, call)| is_out(*call)).collect();
        for child in children {
            all.extend(child.state.open.iter().map(|open| (open.id, child.call)));
            let below = child.state.called_here().into_iter().flat_map(Calls::noted);
            let below = below.filter(|item| child.state.call_with(*item).is_some());
            all.extend(below.map(|item| (item, child.call)));
        }
        all.sort_unstable();
        self.hold(all);
        self.looked_over = self.items.len();
    }
}

/// Where one of ascending identities is: what follows the latest is looked for from there, in steps that double.
pub(super) fn find_from(all: &[ItemId], latest: usize, wanted: ItemId) -> Option<usize> {
    let (before, after) = all.split_at_checked(latest)?;
    match after.first() {
        Some(first) if *first == wanted => return Some(latest),
        Some(first) if *first < wanted => {}
        _ => return before.binary_search(&wanted).ok(),
    }
    let (mut from, mut to) = (0, 1);
    while after.get(to).is_some_and(|other| *other < wanted) {
        (from, to) = (to, 2 * to);
    }
    let within = &after[from..after.len().min(to + 1)];
    within.binary_search(&wanted).ok().map(|position| latest + from + position)
}

#[cfg(test)]
mod tests {
    use super::{ItemId, find_from};

    #[test]
    fn each_is_found_from_everywhere_and_nothing_else() {
        for length in 0..40 {
            let all: Vec<ItemId> = (0..length).map(|number| ItemId(3 * number + 1)).collect();
            for latest in 0..=all.len() {
                for wanted in 0..3 * length + 3 {
                    let wanted = ItemId(wanted);
                    assert_eq!(find_from(&all, latest, wanted), all.binary_search(&wanted).ok());
                }
            }
        }
        assert_eq!(
            find_from(&[ItemId(1)], 2, ItemId(1)),
            None,
            "beyond the last there is nothing to begin at"
        );
    }
}
