//! What is repeated by a condition changes what the condition reads: else who goes round once goes round to the end.
//!
//! Only conditions that decide by themselves are looked at, over facts that the round alone could change; where something
//! else may end the round, or change a fact meanwhile, nothing is said.

use super::Site;
use super::telling::{exit_span, fact, guard_span};
use crate::data::Text;
use crate::diagnostic::{DataProblem, Diagnostic};
use crate::graph::{BlockKind, Exit, NodeKind, On, Over, Range, Special, Target, reach};
use crate::guard::Slot;
use crate::procedure::{Activity, Decision, ElementIx, GuardIx, Procedure};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let procedure = site.procedure;
    if procedure.guards.is_empty() || has_company(procedure) {
        return;
    }
    for back in &procedure.graph.returns {
        let exit = procedure.graph.exit(back.exit);
        let Some(guards) = deciding(procedure, back.exit.index()) else { continue };
        let Target::Element(to) = exit.target else { continue };
        let inside = |element: ElementIx| is_inside(&back.range, element);
        let Some(reads) = unchanged(site, &guards, &inside) else { continue };
        if !leaves_only_at(procedure, exit.from, &inside) {
            continue;
        }
        let problem = DataProblem::NothingChanges {
            from: procedure.reference(exit.from).clone(),
            to: procedure.reference(to).clone(),
            reads,
            maximum: back.maximum,
        };
        let last = guards.last().copied().unwrap_or(GuardIx(u32::MAX));
        found.push(Diagnostic::remark(problem, guard_span(site, last, exit_span(site, back.exit))));
    }
    repetitions(site, found);
}

/// Standard loops, by the condition that is looked at before or after each round.
fn repetitions(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let graph = &site.procedure.graph;
    for element in reach::elements(graph) {
        let Some(repeats) = graph.repeats(element) else { continue };
        let (Over::While { condition: Some(guard), .. }, None) = (&repeats.over, repeats.completes_if) else {
            continue;
        };
        // What stands in it may end it in many ways; what is only one piece of work may not.
        let inside = |other: ElementIx| other == element;
        let is_alone = graph.block(element).is_none() && graph.special(element).is_none_or(stands_alone);
        if let (true, Some(reads)) = (is_alone, unchanged(site, &[*guard], &inside)) {
            let element_name = site.procedure.reference(element).clone();
            let problem = DataProblem::RepeatsAlike { element: element_name, reads };
            let span = guard_span(site, *guard, super::telling::block_span(site, element));
            found.push(Diagnostic::remark(problem, span));
        }
    }
}

/// Whether several things may go on at a time, or something may happen beside the work: then facts change from elsewhere.
fn has_company(procedure: &Procedure) -> bool {
    let graph = &procedure.graph;
    let splits = |kind: NodeKind| {
        use NodeKind::{Complex, Event, Fork, Inclusive, Parallel};
        matches!(kind, Parallel | Inclusive | Complex | Fork | Event)
    };
    graph.starts.len() > 1
        || !graph.events.is_empty()
        || graph.nodes.iter().any(|node| splits(node.kind))
        || graph.specials.iter().any(|special| !stands_alone(special) || is_shared(special))
}

/// Whether nothing goes on beside an element while it is done.
fn stands_alone(special: &Special) -> bool {
    special.attached.is_empty() && special.interactions.is_empty() && special.host.is_none()
}

/// Whether several tokens go about in a block, or persons choose in it.
fn is_shared(special: &Special) -> bool {
    let several = special.repeats.as_deref().is_some_and(|repeats| repeats.parallel);
    several
        || special.completion_quantity > 1
        || special.block.as_deref().is_some_and(|block| {
            block.starts.len() > 1 || !block.events.is_empty() || block.kind != BlockKind::Plain
        })
}

fn is_inside(range: &Range, element: ElementIx) -> bool {
    range.contains(element)
}

/// The conditions that decide a return by themselves; nothing where a person has a say.
fn deciding(procedure: &Procedure, back: usize) -> Option<Vec<GuardIx>> {
    let exit = procedure.graph.exits.get(back)?;
    if let Some(activity) = procedure.activity(exit.from) {
        return computed(activity, back).map(|guard| vec![guard]);
    }
    let ways = procedure.graph.exits_of(exit.from);
    let before: Vec<GuardIx> = ways
        .filter(|(at, way)| exit.otherwise || at.index() <= back && !way.otherwise)
        .filter_map(|(_, way)| way.condition)
        .collect();
    let by_condition = exit.condition.is_some() || exit.otherwise;
    let is_exclusive = procedure.graph.node(exit.from).kind == NodeKind::Exclusive;
    (is_exclusive && by_condition && !before.is_empty()).then_some(before)
}

fn computed(activity: &Activity, back: usize) -> Option<GuardIx> {
    let answers = activity.answers.iter().any(|answer| answer.exit.index() == back);
    match activity.decision {
        Decision::Computed(guard) if answers && !activity.may_be_confirmed() => Some(guard),
        _ => None,
    }
}

/// Whether a round is left nowhere but where it turns.
fn leaves_only_at(procedure: &Procedure, from: ElementIx, inside: &dyn Fn(ElementIx) -> bool) -> bool {
    let goes_out = |exit: &Exit| match exit.target {
        Target::Element(to) => !inside(to),
        Target::End | Target::CaseEnd => true,
    };
    let mut round = reach::elements(&procedure.graph).filter(|element| inside(*element) && *element != from);
    round.all(|element| {
        // What stands in a block may end more than the block.
        procedure.graph.block(element).is_none() && !procedure.graph.ways_of(element).iter().any(goes_out)
    })
}

/// What conditions read, where something is read and nothing inside changes any of it.
fn unchanged(site: &Site<'_>, guards: &[GuardIx], inside: &dyn Fn(ElementIx) -> bool) -> Option<Vec<Text>> {
    let mut slots: Vec<Slot> = Vec::new();
    for guard in guards {
        for slot in site.procedure.guards.get(guard.index())?.reads() {
            if !slots.contains(slot) {
                slots.push(*slot);
            }
        }
    }
    let stays = |slot: &Slot| stays(site.procedure, *slot, inside);
    if slots.is_empty() || !slots.iter().all(stays) {
        return None;
    }
    let told = slots.iter().filter(|slot| !matches!(slot, Slot::Target(_)));
    let told: Vec<Text> = told.filter_map(|slot| fact(site, guards, *slot)).collect();
    (!told.is_empty()).then_some(told)
}

/// Whether nothing inside changes a fact; of what changes with time, or by what comes from outside, nobody knows.
fn stays(procedure: &Procedure, slot: Slot, inside: &dyn Fn(ElementIx) -> bool) -> bool {
    match slot {
        Slot::Target(_) => true,
        Slot::Answer(element) | Slot::Done(element) | Slot::Rounds(element) => !inside(ElementIx(element)),
        Slot::Datum(_) | Slot::Indicator(_) => {
            let mut round = reach::elements(&procedure.graph).filter(|element| inside(*element));
            !round.any(|element| writes(procedure, element, slot))
        }
        _ => false,
    }
}

/// Whether passing through an element may write a datum or an indicator.
fn writes(procedure: &Procedure, element: ElementIx, slot: Slot) -> bool {
    let asked = procedure.activity(element).is_some_and(|activity| {
        activity.captures.iter().any(|capture| Slot::Datum(capture.what.0) == slot)
            || activity.measures.iter().any(|capture| Slot::Indicator(capture.what.0) == slot)
    });
    asked || procedure.graph.special(element).is_some_and(|special| brings(special, slot))
}

/// Whether what an element computes, or gets from elsewhere, may be a datum.
fn brings(special: &Special, slot: Slot) -> bool {
    let table = special.table.iter().flat_map(|table| &table.outputs).map(|column| column.datum);
    let assigned = [&special.computes, &special.input, &special.output].into_iter().flatten();
    let given = special.call.iter().flat_map(|call| &call.output).map(|(datum, _)| *datum);
    let named = table.chain(assigned.map(|(datum, _)| *datum)).chain(given);
    let message = |on: &On| matches!(on, On::Message { .. } | On::Signal(_) | On::Error(_));
    let comes = special.trigger.iter().any(|trigger| trigger.on.iter().any(message));
    comes
        || special.job.is_some()
        || special.takes.is_some()
        || !special.alternatives.is_empty()
        || special.block.is_some()
        || named.into_iter().any(|datum| Slot::Datum(datum.0) == slot)
}
