//! Cases of a store, on the wire.

use cauce::procedure::Procedure;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce::view::WorkItem;
use cauce_store::cases::{CaseState, CaseSummary};
use serde::Serialize;

use super::{Step, WIRE};
use crate::drive::told::{Item, Moved};

/// What a list of cases says.
#[derive(Debug, Serialize)]
pub(crate) struct CasesListed {
    wire: u32,
    cases: Vec<Listed>,
    /// From where the list goes on.
    next: Option<String>,
}

/// A case in a list.
#[derive(Debug, Serialize)]
struct Listed {
    case: String,
    procedure: String,
    version: String,
    definition: String,
    key: Option<String>,
    state: &'static str,
    started: String,
    moved: String,
    next_due: Option<String>,
    deadline: Option<String>,
    open: u64,
}

/// What one case says.
#[derive(Debug, Serialize)]
pub(crate) struct CaseShown {
    wire: u32,
    #[serde(flatten)]
    case: Listed,
    work: Vec<Item>,
    snapshot: Step,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<Vec<String>>,
}

/// What came of doing something.
#[derive(Debug, Serialize)]
pub(crate) struct CaseMoved {
    wire: u32,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Refusal>,
    steps: Vec<Moved>,
    /// When something falls due next.
    next_due: Option<String>,
}

/// Why it was not done.
#[derive(Debug, Serialize)]
struct Refusal {
    code: &'static str,
    name: &'static str,
    message: String,
    help: Option<String>,
}

impl CasesListed {
    pub(crate) fn of(cases: &[CaseSummary], next: Option<String>) -> Self {
        CasesListed { wire: WIRE, cases: cases.iter().map(Listed::of).collect(), next }
    }
}

impl CaseShown {
    pub(crate) fn of(
        case: &CaseSummary,
        (items, own, language): (&[WorkItem], &Procedure, Language),
        snapshot: Step,
        story: Option<Vec<String>>,
    ) -> Self {
        let work = items.iter().map(|item| Item::of(item, own, language)).collect();
        CaseShown { wire: WIRE, case: Listed::of(case), work, snapshot, story }
    }
}

impl CaseMoved {
    pub(crate) fn of(steps: Vec<Moved>, next_due: Option<cauce::data::Timestamp>) -> Self {
        let next_due = next_due.map(|at| at.to_string());
        CaseMoved { wire: WIRE, ok: true, error: None, steps, next_due }
    }

    pub(crate) fn refused(rejection: &Rejection, language: Language) -> Self {
        let error = Refusal {
            code: rejection.code(),
            name: rejection.name(Language::English),
            message: rejection.message(language),
            help: rejection.help(language),
        };
        CaseMoved { wire: WIRE, ok: false, error: Some(error), steps: Vec::new(), next_due: None }
    }
}

impl Listed {
    fn of(case: &CaseSummary) -> Self {
        Listed {
            case: case.case.to_string(),
            procedure: case.code.to_string(),
            version: case.version.to_string(),
            definition: case.definition.to_string(),
            key: case.business_key.as_ref().map(ToString::to_string),
            state: state(case.state),
            started: case.started.to_string(),
            moved: case.moved.to_string(),
            next_due: case.next_due.map(|at| at.to_string()),
            deadline: case.deadline.map(|at| at.to_string()),
            open: case.open,
        }
    }
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
