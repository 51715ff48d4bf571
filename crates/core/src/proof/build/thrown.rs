//! What is thrown: who catches it, and what follows for the scope it is thrown in.
//!
//! Who catches is known from how scopes stand in each other; an event that may have occurred as often as it may, or that
//! a guard holds back, lets the next one have it as well. Read [`Builder::throws`] first.

use super::Builder;
use crate::data::Text;
use crate::graph::{BlockKind, NodeKind, On, Throw};
use crate::procedure::ElementIx;
use crate::proof::Move;
use crate::proof::net::{Ending, Way};
use crate::proof::tale::Tale;

impl Builder<'_, '_> {
    /// The way of something that is thrown at an element, when an event catches it: here, or further out.
    pub(super) fn caught(&mut self, (element, event): (ElementIx, ElementIx), tale: Tale) -> Way {
        let occurs = |host| Move::Occurs { event, host };
        if self.survey.attached(element).contains(&event) {
            let then = self.tell(occurs(Some(element)));
            let tale = self.survey.tales.then(tale, then);
            return Way::to(vec![self.survey.place[event.index()]], tale);
        }
        if self.survey.events_of(self.block).contains(&event) {
            let then = self.tell(occurs(None));
            let tale = self.survey.tales.then(tale, then);
            let clears = Some(self.clears_all());
            return Way { clears, ..Way::to(vec![self.survey.place[event.index()]], tale) };
        }
        Way { ends: Some(Ending::Caught(event)), ..Way::to(Vec::new(), tale) }
    }

    /// A job, a call and the work of people may fail with any error that somebody catches.
    pub(super) fn fails(&mut self, element: ElementIx) {
        let sought = |on: &On| match self.survey.kind(element) {
            NodeKind::Call => matches!(on, On::Error(_) | On::Escalation(_)),
            _ => matches!(on, On::Error(_)),
        };
        let catchers = self.survey.any_catchers(element, &sought);
        for event in catchers.into_iter().filter(|event| self.survey.interrupts(*event)).collect::<Vec<_>>() {
            let tale = self.tell(Move::Throws { element });
            let way = self.caught((element, event), tale);
            self.ways(element).push(way);
        }
    }

    pub(super) fn throws(&mut self, element: ElementIx) {
        let throws = self.survey.special(element).and_then(|special| special.throws.as_deref());
        let tale = self.tell(Move::Throws { element });
        match throws {
            Some(Throw::Error(code)) => self.throws_error(element, code, tale),
            Some(Throw::Escalation(code)) => self.escalates(element, code),
            Some(Throw::Terminate) => {
                let way = Way { ends: Some(Ending::Done), ..Way::to(Vec::new(), tale) };
                self.ways(element).push(way);
            }
            Some(Throw::Cancel) => self.cancels(element, tale),
            _ => self.goes_out(element),
        }
    }

    /// An error goes outwards until an event catches it; uncaught, it ends the case.
    fn throws_error(&mut self, element: ElementIx, code: &Text, tale: Tale) {
        let named = |on: &On| match on {
            On::Error(None) => Some(false),
            On::Error(Some(known)) => (known == code).then_some(true),
            _ => None,
        };
        let catchers = self.survey.catchers(element, &named);
        self.thrown(element, &catchers);
        if catchers.last().is_none_or(|last| self.survey.may_be_away(*last)) {
            let way = Way { ends: Some(Ending::CaseEnd), ..Way::to(Vec::new(), tale) };
            self.ways(element).push(way);
        }
    }

    /// Who escalates goes on, unless the event that catches it interrupts; what the others begin is looked at alone.
    fn escalates(&mut self, element: ElementIx, code: &Text) {
        let named = |on: &On| match on {
            On::Escalation(None) => Some(false),
            On::Escalation(Some(known)) => (known == code).then_some(true),
            _ => None,
        };
        let catchers = self.survey.catchers(element, &named);
        let interrupting: Vec<ElementIx> =
            catchers.iter().copied().filter(|event| self.survey.interrupts(*event)).collect();
        let ends = catchers
            .last()
            .is_some_and(|last| !self.survey.may_be_away(*last) && self.survey.interrupts(*last));
        self.thrown(element, &interrupting);
        if !ends || interrupting.len() < catchers.len() {
            self.goes_out(element);
        }
    }

    fn thrown(&mut self, element: ElementIx, catchers: &[ElementIx]) {
        for event in catchers {
            let tale = self.tell(Move::Throws { element });
            let way = self.caught((element, *event), tale);
            self.ways(element).push(way);
        }
    }

    /// The transaction around it is left by its cancel event, else in the normal way.
    fn cancels(&mut self, element: ElementIx, tale: Tale) {
        let is_transaction = |block: &ElementIx| {
            let kind = self.survey.graph.block(*block).map(|block| &block.kind);
            matches!(kind, Some(BlockKind::Transaction))
        };
        let around = std::iter::successors(self.survey.graph.within(element), |block| {
            self.survey.graph.within(*block)
        });
        let Some(transaction) = around.take(64).find(is_transaction) else {
            return self.goes_out(element);
        };
        let catches = |event: &&ElementIx| self.survey.catches(**event, |on| matches!(on, On::Cancel));
        let caught = self.survey.attached(transaction).iter().find(catches).copied();
        let ending = caught.map_or(Ending::Closes(transaction), Ending::Caught);
        let ending = if caught.is_none() && self.block == Some(transaction) { Ending::Done } else { ending };
        self.ways(element).push(Way { ends: Some(ending), ..Way::to(Vec::new(), tale) });
    }
}
