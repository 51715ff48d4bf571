//! The fewest paths that show everything.
//!
//! Knows where the fewest can be computed: where one token moves and only people decide; elsewhere each path goes on to
//! the nearest thing that is not shown yet for as long as there is one.
//! Read [`Set::fewest`] first.

use super::drive::{Beginning, Manner};
use super::goal::Goal;
use super::moves::Piece;
use super::policy::Aim;
use super::postman::{Flow, tour};
use super::set::{Found, Set};
use super::words::Words;
use crate::graph::{NodeKind, Target};
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, Applies, Decision, ElementIx, ExitIx, Procedure};

/// Distances kept at once for all the things that a path is to go by: one for each of them and each place.
const DISTANCES: usize = 2_000_000;

impl Set<'_> {
    /// The fewest paths that show everything, or few of them where that cannot be computed.
    pub(super) fn fewest(&mut self) {
        let goals = self.missing();
        if goals.is_empty() {
            return;
        }
        if self.is_untouched() && self.least() {
            self.is_smallest = true;
        } else {
            self.greedy();
        }
        if !self.missing().is_empty() && self.paths.is_empty() {
            self.straight();
        }
        let mut rest = self.missing();
        rest.sort_by_key(|goal| (!goal.has_own_path(), *goal));
        for goal in rest {
            if !goal.is_shown(&self.coverage) {
                self.show(goal);
            }
        }
        self.leave_out();
        if self.paths.len() == 1 {
            let words = Words::compact(self.driver.procedure, None);
            self.rename_first(&words);
        }
    }

    /// Takes away what the others show together.
    fn leave_out(&mut self) {
        let procedure = self.driver.procedure;
        let all = self.coverage.missing(procedure);
        let mut place = 0;
        while place < self.paths.len() && self.paths.len() > 1 {
            let mut others = self.before.clone();
            for (_, each) in self.each.iter().enumerate().filter(|(other, _)| *other != place) {
                others.merge(each);
            }
            match others.missing(procedure) == all {
                true => self.drop(place),
                false => place += 1,
            }
        }
    }

    /// What is not shown yet.
    fn missing(&self) -> Vec<Goal> {
        let procedure = self.driver.procedure;
        Goal::all(procedure).into_iter().filter(|goal| !goal.is_shown(&self.coverage)).collect()
    }

    /// Computes the fewest paths; nothing is added where one of them cannot be walked.
    fn least(&mut self) -> bool {
        let procedure = self.driver.procedure;
        let Some(ways) = ways(procedure) else { return false };
        let mut runs = Vec::new();
        for way in ways {
            let pieces = way.iter().filter_map(|exit| piece(procedure, *exit)).collect();
            let Some(run) = self.driver.retrace(&Beginning::default(), pieces) else { return false };
            if run.ended.is_none() {
                return false;
            }
            runs.push(run);
        }
        for run in runs {
            self.add_compact(run);
        }
        self.missing().is_empty()
    }

    /// Goes on to the nearest thing that is not shown yet, path after path, while a path shows something new.
    fn greedy(&mut self) {
        loop {
            let goals = self.missing();
            let aims = self.aims(&goals);
            if aims.is_empty() {
                return;
            }
            let manner = Manner { sets_back: true, ..Manner::default() };
            let run = self.walk(&aims, &manner).filter(|run| run.ended.is_some());
            let before = goals.len();
            if run.is_none_or(|run| !self.add_compact(run)) || self.missing().len() >= before {
                return;
            }
        }
    }

    /// The ways to things that are not shown, the nearest first: of very many those that nothing else comes by.
    fn aims(&self, goals: &[Goal]) -> Vec<Aim> {
        let own = self.driver.own;
        let distances = own.map.from(own.map.start_spot());
        let far = |goal: &Goal| distances.of(goal.spot(own.procedure, &own.map));
        let mut near: Vec<(bool, u32, Goal)> =
            goals.iter().filter_map(|goal| Some((!goal.has_own_path(), far(goal)?, *goal))).collect();
        near.sort_unstable();
        let most = DISTANCES / own.map.places().max(1);
        // What needs work of the host to fail would make it fail for all that comes after.
        let aims = near.into_iter().map(|(_, far, goal)| (far, own.aim(goal)));
        let mut aims: Vec<(u32, Aim)> =
            aims.filter(|(_, aim)| aim.fails.is_empty()).take(most.max(1)).collect();
        aims.sort_by_key(|(far, aim)| (*far, aim.goal));
        aims.into_iter().map(|(_, aim)| aim).collect()
    }

    /// Adds a path named by the first thing that it shows and no path before it.
    fn add_compact(&mut self, run: super::drive::Run) -> bool {
        let procedure = self.driver.procedure;
        let before = self.missing();
        let count = self.paths.len();
        let words = Words::compact(procedure, None);
        if !self.add(Found { words, goal: None, run }) || self.paths.len() == count {
            return false;
        }
        let after = self.missing();
        let first = before.into_iter().find(|goal| !after.contains(goal));
        let Some(first) = first else {
            self.drop(self.paths.len().saturating_sub(1));
            return false;
        };
        let words = Words::compact(procedure, Some(first));
        self.rename_last(&words);
        true
    }
}

/// The ways through a procedure that take every flow, as few as there can be; nothing where that cannot be told.
fn ways(procedure: &Procedure) -> Option<Vec<Vec<ExitIx>>> {
    let graph = &procedure.graph;
    let [start] = graph.starts[..] else { return None };
    let elements = graph.len();
    if !is_free(procedure) {
        return None;
    }
    let (end, mut flows, mut exits) = (elements, Vec::new(), Vec::new());
    for element in (0..elements).map(ElementIx::at) {
        let cost = if graph.node(element).kind == NodeKind::Work { 1 } else { 0 };
        let from = element.index();
        if graph.ways_of(element).is_empty() {
            flows.push(Flow { from, to: end, cost });
            exits.push(None);
        }
        // Ways back stand first, so that they are taken before the way on.
        let mut ways: Vec<(ExitIx, &crate::graph::Exit)> = graph.exits_of(element).collect();
        ways.sort_by_key(|(exit, way)| (way.kind == crate::graph::ExitKind::Onward, *exit));
        for (exit, way) in ways {
            let to = match way.target {
                Target::Element(target) => target.index(),
                Target::End | Target::CaseEnd => end,
            };
            flows.push(Flow { from, to, cost });
            exits.push(Some(exit));
        }
    }
    let ways = tour(elements + 1, &flows, (start.index(), end))?;
    let taken =
        |way: Vec<usize>| way.into_iter().filter_map(|flow| exits.get(flow).copied().flatten()).collect();
    Some(ways.into_iter().map(taken).collect())
}

/// Whether one token moves and only people decide, at once and alone.
fn is_free(procedure: &Procedure) -> bool {
    let graph = &procedure.graph;
    let is_plain = |exit: &crate::graph::Exit| {
        exit.condition.is_none() && exit.enabled_if.is_none() && exit.after.is_none() && !exit.otherwise
    };
    let kinds = (0..graph.len()).map(|element| graph.node(ElementIx::at(element)).kind);
    let mut kinds =
        kinds.filter(|kind| !matches!(kind, NodeKind::Work | NodeKind::Automatic | NodeKind::End));
    let no_special = (0..graph.len()).all(|element| graph.special(ElementIx::at(element)).is_none());
    kinds.next().is_none()
        && no_special
        && graph.events.is_empty()
        && graph.entries.is_empty()
        && graph.exits.iter().all(is_plain)
        && procedure.activities().iter().all(is_alone)
}

/// Whether an activity is done by one person in one go.
fn is_alone(activity: &Activity) -> bool {
    activity.applies == Applies::Always
        && !matches!(activity.decision, Decision::Computed(_))
        && !activity.may_be_confirmed()
        && !activity.is_answered_apart()
        && !activity.is_joint()
        && activity.verified_by.is_none()
        && activity.interaction.is_none()
        && activity.escalates_to.is_empty()
        && activity.minimum_term.is_none()
}

/// The word that takes a flow; nothing where it is taken by itself.
fn piece(procedure: &Procedure, exit: ExitIx) -> Option<Piece> {
    let element = procedure.graph.exit(exit).from;
    if procedure.graph.node(element).kind != NodeKind::Work {
        return None;
    }
    let (activity, reference) = (procedure.activity(element)?, procedure.reference(element));
    let language = procedure.head.language;
    let answer = activity.answers.iter().find(|answer| answer.exit == exit);
    let refused = activity.control.as_ref().is_some_and(|control| control.if_nonconforming == Some(exit));
    let word = match answer {
        Some(answer) => format!(":{}", super::words::answer_word(&answer.id, language)),
        None if refused => format!(":{}", K::Nonconforming.word(language).replace(' ', "-")),
        None => String::new(),
    };
    Some(Piece::Word(format!("{reference}{word}")))
}
