//! What the engine itself can do: every request that is possible in every state, with every value of the data.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::command::{Actor, Command, Done, ItemId, Request, Start};
use crate::data::{Timestamp, Value};
use crate::event::{Event, ItemKind};
use crate::instance::{Instance, Status};
use crate::limits::Limits;
use crate::procedure::{Definitions, ElementIx, ExitIx, Procedure};
use crate::proof::{Fault, FaultKind, Move};

/// Where tokens are: of each the blocks around it, whether it is held, its element and its flow.
type Key = Vec<(Vec<u32>, bool, u32, Option<ExitIx>)>;

/// What exploring the engine comes to.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) is_safe: bool,
    pub(super) can_end: bool,
    /// Whether some scope has tokens that wait and nothing that moves.
    pub(super) is_stuck: bool,
    pub(super) opened: BTreeSet<ElementIx>,
    pub(super) states: usize,
}

pub(super) struct Bed {
    definitions: Definitions,
    pub(super) procedure: Arc<Procedure>,
    flags: usize,
}

/// What a request does.
#[derive(Clone, Debug)]
enum Deed {
    Complete(ItemId, Option<u16>),
    Declare(ItemId),
}

impl Bed {
    pub(super) fn of(procedure: Procedure, flags: usize) -> Self {
        let limits = Limits { automatic_steps: 200, open_items: 60, ..Limits::default() };
        let mut definitions = Definitions::with_limits(limits);
        let digest = definitions.add_unfit(procedure);
        let procedure = Arc::clone(definitions.get(&digest).expect("it was added"));
        Bed { definitions, procedure, flags }
    }

    fn at() -> Timestamp {
        "2022-03-01T14:00:00Z".parse().expect("an instant")
    }

    fn data(&self, mask: usize) -> Vec<(crate::data::Text, Value)> {
        (0..self.flags).map(|flag| (format!("f{flag}").into(), Value::Bool(mask >> flag & 1 == 1))).collect()
    }

    fn ask(&self, instance: &mut Instance, command: Command) -> Option<Vec<Event>> {
        let request = Request::new(Self::at(), Actor::person("ana", "quien"), command);
        instance.handle(&self.definitions, request).ok()
    }

    /// The case with one value of the data; nothing where an incident comes of it.
    fn begun(&self, mask: usize) -> Option<Instance> {
        let mut instance = Instance::new();
        let start = Start { data: self.data(mask), ..Start::of("AZAR") };
        let events = self.ask(&mut instance, Command::Start(start)).expect("it begins");
        (!events.iter().any(is_incident)).then_some(instance)
    }

    fn done(&self, before: &Instance, mask: usize, deed: &Deed) -> Option<Instance> {
        let mut instance = before.clone();
        if self.flags > 0 {
            self.ask(&mut instance, Command::SetData { data: self.data(mask) })?;
        }
        let command = match deed {
            Deed::Declare(item) => Command::Declare { item: *item, note: None },
            Deed::Complete(item, answer) => {
                let element = instance.state.item(*item)?.element;
                let mut done = Done::new().note("n");
                if let Some(answer) = answer {
                    done = done
                        .answer(&self.procedure.activities[element.index()].answers[usize::from(*answer)].id);
                }
                Command::Complete { item: *item, done }
            }
        };
        let events = self.ask(&mut instance, command)?;
        (!events.iter().any(is_incident)).then_some(instance)
    }

    fn deeds(&self, instance: &Instance) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for open in &instance.state.open {
            match open.kind {
                ItemKind::Work => {
                    let answers = self.procedure.activities[open.element.index()].answers.len();
                    match answers {
                        0 => deeds.push(Deed::Complete(open.id, None)),
                        _ => deeds.extend(
                            (0..answers).map(|answer| Deed::Complete(open.id, u16::try_from(answer).ok())),
                        ),
                    }
                }
                ItemKind::Subscription => {
                    deeds.push(Deed::Declare(open.id));
                }
                _ => {}
            }
        }
        deeds
    }

    fn key(&self, instance: &Instance) -> Key {
        let around = |scope: ItemId| {
            let mut chain = Vec::new();
            let mut at = scope;
            while let Some(inner) = instance.state.inner(at) {
                chain.push(inner.element.0);
                at = inner.parent;
            }
            chain
        };
        let open = instance.state.open.iter().filter(|open| open.kind != ItemKind::Subscription);
        let mut key: Key = open.map(|open| (around(open.scope), false, open.element.0, None)).collect();
        key.extend(instance.state.arrivals().map(|held| (around(held.scope), true, held.join.0, held.flow)));
        key.sort();
        key
    }

    /// Whether a scope holds tokens and has nothing open.
    fn is_stuck(&self, instance: &Instance) -> bool {
        instance.state.arrivals().any(|held| {
            let mut beside = instance.state.open.iter().filter(|open| open.scope == held.scope);
            !beside.any(|open| open.kind != ItemKind::Subscription)
        })
    }

    /// Explores the engine; `None` where there are too many states.
    pub(super) fn explore(&self, most: usize) -> Option<Known> {
        let mut known = Known { is_safe: true, can_end: true, ..Known::default() };
        let mut numbers: BTreeMap<Key, usize> = BTreeMap::new();
        let mut back: Vec<Vec<usize>> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        let mut open: VecDeque<(usize, Instance)> = VecDeque::new();
        let mut fresh: Vec<(Option<usize>, Instance)> =
            (0..1usize << self.flags).filter_map(|mask| Some((None, self.begun(mask)?))).collect();
        loop {
            for (from, instance) in fresh.drain(..) {
                let key = self.key(&instance);
                if key.windows(2).any(|pair| pair[0] == pair[1]) {
                    known.is_safe = false;
                    return Some(known);
                }
                let count = numbers.len();
                let number = *numbers.entry(key).or_insert(count);
                if number == count {
                    back.push(Vec::new());
                    for item in &instance.state.open {
                        known.opened.insert(item.element);
                    }
                    known.is_stuck |= self.is_stuck(&instance);
                    match instance.status() {
                        Status::Running => open.push_back((number, instance)),
                        _ => ends.push(number),
                    }
                }
                back[number].extend(from);
            }
            if numbers.len() > most {
                return None;
            }
            let Some((number, instance)) = open.pop_front() else { break };
            for deed in self.deeds(&instance) {
                for mask in 0..1usize << self.flags {
                    fresh.extend(self.done(&instance, mask, &deed).map(|next| (Some(number), next)));
                }
            }
        }
        let mut can_end = vec![false; numbers.len()];
        while let Some(state) = ends.pop() {
            if !std::mem::replace(&mut can_end[state], true) {
                ends.extend(&back[state]);
            }
        }
        known.can_end = can_end.iter().all(|can_end| *can_end);
        known.states = numbers.len();
        Some(known)
    }

    /// Goes the way of a fault; what the case is then, or which step is not possible.
    pub(super) fn follow(&self, fault: &Fault) -> Result<(), String> {
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
                _ => continue,
            };
            let deed = deed.ok_or_else(|| format!("{one:?} is not open"))?;
            let next = self.done(&instance, self.mask(moves), &deed);
            instance = next.ok_or_else(|| format!("{one:?} is refused, or is an incident"))?;
        }
        self.shows(&instance, fault)
    }

    fn is_caught(&self, event: ElementIx) -> bool {
        let trigger = self.procedure.graph.trigger(event);
        trigger.is_some_and(|trigger| !trigger.is_declared())
    }

    fn open(&self, instance: &Instance, element: ElementIx) -> Option<ItemId> {
        instance.state.open.iter().find(|open| open.element == element).map(|open| open.id)
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

    fn shows(&self, instance: &Instance, fault: &Fault) -> Result<(), String> {
        let key = self.key(instance);
        let element = fault.elements.first().map_or(u32::MAX, |element| element.0);
        let is_there = match fault.kind {
            FaultKind::Unsafe => key.windows(2).any(|pair| pair[0] == pair[1] && pair[0].2 == element),
            FaultKind::Stuck { .. } | FaultKind::ImproperCompletion { .. } => {
                self.is_stuck(instance) && key.iter().any(|token| token.1 && token.2 == element)
            }
            FaultKind::Livelock | FaultKind::DeadActivity => instance.status() == Status::Running,
        };
        is_there.then_some(()).ok_or_else(|| format!("the case is {key:?}"))
    }
}

fn is_incident(event: &Event) -> bool {
    matches!(event, Event::IncidentRaised { .. })
}
