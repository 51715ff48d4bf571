//! Bad models by name: each is refused or told about with its place, in bounds of time and memory.
//!
//! What each case says stands in `tests/hostile/modelos.snap`, in Spanish and in English, to be read as prose.
//! The files are those of `tests/bpmn/hostile`; what is too large for a file is made here.
//! Bounds are those of `tests/hostile.rs`; `cargo hostile` runs them in release.
//!
//! Not held yet: a model of as many elements side by side as the limit allows, and one of more, needs about 75 MiB,
//! since each element costs 144 bytes; a smaller element would end it.

#[allow(dead_code, reason = "the cases of procedure files need all of it")]
#[path = "hostile/case.rs"]
mod case;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use case::Case;
use cauce::check::Options;
use cauce::diagnostic::{Diagnostic, Grade};
use cauce::source::{Language, Source};
use cauce_bpmn::{ImportOptions, import};

const HEAD: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">"#;

#[test]
fn models() {
    case::hold("modelos", files().into_iter().chain(made()).collect());
}

fn files() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/bpmn/hostile");
    let paths = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<_> = paths.collect();
    paths.sort();
    assert!(paths.len() > 15, "{} files", paths.len());
    let case = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&path).expect("a file");
        Case::of(name.leak(), move || said(&bytes))
    };
    paths.into_iter().map(case).collect()
}

/// Cases that are too large to be kept as files.
fn made() -> Vec<Case> {
    let text = |name: &'static str, text: String| Case::of(name, move || said(text.as_bytes()));
    let each = |count: usize, one: &dyn Fn(usize) -> String| (0..count).map(one).collect::<String>();
    let task = |attributes: &str| {
        format!("{HEAD}<process id=\"p\"><task id=\"a\"{attributes}/></process></definitions>")
    };
    vec![
        text("80,000 attributes", task(&each(80_000, &|at| format!(" a{at}=\"x\"")))),
        text("300 namespaces", task(&each(300, &|at| format!(" xmlns:n{at}=\"urn:{at}\"")))),
        text("300 namespaces, one in each element", {
            let inner = each(300, &|at| format!("<n{at}:x xmlns:n{at}=\"urn:{at}\"/>"));
            format!("{HEAD}<process id=\"p\"><task id=\"a\"/>{inner}</process></definitions>")
        }),
        text("1,000,000 nested elements", format!("{HEAD}{}", "<a>".repeat(1_000_000))),
        text("1,000,000 nested elements, closed", {
            format!("{HEAD}{}{}</definitions>", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000))
        }),
        text("1,000,000 ends of nothing", format!("{HEAD}{}", "</a>".repeat(1_000_000))),
        text("one tag that never ends", format!("{HEAD}<process {}", "x".repeat(8_000_000))),
        text("one comment that never ends", format!("{HEAD}<!-- {}", "- ".repeat(4_000_000))),
        text("a label of a million letters", task(&format!(" name=\"{}\"", "a".repeat(1_000_000)))),
        text("one byte more than the limit", " ".repeat((16 << 20) + 1)),
        text("a flow to itself a thousand times", {
            let flows =
                each(1_000, &|at| format!("<sequenceFlow id=\"f{at}\" sourceRef=\"a\" targetRef=\"a\"/>"));
            format!("{HEAD}<process id=\"p\"><userTask id=\"a\"/>{flows}</process></definitions>")
        }),
    ]
}

/// What reading and checking say: the worst first, a few of them, in both languages, with the ids they name.
fn said(bytes: &[u8]) -> String {
    let found = import("m.bpmn", bytes, &ImportOptions::default());
    let mut all = found.diagnostics.clone();
    let mut procedures = 0;
    if found.is_whole() {
        for imported in &found.procedures {
            let checked = imported.check(&found.source, &Options::default());
            procedures += usize::from(checked.procedure.is_some());
            all.extend(checked.diagnostics);
        }
    }
    all.sort_by_key(|found| (rank(found.grade), found.span));
    told(&found.source, &all, procedures)
}

fn told(source: &Source, all: &[Diagnostic], procedures: usize) -> String {
    let mut said = String::new();
    for found in all.iter().take(3) {
        let (line, column) = source.line_column(found.span.start);
        let (code, grade) = (found.problem.code(), format!("{:?}", found.grade).to_lowercase());
        let elements: Vec<&str> = found.elements.iter().map(|id| &**id).take(3).collect();
        let _ = writeln!(said, "{code} {grade} {line}:{column} {}", elements.join(" "));
        for language in [Language::Spanish, Language::English] {
            let _ = writeln!(said, "   {}", found.problem.message(language));
        }
    }
    if all.len() > 3 {
        let _ = writeln!(said, "… {} in all", all.len());
    }
    let _ = writeln!(said, "{procedures} procedures");
    said
}

fn rank(grade: Grade) -> u8 {
    match grade {
        Grade::Error => 0,
        Grade::Unfit => 1,
        Grade::Remark => 2,
    }
}
