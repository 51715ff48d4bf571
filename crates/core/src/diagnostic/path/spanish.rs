//! Problems of a path file in Spanish.

use super::{PathProblem, listed, mark_between_words, reasons, to};
use crate::keywords::Keyword;
use crate::source::{Language, Voice};

impl PathProblem {
    pub(super) fn spanish(&self, file: Language) -> String {
        let w = |keyword: Keyword| keyword.word(file);
        match self {
            PathProblem::BadWord { word } => format!("«{word}» no es una palabra de recorrido."),
            PathProblem::AnswerLeftOut { word } => format!("A «{word}» le falta la respuesta."),
            PathProblem::BadAdvance { written, why } => {
                format!(
                    "«{written}» no mueve el tiempo: {}.",
                    why.message(Voice { reader: Language::Spanish, file })
                )
            }
            PathProblem::OneForm { both: true } => format!(
                "El camino trae «{walk}» y «{steps}» a la vez.",
                walk = w(Keyword::Walk),
                steps = w(Keyword::Steps)
            ),
            PathProblem::OneForm { both: false } => format!(
                "El camino no trae «{walk}» ni «{steps}».",
                walk = w(Keyword::Walk),
                steps = w(Keyword::Steps)
            ),
            PathProblem::StepShape { found } if found.is_empty() => "El paso no dice qué se hace.".into(),
            PathProblem::StepShape { found } => {
                format!("El paso hace varias cosas: {}.", listed(found, file))
            }
            PathProblem::StepKey { key, action } => {
                format!("«{}» no tiene efecto en un paso con «{}».", key.word(file), action.word(file))
            }
            PathProblem::ReasonLeftOut => "El rechazo no dice su motivo.".into(),
            PathProblem::PathBlock { count: 0 } => {
                format!("El archivo no trae ningún [{path}].", path = w(Keyword::Path))
            }
            PathProblem::PathBlock { count } => format!("El archivo trae {count} caminos."),
            PathProblem::UnknownProcedure { code, .. } if code.is_empty() => {
                "El camino no dice de qué procedimiento es.".into()
            }
            PathProblem::UnknownProcedure { code, .. } => {
                format!("No está cargado el procedimiento «{code}».")
            }
            PathProblem::NotAllowed { code, reasons } => {
                format!("«{code}» no se puede poner en marcha: {}.", reasons.join(", "))
            }
            PathProblem::UnknownActivity { reference, .. } => {
                format!("El procedimiento no tiene la actividad «{reference}».")
            }
            PathProblem::NoWork { reference, end: true } => {
                format!("«{reference}» es un fin: nadie lo hace.")
            }
            PathProblem::NoWork { reference, end: false } => format!("«{reference}» no es trabajo de nadie."),
            PathProblem::BadRounds { written } => {
                format!("«{written}» no dice de cuál a cuál se regresa.")
            }
            PathProblem::OtherReading { reading } => {
                format!("No está cargada la lectura «{}».", reading.word(file))
            }
            PathProblem::OtherVersion { version, .. } => {
                format!("No está cargada la versión «{version}».")
            }
            PathProblem::BadShare { what } => {
                format!("El porcentaje de «{}» no está entre 0 y 100.", what.word(file))
            }
            PathProblem::BadMoment { written } => {
                format!("«{written}» queda fuera de los años 1 a 9999.")
            }
            PathProblem::DoubleForNothing { key, name } => {
                format!("Ningún trabajo automático tiene {} «{name}».", key.word(file))
            }
            PathProblem::DoubleShape { is_target: true } => {
                "El doble no dice por qué trabajo responde, o dice varios.".into()
            }
            PathProblem::DoubleShape { is_target: false } => "El doble responde de varias maneras.".into(),
            PathProblem::UnknownReason { reason, .. } => {
                format!("Ningún rechazo se llama «{reason}».")
            }
            PathProblem::UnmatchedBrace { word } => format!("La llave «{word}» no tiene pareja."),
            PathProblem::TooManyMembers { reference, most: 0 } => {
                format!("«{reference}» nombra un miembro, y lo que nombra no se repite.")
            }
            PathProblem::TooManyMembers { reference, most } => {
                format!("«{reference}» nombra más miembros que las repeticiones en que está: {most}.")
            }
            PathProblem::NotDeclared { reference, event: true } => {
                format!("«{reference}» no lo declara nadie: le ocurre al caso por sí solo.")
            }
            PathProblem::NotDeclared { reference, event: false } => format!("«{reference}» no es un evento."),
        }
    }

    pub(super) fn help_in_spanish(&self, file: Language) -> String {
        let w = |keyword: Keyword| keyword.word(file);
        match self {
            PathProblem::BadWord { word } => match mark_between_words(word) {
                Some(mark) => format!("Entre una palabra y otra van solo espacios: quite «{mark}»."),
                None => format!(
                    "Escriba el número o el id de la actividad y, tras dos puntos, la respuesta: 4:{yes}; o un avance: +3d.",
                    yes = w(Keyword::AnswerYes)
                ),
            },
            PathProblem::AnswerLeftOut { .. } => format!(
                "Escríbala tras los dos puntos: 4:{yes}, 7?:{no}.",
                yes = w(Keyword::AnswerYes),
                no = w(Keyword::AnswerNo)
            ),
            PathProblem::BadAdvance { why, .. } => why.help(Voice { reader: Language::Spanish, file }),
            PathProblem::OneForm { both: true } => {
                format!("Deje uno; un paso puede ser {{ {walk} = \"…\" }}.", walk = w(Keyword::Walk))
            }
            PathProblem::OneForm { both: false } => {
                format!("Agregue {walk} = \"1 2 3\" con las actividades en orden.", walk = w(Keyword::Walk))
            }
            PathProblem::StepShape { found } if found.is_empty() => {
                format!(
                    "Escriba {activity}, {walk}, {event}, {message}, {signal}, {begins}, {advances}, {until}, {fires}, {resolves}, {cancels}, {rejects}, {checks}, {data} o {measures}.",
                    event = w(Keyword::Event),
                    message = w(Keyword::Message),
                    signal = w(Keyword::Signal),
                    begins = w(Keyword::Begins),
                    advances = w(Keyword::Advances),
                    fires = w(Keyword::Fires),
                    resolves = w(Keyword::Resolves),
                    cancels = w(Keyword::CancelsCase),
                    checks = w(Keyword::Checks),
                    activity = w(Keyword::Activity),
                    walk = w(Keyword::Walk),
                    until = w(Keyword::Until),
                    rejects = w(Keyword::Rejects),
                    data = w(Keyword::Data),
                    measures = w(Keyword::Measures)
                )
            }
            PathProblem::StepShape { .. } => "Escriba un paso por cada cosa, en orden.".into(),
            PathProblem::StepKey { key, .. } => {
                format!("Quite «{}», o póngalo en el paso de su actividad.", key.word(file))
            }
            PathProblem::ReasonLeftOut => format!(
                "Agregue {reason} = \"{}\", o el nombre del rechazo que se espera.",
                reasons(file).0,
                reason = w(Keyword::Reason)
            ),
            PathProblem::PathBlock { count: 0 } => format!(
                "Escriba un bloque [{path}] con {name}, {procedure} y {walk}.",
                path = w(Keyword::Path),
                name = w(Keyword::Name),
                procedure = w(Keyword::Procedure),
                walk = w(Keyword::Walk)
            ),
            PathProblem::PathBlock { .. } => {
                format!("Deje un [{path}] en cada archivo.", path = w(Keyword::Path))
            }
            PathProblem::UnknownProcedure { known, .. } if known.is_empty() => {
                "No hay ningún procedimiento cargado.".into()
            }
            PathProblem::UnknownProcedure { known, .. } => format!("Están cargados: {}.", known.join(", ")),
            PathProblem::NotAllowed { reasons, .. } => {
                format!(
                    "Corrija el procedimiento o, para repetirlo así, escriba {allows} = [\"{}\"].",
                    reasons.join("\", \""),
                    allows = w(Keyword::Allows)
                )
            }
            PathProblem::UnknownActivity { nearest: Some(nearest), .. } => {
                format!("¿Quiso decir «{nearest}»?")
            }
            PathProblem::UnknownActivity { nearest: None, .. } => {
                "Use el número impreso o el id de una actividad.".into()
            }
            PathProblem::NoWork { end: true, .. } => "Quite la palabra: al fin se llega solo.".into(),
            PathProblem::NoWork { end: false, .. } => "Quite la palabra: por ahí se pasa solo.".into(),
            PathProblem::BadRounds { .. } => {
                format!("Escriba \"4 {to} 3\" = 1: de la 4 a la 3, una vez.", to = to(file))
            }
            PathProblem::OtherReading { .. } => format!(
                "Cargue el procedimiento en esa lectura, o cambie «{reading}».",
                reading = w(Keyword::Reading)
            ),
            PathProblem::OtherVersion { known, .. } => format!("Están cargadas: {}.", known.join(", ")),
            PathProblem::BadShare { .. } => "Escriba un número de 0 a 100.".into(),
            PathProblem::BadMoment { .. } => "Escriba una fecha como 2022-04-07.".into(),
            PathProblem::DoubleForNothing { .. } => "Escríbalo como está en el procedimiento.".into(),
            PathProblem::DoubleShape { is_target: true } => {
                format!("Deje uno: {}, {} o {}.", w(Keyword::Job), w(Keyword::Element), w(Keyword::Script))
            }
            PathProblem::DoubleShape { is_target: false } => format!(
                "Deje uno: {}, {}, {} o {}.",
                w(Keyword::Yields),
                w(Keyword::Computes),
                w(Keyword::Error),
                w(Keyword::Fails)
            ),
            PathProblem::UnknownReason { nearest: Some(nearest), .. } => format!("¿Quiso decir «{nearest}»?"),
            PathProblem::UnknownReason { nearest: None, .. } => {
                let (one, other) = reasons(file);
                format!("Use el nombre que da el rechazo, como {one} o {other}.")
            }
            PathProblem::UnmatchedBrace { .. } => {
                "Escriba las dos, con lo que abarcan delante de la primera: c5{ 1 2 }.".into()
            }
            PathProblem::TooManyMembers { .. } => {
                "Deje entre corchetes un nombre por cada repetición, de afuera hacia adentro.".into()
            }
            PathProblem::NotDeclared { event: true, .. } => format!(
                "Deje pasar el tiempo, use {fires}, {message} o {signal}; o agregue {declared} a su {when}.",
                fires = w(Keyword::Fires),
                message = w(Keyword::Message),
                signal = w(Keyword::Signal),
                declared = w(Keyword::DeclaredBy),
                when = w(Keyword::When)
            ),
            PathProblem::NotDeclared { event: false, .. } => {
                "Tras el signo ! va el id de un evento; para hacer una actividad basta su número o su id."
                    .into()
            }
        }
    }
}
