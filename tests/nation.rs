//! One large case: the plan of MAS-BIENESTAR with every component in every zone of every entity.
//!
//! What a command costs, and an event when a case is brought back, must not grow with what else is open.
//! Fails on growth alone, never on a time. The whole nation, 32 entities of 20 zones, is long: it is asked for by
//! `cargo test --release --package cauce --test nation -- --ignored --nocapture`.

#![allow(clippy::float_arithmetic, reason = "ratios of times")]

use std::path::{Path, PathBuf};
use std::time::Instant;

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Delivered, Delivery, Done, Request, Start, Verification};
use cauce::data::{Decimal, Digest, Text, Timestamp, Value};
use cauce::event::{Event, EvidenceRef, ItemKind};
use cauce::instance::{Instance, Status};
use cauce::path::{PathFile, ReplayResult, replay};
use cauce::procedure::Definitions;
use cauce::source::Source;
use cauce::view::{EvidenceWanted, WorkItem, open_items};

fn folder() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).unwrap_or(manifest);
    root.join("procedures/mas-bienestar")
}

/// The plan and its components.
fn definitions() -> Definitions {
    let mut definitions = Definitions::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    for file in files {
        let bytes = std::fs::read(&file).expect("a file");
        let checked = check_bytes("plan.toml", &bytes, &Options::default());
        definitions.add(checked.procedure.expect("a text without errors")).expect("a fit procedure");
    }
    definitions
}

/// What is asked of a case of so many entities with so many zones, from its start to its end, one second after another.
struct Nation {
    definitions: Definitions,
    requests: Vec<Request>,
    end: Instance,
}

impl Nation {
    fn of(entities: usize, zones: usize) -> Self {
        let definitions = definitions();
        let lists = (named("E", entities), named("Z", zones));
        let mut nation = Nation { definitions, requests: Vec::new(), end: Instance::new() };
        nation.ask(Actor::host("prueba"), Command::Start(Start::of("MAS-BIENESTAR")));
        while nation.end.status() == Status::Running {
            let before = nation.requests.len();
            for item in open_items(&nation.end) {
                let role = item.roles.first().map_or("cualquiera", |role| &**role);
                nation.ask(Actor::person("ana", role), command(&item, &lists));
            }
            assert!(nation.requests.len() > before, "something can be done");
            assert_eq!(nation.end.unsound(), None);
        }
        nation
    }

    /// Asks; what has been closed meanwhile, by a milestone, is asked in vain.
    fn ask(&mut self, actor: Actor, command: Command) {
        let start: Timestamp = "2023-01-09T14:00:00Z".parse().expect("an instant");
        let seconds = i64::try_from(self.requests.len()).expect("not so many");
        let at = start.checked_add_millis(1_000 * seconds).expect("an instant");
        let request = Request::new(at, actor, command);
        if self.end.handle(&self.definitions, request.clone()).is_ok() {
            self.requests.push(request);
        }
    }

    /// Nanoseconds per event: decided, and applied again.
    fn measured(&self) -> (f64, f64) {
        let requests = self.requests.clone();
        let mut instance = Instance::new();
        let mut journal: Vec<(Timestamp, Vec<Event>)> = Vec::with_capacity(requests.len());
        let decided = seconds(|| {
            for request in requests {
                let at = request.at;
                journal.push((at, instance.handle(&self.definitions, request).expect("it was legal before")));
            }
        });
        assert!(instance == self.end, "the same requests, the same case");
        let mut again = Instance::new();
        let replayed = seconds(|| {
            let records = journal.iter().map(|(at, events)| (*at, &events[..]));
            again = Instance::replay(&self.definitions, records).expect("events apply");
        });
        assert!(again == self.end, "what is replayed is what ran");
        let events = journal.iter().map(|(_, events)| events.len()).sum::<usize>() as f64;
        (1e9 * decided / events, 1e9 * replayed / events)
    }
}

fn named(letter: &str, count: usize) -> Value {
    let names = (1..=count).map(|number| Value::Text(Text::from(format!("{letter}{number}"))));
    Value::List(names.collect::<Vec<_>>().into())
}

/// Does an item the short way: what is asked is answered so that the work goes on.
fn command(item: &WorkItem, (entities, zones): &(Value, Value)) -> Command {
    let verification =
        || Verification { conforming: true, points: vec![true; item.points.len()], note: None };
    match item.kind {
        ItemKind::Applies => Command::Answer { item: item.item, answer: "no".into(), note: None },
        ItemKind::Verify => Command::Verify { item: item.item, verification: verification() },
        _ => {
            let mut done = Done::new();
            done.answer = item.answers.iter().find(|answer| !answer.returns).map(|answer| answer.id.clone());
            done.verification = item.verifies.is_some().then(verification);
            done.measures = item.measures.iter().map(|wanted| (wanted.id.clone(), Decimal::ZERO)).collect();
            let list = |id: &Text| if &**id == "entidades" { entities.clone() } else { zones.clone() };
            done.data = item.data.iter().map(|wanted| (wanted.id.clone(), list(&wanted.id))).collect();
            done.evidence = item.evidence.iter().filter(|need| !need.optional).map(delivered).collect();
            Command::Complete { item: item.item, done }
        }
    }
}

/// The first record that serves.
fn delivered(need: &EvidenceWanted) -> Delivery {
    let (name, media_type) = ("acta".into(), "text/plain".into());
    let document = EvidenceRef { name, media_type, sha256: Digest::of(b"acta") };
    Delivery::Document(Delivered { record: need.records[0].id.clone(), document })
}

#[expect(clippy::disallowed_methods, reason = "growth is measured")]
fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

/// The least of a few tries, until the large one is at most so many times the small one.
fn grows_at_most(factor: f64, tries: u32, (small, large): (&Nation, &Nation)) -> [(f64, f64); 2] {
    let mut least = [(f64::MAX, f64::MAX); 2];
    for _ in 0..tries {
        for (least, nation) in least.iter_mut().zip([small, large]) {
            let (decided, replayed) = nation.measured();
            *least = (least.0.min(decided), least.1.min(replayed));
        }
        let [small, large] = least;
        if large.0 <= factor * small.0 && large.1 <= factor * small.1 {
            return least;
        }
    }
    panic!("an event cost {:?} ns, decided and replayed, and costs {:?} in the large case", least[0], least[1])
}

#[test]
fn an_event_costs_the_same_in_a_case_of_eight_times_as_many_zones() {
    let (small, large) = (Nation::of(4, 5), Nation::of(8, 20));
    // Eight times as much open made an event cost eight times as much before; caches are left their part.
    let _ = grows_at_most(3.5, 5, (&small, &large));
}

#[test]
#[ignore = "long: for release builds"]
#[expect(clippy::print_stdout, reason = "a measure is told")]
fn the_whole_nation_runs_to_its_end_and_replays() {
    let (small, large) = (Nation::of(4, 5), Nation::of(32, 20));
    let [small, all] = grows_at_most(5.0, 5, (&small, &large));
    let commands = large.requests.len();
    println!("4 × 5: {:.0} ns per event decided, {:.0} replayed", small.0, small.1);
    println!("32 × 20: {:.0} ns per event decided, {:.0} replayed, {commands} commands", all.0, all.1);
}

#[test]
#[ignore = "long: for release builds"]
#[expect(clippy::print_stdout, reason = "a measure is told")]
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
