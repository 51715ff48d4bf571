//! What happened on a way, kept once however often it is part of a longer one.
//!
//! Knows moves, one after another, and which of several ways is told: the shortest.
//! Does not know nets. Read [`Tales`] first.

use super::Move;

/// A way, by its place among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tale(u32);

/// Nothing happened.
pub(super) const NOTHING: Tale = Tale(0);

/// The longest that is told: what is longer ends there.
const LONGEST: usize = 100_000;

/// All ways that are known.
#[derive(Debug)]
pub(super) struct Tales {
    nodes: Vec<Node>,
    /// How many moves each has.
    lengths: Vec<u32>,
    moves: Vec<Move>,
}

#[derive(Clone, Copy, Debug)]
enum Node {
    Nothing,
    Move(u32),
    Then(Tale, Tale),
    /// The first is told; the second could have happened as well.
    Or(Tale, Tale),
}

impl Tales {
    pub(super) fn new() -> Self {
        Tales { nodes: vec![Node::Nothing], lengths: vec![0], moves: Vec::new() }
    }

    fn add(&mut self, node: Node, length: u32) -> Tale {
        let tale = Tale(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        self.lengths.push(length);
        tale
    }

    /// One move.
    pub(super) fn of(&mut self, one: Move) -> Tale {
        let at = u32::try_from(self.moves.len()).unwrap_or(u32::MAX);
        self.moves.push(one);
        self.add(Node::Move(at), 1)
    }

    /// One way, then another.
    pub(super) fn then(&mut self, first: Tale, second: Tale) -> Tale {
        match (first, second) {
            (NOTHING, other) | (other, NOTHING) => other,
            _ => self.add(Node::Then(first, second), self.length(first).saturating_add(self.length(second))),
        }
    }

    /// One way or the other, which come to the same: the shorter is told.
    pub(super) fn either(&mut self, one: Tale, other: Tale) -> Tale {
        let (told, untold) = if self.length(other) < self.length(one) { (other, one) } else { (one, other) };
        if untold == NOTHING {
            return told;
        }
        self.add(Node::Or(told, untold), self.length(told))
    }

    /// A way that is told as it is, although something else could have happened on it.
    pub(super) fn beside(&mut self, told: Tale, untold: Tale) -> Tale {
        if untold == NOTHING { told } else { self.add(Node::Or(told, untold), self.length(told)) }
    }

    pub(super) fn length(&self, tale: Tale) -> u32 {
        self.lengths[tale.0 as usize]
    }

    /// The moves of a way.
    pub(super) fn told(&self, tale: Tale) -> Vec<Move> {
        let (mut open, mut told) = (vec![tale], Vec::new());
        while let Some(tale) = open.pop() {
            match self.nodes[tale.0 as usize] {
                Node::Nothing => {}
                Node::Move(_) if told.len() >= LONGEST => break,
                Node::Move(at) => told.push(self.moves[at as usize].clone()),
                Node::Then(first, second) => open.extend([second, first]),
                Node::Or(first, _) => open.push(first),
            }
        }
        told
    }

    /// Every move that can happen on some ways, told or not.
    pub(super) fn all_of(&self, tales: impl Iterator<Item = Tale>) -> impl Iterator<Item = &Move> {
        let mut seen = vec![false; self.nodes.len()];
        let (mut open, mut found): (Vec<Tale>, Vec<u32>) = (tales.collect(), Vec::new());
        while let Some(tale) = open.pop() {
            if std::mem::replace(&mut seen[tale.0 as usize], true) {
                continue;
            }
            match self.nodes[tale.0 as usize] {
                Node::Nothing => {}
                Node::Move(at) => found.push(at),
                Node::Then(first, second) | Node::Or(first, second) => open.extend([second, first]),
            }
        }
        found.into_iter().map(|at| &self.moves[at as usize])
    }
}
