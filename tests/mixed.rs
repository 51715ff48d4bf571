//! Properties of cases over random models with everything: blocks, events, waits, throws, calls, jobs, ad hoc work.
//!
//! `CAUCE_CASES` or `PROPTEST_CASES` asks for a longer run.
#![allow(unreachable_pub, reason = "what suites share is public to them")]
#![allow(clippy::print_stdout, reason = "a model that fails is shown as the file that it is")]

mod support;

#[path = "support/mixed/mod.rs"]
mod mixed;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Request, Start};
use cauce::data::Timestamp;
use cauce::engine::{Engine, Step, Target};
use cauce::instance::{Instance, Status};
use cauce::log::{Log as _, MemoryLog};
use cauce::procedure::Definitions;
use cauce::record::{Reader, Stream};
use cauce::reference::Reference;
use cauce::view::{self, WorkItem, open_items};
use mixed::drive::{Deed, Drive, SPANS, asked, deed, deeds, definitions, is_crowded};
use mixed::write::{Rich, code};
use mixed::{Mixed, mixed};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// Begins a case and does things with it; at the end it is cancelled, unless it has ended.
fn run(model: &Mixed, deeds: &[Deed], days: Option<i64>) {
    let Some((definitions, texts)) = definitions(model) else { return };
    run_drive(&mut Drive::new(&definitions), &texts, deeds, days);
}

fn run_drive(drive: &mut Drive<'_>, texts: &[String], deeds: &[Deed], days: Option<i64>) {
    shown(drive, texts, |drive| {
        drive.start(days);
        for deed in deeds {
            if drive.has_ended() || drive.is_crowded() {
                break;
            }
            drive.step(*deed);
        }
        drive.cancel();
        drive.check_lines();
    });
}

/// Does it, and shows the procedures with what was done where that fails.
fn shown(drive: &mut Drive<'_>, texts: &[String], go: impl FnOnce(&mut Drive<'_>)) {
    if let Err(wrong) = catch_unwind(AssertUnwindSafe(|| go(drive))) {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(40), ..ProptestConfig::default() })]

    /// Wherever a case stands, it can be cancelled, in one event for all that is open, and nothing stays.
    #[test]
    fn cancellation_leaves_nothing_behind(
        model in mixed(),
        deeds in deeds(40),
        days in prop::option::weighted(0.8, 0i64..6),
    ) {
        if let Some((definitions, texts)) = definitions(&model) {
            shown(&mut Drive::new(&definitions), &texts, |drive| {
                drive.start(days);
                for deed in deeds {
                    drive.could_be_cancelled();
                    if drive.has_ended() || drive.is_crowded() {
                        break;
                    }
                    drive.step(deed);
                }
            });
        }
    }
}

/// Looks at everything there is to be seen of a case, and does things with it.
fn use_up(mut case: Instance, definitions: &Definitions, deeds: &[Deed]) {
    let _ = (view::open_items(&case), view::timers(&case), view::effects(&case), view::case_data(&case));
    let _ = (view::message_waits(&case), view::signal_waits(&case), view::subscriptions(&case));
    let _ = (view::declarable(&case), case.calls(), case.freeze());
    for deed in deeds {
        let (actor, command) = asked(&case, *deed);
        let at = case.at().unwrap_or(Timestamp::EPOCH);
        let at = at.checked_add_millis(SPANS[usize::from(deed.span)] * 60_000).unwrap_or(at);
        let _ = case.handle(definitions, Request::new(at, Actor::Engine, Command::Advance));
        let _ = case.handle(definitions, Request::new(at, actor, command));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(24), ..ProptestConfig::default() })]

    /// Whatever becomes of the bytes of a frozen case: it is refused, or a case that nothing breaks.
    #[test]
    fn damaged_bytes_are_refused_or_give_a_case_that_holds(
        model in mixed(),
        before in deeds(40),
        after in deeds(5),
        other in 0u8..8,
        noise in prop::collection::vec(any::<u8>(), 0..60),
        place in any::<prop::sample::Index>(),
    ) {
        let Some((definitions, texts)) = definitions(&model) else { return Ok(()) };
        let mut drive = Drive::new(&definitions);
        drive.start(Some(2));
        for deed in before {
            if drive.is_crowded() {
                break;
            }
            drive.step(deed);
        }
        let bytes = drive.live.freeze();
        shown(&mut drive, &texts, |_| {
            for cut in 0..bytes.len() {
                assert!(Instance::thaw(&definitions, &bytes[..cut]).is_err(), "cut at {cut}");
            }
            let mut tried = bytes.clone();
            for at in 0..bytes.len() {
                for flip in [1u8 << other, 0xff] {
                    tried[at] ^= flip;
                    if let Ok(case) = Instance::thaw(&definitions, &tried) {
                        use_up(case, &definitions, &after);
                    }
                    tried[at] = bytes[at];
                }
            }
            let at = place.index(bytes.len());
            for tried in [[&bytes[..at], &noise[..]].concat(), [&bytes[..at], &noise[..], &bytes[at..]].concat(), noise] {
                if let Ok(case) = Instance::thaw(&definitions, &tried) {
                    use_up(case, &definitions, &after);
                }
            }
        });
    }
}

/// Models are procedures, mostly with all that was drawn, and most kinds of events happen: else the above says little.
#[test]
fn most_models_are_rich() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut rich, mut kinds) = (0, BTreeMap::<String, u64>::new());
    for _ in 0..60 {
        let model = mixed().new_tree(&mut runner).expect("a model").current();
        let deeds = deeds(60).new_tree(&mut runner).expect("deeds").current();
        let (definitions, texts) = definitions(&model).expect("the poorest is always a procedure");
        let richest = model.texts(Rich { returns: true, tangled: true });
        rich += u32::from(model.english || texts == richest);
        let mut drive = Drive::new(&definitions);
        run_drive(&mut drive, &texts, &deeds, Some(2));
        for (kind, count) in drive.kinds {
            *kinds.entry(kind).or_default() += count;
        }
    }
    assert!(rich >= 30 && kinds.len() >= 24, "{rich} of 60 are rich: {kinds:?}");
}

/// Two cases of one engine, which write to each other, begin others and let time pass: each equals its own records.
fn run_engine(model: &Mixed, deeds: &[(bool, Deed)]) {
    let Some((definitions, _)) = definitions(model) else { return };
    let clock = ManualClock::at("2022-03-01T14:00:00Z".parse().expect("an instant"));
    let engine = Engine::new(MemoryLog::new(), clock.clone());
    for procedure in definitions.newest() {
        if engine.add_procedure(procedure.clone()).is_err() {
            // What is unfit may be replayed and not begun.
            return;
        }
    }
    let mut cases = BTreeSet::new();
    let mut steps = Vec::new();
    for case in ["uno", "dos"] {
        let start = Start {
            at_start: (model.bodies[0].begins > 0 && model.bodies[0].begins < 5).then(|| "a-mano".into()),
            ..Start::of(&code(0))
        };
        steps.extend(engine.ask(case, &Actor::host("prueba"), Command::Start(start)));
        cases.insert(case.to_owned());
    }
    for (other, deed) in deeds {
        let case = if *other { "dos" } else { "uno" };
        // In pieces, so that a model which multiplies by the clock is seen in time.
        let mut left = SPANS[usize::from(deed.span) % SPANS.len()];
        loop {
            clock.advance(left.min(300) * 60_000);
            left -= left.min(300);
            steps.extend(engine.advance().unwrap_or_default());
            let open = |case: &String| engine.work(case).map_or(0, |open| open.len());
            if left == 0 || cases.iter().map(open).sum::<usize>() > 400 {
                break;
            }
        }
        let live = replayed(&engine, case);
        if left > 0 || is_crowded(&live) {
            break;
        }
        let (actor, command) = asked(&live, *deed);
        let head = |case| engine.log().head(&Stream::case(case).expect("a name")).expect("a log");
        let before = head(case);
        match command {
            Command::Message(message) => drop(engine.message(message, &actor)),
            command => match engine.ask(case, &actor, command) {
                Ok(step) => {
                    told_as_listed(&step, &live, &replayed(&engine, case));
                    steps.push(step);
                }
                Err(_) => assert_eq!(before, head(case), "a rejection stores nothing"),
            },
        }
        cases.extend(steps.drain(..).map(|step| step.case.id().to_owned()));
    }
    for case in &cases {
        let instance = replayed(&engine, case);
        assert_eq!(instance.unsound(), None, "{case}");
        if instance.status() == Status::Running {
            assert_eq!(open_items(&instance), engine.work(case).expect("there is one"), "{case}");
        }
    }
}

/// What a step says has opened is in the list as it says, and nothing new is missing; each is found by its reference.
fn told_as_listed(step: &Step, before: &Instance, after: &Instance) {
    if after.seq() != step.seq {
        // It has gone on since, by what was passed on.
        return;
    }
    let (old, listed) = (open_items(before), open_items(after));
    let is_told = |item: &WorkItem| step.opened.iter().any(|opened| opened.item == item.item);
    let told: Vec<&WorkItem> = listed.iter().filter(|item| is_told(item)).collect();
    assert_eq!(told, step.opened.iter().collect::<Vec<_>>());
    let is_new = |item: &&WorkItem| !old.iter().any(|old| old.item == item.item);
    for new in listed.iter().filter(is_new) {
        assert!(is_told(new), "{} has opened and is not told: {:?}", new.reference, step.events);
    }
    let nobody = Actor::host("prueba");
    let Some(procedure) = after.procedure() else { return };
    for item in &listed {
        let meant = Reference::parse(&item.reference);
        let first = meant.and_then(|meant| listed.iter().find(|item| item.is(procedure, &meant)));
        let found = Target::from(&*item.reference).find(after, &nobody);
        assert_eq!(found.ok(), first.map(|first| first.item), "{}", item.reference);
    }
}

/// The case as its records alone give it.
fn replayed(engine: &Engine<MemoryLog, ManualClock>, case: &str) -> Instance {
    let definitions = engine.definitions();
    let (mut reader, mut instance) = (Reader::new(&definitions), Instance::new());
    let lines = engine.log().read(&Stream::case(case).expect("a name"), 1).expect("a log");
    for line in lines {
        let record = reader.read(&line).expect("a line that was stored");
        instance.apply(&definitions, record.at, &record.events).expect("its events apply");
    }
    instance
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(24), ..ProptestConfig::default() })]

    #[test]
    fn cases_of_an_engine_equal_their_records(
        model in mixed(),
        deeds in prop::collection::vec((any::<bool>(), deed()), 1..30),
    ) {
        run_engine(&model, &deeds);
    }
}
