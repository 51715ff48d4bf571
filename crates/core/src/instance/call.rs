//! Called procedures: each runs as a scope of the case with a state of its own, counted with the same counter.
//!
//! Knows in which call an item stands and in which something falls due next, without looking into all of them.
//! Calls stand inside calls as deep as the limit allows, so walking down them is bounded.
//! Read [`Child`] first.

use std::collections::{BTreeMap, BTreeSet};
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
    /// When something falls due next in it, as its caller has noted it.
    due: Option<(Timestamp, ItemId)>,
    pub(crate) state: State,
}

impl PartialEq for Child {
    fn eq(&self, other: &Self) -> bool {
        let pinned = |child: &Child| (child.call, child.procedure.digests.definition);
        pinned(self) == pinned(other) && self.state.is_like(&other.state)
    }
}

/// The called procedures that run, and where to find what is in them without looking into each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calls {
    /// By call; one that runs at this moment has been taken out.
    running: BTreeMap<ItemId, Option<Box<Child>>>,
    /// When something falls due next in each in which something does, with what and the call.
    due: BTreeSet<(Timestamp, ItemId, ItemId)>,
    /// In which call each open item stands, by ascending item; some have been closed since.
    standing: Vec<(ItemId, ItemId)>,
    /// How many of them there were when those that have been closed were last forgotten.
    looked_over: usize,
    /// How much is open in those that have not been taken out.
    size: usize,
}

/// What is looked up follows from what runs.
impl PartialEq for Calls {
    fn eq(&self, other: &Self) -> bool {
        self.running == other.running
    }
}

/// So many items are kept before those that have been closed are looked for.
const FEW_ITEMS: usize = 64;

impl Calls {
    pub(super) fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// How much is open in them, however deep.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    fn get(&self, call: ItemId) -> Option<&Child> {
        self.running.get(&call)?.as_deref()
    }

    /// The call in which an item was opened, if it still runs and the item is open in it.
    fn with(&self, item: ItemId) -> Option<ItemId> {
        let position = self.standing.binary_search_by_key(&item, |(item, _)| *item).ok()?;
        let call = self.standing[position].1;
        self.get(call).is_some_and(|child| child.holds(item)).then_some(call)
    }

    /// Lets a called procedure change where it is; false where it is not there.
    fn change(
        &mut self,
        call: ItemId,
        before: u32,
        change: impl FnOnce(&mut Child) -> Option<ItemId>,
    ) -> bool {
        let Some(child) = self.running.get_mut(&call).and_then(Option::as_mut) else { return false };
        let size = child.state.size();
        let stuck = change(child);
        self.size = self.size.saturating_sub(size).saturating_add(child.state.size());
        note(&mut self.standing, child, (before, stuck.as_slice()));
        set_due(&mut self.due, child);
        self.look_over();
        true
    }

    /// Puts a called procedure where it belongs, with what it has opened and when something falls due in it.
    fn put(&mut self, mut child: Box<Child>, news: (u32, &[ItemId])) {
        note(&mut self.standing, &child, news);
        set_due(&mut self.due, &mut child);
        self.size = self.size.saturating_add(child.state.size());
        self.running.insert(child.call, Some(child));
        self.look_over();
    }

    /// Forgets items that have been closed, once they may be as many as those that are open.
    fn look_over(&mut self) {
        if self.standing.len() <= 2 * self.looked_over + FEW_ITEMS {
            return;
        }
        let running = &self.running;
        self.standing.retain(|(item, call)| {
            running.get(call).is_some_and(|child| child.as_ref().is_none_or(|child| child.holds(*item)))
        });
        self.looked_over = self.standing.len();
    }
}

/// Notes what a called procedure has opened: all beyond the counter as it was before, and what is stuck once more.
fn note(standing: &mut Vec<(ItemId, ItemId)>, child: &Child, (before, stuck): (u32, &[ItemId])) {
    let is_new = |item: &ItemId| item.0 > before;
    let own = child.state.open.iter().rev().map(|open| open.id).take_while(is_new);
    let first = standing.len();
    standing.extend(own.map(|item| (item, child.call)));
    if let Some(calls) = child.state.called_here() {
        let below = calls.standing.iter().rev().map(|(item, _)| *item).take_while(is_new);
        standing.extend(below.map(|item| (item, child.call)));
    }
    standing[first..].sort_unstable();
    for item in stuck {
        match standing.binary_search_by_key(item, |(item, _)| *item) {
            Ok(position) => standing[position].1 = child.call,
            Err(position) => standing.insert(position, (*item, child.call)),
        }
    }
}

/// Notes when something falls due next in a called procedure.
fn set_due(all: &mut BTreeSet<(Timestamp, ItemId, ItemId)>, child: &mut Child) {
    let due = child.state.next_due().map(|(due, item, _)| (due, item));
    if child.due != due {
        drop_due(all, child);
        all.extend(due.map(|(due, item)| (due, item, child.call)));
        child.due = due;
    }
}

fn drop_due(all: &mut BTreeSet<(Timestamp, ItemId, ItemId)>, child: &Child) {
    if let Some((due, item)) = child.due {
        all.remove(&(due, item, child.call));
    }
}

impl Child {
    /// Whether an item is open in it, however deep.
    fn holds(&self, item: ItemId) -> bool {
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

    fn called_here(&self) -> Option<&Calls> {
        self.rare.as_ref()?.calls.as_deref()
    }

    /// Called procedures that run, by ascending call.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &Child> {
        self.called_here().into_iter().flat_map(|calls| calls.running.values()).filter_map(Option::as_deref)
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
        let found = |item: ItemId| self.call_with(item) == Some(child.call);
        let below = child.state.called_here().map_or(&[][..], |calls| &calls.standing);
        let mut below = below.iter().filter(|(item, _)| child.state.call_with(*item).is_some());
        child.state.open.iter().all(|open| found(open.id)) && below.all(|(item, _)| found(*item))
    }

    /// The called procedure with that call, however deep.
    pub(crate) fn child(&self, call: ItemId) -> Option<&Child> {
        let calls = self.called_here()?;
        calls.get(call).or_else(|| calls.get(calls.with(call)?)?.state.child(call))
    }

    /// Takes a called procedure out, to run it; it knows what time it is and how far the counter has come.
    pub(crate) fn take_call(&mut self, call: ItemId) -> Option<Box<Child>> {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let calls = self.rare.as_mut()?.calls.as_mut()?;
        let mut child = calls.running.get_mut(&call)?.take()?;
        calls.size = calls.size.saturating_sub(child.state.size());
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
        let Some(calls) = self.rare.as_mut().and_then(|rare| rare.calls.as_mut()) else { return };
        if let Some(Some(child)) = calls.running.remove(&call) {
            drop_due(&mut calls.due, &child);
            calls.size = calls.size.saturating_sub(child.state.size());
        }
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
        for (datum, value) in &called.data {
            state.set_datum(ItemId(0), datum.0, value.clone());
        }
        self.put_call(Box::new(Child { call: item, procedure, due: None, state }), &[]);
    }

    /// What `apply` does for an event of a called procedure; of one that is called further down, from call to call.
    pub(super) fn apply_in_call(&mut self, call: ItemId, event: &Event) {
        let (at, seq, last_item) = (self.at, self.seq, self.last_item);
        let Some(calls) = self.rare.as_mut().and_then(|rare| rare.calls.as_mut()) else { return };
        let mut reached = last_item;
        let mut apply = |child: &mut Child| {
            (child.state.at, child.state.seq, child.state.last_item) = (at, seq, last_item);
            if child.call == call {
                let procedure = Arc::clone(&child.procedure);
                child.state.apply(&procedure, event);
            } else {
                child.state.apply_in_call(call, event);
            }
            child.state.forget_touched();
            reached = reached.max(child.state.last_item);
            event.stuck()
        };
        if !calls.change(call, last_item, &mut apply)
            && let Some(own) = calls.with(call)
        {
            calls.change(own, last_item, &mut apply);
        }
        self.last_item = reached;
    }

    /// When something falls due next, here or in a called procedure, and the call it is in.
    pub(crate) fn next_due(&self) -> Option<(Timestamp, ItemId, Option<ItemId>)> {
        let own = self.timers().first().map(|timer| (timer.due, timer.item, None));
        let below = self.called_here().and_then(|calls| calls.due.first());
        below.map(|(due, item, call)| (*due, *item, Some(*call))).into_iter().chain(own).min()
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
