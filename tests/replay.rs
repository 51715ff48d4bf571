//! One test for each path that must fail, saying exactly the text beside it: the files below `tests/replay/`.
//!
//! `--bless` writes that text anew. The paths that must hold are those of `tests/procedures.rs`.

#![expect(clippy::print_stdout, reason = "a test runner of its own prints what the usual one would")]

#[path = "support/runner.rs"]
mod runner;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cauce::check::{Checked, Options, check_bytes};
use cauce::diagnostic::{Diagnostic, Ink, render};
use cauce::limits::Limits;
use cauce::path::{PathFile, Replay, refused, replay};
use cauce::procedure::{Definitions, Reading};

fn main() -> ExitCode {
    let named =
        |test: Test| runner::Named { name: test.name.clone(), run: Box::new(move |bless| test.run(bless)) };
    runner::run(tests().into_iter().map(named).collect())
}

struct Test {
    name: String,
    file: PathBuf,
}

impl Test {
    fn run(&self, bless: bool) -> Result<(), String> {
        let shelf = shelf(&root().join("procedures/ibague-pro-gs-029"))?;
        let told = told(&self.file, &shelf).ok_or("it should not replay, and does")?;
        let beside = self.file.with_extension("txt");
        if bless {
            return fs::write(&beside, told).map_err(|error| error.to_string());
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if expected == told { Ok(()) } else { Err(format!("expected:\n{expected}\nfound:\n{told}")) }
    }
}

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).unwrap_or(manifest).to_owned()
}

fn tests() -> Vec<Test> {
    let cases = root().join("tests");
    let failing = toml_files(&cases.join("replay")).into_iter();
    failing.map(|file| Test { name: name(&file, &cases), file }).collect()
}

fn name(file: &Path, below: &Path) -> String {
    let shown = file.strip_prefix(below).unwrap_or(file).with_extension("");
    shown.to_string_lossy().replace('\\', "/")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<PathBuf> = read.map(|entry| entry.path()).collect();
    entries.sort();
    entries
}

fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries(folder);
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files
}

/// The procedures of a folder, in both readings.
#[derive(Default)]
struct Shelf {
    definitions: Definitions,
    /// By code: what is wrong with a literal reading that is no procedure.
    broken: Vec<(String, Vec<Diagnostic>)>,
}

fn shelf(folder: &Path) -> Result<Shelf, String> {
    let mut shelf = Shelf::default();
    for file in toml_files(folder) {
        let literal = loaded(&file, Reading::Literal)?;
        let chosen = loaded(&file, Reading::Chosen)?;
        let said = || render(&chosen.source, &chosen.diagnostics, chosen.language, Ink::Plain);
        let procedure = chosen.procedure.ok_or_else(said)?;
        match literal.procedure {
            Some(literal) => drop(shelf.definitions.add_unfit(literal)),
            None => shelf.broken.push((procedure.code().to_string(), literal.diagnostics)),
        }
        // An English file of the same code would take the place of the Spanish one.
        shelf.definitions.add_unfit(procedure);
    }
    Ok(shelf)
}

fn loaded(file: &Path, reading: Reading) -> Result<Checked, String> {
    let bytes = fs::read(file).map_err(|error| error.to_string())?;
    Ok(check_bytes(&shown(file), &bytes, &Options { reading, ..Options::default() }))
}

impl Shelf {
    fn replay(&self, path: &PathFile) -> Replay {
        let faults = || {
            let named = |(code, _): &&(String, _)| path.procedure() == Some(code);
            let broken = self.broken.iter().find(named).filter(|_| path.reading() == Reading::Literal)?;
            refused(path, self.definitions.by_code(&broken.0), &broken.1)
        };
        faults().unwrap_or_else(|| replay(&self.definitions, path))
    }
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// What a path says that does not replay; nothing when it does.
fn told(file: &Path, shelf: &Shelf) -> Option<String> {
    let read = PathFile::decode(&shown(file), &fs::read(file).ok()?, &Limits::default());
    let Some(path) = read.path else {
        return Some(render(&read.source, &read.diagnostics, read.language, Ink::Plain));
    };
    let replayed = shelf.replay(&path);
    if replayed.is_ok() {
        return None;
    }
    Some(replayed.render(&read.source, read.language))
}
