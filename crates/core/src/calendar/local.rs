//! What the clocks of a zone show, as text.
//!
//! Knows the offset of a zone at an instant, also on the days on which its clocks change.
//! Does not know which language the text stands in: figures alone are written.
//! Read [`LocalTime`] first.

use std::fmt;

use chrono::{Datelike as _, NaiveDateTime, TimeDelta, Timelike as _};

use super::zone::Zone;
use crate::data::Timestamp;

/// The date, time and offset that clocks of a zone show at an instant.
///
/// Written `2022-04-07 10:00`, with the offset where the hour alone could be misread: on a day on which clocks change.
/// The alternate form `{:#}` always says the offset.
///
/// ```
/// use cauce::calendar::Zone;
/// let tijuana = Zone::parse("America/Tijuana")?;
/// let shown = |at: &str| tijuana.local_time(at.parse().expect("an instant")).to_string();
/// assert_eq!(shown("2022-04-07T17:00:00Z"), "2022-04-07 10:00");
/// assert_eq!(shown("2022-11-06T08:30:00Z"), "2022-11-06 01:30 -07:00");
/// assert_eq!(shown("2022-11-06T09:30:00Z"), "2022-11-06 01:30 -08:00");
/// # Ok::<(), cauce::calendar::CalendarProblem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    shown: NaiveDateTime,
    /// How far clocks are ahead of universal time.
    ahead: TimeDelta,
    /// Whether clocks change between the first instant of that date and the end of it.
    changes: bool,
}

impl Zone {
    /// What clocks of the zone show at an instant.
    #[must_use]
    pub fn local_time(self, at: Timestamp) -> LocalTime {
        let shown = self.local(at);
        let ahead = shown.signed_duration_since(at.to_utc().naive_utc());
        LocalTime { shown, ahead, changes: self.changes_on(shown) }
    }

    /// Whether the offset at the beginning of a local day is another than at the beginning of the next.
    fn changes_on(self, shown: NaiveDateTime) -> bool {
        let offset = |date: chrono::NaiveDate| {
            let begins = self.start_of(date)?;
            Some(self.local(begins).signed_duration_since(begins.to_utc().naive_utc()))
        };
        let (today, tomorrow) = (shown.date(), shown.date().succ_opt());
        let (Some(today), Some(tomorrow)) = (offset(today), tomorrow.and_then(offset)) else {
            return false;
        };
        today != tomorrow
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.shown.date(), self.shown.time());
        let (year, month, day) = (date.year(), date.month(), date.day());
        write!(out, "{year:04}-{month:02}-{day:02} {:02}:{:02}", time.hour(), time.minute())?;
        if !self.changes && !out.alternate() {
            return Ok(());
        }
        let minutes = self.ahead.num_minutes();
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        write!(out, " {sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(zone: &str, at: &str) -> String {
        Zone::parse(zone).expect(zone).local_time(at.parse().expect(at)).to_string()
    }

    #[test]
    fn both_days_of_a_change_show_the_hour_that_clocks_show() {
        for (at, expected) in [
            ("2022-03-13T08:00:00Z", "2022-03-13 00:00 -08:00"),
            ("2022-03-13T09:59:00Z", "2022-03-13 01:59 -08:00"),
            ("2022-03-13T10:00:00Z", "2022-03-13 03:00 -07:00"),
            ("2022-03-13T17:00:00Z", "2022-03-13 10:00 -07:00"),
            ("2022-03-14T07:00:00Z", "2022-03-14 00:00"),
            ("2022-11-06T07:00:00Z", "2022-11-06 00:00 -07:00"),
            ("2022-11-06T08:30:00Z", "2022-11-06 01:30 -07:00"),
            ("2022-11-06T09:30:00Z", "2022-11-06 01:30 -08:00"),
            ("2022-11-06T18:00:00Z", "2022-11-06 10:00 -08:00"),
            ("2022-11-07T08:00:00Z", "2022-11-07 00:00"),
        ] {
            assert_eq!(shown("America/Tijuana", at), expected, "{at}");
        }
    }

    #[test]
    fn a_day_that_begins_at_one_and_a_date_that_never_was_are_shown() {
        // The hour that clocks skip is the first of the day: none that they show could be misread.
        assert_eq!(shown("America/Santiago", "2022-09-11T04:00:00Z"), "2022-09-11 01:00");
        assert_eq!(shown("Pacific/Apia", "2011-12-30T09:59:00Z"), "2011-12-29 23:59 -10:00");
        assert_eq!(shown("Pacific/Apia", "2011-12-30T10:00:00Z"), "2011-12-31 00:00");
    }

    #[test]
    fn zones_without_changes_and_the_ends_of_time_are_shown() {
        assert_eq!(shown("America/Bogota", "2022-11-06T15:00:00Z"), "2022-11-06 10:00");
        assert_eq!(shown("Asia/Kathmandu", "2022-11-06T15:00:00Z"), "2022-11-06 20:45");
        let zone = Zone::parse("America/Bogota").expect("a zone");
        assert_eq!(
            format!("{:#}", zone.local_time("2022-11-06T15:00:00Z".parse().expect("an instant"))),
            "2022-11-06 10:00 -05:00"
        );
        for at in [Timestamp::MIN, Timestamp::MAX] {
            assert!(!Zone::UTC.local_time(at).to_string().is_empty());
        }
    }
}
