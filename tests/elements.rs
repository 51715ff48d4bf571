//! One test for each file below `tests/elements/`: an element in one of its ways.
//!
//! A file holds a procedure and, after lines that begin with `=====`, paths through it; each must replay.
//! What every case would repeat (format, language, head, a role `r`) is written here once: a procedure that does not
//! begin with `formato` or `format` gets it, and so does a path. A path after `===== differs` must fail instead.
//! The codes after `===== unsound` are all that makes the procedures of a file unfit; its paths may then be replayed.
//! A file without paths must be refused: the codes after `===== check` are all it may say.

#![expect(clippy::print_stdout, reason = "a test runner of its own prints what the usual one would")]

#[path = "support/runner.rs"]
mod runner;
#[path = "support/sound.rs"]
mod sound;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cauce::check::{Options, check};
use cauce::diagnostic::{Ink, render};
use cauce::limits::Limits;
use cauce::path::{PathFile, replay};
use cauce::procedure::Definitions;
use cauce::source::Source;

fn main() -> ExitCode {
    let below = root().join("tests/elements");
    let named = |file: PathBuf| {
        let shown = file.strip_prefix(&below).unwrap_or(&file).with_extension("");
        let name = shown.to_string_lossy().replace('\\', "/");
        runner::Named { name, run: Box::new(move |_| run(&file)) }
    };
    runner::run(files(&below).into_iter().map(named).collect())
}

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).unwrap_or(manifest).to_owned()
}

/// The files of a folder and of the folders in it, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path if path.extension().is_some_and(|extension| extension == "txt") => found.push(path),
            _ => {}
        }
    }
    found.sort();
    found
}

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";
const PATH_HEAD: &str = "formato = 1\nidioma = \"es\"\n[camino]\nnombre = \"E\"\nprocedimiento = \"E\"\n";

fn run(file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let mut parts = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("=====") {
            Some(title) => parts.push((title.trim().to_owned(), String::new())),
            None => {
                if parts.is_empty() {
                    parts.push((String::new(), String::new()));
                }
                if let Some((_, part)) = parts.last_mut() {
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
    }
    if let [(_, procedure), (title, wanted)] = &parts[..]
        && title == "check"
    {
        return refused(procedure, wanted);
    }
    let mut definitions = Definitions::new();
    let mut unfit = Vec::new();
    for (_, part) in parts.iter().filter(|(title, _)| matches!(title.as_str(), "" | "procedure")) {
        unfit.extend(add(&mut definitions, part)?);
    }
    unfit.sort();
    let said = parts.iter().filter(|(title, _)| title == "unsound");
    let mut expected: Vec<&str> = said.flat_map(|(_, codes)| codes.split_whitespace()).collect();
    expected.sort_unstable();
    let codes: Vec<&str> = unfit.iter().map(|(code, _)| *code).collect();
    if codes != expected {
        let pages: Vec<&str> = unfit.iter().map(|(_, page)| page.as_str()).collect();
        return Err(format!("unfit: {}\n{}", codes.join(" "), pages.join("\n")));
    }
    let mut played = 0;
    for (title, part) in &parts {
        if !matches!(title.as_str(), "" | "procedure" | "unsound") {
            played += 1;
            play(&definitions, part, (title, &codes))?;
        }
    }
    if played == 0 { Err("it holds no path".into()) } else { Ok(()) }
}

fn with_head(head: &str, part: &str) -> String {
    let whole = part.trim_start().starts_with("format");
    if whole { part.to_owned() } else { format!("{head}{part}") }
}

/// Adds a procedure; what makes it unfit, each with the page that says so.
fn add(definitions: &mut Definitions, part: &str) -> Result<Vec<(&'static str, String)>, String> {
    let checked = check(&Source::new("procedure", with_head(HEAD, part)), &Options::default());
    let said = || render(&checked.source, &checked.diagnostics, checked.language, Ink::Plain);
    let procedure = checked.procedure.ok_or_else(said)?;
    let unfit = procedure.unfit().iter().map(|code| (*code, said())).collect();
    definitions.add_unfit(procedure);
    Ok(unfit)
}

/// The codes of errors and of what makes a procedure unfit, in order of position.
fn refused(procedure: &str, wanted: &str) -> Result<(), String> {
    let checked = check(&Source::new("procedure", with_head(HEAD, procedure)), &Options::default());
    let is_grave = |found: &&cauce::diagnostic::Diagnostic| found.grade != cauce::diagnostic::Grade::Remark;
    let found: Vec<&str> =
        checked.diagnostics.iter().filter(is_grave).map(|found| found.problem.code()).collect();
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    let said = || render(&checked.source, &checked.diagnostics, checked.language, Ink::Plain);
    if found == wanted { Ok(()) } else { Err(format!("expected {wanted:?}, found {found:?}\n{}", said())) }
}

fn play(definitions: &Definitions, part: &str, (title, unfit): (&str, &[&str])) -> Result<(), String> {
    let allows = if unfit.is_empty() { String::new() } else { format!("permite = {unfit:?}\n") };
    let text = with_head(&format!("{PATH_HEAD}{allows}"), part);
    let read = PathFile::decode("path", text.as_bytes(), &Limits::default());
    let Some(path) = read.path else {
        return Err(render(&read.source, &read.diagnostics, read.language, Ink::Plain));
    };
    let replayed = replay(definitions, &path);
    match (title.starts_with("differs"), replayed.is_ok()) {
        (false, false) => Err(replayed.render(&read.source, read.language)),
        (true, true) => Err("it should differ, and does not".into()),
        _ => sound::stays_sound(definitions, &replayed.timeline).map_err(|wrong| format!("{title}: {wrong}")),
    }
}
