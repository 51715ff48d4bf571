//! What to write instead, in English, where the remedy is a line of the file whatever was found.
//!
//! Each is called after the problem that it mends.

use crate::keywords::Keyword as K;
use crate::source::Language;

pub(super) fn answer_without_way(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write one of these: {back_to} = …, {on_to} = …, {repeat} = true or {ends_case} = true.",
        back_to = w(K::BackTo),
        on_to = w(K::OnTo),
        repeat = w(K::Repeat),
        ends_case = w(K::EndsCase)
    )
}

pub(super) fn maximum_without_return(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!("Remove it, or write {back_to} or {repeat}.", back_to = w(K::BackTo), repeat = w(K::Repeat))
}

pub(super) fn question_without_answers(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Add {yes_word} = {{ … }} and {no_word} = {{ … }}, or one [[{activity}.{answer}]] block per answer.",
        activity = w(K::Activity),
        answer = w(K::Answer),
        yes_word = w(K::Yes),
        no_word = w(K::No)
    )
}

pub(super) fn gateway_without_next(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Add: {next} = [{{ {goes_to} = …, {if_met} = '…' }}, {{ {goes_to} = …, {otherwise} = true }}].",
        next = w(K::Next),
        goes_to = w(K::GoesTo),
        if_met = w(K::IfMet),
        otherwise = w(K::Otherwise)
    )
}

pub(super) fn evidence_without_record(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write {{ {record} = \"…\" }}, {{ {one_of} = [ … ] }} or {{ {any_of} = [ … ] }}.",
        record = w(K::Record),
        one_of = w(K::OneOf),
        any_of = w(K::AnyOf)
    )
}

pub(super) fn condition_without_use(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write {} = \"{}\" or remove `{}`: only a complex gateway waits for a condition.",
        w(K::Type),
        w(K::Complex),
        w(K::ActivatesIf)
    )
}

pub(super) fn missing_code(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Add {code} = \"…\"; if the source has none, {code} = \"{undefined}\" and id = \"…\".",
        code = w(K::Code),
        undefined = w(K::Undefined)
    )
}

pub(super) fn holidays_needed(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Add under [{procedure}]: {holidays} = \"colombia\".",
        procedure = w(K::Procedure),
        holidays = w(K::Holidays)
    )
}

pub(super) fn anchor_without_date(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Use a data item of {type_word} \"{date}\" or \"{date_time}\".",
        date = w(K::Date),
        type_word = w(K::Type),
        date_time = w(K::DateTime)
    )
}

pub(super) fn bad_range(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "`{}` and `{}` are two activities of one block, in that order; two repetitions do not cross.",
        w(K::First),
        w(K::Last)
    )
}

pub(super) fn between_parallel(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Put them in order ({} = \"{}\"), or go back to the block that holds them.",
        w(K::Order),
        w(K::InSequence)
    )
}

pub(super) fn nothing_to_repeat(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write `{}`, or `{}`, or the `{}` that a data item declares.",
        w(K::List),
        w(K::Cardinality),
        w(K::Member)
    )
}

pub(super) fn trigger_missing(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write one of these: {}, {}, {}, {} or {}.",
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
        "If one is enough, write {} = [{{ … }}, {{ … }}]; if all are needed, {} = [{{ … }}, {{ … }}]; one time only.",
        w(K::AnyOf),
        w(K::AllTriggers)
    )
}

pub(super) fn return_interrupts(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!("Remove {} = false, or write {} instead of {}.", w(K::Interrupts), w(K::GoesTo), w(K::BackTo))
}

pub(super) fn cycle_here(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write a duration or a date; what repeats belongs in an [[{}.{}]] with {} = false.",
        w(K::Activity),
        w(K::Event),
        w(K::Interrupts)
    )
}

pub(super) fn no_moment(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Use a data item of {} \"{}\", \"{}\" or \"{}\".",
        w(K::Type),
        w(K::Date),
        w(K::DateTime),
        w(K::Duration)
    )
}

pub(super) fn row_length(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write one cell for each of `{}`, then one for each of `{}`; \"-\" is any value.",
        w(K::Input),
        w(K::Output)
    )
}

pub(super) fn throws_nothing(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Write what: `{}`, `{}`, `{}`, `{}` …",
        w(K::Message),
        w(K::Signal),
        w(K::Escalation),
        w(K::Compensates)
    )
}

pub(super) fn nothing_to_cancel(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Put it into a block with {} = \"{}\", or use `{}`.",
        w(K::Type),
        w(K::Transaction),
        w(K::Terminates)
    )
}

pub(super) fn head_anchor(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!(
        "Count it from `{}` or from `{} ID`; the term of a block is written on the block.",
        w(K::Start),
        w(K::DataItem)
    )
}

pub(super) fn interacts_with_nobody(file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    format!("Write `{}` (a procedure with a file) or `{}` (closed by hand).", w(K::Procedure), w(K::With))
}
