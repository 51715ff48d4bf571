//! What stands in what: the blocks of a procedure, headings included, looked up once for all of its elements.
//!
//! Read [`Nest`] first.

use super::{ActivityKind, ElementIx, Procedure};
use crate::keywords::Keyword as K;

/// The blocks of a procedure, and what each element stands in.
#[derive(Clone, Debug)]
pub(crate) struct Nest {
    holders: Vec<Option<ElementIx>>,
    is_block: Vec<bool>,
}

impl Nest {
    pub(crate) fn of(procedure: &Procedure) -> Self {
        let written: Vec<Option<ElementIx>> = procedure
            .document()
            .root
            .tables(K::Activity)
            .map(|table| table.text(K::Inside).and_then(|block| procedure.find(block)))
            .collect();
        let graph = &procedure.graph;
        let holder = |position: usize| {
            let element = ElementIx::at(position);
            let attached = graph.special(element).and_then(|special| special.host);
            let heading = || written.get(position).copied().flatten();
            attached.or_else(heading).or_else(|| graph.within(element))
        };
        let is_block = |position: usize| {
            let kind = procedure.activity(ElementIx::at(position)).map(|activity| activity.kind);
            matches!(kind, Some(ActivityKind::Group | ActivityKind::Block))
        };
        let elements = 0..graph.len();
        Nest { holders: elements.clone().map(holder).collect(), is_block: elements.map(is_block).collect() }
    }

    /// The blocks, in file order.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = ElementIx> {
        self.is_block
            .iter()
            .enumerate()
            .filter(|(_, is_block)| **is_block)
            .map(|(place, _)| ElementIx::at(place))
    }

    /// What an element stands in or is attached to, from the inside out.
    pub(crate) fn around(&self, element: ElementIx) -> impl Iterator<Item = ElementIx> {
        let next = |at: &ElementIx| self.holders.get(at.index()).copied().flatten();
        // A definition nests no deeper than it has elements.
        std::iter::successors(next(&element), move |at| next(at)).take(self.holders.len())
    }

    /// The blocks that an element stands in, from the inside out.
    pub(crate) fn blocks_around(&self, element: ElementIx) -> impl Iterator<Item = ElementIx> {
        self.around(element).filter(|at| self.is_block.get(at.index()).copied().unwrap_or(false))
    }
}
