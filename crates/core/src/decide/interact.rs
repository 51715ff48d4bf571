//! Interactions with other processes: they open with the work of their activity, and some hold it until they close.
//!
//! Each is a token beside that of its activity, in the same scope, which is not done before both have ended.
//! Knows when they open and whom they hold; what each of them is (a question, work, a call) others know.
//! Read [`Stepper::open_interactions`] first.

use super::Journal;
use super::context::Context;
use super::stepper::{Stepper, Token};
use crate::command::ItemId;
use crate::event::ItemKind;
use crate::instance::{ElementInstance, State};
use crate::procedure::{ElementIx, Procedure};
use crate::rejection::Rejection;

impl<J: Journal> Stepper<'_, J> {
    /// Opens the interactions of an activity whose work has opened; one that is still open goes on.
    pub(super) fn open_interactions(&mut self, scope: ItemId, element: ElementIx) {
        let Some(special) = self.procedure.graph.special(element) else { return };
        for interaction in &special.interactions {
            let is_open = self.state.open.in_place(scope).any(|open| open.element == *interaction);
            if !is_open {
                self.send(Token { element: *interaction, scope, flow: None });
            }
        }
    }
}

/// Whether the interactions that an activity waits for are closed.
pub(super) fn check(cx: &Context<'_>, work: &ElementInstance) -> Result<(), Rejection> {
    let at = (cx.state.scope_of(work), work.element);
    let mut interactions: Vec<_> =
        awaited(cx.procedure, cx.state, at).map(|open| cx.reference(open.element)).collect();
    if interactions.is_empty() {
        return Ok(());
    }
    interactions.dedup();
    Err(Rejection::InteractionOpen { reference: cx.reference(work.element), interactions })
}

/// What is open of the interactions that an activity waits for.
pub(crate) fn awaited<'a>(
    procedure: &'a Procedure,
    state: &'a State,
    (scope, element): (ItemId, ElementIx),
) -> impl Iterator<Item = &'a ElementInstance> {
    let special = procedure.graph.special(element).filter(|special| !special.interactions.is_empty());
    let is_awaited = |element: &ElementIx| {
        let interaction = procedure.activity(*element).and_then(|activity| activity.interaction.as_ref());
        interaction.is_some_and(|interaction| interaction.awaited)
    };
    let open = special
        .into_iter()
        .flat_map(move |special| state.open.in_place(scope).map(move |open| (special, open)));
    let mine = open.filter(move |(special, open)| {
        open.kind != ItemKind::Subscription
            && special.interactions.binary_search(&open.element).is_ok()
            && is_awaited(&open.element)
    });
    mine.map(|(_, open)| open)
}
