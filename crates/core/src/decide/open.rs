//! Opening an element: its work item, its block, or nothing when it does not apply.

use super::stepper::{Here, Stepper, Token};
use super::{Journal, deadline};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, ItemKind, Opened, OpenedMore, Pending};
use crate::graph::NodeKind;
use crate::incident::{Stage, Trouble};
use crate::procedure::{Activity, Applies, ElementIx, GuardIx};

/// An element that opens where it stands.
#[derive(Clone, Copy)]
pub(super) struct Opening<'a> {
    pub(super) scope: ItemId,
    pub(super) element: ElementIx,
    pub(super) activity: &'a Activity,
    /// Given when the activity has already been reached.
    pub(super) round: Option<u32>,
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Opens an activity, or skips it when it does not apply.
    pub(super) fn apply_or_skip(&mut self, token: Token) {
        let Token { element, scope, .. } = token;
        let Some(activity) = self.activity(element) else {
            return self.open_plain(token);
        };
        if activity.milestone.is_some() && self.passes_reached(token) {
            return;
        }
        let opening = Opening { scope, element, activity, round: None };
        match &activity.applies {
            Applies::Always => self.open(opening),
            Applies::Asked { .. } => {
                let round = self.state.next_round(scope, element);
                self.open_item((scope, element), ItemKind::Applies, round, None);
            }
            Applies::If(guard) => self.apply_if(opening, *guard),
        }
    }

    /// Evaluates whether an activity applies.
    pub(super) fn apply_if(&mut self, opening: Opening<'a>, guard: GuardIx) {
        let Opening { scope, element, activity, .. } = opening;
        let judged = self.judge(scope, guard, Vec::new());
        let here = Here { item: self.new_item(), scope, element };
        match judged.result {
            Ok(Value::Bool(true)) => self.open(opening),
            // What is left out takes no time, and may be led to again at once.
            Ok(_) if !self.may_step(Token { element, scope, flow: None }) => {}
            Ok(_) => {
                let item = here.item;
                self.emit(Event::Skipped { item, element, scope, inputs: judged.inputs.into() });
                self.go_past(here, activity);
            }
            Err(_) => self.guard_trouble(here, Stage::Applies, judged),
        }
    }

    /// Opens the work of an activity, or lets it pass.
    pub(super) fn open(&mut self, opening: Opening<'a>) {
        let Opening { scope, element, activity, round } = opening;
        let at = (scope, element);
        let kind = self.procedure.graph.node(element).kind;
        match kind {
            NodeKind::Block => return self.open_block(at),
            NodeKind::Catch | NodeKind::EventGateway => return self.wait(at),
            NodeKind::Job => return self.open_job(at, round),
            NodeKind::Throw => return self.throw(Here { item: self.new_item(), scope, element }),
            NodeKind::Call => return self.call(at),
            _ => {}
        }
        let Some(input) = self.hand_in(at) else { return };
        self.write_in(scope, input);
        if kind == NodeKind::Automatic {
            let here = Here { item: self.new_item(), scope, element };
            return self.automatic(here, activity);
        }
        let round = round.unwrap_or_else(|| self.state.next_round(scope, element));
        if activity.is_joint() {
            self.open_joint(at, activity, round);
        } else {
            self.open_item(at, ItemKind::Work, round, None);
        }
    }

    /// Opens the work of one person: nothing is asked before, nothing is due, nothing happens beside it.
    pub(super) fn open_directly(&mut self, Token { element, scope, .. }: Token) {
        let (item, kind) = (self.new_item(), ItemKind::Work);
        let round = self.state.open_plain(item, (element, scope), kind, self.procedure.graph.len());
        if J::KEEPS {
            let (role, due, pending, more) = (None, None, None, None);
            self.journal.push(Event::Opened(Opened {
                item,
                element,
                scope,
                round,
                kind,
                role,
                due,
                pending,
                more,
            }));
        }
    }

    /// Opens what is no activity: an event sub-process.
    fn open_plain(&mut self, token: Token) {
        match self.procedure.graph.node(token.element).kind {
            NodeKind::Block => self.open_block((token.scope, token.element)),
            NodeKind::EventGateway => self.wait((token.scope, token.element)),
            _ => self.pass_on(self.here(token)),
        }
    }

    /// Opens an item, with the events attached to its element.
    pub(super) fn open_item(
        &mut self,
        (scope, element): (ItemId, ElementIx),
        kind: ItemKind,
        round: u32,
        pending: Option<Box<Pending>>,
    ) -> ItemId {
        let item = self.new_item();
        let is_work = matches!(kind, ItemKind::Work | ItemKind::Joint);
        let (due, beyond) = match is_work {
            true => deadline::of_opening(self.procedure, self.state, (scope, element), round),
            false => (None, false),
        };
        let (role, more) = (None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        let here = Here { item, scope, element };
        // What may happen meanwhile may happen while it is stuck: it is open.
        if is_work {
            self.subscribe_attached(here);
            self.open_interactions(scope, element);
        }
        if beyond {
            self.stuck(here, Trouble::Deadline);
        }
        item
    }

    /// Opens a scope that holds more than others.
    pub(super) fn open_more(&mut self, at: (ItemId, ElementIx), kind: ItemKind, more: OpenedMore) -> ItemId {
        self.open_holder(at, kind, (more != OpenedMore::default()).then(|| Box::new(more)))
    }

    /// Opens a scope: no round is given beforehand and nobody does it.
    pub(super) fn open_holder(
        &mut self,
        (scope, element): (ItemId, ElementIx),
        kind: ItemKind,
        more: Option<Box<OpenedMore>>,
    ) -> ItemId {
        let (item, round) = (self.new_item(), self.round_of((scope, element), kind));
        let (due, beyond) = match kind {
            // What is done once more has its own deadline, in the scope that holds it.
            ItemKind::Block if !more.as_ref().is_some_and(|more| more.once_more) => {
                deadline::of_opening(self.procedure, self.state, (scope, element), round)
            }
            _ => (None, false),
        };
        let (role, pending) = (None, None);
        self.emit(Event::Opened(Opened { item, element, scope, round, kind, role, due, pending, more }));
        if beyond {
            self.stuck(Here { item, scope, element }, Trouble::Deadline);
        }
        item
    }
}
