//! Errors: they go outwards until an event catches them; what they pass on the way is closed.
//!
//! At each level the event sub-processes of the scope come first, then the events attached to the host; among them the
//! one of that very code, then one that takes any.
//! Knows how a catcher is found and what it closes; the ways that follow are those of the event.
//! Read [`Stepper::throw_error`] first.

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::event::{Event, Input, ItemKind, Occurred, Outcome};
use crate::graph::{Block, BlockKind, On, Trigger};
use crate::incident::Stage;
use crate::procedure::ElementIx;

/// What is looked for.
#[derive(Clone, Copy)]
pub(super) enum Sought<'t> {
    Error(&'t str),
    Escalation(&'t str),
    Cancel,
}

/// How well a trigger fits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It names the code.
    Named,
    /// It takes any.
    Any,
}

/// An event that catches what was thrown.
pub(super) struct Caught {
    event: ElementIx,
    /// Where the event stands.
    scope: ItemId,
    /// What it is attached to; an event sub-process stands in its scope instead.
    host: Option<ItemId>,
    pub(super) interrupts: bool,
    inputs: Vec<Input>,
}

impl Sought<'_> {
    fn fit(self, on: &On) -> Option<Fit> {
        match (self, on) {
            (Sought::Error(code), On::Error(Some(named)))
            | (Sought::Escalation(code), On::Escalation(Some(named))) => {
                (**named == *code).then_some(Fit::Named)
            }
            (Sought::Error(_), On::Error(None)) | (Sought::Escalation(_), On::Escalation(None)) => {
                Some(Fit::Any)
            }
            (Sought::Cancel, On::Cancel) => Some(Fit::Named),
            _ => None,
        }
    }

    /// Errors and cancellations always end what they come out of.
    fn always_interrupts(self) -> bool {
        !matches!(self, Sought::Escalation(_))
    }
}

impl<J: Journal> Stepper<'_, J> {
    /// An element instance throws an error: an event catches it, or the case fails.
    ///
    /// The instance may still be open, as a job is, or may have passed, as an end has.
    pub(super) fn throw_error(&mut self, here: Here, code: &str) {
        match self.catcher(here, Sought::Error(code)) {
            Some(caught) => self.catch(caught),
            None => {
                self.close_all();
                self.end_with(Outcome::Failed, None, Some(code.into()));
            }
        }
    }

    /// The first event that catches something, from where it was thrown outwards.
    pub(super) fn catcher(&self, here: Here, sought: Sought<'_>) -> Option<Caught> {
        let mut level = here;
        loop {
            if let Some(caught) = self.attached_catcher(level, sought) {
                return Some(caught);
            }
            let scope = level.scope;
            if !self.has_interrupted(level)
                && let Some(found) = self.best(self.events_in(scope), scope, sought)
            {
                return Some(found);
            }
            level = self.instance_at(scope)?;
        }
    }

    /// The event attached to an element instance that catches something.
    ///
    /// Of an element that is done several times, it is the whole that events are attached to.
    pub(super) fn attached_catcher(&self, level: Here, sought: Sought<'_>) -> Option<Caught> {
        if self.state.scope_element(level.scope) == Some(level.element) {
            return None;
        }
        let special = self.procedure.graph.special(level.element)?;
        let caught = self.best(&special.attached, level.scope, sought)?;
        Some(Caught { host: Some(level.item), ..caught })
    }

    /// The element instance that is a scope; `None` for the case itself.
    pub(super) fn instance_at(&self, scope: ItemId) -> Option<Here> {
        let instance = self.state.item(scope)?;
        Some(Here { item: scope, scope: instance.scope, element: instance.element })
    }

    /// Whether it is an event sub-process that has ended everything else in its scope, other events included.
    fn has_interrupted(&self, level: Here) -> bool {
        let kind = self.block_of(level.element).map(|block| &block.kind);
        matches!(kind, Some(BlockKind::Event { interrupts: true }))
    }

    /// The event sub-processes of a scope.
    fn events_in(&self, scope: ItemId) -> &[ElementIx] {
        match self.state.item(scope) {
            None => &self.procedure.graph.events,
            // What a block done once more stands in has no events: they are the block's own.
            Some(instance) if instance.kind == ItemKind::Block && !self.state.is_once_more(scope) => {
                self.block_of(instance.element).map_or(&[], |block| &block.events)
            }
            Some(_) => &[],
        }
    }

    fn block_of(&self, element: ElementIx) -> Option<&Block> {
        self.procedure.graph.block(element)
    }

    /// Of some events the first that names what is sought, else the first that takes any.
    fn best(&self, events: &[ElementIx], scope: ItemId, sought: Sought<'_>) -> Option<Caught> {
        let fitting = |wanted: Fit| {
            events.iter().find_map(|event| {
                let trigger = self.procedure.graph.trigger(*event)?;
                let fits = trigger.on.iter().any(|on| sought.fit(on) == Some(wanted));
                let alone = !trigger.all || trigger.on.len() == 1;
                if !fits || !alone {
                    return None;
                }
                let inputs = self.is_available((scope, *event), trigger)?;
                let interrupts = trigger.interrupts || sought.always_interrupts();
                Some(Caught { event: *event, scope, host: None, interrupts, inputs })
            })
        };
        fitting(Fit::Named).or_else(|| fitting(Fit::Any))
    }

    /// Whether an event may still occur, with what was read to know it.
    fn is_available(&self, (scope, event): (ItemId, ElementIx), trigger: &Trigger) -> Option<Vec<Input>> {
        if trigger.maximum.is_some_and(|maximum| self.state.next_round(scope, event) > maximum) {
            return None;
        }
        let mut inputs = Vec::new();
        match trigger.enabled_if {
            Some(guard) => {
                let may = self.is_true(scope, guard, Stage::Route, &mut inputs);
                may.is_ok_and(|may| may).then_some(inputs)
            }
            None => Some(inputs),
        }
    }

    /// An event catches what was thrown: it closes what it interrupts and goes on.
    pub(super) fn catch(&mut self, caught: Caught) {
        let Caught { event: element, scope, host, interrupts, inputs } = caught;
        let closed = match (interrupts, host) {
            (false, _) => Box::default(),
            (true, Some(host)) => self.state.inside(host).into(),
            (true, None) => self.contents(scope, None),
        };
        let subscription = self.subscription(element, (scope, host));
        let item = self.new_item();
        let inputs = inputs.into();
        self.emit(Event::Occurred(Box::new(Occurred { item, element, scope, subscription, inputs, closed })));
        match host {
            None if interrupts => self.drop_moving_in(scope),
            _ => self.drop_moving_in_closed(),
        }
        if let Some(trigger) = self.trigger(element) {
            self.event_runs(Here { item, scope, element }, trigger);
        }
    }

    /// The open subscription of an event, where there is one.
    fn subscription(&self, event: ElementIx, (scope, host): (ItemId, Option<ItemId>)) -> Option<ItemId> {
        let wanted = host.or(Some(scope).filter(|scope| scope.0 > 0));
        let is_it = |instance: &&crate::instance::ElementInstance| {
            instance.kind == ItemKind::Subscription
                && instance.element == event
                && instance.extra.as_ref().and_then(|extra| extra.host) == wanted
        };
        self.state.open.iter().find(is_it).map(|instance| instance.id)
    }
}
