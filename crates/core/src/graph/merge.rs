//! What inclusive and complex joins ask of the graph: from where which of their incoming flows can still be reached.
//!
//! Knows, of each such join, a table from element to the incoming flows that a token there can reach without passing
//! the join. What would be too large to keep is searched for when it is asked.
//! Does not know tokens: `decide` says where they stand. Read [`Merges`] first.

use super::{Exit, Graph, Incoming, Node, NodeKind, Special, Target};
use crate::procedure::{ElementIx, ExitIx};

/// The joins of a graph that wait for what can still come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merges {
    /// In definition order.
    joins: Vec<Merge>,
    before: Before,
}

/// One such join.
#[derive(Clone, Debug)]
struct Merge {
    join: ElementIx,
    /// The flows into it; their positions are the bits of all masks.
    flows: Box<[ExitIx]>,
    /// Where each flow comes from, seen from the scope of the join.
    sources: Box<[ElementIx]>,
    /// Words of flows reachable, element by element; `None` where it would be too large.
    table: Option<Box<[u64]>>,
}

/// Who leads to each element, seen from the scope the element stands in.
#[derive(Clone, Debug, Default)]
struct Before {
    first: Vec<u32>,
    sources: Vec<ElementIx>,
}

/// The most words that the tables of one graph may take: eight megabytes.
const MOST_WORDS: usize = 1 << 20;

/// The most steps that filling them may take.
const MOST_STEPS: usize = 1 << 25;

/// What a join can be asked, given which of its flows hold a token.
pub(crate) struct Awaited<'a> {
    merges: &'a Merges,
    merge: &'a Merge,
    filled: Mask,
    /// Elements that can reach an empty flow, and those that can reach a filled one, once they were searched for.
    found: Option<[Vec<bool>; 2]>,
}

/// A bit for each flow into a join; most joins have fewer than sixty-five.
enum Mask {
    Word([u64; 1]),
    Many(Vec<u64>),
}

impl Mask {
    fn of(words: usize) -> Self {
        if words <= 1 { Mask::Word([0]) } else { Mask::Many(vec![0; words]) }
    }

    fn words(&self) -> &[u64] {
        match self {
            Mask::Word(word) => word,
            Mask::Many(words) => words,
        }
    }

    fn set(&mut self, flow: usize) {
        let words = match self {
            Mask::Word(word) => &mut word[..],
            Mask::Many(words) => words,
        };
        words[flow / 64] |= 1 << (flow % 64);
    }
}

impl Merges {
    /// Looks at a graph; `None` where no join waits for what can still come.
    pub(super) fn of(graph: &Graph) -> Option<Box<Merges>> {
        let merging = |node: &Node| matches!(node.kind, NodeKind::Inclusive | NodeKind::Complex);
        if !graph.nodes.iter().any(merging) {
            return None;
        }
        let before = Before::of(graph);
        let mut joins: Vec<Merge> = Vec::new();
        for (position, _) in graph.nodes.iter().enumerate().filter(|(_, node)| merging(node)) {
            joins.push(Merge::of(graph, ElementIx::at(position)));
        }
        let words: usize = joins.iter().map(Merge::words).sum();
        let flows: usize = joins.iter().map(|merge| merge.flows.len()).sum();
        let steps = flows.saturating_mul(graph.nodes.len() + before.sources.len());
        if words.saturating_mul(graph.nodes.len()) <= MOST_WORDS && steps <= MOST_STEPS {
            for merge in &mut joins {
                merge.table = Some(merge.filled_table(&before, graph.nodes.len()));
            }
        }
        Some(Box::new(Merges { joins, before }))
    }

    /// What can be asked of a join whose flows hold these tokens; what comes by no flow of it fills none.
    pub(crate) fn awaited(&self, join: ElementIx, held: impl Iterator<Item = ExitIx>) -> Option<Awaited<'_>> {
        let position = self.joins.binary_search_by_key(&join, |merge| merge.join).ok()?;
        let merge = &self.joins[position];
        let mut filled = Mask::of(merge.words());
        held.filter_map(|flow| merge.bit(flow)).for_each(|flow| filled.set(flow));
        Some(Awaited { merges: self, merge, filled, found: None })
    }

    #[cfg(test)]
    fn without_tables(mut self) -> Self {
        self.joins.iter_mut().for_each(|merge| merge.table = None);
        self
    }
}

impl Merge {
    fn of(graph: &Graph, join: ElementIx) -> Self {
        let flows: Box<[ExitIx]> = graph.incoming.to(join).into();
        let source = |flow: &ExitIx| beside(&graph.within, graph.exit(*flow).from, join);
        let sources = flows.iter().map(source).collect();
        Merge { join, flows, sources, table: None }
    }

    fn words(&self) -> usize {
        self.flows.len().div_ceil(64)
    }

    fn bit(&self, flow: ExitIx) -> Option<usize> {
        self.flows.binary_search(&flow).ok()
    }

    /// Spreads each flow from its source backwards; what is reached only through the join is not reached.
    fn filled_table(&self, before: &Before, elements: usize) -> Box<[u64]> {
        let words = self.words();
        let mut masks = vec![0u64; elements * words].into_boxed_slice();
        let mut waiting = vec![false; elements];
        let mut open = Vec::new();
        for (flow, source) in self.sources.iter().enumerate() {
            masks[source.index() * words + flow / 64] |= 1 << (flow % 64);
            if !std::mem::replace(&mut waiting[source.index()], true) {
                open.push(*source);
            }
        }
        while let Some(element) = open.pop() {
            waiting[element.index()] = false;
            if element == self.join {
                continue;
            }
            for earlier in before.to(element) {
                let mut grew = false;
                for word in 0..words {
                    let reached = masks[element.index() * words + word];
                    let mask = &mut masks[earlier.index() * words + word];
                    grew |= reached & !*mask != 0;
                    *mask |= reached;
                }
                if grew && !std::mem::replace(&mut waiting[earlier.index()], true) {
                    open.push(*earlier);
                }
            }
        }
        masks
    }
}

impl Awaited<'_> {
    /// Whether the join still waits because a token stands at an element: it can reach an empty flow and no filled one.
    pub(crate) fn waits_for(&mut self, element: ElementIx) -> bool {
        let words = self.merge.words();
        let row = element.index() * words..(element.index() + 1) * words;
        match self.merge.table.as_deref().and_then(|table| table.get(row)) {
            Some(row) => {
                let pairs = || row.iter().zip(self.filled.words());
                pairs().any(|(reached, filled)| reached & !filled != 0)
                    && !pairs().any(|(reached, filled)| reached & filled != 0)
            }
            None => {
                let [empty, filled] = self.searched();
                empty[element.index()] && !filled[element.index()]
            }
        }
    }

    /// Whether the join still waits for a token that comes by a flow and is not there yet.
    pub(crate) fn waits_for_arrival(&self, flow: Option<ExitIx>) -> bool {
        flow.and_then(|flow| self.merge.bit(flow)).is_none_or(|flow| !self.is_filled(flow))
    }

    fn is_filled(&self, flow: usize) -> bool {
        self.filled.words()[flow / 64] >> (flow % 64) & 1 == 1
    }

    fn searched(&mut self) -> &[Vec<bool>; 2] {
        let found = self.found.take().unwrap_or_else(|| [self.reaches(false), self.reaches(true)]);
        self.found.insert(found)
    }

    /// The elements from which a flow that is filled, or one that is not, can be reached.
    fn reaches(&self, filled: bool) -> Vec<bool> {
        let before = &self.merges.before;
        let mut marks = vec![false; before.first.len().saturating_sub(1)];
        let sources = self.merge.sources.iter().enumerate();
        let mut open: Vec<ElementIx> =
            sources.filter(|(flow, _)| self.is_filled(*flow) == filled).map(|(_, source)| *source).collect();
        while let Some(element) = open.pop() {
            if !std::mem::replace(&mut marks[element.index()], true) && element != self.merge.join {
                open.extend(before.to(element).iter().filter(|earlier| !marks[earlier.index()]));
            }
        }
        marks
    }
}

impl Before {
    fn of(graph: &Graph) -> Self {
        let mut first = vec![0u32; graph.nodes.len() + 1];
        ways(graph, |_, to| first[to.index() + 1] += 1);
        for position in 1..first.len() {
            first[position] += first[position - 1];
        }
        let mut next = first.clone();
        let mut sources = vec![ElementIx(0); *first.last().unwrap_or(&0) as usize];
        ways(graph, |from, to| {
            sources[next[to.index()] as usize] = from;
            next[to.index()] += 1;
        });
        Before { first, sources }
    }

    fn to(&self, element: ElementIx) -> &[ElementIx] {
        let (from, to) = (self.first[element.index()], self.first[element.index() + 1]);
        &self.sources[from as usize..to as usize]
    }
}

/// Every way from element to element: along a flow, by an event attached to it, by the first of several waits.
fn ways(graph: &Graph, mut way: impl FnMut(ElementIx, ElementIx)) {
    // What has no wait of its own is left by what it waits for, and not by what comes next in the file.
    let is_left_so =
        |from: ElementIx| graph.node(from).kind == NodeKind::EventGateway && graph.trigger(from).is_none();
    for Exit { from, target, .. } in graph.exits.iter().filter(|exit| !is_left_so(exit.from)) {
        if let Target::Element(to) = target {
            way(beside(&graph.within, *from, *to), *to);
        }
    }
    for position in 0..graph.nodes.len() {
        let element = ElementIx::at(position);
        let special = graph.special(element);
        let beside = |special: &Special| [special.attached.clone(), special.alternatives.clone()].concat();
        special.map(beside).unwrap_or_default().into_iter().for_each(|event| way(element, event));
    }
}

/// The element, or the block around it, that stands where another one stands.
fn beside(within: &[Option<ElementIx>], element: ElementIx, other: ElementIx) -> ElementIx {
    let around = |element: ElementIx| within.get(element.index()).copied().flatten();
    let level = around(other);
    let mut lifted = element;
    while around(lifted) != level {
        match around(lifted) {
            Some(block) => lifted = block,
            None => return element,
        }
    }
    lifted
}

/// The flows into each element, where anything asks for them.
pub(super) fn incoming(nodes: &[Node], specials: &[Special], exits: &[Exit]) -> Incoming {
    let asked = nodes.iter().any(|node| node.kind.may_join())
        || specials.iter().any(|special| special.start_quantity > 1);
    if asked { Incoming::of(nodes.len(), exits) } else { Incoming::default() }
}

#[cfg(test)]
mod tests;
