//! What a set of paths has to show: each thing that coverage counts, as something to go to.
//!
//! Knows where on the map it is, what it needs, and when a case has shown it; its words are elsewhere.
//! Read [`Goal`] first.

use super::map::{Map, Need, Spot, needs_of_exit};
use super::outcome;
use crate::graph::{Exit, ExitKind, NodeKind, Over, Target};
use crate::procedure::{Activity, ActivityKind, Applies, ElementIx, ExitIx, Procedure};
use crate::view::{Coverage, GuardOutcome, Missing, Of};

/// One thing that a path can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Goal {
    /// A return.
    Return(ExitIx),
    /// An event that may happen, or a start.
    Event(ElementIx),
    /// An optional activity that is left out.
    Skip(ElementIx),
    /// A deadline that passes and has a consequence.
    Deadline(ElementIx),
    /// A condition that comes out one way.
    Outcome(GuardOutcome),
    /// A row of the decision table of an element; the first is 1.
    Row(ElementIx, u32),
    /// An answer, by position.
    Answer(ElementIx, u16),
    /// A way on.
    Flow(ExitIx),
    /// An activity that is done.
    Activity(ElementIx),
}

impl Goal {
    /// Whether it is shown by a path of its own, whatever else the path of another shows.
    pub(super) fn has_own_path(self) -> bool {
        !matches!(self, Goal::Answer(..) | Goal::Flow(_) | Goal::Activity(_))
    }

    /// Whether it is what data make of a guard or a table.
    pub(super) fn is_outcome(self) -> bool {
        matches!(self, Goal::Outcome(_) | Goal::Row(..))
    }

    /// Whether doing the work of an element is all that it takes there.
    pub(super) fn is_done_by(self, element: ElementIx) -> bool {
        match self {
            Goal::Activity(of) | Goal::Row(of, _) => of == element,
            Goal::Outcome(GuardOutcome { element: of, of: Of::Applies, holds, .. }) => of == element && holds,
            Goal::Outcome(GuardOutcome {
                element: of, of: Of::Proposal | Of::Again | Of::Enough, ..
            }) => of == element,
            _ => false,
        }
    }

    /// Everything that coverage counts, those with a path of their own first, each kind in the order of the procedure.
    pub(super) fn all(procedure: &Procedure) -> Vec<Goal> {
        let graph = &procedure.graph;
        let mut goals = Vec::new();
        for (element, activity) in procedure.activities().iter().enumerate() {
            let at = ElementIx::at(element);
            if activity.kind != ActivityKind::Group {
                goals.push(Goal::Activity(at));
            }
            let answers = u16::try_from(answers_of(activity)).unwrap_or(u16::MAX);
            goals.extend((0..answers).map(|answer| Goal::Answer(at, answer)));
            if activity.applies != Applies::Always && activity.interaction.is_none() {
                goals.push(Goal::Skip(at));
            }
            if !activity.escalates_to.is_empty() {
                goals.push(Goal::Deadline(at));
            }
        }
        let is_event = |element: &ElementIx| graph.node(*element).kind == NodeKind::Event;
        goals.extend((0..graph.len()).map(ElementIx::at).filter(is_event).map(Goal::Event));
        for (position, exit) in graph.exits.iter().enumerate() {
            let at = ExitIx::at(position);
            match exit.kind {
                _ if graph.node(exit.from).kind == NodeKind::End => {}
                ExitKind::Return(_) => goals.push(Goal::Return(at)),
                ExitKind::Onward => goals.push(Goal::Flow(at)),
            }
        }
        let asked = Coverage::none(procedure);
        goals.extend(asked.outcomes().map(Goal::Outcome));
        goals.extend(asked.asked_rows().map(|(element, row)| Goal::Row(element, row)));
        goals.sort();
        goals
    }

    /// The element that it is about.
    pub(super) fn element(self, procedure: &Procedure) -> ElementIx {
        match self {
            Goal::Return(exit) | Goal::Flow(exit) => procedure.graph.exit(exit).from,
            Goal::Event(element)
            | Goal::Skip(element)
            | Goal::Deadline(element)
            | Goal::Answer(element, _)
            | Goal::Row(element, _)
            | Goal::Activity(element) => element,
            Goal::Outcome(outcome) => outcome.element,
        }
    }

    /// The flow that it is, where it is one.
    pub(super) fn exit(self, procedure: &Procedure) -> Option<ExitIx> {
        match self {
            Goal::Return(exit) | Goal::Flow(exit) => Some(exit),
            Goal::Outcome(GuardOutcome { of: Of::Way(exit), holds: true, .. }) => Some(exit),
            Goal::Outcome(GuardOutcome { of: Of::Answer, element, holds: true, .. }) => {
                let answers = &procedure.activity(element)?.answers;
                answers.iter().find(|answer| &*answer.id == "yes").map(|answer| answer.exit)
            }
            Goal::Answer(element, answer) => {
                let activity = procedure.activity(element)?;
                Some(activity.answers.get(usize::from(answer))?.exit)
            }
            _ => None,
        }
    }

    /// The place of the map where it is shown next.
    pub(super) fn spot(self, procedure: &Procedure, map: &Map) -> Spot {
        let is_left_out = matches!(self, Goal::Outcome(GuardOutcome { of: Of::Applies, holds: false, .. }));
        match self.exit(procedure) {
            Some(exit) => map.after(procedure.graph.exit(exit).from),
            None if self.is_outcome() && !is_left_out => map.after(self.element(procedure)),
            None => map.before(self.element(procedure)),
        }
    }

    /// What has to be so for it, once its place is reached: of several ways to show it each, the plainest first.
    pub(super) fn ways(self, procedure: &Procedure) -> Vec<Vec<Need>> {
        match self {
            Goal::Outcome(outcome) => outcome::ways(procedure, &outcome),
            Goal::Row(element, row) => vec![vec![Need::Row(element, row)]],
            _ => vec![self.needs(procedure)],
        }
    }

    fn needs(self, procedure: &Procedure) -> Vec<Need> {
        if let Some(exit) = self.exit(procedure) {
            return needs_of_exit(procedure, exit);
        }
        let element = self.element(procedure);
        match (self, procedure.activity(element).map(|activity| &activity.applies)) {
            (Goal::Skip(_), Some(Applies::If(guard))) => vec![Need::Holds(*guard, false)],
            (Goal::Skip(_), _) => Vec::new(),
            (_, Some(Applies::If(guard))) => vec![Need::Holds(*guard, true)],
            _ => match procedure.graph.repeats(element).map(|repeats| &repeats.over) {
                Some(Over::List(list)) => vec![Need::Members(*list, true)],
                _ => trigger_needs(procedure, element),
            },
        }
    }

    /// How coverage says that it is missing.
    pub(super) fn missing(self, procedure: &Procedure) -> Missing {
        let name = |element: ElementIx| procedure.reference(element).clone();
        let from = |exit: &Exit| procedure.called(exit.from).clone();
        match self {
            Goal::Event(element) => Missing::Event(name(element)),
            Goal::Skip(element) => Missing::Skip(name(element)),
            Goal::Deadline(element) => Missing::Deadline(name(element)),
            Goal::Activity(element) => Missing::Activity(name(element)),
            Goal::Outcome(outcome) => outcome.missing(procedure),
            Goal::Row(element, row) => Missing::Row(name(element), row),
            Goal::Answer(element, answer) => {
                Missing::Answer(name(element), super::words::answer(procedure, element, answer))
            }
            Goal::Return(exit) | Goal::Flow(exit) => {
                let exit = procedure.graph.exit(exit);
                let to = match exit.target {
                    Target::Element(element) => name(element),
                    Target::End | Target::CaseEnd => "".into(),
                };
                match exit.kind {
                    ExitKind::Return(_) => Missing::Return(from(exit), to),
                    ExitKind::Onward => Missing::Flow(from(exit), to),
                }
            }
        }
    }

    /// Whether it has been shown.
    pub(super) fn is_shown(self, coverage: &Coverage) -> bool {
        match self {
            Goal::Event(element) | Goal::Activity(element) => coverage.walks(element),
            Goal::Return(exit) | Goal::Flow(exit) => coverage.takes(exit),
            Goal::Skip(element) => coverage.times_skipped(element) > Some(0),
            Goal::Deadline(element) => coverage.times_overdue(element) > Some(0),
            Goal::Answer(element, answer) => {
                coverage.times_answered(element).get(usize::from(answer)).is_some_and(|times| *times > 0)
            }
            Goal::Outcome(outcome) => coverage.times_came(&outcome) > 0,
            Goal::Row(element, row) => coverage.times_applied(element, row) > 0,
        }
    }
}

/// How many answers an activity takes; whether an interaction is needed is one of two.
fn answers_of(activity: &Activity) -> usize {
    match (&activity.interaction, &activity.applies) {
        (Some(_), Applies::Asked { .. }) => 2,
        _ => activity.answers.len(),
    }
}

fn trigger_needs(procedure: &Procedure, element: ElementIx) -> Vec<Need> {
    let Some(trigger) = procedure.graph.trigger(element) else { return Vec::new() };
    trigger.enabled_if.iter().map(|guard| Need::Holds(*guard, true)).collect()
}
