//! How often waits have led to each other whose time had passed before they opened.
//!
//! Each of them takes an advance to go on, so that no budget of one command bounds a loop of them: whoever advances
//! until nothing is due would do so for ever.
//! Knows the last of such a chain; who stops it is `decide`. Read [`Spin`] first.

use super::state::{ElementInstance, State};
use crate::command::ItemId;
use crate::data::Timestamp;

/// A chain of waits each of which was due when the one before it had opened it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spin {
    /// When the last of them went on: the next has opened then.
    pub(super) at: Timestamp,
    /// The last element instance there was before it went on: the next is newer.
    pub(super) newest: u32,
    pub(super) turns: u32,
}

impl Spin {
    fn led_to(&self, wait: &ElementInstance) -> bool {
        self.at == wait.since && self.newest < wait.id.0
    }
}

/// Whether the time that something waits for had come when it opened.
fn is_due_from_the_start(wait: &ElementInstance) -> bool {
    wait.due().and_then(|due| due.due).is_some_and(|due| due <= wait.since)
}

impl State {
    /// How many waits that were due from the start have led to this one, which was so too.
    pub(crate) fn turns_before(&self, wait: &ElementInstance) -> u32 {
        let spin = self.spin().filter(|spin| is_due_from_the_start(wait) && spin.led_to(wait));
        spin.map_or(0, |spin| spin.turns)
    }

    /// What is open and waits goes on.
    #[inline]
    pub(super) fn note_spin(&mut self, item: ItemId) {
        if self.timers().first().is_some_and(|first| first.due <= self.at) {
            self.count_turn(item);
        }
    }

    #[inline(never)]
    fn count_turn(&mut self, item: ItemId) {
        let Some(wait) = self.item(item).filter(|wait| is_due_from_the_start(wait)) else { return };
        let turns = match self.spin() {
            Some(spin) if spin.led_to(wait) => spin.turns.saturating_add(1),
            // One of several that opened together: only one of them counts.
            Some(spin) if spin.at == wait.since => return,
            _ => 1,
        };
        let newest = self.last_item;
        self.rare.get_or_insert_default().spin = Some(Spin { at: self.at, newest, turns });
    }

    pub(super) fn spin(&self) -> Option<Spin> {
        self.rare.as_ref()?.spin
    }

    /// A called procedure goes on with the chain of its caller, and the caller with that of what it called.
    pub(super) fn set_spin(&mut self, spin: Option<Spin>) {
        if spin.is_some_and(|spin| self.spin().is_none_or(|own| own.newest < spin.newest)) {
            self.rare.get_or_insert_default().spin = spin;
        }
    }
}
