//! Conditions that hang on nothing: never true or always true, whatever the data are, and answers that are never given.

use super::Site;
use super::telling::{block_span, guard_span, guard_text, key_span};
use crate::diagnostic::{DataProblem, Diagnostic, HangsOn};
use crate::graph::{BlockKind, On, Over, Special, reach};
use crate::keywords::Keyword;
use crate::procedure::{Applies, ElementIx, Fate, GuardIx, Possible};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    if site.procedure.guards.is_empty() {
        return;
    }
    let mut possible = Possible::of(site.procedure);
    for element in reach::elements(&site.procedure.graph) {
        for (guard, hangs) in conditions(site, element) {
            let fate = site.fates.available(guard).unwrap_or_else(|| possible.alone(guard));
            let fate = if fate == Fate::Always && is_meant(site, guard, &hangs) { Fate::Open } else { fate };
            tell(site, element, (guard, hangs, fate), found);
        }
        never_given(site, element, found);
    }
}

/// The conditions of an element besides those of its ways out.
fn conditions(site: &Site<'_>, element: ElementIx) -> Vec<(GuardIx, HangsOn)> {
    let (procedure, graph) = (site.procedure, &site.procedure.graph);
    let name = || procedure.reference(element).clone();
    let mut found = Vec::new();
    if let Some(Applies::If(guard)) = procedure.activity(element).map(|activity| &activity.applies) {
        found.push((*guard, HangsOn::Applies(name())));
    }
    let enabled = graph.ways_of(element).iter().filter_map(|way| way.enabled_if);
    let enabled = enabled.filter(|guard| !procedure.lacks_target(*guard));
    found.extend(enabled.map(|guard| (guard, HangsOn::Available(name()))));
    if let Some(special) = graph.special(element) {
        found.extend(special.activates_if.map(|guard| (guard, HangsOn::GoesOn(name()))));
        found.extend(enough(special).map(|guard| (guard, HangsOn::Enough(name()))));
        found.extend(once_more(special).map(|guard| (guard, HangsOn::OnceMore(name()))));
        let trigger = special.trigger.as_deref();
        let available = trigger.and_then(|trigger| trigger.enabled_if);
        let available = available.filter(|guard| !procedure.lacks_target(*guard));
        found.extend(available.map(|guard| (guard, HangsOn::Available(name()))));
        let awaited = trigger.into_iter().flat_map(|trigger| &trigger.on).filter_map(|on| match on {
            On::Condition(guard) => Some(*guard),
            _ => None,
        });
        found.extend(awaited.map(|guard| (guard, HangsOn::Wait(name()))));
    }
    found
}

fn enough(special: &Special) -> impl Iterator<Item = GuardIx> {
    let ad_hoc = special.block.as_deref().and_then(|block| match block.kind {
        BlockKind::AdHoc { completes_if, .. } => completes_if,
        _ => None,
    });
    special.repeats.as_deref().and_then(|repeats| repeats.completes_if).into_iter().chain(ad_hoc)
}

fn once_more(special: &Special) -> Option<GuardIx> {
    match special.repeats.as_deref().map(|repeats| &repeats.over) {
        Some(Over::While { condition, .. }) => *condition,
        _ => None,
    }
}

/// Whether a condition that is always true is a way of saying something: wait until a value is known, or repeat until
/// something else ends it.
fn is_meant(site: &Site<'_>, guard: GuardIx, hangs: &HangsOn) -> bool {
    let reads_nothing = site.procedure.guards[guard.index()].reads().is_empty();
    match hangs {
        HangsOn::Wait(_) => !reads_nothing,
        HangsOn::OnceMore(_) => reads_nothing,
        _ => false,
    }
}

fn tell(
    site: &Site<'_>,
    element: ElementIx,
    (guard, hangs, fate): (GuardIx, HangsOn, Fate),
    found: &mut Vec<Diagnostic>,
) {
    let text = guard_text(site, guard);
    let problem = match fate {
        Fate::Never => DataProblem::NeverTrue { guard: text, hangs },
        Fate::Always => DataProblem::AlwaysTrue { guard: text, hangs },
        Fate::Open | Fate::NothingLeft => return,
    };
    found.push(Diagnostic::remark(problem, guard_span(site, guard, block_span(site, element))));
}

fn never_given(site: &Site<'_>, element: ElementIx, found: &mut Vec<Diagnostic>) {
    for position in site.fates.never_given(element) {
        let Some(activity) = site.procedure.activity(element) else { return };
        let Some(answer) = activity.answers.get(*position) else { continue };
        let problem = DataProblem::NeverGiven {
            activity: site.procedure.reference(element).clone(),
            answer: answer.text.clone(),
        };
        found.push(Diagnostic::remark(problem, key_span(site, element, Keyword::Decides)));
    }
}
