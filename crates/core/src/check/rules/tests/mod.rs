//! The rules against case files and against random procedures.

#[path = "../../../../../../tests/support/expectations.rs"]
#[allow(clippy::duplicate_mod, reason = "the tests of each layer read the same form of expectations")]
mod expectations;
mod random;
mod reading;

use expectations::{Expected, difference, expectations};

use crate::check::{Checked, Options, check};
use crate::diagnostic::{Diagnostic, Grade};
use crate::procedure::Reading;
use crate::source::{Language, Source};

fn checked(text: &str, reading: Reading) -> Checked {
    check(&Source::new("case.toml", text), &Options { reading, ..Options::default() })
}

/// Everything that is found in a file.
fn found(text: &str, reading: Reading) -> Vec<Diagnostic> {
    checked(text, reading).diagnostics
}

/// The messages, in the language given, in the order found.
fn said(diagnostics: &[Diagnostic], language: Language) -> Vec<String> {
    diagnostics
        .iter()
        .map(|found| format!("{} {}", found.problem.code(), found.problem.message(language)))
        .collect()
}

fn seen(text: &str, language: Language) -> Vec<Expected> {
    let checked = checked(text, Reading::Chosen);
    let form = |diagnostic: &Diagnostic| Expected {
        line: checked.source.line_column(diagnostic.span.start).0,
        grade: match diagnostic.grade {
            Grade::Error => "error",
            Grade::Unfit => "unfit",
            Grade::Remark => "remark",
        }
        .into(),
        code: diagnostic.problem.code().into(),
        text: format!(
            "{} {}",
            diagnostic.problem.message(language),
            diagnostic.problem.help(language).unwrap_or_default()
        ),
    };
    checked.diagnostics.iter().map(form).collect()
}

#[test]
fn every_case_says_what_its_comments_expect() {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/check");
    let (mut count, mut wrong) = (0, String::new());
    for folder in ["grafo", "observaciones"] {
        for case in std::fs::read_dir(cases.join(folder)).expect("the folder is there") {
            let path = case.expect("it can be listed").path();
            let text = std::fs::read_to_string(&path).expect("it can be read");
            let language = if text.contains("language") { Language::English } else { Language::Spanish };
            if let Some(difference) = difference(&expectations(&text), &seen(&text, language)) {
                wrong.push_str(&format!("{}: {difference}\n", path.display()));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count >= 30, "{count} cases");
}

#[test]
fn every_code_has_its_page_in_both_languages() {
    for (code, name) in
        crate::diagnostic::codes(Language::Spanish).filter(|(code, _)| ["C02", "C05"].contains(&&code[..3]))
    {
        for language in [Language::Spanish, Language::English] {
            let page = crate::pages::page(name, language).expect("a page");
            assert!(page.starts_with(&format!("# {code} · ")), "{code}");
            let headings = page.lines().filter(|line| line.starts_with("## ")).count();
            let other = crate::pages::page(code, language.other()).expect("a page");
            assert_eq!(headings, other.lines().filter(|line| line.starts_with("## ")).count(), "{code}");
        }
    }
}
