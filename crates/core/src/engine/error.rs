//! Why a call of the facade did not do what was asked.

use super::Step;
use crate::diagnostic::Diagnostic;
use crate::log::LogError;
use crate::procedure::AddError;
use crate::record::{RecordError, Stream, StreamError};
use crate::rejection::Rejection;

/// Why a call of the facade did not do what was asked; the case is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The procedure file has errors.
    #[error("the procedure file has errors: {}", first(diagnostics))]
    Faults {
        /// Every diagnostic of the file, in order of position.
        diagnostics: Vec<Diagnostic>,
    },
    /// The procedure is unfit to run.
    #[error(transparent)]
    Unfit(AddError),
    /// The command was refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The log has no such case.
    #[error("there is no case {case}")]
    UnknownCase {
        /// Which.
        case: Stream,
    },
    /// Some cases could not advance; all others have.
    #[error("{} cases could not advance, the first is {}", cases.len(), first_case(cases))]
    Behind {
        /// The steps of the cases that advanced.
        steps: Vec<Step>,
        /// The cases that could not, each with why.
        cases: Vec<(Stream, EngineError)>,
    },
    /// A case cannot be named so.
    #[error(transparent)]
    Name(#[from] StreamError),
    /// The log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A record cannot be read or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

fn first_case(cases: &[(Stream, EngineError)]) -> String {
    cases.first().map_or_else(String::new, |(case, error)| format!("{case}: {error}"))
}

fn first(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|found| found.grade == crate::diagnostic::Grade::Error);
    let said: Vec<String> = errors
        .take(3)
        .map(|found| {
            let problem = &found.problem;
            format!("{} {}", problem.code(), problem.message(crate::source::Language::English))
        })
        .collect();
    said.join("; ")
}
