//! What is walked and how often: one test for each file of `tests/coverage/`.
//!
//! A file holds a procedure, paths through it after lines that begin with `=====`, and at last, after `===== coverage`,
//! what they walk together: each kind with how much of it, how often the elements ran, and what is missing.
//! `--bless` writes that part anew.

#![expect(clippy::print_stdout, reason = "a test runner of its own prints what the usual one would")]

#[path = "support/parts.rs"]
mod parts;
#[path = "support/runner.rs"]
mod runner;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use cauce::path::replay;
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Language;
use cauce::view::{Coverage, CoverageKind, CoverageSet};

fn main() -> ExitCode {
    let named = |(name, file): (String, PathBuf)| runner::Named {
        name,
        run: Box::new(move |bless| run(&file, bless)),
    };
    runner::run(parts::files("coverage").into_iter().map(named).collect())
}

fn run(file: &Path, bless: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let parts = parts::parts(&text);
    let (Some(first), Some((wanted, paths))) = (parts.first(), parts[1..].split_last()) else {
        return Err("it says not what is walked".into());
    };
    let mut definitions = Definitions::new();
    for called in paths.iter().filter(|part| part.title == "procedure") {
        definitions.add_unfit(parts::procedure(called)?);
    }
    let digest = definitions.add_unfit(parts::procedure(first)?);
    let procedure = Arc::clone(definitions.get(&digest).ok_or("it was added")?);
    let (mut coverage, mut set) = (Coverage::none(&procedure), CoverageSet::new());
    for part in paths.iter().filter(|part| part.title != "procedure") {
        let replayed = replay(&definitions, &parts::path(part)?);
        if let Some(difference) = replayed.differences.first() {
            return Err(format!("{}: {difference:?}", part.title));
        }
        coverage.merge(replayed.coverage.as_ref().ok_or_else(|| format!("{:?}", replayed.diagnostics))?);
        set.add_case(&procedure, replayed.timeline.iter().flat_map(|happened| &happened.events));
    }
    let mut said = told(&procedure, &coverage);
    for called in set.procedures().into_iter().filter(|called| called.digests() != procedure.digests()) {
        let _ = write!(said, "{}:\n{}", called.code(), told(called, &set.of(called).ok_or("walked")?));
    }
    survives_a_file(&set, &procedure, &coverage)?;
    parts::expect(file, &text, wanted, &said, bless)
}

/// What was walked together is what the events say; written, read and added to itself it is twice that.
fn survives_a_file(set: &CoverageSet, procedure: &Arc<Procedure>, coverage: &Coverage) -> Result<(), String> {
    if set.of(procedure).as_ref() != Some(coverage) {
        return Err("the paths and their events do not walk the same".into());
    }
    let mut twice = CoverageSet::new();
    for _ in 0..2 {
        twice.read(&set.write()).map_err(|error| error.to_string())?;
    }
    let mut doubled = coverage.clone();
    doubled.merge(coverage);
    match twice.of(procedure) == Some(doubled) {
        true => Ok(()),
        false => Err("what is read back is something else".into()),
    }
}

fn told(procedure: &Procedure, coverage: &Coverage) -> String {
    let mut told = String::new();
    for kind in CoverageKind::ALL {
        let tally = coverage.tally(kind);
        if tally.all > 0 {
            let _ = writeln!(told, "{} {}/{}", kind.name(Language::Spanish), tally.walked, tally.all);
        }
    }
    let elements = procedure.activities().iter().filter_map(|activity| procedure.find(&activity.id));
    let times =
        elements.map(|element| format!("{}×{}", procedure.reference(element), coverage.times(element)));
    let _ = writeln!(told, "{}", times.collect::<Vec<_>>().join(" "));
    for missing in coverage.missing(procedure) {
        let _ = writeln!(told, "- {}", missing.sentence(Language::Spanish));
    }
    told
}
