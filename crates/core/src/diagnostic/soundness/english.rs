//! What is said in English: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{Hold, Property, SoundnessProblem as P, Waiting};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::diagnostic::check::{Junction, Listing, cited, joined};
use crate::keywords::Keyword as K;
use crate::source::Language::{self, English};

pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::TwoAtOnce { element, joins, parted, within } => {
            ([two_at_once(element, *joins, parted.as_deref()), inside(within.as_ref())].concat(), gather(element, file))
        }
        P::WaitsForEver { waiting, each_other, left_at, lost, within } => {
            let told = waits(waiting, *each_other, left_at.as_ref());
            (format!("{told}.{}{}", inside(within.as_ref()), so_lost(lost)), remedy(waiting, left_at.as_ref(), file))
        }
        P::LeftWaiting { waiting, each_other, left_at, lost, within } => {
            let told = waits(waiting, *each_other, left_at.as_ref());
            let told = format!("{told}.{}{ELSEWHERE}{}", inside(within.as_ref()), so_lost(lost));
            (told, remedy(waiting, left_at.as_ref(), file))
        }
        P::RoundForEver { elements, lost, within } => (
            format!("It goes round between {} and cannot reach the end.{}{}", elements.named(English), inside(within.as_ref()), so_lost(lost)),
            format!(
                "Give one of them a way out that leads on: {on_to} = … or \"{end_word}\".",
                on_to = w(K::OnTo),
                end_word = w(K::End)
            ),
        ),
        P::NeverReached { elements, within } => (
            format!("Nobody reaches {}, whatever is answered.{}", elements.named(English), inside(within.as_ref())),
            "Look at what stands before: a condition is never true, or nothing of what is waited for comes. If it is not needed, remove it.".into(),
        ),
        P::Undecided { properties, explored } => {
            let properties: Vec<&str> = properties.iter().map(|property| named(*property)).collect();
            (
                format!(
                    "It could not be proved that {}: {explored} situations were looked at and there are more.",
                    joined(&properties, English)
                ),
                "Try with more (“cauce check” with --budget), or divide into blocks what goes on at the same time.".into(),
            )
        }
    }
}

fn named(property: Property) -> &'static str {
    match property {
        Property::Safe => "nothing is done twice at the same time",
        Property::OptionToComplete => "the end can always be reached",
        Property::ProperCompletion => "nothing is left waiting at the end",
        Property::NoDeadActivities => "everything can be reached",
    }
}

fn inside(within: Option<&Text>) -> String {
    within.map_or_else(String::new, |block| format!(" It is inside {}.", cited(block, English)))
}

fn two_at_once(element: &Listing, joins: bool, parted: Option<&str>) -> String {
    let named = capitalized(&element.named(English));
    let why = match parted {
        Some(parted) => format!("the ways that open at {} are not joined before", cited(parted, English)),
        None => "what goes on at the same time is not joined before".to_owned(),
    };
    match joins {
        true => format!("{named} can be reached twice from the same side: {why}."),
        false => format!("{named} can be reached twice at the same time: {why}."),
    }
}

fn gather(element: &Listing, file: Language) -> String {
    format!(
        "Put a gateway before it that waits for all, with {kind} = \"{parallel}\", and lead from there to {}.",
        cited(element.first(), English),
        kind = K::Type.word(file),
        parallel = K::Parallel.word(file)
    )
}

/// Who waits for whom, and why that does not come.
fn waits(waiting: &[Waiting], each_other: bool, left_at: Option<&Junction>) -> String {
    let why = left_at.map_or_else(String::new, |junction| format!(": {}", junction.told(English)));
    match waiting {
        [one] => format!("{}{why}", capitalized(&waits_for(one))),
        several => {
            let names: Vec<String> = several.iter().map(|one| cited(&one.name, English)).collect();
            let names = capitalized(&joined(&names, English));
            match each_other {
                true => format!("{names} wait for each other, and none goes on"),
                false => format!("{names} go on waiting{why}"),
            }
        }
    }
}

fn waits_for(one: &Waiting) -> String {
    let (name, awaited) = (cited(&one.name, English), one.awaited.named(English));
    match one.hold {
        Hold::Quantity { needed } => format!("{name} waits for {needed} to come, and fewer do"),
        Hold::Complex => format!("{name} waits for its condition, and nothing more comes"),
        Hold::Parallel | Hold::Inclusive if one.missing.is_empty() => {
            format!("{name} waits for {awaited}, and what is missing does not come")
        }
        Hold::Parallel | Hold::Inclusive => {
            format!(
                "{name} waits for {awaited}, but nothing comes any more from {}",
                one.missing.named(English)
            )
        }
    }
}

/// What is said when an end has been reached beside.
const ELSEWHERE: &str = " An end has been reached elsewhere, and the case does not end.";

fn so_lost(lost: &Listing) -> String {
    match lost.is_empty() {
        true => String::new(),
        false => format!(" Nobody reaches {}.", lost.named(English)),
    }
}

fn remedy(waiting: &[Waiting], left_at: Option<&Junction>, file: Language) -> String {
    let w = |keyword: K| keyword.word(file);
    let [one] = waiting else {
        return "Remove one of these waits, or put the one first that does not depend on the other.".into();
    };
    let name = cited(&one.name, English);
    match (one.hold, left_at) {
        (Hold::Quantity { .. }, _) => format!(
            "Lower {quantity} at {name} to what really comes, or let more come.",
            quantity = w(K::StartQuantity)
        ),
        (Hold::Complex, _) => format!(
            "Look at {condition} at {name}: what comes has to make it true.",
            condition = w(K::ActivatesIf)
        ),
        (_, Some(junction)) => format!(
            "If only one comes, write {kind} = \"{exclusive}\" at {name}. If all have to come, lead the way out of {} there too.",
            cited(&junction.name, English),
            kind = w(K::Type),
            exclusive = w(K::Exclusive)
        ),
        (_, None) => format!(
            "If only one comes, write {kind} = \"{exclusive}\" at {name}. If all have to come, open the ways that lead there at the same time.",
            kind = w(K::Type),
            exclusive = w(K::Exclusive)
        ),
    }
}
