//! Bad models by name: each is refused or told about with its place, in bounds of time and memory.
//!
//! What each case says stands in `tests/hostile/modelos.snap`, in Spanish and in English, to be read as prose.
//! The files are those of `tests/bpmn/hostile`; what is too large for a file is made here.
//! Bounds are those of `tests/hostile.rs`; `cargo hostile` runs them in release.

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
        text(
            "100,000 namespaces on one element",
            task(&each(100_000, &|at| format!(" xmlns:n{at}=\"urn:a\""))),
        ),
        text("250 prefixes for one namespace, on each of 100 elements", {
            let prefixes = |level: usize| each(250, &|at| format!(" xmlns:p{level}_{at}=\"urn:a\""));
            let open = each(100, &|level| format!("<a{}>", prefixes(level)));
            format!("{HEAD}{open}{}{}</definitions>", "<b/>".repeat(250_000), "</a>".repeat(100))
        }),
        text("elements side by side, one more than the limit", {
            format!("{HEAD}{}</definitions>", "<a/>".repeat(300_000))
        }),
        text("nothing but attributes", {
            let attributes = each(250, &|at| format!(" a{at}=\"\""));
            format!("{HEAD}{}</definitions>", format!("<a{attributes}/>").repeat(5_000))
        }),
        text("lanes in lanes, 60 deep", {
            let (open, shut) = ("<lane><childLaneSet>".repeat(60), "</childLaneSet></lane>".repeat(60));
            format!(
                "{HEAD}<process id=\"p\"><laneSet>{open}{shut}</laneSet><task id=\"a\"/></process></definitions>"
            )
        }),
        text("sub-processes in sub-processes, 120 deep", {
            let open = each(120, &|at| format!("<subProcess id=\"s{at}\">"));
            let shut = "</subProcess>".repeat(120);
            format!("{HEAD}<process id=\"p\">{open}<task id=\"a\"/>{shut}</process></definitions>")
        }),
        text("a condition of 100,000 brackets", {
            let condition = format!("${{{}1{}}}", "(".repeat(100_000), ")".repeat(100_000));
            let flow = format!(
                "<sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"b\"><conditionExpression>{condition}</conditionExpression></sequenceFlow>"
            );
            format!("{HEAD}<process id=\"p\"><task id=\"a\"/><task id=\"b\"/>{flow}</process></definitions>")
        }),
        text("100,000 processing instructions", {
            let asked = "<?xml-stylesheet href=\"file:///etc/passwd\"?>".repeat(100_000);
            format!("{HEAD}{asked}<process id=\"p\"><task id=\"a\"/></process></definitions>")
        }),
        text("UTF-8 with a mark and Windows line ends", {
            format!("\u{feff}{HEAD}\r\n<process id=\"p\">\r\n<task id=\"a\"/></process></definitions>\r\n")
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
