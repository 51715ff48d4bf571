//! Many who do the same at once: one winner, and everybody else hears it.

use std::sync::Barrier;
use std::thread;

use cauce::clock::{Clock, ManualClock};
use cauce::command::{Actor, ClockJump, Command, Done, Request};
use cauce::rejection::Rejection;
use cauce_store::cases::{Cases, CasesError};

use crate::desk::{PLAZO, Place, ana, bases, opened};

const PARALLEL: &str = r#"
formato = 1
idioma  = "es"
[procedimiento]
codigo  = "CIEN"
nombre  = "Cien a la vez"
[[rol]]
id      = "auditor"
nombre  = "Auditor"
[[actividad]]
id      = "todo"
titulo  = "Todo"
orden   = "a_la_vez"
"#;

/// An activity without a deadline, before the first of another file.
const BEFORE: &str = r#"id      = "leer"
titulo  = "Leer"
responsables = ["jefe", "director"]
[[actividad]]
id      = "responder""#;

/// All complete the same item; gives how many did.
fn race(hosts: &[Cases<ManualClock>], case: &str, threads: usize) -> usize {
    let item = hosts[0].open_items(case).expect("a case")[0].item;
    let begin = Barrier::new(threads);
    let won = thread::scope(|scope| {
        let begin = &begin;
        let racers: Vec<_> = (0..threads)
            .map(|number| {
                let host = &hosts[number % hosts.len()];
                scope.spawn(move || {
                    begin.wait();
                    match host.complete(case, item, Done::new(), &ana()) {
                        Ok(_) => 1,
                        Err(CasesError::Rejected(Rejection::ItemClosed { item: closed }))
                            if closed == item =>
                        {
                            0
                        }
                        Err(other) => panic!("{other:?}"),
                    }
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().expect("it ends")).sum()
    });
    assert_eq!(hosts[0].records(case).expect("records").len(), 2, "one record for all");
    won
}

fn rounds(base: &Place, rounds: usize) {
    let hosts = [opened(base), base.again(), base.again(), base.again()];
    for round in 0..rounds {
        let case = format!("r-{round}");
        hosts[0].start(&case, "ACTA", &ana()).expect("it begins");
        // Half of the rounds within one program, half between four.
        let racing = if round % 2 == 0 { &hosts[..1] } else { &hosts[..] };
        assert_eq!(race(racing, &case, 64), 1, "round {round}");
    }
}

#[test]
fn of_64_who_complete_the_same_item_one_does() {
    for base in bases() {
        rounds(&base, 6);
    }
}

#[test]
#[ignore = "10,000 rounds: minutes"]
fn of_64_who_complete_the_same_item_one_does_10_000_times() {
    for base in bases() {
        rounds(&base, 10_000);
    }
}

/// Different items of one case, all at once, from several programs: nobody is refused because of the others.
#[test]
fn different_items_are_in_nobodys_way() {
    for base in bases() {
        let hosts = [opened(&base), base.again(), base.again()];
        let mut text = PARALLEL.to_owned();
        for number in 0..48 {
            text.push_str(&format!(
                "[[actividad]]\nid = \"a{number}\"\ntitulo = \"A\"\nresponsables = \"auditor\"\ndentro_de = \"todo\"\n"
            ));
        }
        hosts[0].add(&text).expect("it is kept");
        hosts[0].start("c", "CIEN", &ana()).expect("it begins");
        let items = hosts[0].open_items("c").expect("a case");
        assert_eq!(items.len(), 48);
        let begin = Barrier::new(items.len());
        thread::scope(|scope| {
            let begin = &begin;
            for (number, item) in items.iter().enumerate() {
                let host = &hosts[number % hosts.len()];
                scope.spawn(move || {
                    begin.wait();
                    host.complete("c", item.item, Done::new(), &ana()).expect("its own item");
                });
            }
        });
        assert_eq!(hosts[0].records("c").expect("records").len(), 49);
        assert!(hosts[0].open_items("c").expect("a case").is_empty());
        assert!(hosts[1].astray().expect("it looks").is_none());
    }
}

/// Who was behind says that time passes: what another opened meanwhile, and is due, fires.
#[test]
fn time_passes_also_for_what_another_opened() {
    for base in bases() {
        let hosts = [opened(&base), base.again()];
        hosts[0].add(&PLAZO.replace("id      = \"responder\"", BEFORE)).expect("it is kept");
        hosts[0].start("p", "PLAZO", &ana()).expect("it begins");
        // The second has the case at hand while nothing in it has a deadline.
        assert_eq!(hosts[1].look("p", |case| case.next_due()).expect("a case"), None);
        hosts[0].complete("p", "leer", Done::new(), &Actor::person("ana", "jefe")).expect("it is done");
        base.clock().advance(3 * 86_400_000);
        let mut advance = Request::new(Clock::now(&base.clock()), Actor::Engine, Command::Advance);
        advance.clock_jump = ClockJump::Confirmed;
        let fired = hosts[1].request("p", &advance).expect("it is answered");
        assert!(!fired.events.is_empty());
    }
}

/// Many begin cases under the same key: one does.
#[test]
fn a_business_key_has_one_winner() {
    for base in bases() {
        let hosts = [opened(&base), base.again()];
        let begin = Barrier::new(16);
        let won: usize = thread::scope(|scope| {
            let begin = &begin;
            let racers: Vec<_> = (0..16)
                .map(|number| {
                    let host = &hosts[number % 2];
                    scope.spawn(move || {
                        begin.wait();
                        let opening = cauce_store::cases::Opening::of("ACTA").business_key("RAD-1");
                        match host.open(&format!("k-{number}"), opening, &ana()) {
                            Ok(_) => 1,
                            Err(CasesError::BusinessKeyTaken { .. }) => 0,
                            Err(other) => panic!("{other:?}"),
                        }
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().expect("it ends")).sum()
        });
        assert_eq!(won, 1);
        assert!(hosts[0].astray().expect("it looks").is_none());
    }
}

/// One key, sent again by many at once: one record, and one answer for all.
#[test]
fn one_key_is_one_record_however_often_it_is_sent() {
    for base in bases() {
        let hosts = [opened(&base), base.again()];
        hosts[0].start("a", "ACTA", &ana()).expect("it begins");
        let item = hosts[0].open_items("a").expect("a case")[0].item;
        let at = "2026-01-05T08:00:00Z".parse().expect("a time");
        let request = Request::new(at, ana(), Command::Complete { item, done: Done::new() }).key("k");
        let begin = Barrier::new(16);
        let answers: Vec<_> = thread::scope(|scope| {
            let (begin, request) = (&begin, &request);
            let racers: Vec<_> = (0..16)
                .map(|number| {
                    let host = &hosts[number % 2];
                    scope.spawn(move || {
                        begin.wait();
                        let step = host.request("a", request).expect("it is answered");
                        (step.seq, step.events)
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().expect("it ends")).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert_eq!(hosts[0].records("a").expect("records").len(), 2);
    }
}

/// Each has a case of its own, and all write at once: nobody waits in vain, and every number is right.
#[test]
fn cases_of_their_own_are_written_together() {
    for base in bases() {
        let hosts = [opened(&base), base.again()];
        let begin = Barrier::new(32);
        thread::scope(|scope| {
            let begin = &begin;
            for number in 0..32 {
                let host = &hosts[number % 2];
                scope.spawn(move || {
                    begin.wait();
                    for round in 0..3 {
                        let case = format!("o-{number}-{round}");
                        host.start(&case, "ACTA", &ana()).expect("it begins");
                        host.complete(&case, 1, Done::new(), &ana()).expect("it is done");
                    }
                });
            }
        });
        let work = cauce_store::cases::Work::of_role("auditor");
        assert_eq!(hosts[0].count(&work).expect("a count"), 96);
        assert!(hosts[0].astray().expect("it looks").is_none());
    }
}
