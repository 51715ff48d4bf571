//! When a length of time ends: calendar days, working days, months, hours.
//!
//! Knows the two ways of counting, to the end of a day and to the same time of day.
//! Does not know the anchor's meaning nor the present. Read [`DayRules`] first.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::holidays::HolidaySet;
use super::problem::CalendarProblem;
use super::zone::Zone;
use crate::data::{Date, Duration, Timestamp};

/// Which days a plain count of days counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum DayCount {
    /// `corrido`: every day.
    #[default]
    AllDays,
    /// `habil`: Monday to Friday without holidays.
    WorkingDays,
}

/// Where and how days are counted for one procedure.
///
/// Months come first and clamp to the last day of their month, then days, then the exact part.
/// Months are calendar months under either count; without holidays, working days are Monday to Friday.
///
/// ```
/// use cauce::calendar::{DayCount, DayRules, HolidaySet, Zone};
/// let rules = DayRules {
///     zone: Zone::parse("America/Bogota")?,
///     count: DayCount::AllDays,
///     holidays: Some(HolidaySet::by_id("colombia")?),
/// };
/// let thursday = "2022-04-07T15:00:00Z".parse().expect("an instant");
/// let one_day = "P1D".parse().expect("ISO");
/// assert_eq!(rules.due(thursday, one_day)?.to_string(), "2022-04-09T05:00:00.000Z"); // Friday 24:00
/// assert_eq!(rules.after(thursday, one_day)?.to_string(), "2022-04-08T15:00:00.000Z");
/// # Ok::<(), cauce::calendar::CalendarProblem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRules<'set> {
    /// Whose clocks and dates.
    pub zone: Zone,
    /// Which days a plain count of days counts.
    pub count: DayCount,
    /// Which days are not worked besides Saturdays and Sundays.
    pub holidays: Option<&'set HolidaySet>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Later,
    Earlier,
}

impl DayRules<'_> {
    /// When a deadline ends: days and months at 24:00 local of their last day, hours exactly.
    ///
    /// # Errors
    /// The date leaves the years 1 to 9999 or the years the holidays cover.
    pub fn due(&self, anchor: Timestamp, length: Duration) -> Result<Timestamp, CalendarProblem> {
        let start = if is_exact(length) {
            anchor
        } else {
            let last = self.moved(self.zone.local(anchor).date(), length, Direction::Later)?;
            let next = last.succ_opt().ok_or(CalendarProblem::OutOfRange)?;
            self.zone.start_of(next).ok_or(CalendarProblem::OutOfRange)?
        };
        exactly(start.max(anchor), length, Direction::Later)
    }

    /// The instant a length of time later, at the same local time of day.
    ///
    /// # Errors
    /// The date leaves the years 1 to 9999 or the years the holidays cover.
    pub fn after(&self, anchor: Timestamp, length: Duration) -> Result<Timestamp, CalendarProblem> {
        let start = self.same_time(anchor, length, Direction::Later)?;
        exactly(start.max(anchor), length, Direction::Later)
    }

    /// The instant a length of time earlier, at the same local time of day: when to warn of a deadline.
    ///
    /// # Errors
    /// The date leaves the years 1 to 9999 or the years the holidays cover.
    pub fn before(&self, instant: Timestamp, length: Duration) -> Result<Timestamp, CalendarProblem> {
        let start = self.same_time(instant, length, Direction::Earlier)?;
        exactly(start.min(instant), length, Direction::Earlier)
    }

    /// Whether a date is worked.
    ///
    /// # Errors
    /// The holidays do not cover its year.
    pub fn is_working(&self, date: Date) -> Result<bool, CalendarProblem> {
        WorkWeek::new(self.holidays).works(date.inner())
    }

    /// Days and months only; without them the instant stays, even where clocks show it twice.
    fn same_time(
        &self,
        at: Timestamp,
        length: Duration,
        way: Direction,
    ) -> Result<Timestamp, CalendarProblem> {
        if is_exact(length) {
            return Ok(at);
        }
        let local = self.zone.local(at);
        let date = self.moved(local.date(), length, way)?;
        self.zone.instant(date.and_time(local.time())).ok_or(CalendarProblem::OutOfRange)
    }

    fn moved(&self, from: NaiveDate, length: Duration, way: Direction) -> Result<NaiveDate, CalendarProblem> {
        let months = Months::new(length.months());
        let date = match way {
            Direction::Later => from.checked_add_months(months),
            Direction::Earlier => from.checked_sub_months(months),
        };
        let date = date.ok_or(CalendarProblem::OutOfRange)?;
        let usual = self.count == DayCount::WorkingDays && !length.is_calendar();
        if (length.is_working() || usual) && length.days() > 0 {
            return WorkWeek::new(self.holidays).nth(date, length.days(), way);
        }
        step(date, length.days(), way).ok_or(CalendarProblem::OutOfRange)
    }
}

fn is_exact(length: Duration) -> bool {
    length.months() == 0 && length.days() == 0
}

fn exactly(start: Timestamp, length: Duration, way: Direction) -> Result<Timestamp, CalendarProblem> {
    let millis = i64::try_from(length.millis()).map_err(|_| CalendarProblem::OutOfRange)?;
    let signed = if way == Direction::Later { millis } else { -millis };
    start.checked_add_millis(signed).ok_or(CalendarProblem::OutOfRange)
}

fn step(date: NaiveDate, days: u32, way: Direction) -> Option<NaiveDate> {
    match way {
        Direction::Later => date.checked_add_days(Days::new(days.into())),
        Direction::Earlier => date.checked_sub_days(Days::new(days.into())),
    }
}

/// Monday to Friday less holidays, with the holidays of the year last asked for at hand.
struct WorkWeek<'set> {
    set: Option<&'set HolidaySet>,
    year: Option<i32>,
    days: BTreeSet<NaiveDate>,
}

impl<'set> WorkWeek<'set> {
    fn new(set: Option<&'set HolidaySet>) -> Self {
        WorkWeek { set, year: None, days: BTreeSet::new() }
    }

    fn works(&mut self, date: NaiveDate) -> Result<bool, CalendarProblem> {
        if let Some(set) = self.set.filter(|_| self.year != Some(date.year())) {
            self.days = set.in_year(date.year()).ok_or_else(|| set.not_covered(date.year()))?;
            self.year = Some(date.year());
        }
        Ok(!is_weekend(date) && !self.days.contains(&date))
    }

    /// The working day so many working days after or before a date, which itself does not count.
    fn nth(&mut self, from: NaiveDate, count: u32, way: Direction) -> Result<NaiveDate, CalendarProblem> {
        let (mut date, mut left) =
            if self.set.is_none() { whole_weeks(from, count, way)? } else { (from, count) };
        // Ends: without holidays fewer than five are left, with them the years covered run out.
        while left > 0 {
            date = step(date, 1, way).ok_or(CalendarProblem::OutOfRange)?;
            left -= u32::from(self.works(date)?);
        }
        Ok(date)
    }
}

/// Leaps over the whole weeks of a count, five working days each, and says how many days are left.
fn whole_weeks(from: NaiveDate, count: u32, way: Direction) -> Result<(NaiveDate, u32), CalendarProblem> {
    let back = if way == Direction::Later { Direction::Earlier } else { Direction::Later };
    // Counted from a weekend, the result is that of the working day just passed.
    let mut start = from;
    while is_weekend(start) {
        start = step(start, 1, back).ok_or(CalendarProblem::OutOfRange)?;
    }
    let leapt = step(start, count / 5 * 7, way).ok_or(CalendarProblem::OutOfRange)?;
    Ok((leapt, count % 5))
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::duration::tests::any_duration;
    use super::super::zone::tests::{any_instant, any_zone};
    use super::*;

    fn bogota(count: DayCount) -> DayRules<'static> {
        let holidays = HolidaySet::by_id("colombia").ok();
        DayRules { zone: Zone::parse("America/Bogota").expect("a zone"), count, holidays }
    }

    fn local(rules: DayRules<'_>, at: Timestamp) -> String {
        rules.zone.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    fn due(rules: DayRules<'_>, anchor: &str, length: &str) -> String {
        let anchor = anchor.parse().expect("an instant");
        local(rules, rules.due(anchor, length.parse().expect("ISO")).expect("in range"))
    }

    #[test]
    fn days_of_a_deadline_end_with_the_day() {
        let rules = bogota(DayCount::AllDays);
        for (length, end) in [
            ("P1D", "2022-04-09 00:00"),
            ("P3D", "2022-04-11 00:00"),
            ("PT24H", "2022-04-08 23:30"),
            ("P1DT2H", "2022-04-09 02:00"),
            ("P1M", "2022-05-08 00:00"),
            // Holy Thursday and Good Friday are 14 and 15 April.
            ("P5D/W", "2022-04-19 00:00"),
        ] {
            assert_eq!(due(rules, "2022-04-07T23:30:00-05:00", length), end, "{length}");
        }
    }

    #[test]
    fn calendar_days_count_under_either_count() {
        for count in [DayCount::AllDays, DayCount::WorkingDays] {
            // Saturday, Sunday and the two holidays of Holy Week are among them.
            assert_eq!(due(bogota(count), "2022-04-08T10:00:00-05:00", "P10D/C"), "2022-04-19 00:00");
        }
    }

    #[test]
    fn a_working_calendar_counts_working_days() {
        let rules = bogota(DayCount::WorkingDays);
        assert_eq!(due(rules, "2022-04-08T10:00:00-05:00", "P1D"), "2022-04-12 00:00");
        assert_eq!(due(rules, "2022-04-09T10:00:00-05:00", "P1D"), "2022-04-12 00:00");
        // Months stay calendar months.
        assert_eq!(due(rules, "2022-04-09T10:00:00-05:00", "P1M"), "2022-05-10 00:00");
    }

    #[test]
    fn months_clamp_from_the_anchor() {
        let rules = bogota(DayCount::AllDays);
        assert_eq!(due(rules, "2023-01-31T10:00:00-05:00", "P1M"), "2023-03-01 00:00");
        assert_eq!(due(rules, "2024-01-31T10:00:00-05:00", "P1M"), "2024-03-01 00:00");
        assert_eq!(due(rules, "2024-01-31T10:00:00-05:00", "P2M"), "2024-04-01 00:00");
        assert_eq!(due(rules, "2024-02-29T10:00:00-05:00", "P1Y"), "2025-03-01 00:00");
    }

    #[test]
    fn the_same_time_of_day_survives_a_change_of_clocks() {
        let zone = Zone::parse("America/New_York").expect("a zone");
        let rules = DayRules { zone, count: DayCount::AllDays, holidays: None };
        let anchor = "2022-03-12T10:00:00-05:00".parse().expect("an instant");
        let after =
            |length: &str| local(rules, rules.after(anchor, length.parse().expect("ISO")).expect("in range"));
        assert_eq!(after("P1D"), "2022-03-13 10:00");
        assert_eq!(after("PT24H"), "2022-03-13 11:00");
        assert_eq!(after("P1DT1H"), "2022-03-13 11:00");
        // The second 01:30 of an autumn night stays the second.
        let second = "2022-11-06T06:30:00Z".parse().expect("an instant");
        assert_eq!(rules.after(second, Duration::ZERO), Ok(second));
    }

    #[test]
    fn warnings_count_back_from_the_end() {
        let rules = bogota(DayCount::AllDays);
        let end = "2022-04-19T00:00:00-05:00".parse().expect("an instant");
        let before =
            |length: &str| local(rules, rules.before(end, length.parse().expect("ISO")).expect("in range"));
        assert_eq!(before("P3D"), "2022-04-16 00:00");
        assert_eq!(before("P1D/W"), "2022-04-18 00:00");
        assert_eq!(before("P2D/W"), "2022-04-13 00:00");
        assert_eq!(before("PT2H"), "2022-04-18 22:00");
    }

    #[test]
    fn what_cannot_be_computed_says_why() {
        let rules = bogota(DayCount::WorkingDays);
        let length = |text: &str| text.parse::<Duration>().expect("ISO");
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let code = |result: Result<Timestamp, CalendarProblem>| result.map_err(|problem| problem.code());
        assert_eq!(code(rules.due(Timestamp::EPOCH, length("P1D"))), Err("C0422"));
        assert_eq!(code(rules.due(at("2099-12-30T12:00:00Z"), length("P9D"))), Err("C0422"));
        assert_eq!(code(rules.due(at("2022-04-07T12:00:00Z"), length("P3652059D"))), Err("C0422"));
        assert_eq!(code(rules.due(Timestamp::MAX, length("P1M"))), Err("C0421"));
        assert_eq!(code(rules.after(Timestamp::MAX, length("PT1S"))), Err("C0421"));
        assert_eq!(code(rules.before(Timestamp::MIN, length("P9999Y"))), Err("C0421"));
    }

    fn any_rules() -> impl Strategy<Value = DayRules<'static>> {
        let sets = [None, HolidaySet::by_id("colombia").ok(), HolidaySet::by_id("mexico").ok()];
        let count = prop_oneof![Just(DayCount::AllDays), Just(DayCount::WorkingDays)];
        let holidays = prop::sample::select(sets.to_vec());
        (any_zone(), count, holidays).prop_map(|(zone, count, holidays)| DayRules { zone, count, holidays })
    }

    proptest! {
        #[test]
        fn nothing_panics_and_nothing_ends_before_it_begins(
            rules in any_rules(), anchor in any_instant(), length in any_duration(),
        ) {
            for end in [rules.due(anchor, length), rules.after(anchor, length)].into_iter().flatten() {
                prop_assert!(end >= anchor);
            }
            if let Ok(start) = rules.before(anchor, length) {
                prop_assert!(start <= anchor);
            }
        }

        #[test]
        fn a_later_anchor_is_never_due_earlier(
            rules in any_rules(), anchor in any_instant(), later in 0..100_000_000_000i64, length in any_duration(),
        ) {
            let Some(other) = anchor.checked_add_millis(later) else { return Ok(()) };
            prop_assume!(rules.zone.local(other) >= rules.zone.local(anchor));
            if let (Ok(first), Ok(second)) = (rules.due(anchor, length), rules.due(other, length)) {
                prop_assert!(first <= second);
            }
        }

        #[test]
        fn a_month_later_is_the_same_day_or_the_last_one(anchor in any_instant(), months in 1..60u32) {
            let rules = bogota(DayCount::AllDays);
            let length = Duration::from_months(months).expect("short");
            if let Ok(end) = rules.after(anchor, length) {
                let (from, to) = (rules.zone.local(anchor), rules.zone.local(end));
                let last = to.date().succ_opt().is_none_or(|next| next.day() == 1);
                prop_assert!(to.day() == from.day() || (to.day() < from.day() && last));
            }
        }

        #[test]
        fn leaping_over_weeks_agrees_with_counting_days(day in 1..200u32, count in 1..200u32, later in any::<bool>()) {
            let way = if later { Direction::Later } else { Direction::Earlier };
            let from = NaiveDate::from_yo_opt(2022, day).expect("a date");
            let none = HolidaySet::listed("none", "1", 2000..=2050, []);
            let leapt = WorkWeek::new(None).nth(from, count, way);
            prop_assert_eq!(leapt, WorkWeek::new(Some(&none)).nth(from, count, way));
        }
    }
}
