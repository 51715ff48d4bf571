//! The answers of a question lead to different places.

use super::Site;
use super::recorded::Recorded;
use super::telling::{exit_span, of, place};
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::procedure::{Activity, ElementIx};

const CLASSES: &[&str] = &["mismo-destino", "mismo destino", "same-target", "same target"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut recorded = None;
    for (element, activity) in
        of(site, &site.picked.answering).filter(|(_, activity)| all_the_same(site, activity))
    {
        let recorded = recorded.get_or_insert_with(|| Recorded::about(site, CLASSES));
        found.extend(told(site, element, activity, recorded));
    }
}

fn all_the_same(site: &Site<'_>, activity: &Activity) -> bool {
    let graph = &site.procedure.graph;
    match activity.answers.as_slice() {
        [first, others @ ..] if !others.is_empty() => {
            let target = graph.exit(first.exit).target;
            others.iter().all(|answer| graph.exit(answer.exit).target == target)
        }
        _ => false,
    }
}

fn told(site: &Site<'_>, element: ElementIx, activity: &Activity, recorded: &Recorded) -> Option<Diagnostic> {
    let last = activity.answers.last()?;
    let problem = CheckProblem::SameWay {
        activity: site.procedure.reference(element).clone(),
        answers: activity.answers.iter().map(|answer| answer.text.clone()).collect(),
        to: place(site, site.procedure.graph.exit(last.exit).target),
        recorded: recorded.covering(&[element]),
    };
    Some(Diagnostic::remark(problem, exit_span(site, last.exit)))
}
