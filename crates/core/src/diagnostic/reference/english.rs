//! What is said in English: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

mod advice;
mod words;

use super::{ReferenceProblem as P, as_list, declared_as};
use crate::keywords::Keyword as K;
use crate::source::Language;
use words::{among, cell_help, kind, leads, meant, written};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::DuplicateId { id } => (
            format!("The id \"{id}\" is already in use."),
            "Keep one and change the other: an id belongs to one thing only.".into(),
        ),
        P::UnknownTarget { from, way, target, nearest, known } => {
            let leads = leads(*way);
            (
                format!("{from} {leads} {target}, which does not exist."),
                nearest.as_ref().map_or_else(|| among(known, target), meant),
            )
        }
        P::DuplicateNumber { number } => (
            format!("Two activities have the number {number}."),
            "Give one of them a number of its own.".into(),
        ),
        P::NumberIsId { number } => (
            format!("The number {number} is also the id of another activity."),
            format!("Change that id: nobody could tell which one \"{number}\" is."),
        ),
        P::ReservedName { name } => (
            format!("\"{name}\" is a word of the format and cannot be a name."),
            "Choose another, for example with the number: \"end-18\".".into(),
        ),
        P::MissingId { offer } => (
            "This activity has no \"id\".".into(),
            format!("Add: id = \"{offer}\". Do not change it later: the history of cases depends on it."),
        ),
        P::BadGuardName { id, offer } => (
            format!("The id \"{id}\" cannot be used in a calculation."),
            format!("Use unaccented letters, digits and \"_\", and no word of calculations: \"{offer}\"."),
        ),
        P::UnknownName { what, name, nearest } => {
            let (absent, declare) = kind(*what, file);
            (
                format!("{absent} \"{name}\"."),
                match (nearest, as_list(name)) {
                    (Some(nearest), _) => meant(nearest),
                    (None, Some(list)) => format!("If they are several, write a list: {list}."),
                    (None, None) => declared_as(&declare, name),
                },
            )
        }
        P::BackToLater { from, to, swapped } => (
            format!("{from} goes \"back\" to {to}, which comes later."),
            swapped.as_ref().map_or_else(
                || {
                    format!(
                        "If it goes forward, write {on_to}; if it goes back, check the number.",
                        on_to = w(K::OnTo)
                    )
                },
                |number| {
                    format!("Did you mean {number}? If it goes forward, write {on_to}.", on_to = w(K::OnTo))
                },
            ),
        ),
        P::OnToEarlier { from, to, swapped } => (
            format!("{from} goes \"on\" to {to}, which comes earlier."),
            swapped.as_ref().map_or_else(
                || {
                    format!(
                        "If it goes back, write {back_to}; if it goes on, check the number.",
                        back_to = w(K::BackTo)
                    )
                },
                |number| {
                    format!(
                        "Did you mean {number}? If it goes back, write {back_to}.",
                        back_to = w(K::BackTo)
                    )
                },
            ),
        ),
        P::BackToItself { from, before } => (
            format!("{from} goes \"back\" to itself."),
            match before {
                Some(before) => format!(
                    "If the same is done again, write {repeat} = true; if it goes back to the one before, {back_to} = {}.",
                    written(before),
                    repeat = w(K::Repeat),
                    back_to = w(K::BackTo)
                ),
                None => format!("If the same is done again, write {repeat} = true.", repeat = w(K::Repeat)),
            },
        ),
        P::OnToItself { from, after } => (
            format!("{from} goes \"on\" to itself."),
            match after {
                Some(after) => format!(
                    "Nobody would ever leave {from}. Write the next one, {on_to} = {}, or record it in a [[{finding}]] if the official document says so.",
                    written(after),
                    finding = w(K::Finding),
                    on_to = w(K::OnTo)
                ),
                None => format!(
                    "Nobody would ever leave {from}. Write {on_to} = \"{end_word}\" if it ends there, or record it in a [[{finding}]] if the official document says so.",
                    finding = w(K::Finding),
                    on_to = w(K::OnTo),
                    end_word = w(K::End)
                ),
            },
        ),
        P::BlankTarget { from, answer, word } => {
            let way = answer.as_ref().map_or_else(|| "The way".into(), |answer| format!("The way {answer}"));
            (
                format!("{way} out of {from} does not say where it goes: it is \"{}\".", word.word(file)),
                format!(
                    "Without it there is no procedure to run. Ask whoever approved it, or write the reading chosen and record it in a [[{finding}]].",
                    finding = w(K::Finding)
                ),
            )
        }
        P::AnswerWithoutWay { from, answer } => (
            format!("The answer {answer} of {from} does not say what follows."),
            advice::answer_without_way(file),
        ),
        P::Conflict { first, second } => (
            format!("\"{}\" and \"{}\" exclude each other.", first.word(file), second.word(file)),
            "Keep only one of the two.".into(),
        ),
        P::MaximumWithoutReturn {} => (
            format!("\"{maximum}\" counts returns and this way is none.", maximum = w(K::Maximum)),
            advice::maximum_without_return(file),
        ),
        P::MaximumTooHigh { maximum, limit } => (
            format!("\"{max_word}\" is {maximum} and the most allowed is {limit}.", max_word = w(K::Maximum)),
            "Write a smaller number, or have the limit raised.".into(),
        ),
        P::QuestionWithoutAnswers { from } => (
            format!("{from} asks and does not say what may be answered."),
            advice::question_without_answers(file),
        ),
        P::MissingAnswer { from, missing } => match missing {
            Some(missing) => (
                format!("The question of {from} lacks the way {}.", missing.word(file).to_uppercase()),
                format!("Add: {} = {{ {on_to} = … }}.", missing.word(file), on_to = w(K::OnTo)),
            ),
            None => (
                format!("The question of {from} has one answer only."),
                "Add the other, or remove the question.".into(),
            ),
        },
        P::DuplicateAnswer { id } => (
            format!("The answer \"{id}\" is there twice."),
            "Keep one, or change the id of the other.".into(),
        ),
        P::NextBesideAnswers { from } => (
            format!("{from} has \"{next}\" and also answers that say where it goes.", next = w(K::Next)),
            format!("Remove \"{next}\": each answer says what comes after.", next = w(K::Next)),
        ),
        P::NonconformityBesideAnswers { from } => (
            format!("In {from} the answer to the question already is the result of the check."),
            format!(
                "Remove \"{if_nonconforming}\" and say in the answer where it goes.",
                if_nonconforming = w(K::IfNonconforming)
            ),
        ),
        P::GatewayWithoutNext { id } => {
            (format!("The gateway \"{id}\" leads nowhere."), advice::gateway_without_next(file))
        }
        P::SeveralDefaults { from } => (
            format!("{from} has more than one \"{otherwise}\".", otherwise = w(K::Otherwise)),
            "Keep one.".into(),
        ),
        P::NoWork { key, because } => (
            format!(
                "This step is nobody's work (\"{}\"), and it asks for \"{}\".",
                because.word(file),
                key.word(file)
            ),
            format!(
                "Remove \"{}\", or remove \"{}\" if somebody does it.",
                key.word(file),
                because.word(file)
            ),
        ),
        P::NobodyAnswers { from } => (
            format!("{from} passes by itself and nobody would answer its question."),
            format!("Add {decides} = '…' so that a calculation answers, or remove {type_word} = \"{abstract}\" so that a person does.", decides = w(K::Decides), type_word = w(K::Type), abstract = w(K::Abstract)),
        ),
        P::NeedsKey { key, needs } => (
            format!("\"{}\" says nothing without \"{}\".", key.word(file), needs.word(file)),
            format!("Add \"{}\", or remove \"{}\".", needs.word(file), key.word(file)),
        ),
        P::NotYetHere { key, block } => (
            format!(
                "Nobody can be asked for \"{}\" of {block}: with which work it ends is not known, or it is nobody's.",
                key.word(file)
            ),
            format!("Write it on the activities inside that leave it, or remove \"{}\".", key.word(file)),
        ),
        P::OneRoleOnly { key } => (
            format!("\"{}\" takes one role only.", key.word(file)),
            format!("Keep one; if there are several, declare a [[{team}]] and name it.", team = w(K::Team)),
        ),
        P::EvidenceWithoutRecord {} => {
            ("This evidence does not say which record it is.".into(), advice::evidence_without_record(file))
        }
        P::EmptyChoice { key } => (
            format!("There is nothing to choose from in \"{}\".", key.word(file)),
            "Write the options between brackets.".into(),
        ),
        P::ChoiceWithoutValues { id } => (
            format!("The data item \"{id}\" is a choice and does not say between which values."),
            format!("Add: {values} = [\"…\", \"…\"].", values = w(K::Values)),
        ),
        P::ConditionWithoutUse { id } => (
            format!("Gateway \"{id}\" has a condition that it does not look at."),
            advice::condition_without_use(file),
        ),
        P::BadQuantity { key, limit } => (
            format!("`{}` goes from 1 to {limit}.", w(*key)),
            "Write how many tokens it needs or gives, or remove the line: without it, it is one.".into(),
        ),
        P::MissingCode {} => {
            ("The procedure has neither a code nor an id.".into(), advice::missing_code(file))
        }
        P::HolidaysNeeded {} => (
            "Working days are counted and nothing says which days are holidays.".into(),
            advice::holidays_needed(file),
        ),
        P::TooMany { what, limit } => (
            format!("There are more than {limit} {}, which is the limit.", what.en()),
            "Split the procedure, or have the limit raised.".into(),
        ),
        P::AnchorWithoutDate { id } => (
            format!("The deadline is counted from the data item \"{id}\", which is no date."),
            advice::anchor_without_date(file),
        ),
        P::NotABlock { id } => (
            format!("\"{id}\" cannot hold activities."),
            format!("Name an activity, an event or a repetition in `{}`.", w(K::Inside)),
        ),
        P::UnknownBlock { id } => (
            format!("There is no block called \"{id}\"."),
            format!("Write the id of the activity that holds it in `{}`.", w(K::Inside)),
        ),
        P::BlockInItself { id } => (
            format!("Block {id} stands in itself."),
            format!("Remove one of the `{}` that enclose it.", w(K::Inside)),
        ),
        P::BadRange { id } => {
            (format!("Repetition {id} does not cover a run of activities."), advice::bad_range(file))
        }
        P::EntersBlock { target, block } => (
            format!("{target} stands inside block {block} and is reached from outside."),
            format!("Go to the whole block: {}.", written(block)),
        ),
        P::LeavesBlock { target, block } => (
            format!("{target} stands outside block {block}, which is left by its end."),
            format!("Write `\"{}\"` to end here, and put {target} after the block.", w(K::End)),
        ),
        P::ReturnCancels { target, block } => (
            format!("Going back to {target} cancels everything else that is open in block {block}."),
            format!("If that is meant, write {} = true beside the return.", w(K::CancelsOthers)),
        ),
        P::BetweenParallel { from, to } => (
            format!("{from} and {to} are done at the same time: between them there is no before or after."),
            advice::between_parallel(file),
        ),
        P::JoinsNowhere { id } => (
            format!("\"{id}\" is no block whose end can be waited for."),
            format!("Name a later block in `{}` that is not in a repetition of others.", w(K::JoinsAt)),
        ),
        P::NothingToRepeat {} => {
            ("Neither the list to walk nor how often is said.".into(), advice::nothing_to_repeat(file))
        }
        P::TriggerMissing {} => ("It is not said what has to happen.".into(), advice::trigger_missing(file)),
        P::SeveralTriggers { first, second } => (
            format!("\"{}\" and \"{}\" stand here together.", first.word(file), second.word(file)),
            advice::several_triggers(file),
        ),
        P::EventWithoutEffect { id } => (
            format!("The event \"{id}\" does not say what follows when it occurs."),
            format!(
                "Add {}, {}, {}, {} or activities of its own with {} = \"{id}\".",
                w(K::GoesTo),
                w(K::BackTo),
                w(K::Redo),
                w(K::Notifies),
                w(K::Inside)
            ),
        ),
        P::ReturnInterrupts { id } => (
            format!("The event \"{id}\" goes back and lets what was open go on."),
            advice::return_interrupts(file),
        ),
        P::UnknownHost { name } => (
            format!("\"{name}\" is no activity that is open for a while."),
            format!("Write numbers or ids of activities, blocks or repetitions in {}.", w(K::WhileOpen)),
        ),
        P::HostsApart { first, other } => (
            format!("{first} and {other} stand in different blocks."),
            "Name only what stands in the same block, or put the event into the block that holds them."
                .into(),
        ),
        P::CycleHere {} => (
            "A time that repeats cannot be waited for: a wait happens once.".into(),
            advice::cycle_here(file),
        ),
        P::NotAwaited { kind } => (
            format!("\"{}\" cannot be waited for: it comes from inside the work.", kind.word(file)),
            format!("Write it in an [[{}.{}]] of the activity it comes from.", w(K::Activity), w(K::Event)),
        ),
        P::NoMoment { id: Some(id) } => {
            (format!("The data item \"{id}\" does not say when."), advice::no_moment(file))
        }
        P::NoMoment { id: None } => {
            ("\"So many times\" does not say when.".into(), "Write how often: \"every 2 months\".".into())
        }
        P::NothingAwaited { gateway, target } => (
            format!("The gateway \"{gateway}\" leads to {target}, which waits for nothing."),
            format!("Add {} to {target}, or lead the gateway to one that waits.", w(K::Wait)),
        ),
        P::UnknownMember { member } => (
            format!("No data item declares the member \"{member}\"."),
            format!(
                "Declare it at its list: [[{}]] with {} = \"{}\" and {} = \"{member}\".",
                w(K::DataItem),
                w(K::Type),
                w(K::List),
                w(K::Member)
            ),
        ),
        P::RowLength { table, row, found, wanted } => (
            format!("Row {row} of table {table} has {found} cells and the table has {wanted} columns."),
            advice::row_length(file),
        ),
        P::BadCell { column, written, kind, is_condition } => {
            (format!("The cell \"{written}\" cannot be read for {column}."), cell_help(*kind, *is_condition))
        }
        P::RowsOverlap { table, first, second } => (
            format!("Rows {first} and {second} of table {table} apply to the same case."),
            format!("Make them exclude each other, or write {} = \"{}\".", w(K::Matches), w(K::FirstRow)),
        ),
        P::RowsGap { table, example } => (
            format!("No row of table {table} says what follows when {example}."),
            "Add the row, or a last row with \"-\" in every condition; such a case would stop.".into(),
        ),
        P::RowNeverReached { table, row } => (
            format!("Row {row} of table {table} is never reached: the rows before it take every case."),
            "Move it up, or delete it.".into(),
        ),
        P::BadColumn { column, wants_list: true } => (
            format!("Several rows may apply, and {column} holds one value."),
            format!("Give {column} {} = \"{}\".", w(K::Type), w(K::List)),
        ),
        P::BadColumn { column, wants_list: false } => (
            format!("{column} cannot be a condition of a table."),
            "Use a text, a choice, a yes or no, a number or a date.".into(),
        ),
        P::TableUndecided { table } => (
            format!("Table {table} is too large to look for cases without a row."),
            "Divide it in two.".into(),
        ),
        P::ThrowsNothing { key } => {
            (format!("`{}` does not say what it throws.", w(*key)), advice::throws_nothing(file))
        }
        P::ThrownElsewhere { what: K::Link, .. } => (
            format!("A `{}` is no end: the work goes on elsewhere.", w(K::Link)),
            format!("Write it in `{}`.", w(K::Throws)),
        ),
        P::ThrownElsewhere { what, key } => (
            format!("Nothing follows `{}`, and `{}` stands on the way.", w(*what), w(*key)),
            format!("Write it in `{}`.", w(K::End)),
        ),
        P::NothingToCancel {} => {
            (format!("`{}` does not stand in a transaction.", w(K::Cancels)), advice::nothing_to_cancel(file))
        }
        P::NothingToUndo { id } => (
            format!("Nothing undoes activity {id}."),
            format!("Say in it what undoes it, with `{}`.", w(K::CompensatedBy)),
        ),
        P::LinkWithoutCatch { name } => (
            format!("The link \"{name}\" leads nowhere in its block."),
            format!("Write {} = \"{name}\" on the activity where it goes on.", w(K::Link)),
        ),
        P::SeveralLinks { name } => (
            format!("The link \"{name}\" leads to several activities of the same block."),
            format!("Leave {} = \"{name}\" on one of them.", w(K::Link)),
        ),
        P::OnlyUndoes { id } => (
            format!("{id} only undoes another activity and is no part of the flow."),
            format!(
                "Remove the way, or name in `{}` another activity that nothing leads to.",
                w(K::CompensatedBy)
            ),
        ),
        P::TakesNoName { datum } => (
            format!("What \"{datum}\" takes from the message is not said by a name."),
            format!("Write the name of the value: `{} = {{ {datum} = 'name' }}`.", w(K::Output)),
        ),
        P::OpensNowhere { start } => (
            format!("This procedure has no start \"{start}\", so no case can begin there."),
            format!("Name the id of a `[[{0}]]`, or remove `{0}` to begin as usual.", w(K::Start)),
        ),
        P::CorrelatesAtStart {} => (
            "When a case begins there are no data to correlate with yet.".into(),
            format!("Remove `{}`: the message always begins a new case.", w(K::Correlates)),
        ),
        P::OnlyWithMessage { key } => (
            format!("`{}` is said of messages only.", w(*key)),
            format!("Remove it, or wait for a message: `{} = \"name\"`.", w(K::Message)),
        ),
        P::WindowWithoutTime { id } => (
            format!("The window \"{id}\" says neither from when nor until when."),
            format!("Write `{} = \"2 weeks from start\"`, or `{}`.", w(K::Until), w(K::From)),
        ),
        P::HeadAnchor { key } => (
            format!("`{}` of the whole procedure is not counted from one of its activities.", w(*key)),
            advice::head_anchor(file),
        ),
        P::MilestoneNowhere { id } => (
            format!("The milestone \"{id}\" stands on something that neither opens nor closes."),
            "Put it on the activity that reaches it: a heading, an end or an informative step does not."
                .into(),
        ),
        P::InstantiatesWithoutMessage {} => (
            format!("`{}` needs a message that begins the case.", w(K::Instantiates)),
            format!("Add `{} = {{ {} = \"name\" }}`.", w(K::Wait), w(K::Message)),
        ),
        P::SameStartMessage { message } => (
            format!("The message \"{message}\" begins the case elsewhere already."),
            "Keep one start for each message: the second would never begin.".into(),
        ),
        P::InteractsWithoutWork { id, host } => (
            format!(
                "Interaction \"{id}\" opens with the work of a person, and {host} is none, or is chosen."
            ),
            "Write it in the activity that somebody works at meanwhile.".into(),
        ),
        P::InteractsWithNobody { id } => {
            (format!("Interaction \"{id}\" does not say with whom."), advice::interacts_with_nobody(file))
        }
        P::LeadsToInteraction { id } => (
            format!("\"{id}\" is an interaction: it opens with its activity and no way leads to it."),
            "Name the activity that holds it.".into(),
        ),
        P::UndoesNoBlock { id } => (
            format!("\"{id}\" undoes a completed block, and stands in none or has no activities of its own."),
            format!(
                "Put it into the block with `{0} = \"block\"`, and its activities into it with `{0} = \"{id}\"`.",
                w(K::Inside)
            ),
        ),
        P::UndoneTwice { block } => (
            format!("Block {block} would be undone in two ways."),
            format!("Keep one event with `{} = true`, or `{}`.", w(K::Compensates), w(K::CompensatedBy)),
        ),
    }
}
