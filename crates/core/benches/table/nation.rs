//! The rows of one large case: the plan of MAS-BIENESTAR in 32 entities of 20 zones, against 4 of 5, and against as many
//! cases of H2 as it has procedures, which go on in turn: what each of them holds has not been touched for as long.

use std::hint::black_box;

use cauce::check::Options;
use cauce::command::Request;
use cauce::data::Timestamp;
use cauce::event::Event;
use cauce::instance::Instance;

use super::clock::{Batch, Effort, in_turn, timed};
use crate::shared::ibague::Walk;
use crate::shared::nation::{FEW, Journal, Nation};
use crate::shared::row::Row;

/// So many procedures the large case has called: thirteen components in each zone.
const CASES: usize = 32 * 20 * 13;

/// So many times may an event cost what one of H2 does whose cases are as many and go on in turn.
const AS_H2: f64 = 1.25;

/// So many times may an event of the large case cost what one of the small case does: what is open no longer fits
/// into the caches. If it grew with what is open, it would be thirty-two times.
const MOST: f64 = 5.0;

/// What an event costs, decided and replayed, in the large case and in the small one.
pub(crate) fn growth() -> Vec<Row> {
    let [small, large] = [Nation::of(4, 5), Nation::of(32, 20)];
    let journals = [&small, &large].map(|nation| nation.decided(|work| work()).1);
    let [few, many] = [0, 1].map(|which: usize| events(&journals[which]));
    let walk = Walk::new(&Options::default());
    let kept = walk.history().0.into_iter().map(|record| (record.at, record.events)).collect::<Journal>();
    let each = events(&kept) * CASES as f64;
    let batches = [
        decided(&small),
        decided(&large),
        cases_decided(&walk),
        replayed(&small, &journals[0]),
        replayed(&large, &journals[1]),
        cases_replayed(&walk, &kept),
    ];
    let [small_decided, decided, cases_decided, small_replayed, replayed, cases_replayed] =
        in_turn(Effort { rounds: 3, ..Effort::SHORT }, batches);
    let (small_decided, decided, cases_decided) = (small_decided / few, decided / many, cases_decided / each);
    let (small_replayed, replayed) = (small_replayed / few, replayed / many);
    let cases_replayed = cases_replayed / each;
    vec![
        Row::told("H2 x 8,320 in turn: per event decided", cases_decided, "ns"),
        Row::ratio("MAS 32 x 20 against it: decided", decided, ("H2 in turn", cases_decided), AS_H2),
        Row::told("H2 x 8,320 in turn: per event replayed", cases_replayed, "ns"),
        Row::ratio("MAS 32 x 20 against it: replayed", replayed, ("H2 in turn", cases_replayed), AS_H2),
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

/// All cases of H2, each one command further before the first goes on; what is asked has come in just now.
fn cases_decided(walk: &Walk) -> Batch<'_> {
    Box::new(move || {
        let (mut time, mut cases) = (0.0, vec![Instance::new(); CASES]);
        let mut journal: Vec<(Timestamp, Vec<Event>)> = Vec::with_capacity(CASES * walk.requests.len());
        for request in &walk.requests {
            for cases in cases.chunks_mut(FEW) {
                let requests: Vec<Request> = cases.iter().map(|_| request.clone()).collect();
                time += timed(|| {
                    for (case, request) in cases.iter_mut().zip(requests) {
                        let at = request.at;
                        let events = case.handle(&walk.bed.definitions, request).expect("the walk is legal");
                        journal.push((at, events));
                    }
                });
            }
        }
        drop(black_box((cases, journal)));
        time
    })
}

/// The same from what is kept, which has been read just now.
fn cases_replayed<'a>(walk: &'a Walk, kept: &'a Journal) -> Batch<'a> {
    Box::new(move || {
        let (mut time, mut cases) = (0.0, vec![Instance::new(); CASES]);
        for (at, events) in kept {
            for cases in cases.chunks_mut(FEW) {
                let records: Vec<Vec<Event>> = cases.iter().map(|_| events.clone()).collect();
                time += timed(|| {
                    for (case, events) in cases.iter_mut().zip(&records) {
                        case.apply(&walk.bed.definitions, *at, events).expect("what was decided applies");
                    }
                });
            }
        }
        drop(black_box(cases));
        time
    })
}
