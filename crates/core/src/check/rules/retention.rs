//! Records say how long they are kept and who keeps them.

use super::Site;
use super::recorded::Recorded;
use super::telling::is_said;
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::document::Table;
use crate::keywords::Keyword;

const CLASSES: &[&str] = &[
    "sin-retencion",
    "sin-conservacion",
    "sin-custodia",
    "without-retention",
    "no-retention",
    "without-keeper",
    "no-keeper",
];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    let records = || site.document.root.tables(Keyword::Record);
    let lacks = |record: &Table, key| !is_said(record.get(key));
    let lacking = |key| records().filter(move |record| lacks(record, key)).filter_map(id).collect();
    let (retention, keeper): (Vec<Text>, Vec<Text>) =
        (lacking(Keyword::Retention), lacking(Keyword::Custodian));
    let first =
        records().find(|record| lacks(record, Keyword::Retention) || lacks(record, Keyword::Custodian));
    let Some(first) = first else { return };
    let recorded = Recorded::about(site, CLASSES).all();
    let problem = CheckProblem::RecordsWithoutRetention { retention, keeper, recorded };
    let span = first.get(Keyword::Id).map_or(first.span, |id| id.span);
    found.push(Diagnostic::remark(problem, span));
}

fn id(record: &Table) -> Option<Text> {
    record.text(Keyword::Id).cloned()
}
