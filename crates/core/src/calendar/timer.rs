//! What a timer waits for: `3 días`, `cada 2 meses`, `R4/PT10S`, `dato fecha_limite`.
//!
//! Knows how the four are told apart and written in both languages; a date is no text and is not read here.
//! Does not know when it is due. Read [`Timer`] first.

use std::num::NonZeroU32;

use super::cadence::Cadence;
use super::duration::{duration_text, read_duration, read_iso};
use super::problem::{CalendarProblem, Misread, shown};
use super::words::{Meaning, Word, split, word};
use crate::data::{Duration, Text};
use crate::source::Language;

/// What a timer waits for.
///
/// ```
/// use cauce::calendar::Timer;
/// use cauce::source::Language::{English, Spanish};
/// assert_eq!(Timer::parse("R4/PT10S", Spanish)?.to_string(), "R4/PT10S");
/// assert_eq!(Timer::parse("cada 2 meses", Spanish)?.text(English), "two-monthly");
/// assert_eq!(Timer::parse("dato limite", Spanish)?.text(English), "data_item limite");
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Timer {
    /// A length of time from when the wait opened.
    After(Duration),
    /// So many times, at that distance; without a number again and again.
    Cycle {
        /// How often.
        times: Option<NonZeroU32>,
        /// The distance.
        every: Duration,
    },
    /// Again and again, by the name of a rhythm.
    Cadence(Cadence),
    /// The date, instant or length of time that a datum holds.
    Datum(Text),
}

impl Timer {
    /// Reads what a timer waits for.
    ///
    /// # Errors
    /// What is wrong and where in the text.
    pub fn parse(text: &str, language: Language) -> Result<Self, Misread> {
        let words = split(text);
        match words.as_slice() {
            [only] if only.text.starts_with('R') && only.text.contains('/') => cycle(only),
            [datum, id] if datum.means(language, Meaning::Datum) => Ok(Timer::Datum(id.text.into())),
            words if words.iter().any(|word| is_rhythm(word, language)) => {
                Cadence::parse(text, language).map(Timer::Cadence)
            }
            words => {
                read_duration(words, language).map(Timer::After).map_err(|misread| misread.or_whole(text))
            }
        }
    }

    /// Writes it in the words of a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Timer::After(length) => duration_text(*length, language),
            Timer::Cadence(cadence) => cadence.text(language),
            Timer::Datum(id) => format!("{} {id}", word(Meaning::Datum, language, false)),
            Timer::Cycle { .. } => self.to_string(),
        }
    }
}

/// The neutral form, equal in both languages.
impl std::fmt::Display for Timer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Timer::After(length) => write!(out, "{length}"),
            Timer::Cycle { times: Some(times), every } => write!(out, "R{times}/{every}"),
            Timer::Cycle { times: None, every } => write!(out, "R/{every}"),
            Timer::Cadence(cadence) => write!(out, "{cadence}"),
            Timer::Datum(id) => write!(out, "data_item {id}"),
        }
    }
}

/// `R4/PT10S`, as ISO 8601 writes a repeating interval.
fn cycle(word: &Word<'_>) -> Result<Timer, Misread> {
    let bad = || word.refuse(CalendarProblem::BadIso { text: shown(word.text) });
    let (times, every) = word.text.strip_prefix('R').and_then(|rest| rest.split_once('/')).ok_or_else(bad)?;
    let times = match times {
        "" => None,
        digits if digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            Some(digits.parse().map_err(|_| bad())?)
        }
        _ => return Err(bad()),
    };
    let start = word.start + word.text.len() - every.len();
    let every = read_iso(&Word { text: every, folded: String::new(), start })?;
    Ok(Timer::Cycle { times, every })
}

fn is_rhythm(word: &Word<'_>, language: Language) -> bool {
    let meaning = word.meaning(language);
    matches!(meaning, Some(Meaning::Every | Meaning::Times | Meaning::Cadence(..) | Meaning::Ambiguous(..)))
}

#[cfg(test)]
mod tests {
    use Language::{English, Spanish};

    use super::*;

    #[test]
    fn the_four_forms_are_told_apart() {
        for (spanish, english, neutral) in [
            ("3 días", "3 days", "P3D"),
            ("R4/PT10S", "R4/PT10S", "R4/PT10S"),
            ("R/P1M", "R/P1M", "R/P1M"),
            ("cada 5 meses", "every 5 months", "P5M"),
            ("dato limite", "data_item limite", "data_item limite"),
        ] {
            let timer = Timer::parse(spanish, Spanish).expect(spanish);
            assert_eq!(timer, Timer::parse(english, English).expect(english));
            assert_eq!((timer.text(Spanish).as_str(), timer.text(English).as_str()), (spanish, english));
            assert_eq!(timer.to_string(), neutral);
        }
        for text in
            ["R0/PT1S", "R-1/PT1S", "R4/", "R4/PT0S", "dato", "Rx/PT1S", "R4/R4/PT1S", "R99999999999/PT1S"]
        {
            assert!(Timer::parse(text, Spanish).is_err(), "{text}");
        }
    }
}
