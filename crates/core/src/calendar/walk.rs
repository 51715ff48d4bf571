//! How a walk moves time: `+3d`, `+5min`, `+P1M`.
//!
//! Knows the short units, which are equal in both languages. Does not move any clock.

use super::duration::{length, read_iso};
use super::problem::{CalendarProblem, Misread, shown};
use super::words::{Unit, Word, split};
use crate::data::Duration;

static UNITS: [(&str, Unit); 7] = [
    ("s", Unit::Second),
    ("min", Unit::Minute),
    ("h", Unit::Hour),
    ("d", Unit::Day),
    ("w", Unit::Week),
    ("m", Unit::Month),
    ("y", Unit::Year),
];

/// Reads a move of time in a walk: `+30s +5min +2h +3d +1w +1m +1y`, or ISO 8601 after the sign.
///
/// ```
/// use cauce::calendar::parse_advance;
/// assert_eq!(parse_advance("+1m")?, parse_advance("+P1M")?);
/// assert!(parse_advance("3d").is_err());
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
///
/// # Errors
/// What is wrong and where in the text.
pub fn parse_advance(text: &str) -> Result<Duration, Misread> {
    let words = split(text);
    let bad = || Misread { problem: CalendarProblem::BadAdvance { text: shown(text) }, range: 0..text.len() };
    let [word] = words.as_slice() else {
        return Err(bad());
    };
    let amount = word.text.strip_prefix('+').ok_or_else(bad)?;
    if amount.starts_with('P') {
        return read_iso(&Word { text: amount, folded: String::new(), start: word.start + 1 });
    }
    let (digits, name) = amount.split_at(amount.bytes().take_while(u8::is_ascii_digit).count());
    let unit = UNITS.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit).ok_or_else(bad)?;
    if digits.is_empty() {
        return Err(bad());
    }
    let moved = digits.parse().ok().and_then(|number| length(number, unit, None));
    let moved = moved.ok_or_else(|| word.refuse(CalendarProblem::TooLong { text: shown(word.text) }))?;
    if moved.is_zero() {
        Err(word.refuse(CalendarProblem::NotPositive { text: shown(word.text) }))
    } else {
        Ok(moved)
    }
}

/// Writes a move of time for a walk, short where one unit is enough.
///
/// ```
/// use cauce::calendar::{advance_text, parse_advance};
/// assert_eq!(advance_text(parse_advance("+P21D")?), "+3w");
/// # Ok::<(), cauce::calendar::Misread>(())
/// ```
#[must_use]
pub fn advance_text(duration: Duration) -> String {
    let fits = |(_, unit): &&(&str, Unit)| in_unit(duration, *unit).is_some();
    match UNITS.iter().rev().find(fits) {
        Some((name, unit)) => format!("+{}{name}", in_unit(duration, *unit).unwrap_or_default()),
        None => format!("+{duration}"),
    }
}

/// How many of the unit the whole duration is, if it is a whole number of them.
fn in_unit(duration: Duration, unit: Unit) -> Option<u32> {
    let one = length(1, unit, None)?;
    let number = match unit {
        Unit::Year | Unit::Month => duration.months() / one.months(),
        Unit::Week | Unit::Day => duration.days() / one.days(),
        Unit::Hour | Unit::Minute | Unit::Second => u32::try_from(duration.millis() / one.millis()).ok()?,
    };
    (number > 0 && length(number, unit, None) == Some(duration)).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn short_units_are_read_and_printed() {
        for (text, iso, printed) in [
            ("+30s", "PT30S", "+30s"),
            ("+5min", "PT5M", "+5min"),
            ("+120min", "PT2H", "+2h"),
            ("+3d", "P3D", "+3d"),
            ("+1w", "P7D", "+1w"),
            ("+1m", "P1M", "+1m"),
            ("+12m", "P1Y", "+1y"),
            ("+P1M2D", "P1M2D", "+P1M2D"),
            ("+P3D/W", "P3D/W", "+P3D/W"),
        ] {
            let read = parse_advance(text).expect(text);
            assert_eq!((read.to_string().as_str(), advance_text(read).as_str()), (iso, printed));
        }
    }

    #[test]
    fn each_slip_has_its_code() {
        for (text, code) in [
            ("", "C0418"),
            ("3d", "C0418"),
            ("+", "C0418"),
            ("+d", "C0418"),
            ("+3", "C0418"),
            ("+3M", "C0418"),
            ("+-3d", "C0418"),
            ("+3d 2h", "C0418"),
            ("+0d", "C0405"),
            ("+PT0S", "C0405"),
            ("+99999999999d", "C0411"),
            ("+P1", "C0412"),
        ] {
            assert_eq!(parse_advance(text).expect_err(text).problem.code(), code, "{text}");
        }
    }

    proptest! {
        #[test]
        fn printing_and_parsing_again_is_identity(duration in super::super::duration::tests::any_duration()) {
            prop_assume!(!duration.is_zero());
            prop_assert_eq!(parse_advance(&advance_text(duration)), Ok(duration));
        }
    }
}
