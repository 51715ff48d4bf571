//! Lengths of time as data, in ISO 8601.
//!
//! Knows the parts of a length and their bounds, so that sums of them never overflow.
//! Does not know words nor calendars: see [`crate::calendar`]. Read [`Duration`] first.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A length of time as people write it: months, days and an exact part, kept apart.
///
/// A month is not a number of days and a day is not 24 hours where clocks change, so the parts stay as written.
/// Weeks are seven days, years twelve months, and no part is longer than 9,999 years.
/// Text form: ISO 8601, `P1M`, `P3D`, `PT2H30M`; working days have no ISO form and are written `P3D/W`, and days that
/// count even where the calendar of the procedure leaves some out, `P3D/C`.
/// Two lengths compare only where no calendar can change the answer: `P1M` and `P30D` do not.
///
/// ```
/// use cauce::data::Duration;
/// let term: Duration = "P1Y2W".parse()?;
/// assert_eq!((term.months(), term.days()), (12, 14));
/// assert_eq!(term.to_string(), "P1Y14D");
/// # Ok::<(), cauce::data::DurationError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Duration {
    months: u32,
    days: u32,
    counting: Counting,
    millis: u64,
}

/// Which days the days of a length are; without days it is always the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Counting {
    /// Those that the calendar of the procedure counts.
    #[default]
    AsUsual,
    /// Working days, whatever that calendar.
    Working,
    /// All days, whatever that calendar.
    Calendar,
}

/// The text is not a length of time in ISO 8601, or it is longer than 9,999 years.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DurationError {
    /// Not written like `P1M`, `P1DT2H`, `P3D/W` or `P3D/C`.
    #[error("«{text}» is not a duration like P1M, P1DT2H, P3D/W or P3D/C")]
    NotIso {
        /// What was read, cut after 64 characters.
        text: String,
    },
    /// Some part exceeds 9,999 years.
    #[error("«{text}» is longer than 9,999 years")]
    TooLong {
        /// What was read, cut after 64 characters.
        text: String,
    },
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration { months: 0, days: 0, counting: Counting::AsUsual, millis: 0 };
    /// The most months: 9,999 years.
    pub const MAX_MONTHS: u32 = 9_999 * 12;
    /// The most days: those of the years 1 to 9999.
    pub const MAX_DAYS: u32 = 3_652_059;
    /// The longest exact part: that many days of 24 hours.
    pub const MAX_MILLIS: u64 = Self::MAX_DAYS as u64 * 86_400_000;

    /// That many calendar months, up to 9,999 years.
    #[must_use]
    pub const fn from_months(months: u32) -> Option<Self> {
        if months <= Self::MAX_MONTHS { Some(Duration { months, ..Self::ZERO }) } else { None }
    }

    /// That many days, up to those of 9,999 years.
    #[must_use]
    pub const fn from_days(days: u32) -> Option<Self> {
        if days <= Self::MAX_DAYS { Some(Duration { days, ..Self::ZERO }) } else { None }
    }

    /// That many working days, up to as many as there are days in 9,999 years.
    #[must_use]
    pub const fn from_working_days(days: u32) -> Option<Self> {
        Self::counted(days, Counting::Working)
    }

    /// That many days, all of which count whatever the calendar of the procedure, up to those of 9,999 years.
    #[must_use]
    pub const fn from_calendar_days(days: u32) -> Option<Self> {
        Self::counted(days, Counting::Calendar)
    }

    const fn counted(days: u32, counting: Counting) -> Option<Self> {
        match days {
            0 => Some(Self::ZERO),
            1..=Self::MAX_DAYS => Some(Duration { days, counting, ..Self::ZERO }),
            _ => None,
        }
    }

    /// That many milliseconds, up to 9,999 years of them.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Option<Self> {
        if millis <= Self::MAX_MILLIS { Some(Duration { millis, ..Self::ZERO }) } else { None }
    }

    /// Both lengths, part by part; none if a part grows too long or days meet others that are counted differently.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if !self.counts_like(other) {
            return None;
        }
        let sum = Duration {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            counting: if self.days > 0 { self.counting } else { other.counting },
            millis: self.millis.checked_add(other.millis)?,
        };
        sum.fits().then_some(sum)
    }

    /// The length so many times over, its days counted as they are; none if a part grows too long.
    ///
    /// ```
    /// use cauce::data::Duration;
    /// let term: Duration = "P1M3D/W".parse()?;
    /// assert_eq!(term.checked_mul(4).map(|terms| terms.to_string()).as_deref(), Some("P4M12D/W"));
    /// assert_eq!(term.checked_mul(u64::MAX), None);
    /// # Ok::<(), cauce::data::DurationError>(())
    /// ```
    #[must_use]
    pub fn checked_mul(self, times: u64) -> Option<Self> {
        let small = |part: u32| u32::try_from(u64::from(part).checked_mul(times)?).ok();
        let days = small(self.days)?;
        let product = Duration {
            months: small(self.months)?,
            days,
            counting: if days > 0 { self.counting } else { Counting::AsUsual },
            millis: self.millis.checked_mul(times)?,
        };
        product.fits().then_some(product)
    }

    fn fits(self) -> bool {
        self.months <= Self::MAX_MONTHS && self.days <= Self::MAX_DAYS && self.millis <= Self::MAX_MILLIS
    }

    /// Whether their days are counted in the same way, or one has none.
    fn counts_like(self, other: Self) -> bool {
        self.days == 0 || other.days == 0 || self.counting == other.counting
    }

    /// Calendar months, with twelve for each year.
    #[must_use]
    pub const fn months(self) -> u32 {
        self.months
    }

    /// Days, with seven for each week.
    #[must_use]
    pub const fn days(self) -> u32 {
        self.days
    }

    /// Whether the days count working days only, whatever the calendar of the procedure.
    #[must_use]
    pub const fn is_working(self) -> bool {
        matches!(self.counting, Counting::Working)
    }

    /// Whether all days count, whatever the calendar of the procedure.
    #[must_use]
    pub const fn is_calendar(self) -> bool {
        matches!(self.counting, Counting::Calendar)
    }

    /// The exact part, in milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.millis
    }

    /// Whether it is no time at all.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.months == 0 && self.days == 0 && self.millis == 0
    }

    fn component(designator: u8, in_time: bool, number: u64) -> Option<Self> {
        let small = || u32::try_from(number).ok();
        match (designator, in_time) {
            (b'Y', false) => Self::from_months(small()?.checked_mul(12)?),
            (b'M', false) => Self::from_months(small()?),
            (b'W', false) => Self::from_days(small()?.checked_mul(7)?),
            (b'D', false) => Self::from_days(small()?),
            (b'H', true) => Self::from_millis(number.checked_mul(3_600_000)?),
            (b'M', true) => Self::from_millis(number.checked_mul(60_000)?),
            (b'S', true) => Self::from_millis(number.checked_mul(1_000)?),
            _ => None,
        }
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if !self.counts_like(*other) {
            return None;
        }
        let parts =
            [self.months.cmp(&other.months), self.days.cmp(&other.days), self.millis.cmp(&other.millis)];
        let decided = parts.into_iter().find(|part| part.is_ne()).unwrap_or(Ordering::Equal);
        parts.into_iter().all(|part| part.is_eq() || part == decided).then_some(decided)
    }
}

impl FromStr for Duration {
    type Err = DurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        IsoReader::new(text).read()
    }
}

/// Reads the designators of an ISO duration from left to right, each at most once and in their order.
struct IsoReader<'text> {
    text: &'text str,
    rest: &'text str,
    in_time: bool,
    next_rank: usize,
    sum: Duration,
}

impl<'text> IsoReader<'text> {
    fn new(text: &'text str) -> Self {
        IsoReader { text, rest: text, in_time: false, next_rank: 0, sum: Duration::ZERO }
    }

    fn read(mut self) -> Result<Duration, DurationError> {
        self.rest = self.rest.strip_prefix('P').ok_or_else(|| self.not_iso())?;
        let counting = match self.rest.rsplit_once('/') {
            None => Counting::AsUsual,
            Some((body, which)) => {
                self.rest = body;
                match which {
                    "W" => Counting::Working,
                    "C" => Counting::Calendar,
                    _ => return Err(self.not_iso()),
                }
            }
        };
        if self.rest.is_empty() || self.rest.ends_with('T') {
            return Err(self.not_iso());
        }
        while !self.rest.is_empty() {
            self.step()?;
        }
        // «Working weeks» mean different things to different offices, so only a plain count of days may be working.
        let is_clear = match counting {
            Counting::AsUsual => true,
            Counting::Working => self.sum.days > 0 && !self.text.trim_end_matches("/W").contains('W'),
            Counting::Calendar => self.sum.days > 0,
        };
        if is_clear { Ok(Duration { counting, ..self.sum }) } else { Err(self.not_iso()) }
    }

    fn step(&mut self) -> Result<(), DurationError> {
        if let Some(rest) = self.rest.strip_prefix('T').filter(|_| !self.in_time) {
            (self.rest, self.in_time, self.next_rank) = (rest, true, 0);
        }
        let (number, fraction) = self.number()?;
        let designator = self.designator()?;
        let part = Duration::component(designator, self.in_time, number).ok_or_else(|| self.too_long())?;
        let fraction = match fraction {
            Some(millis) if designator == b'S' => Duration { millis, ..Duration::ZERO },
            Some(_) => return Err(self.not_iso()),
            None => Duration::ZERO,
        };
        let sum = self.sum.checked_add(part).and_then(|sum| sum.checked_add(fraction));
        self.sum = sum.ok_or_else(|| self.too_long())?;
        Ok(())
    }

    fn number(&mut self) -> Result<(u64, Option<u64>), DurationError> {
        let whole = self.digits().ok_or_else(|| self.not_iso())?;
        let number = whole.parse().map_err(|_| self.too_long())?;
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else {
            return Ok((number, None));
        };
        self.rest = rest;
        let digits = self.digits().filter(|digits| digits.len() <= 3).ok_or_else(|| self.not_iso())?;
        let millis = format!("{digits:0<3}").parse().map_err(|_| self.not_iso())?;
        Ok((number, Some(millis)))
    }

    fn digits(&mut self) -> Option<&'text str> {
        let end = self.rest.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!digits.is_empty()).then_some(digits)
    }

    fn designator(&mut self) -> Result<u8, DurationError> {
        let order: &[u8] = if self.in_time { b"HMS" } else { b"YMWD" };
        let found = self.rest.bytes().next().and_then(|byte| order.iter().position(|known| *known == byte));
        let rank = found.filter(|rank| *rank >= self.next_rank).ok_or_else(|| self.not_iso())?;
        self.next_rank = rank + 1;
        self.rest = &self.rest[1..];
        Ok(order[rank])
    }

    fn not_iso(&self) -> DurationError {
        DurationError::NotIso { text: self.shown() }
    }

    fn too_long(&self) -> DurationError {
        DurationError::TooLong { text: self.shown() }
    }

    fn shown(&self) -> String {
        self.text.chars().take(64).collect()
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return out.write_str("PT0S");
        }
        let years = if self.months.is_multiple_of(12) { self.months / 12 } else { 0 };
        let months = if years > 0 { 0 } else { self.months };
        out.write_str("P")?;
        for (number, designator) in [(years, 'Y'), (months, 'M'), (self.days, 'D')] {
            if number > 0 {
                write!(out, "{number}{designator}")?;
            }
        }
        self.write_time(out)?;
        out.write_str(match self.counting {
            Counting::AsUsual => "",
            Counting::Working => "/W",
            Counting::Calendar => "/C",
        })
    }
}

impl Duration {
    fn write_time(self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.millis == 0 {
            return Ok(());
        }
        out.write_str("T")?;
        for (number, designator) in [(self.millis / 3_600_000, 'H'), (self.millis / 60_000 % 60, 'M')] {
            if number > 0 {
                write!(out, "{number}{designator}")?;
            }
        }
        match (self.millis / 1_000 % 60, self.millis % 1_000) {
            (0, 0) => Ok(()),
            (seconds, 0) => write!(out, "{seconds}S"),
            (seconds, millis) => write!(out, "{}S", format!("{seconds}.{millis:03}").trim_end_matches('0')),
        }
    }
}

impl fmt::Debug for Duration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_durations_print_as_they_are_read() {
        for (text, printed) in [
            ("P1M", "P1M"),
            ("P12M", "P1Y"),
            ("P1Y6M", "P18M"),
            ("P3W", "P21D"),
            ("P1DT2H", "P1DT2H"),
            ("PT5S", "PT5S"),
            ("PT90M", "PT1H30M"),
            ("PT0,5S", "PT0.5S"),
            ("PT1.050S", "PT1.05S"),
            ("P1M3DT1S/W", "P1M3DT1S/W"),
            ("P1M3DT1S/C", "P1M3DT1S/C"),
            ("P2W/C", "P14D/C"),
            ("PT0S", "PT0S"),
            ("P9999Y", "P9999Y"),
        ] {
            assert_eq!(
                text.parse::<Duration>().map(|read| read.to_string()).as_deref(),
                Ok(printed),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_iso_is_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1",
            "1D",
            "P1DT",
            "p1d",
            "P-1D",
            "-P1D",
            "P1.5D",
            "P1D1M",
            "P1S",
            "PT1D",
            "P1D/X",
            "P/W",
            "P1W/W",
            "P/C",
            "PT1H/C",
            "P0D/C",
            "P1D/c",
            "P1D/W/C",
            "P1D/C/C",
            "P1D/",
            "PT1H/W",
            "P1M/W",
            "P1D1D",
            "PT1.0000S",
            "P1é",
            "P1DTT1H",
            "PT1HT1M",
            "P 1D",
            "P١D",
        ] {
            assert!(matches!(text.parse::<Duration>(), Err(DurationError::NotIso { .. })), "{text}");
        }
    }

    #[test]
    fn no_part_exceeds_9999_years() {
        for text in [
            "P10000Y",
            "P119989M",
            "P3652060D",
            "P600000W",
            "PT99999999999999999999999H",
            "PT315537897600.001S",
        ] {
            assert!(matches!(text.parse::<Duration>(), Err(DurationError::TooLong { .. })), "{text}");
        }
    }

    #[test]
    fn lengths_compare_only_where_no_calendar_matters() {
        let read = |text: &str| text.parse::<Duration>().expect("ISO");
        assert!(read("P1M") < read("P1M1D"));
        assert_eq!(read("P1M").partial_cmp(&read("P30D")), None);
        for (one, other) in [("P3D", "P3D/W"), ("P3D", "P3D/C"), ("P3D/C", "P9D/W")] {
            assert_eq!(read(one).partial_cmp(&read(other)), None);
            assert_eq!(read(one).checked_add(read(other)), None);
        }
        assert!(read("P3D/C") < read("P4D/C"));
        assert_eq!(read("P1M").checked_add(read("P3D/C")), Some(read("P1M3D/C")));
        assert_eq!(read("PT0S").partial_cmp(&Duration::ZERO), Some(Ordering::Equal));
    }
}
