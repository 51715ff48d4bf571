//! What can be reached from where, and which elements turn in circles.
//!
//! Knows the shape of a graph and nothing else; every walk is a loop over an explicit stack and linear in
//! elements and exits, so that a chain of any length is walked on a small stack.
//! Does not know what a shape means for the office: the check rules do.
//! Read [`reached`] and [`can_end`] first.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{BlockKind, Exit, Graph, NodeKind, Target};
use crate::procedure::ElementIx;

/// A set of elements: one mark per element.
pub(crate) type Marks = Vec<bool>;

/// The elements that a case can get to, returns included.
pub(crate) fn reached(graph: &Graph) -> Marks {
    let mut marks: Marks = graph.nodes.iter().map(|node| node.kind == NodeKind::Group).collect();
    let mut open: Vec<ElementIx> =
        graph.starts.iter().chain(&graph.entries).chain(&graph.events).copied().collect();
    open.extend(elements(graph).filter(|element| begins(graph, *element)));
    while let Some(element) = open.pop() {
        if std::mem::replace(&mut marks[element.index()], true) {
            continue;
        }
        open.extend(successors(graph, element).filter(|next| !marks[next.index()]));
    }
    marks
}

/// Whether a case can begin at an element, besides where it begins when nothing is said.
fn begins(graph: &Graph, element: ElementIx) -> bool {
    graph.special(element).is_some_and(|special| special.begins_case)
}

/// The elements from which an end can be reached, returns included; a dead end counts as one.
///
/// Dead ends are faults of their own: counting them here keeps one fault from being told twice.
pub(crate) fn can_end(graph: &Graph) -> Marks {
    let before = Predecessors::of(graph);
    let mut marks = vec![false; graph.len()];
    let mut open: Vec<ElementIx> =
        elements(graph).filter(|element| ends(graph, *element) || is_dead_end(graph, *element)).collect();
    while let Some(element) = open.pop() {
        if std::mem::replace(&mut marks[element.index()], true) {
            continue;
        }
        open.extend(before.of_element(element).filter(|earlier| !marks[earlier.index()]));
    }
    marks
}

/// The elements from which one of some elements can be reached, these included.
pub(crate) fn leading_to(graph: &Graph, goals: impl IntoIterator<Item = ElementIx>) -> Marks {
    let before = Predecessors::of(graph);
    let mut marks = vec![false; graph.len()];
    let mut open: Vec<ElementIx> = goals.into_iter().collect();
    while let Some(element) = open.pop() {
        if !std::mem::replace(&mut marks[element.index()], true) {
            open.extend(before.of_element(element).filter(|earlier| !marks[earlier.index()]));
        }
    }
    marks
}

/// Whether an element is an end, a heading, or leads straight to an end.
pub(crate) fn ends(graph: &Graph, element: ElementIx) -> bool {
    if graph.node(element).kind == NodeKind::Group {
        return true;
    }
    let to_end = |exit: &Exit| matches!(exit.target, Target::End | Target::CaseEnd);
    let node = graph.node(element);
    let ends_there = match node.kind {
        NodeKind::End => true,
        NodeKind::Throw | NodeKind::Event => node.exit_count == 0,
        _ => ends_by_itself(graph, element),
    };
    ends_there || graph.exits_of(element).any(|(_, exit)| to_end(exit))
}

/// Whether an element leads nowhere although it is no end.
pub(crate) fn is_dead_end(graph: &Graph, element: ElementIx) -> bool {
    let node = graph.node(element);
    let may_end = matches!(node.kind, NodeKind::End | NodeKind::Group | NodeKind::Event | NodeKind::Throw);
    !may_end && node.exit_count == 0 && !ends_by_itself(graph, element)
}

/// Whether no flow follows an element by its nature: it only undoes another, is an interaction or an event
/// sub-process, or is left by the first of several things that it waits for.
fn ends_by_itself(graph: &Graph, element: ElementIx) -> bool {
    graph.special(element).is_some_and(|special| {
        let block = special.block.as_deref();
        special.undoes
            || special.host.is_some()
            || !special.alternatives.is_empty()
            || block.is_some_and(|block| matches!(block.kind, BlockKind::Event { .. }))
    })
}

/// All elements, in definition order.
pub(crate) fn elements(graph: &Graph) -> impl Iterator<Item = ElementIx> + use<> {
    (0..graph.len()).map(ElementIx::at)
}

/// The marked elements that hang together, group by group, each in definition order.
pub(crate) fn groups(graph: &Graph, marks: &Marks) -> Vec<Vec<ElementIx>> {
    let mut roots: Vec<usize> = (0..graph.len()).collect();
    for element in elements(graph).filter(|element| marks[element.index()]) {
        for next in successors(graph, element).filter(|next| marks[next.index()]) {
            join(&mut roots, element.index(), next.index());
        }
    }
    let mut place = vec![usize::MAX; graph.len()];
    let mut groups: Vec<Vec<ElementIx>> = Vec::new();
    for element in elements(graph).filter(|element| marks[element.index()]) {
        let root = root(&mut roots, element.index());
        if place[root] == usize::MAX {
            place[root] = groups.len();
            groups.push(Vec::new());
        }
        groups[place[root]].push(element);
    }
    groups
}

/// The circles among some elements along some exits: strongly connected, more than one element or one that
/// leads to itself; each in definition order, the earliest first.
pub(crate) fn circles(
    graph: &Graph,
    members: &[ElementIx],
    along: impl Fn(&Exit) -> bool,
) -> Vec<Vec<ElementIx>> {
    let mut ways = members.iter().flat_map(|element| graph.ways_of(*element));
    if !ways.any(|exit| leads_back(exit) && along(exit)) {
        return Vec::new();
    }
    let mut place = vec![u32::MAX; graph.len()];
    for (at, element) in (0u32..).zip(members) {
        place[element.index()] = at;
    }
    let flows = members.iter().flat_map(|element| {
        let (place, along) = (&place, &along);
        let inner = graph.exits_of(*element).filter(move |(_, exit)| along(exit));
        inner.filter_map(move |(_, exit)| Some((place[element.index()], inner_place(place, exit)?)))
    });
    let inner: DiGraph<(), (), u32> = DiGraph::from_edges(flows);
    let turns = |circle: &Vec<NodeIndex<u32>>| circle.len() > 1 || inner.contains_edge(circle[0], circle[0]);
    let mut found: Vec<Vec<ElementIx>> = kosaraju_scc(&inner)
        .into_iter()
        .filter(turns)
        .map(|circle| sorted(circle.into_iter().map(|node| members[node.index()])))
        .collect();
    found.sort_unstable();
    found
}

/// Whether an exit leads to the same or an earlier element: every circle has one that does.
pub(crate) fn leads_back(exit: &Exit) -> bool {
    matches!(exit.target, Target::Element(to) if to <= exit.from)
}

/// A shortest way round a circle, in the order walked, beginning with its first element.
pub(crate) fn round(graph: &Graph, circle: &[ElementIx], along: impl Fn(&Exit) -> bool) -> Vec<ElementIx> {
    let Some(first) = circle.first().copied() else {
        return Vec::new();
    };
    let mut came_from: Vec<Option<ElementIx>> = vec![None; graph.len()];
    let mut open = std::collections::VecDeque::from([first]);
    while let Some(element) = open.pop_front() {
        for (_, exit) in graph.exits_of(element).filter(|(_, exit)| along(exit)) {
            let Target::Element(next) = exit.target else {
                continue;
            };
            if circle.binary_search(&next).is_err() || came_from[next.index()].is_some() {
                continue;
            }
            came_from[next.index()] = Some(element);
            if next == first {
                return walked_back(&came_from, first);
            }
            open.push_back(next);
        }
    }
    circle.to_vec()
}

fn walked_back(came_from: &[Option<ElementIx>], first: ElementIx) -> Vec<ElementIx> {
    let mut way = Vec::new();
    let mut at = came_from[first.index()];
    while let Some(element) = at {
        way.push(element);
        at = if element == first { None } else { came_from[element.index()] };
    }
    way.reverse();
    way
}

/// Where a case can get to from an element: along its flows, into it, and by what is attached to it.
pub(crate) fn successors(graph: &Graph, element: ElementIx) -> impl Iterator<Item = ElementIx> {
    let flows = graph.exits_of(element).filter_map(|(_, exit)| match exit.target {
        Target::Element(next) => Some(next),
        Target::End | Target::CaseEnd => None,
    });
    flows.chain(graph.special(element).into_iter().flat_map(|special| {
        let block = special.block.as_deref();
        let inside = block
            .into_iter()
            .flat_map(|block| block.starts.iter().chain(&block.events).chain(&block.compensation));
        let beside = special.attached.iter().chain(&special.alternatives).chain(&special.compensated_by);
        let beside = beside.chain(&special.interactions);
        inside.chain(beside).copied()
    }))
}

fn inner_place(place: &[u32], exit: &Exit) -> Option<u32> {
    let Target::Element(next) = exit.target else {
        return None;
    };
    Some(place[next.index()]).filter(|place| *place != u32::MAX)
}

fn sorted(elements: impl Iterator<Item = ElementIx>) -> Vec<ElementIx> {
    let mut elements: Vec<ElementIx> = elements.collect();
    elements.sort_unstable();
    elements
}

fn join(roots: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(roots, one), root(roots, other));
    roots[one.max(other)] = one.min(other);
}

/// The root of an element's tree; each step halves the way, so that later searches are short.
fn root(roots: &mut [usize], mut at: usize) -> usize {
    while roots[at] != at {
        roots[at] = roots[roots[at]];
        at = roots[at];
    }
    at
}

/// Who leads to each element, side by side.
struct Predecessors {
    starts: Vec<u32>,
    sources: Vec<ElementIx>,
}

impl Predecessors {
    fn of(graph: &Graph) -> Self {
        let mut starts = vec![0u32; graph.len() + 1];
        for next in elements(graph).flat_map(|element| successors(graph, element)) {
            starts[next.index() + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut free = starts.clone();
        let mut sources = vec![ElementIx::at(0); starts[graph.len()] as usize];
        for element in elements(graph) {
            for next in successors(graph, element) {
                sources[free[next.index()] as usize] = element;
                free[next.index()] += 1;
            }
        }
        Predecessors { starts, sources }
    }

    fn of_element(&self, element: ElementIx) -> impl Iterator<Item = ElementIx> {
        let range = self.starts[element.index()] as usize..self.starts[element.index() + 1] as usize;
        self.sources[range].iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::{ExitKind, Node};

    /// A graph from, per element, the elements it leads to; `None` is the end.
    fn graph(flows: &[Vec<Option<u32>>]) -> Graph {
        let starts = if flows.is_empty() { Vec::new() } else { vec![ElementIx(0)] };
        let mut graph = Graph { starts, ..Graph::default() };
        for (from, targets) in (0u32..).zip(flows) {
            graph.nodes.push(Node {
                kind: NodeKind::Automatic,
                first_exit: graph.exits.len() as u32,
                exit_count: targets.len() as u32,
                plain: true,
                straight_to: None,
                direct: false,
                special: None,
            });
            graph.exits.extend(targets.iter().map(|to| Exit {
                from: ElementIx(from),
                target: to.map_or(Target::End, |to| Target::Element(ElementIx(to))),
                kind: ExitKind::Onward,
                condition: None,
                otherwise: false,
                enabled_if: None,
                after: None,
            }));
        }
        graph
    }

    /// Whether a way leads from each element to each, by repeated widening.
    fn closure(flows: &[Vec<Option<u32>>]) -> Vec<Vec<bool>> {
        let count = flows.len();
        let mut ways: Vec<Vec<bool>> = flows
            .iter()
            .map(|targets| (0..count as u32).map(|to| targets.contains(&Some(to))).collect())
            .collect();
        for middle in 0..count {
            for from in 0..count {
                for to in 0..count {
                    ways[from][to] |= ways[from][middle] && ways[middle][to];
                }
            }
        }
        ways
    }

    fn flows() -> impl Strategy<Value = Vec<Vec<Option<u32>>>> {
        (1u32..9).prop_flat_map(|count| {
            let target = prop_oneof![4 => (0..count).prop_map(Some), 1 => Just(None)];
            prop::collection::vec(prop::collection::vec(target, 0..3), count as usize)
        })
    }

    proptest! {
        #[test]
        fn agrees_with_the_naive_closure(flows in flows()) {
            let graph = graph(&flows);
            let ways = closure(&flows);
            let all: Vec<ElementIx> = elements(&graph).collect();
            let (reached, can_end) = (reached(&graph), can_end(&graph));
            let stops = |at: usize| flows[at].is_empty() || flows[at].contains(&None);
            for at in 0..flows.len() {
                prop_assert_eq!(reached[at], at == 0 || ways[0][at]);
                prop_assert_eq!(can_end[at], stops(at) || (0..flows.len()).any(|end| ways[at][end] && stops(end)));
            }
            let circles = circles(&graph, &all, |_| true);
            for element in &all {
                let at = element.index();
                prop_assert_eq!(ways[at][at], circles.iter().any(|circle| circle.contains(element)));
            }
            for circle in &circles {
                let way = round(&graph, circle, |_| true);
                prop_assert_eq!(way.first(), circle.first());
                for (from, to) in way.iter().zip(way.iter().cycle().skip(1)) {
                    prop_assert!(flows[from.index()].contains(&Some(to.0)));
                }
            }
        }
    }

    #[test]
    fn groups_hang_together_whatever_the_direction() {
        let graph = graph(&[vec![None], vec![Some(3)], vec![None], vec![None], vec![Some(2)]]);
        let marks = vec![false, true, true, true, true];
        let named: Vec<Vec<u32>> =
            groups(&graph, &marks).iter().map(|group| group.iter().map(|e| e.0).collect()).collect();
        assert_eq!(named, [vec![1, 3], vec![2, 4]]);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_is_walked_on_a_small_stack() {
        let count = 100_000u32;
        let chain: Vec<_> = (0..count).map(|at| vec![Some((at + 1) % count)]).collect();
        let walk = move || {
            let graph = graph(&chain);
            let all: Vec<ElementIx> = elements(&graph).collect();
            assert!(reached(&graph).iter().all(|mark| *mark));
            assert!(!can_end(&graph).iter().any(|mark| *mark));
            assert_eq!(circles(&graph, &all, |_| true).len(), 1);
            assert_eq!(round(&graph, &all, |_| true).len(), all.len());
        };
        let small = std::thread::Builder::new().stack_size(256 << 10).spawn(walk);
        small.expect("a thread starts").join().expect("the walk ends");
    }
}
