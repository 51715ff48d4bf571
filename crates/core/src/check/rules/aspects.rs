//! A control point states its six aspects; what the activity itself says counts for its control point.

use super::Site;
use super::consequence::{aspect, states};
use super::recorded::Recorded;
use super::telling::{activities, is_said, key_span, listing};
use crate::diagnostic::{Aspect, CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

const CLASSES: &[&str] = &["aspectos-del-control", "aspectos del control", "control-aspects", "control aspects"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut missing: [Vec<ElementIx>; 6] = Default::default();
    for (element, activity) in activities(site).filter(|(_, activity)| activity.control.is_some()) {
        for (lacking, asked) in missing.iter_mut().zip(Aspect::ALL) {
            if !says(site, element, activity, asked) {
                lacking.push(element);
            }
        }
    }
    let Some(first) = missing.iter().filter_map(|lacking| lacking.first()).min().copied() else { return };
    let said = Aspect::ALL.into_iter().zip(&missing).filter(|(_, lacking)| !lacking.is_empty());
    let problem = CheckProblem::ControlAspects {
        missing: said.map(|(asked, lacking)| (asked, listing(site, lacking))).collect(),
        recorded: Recorded::about(site, CLASSES).all(),
    };
    found.push(Diagnostic::remark(problem, key_span(site, first, Keyword::Control)));
}

fn says(site: &Site<'_>, element: ElementIx, activity: &Activity, asked: Aspect) -> bool {
    let own = |key| is_said(aspect(site, element, key));
    let whole = |key| site.tables.get(element.index()).is_some_and(|table| is_said(table.get(key)));
    match asked {
        Aspect::What => activity.control.as_ref().is_some_and(|control| !control.verifies.trim().is_empty()),
        Aspect::Who => own(Keyword::Who) || activity.verified_by.is_some() || !activity.responsible.roles.is_empty(),
        Aspect::HowOften => own(Keyword::Frequency) || whole(Keyword::Frequency),
        Aspect::How => own(Keyword::How) || own(Keyword::Points),
        Aspect::IfNot => states(site, element, activity),
        Aspect::Evidence => own(Keyword::Evidence) || !activity.evidence.is_empty(),
    }
}
