//! Models from procedures, models from models: what the suite of `tests/interchange` gives to other programs.
//!
//! `convert FOLDER FILE…` writes into the folder a model for each procedure file and, for each model, what is
//! exported after it was read, without the procedure file in it. With `--files` the folder gets procedure files instead.

#![expect(clippy::print_stderr, reason = "a program of the test bench talks to whoever runs it")]

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use cauce::check::Options;
use cauce::diagnostic::{Diagnostic, Grade, Ink, render};
use cauce::procedure::Procedure;
use cauce::source::{Language, Source};
use cauce_bpmn::{ExportOptions, ImportOptions, export, import};

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let files = words.first().is_some_and(|word| word == "--files");
    words.drain(..usize::from(files));
    let Some((folder, paths)) = words.split_first() else {
        eprintln!("convert [--files] FOLDER FILE…");
        return ExitCode::from(2);
    };
    let mut ended = ExitCode::SUCCESS;
    for path in paths {
        if let Err(sentence) = convert(Path::new(folder), Path::new(path), files) {
            eprintln!("{path}: {sentence}");
            ended = ExitCode::FAILURE;
        }
    }
    ended
}

fn convert(folder: &Path, path: &Path, files: bool) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let name = path.file_stem().ok_or("no name")?.to_string_lossy().into_owned();
    let write =
        |name: String, text: String| fs::write(folder.join(name), text).map_err(|error| error.to_string());
    if path.extension().is_some_and(|found| found == "toml") {
        let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        let procedure = Procedure::parse(&text).map_err(|error| error.to_string())?;
        return write(format!("{name}.bpmn"), export(&[&procedure], &ExportOptions::default()));
    }
    let found = import(&path.display().to_string(), &bytes, &ImportOptions::default());
    told(&found.source, &found.diagnostics)?;
    let mut procedures = Vec::new();
    for (at, imported) in found.procedures.iter().enumerate() {
        if files {
            let name = if at == 0 { format!("{name}.toml") } else { format!("{name}-{}.toml", at + 1) };
            write(name, imported.text.clone())?;
            continue;
        }
        let checked = imported.check(&found.source, &Options::default());
        told(&checked.source, &checked.diagnostics)?;
        procedures.extend(checked.procedure);
    }
    if files {
        return Ok(());
    }
    let mut options = ExportOptions::default();
    options.without_file = true;
    write(format!("{name}.bpmn"), export(&procedures.iter().collect::<Vec<_>>(), &options))
}

/// What is wrong, as an error; remarks are not.
fn told(source: &Source, found: &[Diagnostic]) -> Result<(), String> {
    let wrong: Vec<_> = found.iter().filter(|found| found.grade == Grade::Error).cloned().collect();
    if wrong.is_empty() { Ok(()) } else { Err(render(source, &wrong, Language::English, Ink::Plain)) }
}
