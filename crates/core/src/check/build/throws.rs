//! What elements throw: `emite` and the ways in which a `fin` ends, links, and activities that undo others.
//!
//! Knows how a throw is written and where each kind may stand.
//! Does not know who catches it, that is the stepper's. Read [`Builder::throws`] first.

use super::elements::Elements;
use super::{Builder, given};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::graph::{NodeKind, Target, Throw, Way};
use crate::keywords::Keyword as K;
use crate::procedure::{ActivityKind, ElementIx, ExitIx};

/// What can be thrown; one of them stands in each throw.
const THROWN: [K; 8] =
    [K::Message, K::Signal, K::Escalation, K::Error, K::Compensates, K::Cancels, K::Terminates, K::Link];

/// What ends a flow, so that nothing can follow it.
const ENDS: [K; 3] = [K::Error, K::Cancels, K::Terminates];

impl<'d> Builder<'d> {
    /// What an activity throws, on its way or as an end.
    pub(super) fn throws(&mut self, element: ElementIx, table: &'d Table) {
        for key in [K::Throws, K::End] {
            let Some(throw) = table.table(key) else { continue };
            if let Some(throw) = self.throw(element, key, throw) {
                self.graph.special(element).throws = Some(Box::new(throw));
            }
        }
    }

    fn throw(&mut self, element: ElementIx, key: K, table: &'d Table) -> Option<Throw> {
        let said = |thrown: &K| match table.get(*thrown) {
            Some(node) => !matches!(node.value, Tree::Bool(false) | Tree::Undefined),
            None => false,
        };
        let mut said = THROWN.into_iter().filter(said);
        let (first, second) = (said.next(), said.next());
        let Some(what) = first else {
            self.broken(ReferenceProblem::ThrowsNothing { key }, table.span);
            return None;
        };
        if let Some(second) = second {
            self.whole = false;
            self.exclude(table, what, second);
            return None;
        }
        for needs_message in [K::Correlates, K::Input] {
            self.need(table, needs_message, K::Message);
        }
        let node = table.get(what)?;
        let misplaced = if key == K::Throws { ENDS.contains(&what) } else { what == K::Link };
        if misplaced {
            self.broken(ReferenceProblem::ThrownElsewhere { what, key }, node.span);
            return None;
        }
        self.thrown(element, (what, node), table)
    }

    fn thrown(&mut self, element: ElementIx, (what, node): (K, &'d Node), table: &'d Table) -> Option<Throw> {
        Some(match what {
            K::Message => Throw::Message {
                name: node.as_text()?.clone(),
                correlates: self.named_guards(table, K::Correlates),
                data: self.named_guards(table, K::Input),
            },
            K::Signal => Throw::Signal(node.as_text()?.clone()),
            K::Escalation => Throw::Escalation(node.as_text()?.clone()),
            K::Error => Throw::Error(node.as_text()?.clone()),
            K::Terminates => Throw::Terminate,
            K::Cancels => {
                if !self.stands_in_transaction(element) {
                    self.broken(ReferenceProblem::NothingToCancel {}, node.span);
                }
                Throw::Cancel
            }
            K::Compensates => Throw::Compensation(self.what_to_undo(node)?),
            _ => return None,
        })
    }

    fn stands_in_transaction(&self, element: ElementIx) -> bool {
        let mut around = self.layout.scope(element);
        while let Some(scope) = around {
            if self.elements.table(scope).word(K::Type) == Some(K::Transaction) {
                return true;
            }
            around = self.layout.scope(scope);
        }
        false
    }

    /// The activity that a compensation undoes; all that the scope has done when none is named.
    fn what_to_undo(&mut self, node: &Node) -> Option<Option<ElementIx>> {
        let Some(id) = node.as_text() else { return Some(None) };
        let Some(element) = self.elements.find(id) else {
            let problem = self.elements.unknown(id);
            self.broken(problem, node.span);
            return None;
        };
        let has_handler = self.elements.table(element).get(K::CompensatedBy).is_some();
        if !has_handler && !self.layout.is_scope(element) {
            self.broken(ReferenceProblem::NothingToUndo { id: id.clone() }, node.span);
            return None;
        }
        Some(Some(element))
    }

    /// What the stepper does at an activity of a kind.
    pub(super) fn node_kind(&self, kind: ActivityKind, table: &Table) -> NodeKind {
        let throws = |key: K| table.table(key).is_some_and(|throw| throw.get(K::Link).is_none());
        match kind {
            ActivityKind::End if throws(K::End) => NodeKind::Throw,
            ActivityKind::Automatic if throws(K::Throws) => NodeKind::Throw,
            ActivityKind::Wait if table.get(K::Alternative).is_some() => NodeKind::EventGateway,
            ActivityKind::Wait => NodeKind::Catch,
            ActivityKind::Work => NodeKind::Work,
            ActivityKind::Automatic | ActivityKind::Statement => NodeKind::Automatic,
            ActivityKind::End => NodeKind::End,
            ActivityKind::Block => NodeKind::Block,
            ActivityKind::Group => NodeKind::Group,
            ActivityKind::Job => NodeKind::Job,
            ActivityKind::Call => NodeKind::Call,
        }
    }

    /// The way from a link to where it is caught: the activity of that name in the same scope.
    pub(super) fn link(&mut self, element: ElementIx, table: &Table) -> Option<ExitIx> {
        let node = table.table(K::Throws)?.get(K::Link)?;
        let name = node.as_text()?.clone();
        if let Some(next) = table.entry(K::Next) {
            let problem = ReferenceProblem::Conflict { first: K::Link, second: K::Next };
            self.broken(problem, next.key_span);
        }
        let scope = self.layout.scope(element);
        let tables = self.elements.activities.iter().enumerate();
        let named = tables.filter(|(_, table)| table.text(K::Link) == Some(&name));
        let mut caught = named.map(|(position, _)| ElementIx::at(position));
        let mut here = caught.by_ref().filter(|caught| self.layout.scope(*caught) == scope);
        let (first, second) = (here.next(), here.next());
        if second.is_some() {
            self.broken(ReferenceProblem::SeveralLinks { name }, node.span);
            return None;
        }
        let Some(target) = first else {
            self.broken(ReferenceProblem::LinkWithoutCatch { name }, node.span);
            return None;
        };
        Some(self.leave(Way::to(Target::Element(target)), node.span))
    }

    /// Whether the way out of an activity is a link.
    pub(super) fn is_link(table: &Table) -> bool {
        table.table(K::Throws).is_some_and(|throw| throw.get(K::Link).is_some())
    }

    /// Tells each activity what undoes it; what undoes stands where the undone stands.
    pub(super) fn compensations(&mut self) {
        for position in 0..self.elements.activities.len() {
            let (element, table) = (ElementIx::at(position), self.elements.activities[position]);
            let Some(node) = given(table, K::CompensatedBy) else { continue };
            let Some(id) = node.as_text() else { continue };
            match self.elements.find(id) {
                Some(handler) if handler != element && self.elements.is_activity(handler) => {
                    self.graph.special(element).compensated_by = Some(handler);
                    self.graph.special(handler).undoes = true;
                    if let Some(scope) = self.layout.scope(element) {
                        self.graph.put_inside(handler, scope);
                    }
                }
                Some(_) => {
                    self.broken(ReferenceProblem::OnlyUndoes { id: id.clone() }, node.span);
                }
                None => {
                    let problem = self.elements.unknown(id);
                    self.broken(problem, node.span);
                }
            }
        }
    }
}

/// The activities that only undo others: no flow leads to them, and none follows them in file order.
pub(super) fn undoers(elements: &Elements<'_>) -> Vec<ElementIx> {
    let named = elements.activities.iter().filter(|table| table.marks().may_have(K::CompensatedBy));
    let handlers = named.filter_map(|table| elements.find(table.text(K::CompensatedBy)?));
    handlers.filter(|handler| elements.is_activity(*handler)).collect()
}
