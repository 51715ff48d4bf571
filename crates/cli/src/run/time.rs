//! The time of a sitting: the machine's, one that was given, or one that was moved to on request.
//!
//! Read [`DeskClock`] first.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cauce::calendar::{Zone, parse_advance, parse_duration};
use cauce::clock::{Clock, SystemClock};
use cauce::command::{Actor, Command};
use cauce::data::{Date, Timestamp};
use cauce::procedure::Procedure;
use cauce::source::Language;

use super::session::{Came, Session, Turn};
use super::talk::Stop;
use crate::story::{moment, plain};

/// How often time is let pass in one order: each time fires at most a thousand timers.
const PASSES: usize = 10_000;

/// The time of a sitting; copies of it move together.
#[derive(Clone, Debug)]
pub(crate) struct DeskClock(Arc<Mutex<Hands>>);

/// How the time stands.
#[derive(Clone, Copy, Debug)]
struct Hands {
    /// Whether the machine's time passes; otherwise it stands where it was put.
    runs: bool,
    /// Where it was put: the machine's time counts from there on.
    least: Option<Timestamp>,
}

impl DeskClock {
    /// The machine's time.
    pub(crate) fn machine() -> Self {
        DeskClock(Arc::new(Mutex::new(Hands { runs: true, least: None })))
    }

    /// A time that stands still.
    pub(crate) fn at(at: Timestamp) -> Self {
        let clock = DeskClock::machine();
        clock.stand_at(at);
        clock
    }

    /// From here on time stands still there.
    pub(crate) fn stand_at(&self, at: Timestamp) {
        *self.hands() = Hands { runs: false, least: Some(at) };
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, at: Option<Timestamp>) -> Option<Timestamp> {
        std::mem::replace(&mut self.hands().least, at)
    }

    /// A case that was moved ahead of the machine goes on from where it stands.
    pub(crate) fn not_before(&self, at: Timestamp) {
        let runs = self.hands().runs;
        if runs && self.now() < at {
            self.put(Some(at));
        }
    }
}

impl Clock for DeskClock {
    fn now(&self) -> Timestamp {
        let Hands { runs, least } = *self.hands();
        match least {
            Some(at) if !runs => at,
            Some(at) => at.max(SystemClock.now()),
            None => SystemClock.now(),
        }
    }
}

/// An instant as people write one: a day means its morning.
pub(crate) fn instant(text: &str, zone: Option<Zone>) -> Option<Timestamp> {
    let zone = zone.unwrap_or(Zone::UTC);
    let morning = |date: Date| zone.midnight(date)?.checked_add_millis(8 * 3_600_000);
    text.parse().ok().or_else(|| text.parse().ok().and_then(morning))
}

/// What moves the time: `+3 días`, `hasta 2024-05-02`; `None` for any other line.
pub(super) fn asked(line: &str) -> Option<&str> {
    let until = || line.strip_prefix("hasta ").or_else(|| line.strip_prefix("until "));
    line.starts_with('+').then_some(line).or_else(until).map(str::trim)
}

/// What `:tiempo` is followed by: a length of time with or without its sign, or until when.
pub(super) fn ordered(rest: &str) -> String {
    match asked(rest) {
        Some(said) => said.to_owned(),
        None if rest.starts_with(|first: char| first.is_ascii_digit()) && rest.contains(' ') => {
            format!("+{rest}")
        }
        None => rest.to_owned(),
    }
}

impl Session<'_> {
    /// Moves the time and lets what falls due on the way happen.
    pub(super) fn pass_time(&mut self, said: &str) -> Result<Turn, Stop> {
        let Some(to) = later(said, self.clock.now(), &self.procedure, self.language) else {
            self.desk.line(pick!(
                self.language,
                "Escriba cuánto pasa o hasta cuándo: +3 días, +2 meses, hasta 2024-05-02.",
                "Write how long, or until when: +3 days, +2 months, until 2024-05-02.",
            ))?;
            return Ok(Turn::Idle);
        };
        if to < self.clock.now() {
            self.desk.line(pick!(
                self.language,
                "El tiempo no va hacia atrás.",
                "Time does not go backwards."
            ))?;
            return Ok(Turn::Idle);
        }
        let before = self.clock.put(Some(to));
        for _ in 0..PASSES {
            match self.request(&Actor::Engine, Command::Advance)? {
                Came::Refused => {
                    self.clock.put(before);
                    return Ok(Turn::Idle);
                }
                Came::Done if self.instance()?.next_due().is_some_and(|due| due <= to) => {}
                Came::Done => break,
            }
        }
        let now = plain(&moment(to, self.procedure.head().zone));
        self.desk.line(&say!(self.language, "Ahora es {now}.", "It is now {now}."))?;
        Ok(Turn::Moved)
    }
}

/// When it is after that: a length of time from now, or an instant.
pub(crate) fn later(
    said: &str,
    now: Timestamp,
    procedure: &Procedure,
    language: Language,
) -> Option<Timestamp> {
    let Some(length) = said.strip_prefix('+') else {
        return instant(said, procedure.head().zone);
    };
    // Short as paths write it, or in words.
    let length = parse_advance(said).or_else(|_| parse_duration(length.trim(), language)).ok()?;
    procedure.head().day_rules().after(now, length).ok()
}

#[cfg(test)]
mod tests {
    use super::asked;

    #[test]
    fn what_moves_the_time_begins_like_it() {
        assert_eq!(asked("+3 días"), Some("+3 días"));
        assert_eq!(asked("hasta 2024-05-02"), Some("2024-05-02"));
        assert_eq!(asked("until 2024-05-02"), Some("2024-05-02"));
        assert_eq!(asked("4:NO"), None);
    }
}
