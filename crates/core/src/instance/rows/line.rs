//! Many rows by identity, in one line with gaps: what is taken out leaves one, until half of the line is gaps.
//!
//! Identities are given out in order, so that a new row stands at the end and is found by halving, without a tree.
//! Knows identities; does not know what stands in a row. Read [`Line`] first.

use std::slice;

use super::Row;
use crate::command::ItemId;

/// Rows by ascending identity; the last is never a gap.
#[derive(Clone, Debug)]
pub(crate) struct Line<T> {
    /// Of every row, and of every one that has been taken out and left a gap.
    ids: Vec<ItemId>,
    rows: Vec<Option<T>>,
    gaps: usize,
}

/// Fewer gaps than so many are left where they are.
const FEW_GAPS: usize = if cfg!(cauce_few) { 1 } else { 64 };

impl<T: Row> Line<T> {
    pub(super) fn new() -> Self {
        Line { ids: Vec::new(), rows: Vec::new(), gaps: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len() - self.gaps
    }

    pub(super) fn last(&self) -> Option<&T> {
        self.rows.last()?.as_ref()
    }

    pub(super) fn get(&self, id: ItemId) -> Option<&T> {
        self.rows[self.ids.binary_search(&id).ok()?].as_ref()
    }

    pub(super) fn get_mut(&mut self, id: ItemId) -> Option<&mut T> {
        self.rows[self.ids.binary_search(&id).ok()?].as_mut()
    }

    pub(super) fn insert(&mut self, row: T) {
        let id = row.id();
        if self.ids.last().is_none_or(|last| *last < id) {
            self.ids.push(id);
            self.rows.push(Some(row));
            return;
        }
        match self.ids.binary_search(&id) {
            Ok(position) => self.gaps -= usize::from(self.rows[position].replace(row).is_none()),
            Err(position) => {
                self.ids.insert(position, id);
                self.rows.insert(position, Some(row));
            }
        }
    }

    pub(super) fn remove(&mut self, id: ItemId) -> Option<T> {
        let row = self.rows[self.ids.binary_search(&id).ok()?].take()?;
        self.gaps += 1;
        while let Some(None) = self.rows.last() {
            self.rows.pop();
            self.ids.pop();
            self.gaps -= 1;
        }
        if self.gaps > FEW_GAPS && 2 * self.gaps > self.ids.len() {
            self.close_gaps();
        }
        Some(row)
    }

    fn close_gaps(&mut self) {
        self.rows.retain(Option::is_some);
        self.ids.clear();
        self.ids.extend(self.rows.iter().flatten().map(Row::id));
        self.gaps = 0;
    }

    /// All rows and gaps.
    pub(super) fn iter(&self) -> slice::Iter<'_, Option<T>> {
        self.rows.iter()
    }

    /// All rows; their identities stay.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.iter_mut().flatten()
    }

    /// The rows and gaps that do not come before an identity.
    pub(super) fn since(&self, id: ItemId) -> slice::Iter<'_, Option<T>> {
        self.rows[self.ids.partition_point(|other| *other < id)..].iter()
    }

    /// To look for several.
    pub(super) fn search(&self) -> Search<'_, T> {
        Search { line: self, latest: None }
    }

    pub(super) fn into_rows(self) -> impl Iterator<Item = T> {
        self.rows.into_iter().flatten()
    }
}

/// Looks for several rows, one after another: what is asked for next is mostly a little further on.
#[derive(Debug)]
pub(crate) struct Search<'a, T> {
    line: &'a Line<T>,
    latest: Option<usize>,
}

impl<'a, T: Row> Search<'a, T> {
    /// A row, looked for from the one before; none where it has been taken out.
    #[inline]
    pub(super) fn next(&mut self, id: ItemId) -> Option<&'a T> {
        let position = match self.latest {
            Some(latest) => find_from(&self.line.ids, latest, id),
            None => self.line.ids.binary_search(&id).ok(),
        }?;
        self.latest = Some(position);
        self.line.rows[position].as_ref()
    }

    pub(super) fn get(&self, id: ItemId) -> Option<&'a T> {
        self.line.get(id)
    }
}

/// Where one of ascending identities is: what follows the latest is looked for from there, in steps that double.
pub(crate) fn find_from(all: &[ItemId], latest: usize, wanted: ItemId) -> Option<usize> {
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
