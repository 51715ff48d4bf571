//! The exclusive gateway: the first exit whose condition is true, in definition order; else the default.

use super::Journal;
use super::stepper::{Here, Judged, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, Input};
use crate::guard::{Inputs, Outcome};
use crate::incident::{Stage, Trouble};
use crate::instance::CaseFacts;
use crate::procedure::{ExitIx, GuardIx};

impl<J: Journal> Stepper<'_, J> {
    /// Chooses the way out of an exclusive gateway.
    pub(super) fn route(&mut self, here: Here) {
        let Here { item, scope, element } = here;
        let mut inputs = std::mem::take(&mut self.read);
        match self.first_true(here, &mut inputs) {
            Ok(Some(exit)) => {
                self.emit(Event::Decided { item, element, scope, exit, inputs: Inputs::take(&mut inputs) });
                self.read = inputs;
                self.follow(here, exit);
            }
            Ok(None) => {
                self.stuck(here, Trouble::NoWay { inputs: inputs.into() });
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(here, Stage::Route, judged);
            }
        }
    }

    fn first_true(&self, here: Here, inputs: &mut Vec<Input>) -> Outcome<Option<ExitIx>> {
        let mut otherwise = None;
        for (exit, way) in self.procedure.graph.exits_of(here.element) {
            match way.condition {
                Some(condition)
                    if !matches!(self.verdict(here.scope, condition, inputs)?, Value::Bool(true)) => {}
                None if way.otherwise => otherwise = Some(exit),
                _ => return Ok(Some(exit)),
            }
        }
        Ok(otherwise)
    }

    /// Evaluates a guard; what it reads is added to what the decision has read so far.
    #[inline]
    pub(super) fn verdict(&self, scope: ItemId, guard: GuardIx, inputs: &mut Vec<Input>) -> Outcome<Value> {
        let facts = CaseFacts { procedure: self.procedure, state: self.state, scope, at: self.state.at };
        self.procedure.guards[guard.index()].evaluate(&facts, inputs)
    }
}
