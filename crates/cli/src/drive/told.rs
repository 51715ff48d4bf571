//! What a program is told: one flat object on one line, with the keys that the request has.
//!
//! Knows the names of the keys and their order; they are a contract, golden files hold them.
//! Read [`Told`] first.

use cauce::engine::Step as EngineStep;
use cauce::event::NoticeReason;
use cauce::procedure::{Choice, Procedure};
use cauce::source::Language;
use cauce::view::{AnswerOffered, DataWanted, EvidenceWanted, MeasureWanted, RecordWanted, WorkItem};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Wrong;
use super::host::{Job, Proved};
use crate::wire::{Said, Step, WIRE, kind, member};

/// An answer.
#[derive(Debug, Default, Serialize)]
pub(super) struct Told<'a> {
    pub(super) wire: u32,
    pub(super) id: Option<&'a RawValue>,
    pub(super) ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Trouble>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) procedure: Option<String>,
    /// Of a model: the codes of all its processes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) procedures: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) definition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) diagnostics: Option<Vec<Said>>,
    /// What became of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) case: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) steps: Option<Vec<Moved>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) work: Option<Vec<Item>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) jobs: Option<Vec<Job>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) proved: Option<Proved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) records: Option<Vec<Box<RawValue>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) story: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) snapshot: Option<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_due: Option<String>,
}

/// Why a request did nothing.
#[derive(Debug, Serialize)]
pub(super) struct Trouble {
    /// The code, where `cauce explica` has a page for it.
    code: Option<&'static str>,
    name: &'static str,
    message: String,
}

/// What a request changed in one case.
#[derive(Debug, Serialize)]
pub(crate) struct Moved {
    case: String,
    seq: u64,
    opened: Vec<Item>,
    closed: Vec<u32>,
    notices: Vec<Notice>,
    finished: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Notice {
    item: u32,
    roles: Vec<String>,
    reason: &'static str,
}

/// Something open.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    item: u32,
    element: String,
    reference: String,
    member: Option<String>,
    kind: &'static str,
    title: String,
    round: u32,
    since: String,
    due: Option<String>,
    overdue: bool,
    roles: Vec<String>,
    claimed_by: Option<String>,
    question: Option<String>,
    answers: Vec<Offered>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answered_by: Vec<String>,
    verifies: Option<String>,
    points: Vec<String>,
    evidence: Vec<Wanted>,
    data: Vec<Datum>,
    measures: Vec<Measure>,
    incident: Option<Stuck>,
    /// Of an interaction with another process: the activity that it opened with.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_with: Option<String>,
    /// Of an interaction: its counterpart.
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<String>,
    /// The codes of the errors that it may end with; `*` is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Offered {
    id: String,
    text: String,
    returns: bool,
    suggested: bool,
}

#[derive(Debug, Serialize)]
struct Wanted {
    rule: &'static str,
    optional: bool,
    records: Vec<Record>,
}

#[derive(Debug, Serialize)]
struct Record {
    id: String,
    name: String,
    signed_by: Vec<Signers>,
    signed: Vec<String>,
    citable: bool,
}

#[derive(Debug, Serialize)]
struct Signers {
    rule: &'static str,
    roles: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Datum {
    id: String,
    name: String,
    kind: &'static str,
    values: Vec<String>,
    optional: bool,
}

#[derive(Debug, Serialize)]
struct Measure {
    id: String,
    name: String,
    optional: bool,
}

#[derive(Debug, Serialize)]
struct Stuck {
    code: &'static str,
    message: String,
}

impl<'a> Told<'a> {
    /// All went well; what there is to say is filled in.
    pub(super) fn well() -> Self {
        Told { wire: WIRE, ok: true, ..Told::default() }
    }

    /// Nothing was done, and why.
    pub(super) fn wrong(wrong: &Wrong, language: Language) -> Self {
        let (code, name, message) = (wrong.code(), wrong.name(), wrong.message(language));
        Told { wire: WIRE, error: Some(Trouble { code, name, message }), ..Told::default() }
    }

    /// The answer to the request of that identity.
    pub(super) fn to(mut self, id: Option<&'a RawValue>) -> Self {
        self.id = id;
        self
    }
}

impl Moved {
    pub(crate) fn of(step: &EngineStep, own: &Procedure, language: Language) -> Self {
        let notice = |notice: &cauce::engine::Notice| Notice {
            item: notice.item.0,
            roles: texts(&notice.roles),
            reason: match notice.reason {
                NoticeReason::Overdue => "overdue",
                NoticeReason::Answered => "answered",
                NoticeReason::Occurred => "occurred",
                _ => "closed",
            },
        };
        Moved {
            case: step.case.id().to_owned(),
            seq: step.seq,
            opened: step.opened.iter().map(|item| Item::of(item, own, language)).collect(),
            closed: step.closed.iter().map(|item| item.0).collect(),
            notices: step.notices.iter().map(notice).collect(),
            finished: step.finished.map(|outcome| match outcome {
                cauce::event::Outcome::Completed => "completed",
                cauce::event::Outcome::Cancelled => "cancelled",
                _ => "failed",
            }),
        }
    }
}

impl Item {
    pub(crate) fn of(item: &WorkItem, own: &Procedure, language: Language) -> Self {
        Item {
            item: item.item.0,
            element: item.procedure(own).id(item.element).to_string(),
            reference: item.reference.to_string(),
            member: member(&item.members),
            kind: kind(item.kind),
            title: item.title.to_string(),
            round: item.round,
            since: item.since.to_string(),
            due: item.due.as_ref().and_then(|due| due.due).map(|due| due.to_string()),
            overdue: item.overdue,
            roles: texts(&item.roles),
            claimed_by: item.claimed_by.as_ref().map(ToString::to_string),
            question: item.question.as_ref().map(ToString::to_string),
            answers: item.answers.iter().map(Offered::of).collect(),
            answered_by: texts(&item.answered_by),
            verifies: item.verifies.as_ref().map(ToString::to_string),
            points: texts(&item.points),
            evidence: item.evidence.iter().map(Wanted::of).collect(),
            data: item.data.iter().map(Datum::of).collect(),
            measures: item.measures.iter().map(Measure::of).collect(),
            incident: item
                .trouble
                .as_ref()
                .map(|trouble| Stuck { code: trouble.code(), message: trouble.message(language) }),
            opened_with: item.opened_with.as_ref().map(ToString::to_string),
            with: item.with.as_ref().map(ToString::to_string),
            errors: item.errors.iter().map(|error| error.written().to_owned()).collect(),
        }
    }
}

impl Offered {
    fn of(offered: &AnswerOffered) -> Self {
        let (id, text) = (offered.id.to_string(), offered.text.to_string());
        Offered { id, text, returns: offered.returns, suggested: offered.suggested }
    }
}

impl Wanted {
    fn of(wanted: &EvidenceWanted) -> Self {
        let records = wanted.records.iter().map(Record::of).collect();
        Wanted { rule: rule(wanted.rule), optional: wanted.optional, records }
    }
}

impl Record {
    fn of(record: &RecordWanted) -> Self {
        let signers = record.signed_by.iter();
        Record {
            id: record.id.to_string(),
            name: record.name.to_string(),
            signed_by: signers.map(|(of, roles)| Signers { rule: rule(*of), roles: texts(roles) }).collect(),
            signed: texts(&record.signed),
            citable: record.citable,
        }
    }
}

impl Datum {
    fn of(datum: &DataWanted) -> Self {
        Datum {
            id: datum.id.to_string(),
            name: datum.name.to_string(),
            kind: datum_kind(datum.kind),
            values: texts(&datum.values),
            optional: datum.optional,
        }
    }
}

impl Measure {
    fn of(measure: &MeasureWanted) -> Self {
        Measure { id: measure.id.to_string(), name: measure.name.to_string(), optional: measure.optional }
    }
}

fn texts(texts: &[cauce::data::Text]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn rule(rule: Choice) -> &'static str {
    match rule {
        Choice::All => "all",
        Choice::OneOf => "one_of",
        Choice::AnyOf => "any_of",
    }
}

fn datum_kind(kind: cauce::data::Kind) -> &'static str {
    use cauce::data::Kind as K;
    match kind {
        K::Text => "text",
        K::Decimal => "decimal",
        K::Integer => "integer",
        K::Date => "date",
        K::DateTime => "date_time",
        K::Duration => "duration",
        K::YesNo => "yes_no",
        K::Choice => "choice",
        K::List => "list",
        _ => "other",
    }
}
