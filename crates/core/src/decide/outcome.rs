//! What follows work that is done: verification, computed answer, confirmation, the way out.

use super::Journal;
use super::stepper::{Here, Judged, Stepper, Token};
use crate::data::{Text, Value};
use crate::event::{Event, ItemKind, NoticeReason, Pending};
use crate::guard::Inputs;
use crate::incident::Stage;
use crate::procedure::{Activity, Decision, ExitIx, GuardIx};

/// Work that is done and whose consequence is due.
pub(super) struct Finished {
    pub(super) here: Here,
    pub(super) round: u32,
    pub(super) answer: Option<u16>,
    pub(super) nonconforming: bool,
    pub(super) done_by: Vec<Text>,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Work is done: a second person verifies, or it goes on.
    pub(super) fn work_done(&mut self, finished: Finished) {
        if self.is_choice(finished.here) {
            self.note_progress(finished.here.scope);
            return self.begin_chosen(finished.here);
        }
        self.wait_done(finished);
    }

    /// What nobody chose is done: a second person verifies, or it goes on.
    pub(super) fn wait_done(&mut self, finished: Finished) {
        let Some(activity) = self.activity(finished.here.element) else { return };
        self.note_progress(finished.here.scope);
        if activity.verified_by.is_some() {
            self.wait_for(ItemKind::Verify, finished);
        } else {
            self.answer_due(activity, finished);
        }
    }

    /// Work is done and verified: it computes, then a guard answers, where one does.
    pub(super) fn answer_due(&mut self, activity: &'a Activity, finished: Finished) {
        if self.conclude(&finished) {
            self.answer_now(activity, finished);
        }
    }

    fn answer_now(&mut self, activity: &'a Activity, mut finished: Finished) {
        if let (Decision::Computed(guard), None) = (activity.decision, finished.answer) {
            match self.decide(finished.here, guard) {
                Some(answer) => finished.answer = Some(answer),
                None => return,
            }
        }
        if activity.is_answered_apart() && finished.answer.is_none() && !activity.answers.is_empty() {
            self.wait_for(ItemKind::Question, finished);
        } else {
            self.confirm_or_go(activity, finished);
        }
    }

    /// Has what came out confirmed where the file says so, else goes on.
    pub(super) fn confirm_or_go(&mut self, activity: &'a Activity, finished: Finished) {
        if activity.confirmer(finished.answer, finished.nonconforming).is_some() {
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
        let told = activity.told_of(finished.answer, finished.nonconforming);
        if !told.is_empty() {
            self.notify(finished.here.item, told, NoticeReason::Answered);
        }
        self.leave(finished.here, exit);
    }

    fn wait_for(&mut self, kind: ItemKind, finished: Finished) {
        let Finished { here, round, answer, nonconforming, done_by } = finished;
        self.note_begun(here.scope);
        self.open_item(
            (here.scope, here.element),
            kind,
            round,
            Some(Box::new(Pending { answer, nonconforming, done_by })),
        );
    }

    /// A plain element that a guard answers with SI, the first exit, or NO, the second; where that leads to at once.
    #[inline]
    pub(super) fn ask(&mut self, here: Here, guard: GuardIx) -> Option<Token> {
        let glance = self.procedure.guards[guard.index()].at_a_glance(&self.facts(here.scope));
        let (yes, inputs) = match glance {
            Some((yes, read)) => (yes, read.into()),
            None => match self.answer_of(here, guard)? {
                (Value::Bool(yes), inputs) => (yes, inputs),
                _ => return None,
            },
        };
        let exit = ExitIx(self.procedure.graph.node(here.element).first_exit + u32::from(!yes));
        self.decided(here, exit, inputs);
        self.follow_straight(here, exit)
    }

    /// An element that passes by itself and whose answer a guard gives.
    pub(super) fn compute(&mut self, here: Here, guard: GuardIx) {
        let Some(activity) = self.activity(here.element) else { return };
        if let Some(answer) = self.decide(here, guard) {
            let round = self.state.next_round(here.scope, here.element).saturating_sub(1);
            let finished = Finished { answer: Some(answer), ..Finished::of(here, round) };
            self.confirm_or_go(activity, finished);
        }
    }

    /// Lets a guard answer: the position of the answer, or an incident.
    fn decide(&mut self, here: Here, guard: GuardIx) -> Option<u16> {
        let activity = self.activity(here.element)?;
        let (value, inputs) = self.answer_of(here, guard)?;
        let position = answer_position(activity, &value)?;
        let exit = activity.answers.get(usize::from(position))?.exit;
        self.decided(here, exit, inputs);
        Some(position)
    }

    /// What the guard that answers gives, with what it read, or an incident.
    fn answer_of(&mut self, here: Here, guard: GuardIx) -> Option<(Value, Inputs)> {
        let mut inputs = std::mem::take(&mut self.read);
        match self.verdict(here.scope, guard, &mut inputs) {
            Ok(value) => {
                let read = Inputs::take(&mut inputs);
                self.read = inputs;
                Some((value, read))
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(here, Stage::Decision, judged);
                None
            }
        }
    }

    /// Emits a decision; of a plain element that was not open before `apply` would count the round and no more.
    #[inline]
    pub(super) fn decided(&mut self, here: Here, exit: ExitIx, inputs: Inputs) {
        let Here { item, scope, element } = here;
        let graph = &self.procedure.graph;
        if !graph.node(element).plain || item.0 <= self.state.last_item {
            return self.emit(Event::Decided { item, element, scope, exit, inputs });
        }
        self.state.pass_plain(item, element, scope, graph.len());
        if J::KEEPS {
            self.journal.push(Event::Decided { item, element, scope, exit, inputs });
        }
    }

    /// Tries an activity's computed answer again.
    pub(super) fn decide_again(&mut self, here: Here, round: u32) {
        let Some(activity) = self.activity(here.element) else { return };
        self.answer_now(activity, Finished::of(here, round));
    }
}

impl Finished {
    /// Work that nobody answered and nobody did.
    pub(super) fn of(here: Here, round: u32) -> Self {
        Finished { here, round, answer: None, nonconforming: false, done_by: Vec::new() }
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
