//! What is said in English: one sentence for the problem, one for the remedy.

use super::{DataProblem as P, HangsOn};
use crate::diagnostic::capitalized;
use crate::diagnostic::check::{Place, cited, joined};
use crate::keywords::Keyword;
use crate::source::Language::{self, English};

pub(super) fn said(problem: &P, file: Language) -> (String, String) {
    let w = |keyword: Keyword| keyword.word(file);
    match problem {
        P::NeverTrue { guard, hangs } => (
            format!("The condition \"{guard}\" is never true, whatever the data: {}.", never(hangs)),
            "Look at the values it compares; if it is really not needed, remove it with what hangs on it."
                .into(),
        ),
        P::AlwaysTrue { guard, hangs: hangs @ HangsOn::Way(..) } => (
            format!("The condition \"{guard}\" is always true, whatever the data: {}.", always(hangs)),
            format!(
                "Look at the values it compares; if it is meant so, write {otherwise} = true instead of {if_met}.",
                otherwise = w(Keyword::Otherwise),
                if_met = w(Keyword::IfMet)
            ),
        ),
        P::AlwaysTrue { guard, hangs } => (
            format!("The condition \"{guard}\" is always true, whatever the data: {}.", always(hangs)),
            "Look at the values it compares; if it is meant so, remove the condition.".into(),
        ),
        P::NothingLeft { gateway, to, otherwise: false } => (
            format!(
                "At {} the way to {} is never taken: the conditions before it leave it no case.",
                cited(gateway, English),
                place(to)
            ),
            "Change the order of the ways or the values they compare; if it is not needed, remove it.".into(),
        ),
        P::NothingLeft { gateway, to, otherwise: true } => (
            format!(
                "At {} the way to {} is never needed: the other conditions cover every case.",
                cited(gateway, English),
                place(to)
            ),
            format!(
                "Look at the values they compare; if they are right, remove the way with {} = true.",
                w(Keyword::Otherwise)
            ),
        ),
        P::NoWayFor { gateway, case } => (
            format!(
                "At {}, with {}, no condition is true: the case stops with an incident.",
                cited(gateway, English),
                joined(case, English)
            ),
            format!(
                "Complete the conditions, or add {{ {goes_to} = \"…\", {otherwise} = true }}.",
                goes_to = w(Keyword::GoesTo),
                otherwise = w(Keyword::Otherwise)
            ),
        ),
        P::BothTrue { gateway, first, second, case } => (
            format!(
                "At {}, with {}, two conditions are true: the first is taken, to {}, and not the one to {}.",
                cited(gateway, English),
                joined(case, English),
                place(first),
                place(second)
            ),
            "If the order is what decides, all is well; if not, let one exclude the other.".into(),
        ),
        P::NeverGiven { activity, answer } => (
            format!("In {} the answer {answer} is never given, whatever the data.", cited(activity, English)),
            format!("Look at the values that {} compares, or remove that answer.", w(Keyword::Decides)),
        ),
        P::NothingChanges { from, to, reads, maximum } => (
            format!(
                "From {} work goes back to {} by {}, and nothing that is repeated changes it: who goes back once goes back {maximum} times.",
                cited(from, English),
                cited(to, English),
                joined(reads, English)
            ),
            format!(
                "Ask for that value again in what is repeated ({captures} or {measures}), or let a person decide.",
                captures = w(Keyword::Captures),
                measures = w(Keyword::Measures)
            ),
        ),
        P::RepeatsAlike { element, reads } => (
            format!(
                "{} is repeated by {}, and nothing that is repeated changes it.",
                capitalized(&cited(element, English)),
                joined(reads, English)
            ),
            format!(
                "Ask for or compute that value in what is repeated, or count the rounds: {} with a number.",
                w(Keyword::Cardinality)
            ),
        ),
    }
}

/// What follows from a condition that is never true.
fn never(hangs: &HangsOn) -> String {
    let the = |name: &str| cited(name, English);
    match hangs {
        HangsOn::Way(gateway, to) | HangsOn::Branch(gateway, to) => {
            format!("the way from {} to {} is never taken", the(gateway), place(to))
        }
        HangsOn::Applies(name) => format!("{} is never done", the(name)),
        HangsOn::Available(name) => format!("what it enables in {} is never available", the(name)),
        HangsOn::Wait(name) => format!("what {} waits for never comes", the(name)),
        HangsOn::Enough(name) => format!("what is done in {} is never enough ahead of time", the(name)),
        HangsOn::OnceMore(name) => format!("{} is not repeated", the(name)),
        HangsOn::GoesOn(gateway) => format!("{} never goes on", the(gateway)),
    }
}

/// What follows from a condition that is always true.
fn always(hangs: &HangsOn) -> String {
    let the = |name: &str| cited(name, English);
    match hangs {
        HangsOn::Way(gateway, to) | HangsOn::Branch(gateway, to) => {
            format!("the way from {} to {} is always taken", the(gateway), place(to))
        }
        HangsOn::Applies(name) => format!("{} is always done", the(name)),
        HangsOn::Available(name) => format!("what it enables in {} is always available", the(name)),
        HangsOn::Wait(name) => format!("{} waits for nothing", the(name)),
        HangsOn::Enough(name) => format!("in {} the first is enough", the(name)),
        HangsOn::OnceMore(name) => format!("{} is repeated as long as it may be", the(name)),
        HangsOn::GoesOn(gateway) => format!("{} goes on with the first that comes", the(gateway)),
    }
}

fn place(to: &Place) -> String {
    match to {
        Place::Element(name) => cited(name, English),
        Place::End => "the end".to_owned(),
        Place::CaseEnd => "the end of the case".to_owned(),
    }
}
