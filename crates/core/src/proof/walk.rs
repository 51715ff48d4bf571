//! Walking through the states of a net, the nearest first.
//!
//! Knows how tokens move, as the stepper moves them: what passes by itself does so at once and in the order in which
//! it was sent, joins fire as soon as they may, and then one thing after another that rests is done.
//! Does not say what is wrong: it keeps where it was. Read [`Walker::walk`] first.

mod beside;
mod choice;
mod join;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::Move;
use super::alone::Alone;
use super::fold::{covers, subsets};
use super::net::{Clears, Ending, Kind, Net, Options, PlaceIx, Root, Way};
use super::states::{MOVING, Origin, StateIx, States};
use super::survey::{Left, Survey};
use super::tale::{NOTHING, Tale, Tales};
use crate::graph::Graph;
use crate::procedure::{ElementIx, ExitIx};

/// What has been seen of a net.
pub(super) struct Walked {
    pub(super) states: States,
    /// From which state to which.
    pub(super) steps: Vec<(StateIx, StateIx)>,
    /// By state: what became of it.
    pub(super) fates: Vec<Fate>,
    pub(super) lefts: Vec<(StateIx, Left)>,
    /// From where each of these is done, and counts as an end.
    pub(super) enders: Vec<(u32, StateIx)>,
    /// Where the scope begins by itself.
    pub(super) begins: Option<StateIx>,
    /// By place: the first state in which a token is there, if any.
    pub(super) first: Vec<Option<StateIx>>,
    /// Ways that were gone.
    pub(super) told: Vec<Tale>,
    pub(super) meetings: Vec<Meeting>,
    /// Whether every state has been looked at.
    pub(super) is_whole: bool,
}

/// Two tokens at one place.
#[derive(Clone, Debug)]
pub(super) struct Meeting {
    pub(super) place: PlaceIx,
    /// From which state; none at the very beginning.
    pub(super) from: Option<StateIx>,
    pub(super) tale: Tale,
    pub(super) length: u32,
    /// Where tokens are, the first of the two included.
    pub(super) marks: Vec<PlaceIx>,
}

/// What became of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// The scope is left from here.
    pub(super) ends: bool,
    /// Nothing moves, and tokens wait.
    pub(super) is_stuck: bool,
    /// What stands here is never done, which is told where it stands; or two tokens have met.
    pub(super) is_told_elsewhere: bool,
    /// It has not been looked at.
    pub(super) is_open: bool,
    /// A token has ended on the way into it, and others are left.
    pub(super) leaves_behind: bool,
}

/// A state while tokens move.
#[derive(Clone, Debug, Default)]
struct Moving {
    /// Where tokens rest or are held, sorted.
    marks: Vec<PlaceIx>,
    queue: VecDeque<PlaceIx>,
    tale: Tale,
    /// A token has ended.
    has_ended: bool,
}

impl Moving {
    /// Takes the tokens that are next and at the same place: what data say to one of them they say to all.
    fn take_same(&mut self, place: PlaceIx) -> usize {
        let same = self.queue.iter().take_while(|next| **next == place).count();
        self.queue.drain(..same);
        same
    }
}

impl Default for Tale {
    fn default() -> Self {
        NOTHING
    }
}

/// So many tokens pass at once before the state is kept: they may go round in a circle.
const AT_ONCE: usize = 64;

/// So many steps are looked at for each state that there may be.
const STEPS: usize = 16;

pub(super) struct Walker<'n> {
    graph: &'n Graph,
    tales: &'n mut Tales,
    net: &'n Net,
    near: BinaryHeap<Reverse<(u32, StateIx)>>,
    /// What may begin beside something, from the state in which that was seen first.
    beside: Vec<(StateIx, Root)>,
    /// How many states there may be.
    most: usize,
    /// How many steps may still be looked at.
    steps: usize,
    seen: Walked,
    /// By place and way: whether it has been gone.
    gone: Vec<Vec<bool>>,
    /// So many states are left in every order.
    in_every_order: usize,
    /// What may go first; known when it is asked for.
    alone: Option<Alone<'n>>,
    /// Whether a state has been met that is still to be looked at.
    leads_on: bool,
    /// Whether what is gone now is no way on that an end can count on.
    is_aside: bool,
    /// Whether what is chosen now is work, which is chosen when it is done.
    begins_work: bool,
}

impl Walked {
    /// Whether no token is ever where it has to wait.
    pub(super) fn stays_nowhere(&self, net: &Net) -> bool {
        let there = net.places.iter().zip(&self.first).filter(|(_, first)| first.is_some());
        there.map(|(place, _)| place.kind).all(|kind| matches!(kind, Kind::Outside | Kind::Beside))
    }
}

/// Walks through a net, from everywhere it can begin.
pub(super) fn walk(survey: &mut Survey<'_>, net: &Net, (most, in_every_order): (usize, usize)) -> Walked {
    let seen = Walked {
        states: States::new(),
        steps: Vec::new(),
        fates: Vec::new(),
        lefts: Vec::new(),
        enders: Vec::new(),
        begins: None,
        first: vec![None; net.places.len()],
        told: Vec::new(),
        meetings: Vec::new(),
        is_whole: true,
    };
    let gone = net.places.iter().map(|place| vec![false; place.ways.len()]).collect();
    let (graph, tales) = (survey.graph, &mut survey.tales);
    let mut walker = Walker {
        graph,
        tales,
        net,
        near: BinaryHeap::new(),
        beside: Vec::new(),
        most,
        steps: most.saturating_mul(STEPS),
        seen,
        gone,
        in_every_order,
        alone: None,
        leads_on: false,
        is_aside: false,
        begins_work: false,
    };
    walker.walk();
    walker.seen
}

impl Walker<'_> {
    fn walk(&mut self) {
        let net = self.net;
        for (number, root) in net.roots.iter().enumerate() {
            self.begin(*root);
            if number == 0 && self.seen.states.len() > 0 {
                self.seen.begins = Some(0);
            }
        }
        self.go_on();
        if !self.seen.stays_nowhere(net) {
            net.events.iter().for_each(|event| self.begin(*event));
            self.go_on();
        }
    }

    fn begin(&mut self, root: PlaceIx) {
        let begin = Moving { queue: VecDeque::from([root]), ..Moving::default() };
        self.reach(None, begin);
    }

    /// Everything that can come of what has begun.
    fn go_on(&mut self) {
        self.begin_beside();
        while let Some(Reverse((length, state))) = self.near.pop() {
            let fate = &mut self.seen.fates[state as usize];
            // A shorter way has been found since, and gone.
            if !fate.is_open || self.seen.states.origins[state as usize].length < length {
                continue;
            }
            if self.seen.states.len() >= self.most || self.steps == 0 {
                self.seen.is_whole = false;
                return;
            }
            fate.is_open = false;
            self.leave(state);
            self.begin_beside();
        }
    }

    fn unpacked(&self, state: StateIx) -> Moving {
        let words = self.seen.states.get(state);
        let split = words.iter().position(|word| *word == MOVING).unwrap_or(words.len());
        let queue = words.get(split + 1..).unwrap_or(&[]).iter().copied().collect();
        Moving { marks: words[..split].to_vec(), queue, ..Moving::default() }
    }

    /// Everything that can come next.
    fn leave(&mut self, state: StateIx) {
        let mut here = self.unpacked(state);
        if let Some(head) = here.queue.pop_front() {
            if self.net.place(head).kind == Kind::Passes {
                return self.do_ways(state, head, &here);
            }
            here.queue.push_front(head);
            return self.reach(Some(state), here);
        }
        if self.follows_one(state, &here) {
            return;
        }
        let (mut moves, mut held, mut waits) = (false, 0usize, false);
        for (at, place) in here.marks.iter().enumerate() {
            match self.net.place(*place).kind {
                Kind::Offered if !self.may_choose(&here.marks) => {}
                kind @ (Kind::Rests | Kind::Offered) => {
                    waits = true;
                    moves |= !self.net.place(*place).ways.is_empty();
                    let mut without = here.clone();
                    without.marks.remove(at);
                    self.begins_work = kind == Kind::Offered && self.is_work(*place);
                    self.do_ways(state, *place, &without);
                    self.begins_work = false;
                }
                Kind::Slot { .. } | Kind::Gathers { .. } => held += 1,
                Kind::Passes | Kind::Outside | Kind::Beside | Kind::Taken | Kind::Gone => {}
            }
        }
        moves |= self.activate(state, &here);
        let fate = &mut self.seen.fates[state as usize];
        match (moves, waits, held) {
            (false, false, 0) => {
                fate.ends = true;
                // What goes on beside the scope has ended, and not the scope.
                if !self.net.beside.is_some_and(|beside| here.marks.contains(&beside)) {
                    self.end(state, Ending::Done, &here);
                }
            }
            (false, true, _) => fate.is_told_elsewhere = true,
            (false, false, _) => fate.is_stuck = true,
            (true, ..) => {}
        }
    }

    /// Where there are many states: lets one token go first that has nothing to do with the others.
    ///
    /// Not where that leads only to what has been looked at: in a circle the others would never have their turn.
    fn follows_one(&mut self, state: StateIx, here: &Moving) -> bool {
        if self.seen.states.len() < self.in_every_order {
            return false;
        }
        let (graph, net) = (self.graph, self.net);
        let alone = self.alone.get_or_insert_with(|| Alone::of(graph, net));
        let Some(at) = alone.first(&here.marks) else { return false };
        let mut without = here.clone();
        let place = without.marks.remove(at);
        self.leads_on = false;
        self.do_ways(state, place, &without);
        self.leads_on
    }

    /// The ways of a place whose token is no longer counted.
    fn do_ways(&mut self, state: StateIx, place: PlaceIx, without: &Moving) {
        let net = self.net;
        for (position, way) in net.place(place).ways.iter().enumerate() {
            if !std::mem::replace(&mut self.gone[place as usize][position], true) {
                self.seen.told.push(way.tale);
                if let Some(options) = &way.options {
                    let passes = Move::Takes { element: options.element, exits: Vec::new() };
                    self.seen.told.push(self.tales.of(passes));
                }
            }
            self.is_aside = way.is_aside;
            self.go_way(state, (place, way), without);
            self.is_aside = false;
        }
    }

    fn go_way(&mut self, state: StateIx, (place, way): (PlaceIx, &Way), without: &Moving) {
        let mut next = without.clone();
        next.tale = way.tale;
        let again = if way.clears.is_none() && way.ends.is_none() { next.take_same(place) } else { 0 };
        if let Some(closed) = way.clears {
            self.close(&mut next, closed);
        }
        if let Some(ending) = way.ends {
            self.seen.fates[state as usize].ends |= !self.is_aside;
            return self.end(state, ending, &next);
        }
        let Some(options) = way.options.as_deref() else {
            next.has_ended |= way.ends_token();
            next.queue.extend(&way.outs);
            for _ in 0..again {
                next.tale = self.tales.then(next.tale, way.tale);
                next.queue.extend(&way.outs);
            }
            return self.reach(Some(state), next);
        };
        next.has_ended |= way.sheds;
        let left = self.most.saturating_sub(self.seen.states.len()).min(self.steps);
        let (subsets, is_all) = subsets(options, left);
        self.seen.is_whole &= is_all;
        for subset in subsets {
            self.take(state, (options, &subset), (next.clone(), again));
        }
    }

    /// Takes the flows that are always taken with some of the others, or with the default when these are none; so many
    /// times again.
    fn take(
        &mut self,
        state: StateIx,
        (options, chosen): (&Options, &[usize]),
        (mut next, again): (Moving, usize),
    ) {
        let mut flows: Vec<(ExitIx, Option<PlaceIx>)> = options.always.clone();
        flows.extend(chosen.iter().map(|at| options.some[*at]));
        flows.extend(options.otherwise.filter(|_| chosen.is_empty()));
        flows.sort_unstable_by_key(|(exit, _)| *exit);
        let exits = flows.iter().map(|(exit, _)| *exit).collect();
        let takes = self.tales.of(Move::Takes { element: options.element, exits });
        next.has_ended |= flows.iter().any(|(_, to)| to.is_none());
        let before = std::mem::replace(&mut next.tale, NOTHING);
        for _ in 0..=again {
            let takes = self.tales.then(before, takes);
            next.tale = self.tales.then(next.tale, takes);
            next.queue.extend(flows.iter().filter_map(|(_, to)| *to));
        }
        self.reach(Some(state), next);
    }

    /// The element that stands for a place: where a token rests there.
    fn element(&self, place: PlaceIx) -> ElementIx {
        self.net.place(place).rest.1
    }

    fn close(&self, next: &mut Moving, closed: u32) {
        let clears = &self.net.clears[closed as usize];
        let stays = |place: &PlaceIx| {
            match self.net.place(*place).kind {
                Kind::Outside => true,
                Kind::Offered if self.is_again() => true,
                // What closes everything begins the scope anew, and no longer beside it.
                Kind::Beside => !matches!(clears, Clears::All),
                _ => !covers(self.graph, clears, self.element(*place)),
            }
        };
        next.marks.retain(|place| stays(place));
        next.queue.retain(|place| stays(place));
    }

    /// The scope is left.
    fn end(&mut self, state: StateIx, ending: Ending, last: &Moving) {
        let sent: Vec<ElementIx> = last
            .marks
            .iter()
            .chain(&last.queue)
            .filter(|place| self.net.place(**place).kind == Kind::Outside)
            .map(|place| self.net.place(*place).element)
            .collect();
        let is_it = |left: &Left| left.ending == ending && left.sent == sent;
        let length = |walked: &Walked, state: StateIx| walked.states.origins[state as usize].length;
        let own = length(&self.seen, state).saturating_add(self.tales.length(last.tale));
        let known = self.seen.lefts.iter().position(|(_, left)| is_it(left));
        let at = known.unwrap_or(self.seen.lefts.len());
        if !self.is_aside {
            self.seen.enders.push((u32::try_from(at).unwrap_or(u32::MAX), state));
        }
        let left = Left { ending, sent, is_aside: self.is_aside, tale: last.tale };
        match self.seen.lefts.get(at) {
            None => self.seen.lefts.push((state, left)),
            Some((from, known)) => {
                let known = length(&self.seen, *from).saturating_add(self.tales.length(known.tale));
                if own < known {
                    self.seen.lefts[at] = (state, left);
                }
            }
        }
    }

    /// Lets tokens move until all rest, or one has a choice; then keeps the state.
    fn reach(&mut self, from: Option<StateIx>, mut next: Moving) {
        for _ in 0..AT_ONCE {
            if self.net.merges && self.fire(&mut next) {
                continue;
            }
            let Some(head) = next.queue.pop_front() else { break };
            match self.net.place(head).kind {
                Kind::Rests | Kind::Slot { .. } if next.marks.contains(&head) => match self.net.choice {
                    Some(_) => self.send(&mut next, head),
                    None => return self.meet(from, head, &next),
                },
                Kind::Rests | Kind::Offered | Kind::Taken | Kind::Beside => insert(&mut next.marks, head),
                Kind::Slot { join, .. } => self.hold(&mut next, head, join),
                Kind::Gathers { needed } => self.gather(&mut next, head, needed),
                Kind::Outside => self.send(&mut next, head),
                Kind::Passes => {
                    if !self.pass(&mut next, head) {
                        next.queue.push_front(head);
                        break;
                    }
                }
                Kind::Gone => {}
            }
        }
        self.keep(from, &next);
    }

    /// Goes the only way of a place; false when there is a choice.
    fn pass(&mut self, next: &mut Moving, head: PlaceIx) -> bool {
        let [way] = &self.net.place(head).ways[..] else { return false };
        if !way.is_plain() {
            return false;
        }
        if !std::mem::replace(&mut self.gone[head as usize][0], true) {
            self.seen.told.push(way.tale);
        }
        next.tale = self.tales.then(next.tale, way.tale);
        next.has_ended |= way.ends_token();
        next.queue.extend(&way.outs);
        true
    }

    /// Two tokens are at one place.
    fn meet(&mut self, from: Option<StateIx>, place: PlaceIx, next: &Moving) {
        let mut length = 0u32;
        if let Some(from) = from {
            self.seen.fates[from as usize].is_told_elsewhere = true;
            length = self.seen.states.origins[from as usize].length;
        }
        let length = length.saturating_add(self.tales.length(next.tale));
        let meeting = Meeting { place, from, tale: next.tale, length, marks: next.marks.clone() };
        match self.seen.meetings.iter_mut().find(|known| known.place == place) {
            Some(known) if known.length > length => *known = meeting,
            Some(_) => {}
            None => self.seen.meetings.push(meeting),
        }
    }

    fn keep(&mut self, from: Option<StateIx>, next: &Moving) {
        self.steps = self.steps.saturating_sub(1);
        let mut words = next.marks.clone();
        if !next.queue.is_empty() {
            words.push(MOVING);
            words.extend(&next.queue);
        }
        let (state, is_new) = self.seen.states.meet(&words);
        let before = from.map_or(0, |from| self.seen.states.origins[from as usize].length);
        let length = before.saturating_add(self.tales.length(next.tale));
        if is_new {
            self.seen.fates.push(Fate { is_open: true, ..Fate::default() });
        }
        let known = &mut self.seen.states.origins[state as usize];
        if length < known.length && self.seen.fates[state as usize].is_open {
            *known = Origin { from: from.unwrap_or(state), tale: next.tale, length };
            self.near.push(Reverse((length, state)));
        }
        self.leads_on |= self.seen.fates[state as usize].is_open;
        // What ends beside the scope is no end of that.
        let is_beside = self.net.beside.is_some_and(|beside| next.marks.contains(&beside));
        self.seen.fates[state as usize].leaves_behind |= next.has_ended && !words.is_empty() && !is_beside;
        if let Some(from) = from {
            if !self.is_aside {
                self.seen.steps.push((from, state));
            }
            self.may_be_enough(from, next);
        }
        // What is gone before anything rests has not been there.
        if is_new && next.queue.is_empty() {
            self.note(state, &next.marks);
        }
    }

    /// What is seen for the first time.
    fn note(&mut self, state: StateIx, marks: &[PlaceIx]) {
        for place in marks {
            let first = &mut self.seen.first[*place as usize];
            if first.is_none() {
                *first = Some(state);
                let threads = &self.net.place(*place).threads;
                self.beside.extend(threads.iter().map(|thread| (state, thread.clone())));
            }
        }
    }
}

fn insert(marks: &mut Vec<PlaceIx>, place: PlaceIx) {
    let at = marks.partition_point(|mark| *mark < place);
    marks.insert(at, place);
}

fn remove(marks: &mut Vec<PlaceIx>, place: PlaceIx) -> bool {
    match marks.binary_search(&place) {
        Ok(at) => {
            marks.remove(at);
            true
        }
        Err(_) => false,
    }
}
