//! What is said in English: one sentence for the problem, one for the remedy.

use super::{Named, Nearest, ReferenceProblem as P};
use crate::data::Text;
use crate::keywords::Keyword as K;

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P) -> (String, String) {
    match problem {
        P::DuplicateId { id } => (format!("The id \"{id}\" is already in use."), "Keep one and change the other: an id belongs to one thing only.".into()),
        P::UnknownTarget { from, way, target, nearest, known } => {
            let leads = leads(*way);
            (format!("{from} {leads} {target}, which does not exist."), nearest.as_ref().map_or_else(|| among(known), meant))
        }
        P::DuplicateNumber { number } => (format!("Two activities have the number {number}."), "Give one of them a number of its own.".into()),
        P::NumberIsId { number } => {
            (format!("The number {number} is also the id of another activity."), format!("Change that id: nobody could tell which one \"{number}\" is."))
        }
        P::ReservedName { name } => {
            (format!("\"{name}\" is a word of the format and cannot be a name."), "Choose another, for example with the number: \"end-18\".".into())
        }
        P::MissingId { offer } => {
            ("This activity has no \"id\".".into(), format!("Add: id = \"{offer}\". Do not change it later: the history of cases depends on it."))
        }
        P::BadGuardName { id, offer } => {
            (format!("The id \"{id}\" cannot be used in a calculation."), format!("Use unaccented letters, digits and \"_\", and no word of calculations: \"{offer}\"."))
        }
        P::UnknownName { what, name, nearest } => {
            let (absent, declare) = kind(*what);
            (format!("{absent} \"{name}\"."), nearest.as_ref().map_or_else(|| declare.replace("{}", name), meant))
        }
        P::BackToLater { from, to, swapped } => (
            format!("{from} goes \"back\" to {to}, which comes later."),
            swapped.as_ref().map_or_else(|| "If it goes forward, write on_to; if it goes back, check the number.".into(), |number| format!("Did you mean {number}? If it goes forward, write on_to.")),
        ),
        P::OnToEarlier { from, to, swapped } => (
            format!("{from} goes \"on\" to {to}, which comes earlier."),
            swapped.as_ref().map_or_else(|| "If it goes back, write back_to; if it goes on, check the number.".into(), |number| format!("Did you mean {number}? If it goes back, write back_to.")),
        ),
        P::BackToItself { from, before } => (
            format!("{from} goes \"back\" to itself."),
            match before {
                Some(before) => format!("If the same is done again, write repeat = true; if it goes back to the one before, back_to = {}.", written(before)),
                None => "If the same is done again, write repeat = true.".into(),
            },
        ),
        P::OnToItself { from, after } => (
            format!("{from} goes \"on\" to itself."),
            match after {
                Some(after) => format!("Nobody would ever leave {from}. Write the next one, on_to = {}, or record it in a [[finding]] if the official document says so.", written(after)),
                None => format!("Nobody would ever leave {from}. Write on_to = \"end\" if it ends there, or record it in a [[finding]] if the official document says so."),
            },
        ),
        P::BlankTarget { from, answer, word } => {
            let way = answer.as_ref().map_or_else(|| "The way".into(), |answer| format!("The way {answer}"));
            (format!("{way} out of {from} does not say where it goes: it is \"{}\".", word.en()), "Without it there is no procedure to run. Ask whoever approved it, or write the reading chosen and record it in a [[finding]].".into())
        }
        P::AnswerWithoutWay { from, answer } => (
            format!("The answer {answer} of {from} does not say what follows."),
            "Write one of these: back_to = …, on_to = …, repeat = true or ends_case = true.".into(),
        ),
        P::Conflict { first, second } => (format!("\"{}\" and \"{}\" exclude each other.", first.en(), second.en()), "Keep only one of the two.".into()),
        P::MaximumWithoutReturn {} => ("\"maximum\" counts returns and this way is none.".into(), "Remove it, or write back_to or repeat.".into()),
        P::MaximumTooHigh { maximum, limit } => {
            (format!("\"maximum\" is {maximum} and the most allowed is {limit}."), "Write a smaller number, or have the limit raised.".into())
        }
        P::QuestionWithoutAnswers { from } => (
            format!("{from} asks and does not say what may be answered."),
            "Add yes = { … } and no = { … }, or one [[activity.answer]] block per answer.".into(),
        ),
        P::MissingAnswer { from, missing } => match missing {
            Some(missing) => (
                format!("The question of {from} lacks the way {}.", missing.en().to_uppercase()),
                format!("Add: {} = {{ on_to = … }}.", missing.en()),
            ),
            None => (format!("The question of {from} has one answer only."), "Add the other, or remove the question.".into()),
        },
        P::DuplicateAnswer { id } => (format!("The answer \"{id}\" is there twice."), "Keep one, or change the id of the other.".into()),
        P::NextBesideAnswers { from } => (
            format!("{from} has \"next\" and also answers that say where it goes."),
            "Remove \"next\": each answer says what comes after.".into(),
        ),
        P::NonconformityBesideAnswers { from } => (
            format!("In {from} the answer to the question already is the result of the check."),
            "Remove \"if_nonconforming\" and say in the answer where it goes.".into(),
        ),
        P::SeveralWays { from } => (
            format!("Several ways lead out of {from} that could be taken at once, and this version does not run them yet."),
            "If only one is taken, write a [[gateway]] with type = \"exclusive\" and let \"next\" lead to it.".into(),
        ),
        P::GatewayWithoutNext { id } => {
            (format!("The gateway \"{id}\" leads nowhere."), "Add: next = [{ goes_to = …, if_met = '…' }, { goes_to = …, otherwise = true }].".into())
        }
        P::SeveralDefaults { from } => (format!("{from} has more than one \"otherwise\"."), "Keep one.".into()),
        P::NoWork { key, because } => (
            format!("This step is nobody's work (\"{}\"), and it asks for \"{}\".", because.en(), key.en()),
            format!("Remove \"{}\", or remove \"{}\" if somebody does it.", key.en(), because.en()),
        ),
        P::NobodyAnswers { from } => (
            format!("{from} passes by itself and nobody would answer its question."),
            "Add decides = '…' so that a calculation answers, or remove type = \"abstract\" so that a person does.".into(),
        ),
        P::NeedsKey { key, needs } => (
            format!("\"{}\" says nothing without \"{}\".", key.en(), needs.en()),
            format!("Add \"{}\", or remove \"{}\".", needs.en(), key.en()),
        ),
        P::NotYetHere { key, block, instead } => (
            format!("\"{}\" in \"{}\" is understood, but this version does not run it there yet.", key.en(), block.en()),
            instead.map_or_else(|| "Remove it for now.".into(), |word| format!("Write it in \"{}\".", word.en())),
        ),
        P::OneRoleOnly { key } => (format!("\"{}\" takes one role only.", key.en()), "Keep one; if there are several, declare a [[team]] and name it.".into()),
        P::EvidenceWithoutRecord {} => (
            "This evidence does not say which record it is.".into(),
            "Write { record = \"…\" }, { one_of = [ … ] } or { any_of = [ … ] }.".into(),
        ),
        P::EmptyChoice { key } => (format!("There is nothing to choose from in \"{}\".", key.en()), "Write the options between brackets.".into()),
        P::ChoiceWithoutValues { id } => (format!("The data item \"{id}\" is a choice and does not say between which values."), "Add: values = [\"…\", \"…\"].".into()),
        P::MissingCode {} => (
            "The procedure has neither a code nor an id.".into(),
            "Add code = \"…\"; if the source has none, code = \"undefined\" and id = \"…\".".into(),
        ),
        P::HolidaysNeeded {} => (
            "Working days are counted and nothing says which days are holidays.".into(),
            "Add under [procedure]: holidays = \"colombia\".".into(),
        ),
        P::TooMany { what, limit } => {
            (format!("There are more than {limit} {}, which is the limit.", what.en()), "Split the procedure, or have the limit raised.".into())
        }
        P::NotABlock { id } => (format!("`{id}` cannot hold activities."), "Name an activity, an event or a repetition in `inside`.".into()),
        P::UnknownBlock { id } => (format!("There is no block called `{id}`."), "Write the id of the activity that holds it in `inside`.".into()),
        P::BlockInItself { id } => (format!("Block {id} stands in itself."), "Remove one of the `inside` that enclose it.".into()),
        P::BadRange { id } => (format!("Repetition {id} does not cover a run of activities."), "`first` and `last` are two activities of one block, the first before; two repetitions do not cross.".into()),
        P::EntersBlock { target, block } => (format!("{target} stands inside block {block} and is reached from outside."), format!("Go to the whole block: {}.", written(block)).into()),
        P::NothingToRepeat {} => ("`for_each` says neither which list nor how often.".to_owned(), "Write `list`, or `cardinality`, or the `member` that a data item declares.".into()),
        P::UnknownMember { member } => (format!("No data item declares the member `{member}`."), format!("Declare it at its list: [[data_item]] with type = \"list\" and member = \"{member}\".").into()),
        P::AnchorWithoutDate { id } => {
            (format!("The deadline is counted from the data item \"{id}\", which is no date."), "Use a data item of type \"date\" or \"date_time\".".into())
        }
    }
}

fn leads(way: K) -> &'static str {
    match way {
        K::BackTo => "goes back to",
        K::OnTo => "goes on to",
        _ => "leads to",
    }
}

fn among([first, last]: &[Text; 2]) -> String {
    if first.is_empty() {
        return "This procedure has no activities.".into();
    }
    format!("This procedure has the activities {first} to {last}.")
}

fn meant(nearest: &Nearest) -> String {
    match &*nearest.name {
        "" => format!("Did you mean \"{}\"?", nearest.id),
        name => format!("Did you mean \"{}\" ({name})?", nearest.id),
    }
}

fn kind(what: Named) -> (&'static str, &'static str) {
    match what {
        Named::Role => {
            ("There is no role or team called", "Declare it: [[role]] with id = \"{}\" and its name.")
        }
        Named::Record => {
            ("There is no record called", "Declare it: [[record]] with id = \"{}\" and its name.")
        }
        Named::DataItem => {
            ("There is no data item called", "Declare it: [[data_item]] with id = \"{}\" and its type.")
        }
        Named::Indicator => {
            ("There is no indicator called", "Declare it: [[indicator]] with id = \"{}\" and its name.")
        }
        Named::Activity => (
            "There is no activity",
            "Write the number or the id of an activity of this file; \"{}\" is neither.",
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
