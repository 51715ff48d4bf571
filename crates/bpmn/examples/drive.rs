//! Runs models as the drivers of `tests/differential` run them in other engines.
//!
//! `drive MODEL…` prints a line per model: its name, how it ended, the elements that ran, in order.
//! What is open is done at once; a script counts its runs; time passes when nothing else is left.

#![expect(clippy::print_stdout, reason = "a program of the test bench talks to whoever runs it")]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use cauce::check::Options;
use cauce::clock::ManualClock;
use cauce::command::{Actor, Command, Done, ItemId, Start};
use cauce::data::{Decimal, Timestamp, Value};
use cauce::engine::{Engine, Step};
use cauce::event::Event;
use cauce::log::MemoryLog;
use cauce::procedure::{ElementIx, Procedure};
use cauce::view::Effect;
use cauce_bpmn::{ImportOptions, import};

const STEPS: usize = 3_000;

fn main() {
    for path in std::env::args().skip(1) {
        let name = Path::new(&path).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (end, ran) = match read(&path).and_then(|procedure| Drive::new(procedure)?.run()) {
            Ok(ended) => ended,
            Err(error) => (format!("failed: {}", error.to_string().replace(['\n', '\t'], " ")), Vec::new()),
        };
        println!("{name}\t{end}\t{}", ran.join(" "));
    }
}

fn read(path: &str) -> Result<Procedure, Box<dyn Error>> {
    let found = import(path, &std::fs::read(path)?, &ImportOptions::default());
    let imported = found.procedures.first().ok_or("no process")?;
    // Ways that come together without a join are among what is compared: nothing is proved, so that they run.
    let checked = imported.check(&found.source, &Options { proof: None, ..Options::default() });
    let why =
        checked.diagnostics.iter().map(|found| format!("{:?}", found.problem)).collect::<Vec<_>>().join("; ");
    Ok(checked.procedure.ok_or(why)?)
}

struct Drive {
    engine: Engine<MemoryLog, ManualClock>,
    clock: ManualClock,
    host: Actor,
    procedure: Arc<Procedure>,
    counts: BTreeMap<String, i64>,
    /// Blocks, repetitions and their members.
    holding: BTreeSet<ItemId>,
    ran: Vec<String>,
    finished: Option<String>,
}

impl Drive {
    fn new(procedure: Procedure) -> Result<Self, Box<dyn Error>> {
        let clock = ManualClock::at("2026-01-05T10:00:00Z".parse::<Timestamp>().map_err(|_| "no instant")?);
        let engine = Engine::new(MemoryLog::new(), clock.clone());
        let procedure = Arc::new(procedure);
        engine.add_procedure(Arc::clone(&procedure))?;
        let (counts, holding) = (BTreeMap::new(), BTreeSet::new());
        let host = Actor::host("host");
        Ok(Drive { engine, clock, host, procedure, counts, holding, ran: Vec::new(), finished: None })
    }

    fn run(mut self) -> Result<(String, Vec<String>), Box<dyn Error>> {
        let code = self.procedure.code().to_owned();
        let step = self.engine.ask("1", &self.host, Command::Start(Start::of(&code)))?;
        self.note(&step);
        for _ in 0..STEPS {
            if let Some(end) = self.finished.take() {
                return Ok((end, self.ran));
            }
            if !self.step()? {
                return Ok(("stuck".to_owned(), self.ran));
            }
        }
        Ok(("endless".to_owned(), self.ran))
    }

    /// One thing that can be done: a job, then work, then time, then work that waited for a reminder.
    fn step(&mut self) -> Result<bool, Box<dyn Error>> {
        if let Some(job) = self.engine.effects("1")?.into_iter().next() {
            self.script(&job)?;
            return Ok(true);
        }
        let open = self.engine.work("1")?;
        if let Some(stuck) = open.iter().find(|item| item.trouble.is_some()) {
            return Err(format!("incident: {:?}", stuck.trouble).into());
        }
        let named = |item: &cauce::view::WorkItem, end: &str| {
            let id = self.procedure.id(item.element);
            (id.starts_with('w'), id.ends_with(end))
        };
        let work: Vec<_> = open.iter().filter(|item| self.is_work(item.element)).collect();
        if let Some(item) = work.iter().find(|item| !named(item, "").0) {
            return self.complete(item.item).map(|()| true);
        }
        if let Some(due) = self.engine.next_due() {
            self.clock.set(due);
            for step in self.engine.advance()? {
                self.note(&step);
            }
            return Ok(true);
        }
        match work.iter().find(|item| named(item, "n") == (true, true)) {
            Some(item) => self.complete(item.item).map(|()| true),
            None => Ok(false),
        }
    }

    fn is_work(&self, element: ElementIx) -> bool {
        self.procedure.id(element).starts_with(['u', 'm', 'w', 'p'])
    }

    fn complete(&mut self, item: ItemId) -> Result<(), Box<dyn Error>> {
        let person = Actor::person("ana", "");
        let step = self.engine.ask("1", &person, Command::Complete { item, done: Done::new() })?;
        self.note(&step);
        Ok(())
    }

    /// A script: it counts its runs in the variable of its number, where somebody reads that.
    fn script(&mut self, job: &Effect) -> Result<(), Box<dyn Error>> {
        let name = format!("n{}", job.id.trim_start_matches('s'));
        let count = self.counts.entry(name.clone()).or_default();
        *count += 1;
        if self.procedure.datum(&name).is_some() {
            let data = vec![(name.as_str().into(), Value::Number(Decimal::from(*count)))];
            self.engine.ask("1", &self.host, Command::SetData { data })?;
        }
        let (item, attempt) = (job.item, job.attempt);
        let step =
            self.engine.ask("1", &self.host, Command::CompleteJob { item, attempt, data: Vec::new() })?;
        self.note(&step);
        Ok(())
    }

    fn note(&mut self, step: &Step) {
        for event in &step.events {
            let element = match event {
                Event::Opened(opened) if opened.kind.holds_others() => {
                    self.holding.insert(opened.item);
                    continue;
                }
                // What holds others, the members of a repetition, is completed too.
                Event::Passed { item, .. } if self.holding.contains(item) => continue,
                Event::Completed(done) => done.element,
                Event::Passed { element, .. } | Event::Thrown { element, .. } => *element,
                Event::Occurred(occurred) => occurred.element,
                _ => continue,
            };
            let id = self.procedure.id(element);
            if id.starts_with(['u', 'm', 'p', 's', 'w', 'e', 'b', 'c'])
                && !id.starts_with("sub")
                && !id.starts_with("start")
            {
                self.ran.push(id.to_string());
            }
        }
        if let Some(outcome) = &step.finished {
            self.finished = Some(format!("{outcome:?}"));
        }
    }
}
