//! Escalations: looked for like errors, but who threw goes on unless the event that catches it interrupts.

use super::Journal;
use super::catcher::Sought;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::Text;

impl<J: Journal> Stepper<'_, J> {
    /// An element instance escalates; what nobody catches is no fault.
    pub(super) fn escalate(&mut self, here: Here, code: &Text) {
        if !self.ends_by_escalation(here, code) {
            self.go_out(here);
        }
    }

    /// Escalations that nothing in a called procedure caught: they come out of the call.
    pub(super) fn raised_in(&mut self, call: ItemId, codes: &[Text]) {
        for code in codes {
            let Some(here) = self.instance_at(call) else { return };
            self.ends_by_escalation(here, code);
        }
    }

    /// Lets an event catch an escalation; whether that ends who escalated.
    fn ends_by_escalation(&mut self, here: Here, code: &Text) -> bool {
        match self.catchers().first(here, Sought::Escalation(code)) {
            Some(caught) => {
                let interrupts = caught.interrupts;
                self.catch(caught);
                interrupts
            }
            None => {
                self.journal.escalated(code);
                false
            }
        }
    }
}
