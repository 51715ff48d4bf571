//! What events carry: an item that opened, what was handed in, times, outcomes.

use std::sync::Arc;

use super::Input;
use crate::command::ItemId;
use crate::data::{Decimal, Digest, Handful, Text, Timestamp, Value};
use crate::procedure::{DatumIx, ElementIx, ExitIx, IndicatorIx, RecordIx, RoleIx};

/// An element instance that opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Its identity in the case.
    pub item: ItemId,
    /// The element.
    pub element: ElementIx,
    /// The element instance it stands in; the case itself is 0.
    pub scope: ItemId,
    /// How often the element opened in this scope, this time included.
    pub round: u32,
    /// What is open.
    pub kind: ItemKind,
    /// The role it is for, where each responsible has an item.
    pub role: Option<RoleIx>,
    /// Its times, where it has any.
    pub due: Option<Arc<Due>>,
    /// The completion whose consequence waits for this question or verification.
    pub pending: Option<Box<Pending>>,
    /// What only scopes, subscriptions and waits have.
    pub more: Option<Box<OpenedMore>>,
}

/// What only scopes, subscriptions and waits have when they open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OpenedMore {
    /// The element instance that a subscription is attached to.
    pub host: Option<ItemId>,
    /// How many members a repetition has; `None` where a condition says when it is enough.
    pub members: Option<u32>,
    /// Which member of a repetition it is, the first is 0.
    pub index: Option<u32>,
    /// The value of the member; sealed.
    pub value: Option<Value>,
    /// The values that a message must correlate with, or that a job is handed, in order of the definition; sealed.
    pub correlates: Vec<Value>,
    /// Everything that was read for it.
    pub inputs: Box<[Input]>,
    /// Whether it is no block of the procedure, but holds what is done once more and alone.
    pub once_more: bool,
}

/// A completion whose consequence waits for a second person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The answer given, by position.
    pub answer: Option<u16>,
    /// Whether what was verified did not conform.
    pub nonconforming: bool,
    /// Who did the work, of several all of them where another person verifies; sealed; empty when a guard answered.
    pub done_by: Vec<Text>,
}

/// What is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ItemKind {
    /// Work of a person.
    Work,
    /// Several responsible work; their items stand in this one.
    Joint,
    /// Whether the activity applies.
    Applies,
    /// Whether the computed or given answer is confirmed.
    Confirm,
    /// The question of work that is done waits for who answers it.
    Question,
    /// A second person verifies.
    Verify,
    /// A delay before the element opens.
    Delay,
    /// A block: a scope in which others stand.
    Block,
    /// A repetition: its members stand in it.
    Repetition,
    /// One member of a repetition: a scope.
    Member,
    /// A wait in the flow: for a message, a signal, a time, a condition.
    Wait,
    /// A wait beside the flow: an event attached to an activity or block.
    Subscription,
    /// A gateway that waits for whichever comes first.
    EventGateway,
    /// Automatic work of the host.
    Job,
    /// A called procedure: its elements have a procedure of their own.
    Call,
    /// Work that was completed is being undone, one after another.
    Compensation,
    /// Stuck.
    Incident,
}

impl ItemKind {
    /// Whether it waits for something that happens: a wait in the flow, an event beside it, a gateway of events.
    #[must_use]
    pub fn waits(self) -> bool {
        matches!(self, ItemKind::Wait | ItemKind::EventGateway | ItemKind::Subscription)
    }

    /// Whether it only holds others, and is nothing that anybody does or waits for.
    #[must_use]
    pub fn holds_others(self) -> bool {
        use ItemKind::{Block, Call, Compensation, Joint, Member, Repetition, Subscription};
        matches!(self, Joint | Block | Call | Repetition | Member | Compensation | Subscription)
    }
}

/// The times of an item, with what they were computed from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Due by.
    pub due: Option<Timestamp>,
    /// Warned at.
    pub warn: Option<Timestamp>,
    /// Not before.
    pub not_before: Option<Timestamp>,
    /// What they were counted from.
    pub anchor: Option<Timestamp>,
    /// The zone they were computed in.
    pub zone: Text,
    /// The calendar they were computed with, by id and version.
    pub calendar: Text,
}

/// A document that serves as evidence: a reference, never the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRef {
    /// Its file name; sealed.
    pub name: Text,
    /// Its media type.
    pub media_type: Text,
    /// Its digest.
    pub sha256: Digest,
}

/// Everything that closed a work item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Completed {
    /// The work item.
    pub item: ItemId,
    /// Its element.
    pub element: ElementIx,
    /// Who did it, where another person verifies what several did; sealed.
    pub by: Option<Text>,
    /// Evidence, in order of handing in.
    pub evidence: Handful<Evidence>,
    /// Signatures given with it.
    pub signatures: Vec<Signature>,
    /// The answer, by position in the activity's list.
    pub answer: Option<u16>,
    /// What a guard had proposed, by position, where one did.
    pub suggested: Option<u16>,
    /// What the guards of this completion read.
    pub inputs: Box<[Input]>,
    /// The result of the control point.
    pub verification: Option<Box<VerificationFound>>,
    /// A note; sealed.
    pub note: Option<Text>,
    /// Data given.
    pub data: Vec<(DatumIx, Value)>,
    /// Indicators given.
    pub measures: Vec<(IndicatorIx, Decimal)>,
}

/// What a guard proposes to whoever answers SI or NO.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// SI or NO; nothing where the guard could not tell.
    pub yes: Option<bool>,
    /// What it read.
    pub inputs: Box<[Input]>,
}

/// A piece of evidence of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The record.
    pub record: RecordIx,
    /// The document; for a citation only its digest is known here.
    pub document: EvidenceRef,
    /// Whether it cites evidence that the case already held.
    pub cited: bool,
}

/// A signature over the digest of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The record.
    pub record: RecordIx,
    /// The digest that was signed.
    pub sha256: Digest,
    /// In which role.
    pub role: RoleIx,
    /// Who; sealed.
    pub person: Text,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationFound {
    /// Whether it conforms.
    pub conforming: bool,
    /// The result of each item of a check list, in order.
    pub points: Vec<bool>,
    /// A note; sealed.
    pub note: Option<Text>,
}

/// Why a notice was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeReason {
    /// The activity closed.
    Closed,
    /// Its deadline passed.
    Overdue,
    /// It happened.
    Occurred,
    /// An answer was given, or a nonconformity found, of which they are to be told.
    Answered,
}

/// How an incident was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolved {
    /// What failed was tried again.
    Retry,
    /// One more return was allowed.
    OneMore,
    /// Another exit was taken.
    Take(ExitIx),
    /// It went on at another element.
    MoveTo(ElementIx),
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// It reached an end.
    Completed,
    /// The authority cancelled it.
    Cancelled,
    /// An error that nothing caught ended it.
    Failed,
}
