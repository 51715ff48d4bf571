//! The words of each calendar problem in English.

use super::CalendarProblem as Problem;
use super::examples::{Examples, listed};
use crate::source::Language;

pub(super) fn message(problem: &Problem, file: Language) -> String {
    match problem {
        Problem::Missing => "the duration is missing".to_owned(),
        Problem::NotANumber { text } => format!("«{text}» is not a number"),
        Problem::NumberInWords { text, .. } => format!("«{text}» is a number written in words"),
        Problem::NotWhole { text } => format!("«{text}» is not a whole number"),
        Problem::NotPositive { text } => {
            format!("«{text}» leaves no time: the number must be 1 or more")
        }
        Problem::MissingUnit { number } => format!("«{number}» has no unit of time"),
        Problem::UnknownUnit { text, .. } => format!("«{text}» is not a unit of time"),
        Problem::RepeatedUnit { text } => format!("the unit «{text}» appears twice"),
        Problem::WorkingNotDays { text } => {
            format!("«{text}» cannot be working: only days are counted as working")
        }
        Problem::MixedDays => "the duration counts some days in one way and others in another".to_owned(),
        Problem::TooLong { text } => format!("«{text}» is more than 9,999 years"),
        Problem::BadIso { text } => format!("«{text}» is not an ISO 8601 duration"),
        Problem::UnknownCadence { text, .. } => format!("«{text}» is not a known frequency"),
        Problem::AmbiguousCadence { text, .. } => format!("«{text}» has two meanings"),
        Problem::OtherLanguage { text, .. } => match file {
            Language::Spanish => format!("«{text}» is an English word and the file is in Spanish"),
            Language::English => format!("«{text}» is a Spanish word and the file is in English"),
        },
        Problem::UnknownAnchor { text, .. } => format!("«{text}» is not a moment to count from"),
        Problem::AnchorWithoutReference { text } => format!("«{text}» does not say of what"),
        Problem::BadAdvance { text } => format!("«{text}» does not say how far time moves"),
        Problem::UnknownZone { text, .. } => format!("«{text}» is not a time zone"),
        Problem::UnknownHolidays { text, .. } => format!("there are no holidays named «{text}»"),
        Problem::OutOfRange => "the date falls outside the years 1 to 9999".to_owned(),
        Problem::HolidaysNotCovered { id, year, .. } => {
            format!("the holidays «{id}» do not cover the year {year}")
        }
    }
}

pub(super) fn help(problem: &Problem, file: Language) -> String {
    let words = Examples::of(file);
    match problem {
        Problem::Missing => format!("write, for example, {}", listed(&words.lengths, " or ")),
        Problem::NotANumber { .. } => {
            format!("write the number, a space and the unit: {}", words.lengths.join(", "))
        }
        Problem::NumberInWords { digits, .. } => format!("write it in digits: {digits}"),
        Problem::NotWhole { .. } => {
            format!(
                "write a whole number without points or commas, in a smaller unit if needed: {}",
                words.smaller.join(", ")
            )
        }
        Problem::NotPositive { .. } => {
            "write 1 or more, or drop the value if there is no deadline".to_owned()
        }
        Problem::MissingUnit { number } => {
            format!("write the unit: \"{number} {}\", \"{number} {}\"", words.days, words.months)
        }
        Problem::UnknownUnit { nearest: Some(nearest), .. } => format!("did you mean «{nearest}»?"),
        Problem::UnknownUnit { .. } => {
            format!("the units are {}", listed(&words.units, " and "))
        }
        Problem::RepeatedUnit { .. } => "add the two amounts and write them once".to_owned(),
        Problem::WorkingNotDays { .. } => format!("write how many working days it is: {}", words.working),
        Problem::MixedDays => {
            "write all of it in the same way: in working days, in calendar days, or in days and weeks"
                .to_owned()
        }
        Problem::TooLong { .. } => "check the number: a duration is at most 9,999 years".to_owned(),
        Problem::BadIso { .. } => format!("write it in words, {}, or as P1M, P3D, PT2H30M", words.month),
        Problem::UnknownCadence { nearest: Some(nearest), .. } => format!("did you mean «{nearest}»?"),
        Problem::UnknownCadence { .. } => {
            format!("write {}", listed(&words.cadences, " or "))
        }
        Problem::AmbiguousCadence { every, times, .. } => {
            format!("write \"{}\" or \"{}\"", every.as_period(file), times.text(file))
        }
        Problem::OtherLanguage { instead, .. } => format!("write «{instead}»"),
        Problem::UnknownAnchor { nearest: Some(nearest), .. } => format!("did you mean «{nearest}»?"),
        Problem::UnknownAnchor { .. } => {
            format!(
                "write {}; \
             without «{}», the deadline counts from when the item opens",
                listed(&words.anchors, " or "),
                words.from
            )
        }
        Problem::AnchorWithoutReference { .. } => {
            format!("write the number or the id after it: {}", words.references.join(", "))
        }
        Problem::BadAdvance { .. } => "write +30s, +5min, +2h, +3d, +1w, +1m, +1y or +P1M".to_owned(),
        Problem::UnknownZone { nearest: Some(nearest), .. } => format!("did you mean «{nearest}»?"),
        Problem::UnknownZone { .. } => {
            "write the IANA name of the zone, like \"America/Bogota\" or \"America/Mexico_City\"".to_owned()
        }
        Problem::UnknownHolidays { known, .. } => format!("there are: {}", known.join(", ")),
        Problem::OutOfRange => "check the duration and the date it is counted from".to_owned(),
        Problem::HolidaysNotCovered { first, last, .. } => {
            format!(
                "they cover the years {first} to {last}; use a version of the holidays that covers that year"
            )
        }
    }
}
