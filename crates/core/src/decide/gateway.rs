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
    pub(super) fn route(&mut self, element: ElementIx, item: ItemId) {
        let mut inputs = std::mem::take(&mut self.read);
        match self.first_true(element, &mut inputs) {
            Ok(Some(exit)) => {
                self.emit(Event::Decided { item, element, exit, inputs: Inputs::take(&mut inputs) });
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

    fn first_true(&self, element: ElementIx, inputs: &mut Vec<Input>) -> Outcome<Option<ExitIx>> {
        let mut otherwise = None;
        for (exit, way) in self.procedure.graph.exits_of(element) {
            match way.condition {
                Some(condition) if !matches!(self.verdict(condition, inputs)?, Value::Bool(true)) => {}
                None if way.otherwise => otherwise = Some(exit),
                _ => return Ok(Some(exit)),
            }
        }
        Ok(otherwise)
    }

    /// Evaluates a guard; what it reads is added to what the decision has read so far.
    #[inline]
    pub(super) fn verdict(&self, guard: GuardIx, inputs: &mut Vec<Input>) -> Outcome<Value> {
        let facts = CaseFacts { procedure: self.procedure, state: self.state, at: self.state.at };
        self.procedure.guards[guard.index()].evaluate(&facts, inputs)
    }
}
