//! Two walks that differ only in how parallel work was interleaved are the same walk.
//!
//! Knows which steps do not wait for each other: those of different members that are open at once, and those of branches
//! of which neither leads to the other. Returns do not count as leading: a loop around branches does not order them.
//! Read [`Branches::first_difference`] first.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::history::{Step, Trod};
use crate::data::Digest;
use crate::graph::{ExitKind, Graph, Target};
use crate::procedure::{ElementIx, Procedure};

/// What leads to what, found when it is asked.
pub(super) struct Branches<'a> {
    own: &'a Procedure,
    reached: RefCell<BTreeMap<(Digest, ElementIx), Vec<bool>>>,
}

impl<'a> Branches<'a> {
    pub(super) fn of(own: &'a Procedure) -> Self {
        Branches { own, reached: RefCell::default() }
    }

    /// The first word that no step stands for, and the first step that no word stands for.
    ///
    /// Each word takes the first step that it agrees with, over steps that the one taken did not wait for.
    pub(super) fn first_difference(
        &self,
        words: usize,
        trodden: &[Trod],
        agrees: impl Fn(usize, &Trod) -> bool,
    ) -> Option<(Option<usize>, Option<usize>)> {
        let mut taken = vec![false; trodden.len()];
        let mut first = 0;
        for word in 0..words {
            while taken.get(first) == Some(&true) {
                first += 1;
            }
            match self.stands_for(first, trodden, &taken, |trod| agrees(word, trod)) {
                Some(step) => taken[step] = true,
                None => return Some((Some(word), (first < trodden.len()).then_some(first))),
            }
        }
        let left = taken.iter().position(|taken| !taken);
        left.map(|left| (None, Some(left)))
    }

    fn stands_for(
        &self,
        first: usize,
        trodden: &[Trod],
        taken: &[bool],
        agrees: impl Fn(&Trod) -> bool,
    ) -> Option<usize> {
        let mut skipped: Vec<&Trod> = Vec::new();
        for (step, trod) in trodden.iter().enumerate().skip(first).filter(|(step, _)| !taken[*step]) {
            if agrees(trod) && skipped.iter().all(|before| self.may_swap(before, trod)) {
                return Some(step);
            }
            // Nothing stands apart from what was skipped first and is the same element in the same members.
            if skipped.iter().any(|before| before.is_same_place(trod)) {
                continue;
            }
            skipped.push(trod);
        }
        None
    }

    /// Whether neither of two steps waited for the other: that shows where the ways to them part.
    fn may_swap(&self, one: &Trod, other: &Trod) -> bool {
        let (ones, others) = (one.way(self.own), other.way(self.own));
        for (mine, theirs) in ones.iter().zip(&others) {
            if mine.element != theirs.element || mine.members != theirs.members {
                return self.may_swap_at(mine, theirs);
            }
        }
        false
    }

    fn may_swap_at(&self, one: &Step<'_>, other: &Step<'_>) -> bool {
        let graph = &one.procedure.graph;
        if let Some(apart) = members_part(graph, one, other) {
            return apart;
        }
        let (mut ones, mut others) = (around(graph, one.element), around(graph, other.element));
        while let (Some(x), Some(y)) = (ones.pop(), others.pop()) {
            if x != y {
                return !self.leads(one.procedure, (x, y)) && !self.leads(one.procedure, (y, x));
            }
        }
        false
    }

    /// Whether flows lead from one element to another of the same scope.
    fn leads(&self, procedure: &Procedure, (from, to): (ElementIx, ElementIx)) -> bool {
        let mut reached = self.reached.borrow_mut();
        let key = (procedure.digests.definition, from);
        let marks = reached.entry(key).or_insert_with(|| reach(&procedure.graph, from));
        marks.get(to.index()).copied().unwrap_or(false)
    }
}

/// Where the members of two steps part, if they do: whether members of that repetition are open at once.
fn members_part(graph: &Graph, one: &Step<'_>, other: &Step<'_>) -> Option<bool> {
    let (ones, others) = (repetitions(graph, one.element), repetitions(graph, other.element));
    let pairs = ones.iter().zip(one.members).zip(others.iter().zip(other.members));
    for ((x, mine), (y, theirs)) in pairs {
        if x != y {
            return None;
        }
        if mine != theirs {
            let repeats = graph.repeats(*x);
            return Some(repeats.is_some_and(|repeats| repeats.parallel));
        }
    }
    None
}

/// An element and what it stands in, from the inside out.
fn around(graph: &Graph, element: ElementIx) -> Vec<ElementIx> {
    let mut around = vec![element];
    let mut at = element;
    while let Some(block) = graph.within(at) {
        around.push(block);
        at = block;
    }
    around
}

/// The repetitions that an element stands in, from the outside in, its own included.
fn repetitions(graph: &Graph, element: ElementIx) -> Vec<ElementIx> {
    let repeats =
        |element: &ElementIx| graph.special(*element).is_some_and(|special| special.repeats.is_some());
    around(graph, element).into_iter().rev().filter(repeats).collect()
}

fn reach(graph: &Graph, from: ElementIx) -> Vec<bool> {
    let mut marks = vec![false; graph.len()];
    let mut open = vec![from];
    while let Some(element) = open.pop() {
        for exit in graph.ways_of(element).iter().filter(|exit| exit.kind == ExitKind::Onward) {
            if let Target::Element(next) = exit.target
                && !std::mem::replace(&mut marks[next.index()], true)
            {
                open.push(next);
            }
        }
    }
    marks
}
