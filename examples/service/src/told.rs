//! What a request is answered, in the words of the wire.
//!
//! Knows the names of the keys; the order is that of the alphabet.

use cauce::engine::Step;
use cauce::event::Outcome;
use cauce::procedure::Procedure;
use cauce::view::WorkItem;
use cauce_store::cases::{CaseState, CaseSummary, Listed};
use serde_json::{Value, json};

/// What changed in a case.
pub(crate) fn step(step: &Step, procedure: &Procedure) -> Value {
    let finished = step.finished.map(|outcome| match outcome {
        Outcome::Completed => "completed",
        Outcome::Cancelled => "cancelled",
        _ => "failed",
    });
    let opened: Vec<Value> = step.opened.iter().map(|open| item(open, procedure)).collect();
    let closed: Vec<u32> = step.closed.iter().map(|item| item.0).collect();
    json!({
        "case": step.case.id(), "seq": step.seq, "opened": opened, "closed": closed, "finished": finished,
    })
}

/// Something open in a case.
pub(crate) fn item(item: &WorkItem, procedure: &Procedure) -> Value {
    let answers: Vec<Value> =
        item.answers.iter().map(|answer| json!({ "id": &*answer.id, "text": &*answer.text })).collect();
    json!({
        "item": item.item.0, "element": item.procedure(procedure).id(item.element), "reference": &*item.reference,
        "title": &*item.title, "round": item.round, "since": item.since.to_string(),
        "due": item.due.as_ref().and_then(|due| due.due).map(|due| due.to_string()), "overdue": item.overdue,
        "roles": texts(&item.roles), "claimed_by": item.claimed_by.as_deref(),
        "question": item.question.as_deref(), "answers": answers,
    })
}

/// A line of a work list.
pub(crate) fn listed(item: &Listed) -> Value {
    json!({
        "case": &*item.case, "item": item.item.0, "element": &*item.element, "reference": &*item.reference,
        "title": &*item.title, "round": item.round, "since": item.since.to_string(),
        "due": item.due.map(|due| due.to_string()), "roles": texts(&item.roles),
        "claimed_by": item.claimed_by.as_deref(),
    })
}

/// A case as it stands.
pub(crate) fn case(case: &CaseSummary, work: &[Value]) -> Value {
    json!({
        "case": &*case.case, "procedure": &*case.code, "business_key": case.business_key.as_deref(),
        "state": state(case.state), "work": work,
    })
}

fn state(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "open",
        CaseState::Waiting => "waiting",
        CaseState::Incident => "incident",
        CaseState::Completed => "completed",
        CaseState::Cancelled => "cancelled",
        _ => "failed",
    }
}

fn texts(texts: &[cauce::data::Text]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}
