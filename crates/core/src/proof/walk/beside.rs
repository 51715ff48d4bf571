//! What begins beside something: looked at alone, since that ends by itself whatever this does.
//!
//! Read [`Walker::begin_beside`] first.

use super::{Moving, Walker};
use crate::proof::net::{JoinKind, Kind, PlaceIx, Root, Way};
use crate::proof::states::StateIx;

impl Walker<'_> {
    /// Each thing that begins beside something is looked at alone: that ends by itself, whatever this does. Only a join
    /// that waits for whatever can still come waits for the others too, which then are looked at with it.
    pub(super) fn begin_beside(&mut self) {
        while let Some((state, thread)) = self.beside.pop() {
            self.seen.told.push(thread.tale);
            let marks = self.beside_whom(state, &thread);
            let begin = Moving { marks, queue: thread.outs.into(), tale: thread.tale, ..Moving::default() };
            self.is_aside = true;
            self.reach(Some(state), begin);
            self.is_aside = false;
        }
    }

    /// Where the others are that what begins beside them may wait for.
    fn beside_whom(&self, state: StateIx, thread: &Root) -> Vec<PlaceIx> {
        if !self.net.merges || !self.comes_to_merge(thread) {
            return Vec::new();
        }
        let is_mark = |place: &PlaceIx| self.net.place(*place).kind == Kind::Beside;
        self.unpacked(state).marks.into_iter().filter(|place| !is_mark(place)).collect()
    }

    /// Whether something can get to a join that waits for whatever can still come.
    fn comes_to_merge(&self, thread: &Root) -> bool {
        let mut met = vec![false; self.net.places.len()];
        let mut open = thread.outs.clone();
        while let Some(place) = open.pop() {
            if std::mem::replace(&mut met[place as usize], true) {
                continue;
            }
            let own = self.net.place(place);
            if let Kind::Slot { join, .. } = own.kind {
                let join = &self.net.joins[join as usize];
                if join.kind != JoinKind::All {
                    return true;
                }
                open.push(join.out);
            }
            open.extend(own.ways.iter().flat_map(Way::targets));
        }
        false
    }
}
