//! Turns of phrase that several sentences in English share.

use super::super::{Named, Nearest, is_between};
use crate::data::Text;
use crate::keywords::Keyword as K;
use crate::source::Language;

pub(super) fn leads(way: K) -> &'static str {
    match way {
        K::BackTo => "goes back to",
        K::OnTo => "goes on to",
        _ => "leads to",
    }
}

pub(super) fn among(known: &[Text; 2], target: &str) -> String {
    let [first, last] = known;
    if first.is_empty() {
        return "This procedure has no activities.".into();
    }
    if is_between(known, target) {
        return format!(
            "They go from {first} to {last} and none has that number: have two the same, or did it move?"
        );
    }
    if first == last {
        return format!("This procedure has only activity {first}.");
    }
    format!("This procedure has the activities {first} to {last}.")
}

pub(super) fn meant(nearest: &Nearest) -> String {
    match &*nearest.name {
        "" => format!("Did you mean \"{}\"?", nearest.id),
        name => format!("Did you mean \"{}\" ({name})?", nearest.id),
    }
}

pub(super) fn kind(what: Named, file: Language) -> (&'static str, String) {
    let w = |keyword: K| keyword.word(file);
    match what {
        Named::Role => (
            "There is no role or team called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Role)),
        ),
        Named::Record => (
            "There is no record called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Record)),
        ),
        Named::DataItem => (
            "There is no data item called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its type.", w(K::DataItem)),
        ),
        Named::Indicator => (
            "There is no indicator called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Indicator)),
        ),
        Named::Activity => (
            "There is no activity",
            "Write the number or the id of an activity of this file; \"{}\" is neither.".into(),
        ),
        Named::Window => (
            "There is no window called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Window)),
        ),
        Named::Milestone => (
            "There is no milestone called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Milestone)),
        ),
        Named::Table => (
            "There is no decision table called",
            format!("Declare it: [[{}]] with id = \"{{}}\", its columns and its rows.", w(K::Table)),
        ),
        Named::Participant => (
            "There is no participant called",
            format!("Declare it: [[{}]] with id = \"{{}}\" and its name.", w(K::Participant)),
        ),
    }
}

/// A reference as it is written in a file: numbers bare, ids in quotation marks.
pub(super) fn written(reference: &str) -> String {
    if reference.bytes().all(|byte| byte.is_ascii_digit()) {
        reference.into()
    } else {
        format!("\"{reference}\"")
    }
}

/// How a cell is written.
pub(super) fn cell_help(kind: crate::data::Kind, is_condition: bool) -> String {
    use crate::data::Kind;
    let (value, more) = match kind {
        Kind::Decimal | Kind::Integer => ("a number: 5", ", \">= 18\", \"18..64\", [1, 2]"),
        Kind::Date | Kind::DateTime => {
            ("a date: 2024-01-31", ", \">= 2024-01-31\", \"2024-01-01..2024-12-31\"")
        }
        Kind::YesNo => ("\"YES\" or \"NO\"", ""),
        Kind::Choice => ("one of its values", ", [\"a\", \"b\"], \"!= a\""),
        Kind::Duration => ("a duration: \"3 days\"", ""),
        Kind::Text | Kind::List | Kind::Any => ("a text", ", [\"a\", \"b\"], \"!= a\""),
    };
    if is_condition {
        format!("Write {value}{more}, or \"-\" for any.")
    } else {
        format!("Write {value}, or \"-\" for nothing.")
    }
}
