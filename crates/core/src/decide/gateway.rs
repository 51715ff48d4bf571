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
    /// Chooses the way out of an exclusive gateway and goes it.
    pub(super) fn route(&mut self, element: ElementIx, item: ItemId) {
        if let Some(exit) = self.choose(element, item) {
            self.follow(item, exit);
        }
    }

    /// Chooses the way out of an exclusive gateway; where there is none the work is stuck.
    #[inline]
    pub(super) fn choose(&mut self, element: ElementIx, item: ItemId) -> Option<ExitIx> {
        match self.first_at_a_glance(element) {
            Some((exit, read)) => {
                self.decided(item, element, exit, read.into());
                Some(exit)
            }
            None => self.weigh(element, item),
        }
    }

    /// The way out where all conditions look at one fact.
    #[inline]
    fn first_at_a_glance(&self, element: ElementIx) -> Option<(ExitIx, Input)> {
        let (position, read) = self.procedure.fork(element)?.first_true(&self.facts())?;
        let node = self.procedure.graph.node(element);
        let position = u32::try_from(position).ok().filter(|position| *position < node.exit_count)?;
        Some((ExitIx(node.first_exit + position), read))
    }

    /// Evaluates one condition after another.
    fn weigh(&mut self, element: ElementIx, item: ItemId) -> Option<ExitIx> {
        let mut inputs = std::mem::take(&mut self.read);
        match self.first_true(element, &mut inputs) {
            Ok(Some(exit)) => {
                self.decided(item, element, exit, Inputs::take(&mut inputs));
                self.read = inputs;
                return Some(exit);
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
        None
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
