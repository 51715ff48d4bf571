//! What an event with `abre` does: it asks for another case, once, by an event that whoever keeps cases acts on.
//!
//! Knows what the other case is given, and sees beforehand that it can begin.
//! Does not begin it: that is the engine's, or the host's, who may be told twice and names it the same each time.

use super::Journal;
use super::start::begins_here;
use super::stepper::{Here, Stepper};
use crate::data::{Text, Value};
use crate::event::Thrown;
use crate::graph::Opens;
use crate::incident::{Stage, Trouble};
use crate::procedure::Procedure;

impl<J: Journal> Stepper<'_, J> {
    /// Asks for another case.
    pub(super) fn open_case(&mut self, here: Here, opens: &Opens) -> Result<(), Trouble> {
        let data = self.values_of(here.scope, &opens.input)?;
        let found = self.definitions.of_version(&opens.code, opens.version.as_deref());
        let nothing = |start| Trouble::NothingToOpen { code: opens.code.clone(), start };
        let procedure = found.ok_or_else(|| nothing(None))?;
        if let Some(start) = opens.start.as_ref().filter(|start| begins_here(procedure, start).is_none()) {
            return Err(nothing(Some(start.clone())));
        }
        if let Some(name) = not_taken(procedure, &data) {
            return Err(Trouble::OpensWithOther { code: opens.code.clone(), name });
        }
        let (procedure, version, start) = (opens.code.clone(), opens.version.clone(), opens.start.clone());
        self.emit_thrown(here, Thrown::Case { procedure, version, start, data });
        Ok(())
    }

    /// Tries again what got stuck while an event asked for another case; whether that is so.
    pub(super) fn open_case_again(&mut self, here: Here, trouble: Option<&Trouble>) -> bool {
        let is_it = matches!(
            trouble,
            Some(
                Trouble::NothingToOpen { .. }
                    | Trouble::OpensWithOther { .. }
                    | Trouble::Guard { stage: Stage::Throw, .. }
            )
        );
        let trigger = self.trigger(here.element).filter(|_| is_it);
        let Some(opens) = trigger.and_then(|trigger| trigger.opens.as_deref()) else { return false };
        match self.open_case(here, opens) {
            Ok(()) => self.event_goes_on(here),
            Err(trouble) => self.stuck(here, trouble),
        }
        true
    }
}

/// What a procedure does not take: it has no such datum, or one of another kind.
fn not_taken(procedure: &Procedure, data: &[(Text, Value)]) -> Option<Text> {
    let takes = |name: &Text, value: &Value| {
        let declared = procedure.datum(name).map(|datum| &procedure.data[datum.index()]);
        declared.is_some_and(|declared| value.is_of(declared.kind, &declared.values))
    };
    data.iter().find(|(name, value)| !takes(name, value)).map(|(name, _)| name.clone())
}
