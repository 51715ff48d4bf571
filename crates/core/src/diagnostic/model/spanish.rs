//! What is said in Spanish: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{ModelProblem as P, Place};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::diagnostic::check::cited;
use crate::keywords::Keyword as K;
use crate::source::Language::{self, Spanish};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::EntersEvent { from, target } => (
            format!(
                "De {} se pasa a «{target}», que no se alcanza por el camino: lo pone en marcha \
             lo que dice {when}.",
                cited(from, Spanish),
                when = w(K::When)
            ),
            "Lleve el camino a la actividad que sigue después, o quítelo.".into(),
        ),
        P::StartTriggered { start, block, key } => (
            format!(
                "El inicio «{start}» está dentro de {} y dice {key}: un bloque comienza cuando \
             el trabajo llega a él.",
                cited(block, Spanish),
                key = w(*key)
            ),
            format!(
                "Quite {key}, o escríbalo como [[{event}]] con {inside} = \"…\" si algo puede \
             ocurrir mientras el bloque está abierto.",
                key = w(*key),
                event = w(K::Event),
                inside = w(K::Inside)
            ),
        ),
        P::KeyWithoutUse { id, key } => (
            format!(
                "En {} no se mira «{key}»: ni se repite ni es de tipo {free}.",
                cited(id, Spanish),
                key = w(*key),
                free = w(K::AdHoc)
            ),
            format!(
                "Quítelo, o póngalo dentro de {for_each} = {{ … }}; un bloque de {kind} = \
             \"{free}\" también lo lleva.",
                for_each = w(K::ForEach),
                kind = w(K::Type),
                free = w(K::AdHoc)
            ),
        ),
        P::CancelWithoutTransaction { event } => (
            format!("El evento «{event}» espera una cancelación y no está en una transacción."),
            format!(
                "Haga de {kind} = \"{transaction}\" el bloque donde está, o cambie lo que espera.",
                kind = w(K::Type),
                transaction = w(K::Transaction)
            ),
        ),
        P::BeginsInBlock { id, block } => (
            format!(
                "{} comenzaría un caso y está dentro de {}.",
                capitalized(&cited(id, Spanish)),
                cited(block, Spanish)
            ),
            format!("Sáquela del bloque, o quite {instantiates}.", instantiates = w(K::Instantiates)),
        ),
        P::BeginsAndFollows { id } => (
            format!(
                "{} comienza un caso con su mensaje, y además se llega a ella desde otra.",
                capitalized(&cited(id, Spanish))
            ),
            "Si solo comienza casos, póngala primera; si también se espera en un caso \
             abierto, está bien así."
                .into(),
        ),
        P::SharedWait { gateway, target } => (
            format!(
                "A {} se llega desde la compuerta «{gateway}» y también por otro camino.",
                cited(target, Spanish)
            ),
            "Déle a la compuerta una espera propia.".into(),
        ),
        P::PassesOnly { gateway } => (
            format!("La compuerta «{gateway}» tiene una entrada y una salida: no une ni separa nada."),
            "Quítela, o escriba los caminos que faltan.".into(),
        ),
        P::NeverMeanwhile { event, host } => (
            format!("El evento «{event}» no puede ocurrir: {} pasa en un instante.", cited(host, Spanish)),
            "Péguelo a una actividad que alguien hace o que espera, o a su bloque.".into(),
        ),
        P::LinkNobodyTakes { id, name } => (
            format!("A {} llega el enlace «{name}», y nada sale por él.", cited(id, Spanish)),
            format!(
                "Escriba en otra actividad {throws} = {{ {link} = \"{name}\" }}, o quite {link}.",
                throws = w(K::Throws),
                link = w(K::Link)
            ),
        ),
        P::NothingThrows { event, kind, code } => (
            format!(
                "El evento «{event}» espera {}, y nada de lo que hay dentro lanza eso.",
                caught(*kind, code.as_ref())
            ),
            match kind {
                K::Error => {
                    "Láncelo dentro, o revise el código; un trabajo, de una persona o automático, o un \
                             procedimiento llamado también puede hacerlo."
                }
                _ => "Láncela dentro, o revise el código; un procedimiento llamado también puede hacerlo.",
            }
            .into(),
        ),
        P::Uncaught { id, code } => (
            format!(
                "La escalada «{code}» de {} no la atiende nadie en este procedimiento.",
                cited(id, Spanish)
            ),
            format!(
                "Atiéndala con un evento: {when} = {{ {escalation} = \"{code}\" }}; si lo hace \
             quien llama a este procedimiento, está bien así.",
                when = w(K::When),
                escalation = w(K::Escalation)
            ),
        ),
        P::OwnMessage { message, from, to } => (
            format!(
                "El mensaje «{message}» lo emite {} y lo espera {}: es el mismo participante.",
                cited(from, Spanish),
                cited(to, Spanish)
            ),
            format!(
                "Dentro de un caso use {next} o una {signal}; entre casos de este \
             procedimiento, correlacione con lo que los distingue.",
                next = w(K::Next),
                signal = w(K::Signal)
            ),
        ),
        P::CallsItself { activity } => (
            format!("{} llama a este mismo procedimiento.", capitalized(&cited(activity, Spanish))),
            "Revise que alguna vez no se llegue a ella; las llamadas unas dentro de otras \
             tienen un límite."
                .into(),
        ),
        P::NotInTheSet { code } => (
            format!("Ninguno de los archivos revisados es el procedimiento «{code}»."),
            "Revise el código, o revise también su archivo.".into(),
        ),
        P::OneSided { message, awaited } => (
            one_sided(message, *awaited),
            format!(
                "Revise el nombre, o dígalo en el [[{participant}]] que corresponde: {throws} o \
             {wait}.",
                participant = w(K::Participant),
                throws = w(K::Throws),
                wait = w(K::Wait)
            ),
        ),
        P::CallCircle { round } => (
            format!("Los procedimientos se llaman en círculo: {}.", circle(round)),
            "Revise que alguna vez no se llegue a una de las llamadas; las llamadas unas \
             dentro de otras tienen un límite."
                .into(),
        ),
        P::SameFlow { from, to } => (
            format!("De «{from}» salen dos caminos hacia {}: se haría dos veces.", place(to)),
            "Deje uno, o lleve el otro adonde corresponde.".into(),
        ),
        P::NobodyTakesPart { id } => (
            format!("Del participante «{id}» habría cero."),
            format!("Escriba cuántos son, desde uno, o quite {how_many}.", how_many = w(K::HowMany)),
        ),
    }
}

fn caught(kind: K, code: Option<&Text>) -> String {
    match (kind, code) {
        (K::Error, Some(code)) => format!("el error «{code}»"),
        (K::Error, None) => "cualquier error".into(),
        (_, Some(code)) => format!("la escalada «{code}»"),
        (_, None) => "cualquier escalada".into(),
    }
}

fn one_sided(message: &str, awaited: bool) -> String {
    match awaited {
        true => format!("El mensaje «{message}» se espera, y ningún participante lo emite."),
        false => format!("El mensaje «{message}» se emite, y ningún participante lo espera."),
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, Spanish),
        Place::End => "el fin".to_owned(),
        Place::CaseEnd => "el fin del caso".to_owned(),
    }
}

/// Codes with arrows between them, back to the first.
fn circle(round: &[Text]) -> String {
    let names: Vec<&str> = round.iter().chain(round.first()).map(|name| &**name).collect();
    names.join(" → ")
}
