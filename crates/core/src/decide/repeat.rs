//! Repetitions: an element done once per member, at the same time or one after another, or while a condition holds.

use super::Journal;
use super::stepper::{Here, Stepper, Token};
use crate::command::ItemId;
use crate::data::Value;
use crate::event::{Event, Input, ItemKind, OpenedMore};
use crate::graph::{Over, Repeats};
use crate::incident::{Stage, Trouble};
use crate::procedure::GuardIx;

impl<'a, J: Journal> Stepper<'a, J> {
    /// A token reaches an element that is done several times.
    pub(super) fn repeat(&mut self, token: Token, repeats: &'a Repeats) {
        let mut inputs = Vec::new();
        let members = match self.members(token, repeats, &mut inputs) {
            Ok(members) => members,
            Err(trouble) => return self.stuck(self.here(token), trouble),
        };
        if members == Some(0) {
            // None takes no time, and may be led to again at once.
            if !self.may_step(token) {
                return;
            }
            let here = self.here(token);
            let Here { item, scope, element } = here;
            self.emit(Event::Skipped { item, element, scope, inputs: inputs.into() });
            // With nobody to do it, it is not done: its milestone, if it has one, is not reached.
            return match self.activity(element).filter(|activity| activity.milestone.is_some()) {
                Some(activity) => self.go_past(here, activity),
                None => self.go_out(here),
            };
        }
        let Token { element, scope, .. } = token;
        let more = OpenedMore { members, inputs: inputs.into(), ..OpenedMore::default() };
        let item = self.open_more((scope, element), ItemKind::Repetition, more);
        self.subscribe_attached(Here { item, scope, element });
        let at_once = if repeats.parallel { members.unwrap_or(1) } else { 1 };
        for index in 0..at_once {
            self.open_member(Here { item, scope, element }, repeats, index);
        }
    }

    /// How many members there are; `None` where a condition says when it is enough.
    fn members(
        &self,
        token: Token,
        repeats: &Repeats,
        inputs: &mut Vec<Input>,
    ) -> Result<Option<u32>, Trouble> {
        match &repeats.over {
            Over::List(datum) => {
                let home = self.state.home_of_datum(self.procedure, token.scope, datum.0);
                match self.state.datum(home, datum.0) {
                    Some(Value::List(values)) => self.within_limit(values.len(), inputs),
                    _ => Err(Trouble::NoMembers { inputs: std::mem::take(inputs).into() }),
                }
            }
            Over::Fixed(members) => self.within_limit(*members as usize, inputs),
            Over::Count(guard) => match self.value_of(token.scope, *guard, Stage::Members, inputs)? {
                Value::Number(number) => {
                    let count = number
                        .to_i64()
                        .and_then(|number| u32::try_from(number).ok())
                        .ok_or_else(|| Trouble::NoMembers { inputs: std::mem::take(inputs).into() })?;
                    self.within_limit(count as usize, inputs)
                }
                _ => Err(Trouble::NoMembers { inputs: std::mem::take(inputs).into() }),
            },
            Over::While { condition: Some(condition), before: true, maximum } => {
                let again = self.is_true(token.scope, *condition, Stage::Members, inputs)?;
                Ok((!again || *maximum == Some(0)).then_some(0))
            }
            Over::While { maximum, .. } => Ok(maximum.filter(|maximum| *maximum == 0)),
        }
    }

    fn within_limit(&self, count: usize, inputs: &mut Vec<Input>) -> Result<Option<u32>, Trouble> {
        let limit = self.limits().members_per_step;
        match u32::try_from(count) {
            Ok(members) if members <= limit => Ok(Some(members)),
            _ => Err(Trouble::TooManyMembers { limit, inputs: std::mem::take(inputs).into() }),
        }
    }

    /// The value of a guard, or what is wrong.
    pub(super) fn value_of(
        &self,
        scope: ItemId,
        guard: GuardIx,
        stage: Stage,
        inputs: &mut Vec<Input>,
    ) -> Result<Value, Trouble> {
        self.verdict(scope, guard, inputs).map_err(|fault| Trouble::Guard {
            stage,
            fault: *fault,
            inputs: std::mem::take(inputs).into(),
        })
    }

    pub(super) fn is_true(
        &self,
        scope: ItemId,
        guard: GuardIx,
        stage: Stage,
        inputs: &mut Vec<Input>,
    ) -> Result<bool, Trouble> {
        Ok(matches!(self.value_of(scope, guard, stage, inputs)?, Value::Bool(true)))
    }

    /// Opens one member and sends a token to the element in it.
    fn open_member(&mut self, repetition: Here, repeats: &Repeats, index: u32) {
        let value = self.member_value(repetition, repeats, index);
        let more = OpenedMore { index: Some(index), value, ..OpenedMore::default() };
        let scope = self.open_more((repetition.item, repetition.element), ItemKind::Member, more);
        self.send(Token { element: repetition.element, scope, flow: None });
    }

    fn member_value(&self, repetition: Here, repeats: &Repeats, index: u32) -> Option<Value> {
        let Over::List(datum) = &repeats.over else { return None };
        let home = self.state.home_of_datum(self.procedure, repetition.scope, datum.0);
        match self.state.datum(home, datum.0) {
            Some(Value::List(values)) => values.get(index as usize).cloned(),
            _ => None,
        }
    }

    /// A member is done: it is enough, the next one begins, or others are still open.
    pub(super) fn member_done(&mut self, member: Here) {
        let Here { item, scope, element } = member;
        self.close_unhosted_in(item);
        self.emit(Event::Passed { item, element, scope });
        let (Some(repeats), Some(instance)) = (self.procedure.graph.repeats(element), self.state.item(scope))
        else {
            return;
        };
        let repetition = Here::of(instance);
        self.go_on_repeating(repetition, repeats);
    }

    /// Looks at a repetition after one of its members.
    pub(super) fn go_on_repeating(&mut self, repetition: Here, repeats: &'a Repeats) {
        let mut inputs = Vec::new();
        match self.is_enough(repetition, repeats, &mut inputs) {
            Err(trouble) => self.stuck(repetition, trouble),
            Ok(true) => {
                self.close_inside(repetition.item);
                self.block_done(repetition);
            }
            Ok(false) => {
                let begun = self.state.inner(repetition.item).map_or(0, |inner| inner.progress().begun);
                if !repeats.parallel {
                    self.open_member(repetition, repeats, begun);
                }
            }
        }
    }

    fn is_enough(
        &self,
        repetition: Here,
        repeats: &Repeats,
        inputs: &mut Vec<Input>,
    ) -> Result<bool, Trouble> {
        let Some(inner) = self.state.inner(repetition.item) else { return Ok(true) };
        let progress = inner.progress();
        let done = progress.completed.saturating_add(progress.terminated);
        if let Some(condition) = repeats.completes_if
            && self.is_true(repetition.item, condition, Stage::Completion, inputs)?
        {
            return Ok(true);
        }
        match &repeats.over {
            Over::While { maximum: Some(maximum), .. } if done >= *maximum => Ok(true),
            Over::While { condition: Some(condition), .. } => {
                Ok(!self.is_true(repetition.item, *condition, Stage::Completion, inputs)?)
            }
            Over::While { condition: None, maximum, .. } => Ok(maximum.is_none()),
            Over::List(_) | Over::Fixed(_) | Over::Count(_) => {
                Ok(progress.members.is_none_or(|members| done >= members))
            }
        }
    }
}
