//! The stepper: one queue, first in first out; `emit` applies and records, and nothing else writes state.

use std::collections::VecDeque;

use super::{Journal, deadline};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::event::{Event, Input, ItemKind, NoticeReason, Opened, Outcome, Pending, Started};
use crate::graph::{Exit, ExitKind, Graph, Node, NodeKind, Straight, Target};
use crate::incident::{Stage, Trouble};
use crate::instance::{State, Status};
use crate::limits::Limits;
use crate::procedure::{
    Activity, Applies, Decision, ElementIx, ExitIx, GuardIx, Procedure, ReturnIx, RoleIx,
};

/// Emits the events of one command and moves tokens until nothing moves by itself.
pub(super) struct Stepper<'a, J> {
    pub(super) procedure: &'a Procedure,
    pub(super) state: &'a mut State,
    limits: &'a Limits,
    pub(super) journal: &'a mut J,
    /// The token that moves next; most cases never have a second one.
    pub(super) next: Option<ElementIx>,
    queue: VecDeque<ElementIx>,
    steps: u32,
    /// The last elements that passed by themselves, once the budget is nearly spent.
    trail: Vec<ElementIx>,
    /// What the decision at hand has read; its room is used again by the next.
    pub(super) read: Vec<Input>,
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
        limits: &'a Limits,
        at: Timestamp,
        journal: &'a mut J,
    ) -> Self {
        state.begin(at);
        Stepper {
            procedure,
            state,
            limits,
            journal,
            next: None,
            queue: VecDeque::new(),
            steps: 0,
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
        self.journal.expect(expected_events(&self.procedure.graph));
        self.state.start(self.procedure);
        if J::KEEPS {
            let digests = self.procedure.digests;
            self.journal.push(Event::Started(Box::new(Started { digests, semantics })));
        }
    }

    /// A command whose only consequence is one event.
    pub(super) fn record(mut self, event: Event) {
        self.emit(event);
    }

    pub(super) fn new_item(&self) -> ItemId {
        ItemId(self.state.last_item + 1)
    }

    pub(super) fn activity(&self, element: ElementIx) -> Option<&'a Activity> {
        self.procedure.activities.get(element.index())
    }

    /// Moves tokens until all wait, then ends the case when nothing is left.
    pub(super) fn run(&mut self) {
        while let Some(element) = self.next.take().or_else(|| self.queue.pop_front()) {
            self.arrive(element);
        }
        if self.state.open.is_empty()
            && self.state.arrivals().is_empty()
            && self.state.status == Status::Running
        {
            self.emit(Event::Finished { outcome: Outcome::Completed, reason: None });
        }
    }

    #[inline]
    pub(super) fn send(&mut self, element: ElementIx) {
        match self.next {
            None if self.queue.is_empty() => self.next = Some(element),
            _ => self.queue.push_back(element),
        }
    }

    fn arrive(&mut self, element: ElementIx) {
        let Some(element) = self.pass_straight(element) else { return };
        let procedure = self.procedure;
        let node = procedure.graph.node(element);
        if node.kind != NodeKind::Work && !self.may_step(element) {
            return;
        }
        match node.kind {
            NodeKind::Automatic if node.plain => self.pass(element, node),
            NodeKind::End => {
                let item = self.new_item();
                self.emit(Event::Passed { item, element });
            }
            NodeKind::Exclusive => self.route(element, self.new_item()),
            NodeKind::Automatic | NodeKind::Work => self.apply_or_skip(element),
        }
    }

    /// Counts an automatic step; beyond the budget the work is stuck with the cycle named.
    #[inline]
    fn may_step(&mut self, element: ElementIx) -> bool {
        self.steps += 1;
        if self.steps.saturating_add(TRAIL) < self.limits.automatic_steps {
            return true;
        }
        self.may_still_step(element)
    }

    /// Near the end of the budget the elements that pass are kept, so that the cycle can be named.
    #[cold]
    fn may_still_step(&mut self, element: ElementIx) -> bool {
        let left = self.limits.automatic_steps.saturating_sub(self.steps);
        if left > 0 {
            self.trail.push(element);
            return true;
        }
        let cycle = self.cycle();
        let item = self.new_item();
        self.emit(Event::IncidentRaised { item, element, trouble: Box::new(Trouble::Runaway { cycle }) });
        false
    }

    fn cycle(&self) -> Box<[Text]> {
        let Some(last) = self.trail.last() else { return Box::default() };
        let earlier = self.trail[..self.trail.len() - 1].iter().rposition(|element| element == last);
        let from = earlier.map_or(0, |position| position + 1);
        self.trail[from..].iter().map(|element| self.procedure.reference(*element).clone()).collect()
    }

    /// The short way: plain elements, one after another while one token moves.
    fn pass_straight(&mut self, mut element: ElementIx) -> Option<ElementIx> {
        let nodes = &self.procedure.graph.nodes[..];
        while let Some(straight) = nodes[element.index()].straight_to {
            if !self.may_step(element) {
                return None;
            }
            let item = self.new_item();
            element = match straight {
                Straight::To(next) => {
                    self.state.pass_plain(item, element, nodes.len());
                    if J::KEEPS {
                        self.journal.push(Event::Passed { item, element });
                    }
                    next
                }
                Straight::Asks(guard) => self.ask(element, item, guard)?,
                Straight::Chooses => {
                    let exit = self.choose(element, item)?;
                    self.follow_straight(item, exit)?
                }
            };
        }
        Some(element)
    }

    /// An element that passes by itself and that nothing looks at.
    fn pass(&mut self, element: ElementIx, node: &Node) {
        let item = self.new_item();
        match self.activity(element).map(|activity| activity.decision) {
            Some(Decision::Computed(guard)) => self.compute(element, item, guard),
            _ => {
                self.emit(Event::Passed { item, element });
                let first = ExitIx(node.first_exit);
                if node.exit_count > 0 {
                    self.follow(item, first);
                }
            }
        }
    }

    /// Opens an activity, or skips it when it does not apply.
    fn apply_or_skip(&mut self, element: ElementIx) {
        let Some(activity) = self.activity(element) else { return };
        match &activity.applies {
            Applies::Always => self.open(element, activity, None),
            Applies::Asked { .. } => {
                let round = self.state.next_round(ItemId(0), element);
                self.open_item(element, ItemKind::Applies, round, None);
            }
            Applies::If(guard) => self.apply_if(element, activity, *guard, None),
        }
    }

    /// Evaluates whether an activity applies; `stuck` is the item that was stuck on it.
    pub(super) fn apply_if(
        &mut self,
        element: ElementIx,
        activity: &'a Activity,
        guard: GuardIx,
        stuck: Option<ItemId>,
    ) {
        let judged = self.judge(guard, Vec::new());
        match judged.result {
            Ok(crate::data::Value::Bool(true)) => self.open(element, activity, None),
            Ok(_) => {
                let item = stuck.unwrap_or_else(|| self.new_item());
                self.emit(Event::Skipped { item, element, inputs: judged.inputs.into() });
                self.go_past(item, activity);
            }
            Err(_) => self.guard_trouble(stuck, element, Stage::Applies, judged),
        }
    }

    /// Opens the work of an activity, or lets it pass; `round` is given when the activity has already been reached.
    pub(super) fn open(&mut self, element: ElementIx, activity: &'a Activity, round: Option<u32>) {
        if self.procedure.graph.node(element).kind == NodeKind::Automatic {
            let item = self.new_item();
            if let Decision::Computed(guard) = activity.decision {
                return self.compute(element, item, guard);
            }
            self.emit(Event::Passed { item, element });
            return self.leave(item, element, activity.next);
        }
        let round = round.unwrap_or_else(|| self.state.next_round(ItemId(0), element));
        if activity.is_joint() {
            self.open_joint(element, activity, round);
        } else {
            self.open_item(element, ItemKind::Work, round, None);
        }
    }

    /// Opens an item that stands directly in the case.
    pub(super) fn open_item(
        &mut self,
        element: ElementIx,
        kind: ItemKind,
        round: u32,
        pending: Option<Box<Pending>>,
    ) -> ItemId {
        let item = self.new_item();
        let due = match kind {
            ItemKind::Work | ItemKind::Joint => deadline::of(self.procedure, self.state, element, round),
            _ => Ok(None),
        };
        let (due, beyond) = due.map_or((None, true), |due| (due, false));
        let scope = ItemId(0);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role: None, due, pending }));
        if beyond {
            self.emit(Event::IncidentRaised { item, element, trouble: Box::new(Trouble::Deadline) });
        }
        item
    }

    /// Evaluates a guard, adding what it reads to what was read before.
    pub(super) fn judge(&self, guard: GuardIx, mut inputs: Vec<Input>) -> Judged {
        let result = self.verdict(guard, &mut inputs);
        Judged { result, inputs }
    }

    pub(super) fn guard_trouble(
        &mut self,
        stuck: Option<ItemId>,
        element: ElementIx,
        stage: Stage,
        judged: Judged,
    ) {
        if let Err(fault) = judged.result {
            let trouble = Box::new(Trouble::Guard { stage, fault: *fault, inputs: judged.inputs.into() });
            let item = stuck.unwrap_or_else(|| self.new_item());
            self.emit(Event::IncidentRaised { item, element, trouble });
        }
    }

    /// Goes on after an activity that was skipped: nothing was closed, nobody is told.
    pub(super) fn go_past(&mut self, item: ItemId, activity: &Activity) {
        if let Some(exit) = activity.next {
            self.follow(item, exit);
        }
    }

    /// Leaves an activity by an exit, telling who is to be told.
    pub(super) fn leave(&mut self, item: ItemId, element: ElementIx, exit: Option<ExitIx>) {
        let onward = exit.is_none_or(|exit| self.procedure.graph.exit(exit).kind == ExitKind::Onward);
        let notifies = self.activity(element).map_or(&[][..], |activity| &activity.notifies);
        if onward && !notifies.is_empty() {
            self.notify(item, notifies, NoticeReason::Closed);
        }
        if let Some(exit) = exit {
            self.follow(item, exit);
        }
    }

    pub(super) fn notify(&mut self, item: ItemId, roles: &[RoleIx], reason: NoticeReason) {
        self.emit(Event::Notified { item, roles: roles.into(), reason });
    }

    /// Follows an exit of an element instance that is done.
    #[inline]
    pub(super) fn follow(&mut self, item: ItemId, exit: ExitIx) {
        let way = self.procedure.graph.exit(exit);
        if self.may_go(item, way) {
            self.go(way);
        }
    }

    /// Follows an exit and says where the token is, when it is its turn again at once.
    #[inline]
    pub(super) fn follow_straight(&mut self, item: ItemId, exit: ExitIx) -> Option<ElementIx> {
        let way = self.procedure.graph.exit(exit);
        if !self.may_go(item, way) {
            return None;
        }
        match (way.target, way.after) {
            (Target::Element(next), None) if self.next.is_none() && self.queue.is_empty() => Some(next),
            _ => {
                self.go(way);
                self.next.take()
            }
        }
    }

    #[inline]
    fn may_go(&mut self, item: ItemId, way: &Exit) -> bool {
        match way.kind {
            ExitKind::Onward => true,
            ExitKind::Return(taken) => self.take_back(item, way, taken),
        }
    }

    #[inline]
    fn go(&mut self, way: &Exit) {
        match (way.target, way.after) {
            (Target::Element(element), None) => self.send(element),
            (Target::Element(element), Some(after)) => self.delay(element, after),
            (Target::End, _) => {}
            (Target::CaseEnd, _) => self.end_case(),
        }
    }

    /// Takes a counted return, unless it has been taken as often as it may.
    fn take_back(&mut self, item: ItemId, way: &Exit, taken: ReturnIx) -> bool {
        let back = &self.procedure.graph.returns[taken.index()];
        let scope = ItemId(0);
        let count = self.state.returns_taken(scope, taken).saturating_add(1);
        let maximum = back.maximum;
        if count > maximum && count > maximum.saturating_add(self.state.returns_allowed(scope, taken)) {
            let trouble = Box::new(Trouble::TooManyReturns { taken, maximum });
            self.emit(Event::IncidentRaised { item, element: way.from, trouble });
            return false;
        }
        if !self.state.open.is_empty() {
            let closed = self.open_in(|element| back.range.contains(element), item);
            self.emit(Event::Returned { item, taken, count, closed });
            return true;
        }
        self.state.return_plain(self.procedure, taken, count);
        if J::KEEPS {
            self.journal.push(Event::Returned { item, taken, count, closed: Box::default() });
        }
        true
    }

    /// Open element instances of some elements, those that stand in them first: reverse order of creation.
    fn open_in(&self, inside: impl Fn(ElementIx) -> bool, but: ItemId) -> Box<[ItemId]> {
        let open = self.state.open.iter().rev();
        open.filter(|instance| instance.id != but && inside(instance.element))
            .map(|instance| instance.id)
            .collect()
    }

    fn delay(&mut self, element: ElementIx, after: crate::data::Duration) {
        match deadline::after(self.procedure, self.state.at, after) {
            Some(due) => {
                let (item, scope, kind) = (self.new_item(), ItemId(0), ItemKind::Delay);
                let round = self.state.next_round(scope, element);
                let due = Some(std::sync::Arc::new(due));
                self.emit(Event::Opened(Opened {
                    item,
                    element,
                    scope,
                    round,
                    kind,
                    role: None,
                    due,
                    pending: None,
                }));
            }
            None => {
                let item = self.new_item();
                self.emit(Event::IncidentRaised { item, element, trouble: Box::new(Trouble::Deadline) });
            }
        }
    }

    /// Closes what stands in an element instance.
    pub(super) fn close_inside(&mut self, scope: ItemId) {
        let open = self.state.open.iter().rev();
        let items: Box<[ItemId]> =
            open.filter(|instance| instance.scope == scope).map(|instance| instance.id).collect();
        if !items.is_empty() {
            self.emit(Event::Closed { items });
        }
    }

    /// Closes everything that is open, in reverse order of creation.
    pub(super) fn close_all(&mut self) {
        let items = self.open_in(|_| true, ItemId(0));
        if !items.is_empty() {
            self.emit(Event::Closed { items });
        }
        self.next = None;
        self.queue.clear();
    }

    fn end_case(&mut self) {
        self.close_all();
        self.emit(Event::Finished { outcome: Outcome::Completed, reason: None });
    }
}

/// About how many events a start has: few where the first element waits, else one for each way and return.
fn expected_events(graph: &Graph) -> usize {
    let (few, many) = START_EVENTS;
    match graph.start.and_then(|first| graph.node(first).straight_to) {
        None => few,
        Some(_) => (graph.exit_count() + graph.return_count() + 2).min(many),
    }
}
