//! What an element throws for others to catch.

use super::Journal;
use super::stepper::{Here, Stepper};

impl<J: Journal> Stepper<'_, J> {
    pub(super) fn throw(&mut self, here: Here) {
        self.pass_on(here);
    }
}
