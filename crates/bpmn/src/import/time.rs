//! The times of a model: ISO 8601, or a data item that holds one.

use cauce::calendar::Timer;
use cauce::data::{Date, Timestamp};
use cauce::source::Language;

/// A time as a procedure writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// A length, or a cycle, in ISO 8601.
    Length(String),
    /// A date or an instant, as TOML writes it.
    Moment(String),
}

/// Reads a length of time or a cycle: `PT5M`, `P1Y2M`, `R3/PT10S`.
pub(super) fn length(text: &str) -> Option<Time> {
    let text = text.trim();
    let body = text.strip_prefix('R').map_or(Some(text), |cycle| {
        let (times, rest) = cycle.split_once('/')?;
        times.chars().all(|c| c.is_ascii_digit()).then_some(rest)
    })?;
    // A cycle may say when it begins or ends; that is not a length.
    if is_length(body) {
        return Some(Time::Length(text.to_owned()));
    }
    // People also write it in words.
    [Language::English, Language::Spanish].into_iter().find_map(|language| {
        match Timer::parse(text, language) {
            Ok(Timer::After(length)) => Some(Time::Length(length.to_string())),
            _ => None,
        }
    })
}

fn is_length(text: &str) -> bool {
    let Some(body) = text.strip_prefix('P') else { return false };
    let (days, hours) = body.split_once('T').map_or((body, None), |(days, hours)| (days, Some(hours)));
    let parts = |text: &str, units: &str| {
        let mut left = units;
        let mut digits = 0usize;
        for c in text.chars() {
            if c.is_ascii_digit() {
                digits += 1;
                continue;
            }
            let Some(at) = left.find(c).filter(|_| digits > 0) else { return false };
            left = &left[at + 1..];
            digits = 0;
        }
        digits == 0
    };
    let any = !days.is_empty() || hours.is_some_and(|hours| !hours.is_empty());
    any && parts(days, "YMWD") && hours.is_none_or(|hours| !hours.is_empty() && parts(hours, "HMS"))
}

/// Reads a date or an instant.
pub(super) fn moment(text: &str) -> Option<Time> {
    let text = text.trim();
    let date = text.get(..10).and_then(|date| date.parse::<Date>().ok());
    if text.len() == 10 && date.is_some() {
        return Some(Time::Moment(text.to_owned()));
    }
    let zoned = text.parse::<Timestamp>().is_ok();
    let local = date.is_some() && format!("{text}Z").parse::<Timestamp>().is_ok();
    (zoned || local).then(|| Time::Moment(text.to_owned()))
}
