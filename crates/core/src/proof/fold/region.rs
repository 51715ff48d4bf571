//! Branches in which one token goes about, however its ways cross, and which are left at one place.
//!
//! Where flows have parted, what a branch is like inside makes no difference to the others as long as it can always be
//! left: a token is in it or has left it. Read [`Folder::regions`] first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Folder;
use crate::proof::net::{Clears, Kind, PlaceIx, Way};
use crate::proof::tale::{NOTHING, Tale};

/// What a token can be at between where it comes in and where it goes out.
struct Region {
    entry: PlaceIx,
    /// Where it goes out; `None` is an end.
    exit: Option<PlaceIx>,
    /// In the order in which they were met; the entry first.
    places: Vec<PlaceIx>,
}

/// A branch of more places is left as it is.
const LARGEST: usize = 4_096;

impl Folder<'_, '_> {
    /// Folds branches that can be folded; whether there are any.
    pub(super) fn regions(&mut self) -> bool {
        let mut is_any = false;
        for place in 0..self.net.places.len() {
            let parts = |way: &&Way| way.outs.len() > 1;
            let outs: Vec<PlaceIx> =
                self.net.places[place].ways.iter().filter(parts).flat_map(|way| way.outs.clone()).collect();
            for out in outs {
                if let Some(region) = self.region(out) {
                    is_any |= self.collapse(&region);
                }
            }
        }
        is_any
    }

    /// The branch that begins at a place, if only one token goes about in it.
    fn region(&mut self, entry: PlaceIx) -> Option<Region> {
        let mut region = Region { entry, exit: None, places: vec![entry] };
        // How often each is led to from inside.
        let mut led: BTreeMap<PlaceIx, u32> = BTreeMap::from([(entry, 0)]);
        let mut exit: Option<Option<PlaceIx>> = None;
        let mut next = 0;
        while let Some(place) = region.places.get(next).copied() {
            next += 1;
            self.steps = self.steps.checked_sub(1)?;
            let own = self.net.place(place);
            let is_open = matches!(own.kind, Kind::Rests | Kind::Passes);
            if !is_open || own.is_fixed || own.ways.is_empty() || region.places.len() > LARGEST {
                return None;
            }
            for way in &own.ways {
                let target = self.leads_on(way)?;
                let inside =
                    target.filter(|target| !matches!(self.net.place(*target).kind, Kind::Slot { .. }));
                match inside {
                    None if exit.is_some_and(|exit| exit != target) => return None,
                    None => exit = Some(target),
                    Some(inside) => match led.get_mut(&inside) {
                        Some(count) => *count += 1,
                        None => {
                            led.insert(inside, 1);
                            region.places.push(inside);
                        }
                    },
                }
            }
        }
        region.exit = exit?;
        let only_inside = |(place, count): (&PlaceIx, &u32)| {
            self.led[*place as usize] == *count + u32::from(*place == entry)
        };
        let fits = region.places.len() > 1 && led.iter().all(only_inside);
        (fits && self.is_one_side(&region)).then_some(region)
    }

    /// Where a way leads that sends one token or none, and closes nothing else; nothing where it does more.
    fn leads_on(&self, way: &Way) -> Option<Option<PlaceIx>> {
        let closes = |closed: u32| !matches!(self.net.clears[closed as usize], Clears::Alone(_));
        if way.options.is_some() || way.ends.is_some() || way.is_aside || way.clears.is_some_and(closes) {
            return None;
        }
        match way.outs[..] {
            [] => Some(None),
            [only] => Some(Some(only)),
            _ => None,
        }
    }

    fn is_one_side(&self, region: &Region) -> bool {
        let mut rests = region.places.iter().filter(|place| self.net.place(**place).kind == Kind::Rests);
        let Some(first) = rests.next() else { return false };
        rests.all(|other| self.same_side(*first, *other))
    }

    /// Makes one place of a branch, when it can be left from everywhere in it.
    fn collapse(&mut self, region: &Region) -> bool {
        let Some(through) = self.shortest(region, |folder, place| folder.leaves(region, place)) else {
            return false;
        };
        if !self.can_be_left(region) {
            return false;
        }
        let rest = self.shortest(region, |folder, place| {
            let own = folder.net.place(place);
            (own.kind == Kind::Rests).then_some((own.rest.0, place))
        });
        let Some((to_rest, at)) = rest else { return false };
        let rest = (to_rest, self.net.place(at).rest.1);
        let (mut tale, mut sheds) = (through.0, false);
        for place in &region.places {
            let ways = self.take_out(*place);
            self.led[*place as usize] = 0;
            for way in ways {
                tale = self.tales.beside(tale, way.tale);
                sheds |= way.sheds;
                way.outs.iter().filter(|out| region.exit == Some(**out)).for_each(|out| {
                    self.led[*out as usize] -= 1;
                });
            }
        }
        let outs: Vec<PlaceIx> = region.exit.into_iter().collect();
        for out in &outs {
            self.led[*out as usize] += 1;
            self.from[*out as usize].push(region.entry);
        }
        self.led[region.entry as usize] = 1;
        let own = self.net.place_mut(region.entry);
        (own.kind, own.rest, own.past) = (Kind::Rests, rest, None);
        own.ways = vec![Way { sheds, ..Way::to(outs.clone(), tale) }];
        self.touch(region.entry);
        outs.into_iter().for_each(|out| self.touch(out));
        true
    }

    /// The way out of the branch from one of its places, when it has one.
    fn leaves(&self, region: &Region, place: PlaceIx) -> Option<(Tale, PlaceIx)> {
        let ways = self.net.place(place).ways.iter();
        let out = ways.filter(|way| way.outs.first().copied() == region.exit);
        out.min_by_key(|way| self.tales.length(way.tale)).map(|way| (way.tale, place))
    }

    /// The shortest way from the entry to a place that has what is looked for, with what that adds.
    fn shortest(
        &mut self,
        region: &Region,
        found: impl Fn(&Self, PlaceIx) -> Option<(Tale, PlaceIx)>,
    ) -> Option<(Tale, PlaceIx)> {
        let mut near: BinaryHeap<Reverse<(u32, PlaceIx)>> = BinaryHeap::from([Reverse((0, region.entry))]);
        let mut known: BTreeMap<PlaceIx, (u32, Tale)> = BTreeMap::from([(region.entry, (0, NOTHING))]);
        let mut best: Option<(u32, Tale, PlaceIx)> = None;
        while let Some(Reverse((length, place))) = near.pop() {
            let Some((_, tale)) = known.get(&place).copied().filter(|known| known.0 == length) else {
                continue;
            };
            if best.is_some_and(|best| best.0 <= length) {
                break;
            }
            if let Some((more, at)) = found(self, place) {
                let whole = length.saturating_add(self.tales.length(more));
                if best.is_none_or(|best| whole < best.0) {
                    best = Some((whole, self.tales.then(tale, more), at));
                }
            }
            for way in self.net.place(place).ways.clone() {
                let Some(next) = way.outs.first().copied().filter(|next| Some(*next) != region.exit) else {
                    continue;
                };
                let further = length.saturating_add(self.tales.length(way.tale));
                if known.get(&next).is_none_or(|known| further < known.0) {
                    let tale = self.tales.then(tale, way.tale);
                    known.insert(next, (further, tale));
                    near.push(Reverse((further, next)));
                }
            }
        }
        best.map(|(_, tale, at)| (tale, at))
    }

    fn can_be_left(&self, region: &Region) -> bool {
        let mut before: BTreeMap<PlaceIx, Vec<PlaceIx>> = BTreeMap::new();
        let mut open = Vec::new();
        for place in &region.places {
            for way in &self.net.place(*place).ways {
                match way.outs.first().copied() {
                    out if out == region.exit => open.push(*place),
                    Some(next) => before.entry(next).or_default().push(*place),
                    None => {}
                }
            }
        }
        let mut left: BTreeMap<PlaceIx, ()> = BTreeMap::new();
        while let Some(place) = open.pop() {
            if left.insert(place, ()).is_none() {
                open.extend(before.get(&place).into_iter().flatten());
            }
        }
        left.len() == region.places.len()
    }
}
