//! The house as `ARCHITECTURE.md` draws it: who may use whom, what stays inside, what is absent.
//!
//! Looks at the text of the sources, without their tests: what a module writes after `crate::` is what it uses.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the core from the ground up; those of one line may use each other.
const LAYERS: &[&[&str]] = &[
    &["data"],
    &["source"],
    &["limits"],
    &["reference"],
    &["keywords"],
    &["calendar"],
    &["guard"],
    &["diagnostic"],
    &["document"],
    &["graph", "procedure", "table"],
    &["proof"],
    &["command", "event", "incident", "rejection"],
    &["record"],
    &["check"],
    &["instance"],
    &["migration"],
    &["decide"],
    &["log"],
    &["clock"],
    &["view"],
    &["post"],
    &["path"],
    &["question"],
    &["generate"],
    &["counterexample"],
    &["mutate"],
    &["compare"],
    &["diagram", "render"],
    &["pages"],
    &["engine"],
];

/// What one module alone may name.
const INSIDE: &[(&str, &str)] = &[
    ("rhai::", "guard"),
    ("thin_vec::", "instance"),
    ("petgraph::", "graph"),
    ("toml::", "document"),
    ("toml_parser::", "document"),
    ("toml_datetime::", "document"),
    ("SystemTime::", "clock"),
];

/// What no module of the core may name.
const ABSENT: &[&str] =
    &["std::fs", "std::env", "std::thread", "std::net", "std::process", "f64", "f32", "HashMap", "HashSet"];

const LINES: usize = 600;

struct File {
    path: PathBuf,
    module: String,
    lines: usize,
    /// The code, without comments and without the tests at its end.
    code: Vec<(usize, String)>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn below(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", ".git", "node_modules"].contains(&name.as_str()) {
                    open.push(path);
                }
            } else if name != ".git" && wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind == "rs")
}

/// The sources of the core that are not tests.
fn core() -> Vec<File> {
    let sources = root().join("crates/core/src");
    let files = below(&sources, &|path| is_rust(path) && !is_test(path));
    let file = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("it can be read");
        let inside = path.strip_prefix(&sources).expect("it lies below").to_string_lossy().replace('\\', "/");
        let module = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = (1..).zip(code.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"));
        let code = code.map(|(number, line)| (number, line.to_owned())).collect();
        File { path: inside.into(), module, lines: text.lines().count(), code }
    };
    files.into_iter().map(file).collect()
}

fn is_test(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.iter().any(|part| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs"))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The modules that a line uses: what follows each `crate::`, alone or in braces.
fn used(line: &str) -> Vec<String> {
    let mut used = Vec::new();
    for after in line.split("crate::").skip(1) {
        let list = after.strip_prefix('{').map_or(after, |list| list.split('}').next().unwrap_or_default());
        let names = if after.starts_with('{') { list.split(',').collect() } else { vec![list] };
        for name in names {
            let name: String =
                name.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            used.push(name);
        }
    }
    used
}

#[test]
fn no_module_uses_one_above_it() {
    let mut wrong = String::new();
    for file in core() {
        let Some(own) = layer(&file.module) else {
            assert_eq!(file.module, "lib", "{} has no layer", file.path.display());
            continue;
        };
        for (number, line) in &file.code {
            for used in used(line).iter().filter(|used| layer(used).is_some_and(|used| used > own)) {
                let _ = writeln!(wrong, "{}:{number} uses {used}", file.path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_map_says_the_same() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the map is there");
    let table = map.split("## Modules of the core").nth(1).expect("the table is there");
    let table = table.split("\n## ").next().unwrap_or_default();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let modules = |row: &str| -> Vec<String> {
        let cell = row.split('|').nth(1).unwrap_or_default();
        cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let drawn: Vec<Vec<String>> = rows.map(modules).collect();
    assert_eq!(drawn, LAYERS.iter().map(|layer| layer.to_vec()).collect::<Vec<_>>());
}

#[test]
fn libraries_and_the_world_stay_outside() {
    let mut wrong = String::new();
    for file in core() {
        for (number, line) in &file.code {
            let leaks = INSIDE.iter().filter(|(name, home)| line.contains(name) && file.module != *home);
            let leaks =
                leaks.map(|(name, _)| *name).chain(ABSENT.iter().copied().filter(|name| names(line, name)));
            for name in leaks {
                let _ = writeln!(wrong, "{}:{number} names {name}", file.path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether a line names that, as a whole word.
fn names(line: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        !before.ends_with(word) && !after.starts_with(word)
    })
}

#[test]
fn no_file_is_too_long() {
    let long =
        |file: &File| (file.lines > LINES).then(|| format!("{}: {} lines", file.path.display(), file.lines));
    let long: Vec<String> = core().iter().filter_map(long).collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_module_says_what_it_knows() {
    for file in core() {
        let text =
            fs::read_to_string(root().join("crates/core/src").join(&file.path)).expect("it can be read");
        assert!(text.starts_with("//!"), "{} does not open with its purpose", file.path.display());
    }
}

#[test]
fn no_text_names_a_place_on_a_machine() {
    let places = ["work", "tmp", "root", "home", "Users"].map(|folder| format!("/{folder}/"));
    let kinds = ["rs", "toml", "md", "snap", "txt", "log", "sh", "yml", "json"];
    let is_text = |path: &Path| {
        let kind = path.extension().map(|kind| kind.to_string_lossy().into_owned());
        kind.is_none_or(|kind| kinds.contains(&kind.as_str()))
    };
    let mut wrong = String::new();
    for path in below(&root(), &is_text) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for (number, line) in (1..).zip(text.lines()) {
            if places.iter().any(|place| line.contains(place.as_str())) {
                let _ = writeln!(wrong, "{}:{number} {line}", path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Which of the crates of this house a crate may name, from the ground up.
const HOUSE: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("bpmn", &["cauce"]),
    ("files", &["cauce", "cauce-bpmn"]),
    ("testing", &["cauce", "cauce-files"]),
    ("store", &["cauce"]),
    ("cli", &["cauce", "cauce-bpmn", "cauce-files", "cauce-store"]),
];

/// What the tests of any crate may name beside that: the harness, which no crate needs to be built.
const FOR_TESTS: &str = "cauce-testing";

#[test]
fn dependencies_point_one_way() {
    for (folder, may) in HOUSE {
        let manifest = root().join("crates").join(folder).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let ours = |section: &str| -> Vec<String> {
            let lines = section.lines().take_while(|line| !line.starts_with('['));
            let named = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
            named.filter(|name| *name == "cauce" || name.starts_with("cauce-")).map(Into::into).collect()
        };
        for (place, _) in text.match_indices("dependencies]\n") {
            let is_test = text[..place].ends_with("[dev-");
            let ours = ours(&text[place + "dependencies]\n".len()..]);
            let may_be = |name: &String| may.contains(&&**name) || is_test && name == FOR_TESTS;
            assert!(ours.iter().all(may_be), "{folder} depends on {ours:?}");
        }
    }
    let folders = fs::read_dir(root().join("crates")).expect("the crates").count();
    assert_eq!(folders, HOUSE.len(), "a crate that is not in this list");
}
