//! What follows when that which is waited for happens: the wait is over, or an event runs, beside its host or instead.
//!
//! Whoever finds that something has happened (a signal, a message, a time, a person) says so with `happened`.

use super::Journal;
use super::outcome::Finished;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::Text;
use crate::event::{Event, Input, ItemKind, Met, NoticeReason, Occurred, OpenedMore};
use crate::graph::{Moment, NodeKind, On, Trigger};
use crate::instance::ElementInstance;
use crate::procedure::ElementIx;

/// One of the things that an open element instance waits for, with what was read or said of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Happening {
    /// Which of its triggers, by position.
    pub(super) trigger: usize,
    pub(super) inputs: Vec<Input>,
    pub(super) note: Option<Text>,
}

impl Happening {
    pub(super) fn of(trigger: usize) -> Self {
        Happening { trigger, ..Happening::default() }
    }
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Something has happened that an open element instance waits for; an event that is not available lets it go by.
    pub(super) fn happened(&mut self, item: ItemId, mut what: Happening) {
        let Some(instance) = self.state.item(item) else { return };
        let here = Here { item, scope: instance.scope, element: instance.element };
        let is_beside = instance.kind == ItemKind::Subscription;
        let Some(trigger) = self.trigger(here.element) else { return };
        // The last of the siblings that it stands beside may have ended in this very step.
        let is_late = is_beside && !self.any_host(here.scope, trigger);
        if is_late || !self.may_occur(here, trigger, &mut what.inputs) || !self.may_happen(here) {
            return;
        }
        let goes_on = is_beside && !trigger.interrupts;
        // Where as much is open as may be, it is stuck itself: it waits for nothing that would open more.
        if goes_on && self.state.size() >= self.room {
            return self.crowded(here);
        }
        let is_condition = matches!(trigger.on.get(what.trigger), Some(On::Condition(_)));
        let mut inputs = Vec::new();
        if trigger.all || what.note.is_some() || (is_condition && goes_on) {
            let place = u16::try_from(what.trigger).unwrap_or(u16::MAX);
            let (inputs, note) = (what.inputs.into(), what.note);
            self.emit(Event::Met(Box::new(Met { item, trigger: place, holds: true, inputs, note })));
        } else {
            inputs = what.inputs;
        }
        if !trigger.all || self.has_all(item, trigger) {
            self.occurs(here, trigger, (what.trigger, inputs));
        }
    }

    fn has_all(&self, item: ItemId, trigger: &Trigger) -> bool {
        let extra = self.state.item(item).and_then(|instance| instance.extra.as_ref());
        extra.is_some_and(|extra| extra.met.len() == trigger.on.len())
    }

    /// Whether an event may occur now.
    pub(super) fn may_occur(&self, here: Here, trigger: &Trigger, inputs: &mut Vec<Input>) -> bool {
        self.facts(here.scope).lets_happen(trigger, inputs)
    }

    fn occurs(&mut self, here: Here, trigger: &'a Trigger, (place, inputs): (usize, Vec<Input>)) {
        let Some(instance) = self.state.item(here.item) else { return };
        let (kind, round) = (instance.kind, instance.round);
        let Here { item, scope, element } = here;
        if kind != ItemKind::Subscription {
            let (subscription, closed, inputs) = (None, Box::default(), inputs.into());
            let occurred = Occurred { item, element, scope, subscription, inputs, closed };
            self.emit(Event::Occurred(Box::new(occurred)));
            return self.wait_over(here, round);
        }
        // An event of the scope itself, not of something in it: all that moves in it goes too.
        let host = instance.extra.as_ref().and_then(|extra| extra.host);
        let is_whole = host.map_or(trigger.hosts.is_empty(), |host| host == scope);
        let closed = self.closed_by(instance, trigger, place);
        let (new, subscription, inputs) = (self.new_item(), Some(item), inputs.into());
        let occurred = Occurred { item: new, element, scope, subscription, inputs, closed };
        self.emit(Event::Occurred(Box::new(occurred)));
        if trigger.interrupts {
            match is_whole {
                true => self.drop_moving_in(scope),
                false => self.drop_moving_between(scope, &trigger.hosts),
            }
        }
        self.event_runs(Here { item: new, scope, element }, trigger);
    }

    /// Lets go what is on its way to one of the siblings that an event has interrupted, and what moves in them.
    fn drop_moving_between(&mut self, scope: ItemId, hosts: &[ElementIx]) {
        if !hosts.is_empty() {
            self.drop_moving(|token| token.scope == scope && hosts.contains(&token.element));
        }
        self.drop_moving_in_closed();
    }

    /// A wait in the flow is over: what comes after it, or what its answer says.
    fn wait_over(&mut self, here: Here, round: u32) {
        match self.activity(here.element) {
            Some(_) => self.wait_done(Finished::of(here, round)),
            None => self.go_out(here),
        }
    }

    /// An event or an alternative runs.
    pub(super) fn event_runs(&mut self, here: Here, trigger: &'a Trigger) {
        if !trigger.notifies.is_empty() {
            self.notify(here.item, &trigger.notifies, NoticeReason::Occurred);
        }
        for activity in &trigger.redo {
            self.redo(here.scope, *activity);
        }
        match trigger.opens.as_deref().map_or(Ok(()), |opens| self.open_case(here, opens)) {
            Ok(()) => self.event_goes_on(here),
            Err(trouble) => self.stuck(here, trouble),
        }
    }

    /// What comes after an event: its own activities, or where it leads.
    pub(super) fn event_goes_on(&mut self, here: Here) {
        match self.procedure.graph.node(here.element).kind {
            NodeKind::Block => self.open_block((here.scope, here.element)),
            NodeKind::Catch | NodeKind::EventGateway => {
                let round = self.state.next_round(here.scope, here.element).saturating_sub(1);
                self.wait_over(here, round);
            }
            _ => {
                self.go_out(here);
                self.end_redone(here);
            }
        }
    }

    /// What was done once more, alone, may have been interrupted by an event that leads out of it.
    fn end_redone(&mut self, Here { scope, .. }: Here) {
        let alone = self.state.item(scope).filter(|_| self.state.is_once_more(scope));
        let Some(alone) = alone.map(Here::of) else { return };
        if self.state.is_idle(scope) && !self.moves_in(scope) {
            self.redone(alone);
        }
    }

    /// What an occurrence closes, in reverse order of creation: the host or the scope it interrupts, the waits beside
    /// it, or only itself when nothing can set it off any more.
    fn closed_by(&self, instance: &ElementInstance, trigger: &Trigger, place: usize) -> Box<[ItemId]> {
        let scope = instance.scope;
        let host = instance.extra.as_ref().and_then(|extra| extra.host);
        let is_alternative = host.is_some_and(|host| self.is_alternative(host, instance.element));
        if !trigger.interrupts && !is_alternative {
            let spent = self.is_spent(instance, trigger, place);
            return if spent { Box::new([instance.id]) } else { Box::default() };
        }
        let mut closed = match host {
            Some(host) if host == scope => self.all_in(scope),
            Some(host) => return self.with_awaited(host),
            None if trigger.hosts.is_empty() => self.all_in(scope),
            None => {
                let hosts = self.state.open.in_place(scope);
                let hosts = hosts.filter(|open| trigger.hosts.contains(&open.element));
                hosts.flat_map(|host| self.with_awaited(host.id)).chain([instance.id]).collect()
            }
        };
        latest_first(&mut closed);
        closed.into()
    }

    /// Everything in a host, and the interactions that it waits for, in reverse order of creation.
    pub(super) fn with_awaited(&self, host: ItemId) -> Box<[ItemId]> {
        let mut closed = self.state.inside(host);
        if let Some(open) = self.state.item(host) {
            let at = (self.state.scope_of(open), open.element);
            let awaited = super::interact::awaited(self.procedure, self.state, at);
            closed.extend(awaited.flat_map(|open| self.state.inside(open.id)));
        }
        latest_first(&mut closed);
        closed.into()
    }

    /// Everything that stands in a scope, the scope itself left open.
    fn all_in(&self, scope: ItemId) -> Vec<ItemId> {
        if scope.0 > 0 {
            return self.state.inside(scope).into_iter().filter(|item| *item != scope).collect();
        }
        let open = self.state.open.iter().map(|open| open.id);
        open.chain(self.state.arrivals().map(|held| held.token)).collect()
    }

    /// Whether an event is one of those of which the first decides, and does not only stand beside them.
    fn is_alternative(&self, host: ItemId, event: ElementIx) -> bool {
        let gateway = self.state.item(host).filter(|open| open.kind == ItemKind::EventGateway);
        let special = gateway.and_then(|gateway| self.procedure.graph.special(gateway.element));
        special.is_some_and(|special| special.alternatives.contains(&event))
    }

    /// Whether nothing can set an event off once more: it has occurred as often as it may, or its one time has come.
    fn is_spent(&self, instance: &ElementInstance, trigger: &Trigger, place: usize) -> bool {
        let count = self.state.next_round(instance.scope, instance.element);
        let once = |on: &On| matches!(on, On::Time(moment) if !matches!(moment, Moment::Cycle { .. }));
        let last = trigger.on.get(place).is_some_and(|on| matches!(on, On::Time(_)))
            && instance.due.as_ref().is_none_or(|due| due.due.is_none());
        let times_are_over = match trigger.all {
            true => trigger.on.iter().any(once),
            false => last && trigger.on.len() == 1,
        };
        times_are_over || trigger.maximum.is_some_and(|maximum| count >= maximum)
    }

    /// Has an activity done once more: it ends where it goes on.
    ///
    /// It is done where it stands, also when who asks for it is done once more itself.
    fn redo(&mut self, from: ItemId, element: ElementIx) {
        let scope = self.state.scope_around(&self.procedure.graph, from, element).unwrap_or(from);
        let more = OpenedMore { once_more: true, ..OpenedMore::default() };
        let item = self.open_more((scope, element), ItemKind::Block, more);
        self.send(Token { element, scope: item, flow: None });
    }

    /// Whether a token has an activity done once more, alone: it needs no other, since none can come to it.
    pub(super) fn is_begun_alone(&self, Token { element, scope, .. }: Token) -> bool {
        self.state.inner(scope).is_some_and(|inner| inner.is_once_more && inner.element == element)
    }

    /// An activity has been done once more: nothing follows.
    pub(super) fn redone(&mut self, here: Here) {
        self.close_unhosted_in(here.item);
        self.emit(Event::Closed { items: Box::new([here.item]) });
        self.end_token(here.scope);
    }
}

/// What is closed together, in reverse order of creation.
fn latest_first(closed: &mut Vec<ItemId>) {
    closed.sort_unstable_by(|one, other| other.cmp(one));
    closed.dedup();
}
