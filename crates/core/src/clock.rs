//! Where the time comes from: the only place that asks the machine for it, and a clock for tests.
//!
//! Knows how to give an instant.
//! Does not know what falls due: the facade reads a clock once per command and hands the instant on.
//! Read [`Clock`] first.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::data::Timestamp;

/// Gives the present instant.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine, in milliseconds.
///
/// ```
/// use cauce::clock::{Clock, SystemClock};
/// assert!(SystemClock.now() > "2022-02-25T00:00:00Z".parse().unwrap());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place of the house that asks for the time")]
    fn now(&self) -> Timestamp {
        let now = std::time::SystemTime::now();
        let millis = match now.duration_since(std::time::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, i64::wrapping_neg),
        };
        clamped(millis)
    }
}

/// A clock that stands still until it is moved; clones show the same time.
///
/// ```
/// use cauce::clock::{Clock, ManualClock};
/// let clock = ManualClock::at("2022-03-01T09:00:00-05:00".parse().unwrap());
/// let shown_elsewhere = clock.clone();
/// clock.advance(60_000);
/// assert_eq!(shown_elsewhere.now().to_string(), "2022-03-01T14:01:00.000Z");
/// ```
#[derive(Clone, Debug)]
pub struct ManualClock {
    millis: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        ManualClock { millis: Arc::new(AtomicI64::new(instant.millis())) }
    }

    /// Sets the clock, also back.
    pub fn set(&self, instant: Timestamp) {
        self.millis.store(instant.millis(), Ordering::SeqCst);
    }

    /// Moves the clock by that many milliseconds, at most to the end of the year 9999.
    pub fn advance(&self, millis: i64) {
        let moved = |now: i64| Some(clamped(now.saturating_add(millis)).millis());
        let _ = self.millis.fetch_update(Ordering::SeqCst, Ordering::SeqCst, moved);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        clamped(self.millis.load(Ordering::SeqCst))
    }
}

fn clamped(millis: i64) -> Timestamp {
    let within = millis.clamp(Timestamp::MIN.millis(), Timestamp::MAX.millis());
    Timestamp::from_millis(within).unwrap_or(Timestamp::EPOCH)
}

#[cfg(test)]
mod tests {
    use super::{Clock, ManualClock};
    use crate::data::Timestamp;

    #[test]
    fn a_manual_clock_stays_between_the_first_and_the_last_year() {
        let clock = ManualClock::at(Timestamp::MAX);
        clock.advance(i64::MAX);
        assert_eq!(clock.now(), Timestamp::MAX);
        clock.advance(i64::MIN);
        assert_eq!(clock.now(), Timestamp::MIN);
        clock.set(Timestamp::EPOCH);
        assert_eq!(clock.now(), Timestamp::EPOCH);
    }

    #[test]
    fn clocks_are_shared_between_threads() {
        fn shared<T: Send + Sync + 'static>(_: &T) {}
        shared(&ManualClock::at(Timestamp::EPOCH));
        shared(&super::SystemClock);
    }
}
