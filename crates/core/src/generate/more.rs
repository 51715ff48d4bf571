//! What can be asked for besides: pairs of answers, several rounds, every path without a round, refusals.
//!
//! Read [`Set::more`] first.

use std::collections::BTreeMap;

use super::drive::{Manner, Run};
use super::goal::Goal;
use super::moves::Piece;
use super::set::{Found, Set};
use super::words::Words;
use super::{Options, refuse};

/// Paths of one kind that are generated at most.
const MOST: usize = 1_000;

impl Set<'_> {
    /// Everything that is asked for besides.
    pub(super) fn more(&mut self, options: &Options) {
        if options.pairs {
            self.pairs();
        }
        if let Some(times) = options.rounds {
            self.rounds(times);
        }
        if options.loop_free {
            self.loop_free();
        }
        if options.refusals {
            refuse::add(self);
        }
    }

    /// Every answer of one question with every answer of another, in one path.
    fn pairs(&mut self) {
        let procedure = self.driver.procedure;
        let answers: Vec<Goal> =
            Goal::all(procedure).into_iter().filter(|goal| matches!(goal, Goal::Answer(..))).collect();
        let mut added = 0;
        for (place, one) in answers.iter().enumerate() {
            for other in answers.iter().skip(place + 1) {
                let apart = one.element(procedure) != other.element(procedure);
                let shown = |goal: &Goal, coverage| goal.is_shown(coverage);
                let is_shown = self.each.iter().any(|each| shown(one, each) && shown(other, each));
                if !apart || is_shown || added >= MOST {
                    continue;
                }
                let aims = [self.driver.own.aim(*one), self.driver.own.aim(*other)];
                let words = Words::goal(procedure, *one)
                    .then(&Words::goal(procedure, *other), self.driver.language());
                if let Some(run) = self.best(&aims).filter(Run::is_whole)
                    && self.add(Found { words, goal: None, run })
                {
                    added += 1;
                }
            }
        }
    }

    /// Each return so many times, or as often as it may be taken.
    fn rounds(&mut self, times: u32) {
        let procedure = self.driver.procedure;
        let graph = &procedure.graph;
        for back in &graph.returns {
            let mut aim = self.driver.own.aim(Goal::Return(back.exit));
            aim.times = times.min(back.maximum);
            if aim.times < 2 {
                continue;
            }
            let words = Words::goal(procedure, aim.goal).times(self.driver.language(), aim.times);
            if let Some(run) = self.best(&[aim]).filter(Run::is_whole) {
                let _ = self.add(Found { words, goal: None, run });
            }
        }
    }

    /// Every path on which nothing goes back, by what it does otherwise than the straight one.
    fn loop_free(&mut self) {
        let mut open: Vec<BTreeMap<usize, Piece>> = vec![BTreeMap::new()];
        let mut added = 0;
        while let Some(only) = open.pop() {
            let from = only.last_key_value().map_or(0, |(place, _)| place + 1);
            let manner = Manner { only: only.clone(), ..Manner::default() };
            let Some(run) = self.walk(&[], &manner) else { continue };
            for choice in run.choices.iter().filter(|choice| choice.place >= from) {
                for other in &choice.others {
                    let mut next = only.clone();
                    next.insert(choice.place, other.clone());
                    open.push(next);
                }
            }
            if run.ended.is_none() || added >= MOST {
                continue;
            }
            let words = Words::without_rounds(self.driver.language(), only.values());
            if self.add(Found { words, goal: None, run }) {
                added += 1;
            }
            if added >= MOST {
                return;
            }
        }
    }
}
