//! Instants and dates as data; nothing here asks for the time.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

/// An instant in milliseconds since 1970 UTC, between the years 1 and 9999.
///
/// Text form: RFC 3339 in UTC with three decimals, `2022-04-07T15:00:00.000Z`.
///
/// ```
/// use cauce::data::Timestamp;
/// let at: Timestamp = "2022-04-07T10:00:00-05:00".parse()?;
/// assert_eq!(at.to_string(), "2022-04-07T15:00:00.000Z");
/// # Ok::<(), cauce::data::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The text or number is not an instant between the years 1 and 9999.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is not an instant like 2022-04-07T10:00:00-05:00")]
pub struct TimestampError {
    /// What was read.
    pub text: String,
}

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Timestamp = Timestamp(-62_135_596_800_000);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Timestamp = Timestamp(0);

    /// The instant that many milliseconds after 1970 UTC, when it lies between the years 1 and 9999.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Option<Self> {
        if millis >= Self::MIN.0 && millis <= Self::MAX.0 { Some(Timestamp(millis)) } else { None }
    }

    /// Milliseconds since 1970 UTC.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant this many milliseconds later, when it lies between the years 1 and 9999.
    #[must_use]
    pub const fn checked_add_millis(self, millis: i64) -> Option<Self> {
        match self.0.checked_add(millis) {
            Some(sum) => Self::from_millis(sum),
            None => None,
        }
    }

    pub(crate) fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    pub(crate) fn from_utc(instant: DateTime<Utc>) -> Option<Self> {
        Self::from_millis(instant.timestamp_millis())
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .filter(|instant| instant.timestamp_subsec_nanos() < 1_000_000_000)
            .and_then(|instant| Self::from_utc(instant.to_utc()))
            .ok_or_else(|| TimestampError { text: text.chars().take(64).collect() })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A calendar date between the years 1 and 9999, written `2022-02-25`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// 0001-01-01.
    pub const MIN: Date = Date(match NaiveDate::from_ymd_opt(1, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MIN,
    });
    /// 9999-12-31.
    pub const MAX: Date = Date(match NaiveDate::from_ymd_opt(9999, 12, 31) {
        Some(date) => date,
        None => NaiveDate::MAX,
    });

    /// The date of that year, month and day, when it exists and lies between the years 1 and 9999.
    ///
    /// ```
    /// use cauce::data::Date;
    /// assert!(Date::new(2025, 2, 30).is_none());
    /// assert_eq!(Date::new(2022, 2, 25).unwrap().to_string(), "2022-02-25");
    /// ```
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Date)
    }

    /// The year, between 1 and 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// How many days this date lies after another; negative if before.
    #[must_use]
    pub fn days_since(self, other: Date) -> i64 {
        self.0.signed_duration_since(other.0).num_days()
    }

    pub(crate) fn from_inner(date: NaiveDate) -> Option<Self> {
        (1..=9999).contains(&date.year()).then_some(Date(date))
    }

    pub(crate) fn inner(self) -> NaiveDate {
        self.0
    }
}

impl FromStr for Date {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || TimestampError { text: text.chars().take(64).collect() };
        // chrono also reads signs and spaces where a digit belongs.
        let shaped = |(place, byte): (usize, u8)| {
            if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
        };
        if text.len() != 10 || !text.bytes().enumerate().all(shaped) {
            return Err(refused());
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(Self::from_inner).ok_or_else(refused)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_dates_that_do_not_exist_are_refused() {
        for text in
            ["2022-04-07T23:59:60Z", "0000-01-01T00:00:00Z", "2025-02-30T00:00:00Z", "2022-04-07T24:00:00Z"]
        {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
        for text in
            ["2025-02-30", "0000-01-01", "+022-02-25", "2022- 2-25", " 022-02-25", "2022-02-2 ", "25/02/2022"]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
