//! Blocks that do not hold up the order: the next one begins with them, and a later end waits for both.
//!
//! Before such a block the file implies a fork to it and to what comes after; behind the block it must be closed by,
//! a join that waits for whatever can still come. Read [`Beside`] first.

use super::elements::Elements;
use super::layout::Layout;
use crate::diagnostic::{Diagnostic, ReferenceProblem};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

/// A block that does not hold up the order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside {
    pub(super) element: ElementIx,
    /// The fork before it.
    pub(super) fork: ElementIx,
    /// The block by whose end it must be closed; its own parent's where none is named.
    pub(super) closed_by: Option<ElementIx>,
    /// The scope that it runs in.
    pub(super) scope: Option<ElementIx>,
}

/// A block whose end waits for others that run beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Joined {
    pub(super) block: ElementIx,
    /// The join behind it.
    pub(super) join: ElementIx,
}

impl Layout {
    /// Finds the blocks that do not hold up the order; the elements they imply come after those of the file.
    pub(super) fn find_beside(&mut self, elements: &Elements<'_>, report: &mut Vec<Diagnostic>) {
        let mut next = elements.len();
        for position in 0..elements.activities.len() {
            let (element, table) = (ElementIx::at(position), elements.activities[position]);
            if !table.flag(K::DoesNotHold) {
                continue;
            }
            let closed_by = match table.entry(K::JoinsAt) {
                None => None,
                Some(entry) => {
                    let named = entry.node.as_text().and_then(|id| elements.find(id));
                    match named.filter(|block| self.may_close(*block, element)) {
                        Some(block) => Some(block),
                        None => {
                            let id = entry.node.as_text().cloned().unwrap_or_default();
                            let problem = ReferenceProblem::JoinsNowhere { id };
                            report.push(Diagnostic::error(problem, entry.node.span));
                            continue;
                        }
                    }
                }
            };
            let scope = match closed_by {
                Some(block) => self.make_scope(block),
                None => self.parent(element).and_then(|parent| self.make_scope(parent).or(Some(parent))),
            };
            let scope = if closed_by.is_some() { scope } else { self.scope(element) };
            self.beside.push(Beside { element, fork: ElementIx::at(next), closed_by, scope });
            next += 1;
        }
        let blocks: Vec<ElementIx> = self.beside.iter().filter_map(|beside| beside.closed_by).collect();
        for block in blocks {
            if self.join_behind(block).is_none() {
                self.joined.push(Joined { block, join: ElementIx::at(next) });
                next += 1;
            }
        }
    }

    /// Whether an element can be closed by the end of a block: both stand, however deep, in the scope of the block.
    fn may_close(&self, block: ElementIx, element: ElementIx) -> bool {
        let around = self.scope(block);
        let mut at = Some(element);
        while let Some(inside) = at {
            if inside == block {
                return false;
            }
            if self.scope(inside) == around {
                return true;
            }
            at = self.scope(inside);
        }
        false
    }

    /// Makes a block a scope and gives the scope it stands in.
    fn make_scope(&mut self, block: ElementIx) -> Option<ElementIx> {
        self.set_scope(block);
        self.scope(block)
    }

    pub(super) fn beside(&self, element: ElementIx) -> Option<&Beside> {
        self.beside.iter().find(|beside| beside.element == element)
    }

    pub(super) fn join_behind(&self, block: ElementIx) -> Option<ElementIx> {
        self.joined.iter().find(|joined| joined.block == block).map(|joined| joined.join)
    }
}
