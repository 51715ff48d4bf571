//! Procedures that begin by themselves: one case a period, whoever lets time pass.

use cauce::clock::ManualClock;
use cauce::data::Timestamp;
use cauce_store::cases::{Cases, Find};

use crate::desk::{Place, bases, web};
use crate::mailing::every;

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

fn begun(cases: &Cases<ManualClock>) -> Vec<String> {
    let advanced = cases.advance(None, 100).expect("it advances");
    assert!(advanced.behind.is_empty(), "{:?}", advanced.behind);
    advanced.steps.iter().map(|step| step.case.id().to_owned()).collect()
}

fn set(base: &Place, to: &str) {
    base.clock().set(at(to));
}

#[test]
fn each_period_begins_once_counted_from_its_beginning() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let cases = base.again();
        cases.add(&every("1 mes", "")).expect("it can be added");
        assert_eq!(
            cases.next_due().expect("it looks"),
            Some(at("2024-02-29T09:00:00-05:00")),
            "months clamp"
        );
        assert!(begun(&cases).is_empty());
        drop(cases);
        set(&base, "2024-04-01T00:00:00-05:00");
        let cases = base.again();
        assert_eq!(begun(&cases), ["INF·1·periodo·1", "INF·1·periodo·2"]);
        let started = |case: &str| cases.records(case).expect("records")[0].at;
        assert_eq!(started("INF·1·periodo·1"), at("2024-02-29T09:00:00-05:00"));
        assert_eq!(started("INF·1·periodo·2"), at("2024-03-31T09:00:00-05:00"));
        assert!(begun(&base.again()).is_empty(), "what began has begun");
        assert_eq!(cases.next_due().expect("it looks"), Some(at("2024-04-30T09:00:00-05:00")));
    }
}

#[test]
fn a_schedule_begins_on_its_day_and_ends_on_its_day() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let cases = base.again();
        cases.add(&every("6 meses", "desde = 2024-03-01\nhasta = 2025-03-01")).expect("it can be added");
        assert_eq!(cases.next_due().expect("it looks"), Some(at("2024-03-01T00:00:00-05:00")));
        set(&base, "2030-01-01T00:00:00-05:00");
        assert_eq!(begun(&cases).len(), 3);
        assert_eq!(cases.next_due().expect("it looks"), None);
    }
}

#[test]
fn a_new_version_counts_its_own_periods_from_the_same_beginning() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let cases = base.again();
        cases.add(&every("1 mes", "")).expect("it can be added");
        cases.add(&every("10 días", "")).expect("it can be added");
        assert_eq!(cases.next_due().expect("it looks"), Some(at("2024-02-10T09:00:00-05:00")));
    }
}

#[test]
fn a_schedule_whose_row_is_lost_goes_on_where_its_stream_says() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let cases = base.again();
        cases.add(&every("1 mes", "")).expect("it can be added");
        set(&base, "2024-03-01T00:00:00-05:00");
        assert_eq!(begun(&cases), ["INF·1·periodo·1"]);
        base.tamper("DELETE FROM schedule");
        assert!(begun(&cases).is_empty());
        assert_eq!(cases.next_due().expect("it looks"), Some(at("2024-03-31T09:00:00-05:00")));
    }
}

#[test]
fn a_period_that_the_host_began_by_hand_is_not_begun_again() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let cases = base.again();
        cases.add(&every("1 mes", "")).expect("it can be added");
        cases.start("INF·1·periodo·1", "INF/1", &web()).expect("by hand");
        set(&base, "2024-04-01T00:00:00-05:00");
        assert_eq!(begun(&cases), ["INF·1·periodo·2"]);
        assert!(cases.store().verify().expect("readable").is_sound());
    }
}

/// Whoever advances: sixty days, four programs, one case a day.
#[test]
fn many_programs_begin_one_case_a_period() {
    for base in bases() {
        set(&base, "2024-01-31T09:00:00-05:00");
        let hosts: Vec<_> = (0..4).map(|_| base.again()).collect();
        hosts[0].add(&every("1 día", "")).expect("it can be added");
        for _ in 0..3 {
            base.clock().advance(20 * 86_400_000);
            std::thread::scope(|scope| {
                for cases in &hosts {
                    scope.spawn(move || begun(cases));
                }
            });
        }
        let found = hosts[1].find(&Find::all().code("INF/1"), None, 1_000).expect("a list").rows;
        assert_eq!(found.len(), 60);
        let stream = cauce::post::stream_of("schedule", "INF/1");
        let lines = cauce::log::Log::read(hosts[0].store(), &stream, 1).expect("readable");
        assert_eq!(lines.len(), 61, "each period is noted once");
        assert!(hosts[2].store().verify().expect("readable").is_sound());
        assert!(hosts[2].astray().expect("it looks").is_none());
    }
}
