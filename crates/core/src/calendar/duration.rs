//! Lengths of time in words: `3 días hábiles`, `1 month and 2 hours`.
//!
//! Knows how people write a [`Duration`] in both languages. Does not know when it ends.

use super::problem::{CalendarProblem, Misread, shown};
use super::words::{Meaning, Unit, Word, split, word};
use crate::data::{Duration, DurationError};
use crate::source::Language;

/// Reads a length of time in words of the language, or in ISO 8601.
///
/// Words may be singular or plural, with or without accents; zero and negative lengths are refused.
///
/// ```
/// use cauce::calendar::parse_duration;
/// use cauce::source::Language::{English, Spanish};
/// assert_eq!(parse_duration("3 dias habiles", Spanish)?.to_string(), "P3D/W");
/// assert_eq!(parse_duration("1 month and 2 hours", English)?.to_string(), "P1MT2H");
/// assert_eq!(parse_duration("P1M", Spanish)?.months(), 1);
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
///
/// # Errors
/// What is wrong and where in the text.
pub fn parse_duration(text: &str, language: Language) -> Result<Duration, Misread> {
    read_duration(&split(text), language).map_err(|misread| misread.or_whole(text))
}

/// Writes a length of time in words of the language; fractions of a second, which have no word, in ISO 8601.
///
/// ```
/// use cauce::calendar::duration_text;
/// use cauce::source::Language::Spanish;
/// assert_eq!(duration_text("P1M3D/W".parse()?, Spanish), "1 mes y 3 días hábiles");
/// # Ok::<(), cauce::data::DurationError>(())
/// ```
#[must_use]
pub fn duration_text(duration: Duration, language: Language) -> String {
    if duration.is_zero() || !duration.millis().is_multiple_of(1_000) {
        return duration.to_string();
    }
    let parts: Vec<String> = amounts(duration)
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| {
            let adjective = adjective_of(duration).filter(|_| unit == Unit::Day);
            amount_text(number, unit, adjective, language)
        })
        .collect();
    join(&parts, language)
}

fn amounts(duration: Duration) -> [(u64, Unit); 6] {
    let months = u64::from(duration.months());
    let years = if months.is_multiple_of(12) { months / 12 } else { 0 };
    let seconds = duration.millis() / 1_000;
    [
        (years, Unit::Year),
        (if years > 0 { 0 } else { months }, Unit::Month),
        (duration.days().into(), Unit::Day),
        (seconds / 3_600, Unit::Hour),
        (seconds / 60 % 60, Unit::Minute),
        (seconds % 60, Unit::Second),
    ]
}

/// What says which days are counted, where it is not the calendar of the procedure.
pub(super) fn adjective_of(duration: Duration) -> Option<Meaning> {
    match (duration.is_working(), duration.is_calendar()) {
        (true, _) => Some(Meaning::Working),
        (_, true) => Some(Meaning::Calendar),
        _ => None,
    }
}

/// One amount with its unit, and «hábil» or «calendario» on the side of the unit where the language puts it.
fn amount_text(number: u64, unit: Unit, adjective: Option<Meaning>, language: Language) -> String {
    let many = number != 1;
    let unit = unit.word(language, many);
    let adjective = adjective.map(|adjective| word(adjective, language, many));
    match (adjective, language) {
        (None, _) => format!("{number} {unit}"),
        (Some(adjective), Language::Spanish) => format!("{number} {unit} {adjective}"),
        (Some(adjective), Language::English) => format!("{number} {adjective} {unit}"),
    }
}

fn join(parts: &[String], language: Language) -> String {
    let and = word(Meaning::And, language, false);
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// Reads all the words as one length of time.
pub(super) fn read_duration(words: &[Word<'_>], language: Language) -> Result<Duration, Misread> {
    match words {
        [] => Err(Misread { problem: CalendarProblem::Missing, range: 0..0 }),
        [only] if looks_iso(only.text) => read_iso(only),
        _ => AmountReader { words, language, seen: Vec::new(), sum: Duration::ZERO }.read(),
    }
}

fn looks_iso(text: &str) -> bool {
    let body = text.trim_start_matches(['+', '-']);
    body.strip_prefix(['P', 'p'])
        .is_some_and(|rest| rest.starts_with(|next: char| next == 'T' || !next.is_alphabetic()))
}

/// Reads one word as an ISO 8601 duration that is not zero.
pub(super) fn read_iso(word: &Word<'_>) -> Result<Duration, Misread> {
    let text = shown(word.text);
    let problem = match word.text.parse::<Duration>() {
        Ok(duration) if !duration.is_zero() => return Ok(duration),
        Ok(_) => CalendarProblem::NotPositive { text },
        Err(DurationError::TooLong { .. }) => CalendarProblem::TooLong { text },
        Err(_) if word.text.contains('-') => CalendarProblem::NotPositive { text },
        Err(_) => CalendarProblem::BadIso { text },
    };
    Err(word.refuse(problem))
}

/// Reads amounts, each a number with its unit, until the words end.
struct AmountReader<'words, 'text> {
    words: &'words [Word<'text>],
    language: Language,
    seen: Vec<Unit>,
    sum: Duration,
}

/// The word of a unit, the unit, and what is said of its days.
type UnitSaid<'words, 'text> = (&'words Word<'text>, Unit, Option<Meaning>);

impl<'words, 'text> AmountReader<'words, 'text> {
    fn read(mut self) -> Result<Duration, Misread> {
        while !self.words.is_empty() {
            self.amount()?;
            let more = self.words.len() > 1 && self.words[0].means(self.language, Meaning::And);
            self.words = if more { &self.words[1..] } else { self.words };
        }
        Ok(self.sum)
    }

    fn amount(&mut self) -> Result<(), Misread> {
        let Some(number_word) = self.take() else {
            return Ok(());
        };
        let number = read_number(number_word, self.language)?;
        let (unit_word, unit, adjective) = self.unit(number_word)?;
        if self.seen.contains(&unit) {
            return Err(unit_word.refuse(CalendarProblem::RepeatedUnit { text: shown(unit_word.text) }));
        }
        self.seen.push(unit);
        let part = length(number, unit, adjective);
        let part = part
            .ok_or_else(|| number_word.refuse(CalendarProblem::TooLong { text: shown(number_word.text) }))?;
        self.add(part, unit_word)
    }

    fn add(&mut self, part: Duration, unit_word: &Word<'_>) -> Result<(), Misread> {
        let mixed = self.sum.days() > 0 && part.days() > 0 && adjective_of(self.sum) != adjective_of(part);
        let problem = || match mixed {
            true => CalendarProblem::MixedDays,
            false => CalendarProblem::TooLong { text: shown(unit_word.text) },
        };
        self.sum = self.sum.checked_add(part).ok_or_else(|| unit_word.refuse(problem()))?;
        Ok(())
    }

    /// The unit and which of its days count: the adjective may stand on either side.
    fn unit(&mut self, number: &Word<'text>) -> Result<UnitSaid<'words, 'text>, Misread> {
        let before = self.take_adjective();
        let missing = || number.refuse(CalendarProblem::MissingUnit { number: shown(number.text) });
        let word = self.take().ok_or_else(missing)?;
        let Some(Meaning::Unit(unit)) = word.meaning(self.language) else {
            return Err(unknown_unit(word, self.language));
        };
        let adjective = before.or_else(|| self.take_adjective());
        if adjective == Some(Meaning::Working) && unit != Unit::Day {
            return Err(word.refuse(CalendarProblem::WorkingNotDays { text: shown(word.text) }));
        }
        Ok((word, unit, adjective))
    }

    fn take_adjective(&mut self) -> Option<Meaning> {
        let meaning = self.words.first()?.meaning(self.language)?;
        let found = [Meaning::Working, Meaning::Calendar].into_iter().find(|known| *known == meaning)?;
        self.words = &self.words[1..];
        Some(found)
    }

    fn take(&mut self) -> Option<&'words Word<'text>> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }
}

/// Reads a positive whole number in digits.
pub(super) fn read_number(word: &Word<'_>, language: Language) -> Result<u32, Misread> {
    let text = || shown(word.text);
    let digits = word.text.strip_prefix(['-', '+', '−']).unwrap_or(word.text);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if all_digits && digits.len() < word.text.len() {
        return Err(word.refuse(CalendarProblem::NotPositive { text: text() }));
    }
    if !all_digits {
        return Err(not_a_number(word, language));
    }
    match word.text.parse::<u32>() {
        Ok(0) => Err(word.refuse(CalendarProblem::NotPositive { text: text() })),
        Ok(number) => Ok(number),
        Err(_) => Err(word.refuse(CalendarProblem::TooLong { text: text() })),
    }
}

fn not_a_number(word: &Word<'_>, language: Language) -> Misread {
    let text = shown(word.text);
    let numeric =
        word.text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.' | ','))
            && word.text.chars().all(|letter| {
                letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | ',' | '\'' | '/')
            });
    if let Some(foreign) = word.foreign(language) {
        return foreign;
    }
    match word.as_number_word(language) {
        Some(digits) => word.refuse(CalendarProblem::NumberInWords { text, digits }),
        None if numeric => word.refuse(CalendarProblem::NotWhole { text }),
        None => word.refuse(CalendarProblem::NotANumber { text }),
    }
}

fn unknown_unit(word: &Word<'_>, language: Language) -> Misread {
    let units = [Unit::Year, Unit::Month, Unit::Week, Unit::Day, Unit::Hour, Unit::Minute, Unit::Second];
    let names = units.into_iter().flat_map(|unit| [unit.word(language, true), unit.word(language, false)]);
    let unknown = || {
        let nearest = word.nearest(names);
        word.refuse(CalendarProblem::UnknownUnit { text: shown(word.text), nearest })
    };
    word.foreign(language).unwrap_or_else(unknown)
}

/// That many of a unit, if it is not too long; months and hours are the same whatever is said of days.
pub(super) fn length(number: u32, unit: Unit, adjective: Option<Meaning>) -> Option<Duration> {
    let days = match adjective {
        Some(Meaning::Working) => Duration::from_working_days,
        Some(Meaning::Calendar) => Duration::from_calendar_days,
        _ => Duration::from_days,
    };
    let exact =
        |seconds: u64| Duration::from_millis(u64::from(number).checked_mul(seconds)?.checked_mul(1_000)?);
    match unit {
        Unit::Year => Duration::from_months(number.checked_mul(12)?),
        Unit::Month => Duration::from_months(number),
        Unit::Week => days(number.checked_mul(7)?),
        Unit::Day => days(number),
        Unit::Hour => exact(3_600),
        Unit::Minute => exact(60),
        Unit::Second => exact(1),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use Language::{English, Spanish};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_of_both_languages_are_read() {
        for (text, language, iso) in [
            ("1 mes", Spanish, "P1M"),
            ("3 días hábiles", Spanish, "P3D/W"),
            ("3 DIAS HABILES", Spanish, "P3D/W"),
            ("3 di\u{301}as", Spanish, "P3D"),
            ("1 día hábil", Spanish, "P1D/W"),
            ("2 horas", Spanish, "PT2H"),
            ("1 año, 2 meses y 1 segundo", Spanish, "P14MT1S"),
            ("2 semanas 1 día", Spanish, "P15D"),
            ("30 días calendario", Spanish, "P30D/C"),
            ("1 DÍA CORRIDO", Spanish, "P1D/C"),
            ("15 dias naturales y 2 horas", Spanish, "P15DT2H/C"),
            ("2 semanas calendario y 3 días calendario", Spanish, "P17D/C"),
            ("1 mes calendario", Spanish, "P1M"),
            ("30 calendar days", English, "P30D/C"),
            ("1 month and 1 calendar day", English, "P1M1D/C"),
            ("3\u{a0}anos", Spanish, "P3Y"),
            ("3 working days", English, "P3D/W"),
            ("1 week and 90 minutes", English, "P7DT1H30M"),
            ("PT5S", English, "PT5S"),
            ("P3D/W", Spanish, "P3D/W"),
        ] {
            assert_eq!(
                parse_duration(text, language).map(|read| read.to_string()).as_deref(),
                Ok(iso),
                "{text}"
            );
        }
    }

    #[test]
    fn each_slip_has_its_code_and_its_place() {
        for (text, language, code, blamed) in [
            ("", Spanish, "C0401", ""),
            ("pronto", Spanish, "C0402", "pronto"),
            ("3días", Spanish, "C0402", "3días"),
            ("un mes", Spanish, "C0403", "un"),
            ("two weeks", English, "C0403", "two"),
            ("1,5 horas", Spanish, "C0404", "1,5"),
            ("1.000 horas", Spanish, "C0404", "1.000"),
            ("-3 días", Spanish, "C0405", "-3"),
            ("0 días", Spanish, "C0405", "0"),
            ("P-1D", Spanish, "C0405", "P-1D"),
            ("PT0S", Spanish, "C0405", "PT0S"),
            ("1 mes y 3", Spanish, "C0406", "3"),
            ("3 dís", Spanish, "C0407", "dís"),
            ("3 días y", Spanish, "C0402", "y"),
            ("1 día 2 días", Spanish, "C0408", "días"),
            ("2 horas hábiles", Spanish, "C0409", "horas"),
            ("1 semana y 3 días hábiles", Spanish, "C0410", "días"),
            ("1 semana y 3 días calendario", Spanish, "C0410", "días"),
            ("30 calendario días hábiles", Spanish, "C0402", "hábiles"),
            ("30 calendar days", Spanish, "C0415", "calendar"),
            ("30 días calendario", English, "C0415", "días"),
            ("10000 años", Spanish, "C0411", "10000"),
            ("99999999999999999999 días", Spanish, "C0411", "99999999999999999999"),
            ("P1", Spanish, "C0412", "P1"),
            ("p1m", Spanish, "C0412", "p1m"),
            ("3 days", Spanish, "C0415", "days"),
            ("3 meses", English, "C0415", "meses"),
        ] {
            let misread = parse_duration(text, language).expect_err(text);
            assert_eq!((misread.problem.code(), &text[misread.range]), (code, blamed), "{text}");
        }
    }

    pub(in crate::calendar) fn any_duration() -> impl Strategy<Value = Duration> {
        let length = |max: u32| prop_oneof![Just(0), 0..40u32, 0..=max];
        let millis = prop_oneof![
            Just(0),
            0..200_000u64,
            (0..400u64).prop_map(|h| h * 3_600_000),
            0..=Duration::MAX_MILLIS
        ];
        let counted = prop_oneof![
            Just(Duration::from_days as fn(u32) -> Option<Duration>),
            Just(Duration::from_working_days as fn(u32) -> Option<Duration>),
            Just(Duration::from_calendar_days as fn(u32) -> Option<Duration>),
        ];
        (length(Duration::MAX_MONTHS), length(Duration::MAX_DAYS), counted, millis).prop_map(
            |(m, d, counted, ms)| {
                let days = counted(d);
                let parts = [Duration::from_months(m), days, Duration::from_millis(ms)];
                parts
                    .into_iter()
                    .flatten()
                    .fold(Duration::ZERO, |sum, part| sum.checked_add(part).unwrap_or(sum))
            },
        )
    }

    proptest! {
        #[test]
        fn printing_and_parsing_again_is_identity(duration in any_duration()) {
            prop_assert_eq!(duration.to_string().parse::<Duration>(), Ok(duration));
            prop_assume!(!duration.is_zero());
            for language in [Spanish, English] {
                prop_assert_eq!(parse_duration(&duration_text(duration, language), language), Ok(duration));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", near in "[-+0-9PYMWDTHSC/., adhábilesmonthyc]{0,24}") {
            for text in [text, near] {
                for language in [Spanish, English] {
                    if let Err(misread) = parse_duration(&text, language) {
                        prop_assert!(text.get(misread.range.clone()).is_some());
                        prop_assert!(!misread.problem.message(language).is_empty() && !misread.problem.help(language).is_empty());
                    }
                }
            }
        }
    }
}
