//! The words of each calendar problem in Spanish.

use super::CalendarProblem as Problem;
use crate::source::Language::Spanish;

pub(super) fn message(problem: &Problem) -> String {
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
        Problem::MixedDays => "la duración mezcla días hábiles con semanas o días corridos".to_owned(),
        Problem::TooLong { text } => format!("«{text}» es más de 9.999 años"),
        Problem::BadIso { text } => format!("«{text}» no es una duración ISO 8601"),
        Problem::UnknownCadence { text, .. } => format!("«{text}» no es una cadencia conocida"),
        Problem::AmbiguousCadence { text, .. } => format!("«{text}» se entiende de dos maneras"),
        Problem::OtherLanguage { text, .. } => {
            format!("«{text}» es una palabra del inglés y el archivo está en español")
        }
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

pub(super) fn help(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "escriba, por ejemplo, \"3 días\", \"1 mes\" o \"2 horas\"".to_owned(),
        Problem::NotANumber { .. } => {
            "escriba el número, un espacio y la unidad: \"3 días\", \"1 mes\", \"2 horas\"".to_owned()
        }
        Problem::NumberInWords { digits, .. } => format!("escríbalo con cifras: {digits}"),
        Problem::NotWhole { .. } => {
            "escriba un entero sin puntos ni comas, en una unidad menor si hace falta: \"90 minutos\", \"18 meses\""
                .to_owned()
        }
        Problem::NotPositive { .. } => "escriba 1 o más, o quite el valor si no hay plazo".to_owned(),
        Problem::MissingUnit { number } => format!("escriba la unidad: \"{number} días\", \"{number} meses\""),
        Problem::UnknownUnit { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownUnit { .. } => {
            "las unidades son segundos, minutos, horas, días, días hábiles, semanas, meses y años".to_owned()
        }
        Problem::RepeatedUnit { .. } => "sume las dos cantidades y escríbalas una sola vez".to_owned(),
        Problem::WorkingNotDays { .. } => "escriba cuántos días hábiles son: \"5 días hábiles\"".to_owned(),
        Problem::MixedDays => "escriba todo en días hábiles o todo en días corridos".to_owned(),
        Problem::TooLong { .. } => "revise el número: una duración llega como máximo a 9.999 años".to_owned(),
        Problem::BadIso { .. } => "escríbala con palabras, \"1 mes\", o como P1M, P3D, PT2H30M".to_owned(),
        Problem::UnknownCadence { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownCadence { .. } => {
            "escriba \"diaria\", \"semanal\", \"mensual\", \"anual\"…, \"cada 2 meses\" o \"2 veces al año\"".to_owned()
        }
        Problem::AmbiguousCadence { every, times, .. } => {
            format!("escriba \"{}\" o \"{}\"", every.as_period(Spanish), times.text(Spanish))
        }
        Problem::OtherLanguage { instead, .. } => format!("escriba «{instead}»"),
        Problem::UnknownAnchor { nearest: Some(nearest), .. } => format!("¿quiso decir «{nearest}»?"),
        Problem::UnknownAnchor { .. } => {
            "escriba \"desde inicio\", \"desde inicio de ID\", \"desde fin de ID\", \"desde actividad 12\" o \"desde dato ID\"; \
             sin «desde», el plazo cuenta desde que se abre"
                .to_owned()
        }
        Problem::AnchorWithoutReference { .. } => {
            "escriba después el número o el id: \"actividad 12\", \"fin de ID\", \"dato ID\"".to_owned()
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
