//! Names and sentences of refusals, as paths write them.

use crate::data::Text;
use crate::rejection::Rejection;
use crate::source::Language;

/// The name of a refusal, as `motivo` gives it.
pub(super) fn name(rejection: &Rejection, language: Language) -> Text {
    let names = match rejection {
        Rejection::NotOpen { .. } => ["no-esta-abierta", "not-open"],
        Rejection::RoleNotAllowed { .. } => ["rol-no-autorizado", "role-not-allowed"],
        Rejection::AnswerMissing { .. } => ["falta-respuesta", "answer-missing"],
        Rejection::UnknownAnswer { .. } => ["respuesta-inexistente", "no-such-answer"],
        Rejection::NoteMissing => ["falta-nota", "note-missing"],
        Rejection::VerificationMissing { .. } => ["falta-verificacion", "verification-missing"],
        Rejection::EvidenceMissing { .. } => ["falta-evidencia", "evidence-missing"],
        Rejection::SignatureMissing { .. } => ["falta-firma", "signature-missing"],
        other => return format!("{other:?}").into(),
    };
    names[language as usize].into()
}

/// The name of a refusal with its facts.
pub(super) fn told(rejection: &Rejection, language: Language) -> String {
    name(rejection, language).to_string()
}
