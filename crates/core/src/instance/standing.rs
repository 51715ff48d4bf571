//! In which call each open item of the called procedures stands.
//!
//! Identities are given out in order: what a called procedure opens in one record stands in one row of them, whatever
//! else it has called. So it is noted from which identity on who was at work, and nothing when something is closed:
//! who looks for an item sees in the call whether it is open there.
//! Read [`Standing`] first.

use super::call::Child;
use crate::command::ItemId;

/// From each of these identities on, up to the next, what is open stands in the call.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// Ascending.
    from: Vec<ItemId>,
    /// The calls, in the same order.
    calls: Vec<ItemId>,
}

/// So many are kept before those of what has been closed are looked for.
pub(super) const FEW: usize = if cfg!(cauce_few) { 1 } else { 64 };

/// Nobody's.
const NONE: ItemId = ItemId(0);

impl Standing {
    /// Where everything stands that is open in what runs.
    pub(super) fn of_all<'a>(children: impl Iterator<Item = &'a Child>) -> Self {
        let mut all: Vec<(ItemId, ItemId)> = Vec::new();
        let mut open = Vec::new();
        for child in children {
            child.state.all_open(&mut open);
            all.extend(open.drain(..).map(|item| (item, child.call)));
        }
        all.sort_unstable_by_key(|(item, _)| *item);
        let mut standing = Standing::default();
        all.into_iter().for_each(|(item, call)| standing.begin(item, call));
        standing
    }

    /// The call in which an item stands, if it is open at all.
    pub(super) fn of(&self, item: ItemId) -> Option<ItemId> {
        let after = self.from.partition_point(|from| *from <= item);
        Some(self.calls[after.checked_sub(1)?]).filter(|call| *call != NONE)
    }

    /// Notes what a called procedure has opened, all beyond the counter as it was before and what is stuck once more.
    pub(super) fn note(&mut self, child: &Child, last_item: u32, stuck: impl Iterator<Item = ItemId>) {
        if child.state.last_item > last_item {
            self.begin(ItemId(last_item + 1), child.call);
        }
        stuck.for_each(|item| self.set(item, child.call));
    }

    /// From an identity on a call opens what is opened.
    fn begin(&mut self, from: ItemId, call: ItemId) {
        if self.calls.last() != Some(&call) {
            self.put(from, call);
        }
    }

    fn put(&mut self, from: ItemId, call: ItemId) {
        if self.from.last().is_none_or(|last| *last < from) {
            self.from.push(from);
            return self.calls.push(call);
        }
        match self.from.binary_search(&from) {
            Ok(position) => self.calls[position] = call,
            Err(position) => {
                self.from.insert(position, from);
                self.calls.insert(position, call);
            }
        }
    }

    /// What is stuck once more may have been closed when all was looked at.
    fn set(&mut self, item: ItemId, call: ItemId) {
        let others = self.of(item);
        if others == Some(call) {
            return;
        }
        self.put(item, call);
        if let Some(next) = item.0.checked_add(1).map(ItemId)
            && self.from.binary_search(&next).is_err()
        {
            self.put(next, others.unwrap_or(NONE));
        }
    }

    /// Whether it is much longer than what is open: looking at all of that again takes less than what has led to it.
    pub(super) fn has_grown(&self, open: usize) -> bool {
        self.from.len() > open.saturating_mul(4).saturating_add(FEW)
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, ItemId, Standing};

    #[test]
    fn an_item_stands_where_it_was_set_and_its_neighbours_where_they_were() {
        for item in 1..20 {
            let mut standing = Standing::default();
            for (from, call) in [(3, 1), (7, 2), (8, 1), (15, 3)] {
                standing.begin(ItemId(from), ItemId(call));
            }
            let before: Vec<_> = (0..25).map(|item| standing.of(ItemId(item))).collect();
            standing.set(ItemId(item), ItemId(9));
            for (other, before) in (0..25).zip(before) {
                let wanted = if other == item { Some(ItemId(9)) } else { before };
                assert_eq!(standing.of(ItemId(other)), wanted, "{other} when {item} was set");
            }
            standing.begin(ItemId(25), ItemId(4));
            assert_eq!(standing.of(ItemId(30)), Some(ItemId(4)));
        }
        assert!(!Standing::default().has_grown(0));
        let mut long = Standing::default();
        (0..=FEW as u32).for_each(|call| long.begin(ItemId(call + 1), ItemId(call + 1)));
        assert!(long.has_grown(0) && !long.has_grown(1));
    }
}
