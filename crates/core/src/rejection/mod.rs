//! Rejections: what was asked is refused and nothing changed.
//!
//! Knows why a request can be refused, with the facts of each reason.
//! Does not know how it is said to people: `words` has both languages.
//! Read [`Rejection`] first.

mod english;
mod obstacle;
mod spanish;
mod words;

pub use obstacle::Obstacle;
pub(crate) use words::PAGES;
pub use words::{code_of, names};

use crate::command::ItemId;
use crate::data::{Digest, Kind, Text, Timestamp};
use crate::guard::GuardFault;
use crate::procedure::Choice;

/// Why a request was refused; the case is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message(crate::source::Language::English))]
#[non_exhaustive]
pub enum Rejection {
    /// There is no procedure with that code or digest.
    UnknownProcedure {
        /// What was named.
        procedure: Text,
    },
    /// The definition this case is pinned to is not among the definitions.
    DefinitionMissing {
        /// The digest it is pinned to.
        definition: Digest,
    },
    /// The case has not begun.
    NotStarted,
    /// The case has already begun.
    AlreadyStarted,
    /// The case has ended.
    Finished,
    /// More or fewer records than the asker has seen.
    Conflict {
        /// What the asker expected.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// The clock jumped back more than a day, ten years ahead, or stands before the year 2000.
    ClockJump {
        /// The time asked.
        asked: Timestamp,
        /// The time of the last record, where there is one.
        last: Option<Timestamp>,
    },
    /// Something is due: advance first.
    TimersDue {
        /// Since when.
        due: Timestamp,
    },
    /// No such item was ever opened in this case.
    UnknownItem {
        /// Which.
        item: ItemId,
    },
    /// The item is not open any more.
    ItemClosed {
        /// Which.
        item: ItemId,
    },
    /// The activity is not open.
    NotOpen {
        /// What people call it.
        reference: Text,
    },
    /// The item is open but is not done by this command.
    WrongKind {
        /// What people call the element.
        reference: Text,
    },
    /// The role may not do this.
    RoleNotAllowed {
        /// The role acted in.
        role: Text,
        /// The roles that may.
        allowed: Vec<Text>,
    },
    /// The role is not one of the procedure.
    UnknownRole {
        /// The role acted in.
        role: Text,
    },
    /// Only a person may do this.
    PersonNeeded,
    /// A person's id is empty.
    PersonIdEmpty,
    /// Another person has claimed the item.
    ClaimedByAnother {
        /// What people call the element.
        reference: Text,
    },
    /// Who asks for the item holds it already.
    AlreadyYours {
        /// What people call the element.
        reference: Text,
    },
    /// The item is not claimed.
    NotClaimed {
        /// What people call the element.
        reference: Text,
    },
    /// The same person may not both do and verify.
    SamePerson,
    /// The minimum term has not passed.
    TooEarly {
        /// When it may be done.
        not_before: Timestamp,
    },
    /// An answer is needed.
    AnswerMissing {
        /// The answers there are.
        answers: Vec<Text>,
    },
    /// No such answer.
    UnknownAnswer {
        /// The answer given.
        answer: Text,
        /// The answers there are.
        answers: Vec<Text>,
    },
    /// The activity asks no question.
    AnswerNotAsked {
        /// What people call the element.
        reference: Text,
    },
    /// The answer is computed; a person does not give it.
    AnswerComputed {
        /// What people call the element.
        reference: Text,
    },
    /// The exit of that answer is not available now.
    AnswerNotEnabled {
        /// The answer given.
        answer: Text,
    },
    /// An answer that returns, or a nonconformity, needs a note.
    NoteMissing,
    /// The result of the verification is needed.
    VerificationMissing {
        /// What is verified.
        verifies: Text,
    },
    /// The activity verifies nothing here.
    VerificationNotAsked {
        /// What people call the element.
        reference: Text,
    },
    /// The check list needs a result for each item.
    PointsMissing {
        /// How many it has.
        needed: usize,
        /// How many were given.
        given: usize,
    },
    /// The result contradicts the items of the check list.
    PointsContradict,
    /// Evidence is missing.
    EvidenceMissing {
        /// The records that would serve.
        records: Vec<Text>,
    },
    /// Only one of several records may be handed in.
    EvidenceTooMany {
        /// The records of which one is wanted.
        records: Vec<Text>,
    },
    /// A document has no name.
    EvidenceUnnamed {
        /// The record.
        record: Text,
    },
    /// The activity does not ask for that record.
    EvidenceNotAsked {
        /// The record handed in.
        record: Text,
    },
    /// A record was cited that the case holds no valid evidence of.
    CitationUnknown {
        /// The record cited.
        record: Text,
    },
    /// A signature is missing.
    SignatureMissing {
        /// The record.
        record: Text,
        /// The roles that have not signed.
        roles: Vec<Text>,
        /// Whether all of them are needed, or one.
        rule: Choice,
    },
    /// That role does not sign that record here.
    SignatureNotAsked {
        /// The record.
        record: Text,
        /// The role.
        role: Text,
    },
    /// That role has already signed that document.
    AlreadySigned {
        /// The record.
        record: Text,
        /// The role.
        role: Text,
    },
    /// The procedure has no such datum, or the activity does not ask for it.
    UnknownDatum {
        /// The datum named.
        datum: Text,
    },
    /// A datum is missing.
    DatumMissing {
        /// Which.
        datum: Text,
    },
    /// A value is of another kind than the datum.
    WrongValue {
        /// The datum.
        datum: Text,
        /// The kind it holds.
        kind: Kind,
    },
    /// The same thing was given twice in one command.
    GivenTwice {
        /// Which.
        what: Text,
    },
    /// The procedure has no such indicator, or the activity does not ask for it.
    UnknownIndicator {
        /// The indicator named.
        indicator: Text,
    },
    /// A measurement is missing.
    MeasureMissing {
        /// Which.
        indicator: Text,
    },
    /// The item has no incident.
    NoIncident {
        /// Which.
        item: ItemId,
    },
    /// The incident cannot be resolved in this way.
    ResolutionNotPossible,
    /// A reason is needed.
    ReasonMissing,
    /// The same key came with another content.
    KeyReused {
        /// The key.
        key: Text,
    },
    /// Nothing in the case waits for that signal.
    NobodyWaits {
        /// Its name.
        signal: Text,
    },
    /// The event may not be declared now: its condition is not met.
    NotAvailable {
        /// What people call the event.
        reference: Text,
    },
    /// Nothing in the case waits for such a message now.
    NotAwaited {
        /// The name of the message.
        message: Text,
    },
    /// A message lacks a value that whoever waits for it takes from it.
    MessageLacks {
        /// The name of the message.
        message: Text,
        /// The name of the value.
        value: Text,
    },
    /// The procedure has no such start.
    UnknownStart {
        /// What was named.
        start: Text,
    },
    /// Something is larger than its limit.
    TooLarge {
        /// What.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The attempt of a job that is answered is not the one that is running.
    StaleAttempt {
        /// The attempt answered.
        attempt: u32,
        /// The attempt that is running.
        current: u32,
    },
    /// Only a program of the host may do this.
    HostNeeded,
    /// No event around the work catches the error that it was to end with.
    NobodyCatches {
        /// What people call the element.
        reference: Text,
        /// The code of the error.
        code: Text,
    },
    /// Whether the exit of that answer is available cannot be known.
    ConditionUnknown {
        /// The answer given.
        answer: Text,
        /// Why its condition has no value.
        fault: GuardFault,
    },
    /// A date lies so far ahead that the deadline of open work could not be counted from it.
    DateTooFar {
        /// The datum that holds the date.
        datum: Text,
        /// What people call the element whose deadline it is.
        reference: Text,
    },
    /// The key of the request says nothing.
    KeyEmpty,
    /// The question is answered by others than who performs the work.
    AnswerOfOthers {
        /// What people call the element.
        reference: Text,
        /// The roles that answer.
        roles: Vec<Text>,
    },
    /// The activity waits for an interaction that is not closed.
    InteractionOpen {
        /// What people call the element.
        reference: Text,
        /// What people call the interactions.
        interactions: Vec<Text>,
    },
    /// The case cannot be moved to that version as it stands.
    CannotMigrate {
        /// What stands in the way: what people call it, and why.
        obstacles: Vec<(Text, Obstacle)>,
    },
    /// A mapping names something that a version does not have.
    UnknownInMapping {
        /// The name.
        name: Text,
        /// The version that does not have it.
        version: Text,
    },
}
