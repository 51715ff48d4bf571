//! The range of a return: every element on a way from its target to its origin.
//!
//! Knows flows that are not returns, and an order of the elements that they follow.
//! Does not know what a return does with its range. Read [`Ranges`] first.
//!
//! All ways from one element to another stay between the two in any order that flows follow,
//! so a search looks at that window only; where each element of the window leads to the next one,
//! as in a flat list, no search is needed at all.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::{Exit, ExitKind, Node, Range, Target};
use crate::procedure::ElementIx;

/// Finds ranges, keeping what several searches share.
pub(super) struct Ranges<'a> {
    nodes: &'a [Node],
    exits: &'a [Exit],
    order: Order,
    /// Where the elements before each element begin in `before`; filled by the first search.
    before_starts: Vec<u32>,
    before: Vec<u32>,
    /// The last search that reached each element, going on and going back.
    reached: [Vec<u32>; 2],
    search: u32,
}

/// An order of the elements that no onward flow goes against.
enum Order {
    /// File order, with the number of flows from one element to the next before each element.
    File { links: Vec<u32> },
    /// Groups of elements that lead to each other, numbered along the flows.
    Groups { group: Vec<u32> },
}

impl<'a> Ranges<'a> {
    pub(super) fn new(nodes: &'a [Node], exits: &'a [Exit]) -> Self {
        let forward = onward(exits).all(|(from, to)| from < to);
        let order = if forward {
            Order::File { links: links(nodes.len(), exits) }
        } else {
            Order::Groups { group: groups(nodes.len(), exits) }
        };
        Ranges {
            nodes,
            exits,
            order,
            before_starts: Vec::new(),
            before: Vec::new(),
            reached: [Vec::new(), Vec::new()],
            search: 0,
        }
    }

    /// Every element on a way from the target to the origin, both included.
    pub(super) fn between(&mut self, target: ElementIx, origin: ElementIx) -> Range {
        if let Order::File { links } = &self.order
            && target <= origin
            && links[origin.index()] - links[target.index()] == origin.0 - target.0
        {
            return Range::Span(target.0, origin.0);
        }
        self.prepare();
        let forward = self.walk(target, (target, origin), 0);
        self.walk(origin, (target, origin), 1);
        let both = |element: &u32| self.reached[1][*element as usize] == self.search;
        let mut members: Vec<u32> = forward.into_iter().filter(both).collect();
        members.extend([target.0, origin.0]);
        members.sort_unstable();
        members.dedup();
        packed(&members)
    }

    /// Lists what leads to each element, once.
    fn prepare(&mut self) {
        self.search += 1;
        if !self.before_starts.is_empty() {
            return;
        }
        let mut starts = vec![0u32; self.nodes.len() + 1];
        onward(self.exits).for_each(|(_, to)| starts[to as usize + 1] += 1);
        for position in 1..starts.len() {
            starts[position] += starts[position - 1];
        }
        let mut next = starts.clone();
        self.before = vec![0; *starts.last().unwrap_or(&0) as usize];
        for (from, to) in onward(self.exits) {
            self.before[next[to as usize] as usize] = from;
            next[to as usize] += 1;
        }
        self.before_starts = starts;
        self.reached = [vec![0; self.nodes.len()], vec![0; self.nodes.len()]];
    }

    /// What an element leads to (0) or what leads to it (1), inside a window.
    fn walk(&mut self, from: ElementIx, window: (ElementIx, ElementIx), way: usize) -> Vec<u32> {
        let mut found = vec![from.0];
        self.reached[way][from.index()] = self.search;
        let mut next = 0;
        while let Some(&element) = found.get(next) {
            next += 1;
            let seen = found.len();
            self.neighbours(element, way, &mut found);
            let mut kept = seen;
            for position in seen..found.len() {
                let other = found[position];
                let mark = &mut self.reached[way][other as usize];
                if *mark != self.search && self.order.holds(other, window) {
                    *mark = self.search;
                    found[kept] = other;
                    kept += 1;
                }
            }
            found.truncate(kept);
        }
        found
    }

    fn neighbours(&self, element: u32, way: usize, into: &mut Vec<u32>) {
        if way == 0 {
            let node = &self.nodes[element as usize];
            let first = node.first_exit as usize;
            let exits = &self.exits[first..first + node.exit_count as usize];
            into.extend(onward(exits).map(|(_, to)| to));
        } else {
            let starts = &self.before_starts[element as usize..element as usize + 2];
            into.extend(&self.before[starts[0] as usize..starts[1] as usize]);
        }
    }
}

impl Order {
    /// Whether an element can be on a way from the first to the last of a window.
    fn holds(&self, element: u32, (first, last): (ElementIx, ElementIx)) -> bool {
        let place = |element: u32| match self {
            Order::File { .. } => element,
            Order::Groups { group } => group[element as usize],
        };
        (place(first.0)..=place(last.0)).contains(&place(element))
    }
}

/// The flows from element to element that are no returns.
fn onward(exits: &[Exit]) -> impl Iterator<Item = (u32, u32)> {
    exits.iter().filter_map(|exit| match (exit.kind, exit.target) {
        (ExitKind::Onward, Target::Element(to)) => Some((exit.from.0, to.0)),
        _ => None,
    })
}

fn links(elements: usize, exits: &[Exit]) -> Vec<u32> {
    let mut links = vec![0u32; elements + 1];
    for (from, to) in onward(exits) {
        if to == from + 1 {
            links[to as usize] = 1;
        }
    }
    for position in 1..links.len() {
        links[position] += links[position - 1];
    }
    links
}

/// Kosaraju's groups come last to first, so that they are numbered from the end.
fn groups(elements: usize, exits: &[Exit]) -> Vec<u32> {
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(elements, exits.len());
    let nodes: Vec<_> = (0..elements).map(|_| graph.add_node(())).collect();
    for (from, to) in onward(exits) {
        graph.add_edge(nodes[from as usize], nodes[to as usize], ());
    }
    let mut group = vec![0; elements];
    for (number, members) in (0u32..).zip(kosaraju_scc(&graph).iter().rev()) {
        for member in members {
            group[member.index()] = number;
        }
    }
    group
}

/// The smallest form of a set given in order.
fn packed(members: &[u32]) -> Range {
    let (Some(&first), Some(&last)) = (members.first(), members.last()) else {
        return Range::Set(Box::default());
    };
    if (last - first) as usize + 1 == members.len() {
        return Range::Span(first, last);
    }
    let mut bits = vec![0u64; last as usize / 64 + 1];
    for member in members {
        bits[*member as usize / 64] |= 1 << (member % 64);
    }
    Range::Set(bits.into())
}

#[cfg(test)]
mod tests {
    use super::super::{Draft, Graph, NodeKind, Way};
    use super::*;
    use proptest::prelude::*;

    /// A graph from the ways of each element: target, and whether it is a return.
    fn graph(ways: &[Vec<(usize, bool)>]) -> Graph {
        let mut draft = Draft::default();
        for out in ways {
            draft.begin(NodeKind::Work);
            for (to, back) in out {
                let target = Target::Element(ElementIx::at(to % ways.len()));
                draft.leave(Way { maximum: back.then_some(1), ..Way::to(target) });
            }
        }
        draft.finish(|_| true, |_| None)
    }

    fn naive(graph: &Graph, from: u32, back: bool) -> Vec<bool> {
        let mut reached = vec![false; graph.len()];
        reached[from as usize] = true;
        for _ in 0..graph.len() {
            for (tail, head) in onward(&graph.exits) {
                let (a, b) = if back { (head, tail) } else { (tail, head) };
                reached[b as usize] |= reached[a as usize];
            }
        }
        reached
    }

    fn agrees(graph: &Graph) {
        for back in &graph.returns {
            let exit = graph.exit(back.exit);
            let Target::Element(target) = exit.target else {
                continue;
            };
            let (on, from) = (naive(graph, target.0, false), naive(graph, exit.from.0, true));
            for element in 0..graph.len() {
                let index = ElementIx::at(element);
                let expected = (on[element] && from[element]) || index == target || index == exit.from;
                assert_eq!(back.range.contains(index), expected, "{element} in {back:?}");
            }
        }
    }

    #[test]
    fn a_flat_list_needs_no_search() {
        let way = |at| match at {
            5 => vec![(2, true), (6, false)],
            8 => Vec::new(),
            _ => vec![(at + 1, false)],
        };
        let ways: Vec<_> = (0..9).map(way).collect();
        let graph = graph(&ways[..]);
        assert_eq!(graph.returns[0].range, Range::Span(2, 5));
        agrees(&graph);
    }

    #[test]
    fn what_is_passed_by_is_left_out() {
        let graph = graph(&[vec![(1, false), (2, false)], vec![], vec![(3, false)], vec![(0, true)]]);
        assert!(!graph.returns[0].range.contains(ElementIx::at(1)));
        agrees(&graph);
    }

    #[test]
    fn long_lists_and_many_returns_stay_quick() {
        let count = 20_000;
        let ways: Vec<_> = (0..count)
            .map(|at| {
                let mut out = vec![(at + 1 - usize::from(at + 1 == count), at + 1 == count)];
                if at % 20 == 19 {
                    out.push((at / 2, true));
                }
                out
            })
            .collect();
        let graph = graph(&ways);
        assert_eq!(graph.returns[0].range, Range::Span(9, 19));
        assert_eq!(graph.return_count(), 1_001);
    }

    proptest! {
        #[test]
        fn ranges_agree_with_naive_reachability(
            ways in prop::collection::vec(prop::collection::vec((0usize..30, prop::bool::ANY), 0..4), 1..30)
        ) {
            agrees(&graph(&ways));
        }

        #[test]
        fn flat_lists_agree_too(skips in prop::collection::vec((1usize..4, prop::option::of(0usize..40)), 1..40)) {
            let last = skips.len() - 1;
            let ways: Vec<_> = skips.iter().enumerate().map(|(at, (skip, back))| {
                let mut out = Vec::new();
                if at < last { out.push(((at + skip).min(last), false)); }
                out.extend(back.map(|back| (back.min(at), true)));
                out
            }).collect();
            agrees(&graph(&ways));
        }
    }
}
