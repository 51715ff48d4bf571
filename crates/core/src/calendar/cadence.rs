//! How often something is done: `mensual`, `cada 2 meses`, `2 veces al año`.
//!
//! Knows the names of rhythms in both languages and refuses those that people read in two ways.
//! Does not know when the next turn is due. Read [`Cadence`] first.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use super::duration::{adjective_of, duration_text, read_duration, read_number};
use super::problem::{CalendarProblem, Misread, shown};
use super::words::{Meaning, Unit, Word, fold, nearest, split, vocabulary, word};
use crate::data::Duration;
use crate::source::Language;

/// How often something is done.
///
/// Neutral text form: the period in ISO 8601, `P2M`, or the count and the period, `2/P1Y`.
///
/// ```
/// use cauce::calendar::Cadence;
/// use cauce::source::Language::{English, Spanish};
/// let twice = Cadence::parse("2 veces al año", Spanish)?;
/// assert_eq!(twice.text(English), "2 times a year");
/// assert_eq!(twice.to_string(), "2/P1Y");
/// assert_eq!(Cadence::parse("cada 2 meses", Spanish)?, Cadence::parse("two-monthly", English)?);
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cadence {
    /// Once in each length of time.
    Every(Duration),
    /// So many times in each period, at no stated distance.
    Times {
        /// How many times.
        count: NonZeroU32,
        /// In what.
        per: Period,
    },
}

/// The period in which a count of times is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// `al día`, `a day`
    Day,
    /// `a la semana`, `a week`
    Week,
    /// `al mes`, `a month`
    Month,
    /// `al año`, `a year`
    Year,
}

impl Cadence {
    /// Reads a cadence in the words of a language, or its period in ISO 8601.
    ///
    /// # Errors
    /// What is wrong and where in the text; a word with two meanings is refused with both.
    pub fn parse(text: &str, language: Language) -> Result<Self, Misread> {
        let words = split(text);
        let read = match words.as_slice() {
            [] => Err(Misread { problem: unknown(text, language), range: 0..text.len() }),
            [only] => named(only, language),
            [first, rest @ ..] if first.means(language, Meaning::Every) => {
                period(rest, language).map(Cadence::Every)
            }
            [number, times, per @ ..] if times.means(language, Meaning::Times) => {
                count(number, per, language)
            }
            [number, times, ..] => Err(number_or_whole(text, number, times, language)),
        };
        read.map_err(|misread| match misread.problem {
            // Without a number it is no count gone wrong, but something else altogether.
            CalendarProblem::NotANumber { .. } => {
                Misread { problem: unknown(text, language), range: 0..text.len() }
            }
            _ => misread.or_whole(text),
        })
    }

    /// Writes the cadence in the words of a language, by name where it has one.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let Cadence::Every(duration) = self else {
            return self.as_period(language);
        };
        let simple = duration.millis() == 0 && adjective_of(duration).is_none();
        let name = word(Meaning::Cadence(duration.days(), duration.months()), language, false);
        if simple && !name.is_empty() { name.to_owned() } else { self.as_period(language) }
    }

    /// Writes the cadence without its name: `cada 2 meses`, `2 veces al año`.
    pub(super) fn as_period(self, language: Language) -> String {
        match self {
            Cadence::Every(duration) => {
                format!("{} {}", word(Meaning::Every, language, false), every(duration, language))
            }
            Cadence::Times { count, per } => {
                let times = word(Meaning::Times, language, count.get() != 1);
                format!("{count} {times} {}", per.text(language))
            }
        }
    }
}

fn every(duration: Duration, language: Language) -> String {
    if duration == per_duration(Period::Year) {
        return Unit::Year.word(language, false).to_owned();
    }
    let weeks = duration.days() / 7;
    let plain = duration.months() == 0 && duration.millis() == 0 && adjective_of(duration).is_none();
    if plain && weeks > 1 && duration.days().is_multiple_of(7) {
        return format!("{weeks} {}", Unit::Week.word(language, true));
    }
    duration_text(duration, language)
}

/// A cadence of one word.
fn named(only: &Word<'_>, language: Language) -> Result<Cadence, Misread> {
    // A word with two meanings is refused as such in either language: translating it would pick one of them.
    let meaning = only.meaning(language).or_else(|| only.meaning(other(language)).filter(is_ambiguous));
    match meaning {
        Some(Meaning::Cadence(days, months)) => Ok(Cadence::Every(days_and_months(days, months))),
        Some(Meaning::Ambiguous(days, months, per)) => Err(only.refuse(CalendarProblem::AmbiguousCadence {
            text: shown(only.text),
            every: Cadence::Every(days_and_months(days, months)),
            times: Cadence::Times { count: NonZeroU32::MIN.saturating_add(1), per },
        })),
        _ if only.text.starts_with('P') => period(std::slice::from_ref(only), language).map(Cadence::Every),
        _ => Err(only.foreign(language).unwrap_or_else(|| only.refuse(unknown(only.text, language)))),
    }
}

fn other(language: Language) -> Language {
    match language {
        Language::Spanish => Language::English,
        Language::English => Language::Spanish,
    }
}

fn is_ambiguous(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Ambiguous(..))
}

fn days_and_months(days: u32, months: u32) -> Duration {
    let parts = Duration::from_months(months).zip(Duration::from_days(days));
    parts.and_then(|(months, days)| months.checked_add(days)).unwrap_or_default()
}

/// What follows «cada»: a unit alone or a length of time.
fn period(words: &[Word<'_>], language: Language) -> Result<Duration, Misread> {
    match words {
        [only] => match only.meaning(language) {
            Some(Meaning::Unit(unit)) => Ok(super::duration::length(1, unit, None).unwrap_or_default()),
            _ => read_duration(words, language),
        },
        _ => read_duration(words, language),
    }
}

/// `2 veces al año`, its number and its period given.
fn count(number: &Word<'_>, per: &[Word<'_>], language: Language) -> Result<Cadence, Misread> {
    let count = NonZeroU32::new(read_number(number, language)?).unwrap_or(NonZeroU32::MIN);
    let folded: Vec<&str> = per.iter().map(|word| word.folded.as_str()).collect();
    let phrase = folded.join(" ");
    let found = Period::ALL.into_iter().find(|per| fold(per.text(language)) == phrase);
    if let Some(per) = found {
        return Ok(Cadence::Times { count, per });
    }
    let foreign = per.iter().find_map(|word| word.foreign(language));
    Err(foreign.unwrap_or_else(|| {
        let range = per
            .first()
            .map_or(number.range(), |first| first.start..per.last().map_or(0, |last| last.range().end));
        Misread { problem: unknown(&phrase, language), range }
    }))
}

/// Several words that are no cadence: most often a foreign word or a number written out.
fn number_or_whole(text: &str, number: &Word<'_>, times: &Word<'_>, language: Language) -> Misread {
    let foreign = number.foreign(language).or_else(|| times.foreign(language));
    foreign.unwrap_or_else(|| Misread { problem: unknown(text.trim(), language), range: 0..text.len() })
}

fn unknown(text: &str, language: Language) -> CalendarProblem {
    let folded = fold(&shown(text));
    let names = || vocabulary(language).filter(|name| is_cadence(name, language));
    // «semestralmente» is no slip of the pen, but it is clear which word is meant.
    let begins = names().find(|name| folded.starts_with(&fold(name)));
    let nearest = begins.or_else(|| nearest(&folded, names()));
    CalendarProblem::UnknownCadence { text: shown(text), nearest: nearest.map(str::to_owned) }
}

fn is_cadence(name: &str, language: Language) -> bool {
    let words = split(name);
    words.first().is_some_and(|word| matches!(word.meaning(language), Some(Meaning::Cadence(..))))
}

impl Period {
    const ALL: [Period; 4] = [Period::Day, Period::Week, Period::Month, Period::Year];

    fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Period::Day, Language::Spanish) => "al día",
            (Period::Week, Language::Spanish) => "a la semana",
            (Period::Month, Language::Spanish) => "al mes",
            (Period::Year, Language::Spanish) => "al año",
            (Period::Day, Language::English) => "a day",
            (Period::Week, Language::English) => "a week",
            (Period::Month, Language::English) => "a month",
            (Period::Year, Language::English) => "a year",
        }
    }
}

fn per_duration(per: Period) -> Duration {
    match per {
        Period::Day => days_and_months(1, 0),
        Period::Week => days_and_months(7, 0),
        Period::Month => days_and_months(0, 1),
        Period::Year => days_and_months(0, 12),
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cadence::Every(duration) => fmt::Display::fmt(duration, out),
            Cadence::Times { count, per } => write!(out, "{count}/{}", per_duration(*per)),
        }
    }
}

impl FromStr for Cadence {
    type Err = CalendarProblem;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || CalendarProblem::BadIso { text: shown(text) };
        let whole = |text: &str| text.parse::<Duration>().ok().filter(|duration| !duration.is_zero());
        if let Some((count, per)) = text.split_once('/').filter(|(count, _)| !count.starts_with('P')) {
            let digits = count.bytes().all(|byte| byte.is_ascii_digit());
            let count =
                Some(count).filter(|_| digits).and_then(|count| count.parse().ok()).ok_or_else(bad)?;
            let per = whole(per)
                .and_then(|length| Period::ALL.into_iter().find(|per| per_duration(*per) == length));
            return Ok(Cadence::Times { count, per: per.ok_or_else(bad)? });
        }
        whole(text).map(Cadence::Every).ok_or_else(bad)
    }
}

#[cfg(test)]
mod tests {
    use Language::{English, Spanish};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_and_periods_are_one_cadence_in_both_languages() {
        for (spanish, english, neutral) in [
            ("diaria", "daily", "P1D"),
            ("semanal", "weekly", "P7D"),
            ("mensual", "monthly", "P1M"),
            ("bimestral", "two-monthly", "P2M"),
            ("trimestral", "quarterly", "P3M"),
            ("cuatrimestral", "four-monthly", "P4M"),
            ("semestral", "half-yearly", "P6M"),
            ("anual", "yearly", "P1Y"),
            ("cada 2 semanas", "every 2 weeks", "P14D"),
            ("cada 5 meses", "every 5 months", "P5M"),
            ("cada 3 días hábiles", "every 3 working days", "P3D/W"),
            ("cada 7 días calendario", "every 7 calendar days", "P7D/C"),
            ("2 veces al año", "2 times a year", "2/P1Y"),
            ("1 vez al mes", "1 time a month", "1/P1M"),
            ("3 veces a la semana", "3 times a week", "3/P7D"),
            ("4 veces al día", "4 times a day", "4/P1D"),
        ] {
            let cadence = Cadence::parse(spanish, Spanish).expect(spanish);
            assert_eq!(Cadence::parse(english, English), Ok(cadence), "{english}");
            assert_eq!((cadence.text(Spanish).as_str(), cadence.text(English).as_str()), (spanish, english));
            assert_eq!((cadence.to_string().as_str(), neutral.parse()), (neutral, Ok(cadence)));
        }
        assert_eq!(Cadence::parse("cada mes", Spanish), Cadence::parse("P1M", Spanish));
        assert_eq!(Cadence::parse("MENSUAL", Spanish), Cadence::parse("every 1 month", English));
        assert_eq!(Cadence::parse("2 veces al ano", Spanish), Cadence::parse("2 times a year", English));
    }

    #[test]
    fn words_with_two_meanings_offer_both() {
        for (word, language, help) in [
            ("bimensual", Spanish, "escriba \"cada 2 meses\" o \"2 veces al mes\""),
            ("Bisemanal", Spanish, "escriba \"cada 2 semanas\" o \"2 veces a la semana\""),
            ("quincenal", Spanish, "escriba \"cada 15 días\" o \"2 veces al mes\""),
            ("bimonthly", Spanish, "escriba \"cada 2 meses\" o \"2 veces al mes\""),
            ("bimonthly", English, "write \"every 2 months\" or \"2 times a month\""),
            ("biweekly", English, "write \"every 2 weeks\" or \"2 times a week\""),
            ("biannual", English, "write \"every 2 years\" or \"2 times a year\""),
        ] {
            let problem = Cadence::parse(word, language).expect_err(word).problem;
            assert_eq!((problem.code(), problem.help(language).as_str()), ("C0414", help));
        }
    }

    #[test]
    fn each_slip_has_its_code_and_its_place() {
        for (text, language, code, blamed) in [
            ("", Spanish, "C0413", ""),
            ("diario", Spanish, "C0413", "diario"),
            ("a veces", Spanish, "C0413", "a veces"),
            ("dos veces al año", Spanish, "C0403", "dos"),
            ("2 veces al siglo", Spanish, "C0413", "al siglo"),
            ("2 veces", Spanish, "C0413", "2"),
            ("0 veces al año", Spanish, "C0405", "0"),
            ("cada", Spanish, "C0413", "cada"),
            ("cada dos meses", Spanish, "C0403", "dos"),
            ("cada 0 meses", Spanish, "C0405", "0"),
            ("monthly", Spanish, "C0415", "monthly"),
            ("every 2 months", Spanish, "C0415", "every"),
            ("2 veces al año", English, "C0415", "veces"),
            ("2 times a mes", English, "C0415", "mes"),
        ] {
            let misread = Cadence::parse(text, language).expect_err(text);
            assert_eq!((misread.problem.code(), &text[misread.range]), (code, blamed), "{text}");
        }
        let diario = Cadence::parse("diario", Spanish).expect_err("a slip").problem;
        assert_eq!(diario.help(Spanish), "¿quiso decir «diaria»?");
        let adverb = Cadence::parse("Semestralmente", Spanish).expect_err("an adverb").problem;
        assert_eq!(adverb.help(Spanish), "¿quiso decir «semestral»?");
    }

    proptest! {
        #[test]
        fn printing_and_parsing_again_is_identity(
            duration in super::super::duration::tests::any_duration(),
            count in 1..=u32::MAX,
            per in prop::sample::select(Period::ALL.to_vec()),
        ) {
            prop_assume!(!duration.is_zero());
            let count = NonZeroU32::new(count).expect("from 1");
            for cadence in [Cadence::Every(duration), Cadence::Times { count, per }] {
                prop_assert_eq!(cadence.to_string().parse::<Cadence>(), Ok(cadence));
                for language in [Spanish, English] {
                    prop_assert_eq!(Cadence::parse(&cadence.text(language), language), Ok(cadence));
                }
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", near in "(cada|2|veces|al|a|la|mes|P1M|,| ){0,8}") {
            for text in [text, near] {
                for language in [Spanish, English] {
                    if let Err(misread) = Cadence::parse(&text, language) {
                        prop_assert!(text.get(misread.range).is_some());
                    }
                }
                let _ = text.parse::<Cadence>();
            }
        }
    }
}
