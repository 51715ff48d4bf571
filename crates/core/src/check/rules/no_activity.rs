//! A procedure without activities is none.

use super::Site;
use crate::diagnostic::{CheckProblem, Diagnostic};
use crate::keywords::Keyword;
use crate::source::Span;

pub(super) fn check(site: &Site<'_>, found: &mut Vec<Diagnostic>) {
    if site.procedure.activities.is_empty() {
        let head = site.document.root.table(Keyword::Procedure);
        found.push(Diagnostic::error(
            CheckProblem::NoActivity,
            head.map_or(Span::default(), |head| head.span),
        ));
    }
}
