//! What a host may ask of a case: requests, actors, commands.
//!
//! Knows the vocabulary of asking; does not know whether it is allowed, that is `decide`.
//! Read [`Request`] first.

mod mapping;

pub use mapping::{Deadlines, Mapping};

use crate::data::{Decimal, Digest, Duration, Text, Timestamp, Value};
use crate::event::EvidenceRef;

/// One command with who asks it and when.
///
/// ```
/// use cauce::command::{Actor, Command, Request, Start};
/// let at = "2022-03-01T09:00:00-05:00".parse().unwrap();
/// let request = Request::new(at, Actor::person("ana", "director-psc"), Command::Start(Start::of("PRO-GS-029")));
/// assert!(request.key.is_none());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// The time of the host; the effective time never goes back.
    pub at: Timestamp,
    /// Who asks.
    pub actor: Actor,
    /// The idempotency key: the same key with the same content gets the same answer.
    pub key: Option<Text>,
    /// How many records the asker has seen; another number is a conflict.
    pub expected: Option<u64>,
    /// 32 random bytes of the host from which the salts of sealed fields derive.
    ///
    /// Without them salts derive from public facts and sealed fields can be guessed.
    pub entropy: Option<[u8; 32]>,
    /// Whether a jump of the clock is meant.
    pub clock_jump: ClockJump,
    /// What is asked.
    pub command: Command,
}

/// Whether a clock that jumps back more than a day, or ten years ahead, is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockJump {
    /// Such a request is refused.
    #[default]
    Refuse,
    /// The jump is meant.
    Confirmed,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Actor {
    /// A person, in a role.
    Person {
        /// Who; sealed in records.
        id: Text,
        /// The role the person acts in.
        acting_as: Text,
        /// Whom the person stands in for; sealed in records.
        in_place_of: Option<Text>,
    },
    /// A program of the host, by name.
    Host(Text),
    /// The engine itself: time.
    Engine,
}

impl Actor {
    /// A person acting in a role.
    #[must_use]
    pub fn person(id: &str, acting_as: &str) -> Self {
        Actor::Person { id: id.into(), acting_as: acting_as.into(), in_place_of: None }
    }

    /// A program of the host.
    #[must_use]
    pub fn host(name: &str) -> Self {
        Actor::Host(name.into())
    }

    /// The role acted in, for a person.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        match self {
            Actor::Person { acting_as, .. } => Some(acting_as),
            _ => None,
        }
    }

    /// The id, for a person.
    #[must_use]
    pub fn person_id(&self) -> Option<&Text> {
        match self {
            Actor::Person { id, .. } => Some(id),
            _ => None,
        }
    }
}

/// A work item of a case: an element instance, a counter that is never reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u32);

impl std::fmt::Display for ItemId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, out)
    }
}

/// What is asked of a case.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Command {
    /// Begins the case.
    Start(Start),
    /// Does a work item, whole: everything that closes it in one command.
    Complete {
        /// The work item.
        item: ItemId,
        /// What was done.
        done: Done,
    },
    /// Signs a piece of evidence of an open work item.
    Sign {
        /// The work item.
        item: ItemId,
        /// The id of the record.
        record: Text,
        /// The digest of what is signed.
        sha256: Digest,
    },
    /// Answers a question item: whether an activity applies, whether a computed answer is confirmed.
    Answer {
        /// The question item.
        item: ItemId,
        /// `yes`, `no` or the id of an outcome.
        answer: Text,
        /// A note.
        note: Option<Text>,
    },
    /// Records the result of a second person's verification.
    Verify {
        /// The verification item.
        item: ItemId,
        /// What was found.
        verification: Verification,
    },
    /// Sets case data.
    SetData {
        /// Values by id of the datum.
        data: Vec<(Text, Value)>,
    },
    /// Reports values of indicators.
    Measure {
        /// Values by id of the indicator.
        measures: Vec<(Text, Decimal)>,
    },
    /// Takes a work item for oneself.
    Claim {
        /// The work item.
        item: ItemId,
    },
    /// Gives a claimed work item back.
    Release {
        /// The work item.
        item: ItemId,
    },
    /// Hands a work item to another person.
    Delegate {
        /// The work item.
        item: ItemId,
        /// The person; sealed in records.
        to: Text,
    },
    /// Lets time pass up to the request's instant: fires what is due.
    Advance,
    /// Fires the timer of one item before it is due, without letting time pass: for rehearsals and tests, by the host.
    Fire {
        /// The item.
        item: ItemId,
    },
    /// Resolves an incident, by the authority.
    Resolve {
        /// The item that is stuck.
        item: ItemId,
        /// How it goes on.
        how: Resolution,
        /// Why.
        reason: Text,
    },
    /// Cancels the case, by the authority.
    Cancel {
        /// Why.
        reason: Text,
    },
    /// Tells the case a signal: it goes to everything that waits for it.
    Signal {
        /// Its name.
        name: Text,
    },
    /// Says that an event has happened which a person may declare.
    Declare {
        /// The wait or the event that is open.
        item: ItemId,
        /// A note; sealed in records.
        note: Option<Text>,
    },
    /// Acknowledges a job as done, by a program of the host.
    CompleteJob {
        /// The job.
        item: ItemId,
        /// Which attempt, the first is 1.
        attempt: u32,
        /// What it gives back, by name.
        data: Vec<(Text, Value)>,
    },
    /// Says that an attempt of a job failed; after the last one it is an incident.
    FailJob {
        /// The job.
        item: ItemId,
        /// Which attempt, the first is 1.
        attempt: u32,
        /// Why; sealed in records.
        reason: Text,
        /// How long to wait before the next attempt.
        retry_after: Option<Duration>,
    },
    /// Ends a job, or the work of people, with an error that the procedure knows, by code.
    ///
    /// One that nothing catches ends the case when it is a job's; at work of people it is refused.
    ThrowError {
        /// The job or the work item.
        item: ItemId,
        /// Which attempt of a job, the first is 1; work has only that.
        attempt: u32,
        /// The code of the error.
        code: Text,
    },
    /// Delivers a message to the oldest open wait of the case that it fits.
    Message(Message),
    /// Moves the case, or a procedure that it calls, to another version of its procedure, by the authority.
    Migrate {
        /// The definition it goes on by.
        to: Digest,
        /// What becomes of what the new version does not have as it was.
        mapping: Box<Mapping>,
    },
}

/// A message: to the oldest wait for its name and correlation, or to a start.
///
/// ```
/// use cauce::command::Message;
/// use cauce::data::Value;
/// let message = Message::new("pago-recibido").id("pago-7").correlate("pedido", Value::Text("P-1".into()));
/// assert_eq!(message.correlates.len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Its name.
    pub name: Text,
    /// Its identity: the same one twice gets the first answer.
    pub id: Option<Text>,
    /// Correlation values by name; a wait asks for each of them, those that are not here are looked for in the data.
    pub correlates: Vec<(Text, Value)>,
    /// What it carries, by name.
    pub data: Vec<(Text, Value)>,
}

impl Command {
    /// The open item that it is about, where it is about one.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        match self {
            Command::Complete { item, .. }
            | Command::Sign { item, .. }
            | Command::Answer { item, .. }
            | Command::Verify { item, .. }
            | Command::Claim { item }
            | Command::Release { item }
            | Command::Delegate { item, .. }
            | Command::Fire { item }
            | Command::Declare { item, .. }
            | Command::Resolve { item, .. }
            | Command::CompleteJob { item, .. }
            | Command::FailJob { item, .. }
            | Command::ThrowError { item, .. } => Some(*item),
            Command::Migrate { mapping, .. } => mapping.in_call,
            _ => None,
        }
    }
}

/// How a case begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Which procedure.
    pub procedure: ProcedureRef,
    /// Case data given at the start.
    pub data: Vec<(Text, Value)>,
    /// The start that it begins at, by id; the ordinary one when absent.
    pub at_start: Option<Text>,
}

/// Which procedure is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProcedureRef {
    /// The one of that code that was added last.
    Code(Text),
    /// Exactly that one.
    Definition(Digest),
}

impl Start {
    /// Begins a case of the procedure with that code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Start { procedure: ProcedureRef::Code(code.into()), data: Vec::new(), at_start: None }
    }
}

/// Everything that closes a work item; build it from [`Done::new`].
///
/// ```
/// use cauce::command::Done;
/// use cauce::data::Digest;
/// let done = Done::new().evidence("acta", "acta.pdf", "application/pdf", Digest::of(b"...")).no();
/// assert_eq!(done.answer.as_deref(), Some("no"));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Done {
    /// Evidence delivered now.
    pub evidence: Vec<Delivery>,
    /// Signatures given with it: by the actor, or by others on paper, attested by the actor.
    pub signatures: Vec<GivenSignature>,
    /// The answer: `yes`, `no` or the id of an outcome.
    pub answer: Option<Text>,
    /// The result of the control point, where there is no question.
    pub verification: Option<Verification>,
    /// A note.
    pub note: Option<Text>,
    /// Data asked by the activity.
    pub data: Vec<(Text, Value)>,
    /// Indicators asked by the activity.
    pub measures: Vec<(Text, Decimal)>,
}

/// One piece of evidence as it is handed in.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// A document: a reference to it, never the file.
    Document(Delivered),
    /// The valid evidence of that record which the case already holds.
    Cited(Text),
}

/// A document handed in as evidence of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivered {
    /// The id of the record.
    pub record: Text,
    /// The document.
    pub document: EvidenceRef,
}

/// A signature handed in with a completion.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenSignature {
    /// The id of the record that is signed.
    pub record: Text,
    /// The role that signs.
    pub role: Text,
    /// Who signs; the actor when absent.
    pub person: Option<Text>,
}

/// The result of a verification.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Whether what was verified conforms.
    pub conforming: bool,
    /// The result of each item of a check list, in order.
    pub points: Vec<bool>,
    /// A note; needed when it does not conform.
    pub note: Option<Text>,
}

/// How an incident is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolution {
    /// Tries again what failed.
    Retry,
    /// Allows one more return beyond the maximum.
    OneMore,
    /// Takes the exit of that answer instead.
    Take(Text),
    /// Goes on at another element, by number or id.
    MoveTo(Text),
}

impl Message {
    /// A message of that name that carries nothing.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Message { name: name.into(), ..Message::default() }
    }

    /// The same message with an identity.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same message with one more correlation value.
    #[must_use]
    pub fn correlate(mut self, name: &str, value: Value) -> Self {
        self.correlates.push((name.into(), value));
        self
    }

    /// The same message carrying one more value.
    #[must_use]
    pub fn data(mut self, name: &str, value: Value) -> Self {
        self.data.push((name.into(), value));
        self
    }

    /// The value that it gives for a name: to correlate with, else one that it carries.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        let both = self.correlates.iter().chain(&self.data);
        both.filter(|(given, _)| **given == *name).map(|(_, value)| value).next()
    }
}

impl Request {
    /// A request without key, expectation or entropy.
    #[must_use]
    pub fn new(at: Timestamp, actor: Actor, command: Command) -> Self {
        Request {
            at,
            actor,
            key: None,
            expected: None,
            entropy: None,
            clock_jump: ClockJump::Refuse,
            command,
        }
    }

    /// The same request with an idempotency key.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The same request with entropy for the salts of sealed fields.
    #[must_use]
    pub fn entropy(mut self, bytes: [u8; 32]) -> Self {
        self.entropy = Some(bytes);
        self
    }
}

impl Done {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Hands in a document as evidence of a record.
    #[must_use]
    pub fn evidence(mut self, record: &str, name: &str, media_type: &str, sha256: Digest) -> Self {
        let document = EvidenceRef { name: name.into(), media_type: media_type.into(), sha256 };
        self.evidence.push(Delivery::Document(Delivered { record: record.into(), document }));
        self
    }

    /// Cites the valid evidence of a record that the case already holds.
    #[must_use]
    pub fn cite(mut self, record: &str) -> Self {
        self.evidence.push(Delivery::Cited(record.into()));
        self
    }

    /// Adds a signature of the actor, in a role, on the evidence of a record.
    #[must_use]
    pub fn sign(mut self, record: &str, role: &str) -> Self {
        self.signatures.push(GivenSignature { record: record.into(), role: role.into(), person: None });
        self
    }

    /// Adds the signature of another person, on paper, attested by the actor.
    #[must_use]
    pub fn signed_by(mut self, record: &str, role: &str, person: &str) -> Self {
        self.signatures.push(GivenSignature {
            record: record.into(),
            role: role.into(),
            person: Some(person.into()),
        });
        self
    }

    /// Answers SI.
    #[must_use]
    pub fn yes(self) -> Self {
        self.answer("yes")
    }

    /// Answers NO.
    #[must_use]
    pub fn no(self) -> Self {
        self.answer("no")
    }

    /// Answers with the id of an outcome.
    #[must_use]
    pub fn answer(mut self, id: &str) -> Self {
        self.answer = Some(id.into());
        self
    }

    /// Records that what was verified conforms.
    #[must_use]
    pub fn conforming(mut self) -> Self {
        self.verification = Some(Verification { conforming: true, points: Vec::new(), note: None });
        self
    }

    /// Records that what was verified does not conform, and why.
    #[must_use]
    pub fn nonconforming(mut self, note: &str) -> Self {
        self.verification =
            Some(Verification { conforming: false, points: Vec::new(), note: Some(note.into()) });
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Gives a datum.
    #[must_use]
    pub fn data(mut self, id: &str, value: Value) -> Self {
        self.data.push((id.into(), value));
        self
    }

    /// Reports an indicator.
    #[must_use]
    pub fn measure(mut self, id: &str, value: Decimal) -> Self {
        self.measures.push((id.into(), value));
        self
    }
}
