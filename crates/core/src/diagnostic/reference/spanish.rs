//! What is said in Spanish: one sentence for the problem, one for the remedy.

use super::{Named, Nearest, ReferenceProblem as P};
use crate::data::Text;
use crate::keywords::Keyword as K;

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::DuplicateId { id } => (format!("El id «{id}» ya está en uso."), "Deje uno y cambie el otro: cada id es de una sola cosa.".into()),
        P::UnknownTarget { from, way, target, nearest, known } => {
            let leads = leads(*way);
            (format!("La {from} {leads} {target}, que no existe."), nearest.as_ref().map_or_else(|| among(known), meant))
        }
        P::DuplicateNumber { number } => {
            (format!("Hay dos actividades con el número {number}."), "Dele a una de ellas su propio número.".into())
        }
        P::NumberIsId { number } => {
            (format!("El número {number} es también el id de otra actividad."), "Cambie ese id: quien lea «{number}» no sabría cuál es.".replace("{number}", number))
        }
        P::ReservedName { name } => {
            (format!("«{name}» es una palabra del formato y no sirve como nombre."), "Elija otro, por ejemplo con el número: «fin-18».".into())
        }
        P::MissingId { offer } => ("A esta actividad le falta su «id».".into(), format!("Agregue: id = \"{offer}\". No lo cambie después: de él depende la historia de los casos.")),
        P::BadGuardName { id, offer } => {
            (format!("El id «{id}» no sirve dentro de un cálculo."), format!("Use letras sin tilde, números y «_», que no sea palabra de los cálculos: \"{offer}\"."))
        }
        P::UnknownName { what, name, nearest } => {
            let (absent, declare) = kind(*what);
            (format!("{absent} «{name}»."), nearest.as_ref().map_or_else(|| declare.replace("{}", name), meant))
        }
        P::BackToLater { from, to, swapped } => (
            format!("La {from} «regresa» a la {to}, que viene después."),
            swapped.as_ref().map_or_else(|| "Si va hacia adelante, escriba continua_en; si regresa, revise el número.".into(), |number| format!("¿Quiso decir {number}? Si va hacia adelante, escriba continua_en.")),
        ),
        P::OnToEarlier { from, to, swapped } => (
            format!("La {from} «continúa» en la {to}, que viene antes."),
            swapped.as_ref().map_or_else(|| "Si vuelve atrás, escriba regresa_a; si continúa, revise el número.".into(), |number| format!("¿Quiso decir {number}? Si vuelve atrás, escriba regresa_a.")),
        ),
        P::BackToItself { from, before } => (
            format!("La {from} «regresa» a sí misma."),
            match before {
                Some(before) => format!("Si se hace otra vez la misma, escriba repite = true; si vuelve a la anterior, regresa_a = {}.", written(before)),
                None => "Si se hace otra vez la misma, escriba repite = true.".into(),
            },
        ),
        P::OnToItself { from, after } => (
            format!("La {from} «continúa» en sí misma."),
            match after {
                Some(after) => format!("Nadie saldría de la {from}. Escriba la siguiente, continua_en = {}, o deje constancia con un [[hallazgo]] si el documento oficial lo dice así.", written(after)),
                None => format!("Nadie saldría de la {from}. Escriba continua_en = \"fin\" si ahí termina, o deje constancia con un [[hallazgo]] si el documento oficial lo dice así."),
            },
        ),
        P::BlankTarget { from, answer, word } => {
            let way = answer.as_ref().map_or_else(|| "La salida".into(), |answer| format!("La salida {answer}"));
            (format!("{way} de la {from} no dice a dónde va: está «{}».", word.es()), "Sin ese dato no hay procedimiento que ejecutar. Pregunte a quien lo aprobó, o escriba la lectura elegida y deje constancia con un [[hallazgo]].".into())
        }
        P::AnswerWithoutWay { from, answer } => (
            format!("La respuesta {answer} de la {from} no dice qué sigue."),
            "Escriba una de estas: regresa_a = …, continua_en = …, repite = true o cierra_caso = true.".into(),
        ),
        P::Conflict { first, second } => (format!("«{}» y «{}» se excluyen.", first.es(), second.es()), "Deje solo uno de los dos.".into()),
        P::MaximumWithoutReturn {} => {
            ("«maximo» cuenta regresos y esta salida no regresa.".into(), "Quítelo, o escriba regresa_a o repite.".into())
        }
        P::MaximumTooHigh { maximum, limit } => {
            (format!("«maximo» es {maximum} y lo más que se permite es {limit}."), "Escriba un número menor, o pida que se amplíe el límite.".into())
        }
        P::QuestionWithoutAnswers { from } => (
            format!("La {from} pregunta y no dice qué se puede responder."),
            "Agregue si = { … } y no = { … }, o un bloque [[actividad.respuesta]] por respuesta.".into(),
        ),
        P::MissingAnswer { from, missing } => match missing {
            Some(missing) => (
                format!("A la pregunta de la {from} le falta la salida {}.", missing.es().to_uppercase()),
                format!("Agregue: {} = {{ continua_en = … }}.", missing.es()),
            ),
            None => (format!("La pregunta de la {from} solo tiene una respuesta."), "Agregue la otra, o quite la pregunta.".into()),
        },
        P::DuplicateAnswer { id } => (format!("La respuesta «{id}» está dos veces."), "Deje una, o cámbiele el id a la otra.".into()),
        P::NextBesideAnswers { from } => (
            format!("La {from} tiene «sigue» y también respuestas que dicen a dónde va."),
            "Quite «sigue»: cada respuesta dice qué viene después.".into(),
        ),
        P::NonconformityBesideAnswers { from } => (
            format!("En la {from} la respuesta a la pregunta ya es el resultado del control."),
            "Quite «si_no_conforme» y diga en la respuesta a dónde va.".into(),
        ),
        P::SeveralWays { from } => (
            format!("De la {from} salen varios caminos que podrían tomarse a la vez, y esta versión todavía no los ejecuta."),
            "Si se toma uno solo, escriba una [[compuerta]] con tipo = \"exclusiva\" y lleve «sigue» hasta ella.".into(),
        ),
        P::GatewayWithoutNext { id } => (format!("La compuerta «{id}» no lleva a ninguna parte."), "Agregue: sigue = [{ va_a = …, si_cumple = '…' }, { va_a = …, en_otro_caso = true }].".into()),
        P::SeveralDefaults { from } => (format!("La {from} tiene más de una salida «en_otro_caso»."), "Deje una sola.".into()),
        P::NoWork { key, because } => (
            format!("Este paso no es trabajo de nadie («{}»), y pide «{}».", because.es(), key.es()),
            format!("Quite «{}», o quite «{}» si alguien lo hace.", key.es(), because.es()),
        ),
        P::NobodyAnswers { from } => (
            format!("La {from} pasa sola y nadie respondería su pregunta."),
            "Agregue decide = '…' para que la responda un cálculo, o quite tipo = \"abstracta\" para que responda una persona.".into(),
        ),
        P::NeedsKey { key, needs } => (
            format!("«{}» no dice nada sin «{}».", key.es(), needs.es()),
            format!("Agregue «{}», o quite «{}».", needs.es(), key.es()),
        ),
        P::NotYetHere { key, block, instead } => (
            format!("«{}» en «{}» se entiende, pero esta versión todavía no lo ejecuta ahí.", key.es(), block.es()),
            instead.map_or_else(|| "Quítelo por ahora.".into(), |word| format!("Escríbalo en «{}».", word.es())),
        ),
        P::OneRoleOnly { key } => (format!("«{}» lleva un solo rol.", key.es()), "Deje uno; si son varios, declare un [[equipo]] y nómbrelo.".into()),
        P::EvidenceWithoutRecord {} => (
            "Esta evidencia no dice cuál registro es.".into(),
            "Escriba { registro = \"…\" }, { una_de = [ … ] } o { alguna_de = [ … ] }.".into(),
        ),
        P::EmptyChoice { key } => (format!("En «{}» no hay nada que elegir.", key.es()), "Escriba entre corchetes las opciones.".into()),
        P::ChoiceWithoutValues { id } => (format!("El dato «{id}» es una opción y no dice entre cuáles valores."), "Agregue: valores = [\"…\", \"…\"].".into()),
        P::MissingCode {} => (
            "El procedimiento no tiene código ni id.".into(),
            "Agregue codigo = \"…\"; si la fuente no lo trae, codigo = \"sin definir\" e id = \"…\".".into(),
        ),
        P::HolidaysNeeded {} => (
            "Se cuentan días hábiles y no se dice cuáles son los festivos.".into(),
            "Agregue en [procedimiento]: festivos = \"colombia\".".into(),
        ),
        P::TooMany { what, limit } => {
            (format!("Hay más de {limit} {}, que es el límite.", what.es()), "Divida el procedimiento, o pida que se amplíe el límite.".into())
        }
        P::NotABlock { id } => (format!("«{id}» no puede contener actividades."), "Nombre en `dentro_de` una actividad, un evento o una repetición.".into()),
        P::UnknownBlock { id } => (format!("No hay un bloque llamado «{id}»."), "Escriba en `dentro_de` el id de la actividad que la contiene.".into()),
        P::BlockInItself { id } => (format!("El bloque {id} queda dentro de sí mismo."), "Quite uno de los `dentro_de` que lo encierran.".into()),
        P::BadRange { id } => (format!("La repetición {id} no abarca un tramo seguido de actividades."), "`primera` y `ultima` son dos actividades del mismo bloque, la primera antes; dos repeticiones no se cruzan.".into()),
        P::EntersBlock { target, block } => (format!("La {target} está dentro del bloque {block} y se llega a ella desde fuera."), format!("Vaya al bloque entero: {}.", written(block)).into()),
        P::NothingToRepeat {} => ("«por_cada» no dice qué lista se recorre ni cuántas veces.".to_owned(), "Escriba `lista`, o `cantidad`, o el `miembro` que declara un dato.".into()),
        P::UnknownMember { member } => (format!("Ningún dato declara el miembro «{member}»."), format!("Declárelo en su lista: [[dato]] con tipo = \"lista\" y miembro = \"{member}\".").into()),
        P::AnchorWithoutDate { id } => {
            (format!("El plazo se cuenta desde el dato «{id}», que no es una fecha."), "Use un dato de tipo \"fecha\" o \"fecha_y_hora\".".into())
        }
    }
}

fn leads(way: K) -> &'static str {
    match way {
        K::BackTo => "regresa a la",
        K::OnTo => "continúa en la",
        _ => "va a la",
    }
}

fn among([first, last]: &[Text; 2]) -> String {
    if first.is_empty() {
        return "Este procedimiento no tiene actividades.".into();
    }
    format!("Este procedimiento tiene las actividades {first} a {last}.")
}

fn meant(nearest: &Nearest) -> String {
    match &*nearest.name {
        "" => format!("¿Quiso decir «{}»?", nearest.id),
        name => format!("¿Quiso decir «{}» ({name})?", nearest.id),
    }
}

fn kind(what: Named) -> (&'static str, &'static str) {
    match what {
        Named::Role => {
            ("No hay un rol ni un equipo llamado", "Declárelo: [[rol]] con id = \"{}\" y su nombre.")
        }
        Named::Record => {
            ("No hay un registro llamado", "Declárelo: [[registro]] con id = \"{}\" y su nombre.")
        }
        Named::DataItem => ("No hay un dato llamado", "Declárelo: [[dato]] con id = \"{}\" y su tipo."),
        Named::Indicator => {
            ("No hay un indicador llamado", "Declárelo: [[indicador]] con id = \"{}\" y su nombre.")
        }
        Named::Activity => (
            "No hay una actividad",
            "Escriba el número o el id de una actividad de este archivo; «{}» no lo es.",
        ),
    }
}

/// A reference as it is written in a file: numbers bare, ids in quotation marks.
fn written(reference: &str) -> String {
    if reference.bytes().all(|byte| byte.is_ascii_digit()) {
        reference.into()
    } else {
        format!("\"{reference}\"")
    }
}
