//! One large case: the plan of MAS-BIENESTAR with every component in every zone of every entity.
//!
//! What a command costs, and an event when a case is brought back, must not grow with what else is open.
//! Fails on growth alone, never on a time. The whole nation, 32 entities of 20 zones, is long: it is asked for by
//! `cargo test --release --package cauce --test nation -- --ignored --nocapture`.

#![allow(clippy::float_arithmetic, reason = "ratios of times")]

#[path = "../crates/core/benches/shared/nation.rs"]
mod nation;

use std::time::Instant;

use cauce::path::{PathFile, ReplayResult, replay};
use cauce::source::Source;
use nation::{Nation, definitions, folder};

/// Nanoseconds per event: decided, and applied again.
fn measured(nation: &Nation) -> (f64, f64) {
    let (mut deciding, mut replaying) = (0.0, 0.0);
    let (instance, journal) = nation.decided(|work| deciding += seconds(work));
    assert!(instance == nation.end, "the same requests, the same case");
    let replayed = nation.replayed(&journal, |work| replaying += seconds(work));
    assert!(replayed == nation.end, "what is replayed is what ran");
    let events = journal.iter().map(|(_, events)| events.len()).sum::<usize>() as f64;
    (1e9 * deciding / events, 1e9 * replaying / events)
}

#[expect(clippy::disallowed_methods, reason = "growth is measured")]
fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The least of a few tries, until the large one is at most so many times the small one.
fn grows_at_most(factor: f64, tries: u32, (small, large): (&Nation, &Nation)) -> [(f64, f64); 2] {
    // The first of all pays for what is made once.
    let _ = measured(small);
    let mut least = [(f64::MAX, f64::MAX); 2];
    for _ in 0..tries {
        for (least, nation) in least.iter_mut().zip([small, large]) {
            let (decided, replayed) = measured(nation);
            *least = (least.0.min(decided), least.1.min(replayed));
        }
        let [small, large] = least;
        if large.0 <= factor * small.0 && large.1 <= factor * small.1 {
            return least;
        }
    }
    let [small, large] = least;
    let grew = large.0 > factor * small.0 || large.1 > factor * small.1;
    assert!(!grew, "an event cost {small:?} ns, decided and replayed, and costs {large:?} in the large case");
    least
}

#[test]
fn an_event_costs_the_same_in_a_case_of_eight_times_as_many_zones() {
    let (small, large) = (Nation::of(2, 5), Nation::of(8, 10));
    // Eight times as much open made an event cost eight times as much before; caches are left their part.
    let _ = grows_at_most(3.5, 5, (&small, &large));
}

#[test]
#[ignore = "long: for release builds"]
fn the_whole_nation_runs_to_its_end_and_replays() {
    let (small, large) = (Nation::of(4, 5), Nation::of(32, 20));
    let [small, all] = grows_at_most(5.0, 5, (&small, &large));
    let commands = large.requests.len();
    println!("4 × 5: {:.0} ns per event decided, {:.0} replayed", small.0, small.1);
    println!("32 × 20: {:.0} ns per event decided, {:.0} replayed, {commands} commands", all.0, all.1);
}

#[test]
#[ignore = "long: for release builds"]
fn the_path_of_the_whole_nation_replays() {
    let file = folder().join("caminos/nacional/32-estados-de-veinte-zonas.toml");
    let source = Source::new("camino.toml", std::fs::read_to_string(file).expect("the path"));
    let (path, diagnostics) = PathFile::parse(&source);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let (path, definitions) = (path.expect("a path without errors"), definitions());
    let mut replayed = None;
    let took = seconds(|| replayed = Some(replay(&definitions, &path)));
    let replayed = replayed.expect("it was replayed");
    assert_eq!(replayed.result, ReplayResult::Ok);
    let events = replayed.timeline.iter().map(|happened| happened.events.len()).sum::<usize>();
    println!("the path: {} commands, {events} events, {took:.2} s", replayed.timeline.len());
}
