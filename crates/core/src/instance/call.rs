//! Called procedures: each runs as a scope of the case with a state of its own, counted with the same counter.
//!
//! Calls stand inside calls as deep as the limit allows, so walking down them is bounded.
//! Read [`Child`] first.

use std::sync::Arc;

use super::state::{ElementInstance, State};
use crate::command::ItemId;
use crate::data::{Text, Timestamp};
use crate::event::{Called, Event, ItemKind};
use crate::procedure::Procedure;

/// A called procedure that runs.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    /// The element instance that called it.
    pub(crate) call: ItemId,
    pub(crate) procedure: Arc<Procedure>,
    pub(crate) state: State,
}

impl PartialEq for Child {
    fn eq(&self, other: &Self) -> bool {
        let pinned = |child: &Child| (child.call, child.procedure.digests.definition);
        pinned(self) == pinned(other) && self.state == other.state
    }
}

impl State {
    /// The code of the error that ended it.
    pub(crate) fn error(&self) -> Option<&Text> {
        self.rare.as_ref()?.error.as_ref()
    }

    /// Called procedures that run, by ascending call.
    ///
    /// Each stands in a box: thousands of them are moved aside whenever one is taken out to run.
    pub(crate) fn calls(&self) -> &[Box<Child>] {
        self.rare.as_ref().map_or(&[], |rare| &rare.calls)
    }

    /// The call of this state in which an open item stands, however deep.
    pub(crate) fn call_with(&self, item: ItemId) -> Option<ItemId> {
        let holds = |child: &Child| child.state.item(item).is_some() || child.state.call_with(item).is_some();
        self.calls().iter().find(|child| holds(child)).map(|child| child.call)
    }

    /// The called procedure with that call, however deep.
    pub(crate) fn child(&self, call: ItemId) -> Option<&Child> {
        let own = self.calls().binary_search_by_key(&call, |child| child.call).ok();
        own.map(|own| &*self.calls()[own])
            .or_else(|| self.calls().iter().find_map(|child| child.state.child(call)))
    }

    /// Where the called procedure is that has that call, or in which it stands.
    fn position_of_call(&self, call: ItemId) -> Option<usize> {
        let calls = self.calls();
        let own = calls.binary_search_by_key(&call, |child| child.call).ok();
        own.or_else(|| calls.iter().position(|child| child.state.child(call).is_some()))
    }

    /// Takes a called procedure out, to run it.
    pub(crate) fn take_call(&mut self, call: ItemId) -> Option<Box<Child>> {
        let rare = self.rare.as_mut()?;
        let position = rare.calls.binary_search_by_key(&call, |child| child.call).ok()?;
        let child = rare.calls.remove(position);
        rare.below = rare.below.saturating_sub(child.state.size());
        Some(child)
    }

    /// Puts a called procedure back after it was run.
    pub(crate) fn put_call(&mut self, child: Box<Child>) {
        let rare = self.rare.get_or_insert_default();
        let position = rare.calls.partition_point(|other| other.call < child.call);
        rare.below = rare.below.saturating_add(child.state.size());
        rare.calls.insert(position, child);
    }

    pub(super) fn drop_call(&mut self, call: ItemId) {
        if self.take_call(call).is_some() {
            self.drop_rare_when_empty();
        }
    }

    /// What `apply` does for `Called`.
    pub(super) fn called(&mut self, procedure: &Procedure, called: &Called) {
        let Called { item, element, scope, round, .. } = *called;
        self.last_item = self.last_item.max(item.0);
        self.begin_round(scope, element, round, procedure.graph.len());
        self.note_opening(procedure, scope, element);
        let (since, kind, role) = (self.at, ItemKind::Call, None);
        let (due, overdue, extra) = (None, false, None);
        self.push(ElementInstance {
            id: item,
            element,
            scope,
            round,
            since,
            kind,
            role,
            due,
            overdue,
            extra,
        });
        let procedure = Arc::clone(&called.procedure.0);
        let mut state = State::default();
        (state.seq, state.at, state.last_item) = (self.seq, self.at, self.last_item);
        state.start(&procedure);
        for (datum, value) in &called.data {
            state.set_datum(ItemId(0), datum.0, value.clone());
        }
        self.put_call(Box::new(Child { call: item, procedure, state }));
    }

    /// What `apply` does for an event of a called procedure.
    pub(super) fn apply_in_call(&mut self, call: ItemId, event: &Event) {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let Some(position) = self.position_of_call(call) else { return };
        let Some(rare) = &mut self.rare else { return };
        let child = &mut rare.calls[position];
        rare.below = rare.below.saturating_sub(child.state.size());
        (child.state.at, child.state.seq) = (at, seq);
        child.state.last_item = last_item;
        match child.call == call {
            true => child.state.apply(&Arc::clone(&child.procedure), event),
            false => child.state.apply_in_call(call, event),
        }
        rare.below = rare.below.saturating_add(child.state.size());
        self.last_item = last_item.max(child.state.last_item);
    }

    /// Lets called procedures know what time it is and how far the counter has come: at the end of each record.
    pub(crate) fn level(&mut self) {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let Some(rare) = &mut self.rare else { return };
        for child in &mut rare.calls {
            (child.state.at, child.state.seq, child.state.last_item) = (at, seq, last_item);
            child.state.level();
        }
    }

    /// When something falls due next, here or in a called procedure, and the call it is in.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, ItemId, Option<ItemId>)> {
        let own = self.timers().first().map(|timer| (timer.due, timer.item, None));
        let below = self
            .calls()
            .iter()
            .filter_map(|child| child.state.next_due().map(|(due, item, _)| (due, item, Some(child.call))));
        below.chain(own).min()
    }

    /// Everything open in the procedures that element instances have called, in no order.
    pub(crate) fn open_below(&self, tops: &[ItemId], found: &mut Vec<ItemId>) {
        for child in self.calls().iter().filter(|child| tops.contains(&child.call)) {
            let state = &child.state;
            found.extend(state.open.iter().map(|instance| instance.id));
            found.extend(state.arrivals().iter().map(|held| held.token));
            let calls: Vec<ItemId> = state.calls().iter().map(|child| child.call).collect();
            state.open_below(&calls, found);
        }
    }
}
