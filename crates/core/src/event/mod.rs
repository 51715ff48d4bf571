//! What happened to a case: the vocabulary of its journal, a durable contract.
//!
//! Knows the kinds of events and what each carries; their bytes are `record`'s.
//! Does not know what they change, that is `instance`.
//! Read [`Event`] first.

mod migrated;
mod parts;

use std::sync::Arc;

pub use migrated::Migrated;
pub(crate) use migrated::same_element;
pub use parts::{
    Completed, Due, Evidence, EvidenceRef, ItemKind, NoticeReason, Opened, OpenedMore, Outcome, Pending,
    Proposal, Resolved, Signature, VerificationFound,
};

use crate::command::ItemId;
use crate::data::{Decimal, Text, Value};
pub use crate::guard::{Input, Inputs};
use crate::incident::Trouble;
use crate::procedure::{DatumIx, Digests, ElementIx, ExitIx, IndicatorIx, ReturnIx, RoleIx};

/// The semantics version of the engine: raised when the meaning of a construct changes; old cases keep theirs.
pub(crate) const SEMANTICS: u32 = 1;

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
        /// What a guard had proposed, where one proposes.
        proposal: Option<Box<Proposal>>,
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
        /// The work item; 0 is the case itself, or the procedure that is called.
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
    /// A milestone was reached, or a return took it back.
    Milestone(Box<Milestone>),
    /// An activity counts as done because its milestone is reached: it was open, or its turn came.
    Reached(Box<Reached>),
    /// The case, or a procedure that it calls, goes on by another version.
    Migrated(Box<Migrated>),
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
#[derive(Clone)]
pub struct CalledProcedure(pub std::sync::Arc<crate::procedure::Procedure>);

// Told by its name: an event is shown in a line, and a procedure, with those that it calls, is a book.
impl std::fmt::Debug for CalledProcedure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (head, definition) = (&self.0.head, self.0.digests().definition);
        f.debug_tuple("CalledProcedure").field(&head.code).field(&head.version).field(&definition).finish()
    }
}

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

/// A milestone that was reached, or is reached no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its id, the same in every procedure of the case.
    pub milestone: Text,
    /// The member it is reached for; the case itself is 0.
    pub scope: ItemId,
    /// The element instance that reached it, in a called procedure perhaps; `None` when a return took it back.
    pub by: Option<ItemId>,
    /// The activity that reached it, or the call in which that was done; `None` when it came from the caller.
    pub element: Option<ElementIx>,
    /// The element instance that this stands in; the case itself is 0.
    pub at: ItemId,
}

/// An activity that counts as done because its milestone is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The element instance.
    pub item: ItemId,
    /// The element.
    pub element: ElementIx,
    /// The element instance it stands in; the case itself is 0.
    pub scope: ItemId,
    /// The element instance that reached the milestone.
    pub by: ItemId,
}

impl Event {
    /// Whether it happened in a called procedure.
    #[inline]
    pub(crate) fn is_in(&self, called: ItemId) -> bool {
        matches!(self, Event::InCall { call, .. } if *call == called)
    }

    /// What happened in a called procedure.
    #[inline]
    pub(crate) fn in_call(&self) -> Option<&Event> {
        match self {
            Event::InCall { event, .. } => Some(event),
            _ => None,
        }
    }

    /// Whether it happened in a called procedure, or changes which procedure is meant.
    #[inline]
    pub(crate) fn stands_apart(&self) -> bool {
        matches!(self, Event::InCall { .. } | Event::Migrated(_))
    }

    /// What happened, in a called procedure or not: the event itself, or the one that it wraps, however deep.
    #[must_use]
    pub fn innermost(&self) -> &Event {
        let mut event = self;
        while let Event::InCall { event: inner, .. } = event {
            event = inner;
        }
        event
    }

    /// What was thrown, in a called procedure or not.
    pub(crate) fn thrown(&self) -> Option<&Thrown> {
        match self.innermost() {
            Event::Thrown { what, .. } => Some(what),
            _ => None,
        }
    }

    /// What got stuck, in a called procedure or not.
    pub(crate) fn stuck(&self) -> Option<ItemId> {
        match self.innermost() {
            Event::IncidentRaised { item, .. } => Some(*item),
            _ => None,
        }
    }

    /// The signal that was thrown, in a called procedure or not.
    pub(crate) fn signal(&self) -> Option<&Text> {
        match self.thrown()? {
            Thrown::Signal { name } => Some(name),
            _ => None,
        }
    }
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
    /// The beginning of another case, delivered at least once and begun once: its name is the code of its procedure, then
    /// the case and the element instance that asked (`HIJO·p·7`), its key the latter two (`case/p/7`).
    Case {
        /// The code of its procedure.
        procedure: Text,
        /// The version meant; the one in force where none is.
        version: Option<Text>,
        /// The start it begins at, by id; the ordinary one where none is.
        start: Option<Text>,
        /// What it is given, by the names of its data; sealed.
        data: Vec<(Text, Value)>,
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
