//! The exclusive gateway: the first exit whose condition is true, in definition order; else the default.

use super::Journal;
use super::stepper::{Judged, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, Input};
use crate::guard::{Inputs, Outcome};
use crate::incident::{Stage, Trouble};
use crate::instance::CaseFacts;
use crate::procedure::{ElementIx, ExitIx, GuardIx};

impl<J: Journal> Stepper<'_, J> {
    /// Chooses the way out of an exclusive gateway.
    #[inline]
    pub(super) fn route(&mut self, element: ElementIx, item: ItemId) {
        let mut known = None;
        match self.first_at_a_glance(element, &mut known) {
            Ok(exit) => {
                self.decided(item, element, exit, known.into());
                self.follow(item, exit);
            }
            Err(from) => self.weigh(element, item, from, known),
        }
    }

    /// The way out where all conditions look at one fact; else the first exit that asks for more.
    #[inline]
    fn first_at_a_glance(&self, element: ElementIx, known: &mut Option<Input>) -> Result<ExitIx, ExitIx> {
        let (procedure, mut otherwise) = (self.procedure, None);
        for (exit, way) in procedure.graph.exits_of(element) {
            let Some(condition) = way.condition else {
                if way.otherwise {
                    otherwise = Some(exit);
                    continue;
                }
                return Ok(exit);
            };
            let guard = &procedure.guards[condition.index()];
            let holds = match known {
                Some(known) => guard.at_a_second_glance(known),
                None => guard.at_a_glance(&self.facts()).map(|(holds, read)| {
                    *known = Some(read);
                    holds
                }),
            };
            match holds {
                Some(true) => return Ok(exit),
                Some(false) => {}
                None => return Err(exit),
            }
        }
        otherwise.ok_or(ExitIx(procedure.graph.node(element).first_exit))
    }

    /// Evaluates the conditions from an exit on; one fact may be known from those before.
    fn weigh(&mut self, element: ElementIx, item: ItemId, from: ExitIx, known: Option<Input>) {
        let mut inputs = std::mem::take(&mut self.read);
        inputs.extend(known);
        match self.first_true(element, from, &mut inputs) {
            Ok(Some(exit)) => {
                self.decided(item, element, exit, Inputs::take(&mut inputs));
                self.read = inputs;
                self.follow(item, exit);
            }
            Ok(None) => {
                let trouble = Box::new(Trouble::NoWay { inputs: inputs.into() });
                self.emit(Event::IncidentRaised { item, element, trouble });
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(Some(item), element, Stage::Route, judged);
            }
        }
    }

    fn first_true(
        &self,
        element: ElementIx,
        from: ExitIx,
        inputs: &mut Vec<Input>,
    ) -> Outcome<Option<ExitIx>> {
        let mut otherwise = None;
        for (exit, way) in self.procedure.graph.exits_of(element) {
            match way.condition {
                Some(_) if exit < from => {}
                Some(condition) if !matches!(self.verdict(condition, inputs)?, Value::Bool(true)) => {}
                None if way.otherwise => otherwise = Some(exit),
                _ => return Ok(Some(exit)),
            }
        }
        Ok(otherwise)
    }

    #[inline]
    pub(super) fn facts(&self) -> CaseFacts<'_> {
        CaseFacts { procedure: self.procedure, state: self.state, at: self.state.at }
    }

    /// Evaluates a guard; what it reads is added to what the decision has read so far.
    #[inline]
    pub(super) fn verdict(&self, guard: GuardIx, inputs: &mut Vec<Input>) -> Outcome<Value> {
        self.procedure.guards[guard.index()].evaluate(&self.facts(), inputs)
    }
}
