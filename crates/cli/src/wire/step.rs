//! Where a case stands, on the wire.

use std::collections::BTreeMap;

use cauce::data::{Text, Value};
use cauce::event::ItemKind;
use cauce::path::{ListedCase, OpenElement, Refusal, Snapshot};
use cauce::source::Language;
use cauce::view::{Ahead, WindowStanding};
use serde::Serialize;
use serde_json::value::RawValue;

/// Where the case stood after a step; all lists are facts of that moment.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    step: usize,
    at: Option<String>,
    state: &'static str,
    ran: Vec<String>,
    open: Vec<Open>,
    subscriptions: Vec<Subscribed>,
    timers: Vec<Timer>,
    tokens: BTreeMap<String, usize>,
    incidents: Vec<Stuck>,
    error: Option<Failed>,
    refused: Option<Refused>,
    data: BTreeMap<String, Box<RawValue>>,
    instances: Vec<Instance>,
    /// The deadline of the case itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "is_not")]
    overdue: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    milestones: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    windows: Vec<Window>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    declarable: Vec<Declarable>,
}

#[derive(Debug, Serialize)]
struct Open {
    element: String,
    kind: &'static str,
    item: u32,
    member: Option<String>,
    /// Of a question: the roles that answer it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<String>,
    /// Of an interaction with another process: the activity that it opened with.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_with: Option<String>,
    /// Of an interaction: its counterpart.
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<String>,
    #[serde(skip_serializing_if = "is_not")]
    overdue: bool,
}

#[derive(Debug, Serialize)]
struct Window {
    id: String,
    procedure: String,
    member: Option<String>,
    from: Option<String>,
    until: Option<String>,
    state: &'static str,
    missing: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Declarable {
    element: String,
    item: u32,
    reference: String,
    roles: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_not(said: &bool) -> bool {
    !said
}

#[derive(Debug, Serialize)]
struct Subscribed {
    element: String,
    kind: &'static str,
}

#[derive(Debug, Serialize)]
struct Timer {
    element: String,
    due: String,
}

#[derive(Debug, Serialize)]
struct Stuck {
    element: String,
    code: &'static str,
}

#[derive(Debug, Serialize)]
struct Failed {
    code: String,
    element: Option<String>,
}

#[derive(Debug, Serialize)]
struct Refused {
    code: &'static str,
    name: &'static str,
    element: Option<String>,
}

#[derive(Debug, Serialize)]
struct Instance {
    id: String,
    process: String,
    parent: Option<String>,
    state: &'static str,
}

impl Step {
    /// The only picture of a procedure that does not load.
    pub(crate) fn rejected() -> Self {
        Step {
            step: 0,
            at: None,
            state: "rejected",
            ran: Vec::new(),
            open: Vec::new(),
            subscriptions: Vec::new(),
            timers: Vec::new(),
            tokens: BTreeMap::new(),
            incidents: Vec::new(),
            error: None,
            refused: None,
            data: BTreeMap::new(),
            instances: Vec::new(),
            due: None,
            not_before: None,
            overdue: false,
            milestones: Vec::new(),
            windows: Vec::new(),
            declarable: Vec::new(),
        }
    }

    /// A picture, with everything that has run on the whole path.
    pub(crate) fn of(snapshot: &Snapshot, ran: &[Text]) -> Self {
        let timer = |timer: &cauce::path::DueElement| Timer {
            element: timer.element.to_string(),
            due: timer.due.to_string(),
        };
        let stuck = |stuck: &cauce::path::StuckElement| Stuck {
            element: stuck.element.to_string(),
            code: stuck.code,
        };
        let subscribed =
            |one: &cauce::path::Subscribed| Subscribed { element: one.element.to_string(), kind: one.kind };
        Step {
            step: snapshot.step,
            at: Some(snapshot.at.to_string()),
            state: snapshot.state.word(),
            ran: ran.iter().take(snapshot.ran).map(ToString::to_string).collect(),
            open: snapshot.open.iter().map(Open::of).collect(),
            subscriptions: snapshot.subscriptions.iter().map(subscribed).collect(),
            timers: snapshot.timers.iter().map(timer).collect(),
            tokens: snapshot.tokens.iter().map(|(join, count)| (join.to_string(), *count)).collect(),
            incidents: snapshot.incidents.iter().map(stuck).collect(),
            error: snapshot.error.as_ref().map(|error| Failed {
                code: error.code.to_string(),
                element: error.element.as_ref().map(ToString::to_string),
            }),
            refused: snapshot.refused.as_ref().map(Refused::of),
            data: snapshot.data.iter().map(|(id, value)| (id.to_string(), json(value))).collect(),
            instances: snapshot.instances.iter().map(Instance::of).collect(),
            due: snapshot.due.map(|due| due.to_string()),
            not_before: snapshot.not_before.map(|at| at.to_string()),
            overdue: snapshot.overdue,
            milestones: snapshot.milestones.iter().map(ToString::to_string).collect(),
            windows: snapshot.windows.iter().map(Window::of).collect(),
            declarable: snapshot.declarable.iter().map(Declarable::of).collect(),
        }
    }
}

impl Open {
    fn of(open: &OpenElement) -> Self {
        Open {
            element: open.element.to_string(),
            kind: kind(open.kind),
            item: open.item.0,
            member: member(&open.members),
            roles: match open.kind {
                ItemKind::Applies | ItemKind::Confirm | ItemKind::Question => {
                    open.roles.iter().map(ToString::to_string).collect()
                }
                _ => Vec::new(),
            },
            opened_with: open.opened_with.as_ref().map(ToString::to_string),
            with: open.with.as_ref().map(ToString::to_string),
            overdue: open.overdue,
        }
    }
}

impl Window {
    fn of(window: &WindowStanding) -> Self {
        Window {
            id: window.id.to_string(),
            procedure: window.procedure.to_string(),
            member: member(&window.members),
            from: window.from.map(|at| at.to_string()),
            until: window.until.map(|at| at.to_string()),
            state: match (window.is_open, window.is_late(), window.is_over) {
                (true, ..) => "open",
                (_, true, _) => "missing",
                (_, _, true) => "over",
                _ => "ahead",
            },
            missing: window.missing.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Declarable {
    fn of(ahead: &Ahead) -> Self {
        Declarable {
            element: ahead.id.to_string(),
            item: ahead.item.0,
            reference: ahead.reference.to_string(),
            roles: ahead.roles.iter().map(ToString::to_string).collect(),
        }
    }
}

impl Instance {
    fn of(case: &ListedCase) -> Self {
        Instance {
            id: case.id.to_string(),
            process: case.process.to_string(),
            parent: case.parent.as_ref().map(ToString::to_string),
            state: case.state.word(),
        }
    }
}

impl Refused {
    fn of(refusal: &Refusal) -> Self {
        let why = &refusal.rejection;
        let element = refusal.element.as_ref().map(ToString::to_string);
        Refused { code: why.code(), name: why.name(Language::English), element }
    }
}

/// The members that something stands in, as the brackets of a reference hold them.
pub(crate) fn member(members: &[Text]) -> Option<String> {
    if members.is_empty() {
        return None;
    }
    let reference = cauce::reference::Reference::new("", members.to_vec()).to_string();
    Some(reference.trim_start_matches('[').trim_end_matches(']').to_owned())
}

/// What is open, in the words of the wire.
pub(crate) fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Applies | ItemKind::Confirm | ItemKind::Question => "question",
        ItemKind::Wait => "receive",
        ItemKind::EventGateway => "event-gateway",
        ItemKind::Job => "job",
        ItemKind::Delay => "delay",
        ItemKind::Incident => "incident",
        _ => "work",
    }
}

/// A value as JSON; numbers keep all their digits, since they never pass through a float.
pub(crate) fn json(value: &Value) -> Box<RawValue> {
    RawValue::from_string(json_text(value)).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn json_text(value: &Value) -> String {
    match value {
        // One level is all that data has.
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(leaf_text).collect();
            format!("[{}]", values.join(","))
        }
        value => leaf_text(value),
    }
}

fn leaf_text(value: &Value) -> String {
    match value {
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(date) => quoted(&date.to_string()),
        Value::Instant(instant) => quoted(&instant.to_string()),
        Value::Duration(duration) => quoted(&duration.to_string()),
        _ => "null".to_owned(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Where a case stands, in the words of the wire.
pub(crate) fn status(status: cauce::instance::Status) -> &'static str {
    use cauce::event::Outcome;
    use cauce::instance::Status;
    match status {
        Status::Ended(Outcome::Completed) => "completed",
        Status::Ended(Outcome::Cancelled) => "cancelled",
        Status::Ended(_) => "failed",
        _ => "waiting",
    }
}
