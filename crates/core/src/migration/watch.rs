//! The events that only the new version has, beside what is open: a case that goes on by it waits for them too.

use std::collections::BTreeSet;

use super::names::Names;
use super::survey::is_among;
use crate::command::ItemId;
use crate::event::ItemKind;
use crate::instance::{ElementInstance, State};
use crate::procedure::ElementIx;

/// An event of the new version that opens beside what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) scope: ItemId,
    pub(crate) event: ElementIx,
    pub(crate) host: Option<ItemId>,
    /// Whether it is one of the things that a gateway of events waits for.
    pub(crate) is_alternative: bool,
}

/// The events that open, in order of what they are beside.
pub(super) fn openings(state: &State, names: &Names<'_>, closed: &[ItemId]) -> Vec<Opening> {
    let (known, shared) = (vec![false; names.to.graph.len()], BTreeSet::new());
    let mut watch = Watch { state, names, known, shared, found: Vec::new() };
    watch.note_known();
    if !closed.is_empty() {
        watch.reopen(closed);
    }
    for event in &names.to.graph.events {
        watch.open((ItemId(0), None), *event, false);
    }
    for open in state.open.iter().filter(|open| !is_among(closed, open.id)) {
        if let Some(now) = names.element(open.element).filter(|_| hosts(open)) {
            watch.beside(open, now);
        }
    }
    watch.found
}

/// Whether events may stand beside it or in it: it has opened as what it is.
fn hosts(open: &ElementInstance) -> bool {
    use ItemKind::{Block, Call, EventGateway, Job, Joint, Member, Repetition, Wait, Work};
    let was = open.extra.as_deref().and_then(|extra| extra.was);
    let kind = if open.kind == ItemKind::Incident { was } else { Some(open.kind) };
    let has_opened =
        matches!(kind, Some(Block | Call | EventGateway | Job | Joint | Member | Repetition | Wait | Work));
    has_opened && open.role.is_none()
}

struct Watch<'a> {
    state: &'a State,
    names: &'a Names<'a>,
    /// The events of the new version that the old one has: they open when their time comes.
    known: Vec<bool>,
    /// Those beside several siblings, which open once in a scope.
    shared: BTreeSet<(ItemId, ElementIx)>,
    found: Vec<Opening>,
}

impl Watch<'_> {
    fn note_known(&mut self) {
        for before in 0..self.names.from.graph.len() {
            if let Some(now) = self.names.element(ElementIx::at(before)) {
                self.known[now.index()] = true;
            }
        }
    }

    /// What ends because the mapping says so opens as the new version has it.
    fn reopen(&mut self, closed: &[ItemId]) {
        let is_ended = |open: &&ElementInstance| {
            let host = open.extra.as_ref().and_then(|extra| extra.host);
            open.kind == ItemKind::Subscription
                && self.names.ended.contains(&open.element)
                && is_among(closed, open.id)
                && !is_among(closed, open.scope)
                && !host.is_some_and(|host| is_among(closed, host))
        };
        let ended: Vec<&ElementInstance> = self.state.open.iter().filter(is_ended).collect();
        for open in ended {
            let host = open.extra.as_ref().and_then(|extra| extra.host);
            let is_alternative = host
                .and_then(|host| self.state.item(host))
                .is_some_and(|host| host.kind == ItemKind::EventGateway);
            let now = self.names.element(open.element);
            if let Some(event) = now.filter(|now| self.names.to.graph.trigger(*now).is_some()) {
                self.found.push(Opening { scope: open.scope, event, host, is_alternative });
            }
        }
    }

    /// What is new beside an open element, and in it where it is a scope.
    fn beside(&mut self, open: &ElementInstance, now: ElementIx) {
        let Some(special) = self.names.to.graph.special(now) else { return };
        let (id, scope) = (open.id, open.scope);
        let inner = self.state.inner(id);
        // What is attached to a repetition is attached to the whole, and not to each member.
        if open.kind != ItemKind::Member && !self.state.is_member_of(scope, open.element) {
            for event in &special.attached {
                let shared = self.names.to.graph.trigger(*event).is_some_and(|it| !it.hosts.is_empty());
                self.open((scope, Some(id).filter(|_| !shared)), *event, false);
            }
        }
        for event in &special.alternatives {
            self.open((scope, Some(id)), *event, true);
        }
        if let Some(block) = special.block.as_deref().filter(|_| inner.is_some_and(|inner| inner.is_block()))
        {
            for event in &block.events {
                self.open((id, Some(id)), *event, false);
            }
        }
    }

    fn open(&mut self, (scope, host): (ItemId, Option<ItemId>), event: ElementIx, is_alternative: bool) {
        let is_first = host.is_some() || self.shared.insert((scope, event));
        if !self.known[event.index()] && is_first {
            self.found.push(Opening { scope, event, host, is_alternative });
        }
    }
}
