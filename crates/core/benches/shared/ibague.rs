//! H2: the real PRO-GS-029 walked by persons, straight to its end.

use cauce::check::Options;
use cauce::command::{Actor, Command, Done, Request};
use cauce::data::Digest;
use cauce::event::Event;
use cauce::instance::Instance;
use cauce::procedure::Choice;
use cauce::record::{Record, Seals, Stream, Writer};
use cauce::view::{WorkItem, open_items};

use super::{Bed, morning};

/// The file of the procedure.
pub(crate) const TEXT: &str = include_str!("../../../../procedures/ibague-pro-gs-029/PRO-GS-029.toml");

/// The procedure with every request of the straight way, in order.
pub(crate) struct Walk {
    pub(crate) bed: Bed,
    pub(crate) requests: Vec<Request>,
}

impl Walk {
    /// Finds the way by asking the work list what each item needs.
    pub(crate) fn new(options: &Options) -> Self {
        let bed = Bed::of(TEXT, options);
        let mut instance = Instance::new();
        let mut requests = vec![bed.start(Vec::new())];
        let mut at = morning();
        instance.handle(&bed.definitions, requests[0].clone()).expect("the case begins");
        while let Some(item) = open_items(&instance).first() {
            at = at.checked_add_millis(3_600_000).expect("within the calendar");
            let request = completion(item, at);
            instance
                .handle(&bed.definitions, request.clone())
                .expect("what the work list asks for is enough");
            requests.push(request);
        }
        Walk { bed, requests }
    }

    /// The requests of some cases, one after another.
    pub(crate) fn copies(&self, cases: usize) -> Vec<Vec<Request>> {
        (0..cases).map(|_| self.requests.clone()).collect()
    }

    /// What happened in one case, command by command, as it is kept and as it is written.
    pub(crate) fn history(&self) -> (Vec<Record>, Vec<Vec<u8>>) {
        let (mut instance, mut writer) = (Instance::new(), Writer::new());
        let (mut records, mut lines, mut prev) = (Vec::new(), Vec::new(), Digest::ZERO);
        for request in self.requests.clone() {
            let actor = request.actor.clone();
            let events = instance.handle(&self.bed.definitions, request).expect("the walk is legal");
            let record = record(&instance, actor, events, prev);
            let written = writer.write(&record, &self.bed.procedure).expect("a record can be written");
            prev = written.digest;
            lines.push(written.line.to_vec());
            records.push(record);
        }
        (records, lines)
    }
}

/// The record of what a command did.
pub(crate) fn record(instance: &Instance, actor: Actor, events: Vec<Event>, prev: Digest) -> Record {
    Record {
        stream: Stream::case("2022-014").expect("a name"),
        seq: instance.seq(),
        at: instance.at().expect("the case has begun"),
        prev,
        actor,
        key: None,
        events,
        seals: Seals::New(Some([7; 32])),
    }
}

fn completion(item: &WorkItem, at: cauce::data::Timestamp) -> Request {
    let role = item.roles.first().map_or("director-psc", |role| role);
    let command = Command::Complete { item: item.item, done: done(item) };
    Request::new(at, Actor::person("ana.perez", role), command).entropy([7; 32])
}

/// Everything the item needs: evidence with its signatures, the answer that goes on, the result of the control.
fn done(item: &WorkItem) -> Done {
    let mut done = Done::new();
    for record in item.evidence.iter().filter_map(|wanted| wanted.records.first()) {
        let sha256 = Digest::of(record.id.as_bytes());
        done = done.evidence(&record.id, "documento-firmado.pdf", "application/pdf", sha256);
        for (rule, roles) in &record.signed_by {
            let needed = if *rule == Choice::All { roles.len() } else { 1 };
            for role in roles.iter().take(needed) {
                done = done.signed_by(&record.id, role, "luis.gomez");
            }
        }
    }
    if let Some(answer) = item.answers.iter().find(|answer| !answer.returns) {
        done = done.answer(&answer.id);
    }
    if item.verifies.is_some() { done.conforming() } else { done }
}
