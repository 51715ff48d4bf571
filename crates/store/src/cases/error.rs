//! Why a call on many cases did not do what was asked, in both languages.

use cauce::data::{Digest, Text};
use cauce::diagnostic::{Diagnostic, Grade};
use cauce::log::LogError;
use cauce::procedure::AddError;
use cauce::record::{RecordError, Stream, StreamError};
use cauce::rejection::Rejection;
use cauce::source::Language;

use super::keep_error::KeepError;
use crate::attachment::AttachmentError;
use crate::error::StoreError;

/// Why a call did not do what was asked; the case is as it was.
///
/// Of what belongs to another tenant it says what it says of nothing at all.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message(Language::English))]
#[non_exhaustive]
pub enum CasesError {
    /// The procedure file has errors.
    Faults {
        /// Every diagnostic of the file, in order of position.
        diagnostics: Vec<Diagnostic>,
    },
    /// The procedure is unfit to run.
    Unfit(AddError),
    /// The command was refused.
    Rejected(#[from] Rejection),
    /// There is no such case.
    UnknownCase {
        /// What it was called.
        case: Text,
    },
    /// Another case of the procedure has that business key.
    BusinessKeyTaken {
        /// The code of the procedure.
        code: Text,
        /// The key.
        key: Text,
    },
    /// A business key is empty, longer than 200 characters, or holds a control character.
    BusinessKeyUnfit,
    /// A case or a tenant cannot be named so.
    Name(#[from] StreamError),
    /// The definition of a case is not in the store.
    DefinitionMissing {
        /// Its digest.
        definition: Digest,
    },
    /// The text of a definition is another definition now: the host lends other functions to guards than when it was kept.
    DefinitionChanged {
        /// The digest under which it was kept.
        definition: Digest,
    },
    /// A record cannot be read or written.
    Record(#[from] RecordError),
    /// Others changed the case again and again in between.
    Busy {
        /// What it is called.
        case: Text,
    },
    /// The case is kept as it is.
    Keep(#[from] KeepError),
    /// The folder of the attachments failed.
    Attachment(#[from] AttachmentError),
    /// The lease of a job has run out and another worker has it: what this one answers comes too late.
    LeaseLost {
        /// The case.
        case: Text,
    },
    /// The store failed.
    Store(#[from] StoreError),
    /// The log of the store failed.
    Log(#[from] LogError),
}

impl CasesError {
    pub(crate) fn unknown(stream: &Stream) -> Self {
        CasesError::UnknownCase { case: stream.id().into() }
    }

    /// Whether what was asked may have been kept although its answer was lost.
    pub(crate) fn is_doubtful(&self) -> bool {
        match self {
            Self::Log(error) => matches!(StoreError::of(error), Some(StoreError::Doubtful)),
            Self::Store(error) => matches!(error, StoreError::Doubtful),
            _ => false,
        }
    }

    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    fn spanish(&self) -> String {
        match self {
            Self::Faults { diagnostics } => {
                format!(
                    "el archivo del procedimiento tiene errores: {}",
                    first(diagnostics, Language::Spanish)
                )
            }
            Self::Unfit(AddError::Unfit { code, reasons }) => {
                format!("{code} no se puede ejecutar: {}", reasons.join(", "))
            }
            Self::Unfit(other) => other.to_string(),
            Self::Rejected(rejection) => rejection.message(Language::Spanish),
            Self::UnknownCase { case } => format!("no hay un caso «{case}»"),
            Self::BusinessKeyTaken { code, key } => {
                format!("ya hay un caso de {code} con la clave «{key}»")
            }
            Self::BusinessKeyUnfit => {
                "una clave tiene entre 1 y 200 caracteres, y ninguno de control".to_owned()
            }
            Self::Name(error) => name_in_spanish(error),
            Self::DefinitionMissing { definition } => {
                format!("el procedimiento {definition} no está en el almacén")
            }
            Self::DefinitionChanged { definition } => format!(
                "el texto del procedimiento {definition} da hoy otro: las funciones que el programa presta no son las de entonces"
            ),
            Self::Record(error) => error.message(Language::Spanish),
            Self::Busy { case } => format!("otros cambian el caso «{case}» sin cesar: intente de nuevo"),
            Self::Keep(error) => error.message(Language::Spanish),
            Self::Attachment(error) => error.message(Language::Spanish),
            Self::LeaseLost { case } => format!(
                "el plazo para hacer el trabajo del caso «{case}» se venció y lo tiene otro: esta respuesta llega tarde"
            ),
            Self::Store(error) => error.message(Language::Spanish),
            Self::Log(error) => match below(error) {
                Some(store) => store.message(Language::Spanish),
                None => "el registro no se puede leer o escribir".to_owned(),
            },
        }
    }

    fn english(&self) -> String {
        match self {
            Self::Faults { diagnostics } => {
                format!("the procedure file has errors: {}", first(diagnostics, Language::English))
            }
            Self::Unfit(error) => error.to_string(),
            Self::Rejected(rejection) => rejection.message(Language::English),
            Self::UnknownCase { case } => format!("there is no case “{case}”"),
            Self::BusinessKeyTaken { code, key } => {
                format!("there is a case of {code} with the business key “{key}” already")
            }
            Self::BusinessKeyUnfit => {
                "a business key has 1 to 200 characters, none of them a control character".to_owned()
            }
            Self::Name(error) => error.to_string(),
            Self::DefinitionMissing { definition } => {
                format!("the procedure {definition} is not in the store")
            }
            Self::DefinitionChanged { definition } => format!(
                "the text of the procedure {definition} gives another one today: the host lends other functions to guards"
            ),
            Self::Record(error) => error.message(Language::English),
            Self::Busy { case } => format!("others keep changing the case “{case}”: try again"),
            Self::Keep(error) => error.message(Language::English),
            Self::Attachment(error) => error.message(Language::English),
            Self::LeaseLost { case } => format!(
                "the lease of the job of the case “{case}” has run out and another has it: this answer comes too late"
            ),
            Self::Store(error) => error.message(Language::English),
            Self::Log(error) => match below(error) {
                Some(store) => store.message(Language::English),
                None => error.to_string(),
            },
        }
    }
}

/// What failed below the log.
fn below(error: &LogError) -> Option<&StoreError> {
    let LogError::Store { source } = error else { return None };
    let shared = source.downcast_ref::<std::sync::Arc<StoreError>>();
    shared.map(|shared| &**shared).or_else(|| source.downcast_ref::<StoreError>())
}

fn name_in_spanish(error: &StreamError) -> String {
    match error {
        StreamError::Shape { text } => format!("«{text}» no es inquilino/clase/nombre"),
        StreamError::Empty { .. } => "el nombre está vacío".to_owned(),
        StreamError::TooLong { .. } => "el nombre tiene más de 64 caracteres".to_owned(),
        StreamError::Character { .. } => {
            "el nombre tiene una barra, un carácter de control o espacios en los extremos".to_owned()
        }
        other => other.to_string(),
    }
}

fn first(diagnostics: &[Diagnostic], language: Language) -> String {
    let errors = diagnostics.iter().filter(|found| found.grade == Grade::Error).take(3);
    let said: Vec<String> =
        errors.map(|found| format!("{} {}", found.problem.code(), found.problem.message(language))).collect();
    said.join("; ")
}
