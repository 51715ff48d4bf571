//! Files of several parts: a procedure, and after lines that begin with `=====` what it is tried with.
//!
//! What every case would repeat (format, language, head, a role `r`) is written here once.

#![allow(dead_code, reason = "each suite uses what it needs")]

use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check};
use cauce::diagnostic::{Ink, render};
use cauce::limits::Limits;
use cauce::path::PathFile;
use cauce::procedure::Procedure;
use cauce::source::Source;

const HEAD: &str = "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n";
const PATH_HEAD: &str = "formato = 1\nidioma = \"es\"\n[camino]\nprocedimiento = \"E\"\n";

/// A part with the title that stands before it.
pub(crate) struct Part {
    pub(crate) title: String,
    pub(crate) text: String,
}

pub(crate) fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).unwrap_or(manifest).to_owned()
}

/// The case files below a folder, sorted, with what each is called.
pub(crate) fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let below = root().join("tests").join(folder);
    let mut found: Vec<(String, PathBuf)> = Vec::new();
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        found.extend(name.map(|name| (format!("{folder}/{name}"), path)));
    }
    found.sort();
    found
}

/// Takes a text apart; the first part has no title.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part { title: String::new(), text: String::new() }];
    for line in text.lines() {
        match (line.strip_prefix("====="), parts.last_mut()) {
            (Some(title), _) => parts.push(Part { title: title.trim().to_owned(), text: String::new() }),
            (None, Some(part)) => {
                part.text.push_str(line);
                part.text.push('\n');
            }
            (None, None) => {}
        }
    }
    parts
}

/// The text of a procedure with its head.
pub(crate) fn procedure_text(part: &Part) -> String {
    with_head(HEAD, &part.text)
}

pub(crate) fn procedure(part: &Part) -> Result<Procedure, String> {
    let checked = check(&Source::new("procedure", procedure_text(part)), &Options::default());
    let said = || render(&checked.source, &checked.diagnostics, checked.language, Ink::Plain);
    match checked.procedure {
        Some(procedure) if procedure.unfit().is_empty() => Ok(procedure),
        _ => Err(said()),
    }
}

pub(crate) fn path(part: &Part) -> Result<PathFile, String> {
    let head = format!("{PATH_HEAD}nombre = \"{}\"\n", part.title);
    let text = with_head(&head, &part.text);
    let read = PathFile::decode("path", text.as_bytes(), &Limits::default());
    read.path.ok_or_else(|| render(&read.source, &read.diagnostics, read.language, Ink::Plain))
}

fn with_head(head: &str, part: &str) -> String {
    let whole = part.trim_start().starts_with("format");
    if whole { part.to_owned() } else { format!("{head}{part}") }
}

/// Compares what is said with the last part of a file, or writes it there.
pub(crate) fn expect(file: &Path, text: &str, wanted: &Part, said: &str, bless: bool) -> Result<(), String> {
    if bless {
        let title = format!("===== {}\n", wanted.title);
        let before = text.rfind(&title).map_or(text, |at| &text[..at]);
        return fs::write(file, format!("{before}{title}{said}")).map_err(|error| error.to_string());
    }
    let wanted = &wanted.text;
    if wanted == said { Ok(()) } else { Err(format!("expected:\n{wanted}\nfound:\n{said}")) }
}
