//! The two tables of elements: what they name exists, both name the same, and what they show can be read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check};
use cauce::diagnostic::{Grade, Ink, render};
use cauce::document::{Document, decode};
use cauce::limits::Limits;
use cauce::source::Language::{self, English, Spanish};
use cauce::source::Source;

const TABLES: [(&str, Language); 2] = [("docs/es/elementos.md", Spanish), ("docs/en/elements.md", English)];
const MEANING: [(&str, Language); 2] = [("docs/es/significado.md", Spanish), ("docs/en/meaning.md", English)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the page is there")
}

fn head(language: Language) -> &'static str {
    match language {
        Spanish => {
            "formato = 1\nidioma = \"es\"\n[procedimiento]\ncodigo = \"E\"\nnombre = \"E\"\nzona_horaria = \"America/Bogota\"\n[[rol]]\nid = \"r\"\nnombre = \"R\"\n"
        }
        _ => {
            "format = 1\nlanguage = \"en\"\n[procedure]\ncode = \"E\"\nname = \"E\"\ntime_zone = \"America/Bogota\"\n[[role]]\nid = \"r\"\nname = \"R\"\n"
        }
    }
}

/// The cells of each row that has as many as the tables of elements.
fn rows(page: &str) -> Vec<[String; 4]> {
    let cells = |line: &str| -> Option<[String; 4]> {
        let inner = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let cells: Vec<String> = inner.split(" | ").map(str::to_owned).collect();
        cells.try_into().ok()
    };
    page.lines().filter(|line| line.contains('`')).filter_map(cells).collect()
}

/// What stands between back quotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The tests that a row names; those of elements are named below their folder.
fn tests(row: &[String; 4]) -> Vec<String> {
    let whole = |name: &str| match name.starts_with("tests/") {
        true => name.to_owned(),
        false => format!("tests/elements/{name}.txt"),
    };
    quoted(&row[3]).into_iter().map(whole).collect()
}

/// The example of a row as a file: its first line opens a block, which is given an id.
fn example(row: &[String; 4], language: Language) -> Option<Document> {
    let lines = quoted(&row[1]);
    let (opening, keys) = lines.split_first()?;
    let text = format!("{}{opening}\nid = \"x\"\n{}\n", head(language), keys.join("\n"));
    let decoded = decode("row.toml", text.as_bytes(), &Limits::default());
    assert!(decoded.is_whole(), "{text}\n{:#?}", decoded.diagnostics);
    decoded.document
}

#[test]
fn every_test_that_a_table_names_is_there() {
    for (path, _) in TABLES {
        let rows = rows(&page(path));
        assert!(rows.len() > 50, "{path}: {} rows", rows.len());
        for row in &rows {
            let named = tests(row);
            assert!(!named.is_empty(), "{path}: {} names no test", row[0]);
            for test in named {
                assert!(root().join(&test).is_file(), "{path}: {test}");
            }
        }
    }
}

#[test]
fn both_tables_name_the_same_tests_and_show_the_same() {
    let [(es, spanish), (en, english)] = TABLES;
    let (es, en) = (rows(&page(es)), rows(&page(en)));
    assert_eq!(es.len(), en.len());
    for (one, other) in es.iter().zip(&en) {
        assert_eq!(tests(one), tests(other), "{} · {}", one[0], other[0]);
        assert_eq!(example(one, spanish), example(other, english), "{} · {}", one[0], other[0]);
    }
}

#[test]
fn every_folder_of_elements_is_named() {
    let named: BTreeSet<String> = rows(&page(TABLES[0].0)).iter().flat_map(tests).collect();
    for folder in fs::read_dir(root().join("tests/elements")).expect("it is there").flatten() {
        let name = format!("tests/elements/{}/", folder.file_name().to_string_lossy());
        assert!(named.iter().any(|test| test.starts_with(&name)), "{name} is in no row");
    }
}

/// What the pages say does not run yet is refused with that code, and only with it.
#[test]
fn what_does_not_run_yet_is_refused() {
    let activity = "[[actividad]]\nid = \"x\"\ntitulo = \"X\"\n";
    let event = "evento = { id = \"e\", cuando = { senal = \"s\" }, va_a = 1, ";
    let keys = [
        format!("{event}cancela_lo_demas = true }}"),
        "interaccion = { id = \"i\", con = \"P\" }".into(),
        "hito = \"h\"".into(),
        "mide = [{ ventana = \"v\", indicadores = [\"i\"] }]".into(),
        "evento = { id = \"e\", cuando = { compensa = true }, va_a = 1 }".into(),
        "procedimiento = \"P\"\ninicio = \"i\"".into(),
    ];
    for keys in keys {
        let text = format!("{}{activity}{keys}\n", head(Spanish));
        let decoded = decode("p.toml", text.as_bytes(), &Limits::default());
        let codes: Vec<&str> = decoded.diagnostics.iter().map(|found| found.problem.code()).collect();
        assert_eq!(codes, ["C0010"], "{keys}");
    }
}

/// The examples get the head that every test of an element gets.
#[test]
fn the_examples_of_the_pages_about_meaning_are_procedures() {
    let mut counts = Vec::new();
    for (path, language) in MEANING {
        let page = page(path);
        let blocks: Vec<&str> =
            page.split("```toml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
        for block in &blocks {
            let text = format!("{}{block}", head(language));
            let checked = check(&Source::new(path, text), &Options::default());
            let worst = checked.diagnostics.iter().find(|found| found.grade != Grade::Remark);
            let said = || render(&checked.source, &checked.diagnostics, language, Ink::Plain);
            assert!(worst.is_none() && checked.procedure.is_some(), "{block}\n{}", said());
        }
        counts.push(blocks.len());
    }
    assert!(counts[0] >= 8 && counts[0] == counts[1], "{counts:?}");
}
