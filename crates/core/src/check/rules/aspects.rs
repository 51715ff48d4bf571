//! A control point states its six aspects; what the activity itself says counts for its control point.

use super::Site;
use super::recorded::Recorded;
use super::telling::{ids, is_said, key_span, listing, of};
use crate::diagnostic::{Aspect, CheckProblem, Diagnostic};
use crate::document::Table;
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

const CLASSES: &[&str] =
    &["aspectos-del-control", "aspectos del control", "control-aspects", "control aspects"];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let mut missing: [Vec<ElementIx>; 6] = Default::default();
    for (element, activity) in of(site, &site.picked.controlled) {
        let point = Point::of(site, element, activity);
        for (lacking, asked) in missing.iter_mut().zip(Aspect::ALL) {
            if !point.says(asked) {
                lacking.push(element);
            }
        }
    }
    let Some(first) = missing.iter().filter_map(|lacking| lacking.first()).min().copied() else {
        return;
    };
    let mut concerned: Vec<ElementIx> = missing.iter().flatten().copied().collect();
    concerned.sort_unstable();
    concerned.dedup();
    let said = Aspect::ALL.into_iter().zip(&missing).filter(|(_, lacking)| !lacking.is_empty());
    let problem = CheckProblem::ControlAspects {
        missing: said.map(|(asked, lacking)| (asked, listing(site, lacking))).collect(),
        recorded: Recorded::about(site, CLASSES).all(),
    };
    let told = Diagnostic::remark(problem, key_span(site, first, Keyword::Control));
    found.push(told.with_elements(ids(site, &concerned)));
}

/// A control point with the activity it belongs to, each looked up once.
struct Point<'a> {
    activity: &'a Activity,
    whole: Option<&'a Table>,
    own: Option<&'a Table>,
}

impl<'a> Point<'a> {
    fn of(site: &Site<'a>, element: ElementIx, activity: &'a Activity) -> Self {
        let whole = site.tables.get(element.index()).copied();
        Point { activity, whole, own: whole.and_then(|table| table.table(Keyword::Control)) }
    }

    fn says(&self, asked: Aspect) -> bool {
        let activity = self.activity;
        let own = |key| is_said(self.own.and_then(|own| own.get(key)));
        match asked {
            Aspect::What => {
                activity.control.as_ref().is_some_and(|control| !control.verifies.trim().is_empty())
            }
            Aspect::Who => {
                !activity.responsible.roles.is_empty() || activity.verified_by.is_some() || own(Keyword::Who)
            }
            Aspect::HowOften => {
                own(Keyword::Frequency) || is_said(self.whole.and_then(|whole| whole.get(Keyword::Frequency)))
            }
            Aspect::How => own(Keyword::How) || own(Keyword::Points),
            Aspect::IfNot => activity.question.is_some() || own(Keyword::IfNonconforming),
            Aspect::Evidence => !activity.evidence.is_empty() || own(Keyword::Evidence),
        }
    }
}
