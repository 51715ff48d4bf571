//! What is wrong with a net, by where a walk through it has been.
//!
//! Knows which states end, from which an end can be reached, and how the way to a fault is told.
//! Read [`Judge::judge`] first.

use std::collections::BTreeSet;

use super::net::{Enough, Kind, Net, PlaceIx, Root};
use super::states::StateIx;
use super::survey::{Left, Survey};
use super::tale::{NOTHING, Tale};
use super::walk::{Meeting, Walked};
use super::{Fault, FaultKind, Move};
use crate::procedure::ElementIx;

/// What is found out about all scopes, one after another.
pub(super) struct Judge {
    /// By element: whether some case reaches it, as far as its own scope is concerned.
    pub(super) reached: Vec<bool>,
    /// By block: the way to where it opens, in the scope around it, if something is wrong in it.
    pub(super) entered: Vec<Option<Tale>>,
    /// By block, the case last: whether all of it has been looked at.
    pub(super) is_whole: Vec<bool>,
    pub(super) found: Vec<Found>,
    pub(super) explored: usize,
    /// Whether no state was left out for want of budget.
    pub(super) walked_all: bool,
}

/// A fault in its scope.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) fault: Fault,
    /// The way from where the scope begins.
    pub(super) tale: Tale,
}

/// At most so many circles are told of one scope.
const CIRCLES: usize = 16;

impl Judge {
    pub(super) fn new(elements: usize) -> Self {
        Judge {
            reached: vec![false; elements],
            entered: vec![None; elements],
            is_whole: vec![false; elements + 1],
            found: Vec::new(),
            explored: 0,
            walked_all: true,
        }
    }

    /// Says what is wrong in one scope, and how it can be left.
    pub(super) fn judge(
        &mut self,
        survey: &mut Survey<'_>,
        (block, net): (Option<ElementIx>, &Net),
        walked: &Walked,
    ) -> Vec<Left> {
        self.explored += walked.states.len();
        self.walked_all &= walked.is_whole;
        let slot = block.map_or(self.is_whole.len() - 1, ElementIx::index);
        self.is_whole[slot] = walked.is_whole && walked.meetings.is_empty();
        self.mark_reached(survey, net, walked);
        let is_entered = self.mark_entered(survey, net, walked);
        let before = self.found.len();
        if net.choice.is_none() {
            let mut told = Told { survey, block, net, walked, found: &mut self.found };
            told.meetings();
            told.stuck();
            told.circles();
        }
        if let (Some(block), true) = (block, is_entered || self.found.len() > before) {
            survey.is_faulty[block.index()] = true;
        }
        if let Some(block) = block.filter(|_| walked.is_whole) {
            // Nothing of the block stands open, so that none of its events can come; without events it counts as any other.
            let has_events = !survey.attached(block).is_empty();
            let chosen_till_done = net.choice.is_none_or(|choice| choice.enough == Enough::Each);
            survey.is_at_once[block.index()] = has_events && chosen_till_done && walked.stays_nowhere(net);
        }
        let is_aside = aside(walked);
        let lefts = walked.lefts.iter().zip(is_aside);
        lefts
            .map(|((state, left), is_aside)| {
                let tale = way(survey, walked, *state, left.tale);
                Left { tale, is_aside, ..left.clone() }
            })
            .collect()
    }

    fn mark_reached(&mut self, survey: &Survey<'_>, net: &Net, walked: &Walked) {
        for (place, _) in net.places.iter().zip(&walked.first).filter(|(_, first)| first.is_some()) {
            match place.kind {
                // What waits for more tokens than come is never begun.
                Kind::Outside | Kind::Beside | Kind::Gathers { .. } => {}
                _ => self.reached[place.rest.1.index()] = true,
            }
        }
        for one in survey.tales.all_of(walked.told.iter().copied()) {
            self.reached[one.element().index()] = true;
            if let Move::Occurs { event, host } = one {
                host.iter().for_each(|host| self.reached[host.index()] = true);
                redone(survey, *event).iter().for_each(|again| self.reached[again.index()] = true);
            }
        }
    }

    /// Keeps the way to each block in which something is wrong; whether there is any.
    fn mark_entered(&mut self, survey: &mut Survey<'_>, net: &Net, walked: &Walked) -> bool {
        let mut is_any = false;
        for (place, first) in net.places.iter().zip(&walked.first) {
            let element = place.element;
            let is_faulty = place.kind == Kind::Rests && survey.is_faulty[element.index()];
            if let Some(state) = first.filter(|_| is_faulty) {
                self.entered[element.index()] = Some(way(survey, walked, state, NOTHING));
                is_any = true;
            }
            for thread in place.threads.iter().filter(|_| first.is_some()) {
                is_any |= self.mark_again(survey, walked, (*first, thread));
            }
        }
        is_any
    }

    /// Keeps the way to a block in which something is wrong and that an event has done once more.
    fn mark_again(
        &mut self,
        survey: &mut Survey<'_>,
        walked: &Walked,
        (state, thread): (Option<StateIx>, &Root),
    ) -> bool {
        let events = survey.tales.told(thread.tale);
        let again = events.iter().flat_map(|one| redone(survey, one.element())).copied();
        let faulty: Vec<ElementIx> = again.filter(|again| survey.is_faulty[again.index()]).collect();
        for block in &faulty {
            if let (None, Some(state)) = (self.entered[block.index()], state) {
                self.entered[block.index()] = Some(way(survey, walked, state, thread.tale));
            }
        }
        !faulty.is_empty()
    }
}

/// Of each way in which a scope is left: whether it is never left like that from where it gets to by itself.
fn aside(walked: &Walked) -> Vec<bool> {
    let by_itself = reached(walked, walked.begins.into_iter().collect(), |(from, to)| (*from, *to));
    let mut is_aside = vec![true; walked.lefts.len()];
    for (left, state) in &walked.enders {
        is_aside[*left as usize] &= !by_itself[*state as usize];
    }
    is_aside
}

/// The activities that are done once more when an event occurs.
fn redone<'a>(survey: &Survey<'a>, event: ElementIx) -> &'a [ElementIx] {
    survey.graph.trigger(event).map_or(&[], |trigger| &trigger.redo)
}

/// The way to a state, and on from it.
fn way(survey: &mut Survey<'_>, walked: &Walked, state: StateIx, then: Tale) -> Tale {
    let steps = walked.states.way_to(state);
    let tale = steps.into_iter().fold(NOTHING, |before, (_, step)| survey.tales.then(before, step));
    survey.tales.then(tale, then)
}

/// The faults of one scope.
struct Told<'t, 's, 'a> {
    survey: &'t mut Survey<'s>,
    block: Option<ElementIx>,
    net: &'a Net,
    walked: &'a Walked,
    found: &'t mut Vec<Found>,
}

impl Told<'_, '_, '_> {
    fn tell(&mut self, kind: FaultKind, elements: Vec<ElementIx>, tale: Tale) {
        let fault = Fault { kind, within: self.block, elements, trace: Vec::new() };
        self.found.push(Found { fault, tale });
    }

    fn length(&self, state: StateIx) -> u32 {
        self.walked.states.origins[state as usize].length
    }

    /// Two tokens at one place: both of them go on to where a token rests first.
    fn meetings(&mut self) {
        let mut meetings = self.walked.meetings.clone();
        meetings.sort_by_key(|meeting| (meeting.length, meeting.place));
        let mut known = BTreeSet::new();
        for meeting in meetings {
            let element = self.net.place(meeting.place).rest.1;
            if known.insert(element) {
                let tale = self.way_to_meeting(&meeting);
                self.tell(FaultKind::Unsafe, vec![element], tale);
            }
        }
    }

    fn way_to_meeting(&mut self, meeting: &Meeting) -> Tale {
        let tale = match meeting.from {
            Some(from) => way(self.survey, self.walked, from, meeting.tale),
            None => meeting.tale,
        };
        let there = meeting.marks.iter().chain([&meeting.place]);
        there.fold(tale, |tale, place| {
            let rest = self.net.place(*place).rest.0;
            self.survey.tales.then(tale, rest)
        })
    }

    /// Where nothing moves and tokens wait: each such place by the shortest way.
    fn stuck(&mut self) {
        let fates = (0u32..).zip(&self.walked.fates);
        let mut stuck: Vec<StateIx> =
            fates.filter(|(_, fate)| fate.is_stuck).map(|(state, _)| state).collect();
        stuck.sort_by_key(|state| (self.length(*state), *state));
        let behind = self.behind();
        let mut known: BTreeSet<(bool, ElementIx)> = BTreeSet::new();
        for state in stuck {
            let held = self.held(state);
            let mut elements = held.clone();
            elements.sort_unstable();
            elements.dedup();
            let is_behind = behind[state as usize];
            // One pass over all of them: each is marked.
            let news = elements.iter().filter(|element| known.insert((is_behind, **element))).count();
            if news > 0 {
                let held = held.len();
                let kind = match is_behind {
                    true => FaultKind::ImproperCompletion { held },
                    false => FaultKind::Stuck { held },
                };
                let tale = way(self.survey, self.walked, state, NOTHING);
                self.tell(kind, elements, tale);
            }
        }
    }

    fn held(&self, state: StateIx) -> Vec<ElementIx> {
        let waits = |place: &&PlaceIx| {
            matches!(self.net.place(**place).kind, Kind::Slot { .. } | Kind::Gathers { .. })
        };
        let places = self.walked.states.get(state).iter().filter(waits);
        places.map(|place| self.net.place(*place).element).collect()
    }

    /// By state: whether a token may have ended on the way to it.
    fn behind(&self) -> Vec<bool> {
        let fates = (0u32..).zip(&self.walked.fates);
        let from: Vec<StateIx> =
            fates.filter(|(_, fate)| fate.leaves_behind).map(|(state, _)| state).collect();
        reached(self.walked, from, |(from, to)| (*from, *to))
    }

    /// What goes on for ever: from where neither an end is reached nor anything that is told elsewhere.
    fn circles(&mut self) {
        let fates = (0u32..).zip(&self.walked.fates);
        let known =
            fates.filter(|(_, fate)| fate.ends || fate.is_stuck || fate.is_told_elsewhere || fate.is_open);
        let known: Vec<StateIx> = known.map(|(state, _)| state).collect();
        let mut covered = reached(self.walked, known, |(from, to)| (*to, *from));
        let mut endless: Vec<StateIx> =
            (0u32..).zip(&covered).filter(|(_, covered)| !**covered).map(|(state, _)| state).collect();
        endless.sort_by_key(|state| (self.length(*state), *state));
        let mut elements_known = BTreeSet::new();
        for state in endless.into_iter() {
            if std::mem::replace(&mut covered[state as usize], true) || elements_known.len() >= CIRCLES {
                continue;
            }
            let circle = reached(self.walked, vec![state], |(from, to)| (*from, *to));
            let elements = self.elements_in(&circle);
            covered.iter_mut().zip(&circle).for_each(|(covered, circle)| *covered |= *circle);
            if elements_known.insert(elements.clone()) {
                let tale = way(self.survey, self.walked, state, NOTHING);
                self.tell(FaultKind::Livelock, elements, tale);
            }
        }
    }

    /// What turns in some states.
    fn elements_in(&self, states: &[bool]) -> Vec<ElementIx> {
        let mut places = vec![false; self.net.places.len()];
        for (state, _) in (0u32..).zip(states).filter(|(_, is_in)| **is_in) {
            for place in self.walked.states.get(state) {
                if let Some(place) = places.get_mut(*place as usize) {
                    *place = true;
                }
            }
        }
        let there = || {
            let there = self.net.places.iter().zip(&places).filter(|(_, is_there)| **is_there);
            there.filter(|(place, _)| place.kind != Kind::Beside)
        };
        let tales = there().flat_map(|(place, _)| place.ways.iter().map(|way| way.tale));
        let graph = self.survey.graph;
        let moved = self.survey.tales.all_of(tales).map(Move::element);
        let rest = there().map(|(place, _)| place.rest.1);
        let here: BTreeSet<ElementIx> =
            moved.chain(rest).filter(|element| graph.within(*element) == self.block).collect();
        here.into_iter().collect()
    }
}

/// By state: whether it is one of some, or can be reached from them along the steps as they are read.
fn reached(
    walked: &Walked,
    from: Vec<StateIx>,
    read: impl Fn(&(StateIx, StateIx)) -> (StateIx, StateIx),
) -> Vec<bool> {
    let count = walked.states.len();
    let mut first = vec![0u32; count + 1];
    walked.steps.iter().for_each(|step| first[read(step).0 as usize + 1] += 1);
    for at in 0..count {
        first[at + 1] += first[at];
    }
    let (mut next, mut to) = (first.clone(), vec![0u32; walked.steps.len()]);
    for step in &walked.steps {
        let (from, target) = read(step);
        to[next[from as usize] as usize] = target;
        next[from as usize] += 1;
    }
    let mut marks = vec![false; count];
    let mut open = from;
    while let Some(state) = open.pop() {
        if !std::mem::replace(&mut marks[state as usize], true) {
            let range = first[state as usize] as usize..first[state as usize + 1] as usize;
            open.extend(to[range].iter().filter(|next| !marks[**next as usize]));
        }
    }
    marks
}
