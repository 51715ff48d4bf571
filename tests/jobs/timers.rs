//! Timers: each once, in due order within a case, whatever the clock does and whoever lets time pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cauce::clock::ManualClock;
use cauce::command::Done;
use cauce::event::Event;
use cauce_store::cases::{Cases, Settings};
use proptest::prelude::*;

use crate::desk::{Place, ana, bases, web};
use crate::support;

const RELOJES: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "RELOJES"
nombre  = "Varios relojes"
zona_horaria = "America/Bogota"
[[actividad]]
id      = "todo"
titulo  = "Todo"
orden   = "a_la_vez"
[[actividad]]
id      = "una"
titulo  = "Una hora"
dentro_de = "todo"
espera  = { tiempo = "1 hora" }
[[actividad]]
id      = "tres"
titulo  = "Tres horas"
dentro_de = "todo"
espera  = { tiempo = "3 horas" }
[[actividad]]
id      = "dos"
titulo  = "Dos horas"
dentro_de = "todo"
espera  = { tiempo = "2 horas" }
[[actividad]]
id      = "fin-de-turno"
titulo  = "Cerrar"
"#;

fn cases_of(base: &Place, hosts: usize) -> Vec<Cases<ManualClock>> {
    let cases: Vec<_> = (0..hosts).map(|_| base.again()).collect();
    cases[0].add(RELOJES).expect("it can be added");
    cases
}

/// The ids of what fired in a case, in the order of its records.
fn fired(cases: &Cases<ManualClock>, case: &str) -> Vec<String> {
    let procedure = cases.look(case, |case| case.procedure().cloned()).expect("a case").expect("it began");
    let events = cases.records(case).expect("records").into_iter().flat_map(|record| record.events);
    let of = |event| match event {
        Event::Occurred(occurred) => Some(procedure.id(occurred.element).to_string()),
        _ => None,
    };
    events.filter_map(of).collect()
}

/// Everybody lets time pass at once; in pages of two cases.
fn advance(hosts: &[Cases<ManualClock>]) {
    std::thread::scope(|scope| {
        for cases in hosts {
            scope.spawn(move || {
                let mut after = None;
                loop {
                    let advanced = cases.advance(after, 2).expect("it advances");
                    assert!(advanced.behind.is_empty(), "{:?}", advanced.behind);
                    after = advanced.next;
                    if after.is_none() {
                        return;
                    }
                }
            });
        }
    });
}

fn run(base: &Place, hosts: usize, moves: &[i64]) {
    let (hosts, clock) = (cases_of(base, hosts), base.clock());
    let begun = cauce::clock::Clock::now(&clock);
    let mut cases = Vec::new();
    for (turn, minutes) in moves.iter().enumerate() {
        if turn % 2 == 0 {
            let case = format!("c{turn}");
            hosts[turn % hosts.len()].start(&case, "RELOJES", &web()).expect("it begins");
            cases.push(case);
        }
        clock.advance(minutes * 60_000);
        advance(&hosts);
        for case in &cases {
            let fired = fired(&hosts[0], case);
            assert_eq!(fired, ["una", "dos", "tres"][..fired.len()], "{case}");
        }
    }
    clock.set(cauce::data::Timestamp::from_millis(begun.millis() + 40 * 86_400_000).expect("an instant"));
    advance(&hosts);
    for case in &cases {
        assert_eq!(fired(&hosts[0], case), ["una", "dos", "tres"], "{case}");
        hosts[0].complete(case, "fin-de-turno", Done::new(), &ana()).expect("it goes on");
    }
    assert_eq!(hosts[0].next_due().expect("it looks"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(8), ..ProptestConfig::default() })]

    #[test]
    fn each_timer_fires_once_and_in_due_order(
        hosts in 1usize..4,
        // Clocks are set back, too.
        moves in prop::collection::vec(-90i64..240, 1..8),
    ) {
        for base in bases() {
            run(&base, hosts, &moves);
        }
    }
}

/// A case that another program is about to advance is left to it, for a while.
#[test]
fn what_another_advances_is_left_to_it_until_it_is_too_late() {
    for base in bases() {
        let hosts = cases_of(&base, 2);
        for case in ["a", "b"] {
            hosts[0].start(case, "RELOJES", &web()).expect("it begins");
        }
        base.clock().advance(3_600_000);
        let until = cauce::clock::Clock::now(&base.clock()).millis() + 30_000;
        base.tamper(&format!("UPDATE stream SET advancing = {until} WHERE name = 'a'"));
        let of = |cases: &Cases<ManualClock>| {
            let steps = cases.advance(None, 10).expect("it advances").steps;
            steps.into_iter().map(|step| step.case.id().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(&hosts[0]), ["b"]);
        base.clock().advance(29_999);
        assert!(of(&hosts[1]).is_empty());
        base.clock().advance(1);
        assert_eq!(of(&hosts[1]), ["a"], "the other has ended");
        // What was claimed and fired is free for the next time.
        base.clock().advance(3_600_000);
        assert_eq!(of(&hosts[0]).len(), 2);
        base.tamper("UPDATE stream SET advancing = 99999999999999 WHERE name = 'a'");
        base.clock().advance(3_600_000);
        assert_eq!(of(&hosts[0]).len(), 2, "a claim of a clock that was far ahead is none");
    }
}

/// Whatever the cases are called.
#[test]
fn what_falls_due_in_many_cases_is_kept_in_the_order_in_which_it_did() {
    for base in bases() {
        let (hosts, clock) = (cases_of(&base, 1), base.clock());
        for case in ["z", "a", "m"] {
            hosts[0].start(case, "RELOJES", &web()).expect("it begins");
            clock.advance(600_000);
        }
        clock.advance(50 * 60_000);
        let advanced = hosts[0].advance(None, 10).expect("it advances");
        assert!(advanced.behind.is_empty());
        let fired: Vec<&str> = advanced.steps.iter().map(|step| step.case.id()).collect();
        assert_eq!(fired, ["z", "a", "m"]);
        let kept = base.texts(
            "SELECT s.name FROM record AS r JOIN stream AS s ON s.id = r.stream WHERE s.kind = 'case' \
            ORDER BY r.position",
        );
        assert_eq!(kept[3..], ["z", "a", "m"], "and so are their records");
        clock.advance(3 * 3_600_000);
        let advanced = hosts[0].advance(None, 10).expect("it advances");
        let fired: Vec<&str> = advanced.steps.iter().map(|step| step.case.id()).collect();
        assert_eq!(fired, ["z", "a", "m"], "{:?}", advanced.steps);
    }
}

/// Whatever is decided asks for random bytes first.
#[test]
fn a_case_is_asked_as_often_as_something_is_due_in_it() {
    for base in bases() {
        let asked = Arc::new(AtomicUsize::new(0));
        let mut settings = Settings::default();
        let counter = Arc::clone(&asked);
        settings.entropy = Some(Box::new(move || {
            counter.fetch_add(1, Ordering::Relaxed);
            [7; 32]
        }));
        let cases = Cases::with(base.store(), base.clock(), settings);
        cases.add(RELOJES).expect("it can be added");
        cases.start("a", "RELOJES", &web()).expect("it begins");
        for (hours, due) in [(1, 1), (2, 1), (1, 0)] {
            base.clock().advance(hours * 3_600_000);
            asked.store(0, Ordering::Relaxed);
            assert_eq!(cases.advance(None, 10).expect("it advances").steps.len(), due);
            assert_eq!(asked.load(Ordering::Relaxed), due);
        }
    }
}
