//! Holidays as data: sets with an id and a version, by rule or by list.
//!
//! Knows the holidays of Colombia and Mexico that the law fixes, 2000 to 2099.
//! Does not know weekends nor what a holiday does to a deadline. Read [`HolidaySet`] first.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{Datelike, Days as DayStep, NaiveDate, Weekday};

use super::problem::{CalendarProblem, shown};
use crate::data::Date;

/// The holidays of some place for a range of years.
///
/// The id and the version belong to the digest of a procedure: a set never changes under the same version.
///
/// ```
/// use cauce::{calendar::HolidaySet, data::Date};
/// let colombia = HolidaySet::by_id("colombia")?;
/// let epiphany = Date::new(2025, 1, 6).expect("a date");
/// assert_eq!(colombia.contains(epiphany), Some(true));
/// assert_eq!(colombia.holidays(1990), None);
/// # Ok::<(), cauce::calendar::CalendarProblem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidaySet {
    id: Cow<'static, str>,
    version: Cow<'static, str>,
    first: i32,
    last: i32,
    days: Days,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Days {
    Rules(&'static [Rule]),
    Listed(BTreeSet<NaiveDate>),
}

/// A holiday that returns by rule, in the years the law says.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    when: When,
    years: RangeInclusive<i32>,
    /// Once in so many years, counted from the first.
    step: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum When {
    /// That month and day.
    On(u32, u32),
    /// That month and day if it is a Monday, else the Monday after.
    MondayFrom(u32, u32),
    /// That many days after Easter Sunday.
    Easter(i64),
}

use When::{Easter, MondayFrom, On};

const fn always(when: When) -> Rule {
    Rule { when, years: 0..=9999, step: 1 }
}

const fn until(last: i32, when: When) -> Rule {
    Rule { when, years: 0..=last, step: 1 }
}

const fn since(first: i32, when: When) -> Rule {
    Rule { when, years: first..=9999, step: 1 }
}

/// Fixed days of the labour code, and those that Law 51 of 1983 moves to the next Monday.
static COLOMBIA: HolidaySet = HolidaySet::by_rules(
    "colombia",
    "1",
    &[
        always(On(1, 1)),
        always(MondayFrom(1, 6)),
        always(MondayFrom(3, 19)),
        always(Easter(-3)),
        always(Easter(-2)),
        always(On(5, 1)),
        // Ascension, Corpus Christi and the Sacred Heart fall 39, 60 and 68 days after Easter: the next Mondays are these.
        always(Easter(43)),
        always(Easter(64)),
        always(Easter(71)),
        always(MondayFrom(6, 29)),
        always(On(7, 20)),
        always(On(8, 7)),
        always(MondayFrom(8, 15)),
        always(MondayFrom(10, 12)),
        always(MondayFrom(11, 1)),
        always(MondayFrom(11, 11)),
        always(On(12, 8)),
        always(On(12, 25)),
    ],
);

/// Article 74 of the federal labour law; three days became Mondays in 2006, days of elections are not computable.
static MEXICO: HolidaySet = HolidaySet::by_rules(
    "mexico",
    "1",
    &[
        always(On(1, 1)),
        until(2005, On(2, 5)),
        since(2006, MondayFrom(2, 1)),
        until(2005, On(3, 21)),
        since(2006, MondayFrom(3, 15)),
        always(On(5, 1)),
        always(On(9, 16)),
        until(2005, On(11, 20)),
        since(2006, MondayFrom(11, 15)),
        // The federal executive takes office every six years: in December up to 2018, in October from 2024.
        Rule { when: On(12, 1), years: 2000..=2018, step: 6 },
        Rule { when: On(10, 1), years: 2024..=9999, step: 6 },
        always(On(12, 25)),
    ],
);

static BUILT_IN: [&HolidaySet; 2] = [&COLOMBIA, &MEXICO];

impl HolidaySet {
    const fn by_rules(id: &'static str, version: &'static str, rules: &'static [Rule]) -> Self {
        // The formula for Easter holds from 1900 to 2099.
        HolidaySet {
            id: Cow::Borrowed(id),
            version: Cow::Borrowed(version),
            first: 2000,
            last: 2099,
            days: Days::Rules(rules),
        }
    }

    /// A set that the host lists day by day; days outside its years are left out.
    #[must_use]
    pub fn listed(
        id: &str,
        version: &str,
        years: RangeInclusive<i32>,
        days: impl IntoIterator<Item = Date>,
    ) -> Self {
        let days = days.into_iter().filter(|day| years.contains(&day.year())).map(Date::inner).collect();
        HolidaySet {
            id: Cow::Owned(id.to_owned()),
            version: Cow::Owned(version.to_owned()),
            first: *years.start(),
            last: *years.end(),
            days: Days::Listed(days),
        }
    }

    /// The built-in set of that id: `colombia` or `mexico`.
    ///
    /// # Errors
    /// [`CalendarProblem::UnknownHolidays`], with the ids there are.
    pub fn by_id(id: &str) -> Result<&'static HolidaySet, CalendarProblem> {
        let known = || BUILT_IN.iter().map(|set| set.id().to_owned()).collect();
        let found = BUILT_IN.into_iter().find(|set| set.id() == id);
        found.ok_or_else(|| CalendarProblem::UnknownHolidays { text: shown(id), known: known() })
    }

    /// The id a procedure names it by.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version of the data.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The years it knows.
    #[must_use]
    pub fn years(&self) -> RangeInclusive<i32> {
        self.first..=self.last
    }

    /// Whether a date is a holiday; none outside its years.
    #[must_use]
    pub fn contains(&self, date: Date) -> Option<bool> {
        self.in_year(date.year()).map(|days| days.contains(&date.inner()))
    }

    /// The holidays of a year in order; none outside its years.
    #[must_use]
    pub fn holidays(&self, year: i32) -> Option<Vec<Date>> {
        self.in_year(year).map(|days| days.into_iter().filter_map(Date::from_inner).collect())
    }

    pub(super) fn in_year(&self, year: i32) -> Option<BTreeSet<NaiveDate>> {
        if !self.years().contains(&year) {
            return None;
        }
        Some(match &self.days {
            Days::Rules(rules) => rules.iter().filter_map(|rule| rule.in_year(year)).collect(),
            Days::Listed(days) => days.iter().filter(|day| day.year() == year).copied().collect(),
        })
    }

    pub(super) fn not_covered(&self, year: i32) -> CalendarProblem {
        CalendarProblem::HolidaysNotCovered { id: shown(&self.id), year, first: self.first, last: self.last }
    }
}

impl Rule {
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        let returns = self.years.contains(&year) && (year - self.years.start()) % self.step == 0;
        if !returns {
            return None;
        }
        match self.when {
            On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            MondayFrom(month, day) => monday_from(NaiveDate::from_ymd_opt(year, month, day)?),
            Easter(days) => easter(year)?.checked_add_signed(chrono::TimeDelta::try_days(days)?),
        }
    }
}

fn monday_from(date: NaiveDate) -> Option<NaiveDate> {
    let past = date.weekday().days_since(Weekday::Mon);
    date.checked_add_days(DayStep::new(u64::from((7 - past) % 7)))
}

/// Easter Sunday by Gauss's rule, with the constants of the years 1900 to 2099.
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let moon = (19 * golden + 24) % 30;
    let sunday = (2 * year.rem_euclid(4) + 4 * year.rem_euclid(7) + 6 * moon + 5) % 7;
    // The church moves the two latest cases of the rule a week back.
    let late = sunday == 6 && (moon == 29 || (moon == 28 && golden > 10));
    let days = moon + sunday - if late { 7 } else { 0 };
    NaiveDate::from_ymd_opt(year, 3, 22)?.checked_add_days(DayStep::new(u64::try_from(days).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(id: &str, year: i32) -> String {
        let days = HolidaySet::by_id(id).expect(id).holidays(year).expect("covered");
        days.iter().map(|day| day.to_string()[5..].to_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn easter_is_the_published_one() {
        for (year, month, day) in [
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2019, 4, 21),
            (2022, 4, 17),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
        ] {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
    }

    #[test]
    fn colombia_has_the_published_days() {
        assert_eq!(
            printed("colombia", 2022),
            "01-01 01-10 03-21 04-14 04-15 05-01 05-30 06-20 06-27 07-04 07-20 08-07 08-15 10-17 11-07 11-14 12-08 12-25"
        );
        assert_eq!(
            printed("colombia", 2024),
            "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25"
        );
        assert_eq!(
            printed("colombia", 2025),
            "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25"
        );
    }

    #[test]
    fn mexico_has_the_published_days() {
        assert_eq!(printed("mexico", 2005), "01-01 02-05 03-21 05-01 09-16 11-20 12-25");
        assert_eq!(printed("mexico", 2018), "01-01 02-05 03-19 05-01 09-16 11-19 12-01 12-25");
        assert_eq!(printed("mexico", 2024), "01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25");
        assert_eq!(printed("mexico", 2025), "01-01 02-03 03-17 05-01 09-16 11-17 12-25");
    }

    #[test]
    fn every_year_is_the_one_that_others_publish() {
        let lists = [
            ("colombia", include_str!("../../../../tests/files/holidays/colombia.txt")),
            ("mexico", include_str!("../../../../tests/files/holidays/mexico.txt")),
        ];
        for (id, list) in lists {
            let years = list.lines().filter_map(|line| line.split_once(": "));
            let years = years.filter_map(|(year, days)| Some((year.parse().ok()?, days)));
            let years: Vec<(i32, &str)> = years.collect();
            assert!(years.iter().map(|(year, _)| *year).eq(2020..=2030), "{id}: no year is left out");
            for (year, days) in years {
                assert_eq!(printed(id, year), days, "{id} {year}");
            }
        }
    }

    #[test]
    fn a_listed_set_keeps_to_its_years() {
        let day = |year| Date::new(year, 10, 14).expect("a date");
        let set = HolidaySet::listed("ibague", "2022", 2022..=2023, [day(2022), day(2030)]);
        assert_eq!(set.contains(day(2022)), Some(true));
        assert_eq!(set.contains(day(2023)), Some(false));
        assert_eq!(set.contains(day(2030)), None);
    }

    #[test]
    fn an_unknown_set_names_those_there_are() {
        let problem = HolidaySet::by_id("Colombia").expect_err("unknown");
        assert_eq!(problem.help(crate::source::Language::Spanish), "los que hay: colombia, mexico");
    }
}
