//! What is said in Spanish: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

mod advice;
mod words;

use super::{ReferenceProblem as P, as_list, declared_as};
use crate::keywords::Keyword as K;
use crate::source::Language;
use words::{among, blank, cell_help, kind, leads, meant, written};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::DuplicateId { id } => (
            format!("El id «{id}» ya está en uso."),
            "Deje uno y cambie el otro: cada id es de una sola cosa.".into(),
        ),
        P::UnknownTarget { from, way, target, nearest, known } => {
            let leads = leads(*way);
            (
                format!("La {from} {leads} {target}, que no existe."),
                nearest.as_ref().map_or_else(|| among(known, target), meant),
            )
        }
        P::DuplicateNumber { number } => (
            format!("Hay dos actividades con el número {number}."),
            "Dele a una de ellas su propio número.".into(),
        ),
        P::NumberIsId { number } => (
            format!("El número {number} es también el id de otra actividad."),
            "Cambie ese id: quien lea «{number}» no sabría cuál es.".replace("{number}", number),
        ),
        P::ReservedName { name } => (
            format!("«{name}» es una palabra del formato y no sirve como nombre."),
            "Elija otro, por ejemplo con el número: «fin-18».".into(),
        ),
        P::MissingId { offer } => (
            "A esta actividad le falta su «id».".into(),
            format!(
                "Agregue: id = \"{offer}\". No lo cambie después: de él depende la historia de los casos."
            ),
        ),
        P::BadGuardName { id, offer } => (
            format!("El id «{id}» no sirve dentro de un cálculo."),
            format!("Use letras sin tilde, números y «_», que no sea palabra de los cálculos: \"{offer}\"."),
        ),
        P::UnknownName { what, name, nearest } => {
            let (absent, declare) = kind(*what, file);
            (
                format!("{absent} «{name}»."),
                match (nearest, as_list(name)) {
                    (Some(nearest), _) => meant(nearest),
                    (None, Some(list)) => format!("Si son varios, escríbalos en una lista: {list}."),
                    (None, None) => declared_as(&declare, name),
                },
            )
        }
        P::BackToLater { from, to, swapped } => (
            format!("La {from} «regresa» a la {to}, que viene después."),
            swapped.as_ref().map_or_else(
                || {
                    format!(
                        "Si va hacia adelante, escriba {on_to}; si regresa, revise el número.",
                        on_to = w(K::OnTo)
                    )
                },
                |number| {
                    format!(
                        "¿Quiso decir {number}? Si va hacia adelante, escriba {on_to}.",
                        on_to = w(K::OnTo)
                    )
                },
            ),
        ),
        P::OnToEarlier { from, to, swapped } => (
            format!("La {from} «continúa» en la {to}, que viene antes."),
            swapped.as_ref().map_or_else(
                || {
                    format!(
                        "Si vuelve atrás, escriba {back_to}; si continúa, revise el número.",
                        back_to = w(K::BackTo)
                    )
                },
                |number| {
                    format!(
                        "¿Quiso decir {number}? Si vuelve atrás, escriba {back_to}.",
                        back_to = w(K::BackTo)
                    )
                },
            ),
        ),
        P::BackToItself { from, before } => (
            format!("La {from} «regresa» a sí misma."),
            match before {
                Some(before) => format!(
                    "Si se hace otra vez la misma, escriba {repeat} = true; si vuelve a la anterior, {back_to} = {}.",
                    written(before),
                    repeat = w(K::Repeat),
                    back_to = w(K::BackTo)
                ),
                None => {
                    format!("Si se hace otra vez la misma, escriba {repeat} = true.", repeat = w(K::Repeat))
                }
            },
        ),
        P::OnToItself { from, after } => (
            format!("La {from} «continúa» en sí misma."),
            match after {
                Some(after) => format!(
                    "Nadie saldría de la {from}. Escriba la siguiente, {on_to} = {}, o deje constancia con un [[{finding}]] si el documento oficial lo dice así.",
                    written(after),
                    finding = w(K::Finding),
                    on_to = w(K::OnTo)
                ),
                None => format!(
                    "Nadie saldría de la {from}. Escriba {on_to} = \"{end_word}\" si ahí termina, o deje constancia con un [[{finding}]] si el documento oficial lo dice así.",
                    finding = w(K::Finding),
                    on_to = w(K::OnTo),
                    end_word = w(K::End)
                ),
            },
        ),
        P::BlankTarget { from, answer, word } => (
            blank(from, answer.as_deref(), word.word(file)),
            format!(
                "Sin ese dato no hay procedimiento que ejecutar. Pregunte a quien lo aprobó, o escriba la lectura elegida y deje constancia con un [[{finding}]].",
                finding = w(K::Finding)
            ),
        ),
        P::AnswerWithoutWay { from, answer } => (
            format!("La respuesta {answer} de la {from} no dice qué sigue."),
            advice::answer_without_way(file),
        ),
        P::Conflict { first, second } => (
            format!("«{}» y «{}» se excluyen.", first.word(file), second.word(file)),
            "Deje solo uno de los dos.".into(),
        ),
        P::MaximumWithoutReturn {} => (
            format!("«{maximum}» cuenta regresos y esta salida no regresa.", maximum = w(K::Maximum)),
            advice::maximum_without_return(file),
        ),
        P::MaximumTooHigh { maximum, limit } => (
            format!(
                "«{max_word}» es {maximum} y lo más que se permite es {limit}.",
                max_word = w(K::Maximum)
            ),
            "Escriba un número menor, o pida que se amplíe el límite.".into(),
        ),
        P::QuestionWithoutAnswers { from } => (
            format!("La {from} pregunta y no dice qué se puede responder."),
            advice::question_without_answers(file),
        ),
        P::MissingAnswer { from, missing } => match missing {
            Some(missing) => (
                format!(
                    "A la pregunta de la {from} le falta la salida {}.",
                    missing.word(file).to_uppercase()
                ),
                format!("Agregue: {} = {{ {on_to} = … }}.", missing.word(file), on_to = w(K::OnTo)),
            ),
            None => (
                format!("La pregunta de la {from} solo tiene una respuesta."),
                "Agregue la otra, o quite la pregunta.".into(),
            ),
        },
        P::DuplicateAnswer { id } => {
            (format!("La respuesta «{id}» está dos veces."), "Deje una, o cámbiele el id a la otra.".into())
        }
        P::NextBesideAnswers { from } => (
            format!("La {from} tiene «{next}» y también respuestas que dicen a dónde va.", next = w(K::Next)),
            format!("Quite «{next}»: cada respuesta dice qué viene después.", next = w(K::Next)),
        ),
        P::NonconformityBesideAnswers { from } => (
            format!("En la {from} la respuesta a la pregunta ya es el resultado del control."),
            format!(
                "Quite «{if_nonconforming}» y diga en la respuesta a dónde va.",
                if_nonconforming = w(K::IfNonconforming)
            ),
        ),
        P::GatewayWithoutNext { id } => {
            (format!("La compuerta «{id}» no lleva a ninguna parte."), advice::gateway_without_next(file))
        }
        P::SeveralDefaults { from } => (
            format!("La {from} tiene más de una salida «{otherwise}».", otherwise = w(K::Otherwise)),
            "Deje una sola.".into(),
        ),
        P::NoWork { key, because } => (
            format!(
                "Este paso no es trabajo de nadie («{}»), y pide «{}».",
                because.word(file),
                key.word(file)
            ),
            format!("Quite «{}», o quite «{}» si alguien lo hace.", key.word(file), because.word(file)),
        ),
        P::NobodyAnswers { from } => (
            format!("La {from} pasa sola y nadie respondería su pregunta."),
            format!("Agregue {decides} = '…' para que la responda un cálculo, o quite {type_word} = \"{abstract}\" para que responda una persona.", decides = w(K::Decides), type_word = w(K::Type), abstract = w(K::Abstract)),
        ),
        P::NeedsKey { key, needs } => (
            format!("«{}» no dice nada sin «{}».", key.word(file), needs.word(file)),
            format!("Agregue «{}», o quite «{}».", needs.word(file), key.word(file)),
        ),
        P::NotYetHere { key, block } => (
            format!(
                "«{}» de {block} no se puede pedir a nadie: no se sabe con qué trabajo termina, o no es de nadie.",
                key.word(file)
            ),
            format!("Escríbalo en las actividades de adentro que lo dejan, o quite «{}».", key.word(file)),
        ),
        P::OneRoleOnly { key } => (
            format!("«{}» lleva un solo rol.", key.word(file)),
            format!("Deje uno; si son varios, declare un [[{team}]] y nómbrelo.", team = w(K::Team)),
        ),
        P::EvidenceWithoutRecord {} => {
            ("Esta evidencia no dice cuál registro es.".into(), advice::evidence_without_record(file))
        }
        P::EmptyChoice { key } => (
            format!("En «{}» no hay nada que elegir.", key.word(file)),
            "Escriba entre corchetes las opciones.".into(),
        ),
        P::ChoiceWithoutValues { id } => (
            format!("El dato «{id}» es una opción y no dice entre cuáles valores."),
            format!("Agregue: {values} = [\"…\", \"…\"].", values = w(K::Values)),
        ),
        P::ConditionWithoutUse { id } => (
            format!("La compuerta «{id}» tiene una condición que no mira."),
            advice::condition_without_use(file),
        ),
        P::BadQuantity { key, limit } => (
            format!("`{}` va de 1 a {limit}.", w(*key)),
            "Escriba cuántas fichas pide o entrega, o quite la línea: sin ella es una.".into(),
        ),
        P::MissingCode {} => ("El procedimiento no tiene código ni id.".into(), advice::missing_code(file)),
        P::HolidaysNeeded {} => (
            "Se cuentan días hábiles y no se dice cuáles son los festivos.".into(),
            advice::holidays_needed(file),
        ),
        P::TooMany { what, limit } => (
            format!("Hay más de {limit} {}, que es el límite.", what.es()),
            "Divida el procedimiento, o pida que se amplíe el límite.".into(),
        ),
        P::AnchorWithoutDate { id } => (
            format!("El plazo se cuenta desde el dato «{id}», que no es una fecha."),
            advice::anchor_without_date(file),
        ),
        P::NotABlock { id } => (
            format!("«{id}» no puede contener actividades."),
            format!("Nombre en `{}` una actividad, un evento o una repetición.", w(K::Inside)),
        ),
        P::UnknownBlock { id } => (
            format!("No hay un bloque llamado «{id}»."),
            format!("Escriba en `{}` el id de la actividad que la contiene.", w(K::Inside)),
        ),
        P::BlockInItself { id } => (
            format!("El bloque {id} queda dentro de sí mismo."),
            format!("Quite uno de los `{}` que lo encierran.", w(K::Inside)),
        ),
        P::BadRange { id } => (
            format!("La repetición {id} no abarca un tramo seguido de actividades."),
            advice::bad_range(file),
        ),
        P::EntersBlock { target, block } => (
            format!("La {target} está dentro del bloque {block} y se llega a ella desde fuera."),
            format!("Vaya al bloque entero: {}.", written(block)),
        ),
        P::LeavesBlock { target, block } => (
            format!("La {target} está fuera del bloque {block}, y de él se sale por su final."),
            format!(
                "Escriba `\"{}\"` para terminar aquí, y ponga la {target} después del bloque.",
                w(K::End)
            ),
        ),
        P::ReturnCancels { target, block } => (
            format!("Al regresar a la {target} se cancela lo demás que está en curso en el bloque {block}."),
            format!("Si es lo que se quiere, escriba {} = true junto al regreso.", w(K::CancelsOthers)),
        ),
        P::BetweenParallel { from, to } => (
            format!("La {from} y la {to} se hacen a la vez: entre ellas no hay antes ni después."),
            advice::between_parallel(file),
        ),
        P::JoinsNowhere { id } => (
            format!("«{id}» no es un bloque a cuyo final se pueda esperar."),
            format!(
                "Nombre en `{}` un bloque posterior, que no esté dentro de una repetición ajena.",
                w(K::JoinsAt)
            ),
        ),
        P::NothingToRepeat {} => (
            "No se dice qué lista se recorre ni cuántas veces se hace.".into(),
            advice::nothing_to_repeat(file),
        ),
        P::TriggerMissing {} => ("No se dice qué tiene que pasar.".into(), advice::trigger_missing(file)),
        P::SeveralTriggers { first, second } => (
            format!("Aquí están «{}» y «{}» a la vez.", first.word(file), second.word(file)),
            advice::several_triggers(file),
        ),
        P::EventWithoutEffect { id } => (
            format!("El evento «{id}» no dice qué sigue cuando ocurre."),
            format!(
                "Agregue {}, {}, {}, {} o actividades suyas con {} = \"{id}\".",
                w(K::GoesTo),
                w(K::BackTo),
                w(K::Redo),
                w(K::Notifies),
                w(K::Inside)
            ),
        ),
        P::ReturnInterrupts { id } => (
            format!("El evento «{id}» regresa y deja seguir lo que estaba abierto."),
            advice::return_interrupts(file),
        ),
        P::UnknownHost { name } => (
            format!("No hay una actividad «{name}» que esté abierta un tiempo."),
            format!("Escriba en {} números o ids de actividades, bloques o repeticiones.", w(K::WhileOpen)),
        ),
        P::HostsApart { first, other } => (
            format!("{first} y {other} están en bloques distintos."),
            "Nombre solo lo que está en el mismo bloque, o ponga el evento en el bloque que los contiene."
                .into(),
        ),
        P::CycleHere {} => (
            "Un tiempo que se repite no se puede esperar: la espera ocurre una vez.".into(),
            advice::cycle_here(file),
        ),
        P::NotAwaited { kind } => (
            format!("«{}» no se puede esperar: nace dentro del trabajo.", kind.word(file)),
            format!("Escríbalo en un [[{}.{}]] de la actividad donde nace.", w(K::Activity), w(K::Event)),
        ),
        P::NoMoment { id: Some(id) } => (format!("El dato «{id}» no dice cuándo."), advice::no_moment(file)),
        P::NoMoment { id: None } => {
            ("«Tantas veces» no dice cuándo.".into(), "Escriba cada cuánto: \"cada 2 meses\".".into())
        }
        P::NothingAwaited { gateway, target } => (
            format!("La compuerta «{gateway}» lleva a {target}, que no espera nada."),
            format!("Agregue {} a {target}, o lleve la compuerta a otra que sí espere.", w(K::Wait)),
        ),
        P::UnknownMember { member } => (
            format!("Ningún dato declara el miembro «{member}»."),
            format!(
                "Declárelo en su lista: [[{}]] con {} = \"{}\" y {} = \"{member}\".",
                w(K::DataItem),
                w(K::Type),
                w(K::List),
                w(K::Member)
            ),
        ),
        P::RowLength { table, row, found, wanted } => (
            format!("La fila {row} de la tabla {table} tiene {found} celdas y la tabla, {wanted} columnas."),
            advice::row_length(file),
        ),
        P::BadCell { column, written, kind, is_condition } => (
            format!("La celda «{written}» no se entiende en la columna {column}."),
            cell_help(*kind, *is_condition),
        ),
        P::RowsOverlap { table, first, second } => (
            format!("Las filas {first} y {second} de la tabla {table} sirven para un mismo caso."),
            format!("Haga que se excluyan, o escriba {} = \"{}\".", w(K::Matches), w(K::FirstRow)),
        ),
        P::RowsGap { table, example } => (
            format!("Ninguna fila de la tabla {table} dice qué sigue cuando {example}."),
            "Agregue la fila, o una última con \"-\" en cada condición; ese caso se detendría.".into(),
        ),
        P::RowNeverReached { table, row } => (
            format!(
                "A la fila {row} de la tabla {table} no se llega nunca: las anteriores toman todos los casos."
            ),
            "Súbala, o bórrela.".into(),
        ),
        P::BadColumn { column, wants_list: true } => (
            format!("Pueden servir varias filas y {column} guarda un solo valor."),
            format!("Escriba en {column} {} = \"{}\".", w(K::Type), w(K::List)),
        ),
        P::BadColumn { column, wants_list: false } => (
            format!("{column} no puede ser condición de una tabla."),
            "Use un texto, una opción, un sí o no, un número o una fecha.".into(),
        ),
        P::TableUndecided { table } => (
            format!("La tabla {table} es demasiado grande para buscar casos sin fila."),
            "Divídala en dos.".into(),
        ),
        P::ThrowsNothing { key } => {
            (format!("`{}` no dice qué emite.", w(*key)), advice::throws_nothing(file))
        }
        P::ThrownElsewhere { what: K::Link, .. } => (
            format!("Un `{}` no es un fin: el trabajo sigue en otra parte.", w(K::Link)),
            format!("Escríbalo en `{}`.", w(K::Throws)),
        ),
        P::ThrownElsewhere { what, key } => (
            format!("Después de `{}` no sigue nada, y `{}` está en el camino.", w(*what), w(*key)),
            format!("Escríbalo en `{}`.", w(K::End)),
        ),
        P::NothingToCancel {} => (
            format!("`{}` no está dentro de una transacción.", w(K::Cancels)),
            advice::nothing_to_cancel(file),
        ),
        P::NothingToUndo { id } => (
            format!("Nada deshace la actividad {id}."),
            format!("Diga en ella qué la deshace, con `{}`.", w(K::CompensatedBy)),
        ),
        P::LinkWithoutCatch { name } => (
            format!("El enlace «{name}» no lleva a ninguna parte de su bloque."),
            format!("Escriba {} = \"{name}\" en la actividad donde sigue.", w(K::Link)),
        ),
        P::SeveralLinks { name } => (
            format!("El enlace «{name}» lleva a varias actividades del mismo bloque."),
            format!("Deje {} = \"{name}\" en una sola.", w(K::Link)),
        ),
        P::OnlyUndoes { id } => (
            format!("La {id} sólo deshace otra actividad y no es parte del camino."),
            format!(
                "Quite la salida, o nombre en `{}` otra actividad a la que nada llegue.",
                w(K::CompensatedBy)
            ),
        ),
        P::TakesNoName { datum } => (
            format!("No se dice con un nombre qué valor del mensaje toma el dato «{datum}»."),
            format!("Escriba el nombre del valor: `{} = {{ {datum} = 'nombre' }}`.", w(K::Output)),
        ),
        P::OpensNowhere { start } => (
            format!("Este procedimiento no tiene el inicio «{start}», así que ningún caso empieza ahí."),
            format!("Nombre el id de un `[[{0}]]`, o quite `{0}` para empezar como siempre.", w(K::Start)),
        ),
        P::CorrelatesAtStart {} => (
            "Al empezar un caso no hay todavía datos con los que correlacionar.".into(),
            format!("Quite `{}`: el mensaje empieza siempre un caso nuevo.", w(K::Correlates)),
        ),
        P::OnlyWithMessage { key } => (
            format!("`{}` solo se dice de un mensaje.", w(*key)),
            format!("Quítelo, o espere un mensaje: `{} = \"nombre\"`.", w(K::Message)),
        ),
        P::WindowWithoutTime { id } => (
            format!("La ventana «{id}» no dice desde cuándo ni hasta cuándo."),
            format!("Escriba `{} = \"2 semanas desde inicio\"`, o `{}`.", w(K::Until), w(K::From)),
        ),
        P::HeadAnchor { key } => (
            format!("`{}` del procedimiento entero no se cuenta desde una de sus actividades.", w(*key)),
            advice::head_anchor(file),
        ),
        P::MilestoneNowhere { id } => (
            format!("El hito «{id}» está en algo que no se abre ni se cierra."),
            "Póngalo en la actividad que lo alcanza: un encabezado, un fin o un aviso no lo hacen.".into(),
        ),
        P::InstantiatesWithoutMessage {} => (
            format!("`{}` necesita un mensaje que empiece el caso.", w(K::Instantiates)),
            format!("Agregue `{} = {{ {} = \"nombre\" }}`.", w(K::Wait), w(K::Message)),
        ),
        P::SameStartMessage { message } => (
            format!("El mensaje «{message}» ya empieza el caso en otra parte."),
            "Deje un solo inicio para cada mensaje: el segundo nunca empezaría.".into(),
        ),
        P::InteractsWithoutWork { id, host } => (
            format!(
                "La interacción «{id}» se abre con el trabajo de alguien; la {host} no lo es, o se escoge."
            ),
            "Escríbala en la actividad en la que alguien trabaja mientras tanto.".into(),
        ),
        P::InteractsWithNobody { id } => (
            format!("La interacción «{id}» no dice con quién."),
            format!("Escriba `{}` (con archivo) o `{}` (se cierra a mano).", w(K::Procedure), w(K::With)),
        ),
        P::LeadsToInteraction { id } => (
            format!("«{id}» es una interacción: se abre con su actividad y ningún camino lleva a ella."),
            "Nombre la actividad que la contiene.".into(),
        ),
        P::UndoesNoBlock { id } => (
            format!("«{id}» deshace un bloque: no está en ninguno o no tiene actividades propias."),
            format!(
                "Póngalo en el bloque con `{0} = \"bloque\"`, y en él sus actividades con `{0} = \"{id}\"`.",
                w(K::Inside)
            ),
        ),
        P::UndoneTwice { block } => (
            format!("El bloque {block} se desharía de dos formas."),
            format!("Deje un solo evento con `{} = true`, o `{}`.", w(K::Compensates), w(K::CompensatedBy)),
        ),
    }
}
