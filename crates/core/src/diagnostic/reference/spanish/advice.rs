//! What to write instead, in Spanish, where the remedy is a line of the file whatever was found.
//!
//! Each is called after the problem that it mends.

use crate::keywords::Keyword as K;
use crate::source::Language;

pub(super) fn answer_without_way(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba una de estas: {back_to} = …, {on_to} = …, {repeat} = true o {ends_case} = true.",
        back_to = w(K::BackTo),
        on_to = w(K::OnTo),
        repeat = w(K::Repeat),
        ends_case = w(K::EndsCase)
    )
}

pub(super) fn maximum_without_return(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!("Quítelo, o escriba {back_to} o {repeat}.", back_to = w(K::BackTo), repeat = w(K::Repeat))
}

pub(super) fn question_without_answers(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Agregue {yes_word} = {{ … }} y {no_word} = {{ … }}, o un bloque [[{activity}.{answer}]] por respuesta.",
        activity = w(K::Activity),
        answer = w(K::Answer),
        yes_word = w(K::Yes),
        no_word = w(K::No)
    )
}

pub(super) fn gateway_without_next(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Agregue: {next} = [{{ {goes_to} = …, {if_met} = '…' }}, {{ {goes_to} = …, {otherwise} = true }}].",
        next = w(K::Next),
        goes_to = w(K::GoesTo),
        if_met = w(K::IfMet),
        otherwise = w(K::Otherwise)
    )
}

pub(super) fn evidence_without_record(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba {{ {record} = \"…\" }}, {{ {one_of} = [ … ] }} o {{ {any_of} = [ … ] }}.",
        record = w(K::Record),
        one_of = w(K::OneOf),
        any_of = w(K::AnyOf)
    )
}

pub(super) fn condition_without_use(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba {} = \"{}\" o quite `{}`: sólo la compuerta compleja espera una condición.",
        w(K::Type),
        w(K::Complex),
        w(K::ActivatesIf)
    )
}

pub(super) fn missing_code(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Agregue {code} = \"…\"; si la fuente no lo trae, {code} = \"{undefined}\" e id = \"…\".",
        code = w(K::Code),
        undefined = w(K::Undefined)
    )
}

pub(super) fn holidays_needed(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Agregue en [{procedure}]: {holidays} = \"colombia\".",
        procedure = w(K::Procedure),
        holidays = w(K::Holidays)
    )
}

pub(super) fn anchor_without_date(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Use un dato de {type_word} \"{date}\" o \"{date_time}\".",
        date = w(K::Date),
        type_word = w(K::Type),
        date_time = w(K::DateTime)
    )
}

pub(super) fn bad_range(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba en `{}` y `{}` dos actividades que existan, del mismo bloque y en ese orden; dos repeticiones no se cruzan.",
        w(K::First),
        w(K::Last)
    )
}

pub(super) fn between_parallel(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Póngalas en orden ({} = \"{}\"), o regrese al bloque que las contiene.",
        w(K::Order),
        w(K::InSequence)
    )
}

pub(super) fn nothing_to_repeat(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba `{}`, o `{}`, o el `{}` que declara un dato.",
        w(K::List),
        w(K::Cardinality),
        w(K::Member)
    )
}

pub(super) fn trigger_missing(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba uno: {}, {}, {}, {} o {}.",
        w(K::Message),
        w(K::Signal),
        w(K::Time),
        w(K::Condition),
        w(K::DeclaredBy)
    )
}

pub(super) fn several_triggers(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Si basta uno, escriba {} = [{{ … }}, {{ … }}]; si hacen falta todos, {} = [{{ … }}, {{ … }}]; de tiempo, uno solo.",
        w(K::AnyOf),
        w(K::AllTriggers)
    )
}

pub(super) fn return_interrupts(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!("Quite {} = false, o escriba {} en vez de {}.", w(K::Interrupts), w(K::GoesTo), w(K::BackTo))
}

pub(super) fn cycle_here(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba una duración o una fecha; lo que se repite va en un [[{}.{}]] con {} = false.",
        w(K::Activity),
        w(K::Event),
        w(K::Interrupts)
    )
}

pub(super) fn no_moment(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Use un dato de {} \"{}\", \"{}\" o \"{}\".",
        w(K::Type),
        w(K::Date),
        w(K::DateTime),
        w(K::Duration)
    )
}

pub(super) fn row_length(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba una celda por cada `{}` y después una por cada `{}`; \"-\" es cualquier valor.",
        w(K::Input),
        w(K::Output)
    )
}

pub(super) fn throws_nothing(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Escriba qué: `{}`, `{}`, `{}`, `{}`…",
        w(K::Message),
        w(K::Signal),
        w(K::Escalation),
        w(K::Compensates)
    )
}

pub(super) fn nothing_to_cancel(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Póngalo dentro de un bloque con {} = \"{}\", o use `{}`.",
        w(K::Type),
        w(K::Transaction),
        w(K::Terminates)
    )
}

pub(super) fn head_anchor(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Cuéntelo desde `{}` o desde `{} ID`; el plazo de un bloque se escribe en el bloque.",
        w(K::Start),
        w(K::DataItem)
    )
}
