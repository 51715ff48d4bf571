//! Rejections in Spanish.

use super::words::either;
use super::{Rejection, obstacle};
use crate::data::{Kind, Text};
use crate::procedure::Choice;
use crate::source::Language;

fn list(texts: &[Text]) -> String {
    either(texts, ["«", "»"], " o ")
}

/// The roles that must sign: all of them, or one.
fn signers(roles: &[Text], rule: Choice) -> String {
    either(roles, ["«", "»"], if rule == Choice::All { " y " } else { " o " })
}

/// SI and NO as people say them; other answers by their id.
fn answers_said(answers: &[Text]) -> String {
    let said = |answer: &Text| match &**answer {
        "yes" => "SI".into(),
        "no" => "NO".into(),
        _ => answer.clone(),
    };
    list(&answers.iter().map(said).collect::<Vec<_>>())
}

impl Rejection {
    pub(super) fn spanish(&self) -> String {
        match self {
            Rejection::UnknownProcedure { procedure } => {
                format!("no hay un procedimiento «{procedure}»")
            }
            Rejection::DefinitionMissing { definition } => format!(
                "no está cargada la versión del procedimiento con la que empezó el caso ({definition})"
            ),
            Rejection::NotStarted => "el caso no ha empezado".into(),
            Rejection::AlreadyStarted => "el caso ya empezó".into(),
            Rejection::Finished => "el caso ya terminó".into(),
            Rejection::Conflict { expected, found } => {
                format!("el caso cambió entretanto: tenía {expected} registros y ahora tiene {found}")
            }
            Rejection::ClockJump { asked, last: Some(last) } => {
                format!("el reloj saltó: la orden dice {asked} y lo último del caso es de {last}")
            }
            Rejection::ClockJump { asked, last: None } => {
                format!("el reloj dice {asked}, que no puede ser hoy")
            }
            Rejection::TimersDue { due } => format!("hay vencimientos pendientes desde {due}"),
            Rejection::UnknownItem { item } => format!("el caso nunca tuvo la tarea {item}"),
            Rejection::ItemClosed { item } => {
                format!("la tarea {item} ya está completada o cerrada")
            }
            Rejection::NotOpen { reference } => format!("«{reference}» no está abierta"),
            Rejection::WrongKind { reference } => {
                format!("«{reference}» está abierta, pero no se hace con esta orden")
            }
            Rejection::RoleNotAllowed { role, allowed } if allowed.is_empty() => {
                format!("el rol «{role}» no puede hacerlo")
            }
            Rejection::RoleNotAllowed { role, allowed } => {
                format!("el rol «{role}» no puede hacerlo; puede {}", list(allowed))
            }
            Rejection::UnknownRole { role } => format!("el procedimiento no tiene un rol «{role}»"),
            Rejection::PersonNeeded => "esto solo lo puede hacer una persona".into(),
            Rejection::HostNeeded => "esto solo lo hace un programa".into(),
            Rejection::StaleAttempt { attempt, current } => {
                format!("el intento {attempt} ya pasó; va el intento {current}")
            }
            Rejection::PersonIdEmpty => "no se dice quién es la persona".into(),
            Rejection::ClaimedByAnother { reference } => {
                format!("otra persona ya tomó «{reference}»")
            }
            Rejection::AlreadyYours { reference } => format!("usted ya tiene «{reference}»"),
            Rejection::NotAwaited { message } => {
                format!("el caso no espera ahora ningún mensaje «{message}» con estos valores")
            }
            Rejection::MessageLacks { message, value } => {
                format!("al mensaje «{message}» le falta «{value}»")
            }
            Rejection::NotClaimed { reference } => format!("nadie ha tomado «{reference}»"),
            Rejection::SamePerson => "quien hizo el trabajo no puede verificarlo".into(),
            Rejection::TooEarly { not_before } => {
                format!("todavía no: se puede desde {not_before}")
            }
            Rejection::AnswerMissing { answers } => {
                format!("falta la respuesta: {}", answers_said(answers))
            }
            Rejection::UnknownAnswer { answer, answers } => {
                format!("«{answer}» no es una respuesta; las hay: {}", answers_said(answers))
            }
            _ => self.spanish_of_work(),
        }
    }

    /// What is handed in with work.
    fn spanish_of_work(&self) -> String {
        match self {
            Rejection::AnswerNotAsked { reference } => {
                format!("«{reference}» no hace ninguna pregunta")
            }
            Rejection::AnswerComputed { reference } => {
                format!("la respuesta de «{reference}» se calcula; no la da una persona")
            }
            Rejection::AnswerNotEnabled { answer } => {
                format!(
                    "la respuesta {} no está disponible ahora",
                    answers_said(std::slice::from_ref(answer))
                )
            }
            Rejection::NoteMissing => "falta una nota: lo que regresa o no es conforme se explica".into(),
            Rejection::VerificationMissing { verifies } => {
                format!("falta el resultado del punto de control: {verifies}")
            }
            Rejection::VerificationNotAsked { reference } => {
                format!("«{reference}» no pide aquí el resultado de una verificación")
            }
            Rejection::PointsMissing { needed, given } => {
                format!("la lista de chequeo tiene {needed} puntos y se dieron {given} resultados")
            }
            Rejection::PointsContradict => "el resultado contradice los puntos de la lista de chequeo".into(),
            Rejection::EvidenceMissing { records } => {
                format!("falta la evidencia: {}", list(records))
            }
            Rejection::EvidenceTooMany { records } => {
                format!("solo se entrega uno de estos registros: {}", list(records))
            }
            Rejection::EvidenceUnnamed { record } => {
                format!("el documento entregado como «{record}» no tiene nombre")
            }
            Rejection::EvidenceNotAsked { record } => {
                format!("la actividad no pide el registro «{record}»")
            }
            Rejection::CitationUnknown { record } => {
                format!("el caso no tiene evidencia válida de «{record}» que se pueda citar")
            }
            Rejection::SignatureMissing { record, roles, rule } => {
                format!("a «{record}» le falta la firma de {}", signers(roles, *rule))
            }
            Rejection::SignatureNotAsked { record, role } => {
                format!("«{role}» no firma aquí «{record}»")
            }
            Rejection::AlreadySigned { record, role } => {
                format!("«{role}» ya firmó este documento de «{record}»")
            }
            Rejection::UnknownDatum { datum } => format!("aquí no se pide el dato «{datum}»"),
            Rejection::DatumMissing { datum } => format!("falta el dato «{datum}»"),
            Rejection::WrongValue { datum, kind } => {
                format!("el dato «{datum}» debe ser {}", kind_in_spanish(*kind))
            }
            Rejection::GivenTwice { what } => format!("«{what}» se dio dos veces"),
            Rejection::UnknownIndicator { indicator } => {
                format!("aquí no se pide el indicador «{indicator}»")
            }
            Rejection::MeasureMissing { indicator } => {
                format!("falta el valor del indicador «{indicator}»")
            }
            Rejection::NoIncident { item } => format!("la tarea {item} no tiene ningún incidente"),
            Rejection::ResolutionNotPossible => "el incidente no se puede resolver así".into(),
            Rejection::ReasonMissing => "falta el motivo".into(),
            Rejection::ConditionUnknown { answer, fault } => {
                let answer = answers_said(std::slice::from_ref(answer));
                let why = fault.message(Language::Spanish);
                format!("no se puede saber si la respuesta {answer} está disponible: {why}")
            }
            Rejection::DateTooFar { datum, reference } => format!(
                "con esa fecha en «{datum}» el plazo de «{reference}» no se puede calcular: pasa del año 9999"
            ),
            Rejection::KeyEmpty => "la clave de la orden está vacía".into(),
            Rejection::AnswerOfOthers { reference, roles } => {
                format!("la pregunta de «{reference}» la responde {}", list(roles))
            }
            Rejection::InteractionOpen { reference, interactions } => {
                format!("«{reference}» aguarda a que se cierre {}", signers(interactions, Choice::All))
            }
            Rejection::KeyReused { key } => format!("la clave «{key}» ya se usó para otra cosa"),
            Rejection::NobodyCatches { reference, code } => {
                format!("ningún evento atiende ahora el error «{code}» de «{reference}»")
            }
            Rejection::NobodyWaits { signal } => format!("en el caso nada espera la señal «{signal}»"),
            Rejection::NotAvailable { reference } => {
                format!("el evento «{reference}» no está habilitado ahora")
            }
            Rejection::UnknownStart { start } => format!("el procedimiento no tiene el inicio «{start}»"),
            Rejection::CannotMigrate { obstacles } => format!(
                "el caso no puede pasar a esa versión: {}",
                obstacle::listed(obstacles, Language::Spanish)
            ),
            Rejection::UnknownInMapping { name, version } => {
                format!("el mapeo nombra «{name}», que la versión {version} no tiene")
            }
            Rejection::TooLarge { what, limit } => {
                let what = match *what {
                    "person" => "el nombre de quien actúa",
                    "role" => "el nombre del rol",
                    "key" => "la clave de la orden",
                    "code" => "el código del error",
                    "answers" => "la lista de respuestas",
                    "nesting" => "las listas, una dentro de otra",
                    _ => "lo que se entrega",
                };
                format!("demasiado grande: {what}; el límite es {limit}")
            }
            _ => "la orden no se aceptó".into(),
        }
    }

    pub(super) fn spanish_help(&self) -> Option<String> {
        let help = match self {
            Rejection::UnknownProcedure { .. } => "cargue el procedimiento o revise su código",
            Rejection::DefinitionMissing { .. } => {
                "cargue también las versiones con las que empezaron los casos abiertos"
            }
            Rejection::NotStarted => "inicie el caso primero",
            Rejection::Conflict { .. } => "lea de nuevo el caso y repita la orden si todavía procede",
            Rejection::ClockJump { .. } => "corrija el reloj, o confirme que el salto es a propósito",
            Rejection::TimersDue { .. } => "avance primero el tiempo del caso",
            Rejection::ItemClosed { .. } | Rejection::NotOpen { .. } => {
                "mire qué está abierto en la lista de trabajo"
            }
            Rejection::RoleNotAllowed { .. } | Rejection::UnknownRole { .. } => {
                "actúe en uno de los roles responsables, o delegue"
            }
            Rejection::ClaimedByAnother { .. } => "pida que la libere o la delegue",
            Rejection::NotAwaited { .. } => {
                "revise el nombre y los valores que correlacionan, o envíelo más tarde"
            }
            Rejection::MessageLacks { .. } => "envíe el mensaje con todos los valores que su espera toma",
            Rejection::AlreadyYours { .. } => "hágala, libérela o delegue en otra persona",
            Rejection::SamePerson => "verifica otra persona, con el rol que la actividad indica",
            Rejection::NoteMissing => "escriba en una frase qué falta o qué no se cumple",
            Rejection::VerificationMissing { .. } => "diga «conforme» o «no conforme»",
            Rejection::EvidenceMissing { .. } => "entregue el documento, o cite el que el caso ya tiene",
            Rejection::EvidenceUnnamed { .. } => "escriba el nombre de su archivo",
            Rejection::EvidenceTooMany { .. } => "deje uno y retire los demás",
            Rejection::CitationUnknown { .. } => {
                "un regreso deja sin efecto lo entregado: entregue el documento de nuevo"
            }
            Rejection::SignatureMissing { .. } => "firme quien falta, también otro día, antes de completar",
            Rejection::ReasonMissing => "escriba por qué: queda en el registro del caso",
            Rejection::ConditionUnknown { .. } => {
                "registre ese valor y responda de nuevo, o elija otra respuesta"
            }
            Rejection::NobodyCatches { .. } => "diga uno de los errores que la tarea ofrece, o complétela",
            Rejection::DateTooFar { .. } => "revise el año de la fecha",
            Rejection::KeyEmpty => "dé a la orden una clave, o ninguna",
            Rejection::AnswerOfOthers { .. } => {
                "complétela sin respuesta: la pregunta queda abierta para quien la responde"
            }
            Rejection::InteractionOpen { .. } => {
                "cierre antes la interacción, o responda que no se requiere si todavía se pregunta"
            }
            Rejection::CannotMigrate { .. } => {
                "diga en el mapeo dónde sigue o que termina cada cosa, o espere a que esté hecha"
            }
            Rejection::UnknownInMapping { .. } => {
                "escriba números o identificadores como están en los archivos de ambas versiones"
            }
            Rejection::KeyReused { .. } => "use una clave nueva para cada orden nueva",
            Rejection::TooLarge { .. } => {
                "acorte lo que se entrega; los documentos se citan por su huella, no se copian"
            }
            _ => return None,
        };
        Some(help.into())
    }
}

pub(super) fn kind_in_spanish(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "un texto",
        Kind::Decimal => "un número",
        Kind::Integer => "un número entero",
        Kind::Date => "una fecha, como 2022-02-25",
        Kind::DateTime => "una fecha con hora",
        Kind::Duration => "una duración",
        Kind::YesNo => "SI o NO",
        Kind::Choice => "una de sus opciones",
        Kind::List => "una lista",
        Kind::Any => "un valor",
    }
}
