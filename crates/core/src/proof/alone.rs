//! Tokens that can go on alone: whatever the others do before, it comes to the same.
//!
//! Where many tokens move beside each other, most of the orders in which they can do so differ in nothing. A token goes
//! first when nobody else can get to where it is or take it away, and when each flow of a join that it comes to is come
//! to once at most, so that no two tokens can meet there before. What then still can come is all that could before.
//! Does not know states. Read [`Alone::first`] first.

use std::collections::{BTreeMap, VecDeque};

use super::fold::covers;
use super::net::{JoinKind, Kind, Net, PlaceIx, Way};
use crate::graph::Graph;

/// Which tokens of a net may go first.
pub(super) struct Alone<'n> {
    net: &'n Net,
    /// By place: what a token that leaves it has to do with; none where it never goes first.
    reach: Vec<Option<Reach>>,
    /// By place: the places that lead to it.
    before: Vec<Vec<PlaceIx>>,
    /// By place that was asked about: how many tokens may come to it from one at each other place, two for more.
    arrivals: BTreeMap<PlaceIx, Vec<u8>>,
}

/// What a token has to do with when it leaves a place.
#[derive(Debug, Default)]
struct Reach {
    /// No other token may be there, nor get there.
    free: Vec<PlaceIx>,
    /// At most one token may be there or get there.
    single: Vec<PlaceIx>,
}

/// A net of more places is walked through in every order.
const LARGEST: usize = 4_096;

/// Past so many places that pass by themselves is looked.
const FAR: usize = 64;

impl<'n> Alone<'n> {
    pub(super) fn of(graph: &Graph, net: &'n Net) -> Self {
        let count = net.places.len();
        let mut before = vec![Vec::new(); count];
        for (from, place) in (0u32..).zip(&net.places) {
            place.ways.iter().flat_map(Way::targets).for_each(|target| before[target as usize].push(from));
        }
        for join in &net.joins {
            before[join.out as usize].extend(join.slots.first());
        }
        let fits = net.choice.is_none() && !net.merges && count <= LARGEST;
        let places = 0..u32::try_from(count).unwrap_or(u32::MAX);
        let reach = places.map(|place| if fits { reach(graph, net, place) } else { None }).collect();
        Alone { net, reach, before, arrivals: BTreeMap::new() }
    }

    /// The first of some tokens that may go first, by its position.
    pub(super) fn first(&mut self, marks: &[PlaceIx]) -> Option<usize> {
        (0..marks.len()).find(|at| self.is_alone(marks, *at))
    }

    fn is_alone(&mut self, marks: &[PlaceIx], at: usize) -> bool {
        let place = marks[at] as usize;
        let Some(reach) = self.reach[place].take() else { return false };
        let others = || marks.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, mark)| *mark);
        let is_alone = reach.free.iter().all(|free| self.come_to(*free, others()) == 0)
            && reach.single.iter().all(|single| self.come_to(*single, marks.iter().copied()) < 2);
        self.reach[place] = Some(reach);
        is_alone
    }

    /// How many of some tokens are at a place or may come there.
    fn come_to(&mut self, place: PlaceIx, mut marks: impl Iterator<Item = PlaceIx>) -> u8 {
        if !self.arrivals.contains_key(&place) {
            let arrivals = self.arrivals_at(place);
            self.arrivals.insert(place, arrivals);
        }
        let arrivals = &self.arrivals[&place];
        let more = |count: u8, mark| count.saturating_add(u8::from(mark == place) + arrivals[mark as usize]);
        marks.by_ref().fold(0, more)
    }

    /// From a token at each place: how many come to this one at most, whatever is chosen.
    ///
    /// What comes out of a join is counted for the token of its first flow alone.
    fn arrivals_at(&self, place: PlaceIx) -> Vec<u8> {
        let mut arrivals = vec![0u8; self.net.places.len()];
        let mut open: VecDeque<PlaceIx> = self.before[place as usize].iter().copied().collect();
        while let Some(from) = open.pop_front() {
            let count = self.sent_on(from, place, &arrivals);
            if count > arrivals[from as usize] {
                arrivals[from as usize] = count;
                open.extend(&self.before[from as usize]);
            }
        }
        arrivals
    }

    fn sent_on(&self, from: PlaceIx, place: PlaceIx, arrivals: &[u8]) -> u8 {
        let at = |target: PlaceIx| u8::from(target == place) + arrivals[target as usize];
        let own = self.net.place(from);
        if let Kind::Slot { join, .. } = own.kind {
            let join = &self.net.joins[join as usize];
            let is_first = join.slots.first() == Some(&from);
            return if is_first { at(join.out).min(2) } else { 0 };
        }
        let sums =
            own.ways.iter().map(|way| way.targets().fold(0u8, |sum, target| sum.saturating_add(at(target))));
        sums.max().unwrap_or(0).min(2)
    }
}

/// What a token has to do with that leaves a place, until it rests again.
fn reach(graph: &Graph, net: &Net, place: PlaceIx) -> Option<Reach> {
    let own = net.place(place);
    if own.kind != Kind::Rests
        || own.ways.is_empty()
        || own.ways.iter().any(|way| way.ends.is_some() || way.is_aside)
    {
        return None;
    }
    let mut reach = Reach { free: vec![place], single: Vec::new() };
    let mut met: Vec<PlaceIx> = vec![place];
    let mut open: Vec<PlaceIx> = own.ways.iter().flat_map(Way::targets).collect();
    while let Some(next) = open.pop() {
        if met.contains(&next) {
            continue;
        }
        met.push(next);
        let target = net.place(next);
        match (target.kind, &target.ways[..]) {
            _ if met.len() > FAR => return None,
            (Kind::Rests, _) => {}
            (Kind::Passes, [only]) if only.is_plain() => open.extend(&only.outs),
            (Kind::Slot { join, .. }, _) if net.joins[join as usize].kind == JoinKind::All => {
                let join = &net.joins[join as usize];
                reach.single.extend(&join.slots);
                met.extend(&join.slots);
                open.push(join.out);
            }
            _ => return None,
        }
    }
    reach.single.sort_unstable();
    reach.single.dedup();
    close(graph, net, (place, &met), &mut reach);
    Some(reach)
}

/// What closes something on the way of a token, and what the token closes, must be out of reach of the others.
fn close(graph: &Graph, net: &Net, (place, met): (PlaceIx, &[PlaceIx]), reach: &mut Reach) {
    let covered =
        |closed: u32, at: PlaceIx| covers(graph, &net.clears[closed as usize], net.place(at).rest.1);
    for (from, other) in (0u32..).zip(&net.places) {
        let closes =
            |at: PlaceIx| other.ways.iter().filter_map(|way| way.clears).any(|closed| covered(closed, at));
        let is_closed =
            || net.place(place).ways.iter().filter_map(|way| way.clears).any(|closed| covered(closed, from));
        let holds =
            matches!(other.kind, Kind::Rests | Kind::Slot { .. } | Kind::Gathers { .. } | Kind::Passes);
        if from != place && (met.iter().any(|at| closes(*at)) || holds && is_closed()) {
            reach.free.push(from);
        }
    }
}
