//! Blocks that say themselves how they are undone: an event in them with `cuando = { compensa = true }`.
//!
//! Knows where such an event may stand and what it may do. When it runs is the stepper's.
//! Read [`Builder::compensation_start`].

use super::elements::Other;
use super::{Builder, given, text};
use crate::diagnostic::ReferenceProblem;
use crate::document::Table;
use crate::graph::{BlockKind, NodeKind, Target, Way};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

/// What an event does that happens meanwhile; this one comes when its block is over.
const MEANWHILE: [K; 11] = [
    K::WhileOpen,
    K::Interrupts,
    K::EnabledIf,
    K::Maximum,
    K::GoesTo,
    K::Next,
    K::BackTo,
    K::CancelsOthers,
    K::Redo,
    K::Opens,
    K::Notifies,
];

impl<'d> Builder<'d> {
    /// The event of a block whose own activities undo it, instead of what it did being undone one by one.
    pub(super) fn compensation_start(&mut self, element: ElementIx, other: Other<'d>) {
        let table = other.table;
        self.begin(element, NodeKind::Block, table);
        let starts = self.starts_of(element);
        let block = self.graph.special(element).block.get_or_insert_default();
        (block.kind, block.starts) = (BlockKind::Event { interrupts: true }, starts);
        self.leave(Way::to(Target::End), table.span);
        self.only_undoes(table);
        let has_own = !self.layout.children(element).is_empty();
        match self.layout.scope(element).filter(|_| other.host.is_none() && has_own) {
            Some(scope) if self.may_undo_itself(scope) => self.tell_block(scope, (element, table)),
            _ => self.broken(ReferenceProblem::UndoesNoBlock { id: text(table, K::Id) }, table.span),
        }
    }

    /// Whether an element is a block that is completed once: no event sub-process, and nothing that undoes another.
    fn may_undo_itself(&self, scope: ElementIx) -> bool {
        self.elements.is_activity(scope) && !self.layout.stands_apart(scope)
    }

    fn tell_block(&mut self, scope: ElementIx, (element, table): (ElementIx, &Table)) {
        let has_handler = given(self.elements.table(scope), K::CompensatedBy).is_some();
        let block = self.graph.special(scope).block.get_or_insert_default();
        if has_handler || block.compensation.is_some() {
            let block = self.elements.shown(scope);
            return self.broken(ReferenceProblem::UndoneTwice { block }, table.span);
        }
        block.compensation = Some(element);
    }

    /// Nothing but its own activities is said of such an event, and nothing else sets it off.
    fn only_undoes(&mut self, table: &Table) {
        let when = table.table(K::When).into_iter().flat_map(|when| &when.entries);
        let meanwhile = table.entries.iter().filter(|entry| MEANWHILE.contains(&entry.key));
        let second = when.filter(|entry| entry.key != K::Compensates).chain(meanwhile);
        for entry in second.map(|entry| (entry.key, entry.key_span)).collect::<Vec<_>>() {
            let problem = ReferenceProblem::Conflict { first: entry.0, second: K::Compensates };
            self.error(problem, entry.1);
        }
    }
}
