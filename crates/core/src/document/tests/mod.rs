//! The file format as a whole: slips, encodings, limits, printing, digests, the literal reading.

#[path = "../../../../../tests/support/expectations.rs"]
mod expectations;

mod entries;
mod generated;
mod hostile;
mod meant;
mod roundtrip;
mod speed;

use std::path::Path;

use expectations::{Expected, difference, expectations};

use super::{Decoded, decode};
use crate::diagnostic::{Grade, Ink, render};
use crate::limits::Limits;

pub(super) fn decoded(text: &str) -> Decoded {
    decode("p.toml", text.as_bytes(), &Limits::default())
}

pub(super) fn codes(decoded: &Decoded) -> Vec<&'static str> {
    decoded.diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect()
}

fn seen(decoded: &Decoded) -> Vec<Expected> {
    let language = decoded.language;
    let brought = |diagnostic: &crate::diagnostic::Diagnostic| Expected {
        line: decoded.source.line_column(diagnostic.span.start).0,
        grade: match diagnostic.grade {
            Grade::Error => "error".into(),
            Grade::Unfit => "unfit".into(),
            Grade::Remark => "remark".into(),
        },
        code: diagnostic.problem.code().into(),
        text: format!(
            "{} {}",
            diagnostic.problem.message(language),
            diagnostic.problem.help(language).unwrap_or_default()
        ),
    };
    decoded.diagnostics.iter().map(brought).collect()
}

#[test]
fn each_slip_has_its_own_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/check/archivo");
    let mut failures = String::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let decoded = decoded(&text);
        if let Some(difference) = difference(&expectations(&text), &seen(&decoded)) {
            failures += &format!("{}\n{difference}\n", file.display());
            failures += &render(&decoded.source, &decoded.diagnostics, decoded.language, Ink::Plain);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
