//! Escalations: looked for like errors, but who threw goes on unless the event that catches it interrupts.

use super::Journal;
use super::error::Sought;
use super::stepper::{Here, Stepper};

impl<J: Journal> Stepper<'_, J> {
    /// An element instance escalates; what nobody catches is no fault.
    pub(super) fn escalate(&mut self, here: Here, code: &str) {
        if let Some(caught) = self.catcher(here, Sought::Escalation(code)) {
            let interrupts = caught.interrupts;
            self.catch(caught);
            if interrupts {
                return;
            }
        }
        self.go_out(here);
    }
}
