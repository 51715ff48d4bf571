//! What a case holds: data, indicators, answers, moments and evidence, each where it belongs.

use super::small::grow_by_few;
use super::state::{HeldEvidence, State};
use crate::command::ItemId;
use crate::data::{Decimal, Timestamp, Value};
use crate::procedure::{ElementIx, Procedure, ReturnIx};

impl State {
    /// The value of a datum of a scope.
    pub(crate) fn datum(&self, home: ItemId, datum: u32) -> Option<&Value> {
        self.inner(home).map_or(&self.data, |inner| &inner.data).get(datum)
    }

    /// What `apply` does for `DataSet`.
    #[inline]
    pub(crate) fn set_datum(&mut self, home: ItemId, datum: u32, value: Value) {
        if home.0 > 0
            && let Some(inner) = self.inner.get_mut(home)
        {
            return inner.data.insert(datum, value);
        }
        self.data.insert(datum, value);
    }

    /// The last reported value of an indicator, of a member or of the case itself.
    pub(crate) fn indicator(&self, home: ItemId, indicator: u32) -> Option<Decimal> {
        self.facts_at(home)?.indicators.get(indicator).copied()
    }

    /// The last reported value of an indicator, seen from a scope: of the member it is measured for, else of the case.
    pub(crate) fn indicator_from(
        &self,
        procedure: &Procedure,
        scope: ItemId,
        indicator: u32,
    ) -> Option<Decimal> {
        let home = self.home_of_indicator(procedure, scope, indicator);
        self.indicator(home, indicator).or_else(|| self.indicator(ItemId(0), indicator))
    }

    fn home_of_indicator(&self, procedure: &Procedure, scope: ItemId, indicator: u32) -> ItemId {
        let declared = procedure.indicators.get(indicator as usize);
        let member = declared.and_then(|declared| declared.for_each.as_ref());
        member.map_or(ItemId(0), |member| self.home_named(procedure, scope, member))
    }

    /// Reports an indicator, where it is measured for; in a window it is the latest value of the indicator itself too.
    pub(super) fn set_indicator(
        &mut self,
        procedure: &Procedure,
        (scope, indicator): (ItemId, u32),
        value: Decimal,
    ) {
        let home = self.home_of_indicator(procedure, scope, indicator);
        let within = procedure.indicators.get(indicator as usize).and_then(|indicator| indicator.within);
        let indicators = &mut self.facts_at_mut(home).indicators;
        indicators.insert(indicator, value);
        if let Some((own, _)) = within {
            indicators.insert(own.0, value);
        }
    }

    /// The valid answer of an activity, by position.
    pub(crate) fn answer(&self, home: ItemId, element: u32) -> Option<u16> {
        self.facts_at(home)?.answers.get(element).copied()
    }

    /// Whether an activity has been completed.
    pub(crate) fn done(&self, home: ItemId, element: usize) -> bool {
        self.facts_at(home).is_some_and(|facts| facts.done.contains(element))
    }

    /// When an activity was last completed.
    pub(crate) fn completed_at(&self, home: ItemId, element: u32) -> Option<Timestamp> {
        self.facts_at(home)?.completed_at.get(element).copied()
    }

    /// When an activity was last opened.
    pub(crate) fn opened_at(&self, home: ItemId, element: u32) -> Option<Timestamp> {
        self.facts_at(home)?.opened_at.get(element).copied()
    }

    /// When the case started, where something reads it.
    pub(crate) fn started_at(&self) -> Option<Timestamp> {
        self.facts.as_ref()?.started_at
    }

    /// Valid evidence, by activity and record.
    pub(crate) fn evidence(&self, home: ItemId) -> &[HeldEvidence] {
        self.facts_at(home).map_or(&[], |facts| &facts.evidence)
    }

    pub(super) fn note_start(&mut self, procedure: &Procedure) {
        if procedure.keeps.started_at {
            self.facts_at_mut(ItemId(0)).started_at = Some(self.at);
        }
    }

    pub(super) fn note_opening(&mut self, procedure: &Procedure, scope: ItemId, element: ElementIx) {
        if flag(&procedure.keeps.opened_at, element.index()) {
            let (at, home) = (self.at, self.home(scope));
            self.facts_at_mut(home).opened_at.insert(element.0, at);
        }
    }

    pub(super) fn note_completion(&mut self, procedure: &Procedure, scope: ItemId, element: ElementIx) {
        let (keeps, at) = (&procedure.keeps, self.at);
        let position = element.index();
        self.note_chosen(procedure, scope, element);
        if !flag(&keeps.done, position) && !flag(&keeps.completed_at, position) {
            return;
        }
        let facts = self.facts_at_mut(self.home(scope));
        if flag(&keeps.done, position) {
            facts.done.insert(position, procedure.graph.len());
        }
        if flag(&keeps.completed_at, position) {
            facts.completed_at.insert(element.0, at);
        }
    }

    pub(super) fn note_answer(
        &mut self,
        procedure: &Procedure,
        scope: ItemId,
        element: ElementIx,
        answer: u16,
    ) {
        if flag(&procedure.keeps.answers, element.index()) {
            self.facts_at_mut(self.home(scope)).answers.insert(element.0, answer);
        }
    }

    pub(super) fn hold_evidence(&mut self, procedure: &Procedure, scope: ItemId, evidence: HeldEvidence) {
        if !flag(&procedure.keeps.evidence, evidence.record.index()) {
            return;
        }
        let held = &mut self.facts_at_mut(self.home(scope)).evidence;
        let same =
            |other: &HeldEvidence| other.element == evidence.element && other.record == evidence.record;
        if let Some(position) = held.iter().position(same) {
            held.remove(position);
        }
        grow_by_few(held);
        held.push(evidence);
    }

    /// Forgets what elements of a return's range delivered: answers, evidence and signatures.
    pub(super) fn supersede(&mut self, procedure: &Procedure, scope: ItemId, taken: ReturnIx) {
        let range = &procedure.graph.returns[taken.index()].range;
        self.drop_resetting(|reset| reset.scope == scope && range.contains(reset.join));
        let home = self.home(scope);
        if self.facts_at(home).is_some() {
            let facts = self.facts_at_mut(home);
            facts.answers.retain(|element| !range.contains(ElementIx(element)));
            facts.evidence.retain(|held| !range.contains(held.element));
        }
    }
}

fn flag(flags: &[bool], position: usize) -> bool {
    flags.get(position).copied().unwrap_or(false)
}
