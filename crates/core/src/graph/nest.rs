//! Which elements stand inside which, however deep, answered without walking up.
//!
//! Knows the order in which a walk through the blocks meets the elements: what stands in a block is one run of it.
//! Does not know flows. Read [`Nest`] first.

use std::ops::Range;

use super::Graph;
use crate::procedure::ElementIx;

/// The places of all elements in a walk through the blocks.
#[derive(Debug)]
pub(crate) struct Nest {
    runs: Vec<Range<u32>>,
}

/// A step of the walk.
enum Step {
    Into(ElementIx),
    OutOf(ElementIx),
}

impl Nest {
    /// Walks through the blocks of a graph, each before what stands in it.
    pub(crate) fn of(graph: &Graph) -> Self {
        let mut inside: Vec<Vec<ElementIx>> = vec![Vec::new(); graph.len()];
        let mut open = Vec::new();
        for element in super::reach::elements(graph) {
            match graph.within(element) {
                Some(block) => inside[block.index()].push(element),
                None => open.push(Step::Into(element)),
            }
        }
        let (mut runs, mut next) = (vec![0..0; graph.len()], 0u32);
        while let Some(step) = open.pop() {
            match step {
                Step::Into(element) => {
                    runs[element.index()].start = next;
                    next = next.saturating_add(1);
                    open.push(Step::OutOf(element));
                    open.extend(inside[element.index()].iter().copied().map(Step::Into));
                }
                Step::OutOf(element) => runs[element.index()].end = next,
            }
        }
        Nest { runs }
    }

    /// Where an element is in the walk.
    pub(crate) fn place(&self, element: ElementIx) -> u32 {
        self.runs[element.index()].start
    }

    /// The places of an element and of everything that stands in it.
    pub(crate) fn run(&self, element: ElementIx) -> Range<u32> {
        self.runs[element.index()].clone()
    }
}
