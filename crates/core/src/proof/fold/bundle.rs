//! Flows that part at one place and meet again: at a join that takes all of them, at one that takes what comes, or at
//! an end.

use std::collections::BTreeMap;

use super::Folder;
use crate::proof::Move;
use crate::proof::net::{JoinKind, Kind, Net, Options, PlaceIx, Way};
use crate::proof::tale::{NOTHING, Tale};

/// A branch of several: where it rests, if it does, and the flow of the join that it comes to.
#[derive(Clone, Copy, Debug)]
struct Branch {
    out: PlaceIx,
    rests: bool,
    slot: Option<PlaceIx>,
}

impl Folder<'_, '_> {
    /// Branches of one way that meet at the same join, or end, are one branch, on which everything is done.
    pub(super) fn branches_meet(&mut self, place: PlaceIx) -> bool {
        for position in 0..self.net.place(place).ways.len() {
            let way = &self.net.place(place).ways[position];
            if way.options.is_some() || way.outs.len() < 2 {
                continue;
            }
            let mut groups: BTreeMap<Option<u32>, Vec<Branch>> = BTreeMap::new();
            for out in way.outs.clone() {
                if let Some((join, branch)) = self.branch(out, JoinKind::All) {
                    groups.entry(join).or_default().push(branch);
                }
            }
            let mut is_less = false;
            for (join, branches) in groups {
                is_less |= self.go_together((place, position), join, &branches);
            }
            if is_less {
                self.touch(place);
                return true;
            }
        }
        false
    }

    /// Where a branch leads that nothing else leads to.
    fn branch(&self, out: PlaceIx, kind: JoinKind) -> Option<(Option<u32>, Branch)> {
        if let Some(join) = self.flow_into(out, kind) {
            return Some((Some(join), Branch { out, rests: false, slot: Some(out) }));
        }
        let [then] = &self.net.place(out).ways[..] else { return None };
        if !self.is_alone(out) || !then.is_plain() {
            return None;
        }
        match then.outs[..] {
            [] => Some((None, Branch { out, rests: true, slot: None })),
            [slot] => {
                let join = self.flow_into(slot, kind)?;
                Some((Some(join), Branch { out, rests: true, slot: Some(slot) }))
            }
            _ => None,
        }
    }

    /// The join of a kind that a place is a flow into, when only one way leads to it.
    fn flow_into(&self, slot: PlaceIx, kind: JoinKind) -> Option<u32> {
        match self.net.place(slot).kind {
            Kind::Slot { join, .. } if self.led[slot as usize] == 1 => {
                (self.net.joins[join as usize].kind == kind).then_some(join)
            }
            _ => None,
        }
    }

    /// Makes one branch of several, or one for each side of what closes some of them; whether there are fewer now.
    fn go_together(&mut self, at: (PlaceIx, usize), join: Option<u32>, branches: &[Branch]) -> bool {
        let mut kept: Vec<Branch> = Vec::new();
        let mut gone: Vec<Branch> = Vec::new();
        for branch in branches.iter().filter(|branch| branch.rests) {
            match kept.iter().find(|one| self.same_side(one.out, branch.out)) {
                Some(one) => {
                    let tale = |out: PlaceIx| self.net.place(out).ways[0].tale;
                    let (first, second) = (tale(one.out), tale(branch.out));
                    let tale = self.tales.then(first, second);
                    let sheds = self.net.place(branch.out).ways[0].sheds;
                    let kept = &mut self.net.place_mut(one.out).ways[0];
                    (kept.tale, kept.sheds) = (tale, kept.sheds || sheds);
                    self.past_goes_on(one.out, Some(second));
                    gone.push(*branch);
                }
                None => kept.push(*branch),
            }
        }
        let direct = branches.iter().filter(|branch| !branch.rests);
        gone.extend(direct.skip(usize::from(kept.is_empty())));
        if gone.is_empty() {
            return false;
        }
        self.let_go(at, join, &gone);
        kept.iter().for_each(|branch| self.touch(branch.out));
        true
    }

    fn let_go(&mut self, (place, position): (PlaceIx, usize), join: Option<u32>, gone: &[Branch]) {
        for branch in gone {
            self.net.place_mut(branch.out).kind = Kind::Gone;
            if let Some(slot) = branch.slot {
                self.net.place_mut(slot).kind = Kind::Gone;
            }
        }
        let is_there = |net: &Net, place: PlaceIx| net.place(place).kind != Kind::Gone;
        let outs = std::mem::take(&mut self.net.place_mut(place).ways[position].outs);
        let outs = outs.into_iter().filter(|out| is_there(self.net, *out)).collect();
        self.net.place_mut(place).ways[position].outs = outs;
        let Some(join) = join else { return };
        let slots = std::mem::take(&mut self.net.joins[join as usize].slots);
        let slots: Vec<PlaceIx> = slots.into_iter().filter(|slot| is_there(self.net, *slot)).collect();
        self.net.joins[join as usize].slots = slots.clone();
        if let [last] = slots[..] {
            self.no_join(last, join);
        }
    }

    /// What comes by the last flow of a join goes through it.
    fn no_join(&mut self, slot: PlaceIx, join: u32) {
        let out = self.net.joins[join as usize].out;
        let own = self.net.place_mut(slot);
        own.kind = Kind::Passes;
        own.ways.push(Way::to(vec![out], NOTHING));
        self.from[out as usize].push(slot);
        self.net.joins[join as usize].slots.clear();
        self.touch(slot);
        self.touch(out);
    }

    /// All flows into a join that takes what comes begin at one way, or at one choice: it waits for nothing else.
    pub(super) fn bundle(&mut self, place: PlaceIx) -> bool {
        if !self.net.merges {
            return false;
        }
        for position in 0..self.net.place(place).ways.len() {
            if let Some((join, branches)) = self.bundled(place, position) {
                self.tie(place, position, join, &branches);
                return true;
            }
        }
        self.chosen(place)
    }

    /// The branches of a way when they are all the flows of one join.
    fn bundled(&self, place: PlaceIx, position: usize) -> Option<(u32, Vec<Branch>)> {
        let way = &self.net.place(place).ways[position];
        let targets: Vec<PlaceIx> = way.targets().collect();
        let flows = way.options.as_deref().map_or(targets.len(), |options| {
            options.always.len() + options.some.len() + usize::from(options.otherwise.is_some())
        });
        if targets.len() < 2
            || targets.len() != flows
            || way.clears.is_some()
            || way.ends.is_some()
            || way.is_aside
        {
            return None;
        }
        let mut branches = Vec::with_capacity(targets.len());
        let mut join = None;
        for target in targets {
            let (found, branch) = self.branch(target, JoinKind::Coming)?;
            if *join.get_or_insert(found?) != found? {
                return None;
            }
            branches.push(branch);
        }
        let join = join?;
        let first = branches.iter().find(|branch| branch.rests);
        let fits = |branch: &Branch| {
            !branch.rests || first.is_none_or(|first| self.same_side(first.out, branch.out))
        };
        let is_whole = self.net.joins[join as usize].slots.len() == branches.len();
        (is_whole && branches.iter().all(fits)).then_some((join, branches))
    }

    fn tie(&mut self, place: PlaceIx, position: usize, join: u32, branches: &[Branch]) {
        let out = self.net.joins[join as usize].out;
        let way = self.net.place(place).ways[position].clone();
        let (taken, done) = self.taken(&way, branches);
        let rests = branches.iter().find(|branch| branch.rests).map(|branch| branch.out);
        let mut resting = branches.iter().filter(|branch| branch.rests);
        let sheds = resting.any(|branch| self.net.place(branch.out).ways[0].sheds);
        for branch in branches {
            for gone in
                [Some(branch.out), branch.slot].into_iter().flatten().filter(|gone| Some(*gone) != rests)
            {
                self.net.place_mut(gone).kind = Kind::Gone;
            }
        }
        self.net.joins[join as usize].slots.clear();
        let to = match rests {
            Some(rests) => {
                self.net.place_mut(rests).ways = vec![Way { sheds, ..Way::to(vec![out], done) }];
                self.from[out as usize].push(rests);
                rests
            }
            None => {
                self.from[out as usize].push(place);
                out
            }
        };
        let taken = if rests.is_none() { self.tales.then(taken, done) } else { taken };
        self.net.place_mut(place).ways[position] = Way { sheds: way.sheds, ..Way::to(vec![to], taken) };
        self.touch(place);
        self.touch(to);
        self.touch(out);
    }

    /// What is told of branches that are taken, and of the work on them: those that must be, else the shortest.
    fn taken(&mut self, way: &Way, branches: &[Branch]) -> (Tale, Tale) {
        let done = |folder: &Self, branch: &Branch| match branch.rests {
            true => folder.net.place(branch.out).ways[0].tale,
            false => NOTHING,
        };
        let Some(options) = way.options.as_deref() else {
            let all = branches.iter().fold(NOTHING, |before, branch| {
                let done = done(self, branch);
                self.tales.then(before, done)
            });
            return (way.tale, all);
        };
        let (always, chosen) = branches.split_at(options.always.len());
        let mut told = always.iter().fold(NOTHING, |before, branch| {
            let done = done(self, branch);
            self.tales.then(before, done)
        });
        let mut exits: Vec<_> = options.always.iter().map(|(exit, _)| *exit).collect();
        let others: Vec<_> = options.some.iter().chain(&options.otherwise).map(|(exit, _)| *exit).collect();
        // Where a token rests first is where a second one would meet it: that branch is told.
        let rests = branches.iter().position(|branch| branch.rests);
        let needed = rests.map_or(0, |rests| rests.saturating_sub(always.len()));
        if always.is_empty() || rests.is_some_and(|rests| rests >= always.len()) {
            exits.push(others[needed]);
            let done = done(self, &chosen[needed]);
            told = self.tales.then(told, done);
        }
        exits.sort_unstable();
        for branch in chosen {
            let untold = done(self, branch);
            told = self.tales.beside(told, untold);
        }
        let element = options.element;
        let takes = self.tales.of(Move::Takes { element, exits });
        let tale = self.tales.then(way.tale, takes);
        (tale, told)
    }

    /// Every way of a choice leads to another flow of one join: each passes it alone.
    fn chosen(&mut self, place: PlaceIx) -> bool {
        let ways = &self.net.place(place).ways;
        if ways.len() < 2 {
            return false;
        }
        let into = |way: &Way| self.branch(way.only()?, JoinKind::Coming);
        let mut flows: BTreeMap<u32, Vec<PlaceIx>> = BTreeMap::new();
        for (join, branch) in ways.iter().filter_map(into) {
            if let (Some(join), Some(slot)) = (join, branch.slot) {
                flows.entry(join).or_default().push(slot);
            }
        }
        let whole = flows.into_iter().find(|(join, flows)| {
            let slots = &self.net.joins[*join as usize].slots;
            slots.len() > 1 && slots.len() == flows.len()
        });
        let Some((join, slots)) = whole else { return false };
        // Each of them leads on, instead of the one join.
        let out = self.net.joins[join as usize].out;
        self.led[out as usize] += u32::try_from(slots.len()).unwrap_or(u32::MAX) - 1;
        for slot in slots {
            self.no_join(slot, join);
        }
        self.touch(place);
        true
    }
}

/// The choices of flows that are taken together, as long as there are not too many: those that are always taken with
/// any of the others, of which one must be taken where there is nothing else.
pub(in crate::proof) fn subsets(options: &Options, most: usize) -> (Vec<Vec<usize>>, bool) {
    let count = options.some.len();
    let needs_one = options.always.is_empty() && options.otherwise.is_none();
    let all = 1usize.checked_shl(u32::try_from(count).unwrap_or(u32::MAX)).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for mask in usize::from(needs_one)..all.min(most.max(2)) {
        found.push((0..count.min(63)).filter(|at| mask >> at & 1 == 1).collect());
    }
    (found, all <= most.max(2))
}
