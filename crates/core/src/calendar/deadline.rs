//! Deadlines as files write them: `1 día desde actividad 12`.
//!
//! Knows the words for the moments a deadline counts from.
//! Does not know whether the activity, block or datum exists: the checker resolves the reference.
//! Read [`Deadline`] first.

use std::ops::Range;

use super::duration::{duration_text, read_duration};
use super::problem::{CalendarProblem, Misread, shown};
use super::words::{Meaning, Word, split, word};
use crate::data::{Duration, Text};
use crate::source::Language;

/// How long, and from which moment on.
///
/// ```
/// use cauce::calendar::{Anchor, Deadline};
/// use cauce::source::Language::{English, Spanish};
/// let deadline = Deadline::parse("1 día desde actividad 12", Spanish)?;
/// assert!(matches!(&deadline.anchor, Anchor::Activity(reference) if &*reference.text == "12"));
/// assert_eq!(deadline.text(English), "1 day from activity 12");
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// How long.
    pub duration: Duration,
    /// From which moment on.
    pub anchor: Anchor,
}

/// The moment a deadline counts from, in the nearest enclosing member.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Anchor {
    /// When the item itself opened: nothing is written.
    Opened,
    /// When the case began: `inicio`.
    CaseStart,
    /// When a block or activity began: `inicio de ID`.
    StartOf(AnchorReference),
    /// When a block or activity ended: `fin de ID`.
    EndOf(AnchorReference),
    /// The last completion of an activity: `actividad N`.
    Activity(AnchorReference),
    /// The date or instant a datum holds: `dato ID`.
    Datum(AnchorReference),
}

/// A reference as written in an anchor, not yet resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorReference {
    /// The number or id.
    pub text: Text,
    /// Where it stands in the value, in bytes.
    pub range: Range<usize>,
}

impl Deadline {
    /// Reads a deadline in the words of a language.
    ///
    /// # Errors
    /// What is wrong and where in the text.
    pub fn parse(text: &str, language: Language) -> Result<Self, Misread> {
        let words = split(text);
        let from = words.iter().position(|word| word.means(language, Meaning::From));
        let (length, anchor) = words.split_at(from.unwrap_or(words.len()));
        let duration =
            read_duration(length, language).map_err(|misread| blame(misread, text, length, language))?;
        let anchor = match anchor.split_first() {
            Some((from, anchor)) => read_anchor(text, from, anchor, language)?,
            None => Anchor::Opened,
        };
        Ok(Deadline { duration, anchor })
    }

    /// Writes the deadline in the words of a language.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let duration = duration_text(self.duration, language);
        match self.anchor.text(language) {
            Some(anchor) => format!("{duration} {} {anchor}", word(Meaning::From, language, false)),
            None => duration,
        }
    }
}

impl Anchor {
    /// Writes the anchor in the words of a language; none for the opening of the item itself.
    #[must_use]
    pub fn text(&self, language: Language) -> Option<String> {
        let say = |meaning| word(meaning, language, false);
        let of = say(Meaning::Of);
        match self {
            Anchor::Opened => None,
            Anchor::CaseStart => Some(say(Meaning::Start).to_owned()),
            Anchor::StartOf(reference) => Some(format!("{} {of} {}", say(Meaning::Start), reference.text)),
            Anchor::EndOf(reference) => Some(format!("{} {of} {}", say(Meaning::End), reference.text)),
            Anchor::Activity(reference) => Some(format!("{} {}", say(Meaning::Activity), reference.text)),
            Anchor::Datum(reference) => Some(format!("{} {}", say(Meaning::Datum), reference.text)),
        }
    }

    /// The reference that is to be resolved, if the anchor names something.
    #[must_use]
    pub fn reference(&self) -> Option<&AnchorReference> {
        match self {
            Anchor::Opened | Anchor::CaseStart => None,
            Anchor::StartOf(reference)
            | Anchor::EndOf(reference)
            | Anchor::Activity(reference)
            | Anchor::Datum(reference) => Some(reference),
        }
    }
}

/// A length of time gone wrong at «de» lacks «desde», which is worth its own words.
fn blame(misread: Misread, text: &str, words: &[Word<'_>], language: Language) -> Misread {
    let of = words.iter().position(|word| word.range() == misread.range && word.means(language, Meaning::Of));
    match of {
        Some(place) => unknown(text, &words[place..], language),
        None => misread.or_whole(text),
    }
}

fn read_anchor(
    text: &str,
    from: &Word<'_>,
    words: &[Word<'_>],
    language: Language,
) -> Result<Anchor, Misread> {
    let Some((first, rest)) = words.split_first() else {
        return Err(from.refuse(CalendarProblem::UnknownAnchor { text: shown(from.text), nearest: None }));
    };
    let of = rest.split_first().filter(|(word, _)| word.means(language, Meaning::Of)).map(|(_, rest)| rest);
    match (first.meaning(language), of) {
        (Some(Meaning::Start), None) if rest.is_empty() => Ok(Anchor::CaseStart),
        (Some(Meaning::Start), Some(rest)) => reference(text, first, rest).map(Anchor::StartOf),
        (Some(Meaning::End), Some(rest)) => reference(text, first, rest).map(Anchor::EndOf),
        (Some(Meaning::Activity), _) => reference(text, first, rest).map(Anchor::Activity),
        (Some(Meaning::Datum), _) => reference(text, first, rest).map(Anchor::Datum),
        (Some(Meaning::End), None) if rest.is_empty() => reference(text, first, rest).map(Anchor::EndOf),
        _ => Err(unknown(text, words, language)),
    }
}

/// Everything to the end of the value is the reference: names of members may hold spaces.
fn reference(text: &str, anchor: &Word<'_>, words: &[Word<'_>]) -> Result<AnchorReference, Misread> {
    let Some(first) = words.first() else {
        return Err(anchor.refuse(CalendarProblem::AnchorWithoutReference { text: shown(anchor.text) }));
    };
    let written = text[first.start..].trim_end();
    Ok(AnchorReference { text: written.into(), range: first.start..first.start + written.len() })
}

fn unknown(text: &str, words: &[Word<'_>], language: Language) -> Misread {
    if let Some(foreign) = words.iter().find_map(|word| word.foreign(language)) {
        return foreign;
    }
    let start = words.first().map_or(0, |first| first.start);
    let written = text[start..].trim_end();
    let anchors = [Meaning::Start, Meaning::End, Meaning::Activity, Meaning::Datum];
    let names = anchors.into_iter().map(|anchor| word(anchor, language, false));
    // A right word in a wrong place is no misspelling of itself.
    let nearest =
        words.first().and_then(|first| first.nearest(names)).filter(|nearest| !written.starts_with(nearest));
    Misread {
        problem: CalendarProblem::UnknownAnchor { text: shown(written), nearest },
        range: start..start + written.len(),
    }
}

#[cfg(test)]
mod tests {
    use Language::{English, Spanish};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn anchors_of_both_languages_say_the_same() {
        for (spanish, english) in [
            ("3 días hábiles", "3 working days"),
            ("1 mes desde inicio", "1 month from start"),
            ("1 mes desde inicio de etapa-2", "1 month from start of etapa-2"),
            ("2 horas desde fin de revision", "2 hours from end of revision"),
            ("1 día desde actividad 12", "1 day from activity 12"),
            ("1 día desde actividad 4.1[San Luis Potosí]", "1 day from activity 4.1[San Luis Potosí]"),
            ("1 día desde actividad desde-aqui", "1 day from activity desde-aqui"),
            ("20 días desde dato radicado", "20 days from data_item radicado"),
        ] {
            let deadline = Deadline::parse(spanish, Spanish).expect(spanish);
            assert_eq!(
                (deadline.text(Spanish).as_str(), deadline.text(English).as_str()),
                (spanish, english)
            );
            let again = Deadline::parse(english, English).expect(english);
            assert_eq!(again.text(Spanish), spanish);
        }
    }

    #[test]
    fn the_reference_keeps_its_place() {
        let text = "1 día  desde actividad 4.1[San Luis Potosí] ";
        let deadline = Deadline::parse(text, Spanish).expect("a deadline");
        let reference = deadline.anchor.reference().expect("a reference");
        assert_eq!(
            (&*reference.text, &text[reference.range.clone()]),
            ("4.1[San Luis Potosí]", "4.1[San Luis Potosí]")
        );
    }

    #[test]
    fn each_slip_has_its_code_and_its_place() {
        for (text, language, code, blamed) in [
            ("", Spanish, "C0401", ""),
            ("desde actividad 12", Spanish, "C0401", "desde actividad 12"),
            ("1 día desde", Spanish, "C0416", "desde"),
            ("1 día desde ayer", Spanish, "C0416", "ayer"),
            ("1 día desde el inicio", Spanish, "C0416", "el inicio"),
            ("1 día desde actvidad 12", Spanish, "C0416", "actvidad 12"),
            ("1 día desde actividad", Spanish, "C0417", "actividad"),
            ("1 día desde fin", Spanish, "C0417", "fin"),
            ("1 día desde inicio de", Spanish, "C0417", "inicio"),
            ("1 día desde inicio etapa", Spanish, "C0416", "inicio etapa"),
            ("1 day desde activity 12", English, "C0415", "desde"),
            ("1 day from actividad 12", English, "C0415", "actividad"),
            ("1 día from actividad 12", Spanish, "C0415", "from"),
            ("1 día de actividad 12", Spanish, "C0416", "de actividad 12"),
        ] {
            let misread = Deadline::parse(text, language).expect_err(text);
            assert_eq!((misread.problem.code(), &text[misread.range]), (code, blamed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", near in "(1 día|desde|inicio|de|fin|actividad|dato|x|,| |ó){0,10}") {
            for text in [text, near] {
                for language in [Spanish, English] {
                    match Deadline::parse(&text, language) {
                        Ok(deadline) => {
                            let again = Deadline::parse(&deadline.text(language), language).expect("it was printed");
                            prop_assert_eq!(again.text(language), deadline.text(language));
                        }
                        Err(misread) => prop_assert!(text.get(misread.range).is_some()),
                    }
                }
            }
        }
    }
}
