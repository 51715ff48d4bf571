//! What a case keeps by identity: a short list while it is short, a line with gaps and the places when it is long.
//!
//! Most cases hold a few things, for which a list is the fastest and the smallest. A case of ten thousand things must
//! not move half of them whenever one is done, nor look at all of them for those of one scope.
//! Knows identities and scopes; does not know what stands in a row. Read [`Rows`] first.

mod line;
mod place;

use std::ops::DerefMut;
use std::slice;
use std::sync::OnceLock;

use thin_vec::ThinVec;

pub(super) use line::find_from;
use line::{Line, Search};
use place::Places;

use super::inner::Inner;
use super::small::first_without_spare;
use super::state::{Arrival, ElementInstance};
use crate::command::ItemId;

/// Something with an identity that stands in a scope; neither changes while it is kept.
pub(crate) trait Row {
    fn id(&self) -> ItemId;
    /// The element instance it stands in; the case itself is 0.
    fn place(&self) -> ItemId;
}

impl Row for ElementInstance {
    #[inline]
    fn id(&self) -> ItemId {
        self.id
    }

    #[inline]
    fn place(&self) -> ItemId {
        self.scope
    }
}

impl Row for Inner {
    #[inline]
    fn id(&self) -> ItemId {
        self.instance
    }

    #[inline]
    fn place(&self) -> ItemId {
        self.parent
    }
}

impl Row for Arrival {
    #[inline]
    fn id(&self) -> ItemId {
        self.token
    }

    #[inline]
    fn place(&self) -> ItemId {
        self.scope
    }
}

/// A list in which few rows are kept.
pub(crate) trait Shelf<T>: Default + DerefMut<Target = [T]> {
    /// Keeps a row behind the others.
    fn add(&mut self, row: T);
    fn put(&mut self, position: usize, row: T);
    fn take(&mut self, position: usize) -> T;
    /// Drops the last row where it is.
    fn drop_last(&mut self);
}

impl<T> Shelf<T> for Vec<T> {
    // A row is large: where it is kept it is made.
    #[inline(always)]
    fn add(&mut self, row: T) {
        first_without_spare(self);
        self.push(row);
    }

    fn put(&mut self, position: usize, row: T) {
        first_without_spare(self);
        self.insert(position, row);
    }

    #[inline]
    fn take(&mut self, position: usize) -> T {
        // The newest goes mostly first.
        if position + 1 == self.len()
            && let Some(last) = self.pop()
        {
            return last;
        }
        self.remove(position)
    }

    #[inline]
    fn drop_last(&mut self) {
        self.truncate(self.len().saturating_sub(1));
    }
}

impl<T> Shelf<T> for ThinVec<T> {
    // A row is large: where it is kept it is made.
    #[inline(always)]
    fn add(&mut self, row: T) {
        self.push(row);
    }

    fn put(&mut self, position: usize, row: T) {
        self.insert(position, row);
    }

    #[inline]
    fn take(&mut self, position: usize) -> T {
        // The newest goes mostly first.
        if position + 1 == self.len()
            && let Some(last) = self.pop()
        {
            return last;
        }
        self.remove(position)
    }

    #[inline]
    fn drop_last(&mut self) {
        self.truncate(self.len().saturating_sub(1));
    }
}

/// More than so many are found by their scope too, fewer than the other number are kept in a list again.
const FEW: usize = if cfg!(cauce_few) { 2 } else { 128 };
const FEW_AGAIN: usize = if cfg!(cauce_few) { 1 } else { 32 };

/// Rows by ascending identity.
#[derive(Clone, Debug)]
pub(crate) enum Rows<T, L> {
    /// In one list.
    Few(L),
    /// By identity, and by scope.
    Many(Box<Many<T>>),
}

/// Many rows: by identity, and by the scope they stand in.
#[derive(Clone, Debug)]
pub(crate) struct Many<T> {
    by_id: Line<T>,
    /// Looked up once something asks for it: who only applies records hardly does.
    by_place: OnceLock<Places>,
}

impl<T: Row, L: Shelf<T>> Default for Rows<T, L> {
    fn default() -> Self {
        Rows::Few(L::default())
    }
}

impl<T: Row + PartialEq, L: Shelf<T>> PartialEq for Rows<T, L> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Where a row of a list is; what is asked for is mostly the newest.
#[inline]
fn position_of<T: Row>(rows: &[T], id: ItemId) -> Option<usize> {
    let last = rows.last()?.id();
    if last == id {
        return Some(rows.len() - 1);
    }
    if last < id { None } else { rows.binary_search_by_key(&id, Row::id).ok() }
}

impl<T: Row, L: Shelf<T>> Rows<T, L> {
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Rows::Few(rows) => rows.is_empty(),
            Rows::Many(many) => many.by_id.len() == 0,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Rows::Few(rows) => rows.len(),
            Rows::Many(many) => many.by_id.len(),
        }
    }

    /// The row with the highest identity.
    #[inline]
    pub(crate) fn last(&self) -> Option<&T> {
        match self {
            Rows::Few(rows) => rows.last(),
            Rows::Many(many) => many.by_id.last(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, id: ItemId) -> Option<&T> {
        match self {
            Rows::Few(rows) => position_of(rows, id).map(|position| &rows[position]),
            Rows::Many(many) => many.by_id.get(id),
        }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, id: ItemId) -> Option<&mut T> {
        match self {
            Rows::Few(rows) => position_of(rows, id).map(|position| &mut rows[position]),
            Rows::Many(many) => many.by_id.get_mut(id),
        }
    }

    /// Keeps a row; a new one has the highest identity, only what is put back has not.
    #[inline(always)]
    pub(crate) fn insert(&mut self, row: T) {
        match self {
            Rows::Few(rows) if rows.len() < FEW && rows.last().is_none_or(|last| last.id() < row.id()) => {
                rows.add(row);
            }
            _ => self.insert_elsewhere(row),
        }
    }

    // Apart, so that what mostly happens is short enough to stand where it is done.
    #[inline(never)]
    fn insert_elsewhere(&mut self, row: T) {
        match self {
            Rows::Few(rows) if rows.len() < FEW => {
                rows.put(rows.partition_point(|other| other.id() < row.id()), row);
            }
            _ => self.insert_in_line(row),
        }
    }

    #[cold]
    #[inline(never)]
    fn insert_in_line(&mut self, row: T) {
        if let Rows::Few(rows) = self {
            let mut many = Many { by_id: Line::new(), by_place: OnceLock::new() };
            let mut last_first = Vec::with_capacity(rows.len());
            while !rows.is_empty() {
                last_first.push(rows.take(rows.len() - 1));
            }
            last_first.into_iter().rev().for_each(|row| many.insert(row));
            *self = Rows::Many(Box::new(many));
        }
        if let Rows::Many(many) = self {
            many.insert(row);
        }
    }

    /// Takes a row out.
    #[inline]
    pub(crate) fn remove(&mut self, id: ItemId) -> Option<T> {
        match self {
            Rows::Few(rows) => position_of(rows, id).map(|position| rows.take(position)),
            Rows::Many(_) => self.remove_from_line(id),
        }
    }

    /// Drops the row with the highest identity.
    #[inline]
    pub(crate) fn drop_last(&mut self) {
        if let Rows::Few(rows) = self {
            rows.drop_last();
        } else if let Some(last) = self.last().map(Row::id) {
            self.remove_from_line(last);
        }
    }

    #[inline(never)]
    fn remove_from_line(&mut self, id: ItemId) -> Option<T> {
        let Rows::Many(many) = self else { return None };
        let row = many.by_id.remove(id)?;
        if let Some(places) = many.by_place.get_mut() {
            places.remove((row.place(), id), &many.by_id);
        }
        if many.by_id.len() < FEW_AGAIN {
            let mut few = L::default();
            for row in std::mem::replace(&mut many.by_id, Line::new()).into_rows() {
                few.add(row);
            }
            *self = Rows::Few(few);
        }
        Some(row)
    }

    /// All of them, by ascending identity.
    pub(crate) fn iter(&self) -> Iter<'_, T> {
        match self {
            Rows::Few(rows) => Iter::Few(rows.iter()),
            Rows::Many(many) => Iter::Many(many.by_id.iter()),
        }
    }

    /// Lets each of them change; identity and scope stay.
    pub(crate) fn each(&mut self, change: impl FnMut(&mut T)) {
        match self {
            Rows::Few(rows) => rows.iter_mut().for_each(change),
            Rows::Many(many) => many.by_id.iter_mut().for_each(change),
        }
    }

    /// Those that do not come before an identity, in their order.
    pub(crate) fn since(&self, id: ItemId) -> Iter<'_, T> {
        match self {
            Rows::Few(rows) => Iter::Few(rows[rows.partition_point(|row| row.id() < id)..].iter()),
            Rows::Many(many) => Iter::Many(many.by_id.since(id)),
        }
    }

    /// Those that stand in a scope, by ascending identity.
    pub(crate) fn in_place(&self, place: ItemId) -> InPlace<'_, T> {
        match self {
            Rows::Few(rows) => InPlace::Few(rows.iter(), place),
            Rows::Many(many) => {
                InPlace::Many(many.places().in_place(place).iter(), many.by_id.search(), place)
            }
        }
    }

    /// Where they are few: all of them.
    #[inline]
    pub(crate) fn as_few(&self) -> Option<&[T]> {
        match self {
            Rows::Few(rows) => Some(rows),
            Rows::Many(_) => None,
        }
    }

    /// Whether they are so many that those of one scope are found without looking at all.
    pub(crate) fn are_many(&self) -> bool {
        matches!(self, Rows::Many(_))
    }
}

impl<T: Row> Many<T> {
    fn insert(&mut self, row: T) {
        if let Some(places) = self.by_place.get_mut() {
            places.insert((row.place(), row.id()));
        }
        self.by_id.insert(row);
    }

    fn places(&self) -> &Places {
        self.by_place.get_or_init(|| Places::of_all(&self.by_id))
    }
}

/// Rows in order.
#[derive(Debug)]
pub(crate) enum Iter<'a, T> {
    /// Of a list.
    Few(slice::Iter<'a, T>),
    /// Of a line, gaps left out.
    Many(slice::Iter<'a, Option<T>>),
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        match self {
            Iter::Few(rows) => Iter::Few(rows.clone()),
            Iter::Many(rows) => Iter::Many(rows.clone()),
        }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        match self {
            Iter::Few(rows) => rows.next(),
            Iter::Many(rows) => rows.find_map(Option::as_ref),
        }
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            Iter::Few(rows) => rows.next_back(),
            Iter::Many(rows) => rows.rev().find_map(Option::as_ref),
        }
    }
}

impl<'a, T: Row, L: Shelf<T>> IntoIterator for &'a Rows<T, L> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// Rows of one scope in order.
#[derive(Debug)]
pub(crate) enum InPlace<'a, T> {
    /// Looked for in a list.
    Few(slice::Iter<'a, T>, ItemId),
    /// Known by their scope.
    Many(slice::Iter<'a, ItemId>, Search<'a, T>, ItemId),
}

impl<'a, T: Row> Iterator for InPlace<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        match self {
            InPlace::Few(rows, place) => rows.find(|row| row.place() == *place),
            InPlace::Many(ids, rows, place) => {
                ids.find_map(|id| rows.next(*id).filter(|row| row.place() == *place))
            }
        }
    }
}

impl<T: Row> DoubleEndedIterator for InPlace<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        match self {
            InPlace::Few(rows, place) => rows.rfind(|row| row.place() == *place),
            InPlace::Many(ids, rows, place) => {
                ids.rev().find_map(|id| rows.get(*id).filter(|row| row.place() == *place))
            }
        }
    }
}

#[cfg(test)]
mod tests;
