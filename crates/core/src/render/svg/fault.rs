//! The way to a fault laid over a picture: what is walked, and where it ends.
//!
//! Knows which shapes and lines a step goes along. Does not prove anything.

use super::overlay::Overlay;
use crate::procedure::Procedure;
use crate::proof::Fault;

impl Overlay {
    /// The shortest way to a fault, with the elements at fault marked.
    #[must_use]
    pub fn of_fault(procedure: &Procedure, fault: &Fault) -> Self {
        let mut overlay = Self::showing_fault(procedure);
        for one in fault.way(procedure) {
            overlay.walk(one.element());
            one.exits().iter().for_each(|exit| overlay.take(*exit));
        }
        fault.elements.iter().for_each(|element| overlay.blame(*element));
        overlay
    }
}
