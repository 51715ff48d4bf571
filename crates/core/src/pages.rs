//! The page of every code that people can meet: what it means, why it matters, what to do.
//!
//! Knows the pages of diagnostics, refusals, incidents and records, in both languages.
//! Does not know when a code is given.
//! Read [`page`] first.

use crate::diagnostic::Page;
use crate::source::Language;
use crate::{diagnostic, incident, record, rejection};

const OTHERS: &[&[Page]] = &[rejection::PAGES, incident::PAGES, record::PAGES];

fn all() -> impl Iterator<Item = &'static Page> {
    diagnostic::PAGES.iter().chain(OTHERS).copied().flatten()
}

/// The page of a code, or of a name in either language.
///
/// ```
/// use cauce::{pages::page, source::Language};
/// assert!(page("C0002", Language::Spanish).is_some());
/// assert_eq!(page("unknown-key", Language::English), page("C0002", Language::English));
/// assert!(page("falta-evidencia", Language::Spanish).is_some());
/// ```
#[must_use]
pub fn page(code_or_name: &str, language: Language) -> Option<&'static str> {
    let asked = |page: &&Page| {
        page.code.eq_ignore_ascii_case(code_or_name) || page.names.contains(&code_or_name)
    };
    all().find(asked).map(|page| page.texts[language as usize])
}

/// Every code with its name in that language, in the order of the codes.
#[must_use]
pub fn codes(language: Language) -> Vec<(&'static str, &'static str)> {
    let mut codes: Vec<_> = all().map(|page| (page.code, page.names[language as usize])).collect();
    codes.sort_unstable();
    codes
}
