//! The words of each calendar problem in Spanish.

use super::CalendarProblem as Problem;
use super::examples::{Examples, listed};
use crate::source::Language;

pub(super) fn message(problem: &Problem, file: Language) -> String {
    match problem {
        Problem::Missing => "falta la duración".to_owned(),
        Problem::NotANumber { text } => format!("«{text}» no es un número"),
        Problem::NumberInWords { text, .. } => format!("«{text}» es un número escrito en letras"),
        Problem::NotWhole { text } => format!("«{text}» no es un número entero"),
        Problem::NotPositive { text } => {
            format!("«{text}» no deja tiempo: el número debe ser 1 o más")
        }
        Problem::MissingUnit { number } => format!("«{number}» no dice de qué unidad de tiempo"),
        Problem::UnknownUnit { text, .. } => format!("«{text}» no es una unidad de tiempo"),
        Problem::RepeatedUnit { text } => format!("la unidad «{text}» aparece dos veces"),
        Problem::WorkingNotDays { text } => {
            format!("«{text}» no puede ser hábil: solo los días se cuentan como hábiles")
        }
        Problem::MixedDays => "la duración cuenta unos días de una manera y otros de otra".to_owned(),
        Problem::TooLong { text } => format!("«{text}» es más de 9.999 años"),
        Problem::BadIso { text } => format!("«{text}» no es una duración ISO 8601"),
        Problem::UnknownCadence { text, .. } => format!("«{text}» no es una cadencia conocida"),
        Problem::AmbiguousCadence { text, .. } => format!("«{text}» se entiende de dos maneras"),
        Problem::OtherLanguage { text, .. } => match file {
            Language::Spanish => format!("«{text}» es una palabra del inglés y el archivo está en español"),
            Language::English => format!("«{text}» es una palabra del español y el archivo está en inglés"),
        },
        Problem::UnknownAnchor { text, .. } => {
            format!("«{text}» no es un momento desde el que contar")
        }
        Problem::AnchorWithoutReference { text } => format!("«{text}» no dice de qué"),
        Problem::BadAdvance { text } => format!("«{text}» no dice cuánto avanza el tiempo"),
        Problem::UnknownZone { text, .. } => format!("«{text}» no es una zona horaria"),
        Problem::UnknownHolidays { text, .. } => format!("no hay festivos con el nombre «{text}»"),
        Problem::OutOfRange => "la fecha queda fuera de los años 1 a 9999".to_owned(),
        Problem::HolidaysNotCovered { id, year, .. } => {
            format!("los festivos «{id}» no incluyen el año {year}")
        }
    }
}

pub(super) fn help(problem: &Problem, file: Language) -> String {
    let words = Examples::of(file);
    match problem {
        Problem::Missing => format!("escriba, por ejemplo, {}", listed(&words.lengths, " o ")),
        Problem::NotANumber { .. } => {
            format!("escriba el número, un espacio y la unidad: {}", words.lengths.join(", "))
        }
        Problem::NumberInWords { digits, .. } => format!("escríbalo con cifras: {digits}"),
        Problem::NotWhole { .. } => {
            format!(
                "escriba un entero sin puntos ni comas, en una unidad menor si hace falta: {}",
                words.smaller.join(", ")
            )
        }
        Problem::NotPositive { .. } => "escriba 1 o más, o quite el valor si no hay plazo".to_owned(),
        Problem::MissingUnit { number } => {
            format!("escriba la unidad: \"{number} {}\", \"{number} {}\"", words.days, words.months)
        }
        Problem::UnknownUnit { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownUnit { .. } => {
            format!("las unidades son {}", listed(&words.units, " y "))
        }
        Problem::RepeatedUnit { .. } => "sume las dos cantidades y escríbalas una sola vez".to_owned(),
        Problem::WorkingNotDays { .. } => format!("escriba cuántos días hábiles son: {}", words.working),
        Problem::MixedDays => {
            "escriba todo de la misma manera: en días hábiles, en días calendario o en días y semanas"
                .to_owned()
        }
        Problem::TooLong { .. } => "revise el número: una duración llega como máximo a 9.999 años".to_owned(),
        Problem::BadIso { .. } => {
            format!("escríbala con palabras, {}, o como P1M, P3D, PT2H30M", words.month)
        }
        Problem::UnknownCadence { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownCadence { .. } => {
            format!("escriba {}", listed(&words.cadences, " o "))
        }
        Problem::AmbiguousCadence { every, times, .. } => {
            format!("escriba \"{}\" o \"{}\"", every.as_period(file), times.text(file))
        }
        Problem::OtherLanguage { instead, .. } => format!("escriba «{instead}»"),
        Problem::UnknownAnchor { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownAnchor { .. } => {
            format!(
                "escriba {}; \
             sin «{}», el plazo cuenta desde que se abre",
                listed(&words.anchors, " o "),
                words.from
            )
        }
        Problem::AnchorWithoutReference { .. } => {
            format!("escriba después el número o el id: {}", words.references.join(", "))
        }
        Problem::BadAdvance { .. } => "escriba +30s, +5min, +2h, +3d, +1w, +1m, +1y o +P1M".to_owned(),
        Problem::UnknownZone { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownZone { .. } => {
            "escriba el nombre IANA de la zona, como \"America/Bogota\" o \"America/Mexico_City\"".to_owned()
        }
        Problem::UnknownHolidays { known, .. } => format!("los que hay: {}", known.join(", ")),
        Problem::OutOfRange => "revise la duración y la fecha desde la que se cuenta".to_owned(),
        Problem::HolidaysNotCovered { first, last, .. } => {
            format!("incluyen los años {first} a {last}; use una versión de los festivos que incluya ese año")
        }
    }
}
