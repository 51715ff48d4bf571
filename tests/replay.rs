//! One test for each path file: what `cargo test` lists is what the folders hold.
//!
//! Below `procedures/*/` every path of `caminos/` or `paths/` must replay, and together they must walk what the
//! folder's `caminos.toml` (`paths.toml`) demands.
//! Below `tests/replay/` every path must fail, saying exactly the text beside it; `--bless` writes that text anew.

#![expect(clippy::print_stdout, reason = "a test runner of its own prints what the usual one would")]

#[path = "support/runner.rs"]
mod runner;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use cauce::check::{Checked, Options, check_bytes};
use cauce::diagnostic::{Diagnostic, Ink, render};
use cauce::limits::Limits;
use cauce::path::{Demand, PathFile, Replay, refused, replay};
use cauce::procedure::{Definitions, Procedure, Reading};
use cauce::source::Source;
use cauce::view::Coverage;

fn main() -> ExitCode {
    let named =
        |test: Test| runner::Named { name: test.name.clone(), run: Box::new(move |bless| test.run(bless)) };
    runner::run(tests().into_iter().map(named).collect())
}

struct Test {
    name: String,
    file: PathBuf,
    kind: Kind,
}

enum Kind {
    /// The path replays.
    Replays,
    /// The paths of the folder walk together what the file demands.
    Covers,
    /// The path fails, and the text beside it says how.
    Fails,
}

impl Test {
    fn run(&self, bless: bool) -> Result<(), String> {
        match self.kind {
            Kind::Replays => told(&self.file, &shelf(&folder_of(&self.file))?).map_or(Ok(()), Err),
            Kind::Covers => covers(&self.file),
            Kind::Fails => self.fails(bless),
        }
    }

    fn fails(&self, bless: bool) -> Result<(), String> {
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
    let mut tests = Vec::new();
    for folder in entries(&root().join("procedures")) {
        for paths in ["caminos", "paths"].map(|name| folder.join(name)) {
            tests.extend(toml_files(&paths).into_iter().map(|file| {
                let kind = if is_demand(&file) { Kind::Covers } else { Kind::Replays };
                Test { name: name(&file, &root().join("procedures")), file, kind }
            }));
        }
    }
    let cases = root().join("tests");
    let failing = toml_files(&cases.join("replay")).into_iter();
    tests.extend(failing.map(|file| Test { name: name(&file, &cases), file, kind: Kind::Fails }));
    tests
}

fn name(file: &Path, below: &Path) -> String {
    let shown = file.strip_prefix(below).unwrap_or(file).with_extension("");
    shown.to_string_lossy().replace('\\', "/")
}

fn is_demand(file: &Path) -> bool {
    matches!(file.file_stem().and_then(|stem| stem.to_str()), Some("caminos" | "paths"))
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

/// The folder of the procedure that a path lies beside.
fn folder_of(file: &Path) -> PathBuf {
    file.parent().and_then(Path::parent).unwrap_or(file).to_owned()
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

fn covers(file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let source = Source::new(shown(file), text);
    let (demand, diagnostics) = Demand::parse(&source);
    let demand = demand.ok_or_else(|| format!("{diagnostics:?}"))?;
    let shelf = shelf(&folder_of(file))?;
    let mut walked: Vec<(Arc<Procedure>, Coverage)> = Vec::new();
    for file in toml_files(file.parent().unwrap_or(file)).iter().filter(|file| !is_demand(file)) {
        let read = PathFile::decode(&shown(file), &fs::read(file).unwrap_or_default(), &Limits::default());
        let Some(path) = read.path.filter(|path| path.reading() == Reading::Chosen) else {
            continue;
        };
        let replayed = shelf.replay(&path);
        let (Some(procedure), Some(coverage)) = (replayed.procedure, replayed.coverage) else {
            continue;
        };
        match walked.iter_mut().find(|(other, _)| other.code() == procedure.code()) {
            Some((_, walked)) => walked.merge(&coverage),
            None => walked.push((procedure, coverage)),
        }
    }
    if walked.is_empty() {
        return Err("no path was replayed".into());
    }
    let mut said = Vec::new();
    for (procedure, coverage) in &walked {
        let shortfalls = demand.shortfalls(procedure, coverage);
        said.extend(
            shortfalls
                .iter()
                .map(|found| format!("{}: {}", procedure.code(), found.message(demand.language()))),
        );
    }
    if said.is_empty() { Ok(()) } else { Err(said.join("\n")) }
}
