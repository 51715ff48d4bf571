//! Inclusive and complex joins: they fire when what is still missing can no longer come.
//!
//! An inclusive join fires when an incoming flow holds a token and every token elsewhere in the scope that can reach
//! an empty flow without passing the join can also so reach a filled one. A complex gateway fires when its condition
//! is true; by the same rule it then waits for the rest, takes it without output, and is ready again.
//! Several that are ready fire in definition order, one after another: each is a move after which all are looked at.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::event::{Event, Input, ItemKind};
use crate::graph::{Awaited, ExitKind, NodeKind};
use crate::incident::{Stage, Trouble};
use crate::instance::ElementInstance;
use crate::procedure::{ElementIx, ExitIx, GuardIx};

/// A join in one scope instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Merging {
    join: ElementIx,
    scope: ItemId,
}

impl<J: Journal> Stepper<'_, J> {
    /// A token reaches an inclusive or complex gateway: with one flow into it, an inclusive one does not wait.
    pub(super) fn merge(&mut self, token: Token) {
        let kind = self.procedure.graph.node(token.element).kind;
        if kind == NodeKind::Inclusive && !self.merges(token.element) {
            return self.fork(self.here(token));
        }
        self.hold(token);
    }

    /// Lets one inclusive or complex join fire, if any may; looked at after every move while one holds a token.
    #[inline]
    pub(super) fn recheck_joins(&mut self) -> bool {
        self.state.is_merging() && self.fire_first_ready()
    }

    fn fire_first_ready(&mut self) -> bool {
        match self.state.few_arrivals() {
            None => self.fire_first_touched(),
            Some(held) => {
                let held = held.iter().filter(|held| held.merges);
                let held = held.map(|held| Merging { join: held.join, scope: held.scope });
                let reset = self.state.resetting().iter();
                let mut all = held.chain(reset.map(|reset| Merging { join: reset.join, scope: reset.scope }));
                let Some(first) = all.next() else { return false };
                // Mostly all wait at one and the same.
                if all.clone().all(|other| other == first) {
                    return self.fire_if_ready(first);
                }
                in_order(std::iter::once(first).chain(all)).into_iter().any(|at| self.fire_if_ready(at))
            }
        }
    }

    fn fire_first_touched(&mut self) -> bool {
        let mut touched = self.state.take_touched();
        let merging = match touched.scopes() {
            Some(scopes) if !self.procedure.graph.activates => self.merging_in(scopes),
            _ => self.merging(),
        };
        // Those that are not ready stay so until something changes where they are.
        let fires = merging.into_iter().any(|at| self.fire_if_ready(at));
        if fires {
            self.state.touch_again(touched);
        }
        fires
    }

    /// The joins that hold a token or wait for the rest, in definition order.
    fn merging(&self) -> Vec<Merging> {
        let held = self.state.arrivals().filter(|held| held.merges);
        let held = held.map(|held| Merging { join: held.join, scope: held.scope });
        let resetting = self.state.resetting().iter();
        in_order(held.chain(resetting.map(|reset| Merging { join: reset.join, scope: reset.scope })))
    }

    /// Those in scopes where something has changed.
    fn merging_in(&self, scopes: &[ItemId]) -> Vec<Merging> {
        let held = scopes.iter().flat_map(|scope| self.state.arrivals_in(*scope));
        let held = held.filter(|held| held.merges);
        let held = held.map(|held| Merging { join: held.join, scope: held.scope });
        let resetting = self.state.resetting().iter();
        let resetting = resetting.filter(|reset| scopes.binary_search(&reset.scope).is_ok());
        in_order(held.chain(resetting.map(|reset| Merging { join: reset.join, scope: reset.scope })))
    }

    fn fire_if_ready(&mut self, at: Merging) -> bool {
        let graph = &self.procedure.graph;
        let activates_if = graph.special(at.join).and_then(|special| special.activates_if);
        match activates_if.filter(|_| graph.node(at.join).kind == NodeKind::Complex) {
            None => self.nothing_comes(at, &[]) && self.fire(at),
            Some(condition) => match self.state.reset_of(at.join, at.scope) {
                Some(reset) => {
                    let (item, flows) = (reset.item, reset.flows.clone());
                    self.nothing_comes(at, &flows) && self.reset(at, item, &flows)
                }
                None => self.activate(at, condition),
            },
        }
    }

    fn fire(&mut self, at: Merging) -> bool {
        let tokens = self.first_of_each(at.join, at.scope, &[]);
        if tokens.is_empty() {
            return false;
        }
        let here = self.join(Token { element: at.join, scope: at.scope, flow: None }, tokens.into());
        self.fork_joined(here);
        true
    }

    /// Takes one token of each flow; what the condition had read is told with the exits taken.
    fn fire_complex(&mut self, at: Merging, inputs: Vec<Input>) -> bool {
        let tokens = self.first_of_each(at.join, at.scope, &[]);
        if tokens.is_empty() {
            return false;
        }
        let here = self.join(Token { element: at.join, scope: at.scope, flow: None }, tokens.into());
        self.read = inputs;
        self.fork(here);
        true
    }

    /// Fires a complex gateway when its condition is true; one that cannot be evaluated is told once.
    fn activate(&mut self, at: Merging, condition: GuardIx) -> bool {
        let Merging { join: element, scope } = at;
        let stuck = |open: &ElementInstance| open.kind == ItemKind::Incident && open.element == element;
        if self.state.open.in_place(scope).any(stuck) {
            return false;
        }
        let mut inputs: Vec<Input> = Vec::new();
        match self.is_true(scope, condition, Stage::Completion, &mut inputs) {
            Ok(true) => self.fire_complex(at, inputs),
            Ok(false) => false,
            Err(trouble) => {
                let item = self.new_item();
                self.stuck(Here { item, scope, element }, trouble);
                true
            }
        }
    }

    /// Takes what came after a complex gateway had fired; it is ready again.
    fn reset(&mut self, at: Merging, item: ItemId, taken: &[ExitIx]) -> bool {
        let tokens = self.first_of_each(at.join, at.scope, taken).into();
        self.emit(Event::Joined { item, element: at.join, scope: at.scope, tokens });
        self.end_token(at.scope);
        true
    }

    /// Whether nothing that is still missing can come; flows that have been taken from count as filled.
    fn nothing_comes(&self, at: Merging, taken: &[ExitIx]) -> bool {
        let mut elsewhere = false;
        let held = self.state.arrivals_in(at.scope).filter(|held| {
            let is_here = held.join == at.join;
            elsewhere |= !is_here;
            is_here
        });
        let flows = held.filter_map(|held| held.flow).chain(taken.iter().copied());
        let merges = self.procedure.graph.merges.as_deref();
        let Some(mut awaited) = merges.and_then(|merges| merges.awaited(at.join, flows)) else { return true };
        let waits = self.waits_for_moving(at, &mut awaited)
            || elsewhere && self.waits_for_held(at, &mut awaited)
            || self.waits_for_open(at, &mut awaited);
        !waits
    }

    fn waits_for_moving(&self, at: Merging, awaited: &mut Awaited<'_>) -> bool {
        self.moving().filter(|token| token.scope == at.scope).any(|token| match token.element == at.join {
            true => awaited.waits_for_arrival(token.flow),
            false => awaited.waits_for(token.element),
        })
    }

    fn waits_for_held(&self, at: Merging, awaited: &mut Awaited<'_>) -> bool {
        let elsewhere = |held: &&crate::instance::Arrival| held.join != at.join;
        self.state.arrivals_in(at.scope).filter(elsewhere).any(|held| awaited.waits_for(held.join))
    }

    /// Work, waits, blocks and incidents of the scope; an event that may still occur is no token, nor is what nothing
    /// can follow.
    fn waits_for_open(&self, at: Merging, awaited: &mut Awaited<'_>) -> bool {
        let open = self.state.open.in_place(at.scope);
        let is_token =
            |open: &&ElementInstance| open.kind != ItemKind::Subscription && !self.ends_alone(open);
        open.filter(is_token).any(|open| match open.kind {
            // A delay stands before its element: it has not arrived yet.
            ItemKind::Delay if open.element == at.join => awaited.waits_for_arrival(None),
            _ => awaited.waits_for(open.element),
        })
    }

    /// Whether it is done once more, alone, and no event or return leads out of it: it ends where it would go on.
    fn ends_alone(&self, open: &ElementInstance) -> bool {
        let (graph, element) = (&self.procedure.graph, open.element);
        open.kind == ItemKind::Block
            && self.state.is_once_more(open.id)
            && graph.block(element).is_none()
            && graph.special(element).is_none_or(|special| special.attached.is_empty())
            && graph.ways_of(element).iter().all(|way| way.kind == ExitKind::Onward)
    }

    /// The tokens that a complex gateway which cannot tell whether it may fire gives up when the authority moves on.
    pub(super) fn give_up_held(&mut self, (scope, element): (ItemId, ElementIx), trouble: Option<&Trouble>) {
        let unsure = matches!(trouble, Some(Trouble::Guard { stage: Stage::Completion, .. }));
        if unsure && self.procedure.graph.node(element).kind == NodeKind::Complex {
            let mut items = self.first_of_each(element, scope, &[]);
            items.reverse();
            self.emit(Event::Closed { items: items.into() });
        }
    }
}

/// Each once, in definition order.
fn in_order(all: impl Iterator<Item = Merging>) -> Vec<Merging> {
    let mut merging: Vec<Merging> = Vec::new();
    for at in all {
        if merging.last() != Some(&at) {
            merging.push(at);
        }
    }
    merging.sort_unstable();
    merging.dedup();
    merging
}

#[cfg(test)]
mod tests;
