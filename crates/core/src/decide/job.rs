//! Automatic work: of the host, by jobs that it picks up and acknowledges, or computed on the spot.

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::event::{ItemKind, OpenedMore};
use crate::procedure::ElementIx;

impl<J: Journal> Stepper<'_, J> {
    pub(super) fn open_job(&mut self, at: (ItemId, ElementIx)) {
        let item = self.open_more(at, ItemKind::Job, OpenedMore::default());
        self.subscribe_attached(Here { item, scope: at.0, element: at.1 });
    }
}
