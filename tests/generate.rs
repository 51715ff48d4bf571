//! The sets of paths that are generated: they replay, they show everything that can be shown, and they stay small.
//!
//! What cannot be shown is listed here by name, so that nothing falls away unseen.

use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options as Checking, check};
use cauce::generate::{Generated, Options, paths};
use cauce::path::{PathFile, replay};
use cauce::procedure::{Definitions, Procedure};
use cauce::source::Source;

fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).expect("the root").to_owned()
}

/// The procedures of a folder, each once.
fn definitions(folder: &str) -> Definitions {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join(folder)).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut definitions = Definitions::new();
    for file in files {
        definitions.add_unfit(read(&file.display().to_string(), &fs::read_to_string(&file).expect("a file")));
    }
    definitions
}

fn read(name: &str, text: &str) -> Procedure {
    let checked = check(&Source::new(name, text), &Checking::default());
    checked.procedure.unwrap_or_else(|| panic!("{name}: {:#?}", checked.diagnostics))
}

/// Every path replays, and together they show what the set says that it shows.
fn holds(definitions: &Definitions, procedure: &Procedure, generated: &Generated) {
    for path in &generated.paths {
        let (read, diagnostics) = PathFile::parse(&Source::new(path.file.as_str(), path.text.as_str()));
        assert!(diagnostics.is_empty(), "{}\n{diagnostics:?}\n{}", path.file, path.text);
        let replayed = replay(definitions, &read.expect("a path"));
        assert!(replayed.is_ok(), "{}\n{:#?}\n{}", path.file, replayed.differences, path.text);
    }
    let missing = generated.coverage.missing(procedure);
    let named: Vec<_> = generated.not_covered.iter().map(|not| not.what.clone()).collect();
    for missing in missing {
        assert!(named.contains(&missing), "{}: {missing:?} is missing and not named", procedure.code());
    }
}

#[test]
fn printed() {
    let folder = std::env::var("CAUCE_SHOW").unwrap_or("procedures/ibague-pro-gs-029".into());
    let only = std::env::var("CAUCE_ONLY").ok();
    let texts = std::env::var("CAUCE_TEXT").is_ok();
    let definitions = definitions(&folder);
    for procedure in definitions.newest() {
        if only.as_ref().is_some_and(|only| only != procedure.code()) { continue }
        let begun = std::time::Instant::now();
        let mut options = Options::default();
        let asked = std::env::var("CAUCE_OPT").unwrap_or_default();
        options.compact = asked.contains("compact");
        options.pairs = asked.contains("pairs");
        options.loop_free = asked.contains("free");
        options.refusals = asked.contains("refuse");
        options.rounds = asked.contains("rounds").then_some(2);
        let generated = paths(&definitions, procedure, &options);
        println!("{} {} paths, smallest {}, {:?}", procedure.code(), generated.paths.len(), generated.is_smallest, begun.elapsed());
        for path in &generated.paths {
            println!("   {} · {}", path.file, path.title);
            if texts { println!("{}", path.text); }
        }
        for not in &generated.not_covered { println!("   NOT {not:?}"); }
        holds(&definitions, procedure, &generated);
    }
}

/// What every case of `tests/elements` would repeat, as that suite has it.
const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";

/// The sets of procedures of `tests/elements`, with the names of their files.
fn elements() -> Vec<(String, Definitions)> {
    let mut open = vec![root().join("tests/elements")];
    let mut found = Vec::new();
    while let Some(place) = open.pop() {
        if place.is_dir() {
            open.extend(fs::read_dir(place).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let text = fs::read_to_string(&place).expect("a file");
        let mut definitions = Definitions::new();
        for (number, part) in text.split("\n=====").enumerate() {
            let (title, part) = match number {
                0 => part.strip_prefix("=====").map_or(("", part), |part| part.split_once('\n').unwrap_or((part, ""))),
                _ => part.split_once('\n').unwrap_or((part, "")),
            };
            if matches!(title.trim(), "" | "procedure") {
                let whole = part.trim_start().starts_with("format");
                let part = if whole { part.to_owned() } else { format!("{HEAD}{part}") };
                let checked = check(&Source::new("procedure", part), &Checking::default());
                checked.procedure.into_iter().for_each(|procedure| drop(definitions.add_unfit(procedure)));
            }
        }
        let below = place.strip_prefix(root().join("tests/elements")).expect("below").with_extension("");
        found.push((below.display().to_string(), definitions));
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[test]
fn elements_show() {
    let only = std::env::var("CAUCE_ONLY").ok();
    let texts = std::env::var("CAUCE_TEXT").is_ok();
    let (mut n, mut clean, mut p, mut ended) = (0, 0, 0, 0);
    for (name, definitions) in elements() {
        if only.as_ref().is_some_and(|only| !name.contains(only)) { continue }
        for procedure in definitions.newest() {
            let begun = std::time::Instant::now();
            let generated = paths(&definitions, procedure, &Options::default());
            let took = begun.elapsed();
            n += 1; clean += usize::from(generated.not_covered.is_empty());
            p += generated.paths.len();
            let stuck = generated.paths.iter().filter(|path| path.text.contains("\"en curso\"") || path.text.contains("running")).count();
            ended += generated.paths.len() - stuck;
            if !generated.not_covered.is_empty() || stuck > 0 || took.as_millis() > 500 || texts {
                println!("= {name} {} {} paths, {stuck} not ended {took:?}", procedure.code(), generated.paths.len());
                for not in &generated.not_covered { println!("   NOT {not:?}"); }
            }
            for path in &generated.paths {
                if texts { println!("   {} · {}\n{}", path.file, path.title, path.text); }
            }
            holds(&definitions, procedure, &generated);
        }
    }
    println!("{n} procedures, {clean} complete; {p} paths, {ended} ended");
}
