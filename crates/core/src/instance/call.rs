//! Called procedures: each runs as a scope of the case with a state of its own, counted with the same counter.
//!
//! Where they are kept, [`Calls`] knows.
//! Calls stand inside calls as deep as the limit allows, so walking down them is bounded.
//! Read [`Child`] first.

use std::sync::Arc;

use super::calls::Calls;
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
    /// When something falls due next in it, as its caller has noted it.
    pub(super) due: Option<(Timestamp, ItemId)>,
    pub(crate) state: State,
}

impl PartialEq for Child {
    fn eq(&self, other: &Self) -> bool {
        let pinned = |child: &Child| (child.call, child.procedure.digests.definition);
        pinned(self) == pinned(other) && self.state.is_like(&other.state)
    }
}

impl Child {
    /// Whether an item is open in it, however deep.
    pub(super) fn holds(&self, item: ItemId) -> bool {
        self.state.item(item).is_some() || self.state.call_with(item).is_some()
    }
}

impl State {
    /// The code of the error that ended it.
    pub(crate) fn error(&self) -> Option<&Text> {
        self.rare.as_ref()?.error.as_ref()
    }

    /// Whether a called procedure stands as another does; time and counter are those of the case.
    fn is_like(&self, other: &Self) -> bool {
        let State { seq: _, at: _, last_item: _, status, root, inner, open, data, facts, rare } = self;
        *status == other.status
            && *root == other.root
            && *inner == other.inner
            && *open == other.open
            && *data == other.data
            && *facts == other.facts
            && *rare == other.rare
    }

    pub(super) fn called_here(&self) -> Option<&Calls> {
        self.rare.as_ref()?.calls.as_deref()
    }

    /// Called procedures that run, by ascending call.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &Child> {
        self.called_here().into_iter().flat_map(Calls::iter)
    }

    /// The same, each with its call and the last record that may have moved it; none of them is looked into.
    pub(crate) fn moved_calls(&self) -> impl Iterator<Item = (ItemId, u64, &Child)> {
        self.called_here().into_iter().flat_map(Calls::moved)
    }

    /// Whether an element instance has called a procedure that runs.
    pub(crate) fn has_call(&self, call: ItemId) -> bool {
        self.called_here().is_some_and(|calls| calls.get(call).is_some())
    }

    /// Whether any called procedure runs.
    pub(crate) fn has_calls(&self) -> bool {
        self.called_here().is_some()
    }

    /// The call of this state in which an open item stands, however deep.
    pub(crate) fn call_with(&self, item: ItemId) -> Option<ItemId> {
        self.called_here()?.with(item)
    }

    /// Whether everything that is open in a called procedure is found from here.
    pub(super) fn finds_all_in(&self, child: &Child) -> bool {
        let mut open = Vec::new();
        child.state.all_open(&mut open);
        open.into_iter().all(|item| self.call_with(item) == Some(child.call))
    }

    /// Everything that is open, here and in what was called, in no order.
    pub(super) fn all_open(&self, found: &mut Vec<ItemId>) {
        found.extend(self.open.iter().map(|open| open.id));
        self.calls().for_each(|child| child.state.all_open(found));
    }

    /// The called procedure with that call, however deep.
    pub(crate) fn child(&self, call: ItemId) -> Option<&Child> {
        let calls = self.called_here()?;
        calls.get(call).or_else(|| calls.get(calls.with(call)?)?.state.child(call))
    }

    /// Takes a called procedure out, to run it; it knows what time it is and how far the counter has come.
    pub(crate) fn take_call(&mut self, call: ItemId) -> Option<Box<Child>> {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let mut child = self.rare.as_mut()?.calls.as_mut()?.take(call)?;
        (child.state.at, child.state.seq, child.state.last_item) = (at, seq, last_item);
        Some(child)
    }

    /// Puts a called procedure back after it was run, with what got stuck in it; the counter is not the case's yet.
    pub(crate) fn put_call(&mut self, child: Box<Child>, stuck: &[ItemId]) {
        let before = self.last_item;
        let calls = self.rare.get_or_insert_default().calls.get_or_insert_default();
        calls.put(child, (before, stuck));
    }

    pub(super) fn drop_call(&mut self, call: ItemId) {
        let spin = self.called_here().and_then(|calls| calls.get(call)).and_then(|child| child.state.spin());
        self.set_spin(spin);
        let Some(calls) = self.rare.as_mut().and_then(|rare| rare.calls.as_mut()) else { return };
        calls.end(call);
        if calls.is_empty()
            && let Some(rare) = &mut self.rare
        {
            rare.calls = None;
        }
        self.drop_rare_when_empty();
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
        state.set_spin(self.spin());
        for (datum, value) in &called.data {
            state.set_datum(ItemId(0), datum.0, value.clone());
        }
        self.put_call(Box::new(Child { call: item, procedure, due: None, state }), &[]);
    }

    /// Applies the events of a record.
    #[inline]
    pub(super) fn apply_all(&mut self, procedure: &mut Arc<Procedure>, events: &[Event]) {
        let mut next = 0;
        loop {
            let own: &Procedure = procedure;
            while let Some(event) = events.get(next).filter(|event| !event.stands_apart()) {
                self.apply(own, event);
                next += 1;
            }
            match events.get(next..) {
                None | Some([]) => return,
                Some(rest) => next += self.apply_apart(procedure, rest),
            }
        }
    }

    /// Applies the events of one called procedure that follow each other, while it is at hand, or a move;
    /// gives how many events it were.
    #[inline(never)]
    fn apply_apart(&mut self, procedure: &mut Arc<Procedure>, events: &[Event]) -> usize {
        match events.first() {
            Some(Event::InCall { call, .. }) => {
                let run = events.iter().position(|event| !event.is_in(*call)).unwrap_or(events.len());
                self.apply_in_call(*call, &events[..run]);
                run.max(1)
            }
            Some(event) => {
                self.apply_pinned(procedure, event);
                1
            }
            None => 0,
        }
    }

    /// Applies an event; what comes after a move goes by the version that it was moved to.
    fn apply_pinned(&mut self, procedure: &mut Arc<Procedure>, event: &Event) {
        self.apply(procedure, event);
        if let Event::Migrated(migrated) = event {
            *procedure = Arc::clone(&migrated.to.0);
        }
    }

    /// What `apply` does for events of a called procedure; of one that is called further down, from call to call.
    pub(super) fn apply_in_call(&mut self, call: ItemId, events: &[Event]) {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let Some(calls) = self.rare.as_mut().and_then(|rare| rare.calls.as_mut()) else { return };
        let mut reached = last_item;
        let mut apply = |child: &mut Child| {
            (child.state.at, child.state.seq, child.state.last_item) = (at, seq, last_item);
            if child.call == call {
                let inside = events.iter().filter_map(Event::in_call);
                inside.for_each(|event| child.state.apply_pinned(&mut child.procedure, event));
            } else {
                child.state.apply_in_call(call, events);
            }
            child.state.forget_touched();
            reached = reached.max(child.state.last_item);
        };
        if !calls.change(call, (last_item, events), &mut apply)
            && let Some(own) = calls.with(call)
        {
            calls.change(own, (last_item, events), &mut apply);
        }
        self.last_item = reached;
    }

    /// When something falls due next, here or in a called procedure, and the call it is in.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, ItemId, Option<ItemId>)> {
        let own = self.timers().first().map(|timer| (timer.due, timer.item, None));
        let below = self.called_here().and_then(Calls::next_due);
        below.map(|(due, item, call)| (due, item, Some(call))).into_iter().chain(own).min()
    }

    /// Everything open in the procedures that element instances have called, in no order.
    pub(crate) fn open_below(&self, tops: &[ItemId], found: &mut Vec<ItemId>) {
        let Some(calls) = self.called_here() else { return };
        for child in tops.iter().filter_map(|top| calls.get(*top)) {
            let state = &child.state;
            found.extend(state.open.iter().map(|instance| instance.id));
            found.extend(state.arrivals().map(|held| held.token));
            let calls: Vec<ItemId> = state.calls().map(|child| child.call).collect();
            state.open_below(&calls, found);
        }
    }
}
