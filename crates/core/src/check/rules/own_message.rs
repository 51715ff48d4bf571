//! A message goes from one participant to another: a procedure that waits for its own messages is looked at again.
//!
//! What correlates tells the case that is meant: a message that gives a wait none of its values, or other ones than the
//! case's own, is for another case.

use std::collections::BTreeMap;

use super::Site;
use super::telling::{block_span, ids};
use crate::data::{Text, Value};
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::graph::{On, Throw, reach};
use crate::guard::{Facts, Guard, Slot};
use crate::procedure::{ElementIx, GuardIx};

/// Values by name.
type Values = [(Text, GuardIx)];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let waits = waits(site);
    if waits.is_empty() {
        return;
    }
    for element in reach::elements(&site.procedure.graph) {
        let special = site.procedure.graph.special(element);
        let Some(Throw::Message { name, correlates, data }) =
            special.and_then(|special| special.throws.as_deref())
        else {
            continue;
        };
        let mut waits = waits.get(name).into_iter().flatten();
        let Some((wait, _)) = waits.find(|(_, asks)| may_be_own(site, asks, (correlates, data))) else {
            continue;
        };
        let shown = |element| site.procedure.reference(element).clone();
        let problem =
            ModelProblem::OwnMessage { message: name.clone(), from: shown(element), to: shown(*wait) };
        let remark = Diagnostic::remark(problem, block_span(site, element));
        found.push(remark.with_elements(ids(site, &[element, *wait])));
    }
}

/// What is waited for by name, with what each wait correlates; a wait that begins a case is of another case.
fn waits<'s>(site: &Site<'s>) -> BTreeMap<&'s Text, Vec<(ElementIx, &'s Values)>> {
    let graph = &site.procedure.graph;
    let mut waits: BTreeMap<&Text, Vec<(ElementIx, &Values)>> = BTreeMap::new();
    for element in reach::elements(graph) {
        let special = graph.special(element).filter(|special| !special.begins_case);
        let trigger = special.and_then(|special| special.trigger.as_deref());
        for on in trigger.map_or(&[][..], |trigger| &trigger.on) {
            if let On::Message { name, correlates, .. } = on {
                waits.entry(name).or_default().push((element, correlates));
            }
        }
    }
    waits
}

/// Whether a message may be for a wait of the very case that throws it: it gives each value that is asked, from the same
/// facts of the case or as the same constant.
fn may_be_own(site: &Site<'_>, asks: &Values, (correlates, data): (&Values, &Values)) -> bool {
    let guard = |guard: GuardIx| &site.procedure.guards[guard.index()];
    asks.iter().all(|(name, own)| {
        let given = correlates.iter().chain(data).find(|(given, _)| given == name);
        given.is_some_and(|(_, given)| is_alike(guard(*given), guard(*own)))
    })
}

fn is_alike(one: &Guard, other: &Guard) -> bool {
    let constant = |guard: &Guard| guard.evaluate(&Nothing, &mut Vec::new()).ok();
    match (one.reads(), other.reads()) {
        ([], []) => constant(one) == constant(other),
        (one, other) => one == other,
    }
}

/// Facts for what reads none.
struct Nothing;

impl Facts for Nothing {
    fn read(&self, _: Slot) -> Option<Value> {
        None
    }
}
