//! How a completion changes the state: what was handed in and signed, what was answered, what several have given.

use super::state::{HeldEvidence, State};
use crate::command::ItemId;
use crate::data::Digest;
use crate::event::{Completed, ItemKind};
use crate::graph::NodeKind;
use crate::procedure::{Activity, ElementIx, Procedure, RecordIx, RoleIx, SignerNeed};

impl State {
    /// Whether an item is the open work of people.
    pub(super) fn is_open_work(&self, item: ItemId) -> bool {
        let is_old = item.0 <= self.last_item;
        is_old && self.item(item).is_some_and(|open| open.kind == ItemKind::Work)
    }

    pub(super) fn completed(&mut self, procedure: &Procedure, completed: &Completed) {
        let Some(instance) = self.item(completed.item) else { return };
        let (element, shared, joint) = (instance.element, instance.scope, instance.role.is_some());
        let was_done_before = instance.kind == ItemKind::Question;
        let is_job = instance.kind == ItemKind::Job;
        let scope = self.scope_of(instance);
        if joint {
            self.contribute(shared, completed);
        }
        self.keep_evidence(procedure, completed, element, (joint.then_some(shared), scope));
        for (datum, value) in &completed.data {
            let home = self.home_of_datum(procedure, scope, datum.0);
            self.set_datum(home, datum.0, value.clone());
        }
        for (indicator, value) in &completed.measures {
            self.set_indicator(procedure, (scope, indicator.0), *value);
        }
        if let Some(answer) = completed.answer {
            self.note_answer(procedure, scope, element, answer);
        }
        let node = procedure.graph.node(element);
        let is_work = is_job || matches!(node.kind, NodeKind::Work | NodeKind::Automatic);
        // What is chosen in an ad hoc block and is no work of a person only begins now.
        if is_work && !node.plain {
            self.note_completion(procedure, scope, element);
        }
        self.close(completed.item, true);
        if !joint && is_work && !was_done_before {
            self.note_undoable(procedure, (completed.item, scope), element, None);
        }
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
        (shared, scope): (Option<ItemId>, ItemId),
    ) {
        let Some(activity) = procedure.activity(element) else { return };
        let shared = shared.and_then(|shared| self.item(shared)).filter(|open| open.kind == ItemKind::Joint);
        let shared = shared.and_then(|shared| shared.extra.as_deref());
        if let Some(documents) = shared.map(|extra| extra.joint.evidence.clone()) {
            return documents
                .into_iter()
                .for_each(|document| self.keep(procedure, activity, (completed, scope), document));
        }
        for evidence in &completed.evidence {
            let document = (evidence.record, evidence.document.sha256);
            self.keep(procedure, activity, (completed, scope), document);
        }
    }

    fn keep(
        &mut self,
        procedure: &Procedure,
        activity: &Activity,
        (completed, scope): (&Completed, ItemId),
        (record, sha256): (RecordIx, Digest),
    ) {
        let element = completed.element;
        let is_signed = |need: &SignerNeed| self.is_signed(completed, (record, sha256), need);
        let signed = !activity.asks_signatures() || activity.signed_by(record).all(is_signed);
        self.hold_evidence(procedure, scope, HeldEvidence { element, record, sha256, signed });
    }

    fn is_signed(
        &self,
        completed: &Completed,
        (record, sha256): (RecordIx, Digest),
        need: &SignerNeed,
    ) -> bool {
        let has = |role: &&RoleIx| {
            let signature = (record, **role, sha256);
            let mut now = completed.signatures.iter();
            now.any(|given| (given.record, given.role, given.sha256) == signature)
                || self.signed_before(completed.item, &signature)
        };
        need.rule.is_met_by(need.roles.iter().filter(has).count(), need.roles.len())
    }

    /// Whether a signature was given before completing, on the item or on the one that it shares.
    #[cold]
    fn signed_before(&self, item: ItemId, signature: &(RecordIx, RoleIx, Digest)) -> bool {
        let Some(own) = self.item(item) else { return false };
        let shared = self.shared(own).and_then(|shared| shared.extra.as_deref());
        own.extra.as_deref().is_some_and(|extra| extra.signatures.contains(signature))
            || shared.is_some_and(|extra| extra.joint.signatures.contains(signature))
    }
}
