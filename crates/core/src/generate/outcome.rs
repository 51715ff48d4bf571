//! What has to be so for a condition to come out one way, and the rounds that a repetition may be in when it does.
//!
//! Knows the conditions that coverage counts, and which facts each of them looks at.
//! Does not know values: those are found by the witness.
//! Read [`ways`] first.

use super::map::{Need, needs_of_exit};
use super::told::list_around;
use super::witness::{Values, Witness};
use crate::data::{Decimal, Text, Value};
use crate::graph::{Exit, NodeKind};
use crate::guard::{LoopFact, Slot};
use crate::procedure::{ElementIx, ExitIx, GuardIx, Procedure};
use crate::view::{GuardOutcome, Of};

/// Members up to which a repetition is looked at.
const MEMBERS: u32 = 6;

/// What has to be so for an outcome: one list for each way to show it.
pub(super) fn ways(procedure: &Procedure, outcome: &GuardOutcome) -> Vec<Vec<Need>> {
    let GuardOutcome { element, of, guard, holds } = *outcome;
    match of {
        Of::Way(exit) if holds => vec![needs_of_exit(procedure, exit)],
        Of::Way(exit) => refused(procedure, (element, exit), guard),
        Of::Answer => computed(procedure, element, holds),
        Of::Proposal => proposed(procedure, (element, guard), holds),
        Of::Applies | Of::Again | Of::Enough => vec![vec![Need::Holds(guard, holds)]],
    }
}

/// A way is refused where another is taken instead.
fn refused(procedure: &Procedure, (element, exit): (ElementIx, ExitIx), guard: GuardIx) -> Vec<Vec<Need>> {
    let is_exclusive = procedure.graph.node(element).kind == NodeKind::Exclusive;
    // Of an exclusive choice those before it are taken without looking at it.
    let is_instead = |(other, way): &(ExitIx, &Exit)| {
        *other != exit && (way.otherwise || way.condition.is_some() && (!is_exclusive || other.0 > exit.0))
    };
    let instead = procedure.graph.exits_of(element).filter(is_instead);
    let with = |(other, _): (ExitIx, &Exit)| {
        let mut needs = vec![Need::Holds(guard, false)];
        needs.extend(needs_of_exit(procedure, other));
        needs
    };
    let mut ways: Vec<Vec<Need>> = instead.map(with).collect();
    ways.push(vec![Need::Holds(guard, false)]);
    ways
}

/// A guard answers: SI where it holds, any other answer where it does not.
fn computed(procedure: &Procedure, element: ElementIx, holds: bool) -> Vec<Vec<Need>> {
    let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
    let wanted = answers.iter().filter(|answer| (&*answer.id == "yes") == holds);
    wanted.map(|answer| needs_of_exit(procedure, answer.exit)).collect()
}

/// A guard proposes an answer; that something is needed at all has SI and NO.
fn proposed(procedure: &Procedure, (element, guard): (ElementIx, GuardIx), holds: bool) -> Vec<Vec<Need>> {
    let answers = procedure.activity(element).map_or(&[][..], |activity| &activity.answers);
    let mut ids: Vec<Text> = answers.iter().map(|answer| answer.id.clone()).collect();
    if ids.is_empty() {
        ids = ["yes", "no"].map(Text::from).to_vec();
    }
    ids.retain(|id| (&**id == "yes") == holds);
    ids.into_iter().map(|id| vec![Need::Gives(guard, id)]).collect()
}

/// The values to begin looking from, the fewest members first: what a repetition tells about itself, where the outcome
/// is of one, and so many members.
pub(super) fn rounds(
    procedure: &Procedure,
    outcome: &GuardOutcome,
    (witness, straight): (&Witness<'_>, &Values),
) -> Vec<Values> {
    let is_of_loop =
        |slot: &Slot| matches!(slot, Slot::Loop(fact) if !matches!(fact, LoopFact::Activation(_)));
    let reads_loop = || procedure.guards[outcome.guard.index()].reads().iter().any(is_of_loop);
    let mut rounds = Vec::new();
    if !matches!(outcome.of, Of::Again | Of::Enough) {
        rounds.push(straight.clone());
        if !reads_loop() {
            return rounds;
        }
    }
    let list = list_around(procedure, outcome.element);
    for members in 2..=MEMBERS {
        for done in 1..members {
            let mut values = straight.clone();
            values.extend(told(members, done));
            if let Some(list) = list {
                values.insert(Slot::Datum(list.0), witness.list_of(list, members));
            }
            rounds.push(values);
        }
    }
    rounds
}

/// What a repetition tells once so many of its members are done.
fn told(members: u32, done: u32) -> [(Slot, Value); 4] {
    let facts = [
        (LoopFact::Instances, members),
        (LoopFact::Completed, done),
        (LoopFact::Active, members.saturating_sub(done)),
        (LoopFact::Counter, done),
    ];
    facts.map(|(fact, number)| (Slot::Loop(fact), Value::Number(Decimal::from(number))))
}
