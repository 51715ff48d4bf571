//! The one bilingual table of keywords: keys, closed values, words of guards and of paths.
//!
//! Knows every word of the file format in both languages and finds a word, or the word nearest to a misspelt one.
//! Does not know which word may stand where: that is the schema of the document.
//! Read [`Keyword`] first.

mod meant;
mod table;

use std::fmt;
use std::sync::LazyLock;

pub(crate) use meant::meant;
#[cfg(test)]
pub(crate) use meant::tests::words as meant_words;
pub use table::Keyword;

use crate::source::Language;

/// Writes the enum, its rows and its documentation from one list.
macro_rules! define_keywords {
    ($($variant:ident = $es:literal, $en:literal, $meaning:literal;)+) => {
        /// A word of the file format, neutral between languages.
        ///
        /// ```
        /// use cauce::keywords::Keyword;
        /// use cauce::source::Language;
        /// assert_eq!(Keyword::find("responsables", Language::Spanish), Some(Keyword::Responsible));
        /// assert_eq!(Keyword::Responsible.en(), "responsible");
        /// ```
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum Keyword {
            $(
                #[doc = concat!("`", $es, "` / `", $en, "`: ", $meaning, ".")]
                $variant,
            )+
        }

        impl Keyword {
            /// Every keyword, in the order of the table.
            pub const ALL: &'static [Keyword] = &[$(Keyword::$variant),+];

            pub(super) const WORDS: &'static [[&'static str; 2]] = &[$([$es, $en]),+];

            pub(super) const MEMBERS: &'static [&'static str] = &[$(concat!(",\"", $en, "\":")),+];
        }
    };
}
use define_keywords;

impl Keyword {
    /// The word in Spanish.
    #[must_use]
    pub fn es(self) -> &'static str {
        Self::WORDS[self as usize][0]
    }

    /// The word in English; also its neutral name.
    #[must_use]
    pub fn en(self) -> &'static str {
        Self::WORDS[self as usize][1]
    }

    /// The word in that language.
    #[must_use]
    pub fn word(self, language: Language) -> &'static str {
        Self::WORDS[self as usize][language as usize]
    }

    /// The neutral name as the key of a further member of a JSON object: `,"role":`.
    pub(crate) fn member(self) -> &'static str {
        Self::MEMBERS[self as usize]
    }

    /// Finds the keyword written so in that language.
    #[must_use]
    pub fn find(word: &str, language: Language) -> Option<Keyword> {
        INDEX[language as usize].find(word, language)
    }

    /// Finds the word, among some, nearest to a misspelt one; `None` when none is near enough.
    ///
    /// ```
    /// use cauce::keywords::Keyword;
    /// use cauce::source::Language;
    /// let near = Keyword::nearest("responsabel", Keyword::ALL.iter().copied(), Language::Spanish);
    /// assert_eq!(near, Some(Keyword::Responsible));
    /// ```
    #[must_use]
    pub fn nearest(
        word: &str,
        among: impl IntoIterator<Item = Keyword>,
        language: Language,
    ) -> Option<Keyword> {
        let plain = unaccented(word);
        let candidates = among.into_iter().map(|keyword| (distance(&plain, keyword.word(language)), keyword));
        let allowed = (plain.chars().count() / 3).clamp(1, 3);
        candidates
            .min_by_key(|(distance, _)| *distance)
            .filter(|(distance, _)| *distance <= allowed)
            .map(|(_, k)| k)
    }
}

impl fmt::Debug for Keyword {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.en())
    }
}

const SLOTS: usize = 1024;

/// An open-addressed table from word to row, filled once.
struct Index {
    slots: [u16; SLOTS],
}

static INDEX: LazyLock<[Index; 2]> = LazyLock::new(|| [Index::new(0), Index::new(1)]);

impl Index {
    fn new(column: usize) -> Self {
        let mut slots = [u16::MAX; SLOTS];
        for (row, words) in (0_u16..).zip(Keyword::WORDS) {
            let mut slot = hash(words[column]);
            while slots[slot] != u16::MAX {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = row;
        }
        Index { slots }
    }

    fn find(&self, word: &str, language: Language) -> Option<Keyword> {
        let mut slot = hash(word);
        loop {
            let keyword = *Keyword::ALL.get(usize::from(self.slots[slot]))?;
            if keyword.word(language) == word {
                return Some(keyword);
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// A slot from the length and the first and last eight bytes; words are compared in full afterwards.
fn hash(word: &str) -> usize {
    let bytes = word.as_bytes();
    let mixed = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        _ => bytes.iter().fold(0, |mixed, byte| mixed << 8 | u64::from(*byte)),
    };
    let length = bytes.len() as u64;
    let spread = (mixed ^ length).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (spread >> 32) as usize % SLOTS
}

/// The word in lower case and without accents, at most 64 characters: what a person meant to type.
pub(crate) fn unaccented(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    let letters = word.chars().take(64).nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c));
    letters.flat_map(char::to_lowercase).map(|c| if c == '-' { '_' } else { c }).collect()
}

/// Edits, with neighbours swapped counting as one, that turn one word into the other.
pub(crate) fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, letter) in from.chars().take(64).enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let changed = above[column] + usize::from(letter != *other);
            let mut least = changed.min(above[column + 1] + 1).min(current[column] + 1);
            let swapped = column > 0 && previous == Some(*other) && to[column - 1] == letter;
            if swapped && let Some(cost) = before.get(column - 1) {
                least = least.min(cost + 1);
            }
            current.push(least);
        }
        before = std::mem::replace(&mut above, current);
        previous = Some(letter);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
