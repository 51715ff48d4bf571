//! What a work item stands in, for people: blocks, members, calls, the activity that an interaction opened with.
//!
//! Read [`Surroundings`] first.

use std::collections::BTreeMap;

use super::spot::{Spot, printed};
use super::work::WorkItem;
use crate::data::{Digest, Text};
use crate::procedure::{ElementIx, Nest, Procedure};
use crate::reference::Reference;

/// Something that a work item stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Around {
    /// What people call it, with its members.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
}

/// What work items stand in; each procedure is looked at once.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    nests: BTreeMap<Digest, Nest>,
}

/// An element of one of the procedures of a case, with its members.
struct Place<'a> {
    procedure: &'a Procedure,
    element: ElementIx,
    members: &'a [Text],
    outer: &'a [Spot],
}

impl Surroundings {
    /// Nothing has been looked at yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What an item of a case of that procedure stands in, from the outside in.
    #[must_use]
    pub fn of(&mut self, own: &Procedure, item: &WorkItem) -> Vec<Around> {
        let mut found = Vec::new();
        for (level, spot) in item.outer.iter().enumerate() {
            let procedure = spot.procedure.as_ref().map_or(own, |called| &*called.0);
            let outer = &item.outer[..level];
            let place = Place { procedure, element: spot.element, members: &spot.members, outer };
            self.add(own, &place, &mut found);
            found.push(place.around(own, spot.element, place.members.len()));
        }
        let procedure = item.procedure(own);
        let place = Place { procedure, element: item.element, members: &item.members, outer: &item.outer };
        self.add(own, &place, &mut found);
        found
    }

    fn add(&mut self, own: &Procedure, place: &Place<'_>, found: &mut Vec<Around>) {
        let digest = place.procedure.digests().definition;
        let nest = self.nests.entry(digest).or_insert_with(|| Nest::of(place.procedure));
        let is_repeated = |element| usize::from(place.procedure.graph.repeats(element).is_some());
        let mut members = place.members.len().saturating_sub(is_repeated(place.element));
        let first = found.len();
        for holder in nest.around(place.element) {
            found.push(place.around(own, holder, members));
            members = members.saturating_sub(is_repeated(holder));
        }
        found[first..].reverse();
    }
}

impl Place<'_> {
    fn around(&self, own: &Procedure, element: ElementIx, members: usize) -> Around {
        let members = self.members.get(..members).unwrap_or_default().to_vec();
        let reference = Reference::new(self.procedure.reference(element), members);
        let reference = printed(own, self.outer, reference);
        Around { reference, title: self.procedure.title(element).clone() }
    }
}
