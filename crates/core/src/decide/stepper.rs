//! The stepper: one queue, first in first out; `emit` applies and records, and nothing else writes state.

use std::collections::VecDeque;

use super::Journal;
use super::queue::Queue;
use super::signal::Parked;
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::{Event, Input, NoticeReason, Outcome, Started};
use crate::graph::{Graph, Node, NodeKind, Straight};
use crate::incident::{Stage, Trouble};
use crate::instance::{ElementInstance, State};
use crate::limits::Limits;
use crate::procedure::{
    Activity, DatumIx, Decision, Definitions, ElementIx, ExitIx, GuardIx, Procedure, RoleIx,
};

/// Emits the events of one command and moves tokens until nothing moves by itself.
pub(super) struct Stepper<'a, J> {
    pub(super) procedure: &'a Procedure,
    pub(super) state: &'a mut State,
    pub(super) definitions: &'a Definitions,
    pub(super) depth: Depth,
    pub(super) journal: &'a mut J,
    /// The token that moves next; most cases never have a second one.
    pub(super) next: Option<Token>,
    pub(super) queue: Queue,
    /// Signals that have been thrown and wait until nothing else moves.
    pub(super) parked: VecDeque<Parked>,
    /// Scopes in which a token has ended: they may be done.
    ended: Vec<ItemId>,
    steps: u32,
    /// How much it may have open, so that the case with it has no more open than it may.
    pub(super) room: usize,
    /// The last elements that passed by themselves, once the budget is nearly spent.
    trail: Vec<ElementIx>,
    /// What the decision at hand has read; its room is used again by the next.
    pub(super) read: Vec<Input>,
}

/// How deep in a case something runs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Depth {
    /// How many calls.
    pub(super) calls: u32,
    /// How much is open in the case beside it.
    pub(super) around: usize,
    /// Whether an event around the call catches the error that a request throws in it.
    pub(super) catches: bool,
}

/// A token on its way to an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) element: ElementIx,
    /// The element instance that the element stands in; the case itself is 0.
    pub(super) scope: ItemId,
    /// The flow it comes by.
    pub(super) flow: Option<ExitIx>,
}

/// An element instance at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Here {
    pub(super) item: ItemId,
    pub(super) scope: ItemId,
    pub(super) element: ElementIx,
}

impl Here {
    /// An element instance that is open.
    pub(super) fn of(instance: &ElementInstance) -> Self {
        Here { item: instance.id, scope: instance.scope, element: instance.element }
    }
}

/// What a guard came to: its value, with everything that was read so far.
pub(super) struct Judged {
    pub(super) result: crate::guard::Outcome<crate::data::Value>,
    pub(super) inputs: Vec<Input>,
}

/// How many of the last steps name a runaway's cycle.
const TRAIL: u32 = 64;

/// Room made for the events of a start: most cases wait at once, or before more than the latter have happened.
const START_EVENTS: (usize, usize) = (4, 64);

impl<'a, J: Journal> Stepper<'a, J> {
    /// Begins the record of one command.
    pub(super) fn begin(
        procedure: &'a Procedure,
        state: &'a mut State,
        definitions: &'a Definitions,
        at: Timestamp,
        journal: &'a mut J,
    ) -> Self {
        state.begin(at);
        Self::of(procedure, state, definitions, journal, Depth::default())
    }

    /// A stepper of a called procedure.
    pub(super) fn at(self, depth: Depth) -> Self {
        let room = self.room.saturating_sub(depth.around);
        Stepper { depth, room, ..self }
    }

    /// A stepper of a state whose record has begun.
    pub(super) fn of(
        procedure: &'a Procedure,
        state: &'a mut State,
        definitions: &'a Definitions,
        journal: &'a mut J,
        depth: Depth,
    ) -> Self {
        Stepper {
            procedure,
            state,
            definitions,
            depth,
            journal,
            next: None,
            queue: Queue::default(),
            parked: VecDeque::new(),
            ended: Vec::new(),
            steps: 0,
            room: definitions.limits().open_items.saturating_sub(depth.around),
            trail: Vec::new(),
            read: Vec::new(),
        }
    }

    #[inline]
    pub(super) fn emit(&mut self, event: Event) {
        self.state.apply(self.procedure, &event);
        self.journal.push(event);
    }

    /// Begins the case; its event is made only where events are kept.
    pub(super) fn start(&mut self, semantics: u32) {
        self.state.start(self.procedure);
        if J::KEEPS {
            self.journal.expect(expected_events(&self.procedure.graph));
            let digests = self.procedure.digests;
            self.journal.push(Event::Started(Box::new(Started { digests, semantics })));
        }
    }

    /// A command whose only consequence is one event.
    pub(super) fn record(mut self, event: Event) {
        self.emit(event);
    }

    pub(super) fn limits(&self) -> &'a Limits {
        self.definitions.limits()
    }

    pub(super) fn new_item(&self) -> ItemId {
        ItemId(self.state.last_item + 1)
    }

    pub(super) fn activity(&self, element: ElementIx) -> Option<&'a Activity> {
        self.procedure.activities.get(element.index())
    }

    /// Moves tokens until all wait, then ends the case when nothing is left.
    pub(super) fn run(&mut self) {
        loop {
            if let Some(scope) = self.ended.pop() {
                self.end_if_idle(scope);
            } else if self.recheck_joins() {
                // One join has fired: a move, after which the others are looked at again.
            } else if let Some(token) = self.next_token() {
                self.state.touch(token.scope);
                self.arrive(token);
            } else if !self.settle() {
                break;
            }
        }
        if self.state.is_over() {
            self.finish(Outcome::Completed);
        }
    }

    #[inline]
    fn next_token(&mut self) -> Option<Token> {
        self.next.take().or_else(|| self.queue.pop())
    }

    #[inline]
    pub(super) fn send(&mut self, token: Token) {
        match self.next {
            None if self.queue.is_empty() => self.next = Some(token),
            _ => self.queue.push(token),
        }
    }

    /// Tokens that are on their way, in the order in which they move; those that have thrown a signal come last.
    pub(super) fn moving(&self) -> impl Iterator<Item = Token> {
        self.next.iter().chain(self.queue.iter()).copied().chain(self.throwers())
    }

    /// Whether a token is on its way in a scope.
    pub(super) fn moves_in(&mut self, scope: ItemId) -> bool {
        let is_there = |token: Token| token.scope == scope;
        self.next.is_some_and(is_there) || self.queue.has_in(scope) || self.throwers().any(is_there)
    }

    /// Lets the tokens go that move in scopes which are closed.
    pub(super) fn drop_moving(&mut self, closed: impl Fn(&Token) -> bool) {
        self.next = self.next.filter(|token| !closed(token));
        self.queue.retain(|token| !closed(token));
        self.stop_throwers(closed);
        self.state.touch_everywhere();
    }

    /// A token ends; its scope may be done.
    #[inline]
    pub(super) fn end_token(&mut self, scope: ItemId) {
        if scope.0 > 0 {
            self.ended.push(scope);
        }
    }

    /// Something has been done in a scope: in an ad hoc block, that may be enough.
    #[inline]
    pub(super) fn note_progress(&mut self, scope: ItemId) {
        if scope.0 > 0 && self.ad_hoc_of(scope).is_some() {
            self.ended.push(scope);
        }
    }

    fn arrive(&mut self, token: Token) {
        let Some(token) = self.pass_straight(token) else { return };
        let node = self.procedure.graph.node(token.element);
        if node.kind != NodeKind::Work && !self.may_step(token) {
            return;
        }
        if node.kind.opens() && self.state.size() >= self.room {
            return self.crowded(self.here(token));
        }
        if node.special.is_some() && self.is_held_or_repeated(token) {
            return;
        }
        self.enter(token);
    }

    /// Whether an element with a rule of its own takes the token: it needs more of them, or it is done several times.
    fn is_held_or_repeated(&mut self, token: Token) -> bool {
        let Some(special) = self.procedure.graph.special(token.element) else { return false };
        if self.state.is_member_of(token.scope, token.element) {
            return false;
        }
        if special.start_quantity > 1
            && !self.is_begun_alone(token)
            && !self.has_enough(token, special.start_quantity)
        {
            return true;
        }
        match &special.repeats {
            Some(repeats) => {
                if !self.passes_reached(token) {
                    self.repeat(token, repeats);
                }
                true
            }
            None => false,
        }
    }

    /// A token enters an element.
    pub(super) fn enter(&mut self, token: Token) {
        let Token { element, scope, .. } = token;
        let procedure = self.procedure;
        let node = procedure.graph.node(element);
        match node.kind {
            NodeKind::Automatic if node.plain && node.special.is_none() => self.pass(self.here(token), node),
            NodeKind::Work if node.direct => self.open_directly(token),
            NodeKind::Block if node.direct => self.open_block_directly(token),
            NodeKind::Automatic | NodeKind::Work => self.apply_or_skip(token),
            NodeKind::End => {
                self.pass_new(self.here(token), node);
                self.end_token(scope);
            }
            NodeKind::Exclusive => self.route(self.here(token)),
            NodeKind::Fork => self.fork(self.here(token)),
            NodeKind::Parallel => self.join_parallel(token),
            NodeKind::Inclusive | NodeKind::Complex => self.merge(token),
            NodeKind::Block => self.apply_or_skip(token),
            NodeKind::EventGateway | NodeKind::Catch => self.apply_or_skip(token),
            NodeKind::Throw | NodeKind::Job | NodeKind::Call => self.apply_or_skip(token),
            NodeKind::Event | NodeKind::Group => self.pass_on(self.here(token)),
        }
    }

    /// A new element instance where a token has arrived.
    pub(super) fn here(&self, token: Token) -> Here {
        Here { item: self.new_item(), scope: token.scope, element: token.element }
    }

    /// Passes and takes the one way out.
    pub(super) fn pass_on(&mut self, here: Here) {
        let Here { item, scope, element } = here;
        self.emit(Event::Passed { item, element, scope });
        self.go_out(here);
    }

    /// Takes the way out of an element that asks nothing, if it has one.
    pub(super) fn go_out(&mut self, here: Here) {
        let node = self.procedure.graph.node(here.element);
        match self.activity(here.element).map(|activity| activity.next) {
            Some(next) => self.leave(here, next),
            None if node.exit_count > 0 => self.follow(here, ExitIx(node.first_exit)),
            None => self.end_token(here.scope),
        }
    }

    /// Counts an automatic step; beyond the budget the work is stuck with the cycle named.
    #[inline]
    pub(super) fn may_step(&mut self, token: Token) -> bool {
        self.steps = self.steps.saturating_add(1);
        if self.steps.saturating_add(TRAIL) < self.limits().automatic_steps {
            return true;
        }
        self.may_still_step(token, None)
    }

    /// What follows goes on with a chain of so many steps that took an advance each.
    pub(super) fn goes_on_after(&mut self, turns: u32) {
        self.steps = self.steps.max(turns);
    }

    /// Counts the step of an open element for which something happens; beyond the budget it is stuck itself, so that
    /// it waits for nothing that would happen to it again at once.
    pub(super) fn may_happen(&mut self, Here { item, scope, element }: Here) -> bool {
        self.steps = self.steps.saturating_add(1);
        if self.steps.saturating_add(TRAIL) < self.limits().automatic_steps {
            return true;
        }
        self.may_still_step(Token { element, scope, flow: None }, Some(item))
    }

    /// Nothing more may open in the case: what would open it is stuck instead, and leads to nothing that would.
    #[cold]
    pub(super) fn crowded(&mut self, here: Here) {
        let limit = u32::try_from(self.limits().open_items).unwrap_or(u32::MAX);
        self.stuck(here, Trouble::Crowded { limit });
    }

    /// Near the end of the budget the elements that pass are kept, so that the cycle can be named.
    #[cold]
    fn may_still_step(&mut self, Token { element, scope, .. }: Token, item: Option<ItemId>) -> bool {
        let left = self.limits().automatic_steps.saturating_sub(self.steps);
        // What arrives, waits and goes on is one of the elements, not two.
        if (left > 0 || self.trail.is_empty()) && self.trail.last() != Some(&element) {
            self.trail.push(element);
        }
        if left > 0 {
            return true;
        }
        let cycle = self.cycle();
        let item = item.unwrap_or_else(|| self.new_item());
        self.stuck(Here { item, scope, element }, Trouble::Runaway { cycle });
        false
    }

    fn cycle(&self) -> Box<[Text]> {
        let Some(last) = self.trail.last() else { return Box::default() };
        let earlier = self.trail[..self.trail.len() - 1].iter().rposition(|element| element == last);
        let from = earlier.map_or(0, |position| position + 1);
        self.trail[from..].iter().map(|element| self.procedure.reference(*element).clone()).collect()
    }

    /// The short way: plain elements, one after another while one token moves.
    fn pass_straight(&mut self, mut token: Token) -> Option<Token> {
        let nodes = &self.procedure.graph.nodes[..];
        // What is done once more and alone goes nowhere from there.
        if token.scope.0 > 0 && self.state.is_alone_in(token.scope, token.element) {
            return Some(token);
        }
        while let Some(straight) = nodes[token.element.index()].straight_to {
            if !self.may_step(token) {
                return None;
            }
            let (item, element, scope) = (self.new_item(), token.element, token.scope);
            let here = Here { item, scope, element };
            token = match straight {
                Straight::To(next) => {
                    self.state.pass_plain(item, element, scope, nodes.len());
                    if J::KEEPS {
                        self.journal.push(Event::Passed { item, element, scope });
                    }
                    let flow = Some(ExitIx(nodes[element.index()].first_exit));
                    Token { element: next, scope, flow }
                }
                Straight::Ends => {
                    self.state.pass_plain(item, element, scope, nodes.len());
                    if J::KEEPS {
                        self.journal.push(Event::Passed { item, element, scope });
                    }
                    self.end_token(scope);
                    return None;
                }
                Straight::Asks(guard) => self.ask(here, guard)?,
                Straight::Chooses => {
                    let exit = self.choose(here)?;
                    self.follow_straight(here, exit)?
                }
            };
        }
        Some(token)
    }

    /// An element that passes by itself and that nothing looks at.
    fn pass(&mut self, here: Here, node: &Node) {
        match self.activity(here.element).map(|activity| activity.decision) {
            Some(Decision::Computed(guard)) => self.compute(here, guard),
            _ => {
                self.pass_new(here, node);
                match node.exit_count {
                    0 => self.end_token(here.scope),
                    _ => self.follow(here, ExitIx(node.first_exit)),
                }
            }
        }
    }

    /// An element that was not open passes; of a plain one `apply` would count the round and no more.
    #[inline]
    fn pass_new(&mut self, Here { item, scope, element }: Here, node: &Node) {
        if !node.plain {
            return self.emit(Event::Passed { item, element, scope });
        }
        self.state.pass_plain(item, element, scope, self.procedure.graph.len());
        if J::KEEPS {
            self.journal.push(Event::Passed { item, element, scope });
        }
    }

    /// Sets a datum of the case; its event is made only where events are kept.
    #[inline]
    pub(super) fn set_datum(&mut self, datum: DatumIx, value: Value) {
        if J::KEEPS {
            let (scope, inputs) = (ItemId(0), Box::default());
            self.emit(Event::DataSet { datum, scope, value, inputs });
        } else {
            self.state.set_datum(ItemId(0), datum.0, value);
        }
    }

    /// Ends the case; its event is made only where events are kept.
    #[inline]
    pub(super) fn end(&mut self, outcome: Outcome) {
        self.state.end(outcome);
        if J::KEEPS {
            self.journal.push(Event::Finished { outcome, reason: None, error: None });
        }
    }

    /// Evaluates a guard where it stands, adding what it reads to what was read before.
    pub(super) fn judge(&self, scope: ItemId, guard: GuardIx, mut inputs: Vec<Input>) -> Judged {
        let result = self.verdict(scope, guard, &mut inputs);
        Judged { result, inputs }
    }

    /// Says that the work is stuck.
    pub(super) fn stuck(&mut self, Here { item, scope, element }: Here, trouble: Trouble) {
        self.emit(Event::IncidentRaised { item, element, scope, trouble: Box::new(trouble) });
    }

    pub(super) fn guard_trouble(&mut self, here: Here, stage: Stage, judged: Judged) {
        if let Err(fault) = judged.result {
            self.stuck(here, Trouble::Guard { stage, fault: *fault, inputs: judged.inputs.into() });
        }
    }

    pub(super) fn notify(&mut self, item: ItemId, roles: &[RoleIx], reason: NoticeReason) {
        self.emit(Event::Notified { item, roles: roles.into(), reason });
    }
}

/// About how many events a start has: few where the first element waits, else one for each way and return, and one
/// more where a scope opens or a token is held.
fn expected_events(graph: &Graph) -> usize {
    let (few, many) = START_EVENTS;
    let first = graph.starts.first().map(|first| graph.node(*first));
    if graph.waits && first.is_none_or(|first| first.straight_to.is_none()) {
        return few;
    }
    let twice = graph.incoming.len() + graph.specials.len();
    (graph.exit_count().max(graph.len()) + graph.return_count() + twice + 2).min(many)
}
