//! What is told of procedures that can get stuck: a file each, with the page a person reads in both languages and the
//! path that shows it.
//!
//! A new case is a new file of `tests/stories`; the pages are in `tests/stories/told`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::counterexample::counterexample;
use cauce::diagnostic::{Diagnostic, Grade, Ink, render};
use cauce::procedure::Reading;
use cauce::source::Language;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/stories")).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "toml"));
    files.sort();
    files
}

fn checked(file: &Path, reading: Reading) -> Checked {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = fs::read(file).expect("it can be read");
    check_bytes(&name, &bytes, &Options { reading, ..Options::default() })
}

/// The faults as a person reads them.
fn page(checked: &Checked, language: Language) -> String {
    let is_told = |found: &&Diagnostic| {
        found.grade != Grade::Remark || found.problem.code().starts_with("C11")
    };
    let told: Vec<Diagnostic> = checked.diagnostics.iter().filter(is_told).cloned().collect();
    render(&checked.source, &told, language, Ink::Plain)
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("stories/told");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

fn tell(file: &Path, reading: Reading) {
    let checked = checked(file, reading);
    let mut text = page(&checked, checked.language);
    let _ = write!(text, "\n{}", page(&checked, checked.language.other()));
    let soundness = checked.soundness.as_ref().expect("it was to be proved");
    let procedure = Arc::new(checked.procedure.expect("it can be built"));
    let walked = soundness.faults.iter().filter_map(|fault| counterexample(&procedure, fault));
    for shown in walked {
        let _ = write!(text, "\n── {}.toml\n{}", shown.name, shown.text);
    }
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    snapshot(&name, &text);
}

#[test]
fn every_fault_is_told() {
    let files = files();
    files.iter().for_each(|file| tell(file, Reading::Chosen));
    assert!(files.len() >= 8, "{} cases", files.len());
}

#[test]
fn what_the_print_of_a_source_says_is_told_with_its_story() {
    tell(&root().join("procedures/ibague-pro-gs-029/PRO-GS-029.toml"), Reading::Literal);
}
