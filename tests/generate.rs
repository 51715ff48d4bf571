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
fn show() {
    let folder = std::env::var("CAUCE_SHOW").unwrap_or("procedures/ibague-pro-gs-029".into());
    let only = std::env::var("CAUCE_ONLY").ok();
    let texts = std::env::var("CAUCE_TEXT").is_ok();
    let definitions = definitions(&folder);
    for procedure in definitions.newest() {
        if only.as_ref().is_some_and(|only| only != procedure.code()) { continue }
        let begun = std::time::Instant::now();
        let generated = paths(&definitions, procedure, &Options::default());
        println!("{} {} paths, {:?}", procedure.code(), generated.paths.len(), begun.elapsed());
        for path in &generated.paths {
            println!("   {} · {}", path.file, path.title);
            if texts { println!("{}", path.text); }
        }
        for not in &generated.not_covered { println!("   NOT {not:?}"); }
        holds(&definitions, procedure, &generated);
    }
}
