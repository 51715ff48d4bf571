//! The table is closed, plain and unambiguous.

use std::collections::BTreeSet;

use super::{Keyword, distance};
use crate::source::Language;

#[test]
fn each_word_stands_in_one_row_and_is_found_both_ways() {
    for language in [Language::Spanish, Language::English] {
        let words: BTreeSet<&str> = Keyword::ALL.iter().map(|keyword| keyword.word(language)).collect();
        assert_eq!(words.len(), Keyword::ALL.len());
        for keyword in Keyword::ALL {
            assert_eq!(Keyword::find(keyword.word(language), language), Some(*keyword));
        }
    }
}

#[test]
fn a_word_equal_in_both_languages_has_one_row() {
    for keyword in Keyword::ALL {
        if let Some(other) = Keyword::find(keyword.es(), Language::English) {
            assert_eq!(other, *keyword, "{} is an English word of another row", keyword.es());
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

/// Words of guards and of the calendar that stand in the table with another meaning or another pair, each with why.
const EXCEPTIONS: [(&str, &str); 3] = [
    (
        "time",
        "«vez» in a count, `2 times a year`, and the key of a timer: a count is only read after a number",
    ),
    (
        "hábil",
        "«3 días hábiles» is \"3 working days\"; as a value the English word names the days too: `working_days`",
    ),
    (
        "corrido",
        "«1 día corrido» is \"1 calendar day\"; as a value the English word says that all count: `all_days`",
    ),
];

/// A pair of words stands in the table as it is, or not at all, whichever language the table is asked in.
fn holds(words: [&str; 2]) {
    let plain = words.map(|word| word.replace('á', "a").replace('í', "i").replace('ñ', "n"));
    for language in [Language::Spanish, Language::English] {
        for (word, written) in plain.iter().zip(words) {
            let Some(row) = Keyword::find(word, language) else {
                continue;
            };
            let same = [row.es(), row.en()] == [&*plain[0], &*plain[1]];
            let excepted = EXCEPTIONS.iter().any(|(known, _)| *known == written);
            assert!(same != excepted, "{words:?} and {}/{}", row.es(), row.en());
        }
    }
}

#[test]
fn a_guard_word_means_what_it_means_in_the_table() {
    for words in crate::guard::vocabulary() {
        holds(words);
    }
}

#[test]
fn a_calendar_word_means_what_it_means_in_the_table() {
    let first = |forms: &[&'static str]| forms.first().copied().unwrap_or("—");
    for [spanish, english] in crate::calendar::words::rows() {
        holds([first(spanish), first(english)]);
        for (forms, language) in [(spanish, Language::Spanish), (english, Language::English)] {
            // One of them may be the same for one and for several.
            for other in forms.iter().skip(1).filter(|other| **other != first(forms)) {
                let is_excepted = EXCEPTIONS.iter().any(|(known, _)| known == other);
                assert_eq!(Keyword::find(other, language).is_some(), is_excepted, "{other}");
            }
        }
    }
}
