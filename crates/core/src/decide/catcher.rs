//! Who catches what is thrown: looked for from where it is thrown outwards, without changing anything.
//!
//! At each level the events attached to the element instance come first, then the event sub-processes of its scope; among
//! them the one of that very code, then one that takes any.
//! Knows one state: what a call lets out is looked for once more in that of its caller.
//! Does not know what a catcher closes, nor what follows it. Read [`Catchers::first`] first.

use std::collections::BTreeSet;

use super::stepper::Here;
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::{Input, ItemKind};
use crate::graph::{Block, BlockKind, On, Trigger};
use crate::instance::{CaseFacts, ElementInstance, State};
use crate::procedure::{ElementIx, Procedure};

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
    pub(super) event: ElementIx,
    /// Where the event stands.
    pub(super) scope: ItemId,
    /// What it is attached to; an event sub-process stands in its scope instead.
    pub(super) host: Option<ItemId>,
    pub(super) interrupts: bool,
    pub(super) inputs: Vec<Input>,
}

/// The events of a state that may catch something.
#[derive(Clone, Copy)]
pub(crate) struct Catchers<'a> {
    pub(crate) procedure: &'a Procedure,
    pub(crate) state: &'a State,
    pub(crate) at: Timestamp,
}

/// The events that stand at one level: attached to something, or sub-processes of a scope.
struct Standing<'a> {
    events: &'a [ElementIx],
    scope: ItemId,
    host: Option<ItemId>,
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

impl<'a> Catchers<'a> {
    /// The first event that catches something, from where it was thrown outwards.
    pub(super) fn first(self, thrower: Here, sought: Sought<'_>) -> Option<Caught> {
        let mut next = Some(thrower);
        while let Some(level) = next {
            let [attached, inside] = self.standing(level);
            if let Some(caught) = self.best(&attached, sought).or_else(|| self.best(&inside, sought)) {
                return Some(caught);
            }
            next = self.instance_at(level.scope);
        }
        None
    }

    /// The event attached to an element instance that catches something.
    pub(super) fn attached(self, level: Here, sought: Sought<'_>) -> Option<Caught> {
        self.best(&self.attached_to(level), sought)
    }

    /// The event that catches an error that is thrown at an open element instance.
    pub(crate) fn taker(self, thrower: &ElementInstance, code: &str) -> Option<ElementIx> {
        self.first(self.whole(thrower), Sought::Error(code)).map(|caught| caught.event)
    }

    /// What an error ends that is thrown at an open element instance: of the work of several, all of it.
    pub(super) fn whole(self, thrower: &ElementInstance) -> Here {
        Here::of(self.state.shared(thrower).unwrap_or(thrower))
    }

    /// Adds the codes of the errors that are caught when they are thrown at an open element instance; `None` is any.
    pub(crate) fn add_errors(self, thrower: &ElementInstance, codes: &mut BTreeSet<Option<Text>>) {
        let mut next = Some(self.whole(thrower));
        while let Some(level) = next {
            for standing in self.standing(level) {
                let available = standing.events.iter().filter_map(|event| {
                    let trigger = self.procedure.graph.trigger(*event)?;
                    let takes =
                        trigger.on.iter().any(|on| matches!(on, On::Error(_))) && stands_alone(trigger);
                    takes.then(|| self.is_available((standing.scope, *event), trigger)).flatten()?;
                    Some(trigger)
                });
                codes.extend(available.flat_map(|trigger| &trigger.on).filter_map(|on| match on {
                    On::Error(code) => Some(code.clone()),
                    _ => None,
                }));
            }
            next = self.instance_at(level.scope);
        }
    }

    /// The events of a level, those that are asked first before the others.
    fn standing(self, level: Here) -> [Standing<'a>; 2] {
        let (scope, host) = (level.scope, None);
        let events = if self.has_interrupted(level) { &[] } else { self.events_in(scope) };
        [self.attached_to(level), Standing { events, scope, host }]
    }

    /// The events attached to an element instance.
    ///
    /// Of an element that is done several times, it is the whole that events are attached to.
    fn attached_to(self, level: Here) -> Standing<'a> {
        let is_part = self.state.scope_element(level.scope) == Some(level.element);
        let special = self.procedure.graph.special(level.element).filter(|_| !is_part);
        let events = special.map_or(&[][..], |special| &special.attached);
        Standing { events, scope: level.scope, host: Some(level.item) }
    }

    /// The element instance that is a scope; `None` for the case itself.
    pub(super) fn instance_at(self, scope: ItemId) -> Option<Here> {
        let instance = self.state.item(scope)?;
        Some(Here { item: scope, scope: instance.scope, element: instance.element })
    }

    /// Whether it is an event sub-process that has ended everything else in its scope, other events included.
    fn has_interrupted(self, level: Here) -> bool {
        let kind = self.block_of(level.element).map(|block| &block.kind);
        matches!(kind, Some(BlockKind::Event { interrupts: true }))
    }

    /// The event sub-processes of a scope.
    fn events_in(self, scope: ItemId) -> &'a [ElementIx] {
        match self.state.item(scope) {
            None => &self.procedure.graph.events,
            // What a block done once more stands in has no events: they are the block's own.
            Some(instance) if instance.kind == ItemKind::Block && !self.state.is_once_more(scope) => {
                self.block_of(instance.element).map_or(&[], |block| &block.events)
            }
            Some(_) => &[],
        }
    }

    fn block_of(self, element: ElementIx) -> Option<&'a Block> {
        self.procedure.graph.block(element)
    }

    /// Of some events the first that names what is sought, else the first that takes any.
    fn best(self, standing: &Standing<'_>, sought: Sought<'_>) -> Option<Caught> {
        let Standing { events, scope, host } = *standing;
        let fitting = |wanted: Fit| {
            events.iter().find_map(|event| {
                let trigger = self.procedure.graph.trigger(*event)?;
                let fits = trigger.on.iter().any(|on| sought.fit(on) == Some(wanted));
                if !fits || !stands_alone(trigger) {
                    return None;
                }
                let inputs = self.is_available((scope, *event), trigger)?;
                let interrupts = trigger.interrupts || sought.always_interrupts();
                Some(Caught { event: *event, scope, host, interrupts, inputs })
            })
        };
        fitting(Fit::Named).or_else(|| fitting(Fit::Any))
    }

    /// Whether an event may still occur, with what was read to know it.
    fn is_available(self, (scope, event): (ItemId, ElementIx), trigger: &Trigger) -> Option<Vec<Input>> {
        if trigger.maximum.is_some_and(|maximum| self.state.next_round(scope, event) > maximum) {
            return None;
        }
        let mut inputs = Vec::new();
        let Some(guard) = trigger.enabled_if else { return Some(inputs) };
        let facts = CaseFacts { procedure: self.procedure, state: self.state, scope, at: self.at };
        let said = self.procedure.guards[guard.index()].evaluate(&facts, &mut inputs);
        (said == Ok(Value::Bool(true))).then_some(inputs)
    }
}

/// Whether what is thrown is enough for an event to occur.
fn stands_alone(trigger: &Trigger) -> bool {
    !trigger.all || trigger.on.len() == 1
}
