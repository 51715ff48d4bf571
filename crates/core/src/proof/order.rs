//! The moves of a way in the order in which a case makes them.
//!
//! Knows that what passes by itself does so as soon as it is sent, and that a join does when each of its flows has come.
//! What was folded into one place is told when it is left; what led to where it rests had come before that.
//! Does not know nets or states. Read [`in_step`] first.

use std::collections::{BTreeMap, VecDeque};

use super::Move;
use super::survey::Survey;
use crate::graph::{ExitKind, NodeKind, Target};
use crate::procedure::{ElementIx, ExitIx};

/// Puts the moves of a way in order.
pub(super) fn in_step(survey: &Survey<'_>, moves: impl Iterator<Item = Move>) -> Vec<Move> {
    let untold: Vec<Option<Move>> = moves.map(Some).collect();
    let mut waiting: BTreeMap<ElementIx, VecDeque<usize>> = BTreeMap::new();
    for (at, one) in untold.iter().enumerate() {
        if let Some(one) = one.as_ref().filter(|one| passes(survey, one)) {
            waiting.entry(one.element()).or_default().push_back(at);
        }
    }
    let told = Vec::with_capacity(untold.len());
    let order = Order { survey, untold, waiting, held: BTreeMap::new(), sent: VecDeque::new(), told };
    order.told()
}

/// So far ahead is looked for what else sends a token to a gateway that takes what comes.
const FAR: usize = 1_000;

/// Moves that are told one after another.
struct Order<'s, 'a> {
    survey: &'s Survey<'a>,
    untold: Vec<Option<Move>>,
    /// By element: its moves that are not told yet, of those that nobody makes.
    waiting: BTreeMap<ElementIx, VecDeque<usize>>,
    /// By join and flow: how many tokens it holds.
    held: BTreeMap<(ElementIx, ExitIx), u32>,
    /// What has been sent a token, and moves next.
    sent: VecDeque<ElementIx>,
    told: Vec<Move>,
}

impl Order<'_, '_> {
    fn told(mut self) -> Vec<Move> {
        for at in 0..self.untold.len() {
            self.tell(at);
            while let Some(element) = self.sent.pop_front() {
                let first = self.waiting.get(&element).and_then(VecDeque::front).copied();
                if let Some(next) = first.filter(|next| self.has_all(element, *next)) {
                    self.tell(next);
                }
            }
        }
        self.told
    }

    /// Tells a move, unless it has been told, and sees what it sends.
    fn tell(&mut self, at: usize) {
        let Some(one) = self.untold[at].take() else { return };
        let element = one.element();
        if passes(self.survey, &one)
            && let Some(waiting) = self.waiting.get_mut(&element)
        {
            waiting.pop_front();
        }
        match &one {
            Move::Occurs { event, .. } => self.sent.push_back(*event),
            Move::Begins { element } => self.arrives(*element),
            Move::Throws { .. } => self.is_thrown(at),
            Move::Leaves { .. } | Move::Takes { .. } => {}
        }
        for exit in one.exits() {
            self.goes(*exit);
        }
        self.told.push(one);
    }

    /// What catches something that was thrown comes next.
    fn is_thrown(&mut self, at: usize) {
        let next = self.untold.iter().skip(at).take(FAR).flatten();
        let caught = next.map(Move::element).find(|element| self.survey.is_thrown(*element));
        self.sent.extend(caught);
    }

    fn goes(&mut self, exit: ExitIx) {
        let way = self.survey.graph.exit(exit);
        if let ExitKind::Return(taken) = way.kind {
            let range = &self.survey.graph.returns[taken.index()].range;
            self.held.retain(|(join, _), _| !range.contains(*join));
        }
        let Target::Element(target) = way.target else { return };
        if self.joins_all(target) {
            let held = self.held.entry((target, exit)).or_default();
            *held = held.saturating_add(1);
            self.may_join(target);
        } else {
            self.arrives(target);
        }
    }

    /// A token is at an element; in a block it is where that begins.
    fn arrives(&mut self, target: ElementIx) {
        let mut open = vec![target];
        while let Some(element) = open.pop() {
            self.sent.push_back(element);
            let starts = self.survey.starts_of(Some(element));
            if !starts.is_empty() {
                let graph = self.survey.graph;
                self.held.retain(|(join, _), _| graph.within(*join) != Some(element));
                open.extend(starts.iter().rev());
            }
        }
    }

    /// A join moves when it holds a token of each of its flows.
    fn may_join(&mut self, join: ElementIx) {
        let flows = self.survey.graph.incoming.to(join);
        if flows.iter().all(|flow| self.held.contains_key(&(join, *flow))) {
            for flow in flows {
                let held = self.held.remove(&(join, *flow)).unwrap_or(0);
                if held > 1 {
                    self.held.insert((join, *flow), held - 1);
                }
            }
            self.sent.push_back(join);
        }
    }

    fn joins_all(&self, element: ElementIx) -> bool {
        self.survey.kind(element) == NodeKind::Parallel && self.survey.graph.incoming.to(element).len() > 1
    }

    /// Whether what takes several tokens before it moves has what it takes: nothing more is sent to it before its next
    /// move, or it moves as often as something is sent.
    fn has_all(&self, element: ElementIx, next: usize) -> bool {
        let merges = matches!(self.survey.kind(element), NodeKind::Inclusive | NodeKind::Complex);
        let takes_several = merges && self.survey.graph.incoming.to(element).len() > 1
            || self.survey.special(element).is_some_and(|special| special.start_quantity > 1);
        let sends = |one: &&Move| one.exits().iter().any(|exit| self.leads_to(*exit, element));
        let sent_before =
            |at: usize| self.untold[..at].iter().rev().take(FAR).flatten().filter(sends).count();
        let moves = self.waiting.get(&element);
        let last = moves.and_then(VecDeque::back).copied().unwrap_or(next);
        !takes_several || sent_before(next) == 0 || moves.map_or(0, VecDeque::len) > sent_before(last)
    }

    fn leads_to(&self, exit: ExitIx, element: ElementIx) -> bool {
        self.survey.graph.exit(exit).target == Target::Element(element)
    }
}

/// Whether a move is made without anybody, once a token is there.
fn passes(survey: &Survey<'_>, one: &Move) -> bool {
    match one {
        Move::Takes { .. } => true,
        Move::Throws { element } => {
            !matches!(survey.kind(*element), NodeKind::Work | NodeKind::Job | NodeKind::Call)
        }
        Move::Occurs { event, .. } => survey.is_thrown(*event),
        Move::Begins { .. } | Move::Leaves { .. } => false,
    }
}
