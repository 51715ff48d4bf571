//! What the engine itself can do: every request that is possible in every state, with every value of the data.
//!
//! Where a proof means something by a rule, the rule is kept here too: what does not interrupt occurs once at most in a
//! case, since what it begins is looked at alone; that something may interrupt a scope is no way for that to end; what
//! people leave undone in a block of their choice is no fault.
//! Read [`Bed::explore`] first.

mod going;

pub(super) use going::wants_two_things;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, OnceLock};

use crate::check::{Options, check_bytes};
use crate::command::{Actor, Command, Done, ItemId, Request, Start};
use crate::data::{Text, Timestamp, Value};
use crate::event::{Event, ItemKind, Outcome};
use crate::graph::{BlockKind, NodeKind, On};
use crate::instance::{ElementInstance, Instance, Status};
use crate::limits::Limits;
use crate::procedure::{Definitions, ElementIx, ExitIx, Procedure};

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
    /// A state from which it cannot end.
    pub(super) endless: Option<String>,
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
    /// Work of people ends with the error of that place among those that events take; of a called procedure too.
    Fail(ItemId, usize),
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

    fn data(&self, mask: usize) -> Vec<(Text, Value)> {
        let flags = (0..self.flags).map(|flag| {
            let id: Text = format!("f{flag}").into();
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
            Deed::Fail(item, code) => {
                Command::ThrowError { item, attempt: 1, code: self.codes().into_iter().nth(code)? }
            }
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

    /// The errors that events of the procedure take; for any of them stands one that no other names.
    fn codes(&self) -> BTreeSet<Text> {
        let triggers = self.procedure.graph.specials.iter().filter_map(|special| special.trigger.as_deref());
        let codes = triggers.flat_map(|trigger| &trigger.on).filter_map(|on| match on {
            On::Error(code) => Some(code.clone().unwrap_or_else(|| "any".into())),
            _ => None,
        });
        codes.collect()
    }

    fn deeds(&self, Standing { instance, beside }: &Standing) -> Vec<Deed> {
        let mut deeds = Vec::new();
        let of_calls = instance
            .state
            .calls()
            .flat_map(|child| child.state.open.iter().map(|open| (Arc::clone(&child.procedure), open)));
        let own = instance.state.open.iter().map(|open| (Arc::clone(&self.procedure), open));
        let codes = self.codes().len();
        for (procedure, open) in own.chain(of_calls) {
            if open.kind == ItemKind::Work {
                deeds.extend((0..codes).map(|code| Deed::Fail(open.id, code)));
            }
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

    /// What stands open for a token; of a member, what stands in it tells.
    fn tokens(instance: &Instance) -> impl Iterator<Item = &ElementInstance> {
        let is_token = |open: &&ElementInstance| {
            let is_once_more = instance.state.inner(open.id).is_some_and(|inner| inner.is_once_more);
            !matches!(open.kind, ItemKind::Subscription | ItemKind::Member) && !is_once_more
        };
        instance.state.open.iter().filter(is_token)
    }

    fn key(&self, instance: &Instance) -> Key {
        let open = Self::tokens(instance);
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
        for open in instance.state.open.iter().filter(|open| self.is_offer(open)) {
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

    /// Whether it is open so that people may choose to begin it.
    fn is_offer(&self, open: &ElementInstance) -> bool {
        open.kind == ItemKind::Work && self.procedure.graph.node(open.element).kind != NodeKind::Work
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
    fn two_meet(&self, instance: &Instance) -> bool {
        let needs = |element: ElementIx| {
            let special = self.procedure.graph.special(element);
            special.map_or(0, |special| special.start_quantity)
        };
        let counts = |scope: ItemId| {
            let around = Self::around(instance, scope);
            let is_chosen = around.first().is_some_and(|(block, _)| self.is_free(*block));
            !(is_chosen || around.iter().any(|(_, which)| *which == ONCE_MORE))
        };
        // What stands open twice where people choose has a scope of its own each time.
        let open = Self::tokens(instance).map(|open| (open.scope, false, open.element, None));
        let held = instance.state.arrivals().filter(|held| needs(held.join) <= 1);
        let mut there: Vec<_> =
            open.chain(held.map(|held| (held.scope, true, held.join, held.flow))).collect();
        there.sort_unstable();
        there.windows(2).any(|pair| pair[0] == pair[1] && counts(pair[0].0))
    }

    /// Whether a scope holds tokens and has nothing open; data may open a complex gateway all the same.
    fn is_stuck(&self, instance: &Instance) -> bool {
        // A gateway that has fired waits for the other tokens, whatever data say.
        let has_fired = |scope: ItemId, join: ElementIx| {
            instance.state.resetting().iter().any(|reset| reset.scope == scope && reset.join == join)
        };
        let waits = |scope: ItemId, join: ElementIx| {
            let special = self.procedure.graph.special(join);
            special.is_none_or(|special| special.activates_if.is_none()) || has_fired(scope, join)
        };
        // What holds a token until data say so may still send it to the others.
        let may_go_on =
            |scope: ItemId| instance.state.arrivals_in(scope).any(|held| !waits(scope, held.join));
        instance.state.arrivals().filter(|held| !may_go_on(held.scope)).any(|held| {
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
                if self.two_meet(&standing.instance) {
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
        let endless = can_end.iter().position(|can_end| !can_end);
        let state = numbers.iter().find(|(_, number)| Some(**number) == endless);
        known.endless = state.map(|(state, _)| format!("{state:?}"));
        known.can_end = endless.is_none();
        known.states = numbers.len();
        Some(known)
    }

    fn is_alternative(&self, element: ElementIx) -> bool {
        let mut specials = self.procedure.graph.specials.iter();
        specials.any(|special| special.alternatives.contains(&element))
    }

    fn is_caught(&self, event: ElementIx) -> bool {
        let trigger = self.procedure.graph.trigger(event);
        trigger.is_some_and(|trigger| !trigger.is_declared())
    }

    fn open(&self, instance: &Instance, element: ElementIx) -> Option<ItemId> {
        instance.state.open.iter().find(|open| open.element == element).map(|open| open.id)
    }
}

fn is_incident(event: &Event) -> bool {
    matches!(event, Event::IncidentRaised { .. })
}
