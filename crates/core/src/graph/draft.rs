//! A graph while it is built: elements in their order, each with its exits side by side.
//!
//! Knows how returns are counted and ranged once all ways are known.
//! Does not know the file. Read [`Draft`] first.

mod gather;

use super::merge::{self, Merges};
use super::range::Ranges;
use super::{
    BlockKind, Exit, ExitKind, Graph, Node, NodeKind, Over, Range, Return, Special, SpecialIx, Straight,
    Target,
};
use crate::data::Duration;
use crate::procedure::{DatumIx, ElementIx, ExitIx, GuardIx, ReturnIx};

/// A graph that still grows.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    nodes: Vec<Node>,
    exits: Vec<Exit>,
    /// The exits that are returns, with their maxima.
    returns: Vec<(ExitIx, u32)>,
    /// Where the tokens of a case begin.
    pub(crate) starts: Vec<ElementIx>,
    /// Event sub-processes of the procedure itself.
    pub(crate) events: Vec<ElementIx>,
    /// Whether a case begins with everything that no flow leads to.
    pub(crate) gathers: bool,
    /// Every way to begin that the file names.
    pub(crate) entries: Vec<ElementIx>,
    /// Events of a scope after which the work goes back.
    pub(crate) going_back: Vec<ElementIx>,
    specials: Vec<Special>,
    within: Vec<Option<ElementIx>>,
}

/// A way out of the element that was begun last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Way {
    pub(crate) target: Target,
    /// How many returns are allowed, for a way that is counted.
    pub(crate) maximum: Option<u32>,
    pub(crate) condition: Option<GuardIx>,
    pub(crate) otherwise: bool,
    pub(crate) enabled_if: Option<GuardIx>,
    pub(crate) after: Option<Duration>,
}

impl Way {
    /// An uncounted way without conditions.
    pub(crate) fn to(target: Target) -> Self {
        Way { target, maximum: None, condition: None, otherwise: false, enabled_if: None, after: None }
    }
}

/// A guard that answers an element by itself, with the exits of SI and NO.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) guard: GuardIx,
    pub(crate) yes: ExitIx,
    pub(crate) no: ExitIx,
}

/// The short way out of an element, where it has one.
fn straight(node: &Node, exits: &[Exit], asked: Option<Asked>) -> Option<Straight> {
    if node.kind == NodeKind::Automatic && asked.is_none() && node.exit_count == 0 {
        return (node.plain && node.special.is_none()).then_some(Straight::Ends);
    }
    let exit = exits.get(node.first_exit as usize)?;
    let onward = exit.kind == ExitKind::Onward && exit.condition.is_none() && exit.after.is_none();
    match (node.kind, asked, exit.target) {
        _ if !node.plain || node.special.is_some() => None,
        (NodeKind::Exclusive, ..) => Some(Straight::Chooses),
        (NodeKind::Automatic, Some(Asked { guard, yes, no }), _) => {
            let side_by_side = yes.0 == node.first_exit && no.0.checked_sub(1) == Some(yes.0);
            side_by_side.then_some(Straight::Asks(guard))
        }
        (NodeKind::Automatic, None, Target::Element(next)) if onward && node.exit_count == 1 => {
            Some(Straight::To(next))
        }
        (NodeKind::Automatic, None, Target::End) if onward && node.exit_count == 1 => Some(Straight::Ends),
        _ => None,
    }
}

impl Draft {
    /// Begins the next element; it is plain until said otherwise.
    pub(crate) fn begin(&mut self, kind: NodeKind) -> ElementIx {
        let element = ElementIx::at(self.nodes.len());
        self.nodes.push(Node {
            kind,
            first_exit: ExitIx::at(self.exits.len()).0,
            exit_count: 0,
            plain: true,
            straight_to: None,
            direct: false,
            special: None,
        });
        element
    }

    /// Adds a way out of the element that was begun last.
    pub(crate) fn leave(&mut self, way: Way) -> ExitIx {
        let exit = ExitIx::at(self.exits.len());
        let kind = match way.maximum {
            Some(maximum) => {
                self.returns.push((exit, maximum));
                ExitKind::Return(ReturnIx::at(self.returns.len() - 1))
            }
            None => ExitKind::Onward,
        };
        if let Some(node) = self.nodes.last_mut() {
            node.exit_count += 1;
        }
        self.exits.push(Exit {
            from: ElementIx::at(self.nodes.len().saturating_sub(1)),
            target: way.target,
            kind,
            condition: way.condition,
            otherwise: way.otherwise,
            enabled_if: way.enabled_if,
            after: way.after,
        });
        exit
    }

    /// What an element has beyond its ways out.
    pub(crate) fn special(&mut self, element: ElementIx) -> &mut Special {
        let count = self.specials.len();
        let node = &mut self.nodes[element.index()];
        let position = match node.special {
            Some(special) => special.index(),
            None => {
                node.special = SpecialIx::at(count);
                self.specials.push(Special::default());
                count
            }
        };
        &mut self.specials[position]
    }

    /// What an element has beyond its ways out so far.
    pub(crate) fn special_of(&self, element: ElementIx) -> Option<&Special> {
        self.specials.get(self.nodes.get(element.index())?.special?.index())
    }

    /// The list of which an element is done once per entry, of one that is done several times; nothing for others.
    pub(crate) fn repeats_over(&self, element: ElementIx) -> Option<Option<DatumIx>> {
        let special = self.specials.get(self.nodes.get(element.index())?.special?.index())?;
        special.repeats.as_ref().map(|repeats| match repeats.over {
            Over::List(list) => Some(list),
            _ => None,
        })
    }

    /// The element that is done once per member of that name.
    pub(crate) fn repeated_by(&self, member: &str) -> Option<ElementIx> {
        let repeats = |node: &Node| {
            let special = self.specials.get(node.special?.index())?;
            let repeats = special.repeats.as_ref()?;
            (repeats.member.as_deref() == Some(member)).then_some(())
        };
        self.nodes.iter().position(|node| repeats(node).is_some()).map(ElementIx::at)
    }

    /// Puts an element inside a block.
    pub(crate) fn put_inside(&mut self, element: ElementIx, block: ElementIx) {
        if self.within.len() < self.nodes.len() {
            self.within.resize(self.nodes.len(), None);
        }
        self.within[element.index()] = Some(block);
    }

    /// The element, or the block around it, that stands where another one stands.
    fn beside(&self, element: ElementIx, other: ElementIx) -> ElementIx {
        let within = |element: ElementIx| self.within.get(element.index()).copied().flatten();
        let mut lifted = element;
        let level = within(other);
        while within(lifted) != level {
            match within(lifted) {
                Some(block) => lifted = block,
                None => return element,
            }
        }
        lifted
    }

    /// How many ways there are so far.
    pub(crate) fn exit_count(&self) -> usize {
        self.exits.len()
    }

    /// Closes the graph: ranges of the returns, which elements are plain, and which of them a guard answers.
    pub(crate) fn finish(
        mut self,
        is_plain: impl Fn(ElementIx) -> bool,
        asked: impl Fn(ElementIx) -> Option<Asked>,
    ) -> Graph {
        self.gather();
        let free = self.offer();
        let undoes = self.specials.iter().any(Special::is_undone_somehow);
        for (position, node) in self.nodes.iter_mut().enumerate() {
            let element = ElementIx::at(position);
            // What is chosen in an ad hoc block is looked at each time it is done.
            let is_chosen =
                self.within.get(position).copied().flatten().is_some_and(|block| free.contains(&block));
            node.plain = is_plain(element) && !(undoes && node.special.is_some()) && !is_chosen;
            node.straight_to = straight(node, &self.exits, asked(element));
            let special = node.special.map(|special| &self.specials[special.index()]);
            node.direct = node.plain
                && match node.kind {
                    NodeKind::Work => special.is_none(),
                    NodeKind::Block => special.is_some_and(Special::is_only_a_block),
                    _ => false,
                };
        }
        if self.starts.is_empty() && !self.nodes.is_empty() {
            self.starts.push(ElementIx::at(0));
        }
        if !self.within.is_empty() {
            self.within.resize(self.nodes.len(), None);
        }
        let returns = self.ranged();
        let incoming = merge::incoming(&self.nodes, &self.specials, &self.exits);
        let watches = self.specials.iter().any(Special::watches);
        let activates = self.specials.iter().any(|special| special.activates_if.is_some());
        let offers = self.specials.iter().any(Special::offers);
        let waits = self.nodes.iter().any(|node| node.kind.waits());
        let mut graph = Graph {
            entries: self.entries,
            watches,
            activates,
            offers,
            waits,
            starts: self.starts,
            events: self.events,
            incoming,
            nodes: self.nodes,
            exits: self.exits,
            specials: self.specials,
            within: self.within,
            returns,
            merges: None,
        };
        graph.merges = Merges::of(&graph);
        graph
    }

    /// Offers in each ad hoc block what no flow leads to; gives those blocks, in definition order.
    fn offer(&mut self) -> Vec<ElementIx> {
        let is_free = |special: &Special| {
            let block = special.block.as_deref();
            block.is_some_and(|block| matches!(block.kind, BlockKind::AdHoc { .. }))
        };
        if !self.specials.iter().any(is_free) {
            return Vec::new();
        }
        let led_to = self.led_to();
        let undoes: Vec<ElementIx> =
            self.specials.iter().filter_map(|special| special.compensated_by).collect();
        for block in self.specials.iter_mut().filter(|special| is_free(special)) {
            if let Some(block) = &mut block.block {
                block.starts.retain(|start| !led_to[start.index()] && !undoes.contains(start));
            }
        }
        let blocks = self.nodes.iter().enumerate().filter(|(_, node)| {
            node.special.and_then(|special| self.specials.get(special.index())).is_some_and(is_free)
        });
        blocks.map(|(position, _)| ElementIx::at(position)).collect()
    }

    fn ranged(&self) -> Vec<Return> {
        let beside = self.with_events();
        let (nodes, exits) =
            beside.as_ref().map_or((&self.nodes, &self.exits), |(nodes, exits)| (nodes, exits));
        let mut ranges = Ranges::new(nodes, exits);
        let mut ranged = |&(exit, maximum): &(ExitIx, u32)| {
            let way = &self.exits[exit.index()];
            let target = match way.target {
                Target::Element(target) => target,
                Target::End | Target::CaseEnd => way.from,
            };
            let range = ranges.between(target, self.beside(way.from, target));
            Return { exit, maximum, range: self.with_contents(range) }
        };
        self.returns.iter().map(&mut ranged).collect()
    }

    /// The graph with a flow from each element to the events that may occur while it is open: so that what lies
    /// between the target of a return and such an event is found. `None` where there are no events.
    fn with_events(&self) -> Option<(Vec<Node>, Vec<Exit>)> {
        let has = |special: &Special| !special.attached.is_empty() || !special.alternatives.is_empty();
        if self.going_back.is_empty() && !self.specials.iter().any(has) {
            return None;
        }
        let within = |element: ElementIx| self.within.get(element.index()).copied().flatten();
        let (mut nodes, mut exits) = (self.nodes.clone(), Vec::with_capacity(self.exits.len()));
        for (position, node) in nodes.iter_mut().enumerate() {
            let from = ElementIx::at(position);
            let first = node.first_exit as usize;
            node.first_exit = ExitIx::at(exits.len()).0;
            exits.extend_from_slice(&self.exits[first..first + node.exit_count as usize]);
            let special = node.special.and_then(|special| self.specials.get(special.index()));
            let beside =
                special.into_iter().flat_map(|special| special.attached.iter().chain(&special.alternatives));
            let around =
                self.going_back.iter().filter(|event| **event != from && within(**event) == within(from));
            exits.extend(beside.chain(around).map(|event| Exit {
                from,
                target: Target::Element(*event),
                kind: ExitKind::Onward,
                condition: None,
                otherwise: false,
                enabled_if: None,
                after: None,
            }));
            node.exit_count = ExitIx::at(exits.len()).0 - node.first_exit;
        }
        Some((nodes, exits))
    }

    /// The activity that an interaction opens with; of anything else, itself.
    fn opens_with(&self, element: ElementIx) -> ElementIx {
        let host = self.special_of(element).and_then(|special| special.host);
        let opens_with = |host: &ElementIx| {
            self.special_of(*host).is_some_and(|special| special.interactions.binary_search(&element).is_ok())
        };
        host.filter(opens_with).unwrap_or(element)
    }

    /// A range with everything that stands inside its blocks, and the interactions of its activities.
    fn with_contents(&self, range: Range) -> Range {
        let has_interactions = self.specials.iter().any(|special| !special.interactions.is_empty());
        if self.within.iter().all(Option::is_none) && !has_interactions {
            return range;
        }
        let mut bits = vec![0u64; self.nodes.len().div_ceil(64)].into_boxed_slice();
        for position in 0..self.nodes.len() {
            let mut above = Some(self.opens_with(ElementIx::at(position)));
            while let Some(element) = above {
                if range.contains(element) {
                    bits[position / 64] |= 1 << (position % 64);
                    break;
                }
                above = self.within.get(element.index()).copied().flatten();
            }
        }
        Range::Set(bits)
    }
}
