//! The page of every code that people can meet: what it means, why it matters, what to do.
//!
//! Knows the pages of diagnostics, refusals, incidents and records, in both languages.
//! Does not know when a code is given.
//! Read [`page`] first.

use crate::diagnostic::Page;
use crate::source::Language;
use crate::{diagnostic, incident, record, rejection};

const OTHERS: &[&[Page]] = &[diagnostic::FAULT_PAGES, rejection::PAGES, incident::PAGES, record::PAGES];

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
    let asked =
        |page: &&Page| page.code.eq_ignore_ascii_case(code_or_name) || page.names.contains(&code_or_name);
    all().find(asked).map(|page| page.texts[language as usize])
}

/// Every code with its name in that language, in the order of the codes.
#[must_use]
pub fn codes(language: Language) -> Vec<(&'static str, &'static str)> {
    let mut codes: Vec<_> = all().map(|page| (page.code, page.names[language as usize])).collect();
    codes.sort_unstable();
    codes
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::data::Kind;
    use crate::guard::{GuardFault, GuardProblem};
    use crate::incident::{Stage, Trouble, Uncomputed};
    use crate::procedure::ReturnIx;

    const BOTH: [Language; 2] = [Language::Spanish, Language::English];

    #[test]
    fn each_page_begins_with_its_code_and_name_and_both_have_the_same_headings() {
        for Page { code, names, texts } in all() {
            for (name, text) in names.iter().zip(texts) {
                assert!(text.starts_with(&format!("# {code} · {name}\n")), "{code}");
            }
            let headings = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
            assert_eq!(headings(texts[0]), headings(texts[1]), "{code}");
            let examples = |text: &str| text.lines().filter(|line| *line == "```").count();
            assert_eq!(examples(texts[0]), examples(texts[1]), "{code}");
        }
    }

    #[test]
    fn a_code_has_one_page_and_a_name_means_one_code() {
        let mut seen = BTreeMap::new();
        for Page { code, names, .. } in all() {
            assert_eq!(seen.insert(*code, *code), None, "{code}");
            for name in names {
                let known = seen.insert(name, code);
                assert!(known.is_none_or(|other| other == *code), "{name}: {known:?} and {code}");
            }
        }
    }

    /// The other families write their codes and their pages from one list; the calendar holds its own against these.
    #[test]
    fn every_code_of_guards_and_incidents_has_its_page() {
        let guards = GuardProblem::ROWS.iter().map(|[code, es, en]| (*code, [*es, *en]));
        let faults = faults();
        assert_eq!(faults.len(), diagnostic::FAULT_PAGES.len());
        let faults = faults.iter().map(|fault| (fault.code(), BOTH.map(|said| fault.name(said))));
        let troubles = troubles();
        assert_eq!(troubles.len(), incident::PAGES.len());
        let troubles = troubles.iter().map(|one| (one.code(), BOTH.map(|said| one.name(said))));
        for (code, names) in guards.chain(faults).chain(troubles) {
            let found = all().find(|page| page.code == code).expect(code);
            assert_eq!(found.names, names);
        }
        let fault =
            Trouble::Guard { stage: Stage::Route, fault: GuardFault::Overflow, inputs: Box::default() };
        assert!(page(fault.code(), Language::Spanish).is_some());
    }

    fn faults() -> Vec<GuardFault> {
        let text = || "x".to_owned();
        let (left, right) = (Kind::Text, Kind::Decimal);
        vec![
            GuardFault::Missing { read: text() },
            GuardFault::MixedKinds { left, right },
            GuardFault::DivisionByZero,
            GuardFault::Overflow,
            GuardFault::Budget,
            GuardFault::TooLarge,
            GuardFault::HostFailed { function: text(), reason: text() },
            GuardFault::WrongKind { read: text(), expected: left, found: right },
            GuardFault::WrongResult { result: text() },
            GuardFault::Script { reason: text() },
        ]
    }

    /// All but guards, whose codes are those of their faults.
    fn troubles() -> Vec<Trouble> {
        vec![
            Trouble::NoWay { inputs: Box::default() },
            Trouble::TooManyReturns { taken: ReturnIx(0), maximum: 1 },
            Trouble::NoAgreement,
            Trouble::Runaway { cycle: Box::default() },
            Trouble::Deadline,
            Trouble::NoMembers { inputs: Box::default() },
            Trouble::TooManyMembers { limit: 1, inputs: Box::default() },
            Trouble::JobFailed { attempts: 1 },
            computation(Uncomputed::Fault(GuardFault::Budget)),
            computation(Uncomputed::NoRow),
            computation(Uncomputed::SeveralRows([1, 2].into())),
            Trouble::NoMoment { datum: crate::procedure::DatumIx(0) },
            Trouble::NoProcedure { code: "".into() },
            Trouble::CallsTooDeep { limit: 1 },
            Trouble::WrongInput { name: "".into() },
            Trouble::NothingToOpen { code: "".into(), start: None },
            Trouble::OpensWithOther { code: "".into(), name: "".into() },
            Trouble::NoStart { code: "".into(), start: "".into() },
        ]
    }

    fn computation(why: Uncomputed) -> Trouble {
        let inputs = Box::default();
        Trouble::Computation { of: "".into(), why, answer: None, nonconforming: false, inputs }
    }
}
