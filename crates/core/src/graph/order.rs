//! What can only come after what: an element that every way to another leads through, and none leads back to.
//!
//! Knows circles as one place, and of each place the nearest one that every way to it leads through.
//! Both are found in one walk over elements and exits; a question is answered in steps that grow with the logarithm.
//! Read [`Order`] first.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::{Graph, NodeKind, Target};
use crate::procedure::ElementIx;

/// The places of a graph, each with what every way to it leads through.
#[derive(Debug)]
pub(crate) struct Order {
    /// By element: its place; an element that turns in a circle shares it.
    place: Vec<u32>,
    /// By place: whether tokens may part in it, so that one is still there while another goes on.
    parts: Vec<bool>,
    /// By place: the nearest place that every way to it leads through, and how many there are.
    before: Vec<u32>,
    depth: Vec<u32>,
    /// By place: one of those further up, so that going up takes few steps.
    leap: Vec<u32>,
}

impl Order {
    pub(crate) fn of(graph: &Graph) -> Self {
        let root = graph.len();
        let flows = flows(graph);
        let mut whole: DiGraph<(), (), u32> = DiGraph::with_capacity(root + 1, flows.len());
        (0..=root).for_each(|_| {
            whole.add_node(());
        });
        for (from, to) in &flows {
            whole.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
        }
        let mut circles = kosaraju_scc(&whole);
        // They come with the last first.
        circles.reverse();
        let mut place = vec![0u32; root + 1];
        for (number, circle) in (0u32..).zip(&circles) {
            circle.iter().for_each(|node| place[node.index()] = number);
        }
        let parts = circles.iter().map(|circle| circle.len() > 1 && parts(graph, circle)).collect();
        let count = circles.len();
        let mut order =
            Order { place, parts, before: vec![0; count], depth: vec![0; count], leap: vec![0; count] };
        order.find_before(&whole, &circles, root);
        order
    }

    /// Goes through the places in their order; all that leads to one has been gone through before it.
    fn find_before(&mut self, whole: &DiGraph<(), (), u32>, circles: &[Vec<NodeIndex<u32>>], root: usize) {
        let start = self.place[root];
        (self.before[start as usize], self.leap[start as usize]) = (start, start);
        for (number, circle) in (0u32..).zip(circles).filter(|(number, _)| *number != start) {
            let into =
                circle.iter().flat_map(|node| whole.neighbors_directed(*node, petgraph::Direction::Incoming));
            let into = into.map(|node| self.place[node.index()]).filter(|place| *place != number);
            let before = into.reduce(|one, other| self.common(one, other)).unwrap_or(start);
            self.hang(number, before);
        }
    }

    fn hang(&mut self, number: u32, before: u32) {
        let (at, above) = (number as usize, before as usize);
        let leap = self.leap[above] as usize;
        self.before[at] = before;
        self.depth[at] = self.depth[above] + 1;
        let even =
            self.depth[above] - self.depth[leap] == self.depth[leap] - self.depth[self.leap[leap] as usize];
        self.leap[at] = if even { self.leap[leap] } else { before };
    }

    /// The place at that depth on the way up from a place.
    fn up(&self, mut place: u32, depth: u32) -> u32 {
        while self.depth[place as usize] > depth {
            let leap = self.leap[place as usize];
            place = if self.depth[leap as usize] >= depth { leap } else { self.before[place as usize] };
        }
        place
    }

    /// The nearest place that every way to both leads through.
    fn common(&self, one: u32, other: u32) -> u32 {
        let depth = self.depth[one as usize].min(self.depth[other as usize]);
        let (mut one, mut other) = (self.up(one, depth), self.up(other, depth));
        while one != other {
            let leaps = (self.leap[one as usize], self.leap[other as usize]);
            (one, other) = match leaps.0 == leaps.1 {
                true => (self.before[one as usize], self.before[other as usize]),
                false => leaps,
            };
        }
        one
    }

    /// Whether an element comes only when another is done with for good.
    pub(crate) fn only_after(&self, later: ElementIx, element: ElementIx) -> bool {
        let (later, earlier) = (self.place[later.index()], self.place[element.index()]);
        let depth = self.depth[earlier as usize];
        later != earlier
            && !self.parts[earlier as usize]
            && self.depth[later as usize] > depth
            && self.up(later, depth) == earlier
    }
}

/// Where a case can get to from each element, and from its beginning, which has the number after the last element.
///
/// What happens beside the flow begins of its own: an event may occur while its host is open.
fn flows(graph: &Graph) -> Vec<(usize, usize)> {
    let root = graph.len();
    let mut flows: Vec<(usize, usize)> =
        graph.starts.iter().chain(&graph.events).map(|start| (root, start.index())).collect();
    for exit in &graph.exits {
        if let Target::Element(next) = exit.target {
            flows.push((exit.from.index(), next.index()));
        }
    }
    for element in 0..root {
        let Some(special) = graph.special(ElementIx::at(element)) else { continue };
        let block = special.block.as_deref();
        let inside = block.into_iter().flat_map(|block| &block.starts).chain(&special.alternatives);
        flows.extend(inside.map(|inner| (element, inner.index())));
        let beside = block.into_iter().flat_map(|block| &block.events);
        let beside = beside.chain(&special.attached).chain(&special.compensated_by);
        flows.extend(beside.map(|event| (root, event.index())));
    }
    flows
}

fn parts(graph: &Graph, circle: &[NodeIndex<u32>]) -> bool {
    let kinds = circle.iter().filter_map(|node| graph.nodes.get(node.index())).map(|node| node.kind);
    kinds.into_iter().any(|kind| kind.may_join() || matches!(kind, NodeKind::Fork | NodeKind::Block))
}

#[cfg(test)]
mod tests {
    use crate::check::{Options, check_bytes};
    use crate::graph::order::Order;
    use crate::procedure::ElementIx;

    fn order(activities: &str) -> Order {
        let head = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"O\"\nnombre = \"O\"\n";
        let checked = check_bytes("o.toml", format!("{head}{activities}").as_bytes(), &Options::default());
        Order::of(&checked.procedure.expect("it can be built").graph)
    }

    fn activity(id: &str, more: &str) -> String {
        format!("[[actividad]]\nid = \"{id}\"\ntitulo = \"{id}\"\n{more}\n")
    }

    #[test]
    fn what_follows_comes_later_and_what_may_be_walked_round_does_not() {
        let way = "pregunta = \"¿?\"\nsi = { continua_en = \"c\" }\nno = { continua_en = \"d\" }";
        let text: String =
            [("a", ""), ("b", way), ("c", ""), ("d", "")].map(|(id, more)| activity(id, more)).concat();
        let order = order(&text);
        let after = |later, element| order.only_after(ElementIx(later), ElementIx(element));
        assert!(after(1, 0) && after(3, 0) && after(3, 1) && after(2, 1));
        assert!(!after(3, 2), "the last can be reached without the third");
        assert!(!after(0, 1) && !after(1, 1));
    }

    #[test]
    fn what_is_gone_back_to_is_not_only_later() {
        let back = "pregunta = \"¿?\"\nsi = { regresa_a = \"a\" }\nno = { continua_en = \"d\" }";
        let text: String =
            [("a", ""), ("b", ""), ("c", back), ("d", "")].map(|(id, more)| activity(id, more)).concat();
        let order = order(&text);
        let after = |later, element| order.only_after(ElementIx(later), ElementIx(element));
        assert!(!after(1, 0), "in the second round the second has been done");
        assert!(after(3, 0) && after(3, 1) && after(3, 2));
    }

    #[test]
    fn what_parts_in_a_circle_may_still_be_there_when_another_has_gone_on() {
        let back = "pregunta = \"¿?\"\nsi = { regresa_a = \"a\" }\nno = { continua_en = \"fin\" }";
        let text: String = [("a", "sigue = \"parte\""), ("b", back), ("c", "")]
            .map(|(id, more)| activity(id, more))
            .concat();
        let gateway = "[[compuerta]]\nid = \"parte\"\ntipo = \"paralela\"\nsigue = [\"b\", \"c\"]\n";
        let order = order(&format!("{text}{gateway}"));
        assert!(!order.only_after(ElementIx(2), ElementIx(0)), "the first may come again beside the third");
    }

    #[test]
    fn going_up_takes_few_steps() {
        let text: String = (0..600).map(|number| activity(&format!("a{number}"), "")).collect();
        let order = order(&text);
        for later in [599, 300, 77] {
            let (mut place, mut steps) = (order.place[later], 0);
            while order.depth[place as usize] > 1 {
                let leap = order.leap[place as usize];
                let may_leap = order.depth[leap as usize] >= 1;
                place = if may_leap { leap } else { order.before[place as usize] };
                steps += 1;
            }
            assert!(steps <= 24, "{steps} steps up from {later}");
        }
    }
}
