//! What an element throws for others to catch, and how an end ends its scope.
//!
//! Knows what each kind of throw does to its own token; who catches it is looked for in `error` and `escalate`.
//! Messages and signals leave with their event. Read [`Stepper::throw`] first.

use super::Journal;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Event, Input, ItemKind, Outcome, Thrown};
use crate::graph::Throw;
use crate::incident::{Stage, Trouble};
use crate::procedure::GuardIx;

/// Expressions by the names that they are handed on under.
type NamedGuards<'a> = &'a [(Text, GuardIx)];

impl<J: Journal> Stepper<'_, J> {
    /// An element throws what it is there for.
    pub(super) fn throw(&mut self, here: Here) {
        let special = self.procedure.graph.special(here.element);
        let Some(throw) = special.and_then(|special| special.throws.as_deref()) else {
            return self.pass_on(here);
        };
        match throw {
            Throw::Message { name, correlates, data } => self.throw_message(here, name, (correlates, data)),
            Throw::Signal(name) => {
                self.emit_thrown(here, Thrown::Signal { name: name.clone() });
                self.park_signal(here, name.clone());
            }
            Throw::Error(code) => {
                self.emit_thrown(here, Thrown::Error { code: code.clone() });
                self.throw_error(here, code);
            }
            Throw::Escalation(code) => {
                self.emit_thrown(here, Thrown::Escalation { code: code.clone() });
                self.escalate(here, code);
            }
            Throw::Terminate => {
                self.emit_thrown(here, Thrown::Terminate);
                self.terminate(here.scope);
            }
            Throw::Cancel => {
                self.emit_thrown(here, Thrown::Cancel);
                self.cancel_transaction(here);
            }
            Throw::Compensation(of) => {
                self.emit_thrown(here, Thrown::Compensation { of: *of });
                self.compensate(here, *of);
            }
        }
    }

    fn emit_thrown(&mut self, here: Here, what: Thrown) {
        let Here { item, scope, element } = here;
        self.emit(Event::Thrown { item, element, scope, what: Box::new(what) });
    }

    fn throw_message(
        &mut self,
        here: Here,
        name: &Text,
        (correlates, data): (NamedGuards<'_>, NamedGuards<'_>),
    ) {
        let values = self.values_of(here.scope, correlates);
        match values.and_then(|correlates| Ok((correlates, self.values_of(here.scope, data)?))) {
            Ok((correlates, data)) => {
                self.emit_thrown(here, Thrown::Message { name: name.clone(), correlates, data });
                self.go_out(here);
            }
            Err(trouble) => self.stuck(here, trouble),
        }
    }

    /// The values of several guards, each by its name.
    fn values_of(&self, scope: ItemId, guards: &[(Text, GuardIx)]) -> Result<Vec<(Text, Value)>, Trouble> {
        let mut inputs: Vec<Input> = Vec::new();
        let mut values = Vec::with_capacity(guards.len());
        for (name, guard) in guards {
            values.push((name.clone(), self.value_of(scope, *guard, Stage::Throw, &mut inputs)?));
        }
        Ok(values)
    }

    /// Ends a scope at once: a block is then left in the normal way, the case itself is over.
    fn terminate(&mut self, scope: ItemId) {
        let Some(instance) = self.state.item(scope) else {
            self.close_all();
            return self.finish(Outcome::Completed);
        };
        let whole = Here { item: scope, scope: instance.scope, element: instance.element };
        let kind = instance.kind;
        self.close_contents(scope, None);
        match kind {
            ItemKind::Block => self.block_done(whole),
            _ => self.end_token(scope),
        }
    }

    /// Closes what stands in a scope and lets go what moves in it; events attached to the scope stay, and so does `but`.
    pub(super) fn close_contents(&mut self, scope: ItemId, but: Option<ItemId>) {
        let items = self.contents(scope, but);
        if !items.is_empty() {
            self.emit(Event::Closed { items });
        }
        self.drop_moving_in(scope);
    }

    /// Lets go what moves in a scope and in scopes that are no longer there.
    pub(super) fn drop_moving_in(&mut self, scope: ItemId) {
        self.drop_moving(|token| token.scope == scope);
        self.drop_moving_in_closed();
    }

    /// What stands in a scope, in reverse order of creation: all but itself, the events attached to it, and `but`.
    pub(super) fn contents(&self, scope: ItemId, but: Option<ItemId>) -> Box<[ItemId]> {
        let is_attached = |item: ItemId| {
            let instance = self.state.item(item).filter(|instance| instance.kind == ItemKind::Subscription);
            let host = instance.and_then(|instance| instance.extra.as_ref()?.host);
            host == Some(scope) && instance.is_some_and(|instance| instance.scope != scope)
        };
        let stays = |item: &ItemId| *item == scope || Some(*item) == but || is_attached(*item);
        self.state.inside(scope).into_iter().filter(|item| !stays(item)).collect()
    }
}
