//! The indexed graph: what leads where, which returns cover what.
//!
//! Knows elements, exits and returns by number; petgraph stays inside this module.
//! Does not know titles, persons or evidence.
//! Read [`Graph`] first.

mod draft;
mod merge;
pub(crate) mod nest;
pub(crate) mod order;
mod range;
pub(crate) mod reach;
mod special;

pub(crate) use draft::{Asked, Draft, Way};
pub(crate) use merge::{Awaited, Merges};
pub(crate) use special::{
    Block, BlockKind, Call, Job, Moment, On, Opens, Over, Repeats, Schedule, Special, Throw, Trigger,
};

use crate::data::Duration;
use crate::procedure::{ElementIx, ExitIx, GuardIx, ReturnIx};

/// The compiled graph of one procedure.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// Exits of all elements, those of one element side by side in definition order.
    pub(crate) exits: Vec<Exit>,
    pub(crate) returns: Vec<Return>,
    /// Where the tokens of a case begin, in definition order.
    pub(crate) starts: Vec<ElementIx>,
    /// Event sub-processes of the procedure itself.
    pub(crate) events: Vec<ElementIx>,
    /// What only some elements have, by [`Node::special`].
    pub(crate) specials: Vec<Special>,
    /// The block that each element stands in, by element; empty where there are no blocks.
    pub(crate) within: Vec<Option<ElementIx>>,
    /// Flows into each element, by element; empty where there are no joins.
    pub(crate) incoming: Incoming,
    /// What inclusive and complex joins ask of the graph; `None` where there are none.
    pub(crate) merges: Option<Box<Merges>>,
    /// Every way to begin that the file names, whether or not a case begins there unasked.
    pub(crate) entries: Vec<ElementIx>,
    /// Whether anything waits for a condition, or for the last of several siblings.
    pub(crate) watches: bool,
    /// Whether a join fires by a condition, which may read anything.
    pub(crate) activates: bool,
    /// Whether persons choose what is done in some block.
    pub(crate) offers: bool,
    /// Whether something waits for a person, for a time or for what comes from outside: else a case runs at once.
    pub(crate) waits: bool,
}

/// The flows that lead into each element, side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Incoming {
    first: Vec<u32>,
    flows: Vec<ExitIx>,
}

impl Incoming {
    /// Sorts the flows of a graph by where they lead.
    pub(crate) fn of(elements: usize, exits: &[Exit]) -> Self {
        let into = |exit: &Exit| match exit.target {
            Target::Element(element) => Some(element.index()),
            Target::End | Target::CaseEnd => None,
        };
        let mut first = vec![0u32; elements + 1];
        for target in exits.iter().filter_map(into) {
            first[target + 1] += 1;
        }
        for position in 0..elements {
            first[position + 1] += first[position];
        }
        let mut next = first.clone();
        let mut flows = vec![ExitIx(0); first[elements] as usize];
        for (position, exit) in exits.iter().enumerate() {
            if let Some(target) = into(exit) {
                flows[next[target] as usize] = ExitIx::at(position);
                next[target] += 1;
            }
        }
        Incoming { first, flows }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }

    /// How many flows lead somewhere.
    pub(crate) fn len(&self) -> usize {
        self.flows.len()
    }

    pub(crate) fn to(&self, element: ElementIx) -> &[ExitIx] {
        match self.first.get(element.index()..element.index() + 2) {
            Some([from, to]) => &self.flows[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

/// An element as the stepper sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    /// The first of its exits.
    pub(crate) first_exit: u32,
    pub(crate) exit_count: u32,
    /// Whether it is plain: it applies always, has no deadline, tells nobody, is not joint work, and no fact of it
    /// (opening, completion, answer) is kept. A plain element that passes by itself leaves nothing but its round.
    pub(crate) plain: bool,
    /// The stepper's short way, when this one is plain and nothing about it awaits a person.
    pub(crate) straight_to: Option<Straight>,
    /// Whether it is plain and opens as what it is and no more: the work of one person, or a block and nothing beside.
    pub(crate) direct: bool,
    /// What only some elements have.
    pub(crate) special: Option<SpecialIx>,
}

/// How a plain element is left without a glance at its activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Straight {
    /// It passes by itself and has one way out.
    To(ElementIx),
    /// It passes by itself and nothing follows.
    Ends,
    /// A guard answers: the first exit is that of SI, the second that of NO.
    Asks(GuardIx),
    /// The conditions of its exits choose.
    Chooses,
}

/// A position that is four bytes even when it is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SpecialIx(std::num::NonZeroU32);

impl SpecialIx {
    fn at(position: usize) -> Option<Self> {
        u32::try_from(position + 1).ok().and_then(std::num::NonZeroU32::new).map(SpecialIx)
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// What the stepper does at an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    /// Opens a work item.
    Work,
    /// Passes by itself; a question is answered by its guard.
    Automatic,
    /// A numbered end.
    End,
    /// Takes the first exit whose condition is true.
    Exclusive,
    /// Waits for a token on each flow, then takes all exits.
    Parallel,
    /// Waits for what can still come, then takes all exits whose condition is true.
    Inclusive,
    /// Waits until its condition is true, then takes all exits whose condition is true.
    Complex,
    /// Takes all exits whose condition is true, for each token that comes.
    Fork,
    /// Waits for whichever of its alternatives comes first.
    EventGateway,
    /// A scope in which others stand.
    Block,
    /// Waits for what its trigger says.
    Catch,
    /// An event attached to another element, or a start with a trigger: no flow leads to it.
    Event,
    /// Throws something and goes on.
    Throw,
    /// Automatic work: of the host, or computed.
    Job,
    /// Another procedure.
    Call,
    /// A heading: no token reaches it.
    Group,
}

impl NodeKind {
    /// Whether a case rests at it: a person, a time or something from outside has to come first.
    pub(crate) fn waits(self) -> bool {
        use NodeKind::{Call, Catch, EventGateway, Job, Work};
        matches!(self, Work | EventGateway | Catch | Job | Call)
    }

    /// Whether a token that reaches it has something open.
    pub(crate) fn opens(self) -> bool {
        self.waits() || self == NodeKind::Block
    }

    /// Whether tokens that reach it may be held until others come.
    pub(crate) fn may_join(self) -> bool {
        matches!(self, NodeKind::Parallel | NodeKind::Inclusive | NodeKind::Complex)
    }
}

/// A way out of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exit {
    pub(crate) from: ElementIx,
    pub(crate) target: Target,
    pub(crate) kind: ExitKind,
    /// The condition of a sequence flow out of a gateway.
    pub(crate) condition: Option<GuardIx>,
    /// The default flow.
    pub(crate) otherwise: bool,
    /// A guard that makes the exit available; a person decides.
    pub(crate) enabled_if: Option<GuardIx>,
    /// Wait this long before the target opens.
    pub(crate) after: Option<Duration>,
}

/// Where an exit leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Element(ElementIx),
    /// The end of the innermost block or member.
    End,
    /// The end of the whole case.
    CaseEnd,
}

/// Whether an exit goes on or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitKind {
    Onward,
    /// A counted return or repetition.
    Return(ReturnIx),
}

/// A bounded return from one element to an earlier one, or to itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Return {
    pub(crate) exit: ExitIx,
    pub(crate) maximum: u32,
    /// Every element on a way from the target to the origin, both included.
    pub(crate) range: Range,
}

/// A set of elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// All from the first to the last, both included.
    Span(u32, u32),
    /// One bit per element.
    Set(Box<[u64]>),
}

impl Range {
    pub(crate) fn contains(&self, element: ElementIx) -> bool {
        match self {
            Range::Span(first, last) => (*first..=*last).contains(&element.0),
            Range::Set(bits) => {
                bits.get(element.index() / 64).is_some_and(|word| word >> (element.0 % 64) & 1 == 1)
            }
        }
    }
}

impl Graph {
    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no element at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many sequence flows there are, returns and ways to an end included.
    #[must_use]
    pub fn exit_count(&self) -> usize {
        self.exits.len()
    }

    /// How many counted returns there are.
    #[must_use]
    pub fn return_count(&self) -> usize {
        self.returns.len()
    }

    /// The counted returns, in definition order.
    pub fn returns(&self) -> impl Iterator<Item = ReturnIx> {
        (0..self.returns.len()).map(ReturnIx::at)
    }

    /// Where a return leads from and to, and how often it may be taken.
    #[must_use]
    pub fn return_of(&self, taken: ReturnIx) -> (ElementIx, Option<ElementIx>, u32) {
        let back = &self.returns[taken.index()];
        let exit = self.exit(back.exit);
        let target = match exit.target {
            Target::Element(element) => Some(element),
            Target::End | Target::CaseEnd => None,
        };
        (exit.from, target, back.maximum)
    }

    /// Whether a return supersedes what an element delivered: the element lies on a way from its target to its origin.
    #[must_use]
    pub fn covers(&self, taken: ReturnIx, element: ElementIx) -> bool {
        self.returns[taken.index()].range.contains(element)
    }

    #[inline]
    pub(crate) fn node(&self, element: ElementIx) -> &Node {
        &self.nodes[element.index()]
    }

    /// What an element has beyond its ways out.
    #[inline]
    pub(crate) fn special(&self, element: ElementIx) -> Option<&Special> {
        self.node(element).special.map(|special| &self.specials[special.index()])
    }

    /// The block whose children persons choose, that an element is.
    #[inline]
    pub(crate) fn ad_hoc(&self, element: ElementIx) -> Option<&Block> {
        if !self.offers {
            return None;
        }
        let block = self.special(element)?.block.as_deref()?;
        matches!(block.kind, BlockKind::AdHoc { .. }).then_some(block)
    }

    /// What an element waits for, when it waits.
    pub(crate) fn trigger(&self, element: ElementIx) -> Option<&Trigger> {
        self.special(element)?.trigger.as_deref()
    }

    /// The scope that an element is, when it is one.
    pub(crate) fn block(&self, element: ElementIx) -> Option<&Block> {
        self.special(element)?.block.as_deref()
    }

    /// How often an element is done, when it is more than once.
    pub(crate) fn repeats(&self, element: ElementIx) -> Option<&Repeats> {
        self.special(element)?.repeats.as_deref()
    }

    /// The block that an element stands in.
    #[inline]
    pub(crate) fn within(&self, element: ElementIx) -> Option<ElementIx> {
        self.within.get(element.index()).copied().flatten()
    }

    /// The nearest element above that has members: facts of what stands in it belong to the member.
    pub(crate) fn home(&self, element: ElementIx) -> Option<ElementIx> {
        let mut above = self.within(element);
        while let Some(block) = above {
            if self.special(block).is_some_and(|special| special.repeats.is_some()) {
                return above;
            }
            above = self.within(block);
        }
        None
    }

    /// How many repetitions an element stands in, its own included; an event counts those of its host.
    pub(crate) fn members_deep(&self, element: ElementIx) -> usize {
        let repeats = |element| self.special(element).is_some_and(|special| special.repeats.is_some());
        let host = |element| self.special(element).and_then(|special| special.host);
        let mut deep = usize::from(repeats(element));
        let mut at = host(element).unwrap_or(element);
        // An interaction stands in each member of its activity, an event beside all of them.
        let is_inside = matches!(self.node(element).kind, NodeKind::Work | NodeKind::Call);
        deep += usize::from(at != element && is_inside && repeats(at));
        while let Some(block) = self.within(at) {
            deep += usize::from(repeats(block));
            at = block;
        }
        deep
    }

    pub(crate) fn exit(&self, exit: ExitIx) -> &Exit {
        &self.exits[exit.index()]
    }

    /// The ways out of an element, in definition order.
    #[inline]
    pub(crate) fn ways_of(&self, element: ElementIx) -> &[Exit] {
        let node = self.node(element);
        let first = node.first_exit as usize;
        &self.exits[first..first + node.exit_count as usize]
    }

    pub(crate) fn exits_of(&self, element: ElementIx) -> impl Iterator<Item = (ExitIx, &Exit)> {
        let first = self.node(element).first_exit as usize;
        self.ways_of(element)
            .iter()
            .enumerate()
            .map(move |(position, exit)| (ExitIx::at(first + position), exit))
    }
}
