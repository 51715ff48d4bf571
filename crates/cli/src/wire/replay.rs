//! What a replayed path looks like on the wire.

use std::collections::BTreeMap;

use cauce::data::Value;
use cauce::event::ItemKind;
use cauce::path::{Difference, ReadPath, Replay, ReplayResult, Snapshot};
use cauce::source::{Language, Source, Voice};
use cauce::view::{Coverage, Tally};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Said, WIRE};

/// A path, replayed.
#[derive(Debug, Serialize)]
pub(crate) struct PathReplayed {
    wire: u32,
    path: String,
    result: &'static str,
    steps: Vec<Step>,
    differences: Vec<Differs>,
    diagnostics: Vec<Said>,
    coverage: Option<Covered>,
}

/// Where the case stood after a step of the path.
#[derive(Debug, Serialize)]
struct Step {
    step: usize,
    at: Option<String>,
    state: &'static str,
    ran: Vec<String>,
    open: Vec<Open>,
    subscriptions: [(); 0],
    timers: Vec<Timer>,
    tokens: BTreeMap<String, u64>,
    incidents: Vec<Stuck>,
    error: Option<()>,
    refused: Option<Refused>,
    data: BTreeMap<String, Box<RawValue>>,
    instances: Vec<Instance>,
}

#[derive(Debug, Serialize)]
struct Open {
    element: String,
    kind: &'static str,
    item: u32,
    member: Option<()>,
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
struct Refused {
    code: &'static str,
    name: &'static str,
    element: Option<String>,
}

#[derive(Debug, Serialize)]
struct Instance {
    id: String,
    process: String,
    parent: Option<()>,
    state: &'static str,
}

/// Where path and case part.
#[derive(Debug, Serialize)]
struct Differs {
    line: usize,
    column: usize,
    word: String,
    expected: String,
    found: String,
}

#[derive(Debug, Serialize)]
struct Covered {
    activities: Share,
    answers: Share,
    returns: Share,
    flows: Share,
    skips: Share,
}

#[derive(Debug, Serialize)]
struct Share {
    walked: usize,
    all: usize,
}

impl PathReplayed {
    /// A path that was replayed, or refused.
    pub(crate) fn of(read: &ReadPath, replay: &Replay, language: Language) -> Self {
        let process = replay.procedure.as_ref().map_or("", |procedure| procedure.code());
        let diagnostics = read.diagnostics.iter().chain(&replay.diagnostics);
        PathReplayed {
            wire: WIRE,
            path: read.source.name().to_owned(),
            result: match replay.result {
                ReplayResult::Ok => "ok",
                ReplayResult::Differs => "differs",
                ReplayResult::Refused => "refused",
            },
            steps: replay.steps.iter().map(|snapshot| Step::of(snapshot, replay, process)).collect(),
            differences: replay
                .differences
                .iter()
                .map(|found| Differs::of(found, &read.source, language))
                .collect(),
            diagnostics: diagnostics
                .map(|found| Said::of(&read.source, found, Voice { reader: language, file: read.language }))
                .collect(),
            coverage: replay.coverage.as_ref().map(Covered::of),
        }
    }

    /// Adds what is wrong with the procedures, when the path could not be replayed since one does not load.
    pub(crate) fn reject(&mut self, faults: Vec<Said>) {
        if self.result == "refused" && !faults.is_empty() {
            self.steps = vec![Step::rejected()];
            self.diagnostics.extend(faults);
        }
    }

    /// A file that is no path.
    pub(crate) fn unread(read: &ReadPath, language: Language) -> Self {
        PathReplayed {
            wire: WIRE,
            path: read.source.name().to_owned(),
            result: "refused",
            steps: Vec::new(),
            differences: Vec::new(),
            diagnostics: read
                .diagnostics
                .iter()
                .map(|found| Said::of(&read.source, found, Voice { reader: language, file: read.language }))
                .collect(),
            coverage: None,
        }
    }
}

impl Step {
    /// The only picture of a procedure that does not load.
    fn rejected() -> Self {
        Step {
            step: 0,
            at: None,
            state: "rejected",
            ran: Vec::new(),
            open: Vec::new(),
            subscriptions: [],
            timers: Vec::new(),
            tokens: BTreeMap::new(),
            incidents: Vec::new(),
            error: None,
            refused: None,
            data: BTreeMap::new(),
            instances: Vec::new(),
        }
    }

    fn of(snapshot: &Snapshot, replay: &Replay, process: &str) -> Self {
        let open = |open: &cauce::path::OpenElement| Open {
            element: open.element.to_string(),
            kind: kind(open.kind),
            item: open.item.0,
            member: None,
        };
        let timer = |timer: &cauce::path::DueElement| Timer {
            element: timer.element.to_string(),
            due: timer.due.to_string(),
        };
        let stuck = |stuck: &cauce::path::StuckElement| Stuck {
            element: stuck.element.to_string(),
            code: stuck.code,
        };
        let state = snapshot.state.word();
        Step {
            step: snapshot.step,
            at: Some(snapshot.at.to_string()),
            state,
            ran: replay.ran.iter().take(snapshot.ran).map(ToString::to_string).collect(),
            open: snapshot.open.iter().map(open).collect(),
            subscriptions: [],
            timers: snapshot.timers.iter().map(timer).collect(),
            tokens: BTreeMap::new(),
            incidents: snapshot.incidents.iter().map(stuck).collect(),
            error: None,
            refused: snapshot.refused.as_ref().map(Refused::of),
            data: snapshot.data.iter().map(|(id, value)| (id.to_string(), json(value))).collect(),
            instances: vec![Instance {
                id: "1".to_owned(),
                process: process.to_owned(),
                parent: None,
                state,
            }],
        }
    }
}

impl Refused {
    fn of(refusal: &cauce::path::Refusal) -> Self {
        let why = &refusal.rejection;
        let element = refusal.element.as_ref().map(ToString::to_string);
        Refused { code: why.code(), name: why.name(Language::English), element }
    }
}

impl Differs {
    fn of(found: &Difference, source: &Source, language: Language) -> Self {
        let (line, column) = source.line_column(found.span.start);
        Differs {
            line,
            column,
            word: found.word.to_string(),
            expected: found.expected(language),
            found: found.found(language),
        }
    }
}

impl Covered {
    fn of(coverage: &Coverage) -> Self {
        let share = |Tally { walked, all }: Tally| Share { walked, all };
        Covered {
            activities: share(coverage.activities()),
            answers: share(coverage.answers()),
            returns: share(coverage.returns()),
            flows: share(coverage.flows()),
            skips: share(coverage.skips()),
        }
    }
}

fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Applies | ItemKind::Confirm => "question",
        _ => "work",
    }
}

/// A value as JSON; numbers keep all their digits, since they never pass through a float.
fn json(value: &Value) -> Box<RawValue> {
    let text = match value {
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text),
        Value::Date(date) => quoted(&date.to_string()),
        Value::Instant(instant) => quoted(&instant.to_string()),
        Value::Duration(duration) => quoted(&duration.to_string()),
        Value::List(values) => {
            let values: Vec<String> = values.iter().map(|value| json(value).get().to_owned()).collect();
            format!("[{}]", values.join(","))
        }
        _ => "null".to_owned(),
    };
    RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
