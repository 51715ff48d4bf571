//! Folding: what cannot change a verdict is taken out of a net, so that wide and long nets stay small.
//!
//! Knows rules that look at one place and what it leads to: what passes by itself, what comes after what, ways that
//! come to the same, circles that can be left, flows that part and meet again.
//! Each rule keeps verdicts because what it folds is sound by itself and nothing else reaches into it; the shortest
//! way through is kept for the story. A return that closes other work is folded only with all that it closes.
//! Does not know states. Read [`Folder::look_at`] first.

mod bundle;
mod choice;
mod region;

pub(super) use bundle::subsets;

use std::collections::VecDeque;

use super::net::{Clears, Enough, Kind, Net, PlaceIx, Way};
use super::survey::Survey;
use super::tale::{Tale, Tales};
use crate::graph::Graph;
use crate::procedure::ElementIx;

/// Folds a net.
pub(super) struct Folder<'a, 'n> {
    graph: &'a Graph,
    tales: &'n mut Tales,
    net: &'n mut Net,
    /// How many times each place is led to.
    led: Vec<u32>,
    /// From where, once or more; some no longer lead there.
    from: Vec<Vec<PlaceIx>>,
    open: VecDeque<PlaceIx>,
    is_open: Vec<bool>,
    /// How many ways still close each of what ways close.
    closing: Vec<u32>,
    /// How often ways may still go past places that pass by themselves: these may lead round in a circle.
    steps: usize,
}

/// How many rules are applied to one place before others have their turn.
const TURN: usize = 256;

/// Folds what can be folded; not where after each thing that is done it may be enough.
pub(super) fn fold(survey: &mut Survey<'_>, net: &mut Net) {
    if net.choice.is_some_and(|choice| choice.enough == Enough::Closes) {
        return;
    }
    let count = net.places.len();
    let closing = vec![0; net.clears.len()];
    let mut folder = Folder {
        graph: survey.graph,
        tales: &mut survey.tales,
        net,
        led: vec![0; count],
        from: vec![Vec::new(); count],
        open: VecDeque::new(),
        is_open: vec![false; count],
        closing,
        steps: 64 * count + 1_024,
    };
    folder.count();
    loop {
        folder.fold();
        if !folder.regions() {
            break;
        }
    }
}

impl Folder<'_, '_> {
    /// Looks at all places for which something may have changed.
    fn fold(&mut self) {
        while let Some(place) = self.open.pop_front() {
            self.is_open[place as usize] = false;
            let mut turn = 0;
            while self.net.place(place).kind != Kind::Gone && self.look_at(place) {
                turn += 1;
                if turn == TURN {
                    self.put(place);
                    break;
                }
            }
        }
    }

    fn count(&mut self) {
        for place in 0..self.net.places.len() {
            let from = place as PlaceIx;
            let own = &self.net.places[place];
            for way in &own.ways {
                for target in way.targets() {
                    self.led[target as usize] += 1;
                    self.from[target as usize].push(from);
                }
                if let Some(closed) = way.clears {
                    self.closing[closed as usize] += 1;
                }
            }
            for target in own.threads.iter().flat_map(|root| &root.outs) {
                self.led[*target as usize] += 1;
            }
            self.put(from);
        }
        for root in self.net.roots.iter().chain(&self.net.events) {
            self.led[*root as usize] += 1;
        }
        for join in &self.net.joins {
            self.led[join.out as usize] += 1;
        }
    }

    fn put(&mut self, place: PlaceIx) {
        if !std::mem::replace(&mut self.is_open[place as usize], true) {
            self.open.push_back(place);
        }
    }

    /// Something about a place has changed: whatever leads to it is looked at again.
    fn touch(&mut self, place: PlaceIx) {
        self.put(place);
        let before = std::mem::take(&mut self.from[place as usize]);
        let is_slot = matches!(self.net.place(place).kind, Kind::Slot { .. });
        for earlier in &before {
            self.put(*earlier);
            if is_slot && self.led[*earlier as usize] == 1 {
                let further = std::mem::take(&mut self.from[*earlier as usize]);
                further.iter().for_each(|place| self.put(*place));
                self.from[*earlier as usize] = further;
            }
        }
        self.from[place as usize] = before;
    }

    /// A way leads to a place no longer.
    fn unlead(&mut self, place: PlaceIx) {
        let mut open = vec![place];
        while let Some(place) = open.pop() {
            let led = &mut self.led[place as usize];
            *led = led.saturating_sub(1);
            match *led {
                0 if !matches!(self.net.place(place).kind, Kind::Slot { .. } | Kind::Outside) => {
                    // Nothing leads to it any more: what it leads to is led to by less.
                    let ways = self.take_out(place);
                    open.extend(ways.iter().flat_map(Way::targets));
                }
                1 => self.touch(place),
                _ => {}
            }
        }
    }

    /// A place is no longer there; its ways are handed over.
    fn take_out(&mut self, place: PlaceIx) -> Vec<Way> {
        let own = self.net.place_mut(place);
        own.kind = Kind::Gone;
        let ways = std::mem::take(&mut own.ways);
        for closed in ways.iter().filter_map(|way| way.clears) {
            self.unclose(closed);
        }
        ways
    }

    fn unclose(&mut self, closed: u32) {
        self.closing[closed as usize] -= 1;
    }

    /// Ways now begin at another place.
    fn lead_from(&mut self, place: PlaceIx, ways: &[Way]) {
        for target in ways.iter().flat_map(Way::targets) {
            self.from[target as usize].push(place);
        }
    }

    /// Applies one rule at a place; whether one could be applied.
    fn look_at(&mut self, place: PlaceIx) -> bool {
        self.pass_through(place)
            || self.leave_circle(place)
            || self.take_in(place)
            || self.same_ways(place)
            || self.branches_meet(place)
            || self.bundle(place)
    }

    /// What a place leads to passes by itself: its ways are those of the place.
    fn pass_through(&mut self, place: PlaceIx) -> bool {
        for position in 0..self.net.place(place).ways.len() {
            let way = &self.net.place(place).ways[position];
            let plain = way.is_plain();
            if way.options.is_some() {
                continue;
            }
            let passes = |target: &&PlaceIx| {
                let next = self.net.place(**target);
                let is_one = next.ways.len() == 1 && next.ways[0].is_plain();
                next.kind == Kind::Passes
                    && **target != place
                    && !next.is_fixed
                    && if is_one { !next.ways[0].outs.contains(target) } else { false }
            };
            if let Some(next) = way.outs.iter().find(passes).copied().filter(|_| self.steps > 0) {
                self.steps -= 1;
                self.step_over(place, position, next);
                return true;
            }
            let several = |target: &PlaceIx| {
                let next = self.net.place(*target);
                let is_alone = next.kind == Kind::Passes && self.led[*target as usize] == 1;
                is_alone && !next.is_fixed && *target != place && !next.ways.is_empty()
            };
            if let [only] = way.outs[..]
                && plain
                && several(&only)
            {
                self.step_into(place, position, only);
                return true;
            }
        }
        false
    }

    /// A way goes past a place with one way out.
    fn step_over(&mut self, place: PlaceIx, position: usize, next: PlaceIx) {
        let then = self.net.place(next).ways[0].clone();
        let tale = self.net.place(place).ways[position].tale;
        let tale = self.tales.then(tale, then.tale);
        for target in &then.outs {
            self.led[*target as usize] += 1;
            self.from[*target as usize].push(place);
        }
        self.past_goes_on(place, Some(then.tale));
        let way = &mut self.net.place_mut(place).ways[position];
        way.tale = tale;
        way.sheds |= then.ends_token();
        if let Some(at) = way.outs.iter().position(|out| *out == next) {
            way.outs.splice(at..=at, then.outs);
        }
        self.unlead(next);
    }

    /// A way becomes the several ways of the place that it leads to, and that nothing else leads to.
    fn step_into(&mut self, place: PlaceIx, position: usize, next: PlaceIx) {
        let Way { tale: before, sheds, .. } = self.net.place(place).ways[position];
        let mut ways = self.absorbed(next);
        for way in &mut ways {
            way.tale = self.tales.then(before, way.tale);
            way.sheds |= sheds;
        }
        self.lead_from(place, &ways);
        self.past_goes_on(place, None);
        self.net.place_mut(place).ways.splice(position..=position, ways);
        self.touch(place);
    }

    /// The ways of a place that is folded into another, which closes what they close.
    fn absorbed(&mut self, next: PlaceIx) -> Vec<Way> {
        let own = self.net.place_mut(next);
        own.kind = Kind::Gone;
        self.led[next as usize] = 0;
        std::mem::take(&mut own.ways)
    }

    /// A place has one way, to a place where a token rests and to which nothing else leads: they are one.
    fn take_in(&mut self, place: PlaceIx) -> bool {
        let own = self.net.place(place);
        let [way] = &own.ways[..] else { return false };
        let Some(next) = way.only().filter(|next| *next != place && self.is_alone(*next)) else {
            return false;
        };
        let rests = own.kind == Kind::Rests;
        if own.is_fixed || !matches!(own.kind, Kind::Rests | Kind::Passes) {
            return false;
        }
        if rests && !self.same_side(place, next) {
            return false;
        }
        let (before, sheds) = (way.tale, way.sheds);
        let (rest, past) = (self.net.place(next).rest, self.net.place(next).past);
        let mut ways = self.absorbed(next);
        let is_one = ways.len() == 1;
        self.past_goes_on(place, ways.first().map(|way| way.tale).filter(|_| is_one));
        for way in &mut ways {
            way.tale = self.tales.then(before, way.tale);
            way.sheds |= sheds;
            if let (Some(past), true) = (past, is_one) {
                way.tale = self.tales.either(way.tale, past);
            }
        }
        self.lead_from(place, &ways);
        let rest = (self.tales.then(before, rest.0), rest.1);
        let own = self.net.place_mut(place);
        own.ways = ways;
        if !rests {
            (own.kind, own.rest) = (Kind::Rests, rest);
        }
        self.touch(place);
        true
    }

    /// What leads past a place goes on as its only way does; there is none when that becomes several.
    fn past_goes_on(&mut self, place: PlaceIx, then: Option<Tale>) {
        let past = self.net.place(place).past.zip(then);
        let past = past.map(|(past, then)| self.tales.then(past, then));
        self.net.place_mut(place).past = past;
    }

    /// Whether a token rests at a place, and only one way leads to it.
    fn is_alone(&self, place: PlaceIx) -> bool {
        let own = self.net.place(place);
        own.kind == Kind::Rests && self.led[place as usize] == 1 && !own.is_fixed && !own.ways.is_empty()
    }

    /// Whether whatever closes other work closes both of two places or neither.
    fn same_side(&self, one: PlaceIx, other: PlaceIx) -> bool {
        let (one, other) = (self.net.place(one).rest.1, self.net.place(other).rest.1);
        let closes = self.net.clears.iter().zip(&self.closing);
        let closes = closes.filter(|(clears, closing)| **closing > 0 && !matches!(clears, Clears::Alone(_)));
        closes.map(|(clears, _)| clears).all(|clears| self.covers(clears, one) == self.covers(clears, other))
    }

    fn covers(&self, clears: &Clears, element: ElementIx) -> bool {
        covers(self.graph, clears, element)
    }
}

/// Whether what a way closes is at an element.
pub(super) fn covers(graph: &Graph, clears: &Clears, element: ElementIx) -> bool {
    match clears {
        Clears::All => true,
        Clears::Range(taken) | Clears::Alone(taken) => graph.returns[taken.index()].range.contains(element),
        Clears::Hosts(hosts) => hosts.contains(&element),
    }
}
