//! The two tables of elements: what they name exists, both name the same, and what they show can be read.
//! The words of the format: each stands in a page, and the pages list no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cauce::check::{Options, check};
use cauce::diagnostic::{Grade, Ink, render};
use cauce::document::{Document, decode};
use cauce::keywords::Keyword;
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
fn every_case_of_elements_is_named() {
    for (path, _) in TABLES {
        let named: BTreeSet<String> = rows(&page(path)).iter().flat_map(tests).collect();
        let cases = cases();
        let left: Vec<&String> = cases.iter().filter(|case| !named.contains(*case)).collect();
        assert!(cases.len() > 400 && left.is_empty(), "{path}: of {}, in no row: {left:#?}", cases.len());
    }
}

/// The cases of elements, each in the folder of its topic.
fn cases() -> Vec<String> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root().join("tests/elements")).expect("it is there").flatten() {
        for case in fs::read_dir(folder.path()).expect("a folder of cases").flatten() {
            let (folder, case) = (folder.file_name(), case.file_name());
            found.push(format!("tests/elements/{}/{}", folder.to_string_lossy(), case.to_string_lossy()));
        }
    }
    found
}

/// The pages that say every word of the format between them.
const SAID: [(&[&str], Language); 2] = [
    (&["formato", "guardas", "caminos", "significado", "elementos"], Spanish),
    (&["format", "guards", "paths", "meaning", "elements"], English),
];

/// The pages whose tables list keys, with the words that stand in those tables and are none.
const KEYS: [(&str, Language); 4] = [
    ("docs/es/formato.md", Spanish),
    ("docs/es/caminos.md", Spanish),
    ("docs/en/format.md", English),
    ("docs/en/paths.md", English),
];
const NO_KEYS: [&str; 1] = ["true"];

#[test]
fn every_word_of_the_format_stands_in_a_page() {
    for (pages, language) in SAID {
        let folder = if language == Spanish { "es" } else { "en" };
        let code: String =
            pages.iter().map(|name| code(&page(&format!("docs/{folder}/{name}.md")))).collect();
        let missing: Vec<&str> = Keyword::ALL
            .iter()
            .map(|keyword| keyword.word(language))
            .filter(|word| !stands_in(&code, word))
            .collect();
        assert!(missing.is_empty(), "in no page of docs/{folder}: {missing:?}");
    }
}

#[test]
fn every_key_that_a_page_lists_is_a_word_of_the_format() {
    let mut listed = 0;
    for (path, language) in KEYS {
        let mut is_of_keys = false;
        for line in page(path).lines() {
            is_of_keys &= line.starts_with('|');
            let Some(cell) = line.strip_prefix("| ").and_then(|rest| rest.split(" | ").next()) else {
                continue;
            };
            if !cell.contains('`') || line.contains("| qué") || line.contains("| what") {
                is_of_keys |= ["clave", "key", "en `", "in `"].iter().any(|head| cell.starts_with(head));
                continue;
            }
            for word in quoted(cell).into_iter().filter(|_| is_of_keys).flat_map(plain_words) {
                listed += 1;
                let known = Keyword::find(word, language).is_some() || NO_KEYS.contains(&word);
                assert!(known, "{path}: «{word}» is no word of the format\n{line}");
            }
        }
    }
    assert!(listed > 120, "{listed} keys are listed");
}

/// Words of plain letters that no quote stands around: `reloj = "quieto"` has one.
fn plain_words(code: &str) -> Vec<&str> {
    let outside = code.split('"').step_by(2);
    let words =
        outside.flat_map(|part| part.split(|letter: char| !(letter.is_ascii_alphabetic() || letter == '_')));
    words.filter(|word| !word.is_empty()).collect()
}

/// What a page writes as code: its blocks, and what stands between back quotes.
fn code(page: &str) -> String {
    let mut code = String::new();
    for (place, part) in page.split("```").enumerate() {
        match place % 2 {
            1 => code.push_str(part),
            _ => part.lines().flat_map(quoted).for_each(|quoted| {
                code.push_str(quoted);
                code.push('\n');
            }),
        }
    }
    code
}

/// Whether a word stands in a text with no letter of a word on either side.
fn stands_in(text: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
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
