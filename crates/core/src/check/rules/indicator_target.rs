//! Nobody computes a decision by an indicator that has no target.

use super::Site;
use super::recorded::Recorded;
use super::telling::{activities, block_span, exit_span, indicator_name, key_span};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::guard::Slot;
use crate::keywords::Keyword;
use crate::procedure::{Applies, Decision, ElementIx, GuardIx};
use crate::source::Span;

/// A guard that may not be computed without a target, or that only advises a person.
struct Use {
    element: ElementIx,
    guard: GuardIx,
    span: Span,
}

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    if site.procedure.guards.is_empty()
        || site.procedure.indicators.iter().all(|indicator| indicator.target.is_some())
    {
        return;
    }
    let recorded =
        Recorded::about(site, &["sin-meta", "meta-sin", "no-target", "without-target", "target-undefined"]);
    for (element, activity) in activities(site) {
        match activity.decision {
            Decision::Computed(guard) => {
                decides(site, &Use::key(site, element, guard, Keyword::Decides), found);
            }
            Decision::Suggested(guard) => {
                advises(site, &Use::key(site, element, guard, Keyword::Suggests), &recorded, found);
            }
            Decision::Person => {}
        }
        if let Applies::If(guard) = activity.applies {
            compares(site, &Use::key(site, element, guard, Keyword::AppliesIf), found);
        }
        if let Applies::Asked { suggests: Some(guard), .. } = activity.applies {
            advises(site, &Use::key(site, element, guard, Keyword::AppliesIf), &recorded, found);
        }
    }
    for (at, exit) in site.procedure.graph.exits.iter().enumerate() {
        let span = exit_span(site, crate::procedure::ExitIx::at(at));
        if let Some(guard) = exit.condition {
            compares(site, &Use { element: exit.from, guard, span }, found);
        }
        if let Some(guard) = exit.enabled_if {
            advises(site, &Use { element: exit.from, guard, span }, &recorded, found);
        }
    }
    occurs(site, &recorded, found);
}

/// Whether an event is available: a person who declares it decides; one that comes by itself has nobody to.
fn occurs(site: &Site<'_>, recorded: &Recorded, found: &mut Vec<Diagnostic>) {
    for element in (0..site.procedure.graph.len()).map(ElementIx::at) {
        let Some(trigger) = site.procedure.graph.trigger(element) else { continue };
        let Some(guard) = trigger.enabled_if else { continue };
        let used = Use::key(site, element, guard, Keyword::EnabledIf);
        match trigger.is_declared() {
            true => advises(site, &used, recorded, found),
            false => compares(site, &used, found),
        }
    }
}

impl Use {
    fn key(site: &Site<'_>, element: ElementIx, guard: GuardIx, key: Keyword) -> Self {
        Use { element, guard, span: key_span(site, element, key) }
    }
}

/// A computed answer: any indicator without a target forbids it, since no source backs the comparison.
fn decides(site: &Site<'_>, used: &Use, found: &mut Vec<Diagnostic>) {
    if let Some(indicator) = without_target(site, used.guard, true) {
        found.push(error(site, used, indicator));
    }
}

/// A computed condition: only reading the missing target itself is an error; the value alone may be compared.
fn compares(site: &Site<'_>, used: &Use, found: &mut Vec<Diagnostic>) {
    if let Some(indicator) = without_target(site, used.guard, false) {
        found.push(error(site, used, indicator));
    }
}

fn error(site: &Site<'_>, used: &Use, indicator: u32) -> Diagnostic {
    let activity = site.procedure.reference(used.element).clone();
    let problem = CheckProblem::DecidesWithoutTarget { activity, indicator: indicator_name(site, indicator) };
    Diagnostic::error(problem, placed(site, used))
}

fn advises(site: &Site<'_>, used: &Use, recorded: &Recorded, found: &mut Vec<Diagnostic>) {
    let Some(indicator) = without_target(site, used.guard, true) else {
        return;
    };
    let problem = CheckProblem::WithoutTarget {
        activity: site.procedure.reference(used.element).clone(),
        indicator: indicator_name(site, indicator),
        recorded: recorded.covering(&[used.element]),
    };
    found.push(Diagnostic::remark(problem, placed(site, used)));
}

fn placed(site: &Site<'_>, used: &Use) -> Span {
    if used.span == Span::default() { block_span(site, used.element) } else { used.span }
}

fn without_target(site: &Site<'_>, guard: GuardIx, by_value: bool) -> Option<u32> {
    let read = site.procedure.guards.get(guard.index())?.reads().iter().find_map(|slot| match slot {
        Slot::Indicator(indicator) if by_value && lacks_target(site, *indicator) => Some(*indicator),
        Slot::Target(indicator) if lacks_target(site, *indicator) => Some(*indicator),
        _ => None,
    })?;
    Some(read)
}

fn lacks_target(site: &Site<'_>, indicator: u32) -> bool {
    site.procedure.indicators.get(indicator as usize).is_some_and(|indicator| indicator.target.is_none())
}
