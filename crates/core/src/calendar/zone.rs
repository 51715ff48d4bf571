//! Time zones by their IANA name, and the two ways between instants and local time.
//!
//! Knows what to do where clocks change. Does not know any place's current time. Read [`Zone`] first.

use std::fmt;

use chrono::offset::LocalResult;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::{GapInfo, TZ_VARIANTS, Tz};

use super::problem::{CalendarProblem, shown};
use super::words;
use crate::data::{Date, Timestamp};

/// A time zone of the IANA data.
///
/// A local time that a change of clocks skips means the first instant after the change;
/// one that comes twice means the earlier.
/// So later local times never mean earlier instants.
/// The data knows changes of clocks up to the year 2099; after it, clocks stay at standard time.
///
/// ```
/// use cauce::calendar::Zone;
/// let bogota = Zone::parse("America/Bogota")?;
/// let at = "2022-04-08T03:00:00Z".parse().expect("an instant");
/// assert_eq!(bogota.local_date(at).to_string(), "2022-04-07");
/// # Ok::<(), cauce::calendar::CalendarProblem>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    /// Universal time.
    pub const UTC: Zone = Zone(Tz::UTC);

    /// The zone of that name.
    ///
    /// # Errors
    /// [`CalendarProblem::UnknownZone`], with the nearest name.
    pub fn parse(name: &str) -> Result<Self, CalendarProblem> {
        let unknown =
            |_| CalendarProblem::UnknownZone { text: shown(name), nearest: nearest(name).map(str::to_owned) };
        name.parse().map(Zone).map_err(unknown)
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The version of the zone data, like `2025b`.
    #[must_use]
    pub fn data_version() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// The date that clocks of the zone show at an instant, kept within the years 1 and 9999.
    #[must_use]
    pub fn local_date(self, at: Timestamp) -> Date {
        let edge = if at < Timestamp::EPOCH { Date::MIN } else { Date::MAX };
        Date::from_inner(self.local(at).date()).unwrap_or(edge)
    }

    /// The instant at which a local date begins, when it lies between the years 1 and 9999.
    ///
    /// A date that the zone skipped begins with the one after it.
    ///
    /// ```
    /// # use cauce::{calendar::Zone, data::Date};
    /// let santiago = Zone::parse("America/Santiago")?;
    /// let spring = Date::new(2022, 9, 11).expect("a date");
    /// assert_eq!(santiago.midnight(spring).expect("in range").to_string(), "2022-09-11T04:00:00.000Z"); // 01:00 there
    /// # Ok::<(), cauce::calendar::CalendarProblem>(())
    /// ```
    #[must_use]
    pub fn midnight(self, date: Date) -> Option<Timestamp> {
        self.start_of(date.inner())
    }

    pub(super) fn start_of(self, date: NaiveDate) -> Option<Timestamp> {
        self.instant(date.and_time(NaiveTime::MIN))
    }

    /// What clocks of the zone show.
    pub(super) fn local(self, at: Timestamp) -> NaiveDateTime {
        at.to_utc().with_timezone(&self.0).naive_local()
    }

    /// The instant of a local time as it is written, without an offset: `2024-01-02T08:00:00`.
    pub(crate) fn instant_written(self, local: &str) -> Option<Timestamp> {
        let universal: Timestamp = format!("{local}Z").parse().ok()?;
        self.instant(universal.to_utc().naive_utc())
    }

    /// The instant of a local time.
    pub(super) fn instant(self, local: NaiveDateTime) -> Option<Timestamp> {
        let utc = |offset: &chrono_tz::TzOffset| local.checked_sub_offset(offset.fix());
        let found = match self.0.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) => utc(&offset)?,
            LocalResult::Ambiguous(one, other) => utc(&one)?.min(utc(&other)?),
            LocalResult::None => GapInfo::new(&local, &self.0)?.end?.naive_utc(),
        };
        Timestamp::from_utc(found.and_utc())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// The zone most likely meant: by its whole name, by its city, or by a part of either.
fn nearest(name: &str) -> Option<&'static str> {
    let name = words::fold(&name.trim().chars().take(48).collect::<String>()).replace(' ', "_");
    if name.is_empty() {
        return None;
    }
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    let city = |zone: &'static str| zone.rsplit('/').next().unwrap_or(zone);
    let same_city = names().find(|zone| words::fold(city(zone)) == name);
    let close_city = || {
        let close = words::nearest(&name, names().map(city))?;
        names().find(|zone| city(zone) == close)
    };
    let part = || names().find(|zone| name.len() >= 4 && words::fold(zone).contains(&name));
    same_city.or_else(|| words::nearest(&name, names())).or_else(close_city).or_else(part)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::Language::Spanish;

    fn local(zone: &str, text: &str) -> String {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time");
        Zone::parse(zone).expect(zone).instant(local).expect("in range").to_string()
    }

    #[test]
    fn unknown_zones_name_the_nearest() {
        for (name, nearest) in [
            ("America/Bogotá", Some("America/Bogota")),
            ("america/bogota", Some("America/Bogota")),
            ("Bogotá", Some("America/Bogota")),
            ("Mexico City", Some("America/Mexico_City")),
            ("México", Some("America/Mexico_City")),
            ("America/Bogtoa", Some("America/Bogota")),
            ("nowhere at all", None),
            ("", None),
        ] {
            let problem = Zone::parse(name).expect_err(name);
            let CalendarProblem::UnknownZone { nearest: found, .. } = &problem else { panic!("{problem:?}") };
            assert_eq!(found.as_deref(), nearest, "{name}");
            assert!(!problem.help(Spanish).is_empty());
        }
    }

    #[test]
    fn a_skipped_time_is_the_first_instant_after() {
        assert_eq!(local("America/New_York", "2022-03-13 02:30"), "2022-03-13T07:00:00.000Z");
        assert_eq!(local("America/Santiago", "2022-09-11 00:00"), "2022-09-11T04:00:00.000Z");
        // Samoa had no 30 December 2011.
        assert_eq!(local("Pacific/Apia", "2011-12-30 12:00"), "2011-12-30T10:00:00.000Z");
        assert_eq!(local("Pacific/Apia", "2011-12-30 00:00"), "2011-12-30T10:00:00.000Z");
    }

    #[test]
    fn a_time_that_comes_twice_is_the_earlier() {
        assert_eq!(local("America/New_York", "2022-11-06 01:30"), "2022-11-06T05:30:00.000Z");
        assert_eq!(local("America/Havana", "2022-11-06 00:00"), "2022-11-06T04:00:00.000Z");
    }

    #[test]
    fn local_dates_stay_in_range() {
        let west = Zone::parse("Pacific/Pago_Pago").expect("a zone");
        let east = Zone::parse("Pacific/Kiritimati").expect("a zone");
        assert_eq!(west.local_date(Timestamp::MIN).to_string(), "0001-01-01");
        assert_eq!(east.local_date(Timestamp::MAX).to_string(), "9999-12-31");
    }

    pub(in crate::calendar) fn any_zone() -> impl Strategy<Value = Zone> {
        prop::sample::select(TZ_VARIANTS.to_vec()).prop_map(Zone)
    }

    pub(in crate::calendar) fn any_instant() -> impl Strategy<Value = Timestamp> {
        let recent = 0..4_102_444_800_000i64;
        let any = Timestamp::MIN.millis()..=Timestamp::MAX.millis();
        prop_oneof![3 => recent, 1 => any]
            .prop_map(|millis| Timestamp::from_millis(millis).expect("in range"))
    }

    proptest! {
        #[test]
        fn every_local_time_that_clocks_show_means_an_instant_that_shows_it(at in any_instant(), zone in any_zone()) {
            let shown = zone.local(at);
            if let Some(instant) = zone.instant(shown) {
                prop_assert_eq!(zone.local(instant), shown);
                prop_assert!(instant <= at);
            }
        }

        #[test]
        fn later_local_times_are_never_earlier_instants(
            at in any_instant(), zone in any_zone(), minutes in 0..3_000i64,
        ) {
            let first = zone.local(at);
            let second = first + chrono::TimeDelta::minutes(minutes);
            if let (Some(first), Some(second)) = (zone.instant(first), zone.instant(second)) {
                prop_assert!(first <= second);
            }
        }
    }
}
