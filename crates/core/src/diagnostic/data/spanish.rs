//! What is said in Spanish: one sentence for the problem, one for the remedy.

use super::{DataProblem as P, HangsOn};
use crate::diagnostic::capitalized;
use crate::diagnostic::check::{Place, cited, joined};
use crate::keywords::Keyword;
use crate::source::Language::{self, Spanish};

pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    match problem {
        P::NeverTrue { guard, hangs } => (
            format!("La condición «{guard}» no se cumple con ningún dato: {}.", never(hangs)),
            "Revise los valores que compara; si de verdad no hace falta, quítela con lo que depende de ella."
                .into(),
        ),
        P::AlwaysTrue { guard, hangs: hangs @ HangsOn::Way(..) } => (
            format!("La condición «{guard}» se cumple con cualquier dato: {}.", always(hangs)),
            format!(
                "Revise los valores que compara; si es lo que se quiere, escriba {otherwise} = true en vez de {if_met}.",
                otherwise = w(Keyword::Otherwise),
                if_met = w(Keyword::IfMet)
            ),
        ),
        P::AlwaysTrue { guard, hangs } => (
            format!("La condición «{guard}» se cumple con cualquier dato: {}.", always(hangs)),
            "Revise los valores que compara; si es lo que se quiere, quite la condición.".into(),
        ),
        P::NothingLeft { gateway, to, otherwise: false } => (
            format!(
                "En {} nunca se toma el camino hacia {}: las condiciones anteriores no le dejan ningún caso.",
                cited(gateway, Spanish),
                place(to)
            ),
            "Cambie el orden de los caminos o los valores que comparan; si sobra, quítelo.".into(),
        ),
        P::NothingLeft { gateway, to, otherwise: true } => (
            format!(
                "En {} nunca hace falta el camino hacia {}: las demás condiciones cubren todos los casos.",
                cited(gateway, Spanish),
                place(to)
            ),
            format!(
                "Revise los valores que comparan; si están bien, quite el camino con {} = true.",
                w(Keyword::Otherwise)
            ),
        ),
        P::NoWayFor { gateway, case } => (
            format!(
                "En {}, con {}, no se cumple ninguna condición: el caso se detiene con un incidente.",
                cited(gateway, Spanish),
                joined(case, Spanish)
            ),
            format!(
                "Complete las condiciones, o agregue {{ {goes_to} = \"…\", {otherwise} = true }}.",
                goes_to = w(Keyword::GoesTo),
                otherwise = w(Keyword::Otherwise)
            ),
        ),
        P::BothTrue { gateway, first, second, case } => (
            format!(
                "En {}, con {}, se cumplen dos condiciones: se toma la primera, hacia {}, y no la que va hacia {}.",
                cited(gateway, Spanish),
                joined(case, Spanish),
                place(first),
                place(second)
            ),
            "Si el orden es lo que decide, está bien; si no, haga que una excluya a la otra.".into(),
        ),
        P::NeverGiven { activity, answer } => (
            format!("En {} la respuesta {answer} no se da con ningún dato.", cited(activity, Spanish)),
            format!("Revise los valores que compara {}, o quite esa respuesta.", w(Keyword::Decides)),
        ),
        P::NothingChanges { from, to, reads, maximum } => (
            format!(
                "De {} se regresa a {} según {}, y nada de lo que se repite lo cambia: quien regresa una vez regresa {maximum} veces.",
                cited(from, Spanish),
                cited(to, Spanish),
                joined(reads, Spanish)
            ),
            format!(
                "Vuelva a pedir ese dato en lo que se repite ({captures} o {measures}), o haga que decida una persona.",
                captures = w(Keyword::Captures),
                measures = w(Keyword::Measures)
            ),
        ),
        P::RepeatsAlike { element, reads } => (
            format!(
                "{} se repite según {}, y nada de lo que se repite lo cambia.",
                capitalized(&cited(element, Spanish)),
                joined(reads, Spanish)
            ),
            format!(
                "Pida o calcule ese dato en lo que se repite, o cuente las veces: {} con un número.",
                w(Keyword::Cardinality)
            ),
        ),
    }
}

/// What follows from a condition that is never true.
fn never(hangs: &HangsOn) -> String {
    let the = |name: &str| cited(name, Spanish);
    match hangs {
        HangsOn::Way(gateway, to) | HangsOn::Branch(gateway, to) => {
            format!("de {} nunca se toma el camino hacia {}", the(gateway), place(to))
        }
        HangsOn::Applies(name) => format!("{} no se hace nunca", the(name)),
        HangsOn::Available(name) => format!("lo que habilita en {} nunca está disponible", the(name)),
        HangsOn::Wait(name) => format!("lo que espera {} no llega nunca", the(name)),
        HangsOn::Enough(name) => format!("lo hecho en {} nunca basta antes de tiempo", the(name)),
        HangsOn::OnceMore(name) => format!("{} no se repite", the(name)),
        HangsOn::GoesOn(gateway) => format!("{} no sigue nunca", the(gateway)),
    }
}

/// What follows from a condition that is always true.
fn always(hangs: &HangsOn) -> String {
    let the = |name: &str| cited(name, Spanish);
    match hangs {
        HangsOn::Way(gateway, to) | HangsOn::Branch(gateway, to) => {
            format!("de {} siempre se toma el camino hacia {}", the(gateway), place(to))
        }
        HangsOn::Applies(name) => format!("{} se hace siempre", the(name)),
        HangsOn::Available(name) => format!("lo que habilita en {} siempre está disponible", the(name)),
        HangsOn::Wait(name) => format!("{} no espera nada", the(name)),
        HangsOn::Enough(name) => format!("en {} basta con el primero", the(name)),
        HangsOn::OnceMore(name) => format!("{} se repite mientras se lo permitan", the(name)),
        HangsOn::GoesOn(gateway) => format!("{} sigue con lo primero que llega", the(gateway)),
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, Spanish),
        Place::End => "el fin".to_owned(),
        Place::CaseEnd => "el fin del caso".to_owned(),
    }
}
