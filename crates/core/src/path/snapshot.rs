//! Where a case stands after a step: what the wire says of it.

use super::history::History;
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::{ItemKind, Outcome};
use crate::instance::{Instance, Status};
use crate::procedure::Procedure;
use crate::rejection::Rejection;
use crate::view::open_items;

/// Where a case stood after one step of a path; all lists are facts of that moment.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Snapshot {
    /// Which step, the start being 0.
    pub step: usize,
    /// When.
    pub at: Timestamp,
    /// Where the case stood.
    pub state: SnapshotState,
    /// How many of the elements of [`Replay::ran`](super::Replay) had run.
    pub ran: usize,
    /// What was open.
    pub open: Vec<OpenElement>,
    /// What will fall due.
    pub timers: Vec<DueElement>,
    /// What was stuck.
    pub incidents: Vec<StuckElement>,
    /// The refusal that the step met, where it met one.
    pub refused: Option<Refusal>,
    /// The data that the case held, by id.
    pub data: Vec<(Text, Value)>,
}

/// Where a case stands, in the words of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SnapshotState {
    /// Somebody or time has to act.
    Waiting,
    /// Something is stuck.
    Incident,
    /// It reached an end.
    Completed,
    /// An error ended it.
    Failed,
    /// The authority ended it.
    Cancelled,
}

impl SnapshotState {
    /// The word of the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            SnapshotState::Waiting => "waiting",
            SnapshotState::Incident => "incident",
            SnapshotState::Completed => "completed",
            SnapshotState::Failed => "failed",
            SnapshotState::Cancelled => "cancelled",
        }
    }
}

/// A refusal, with what was asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// Why.
    pub rejection: Rejection,
    /// The id of the element the step named; none for a step about the whole case.
    pub element: Option<Text>,
}

/// An element that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenElement {
    /// Its id.
    pub element: Text,
    /// What is open: work, a question, a verification.
    pub kind: ItemKind,
    /// The work item.
    pub item: ItemId,
}

/// An element with a timer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DueElement {
    /// Its id.
    pub element: Text,
    /// When it falls due.
    pub due: Timestamp,
}

/// An element that is stuck.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StuckElement {
    /// Its id.
    pub element: Text,
    /// The code of what is wrong.
    pub code: &'static str,
}

/// Takes a picture of a case.
pub(super) fn snapshot(
    procedure: &Procedure,
    instance: &Instance,
    history: &History<'_>,
    (step, refused): (usize, Option<Refusal>),
) -> Snapshot {
    let items = open_items(instance);
    let id = |element| procedure.id(element).clone();
    let waits = |kind: ItemKind| !matches!(kind, ItemKind::Delay | ItemKind::Incident);
    let open = items.iter().filter(|item| waits(item.kind));
    let element_of = |item| instance.state.item(item).map(|instance| instance.element);
    let timers = instance.state.timers().iter();
    let stuck = items.iter().filter_map(|item| Some((item.element, item.trouble.as_ref()?.code())));
    Snapshot {
        step,
        at: instance.state.at,
        state: state(instance, items.iter().any(|item| item.trouble.is_some())),
        ran: history.ran.len(),
        open: open
            .map(|item| OpenElement { element: id(item.element), kind: item.kind, item: item.item })
            .collect(),
        timers: timers
            .filter_map(|timer| Some(DueElement { element: id(element_of(timer.item)?), due: timer.due }))
            .collect(),
        incidents: stuck.map(|(element, code)| StuckElement { element: id(element), code }).collect(),
        refused,
        data: data(procedure, instance),
    }
}

fn state(instance: &Instance, stuck: bool) -> SnapshotState {
    match instance.status() {
        Status::Ended(Outcome::Completed) => SnapshotState::Completed,
        Status::Ended(Outcome::Cancelled) => SnapshotState::Cancelled,
        Status::Ended(_) => SnapshotState::Failed,
        _ if stuck => SnapshotState::Incident,
        _ => SnapshotState::Waiting,
    }
}

fn data(procedure: &Procedure, instance: &Instance) -> Vec<(Text, Value)> {
    let held = |(position, datum): (usize, &crate::procedure::Datum)| {
        let value = instance.state.datum(u32::try_from(position).ok()?)?;
        Some((datum.id.clone(), value.clone()))
    };
    procedure.data().iter().enumerate().filter_map(held).collect()
}
