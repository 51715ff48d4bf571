//! Going the way of a fault in the engine, step by step.
//!
//! What a way does not say may be anything: data, and what people choose. Read [`Bed::go`] first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bed, Beyond, Deed, Key, Standing};
use crate::event::ItemKind;
use crate::graph::{NodeKind, On};
use crate::instance::{ElementInstance, Instance, Status};
use crate::procedure::{ElementIx, ExitIx};
use crate::proof::{Fault, FaultKind, Move};

impl Bed {
    /// Goes the way of a fault; what the case is then, or which step is not possible.
    pub(in super::super) fn follow(&self, fault: &Fault) -> Result<(), String> {
        let mut moves = fault.trace.as_slice();
        let mut instance = self.begun(self.mask(moves)).ok_or("it does not begin")?;
        while let Some((one, rest)) = moves.split_first() {
            moves = rest;
            let deed = match one {
                Move::Leaves { element, exit } if self.procedure.graph.block(*element).is_none() => {
                    let answers = &self.procedure.activities[element.index()].answers;
                    let answer = answers.iter().position(|answer| Some(answer.exit) == *exit);
                    let answer = answer.and_then(|answer| u16::try_from(answer).ok());
                    self.open(&instance, *element).map(|item| Deed::Complete(item, answer))
                }
                Move::Occurs { event, .. } if !self.is_caught(*event) => {
                    self.open(&instance, *event).map(Deed::Declare)
                }
                Move::Throws { element } if self.is_asked_for(one) => self
                    .open(&instance, *element)
                    .zip(self.thrown(rest))
                    .map(|(item, code)| Deed::Fail(item, code)),
                _ => continue,
            };
            let deed = deed.ok_or_else(|| format!("{one:?} is not open"))?;
            let next = self.done(&instance, self.mask(moves), deed);
            instance = next.ok_or_else(|| format!("{one:?} is refused, or is an incident"))?;
        }
        self.shows(&instance, fault)
    }

    /// Goes the way of a fault with whatever values of the data it takes: each step is tried from all cases so far.
    pub(in super::super) fn go(&self, fault: &Fault) -> Result<(), String> {
        let mut cases: BTreeMap<(Key, Beyond), Instance> = BTreeMap::new();
        let begun = (0..self.masks()).filter_map(|mask| self.begun(mask)).collect();
        self.stand(&mut cases, begun);
        let mut before: Option<&Move> = None;
        for (position, one) in fault.trace.iter().enumerate() {
            let has_come =
                |before: &Move| matches!(before, Move::Occurs { event, .. } if *event == one.element());
            let goes_on = before.replace(one).is_some_and(has_come) && matches!(one, Move::Leaves { .. });
            if goes_on || !self.is_asked_for(one) {
                continue;
            }
            let before: Vec<Instance> = std::mem::take(&mut cases).into_values().collect();
            for instance in &before {
                let deed = self.deed(instance, &fault.trace[position..]);
                // Of no members there is none to be done.
                let may_be_none = deed.is_none() && self.procedure.graph.repeats(one.element()).is_some();
                let next = match deed {
                    _ if may_be_none => vec![instance.clone()],
                    None => Vec::new(),
                    Some(deed) => {
                        (0..self.masks()).filter_map(|mask| self.done(instance, mask, deed)).collect()
                    }
                };
                self.stand(&mut cases, next);
            }
            if cases.is_empty() {
                return Err(format!("{one:?} is not open, or is refused"));
            }
        }
        let shows = cases.values().map(|instance| self.shows(instance, fault));
        shows.reduce(|before, one| before.or(one)).unwrap_or_else(|| Err("it does not begin".into()))
    }

    /// Adds cases, with what data and choices alone make of them.
    fn stand(&self, cases: &mut BTreeMap<(Key, Beyond), Instance>, mut fresh: Vec<Instance>) {
        while let Some(instance) = fresh.pop() {
            let standing = Standing { instance, beside: BTreeSet::new() };
            let key = (self.key(&standing.instance), self.beyond(&standing));
            if cases.len() >= 2_000 || cases.contains_key(&key) {
                continue;
            }
            let mut deeds = self.choices(&standing.instance);
            if self.procedure.graph.activates && standing.instance.status() == Status::Running {
                deeds.push(Deed::Say);
            }
            for deed in deeds {
                fresh.extend((0..self.masks()).filter_map(|mask| self.done(&standing.instance, mask, deed)));
            }
            cases.insert(key, standing.instance);
        }
    }

    /// What people may choose to begin: a way does not say it.
    fn choices(&self, instance: &Instance) -> Vec<Deed> {
        let offers = instance.state.open.iter().filter(|open| self.is_offer(open));
        offers.map(|open| Deed::Complete(open.id, None)).collect()
    }

    /// Whether somebody does something where a way is at that step.
    fn is_asked_for(&self, one: &Move) -> bool {
        let kind = |element: ElementIx| self.procedure.graph.node(element).kind;
        match one {
            Move::Leaves { element, .. } => self.procedure.graph.block(*element).is_none(),
            Move::Occurs { event, .. } => !self.is_caught(*event),
            Move::Throws { element } => matches!(kind(*element), NodeKind::Call | NodeKind::Work),
            Move::Takes { .. } | Move::Begins { .. } => false,
        }
    }

    /// The place, among the errors that events take, of the one that is caught next.
    fn thrown(&self, rest: &[Move]) -> Option<usize> {
        let caught = rest.iter().find_map(|one| match one {
            Move::Occurs { event, .. } if self.is_caught(*event) => self.procedure.graph.trigger(*event),
            _ => None,
        })?;
        let named = caught.on.iter().find_map(|on| match on {
            On::Error(code) => Some(code.as_deref().unwrap_or("any")),
            _ => None,
        })?;
        self.codes().iter().position(|code| **code == *named)
    }

    /// What is done at the first of some moves.
    fn deed(&self, instance: &Instance, moves: &[Move]) -> Option<Deed> {
        let one = moves.first()?;
        let element = one.element();
        let thrown = self.thrown(moves).filter(|_| matches!(one, Move::Throws { .. }));
        let open = |element| instance.state.open.iter().filter(move |open| open.element == element);
        if self.procedure.graph.node(element).kind == NodeKind::Call {
            let child =
                instance.state.calls().find(|child| open(element).any(|open| open.id == child.call))?;
            let asked = child.state.open.iter().find(|open| open.kind == ItemKind::Work)?;
            if let Some(code) = thrown {
                return Some(Deed::Fail(asked.id, code));
            }
            return Some(Deed::Complete(asked.id, Some(u16::from(matches!(one, Move::Throws { .. })))));
        }
        // The same wait may stand open in the flow and behind a gateway.
        let beside = matches!(one, Move::Occurs { .. });
        let is_it = |kind: ItemKind| kind.waits() || kind == ItemKind::Work;
        let mut items = open(element).filter(|open| is_it(open.kind));
        let fits = |open: &&ElementInstance| (open.kind == ItemKind::Subscription) == beside;
        let item = items.clone().find(fits).or_else(|| items.next())?;
        if item.kind.waits() {
            return Some(Deed::Declare(item.id));
        }
        if let Some(code) = thrown {
            return Some(Deed::Fail(item.id, code));
        }
        let answers = &self.procedure.activities[element.index()].answers;
        let exit = one.exits().first();
        let answer = answers.iter().position(|answer| Some(&answer.exit) == exit);
        Some(Deed::Complete(item.id, answer.and_then(|answer| u16::try_from(answer).ok())))
    }

    /// What the data must be so that gateways take what they take before something else is done.
    fn mask(&self, moves: &[Move]) -> usize {
        let is_done = |one: &&Move| match one {
            Move::Leaves { element, .. } => self.procedure.graph.block(*element).is_some(),
            Move::Occurs { event, .. } => self.is_caught(*event),
            _ => true,
        };
        let (mut mask, mut fixed) = (0, BTreeSet::new());
        for one in moves.iter().take_while(is_done) {
            let Move::Takes { element, exits } = one else { continue };
            if !fixed.insert(*element) {
                continue;
            }
            for (exit, way) in self.procedure.graph.exits_of(*element) {
                if let (Some(condition), true) = (way.condition, exits.contains(&exit)) {
                    for slot in self.procedure.guards[condition.index()].reads() {
                        if let crate::guard::Slot::Datum(datum) = slot {
                            mask |= 1 << datum;
                        }
                    }
                }
            }
        }
        // What no gateway on the way says may be anything; that some way is taken is enough.
        for element in
            (0..self.procedure.graph.len()).map(ElementIx::at).filter(|element| !fixed.contains(element))
        {
            for (_, way) in self.procedure.graph.exits_of(element) {
                let reads = way.condition.map(|condition| self.procedure.guards[condition.index()].reads());
                if let Some([crate::guard::Slot::Datum(datum)]) = reads {
                    mask |= 1 << datum;
                }
            }
        }
        mask
    }

    /// Whether a fault is in what an event begins beside something.
    pub(in super::super) fn is_beside(&self, fault: &Fault) -> bool {
        let occurs = |one: &Move| matches!(one, Move::Occurs { event, .. } if !self.interrupts(*event));
        fault.trace.iter().any(occurs)
    }

    fn shows(&self, instance: &Instance, fault: &Fault) -> Result<(), String> {
        let key = self.key(instance);
        let element = fault.elements.first().map_or(u32::MAX, |element| element.0);
        let is_there = match fault.kind {
            FaultKind::Unsafe => key.windows(2).any(|pair| pair[0] == pair[1] && pair[0].2 == element),
            FaultKind::Stuck { .. } | FaultKind::ImproperCompletion { .. } => {
                // Beside what goes on, something waits for ever all the same.
                (self.is_beside(fault) || self.is_stuck(instance))
                    && key.iter().any(|token| token.1 && token.2 == element)
            }
            FaultKind::Livelock | FaultKind::DeadActivity => instance.status() == Status::Running,
        };
        is_there.then_some(()).ok_or_else(|| format!("the case is {key:?}"))
    }
}

/// Whether one gateway goes two ways before anybody does anything: a proof takes each choice for free.
pub(in super::super) fn wants_two_things(fault: &Fault) -> bool {
    let mut taken: BTreeMap<ElementIx, &[ExitIx]> = BTreeMap::new();
    for one in &fault.trace {
        match one {
            Move::Takes { element, exits } => {
                if taken.insert(*element, exits).is_some_and(|before| before != exits) {
                    return true;
                }
            }
            Move::Throws { .. } | Move::Begins { .. } => {}
            Move::Leaves { .. } | Move::Occurs { .. } => taken.clear(),
        }
    }
    false
}
