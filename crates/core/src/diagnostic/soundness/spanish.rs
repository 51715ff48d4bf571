//! What is said in Spanish: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{Hold, Property, SoundnessProblem as P, Waiting};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::diagnostic::check::{Junction, Listing, cited, joined};
use crate::keywords::Keyword as K;
use crate::source::Language::{self, Spanish};

pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::TwoAtOnce { element, joins, parted, within } => {
            ([two_at_once(element, *joins, parted.as_deref()), inside(within.as_ref())].concat(), gather(element, file))
        }
        P::WaitsForEver { waiting, each_other, left_at, lost, within } => {
            let told = waits(waiting, *each_other, left_at.as_ref());
            (format!("{told}.{}{}", inside(within.as_ref()), so_lost(lost)), remedy(waiting, left_at.as_ref(), file))
        }
        P::LeftWaiting { waiting, each_other, left_at, lost, within } => {
            let told = waits(waiting, *each_other, left_at.as_ref());
            let told = format!("{told}.{}{ELSEWHERE}{}", inside(within.as_ref()), so_lost(lost));
            (told, remedy(waiting, left_at.as_ref(), file))
        }
        P::RoundForEver { elements, lost, within } => (
            format!("Entre {} se dan vueltas y no se puede llegar al fin.{}{}", elements.named(Spanish), inside(within.as_ref()), so_lost(lost)),
            format!(
                "Dé a una de ellas una salida que siga adelante: {on_to} = … o \"{end_word}\".",
                on_to = w(K::OnTo),
                end_word = w(K::End)
            ),
        ),
        P::NeverReached { elements, within } => (
            format!("Nadie llega a {}, se responda lo que se responda.{}", elements.named(Spanish), inside(within.as_ref())),
            "Revise lo que está antes: alguna condición no se cumple nunca o nada de lo que se espera llega. Si sobra, quítelo.".into(),
        ),
        P::Undecided { properties, explored } => {
            let properties: Vec<&str> = properties.iter().map(|property| named(*property)).collect();
            (
                format!(
                    "No se alcanzó a probar que {}: se miraron {explored} situaciones y hay más.",
                    joined(&properties, Spanish)
                ),
                "Pruébelo con más («cauce revisa» con --presupuesto), o divida en bloques lo que va a la vez.".into(),
            )
        }
    }
}

fn named(property: Property) -> &'static str {
    match property {
        Property::Safe => "nada se hace dos veces a la vez",
        Property::OptionToComplete => "siempre se puede llegar al fin",
        Property::ProperCompletion => "al terminar no queda nada esperando",
        Property::NoDeadActivities => "a todo se puede llegar",
    }
}

fn inside(within: Option<&Text>) -> String {
    within.map_or_else(String::new, |block| format!(" Es dentro de {}.", cited(block, Spanish)))
}

fn two_at_once(element: &Listing, joins: bool, parted: Option<&str>) -> String {
    let why = match parted {
        Some(parted) => format!("los caminos que se abren en {} no se juntan antes", cited(parted, Spanish)),
        None => "lo que va a la vez no se junta antes".to_owned(),
    };
    match joins {
        true => format!("A {} se llega dos veces por el mismo lado: {why}.", element.named(Spanish)),
        false => format!("A {} se puede llegar dos veces a la vez: {why}.", element.named(Spanish)),
    }
}

fn gather(element: &Listing, file: Language) -> String {
    format!(
        "Ponga antes una compuerta que espere a todos, con {kind} = \"{parallel}\", y lleve de ahí a {}.",
        cited(element.first(), Spanish),
        kind = K::Type.word(file),
        parallel = K::Parallel.word(file)
    )
}

/// Who waits for whom, and why that does not come.
fn waits(waiting: &[Waiting], each_other: bool, left_at: Option<&Junction>) -> String {
    let why = left_at.map_or_else(String::new, |junction| format!(": {}", junction.told(Spanish)));
    match waiting {
        [one] => format!("{}{why}", capitalized(&waits_for(one))),
        several => {
            let names: Vec<String> = several.iter().map(|one| cited(&one.name, Spanish)).collect();
            let names = capitalized(&joined(&names, Spanish));
            match each_other {
                true => format!("{names} se esperan una a otra y ninguna sigue"),
                false => format!("{names} se quedan esperando{why}"),
            }
        }
    }
}

fn waits_for(one: &Waiting) -> String {
    let (name, awaited) = (cited(&one.name, Spanish), one.awaited.named(Spanish));
    match one.hold {
        Hold::Quantity { needed } => format!("{name} espera que le lleguen {needed}, y no llegan tantos"),
        Hold::Complex => format!("{name} espera que se cumpla su condición, y ya no le llega nada más"),
        Hold::Parallel | Hold::Inclusive if one.missing.is_empty() => {
            format!("{name} espera a {awaited}, y no le llega lo que falta")
        }
        Hold::Parallel | Hold::Inclusive => {
            format!("{name} espera a {awaited}, pero de {} ya no llega nada", one.missing.named(Spanish))
        }
    }
}

/// What is said when an end has been reached beside.
const ELSEWHERE: &str = " Por otro lado ya se llegó al fin, y el caso no termina.";

fn so_lost(lost: &Listing) -> String {
    match lost.is_empty() {
        true => String::new(),
        false => format!(" Nadie llega a {}.", lost.named(Spanish)),
    }
}

fn remedy(waiting: &[Waiting], left_at: Option<&Junction>, file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    let [one] = waiting else {
        return "Quite una de las dos esperas, o ponga primero la que no depende de la otra.".into();
    };
    let name = cited(&one.name, Spanish);
    match (one.hold, left_at) {
        (Hold::Quantity { .. }, _) => format!(
            "Baje {quantity} en {name} a lo que de verdad llega, o haga que lleguen más.",
            quantity = w(K::StartQuantity)
        ),
        (Hold::Complex, _) => format!(
            "Revise {condition} en {name}: con lo que llega tiene que cumplirse.",
            condition = w(K::ActivatesIf)
        ),
        (_, Some(junction)) => format!(
            "Si solo llega uno, escriba en {name} {kind} = \"{exclusive}\". Si tienen que llegar todos, lleve también ahí la salida de {}.",
            cited(&junction.name, Spanish),
            kind = w(K::Type),
            exclusive = w(K::Exclusive)
        ),
        (_, None) => format!(
            "Si solo llega uno, escriba en {name} {kind} = \"{exclusive}\". Si tienen que llegar todos, abra a la vez los caminos que llevan ahí.",
            kind = w(K::Type),
            exclusive = w(K::Exclusive)
        ),
    }
}
