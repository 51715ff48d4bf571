//! What guards read of a case.

use super::state::{HeldEvidence, State};
use crate::command::ItemId;
use crate::data::{Timestamp, Value};
use crate::graph::{ExitKind, Trigger};
use crate::guard::{Facts, Input, LoopFact, Slot};
use crate::procedure::{ElementIx, Procedure, RecordIx, ReturnIx};

/// The facts of a case at the effective time of the request that is handled.
pub(crate) struct CaseFacts<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) state: &'a State,
    /// Where the guard stands: what it reads is looked for from here outwards.
    pub(crate) scope: ItemId,
    pub(crate) at: Timestamp,
}

impl Facts for CaseFacts<'_> {
    #[inline]
    fn read(&self, slot: Slot) -> Option<Value> {
        match slot {
            Slot::Datum(datum) => self.datum(datum),
            _ => self.read_other(slot),
        }
    }

    #[inline]
    fn truth(&self, slot: Slot) -> Option<bool> {
        let Slot::Datum(datum) = slot else {
            return match self.read_other(slot)? {
                Value::Bool(answer) => Some(answer),
                _ => None,
            };
        };
        let home = self.state.home_of_datum(self.procedure, self.scope, datum);
        match self.state.datum(home, datum)? {
            Value::Bool(answer) => Some(*answer),
            _ => None,
        }
    }

    #[inline]
    fn rounds(&self, element: u32) -> Option<u32> {
        Some(self.returns_of(element))
    }
}

impl CaseFacts<'_> {
    /// Whether the guard of an event lets it happen now; one that gives nothing does not, unless a person declares the
    /// event and only the target is missing: then the person decides.
    pub(crate) fn lets_happen(&self, trigger: &Trigger, inputs: &mut Vec<Input>) -> bool {
        trigger.enabled_if.is_none_or(|guard| {
            match self.procedure.guards[guard.index()].evaluate(self, inputs) {
                Ok(value) => value == Value::Bool(true),
                Err(_) => trigger.is_declared() && self.procedure.lacks_target(guard),
            }
        })
    }

    /// Reads what is no datum.
    fn read_other(&self, slot: Slot) -> Option<Value> {
        let state = self.state;
        match slot {
            Slot::Datum(datum) => self.datum(datum),
            Slot::Has(datum) => Some(Value::Bool(self.datum(datum).is_some())),
            Slot::Rounds(element) => Some(Value::Number(self.returns_of(element).into())),
            Slot::Indicator(indicator) => {
                state.indicator_from(self.procedure, self.scope, indicator).map(Value::Number)
            }
            Slot::Target(indicator) => {
                self.procedure.indicators.get(indicator as usize)?.target.map(Value::Number)
            }
            Slot::Answer(element) => self.answer(element),
            Slot::Done(element) => {
                Some(Value::Bool(self.home(element).is_some_and(|home| state.done(home, element as usize))))
            }
            Slot::IsOpen(element) => Some(Value::Bool(self.is_open(element))),
            Slot::Evidence { record, activity } => Some(Value::Bool(self.has_evidence(record, activity))),
            Slot::Signed(record) => Some(Value::Bool(self.is_signed(record))),
            Slot::Count(event) => Some(Value::Number(self.count(event).into())),
            Slot::DaysSince(element) => self.days_since(element),
            Slot::Today => Some(Value::Date(self.procedure.head.day_rules().zone.local_date(self.at))),
            Slot::Member => self.member(),
            Slot::Loop(LoopFact::Activation(gateway)) => Some(Value::Number(self.held_at(gateway).into())),
            Slot::Loop(counter) => self.counter(counter),
        }
    }

    /// Where facts of an element are, seen from here.
    fn home(&self, element: u32) -> Option<ItemId> {
        self.state.home_of(self.procedure, self.scope, ElementIx(element))
    }

    #[inline]
    fn datum(&self, datum: u32) -> Option<Value> {
        let home = self.state.home_of_datum(self.procedure, self.scope, datum);
        self.state.datum(home, datum).filter(|value| !matches!(value, Value::Disposed)).cloned()
    }

    /// What the standard counts in the nearest repetition.
    fn counter(&self, counter: LoopFact) -> Option<Value> {
        let member = self.state.home(self.scope);
        let around = self.state.parent(member);
        let own = self.state.inner(self.scope).filter(|inner| inner.is_repetition());
        let repetition = own.or_else(|| self.state.inner(around?))?;
        let progress = repetition.progress();
        let active = progress.begun.saturating_sub(progress.completed).saturating_sub(progress.terminated);
        let number = match counter {
            LoopFact::Instances => progress.members.unwrap_or(progress.begun),
            LoopFact::Active => active,
            LoopFact::Completed => progress.completed,
            LoopFact::Terminated => progress.terminated,
            LoopFact::Counter if own.is_some() => progress.begun,
            LoopFact::Counter => self.state.inner(member)?.index().saturating_add(1),
            LoopFact::Activation(gateway) => self.held_at(gateway),
        };
        Some(Value::Number(number.into()))
    }

    /// How many tokens a gateway holds here.
    fn held_at(&self, gateway: u32) -> u32 {
        let here = |held: &&crate::instance::Arrival| held.join.0 == gateway && held.scope == self.scope;
        u32::try_from(self.state.arrivals_in(self.scope).filter(here).count()).unwrap_or(u32::MAX)
    }

    /// The value of the nearest member.
    fn member(&self) -> Option<Value> {
        self.state.inner(self.state.home(self.scope))?.value().cloned()
    }

    #[inline]
    fn returns_of(&self, element: u32) -> u32 {
        let mut taken = 0u32;
        for exit in self.procedure.graph.ways_of(ElementIx(element)) {
            if let ExitKind::Return(back) = exit.kind {
                taken = taken.saturating_add(self.returns_taken(back));
            }
        }
        taken
    }

    /// How often an event occurred in the scope that its host stands in.
    fn count(&self, event: u32) -> u32 {
        let within = self.procedure.graph.within(ElementIx(event));
        let mut scope = self.scope;
        while self.state.scope_element(scope) != within {
            match self.state.parent(scope) {
                Some(parent) => scope = parent,
                None => break,
            }
        }
        self.state.next_round(scope, ElementIx(event)).saturating_sub(1)
    }

    fn answer(&self, element: u32) -> Option<Value> {
        let answer = self.state.answer(self.home(element)?, element)?;
        let activity = self.procedure.activity(ElementIx(element))?;
        activity.answers.get(usize::from(answer)).map(|answer| Value::Text(answer.id.clone()))
    }

    /// Returns are counted where their target stands, which may be further out.
    fn returns_taken(&self, back: ReturnIx) -> u32 {
        let mut scope = self.scope;
        let mut taken = self.state.returns_taken(scope, back);
        while let (0, Some(parent)) = (taken, self.state.parent(scope)) {
            scope = parent;
            taken = self.state.returns_taken(scope, back);
        }
        taken
    }

    /// Valid evidence, of the nearest member and of everything around it.
    fn held(&self) -> impl Iterator<Item = &HeldEvidence> {
        let next = |scope: &ItemId| self.state.parent(*scope).map(|parent| self.state.home(parent));
        let homes = std::iter::successors(Some(self.state.home(self.scope)), next);
        homes.flat_map(|home| self.state.evidence(home))
    }

    fn is_open(&self, element: u32) -> bool {
        self.state.open.iter().any(|instance| instance.element.0 == element)
    }

    fn has_evidence(&self, record: u32, activity: Option<u32>) -> bool {
        let from = |element: ElementIx| activity.is_none_or(|activity| activity == element.0);
        self.held().any(|held| held.record == RecordIx(record) && from(held.element))
    }

    fn is_signed(&self, record: u32) -> bool {
        self.held().any(|held| held.record == RecordIx(record) && held.signed)
    }

    fn days_since(&self, element: u32) -> Option<Value> {
        let zone = self.procedure.head.day_rules().zone;
        let then = zone.local_date(self.state.completed_at(self.home(element)?, element)?);
        Some(Value::Number(zone.local_date(self.at).days_since(then).into()))
    }
}
