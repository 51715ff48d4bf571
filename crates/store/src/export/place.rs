//! Where something stands in a case: under which elements, in which members, in which called procedure.
//!
//! Knows the tree of the scopes of one case, as its events open them; does not know what is done there.
//! Read [`Places`] first.

use std::collections::BTreeMap;

use cauce::command::ItemId;
use cauce::event::{Called, Event, ItemKind, Migrated, Opened};
use cauce::procedure::{ElementIx, Procedure};
use cauce::view::Track;

/// A procedure that runs in a case, at one of its events.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    /// The procedure of the case.
    pub(super) own: &'a Procedure,
    /// The one whose event it is.
    pub(super) procedure: &'a Procedure,
    /// What is followed of it.
    pub(super) track: &'a Track,
    /// The element instance that calls it; 0 for the case's own.
    pub(super) level: ItemId,
}

impl At<'_> {
    /// What people call an element in a scope, with its members or without.
    pub(super) fn reference(&self, element: ElementIx, scope: ItemId) -> cauce::data::Text {
        self.track.reference(self.own, (self.procedure, element), scope)
    }
}

/// An element instance that holds others.
#[derive(Clone, Copy, Debug)]
struct Scope {
    /// The procedure that it stands in, by the element instance that calls it.
    level: ItemId,
    /// Nothing once the case goes on by a version that does not have it.
    element: Option<ElementIx>,
    kind: ItemKind,
    parent: ItemId,
}

/// One step on the way out from something in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) level: ItemId,
    /// Nothing once the case goes on by a version that does not have it.
    pub(super) element: Option<ElementIx>,
    /// The scope that the element stands in.
    pub(super) scope: ItemId,
}

/// The scopes and calls of one case; item ids are unique in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    scopes: BTreeMap<ItemId, Scope>,
    /// The level that a call stands in.
    calls: BTreeMap<ItemId, ItemId>,
}

impl Places {
    pub(super) fn take(&mut self, level: ItemId, event: &Event) {
        match event {
            Event::Opened(opened) => self.opened(level, opened),
            Event::Called(called) => self.called(level, called),
            Event::Migrated(migrated) => self.migrated(level, migrated),
            _ => {}
        }
    }

    fn opened(&mut self, level: ItemId, opened: &Opened) {
        if opened.kind.holds_others() {
            let element = Some(opened.element);
            let scope = Scope { level, element, kind: opened.kind, parent: opened.scope };
            self.scopes.insert(opened.item, scope);
        }
    }

    fn called(&mut self, level: ItemId, called: &Called) {
        let element = Some(called.element);
        let scope = Scope { level, element, kind: ItemKind::Call, parent: called.scope };
        self.scopes.insert(called.item, scope);
        self.calls.insert(called.item, level);
    }

    /// What stands in a procedure that goes on by another version is what that one calls so.
    fn migrated(&mut self, level: ItemId, migrated: &Migrated) {
        for scope in self.scopes.values_mut().filter(|scope| scope.level == level) {
            scope.element = scope.element.and_then(|before| migrated.element(before));
        }
    }

    /// The way from an element out to the case, itself first.
    pub(super) fn way(&self, level: ItemId, element: ElementIx, scope: ItemId) -> Vec<Step> {
        let mut way = vec![Step { level, element: Some(element), scope }];
        let (mut level, mut scope) = (level, scope);
        loop {
            // What stands in nothing of a called procedure stands in the call.
            let call = self.calls.get(&level).filter(|_| scope == ItemId(0));
            let at = if call.is_some() { level } else { scope };
            level = call.copied().unwrap_or(level);
            let Some(found) = self.scopes.get(&at).filter(|_| at != ItemId(0)) else { return way };
            way.push(Step { level, element: found.element, scope: found.parent });
            scope = found.parent;
        }
    }

    /// The nearest scope out from another, itself included, that answers a question about its element and kind.
    pub(super) fn nearest(
        &self,
        scope: ItemId,
        is_it: impl Fn(ElementIx, ItemKind) -> bool,
    ) -> Option<ItemId> {
        let mut at = scope;
        while let Some(found) = self.scopes.get(&at) {
            if found.element.is_some_and(|element| is_it(element, found.kind)) {
                return Some(at);
            }
            at = found.parent;
        }
        None
    }

    /// The calls that run in a call, itself first.
    pub(super) fn below(&self, call: ItemId) -> Vec<ItemId> {
        let mut found: Vec<ItemId> = self.calls.contains_key(&call).then_some(call).into_iter().collect();
        let mut next = 0;
        while let Some(outer) = found.get(next).copied() {
            found.extend(self.calls.iter().filter(|(_, level)| **level == outer).map(|(call, _)| *call));
            next += 1;
        }
        found
    }

    /// The member that what stands in a scope belongs to; the procedure itself is 0.
    pub(super) fn member(&self, scope: ItemId) -> ItemId {
        self.nearest(scope, |_, kind| kind == ItemKind::Member).unwrap_or_default()
    }
}
