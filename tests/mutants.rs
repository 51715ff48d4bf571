//! Which slips a path notices: one test for each file of `tests/mutants/`.
//!
//! A file holds a procedure, paths through it after lines that begin with `=====`, and at last, after
//! `===== mutants OPERATOR…`, the mutants of those operators and what each path by itself makes of them: `killed`,
//! `survived`, `equivalent`, or the code by which the checker refuses it. `--bless` writes that part anew.

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

use cauce::check::Options;
use cauce::mutate::{Judged, Operator, Verdict, judge};
use cauce::path::replay;
use cauce::procedure::Definitions;
use cauce::source::Language;

fn main() -> ExitCode {
    let named = |(name, file): (String, PathBuf)| runner::Named {
        name,
        run: Box::new(move |bless| run(&file, bless)),
    };
    let mut tests: Vec<runner::Named> = parts::files("mutants").into_iter().map(named).collect();
    let all =
        || runner::Named { name: "every operator has a case".into(), run: Box::new(|_| every_operator()) };
    tests.push(all());
    runner::run(tests)
}

fn run(file: &Path, bless: bool) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let parts = parts::parts(&text);
    let (Some(first), Some((wanted, paths))) = (parts.first(), parts[1..].split_last()) else {
        return Err("it says not what comes of its mutants".into());
    };
    let operators = operators(&wanted.title)?;
    let mut definitions = Definitions::new();
    let digest = definitions.add_unfit(parts::procedure(first)?);
    let procedure = Arc::clone(definitions.get(&digest).ok_or("it was added")?);
    let mut said = String::new();
    for part in paths {
        let path = parts::path(part)?;
        let replayed = replay(&definitions, &path);
        if !replayed.is_ok() {
            return Err(format!("{}: {:?} {:?}", part.title, replayed.differences, replayed.diagnostics));
        }
        let report = judge((&definitions, &procedure), &[path], usize::MAX, &Options::default());
        let _ = writeln!(said, "{}", part.title);
        for judged in report.judged.iter().filter(|judged| operators.contains(&judged.mutant.operator)) {
            said.push_str(&told(judged));
        }
    }
    parts::expect(file, &text, wanted, &said, bless)
}

fn told(Judged { mutant, verdict, .. }: &Judged) -> String {
    let slip = mutant.sentence(Language::Spanish);
    match verdict {
        Verdict::Killed { .. } => format!("  killed      {slip}\n"),
        Verdict::Equivalent => format!("  equivalent  {slip}\n"),
        Verdict::Unfit(code) => format!("  {code}       {slip}\n"),
        _ => format!("  survived    {slip}\n              {}\n", mutant.remedy(Language::Spanish)),
    }
}

fn operators(title: &str) -> Result<Vec<Operator>, String> {
    let named = |id: &str| {
        let found = Operator::ALL.into_iter().find(|operator| operator.id() == id);
        found.ok_or_else(|| format!("there is no operator {id}"))
    };
    title.split_whitespace().skip(1).map(named).collect()
}

/// Of each operator some mutant is noticed by a path, and some survives one.
fn every_operator() -> Result<(), String> {
    let mut cases: Vec<(Operator, bool, bool)> =
        Operator::ALL.map(|operator| (operator, false, false)).to_vec();
    for (_, file) in parts::files("mutants") {
        let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
        let Some(wanted) = parts::parts(&text).pop() else { continue };
        for (operator, killed, survived) in &mut cases {
            let mine = |verdict: &str| {
                let name = operator.name(Language::Spanish);
                wanted
                    .text
                    .lines()
                    .any(|line| line.trim_start().starts_with(verdict) && line.contains(&format!("· {name}")))
            };
            *killed |= mine("killed");
            *survived |= mine("survived");
        }
    }
    match cases.iter().find(|(_, killed, survived)| !killed || !survived) {
        Some((operator, ..)) => {
            Err(format!("{} lacks a path that notices it, or one that does not", operator.id()))
        }
        None => Ok(()),
    }
}
