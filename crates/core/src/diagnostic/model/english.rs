//! What is said in English: one sentence for the problem, one for the remedy.
//!
//! Keywords are those of the file, whatever its language: they are to be found and written there.

use super::{ModelProblem as P, Place};
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::diagnostic::check::cited;
use crate::keywords::Keyword as K;
use crate::source::Language::{self, English};

#[expect(clippy::too_many_lines, reason = "one arm per problem, each a sentence")]
pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: K| keyword.word(file);
    match problem {
        P::EntersEvent { from, target } => (
            format!(
                "{} leads to \"{target}\", which no flow reaches: what its {when} says sets it off.",
                capitalized(&cited(from, English)),
                when = w(K::When)
            ),
            "Lead to the activity that comes after it, or remove the flow.".into(),
        ),
        P::StartTriggered { start, block, key } => (
            format!(
                "Start \"{start}\" stands inside {} and says {key}: a block begins when the \
             work gets to it.",
                cited(block, English),
                key = w(*key)
            ),
            format!(
                "Remove {key}, or write it as [[{event}]] with {inside} = \"…\" if something \
             may happen while the block is open.",
                key = w(*key),
                event = w(K::Event),
                inside = w(K::Inside)
            ),
        ),
        P::KeyWithoutUse { id, key } => (
            format!(
                "{} does not look at \"{key}\": it is neither repeated nor of type {free}.",
                capitalized(&cited(id, English)),
                key = w(*key),
                free = w(K::AdHoc)
            ),
            format!(
                "Remove it, or put it into {for_each} = {{ … }}; a block of {kind} = \"{free}\" \
             has it too.",
                for_each = w(K::ForEach),
                kind = w(K::Type),
                free = w(K::AdHoc)
            ),
        ),
        P::CancelWithoutTransaction { event } => (
            format!("Event \"{event}\" waits for a cancellation and is attached to no transaction."),
            format!(
                "Make its block {kind} = \"{transaction}\", or change what it waits for.",
                kind = w(K::Type),
                transaction = w(K::Transaction)
            ),
        ),
        P::BeginsInBlock { id, block } => (
            format!(
                "{} would begin a case and stands inside {}.",
                capitalized(&cited(id, English)),
                cited(block, English)
            ),
            format!("Take it out of the block, or remove {instantiates}.", instantiates = w(K::Instantiates)),
        ),
        P::BeginsAndFollows { id } => (
            format!(
                "{} begins a case by its message, and other work leads to it too.",
                capitalized(&cited(id, English))
            ),
            "If it only begins cases, put it first; if it is also waited for in an open \
             case, leave it so."
                .into(),
        ),
        P::SharedWait { gateway, target } => (
            format!(
                "{} is reached from gateway \"{gateway}\" and in another way too.",
                capitalized(&cited(target, English))
            ),
            "Give the gateway a wait of its own.".into(),
        ),
        P::PassesOnly { gateway } => (
            format!("Gateway \"{gateway}\" has one way in and one way out: it joins and splits nothing."),
            "Remove it, or write the ways that are missing.".into(),
        ),
        P::NeverMeanwhile { event, host } => (
            format!("Event \"{event}\" cannot occur: {} passes in an instant.", cited(host, English)),
            "Put it beside an activity that somebody does or that waits, or beside its block.".into(),
        ),
        P::LinkNobodyTakes { id, name } => (
            format!("Link \"{name}\" arrives at {}, and nothing leaves by it.", cited(id, English)),
            format!(
                "Write {throws} = {{ {link} = \"{name}\" }} on another activity, or remove {link}.",
                throws = w(K::Throws),
                link = w(K::Link)
            ),
        ),
        P::NothingThrows { event, kind, code } => (
            format!(
                "Event \"{event}\" waits for {}, and nothing inside throws it.",
                caught(*kind, code.as_ref())
            ),
            match kind {
                K::Error => {
                    "Throw it inside, or look at the code; work, of a person or automatic, or a called \
                             procedure may throw it too."
                }
                _ => "Throw it inside, or look at the code; a called procedure may throw it too.",
            }
            .into(),
        ),
        P::Uncaught { id, code } => (
            format!("Nobody in this procedure catches escalation \"{code}\" of {}.", cited(id, English)),
            format!(
                "Catch it by an event: {when} = {{ {escalation} = \"{code}\" }}; if whoever \
             calls this procedure does, leave it so.",
                when = w(K::When),
                escalation = w(K::Escalation)
            ),
        ),
        P::OwnMessage { message, from, to } => (
            format!(
                "Message \"{message}\" is thrown by {} and waited for by {}: that is the same \
             participant.",
                cited(from, English),
                cited(to, English)
            ),
            format!(
                "Inside one case use {next} or a {signal}; between cases of this procedure, \
             correlate by what tells them apart.",
                next = w(K::Next),
                signal = w(K::Signal)
            ),
        ),
        P::CallsItself { activity } => (
            format!("{} calls this very procedure.", capitalized(&cited(activity, English))),
            "See that it is not reached every time; there is a limit to calls inside calls.".into(),
        ),
        P::NotInTheSet { code } => (
            format!("None of the files checked is procedure \"{code}\"."),
            "Look at the code, or check its file too.".into(),
        ),
        P::OneSided { message, awaited } => (
            one_sided(message, *awaited),
            format!(
                "Look at the name, or say it in the [[{participant}]] meant: {throws} or {wait}.",
                participant = w(K::Participant),
                throws = w(K::Throws),
                wait = w(K::Wait)
            ),
        ),
        P::CallCircle { round } => (
            format!("Procedures call each other in a circle: {}.", circle(round)),
            "See that one of the calls is not reached every time; there is a limit to calls \
             inside calls."
                .into(),
        ),
        P::SameFlow { from, to } => (
            format!("Two ways lead from \"{from}\" to {}: it would be done twice.", place(to)),
            "Keep one, or lead the other where it belongs.".into(),
        ),
        P::NobodyTakesPart { id } => (
            format!("There would be none of participant \"{id}\"."),
            format!(
                "Write how many there are, one at least, or remove {how_many}.",
                how_many = w(K::HowMany)
            ),
        ),
    }
}

fn caught(kind: K, code: Option<&Text>) -> String {
    match (kind, code) {
        (K::Error, Some(code)) => format!("error \"{code}\""),
        (K::Error, None) => "any error".into(),
        (_, Some(code)) => format!("escalation \"{code}\""),
        (_, None) => "any escalation".into(),
    }
}

fn one_sided(message: &str, awaited: bool) -> String {
    match awaited {
        true => format!("Message \"{message}\" is waited for, and no participant throws it."),
        false => format!("Message \"{message}\" is thrown, and no participant waits for it."),
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, English),
        Place::End => "the end".to_owned(),
        Place::CaseEnd => "the end of the case".to_owned(),
    }
}

/// Codes with arrows between them, back to the first.
fn circle(round: &[Text]) -> String {
    let names: Vec<&str> = round.iter().chain(round.first()).map(|name| &**name).collect();
    names.join(" → ")
}
