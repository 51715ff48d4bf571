//! Messages between cases: who waits for what, who begins with what, what is kept for later.
//!
//! Knows to which wait a message goes (the oldest one for its name and correlation), else which procedure it begins,
//! else how long it is kept; and when cases begin by schedule. Does not know where anything is stored: `engine` writes
//! it down, so may a host with a store of its own, and [`Exchange`] keeps it in memory.
//! Read [`Exchange`] first.

mod exchange;
mod index;
mod timetable;

pub use crate::record::Answer;
pub use exchange::{Exchange, ExchangeError, Happening};
pub(crate) use index::Index;
pub use index::Place;
pub use timetable::{Planned, Progress, planned};

use std::collections::VecDeque;
use std::sync::Arc;

use crate::command::{ItemId, Message, ProcedureRef, Start};
use crate::data::{Digest, Text, Timestamp, Value};
use crate::decide::message::{begun_by, kept_for, taken};
use crate::decide::signal::begun_by_signal;
use crate::event::{Event, Thrown};
use crate::limits::Limits;
use crate::procedure::{Definitions, ElementIx, Procedure};
use crate::record::Stream;
use crate::rejection::Rejection;
use crate::view::MessageWait;

/// What became of a message that was sent or thrown, or of a case that an event asked for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Receipt {
    /// The identity of the message, where it has one.
    pub id: Option<Text>,
    /// Its name; of a case that an event asked for, the code of its procedure.
    pub name: Text,
    /// What became of it; of one that came before, what became of it then.
    pub answer: Answer,
    /// Whether it had come before.
    pub repeated: bool,
    /// Why whoever waited for it could not take it, where that was so; it counts as not correlated.
    pub refused: Option<Rejection>,
}

impl Receipt {
    /// That became of it now.
    #[must_use]
    pub fn of(message: &Message, answer: Answer) -> Self {
        let (id, name) = (message.id.clone(), message.name.clone());
        Receipt { id, name, answer, repeated: false, refused: None }
    }
}

/// Where a message goes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Way {
    /// To a wait.
    Deliver(Place),
    /// It begins a case of that procedure at that element.
    Begin(Arc<Procedure>, ElementIx),
    /// It is kept until then for a wait that opens later.
    Keep(Timestamp),
    /// Nobody wants it.
    Nowhere,
}

/// Where a message goes now, when that is the oldest wait that it fits: for hosts with a store of their own.
#[must_use]
pub fn way(definitions: &Definitions, oldest: Option<Place>, message: &Message, now: Timestamp) -> Way {
    if let Some(place) = oldest {
        return Way::Deliver(place);
    }
    let begins = |procedure: &Arc<Procedure>| {
        begun_by(procedure, &message.name).map(|element| Way::Begin(Arc::clone(procedure), element))
    };
    if let Some(way) = definitions.newest().find_map(begins) {
        return way;
    }
    let until = definitions.newest().flat_map(|procedure| {
        let rules = procedure.head.day_rules();
        kept_for(procedure, &message.name).filter_map(move |length| rules.after(now, length).ok())
    });
    until.max().map_or(Way::Nowhere, Way::Keep)
}

/// A message as it is compared and recorded: in one Unicode form, small enough, saying each thing once.
///
/// # Errors
///
/// [`Rejection`] when it is too large, says something twice, or its identity is empty.
pub fn accepted(message: Message, limits: &Limits) -> Result<Message, Rejection> {
    crate::decide::message::accepted(message, limits)
}

/// The start of the case that a message begins.
///
/// # Errors
///
/// [`Rejection`] when the message lacks what the start takes, or a value is of another kind.
pub fn start(procedure: &Procedure, element: ElementIx, message: &Message) -> Result<Start, Rejection> {
    let data = taken(procedure, element, message)?;
    Ok(Start {
        procedure: ProcedureRef::Definition(procedure.digests().definition),
        data: data
            .into_iter()
            .map(|(datum, value)| (procedure.data()[datum.index()].id.clone(), value))
            .collect(),
        at_start: Some(procedure.id(element).clone()),
    })
}

/// The name of a case that begins by itself: of its procedure and what began it, the same each time.
#[must_use]
pub fn case_name(code: &str, cause: &str) -> Stream {
    let named = Stream::case(&format!("{code}·{cause}").replace('/', "·"));
    named.or_else(|_| Stream::case(&short_name(&format!("{code}/{cause}")))).unwrap_or_else(|_| nameless())
}

/// A name for what cannot stand in the name of a stream.
fn short_name(text: &str) -> String {
    Digest::of(text.as_bytes()).to_string().chars().filter(char::is_ascii_alphanumeric).take(32).collect()
}

/// The stream of a kind and a name, which may hold what the name of a stream cannot: `message/NAME`, `schedule/CODE`.
#[must_use]
pub fn stream_of(kind: &str, name: &str) -> Stream {
    let named = Stream::new("", kind, name);
    let named = named.or_else(|_| Stream::new("", kind, &short_name(name)));
    named.unwrap_or_else(|_| case_name("", kind))
}

fn nameless() -> Stream {
    Stream::case("0").expect("one digit names a case")
}

/// What a case has thrown for others.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Letter {
    /// A message.
    Message(Message),
    /// Another case is to begin.
    Case(Opening),
}

/// Another case that is to begin.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Opening {
    /// Who asked for it: the case and the element instance.
    pub key: Text,
    /// The code of its procedure.
    pub code: Text,
    version: Option<Text>,
    start: Option<Text>,
    data: Vec<(Text, Value)>,
}

impl Opening {
    /// The name of the case: of its procedure and who asked for it, so that whoever is told twice begins one.
    #[must_use]
    pub fn case(&self) -> Stream {
        case_name(&self.code, self.key.strip_prefix("case/").unwrap_or(&self.key))
    }

    /// The start of the case, of the procedure that is in force now.
    ///
    /// # Errors
    ///
    /// [`Rejection::UnknownProcedure`] when there is none.
    pub fn start(&self, definitions: &Definitions) -> Result<Start, Rejection> {
        let found = definitions.of_version(&self.code, self.version.as_deref());
        let procedure = found.ok_or_else(|| Rejection::UnknownProcedure { procedure: self.code.clone() })?;
        Ok(Start {
            procedure: ProcedureRef::Definition(procedure.digests().definition),
            data: self.data.clone(),
            at_start: self.start.clone(),
        })
    }

    /// What became of it: one that has begun already was asked for twice.
    #[must_use]
    pub fn receipt(&self, began: Result<bool, Rejection>) -> Receipt {
        let (answer, repeated, refused) = match began {
            Ok(repeated) => (Answer::Started { case: self.case() }, repeated, None),
            Err(refused) => (Answer::NotCorrelated, false, Some(refused)),
        };
        Receipt { id: Some(self.key.clone()), name: self.code.clone(), answer, repeated, refused }
    }
}

/// What events have thrown for others, each with an identity that stays: the case and the element instance.
pub fn thrown<'a>(case: &Stream, events: &'a [Event]) -> impl Iterator<Item = Letter> + use<'a> {
    let case: Text = case.as_str().into();
    events.iter().map(Event::innermost).filter_map(move |event| match event {
        Event::Thrown { item, what, .. } => letter(&case, *item, what),
        _ => None,
    })
}

/// Whether events have thrown anything for others.
#[must_use]
pub fn throws(events: &[Event]) -> bool {
    events.iter().any(|event| event.thrown().is_some())
}

/// The signals that events have thrown.
pub(crate) fn signals_thrown(events: &[Event]) -> impl Iterator<Item = &Text> {
    events.iter().filter_map(Event::signal)
}

/// The signals that events have thrown, each with an identity that stays: the case and the element instance.
pub fn signals_of<'a>(
    case: &Stream,
    events: &'a [Event],
) -> impl Iterator<Item = (Text, &'a Text)> + use<'a> {
    let case: Text = case.as_str().into();
    events.iter().map(Event::innermost).filter_map(move |event| match event {
        Event::Thrown { item, .. } => Some((identity(&case, *item), event.signal()?)),
        _ => None,
    })
}

/// Which procedures a signal begins a case of, of the newest of each code, and where.
pub fn begun_by_signals<'d>(
    definitions: &'d Definitions,
    name: &'d str,
) -> impl Iterator<Item = (Arc<Procedure>, ElementIx)> + use<'d> {
    definitions
        .newest()
        .filter_map(move |procedure| Some((Arc::clone(procedure), begun_by_signal(procedure, name)?)))
}

/// What a case has thrown is known by the case and the element instance.
fn identity(case: &str, item: ItemId) -> Text {
    format!("{}/{item}", case.trim_start_matches('/')).into()
}

fn letter(case: &str, item: ItemId, what: &Thrown) -> Option<Letter> {
    let key = identity(case, item);
    Some(match what {
        Thrown::Message { name, correlates, data } => {
            let mut message = Message::new(name).id(&key);
            (message.correlates, message.data) = (correlates.clone(), data.clone());
            Letter::Message(message)
        }
        Thrown::Case { procedure: code, version, start, data } => {
            let (code, version, start, data) = (code.clone(), version.clone(), start.clone(), data.clone());
            Letter::Case(Opening { key, code, version, start, data })
        }
        _ => return None,
    })
}

/// Messages of one name that came early, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffer {
    kept: VecDeque<Kept>,
}

/// A message that came early.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Where it was noted.
    pub(crate) seq: u64,
    pub(crate) message: Message,
    pub(crate) until: Timestamp,
}

impl Buffer {
    pub(crate) fn keep(&mut self, kept: Kept) {
        self.kept.push_back(kept);
    }

    /// Those that a wait can take now, the oldest first; those whose time is over go.
    pub(crate) fn fitting(&mut self, wait: &MessageWait, now: Timestamp) -> Vec<Kept> {
        self.kept.retain(|kept| kept.until >= now);
        self.kept.iter().filter(|kept| wait.fits(&kept.message)).cloned().collect()
    }

    pub(crate) fn remove(&mut self, seq: u64) {
        self.kept.retain(|kept| kept.seq != seq);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_case_throws_has_an_identity_that_stays() {
        let what = Box::new(Thrown::Message { name: "m".into(), correlates: Vec::new(), data: Vec::new() });
        let signal = Box::new(Thrown::Signal { name: "s".into() });
        let (element, scope) = (ElementIx(0), ItemId(0));
        let events = [
            Event::Thrown { item: ItemId(6), element, scope, what: signal },
            Event::Thrown { item: ItemId(7), element, scope, what },
        ];
        let letters: Vec<Letter> = thrown(&Stream::case("A 1").unwrap(), &events).collect();
        assert_eq!(letters, [Letter::Message(Message::new("m").id("case/A 1/7"))]);
    }

    #[test]
    fn whatever_begins_a_case_it_can_be_named() {
        assert_eq!(case_name("PRO/1", "s/1").id(), "PRO·1·s·1");
        for cause in ["x".repeat(500), "\u{202e}".into(), " ".into(), String::new()] {
            let name = case_name("E", &cause);
            assert_eq!(name, case_name("E", &cause));
            assert_eq!(name.kind(), "case");
        }
    }
}
