//! What is said in Spanish: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::listing::{cited, joined, quoted};
use super::{Aspect, CheckProblem as P, Junction, Listing, Place, ZoneUse};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::keywords::Keyword;
use crate::source::Language::{self, Spanish};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    match problem {
        P::Unreachable { elements, before, recorded } => {
            unreachable(elements, before.as_ref(), recorded, file)
        }
        P::NoWayToEnd { elements, circle, gate, recorded } => (
            format!("Desde {} no se puede llegar al fin: {}.", elements.named(Spanish), gate.told(Spanish)),
            format!("{} {}", goes_round(circle), way_on(gate, recorded, file)),
        ),
        P::NoEnd { gate, recorded } => (
            format!("El procedimiento no termina nunca: {}.", gate.told(Spanish)),
            way_on(gate, recorded, file),
        ),
        P::DeadEnd { element } => (
            format!("De {} no se sale: no dice qué sigue.", element.named(Spanish)),
            format!(
                "Escriba adónde lleva, por ejemplo: {next} = \"id-de-la-siguiente\", o {next} = \"{end_word}\" si ahí termina.",
                next = w(Keyword::Next),
                end_word = w(Keyword::End)
            ),
        ),
        P::NoActivity => (
            "El procedimiento no tiene actividades.".into(),
            format!(
                "Agregue al menos una: [[{activity}]] con id, {title} y {responsible}.",
                activity = w(Keyword::Activity),
                title = w(Keyword::Title),
                responsible = w(Keyword::Responsible)
            ),
        ),
        P::AutomaticCycle { cycle } => (
            format!("El ciclo {} se repite solo y nada lo detiene.", round(cycle)),
            format!(
                "Ponga en el ciclo una actividad de persona o un regreso contado ({back_to}), o una salida con una \
             condición que el propio ciclo pueda cambiar.",
                back_to = w(Keyword::BackTo)
            ),
        ),
        P::BoundedCycle { cycle } => (
            format!("El ciclo {} se repite solo hasta que cambie su condición de salida.", round(cycle)),
            "Revise que la condición llegue a cumplirse: si no, el caso se detiene con un incidente.".into(),
        ),
        P::DecidesWithoutTarget { activity, indicator } => (
            format!(
                "En {} se decide con el indicador «{indicator}», que no tiene meta.",
                cited(activity, Spanish)
            ),
            format!(
                "Escriba la meta en su bloque [[{indicator}]] ({target} = …), o cambie {decides} por {suggests} para que responda una \
             persona.",
                indicator = w(Keyword::Indicator),
                target = w(Keyword::Target),
                decides = w(Keyword::Decides),
                suggests = w(Keyword::Suggests)
            ),
        ),
        P::WithoutTarget { activity, indicator, recorded } => (
            format!(
                "En {} se usa el indicador «{indicator}», sin meta: decide la persona.{}",
                cited(activity, Spanish),
                on_record(recorded)
            ),
            format!(
                "Cuando la fuente fije la meta, escríbala en su bloque [[{indicator}]]: {target} = …",
                indicator = w(Keyword::Indicator),
                target = w(Keyword::Target)
            ),
        ),
        P::ZoneMissing { used_by, activities } => (
            format!(
                "Falta la zona horaria: {} en {} la necesita.",
                zone_use(*used_by, file),
                match activities.len() {
                    0 => format!("[{}]", w(Keyword::Procedure)),
                    _ => activities.named(Spanish),
                }
            ),
            format!(
                "Agregue a [{procedure}] un renglón como: {time_zone} = \"America/Bogota\"",
                procedure = w(Keyword::Procedure),
                time_zone = w(Keyword::TimeZone)
            ),
        ),
        P::RepeatedFinding { id } => (
            format!("Hay dos hallazgos con el id «{id}»."),
            "Dele a uno de los dos otro id: por él se les cita.".into(),
        ),
        P::VerifierOfNothing { activity } => (
            format!("En {} otra persona verifica, y no dice qué.", cited(activity, Spanish)),
            format!(
                "Escriba el punto de control: {control} = \"…\", o quite {verified_by}.",
                control = w(Keyword::Control),
                verified_by = w(Keyword::VerifiedBy)
            ),
        ),
        P::SignedByNobody { activity } => (
            format!("En {} la lista de quienes firman está vacía.", cited(activity, Spanish)),
            format!("Nombre un rol, o quite {}.", w(Keyword::SignedBy)),
        ),
        P::AskedTwice { activity, key, what } => (
            format!("En {}, {} pide «{what}» dos veces.", cited(activity, Spanish), w(*key)),
            "Basta una: se entrega una vez.".into(),
        ),
        P::NeverReturns { activity } => (
            format!("En {} hay un regreso que no se permite ninguna vez.", cited(activity, Spanish)),
            format!(
                "Escriba en {maximum} cuántas veces se permite, o quítelo; así, quien lo elija detiene el caso.",
                maximum = w(Keyword::Maximum)
            ),
        ),
        P::WarnsTooEarly { activity } => (
            format!("En {} el aviso se adelanta más de lo que dura el plazo.", cited(activity, Spanish)),
            format!(
                "Acorte {warns_before} o alargue {deadline}: así el aviso llega al abrirse.",
                warns_before = w(Keyword::WarnsBefore),
                deadline = w(Keyword::Deadline)
            ),
        ),
        P::MinimumBeyondDeadline { activity } => (
            format!("En {} no se puede cumplir antes de que venza el plazo.", cited(activity, Spanish)),
            format!(
                "Acorte {minimum} o alargue {deadline}: los dos se cuentan desde el mismo momento.",
                minimum = w(Keyword::MinimumTerm),
                deadline = w(Keyword::Deadline)
            ),
        ),
        P::AnchorOnlyLater { activity, anchor, key } => (
            format!(
                "En {}, {} se cuenta desde {}, que solo puede venir después.",
                cited(activity, Spanish),
                w(*key),
                cited(anchor, Spanish)
            ),
            "Cuente desde una actividad anterior, o desde un dato: así no vence nunca.".into(),
        ),
        P::FindingWithoutPlace { id } => (
            format!("El hallazgo «{id}» no dice en qué lugar de la fuente está."),
            format!(
                "Agréguele, por ejemplo: {where_word} = \"pág. 8, actividad 7, salida NO\"",
                where_word = w(Keyword::Where)
            ),
        ),
        P::SameWay { activity, answers, to, recorded } => (
            format!(
                "En {}, {} llevan al mismo lugar: {}.{}",
                cited(activity, Spanish),
                joined(answers, Spanish),
                place(to),
                on_record(recorded)
            ),
            "Si la respuesta no cambia nada, quite la pregunta; si cambia algo, corrija un destino.".into(),
        ),
        P::ControlWithoutConsequence { activities, recorded } => (
            format!("{} no dice qué pasa si no se cumple.{}", control_of(activities), on_record(recorded)),
            format!(
                "Agregue una pregunta con {yes_word} y {no_word}, o {control} = {{ {verifies} = \"…\", {if_nonconforming} = \"…\" }}.",
                control = w(Keyword::Control),
                verifies = w(Keyword::Verifies),
                if_nonconforming = w(Keyword::IfNonconforming),
                yes_word = w(Keyword::Yes),
                no_word = w(Keyword::No)
            ),
        ),
        P::RepeatedActivities { activities, recorded } => (
            format!(
                "{} son iguales (texto, responsable y evidencia).{}",
                capitalized(&activities.named(Spanish)),
                on_record(recorded)
            ),
            format!(
                "Quite la que sobra, o deje constancia en un [[{finding}]] si la fuente las repite.",
                finding = w(Keyword::Finding)
            ),
        ),
        P::RecordsWithoutRetention { retention, keeper, recorded } => (
            format!("{}{}", retention_said(retention, keeper), on_record(recorded)),
            format!(
                "Agregue a su bloque [[{record}]]: {retention} = \"…\" y {custodian} = \"…\".",
                record = w(Keyword::Record),
                retention = w(Keyword::Retention),
                custodian = w(Keyword::Custodian)
            ),
        ),
        P::ControlAspects { missing, recorded } => (
            format!("A los puntos de control les falta decir: {}.{}", aspects(missing), on_record(recorded)),
            format!(
                "Los seis aspectos se escriben así: {control} = {{ {verifies}, {who}, {frequency}, {how}, {if_nonconforming}, {evidence} }}.",
                control = w(Keyword::Control),
                if_nonconforming = w(Keyword::IfNonconforming),
                verifies = w(Keyword::Verifies),
                who = w(Keyword::Who),
                frequency = w(Keyword::Frequency),
                how = w(Keyword::How),
                evidence = w(Keyword::Evidence)
            ),
        ),
        P::Unused { block, id, recorded } => (
            format!("{} «{id}» está declarado y nadie lo usa.{}", declared(*block), on_record(recorded)),
            "Úselo donde corresponde, o quite el bloque.".into(),
        ),
        P::WithoutEvidence { activities, recorded } => (
            format!(
                "{} no {} evidencia.{}",
                capitalized(&activities.named(Spanish)),
                if activities.len() > 1 { "dejan" } else { "deja" },
                on_record(recorded)
            ),
            format!(
                "Agregue {evidence} = [\"id-del-registro\"], o deje constancia en un [[{finding}]] si la fuente no la pide.",
                finding = w(Keyword::Finding),
                evidence = w(Keyword::Evidence)
            ),
        ),
        P::IdStyle { ids, guard_names: false } => (
            format!("Estos ids no van en minúsculas con guiones: {}.", quoted(ids, Spanish)),
            "Se aceptan así. En archivos nuevos escriba, por ejemplo, «comisionar-equipo».".into(),
        ),
        P::IdStyle { ids, guard_names: true } => (
            format!("Estos nombres de datos o indicadores no van en minúsculas: {}.", quoted(ids, Spanish)),
            "Se aceptan así. En archivos nuevos escriba, por ejemplo, «valor_total».".into(),
        ),
        P::NoDefaultFlow { gateway } => (
            format!("La compuerta «{gateway}» no dice qué sigue si ninguna condición se cumple."),
            format!(
                "Agregue una salida {{ {goes_to} = \"…\", {otherwise} = true }}: sin ella el caso se detiene con un incidente.",
                goes_to = w(Keyword::GoesTo),
                otherwise = w(Keyword::Otherwise)
            ),
        ),
        P::UntakenNext { activity } => (
            format!(
                "{next} de la actividad {activity} nunca se toma: por dónde se sigue lo decide la primera de sus \
                alternativas que ocurra.",
                next = w(Keyword::Next)
            ),
            format!(
                "Quite {next}, o diga en una alternativa con {to} adónde lleva.",
                next = w(Keyword::Next),
                to = w(Keyword::GoesTo)
            ),
        ),
        P::IgnoredCondition { gateway, to } => (
            format!(
                "La compuerta «{gateway}» abre todos sus caminos: no se mira la condición del que va hacia {}.",
                place(to)
            ),
            format!(
                "Quite {if_met}, o haga la compuerta de {kind} = \"{inclusive}\".",
                if_met = w(Keyword::IfMet),
                kind = w(Keyword::Type),
                inclusive = w(Keyword::Inclusive)
            ),
        ),
        P::NeverTaken { gateway, to, always } => (
            format!(
                "En la compuerta «{gateway}» nunca se toma la salida hacia {}: antes está la que va hacia {}, sin condición.",
                place(to),
                place(always)
            ),
            format!(
                "Póngale {if_met} a la primera, o déjela con {otherwise} = true.",
                otherwise = w(Keyword::Otherwise),
                if_met = w(Keyword::IfMet)
            ),
        ),
    }
}

fn unreachable(
    elements: &Listing,
    before: Option<&Junction>,
    recorded: &[Text],
    file: Language,
) -> (String, String) {
    let named = elements.named(Spanish);
    let Some(before) = before else {
        return (
            format!("Nadie llega a {named}: nada lleva hasta ahí."),
            format!(
                "Escriba en la actividad que la precede: {next} = \"{}\"; o quite lo que sobra.",
                elements.first(),
                next = Keyword::Next.word(file)
            ),
        );
    };
    let help = match recorded {
        [] if before.only_returns() => way_on(before, recorded, file),
        [] => format!(
            "Corrija el destino en {} para que lleve a {}, o quite lo que sobra.",
            cited(&before.name, Spanish),
            cited(elements.first(), Spanish)
        ),
        _ => as_printed(recorded),
    };
    (format!("Nadie llega a {named}: {}.", before.told(Spanish)), help)
}

fn way_on(gate: &Junction, recorded: &[Text], file: Language) -> String {
    match recorded {
        [] => format!(
            "Dé a {} una salida que siga adelante: {on_to} = … o \"{end_word}\".",
            cited(&gate.name, Spanish),
            on_to = Keyword::OnTo.word(file),
            end_word = Keyword::End.word(file)
        ),
        _ => as_printed(recorded),
    }
}

fn as_printed(recorded: &[Text]) -> String {
    format!("Así está impreso y consta en {}; la lectura elegida lo corrige.", joined(recorded, Spanish))
}

fn goes_round(circle: &Listing) -> String {
    match circle.len() {
        1 => format!("El trabajo se repite en {}.", circle.named(Spanish)),
        _ => format!("El trabajo da vueltas entre {}.", circle.named(Spanish)),
    }
}

fn on_record(recorded: &[Text]) -> String {
    match recorded {
        [] => String::new(),
        _ => format!(" Ya consta en {}.", joined(recorded, Spanish)),
    }
}

fn control_of(activities: &Listing) -> String {
    match activities.len() {
        1 => format!("El punto de control de {}", cited(activities.first(), Spanish)),
        _ => format!("El punto de control de cada una de {}", activities.named(Spanish)),
    }
}

fn retention_said(retention: &[Text], keeper: &[Text]) -> String {
    match (retention, keeper) {
        ([only], keeper) if retention == keeper => {
            format!("Del registro «{only}» no se dice cuánto se conserva ni quién lo custodia.")
        }
        ([only], []) => format!("Del registro «{only}» no se dice cuánto se conserva."),
        ([], [only]) => format!("Del registro «{only}» no se dice quién lo custodia."),
        (several, keeper) if several == keeper => {
            format!(
                "De los registros {} no se dice cuánto se conservan ni quién los custodia.",
                quoted(several, Spanish)
            )
        }
        (several, []) => {
            format!("De los registros {} no se dice cuánto se conservan.", quoted(several, Spanish))
        }
        ([], several) => {
            format!("De los registros {} no se dice quién los custodia.", quoted(several, Spanish))
        }
        _ => format!(
            "No se dice cuánto se conserva ({}) ni quién custodia ({}).",
            quoted(retention, Spanish),
            quoted(keeper, Spanish)
        ),
    }
}

fn aspects(missing: &[(Aspect, Listing)]) -> String {
    let parts: Vec<String> = missing
        .iter()
        .map(|(aspect, activities)| format!("{} ({})", aspect_name(*aspect), activities.said(Spanish)))
        .collect();
    parts.join("; ")
}

fn aspect_name(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::What => "qué se verifica",
        Aspect::Who => "quién",
        Aspect::HowOften => "cada cuánto",
        Aspect::How => "cómo",
        Aspect::IfNot => "qué pasa si no se cumple",
        Aspect::Evidence => "qué evidencia queda",
    }
}

fn zone_use(used_by: ZoneUse, file: Language) -> String {
    match used_by {
        ZoneUse::Key(key) => format!("«{}»", key.word(file)),
        ZoneUse::Guard => "un cálculo con fechas".to_owned(),
    }
}

fn declared(block: Keyword) -> &'static str {
    match block {
        Keyword::Role => "El rol",
        Keyword::Team => "El equipo",
        Keyword::Record => "El registro",
        Keyword::Indicator => "El indicador",
        Keyword::Milestone => "El hito",
        _ => "El dato",
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, Spanish),
        Place::End => "el fin".to_owned(),
        Place::CaseEnd => "el fin del caso".to_owned(),
    }
}

fn round(cycle: &[Text]) -> String {
    let names: Vec<&str> = cycle.iter().chain(cycle.first()).map(|name| &**name).collect();
    names.join(" → ")
}
