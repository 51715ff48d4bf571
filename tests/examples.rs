//! The programs of `examples/`: each is short, is named in the README, runs, and says what its file is about.
//!
//! They are run by cargo as a reader would, so that what is built is what is written.

#![expect(clippy::panic, reason = "what is wrong is told with the page it is wrong on")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each program has to say, beside ending well.
const SAYS: [(&str, &[&str]); 10] = [
    ("five_calls", &["1 Priorizar los temas: director-psc", "now open: 2 Desarrollar el contenido"]),
    ("work_list", &["q-1/2 Responder la queja (nobody yet)", "q-3/2 Responder la queja (ana)"]),
    ("own_clock", &["due: 2022-03-04T05:00:00", "notice to director: Overdue"]),
    ("own_store", &["another person has claimed"]),
    ("vocabulary", &["Centro: next is Visitar", "Juntas: next is Pedir transporte"]),
    ("replay_path", &[]),
    ("conformance", &["2022-07: cost 3, fitness 0.", "“Almorzar” is no activity"]),
    ("messages", &["pago-7 P-2: Delivered", "as before", "pago-8 P-3: ", "case 2: Despachar"]),
    (
        "workers",
        &[
            "ana@x: attempt 1 has the key 1/1/1\nana@x: sent\n",
            "nadie@x: Llamar por teléfono",
            "lejos@x: attempt 2 has the key 3/1/2\nlejos@x: no attempt is left",
            "lejos@x: attempt 1 has the key 3/3/1\nlejos@x: sent\n",
        ],
    ),
    (
        "store_workers",
        &["eva has 1/1/1", "ana is told: the lease of the job", "eva has 1/1/2", "case 1: Archivar"],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_example_is_short_tells_what_it_shows_and_is_in_the_readme() {
    let there = fs::read_dir(root().join("examples")).expect("the folder is there").flatten();
    let name = |file: fs::DirEntry| file.path().extension()?.to_str().map(|_| file.path());
    let stems: BTreeSet<String> = there
        .filter_map(name)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(stems, SAYS.iter().map(|(name, _)| (*name).to_owned()).collect());
    let readme = read("README.md");
    for name in stems {
        let text = read(&format!("examples/{name}.rs"));
        assert!(text.lines().count() <= 60, "{name}: {} lines", text.lines().count());
        assert!(text.starts_with("//! "), "{name} does not say what it shows");
        assert!(readme.contains(&format!("](examples/{name}.rs)")), "{name} is not in the README");
    }
}

#[test]
fn every_example_runs() {
    for (name, wanted) in SAYS {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--offline", "--example", name]).current_dir(root());
        if !cfg!(debug_assertions) {
            cargo.arg("--release");
        }
        let output = cargo.output().expect("cargo can be run");
        let said = String::from_utf8_lossy(&output.stdout);
        let trouble = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.trim().is_empty(), "{name}: {said}{trouble}");
        for words in wanted {
            assert!(said.contains(words), "{name} does not say «{words}»:\n{said}");
        }
    }
}
