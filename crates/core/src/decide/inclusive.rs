//! Inclusive and complex joins: they fire when what is still missing can no longer come.

use super::Journal;
use super::stepper::Stepper;

impl<J: Journal> Stepper<'_, J> {
    /// Lets inclusive joins fire that may; looked at after every move while one holds a token.
    #[inline]
    pub(super) fn recheck_joins(&mut self) {
        if !self.state.arrivals().is_empty() {
            self.fire_ready_join();
        }
    }

    fn fire_ready_join(&mut self) {}
}
