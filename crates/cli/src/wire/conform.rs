//! How a log fits a procedure, on the wire.

use cauce::compare::{CaseFit, Conformance, Deviation};
use cauce::diagnostic::Diagnostic;
use cauce::procedure::Procedure;
use cauce::source::{Language, Source};
use serde::Serialize;

use super::{Said, WIRE};

/// How a log fits; a log that could not be read has diagnostics and no cases.
#[derive(Debug, Serialize)]
pub(crate) struct Conformed {
    wire: u32,
    log: String,
    procedure: String,
    fitness: Option<String>,
    cases: Vec<Case>,
    frequent: Vec<Often>,
    diagnostics: Vec<Said>,
}

#[derive(Debug, Serialize)]
struct Case {
    case: String,
    rows: usize,
    cost: Option<u32>,
    worst: Option<u32>,
    fitness: Option<String>,
    exact: bool,
    deviations: Vec<Deviates>,
}

#[derive(Debug, Serialize)]
struct Deviates {
    code: &'static str,
    name: &'static str,
    message: String,
    line: Option<usize>,
    element: Option<String>,
    cost: u32,
}

#[derive(Debug, Serialize)]
struct Often {
    code: &'static str,
    name: &'static str,
    message: String,
    element: Option<String>,
    times: usize,
    cases: usize,
}

impl Conformed {
    pub(crate) fn of(
        log: &str,
        procedure: &Procedure,
        (found, language): (&Conformance, Language),
    ) -> Conformed {
        let often = found.frequent.iter().map(|frequent| {
            let Deviates { code, name, message, element, .. } = deviates(&frequent.deviation, language);
            Often { code, name, message, element, times: frequent.times, cases: frequent.cases }
        });
        Conformed {
            wire: WIRE,
            log: log.to_owned(),
            procedure: procedure.code().to_owned(),
            fitness: found.fitness.map(|fitness| fitness.to_string()),
            cases: found.cases.iter().map(|fit| case(fit, language)).collect(),
            frequent: often.collect(),
            diagnostics: Vec::new(),
        }
    }

    pub(crate) fn unread(source: &Source, problems: &[Diagnostic], language: Language) -> Conformed {
        Conformed {
            wire: WIRE,
            log: source.name().to_owned(),
            procedure: String::new(),
            fitness: None,
            cases: Vec::new(),
            frequent: Vec::new(),
            diagnostics: problems.iter().map(|problem| Said::of(source, problem, language.into())).collect(),
        }
    }
}

fn case(fit: &CaseFit, language: Language) -> Case {
    Case {
        case: fit.id.to_string(),
        rows: fit.rows,
        cost: fit.cost,
        worst: fit.worst,
        fitness: fit.fitness.map(|fitness| fitness.to_string()),
        exact: fit.is_exact,
        deviations: fit.deviations.iter().map(|deviation| deviates(deviation, language)).collect(),
    }
}

fn deviates(deviation: &Deviation, language: Language) -> Deviates {
    Deviates {
        code: deviation.problem.code(),
        name: deviation.problem.name(Language::English),
        message: deviation.problem.message(language),
        line: deviation.line,
        element: deviation.element.as_ref().map(ToString::to_string),
        cost: deviation.cost,
    }
}
