//! A procedure that calls itself ends only when something in it stops the calls.

use super::Site;
use super::telling::{activities, key_span};
use crate::diagnostic::{Diagnostic, ModelProblem};
use crate::keywords::Keyword as K;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, activity) in activities(site) {
        let call = site.procedure.graph.special(element).and_then(|special| special.call.as_deref());
        if call.is_some_and(|call| call.code == site.procedure.head.code) {
            let reference = if activity.number.is_empty() { &activity.id } else { &activity.number };
            let problem = ModelProblem::CallsItself { activity: reference.clone() };
            found.push(Diagnostic::remark(problem, key_span(site, element, K::Procedure)));
        }
    }
}
