//! Which of many rows stand in each scope.
//!
//! A scope with few rows lists those that it has. In one with many, what is taken out stays in the list until it is
//! half of it: who looks for what stands there finds nothing under that identity.
//! Read [`Places`] first.

use std::collections::BTreeMap;

use super::Row;
use super::line::Line;
use crate::command::ItemId;

/// The scopes in which something stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    places: BTreeMap<ItemId, Place>,
}

/// What stands in one scope.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Ascending; some of many have been taken out.
    ids: Vec<ItemId>,
    gone: usize,
}

/// Of so many, what is taken out leaves the list at once.
const FEW: usize = if cfg!(cauce_few) { 2 } else { 64 };

impl Places {
    /// Where each row of a line stands.
    pub(super) fn of_all<T: Row>(line: &Line<T>) -> Self {
        let mut places = Places::default();
        line.iter().flatten().for_each(|row| places.insert((row.place(), row.id())));
        places
    }

    /// What stands in a scope, by ascending identity; some of it may have been taken out.
    pub(super) fn in_place(&self, scope: ItemId) -> &[ItemId] {
        self.places.get(&scope).map_or(&[], |place| &place.ids)
    }

    /// A row that is not among them comes to stand in a scope.
    pub(super) fn insert(&mut self, (scope, id): (ItemId, ItemId)) {
        let place = self.places.entry(scope).or_default();
        if place.ids.last().is_none_or(|last| *last < id) {
            return place.ids.push(id);
        }
        match place.ids.binary_search(&id) {
            // It was taken out and is put back.
            Ok(_) => place.gone = place.gone.saturating_sub(1),
            Err(position) => place.ids.insert(position, id),
        }
    }

    /// A row stands in its scope no longer; it has left the line.
    pub(super) fn remove<T: Row>(&mut self, (scope, id): (ItemId, ItemId), line: &Line<T>) {
        let Some(place) = self.places.get_mut(&scope) else { return };
        if place.ids.len() > FEW {
            place.gone += 1;
            if 2 * place.gone > place.ids.len() {
                place.ids.retain(|id| line.get(*id).is_some());
                place.gone = 0;
            }
        } else if let Ok(position) = place.ids.binary_search(&id) {
            place.ids.remove(position);
        }
        if place.ids.is_empty() {
            self.places.remove(&scope);
        }
    }
}
