//! Where tokens are held until others come: joins, gateways that fire when they are ready, and what gathers several.
//!
//! Does not know what leads there. Read [`Walker::fire`] first.

use super::{Moving, Walker, insert, remove};
use crate::procedure::ExitIx;
use crate::proof::net::{Join, JoinKind, Kind, PlaceIx};
use crate::proof::states::StateIx;

impl Walker<'_> {
    /// A complex gateway may fire when something has come to it and it is ready.
    pub(super) fn activate(&mut self, state: StateIx, here: &Moving) -> bool {
        let mut moves = false;
        let net = self.net;
        for (number, join) in (0u32..).zip(&net.joins).filter(|(_, join)| join.kind == JoinKind::When) {
            let held = join.slots.iter().any(|slot| here.marks.contains(slot));
            let is_ready = !join.taken.iter().any(|taken| here.marks.contains(taken));
            if held && is_ready {
                let mut next = here.clone();
                for (slot, taken) in join.slots.iter().zip(&join.taken) {
                    if remove(&mut next.marks, *slot) {
                        insert(&mut next.marks, *taken);
                    }
                }
                next.queue.push_front(net.joins[number as usize].out);
                self.reach(Some(state), next);
                moves = true;
            }
        }
        moves
    }

    pub(super) fn hold(&self, next: &mut Moving, slot: PlaceIx, join: u32) {
        insert(&mut next.marks, slot);
        let join = &self.net.joins[join as usize];
        if join.kind == JoinKind::All && join.slots.iter().all(|slot| next.marks.contains(slot)) {
            for slot in &join.slots {
                remove(&mut next.marks, *slot);
            }
            next.queue.push_front(join.out);
        }
    }

    pub(super) fn gather(&self, next: &mut Moving, place: PlaceIx, needed: u32) {
        insert(&mut next.marks, place);
        let count = next.marks.iter().filter(|mark| **mark == place).count();
        if count >= needed as usize {
            next.marks.retain(|mark| *mark != place);
            let whole = self.net.place(place).ways.iter().flat_map(|way| &way.outs);
            whole.for_each(|whole| next.queue.push_front(*whole));
        }
    }

    /// Fires the first join that takes what comes and for which nothing comes any more.
    pub(super) fn fire(&self, next: &mut Moving) -> bool {
        for join in self.net.joins.iter().filter(|join| join.kind != JoinKind::All) {
            let is_there = |slot: &&PlaceIx| next.marks.contains(slot);
            let taken = join.taken.iter().filter(is_there).count();
            let held = join.slots.iter().filter(is_there).count();
            let may_fire = if join.kind == JoinKind::When { taken > 0 } else { held > 0 };
            if !may_fire || self.something_comes(next, join) {
                continue;
            }
            next.marks.retain(|mark| !join.slots.contains(mark) && !join.taken.contains(mark));
            if join.kind == JoinKind::Coming {
                next.queue.push_front(join.out);
            }
            return true;
        }
        false
    }

    /// Whether something that is still missing can come, by the rule of the engine.
    fn something_comes(&self, next: &Moving, join: &Join) -> bool {
        let flows = |slots: &[PlaceIx], marks: &[PlaceIx]| -> Vec<ExitIx> {
            let there = slots.iter().zip(&join.slots).filter(|(slot, _)| marks.contains(slot));
            there.filter_map(|(_, slot)| self.flow(*slot)).collect()
        };
        let filled = [flows(&join.slots, &next.marks), flows(&join.taken, &next.marks)].concat();
        let merges = self.graph.merges.as_deref();
        let Some(mut awaited) = merges.and_then(|merges| merges.awaited(join.element, filled.into_iter()))
        else {
            return false;
        };
        let moving = next.queue.iter().any(|place| match self.net.place(*place).kind {
            Kind::Outside | Kind::Beside => false,
            Kind::Slot { .. } if join.slots.contains(place) => awaited.waits_for_arrival(self.flow(*place)),
            _ => awaited.waits_for(self.element(*place)),
        });
        let rests = |place: &PlaceIx| match self.net.place(*place).kind {
            Kind::Outside | Kind::Beside | Kind::Taken => false,
            Kind::Slot { .. } => !join.slots.contains(place),
            _ => true,
        };
        let mut resting = next.marks.iter().filter(|place| rests(place));
        moving || resting.any(|place| awaited.waits_for(self.element(*place)))
    }

    fn flow(&self, slot: PlaceIx) -> Option<ExitIx> {
        match self.net.place(slot).kind {
            Kind::Slot { flow, .. } => Some(flow),
            _ => None,
        }
    }
}
