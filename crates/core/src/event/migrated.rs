//! A case that goes on by another version of its procedure: everything that was decided about it.
//!
//! Knows which version it was and is, and what stands for what; what has the same id in both is not said.
//! Read [`Migrated`] first.

use super::CalledProcedure;
use crate::command::ItemId;
use crate::data::Text;
use crate::procedure::{DatumIx, Digests, ElementIx, ExitIx, Procedure, ReturnIx};

/// The case, or a procedure that it calls, goes on by another version.
///
/// It is the first event of its record; those after it are of the new version.
#[derive(Clone, Debug, PartialEq)]
pub struct Migrated {
    /// The version until now.
    pub from: CalledProcedure,
    /// The version from now on.
    pub to: CalledProcedure,
    /// The three digests of that version, as they were then.
    pub digests: Digests,
    /// Elements that go on as another one: of before, of now.
    pub moved: Box<[(ElementIx, ElementIx)]>,
    /// The flows by which the tokens came that wait at joins: of before, of now.
    pub flows: Box<[(ExitIx, ExitIx)]>,
    /// The returns whose count goes on: of before, of now.
    pub returns: Box<[(ReturnIx, ReturnIx)]>,
    /// Data that have another id now, or whose value is let go.
    pub data: Box<[(DatumIx, Option<DatumIx>)]>,
    /// What was closed, in reverse order of creation.
    pub closed: Box<[ItemId]>,
    /// Why; sealed.
    pub reason: Option<Text>,
}

impl Migrated {
    /// What an element is now; `None` when there is nothing for it.
    #[must_use]
    pub fn element(&self, before: ElementIx) -> Option<ElementIx> {
        let moved = self.moved.iter().find(|(from, _)| *from == before);
        match moved {
            Some((_, to)) => Some(*to),
            None => same_element(&self.from.0, &self.to.0, before),
        }
    }
}

/// The element of one version that has the id of an element of another.
pub(crate) fn same_element(from: &Procedure, to: &Procedure, element: ElementIx) -> Option<ElementIx> {
    let id = from.id(element);
    to.find(id).filter(|found| to.id(*found) == id)
}
