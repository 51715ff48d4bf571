//! Errors: they go outwards until an event catches them; what they pass on the way is closed.
//!
//! Elements and jobs throw them, and so does whoever does work: an error that nothing catches ends the case, but a
//! person's wrong word does not, it is refused.
//! Knows what a catcher closes; who catches is `catcher`'s, and the ways that follow are those of the event.
//! Read [`Stepper::throw_error`] first.

use super::catcher::{Catchers, Caught, Sought};
use super::context::Context;
use super::stepper::{Here, Stepper};
use super::{Journal, LONGEST_NAME, is_blank};
use crate::command::{Actor, ItemId};
use crate::data::Text;
use crate::event::{Event, ItemKind, Occurred, Outcome, Thrown};
use crate::graph::NodeKind;
use crate::procedure::ElementIx;
use crate::rejection::Rejection;

/// Work of people that is to end with an error, found right.
pub(super) struct Failing {
    /// The item at which it is thrown.
    thrower: Here,
    /// What ends by it: of the work of several, all of it.
    whole: Here,
    code: Text,
}

/// Finds right that work of people ends with an error; `outside` says that an event around the call takes it.
///
/// Nothing that a completion needs is asked: what cannot be done has no evidence, and it may turn out on the first day.
pub(super) fn decide(
    cx: &Context<'_>,
    (item, attempt): (ItemId, u32),
    (code, outside): (&Text, bool),
) -> Result<Failing, Rejection> {
    let (work, activity) = cx.item_of(item, ItemKind::Work)?;
    // What a person may choose in an ad hoc block has not begun.
    if cx.procedure.graph.node(work.element).kind != NodeKind::Work {
        return Err(Rejection::WrongKind { reference: cx.reference(work.element) });
    }
    if !matches!(cx.actor, Actor::Host(_)) {
        cx.check_doer(work, Some(activity))?;
    }
    let current = work.attempt();
    if attempt != current {
        return Err(Rejection::StaleAttempt { attempt, current });
    }
    check_code(code)?;
    let catchers = Catchers { procedure: cx.procedure, state: cx.state, at: cx.at };
    if !outside && catchers.taker(work, code).is_none() {
        let reference = cx.reference(work.element);
        return Err(Rejection::NobodyCatches { reference, code: code.clone() });
    }
    let thrower = Here { scope: cx.state.scope_of(work), ..Here::of(work) };
    Ok(Failing { thrower, whole: catchers.whole(work), code: code.clone() })
}

fn check_code(code: &str) -> Result<(), Rejection> {
    match code.len() {
        _ if is_blank(code) => Err(Rejection::ReasonMissing),
        length if length > LONGEST_NAME => {
            Err(Rejection::TooLarge { what: "code", limit: LONGEST_NAME as u64 })
        }
        _ => Ok(()),
    }
}

pub(super) fn emit<J: Journal>(mut stepper: Stepper<'_, J>, failing: Failing) {
    let Failing { thrower, whole, code } = failing;
    stepper.emit_thrown(thrower, Thrown::Error { code: code.clone() });
    stepper.throw_error(whole, &code);
    stepper.run();
}

impl<J: Journal> Stepper<'_, J> {
    /// An element instance throws an error: an event catches it, or the case fails.
    ///
    /// The instance may still be open, as a job is, or may have passed, as an end has.
    pub(super) fn throw_error(&mut self, here: Here, code: &str) {
        match self.catchers().first(here, Sought::Error(code)) {
            Some(caught) => self.catch(caught),
            None => {
                self.close_all();
                self.end_with(Outcome::Failed, None, Some(code.into()));
            }
        }
    }

    /// The events that may catch something as the case stands.
    pub(super) fn catchers(&self) -> Catchers<'_> {
        Catchers { procedure: self.procedure, state: self.state, at: self.state.at }
    }

    /// The element instance that is a scope; `None` for the case itself.
    pub(super) fn instance_at(&self, scope: ItemId) -> Option<Here> {
        self.catchers().instance_at(scope)
    }

    /// An event catches what was thrown: it closes what it interrupts and goes on.
    pub(super) fn catch(&mut self, caught: Caught) {
        let Caught { event: element, scope, host, interrupts, inputs } = caught;
        let closed = match (interrupts, host) {
            (false, _) => Box::default(),
            (true, Some(host)) => self.with_awaited(host),
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

#[cfg(test)]
mod tests;
