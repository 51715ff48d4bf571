//! Conditions that are waited for: looked at whenever nothing else can move.
//!
//! A wait and an interrupting event happen when the condition is true, also when it already is at opening.
//! An event that lets its host go on happens each time the condition becomes true.

use super::Journal;
use super::occur::Happening;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, Input, Met};
use crate::graph::On;
use crate::guard::GuardFault;
use crate::incident::{Stage, Trouble};
use crate::procedure::GuardIx;

/// A condition that an open element instance waits for.
struct Watched {
    here: Here,
    place: usize,
    guard: GuardIx,
    /// Whether it held when it was last looked at.
    held: bool,
}

impl<J: Journal> Stepper<'_, J> {
    /// Looks at every condition that is waited for, in definition order, up to the first that sets something off.
    pub(super) fn look_at_conditions(&mut self) -> bool {
        for watched in self.watched() {
            let mut inputs = Vec::new();
            match self.holds(&watched, &mut inputs) {
                Err(trouble) => {
                    self.stuck(watched.here, trouble);
                    return true;
                }
                Ok(true) if !watched.held && self.sets_off(&watched, inputs) => return true,
                Ok(false) if watched.held => self.holds_no_longer(&watched),
                Ok(_) => {}
            }
        }
        false
    }

    fn watched(&self) -> Vec<Watched> {
        let mut found = Vec::new();
        for open in &self.state.open {
            if !open.kind.waits() {
                continue;
            }
            let Some(trigger) = self.trigger(open.element) else { continue };
            let met = open.extra.as_ref().map_or(&[][..], |extra| &extra.met);
            for (place, on) in trigger.on.iter().enumerate() {
                if let On::Condition(guard) = on {
                    let here = Here::of(open);
                    let held = met.iter().any(|met| usize::from(*met) == place);
                    found.push(Watched { here, place, guard: *guard, held });
                }
            }
        }
        found.sort_by_key(|watched| (watched.here.element, watched.here.item, watched.place));
        found
    }

    /// Whether a condition holds; what it reads and nobody has given yet keeps it waiting.
    fn holds(&self, watched: &Watched, inputs: &mut Vec<Input>) -> Result<bool, Trouble> {
        match self.verdict(watched.here.scope, watched.guard, inputs) {
            Ok(value) => Ok(matches!(value, Value::Bool(true))),
            Err(fault) if matches!(*fault, GuardFault::Missing { .. }) => Ok(false),
            Err(fault) => {
                let inputs = std::mem::take(inputs).into();
                Err(Trouble::Guard { stage: Stage::Condition, fault: *fault, inputs })
            }
        }
    }

    /// Whether a condition that has become true set something off: an event that is not available lets it go by.
    fn sets_off(&mut self, watched: &Watched, inputs: Vec<Input>) -> bool {
        let before: ItemId = self.new_item();
        let happening = Happening { trigger: watched.place, inputs, note: None };
        self.happened(watched.here.item, happening);
        before != self.new_item() || self.state.item(watched.here.item).is_none()
    }

    fn holds_no_longer(&mut self, watched: &Watched) {
        let (item, trigger) = (watched.here.item, u16::try_from(watched.place).unwrap_or(u16::MAX));
        let (inputs, note) = (Box::default(), None);
        self.emit(Event::Met(Box::new(Met { item, trigger, holds: false, inputs, note })));
    }
}
