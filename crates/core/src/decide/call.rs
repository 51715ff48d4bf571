//! Calls of another procedure: it runs as a scope of the same case, sees what it is given and gives back what is asked.

use std::sync::Arc;

use super::Journal;
use super::deadline;
use super::milestone::Said;
use super::start::begins_here;
use super::stepper::{Depth, Here, Stepper};
use crate::command::ItemId;
use crate::data::{Text, Value};
use crate::event::{Called, CalledProcedure, Event, Input, ItemKind, Outcome};
use crate::graph::Call;
use crate::incident::{Stage, Trouble};
use crate::instance::Status;
use crate::procedure::{DatumIx, ElementIx, Procedure};

/// The journal of a called procedure: its events are events of the case, marked with the call.
pub(super) struct InCall<'a> {
    pub(super) call: ItemId,
    pub(super) procedure: CalledProcedure,
    pub(super) push: &'a mut dyn FnMut(Event),
    /// The signals that were thrown in it, however deep: its caller tells them to what waits outside.
    pub(super) signals: Vec<Text>,
    /// Escalations that nothing in it caught.
    pub(super) raised: Vec<Text>,
    /// Milestones that were reached in it or taken back: its caller hears of them.
    pub(super) milestones: Vec<Said>,
    /// What got stuck in it, however deep.
    pub(super) stuck: Vec<ItemId>,
}

impl<'a> InCall<'a> {
    pub(super) fn of(call: ItemId, called: &Arc<Procedure>, push: &'a mut dyn FnMut(Event)) -> Self {
        let procedure = CalledProcedure(Arc::clone(called));
        let (signals, raised, milestones, stuck) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        InCall { call, procedure, push, signals, raised, milestones, stuck }
    }

    /// What its caller hears of.
    pub(super) fn said(self) -> InCallSaid {
        let InCall { signals, raised, milestones, stuck, .. } = self;
        InCallSaid { signals, raised, milestones, stuck }
    }
}

/// What a called procedure has said that its caller hears of.
#[derive(Default)]
pub(super) struct InCallSaid {
    pub(super) signals: Vec<Text>,
    pub(super) raised: Vec<Text>,
    pub(super) milestones: Vec<Said>,
    pub(super) stuck: Vec<ItemId>,
}

/// The procedure that is called, with the data that it is given.
type Callee = (Arc<Procedure>, Vec<(DatumIx, Value)>);

impl Journal for InCall<'_> {
    fn push(&mut self, event: Event) {
        if let Some(name) = event.signal() {
            self.signals.push(name.clone());
        }
        if let Event::Milestone(said) = &event {
            self.milestones.push((said.milestone.clone(), said.by));
        }
        self.stuck.extend(event.stuck());
        // What a call further down says is marked with that call already.
        let event = match event {
            Event::InCall { .. } => event,
            event => {
                let (call, procedure) = (self.call, self.procedure.clone());
                Event::InCall { call, procedure, event: Box::new(event) }
            }
        };
        (self.push)(event);
    }

    fn escalated(&mut self, code: &Text) {
        self.raised.push(code.clone());
    }
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Calls another procedure and runs it until it waits.
    pub(super) fn call(&mut self, (scope, element): (ItemId, ElementIx)) {
        let here = Here { item: self.new_item(), scope, element };
        let Some(call) = self.procedure.graph.special(element).and_then(|special| special.call.as_deref())
        else {
            return;
        };
        let mut inputs = Vec::new();
        match self.callee(here, call, &mut inputs) {
            Err(trouble) => self.stuck(here, trouble),
            Ok((procedure, data)) => {
                let round = self.state.next_round(scope, element);
                let called = Called {
                    item: here.item,
                    element,
                    scope,
                    round,
                    procedure: CalledProcedure(procedure),
                    data,
                    inputs: inputs.into(),
                };
                self.emit(Event::Called(Box::new(called)));
                self.subscribe_attached(here);
                self.begin_call(here, call.start.as_deref());
            }
        }
    }

    /// The procedure that is called and what it is given.
    fn callee(&self, here: Here, call: &Call, inputs: &mut Vec<Input>) -> Result<Callee, Trouble> {
        if self.depth.calls >= self.limits().call_depth {
            return Err(Trouble::CallsTooDeep { limit: self.limits().call_depth });
        }
        let found = self.definitions.of_version(&call.code, call.version.as_deref());
        let procedure = found.ok_or_else(|| Trouble::NoProcedure { code: call.code.clone() })?;
        if let Some(start) = call.start.as_ref().filter(|start| begins_here(procedure, start).is_none()) {
            return Err(Trouble::NoStart { code: call.code.clone(), start: start.clone() });
        }
        let mut data = Vec::with_capacity(call.input.len());
        for (name, guard) in &call.input {
            let value = self.value_of(here.scope, *guard, Stage::Input, inputs)?;
            let wrong = || Trouble::WrongInput { name: name.clone() };
            let datum = procedure.datum(name).ok_or_else(wrong)?;
            let declared = &procedure.data[datum.index()];
            if !value.is_of(declared.kind, &declared.values) {
                return Err(wrong());
            }
            data.push((datum, value));
        }
        let given = |datum: DatumIx| data.iter().find(|(other, _)| *other == datum).map(|(_, value)| value);
        deadline::of_whole(procedure, Some(self.state.at), given).map_err(|_| Trouble::Deadline)?;
        Ok((Arc::clone(procedure), data))
    }

    fn begin_call(&mut self, call: Here, start: Option<&str>) {
        let Some(called) = self.state.child(call.item).map(|child| &child.procedure) else { return };
        let known = self.known_milestones(call.scope, called);
        self.in_call(call.item, |inner| {
            let procedure = inner.procedure;
            deadline::set_whole(inner);
            known.iter().for_each(|(milestone, by)| inner.told(milestone, *by));
            inner.subscribe_inside(ItemId(0), &procedure.graph.events);
            inner.begin_from(start.and_then(|start| begins_here(procedure, start)));
            inner.run();
        });
    }

    /// Lets a called procedure move, then sees whether it has ended.
    pub(super) fn in_call(&mut self, call: ItemId, step: impl FnOnce(&mut Stepper<'_, InCall<'_>>)) {
        let Some(mut child) = self.state.take_call(call) else { return };
        let journal = &mut *self.journal;
        let mut push = |event: Event| journal.push(event);
        let mut inner = InCall::of(call, &child.procedure, &mut push);
        let around = self.depth.around.saturating_add(self.state.size());
        let depth = Depth { calls: self.depth.calls + 1, around, catches: false };
        let mut stepper =
            Stepper::of(&child.procedure, &mut child.state, self.definitions, &mut inner, depth);
        step(&mut stepper);
        let InCall { signals, raised, milestones, stuck, .. } = inner;
        let last_item = child.state.last_item;
        self.state.put_call(child, &stuck);
        self.state.last_item = last_item;
        self.park_from(call, signals);
        self.raised_in(call, &raised);
        self.milestones_from(call, milestones);
        self.call_moved(call);
    }

    /// A called procedure has moved: where it has ended, the caller goes on.
    pub(super) fn call_moved(&mut self, call: ItemId) {
        let Some(child) = self.state.child(call).filter(|child| child.state.status != Status::Running) else {
            return;
        };
        let (status, error) = (child.state.status, child.state.error().cloned());
        // One that has ended and is stuck on what it computes goes on when that is resolved.
        let Some(instance) = self.state.item(call).filter(|open| open.kind == ItemKind::Call) else { return };
        let here = Here::of(instance);
        match status {
            Status::Ended(Outcome::Completed) => {
                self.take_output(here);
                self.block_done(here);
            }
            Status::Ended(Outcome::Failed) => match error {
                Some(code) => self.throw_error(here, &code),
                None => self.end_with(Outcome::Failed, None, None),
            },
            Status::Ended(_) | Status::Running | Status::New => {}
        }
    }

    /// Sets what the called procedure gives back.
    fn take_output(&mut self, here: Here) {
        let special = self.procedure.graph.special(here.element);
        let Some(call) = special.and_then(|special| special.call.as_deref()) else { return };
        for (datum, name) in &call.output {
            let given = self.state.child(here.item).and_then(|child| {
                let position = child.procedure.datum(name)?;
                child.state.datum(ItemId(0), position.0).cloned()
            });
            let declared = &self.procedure.data[datum.index()];
            if let Some(value) = given.filter(|value| value.is_of(declared.kind, &declared.values)) {
                let scope = self.state.home_of_datum(self.procedure, here.scope, datum.0);
                self.emit(Event::DataSet { datum: *datum, scope, value, inputs: Box::default() });
            }
        }
    }
}

#[cfg(test)]
mod tests;
