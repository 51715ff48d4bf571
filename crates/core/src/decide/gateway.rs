//! The exclusive gateway: the first exit whose condition is true, in definition order; else the default.

use super::Journal;
use super::stepper::{Judged, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, Input};
use crate::incident::{Stage, Trouble};
use crate::procedure::{ElementIx, ExitIx};

impl<J: Journal> Stepper<'_, J> {
    /// Chooses the way out of an exclusive gateway.
    pub(super) fn route(&mut self, element: ElementIx, item: ItemId) {
        match self.first_true(element) {
            Ok((Some(exit), inputs)) => {
                self.emit(Event::Decided { item, element, exit, inputs: inputs.into() });
                self.follow(item, exit);
            }
            Ok((None, inputs)) => {
                let trouble = Box::new(Trouble::NoWay { inputs: inputs.into() });
                self.emit(Event::IncidentRaised { item, element, trouble });
            }
            Err(judged) => self.guard_trouble(Some(item), element, Stage::Route, judged),
        }
    }

    fn first_true(&self, element: ElementIx) -> Result<(Option<ExitIx>, Vec<Input>), Judged> {
        let mut inputs = Vec::new();
        let mut otherwise = None;
        for (exit, way) in self.procedure.graph.exits_of(element) {
            let Some(condition) = way.condition else {
                match way.otherwise {
                    true => otherwise = Some(exit),
                    false => return Ok((Some(exit), inputs)),
                }
                continue;
            };
            let judged = self.judge(condition, inputs);
            match judged.result {
                Ok(Value::Bool(true)) => return Ok((Some(exit), judged.inputs)),
                Ok(_) => inputs = judged.inputs,
                Err(_) => return Err(judged),
            }
        }
        Ok((otherwise, inputs))
    }
}
