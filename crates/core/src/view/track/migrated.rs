//! What is followed of a case that goes on by another version: the same items, under the elements of the new one.

use super::{Below, Track};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{CalledProcedure, Migrated};
use crate::procedure::Procedure;

impl Track {
    /// Whether the case goes by a definition, as far as its events have said; what follows is spelled in it.
    pub(crate) fn goes_by(&self, procedure: &Procedure) -> bool {
        self.version.is_none_or(|version| version == procedure.digests().definition)
    }

    /// The version that the case was moved to, where it was.
    pub(crate) fn moved_to(&self) -> Option<&CalledProcedure> {
        self.moved_to.as_ref()
    }

    /// The case goes on by another version.
    pub(super) fn migrated(&mut self, migrated: &Migrated) {
        let level = self.outer.len();
        for below in self.calls.values_mut() {
            rename_spot(below, level, migrated, None);
        }
        self.rename(migrated);
    }

    /// A called procedure goes on by another version; what it calls in turn stands below another element of it.
    pub(super) fn migrated_below(&mut self, call: ItemId, migrated: &Migrated) {
        let Some(below) = self.calls.get_mut(&call) else { return };
        below.procedure = migrated.to.clone();
        let outer = below.track.outer.clone();
        for (_, deeper) in self.calls.iter_mut().filter(|(item, _)| **item > call) {
            let is_inside = deeper.track.outer.get(..outer.len()) == Some(&outer[..]);
            if is_inside && deeper.track.outer.len() > outer.len() {
                rename_spot(deeper, outer.len(), migrated, Some(&migrated.to));
            }
        }
    }

    fn rename(&mut self, migrated: &Migrated) {
        migrated.closed.iter().for_each(|item| self.leave(*item));
        let (from, to) = (&migrated.from.0, &migrated.to.0);
        self.open.retain(|_, followed| {
            let Some(now) = migrated.element(followed.element) else { return false };
            let id = followed.answer.and_then(|answer| {
                Some(&from.activity(followed.element)?.answers.get(usize::from(answer))?.id)
            });
            let place = |id: &Text| to.activity(now)?.answers.iter().position(|answer| answer.id == *id);
            followed.answer = id.and_then(place).and_then(|place| u16::try_from(place).ok());
            followed.element = now;
            true
        });
        self.scopes.retain(|_, inside| {
            let now = migrated.element(inside.element);
            inside.element = now.unwrap_or_default();
            now.is_some()
        });
        self.left = None;
        self.computing = Default::default();
        self.version = Some(migrated.digests.definition);
        self.moved_to = Some(migrated.to.clone());
    }
}

/// The element that calls a procedure is another one now.
fn rename_spot(below: &mut Below, level: usize, migrated: &Migrated, to: Option<&CalledProcedure>) {
    let Some(spot) = below.track.outer.get_mut(level) else { return };
    spot.element = migrated.element(spot.element).unwrap_or_default();
    if let Some(to) = to {
        spot.procedure = Some(to.clone());
    }
}
