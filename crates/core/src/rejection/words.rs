//! The codes and names of rejections, and their pages.

use super::Rejection;
use crate::diagnostic::Page;
use crate::source::Language;

/// Writes codes, names and pages from one list; a rejection without a row does not compile.
macro_rules! rejections {
    ($($variant:ident $code:literal $spanish:literal $english:literal;)+) => {
        impl Rejection {
            fn row(&self) -> [&'static str; 3] {
                match self { $(Rejection::$variant { .. } => [$code, $spanish, $english],)+ }
            }
        }

        const ROWS: &[[&str; 3]] = &[$([$code, $spanish, $english]),+];

        /// The pages of all rejections, in order of their codes.
        pub(crate) const PAGES: &[Page] = &[$($crate::diagnostic::family::page!($code, $spanish, $english)),+];
    };
}

rejections! {
    UnknownProcedure "C0701" "procedimiento-desconocido" "procedure-not-known";
    DefinitionMissing "C0702" "falta-definicion" "definition-missing";
    NotStarted "C0703" "caso-sin-iniciar" "case-not-started";
    AlreadyStarted "C0704" "caso-ya-iniciado" "case-already-started";
    Finished "C0705" "caso-terminado" "case-ended";
    Conflict "C0706" "registro-cambiado" "record-conflict";
    ClockJump "C0707" "salto-de-reloj" "clock-jump";
    TimersDue "C0708" "vencimientos-pendientes" "timers-due";
    UnknownItem "C0709" "tarea-inexistente" "no-such-item";
    ItemClosed "C0710" "ya-completada" "already-completed";
    NotOpen "C0711" "no-esta-abierta" "not-open";
    WrongKind "C0712" "orden-no-aplicable" "wrong-command";
    RoleNotAllowed "C0713" "rol-no-autorizado" "role-not-allowed";
    UnknownRole "C0714" "rol-ajeno" "role-not-known";
    PersonNeeded "C0715" "falta-persona" "person-needed";
    PersonIdEmpty "C0716" "persona-sin-identificar" "person-without-id";
    ClaimedByAnother "C0717" "tomada-por-otra-persona" "claimed-by-another";
    NotClaimed "C0718" "no-esta-tomada" "not-claimed";
    SamePerson "C0719" "misma-persona" "same-person";
    TooEarly "C0720" "antes-de-tiempo" "too-early";
    AnswerMissing "C0721" "falta-respuesta" "answer-missing";
    UnknownAnswer "C0722" "respuesta-inexistente" "no-such-answer";
    AnswerNotAsked "C0723" "respuesta-no-pedida" "answer-not-asked";
    AnswerComputed "C0724" "respuesta-calculada" "answer-computed";
    AnswerNotEnabled "C0725" "respuesta-no-habilitada" "answer-not-enabled";
    NoteMissing "C0726" "falta-nota" "note-missing";
    VerificationMissing "C0727" "falta-verificacion" "verification-missing";
    VerificationNotAsked "C0728" "verificacion-no-pedida" "verification-not-asked";
    PointsMissing "C0729" "faltan-puntos" "points-missing";
    PointsContradict "C0730" "puntos-contradictorios" "points-contradict";
    EvidenceMissing "C0731" "falta-evidencia" "evidence-missing";
    EvidenceTooMany "C0732" "evidencia-de-mas" "too-much-evidence";
    EvidenceNotAsked "C0733" "evidencia-no-pedida" "evidence-not-asked";
    CitationUnknown "C0734" "cita-sin-evidencia" "citation-without-evidence";
    SignatureMissing "C0735" "falta-firma" "signature-missing";
    SignatureNotAsked "C0736" "firma-no-pedida" "signature-not-asked";
    AlreadySigned "C0737" "ya-firmado" "already-signed";
    UnknownDatum "C0738" "dato-no-pedido" "datum-not-asked";
    DatumMissing "C0739" "falta-dato" "datum-missing";
    WrongValue "C0740" "dato-de-otro-tipo" "datum-of-another-kind";
    GivenTwice "C0741" "dado-dos-veces" "given-twice";
    UnknownIndicator "C0742" "indicador-no-pedido" "indicator-not-asked";
    MeasureMissing "C0743" "falta-medicion" "measurement-missing";
    NoIncident "C0744" "sin-incidente" "no-incident";
    ResolutionNotPossible "C0745" "solucion-no-posible" "resolution-not-possible";
    ReasonMissing "C0746" "falta-motivo" "reason-missing";
    KeyReused "C0747" "clave-reutilizada" "key-reused";
    TooLarge "C0748" "demasiado-grande" "too-large";
    EvidenceUnnamed "C0749" "evidencia-sin-nombre" "evidence-without-name";
    AlreadyYours "C0750" "ya-es-suya" "already-yours";
    ConditionUnknown "C0751" "condicion-sin-valor" "condition-without-value";
    DateTooFar "C0752" "fecha-demasiado-lejana" "date-too-far";
    KeyEmpty "C0753" "clave-vacia" "empty-key";
    NobodyWaits "C0760" "nadie-espera-la-senal" "nobody-waits-for-signal";
    NotAvailable "C0761" "evento-no-habilitado" "event-not-available";
    UnknownStart "C0762" "inicio-desconocido" "start-not-known";
    NotAwaited "C0765" "mensaje-no-esperado" "message-not-awaited";
    MessageLacks "C0766" "mensaje-incompleto" "message-incomplete";
    StaleAttempt "C0773" "intento-pasado" "stale-attempt";
    HostNeeded "C0774" "solo-programa" "host-needed";
    NobodyCatches "C0775" "error-que-nadie-atiende" "error-nobody-catches";
    InteractionOpen "C0885" "espera-interaccion" "interaction-open";
    AnswerOfOthers "C0886" "responde-otro-rol" "answered-by-another-role";
    CannotMigrate "C1201" "no-puede-migrar" "cannot-migrate";
    UnknownInMapping "C1202" "ajeno-al-mapeo" "unknown-in-mapping";
}

impl Rejection {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row()[0]
    }

    /// The name in that language: what a path file writes after `motivo`.
    ///
    /// ```
    /// use cauce::{rejection::Rejection, source::Language};
    /// assert_eq!(Rejection::NoteMissing.name(Language::Spanish), "falta-nota");
    /// ```
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        self.row()[1 + language as usize]
    }

    /// One sentence that says what was refused.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.spanish(),
            Language::English => self.english(),
        }
    }

    /// What to do instead, where there is more to say than the message does.
    #[must_use]
    pub fn help(&self, language: Language) -> Option<String> {
        match language {
            Language::Spanish => self.spanish_help(),
            Language::English => self.english_help(),
        }
    }
}

/// The code of the rejection with that name, in either language.
///
/// ```
/// assert_eq!(cauce::rejection::code_of("falta-evidencia"), Some("C0731"));
/// assert_eq!(cauce::rejection::code_of("evidence-missing"), Some("C0731"));
/// ```
#[must_use]
pub fn code_of(name: &str) -> Option<&'static str> {
    ROWS.iter().find(|row| row[1..].contains(&name)).map(|row| row[0])
}

/// The names of all rejections in that language, in order of their codes.
pub fn names(language: Language) -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(move |row| row[1 + language as usize])
}

/// `«a», «b» o «c»`.
pub(super) fn either(texts: &[crate::data::Text], quotes: [&str; 2], or: &str) -> String {
    let mut said = String::new();
    for (position, text) in texts.iter().enumerate() {
        let before = match position {
            0 => "",
            _ if position + 1 == texts.len() => or,
            _ => ", ",
        };
        said.push_str(&format!("{before}{}{text}{}", quotes[0], quotes[1]));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::{PAGES, Page, ROWS, code_of};
    use crate::command::ItemId;
    use crate::rejection::Rejection;
    use crate::source::Language;

    #[test]
    fn codes_and_names_are_told_apart_and_each_page_begins_with_its_own() {
        assert!(ROWS.is_sorted_by(|one, other| one[0] < other[0]), "codes stand in order, each once");
        for row in ROWS {
            for name in &row[1..] {
                assert_eq!(code_of(name), Some(row[0]));
            }
        }
        for Page { code, names, texts } in PAGES {
            for (name, text) in names.iter().zip(texts) {
                assert!(text.starts_with(&format!("# {code} · {name}\n\n")), "{code}");
            }
        }
    }

    #[test]
    fn rejections_are_said_in_both_languages() {
        let rejection = Rejection::SignatureMissing {
            record: "acta".into(),
            roles: ["auditor", "prestador", "abogado"].map(Into::into).into(),
            rule: crate::procedure::Choice::AnyOf,
        };
        assert_eq!(rejection.name(Language::Spanish), "falta-firma");
        assert_eq!(
            rejection.message(Language::Spanish),
            "a «acta» le falta la firma de «auditor», «prestador» o «abogado»"
        );
        assert_eq!(
            rejection.to_string(),
            "“acta” lacks the signature of “auditor”, “prestador” or “abogado”"
        );
        assert_eq!(Rejection::ItemClosed { item: ItemId(3) }.name(Language::Spanish), "ya-completada");
        assert_eq!(Rejection::NotOpen { reference: "4".into() }.name(Language::Spanish), "no-esta-abierta");
    }
}
