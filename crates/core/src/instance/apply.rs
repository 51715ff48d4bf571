//! `apply`: the only writer of state. Dull on purpose: no guard, no clock, no date arithmetic, no randomness.

use std::sync::Arc;

use super::state::{ElementInstance, Extra, HeldEvidence, State, Status, Timer, TimerKind};
use crate::command::ItemId;
use crate::data::{Digest, Timestamp};
use crate::event::{Completed, Due, Event, ItemKind, Opened, Resolved};
use crate::incident::Trouble;
use crate::procedure::{Activity, ElementIx, ExitIx, Procedure, RecordIx, ReturnIx, RoleIx, SignerNeed};

impl State {
    /// Begins a record: the effective time of all its events.
    pub(crate) fn begin(&mut self, at: Timestamp) {
        self.seq += 1;
        self.at = at;
    }

    /// Applies one event of the record that has begun.
    pub(crate) fn apply(&mut self, procedure: &Procedure, event: &Event) {
        match event {
            Event::Started(_) => self.start(procedure),
            Event::Opened(opened) => self.opened(procedure, opened),
            Event::Passed { item, element } | Event::Skipped { item, element, .. } => {
                self.passed(procedure, *item, *element);
            }
            Event::Decided { item, element, exit, .. } => self.decided(procedure, *item, *element, *exit),
            Event::Returned { item, taken, count, closed } => {
                self.close_all(closed);
                self.returned(procedure, *item, *taken, *count);
            }
            Event::Completed(completed) => self.completed(procedure, completed),
            Event::Answered { item, .. } | Event::Verified { item, .. } => self.judged(procedure, *item),
            Event::Elapsed { item } => {
                self.remove(*item);
            }
            Event::DataSet { datum, value } => self.set_datum(datum.0, value.clone()),
            Event::Measured { indicator, value } => self.set_indicator(indicator.0, *value),
            Event::IncidentRaised { item, element, trouble } => {
                self.stuck(procedure, *item, *element, trouble);
            }
            Event::IncidentResolved { item, how, .. } => self.resolved(procedure, *item, how),
            Event::Closed { items } => self.close_all(items),
            Event::Finished { outcome, .. } => self.status = Status::Ended(*outcome),
            Event::Notified { .. } => {}
            _ => self.apply_to_item(event),
        }
    }

    /// Applies an event that changes one open item and nothing else.
    fn apply_to_item(&mut self, event: &Event) {
        match event {
            Event::Signed { item, signature } => {
                let signed = (signature.record, signature.role, signature.sha256);
                self.with_extra(*item, |extra| extra.signatures.push(signed));
            }
            Event::Claimed { item, person } => self.claim(*item, Some(person), false),
            Event::Delegated { item, to } => self.claim(*item, Some(to), true),
            Event::Released { item } => self.claim(*item, None, false),
            Event::DeadlineMoved { item, due } => self.move_due(*item, due),
            Event::DeadlineNear { item } => self.drop_timer(*item, TimerKind::Warning),
            Event::DeadlinePassed { item } => {
                self.drop_timer(*item, TimerKind::Deadline);
                if let Some(instance) = self.item_mut(*item) {
                    instance.overdue = true;
                }
            }
            _ => {}
        }
    }

    /// What `apply` does for `Started`.
    pub(crate) fn start(&mut self, procedure: &Procedure) {
        self.status = Status::Running;
        self.note_start(procedure);
    }

    /// An element ran without staying open, or an open one is done with.
    fn passed(&mut self, procedure: &Procedure, item: ItemId, element: ElementIx) {
        self.run(procedure, item, element);
        if !procedure.graph.node(element).plain {
            self.note_completion(procedure, element);
        }
    }

    /// What `apply` does for `Passed` and `Decided` at a plain element that was not open, for the stepper's short way.
    #[inline]
    pub(crate) fn pass_plain(&mut self, item: ItemId, element: ElementIx, elements: usize) {
        self.last_item = item.0;
        self.count_round(ItemId(0), element, elements);
    }

    fn decided(&mut self, procedure: &Procedure, item: ItemId, element: ElementIx, exit: ExitIx) {
        self.run(procedure, item, element);
        if procedure.graph.node(element).plain {
            return;
        }
        self.note_completion(procedure, element);
        self.note_answer_of(procedure, element, exit);
    }

    /// The answer whose exit was taken counts as the answer given.
    fn note_answer_of(&mut self, procedure: &Procedure, element: ElementIx, exit: ExitIx) {
        let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        if let Some(answer) = answers.iter().position(|answer| answer.exit == exit) {
            self.note_answer(procedure, element, answer as u16);
        }
    }

    /// Counts the round of an element instance that is new; closes one that was open.
    fn run(&mut self, procedure: &Procedure, item: ItemId, element: ElementIx) {
        if item.0 <= self.last_item {
            self.remove(item);
            return;
        }
        self.last_item = item.0;
        self.count_round(ItemId(0), element, procedure.graph.len());
        if !procedure.graph.node(element).plain {
            self.note_opening(procedure, element);
        }
    }

    fn opened(&mut self, procedure: &Procedure, opened: &Opened) {
        self.last_item = self.last_item.max(opened.item.0);
        if opened.kind != ItemKind::Delay {
            self.begin_round(opened.scope, opened.element, opened.round, procedure.graph.len());
        }
        // An activity begins with its work, not with what is asked before or checked after.
        if matches!(opened.kind, ItemKind::Work | ItemKind::Joint) {
            self.note_opening(procedure, opened.element);
        }
        self.push(ElementInstance {
            id: opened.item,
            element: opened.element,
            scope: opened.scope,
            round: opened.round,
            since: self.at,
            kind: opened.kind,
            role: opened.role,
            overdue: false,
            due: None,
            extra: None,
        });
        if let Some(due) = &opened.due {
            self.set_due(opened.item, due);
        }
        if let Some(pending) = &opened.pending {
            let pending = pending.clone();
            self.with_extra(opened.item, |extra| extra.pending = Some(pending));
        }
    }

    fn set_due(&mut self, item: ItemId, due: &Arc<Due>) {
        let Some(instance) = self.item_mut(item) else { return };
        instance.due = Some(Arc::clone(due));
        instance.overdue = false;
        let delays = instance.kind == ItemKind::Delay;
        let kind = if delays { TimerKind::Delay } else { TimerKind::Deadline };
        for (instant, kind) in [(due.warn, TimerKind::Warning), (due.due, kind)] {
            if let Some(due) = instant {
                self.add_timer(Timer { due, item, kind });
            }
        }
    }

    /// What `apply` does for `Returned` where nothing is open, for the stepper's short way.
    #[inline]
    pub(crate) fn return_plain(&mut self, procedure: &Procedure, taken: ReturnIx, count: u32) {
        self.set_returns_taken(ItemId(0), taken, count);
        self.supersede(procedure, taken);
    }

    /// Sets other times; what has fired and stays as it was does not fire again.
    fn move_due(&mut self, item: ItemId, due: &Arc<Due>) {
        let Some(instance) = self.item_mut(item) else { return };
        let before = instance.due.replace(Arc::clone(due));
        let (warn, end) = before.map_or((None, None), |before| (before.warn, before.due));
        instance.overdue &= end == due.due;
        let times = [(warn, due.warn, TimerKind::Warning), (end, due.due, TimerKind::Deadline)];
        for (_, now, kind) in times.into_iter().filter(|(before, now, _)| before != now) {
            self.drop_timer(item, kind);
            now.into_iter().for_each(|due| self.add_timer(Timer { due, item, kind }));
        }
    }

    /// An activity that was verified or confirmed ends then, not when its work was done.
    fn judged(&mut self, procedure: &Procedure, item: ItemId) {
        if let Some(judged) = self.remove(item)
            && matches!(judged.kind, ItemKind::Verify | ItemKind::Confirm)
        {
            self.note_completion(procedure, judged.element);
        }
    }

    fn returned(&mut self, procedure: &Procedure, item: ItemId, taken: ReturnIx, count: u32) {
        let scope = self.remove(item).map_or(ItemId(0), |instance| instance.scope);
        self.set_returns_taken(scope, taken, count);
        self.supersede(procedure, taken);
    }

    fn completed(&mut self, procedure: &Procedure, completed: &Completed) {
        let Some(instance) = self.item(completed.item) else { return };
        let (element, scope, joint) = (instance.element, instance.scope, instance.role.is_some());
        if joint {
            self.contribute(scope, completed);
        }
        self.keep_evidence(procedure, completed, element, scope);
        for (datum, value) in &completed.data {
            self.set_datum(datum.0, value.clone());
        }
        for (indicator, value) in &completed.measures {
            self.set_indicator(indicator.0, *value);
        }
        if let Some(answer) = completed.answer {
            self.note_answer(procedure, element, answer);
        }
        self.note_completion(procedure, element);
        self.remove(completed.item);
    }

    /// Adds what one of several responsible gave to the item that they share.
    fn contribute(&mut self, shared: ItemId, completed: &Completed) {
        let before = self.item(completed.item).and_then(|instance| instance.extra.as_deref());
        let before = before.map(|extra| extra.signatures.clone()).unwrap_or_default();
        self.with_extra(shared, |extra| {
            let joint = &mut extra.joint;
            joint.add(completed.answer);
            joint.done_by.extend(completed.by.clone());
            for evidence in &completed.evidence {
                joint.evidence.retain(|(record, _)| *record != evidence.record);
                joint.evidence.push((evidence.record, evidence.document.sha256));
            }
            joint.signatures.extend(before);
            let now = completed.signatures.iter();
            joint.signatures.extend(now.map(|given| (given.record, given.role, given.sha256)));
            joint.data.extend(completed.data.iter().map(|(datum, _)| *datum));
            joint.measures.extend(completed.measures.iter().map(|(indicator, _)| *indicator));
        });
    }

    /// Keeps what was handed in; of joint work all that has been so far, since a later one may have signed it.
    fn keep_evidence(
        &mut self,
        procedure: &Procedure,
        completed: &Completed,
        element: ElementIx,
        scope: ItemId,
    ) {
        let Some(activity) = procedure.activity(element) else { return };
        let shared = self.item(scope).and_then(|shared| shared.extra.as_deref());
        if let Some(documents) = shared.map(|extra| extra.joint.evidence.clone()) {
            return documents
                .into_iter()
                .for_each(|document| self.keep(procedure, activity, completed, document));
        }
        for evidence in &completed.evidence {
            self.keep(procedure, activity, completed, (evidence.record, evidence.document.sha256));
        }
    }

    fn keep(
        &mut self,
        procedure: &Procedure,
        activity: &Activity,
        completed: &Completed,
        (record, sha256): (RecordIx, Digest),
    ) {
        let element = completed.element;
        let signed = activity.signed_by(record).all(|need| self.is_signed(completed, (record, sha256), need));
        self.hold_evidence(procedure, HeldEvidence { element, record, sha256, signed });
    }

    fn is_signed(
        &self,
        completed: &Completed,
        (record, sha256): (RecordIx, Digest),
        need: &SignerNeed,
    ) -> bool {
        let own = self.item(completed.item);
        let shared = own.and_then(|own| self.shared(own)).and_then(|shared| shared.extra.as_deref());
        let own = own.and_then(|own| own.extra.as_deref());
        let has = |role: &&RoleIx| {
            let signature = (record, **role, sha256);
            let now = completed
                .signatures
                .iter()
                .any(|given| (given.record, given.role, given.sha256) == signature);
            now || own.is_some_and(|extra| extra.signatures.contains(&signature))
                || shared.is_some_and(|extra| extra.joint.signatures.contains(&signature))
        };
        need.rule.is_met_by(need.roles.iter().filter(has).count(), need.roles.len())
    }

    fn stuck(&mut self, procedure: &Procedure, item: ItemId, element: ElementIx, trouble: &Trouble) {
        if item.0 > self.last_item {
            self.run(procedure, item, element);
        }
        if self.item(item).is_none() {
            let round = self.next_round(ItemId(0), element).saturating_sub(1);
            let (since, scope, kind) = (self.at, ItemId(0), ItemKind::Incident);
            self.push(ElementInstance {
                id: item,
                element,
                scope,
                round,
                since,
                kind,
                role: None,
                overdue: false,
                due: None,
                extra: None,
            });
        }
        self.drop_timers(item);
        let stored = Box::new(trouble.clone());
        if let Some(instance) = self.item_mut(item) {
            instance.kind = ItemKind::Incident;
            instance.extra_mut().trouble = Some(stored);
        }
    }

    fn resolved(&mut self, procedure: &Procedure, item: ItemId, how: &Resolved) {
        let Some(instance) = self.remove(item) else { return };
        if let Resolved::Take(exit) = how {
            self.note_answer_of(procedure, instance.element, *exit);
        }
        let trouble = instance.extra.and_then(|extra| extra.trouble).map(|trouble| *trouble);
        if let (Resolved::OneMore, Some(Trouble::TooManyReturns { taken, .. })) = (how, trouble) {
            self.allow_return(instance.scope, taken);
        }
    }

    fn claim(&mut self, item: ItemId, person: Option<&crate::data::Text>, delegated: bool) {
        self.with_extra(item, |extra| {
            extra.claimed_by = person.cloned();
            extra.delegated = delegated;
        });
    }

    fn close_all(&mut self, items: &[ItemId]) {
        for item in items {
            self.remove(*item);
        }
    }

    fn with_extra(&mut self, item: ItemId, change: impl FnOnce(&mut Extra)) {
        if let Some(instance) = self.item_mut(item) {
            change(instance.extra_mut());
        }
    }
}
