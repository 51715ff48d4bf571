//! Both outcomes of every condition: which conditions there are, and what an event says about them.
//!
//! A condition is read off what followed from it, never evaluated again: of an exclusive gateway the first that held was
//! taken, so those before it did not.
//! An outcome from which nothing follows is not asked for: where no other way is left, a condition has to hold.
//! What only offers something (`habilita_si`) or is waited for (`cuando`) is counted as the flow or event that it became.

use std::ops::Range;

use super::{Missing, count};
use crate::event::{Completed, Event};
use crate::graph::{Exit, NodeKind, Over, Target};
use crate::incident::Trouble;
use crate::procedure::{Applies, Decision, ElementIx, ExitIx, GuardIx, Procedure};
use crate::view::Track;

/// The conditions of a procedure, in the order of their elements, with how often each came out which way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Conditions {
    all: Vec<Condition>,
}

/// A condition and its outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    element: ElementIx,
    of: Of,
    guard: GuardIx,
    /// How often it did not hold, and how often it did; `None` where nothing follows from that.
    times: [Option<u64>; 2],
}

/// One outcome of one condition: that it holds, or that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GuardOutcome {
    /// The element that asks the condition.
    pub(crate) element: ElementIx,
    /// What the condition decides.
    pub(crate) of: Of,
    pub(crate) guard: GuardIx,
    pub(crate) holds: bool,
}

/// What a condition decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// A way out.
    Way(ExitIx),
    /// The answer: SI when it holds.
    Answer,
    /// What is proposed to whoever answers.
    Proposal,
    /// Whether the activity applies.
    Applies,
    /// Whether there is another round.
    Again,
    /// Whether enough members are done.
    Enough,
}

impl Conditions {
    pub(super) fn of(procedure: &Procedure) -> Self {
        let mut all = Vec::new();
        for element in (0..procedure.graph.len()).map(ElementIx::at) {
            of_ways(procedure, element, &mut all);
            of_activity(procedure, element, &mut all);
            of_repetition(procedure, element, &mut all);
        }
        Conditions { all }
    }

    /// How often each outcome came, of those that are asked for: not holding before holding.
    pub(super) fn times(&self) -> impl Iterator<Item = u64> {
        self.all.iter().flat_map(|condition| condition.times).flatten()
    }

    /// The same to be changed, for whoever reads them from a file.
    pub(super) fn times_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.all.iter_mut().flat_map(|condition| &mut condition.times).flatten()
    }

    pub(super) fn merge(&mut self, other: &Conditions) {
        for (mine, theirs) in self.all.iter_mut().zip(&other.all) {
            super::add_some(&mut mine.times, &theirs.times);
        }
    }

    /// The outcomes that are asked for, in the order of their elements.
    pub(super) fn outcomes(&self) -> impl Iterator<Item = GuardOutcome> {
        self.all.iter().flat_map(|condition| {
            let asked =
                [false, true].into_iter().filter(|holds| condition.times[usize::from(*holds)].is_some());
            asked.map(|holds| condition.outcome(holds))
        })
    }

    /// How often an outcome came.
    pub(super) fn times_of(&self, outcome: &GuardOutcome) -> u64 {
        let known = self.about(outcome.element).iter().find(|known| known.of == outcome.of);
        known.and_then(|known| known.times[usize::from(outcome.holds)]).unwrap_or(0)
    }

    pub(super) fn missing(&self, procedure: &Procedure) -> Vec<Missing> {
        let never = self.outcomes().filter(|outcome| self.times_of(outcome) == 0);
        never.map(|outcome| outcome.missing(procedure)).collect()
    }

    /// Adds what an event says, before it is followed.
    pub(super) fn add(&mut self, procedure: &Procedure, track: &Track, event: &Event) {
        if self.all.is_empty() {
            return;
        }
        match event {
            Event::Decided { element, exit, .. } => {
                self.ways(procedure, *element, |way, exits| first_true(way, *exit, exits));
                self.answered(procedure, *element, *exit);
            }
            Event::Forked { element, exits, .. } => {
                self.ways(procedure, *element, |way, _| Some(exits.contains(&way)));
            }
            Event::IncidentRaised { element, trouble, .. } if matches!(**trouble, Trouble::NoWay { .. }) => {
                self.ways(procedure, *element, |_, _| Some(false));
            }
            Event::Completed(completed) => {
                self.add_to(completed.element, Of::Proposal, proposed(procedure, completed));
                self.add_to(completed.element, Of::Applies, Some(true));
            }
            Event::Answered { element, proposal: Some(proposal), .. } => {
                self.add_to(*element, Of::Proposal, proposal.yes);
            }
            Event::Skipped { element, inputs, .. } => {
                let read = |guard: GuardIx| {
                    let reads = procedure.guards[guard.index()].reads();
                    inputs.iter().all(|input| reads.contains(&input.slot))
                        && inputs.is_empty() == reads.is_empty()
                };
                let left_out = self.guard(*element, Of::Applies).is_some_and(read);
                self.add_to(*element, if left_out { Of::Applies } else { Of::Again }, Some(false));
            }
            Event::Passed { item, element, .. } => {
                if track.kind_of_scope(*item) == Some(crate::event::ItemKind::Repetition) {
                    self.add_repetition(procedure, *element, track.progress(*item).unwrap_or_default());
                }
                self.add_to(*element, Of::Applies, Some(true));
            }
            Event::Thrown { element, .. } => self.add_to(*element, Of::Applies, Some(true)),
            Event::Occurred(occurred) => self.add_to(occurred.element, Of::Applies, Some(true)),
            _ => {}
        }
    }

    /// A repetition is over: each round but the last went on.
    fn add_repetition(
        &mut self,
        procedure: &Procedure,
        element: ElementIx,
        progress: crate::view::track::Progress,
    ) {
        let Some(repeats) = procedure.graph.repeats(element) else { return };
        if let Over::While { before, maximum, .. } = &repeats.over {
            let again = u64::from(progress.begun.saturating_sub(u32::from(!before)));
            self.add_times(element, Of::Again, true, again);
            let ended_by_itself = maximum.is_none_or(|maximum| progress.done < maximum);
            self.add_times(element, Of::Again, false, u64::from(ended_by_itself));
        }
        let cut_short = progress.members.is_some_and(|members| progress.done < members);
        self.add_times(element, Of::Enough, true, u64::from(cut_short));
        self.add_times(element, Of::Enough, false, u64::from(progress.done.saturating_sub(1)));
    }

    /// A guard answered.
    fn answered(&mut self, procedure: &Procedure, element: ElementIx, exit: ExitIx) {
        let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
        let answer = answers.iter().find(|answer| answer.exit == exit);
        self.add_to(element, Of::Answer, answer.map(|answer| &*answer.id == "yes"));
        self.add_to(element, Of::Applies, answer.map(|_| true));
    }

    /// Adds what is known of the conditions of an element's ways.
    fn ways(
        &mut self,
        procedure: &Procedure,
        element: ElementIx,
        outcome: impl Fn(ExitIx, &[Exit]) -> Option<bool>,
    ) {
        let exits = &procedure.graph.exits;
        for condition in self.at(element) {
            if let Of::Way(way) = condition.of {
                condition.add(outcome(way, exits));
            }
        }
    }

    fn add_to(&mut self, element: ElementIx, of: Of, outcome: Option<bool>) {
        self.at(element).iter_mut().filter(|condition| condition.of == of).for_each(|it| it.add(outcome));
    }

    fn add_times(&mut self, element: ElementIx, of: Of, outcome: bool, times: u64) {
        for condition in self.at(element).iter_mut().filter(|condition| condition.of == of) {
            if let Some(known) = &mut condition.times[usize::from(outcome)] {
                *known = known.saturating_add(times);
            }
        }
    }

    fn guard(&self, element: ElementIx, of: Of) -> Option<GuardIx> {
        self.about(element).iter().find(|condition| condition.of == of).map(|condition| condition.guard)
    }

    fn about(&self, element: ElementIx) -> &[Condition] {
        &self.all[self.range(element)]
    }

    fn at(&mut self, element: ElementIx) -> &mut [Condition] {
        let range = self.range(element);
        &mut self.all[range]
    }

    /// The conditions of one element stand side by side.
    fn range(&self, element: ElementIx) -> Range<usize> {
        let first = self.all.partition_point(|condition| condition.element < element);
        let count = self.all[first..].partition_point(|condition| condition.element == element);
        first..first + count
    }
}

impl Condition {
    fn new(element: ElementIx, of: Of, guard: GuardIx) -> Self {
        Condition { element, of, guard, times: [Some(0); 2] }
    }

    fn add(&mut self, outcome: Option<bool>) {
        if let Some(times) = outcome.and_then(|outcome| self.times[usize::from(outcome)].as_mut()) {
            count(times);
        }
    }

    fn outcome(&self, holds: bool) -> GuardOutcome {
        GuardOutcome { element: self.element, of: self.of, guard: self.guard, holds }
    }
}

impl GuardOutcome {
    /// How coverage says that it is missing.
    pub(crate) fn missing(&self, procedure: &Procedure) -> Missing {
        let to = match self.of {
            Of::Way(exit) => match procedure.graph.exit(exit).target {
                Target::Element(element) => Some(procedure.reference(element).clone()),
                Target::End | Target::CaseEnd => Some("".into()),
            },
            _ => None,
        };
        let guard = procedure.guards[self.guard.index()].written().into();
        Missing::Condition { at: procedure.called(self.element).clone(), to, guard, holds: self.holds }
    }
}

/// The conditions of the ways out of a gateway; that one does not hold is asked for where another way is left.
fn of_ways(procedure: &Procedure, element: ElementIx, all: &mut Vec<Condition>) {
    let kind = procedure.graph.node(element).kind;
    if kind == NodeKind::Parallel {
        return;
    }
    let ways: Vec<(ExitIx, &Exit)> = procedure.graph.exits_of(element).collect();
    for (place, (exit, way)) in ways.iter().enumerate() {
        let Some(guard) = way.condition else { continue };
        let others = match kind {
            NodeKind::Exclusive => &ways[place + 1..],
            _ => &ways[..],
        };
        let is_another =
            |(other, way): &(ExitIx, &Exit)| other != exit && (way.condition.is_some() || !way.otherwise);
        let goes_on = others.iter().any(is_another) || ways.iter().any(|(_, way)| way.otherwise);
        let mut condition = Condition::new(element, Of::Way(*exit), guard);
        condition.times[0] = goes_on.then_some(0);
        all.push(condition);
    }
}

fn of_activity(procedure: &Procedure, element: ElementIx, all: &mut Vec<Condition>) {
    let Some(activity) = procedure.activity(element) else { return };
    let answers_yes = activity.answers.iter().any(|answer| &*answer.id == "yes");
    let proposal = match (activity.decision, &activity.applies) {
        (Decision::Suggested(guard), _) if answers_yes => Some(guard),
        (_, Applies::Asked { suggests, .. }) => *suggests,
        _ => None,
    };
    match activity.decision {
        Decision::Computed(guard) if answers_yes => all.push(Condition::new(element, Of::Answer, guard)),
        _ => {}
    }
    // Where a target is missing the guard cannot tell.
    if let Some(guard) = proposal.filter(|guard| !procedure.lacks_target(*guard)) {
        all.push(Condition::new(element, Of::Proposal, guard));
    }
    if let Applies::If(guard) = activity.applies {
        all.push(Condition::new(element, Of::Applies, guard));
    }
}

fn of_repetition(procedure: &Procedure, element: ElementIx, all: &mut Vec<Condition>) {
    let Some(repeats) = procedure.graph.repeats(element) else { return };
    if let Over::While { condition: Some(guard), .. } = repeats.over {
        all.push(Condition::new(element, Of::Again, guard));
    }
    if let Some(guard) = repeats.completes_if.filter(|_| !matches!(repeats.over, Over::While { .. })) {
        all.push(Condition::new(element, Of::Enough, guard));
    }
}

/// What a choice of the first condition that holds says of each: those after it were not looked at.
fn first_true(way: ExitIx, taken: ExitIx, exits: &[Exit]) -> Option<bool> {
    let fell_through = exits[taken.index()].otherwise && exits[taken.index()].condition.is_none();
    match way == taken {
        true => Some(true),
        false => (way < taken || fell_through).then_some(false),
    }
}

fn proposed(procedure: &Procedure, completed: &Completed) -> Option<bool> {
    let answers = &procedure.activity(completed.element)?.answers;
    let proposed = answers.get(usize::from(completed.suggested?))?;
    Some(&*proposed.id == "yes")
}
