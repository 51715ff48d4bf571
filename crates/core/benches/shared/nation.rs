//! One large case: the plan of MAS-BIENESTAR with every component in every zone of every entity.
//!
//! Knows what is asked of it from its start to its end. Does not measure anything.
//! Read [`Nation`] first.

use std::path::{Path, PathBuf};

use cauce::check::{Options, check_bytes};
use cauce::command::{Actor, Command, Delivered, Delivery, Done, Request, Start, Verification};
use cauce::data::{Decimal, Digest, Text, Timestamp, Value};
use cauce::event::{Event, EvidenceRef, ItemKind};
use cauce::instance::{Instance, Status};
use cauce::procedure::Definitions;
use cauce::view::{EvidenceWanted, WorkItem, open_items};

/// What is kept of a case: each record's time and events.
pub(crate) type Journal = Vec<(Timestamp, Vec<Event>)>;

/// So many commands or records come in at a time.
pub(crate) const FEW: usize = 64;

/// Where the plan lies.
pub(crate) fn folder() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.ancestors().find(|folder| folder.join("procedures").is_dir()).unwrap_or(manifest);
    root.join("procedures/mas-bienestar")
}

/// The plan and its components.
pub(crate) fn definitions() -> Definitions {
    let mut definitions = Definitions::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
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
pub(crate) struct Nation {
    pub(crate) definitions: Definitions,
    pub(crate) requests: Vec<Request>,
    pub(crate) end: Instance,
}

impl Nation {
    /// A case of so many entities of so many zones, run to its end.
    pub(crate) fn of(entities: usize, zones: usize) -> Self {
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

    /// Asks all of it of a new case, a few at a time, each few as one work: what is asked has come in just now.
    pub(crate) fn decided(&self, mut work: impl FnMut(&mut dyn FnMut())) -> (Instance, Journal) {
        let mut instance = Instance::new();
        let mut journal = Vec::with_capacity(self.requests.len());
        for requests in self.requests.chunks(FEW) {
            let mut requests = requests.to_vec();
            work(&mut || {
                for request in requests.drain(..) {
                    let at = request.at;
                    let events = instance.handle(&self.definitions, request).expect("it was legal before");
                    journal.push((at, events));
                }
            });
        }
        (instance, journal)
    }

    /// Brings the case back from what is kept of it, a few records at a time, each few as one work: they have been read
    /// just now.
    pub(crate) fn replayed(&self, journal: &Journal, mut work: impl FnMut(&mut dyn FnMut())) -> Instance {
        let mut instance = Instance::new();
        for records in journal.chunks(FEW) {
            let records = records.to_vec();
            work(&mut || {
                for (at, events) in &records {
                    instance.apply(&self.definitions, *at, events).expect("events apply");
                }
            });
        }
        instance
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
