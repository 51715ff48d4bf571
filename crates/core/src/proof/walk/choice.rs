//! Where people choose what is done: what they may choose, how often, and when it is enough.
//!
//! Does not know what is told of them: they may leave undone what they began. Read [`Walker::may_choose`] first.

use super::{Moving, Walker};
use crate::graph::NodeKind;
use crate::proof::net::{Ending, Enough, Kind, PlaceIx};
use crate::proof::states::StateIx;
use crate::proof::walk::insert;

/// So many tokens at most are kept at a place further out, or at one in a block of which people choose.
const SENT: usize = 2;

impl Walker<'_> {
    /// Whether people may choose now: one thing at a time, or whatever else goes on.
    pub(super) fn may_choose(&self, marks: &[PlaceIx]) -> bool {
        self.net.choice.is_some_and(|choice| !choice.one_at_a_time) || self.is_idle(marks)
    }

    /// Whether nothing goes on in a scope in which people choose.
    fn is_idle(&self, marks: &[PlaceIx]) -> bool {
        let is_idle = |kind| matches!(kind, Kind::Offered | Kind::Outside | Kind::Beside);
        marks.iter().all(|mark| is_idle(self.net.place(*mark).kind))
    }

    /// Where a condition says when it is enough: after each thing that is done it may be.
    pub(super) fn may_be_enough(&mut self, from: StateIx, next: &Moving) {
        let is_beside = self.net.beside.is_some_and(|beside| next.marks.contains(&beside));
        let is_enough = match self.net.choice.map(|choice| choice.enough) {
            Some(Enough::Closes) => true,
            Some(Enough::Waits) => next.queue.is_empty() && self.is_idle(&next.marks),
            Some(Enough::Each) | None => false,
        };
        if is_enough && !self.begins_work {
            let is_aside = self.is_aside;
            self.is_aside |= is_beside;
            self.seen.fates[from as usize].ends |= !self.is_aside;
            self.end(from, Ending::Done, next);
            self.is_aside = is_aside;
        }
    }

    pub(super) fn is_work(&self, place: PlaceIx) -> bool {
        self.graph.node(self.net.place(place).element).kind == NodeKind::Work
    }

    /// Whether what was done is offered again.
    pub(super) fn is_again(&self) -> bool {
        self.net.choice.is_some_and(|choice| choice.enough != Enough::Each)
    }

    /// One more token where it is no fault that there are several; past so many it makes no difference.
    pub(super) fn send(&self, next: &mut Moving, place: PlaceIx) {
        let most = match self.net.place(place).kind {
            Kind::Outside => SENT,
            _ if self.is_again() => 1,
            _ => SENT.max(self.net.crowd),
        };
        if next.marks.iter().filter(|mark| **mark == place).count() < most {
            insert(&mut next.marks, place);
        }
    }
}
