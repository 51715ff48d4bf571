//! Work that is done once for each member: how a member ends, and what follows when none can.
//!
//! Does not know how many members there are: unless the file says a number, there may be none. Read
//! [`Builder::works_again`] first.

use super::Builder;
use crate::graph::{ExitKind, NodeKind, Over, Target};
use crate::procedure::{Applies, ElementIx, ExitIx};
use crate::proof::Move;
use crate::proof::net::{Kind, Place, Way};
use crate::proof::tale::NOTHING;

impl Builder<'_, '_> {
    /// Of a member, going on is ending it; a return leads out of all of them, or begins the member anew.
    pub(super) fn works_again(&mut self, element: ElementIx) {
        if !self.turns_for_ever(element) {
            self.goes_out(element);
        }
        for exit in self.returns_of(element) {
            if self.survey.graph.exit(exit).target != Target::Element(element) {
                self.leave(element, Some(exit));
            }
        }
        if matches!(self.survey.kind(element), NodeKind::Job | NodeKind::Work) {
            self.fails(element);
        }
    }

    /// Whether every answer of a member returns: once begun, none of them ends.
    pub(super) fn turns_for_ever(&self, element: ElementIx) -> bool {
        let Some(activity) = self.survey.procedure.activity(element) else { return false };
        let graph = self.survey.graph;
        let returns = |exit: ExitIx| matches!(graph.exit(exit).kind, ExitKind::Return(_));
        let is_always_done = activity.applies == Applies::Always && activity.milestone.is_none();
        let works = matches!(self.survey.kind(element), NodeKind::Work | NodeKind::Catch);
        graph.repeats(element).is_some()
            && works
            && is_always_done
            && !activity.answers.is_empty()
            && activity.answers.iter().all(|answer| returns(answer.exit))
    }

    /// Members that never end stand at a place of their own, behind that to which one comes: from there it is gone on
    /// only when there are none.
    pub(super) fn begins_members(&mut self, element: ElementIx) {
        let place = self.survey.place[element.index()];
        let own = self.net.place_mut(place);
        let (ways, threads) = (std::mem::take(&mut own.ways), std::mem::take(&mut own.threads));
        let member = Place { ways, threads, is_fixed: true, ..Place::new(element, Kind::Rests) };
        let member = self.net.add(member);
        for exit in self.returns_of(element) {
            if self.survey.graph.exit(exit).target == Target::Element(element) {
                let tale = self.tell(Move::Leaves { element, exit: Some(exit) });
                self.net.place_mut(member).ways.push(Way::to(vec![member], tale));
            }
        }
        if self.may_have_none(element) {
            self.goes_out(element);
        }
        let own = self.net.place_mut(place);
        own.ways.push(Way::to(vec![member], NOTHING));
        own.is_fixed = true;
    }

    fn returns_of(&self, element: ElementIx) -> Vec<ExitIx> {
        let exits = self.survey.graph.exits_of(element);
        exits.filter(|(_, way)| matches!(way.kind, ExitKind::Return(_))).map(|(exit, _)| exit).collect()
    }

    fn may_have_none(&self, element: ElementIx) -> bool {
        self.survey.graph.repeats(element).is_some_and(|repeats| match &repeats.over {
            Over::List(_) | Over::Count(_) => true,
            Over::Fixed(members) => *members == 0,
            Over::While { condition, before, maximum } => {
                *before && condition.is_some() || *maximum == Some(0)
            }
        })
    }
}
