//! Follows the events of a case: which element each item belongs to, and by which exit it was left.

mod migrated;

use std::collections::BTreeMap;

use super::coverage::Computing;
use super::spot::{Spot, printed};
use crate::command::ItemId;
use crate::data::{Digest, Text};
use crate::event::{Called, CalledProcedure, Completed, Event, ItemKind, Opened, Resolved};
use crate::graph::NodeKind;
use crate::procedure::{Decision, ElementIx, ExitIx, Procedure};
use crate::reference::{Reference, member_name};

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
    /// What others stand in: blocks, repetitions, members, shared work.
    scopes: BTreeMap<ItemId, Inside>,
    /// The item that was left last, with its scope: what follows is often about it.
    left: Option<(ItemId, ElementIx, ItemId)>,
    /// Called procedures that run, each followed by itself.
    calls: BTreeMap<ItemId, Below>,
    /// What an element that is computing has read.
    pub(super) computing: Computing,
    /// The elements that call this procedure, from the outside in.
    pub(crate) outer: Vec<Spot>,
    /// The definition that the case goes by, once an event has said so.
    version: Option<Digest>,
    /// The version that it was moved to, where it was.
    moved_to: Option<CalledProcedure>,
}

/// A called procedure that is followed.
#[derive(Clone, Debug)]
struct Below {
    procedure: CalledProcedure,
    track: Track,
}

/// What others stand in.
#[derive(Clone, Debug)]
struct Inside {
    element: ElementIx,
    parent: ItemId,
    kind: ItemKind,
    /// What the member is called, of one.
    member: Option<Text>,
    /// How far it is, of a repetition.
    progress: Progress,
}

/// How far a repetition is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// How many members it has; `None` where a condition says when it is enough.
    pub(super) members: Option<u32>,
    /// Members that were begun.
    pub(super) begun: u32,
    /// Members that are done.
    pub(super) done: u32,
}

#[derive(Clone, Debug)]
struct Followed {
    element: ElementIx,
    kind: ItemKind,
    scope: ItemId,
    answer: Option<u16>,
    nonconforming: bool,
    /// Whether it is stuck and stays when it is tried again.
    stays: bool,
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
        let left = self.left.filter(|(left, ..)| *left == item);
        self.open.get(&item).map(|followed| followed.element).or(left.map(|(_, element, _)| element))
    }

    /// A called procedure that runs, with what is followed of it.
    #[must_use]
    pub fn called(&self, call: ItemId) -> Option<(&CalledProcedure, &Track)> {
        self.calls.get(&call).map(|below| (&below.procedure, &below.track))
    }

    /// Takes what is followed of a called procedure out, to look at it while something else is written.
    pub(crate) fn take_called(&mut self, call: ItemId) -> Option<(CalledProcedure, Track)> {
        self.calls.remove(&call).map(|below| (below.procedure, below.track))
    }

    pub(crate) fn put_called(&mut self, call: ItemId, (procedure, track): (CalledProcedure, Track)) {
        self.calls.insert(call, Below { procedure, track });
    }

    /// A called procedure begins.
    fn call(&mut self, caller: Option<ItemId>, called: &Called) {
        let above = caller.and_then(|caller| self.calls.get(&caller));
        let (procedure, track) = match above {
            Some(below) => (Some(below.procedure.clone()), &below.track),
            None => (None, &*self),
        };
        let mut outer = track.outer.clone();
        outer.push(Spot { procedure, element: called.element, members: track.members(called.scope) });
        let track = Track { outer, ..Track::default() };
        self.calls.insert(called.item, Below { procedure: called.procedure.clone(), track });
    }

    /// What an open item is.
    #[must_use]
    pub fn kind(&self, item: ItemId) -> Option<ItemKind> {
        self.open.get(&item).map(|followed| followed.kind)
    }

    /// The scope of an item that is open, or that the last event was about; the case itself is 0.
    #[must_use]
    pub fn scope(&self, item: ItemId) -> ItemId {
        let left = self.left.filter(|(left, ..)| *left == item);
        let open = self.open.get(&item).map(|followed| followed.scope);
        open.or(left.map(|(_, _, scope)| scope)).unwrap_or_default()
    }

    /// The members that what stands in a scope belongs to, from the outside in.
    #[must_use]
    pub fn members(&self, scope: ItemId) -> Vec<Text> {
        let mut members = Vec::new();
        let mut at = scope;
        while let Some(inside) = self.scopes.get(&at) {
            members.extend(inside.member.clone());
            at = inside.parent;
        }
        members.reverse();
        members
    }

    /// What people call an element of the procedure that is followed, in a scope: seen from the case, with its members.
    #[must_use]
    pub fn reference(&self, own: &Procedure, (at, element): (&Procedure, ElementIx), scope: ItemId) -> Text {
        printed(own, &self.outer, Reference::new(at.reference(element), self.members(scope)))
    }

    /// What a scope is: a block, a repetition, a member, shared work; none of the case itself.
    #[must_use]
    pub fn kind_of_scope(&self, scope: ItemId) -> Option<ItemKind> {
        self.scopes.get(&scope).map(|inside| inside.kind)
    }

    /// How far a repetition is.
    pub(super) fn progress(&self, item: ItemId) -> Option<Progress> {
        let inside = self.scopes.get(&item).filter(|inside| inside.kind == ItemKind::Repetition);
        inside.map(|inside| inside.progress)
    }

    /// The item that was left last, and its element.
    pub(super) fn last_left(&self) -> Option<(ItemId, ElementIx)> {
        self.left.map(|(item, element, _)| (item, element))
    }

    /// Whether what runs in a scope is one member of its element's own repetition.
    fn is_member_of(&self, scope: ItemId, element: ElementIx) -> bool {
        let inside = self.scopes.get(&scope);
        inside.is_some_and(|inside| inside.kind == ItemKind::Member && inside.element == element)
    }

    #[cfg(test)]
    pub(super) fn follows_nothing(&self) -> bool {
        self.open.is_empty() && self.scopes.is_empty()
    }

    /// Takes the next event and says what it walked, if anything.
    pub fn walked(&mut self, event: &Event) -> Option<Walked> {
        match event {
            Event::Called(called) => {
                self.call(None, called);
                self.follow(called);
                None
            }
            Event::InCall { call, event, .. } => {
                self.walked_below(*call, event);
                None
            }
            Event::Opened(opened) => self.opened(opened),
            Event::Started(started) => {
                self.version = Some(started.digests.definition);
                None
            }
            Event::Migrated(migrated) => {
                self.migrated(migrated);
                None
            }
            // Work that ends with an error is left unfinished, by what catches the error.
            Event::Thrown { item, .. } if self.open.contains_key(item) => None,
            Event::Passed { item, element, scope }
            | Event::Forked { item, element, scope, .. }
            | Event::Joined { item, element, scope, .. }
            | Event::Thrown { item, element, scope, .. } => Some(self.ran(*item, *element, *scope)),
            Event::Reached(reached) => Some(self.ran(reached.item, reached.element, reached.scope)),
            Event::Decided { item, element, scope, .. } if self.open.contains_key(item) => {
                Some(self.ran(*item, *element, *scope))
            }
            // It was never open; who is told of its answer is told of this item.
            Event::Decided { item, element, scope, .. } => {
                self.left = Some((*item, *element, *scope));
                None
            }
            Event::Occurred(occurred) => {
                occurred.closed.iter().for_each(|item| self.leave(*item));
                Some(self.ran(occurred.item, occurred.element, occurred.scope))
            }
            Event::Skipped { item, element, .. } => {
                self.open.remove(item);
                self.scopes.remove(item);
                Some(Walked { element: *element, answer: None, skipped: true })
            }
            Event::Completed(completed) => self.completed(completed),
            Event::Closed { items } => {
                items.iter().for_each(|item| self.leave(*item));
                None
            }
            Event::Returned { item, closed, .. } => {
                closed.iter().for_each(|item| self.leave(*item));
                self.leave(*item);
                None
            }
            Event::IncidentRaised { item, element, scope, trouble } => {
                self.left = Some((*item, *element, *scope));
                self.set_stays(*item, trouble.may_stay());
                None
            }
            Event::IncidentResolved { item, how: Resolved::Retry, .. } if self.stays(*item) => {
                self.set_stays(*item, false);
                None
            }
            Event::Answered { item, .. }
            | Event::Verified { item, .. }
            | Event::Elapsed { item }
            | Event::IncidentResolved { item, .. } => {
                self.leave(*item);
                None
            }
            _ => None,
        }
    }

    fn stays(&self, item: ItemId) -> bool {
        self.open.get(&item).is_some_and(|followed| followed.stays)
    }

    fn set_stays(&mut self, item: ItemId, stays: bool) {
        if let Some(followed) = self.open.get_mut(&item) {
            followed.stays = stays;
        }
    }

    /// What a called procedure walked is not the case's own.
    fn walked_below(&mut self, call: ItemId, event: &Event) {
        match event {
            Event::Called(called) => self.call(Some(call), called),
            Event::Migrated(migrated) => self.migrated_below(call, migrated),
            _ => {}
        }
        if let Some(below) = self.calls.get_mut(&call) {
            match event {
                Event::Called(called) => below.track.follow(called),
                event => drop(below.track.walked(event)),
            }
        }
        let done = match event {
            Event::Passed { item, .. } => Some(*item),
            Event::Reached(reached) => Some(reached.item),
            _ => None,
        };
        done.into_iter().for_each(|item| drop(self.calls.remove(&item)));
    }

    fn follow(&mut self, called: &Called) {
        let Called { element, scope, .. } = *called;
        let followed = Followed {
            element,
            kind: ItemKind::Call,
            scope,
            answer: None,
            nonconforming: false,
            stays: false,
        };
        self.open.insert(called.item, followed);
    }

    fn leave(&mut self, item: ItemId) {
        self.calls.remove(&item);
        self.scopes.remove(&item);
        if let Some(followed) = self.open.remove(&item) {
            self.left = Some((item, followed.element, followed.scope));
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
            stays: false,
        };
        self.open.insert(opened.item, followed);
        self.open_scope(opened);
        None
    }

    fn open_scope(&mut self, opened: &Opened) {
        use ItemKind::{Block, Joint, Member, Repetition};
        if !matches!(opened.kind, Block | Joint | Member | Repetition) {
            return;
        }
        let more = opened.more.as_deref();
        let name = || {
            member_name(
                more.and_then(|more| more.value.as_ref()),
                more.and_then(|more| more.index).unwrap_or(0),
            )
        };
        let member = (opened.kind == Member).then(name);
        let (element, parent, kind) = (opened.element, opened.scope, opened.kind);
        let progress = Progress { members: more.and_then(|more| more.members), ..Progress::default() };
        self.scopes.insert(opened.item, Inside { element, parent, kind, member, progress });
        if let (Member, Some(of)) = (kind, self.scopes.get_mut(&parent)) {
            of.progress.begun = of.progress.begun.saturating_add(1);
        }
    }

    fn ran(&mut self, item: ItemId, element: ElementIx, scope: ItemId) -> Walked {
        let is_member = self.kind_of_scope(item) == Some(ItemKind::Member);
        self.leave(item);
        if let Some(of) = self.scopes.get_mut(&scope).filter(|_| is_member) {
            of.progress.done = of.progress.done.saturating_add(1);
        }
        self.left = Some((item, element, scope));
        Walked { element, answer: None, skipped: false }
    }

    fn completed(&mut self, completed: &Completed) -> Option<Walked> {
        self.leave(completed.item);
        Some(Walked { element: completed.element, answer: completed.answer, skipped: false })
    }

    /// The exits of an element that an event leaves by several at once, in definition order.
    #[must_use]
    pub fn exits(&self, procedure: &Procedure, event: &Event) -> Vec<ExitIx> {
        let all = |element: ElementIx| -> Vec<ExitIx> {
            match procedure.graph.node(element).kind {
                NodeKind::Parallel => procedure.graph.exits_of(element).map(|(exit, _)| exit).collect(),
                _ => Vec::new(),
            }
        };
        // An inclusive join with a single way out has nothing to choose: that its ways joined says it all.
        let only = |element: ElementIx| -> Vec<ExitIx> {
            let is_inclusive = procedure.graph.node(element).kind == NodeKind::Inclusive;
            match procedure.graph.ways_of(element) {
                [only] if is_inclusive && only.condition.is_none() => {
                    procedure.graph.exits_of(element).map(|(exit, _)| exit).collect()
                }
                _ => all(element),
            }
        };
        match event {
            Event::Forked { exits, .. } => exits.to_vec(),
            Event::Joined { element, .. } => only(*element),
            Event::Passed { element, .. } => all(*element),
            _ => Vec::new(),
        }
    }

    /// The exit by which an event leaves an element, when the event alone says so.
    #[must_use]
    pub fn exit(&self, procedure: &Procedure, event: &Event) -> Option<ExitIx> {
        match event {
            Event::Returned { taken, .. } => Some(procedure.graph.returns[taken.index()].exit),
            Event::Decided { exit, .. } => Some(*exit),
            Event::Passed { item, element, scope } | Event::Skipped { item, element, scope, .. } => {
                let is_one_of_several = self.is_member_of(*scope, *element)
                    || self.kind_of_scope(*item) == Some(ItemKind::Member);
                match procedure.activity(*element) {
                    _ if is_one_of_several => None,
                    Some(activity) => activity.next,
                    None => procedure.graph.exits_of(*element).next().map(|(exit, _)| exit),
                }
            }
            Event::Reached(reached) if !self.is_member_of(reached.scope, reached.element) => {
                procedure.activity(reached.element)?.next
            }
            Event::Completed(completed) => self.exit_of_work(procedure, completed),
            Event::Answered { item, yes: true, .. } => self.exit_of_pending(procedure, *item),
            Event::Verified { item, finding } => {
                let followed = self.open.get(item)?;
                let activity = procedure.activity(followed.element)?;
                let control = activity.control.as_ref().filter(|_| !finding.conforming);
                let refused = control.and_then(|control| control.if_nonconforming);
                let waits = activity.confirmer(followed.answer, !finding.conforming).is_some()
                    || activity.is_answered_apart() && refused.is_none();
                match waits {
                    true => None,
                    false => refused.or_else(|| self.exit_of_pending(procedure, *item)),
                }
            }
            _ => None,
        }
    }

    fn exit_of_work(&self, procedure: &Procedure, completed: &Completed) -> Option<ExitIx> {
        let followed = self.open.get(&completed.item)?;
        let activity = procedure.activity(followed.element)?;
        let nonconforming = completed.verification.as_ref().is_some_and(|found| !found.conforming);
        let is_answer = followed.kind == ItemKind::Question;
        let waits = activity.verified_by.is_some() && !is_answer
            || activity.is_answered_apart() && completed.answer.is_none()
            || activity.confirmer(completed.answer, nonconforming).is_some();
        let shared = self.kind_of_scope(followed.scope) == Some(ItemKind::Joint);
        if waits || shared || self.is_member_of(followed.scope, followed.element) {
            return None;
        }
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
