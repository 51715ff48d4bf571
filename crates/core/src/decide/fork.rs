//! Several flows at once: all of a parallel gateway, or all whose condition is true.

use super::Journal;
use super::stepper::{Here, Judged, Stepper};
use crate::data::Value;
use crate::event::{Event, Input};
use crate::graph::Exit;
use crate::guard::Outcome;
use crate::incident::{Stage, Trouble};
use crate::procedure::{ElementIx, ExitIx};

/// Room that is made at once for the tokens of a split, at most.
const ROOM: usize = 64;

impl<J: Journal> Stepper<'_, J> {
    /// Takes all exits.
    pub(super) fn split(&mut self, here: Here) {
        let node = self.procedure.graph.node(here.element);
        self.queue.reserve(usize::try_from(node.exit_count).unwrap_or(0).min(ROOM));
        for position in 0..node.exit_count {
            self.follow(here, ExitIx(node.first_exit + position));
        }
        if node.exit_count == 0 {
            self.end_token(here.scope);
        }
    }

    /// Goes on from a join that has fired; where no exit has a condition, all are taken and nothing is decided.
    pub(super) fn fork_joined(&mut self, here: Here) {
        let decides = |exit: &Exit| exit.condition.is_some() || exit.otherwise;
        match self.procedure.graph.ways_of(here.element).iter().any(decides) {
            true => self.fork(here),
            false => self.split(here),
        }
    }

    /// Takes all exits whose condition is true; the default only when none of the conditional ones is.
    pub(super) fn fork(&mut self, here: Here) {
        let Here { item, scope, element } = here;
        let mut inputs = std::mem::take(&mut self.read);
        match self.all_true(here, &mut inputs) {
            Ok(exits) if exits.is_empty() && self.procedure.graph.node(element).exit_count > 0 => {
                self.stuck(here, Trouble::NoWay { inputs: inputs.into() });
            }
            Ok(exits) => {
                let taken = exits.as_slice().into();
                self.emit(Event::Forked {
                    item,
                    element,
                    scope,
                    exits: taken,
                    inputs: inputs.as_slice().into(),
                });
                inputs.clear();
                self.read = inputs;
                self.queue.reserve(exits.len());
                for exit in &exits {
                    self.follow(here, *exit);
                }
                if exits.is_empty() {
                    self.end_token(scope);
                }
            }
            Err(fault) => {
                let judged = Judged { result: Err(fault), inputs };
                self.guard_trouble(here, Stage::Route, judged);
            }
        }
    }

    fn all_true(&self, here: Here, inputs: &mut Vec<Input>) -> Outcome<Vec<ExitIx>> {
        let ways = self.procedure.graph.node(here.element).exit_count;
        let mut taken = Vec::with_capacity(usize::try_from(ways).unwrap_or(0).min(ROOM));
        let (mut otherwise, mut any) = (None, false);
        for (exit, way) in self.procedure.graph.exits_of(here.element) {
            match way.condition {
                Some(condition) => {
                    if matches!(self.verdict(here.scope, condition, inputs)?, Value::Bool(true)) {
                        any = true;
                        taken.push(exit);
                    }
                }
                None if way.otherwise => otherwise = Some(exit),
                None => taken.push(exit),
            }
        }
        if let (Some(exit), false) = (otherwise, any) {
            let position = taken.partition_point(|other| *other < exit);
            taken.insert(position, exit);
        }
        Ok(taken)
    }

    /// Whether flows lead to an element from several sides.
    pub(super) fn merges(&self, element: ElementIx) -> bool {
        self.procedure.graph.incoming.to(element).len() > 1
    }
}
