//! What had to be done by some moment, and whether it was.
//!
//! Knows the deadlines of activities, blocks, calls and of the case itself, as they moved; does not compute any.
//! Read [`Term`] first.

use std::collections::BTreeMap;

use cauce::command::ItemId;
use cauce::data::{Text, Timestamp};
use cauce::event::{Due, Event, ItemKind};
use cauce::procedure::ElementIx;

use super::place::At;

/// Something that has to be done by some moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Term {
    /// What people call it, with its members; empty for the case itself.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// Its round.
    pub round: u32,
    /// By when, as it was set last.
    pub due: Timestamp,
    /// How often the deadline was moved.
    pub moved: u32,
    /// How it ended.
    pub end: TermEnd,
}

/// How it ended with a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TermEnd {
    /// It is open.
    Open,
    /// It was done then.
    Done(Timestamp),
    /// It was closed then without being done.
    Dropped(Timestamp),
}

impl Term {
    /// Whether it was kept, as it stands at that moment; `None` while it can be kept still, and of what was dropped in time.
    #[must_use]
    pub fn kept(&self, now: Timestamp) -> Option<bool> {
        match self.end {
            TermEnd::Done(at) => Some(at <= self.due),
            TermEnd::Dropped(at) => (at > self.due).then_some(false),
            TermEnd::Open => (now > self.due).then_some(false),
        }
    }
}

/// What has a deadline: an item, or the procedure that runs in a call (0 is the case).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Item(ItemId),
    Whole(ItemId),
}

/// The terms of a case as its events set and end them.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms {
    found: Vec<Term>,
    /// Where the term of something open stands.
    open: BTreeMap<Of, usize>,
    /// How open items are called: reference, heading, round.
    names: BTreeMap<ItemId, (Text, Text, u32)>,
}

impl Terms {
    pub(super) fn take(&mut self, at: At<'_>, when: Timestamp, event: &Event) {
        let done = TermEnd::Done(when);
        match event {
            Event::Opened(opened) if can_be_due(opened.kind) => {
                self.name(at, (opened.item, opened.round), (opened.element, opened.scope));
                self.set(Of::Item(opened.item), opened.due.as_deref());
            }
            Event::Called(called) => {
                self.name(at, (called.item, called.round), (called.element, called.scope));
            }
            Event::DeadlineMoved { item: ItemId(0), due } => self.set(Of::Whole(at.level), Some(due)),
            Event::DeadlineMoved { item, due } => self.set(Of::Item(*item), Some(due)),
            Event::Completed(completed) => self.end(completed.item, done),
            Event::Answered { item, .. }
            | Event::Verified { item, .. }
            | Event::Passed { item, .. }
            | Event::Skipped { item, .. } => self.end(*item, done),
            Event::Reached(reached) => self.end(reached.item, done),
            Event::Finished { .. } => self.end_one(Of::Whole(at.level), done),
            _ => {}
        }
    }

    fn name(&mut self, at: At<'_>, (item, round): (ItemId, u32), (element, scope): (ElementIx, ItemId)) {
        let (name, title) = (at.reference(element, scope), at.procedure.title(element).clone());
        self.names.insert(item, (name, title, round));
    }

    fn set(&mut self, of: Of, due: Option<&Due>) {
        let Some(due) = due.and_then(|due| due.due) else { return };
        if let Some(known) = self.open.get(&of).and_then(|place| self.found.get_mut(*place)) {
            if known.due != due {
                (known.due, known.moved) = (due, known.moved.saturating_add(1));
            }
            return;
        }
        // A called procedure goes by what calls it.
        let (Of::Item(named) | Of::Whole(named)) = of;
        let (reference, title, round) = self.names.get(&named).cloned().unwrap_or_default();
        self.open.insert(of, self.found.len());
        self.found.push(Term { reference, title, round, due, moved: 0, end: TermEnd::Open });
    }

    /// What was done, or closed; a call ends with its procedure.
    pub(super) fn end(&mut self, item: ItemId, end: TermEnd) {
        self.end_one(Of::Item(item), end);
        self.end_one(Of::Whole(item), end);
        self.names.remove(&item);
    }

    fn end_one(&mut self, of: Of, end: TermEnd) {
        if let Some(term) = self.open.remove(&of).and_then(|place| self.found.get_mut(place)) {
            term.end = end;
        }
    }

    pub(super) fn finish(self) -> Vec<Term> {
        self.found
    }
}

/// What several share has the times of its parts; what waits has a moment and no deadline.
fn can_be_due(kind: ItemKind) -> bool {
    kind != ItemKind::Joint && kind != ItemKind::Delay && !kind.waits()
}
