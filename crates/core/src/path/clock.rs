//! The time of a path: it stands where the path left it.
//!
//! Knows what «the next minute» and «that day» mean; asks nobody for the time.

use super::file::Moment;
use crate::calendar::DayRules;
use crate::data::{Date, Duration, Timestamp};
use crate::procedure::Procedure;

const MINUTE: i64 = 60_000;
/// Eight hours: when a day of work begins, counted from the beginning of the day.
const MORNING: i64 = 8 * 60 * MINUTE;
/// 2024-01-02T08:00:00Z: when a case begins that nothing dates.
const UNDATED: i64 = 1_704_182_400_000;

/// Where the time of a path stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock<'a> {
    pub(super) now: Timestamp,
    rules: DayRules<'a>,
    /// Whether only steps move time.
    still: bool,
}

impl<'a> Clock<'a> {
    /// A clock at the beginning of a path: where the path says, else on the day of the procedure.
    pub(super) fn new(procedure: &'a Procedure, begins: Option<Moment>, still: bool) -> Self {
        let now = Timestamp::from_millis(UNDATED).unwrap_or(Timestamp::EPOCH);
        let mut clock = Clock { now, rules: procedure.head().day_rules(), still };
        let begins = begins.or(procedure.head().date.map(Moment::Day));
        if let Some(begins) = begins.and_then(|moment| clock.moment(moment)) {
            clock.now = begins;
        }
        clock
    }

    /// A clock that stands at that moment.
    pub(super) fn at(procedure: &'a Procedure, now: Timestamp) -> Self {
        Clock { now, rules: procedure.head().day_rules(), still: false }
    }

    /// The local date.
    pub(super) fn today(&self) -> Date {
        self.rules.zone.local_date(self.now)
    }

    /// The instant of a moment: a day means its morning.
    pub(super) fn moment(&self, moment: Moment) -> Option<Timestamp> {
        match moment {
            Moment::Instant(at) => Some(at),
            Moment::Local(date, millis) => self.rules.zone.midnight(date)?.checked_add_millis(millis),
            Moment::Day(date) => self.rules.zone.midnight(date)?.checked_add_millis(MORNING),
        }
    }

    /// When the next thing happens: a minute later, or at the moment given, which may be later the same day.
    pub(super) fn next(&self, on: Option<Moment>) -> Option<Timestamp> {
        let later = if self.still { Some(self.now) } else { self.now.checked_add_millis(MINUTE) };
        match on {
            None => later,
            Some(Moment::Day(date)) if date == self.today() => {
                Some(self.moment(Moment::Day(date))?.max(later?))
            }
            Some(moment) => self.moment(moment),
        }
    }

    /// The instant a length of time from now.
    pub(super) fn after(&self, length: Duration) -> Option<Timestamp> {
        self.rules.after(self.now, length).ok()
    }
}
