//! Measures: batches of several works in turn, the best batch of each.
//!
//! Works that are compared are measured in turn, so that what slows the machine slows all of them;
//! the best of many short batches is what the machine does when nothing else runs.

use std::time::{Duration, Instant};

/// A batch: does its work some times and says how many nanoseconds one took.
pub(crate) type Batch<'a> = Box<dyn FnMut() -> f64 + 'a>;

/// How many rounds of batches are measured: at least so many, and more while there is time.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: u32,
    pub(crate) time: Duration,
}

impl Effort {
    /// For works of microseconds.
    pub(crate) const SHORT: Effort = Effort { rounds: 30, time: Duration::from_millis(700) };
    /// For works of milliseconds and more.
    pub(crate) const LONG: Effort = Effort { rounds: 3, time: Duration::from_millis(2_500) };
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// How long a work takes, in nanoseconds.
pub(crate) fn timed(work: impl FnOnce()) -> f64 {
    let start = now();
    work();
    start.elapsed().as_secs_f64() * 1e9
}

/// A batch that does the same work so many times.
pub(crate) fn repeated<'a>(times: u32, mut work: impl FnMut() + 'a) -> Batch<'a> {
    Box::new(move || timed(|| (0..times).for_each(|_| work())) / f64::from(times))
}

/// The best batch of each work, measured in turn.
pub(crate) fn in_turn<const N: usize>(effort: Effort, mut batches: [Batch<'_>; N]) -> [f64; N] {
    for batch in &mut batches {
        batch();
    }
    let mut best = [f64::MAX; N];
    let start = now();
    let mut rounds = 0;
    while rounds < effort.rounds || start.elapsed() < effort.time {
        for (batch, best) in batches.iter_mut().zip(&mut best) {
            *best = best.min(batch());
        }
        rounds += 1;
    }
    best
}
