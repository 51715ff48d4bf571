//! The shapes and lines of a picture, in BPMN's own terms.
//!
//! Read [`Element`] and [`Flow`] first.

use super::geometry::{Bounds, Point};
use crate::procedure::{ElementIx, ExitIx};

/// One shape.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Element {
    /// An XML name, unique in the picture; one with a dot stands for a part of an element.
    pub id: String,
    /// The element of the procedure that it stands for, or is a part of.
    pub stands_for: Option<ElementIx>,
    /// What it is.
    pub kind: Kind,
    /// How often it is done, when more than once.
    pub repeats: Option<Repetition>,
    /// Whether it only runs to undo another.
    pub undoes: bool,
    /// Whether the file only implies it.
    pub implied: bool,
    /// The number as printed; empty where there is none.
    pub number: String,
    /// What people read, in one line.
    pub name: String,
    /// What else is said inside an activity: deadline, control point, who else takes part.
    pub notes: Vec<String>,
    /// The name as it is drawn.
    pub lines: Vec<String>,
    /// The notes as they are drawn, below the name.
    pub note_lines: Vec<String>,
    /// The lane, by position; `None` inside sub-processes and where there are no lanes.
    pub lane: Option<usize>,
    /// The sub-process that it stands in, by position.
    pub parent: Option<usize>,
    /// The activity that it is attached to, of a boundary event or of evidence, by position.
    pub host: Option<usize>,
    /// What stands in a group, by position; empty for all other kinds.
    pub members: Vec<usize>,
    /// Where it is drawn.
    pub bounds: Bounds,
    /// Where its name is drawn.
    pub label: Option<Bounds>,
}

/// What a shape is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A task; `instantiates` of a receive task that begins a case.
    Task {
        /// Its type.
        task: Task,
        /// Whether a case begins with it.
        instantiates: bool,
    },
    /// A call of another procedure.
    Call,
    /// A sub-process, always drawn with what stands in it.
    SubProcess(SubProcess),
    /// A gateway; `instantiates` of an event-based one that begins a case.
    Gateway {
        /// What it does.
        gateway: Gateway,
        /// Whether a case begins with it.
        instantiates: bool,
    },
    /// An event.
    Event {
        /// Where it stands.
        place: Place,
        /// What sets it off, or what it throws.
        trigger: Trigger,
        /// Whether it ends what it is attached to, or the scope around its sub-process; of others always.
        interrupts: bool,
    },
    /// A document that an activity delivers, or any data.
    Document,
    /// Where data is kept beyond the case.
    Store,
    /// A text beside what it is about.
    Note,
    /// A frame around the activities of a heading.
    Group,
}

/// The type of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Task {
    /// Without a type.
    Plain,
    /// Work of a person.
    User,
    /// Work of a person, without the engine.
    Manual,
    /// Automatic work of the host.
    Service,
    /// A computation.
    Script,
    /// Sends something.
    Send,
    /// Waits for a message.
    Receive,
    /// Looks a table up.
    BusinessRule,
}

/// What kind of scope a sub-process is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubProcess {
    /// An embedded one.
    Embedded,
    /// Begins when its trigger occurs.
    Event,
    /// Can be cancelled as a whole.
    Transaction,
    /// Persons choose what is done.
    AdHoc {
        /// Whether one thing is done at a time.
        one_at_a_time: bool,
        /// Whether what is open is cancelled when its condition is met.
        cancels_remaining: bool,
    },
}

/// What a gateway does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Gateway {
    /// One way.
    Exclusive,
    /// All ways.
    Parallel,
    /// All ways whose condition is true.
    Inclusive,
    /// Waits until its condition is true.
    Complex,
    /// Whichever event comes first.
    EventBased,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// Something begins.
    Start,
    /// In the flow, waiting.
    Catch,
    /// In the flow, throwing.
    Throw,
    /// At the border of an activity.
    Boundary,
    /// Something ends.
    End,
}

/// What sets an event off, or what it throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trigger {
    /// Nothing.
    None,
    /// A message.
    Message,
    /// A time.
    Timer,
    /// A condition, or a person who says that it has come to pass.
    Conditional,
    /// A signal.
    Signal,
    /// An error.
    Error,
    /// An escalation.
    Escalation,
    /// What has been done is undone.
    Compensation,
    /// The transaction is cancelled.
    Cancel,
    /// All that stands in the scope ends.
    Terminate,
    /// Goes on elsewhere in the same scope.
    Link,
    /// Any of several.
    Multiple,
    /// All of several.
    ParallelMultiple,
}

/// How often something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repetition {
    /// As long as a condition is true.
    Loop,
    /// Once per member, at the same time.
    Parallel,
    /// Once per member, one after another.
    Sequential,
}

/// One line.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Flow {
    /// An XML name, unique in the picture.
    pub id: String,
    /// Where it begins.
    pub from: End,
    /// Where it leads.
    pub to: End,
    /// What is written beside it: SI, NO, the answer, the guard.
    pub name: String,
    /// The name as it is drawn.
    pub lines: Vec<String>,
    /// What it is.
    pub kind: FlowKind,
    /// Whether a condition decides if it is taken.
    pub conditional: bool,
    /// Whether it is taken when no condition is true.
    pub default: bool,
    /// The way of the graph that it stands for.
    pub exit: Option<ExitIx>,
    /// The answer of the question that it stands for, by position.
    pub answer: Option<u16>,
    /// Its points, from border to border.
    pub waypoints: Vec<Point>,
    /// Where its name is drawn.
    pub label: Option<Bounds>,
}

/// What a line joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// A shape, by position.
    Element(usize),
    /// Another participant, by position; of a message that only leaves the picture, nobody in it.
    Participant(usize),
}

impl End {
    /// The shape, when it is one.
    #[must_use]
    pub const fn element(self) -> Option<usize> {
        match self {
            End::Element(element) => Some(element),
            End::Participant(_) => None,
        }
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlowKind {
    /// A sequence flow.
    Sequence,
    /// A sequence flow that is a counted return.
    Return,
    /// From an activity to a document that it delivers, or between an activity and data.
    DataAssociation,
    /// From an activity to what goes on beside it, or undoes it.
    Association,
    /// Between participants.
    Message,
}

/// A lane: the work of one role.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Lane {
    /// An XML name, unique in the picture.
    pub id: String,
    /// The role, by position; `None` of the lane for work that nobody is responsible for.
    pub role: Option<crate::procedure::RoleIx>,
    /// The name.
    pub name: String,
    /// The name as it is drawn, from below upwards.
    pub lines: Vec<String>,
    /// Where it is drawn, its heading included.
    pub bounds: Bounds,
}

/// Another participant, of which nothing but its messages is known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OtherPool {
    /// An XML name, unique in the picture.
    pub id: String,
    /// The participant, by position in the procedure.
    pub participant: usize,
    /// The name.
    pub name: String,
    /// The name as it is drawn.
    pub lines: Vec<String>,
    /// Where it is drawn.
    pub bounds: Bounds,
}
