//! The milestones that a case has reached: each known once, by the activity that reached it.
//!
//! A milestone is of the case, or of the member that it is counted for; what a return takes back is forgotten.
//! Read [`Reached`] first.

use super::state::State;
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{ItemKind, Milestone};
use crate::procedure::{ElementIx, Procedure, ReturnIx};

/// A milestone that has been reached.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reached {
    pub(crate) milestone: Text,
    /// The member it is reached for; the case itself is 0.
    pub(crate) home: ItemId,
    /// The element instance that reached it.
    pub(crate) by: ItemId,
    /// The activity that reached it, or the call in which that was done; none where it came from outside.
    pub(super) element: Option<ElementIx>,
    /// The scopes that this stood in, from the inside out.
    pub(super) scopes: Vec<ItemId>,
}

impl State {
    /// Milestones that have been reached, in the order of that.
    pub(crate) fn reached(&self) -> &[Reached] {
        self.rare.as_ref().map_or(&[], |rare| &rare.reached)
    }

    /// A scope and those around it, the case itself last.
    pub(crate) fn scopes_around(&self, scope: ItemId) -> impl Iterator<Item = ItemId> {
        std::iter::successors(Some(scope), |at| self.parent(*at))
    }

    /// The milestones that count for what stands in a scope.
    pub(crate) fn reached_around(&self, scope: ItemId) -> impl Iterator<Item = &Reached> {
        let reached = self.reached();
        // Who has reached nothing is not asked where it stands.
        let around: Vec<ItemId> =
            if reached.is_empty() { Vec::new() } else { self.scopes_around(scope).collect() };
        reached.iter().filter(move |reached| around.contains(&reached.home))
    }

    /// The calls that stand in a member, or in the case itself, and that a milestone may concern, in order of creation.
    pub(crate) fn concerned_in(&self, home: ItemId, milestone: &str) -> Vec<ItemId> {
        let Some(called) = self.called_here() else { return Vec::new() };
        if home.0 == 0 {
            return called.sharing().concerned(milestone).collect();
        }
        let mut sharing = called.sharing();
        let mut scopes = vec![home];
        let mut calls = Vec::new();
        while let Some(scope) = scopes.pop() {
            let holds = |kind: ItemKind| kind.holds_others() || kind == ItemKind::Incident;
            for open in self.open.in_place(scope).filter(|open| holds(open.kind)) {
                if open.kind != ItemKind::Call && self.inner(open.id).is_some() {
                    scopes.push(open.id);
                } else if sharing.concerns(open.id, milestone) {
                    calls.push(open.id);
                }
            }
        }
        calls.sort_unstable();
        calls
    }

    /// What a milestone was reached by, seen from a scope.
    pub(crate) fn reached_by(&self, milestone: &str, scope: ItemId) -> Option<ItemId> {
        self.reached_around(scope).find(|reached| *reached.milestone == *milestone).map(|reached| reached.by)
    }

    /// The member that a milestone is reached for, or the case itself, seen from a scope.
    pub(crate) fn home_where_reached(&self, milestone: &str, scope: ItemId) -> Option<ItemId> {
        self.reached_around(scope)
            .find(|reached| *reached.milestone == *milestone)
            .map(|reached| reached.home)
    }

    /// The member that a milestone is counted for, seen from a scope; the case itself where it says none.
    pub(crate) fn home_of_milestone(&self, procedure: &Procedure, scope: ItemId, milestone: &str) -> ItemId {
        let declared = procedure.milestones.iter().find(|declared| *declared.id == *milestone);
        let member = declared.and_then(|declared| declared.for_each.as_ref());
        member.map_or(ItemId(0), |member| self.home_named(procedure, scope, member))
    }

    /// The member of that name around a scope; the case itself where there is none.
    pub(crate) fn home_named(&self, procedure: &Procedure, scope: ItemId, member: &Text) -> ItemId {
        let is_it = |at: &ItemId| {
            let inner = self.inner(*at).filter(|inner| inner.is_home);
            let repeats = inner.and_then(|inner| procedure.graph.repeats(inner.element));
            repeats.is_some_and(|repeats| repeats.member.as_ref() == Some(member))
        };
        self.scopes_around(scope).find(is_it).unwrap_or(ItemId(0))
    }

    /// The milestones that a return takes back: the activity that reached them is done again.
    pub(crate) fn taken_back(
        &self,
        procedure: &Procedure,
        (scope, taken): (ItemId, ReturnIx),
    ) -> Vec<(Text, ItemId)> {
        let graph = &procedure.graph;
        let range = &graph.returns[taken.index()].range;
        let is_superseded = |reached: &&Reached| {
            let mut around = std::iter::successors(reached.element, |element| graph.within(*element));
            reached.scopes.contains(&scope) && around.any(|element| range.contains(element))
        };
        let back = self.reached().iter().filter(is_superseded);
        back.map(|reached| (reached.milestone.clone(), reached.home)).collect()
    }

    /// What `apply` does for `Milestone`.
    pub(super) fn note_milestone(&mut self, event: &Milestone) {
        let Milestone { ref milestone, scope: home, by, element, at } = *event;
        let Some(by) = by else {
            let is_it = |reached: &Reached| reached.milestone == *milestone && reached.home == home;
            return self.forget_milestones(is_it);
        };
        let scopes: Vec<ItemId> = self.scopes_around(at).collect();
        let reached = Reached { milestone: milestone.clone(), home, by, element, scopes };
        self.rare.get_or_insert_default().reached.push(reached);
    }

    /// Milestones of a member that is over are nobody's any more.
    pub(super) fn end_milestones(&mut self, member: ItemId) {
        if !self.reached().is_empty() {
            self.forget_milestones(|reached| reached.home == member);
        }
    }

    fn forget_milestones(&mut self, gone: impl Fn(&Reached) -> bool) {
        if let Some(rare) = &mut self.rare {
            rare.reached.retain(|reached| !gone(reached));
        }
        self.drop_rare_when_empty();
    }
}
