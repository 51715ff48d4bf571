//! The indexed graph: what leads where, which returns cover what.
//!
//! Knows elements, exits and returns by number; petgraph stays inside this module.
//! Does not know titles, persons or evidence.
//! Read [`Graph`] first.

mod draft;
mod range;
pub(crate) mod reach;

pub(crate) use draft::{Asked, Draft, Way};

use crate::data::Duration;
use crate::procedure::{ElementIx, ExitIx, GuardIx, ReturnIx};

/// The compiled graph of one procedure.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) nodes: Vec<Node>,
    /// Exits of all elements, those of one element side by side in definition order.
    pub(crate) exits: Vec<Exit>,
    pub(crate) returns: Vec<Return>,
    /// Where a case begins.
    pub(crate) start: Option<ElementIx>,
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
}

/// How a plain element is left without a glance at its activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Straight {
    /// It passes by itself and has one way out.
    To(ElementIx),
    /// A guard answers: the first exit is that of SI, the second that of NO.
    Asks(GuardIx),
    /// The conditions of its exits choose.
    Chooses,
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

    pub(crate) fn node(&self, element: ElementIx) -> &Node {
        &self.nodes[element.index()]
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
