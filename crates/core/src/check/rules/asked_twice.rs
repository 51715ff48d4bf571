//! What an activity asks at completion it asks once.

use std::collections::BTreeSet;

use super::Site;
use super::telling::{ids, key_span, of};
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::procedure::{Activity, ElementIx};

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    for (element, activity) in of(site, &site.picked.asking) {
        let asked = [
            (Keyword::Evidence, records(site, activity)),
            (Keyword::Captures, data(site, activity)),
            (Keyword::Measures, indicators(site, activity)),
        ];
        for (key, asked) in asked {
            found.extend(twice(&asked).map(|what| told(site, element, key, what)));
        }
    }
}

/// The names that stand there once more, each told once.
fn twice(names: &[Text]) -> impl Iterator<Item = Text> {
    let mut seen = BTreeSet::new();
    let again: BTreeSet<Text> = names.iter().filter(|name| !seen.insert(&**name)).cloned().collect();
    again.into_iter()
}

fn told(site: &Site<'_>, element: ElementIx, key: Keyword, what: Text) -> Diagnostic {
    let activity = site.procedure.reference(element).clone();
    let problem = CheckProblem::AskedTwice { activity, key, what };
    Diagnostic::remark(problem, key_span(site, element, key)).with_elements(ids(site, &[element]))
}

/// Records that are wanted alone, each as often as it is; the options of a choice may stand in several choices.
fn records(site: &Site<'_>, activity: &Activity) -> Vec<Text> {
    let alone = activity.evidence.iter().filter_map(|need| match &need.options[..] {
        [option] => Some(option.record),
        _ => None,
    });
    alone.map(|record| site.procedure.records[record.index()].id.clone()).collect()
}

fn data(site: &Site<'_>, activity: &Activity) -> Vec<Text> {
    activity.captures.iter().map(|asked| site.procedure.data[asked.what.index()].id.clone()).collect()
}

fn indicators(site: &Site<'_>, activity: &Activity) -> Vec<Text> {
    activity.measures.iter().map(|asked| site.procedure.indicators[asked.what.index()].id.clone()).collect()
}
