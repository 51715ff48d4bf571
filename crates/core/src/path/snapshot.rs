//! Where a case stands after a step: what the wire says of it.

use std::collections::BTreeMap;

use super::history::{Failure, History};
use crate::command::ItemId;
use crate::data::{Text, Timestamp, Value};
use crate::event::{Event, ItemKind, Outcome};
use crate::graph::On;
use crate::instance::{ElementInstance, Instance, Status};
use crate::procedure::{ElementIx, Procedure};
use crate::rejection::Rejection;
use crate::view::{
    Ahead, AwaitedKind, Level, WindowStanding, WorkItem, ahead, calls, levels, open_items, reached, standings,
};

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
    /// What waits for something from outside.
    pub subscriptions: Vec<Subscribed>,
    /// What will fall due.
    pub timers: Vec<DueElement>,
    /// Tokens held at joins, by id of the join.
    pub tokens: Vec<(Text, usize)>,
    /// What was stuck.
    pub incidents: Vec<StuckElement>,
    /// The error that ended it.
    pub error: Option<Failure>,
    /// The refusal that the step met, where it met one.
    pub refused: Option<Refusal>,
    /// The data that the case held, by id.
    pub data: Vec<(Text, Value)>,
    /// The cases of the path, with what they have called.
    pub instances: Vec<ListedCase>,
    /// When the case itself is due, where its procedure says so.
    pub due: Option<Timestamp>,
    /// Before when the case may not end.
    pub not_before: Option<Timestamp>,
    /// Whether its own deadline has passed.
    pub overdue: bool,
    /// The milestones that are reached.
    pub milestones: Vec<Text>,
    /// How the windows of measurement stand.
    pub windows: Vec<WindowStanding>,
    /// What persons may declare.
    pub declarable: Vec<Ahead>,
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
    /// The members it stands in, from the outside in.
    pub members: Vec<Text>,
    /// Ids of the roles that may do it; empty when the source does not say.
    pub roles: Vec<Text>,
    /// What people call the activity that it opened with, where it is an interaction with another process.
    pub opened_with: Option<Text>,
    /// The counterpart of an interaction.
    pub with: Option<Text>,
    /// Whether it is late.
    pub overdue: bool,
}

/// An element that waits for something from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subscribed {
    /// Its id.
    pub element: Text,
    /// What it waits for: `message`, `signal` or `conditional`.
    pub kind: &'static str,
}

/// A case of the path, or a procedure that one of them has called.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedCase {
    /// Its place among the cases of the path, the first being 1; of a call, that of its caller and the calling item.
    pub id: Text,
    /// The code of its procedure.
    pub process: Text,
    /// What called it.
    pub parent: Option<Text>,
    /// Where it stands.
    pub state: SnapshotState,
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

/// Takes a picture of a case, of what it has called too.
pub(super) fn snapshot(
    procedure: &Procedure,
    instance: &Instance,
    history: &History<'_>,
    (step, refused): (usize, Option<Refusal>),
) -> Snapshot {
    let items = open_items(instance);
    let id = |item: &WorkItem| item.procedure(procedure).id(item.element).clone();
    let stuck = items.iter().filter_map(|item| Some((item, item.trouble.as_ref()?.code())));
    let mut picture = Snapshot {
        step,
        at: instance.state.at,
        state: state(instance),
        ran: history.ran.len(),
        open: Vec::new(),
        subscriptions: Vec::new(),
        timers: Vec::new(),
        tokens: Vec::new(),
        incidents: stuck.map(|(item, code)| StuckElement { element: id(item), code }).collect(),
        error: history.error.clone(),
        refused,
        data: data(procedure, instance),
        instances: Vec::new(),
        due: instance.due().and_then(|due| due.due),
        not_before: instance.due().and_then(|due| due.not_before),
        overdue: instance.is_overdue(),
        milestones: reached(instance),
        windows: standings(instance, instance.state.at),
        declarable: declared(instance),
    };
    for item in items.iter().filter(|item| is_awaited(procedure, item)) {
        let (element, kind, members) = (id(item), item.kind, item.members.clone());
        let (roles, opened_with, with) = (item.roles.clone(), item.opened_with.clone(), item.with.clone());
        let (item, overdue) = (item.item, item.overdue);
        picture.open.push(OpenElement { element, kind, item, members, roles, opened_with, with, overdue });
    }
    for level in levels(instance) {
        picture.waits(&level);
        picture.held(&level);
    }
    picture.timers.sort_by_key(|timer| timer.due);
    picture
}

fn declared(instance: &Instance) -> Vec<Ahead> {
    ahead(instance).into_iter().filter(|ahead| ahead.kind == AwaitedKind::Declared).collect()
}

impl Snapshot {
    /// Where a case stands after events, which are all of its events; and the ids of what has run.
    #[must_use]
    pub fn of<'e>(
        instance: &Instance,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Option<(Self, Vec<Text>)> {
        let procedure = instance.procedure()?;
        let mut history = History::new(procedure, (procedure.head().language, false));
        events.into_iter().for_each(|event| history.take(event));
        let mut picture = snapshot(procedure, instance, &history, (0, None));
        picture.instances = listed(0, instance);
        Some((picture, history.ran))
    }

    /// What waits for something from outside, and for time.
    fn waits(&mut self, level: &Level<'_>) {
        let graph = &level.procedure.graph;
        for open in &level.state.open {
            // The alternatives of a gateway are open beside it.
            if matches!(open.kind, ItemKind::Wait | ItemKind::Subscription) {
                let trigger = graph.trigger(open.element).into_iter();
                let kinds = trigger.flat_map(|trigger| &trigger.on).filter_map(kind_of);
                let element = level.procedure.id(open.element);
                self.subscriptions.extend(kinds.map(|kind| Subscribed { element: element.clone(), kind }));
            }
        }
        for timer in level.state.timers() {
            let Some(open) = level.state.item(timer.item) else { continue };
            let element = level.procedure.id(open.element).clone();
            self.timers.push(DueElement { element, due: timer.due });
        }
    }

    fn held(&mut self, level: &Level<'_>) {
        let mut held: BTreeMap<ElementIx, usize> = BTreeMap::new();
        for arrival in level.state.arrivals() {
            *held.entry(arrival.join).or_default() += 1;
        }
        self.tokens.extend(held.into_iter().map(|(join, count)| (level.procedure.id(join).clone(), count)));
    }
}

/// Whether somebody or something outside has to act on an item; mere time is listed among the timers.
fn is_awaited(own: &Procedure, item: &WorkItem) -> bool {
    match item.kind {
        ItemKind::Delay | ItemKind::Incident => false,
        ItemKind::Wait => {
            let special = item.procedure(own).graph.special(item.element);
            let trigger = special.and_then(|special| special.trigger.as_deref());
            trigger.is_none_or(|trigger| !trigger.on.iter().all(|on| matches!(on, On::Time(_))))
        }
        _ => true,
    }
}

/// What waits for something from outside; time, errors and what persons declare are no subscriptions.
fn kind_of(on: &On) -> Option<&'static str> {
    match on {
        On::Message { .. } => Some("message"),
        On::Signal(_) => Some("signal"),
        On::Condition(_) => Some("conditional"),
        On::Time(_) | On::Error(_) | On::Escalation(_) | On::Declared(_) | On::Cancel => None,
    }
}

/// Where a case stands; what is stuck in a called procedure is stuck in the case.
pub(super) fn state(instance: &Instance) -> SnapshotState {
    match instance.status() {
        Status::Ended(Outcome::Completed) => SnapshotState::Completed,
        Status::Ended(Outcome::Cancelled) => SnapshotState::Cancelled,
        Status::Ended(_) => SnapshotState::Failed,
        _ if is_stuck(instance) => SnapshotState::Incident,
        _ => SnapshotState::Waiting,
    }
}

/// Whether anything is stuck, in a called procedure too.
fn is_stuck(instance: &Instance) -> bool {
    let mut left = vec![&instance.state];
    while let Some(state) = left.pop() {
        let troubled = |open: &ElementInstance| {
            !open.kind.holds_others() && open.extra.as_ref().is_some_and(|extra| extra.trouble.is_some())
        };
        if state.open.iter().any(troubled) {
            return true;
        }
        left.extend(state.calls().map(|child| &child.state));
    }
    false
}

/// A case of the path with everything it has called, callers first.
pub(super) fn listed(position: usize, instance: &Instance) -> Vec<ListedCase> {
    let id: Text = (position + 1).to_string().into();
    let mut listed = Vec::new();
    for (level, call) in calls(instance) {
        let (name, parent) = match call {
            None => (id.clone(), None),
            Some((call, parent)) => {
                let parent = parent.map_or_else(|| id.clone(), |parent| format!("{id}/{parent}").into());
                (format!("{id}/{call}").into(), Some(parent))
            }
        };
        let state = if call.is_none() { state(instance) } else { SnapshotState::Waiting };
        listed.push(ListedCase { id: name, process: level.procedure.code().into(), parent, state });
    }
    listed
}

fn data(procedure: &Procedure, instance: &Instance) -> Vec<(Text, Value)> {
    let held = |(position, datum): (usize, &crate::procedure::Datum)| {
        let value = instance.state.datum(ItemId(0), u32::try_from(position).ok()?)?;
        Some((datum.id.clone(), value.clone()))
    };
    procedure.data().iter().enumerate().filter_map(held).collect()
}
