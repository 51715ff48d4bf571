//! What happened to a case, line by line: when, who, what.
//!
//! Knows how records become lines; the sentences are the library's.

use std::sync::Arc;

use cauce::calendar::Zone;
use cauce::command::Actor;
use cauce::data::Timestamp;
use cauce::log::{Log, LogError};
use cauce::procedure::{Definitions, Procedure};
use cauce::record::{Reader, RecordError, Stream};
use cauce::source::Language;
use cauce::view::{Track, sentence};

/// One thing that happened.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// The record that says it.
    pub(crate) record: u64,
    pub(crate) at: Timestamp,
    /// Who did it, for the first thing of a record.
    pub(crate) who: Option<String>,
    pub(crate) what: String,
}

/// A case as it was told, with the procedure it is of.
#[derive(Clone, Debug)]
pub(crate) struct Story {
    pub(crate) procedure: Arc<Procedure>,
    pub(crate) told: Vec<Told>,
}

/// Why a story cannot be told.
#[derive(Debug)]
pub(crate) enum Untold {
    /// The log failed.
    Log(LogError),
    /// A record cannot be read, by its number.
    Record(u64, RecordError),
    /// There is no record.
    Empty,
}

/// Tells a case from its records.
pub(crate) fn tell(
    log: &impl Log,
    definitions: &Definitions,
    stream: &Stream,
    language: Language,
) -> Result<Story, Untold> {
    let mut reader = Reader::new(definitions);
    let (mut track, mut told) = (Track::new(), Vec::new());
    for (line, number) in log.read(stream, 1).map_err(Untold::Log)?.iter().zip(1..) {
        let record = reader.read(line).map_err(|error| Untold::Record(number, error))?;
        let Some(procedure) = reader.procedure() else {
            continue;
        };
        let mut who = Some(actor(&record.actor, procedure, language));
        for event in &record.events {
            if let Some(what) = sentence(procedure, &track, event, language) {
                told.push(Told { record: number, at: record.at, who: who.take(), what });
            }
            track.walked(event);
        }
    }
    match reader.procedure() {
        Some(procedure) => Ok(Story { procedure: Arc::clone(procedure), told }),
        None => Err(Untold::Empty),
    }
}

impl Story {
    /// How much of the story was told before that record.
    pub(crate) fn before(&self, record: u64) -> usize {
        self.told.partition_point(|told| told.record < record)
    }

    /// The lines of the story from one on, each with its moment.
    pub(crate) fn lines(&self, from: usize) -> Vec<String> {
        let zone = self.procedure.head().zone;
        let line = |told: &Told| {
            let who = told.who.as_ref().map_or_else(String::new, |who| format!("  ({who})"));
            format!("{}  {}{who}", moment(told.at, zone), plain(&told.what))
        };
        self.told.iter().skip(from).map(line).collect()
    }
}

/// A person with the printed name of the role, or what acted instead.
fn actor(actor: &Actor, procedure: &Procedure, language: Language) -> String {
    match actor {
        Actor::Person { id, acting_as, .. } => {
            let name = role_name(procedure, acting_as);
            let id = if id.is_empty() { pick!(language, "dato dispuesto", "disposed of") } else { id };
            plain(&format!("{id}, {name}"))
        }
        Actor::Host(name) => plain(name),
        _ => pick!(language, "el paso del tiempo", "time passing").to_owned(),
    }
}

/// The printed name of a role; an id that the procedure does not have stands for itself.
pub(crate) fn role_name<'p>(procedure: &'p Procedure, id: &'p str) -> &'p str {
    procedure.roles().iter().find(|role| &*role.id == id).map_or(id, |role| &role.name)
}

/// An instant as clocks of the procedure show it, to the minute.
pub(crate) fn moment(at: Timestamp, zone: Option<Zone>) -> String {
    zone.unwrap_or(Zone::UTC).local_time(at).to_string()
}

/// The end of a term: a day that ends is named by that day.
pub(crate) fn due_moment(at: Timestamp, zone: Option<Zone>, language: Language) -> String {
    let local = zone.unwrap_or(Zone::UTC);
    let begins = local.midnight(local.local_date(at)) == Some(at);
    match at.checked_add_millis(-1).filter(|_| begins) {
        Some(before) => {
            let date = local.local_date(before);
            say!(language, "{date}, al final del día", "{date}, at the end of the day")
        }
        None => moment(at, zone),
    }
}

/// A text without characters that would move the cursor or turn the direction of writing.
pub(crate) fn plain(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect()
}
