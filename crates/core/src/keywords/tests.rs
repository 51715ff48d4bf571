//! The table is closed, plain and unambiguous.

use std::collections::BTreeSet;

use super::{Keyword, distance};
use crate::source::Language;

#[test]
fn each_word_stands_in_one_row_and_is_found_both_ways() {
    for language in [Language::Spanish, Language::English] {
        let words: BTreeSet<&str> = Keyword::ALL
            .iter()
            .map(|keyword| keyword.word(language))
            .collect();
        assert_eq!(words.len(), Keyword::ALL.len());
        for keyword in Keyword::ALL {
            assert_eq!(
                Keyword::find(keyword.word(language), language),
                Some(*keyword)
            );
        }
    }
}

#[test]
fn a_word_equal_in_both_languages_has_one_row() {
    for keyword in Keyword::ALL {
        if let Some(other) = Keyword::find(keyword.es(), Language::English) {
            assert_eq!(
                other,
                *keyword,
                "{} is an English word of another row",
                keyword.es()
            );
        }
    }
}

#[test]
fn words_are_plain() {
    for keyword in Keyword::ALL {
        for word in [keyword.es(), keyword.en()] {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ' ';
            assert!(word.chars().all(plain) && !word.is_empty(), "{word}");
        }
    }
}

#[test]
fn unknown_words_are_not_found() {
    for word in ["", "responsabel", "Responsables", "sin  definir", "ñ"] {
        assert_eq!(Keyword::find(word, Language::Spanish), None);
    }
}

#[test]
fn near_words_are_suggested() {
    let near = |word| Keyword::nearest(word, Keyword::ALL.iter().copied(), Language::Spanish);
    assert_eq!(near("titlo"), Some(Keyword::Title));
    assert_eq!(near("título"), Some(Keyword::Title));
    assert_eq!(near("xyzzy"), None);
    assert_eq!(distance("ab", "ba"), 1);
}

#[test]
fn the_table_is_complete() {
    let listed: Vec<[&str; 2]> = include_str!("list.txt")
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(es, en)| [es, en])
        .collect();
    assert_eq!(listed, Keyword::WORDS);
}
