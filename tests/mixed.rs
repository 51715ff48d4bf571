//! Properties of cases over random models with everything: blocks, events, waits, throws, calls, jobs, ad hoc work.
//!
//! `CAUCE_CASES` or `PROPTEST_CASES` asks for a longer run.
#![allow(unreachable_pub, reason = "what suites share is public to them")]

mod support;

#[path = "support/mixed/mod.rs"]
mod mixed;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use mixed::drive::{Deed, Drive, deeds, definitions};
use mixed::write::Rich;
use mixed::{Mixed, mixed};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// Begins a case and does things with it; at the end it is cancelled, unless it has ended.
fn run(model: &Mixed, deeds: &[Deed], days: Option<i64>) {
    let Some((definitions, texts)) = definitions(model) else { return };
    run_drive(&mut Drive::new(&definitions), &texts, deeds, days);
}

fn run_drive(drive: &mut Drive<'_>, texts: &[String], deeds: &[Deed], days: Option<i64>) {
    let went = catch_unwind(AssertUnwindSafe(|| {
        drive.start(days);
        for deed in deeds {
            if drive.has_ended() {
                break;
            }
            let began = std::time::Instant::now();
            drive.step(*deed);
            if began.elapsed().as_millis() > 2000 { println!("{}\n{}\n{:?}", texts.join("\n====\n"), drive.told.join("\n"), began.elapsed()); std::process::exit(3); }
        }
        drive.cancel();
        drive.check_lines();
    }));
    if let Err(wrong) = went {
        println!("{}\n{}", texts.join("\n=====\n"), drive.told.join("\n"));
        resume_unwind(wrong);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(160), ..ProptestConfig::default() })]

    /// Replay, bytes and state agree after every step, nothing is left behind.
    #[test]
    fn models_with_everything_stay_sound(
        model in mixed(),
        deeds in deeds(70),
        days in prop::option::weighted(0.8, 0i64..6),
    ) {
        run(&model, &deeds, days);
    }
}

#[test]
#[ignore = "a look at what models are made of"]
fn what_models_are() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut codes = BTreeMap::<String, u32>::new();
    let mut kinds = BTreeMap::<String, u64>::new();
    let (mut rich, mut poor, mut whole, mut taken, mut refused, mut ended) = (0, 0, 0, 0, 0, 0);
    for _ in 0..300 {
        let model = mixed().new_tree(&mut runner).expect("a model").current();
        let deeds = deeds(70).new_tree(&mut runner).expect("deeds").current();
        for code in mixed::drive::errors(&model) {
            *codes.entry(code).or_default() += 1;
        }
        poor += i32::from(mixed::drive::errors(&model).is_empty());
        let Some((definitions, texts)) = definitions(&model) else { continue };
        whole += 1;
        rich += i32::from(texts == model.texts(Rich { returns: true, tangled: true }));
        let mut drive = Drive::new(&definitions);
        let began = std::time::Instant::now();
        eprintln!("MODEL {}", texts.join("\n====\n"));
        run_drive(&mut drive, &texts, &deeds, Some(2));
        if began.elapsed().as_millis() > 1500 { println!("model {whole} {:?} items {}", began.elapsed(), cauce::view::open_items(&drive.live).len()); }
        ended += i32::from(drive.has_ended());
        taken += drive.taken;
        refused += drive.refused;
        for (kind, count) in drive.kinds {
            *kinds.entry(kind).or_default() += count;
        }
    }
    println!("{rich} rich, {poor} poor, {whole} of 300; taken {taken}, refused {refused}, ended {ended}\n{codes:?}\n{kinds:#?}");
}
