//! What can go wrong when a guard is evaluated: the case waits, it does not take it for NO.
//!
//! Knows the faults and their words in both languages.
//! Does not know what an incident is.
//! Read [`GuardFault`] first.

use super::print;
use super::problem::kind_name;
use crate::data::Kind;
use crate::source::Language;

/// What an evaluation gives; a fault is rare and stands behind a pointer, so that the value stays small.
pub(crate) type Outcome<T> = Result<T, Box<GuardFault>>;

/// Why the evaluation of a guard gave no value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardFault {
    /// A value it needs is not known.
    Missing {
        /// What it would have read, in neutral spelling.
        read: String,
    },
    /// Two values of different kinds met in an operator.
    MixedKinds {
        /// Kind on the left.
        left: Kind,
        /// Kind on the right.
        right: Kind,
    },
    /// A division by zero.
    DivisionByZero,
    /// A number with too many digits.
    Overflow,
    /// The evaluation took more steps than allowed.
    Budget,
    /// A text longer than allowed.
    TooLarge,
    /// A function of the host answered with an error.
    HostFailed {
        /// English name of the function.
        function: String,
        /// What the host said.
        reason: String,
    },
    /// A value is not of the kind that was declared for it.
    WrongKind {
        /// What gave the value, in neutral spelling.
        read: String,
        /// Kind that was declared.
        expected: Kind,
        /// Kind that was found.
        found: Kind,
    },
    /// The result is none of those that are expected.
    WrongResult {
        /// The result as text.
        result: String,
    },
    /// The script engine gave up for a reason that this version does not know.
    Script {
        /// What the engine said.
        reason: String,
    },
}

impl GuardFault {
    /// Neutral, stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            GuardFault::Missing { .. } => "C0801",
            GuardFault::MixedKinds { .. } => "C0802",
            GuardFault::DivisionByZero => "C0803",
            GuardFault::Overflow => "C0804",
            GuardFault::Budget => "C0805",
            GuardFault::TooLarge => "C0806",
            GuardFault::HostFailed { .. } => "C0807",
            GuardFault::WrongKind { .. } => "C0808",
            GuardFault::WrongResult { .. } => "C0809",
            GuardFault::Script { .. } => "C0810",
        }
    }

    /// Short name in that language.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        let (spanish, english) = match self {
            GuardFault::Missing { .. } => ("valor-desconocido", "missing-value"),
            GuardFault::MixedKinds { .. } => ("tipos-mezclados-al-evaluar", "mixed-kinds-at-run-time"),
            GuardFault::DivisionByZero => ("division-entre-cero", "division-by-zero"),
            GuardFault::Overflow => ("numero-desbordado", "number-overflow"),
            GuardFault::Budget => ("guarda-sin-fin", "budget-exceeded"),
            GuardFault::TooLarge => ("texto-demasiado-grande", "text-too-large"),
            GuardFault::HostFailed { .. } => ("funcion-externa-fallida", "host-function-failed"),
            GuardFault::WrongKind { .. } => ("valor-de-otro-tipo", "value-of-another-kind"),
            GuardFault::WrongResult { .. } => ("resultado-inesperado", "unexpected-result"),
            GuardFault::Script { .. } => ("fallo-de-evaluacion", "evaluation-failure"),
        };
        match language {
            Language::Spanish => spanish,
            Language::English => english,
        }
    }

    /// What happened and what to do, for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        let kind = |kind: &Kind| kind_name(*kind, Language::Spanish);
        let read = |read: &str| print::translate(read, Language::English, Language::Spanish, &[]);
        match self {
            GuardFault::Missing { read: what } => {
                format!("todavía no se conoce el valor de «{}»; regístrelo y reintente", read(what))
            }
            GuardFault::MixedKinds { left, right } => {
                format!("no se puede comparar ni calcular {} con {}", kind(left), kind(right))
            }
            GuardFault::DivisionByZero => {
                "hay una división entre cero; corrija los datos y reintente".to_owned()
            }
            GuardFault::Overflow => {
                "el resultado de una operación tiene demasiadas cifras; corrija los datos y reintente"
                    .to_owned()
            }
            GuardFault::Budget => "la condición necesita más pasos de los permitidos".to_owned(),
            GuardFault::TooLarge => "la condición forma un texto más largo de lo permitido".to_owned(),
            GuardFault::HostFailed { function, reason } => {
                format!("la función «{function}» respondió con un error: {reason}")
            }
            GuardFault::WrongKind { read: what, expected, found } => {
                format!("«{}» debía dar {} y dio {}", read(what), kind(expected), kind(found))
            }
            GuardFault::WrongResult { result } => {
                format!("el resultado «{result}» no es ninguno de los esperados")
            }
            GuardFault::Script { reason } => format!("la condición no se pudo evaluar: {reason}"),
        }
    }

    fn english(&self) -> String {
        let kind = |kind: &Kind| kind_name(*kind, Language::English);
        match self {
            GuardFault::Missing { read } => {
                format!("the value of “{read}” is not known yet; record it and try again")
            }
            GuardFault::MixedKinds { left, right } => {
                format!("{} and {} cannot be compared or calculated with each other", kind(left), kind(right))
            }
            GuardFault::DivisionByZero => {
                "there is a division by zero; correct the data and try again".to_owned()
            }
            GuardFault::Overflow => {
                "the result of an operation has too many digits; correct the data and try again".to_owned()
            }
            GuardFault::Budget => "the condition needs more steps than allowed".to_owned(),
            GuardFault::TooLarge => "the condition builds a longer text than allowed".to_owned(),
            GuardFault::HostFailed { function, reason } => {
                format!("function “{function}” answered with an error: {reason}")
            }
            GuardFault::WrongKind { read, expected, found } => {
                format!("“{read}” was to give {} and gave {}", kind(expected), kind(found))
            }
            GuardFault::WrongResult { result } => {
                format!("the result “{result}” is none of those expected")
            }
            GuardFault::Script { reason } => {
                format!("the condition could not be evaluated: {reason}")
            }
        }
    }
}
