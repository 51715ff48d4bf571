//! Every diagnostic of the cases, said to a reader of the other language: what is to be written is the file's.

use std::fs;
use std::path::{Path, PathBuf};

use super::Problem;
use crate::check::{Options, check_bytes};
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

#[test]
fn advice_names_the_words_of_the_file() {
    let (mut said, mut strays) = (0, Vec::new());
    for path in cases() {
        let bytes = fs::read(&path).expect("a case");
        let checked = check_bytes("caso.toml", &bytes, &Options::default());
        let voice = Voice { reader: checked.language.other(), file: checked.language };
        // Guards speak one language only.
        let problems = checked.diagnostics.iter().map(|found| &found.problem);
        for problem in problems.filter(|problem| !matches!(problem, Problem::Guard(_))) {
            let text = format!("{} {}", problem.message(voice), problem.help(voice).unwrap_or_default());
            said += 1;
            strays.extend(stray(&text, voice).map(|word| format!("{}: {word}: {text}", problem.code())));
        }
    }
    assert!(said > 200, "{said} sentences");
    strays.sort_unstable();
    strays.dedup();
    assert_eq!(strays, Vec::<String>::new());
}

/// A word in the place of a key or header that the reader's language has and the file's has not.
fn stray(text: &str, voice: Voice) -> Option<&str> {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let keys = text.match_indices(" = ").map(|(at, _)| {
        let before = &text[..at];
        &before[before.trim_end_matches(is_part).len()..]
    });
    let headers = text.match_indices('[').map(|(at, _)| {
        let after = &text[at + 1..];
        &after[..after.find(|letter| !is_part(letter)).unwrap_or(after.len())]
    });
    let known = |word: &str, language: Language| Keyword::find(word, language).is_some();
    // The advice to say the language of a file names both.
    let both = |word: &str| matches!(word, "idioma" | "language");
    keys.chain(headers).find(|word| known(word, voice.reader) && !known(word, voice.file) && !both(word))
}

fn cases() -> Vec<PathBuf> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/check")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder of cases") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|extension| extension == "toml") => found.push(path),
                false => {}
            }
        }
    }
    found
}
