//! What the engine itself can do: every request that is possible in every state, with every value of the data.
//!
//! Where a proof means something by a rule, the rule is kept here too: what does not interrupt occurs once at most in a
//! case, since what it begins is looked at alone; that something may interrupt a scope is no way for that to end; what
//! people leave undone in a block of their choice is no fault.
//! Read [`Bed::explore`] first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, OnceLock};

use crate::check::{Options, check_bytes};
use crate::command::{Actor, Command, Done, ItemId, Request, Start};
use crate::data::{Timestamp, Value};
use crate::event::{Event, ItemKind, Outcome};
use crate::graph::{BlockKind, NodeKind};
use crate::instance::{ElementInstance, Instance, Status};
use crate::limits::Limits;
use crate::procedure::{Definitions, ElementIx, ExitIx, Procedure};
use crate::proof::{Fault, FaultKind, Move};

/// The blocks around something from the inside out, each with which member it is.
type Around = Vec<(u32, u32)>;

/// The member that stands for what is done once more, alone.
const ONCE_MORE: u32 = u32::MAX;

/// Where tokens are: of each the blocks around it, whether it is held, its element and its flow.
type Key = Vec<(Around, bool, u32, Option<ExitIx>)>;

/// What else tells states apart: how far repetitions are, what was chosen, which gateways have fired, what calls do,
/// and which events that do not interrupt have occurred.
type Beyond = (Vec<(Around, Vec<u32>)>, BTreeSet<ElementIx>);

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
    pub(super) definitions: Definitions,
    pub(super) procedure: Arc<Procedure>,
    flags: usize,
    /// How many data are numbers, each up to two.
    numbers: usize,
}

/// What a request does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// Of a called procedure too.
    Complete(ItemId, Option<u16>),
    Declare(ItemId),
    /// Data are given, and nothing else.
    Say,
}

/// A case, and which events that do not interrupt have occurred in it.
struct Standing {
    instance: Instance,
    beside: BTreeSet<ElementIx>,
}

/// A state that is reached, from where, and whether what leads to it counts as a way to an end.
struct Reached {
    from: Option<usize>,
    counts: bool,
    standing: Standing,
}

/// What is called: it is done, or fails with an error.
const CALLED: &str = r#"
formato = 1
idioma = "es"
procedimiento = { codigo = "LLAMADO", nombre = "Llamado" }
rol = { id = "quien", nombre = "Quien" }
actividad = [
  { id = "pide", titulo = "Pide", pregunta = "¿Sirve?", si = { continua_en = "fin" }, no = { continua_en = "falla" } },
  { id = "falla", titulo = "Falla", fin = { error = "X" } },
]
"#;

pub(super) fn called() -> Arc<Procedure> {
    static CALLED_ONCE: OnceLock<Arc<Procedure>> = OnceLock::new();
    let read = || {
        let checked = check_bytes("llamado.toml", CALLED.as_bytes(), &Options::default());
        Arc::new(checked.procedure.expect("it can be built"))
    };
    Arc::clone(CALLED_ONCE.get_or_init(read))
}

impl Bed {
    pub(super) fn of(procedure: Procedure, (flags, numbers): (usize, usize)) -> Self {
        let limits = Limits { automatic_steps: 200, open_items: 60, ..Limits::default() };
        let mut definitions = Definitions::with_limits(limits);
        definitions.add_unfit(called());
        let digest = definitions.add_unfit(procedure);
        let procedure = Arc::clone(definitions.get(&digest).expect("it was added"));
        Bed { definitions, procedure, flags, numbers }
    }

    /// How many values the data can have together.
    fn masks(&self) -> usize {
        (0..self.numbers).fold(1 << self.flags, |count, _| count * 3)
    }

    fn at() -> Timestamp {
        "2022-03-01T14:00:00Z".parse().expect("an instant")
    }

    fn data(&self, mask: usize) -> Vec<(crate::data::Text, Value)> {
        let flags = (0..self.flags).map(|flag| {
            let id: crate::data::Text = format!("f{flag}").into();
            (id, Value::Bool(mask >> flag & 1 == 1))
        });
        let mut rest = mask >> self.flags;
        let numbers = (0..self.numbers).map(|number| {
            let value = i64::try_from(rest % 3).unwrap_or(0);
            rest /= 3;
            (format!("n{number}").into(), Value::Number(value.into()))
        });
        flags.chain(numbers).collect()
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

    fn done(&self, before: &Instance, mask: usize, deed: Deed) -> Option<Instance> {
        let mut instance = before.clone();
        if self.flags + self.numbers > 0 {
            let events = self.ask(&mut instance, Command::SetData { data: self.data(mask) })?;
            if events.iter().any(is_incident) {
                return None;
            }
        }
        let command = match deed {
            Deed::Say => return Some(instance),
            Deed::Declare(item) => Command::Declare { item, note: None },
            Deed::Complete(item, answer) => {
                let (procedure, element) = self.standing_in(&instance, item)?;
                let mut done = Done::new().note("n");
                if let Some(answer) = answer {
                    done =
                        done.answer(&procedure.activities[element.index()].answers[usize::from(answer)].id);
                }
                Command::Complete { item, done }
            }
        };
        let events = self.ask(&mut instance, command)?;
        (!events.iter().any(is_incident)).then_some(instance)
    }

    /// The element of an open item, with its procedure: the own one or the one that is called.
    fn standing_in(&self, instance: &Instance, item: ItemId) -> Option<(Arc<Procedure>, ElementIx)> {
        if let Some(open) = instance.state.item(item) {
            return Some((Arc::clone(&self.procedure), open.element));
        }
        let calls = instance.state.calls();
        calls.filter_map(|child| Some((Arc::clone(&child.procedure), child.state.item(item)?.element))).next()
    }

    fn deeds(&self, Standing { instance, beside }: &Standing) -> Vec<Deed> {
        let mut deeds = Vec::new();
        let of_calls = instance
            .state
            .calls()
            .flat_map(|child| child.state.open.iter().map(|open| (Arc::clone(&child.procedure), open)));
        let own = instance.state.open.iter().map(|open| (Arc::clone(&self.procedure), open));
        for (procedure, open) in own.chain(of_calls) {
            match open.kind {
                ItemKind::Work => match procedure.activities[open.element.index()].answers.len() {
                    0 => deeds.push(Deed::Complete(open.id, None)),
                    answers => deeds.extend(
                        (0..answers).map(|answer| Deed::Complete(open.id, u16::try_from(answer).ok())),
                    ),
                },
                kind if kind.waits() && !beside.contains(&open.element) => deeds.push(Deed::Declare(open.id)),
                _ => {}
            }
        }
        if self.procedure.graph.activates {
            deeds.push(Deed::Say);
        }
        deeds
    }

    /// The blocks around a scope.
    fn around(instance: &Instance, scope: ItemId) -> Around {
        let mut chain = Vec::new();
        let mut at = scope;
        while let Some(inner) = instance.state.inner(at) {
            let which = if inner.is_once_more { ONCE_MORE } else { inner.index() };
            chain.push((inner.element.0, which));
            at = inner.parent;
        }
        chain
    }

    fn key(&self, instance: &Instance) -> Key {
        // Of a member, what stands in it tells.
        let is_token = |open: &&ElementInstance| {
            let is_once_more = instance.state.inner(open.id).is_some_and(|inner| inner.is_once_more);
            !matches!(open.kind, ItemKind::Subscription | ItemKind::Member) && !is_once_more
        };
        let open = instance.state.open.iter().filter(is_token);
        let mut key: Key =
            open.map(|open| (Self::around(instance, open.scope), false, open.element.0, None)).collect();
        let held = instance.state.arrivals();
        key.extend(held.map(|held| (Self::around(instance, held.scope), true, held.join.0, held.flow)));
        key.sort();
        key
    }

    fn beyond(&self, Standing { instance, beside }: &Standing) -> Beyond {
        let mut beyond = Vec::new();
        let elements = 0..u32::try_from(self.procedure.graph.len()).unwrap_or(u32::MAX);
        for open in instance.state.open.iter() {
            let Some(inner) = instance.state.inner(open.id) else { continue };
            let progress = inner.progress();
            let mut more = vec![progress.members.unwrap_or(0), progress.begun, progress.completed];
            more.extend(
                elements.clone().filter(|element| instance.state.was_chosen(open.id, ElementIx(*element))),
            );
            beyond.push((Self::around(instance, open.id), more));
        }
        // What people may choose looks like what they have chosen.
        let is_offer = |open: &&ElementInstance| {
            open.kind == ItemKind::Work && self.procedure.graph.node(open.element).kind != NodeKind::Work
        };
        for open in instance.state.open.iter().filter(is_offer) {
            beyond.push((Self::around(instance, open.scope), vec![open.element.0]));
        }
        for reset in instance.state.resetting() {
            let mut flows: Vec<u32> = reset.flows.iter().map(|flow| flow.0).collect();
            flows.sort_unstable();
            flows.insert(0, reset.join.0);
            beyond.push((Self::around(instance, reset.scope), flows));
        }
        for child in instance.state.calls() {
            let Some(call) = instance.state.item(child.call) else { continue };
            let open = child.state.open.iter().map(|open| open.element.0);
            beyond.push((
                Self::around(instance, call.scope),
                [call.element.0].into_iter().chain(open).collect(),
            ));
        }
        beyond.sort();
        (beyond, beside.clone())
    }

    fn is_free(&self, element: u32) -> bool {
        let block = self.procedure.graph.block(ElementIx(element));
        block.is_some_and(|block| matches!(block.kind, BlockKind::AdHoc { .. }))
    }

    /// Whether people choose somewhere: what they leave undone is no fault, and ends nothing.
    pub(super) fn has_choice(&self) -> bool {
        let elements = 0..u32::try_from(self.procedure.graph.len()).unwrap_or(u32::MAX);
        elements.into_iter().any(|element| self.is_free(element))
    }

    /// Whether two tokens are where a second one is a fault: not where so many are asked for, nor where people choose.
    fn two_meet(&self, key: &Key) -> bool {
        let needs = |element: u32| {
            let special = self.procedure.graph.special(ElementIx(element));
            special.map_or(0, |special| special.start_quantity)
        };
        let counts = |token: &(Around, bool, u32, Option<ExitIx>)| {
            let is_chosen = token.0.first().is_some_and(|(block, _)| self.is_free(*block));
            let is_once_more = token.0.iter().any(|(_, which)| *which == ONCE_MORE);
            !(is_chosen || is_once_more || token.1 && needs(token.2) > 1)
        };
        key.windows(2).any(|pair| pair[0] == pair[1] && counts(&pair[0]))
    }

    /// Whether a scope holds tokens and has nothing open; data may open a complex gateway all the same.
    fn is_stuck(&self, instance: &Instance) -> bool {
        let waits = |join: ElementIx| {
            let special = self.procedure.graph.special(join);
            special.is_none_or(|special| special.activates_if.is_none())
        };
        instance.state.arrivals().filter(|held| waits(held.join)).any(|held| {
            let around = instance.state.inner(held.scope);
            let mut beside = instance.state.open.iter().filter(|open| open.scope == held.scope);
            !around.is_some_and(|around| self.is_free(around.element.0))
                && !beside.any(|open| open.kind != ItemKind::Subscription)
        })
    }

    /// Whether an event stands in a scope and not beside an element: a proof does not count on it.
    fn is_of_scope(&self, event: ElementIx) -> bool {
        let graph = &self.procedure.graph;
        graph.block(event).is_some() && graph.special(event).is_some_and(|special| special.host.is_none())
    }

    fn interrupts(&self, event: ElementIx) -> bool {
        let block = self.procedure.graph.block(event).map(|block| &block.kind);
        let trigger = self.procedure.graph.trigger(event);
        match (trigger, block) {
            (Some(trigger), _) => trigger.interrupts,
            (None, Some(BlockKind::Event { interrupts })) => *interrupts,
            _ => true,
        }
    }

    /// What comes of a deed, with every value of the data.
    fn reached(&self, (from, standing): (usize, &Standing), deed: Deed) -> Vec<Reached> {
        let (mut beside, mut counts) = (standing.beside.clone(), true);
        if let Deed::Declare(item) = deed
            && let Some(open) = standing.instance.state.item(item)
            && open.kind == ItemKind::Subscription
            && !self.is_alternative(open.element)
        {
            if !self.interrupts(open.element) {
                beside.insert(open.element);
                counts = false;
            }
            counts &= !self.is_of_scope(open.element);
        }
        // What is called fails with an error that somebody catches, or not at all.
        let in_call = matches!(deed, Deed::Complete(item, _) if standing.instance.state.item(item).is_none());
        let fails = |instance: &Instance| in_call && instance.status() == Status::Ended(Outcome::Failed);
        let done = (0..self.masks()).filter_map(|mask| self.done(&standing.instance, mask, deed));
        let standing = |instance| Standing { instance, beside: beside.clone() };
        let counted = done.filter(|instance| !fails(instance));
        counted.map(|instance| Reached { from: Some(from), counts, standing: standing(instance) }).collect()
    }

    fn begins(&self) -> Vec<Reached> {
        let standing = |instance| Standing { instance, beside: BTreeSet::new() };
        let begun = (0..self.masks()).filter_map(|mask| self.begun(mask)).map(standing);
        begun.map(|standing| Reached { from: None, counts: true, standing }).collect()
    }

    /// Explores the engine; `None` where there are too many states.
    pub(super) fn explore(&self, most: usize) -> Option<Known> {
        let mut known = Known { is_safe: true, can_end: true, ..Known::default() };
        let mut numbers: BTreeMap<(Key, Beyond), usize> = BTreeMap::new();
        let mut back: Vec<Vec<usize>> = Vec::new();
        let mut ends: Vec<usize> = Vec::new();
        let mut open: VecDeque<(usize, Standing)> = VecDeque::new();
        let mut fresh = self.begins();
        loop {
            for Reached { from, counts, standing } in fresh.drain(..) {
                let key = self.key(&standing.instance);
                if self.two_meet(&key) {
                    known.is_safe = false;
                    return Some(known);
                }
                let count = numbers.len();
                let number = *numbers.entry((key, self.beyond(&standing))).or_insert(count);
                if number == count {
                    back.push(Vec::new());
                    for item in standing.instance.state.open.iter() {
                        known.opened.insert(item.element);
                    }
                    known.is_stuck |= self.is_stuck(&standing.instance);
                    match standing.instance.status() {
                        Status::Running => open.push_back((number, standing)),
                        _ => ends.push(number),
                    }
                }
                back[number].extend(from.filter(|_| counts));
            }
            if numbers.len() > most {
                return None;
            }
            let Some((number, standing)) = open.pop_front() else { break };
            for deed in self.deeds(&standing) {
                fresh.extend(self.reached((number, &standing), deed));
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
            let next = self.done(&instance, self.mask(moves), deed);
            instance = next.ok_or_else(|| format!("{one:?} is refused, or is an incident"))?;
        }
        self.shows(&instance, fault)
    }

    /// Goes the way of a fault with whatever values of the data it takes: each step is tried from all cases so far.
    pub(super) fn go(&self, fault: &Fault) -> Result<(), String> {
        let mut cases: BTreeMap<(Key, Beyond), Instance> = BTreeMap::new();
        let begun = (0..self.masks()).filter_map(|mask| self.begun(mask)).collect();
        self.stand(&mut cases, begun);
        let mut before: Option<&Move> = None;
        for one in &fault.trace {
            let has_come =
                |before: &Move| matches!(before, Move::Occurs { event, .. } if *event == one.element());
            let goes_on = before.replace(one).is_some_and(has_come) && matches!(one, Move::Leaves { .. });
            if goes_on || !self.is_asked_for(one) {
                continue;
            }
            let before: Vec<Instance> = std::mem::take(&mut cases).into_values().collect();
            for instance in &before {
                let deed = self.deed(instance, one);
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

    /// Adds cases, with what data alone make of them.
    fn stand(&self, cases: &mut BTreeMap<(Key, Beyond), Instance>, mut fresh: Vec<Instance>) {
        while let Some(instance) = fresh.pop() {
            let standing = Standing { instance, beside: BTreeSet::new() };
            let key = (self.key(&standing.instance), self.beyond(&standing));
            if cases.len() >= 2_000 || cases.contains_key(&key) {
                continue;
            }
            if self.procedure.graph.activates && standing.instance.status() == Status::Running {
                fresh.extend(
                    (0..self.masks()).filter_map(|mask| self.done(&standing.instance, mask, Deed::Say)),
                );
            }
            cases.insert(key, standing.instance);
        }
    }

    /// Whether somebody does something where a way is at that step.
    fn is_asked_for(&self, one: &Move) -> bool {
        let kind = |element: ElementIx| self.procedure.graph.node(element).kind;
        match one {
            Move::Leaves { element, .. } => self.procedure.graph.block(*element).is_none(),
            Move::Occurs { event, .. } => !self.is_caught(*event),
            Move::Throws { element } => kind(*element) == NodeKind::Call,
            Move::Takes { .. } | Move::Begins { .. } => false,
        }
    }

    fn is_alternative(&self, element: ElementIx) -> bool {
        let mut specials = self.procedure.graph.specials.iter();
        specials.any(|special| special.alternatives.contains(&element))
    }

    fn deed(&self, instance: &Instance, one: &Move) -> Option<Deed> {
        let element = one.element();
        let open = |element| instance.state.open.iter().filter(move |open| open.element == element);
        if self.procedure.graph.node(element).kind == NodeKind::Call {
            let child =
                instance.state.calls().find(|child| open(element).any(|open| open.id == child.call))?;
            let asked = child.state.open.iter().find(|open| open.kind == ItemKind::Work)?;
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
        let answers = &self.procedure.activities[element.index()].answers;
        let exit = one.exits().first();
        let answer = answers.iter().position(|answer| Some(&answer.exit) == exit);
        Some(Deed::Complete(item.id, answer.and_then(|answer| u16::try_from(answer).ok())))
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

    /// Whether a fault is in what an event begins beside something.
    pub(super) fn is_beside(&self, fault: &Fault) -> bool {
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
pub(super) fn wants_two_things(fault: &Fault) -> bool {
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

fn is_incident(event: &Event) -> bool {
    matches!(event, Event::IncidentRaised { .. })
}
