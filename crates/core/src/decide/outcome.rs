//! What follows work that is done: verification, computed answer, confirmation, the way out.

use super::Journal;
use super::stepper::{Judged, Stepper};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Event, ItemKind, Pending};
use crate::guard::Inputs;
use crate::incident::Stage;
use crate::procedure::{Activity, Decision, ElementIx, ExitIx, GuardIx};

/// Work that is done and whose consequence is due.
pub(super) struct Finished {
    pub(super) item: ItemId,
    pub(super) element: ElementIx,
    pub(super) round: u32,
    pub(super) answer: Option<u16>,
    pub(super) nonconforming: bool,
    pub(super) done_by: Vec<Text>,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Work is done: a second person verifies, or it goes on.
    pub(super) fn work_done(&mut self, finished: Finished) {
        let Some(activity) = self.activity(finished.element) else { return };
        if activity.verified_by.is_some() {
            self.wait_for(ItemKind::Verify, finished);
        } else {
            self.answer_due(activity, finished);
        }
    }

    /// Work is done and verified: a guard answers, where one does.
    pub(super) fn answer_due(&mut self, activity: &'a Activity, mut finished: Finished) {
        if let (Decision::Computed(guard), None) = (activity.decision, finished.answer) {
            match self.decide(finished.element, finished.item, guard) {
                Some(answer) => finished.answer = Some(answer),
                None => return,
            }
        }
        self.confirm_or_go(activity, finished);
    }

    fn confirm_or_go(&mut self, activity: &'a Activity, finished: Finished) {
        if activity.confirmed_by.is_some() && finished.answer.is_some() {
            self.wait_for(ItemKind::Confirm, finished);
        } else {
            self.go_on(activity, &finished);
        }
    }

    /// Takes the way out that the answer or the verification names.
    pub(super) fn go_on(&mut self, activity: &'a Activity, finished: &Finished) {
        let answered = finished.answer.and_then(|answer| activity.answers.get(usize::from(answer)));
        let refused = || activity.control.as_ref().filter(|_| finished.nonconforming)?.if_nonconforming;
        let exit = answered.map(|answer| answer.exit).or_else(refused).or(activity.next);
        self.leave(finished.item, finished.element, exit);
    }

    fn wait_for(&mut self, kind: ItemKind, finished: Finished) {
        let Finished { element, round, answer, nonconforming, done_by, .. } = finished;
        self.open_item(element, kind, round, Some(Box::new(Pending { answer, nonconforming, done_by })));
    }

    /// A plain element that a guard answers with SI, the first exit, or NO, the second; where that leads to at once.
    #[inline]
    pub(super) fn ask(&mut self, element: ElementIx, item: ItemId, guard: GuardIx) -> Option<ElementIx> {
        let (yes, inputs) = match self.procedure.guards[guard.index()].at_a_glance(&self.facts()) {
            Some((yes, read)) => (yes, read.into()),
            None => match self.answer_of(element, item, guard)? {
                (Value::Bool(yes), inputs) => (yes, inputs),
                _ => return None,
            },
        };
        let exit = ExitIx(self.procedure.graph.node(element).first_exit + u32::from(!yes));
        self.decided(item, element, exit, inputs);
        self.follow_straight(item, exit)
    }

    /// An element that passes by itself and whose answer a guard gives.
    pub(super) fn compute(&mut self, element: ElementIx, item: ItemId, guard: GuardIx) {
        let Some(activity) = self.activity(element) else { return };
        if let Some(answer) = self.decide(element, item, guard) {
            let (answer, round) = (Some(answer), self.state.next_round(ItemId(0), element).saturating_sub(1));
            let finished =
                Finished { item, element, round, answer, nonconforming: false, done_by: Vec::new() };
            self.confirm_or_go(activity, finished);
        }
    }

    /// Lets a guard answer: the position of the answer, or an incident.
    fn decide(&mut self, element: ElementIx, item: ItemId, guard: GuardIx) -> Option<u16> {
        let activity = self.activity(element)?;
        let (value, inputs) = self.answer_of(element, item, guard)?;
        let position = answer_position(activity, &value)?;
        let exit = activity.answers.get(usize::from(position))?.exit;
        self.decided(item, element, exit, inputs);
        Some(position)
    }

    /// What the guard that answers gives, with what it read, or an incident.
    fn answer_of(&mut self, element: ElementIx, item: ItemId, guard: GuardIx) -> Option<(Value, Inputs)> {
        let mut inputs = std::mem::take(&mut self.read);
        match self.verdict(guard, &mut inputs) {
            Ok(value) => {
                let read = Inputs::take(&mut inputs);
                self.read = inputs;
                Some((value, read))
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(Some(item), element, Stage::Decision, judged);
                None
            }
        }
    }

    /// Emits a decision; of a plain element that was not open before `apply` would count the round and no more.
    #[inline]
    pub(super) fn decided(&mut self, item: ItemId, element: ElementIx, exit: ExitIx, inputs: Inputs) {
        let graph = &self.procedure.graph;
        if !graph.node(element).plain || item.0 <= self.state.last_item {
            return self.emit(Event::Decided { item, element, exit, inputs });
        }
        self.state.pass_plain(item, element, graph.len());
        if J::KEEPS {
            self.journal.push(Event::Decided { item, element, exit, inputs });
        }
    }

    /// Tries an activity's computed answer again.
    pub(super) fn decide_again(&mut self, element: ElementIx, item: ItemId, round: u32) {
        let Some(activity) = self.activity(element) else { return };
        let finished =
            Finished { item, element, round, answer: None, nonconforming: false, done_by: Vec::new() };
        self.answer_due(activity, finished);
    }

    pub(super) fn take(&mut self, item: ItemId, element: ElementIx, exit: ExitIx) {
        self.leave(item, element, Some(exit));
    }
}

/// The answer that the value of a guard names: true is SI, false is NO, a text is the id of an outcome.
pub(super) fn answer_position(activity: &Activity, value: &Value) -> Option<u16> {
    let id = match value {
        Value::Bool(true) => "yes",
        Value::Bool(false) => "no",
        Value::Text(id) => id,
        _ => return None,
    };
    let position = activity.answers.iter().position(|answer| &*answer.id == id)?;
    u16::try_from(position).ok()
}
