//! The times of the whole case, or of a procedure that it calls: its own deadline and its earliest end.
//!
//! Knows what stands in the event that set them; element instance 0 is the case itself.
//! Does not compute them, that is `decide`. Read [`Term`] first.

use std::sync::Arc;

use super::Instance;
use super::state::{State, Timer, TimerKind};
use crate::command::ItemId;
use crate::event::Due;

/// The times of the whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) due: Arc<Due>,
    /// Whether its deadline has passed.
    pub(super) overdue: bool,
    /// Whether its earliest end is still to come.
    pub(super) held: bool,
}

/// The case itself.
const WHOLE: ItemId = ItemId(0);

impl State {
    fn term(&self) -> Option<&Term> {
        self.rare.as_ref()?.term.as_deref()
    }

    /// Its times, where it has any.
    pub(crate) fn due(&self) -> Option<&Arc<Due>> {
        self.term().map(|term| &term.due)
    }

    /// Whether its deadline has passed.
    pub(crate) fn is_overdue(&self) -> bool {
        self.term().is_some_and(|term| term.overdue)
    }

    /// Whether it may not end yet: its earliest end is still to come.
    #[inline]
    pub(crate) fn is_held(&self) -> bool {
        self.rare.is_some() && self.term().is_some_and(|term| term.held)
    }

    /// Sets its times, or others; what has passed and stays as it was does not pass again.
    pub(super) fn set_term(&mut self, due: &Arc<Due>) {
        let now = self.at;
        let rare = self.rare.get_or_insert_default();
        let before = rare.term.take();
        let (mut overdue, mut held) = (false, due.not_before.is_some_and(|instant| instant > now));
        let (mut deadline, mut earliest) = (due.due, due.not_before.filter(|_| held));
        if let Some(before) = before {
            if before.due.due == due.due {
                (overdue, deadline) = (before.overdue, deadline.filter(|_| !before.overdue));
            }
            if before.due.not_before == due.not_before {
                (held, earliest) = (before.held, earliest.filter(|_| before.held));
            }
        }
        rare.term = Some(Box::new(Term { due: Arc::clone(due), overdue, held }));
        for (instant, kind) in [(deadline, TimerKind::Deadline), (earliest, TimerKind::Delay)] {
            self.drop_timer(WHOLE, kind);
            instant.into_iter().for_each(|due| self.add_timer(Timer { due, item: WHOLE, kind }));
        }
    }

    /// Its deadline has passed.
    pub(super) fn pass_deadline(&mut self) {
        self.drop_timer(WHOLE, TimerKind::Deadline);
        self.change_term(|term| term.overdue = true);
    }

    /// Its earliest end has come.
    pub(super) fn pass_minimum(&mut self) {
        self.drop_timer(WHOLE, TimerKind::Delay);
        self.change_term(|term| term.held = false);
    }

    fn change_term(&mut self, change: impl FnOnce(&mut Term)) {
        if let Some(term) = self.rare.as_mut().and_then(|rare| rare.term.as_mut()) {
            change(term);
        }
    }

    /// What has ended falls due no more; that it was late stays known.
    pub(super) fn end_term(&mut self) {
        if self.rare.as_ref().is_some_and(|rare| rare.term.is_some()) {
            self.drop_timers(WHOLE);
            self.change_term(|term| term.held = false);
        }
    }
}

impl Instance {
    /// The deadline and earliest end of the case itself, where its procedure says any.
    #[must_use]
    pub fn due(&self) -> Option<&Due> {
        self.state.due().map(|due| &**due)
    }

    /// Whether the deadline of the case itself has passed; of a case that has ended, whether it had.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        self.state.is_overdue()
    }
}
