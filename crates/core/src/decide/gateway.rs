//! The exclusive gateway: the first exit whose condition is true, in definition order; else the default.

use super::Journal;
use super::stepper::{Here, Judged, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::Input;
use crate::guard::{Inputs, Outcome};
use crate::incident::{Stage, Trouble};
use crate::instance::CaseFacts;
use crate::procedure::{ExitIx, GuardIx};

impl<J: Journal> Stepper<'_, J> {
    /// Chooses the way out of an exclusive gateway and goes it.
    pub(super) fn route(&mut self, here: Here) {
        if let Some(exit) = self.choose(here) {
            self.follow(here, exit);
        }
    }

    /// Chooses the way out of an exclusive gateway; where there is none the work is stuck.
    #[inline]
    pub(super) fn choose(&mut self, here: Here) -> Option<ExitIx> {
        match self.first_at_a_glance(here) {
            Some((exit, read)) => {
                self.decided(here, exit, read);
                Some(exit)
            }
            None => self.weigh(here),
        }
    }

    /// The way out where all conditions are decided together.
    #[inline]
    fn first_at_a_glance(&self, here: Here) -> Option<(ExitIx, Inputs)> {
        let (fork, facts) = (self.procedure.fork(here.element)?, self.facts(here.scope));
        let (position, read) = match J::KEEPS {
            true => fork.first_true(&facts)?,
            false => (fork.first_position(&facts)?, Inputs::default()),
        };
        let node = self.procedure.graph.node(here.element);
        let position = u32::try_from(position).ok().filter(|position| *position < node.exit_count)?;
        Some((ExitIx(node.first_exit + position), read))
    }

    /// Evaluates one condition after another.
    #[inline(never)]
    fn weigh(&mut self, here: Here) -> Option<ExitIx> {
        let mut inputs = std::mem::take(&mut self.read);
        match self.first_true(here, &mut inputs) {
            Ok(Some(exit)) => {
                self.decided(here, exit, Inputs::take(&mut inputs));
                self.read = inputs;
                return Some(exit);
            }
            Ok(None) => {
                self.stuck(here, Trouble::NoWay { inputs: inputs.into() });
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(here, Stage::Route, judged);
            }
        }
        None
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

    #[inline]
    pub(super) fn facts(&self, scope: ItemId) -> CaseFacts<'_> {
        CaseFacts { procedure: self.procedure, state: self.state, scope, at: self.state.at }
    }

    /// Evaluates a guard; what it reads is added to what the decision has read so far.
    #[inline]
    pub(super) fn verdict(&self, scope: ItemId, guard: GuardIx, inputs: &mut Vec<Input>) -> Outcome<Value> {
        self.procedure.guards[guard.index()].evaluate(&self.facts(scope), inputs)
    }
}
