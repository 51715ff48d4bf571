//! Random walks over random procedures, through two hosts on one store: the same events as a case alone, and rows that
//! are those of the records.

use std::collections::BTreeSet;

use cauce::check::Options;
use cauce::clock::ManualClock;
use cauce::command::{Actor, ClockJump, Command, Request, Start};
use cauce::data::{Decimal, Text, Timestamp, Value};
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::limits::Limits;
use cauce::log::Log as _;
use cauce::procedure::Definitions;
use cauce::record::{Field, Reader, dispose_of};
use cauce::view::open_items;
use cauce_store::cases::{Cases, CasesError, Settings, Work};
use proptest::prelude::*;

use crate::desk::{Place, bases};
use crate::mixed::drive::{Deed, SPANS, asked, deed, is_crowded};
use crate::mixed::write::{Rich, code};
use crate::mixed::{Mixed, mixed};
use crate::support;

/// A case alone, as it should be.
struct Alone<'d> {
    name: &'static str,
    definitions: &'d Definitions,
    live: Instance,
    records: Vec<Vec<Event>>,
}

impl Alone<'_> {
    fn ask(&mut self, request: &Request) -> Result<Vec<Event>, cauce::rejection::Rejection> {
        let events = self.live.handle(self.definitions, request.clone())?;
        if !events.is_empty() {
            self.records.push(events.clone());
        }
        Ok(events)
    }

    /// What is due fires first, as the store does it.
    fn catch_up(&mut self, at: Timestamp) {
        while self.live.next_due().is_some_and(|due| due <= at) {
            let mut advance = Request::new(at, Actor::Engine, Command::Advance);
            advance.clock_jump = ClockJump::Confirmed;
            if !self.ask(&advance).is_ok_and(|events| !events.is_empty()) {
                break;
            }
        }
    }
}

/// The limits under which the models of the suite are drawn.
fn options() -> Options {
    let limits = Limits { automatic_steps: 300, members_per_step: 50, open_items: 150, ..Limits::default() };
    Options { limits, ..Options::default() }
}

fn host(place: &Place, frozen_after: u64) -> Cases<ManualClock> {
    let mut settings = Settings::default();
    settings.options = options();
    // So few that cases are brought back again and again.
    settings.at_hand = 2;
    // So few that they mostly are from where they were frozen.
    settings.frozen_after = frozen_after;
    // Nobody passes on what a case alone throws.
    settings.passes_later = true;
    Cases::with(place.store(), place.clock(), settings)
}

/// Both are asked the same, and say the same.
fn both(
    hosts: &[Cases<ManualClock>],
    which: usize,
    alone: &mut Alone<'_>,
    actor: Actor,
    command: Command,
    at: Timestamp,
) {
    let mut request = Request::new(at, actor, command).entropy([7; 32]);
    request.clock_jump = ClockJump::Confirmed;
    let advances = matches!(request.command, Command::Advance);
    let host = &hosts[which % hosts.len()];
    if advances {
        // One call fires what one request may; the other is asked until nothing is due.
        while host.request(alone.name, &request).is_ok_and(|step| !step.events.is_empty()) {}
        return alone.catch_up(at);
    }
    if !matches!(request.command, Command::Start(_)) || alone.live.seq() > 0 {
        alone.catch_up(at);
    }
    let wanted = alone.ask(&request);
    match (host.request(alone.name, &request), wanted) {
        (Ok(step), Ok(events)) => assert_eq!(step.events, events),
        (Err(CasesError::Rejected(found)), Err(wanted)) => assert_eq!(found, wanted),
        (Err(CasesError::UnknownCase { .. }), Err(_)) if alone.live.seq() == 0 => {}
        (found, wanted) => panic!("{found:?} is not {wanted:?}"),
    }
}

/// The procedures of a model, as rich as they may be to run; none where they may not be at all.
fn fit(model: &Mixed) -> Option<(Definitions, Vec<String>)> {
    let ways = [(true, true), (false, true), (true, false), (false, false)];
    ways.into_iter().find_map(|(returns, tangled)| {
        let texts = model.texts(Rich { returns, tangled });
        let mut definitions = Definitions::with_limits(options().limits);
        for text in texts.iter().rev() {
            let source = cauce::source::Source::new("azar.toml", text.as_str());
            definitions.add(cauce::check::check(&source, &options()).procedure?).ok()?;
        }
        Some((definitions, texts))
    })
}

/// Models that may run.
fn fit_models() -> impl Strategy<Value = Mixed> {
    mixed().prop_filter_map("unfit to run", |model| fit(&model).map(|_| model))
}

fn run(place: &Place, model: &Mixed, deeds: &[(bool, usize, Deed)]) {
    let Some((definitions, texts)) = fit(model) else { return };
    let hosts = [host(place, 1), host(place, 4)];
    for text in texts.iter().rev() {
        hosts[0].add(text).expect("it is fit");
    }
    let alone = |name| Alone { name, definitions: &definitions, live: Instance::new(), records: Vec::new() };
    let mut cases = [alone("uno"), alone("dos")];
    let clock = place.clock();
    clock.set("2022-03-01T14:00:00Z".parse().expect("an instant"));
    let zones = Value::List([Value::Text("z0".into()), Value::Text("z1".into())].into());
    let data: Vec<(Text, Value)> =
        vec![("zonas".into(), zones), ("dias".into(), Value::Number(Decimal::from(3i64)))];
    for case in &mut cases {
        for at_start in [None, Some("a-mano".into())] {
            let start = Start { data: data.clone(), at_start, ..Start::of(&code(0)) };
            both(&hosts, 0, case, Actor::host("prueba"), Command::Start(start), now(&clock));
        }
    }
    for (turn, (other, which, deed)) in deeds.iter().enumerate() {
        clock.advance(SPANS[usize::from(deed.span) % SPANS.len()] * 60_000);
        let case = &mut cases[usize::from(*other)];
        // A model that multiplies by the clock says nothing more with more time.
        let mut later = case.live.clone();
        catch_up_a_while(&mut later, &definitions, now(&clock));
        if is_crowded(&later) {
            break;
        }
        let (actor, command) = asked(&later, *deed);
        both(&hosts, *which, case, actor, command, now(&clock));
        if turn % 8 == 0 {
            check(&hosts, &cases);
        }
    }
    check(&hosts, &cases);
    let done = hosts[1].reindex().expect("rows are made anew");
    assert!(done.left.is_empty(), "{:?}", done.left);
    check(&hosts, &cases);
    for case in cases.iter().filter(|case| case.live.seq() > 0) {
        stays(&hosts[0], case, deeds.len());
    }
}

/// Whatever is disposed of, what is left replays to the same state but for the values.
fn stays(host: &Cases<ManualClock>, case: &Alone<'_>, seed: usize) {
    let stream = host.stream_of(case.name).expect("a stream");
    let lines = host.store().read(&stream, 1).expect("readable");
    let (mut reader, mut live) = (Reader::new(case.definitions), Instance::new());
    for (place, line) in lines.iter().enumerate() {
        // Another subset in each record.
        let bits = (place + 1).wrapping_mul(seed + 7) >> 1;
        let chosen: Vec<Field> = (0..Field::CHOICE.len())
            .filter(|bit| bits >> bit & 1 == 1)
            .map(|bit| Field::CHOICE[bit])
            .collect();
        let record = reader.read(&dispose_of(line, &chosen).expect("sound")).expect("the chain is whole");
        live.apply(case.definitions, record.at, &record.events).expect("it applies");
    }
    assert_eq!((live.status(), live.seq(), live.next_due()), shape(&case.live), "{}", case.name);
    let items = |live: &Instance| -> Vec<_> {
        let open = open_items(live).into_iter();
        open.map(|item| (item.item, item.element, item.kind, item.round, item.since, item.due)).collect()
    };
    assert_eq!(items(&live), items(&case.live), "{}", case.name);
}

fn shape(live: &Instance) -> (cauce::instance::Status, u64, Option<Timestamp>) {
    (live.status(), live.seq(), live.next_due())
}

/// What is due fires, up to a model that multiplies.
fn catch_up_a_while(live: &mut Instance, definitions: &Definitions, at: Timestamp) {
    while live.next_due().is_some_and(|due| due <= at) && !is_crowded(live) {
        let mut advance = Request::new(at, Actor::Engine, Command::Advance);
        advance.clock_jump = ClockJump::Confirmed;
        if !live.handle(definitions, advance).is_ok_and(|events| !events.is_empty()) {
            break;
        }
    }
}

fn now(clock: &ManualClock) -> Timestamp {
    cauce::clock::Clock::now(clock)
}

/// Records, rows, lists and counts are those of the cases alone.
fn check(hosts: &[Cases<ManualClock>], cases: &[Alone<'_>]) {
    for host in hosts {
        assert!(host.astray().expect("it looks").is_none());
    }
    let mut roles: BTreeSet<Text> = ["nadie".into()].into();
    let begun = || cases.iter().filter(|case| case.live.seq() > 0);
    for case in begun() {
        let events: Vec<Vec<Event>> =
            hosts[0].records(case.name).expect("records").into_iter().map(|record| record.events).collect();
        assert_eq!(events, case.records, "{}", case.name);
        let open = open_items(&case.live);
        assert_eq!(hosts[1].open_items(case.name).expect("a case"), open, "{}", case.name);
        roles.extend(open.into_iter().flat_map(|item| item.roles));
    }
    for role in &roles {
        let listed = hosts[0].work(&Work::of_role(role), None, 10_000).expect("a list").rows;
        let mut listed: Vec<_> = listed.iter().map(|item| (item.case.to_string(), item.item)).collect();
        let mut wanted: Vec<_> = begun()
            .flat_map(|case| open_items(&case.live).into_iter().map(|item| (case.name.to_owned(), item)))
            .filter(|(_, item)| item.roles.contains(role) && is_of_people(item.kind))
            .map(|(case, item)| (case, item.item))
            .collect();
        listed.sort();
        wanted.sort();
        assert_eq!(listed, wanted, "{role}");
        assert_eq!(hosts[1].count(&Work::of_role(role)).expect("a count"), wanted.len() as u64, "{role}");
    }
}

fn is_of_people(kind: cauce::event::ItemKind) -> bool {
    use cauce::event::ItemKind::{Applies, Confirm, Incident, Question, Verify, Work};
    matches!(kind, Work | Applies | Confirm | Question | Verify | Incident)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(16), ..ProptestConfig::default() })]

    #[test]
    fn a_store_gives_what_a_case_alone_gives(
        model in fit_models(),
        deeds in prop::collection::vec((any::<bool>(), 0usize..2, deed()), 1..50),
    ) {
        for place in bases() {
            run(&place, &model, &deeds);
        }
    }
}
