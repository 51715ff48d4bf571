//! Follows the events of a case: which element each item belongs to, and by which exit it was left.

use std::collections::BTreeMap;

use crate::command::ItemId;
use crate::event::{Completed, Event, ItemKind, Opened};
use crate::procedure::{Decision, ElementIx, ExitIx, Procedure};

/// What an event says was walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Walked {
    /// The element that ran.
    pub element: ElementIx,
    /// The answer given, by position, where one was.
    pub answer: Option<u16>,
    /// Whether it was skipped.
    pub skipped: bool,
}

/// Follows the events of one case in order.
#[derive(Clone, Debug, Default)]
pub struct Track {
    open: BTreeMap<ItemId, Followed>,
    /// The item that was left last: what follows is often about it.
    left: Option<(ItemId, ElementIx)>,
}

#[derive(Clone, Debug)]
struct Followed {
    element: ElementIx,
    kind: ItemKind,
    scope: ItemId,
    answer: Option<u16>,
    nonconforming: bool,
}

impl Track {
    /// Nothing followed yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The element of an item that is open, or that the last event was about.
    #[must_use]
    pub fn element(&self, item: ItemId) -> Option<ElementIx> {
        let left = self.left.filter(|(left, _)| *left == item);
        self.open.get(&item).map(|followed| followed.element).or(left.map(|(_, element)| element))
    }

    #[cfg(test)]
    pub(super) fn follows_nothing(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes the next event and says what it walked, if anything.
    pub fn walked(&mut self, event: &Event) -> Option<Walked> {
        match event {
            Event::Opened(opened) => self.opened(opened),
            Event::Passed { item, element, .. } | Event::Thrown { item, element, .. } => {
                Some(self.ran(*item, *element, None))
            }
            Event::Occurred(occurred) => {
                occurred.closed.iter().for_each(|item| self.leave(*item));
                Some(self.ran(occurred.item, occurred.element, None))
            }
            Event::Skipped { item, element, .. } => {
                self.open.remove(item);
                Some(Walked { element: *element, answer: None, skipped: true })
            }
            Event::Completed(completed) => self.completed(completed),
            Event::Closed { items } => {
                items.iter().for_each(|item| self.leave(*item));
                None
            }
            Event::Answered { item, .. }
            | Event::Verified { item, .. }
            | Event::Elapsed { item }
            | Event::Returned { item, .. }
            | Event::IncidentResolved { item, .. } => {
                self.leave(*item);
                None
            }
            _ => None,
        }
    }

    fn leave(&mut self, item: ItemId) {
        if let Some(followed) = self.open.remove(&item) {
            self.left = Some((item, followed.element));
        }
    }

    fn opened(&mut self, opened: &Opened) -> Option<Walked> {
        let pending = opened.pending.as_deref();
        let followed = Followed {
            element: opened.element,
            kind: opened.kind,
            scope: opened.scope,
            answer: pending.and_then(|pending| pending.answer),
            nonconforming: pending.is_some_and(|pending| pending.nonconforming),
        };
        self.open.insert(opened.item, followed);
        None
    }

    fn ran(&mut self, item: ItemId, element: ElementIx, answer: Option<u16>) -> Walked {
        self.leave(item);
        self.left = Some((item, element));
        Walked { element, answer, skipped: false }
    }

    fn completed(&mut self, completed: &Completed) -> Option<Walked> {
        self.leave(completed.item);
        Some(Walked { element: completed.element, answer: completed.answer, skipped: false })
    }

    /// The exit by which an event leaves an element, when the event alone says so.
    #[must_use]
    pub fn exit(&self, procedure: &Procedure, event: &Event) -> Option<ExitIx> {
        match event {
            Event::Returned { taken, .. } => Some(procedure.graph.returns[taken.index()].exit),
            Event::Decided { exit, .. } => Some(*exit),
            Event::Passed { element, .. } | Event::Skipped { element, .. } => {
                procedure.activity(*element)?.next
            }
            Event::Completed(completed) => self.exit_of_work(procedure, completed),
            Event::Answered { item, yes: true, .. } => self.exit_of_pending(procedure, *item),
            Event::Verified { item, finding } => {
                let followed = self.open.get(item)?;
                let activity = procedure.activity(followed.element)?;
                let control = activity.control.as_ref().filter(|_| !finding.conforming);
                let refused = control.and_then(|control| control.if_nonconforming);
                match activity.confirmed_by {
                    Some(_) => refused,
                    None => refused.or_else(|| self.exit_of_pending(procedure, *item)),
                }
            }
            _ => None,
        }
    }

    fn exit_of_work(&self, procedure: &Procedure, completed: &Completed) -> Option<ExitIx> {
        let followed = self.open.get(&completed.item)?;
        let activity = procedure.activity(followed.element)?;
        let waits = activity.verified_by.is_some() || activity.confirmed_by.is_some();
        let shared = followed.scope != ItemId(0);
        if waits || shared {
            return None;
        }
        let nonconforming = completed.verification.as_ref().is_some_and(|found| !found.conforming);
        exit_for(procedure, followed.element, completed.answer, nonconforming)
    }

    fn exit_of_pending(&self, procedure: &Procedure, item: ItemId) -> Option<ExitIx> {
        let followed = self.open.get(&item)?;
        if followed.kind == ItemKind::Applies {
            return None;
        }
        exit_for(procedure, followed.element, followed.answer, followed.nonconforming)
    }
}

fn exit_for(
    procedure: &Procedure,
    element: ElementIx,
    answer: Option<u16>,
    nonconforming: bool,
) -> Option<ExitIx> {
    let activity = procedure.activity(element)?;
    if answer.is_none() && matches!(activity.decision, Decision::Computed(_)) {
        // The guard's own event says which exit was taken.
        return None;
    }
    let answered =
        answer.and_then(|answer| activity.answers.get(usize::from(answer))).map(|answer| answer.exit);
    let refused =
        activity.control.as_ref().filter(|_| nonconforming).and_then(|control| control.if_nonconforming);
    answered.or(refused).or(activity.next)
}
