//! Case files with the expectation beside the faulty line, and what a person reads of some of them.
//!
//! `tests/check/archivo` is about the file alone: what decoding says of it.
//! The other folders go through the whole check. A new case is a new file.

#[path = "support/expectations.rs"]
mod expectations;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check_bytes, together};
use cauce::diagnostic::{Diagnostic, Grade, Ink, render};
use cauce::document::decode;
use cauce::limits::Limits;
use cauce::path::PathFile;
use cauce::source::{Language, Source};
use expectations::{Expected, difference, expectations};

/// A file that was looked at.
struct Seen {
    source: Source,
    language: Language,
    diagnostics: Vec<Diagnostic>,
}

type Look = fn(&str, &[u8]) -> Seen;

fn decoding(name: &str, bytes: &[u8]) -> Seen {
    let decoded = decode(name, bytes, &Limits::default());
    Seen { source: decoded.source, language: decoded.language, diagnostics: decoded.diagnostics }
}

fn checking(name: &str, bytes: &[u8]) -> Seen {
    let checked = check_bytes(name, bytes, &Options::default());
    Seen { source: checked.source, language: checked.language, diagnostics: checked.diagnostics }
}

impl Seen {
    fn form(&self) -> Vec<Expected> {
        self.diagnostics.iter().map(|diagnostic| self.one(diagnostic)).collect()
    }

    fn one(&self, diagnostic: &Diagnostic) -> Expected {
        let problem = &diagnostic.problem;
        let grade = match diagnostic.grade {
            Grade::Error => "error",
            Grade::Unfit => "unfit",
            Grade::Remark => "remark",
        };
        let help = problem.help(self.language).unwrap_or_default();
        Expected {
            line: self.source.line_column(diagnostic.span.start).0,
            grade: grade.into(),
            code: problem.code().into(),
            text: format!("{} {help}", problem.message(self.language)),
        }
    }

    fn page(&self, language: Language) -> String {
        render(&self.source, &self.diagnostics, language, Ink::Plain)
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/check").join(name)
}

/// Holds every file of a folder against its comments.
fn holds(name: &str, look: Look, at_least: usize) {
    let entries = fs::read_dir(folder(name)).expect("the folder is there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    let mut wrong = String::new();
    for file in &files {
        let bytes = fs::read(file).expect("it can be read");
        let shown = file.file_name().unwrap_or_default().to_string_lossy();
        let seen = look(&shown, &bytes);
        let expected = expectations(&String::from_utf8_lossy(&bytes));
        if let Some(difference) = difference(&expected, &seen.form()) {
            let _ = writeln!(wrong, "{shown}\n{difference}\n{}", seen.page(seen.language));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(files.len() >= at_least, "{} cases in {name}", files.len());
}

#[test]
fn archivo() {
    holds("archivo", decoding, 60);
}

#[test]
fn grafo() {
    holds("grafo", checking, 20);
}

#[test]
fn referencias() {
    holds("referencias", checking, 25);
}

#[test]
fn guardas() {
    holds("guardas", checking, 20);
}

#[test]
fn tiempos() {
    holds("tiempos", checking, 15);
}

#[test]
fn observaciones() {
    holds("observaciones", checking, 20);
}

#[test]
fn datos() {
    holds("datos", checking, 25);
}

#[test]
fn modelos() {
    holds("modelos", checking, 25);
}

/// Each folder below `juntos` is a set of files that are looked at together.
#[test]
fn juntos() {
    let sets = fs::read_dir(folder("juntos")).expect("the folder is there");
    let mut sets: Vec<PathBuf> = sets.map(|entry| entry.expect("it can be listed").path()).collect();
    sets.sort();
    let wrong: String = sets.iter().map(|set| amiss(set)).collect();
    assert!(wrong.is_empty(), "{wrong}");
    assert!(sets.len() >= 3);
}

/// What differs in a set of files from the comments in them.
fn amiss(set: &Path) -> String {
    let mut files: Vec<PathBuf> =
        fs::read_dir(set).expect("a set").map(|entry| entry.expect("it can be listed").path()).collect();
    files.sort();
    let texts: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("it can be read")).collect();
    let checked: Vec<_> =
        texts.iter().map(|bytes| check_bytes("juntos", bytes, &Options::default())).collect();
    let procedures: Vec<_> =
        checked.iter().map(|one| one.procedure.as_ref().expect("it is a procedure")).collect();
    let mut wrong = String::new();
    for (position, found) in together(&procedures).into_iter().enumerate() {
        let one = &checked[position];
        let diagnostics = one.diagnostics.iter().cloned().chain(found).collect();
        let seen = Seen { source: one.source.clone(), language: one.language, diagnostics };
        let expected = expectations(&String::from_utf8_lossy(&texts[position]));
        if let Some(difference) = difference(&expected, &seen.form()) {
            let _ =
                writeln!(wrong, "{}\n{difference}\n{}", files[position].display(), seen.page(seen.language));
        }
    }
    wrong
}

/// The report of a file in both languages: its own first, then the other.
fn report(name: &str) {
    let file = folder(name);
    let bytes = fs::read(&file).expect("it can be read");
    let seen = checking(name, &bytes);
    let both = format!("{}\n{}", seen.page(seen.language), seen.page(seen.language.other()));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("check/informes");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let shown = name.replace('/', ".").replace(".toml", "");
    settings.bind(|| insta::assert_snapshot!(shown, both));
}

#[test]
fn what_a_person_reads() {
    for name in [
        "archivo/varios-a-la-vez.toml",
        "archivo/clave-caida.toml",
        "archivo/corchete-temprano.toml",
        "archivo/fecha-con-barras.toml",
        "archivo/ingles.toml",
        "grafo/ciclo-automatico.toml",
        "grafo/nunca-termina.toml",
        "grafo/ingles.toml",
        "datos/ingles.toml",
        "datos/condiciones-de-todas-clases.toml",
        "datos/regreso-que-nada-cambia.toml",
        "observaciones/aspectos-del-control.toml",
        "observaciones/ingles.toml",
    ] {
        report(name);
    }
}

/// The blocks of a page in that language of code.
fn blocks(page: &str, kind: &str) -> Vec<String> {
    let opening = format!("```{kind}\n");
    let opened = page.split(opening.as_str()).skip(1);
    let block = |opened: &str| opened.split("```").next().unwrap_or_default().to_owned();
    opened.map(block).collect()
}

#[test]
fn the_files_on_the_pages_can_be_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for page in ["README.md", "docs/es/guia.md"] {
        let text = fs::read_to_string(root.join(page)).expect("it can be read");
        for block in blocks(&text, "toml") {
            let seen = if block.contains("[camino]") {
                let (path, found) = PathFile::parse(&Source::new(page, block.as_str()));
                assert!(path.is_some(), "{page}: {found:?}\n{block}");
                continue;
            } else {
                checking(page, block.as_bytes())
            };
            let worst =
                seen.diagnostics.iter().map(|found| found.grade).find(|grade| *grade != Grade::Remark);
            assert_eq!(worst, None, "{page}:\n{}", seen.page(Language::Spanish));
        }
    }
}
