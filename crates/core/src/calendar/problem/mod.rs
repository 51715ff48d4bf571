//! What can be wrong with a duration, a cadence, a deadline, a zone or a date to be computed.
//!
//! Knows each mistake with its code, its name and its words in both languages.
//! Does not know where in a file the value stands: [`Misread`] points inside the value only.

mod english;
mod examples;
mod spanish;

use std::fmt;
use std::ops::Range;

use super::Cadence;
use crate::source::{Language, Voice};

/// A value that could not be read, and the part of it that is to blame.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Misread {
    /// What is wrong.
    pub problem: CalendarProblem,
    /// The bytes of the value it is about.
    pub range: Range<usize>,
}

/// A mistake in a calendar value, or a date that cannot be computed.
///
/// Texts in the fields are as written, cut after 64 characters; suggestions are words of the file's language.
///
/// ```
/// use cauce::calendar::Cadence;
/// use cauce::source::Language::Spanish;
/// let problem = Cadence::parse("bimensual", Spanish).unwrap_err().problem;
/// assert_eq!(problem.code(), "C0414");
/// assert_eq!(problem.message(Spanish), "«bimensual» se entiende de dos maneras");
/// assert_eq!(problem.help(Spanish), "escriba \"cada 2 meses\" o \"2 veces al mes\"");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CalendarProblem {
    /// The value, or the part that should hold a length of time, is empty.
    Missing,
    /// A number was expected.
    NotANumber {
        /// What stands there.
        text: String,
    },
    /// A number is written in words.
    NumberInWords {
        /// The word.
        text: String,
        /// The same in digits.
        digits: u32,
    },
    /// A number with a fraction or with separators.
    NotWhole {
        /// The number.
        text: String,
    },
    /// Zero or a negative number.
    NotPositive {
        /// The number.
        text: String,
    },
    /// A number without its unit.
    MissingUnit {
        /// The number.
        number: String,
    },
    /// Not a unit of time.
    UnknownUnit {
        /// The word.
        text: String,
        /// The nearest unit.
        nearest: Option<String>,
    },
    /// The same unit twice.
    RepeatedUnit {
        /// The unit.
        text: String,
    },
    /// Working hours, weeks or months, which have no agreed meaning.
    WorkingNotDays {
        /// The unit.
        text: String,
    },
    /// Working days, calendar days and plain days or weeks in one length of time.
    MixedDays,
    /// Longer than 9,999 years.
    TooLong {
        /// The value.
        text: String,
    },
    /// Begins like an ISO 8601 duration and is none.
    BadIso {
        /// The value.
        text: String,
    },
    /// Not a cadence.
    UnknownCadence {
        /// The value.
        text: String,
        /// The nearest cadence.
        nearest: Option<String>,
    },
    /// A word that is used for two different cadences.
    AmbiguousCadence {
        /// The word.
        text: String,
        /// Its meaning as a period.
        every: Cadence,
        /// Its meaning as a count.
        times: Cadence,
    },
    /// A calendar word of the other language.
    OtherLanguage {
        /// The word.
        text: String,
        /// The word of this language.
        instead: String,
    },
    /// Not a moment to count from.
    UnknownAnchor {
        /// What stands after «desde».
        text: String,
        /// The nearest word that begins an anchor.
        nearest: Option<String>,
    },
    /// An anchor that does not say of what.
    AnchorWithoutReference {
        /// The anchor.
        text: String,
    },
    /// Not a way to move time in a walk.
    BadAdvance {
        /// The value.
        text: String,
    },
    /// Not a zone of the IANA data.
    UnknownZone {
        /// The name.
        text: String,
        /// The nearest zone.
        nearest: Option<String>,
    },
    /// Not a known set of holidays.
    UnknownHolidays {
        /// The id.
        text: String,
        /// The ids there are.
        known: Vec<String>,
    },
    /// The date falls outside the years 1 to 9999.
    OutOfRange,
    /// The set of holidays does not know the year.
    HolidaysNotCovered {
        /// The set.
        id: String,
        /// The year asked for.
        year: i32,
        /// The first year it knows.
        first: i32,
        /// The last year it knows.
        last: i32,
    },
}

impl CalendarProblem {
    /// The stable code of the problem.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.entry().0
    }

    /// The stable name of the problem in a language, for people who look it up.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        let (_, spanish, english) = self.entry();
        match language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    /// One short phrase that says what is wrong.
    #[must_use]
    pub fn message(&self, voice: impl Into<Voice>) -> String {
        let Voice { reader, file } = voice.into();
        match reader {
            Language::Spanish => spanish::message(self, file),
            Language::English => english::message(self, file),
        }
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self, voice: impl Into<Voice>) -> String {
        let Voice { reader, file } = voice.into();
        match reader {
            Language::Spanish => spanish::help(self, file),
            Language::English => english::help(self, file),
        }
    }

    fn entry(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Missing => ("C0401", "duracion-ausente", "missing-duration"),
            Self::NotANumber { .. } => ("C0402", "no-es-numero", "quantity-not-a-number"),
            Self::NumberInWords { .. } => ("C0403", "numero-en-letras", "number-in-words"),
            Self::NotWhole { .. } => ("C0404", "numero-no-entero", "not-a-whole-number"),
            Self::NotPositive { .. } => ("C0405", "numero-no-positivo", "not-a-positive-number"),
            Self::MissingUnit { .. } => ("C0406", "unidad-ausente", "missing-unit"),
            Self::UnknownUnit { .. } => ("C0407", "unidad-desconocida", "unknown-unit"),
            Self::RepeatedUnit { .. } => ("C0408", "unidad-repetida", "repeated-unit"),
            Self::WorkingNotDays { .. } => ("C0409", "habil-sin-dias", "working-without-days"),
            Self::MixedDays => ("C0410", "dias-mezclados", "mixed-days"),
            Self::TooLong { .. } => ("C0411", "duracion-excesiva", "duration-too-long"),
            Self::BadIso { .. } => ("C0412", "iso-invalido", "invalid-iso"),
            Self::UnknownCadence { .. } => ("C0413", "cadencia-desconocida", "unknown-frequency"),
            Self::AmbiguousCadence { .. } => ("C0414", "cadencia-ambigua", "ambiguous-frequency"),
            Self::OtherLanguage { .. } => ("C0415", "palabra-de-otro-idioma", "word-of-other-language"),
            Self::UnknownAnchor { .. } => ("C0416", "ancla-desconocida", "unknown-anchor"),
            Self::AnchorWithoutReference { .. } => {
                ("C0417", "ancla-sin-referencia", "anchor-without-reference")
            }
            Self::BadAdvance { .. } => ("C0418", "avance-invalido", "invalid-advance"),
            Self::UnknownZone { .. } => ("C0419", "zona-desconocida", "unknown-time-zone"),
            Self::UnknownHolidays { .. } => ("C0420", "festivos-desconocidos", "unknown-holidays"),
            Self::OutOfRange => ("C0421", "fecha-fuera-de-rango", "date-out-of-range"),
            Self::HolidaysNotCovered { .. } => ("C0422", "festivos-sin-ese-ano", "holidays-not-covered"),
        }
    }
}

impl fmt::Display for CalendarProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message(Language::English))
    }
}

impl std::error::Error for CalendarProblem {}

/// A text as messages quote it: at most 64 characters.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(64).collect()
}

impl Misread {
    /// The same about the whole value, where there is no word to blame.
    pub(super) fn or_whole(self, text: &str) -> Self {
        if self.range.is_empty() { Misread { range: 0..text.len(), ..self } } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<CalendarProblem> {
        use CalendarProblem as P;
        let text = || "x".to_owned();
        let every = Cadence::Every(crate::data::Duration::from_months(2).expect("short"));
        vec![
            P::Missing,
            P::NotANumber { text: text() },
            P::NumberInWords { text: text(), digits: 2 },
            P::NotWhole { text: text() },
            P::NotPositive { text: text() },
            P::MissingUnit { number: text() },
            P::UnknownUnit { text: text(), nearest: None },
            P::RepeatedUnit { text: text() },
            P::WorkingNotDays { text: text() },
            P::MixedDays,
            P::TooLong { text: text() },
            P::BadIso { text: text() },
            P::UnknownCadence { text: text(), nearest: None },
            P::AmbiguousCadence { text: text(), every, times: every },
            P::OtherLanguage { text: text(), instead: text() },
            P::UnknownAnchor { text: text(), nearest: None },
            P::AnchorWithoutReference { text: text() },
            P::BadAdvance { text: text() },
            P::UnknownZone { text: text(), nearest: None },
            P::UnknownHolidays { text: text(), known: vec![text()] },
            P::OutOfRange,
            P::HolidaysNotCovered { id: text(), year: 1, first: 2, last: 3 },
        ]
    }

    #[test]
    fn codes_run_without_gaps_and_every_problem_speaks_both_languages() {
        for (place, problem) in all().iter().enumerate() {
            assert_eq!(problem.code(), format!("C{:04}", 401 + place));
            let said = |language| (problem.name(language), problem.message(language), problem.help(language));
            for language in [Language::Spanish, Language::English] {
                let page = crate::pages::page(problem.code(), language).expect("a page");
                let first = format!("# {} · {}\n", problem.code(), problem.name(language));
                assert!(page.starts_with(&first), "{first}");
            }
            let (spanish, english) = (said(Language::Spanish), said(Language::English));
            assert!(
                spanish.0 != english.0 && spanish.1 != english.1 && spanish.2 != english.2,
                "{problem:?}"
            );
            for text in [spanish.1, spanish.2, english.1, english.2] {
                assert!(!text.contains("  ") && !text.ends_with('.'), "{text}");
            }
        }
    }
}
