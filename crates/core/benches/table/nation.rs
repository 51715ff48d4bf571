//! The rows of one large case: the plan of MAS-BIENESTAR in 32 entities of 20 zones, against 4 of 5.

use std::hint::black_box;

use super::clock::{Batch, Effort, in_turn, timed};
use crate::shared::nation::{Journal, Nation};
use crate::shared::row::Row;

/// So many times may an event of the large case cost what one of the small case does: what is open no longer fits
/// into the caches. If it grew with what is open, it would be thirty-two times.
const MOST: f64 = 5.0;

/// What an event costs, decided and replayed, in the large case and in the small one.
pub(crate) fn growth() -> Vec<Row> {
    let [small, large] = [Nation::of(4, 5), Nation::of(32, 20)];
    let journals = [&small, &large].map(|nation| nation.decided(|work| work()).1);
    let [few, many] = [0, 1].map(|which: usize| events(&journals[which]));
    let batches =
        [decided(&small), decided(&large), replayed(&small, &journals[0]), replayed(&large, &journals[1])];
    let [small_decided, decided, small_replayed, replayed] =
        in_turn(Effort { rounds: 3, ..Effort::SHORT }, batches);
    let (small_decided, decided) = (small_decided / few, decided / many);
    let (small_replayed, replayed) = (small_replayed / few, replayed / many);
    vec![
        Row::told("MAS 32 x 20: events", many, ""),
        Row::told("MAS 4 x 5: per event decided", small_decided, "ns"),
        Row::ratio("MAS 32 x 20: per event decided", decided, ("4 x 5", small_decided), MOST),
        Row::told("MAS 4 x 5: per event replayed", small_replayed, "ns"),
        Row::ratio("MAS 32 x 20: per event replayed", replayed, ("4 x 5", small_replayed), MOST),
    ]
}

fn events(journal: &Journal) -> f64 {
    journal.iter().map(|(_, events)| events.len()).sum::<usize>() as f64
}

fn decided(nation: &Nation) -> Batch<'_> {
    Box::new(move || {
        let mut time = 0.0;
        drop(black_box(nation.decided(|work| time += timed(work))));
        time
    })
}

fn replayed<'a>(nation: &'a Nation, journal: &'a Journal) -> Batch<'a> {
    Box::new(move || {
        let mut time = 0.0;
        drop(black_box(nation.replayed(journal, |work| time += timed(work))));
        time
    })
}
