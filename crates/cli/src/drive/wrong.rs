//! Why a request did nothing, in both languages.
//!
//! Read [`Wrong`] first.

use cauce::engine::EngineError;
use cauce::source::Language;
use cauce_store::cases::CasesError;

/// Why a request did nothing.
#[derive(Debug)]
pub(super) enum Wrong {
    /// The line is longer than any request may be.
    TooLong(usize),
    /// The line is no JSON, or no object of the keys there are.
    NotARequest(String),
    /// There is no such operation.
    UnknownOp(String),
    /// A key is missing.
    Missing(&'static str),
    /// A key has a value that it cannot have.
    Value(&'static str),
    /// A datum or indicator has a value that no datum can have.
    Datum(String),
    /// A file cannot be read.
    File(String),
    /// The store failed.
    Store(Box<CasesError>),
    /// The library refused it.
    Engine(Box<EngineError>),
}

impl From<EngineError> for Wrong {
    fn from(error: EngineError) -> Self {
        Wrong::Engine(Box::new(error))
    }
}

impl Wrong {
    /// The code that `cauce explica` knows, where there is one.
    pub(super) fn code(&self) -> Option<&'static str> {
        match self {
            Wrong::Engine(error) => match &**error {
                EngineError::Rejected(rejection) => Some(rejection.code()),
                EngineError::Faults { diagnostics } => diagnostics.first().map(|found| found.problem.code()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Its name, which programs compare; always English.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Wrong::TooLong(_) => "line-too-long",
            Wrong::NotARequest(_) => "not-a-request",
            Wrong::UnknownOp(_) => "unknown-op",
            Wrong::Missing(_) => "key-missing",
            Wrong::Value(_) | Wrong::Datum(_) => "wrong-value",
            Wrong::File(_) => "file-unreadable",
            Wrong::Store(_) => "store-failed",
            Wrong::Engine(error) => match &**error {
                EngineError::Rejected(rejection) => rejection.name(Language::English),
                EngineError::Faults { .. } => "procedure-faulty",
                EngineError::Unfit(_) => "procedure-unfit",
                EngineError::UnknownCase { .. } => "unknown-case",
                EngineError::Name(_) => "case-name",
                _ => "log-failed",
            },
        }
    }

    pub(super) fn message(&self, language: Language) -> String {
        match self {
            Wrong::TooLong(limit) => say!(
                language,
                "El renglón pasa de {limit} bytes y no se leyó.",
                "The line has more than {limit} bytes and was not read."
            ),
            Wrong::NotARequest(why) => {
                say!(language, "El renglón no es una petición: {why}.", "The line is no request: {why}.")
            }
            Wrong::UnknownOp(op) => {
                let op: String = op.chars().take(40).collect();
                let known = super::OPS.join(", ");
                say!(
                    language,
                    "No hay una operación «{op}»; hay {known}.",
                    "There is no operation “{op}”; there are {known}."
                )
            }
            Wrong::Missing(key) => say!(language, "Falta «{key}».", "“{key}” is missing."),
            Wrong::Value(key) => {
                say!(language, "«{key}» no puede tener ese valor.", "“{key}” cannot have that value.")
            }
            Wrong::Datum(id) => {
                let id: String = id.chars().take(40).collect();
                say!(language, "«{id}» no puede tener ese valor.", "“{id}” cannot have that value.")
            }
            Wrong::File(why) => why.clone(),
            Wrong::Store(error) => error.message(language),
            Wrong::Engine(error) => match &**error {
                EngineError::Rejected(rejection) => rejection.message(language),
                EngineError::Faults { .. } => say!(
                    language,
                    "El procedimiento tiene errores; «diagnostics» los enumera.",
                    "The procedure has errors; “diagnostics” lists them."
                ),
                EngineError::UnknownCase { case } => {
                    let case = case.id();
                    say!(language, "No hay un caso «{case}».", "There is no case “{case}”.")
                }
                other => other.to_string(),
            },
        }
    }
}
