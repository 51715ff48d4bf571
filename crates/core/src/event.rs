//! What happened to a case: the vocabulary of its journal, a durable contract.
//!
//! Knows the kinds of events and what each carries; their bytes are `record`'s.
//! Does not know what they change, that is `instance`.
//! Read [`Event`] first.

use std::sync::Arc;

use crate::command::ItemId;
use crate::data::{Decimal, Digest, Text, Timestamp, Value};
pub use crate::guard::{Input, Inputs};
use crate::incident::Trouble;
use crate::procedure::{DatumIx, Digests, ElementIx, ExitIx, IndicatorIx, RecordIx, ReturnIx, RoleIx};

/// Something that happened; events are applied in order and never change.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The case began.
    Started(Box<Started>),
    /// An element opened: work, a question, a verification, a delay.
    Opened(Opened),
    /// An element that is nobody's work ran: a task without type, a statement, a numbered end.
    Passed {
        /// The element instance.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
    },
    /// An optional element did not apply.
    Skipped {
        /// The element instance.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// What the guard read; empty when a person said so.
        inputs: Box<[Input]>,
    },
    /// A person did a work item.
    Completed(Box<Completed>),
    /// A person answered a question item: does the activity apply, is its answer confirmed.
    Answered {
        /// The question item.
        item: ItemId,
        /// Its element.
        element: ElementIx,
        /// SI or NO.
        yes: bool,
        /// A note; sealed.
        note: Option<Text>,
    },
    /// A second person verified.
    Verified {
        /// The verification item.
        item: ItemId,
        /// What was found.
        finding: Box<VerificationFound>,
    },
    /// A guard decided: an answer was computed, or a condition chose the way.
    Decided {
        /// The element instance.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// The exit taken.
        exit: ExitIx,
        /// Everything that was read, each fact once, in order of reading.
        inputs: Inputs,
    },
    /// Tokens went out along several flows: all of a parallel gateway, or those whose conditions were true.
    Forked {
        /// The element instance.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// The exits taken, in definition order.
        exits: Box<[ExitIx]>,
        /// Everything that was read, each fact once, in order of reading.
        inputs: Box<[Input]>,
    },
    /// A token reached a join and is held there.
    Arrived {
        /// The token from now on.
        item: ItemId,
        /// The join.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// The flow it came by; `None` when no flow leads here.
        flow: Option<ExitIx>,
    },
    /// A join let the tokens it held go on as one.
    Joined {
        /// The element instance.
        item: ItemId,
        /// The join.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// The tokens that were held, in order of arrival.
        tokens: Box<[ItemId]>,
    },
    /// What was waited for happened: a message, a signal, a time, a condition, an error.
    Occurred(Box<Occurred>),
    /// Something was thrown for others to catch.
    Thrown {
        /// The element instance that threw.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// What.
        what: Box<Thrown>,
    },
    /// A timer that goes on was set again, or when a job is tried again.
    TimerSet {
        /// The subscription or the job.
        item: ItemId,
        /// The new times.
        due: Arc<Due>,
    },
    /// A job of the host failed.
    JobFailed {
        /// The job.
        item: ItemId,
        /// Which attempt it was, the first is 1.
        attempt: u32,
        /// Why; sealed.
        reason: Text,
    },
    /// Work that had been completed is being undone.
    Compensating {
        /// The element instance that asked for it.
        item: ItemId,
        /// The completed element instance that is undone.
        completed: ItemId,
    },
    /// Another procedure was called and begins.
    Called(Box<Called>),
    /// Something happened in a called procedure.
    InCall {
        /// The element instance that called it.
        call: ItemId,
        /// The procedure that is called.
        procedure: CalledProcedure,
        /// What happened.
        event: Box<Event>,
    },
    /// A counted return was taken: a new round begins.
    Returned {
        /// The element instance that went back.
        item: ItemId,
        /// The element instance that the target stands in; the case itself is 0.
        scope: ItemId,
        /// Which return.
        taken: ReturnIx,
        /// How often it has been taken, this time included.
        count: u32,
        /// What it closed besides, in reverse order of creation.
        closed: Box<[ItemId]>,
    },
    /// A signature was given before completing.
    Signed {
        /// The work item.
        item: ItemId,
        /// What was signed, and as whom.
        signature: Box<Signature>,
    },
    /// A person took a work item.
    Claimed {
        /// The work item.
        item: ItemId,
        /// Who; sealed.
        person: Text,
    },
    /// A claimed work item was given back.
    Released {
        /// The work item.
        item: ItemId,
    },
    /// A work item was handed to another person.
    Delegated {
        /// The work item.
        item: ItemId,
        /// To whom; sealed.
        to: Text,
    },
    /// A datum was set.
    DataSet {
        /// Which.
        datum: DatumIx,
        /// The element instance whose datum it is; the case itself is 0.
        scope: ItemId,
        /// To what; sealed.
        value: Value,
        /// What was read to compute it, and the data set right after it; empty when it was given.
        inputs: Box<[Input]>,
    },
    /// An indicator was reported.
    Measured {
        /// Which.
        indicator: IndicatorIx,
        /// Its value.
        value: Decimal,
    },
    /// A deadline was set or moved because its anchor did.
    DeadlineMoved {
        /// The work item.
        item: ItemId,
        /// The new times.
        due: Arc<Due>,
    },
    /// A deadline came near.
    DeadlineNear {
        /// The work item.
        item: ItemId,
    },
    /// A deadline passed.
    DeadlinePassed {
        /// The work item.
        item: ItemId,
    },
    /// A delay was over.
    Elapsed {
        /// The element instance.
        item: ItemId,
    },
    /// A notice to roles.
    Notified {
        /// About which element instance.
        item: ItemId,
        /// The roles.
        roles: Box<[RoleIx]>,
        /// Why.
        reason: NoticeReason,
    },
    /// The work is stuck.
    IncidentRaised {
        /// The element instance.
        item: ItemId,
        /// The element.
        element: ElementIx,
        /// The element instance it stands in; the case itself is 0.
        scope: ItemId,
        /// What is wrong.
        trouble: Box<Trouble>,
    },
    /// The authority resolved an incident.
    IncidentResolved {
        /// The element instance.
        item: ItemId,
        /// How.
        how: Resolved,
        /// Why.
        reason: Text,
    },
    /// Open element instances were closed together.
    Closed {
        /// Which, in reverse order of creation.
        items: Box<[ItemId]>,
    },
    /// One of the things that are waited for happened, or holds no longer; whether that is enough is another event.
    Met(Box<Met>),
    /// The case ended.
    Finished {
        /// How.
        outcome: Outcome,
        /// Why, when it was cancelled; sealed.
        reason: Option<Text>,
        /// The code of the error that nothing caught.
        error: Option<Text>,
    },
}

/// A call of another procedure.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    /// The element instance.
    pub item: ItemId,
    /// The element that calls.
    pub element: ElementIx,
    /// The element instance it stands in; the case itself is 0.
    pub scope: ItemId,
    /// How often the element opened in this scope, this time included.
    pub round: u32,
    /// The procedure that is called.
    pub procedure: CalledProcedure,
    /// What it is given, by its own data; sealed.
    pub data: Vec<(DatumIx, Value)>,
    /// Everything that was read for it.
    pub inputs: Box<[Input]>,
}

/// A procedure that is called; equal when the definition is.
#[derive(Clone, Debug)]
pub struct CalledProcedure(pub std::sync::Arc<crate::procedure::Procedure>);

impl PartialEq for CalledProcedure {
    fn eq(&self, other: &Self) -> bool {
        self.0.digests().definition == other.0.digests().definition
    }
}

/// What was waited for and happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurred {
    /// The element instance that runs because of it.
    pub item: ItemId,
    /// The element that waited.
    pub element: ElementIx,
    /// The element instance it stands in; the case itself is 0.
    pub scope: ItemId,
    /// The subscription it came to, where that is another element instance.
    pub subscription: Option<ItemId>,
    /// What a condition read.
    pub inputs: Box<[Input]>,
    /// What it closed, in reverse order of creation.
    pub closed: Box<[ItemId]>,
}

/// One of the things that an element instance waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Met {
    /// The wait or the subscription.
    pub item: ItemId,
    /// Which of its triggers, in order of the definition; the first is 0.
    pub trigger: u16,
    /// Whether it happened; a condition may hold no longer.
    pub holds: bool,
    /// What a condition read.
    pub inputs: Box<[Input]>,
    /// What the person said who declared it; sealed.
    pub note: Option<Text>,
}

/// Something thrown for others to catch.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Thrown {
    /// A message to one subscription, of this case or of another.
    Message {
        /// Its name.
        name: Text,
        /// Correlation values by name; sealed.
        correlates: Vec<(Text, Value)>,
        /// What it carries, by name; sealed.
        data: Vec<(Text, Value)>,
    },
    /// A signal to all subscriptions.
    Signal {
        /// Its name.
        name: Text,
    },
    /// An error, by code.
    Error {
        /// Its code.
        code: Text,
    },
    /// An escalation, by code.
    Escalation {
        /// Its code.
        code: Text,
    },
    /// The end of its own scope.
    Terminate,
    /// The cancellation of its transaction.
    Cancel,
    /// The undoing of completed work: of one activity, or of all in the scope.
    Compensation {
        /// Which activity.
        of: Option<ElementIx>,
    },
}

/// The beginning of a case: what it is pinned to; its record also names code, version and reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// The three digests of the procedure.
    pub digests: Digests,
    /// The semantics version of the engine.
    pub semantics: u32,
}

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
    pub evidence: Vec<Evidence>,
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
