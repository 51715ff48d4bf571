//! What only some elements have: a scope of their own, members, triggers, events attached to them.
//!
//! Knows the rules that the stepper follows at such an element; most elements have none of this.
//! Read [`Special`] first.

use crate::data::{Date, Duration, Text, Timestamp, Value};
use crate::procedure::{DatumIx, ElementIx, GuardIx, RoleIx};
use crate::table::DecisionTable;

/// What an element has beyond its ways out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Special {
    pub(crate) block: Option<Box<Block>>,
    pub(crate) repeats: Option<Box<Repeats>>,
    /// What is waited for: by a wait, an event, an alternative or a start.
    pub(crate) trigger: Option<Box<Trigger>>,
    /// What is thrown, by a throwing event or an end.
    pub(crate) throws: Option<Box<Throw>>,
    /// Automatic work of the host, by name.
    pub(crate) job: Option<Box<Job>>,
    /// Another procedure that it calls.
    pub(crate) call: Option<Box<Call>>,
    /// What is computed when it runs: by a script, or from what came in.
    pub(crate) computes: Vec<(DatumIx, GuardIx)>,
    /// Boundary events attached to it, in definition order.
    pub(crate) attached: Vec<ElementIx>,
    /// The element that this boundary event is attached to, or that this interaction opens with.
    pub(crate) host: Option<ElementIx>,
    /// Interactions with other processes that open with its work, in file order.
    pub(crate) interactions: Vec<ElementIx>,
    /// The waits of which the first decides, of an event gateway.
    pub(crate) alternatives: Vec<ElementIx>,
    /// The activity that undoes it.
    pub(crate) compensated_by: Option<ElementIx>,
    /// Whether it only runs to undo another.
    pub(crate) undoes: bool,
    /// The activation condition of a complex gateway.
    pub(crate) activates_if: Option<GuardIx>,
    /// What is taken from a message that comes: data by the name of the value; `None`: whatever has the name of a datum.
    pub(crate) takes: Option<Box<[(DatumIx, Text)]>>,
    /// Whether a case can begin here: a start, or a wait that begins one.
    pub(crate) begins_case: bool,
    /// When cases begin here by themselves.
    pub(crate) schedule: Option<Box<Schedule>>,
    /// Tokens needed to start; 0 and 1 are the same.
    pub(crate) start_quantity: u32,
    /// Tokens produced at completion; 0 and 1 are the same.
    pub(crate) completion_quantity: u32,
    /// Data set when it opens, from what is known around it.
    pub(crate) input: Vec<(DatumIx, GuardIx)>,
    /// Data set around it when it is done, from what is known in it.
    pub(crate) output: Vec<(DatumIx, GuardIx)>,
    /// The decision table that is looked up when it is done.
    pub(crate) table: Option<std::sync::Arc<DecisionTable>>,
}

impl Special {
    /// Whether something of its own undoes it.
    pub(crate) fn is_undone_somehow(&self) -> bool {
        let by_itself = self.block.as_deref().and_then(|block| block.compensation);
        self.compensated_by.or(by_itself).is_some()
    }

    /// Whether it is a block in which its elements run and nothing more.
    pub(crate) fn is_only_a_block(&self) -> bool {
        let is_quiet = |block: &Block| {
            block.kind == BlockKind::default() && block.events.is_empty() && !block.starts.is_empty()
        };
        let nothing_more = Special {
            block: self.block.clone(),
            start_quantity: self.start_quantity,
            completion_quantity: self.completion_quantity,
            host: self.host,
            begins_case: self.begins_case,
            ..Special::default()
        };
        let counts_one = self.start_quantity <= 1 && self.completion_quantity <= 1;
        self.block.as_deref().is_some_and(is_quiet) && counts_one && *self == nothing_more
    }

    /// Whether nothing is calculated, looked up or handed back when it is done.
    #[inline]
    pub(crate) fn computes_nothing(&self) -> bool {
        self.computes.is_empty() && self.table.is_none() && self.output.is_empty()
    }

    /// Whether persons choose what is done in it.
    pub(crate) fn offers(&self) -> bool {
        self.block.as_deref().is_some_and(|block| matches!(block.kind, BlockKind::AdHoc { .. }))
    }

    /// Whether it has to be looked at when nothing moves: what it waits for is no message of anybody.
    pub(crate) fn watches(&self) -> bool {
        let waits = |trigger: &Trigger| {
            !trigger.hosts.is_empty() || trigger.on.iter().any(|on| matches!(on, On::Condition(_)))
        };
        self.trigger.as_deref().is_some_and(waits)
    }
}

/// A scope: elements that stand inside one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// Where its tokens begin, in definition order.
    pub(crate) starts: Vec<ElementIx>,
    /// Whether it begins with everything in it that no flow leads to.
    pub(crate) gathers: bool,
    /// Event sub-processes that stand in it, in definition order.
    pub(crate) events: Vec<ElementIx>,
    /// Data that belongs to it.
    pub(crate) data: Vec<DatumIx>,
    /// The event sub-process that undoes it as a whole once it is completed.
    pub(crate) compensation: Option<ElementIx>,
}

/// What kind of scope a block is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum BlockKind {
    /// An embedded sub-process.
    #[default]
    Plain,
    /// Begins when its trigger occurs in the scope it stands in.
    Event { interrupts: bool },
    /// Can be cancelled as a whole, which undoes what it did.
    Transaction,
    /// Persons choose what is done, until its condition is met.
    AdHoc { one_at_a_time: bool, completes_if: Option<GuardIx>, cancels_remaining: bool },
}

/// An element that is done several times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Repeats {
    pub(crate) over: Over,
    /// Whether members are open at the same time.
    pub(crate) parallel: bool,
    /// What guards call the current member.
    pub(crate) member: Option<Text>,
    /// When it is enough, looked at after each member.
    pub(crate) completes_if: Option<GuardIx>,
}

/// How many times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Over {
    /// Once per entry of a list.
    List(DatumIx),
    /// So many times.
    Fixed(u32),
    /// As many times as a number says.
    Count(GuardIx),
    /// As long as a condition is true: a standard loop.
    While { condition: Option<GuardIx>, before: bool, maximum: Option<u32> },
}

/// What is waited for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trigger {
    /// Any of these; with `all`, each of them.
    pub(crate) on: Vec<On>,
    pub(crate) all: bool,
    /// Whether it ends what it is attached to.
    pub(crate) interrupts: bool,
    /// Occurs at most so many times.
    pub(crate) maximum: Option<u32>,
    /// A guard that makes the event available.
    pub(crate) enabled_if: Option<GuardIx>,
    /// Told when it occurs.
    pub(crate) notifies: Vec<RoleIx>,
    /// Activities done once more, alone, when it occurs.
    pub(crate) redo: Vec<ElementIx>,
    /// The siblings that it stands beside, where there are several: open as long as one of them is.
    pub(crate) hosts: Vec<ElementIx>,
    /// Another case that begins when it occurs.
    pub(crate) opens: Option<Box<Opens>>,
}

impl Trigger {
    /// Whether a person may say that it happened.
    pub(crate) fn is_declared(&self) -> bool {
        self.on.iter().any(|on| matches!(on, On::Declared(_)))
    }
}

/// Another case that begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Opens {
    pub(crate) code: Text,
    /// The version meant; the one in force where none is.
    pub(crate) version: Option<Text>,
    /// The start it begins at; the ordinary one where none is.
    pub(crate) start: Option<Text>,
    /// What it is given, by the names of its data.
    pub(crate) input: Vec<(Text, GuardIx)>,
}

/// One thing that may happen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum On {
    Message {
        name: Text,
        correlates: Vec<(Text, GuardIx)>,
        kept: Option<Duration>,
    },
    Signal(Text),
    Time(Moment),
    Condition(GuardIx),
    /// An error with that code; any when `None`.
    Error(Option<Text>),
    Escalation(Option<Text>),
    /// A person in one of these roles says that it happened.
    Declared(Vec<RoleIx>),
    /// The transaction was cancelled.
    Cancel,
}

/// When a timer fires.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Moment {
    After(Duration),
    At(Timestamp),
    /// When a datum says.
    Datum(DatumIx),
    /// On a day at a time of it, where the procedure is; in milliseconds.
    Local(Date, i64),
    /// Again and again; so many times where it says.
    Cycle {
        every: Duration,
        times: Option<u32>,
    },
}

/// When cases begin by themselves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Schedule {
    pub(crate) every: Duration,
    /// When the first begins; one period after the schedule was opened when absent.
    pub(crate) from: Option<Value>,
    /// No case begins after it.
    pub(crate) until: Option<Value>,
}

/// What is thrown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Throw {
    Message {
        name: Text,
        correlates: Vec<(Text, GuardIx)>,
        data: Vec<(Text, GuardIx)>,
    },
    Signal(Text),
    Error(Text),
    Escalation(Text),
    Terminate,
    Cancel,
    /// Undoes one activity, or all that the scope has completed.
    Compensation(Option<ElementIx>),
}

/// Automatic work of the host.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Job {
    pub(crate) name: Text,
    /// What it gets, by name.
    pub(crate) input: Vec<(Text, GuardIx)>,
    /// Attempts before it is an incident.
    pub(crate) attempts: u32,
    /// The text of a script that the host runs.
    pub(crate) script: Option<Text>,
    /// What it gives back, by name, and the datum that takes it; `None` where it may give any datum by its id.
    pub(crate) takes: Option<Vec<(Text, DatumIx)>>,
}

/// A call of another procedure.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) code: Text,
    /// The version meant; the one in force at the call where none is.
    pub(crate) version: Option<Text>,
    /// The start it begins at; the ordinary one where none is.
    pub(crate) start: Option<Text>,
    /// What it is given, by the names of its data.
    pub(crate) input: Vec<(Text, GuardIx)>,
    /// What it gives back: own data from data of the called procedure.
    pub(crate) output: Vec<(DatumIx, Text)>,
}
