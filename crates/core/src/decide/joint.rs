//! Work of several responsible: one item each; a returning answer decides at once, a continuing one needs agreement.

use super::Journal;
use super::outcome::Finished;
use super::stepper::{Here, Stepper};
use crate::command::ItemId;
use crate::event::{Event, ItemKind, Opened};
use crate::graph::ExitKind;
use crate::incident::Trouble;
use crate::instance::Joint;
use crate::procedure::{Activity, Agreement, ElementIx};

/// What the contributions so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// More are needed.
    Open,
    /// They agree; on an answer, where one is asked.
    Agreed(Option<u16>),
    /// All have answered and do not agree.
    Split,
}

/// What the contributions amount to under the activity's rule.
pub(super) fn verdict(activity: &Activity, joint: &Joint) -> Verdict {
    let (all, given) = (activity.responsible.roles.len() as u32, joint.completed);
    let leading =
        joint.answers.iter().copied().reduce(|best, other| if other.1 > best.1 { other } else { best });
    match (activity.responsible.agreement, leading) {
        (Agreement::One, answer) if given > 0 => Verdict::Agreed(answer.map(|(answer, _)| answer)),
        (Agreement::Majority, Some((answer, count))) if count * 2 > all => Verdict::Agreed(Some(answer)),
        (Agreement::Majority, None) if given * 2 > all => Verdict::Agreed(None),
        _ if given < all => Verdict::Open,
        (_, None) => Verdict::Agreed(None),
        (_, Some((answer, count))) if count == given => Verdict::Agreed(Some(answer)),
        _ => Verdict::Split,
    }
}

impl<'a, J: Journal> Stepper<'a, J> {
    /// Opens the item that the responsible share, and one for each of them in it.
    pub(super) fn open_joint(&mut self, at: (ItemId, ElementIx), activity: &'a Activity, round: u32) {
        let (scope, element) = (self.open_item(at, ItemKind::Joint, round, None), at.1);
        for role in &activity.responsible.roles {
            let (item, kind, role) = (self.new_item(), ItemKind::Work, Some(*role));
            self.emit(Event::Opened(Opened {
                item,
                element,
                scope,
                round,
                kind,
                role,
                due: None,
                pending: None,
                more: None,
            }));
        }
    }

    /// One of several has done their part.
    pub(super) fn contributed(&mut self, shared: ItemId, mut finished: Finished) {
        let (Some(activity), Some(instance)) =
            (self.activity(finished.here.element), self.state.item(shared))
        else {
            return;
        };
        let joint = instance.extra.as_ref().map_or_else(Joint::default, |extra| extra.joint.clone());
        let exit = finished.answer.and_then(|answer| activity.answers.get(usize::from(answer)));
        let returns =
            exit.is_some_and(|answer| self.procedure.graph.exit(answer.exit).kind != ExitKind::Onward);
        finished.here.item = shared;
        let others = joint.done_by.iter().filter(|other| !finished.done_by.contains(other));
        let others: Vec<_> = others.cloned().collect();
        finished.done_by.extend(others);
        if returns {
            self.close_joint(finished.here);
            return self.work_done(finished);
        }
        match verdict(activity, &joint) {
            Verdict::Open => self.note_begun(finished.here.scope),
            Verdict::Agreed(answer) => {
                finished.answer = answer;
                self.close_joint(finished.here);
                self.work_done(finished);
            }
            Verdict::Split => {
                self.stuck(finished.here, Trouble::NoAgreement);
            }
        }
    }

    /// Ends joint work; where another activity undoes it, its completion is kept.
    fn close_joint(&mut self, Here { item, scope, element }: Here) {
        let special = self.procedure.graph.special(element);
        if special.is_none_or(|special| special.compensated_by.is_none()) {
            return self.close_whole(item);
        }
        self.close_inside(item);
        self.emit(Event::Passed { item, element, scope });
    }
}
