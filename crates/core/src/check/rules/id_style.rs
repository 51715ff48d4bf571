//! Ids are written alike: kebab-case, and lower_case for the names of guards.

use super::Site;
use crate::data::Text;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::source::Span;

const BLOCKS: &[Keyword] =
    &[Keyword::Role, Keyword::Team, Keyword::Record, Keyword::Activity, Keyword::Gateway];
const GUARD_NAMES: &[Keyword] = &[Keyword::DataItem, Keyword::Indicator];

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(told(site, BLOCKS, '-'));
    found.extend(told(site, GUARD_NAMES, '_'));
}

fn told(site: &Site<'_>, blocks: &[Keyword], joint: char) -> Option<Diagnostic> {
    let declared = blocks.iter().flat_map(|block| site.document.root.tables(*block));
    let ids = declared
        .filter_map(|table| table.get(Keyword::Id))
        .filter_map(|node| Some((node.as_text()?, node.span)));
    let mut odd: Vec<(Span, Text)> =
        ids.filter(|(id, _)| !in_style(id, joint)).map(|(id, span)| (span, id.clone())).collect();
    odd.sort_unstable();
    let (first, _) = *odd.first()?;
    let ids: Vec<Text> = odd.into_iter().map(|(_, id)| id).collect();
    let elements = [Keyword::Activity, Keyword::Gateway].into_iter().filter(|block| blocks.contains(block));
    let elements = elements.flat_map(|block| site.document.root.tables(block));
    let elements = elements.filter_map(|table| table.text(Keyword::Id)).filter(|id| !in_style(id, joint));
    let concerned: Vec<Text> = elements.cloned().collect();
    let problem = CheckProblem::IdStyle { ids, guard_names: joint == '_' };
    Some(Diagnostic::remark(problem, first).with_elements(concerned))
}

/// Lower-case words joined by one character.
fn in_style(id: &str, joint: char) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    id.split(joint).all(plain)
}
