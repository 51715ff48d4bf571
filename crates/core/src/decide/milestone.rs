//! Milestones that several activities share: the first to close closes the others, in called procedures too.
//!
//! Knows how that a milestone was reached, or is taken back by a return, goes up to the caller and down to what is called.
//! An activity that is open then is closed as reached; one whose turn comes later passes. Nothing is asked of either.
//! Read [`Stepper::reach`] first.

use std::collections::BTreeSet;

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Event, ItemKind, Milestone, Reached};
use crate::instance::ElementInstance;
use crate::procedure::{ElementIx, Procedure, ReturnIx};

/// What a called procedure has said of a milestone: by what it was reached; none where a return took it back.
pub(super) type Said = (Text, Option<ItemId>);

impl<J: Journal> Stepper<'_, J> {
    /// An activity is left onward: the milestone it has, if any, is reached.
    pub(super) fn reach(&mut self, here: Here) {
        let Some(milestone) = self.milestone_of(here.element).cloned() else { return };
        let home = self.state.home_of_milestone(self.procedure, here.scope, &milestone);
        // Of an activity done several times the last one counts, unless the milestone is each member's own.
        if home != here.scope && self.state.is_member_of(here.scope, here.element) {
            return;
        }
        let (by, element, at) = (Some(here.item), Some(here.element), here.scope);
        self.mark(Milestone { milestone, scope: home, by, element, at }, None);
    }

    /// Whether an activity has been reached already and passes, now that its turn has come.
    pub(super) fn passes_reached(&mut self, token: Token) -> bool {
        let Token { element, scope, .. } = token;
        let Some(by) = self.milestone_of(element).and_then(|id| self.state.reached_by(id, scope)) else {
            return false;
        };
        // What is done once more and alone is done.
        let alone = self.state.is_once_more(scope);
        // What passes takes no time, and may be led to or offered again at once.
        if !alone && self.may_step(token) {
            self.pass_as_reached(self.here(token), by);
        }
        !alone
    }

    fn milestone_of(&self, element: ElementIx) -> Option<&Text> {
        self.procedure.activity(element)?.milestone.as_ref()
    }

    fn pass_as_reached(&mut self, here: Here, by: ItemId) {
        let Here { item, scope, element } = here;
        self.emit(Event::Reached(Box::new(Reached { item, element, scope, by })));
        if let Some(activity) = self.activity(element) {
            self.go_past(here, activity);
        }
    }

    /// Keeps that a milestone is reached, closes what is open with it and tells what is called; only the first counts.
    fn mark(&mut self, milestone: Milestone, from: Option<ItemId>) {
        let (id, home) = (milestone.milestone.clone(), milestone.scope);
        let Some(by) = milestone.by else { return };
        if self.state.reached_by(&id, home).is_some() {
            return;
        }
        self.emit(Event::Milestone(Box::new(milestone)));
        for item in self.open_with(&id, home) {
            let Some(here) = self.state.item(item).map(Here::of).filter(|_| item != by) else { continue };
            self.close_inside(item);
            self.pass_as_reached(here, by);
        }
        self.tell_called((&id, Some(by)), home, from);
    }

    /// What is open with a milestone and stands in nothing else that is.
    fn open_with(&self, milestone: &str, home: ItemId) -> Vec<ItemId> {
        if !self.procedure.activities.iter().any(|own| own.milestone.as_deref() == Some(milestone)) {
            return Vec::new();
        }
        let mut covered: BTreeSet<ItemId> = BTreeSet::new();
        let mut tops = Vec::new();
        for open in &self.state.open {
            if covered.contains(&open.id) || !self.waits_for(open, milestone, home) {
                continue;
            }
            covered.extend(self.state.inside(open.id));
            tops.push(open.id);
        }
        tops
    }

    fn waits_for(&self, open: &ElementInstance, milestone: &str, home: ItemId) -> bool {
        let has_it = self.milestone_of(open.element).is_some_and(|own| **own == *milestone);
        let mut around = self.state.scopes_around(self.state.scope_of(open));
        let is_work = !matches!(open.kind, ItemKind::Subscription | ItemKind::Compensation);
        has_it && is_work && around.any(|scope| scope == home)
    }

    /// A return takes back the milestones that were reached on its way.
    pub(super) fn take_back_milestones(&mut self, scope: ItemId, taken: ReturnIx) {
        if self.state.reached().is_empty() {
            return;
        }
        for (milestone, home) in self.state.taken_back(self.procedure, (scope, taken)) {
            self.unmark(&milestone, home, None);
        }
    }

    fn unmark(&mut self, milestone: &Text, seen_from: ItemId, from: Option<ItemId>) {
        let Some(home) = self.state.home_where_reached(milestone, seen_from) else { return };
        let (element, at) = (None, ItemId(0));
        let lost = Milestone { milestone: milestone.clone(), scope: home, by: None, element, at };
        self.emit(Event::Milestone(Box::new(lost)));
        self.tell_called((milestone, None), home, from);
    }

    /// Tells the called procedures of the case or of a member that it may concern, all but the one it came from.
    fn tell_called(&mut self, (milestone, by): (&Text, Option<ItemId>), home: ItemId, from: Option<ItemId>) {
        let calls = self.state.concerned_in(home, milestone);
        for call in calls.into_iter().filter(|call| Some(*call) != from) {
            self.in_call(call, |inner| {
                inner.told(milestone, by);
                // Its caller knows what it has told it.
                inner.journal.milestones.retain(|said| (&said.0, said.1) != (milestone, by));
                inner.run();
            });
        }
    }

    /// Hears of a milestone from outside.
    pub(super) fn told(&mut self, milestone: &Text, by: Option<ItemId>) {
        match by {
            None => self.unmark(milestone, ItemId(0), None),
            Some(_) => {
                let (milestone, scope, element, at) = (milestone.clone(), ItemId(0), None, ItemId(0));
                self.mark(Milestone { milestone, scope, by, element, at }, None);
            }
        }
    }

    /// Hears of milestones from a procedure that is called.
    pub(super) fn milestones_from(&mut self, call: ItemId, said: Vec<Said>) {
        for (milestone, by) in said {
            let Some(Here { scope, element, .. }) = self.state.item(call).map(Here::of) else { return };
            match by {
                None => self.unmark(&milestone, scope, Some(call)),
                Some(_) => {
                    let home = self.state.home_of_milestone(self.procedure, scope, &milestone);
                    let (element, at) = (Some(element), scope);
                    self.mark(Milestone { milestone, scope: home, by, element, at }, Some(call));
                }
            }
        }
    }

    /// The milestones that a procedure which is called now knows from the beginning.
    pub(super) fn known_milestones(&self, scope: ItemId, called: &Procedure) -> Vec<Said> {
        if called.shares.are_none() {
            return Vec::new();
        }
        self.state
            .reached_around(scope)
            .filter(|reached| called.shares.concern(&reached.milestone))
            .map(|reached| (reached.milestone.clone(), Some(reached.by)))
            .collect()
    }
}
