//! The seam to the calendar and to the guards: texts whose words belong to a language.
//!
//! This is the one place where a duration, cadence or deadline becomes data, and where the words of a guard are
//! translated; everything else hands such texts through here.
//! Does not know which names and holidays there are: the checker does.
//! Read [`Worded`] first.

use std::borrow::Cow;

use super::tree::{TimeShape, Tree, Worded};
use crate::calendar::words::{Meaning, Unit, Word, fold, split, word};
use crate::calendar::{Cadence, Deadline, Misread, Timer, duration_text, parse_duration};
use crate::data::{Duration, Text};
use crate::guard::{Guard, Vocabulary};
use crate::limits::Limits;
use crate::source::Language;

/// Reads a text of time; one that cannot be read stays as it is, with what is wrong with it.
pub(super) fn typed_text(shape: TimeShape, written: Text, language: Language) -> (Worded, Option<Misread>) {
    let (neutral, misread) = match Timed::read(shape, &written, language) {
        Ok(timed) => (timed.neutral().into(), None),
        Err(misread) => (written.clone(), Some(misread)),
    };
    (Worded { written, neutral }, misread)
}

/// Writes a text of time in a language: its own words in its own language, weeks as weeks in the other.
pub(crate) fn time_words(shape: TimeShape, text: &Worded, (from, to): (Language, Language)) -> Cow<'_, str> {
    if from == to {
        return Cow::Borrowed(&text.written);
    }
    match Timed::read(shape, &text.written, from) {
        Ok(timed) => Cow::Owned(timed.text(&text.written, from, to)),
        Err(_) => Cow::Borrowed(&text.written),
    }
}

/// Reads a guard: its neutral form has the words that every guard can use in English, and nothing but its tokens.
///
/// The functions of a host are not known here, and a text longer than a guard may be is not looked at.
pub(super) fn guard_text(written: Text, language: Language, longest: usize) -> Worded {
    let neutral = if written.len() > longest {
        written.clone()
    } else {
        Guard::neutral_text(&written, language, &Vocabulary::default()).into()
    };
    Worded { written, neutral }
}

/// A guard as it would stand in a file.
pub(crate) fn guard_read(written: Text, language: Language) -> Tree {
    Tree::Guard(guard_text(written, language, Limits::default().guard_bytes))
}

/// Writes a guard with the words of a language, the functions of the host among them.
pub(crate) fn guard_words<'t>(
    text: &'t Worded,
    (from, to): (Language, Language),
    vocabulary: &Vocabulary,
) -> Cow<'t, str> {
    if from == to {
        return Cow::Borrowed(&text.written);
    }
    Cow::Owned(Guard::in_language(&text.written, from, to, vocabulary))
}

/// The neutral form of a guard once the functions of the host are known.
pub(super) fn neutral_guard<'t>(
    text: &'t Worded,
    language: Language,
    vocabulary: &Vocabulary,
) -> Cow<'t, str> {
    if vocabulary.functions().is_empty() {
        return Cow::Borrowed(&text.neutral);
    }
    Cow::Owned(Guard::neutral_text(&text.written, language, vocabulary))
}

/// A text of time, read.
enum Timed {
    Length(Duration),
    Rhythm(Cadence),
    Due(Deadline),
    /// A cycle of ISO 8601, or when a datum says.
    Other(Timer),
}

impl Timed {
    fn read(shape: TimeShape, text: &str, language: Language) -> Result<Timed, Misread> {
        match shape {
            TimeShape::Duration => parse_duration(text, language).map(Timed::Length),
            TimeShape::Cadence => Cadence::parse(text, language).map(Timed::Rhythm),
            TimeShape::Deadline => Deadline::parse(text, language).map(Timed::Due),
            TimeShape::Timer => Timer::parse(text, language).map(|timer| match timer {
                Timer::After(length) => Timed::Length(length),
                Timer::Cadence(cadence) => Timed::Rhythm(cadence),
                timer => Timed::Other(timer),
            }),
        }
    }

    /// The same in both languages: ISO 8601, an anchor in English after it.
    fn neutral(&self) -> String {
        match self {
            Timed::Length(length) => length.to_string(),
            Timed::Rhythm(cadence) => cadence.to_string(),
            Timed::Other(timer) => timer.to_string(),
            Timed::Due(Deadline { duration, anchor }) => match anchor.text(Language::English) {
                Some(anchor) => format!("{duration} from {anchor}"),
                None => duration.to_string(),
            },
        }
    }

    fn text(&self, written: &str, from: Language, to: Language) -> String {
        match self {
            Timed::Length(length) => length_text(*length, written, (from, to)),
            Timed::Rhythm(cadence) => cadence.text(to),
            Timed::Other(timer) => timer.text(to),
            Timed::Due(Deadline { duration, anchor }) => {
                let length = length_text(*duration, before_anchor(written, from), (from, to));
                match anchor.text(to) {
                    Some(anchor) => format!("{length} {} {anchor}", word(Meaning::From, to, false)),
                    None => length,
                }
            }
        }
    }
}

/// A length of time in the other language; weeks are days to the engine, so that their words are exchanged one by one,
/// unless it says which days count.
fn length_text(length: Duration, written: &str, (from, to): (Language, Language)) -> String {
    let words = split(written);
    let weeks = |word: &Word<'_>| word.means(from, Meaning::Unit(Unit::Week));
    if words.iter().any(weeks) && !length.is_calendar() {
        exchanged(written, &words, (from, to)).trim().to_owned()
    } else {
        duration_text(length, to)
    }
}

fn exchanged(text: &str, words: &[Word<'_>], (from, to): (Language, Language)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for one in words {
        let range = one.range();
        out.push_str(&text[copied..range.start]);
        match one.meaning(from) {
            Some(meaning) => {
                let many = fold(word(meaning, from, true)) == one.folded;
                out.push_str(word(meaning, to, many));
            }
            None => out.push_str(one.text),
        }
        copied = range.end;
    }
    out.push_str(&text[copied..]);
    out
}

/// What stands before «desde».
fn before_anchor(text: &str, language: Language) -> &str {
    let words = split(text);
    let from = words.iter().find(|word| word.means(language, Meaning::From));
    from.map_or(text, |from| &text[..from.start])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};
    use TimeShape::{Cadence as Rhythm, Deadline as Due, Duration as Length, Timer as TimerText};

    fn read(shape: TimeShape, text: &str, language: Language) -> Worded {
        let (worded, misread) = typed_text(shape, text.into(), language);
        assert_eq!(misread, None, "{text}");
        worded
    }

    #[test]
    fn both_languages_say_the_same_and_print_each_other() {
        for (shape, spanish, english, neutral) in [
            (Length, "3 días hábiles", "3 working days", "P3D/W"),
            (Length, "30 días calendario", "30 calendar days", "P30D/C"),
            (Length, "2 semanas", "2 weeks", "P14D"),
            (Length, "1 semana y 2 días", "1 week and 2 days", "P9D"),
            (Length, "1 año", "1 year", "P1Y"),
            (Rhythm, "bimestral", "two-monthly", "P2M"),
            (Rhythm, "2 veces al año", "2 times a year", "2/P1Y"),
            (Rhythm, "cada 2 semanas", "every 2 weeks", "P14D"),
            (Due, "1 día desde actividad 12", "1 day from activity 12", "P1D from activity 12"),
            (
                Due,
                "2 semanas desde fin de visitas",
                "2 weeks from end of visitas",
                "P14D from end of visitas",
            ),
            (Due, "5 días hábiles desde inicio", "5 working days from start", "P5D/W from start"),
            (
                Due,
                "1 mes desde dato fecha-del-acta",
                "1 month from data_item fecha-del-acta",
                "P1M from data_item fecha-del-acta",
            ),
            (Due, "8 horas", "8 hours", "PT8H"),
            (TimerText, "cada 5 meses", "every 5 months", "P5M"),
            (TimerText, "30 minutos", "30 minutes", "PT30M"),
            (TimerText, "R4/PT10S", "R4/PT10S", "R4/PT10S"),
            (TimerText, "dato limite", "data_item limite", "data_item limite"),
        ] {
            let (es, en) = (read(shape, spanish, Spanish), read(shape, english, English));
            assert_eq!(es, en);
            assert_eq!(&*es.neutral, neutral);
            assert_eq!(time_words(shape, &es, (Spanish, English)), english);
            assert_eq!(time_words(shape, &en, (English, Spanish)), spanish);
            assert_eq!(time_words(shape, &es, (Spanish, Spanish)), spanish);
        }
    }

    #[test]
    fn what_cannot_be_read_stays_and_says_where() {
        let (worded, misread) = typed_text(Length, "3 lunas".into(), Spanish);
        assert_eq!((&*worded.written, &*worded.neutral), ("3 lunas", "3 lunas"));
        assert_eq!(misread.map(|misread| misread.range), Some(2..7));
        assert_eq!(time_words(Length, &worded, (Spanish, English)), "3 lunas");
    }

    #[test]
    fn guards_are_equal_whatever_their_language_and_spacing() {
        let spanish = guard_text("vueltas(4)<3 && respuesta(4)==SI".into(), Spanish, 4096);
        let english = guard_text("rounds(4) < 3 && answer(4) == YES".into(), English, 4096);
        assert_eq!(spanish, english);
        let plain = Vocabulary::default();
        let words = guard_words(&spanish, (Spanish, English), &plain);
        assert_eq!(words, "rounds(4)<3 && answer(4)==YES");
        assert_ne!(guard_text("a".into(), Spanish, 4096), guard_text("b".into(), Spanish, 4096));
    }

    #[test]
    fn functions_of_the_host_become_neutral_with_their_vocabulary() {
        use crate::data::{Kind, Value};
        let rural =
            crate::guard::HostFunction::new(["es_rural", "is_rural"], &[Kind::Text], Kind::YesNo, |_| {
                Ok(Value::Bool(true))
            });
        let vocabulary = Vocabulary::new("1").with(rural).expect("free names");
        let spanish = guard_text("es_rural(lugar)".into(), Spanish, 4096);
        let english = guard_text("is_rural(lugar)".into(), English, 4096);
        assert_eq!(
            neutral_guard(&spanish, Spanish, &vocabulary),
            neutral_guard(&english, English, &vocabulary)
        );
        assert_eq!(guard_words(&spanish, (Spanish, English), &vocabulary), "is_rural(lugar)");
    }
}
