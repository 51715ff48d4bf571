//! Values as a path writes them, made into values of the kind their datum holds.
//!
//! A value that does not fit is handed on as written: the engine refuses it, and a path may expect that.

use super::clock::Clock;
use crate::calendar::parse_duration;
use crate::data::{Decimal, Kind, Text, Value};
use crate::document::{Member, Node, Tree, Worded};
use crate::procedure::Procedure;
use crate::source::Language;

/// Case data as commands take them.
pub(super) fn data(
    procedure: &Procedure,
    members: &[Member],
    clock: &Clock<'_>,
    language: Language,
) -> Vec<(Text, Value)> {
    let kind = |id: &str| procedure.datum(id).map(|datum| procedure.data()[datum.index()].kind);
    let read = |member: &Member| {
        let value = value(&member.node, kind(&member.name), clock, language)?;
        Some((member.name.clone(), value))
    };
    members.iter().filter_map(read).collect()
}

/// Indicators as commands take them; what is no number was refused when the file was read, or is left out here.
pub(super) fn measures(members: &[Member]) -> Vec<(Text, Decimal)> {
    members.iter().filter_map(|member| Some((member.name.clone(), member.node.as_number()?))).collect()
}

/// A value for a datum that is asked and not given: the first choice, zero, nothing yet, the day of the step.
pub(super) fn plain(kind: Kind, choices: &[Text], clock: &Clock<'_>) -> Value {
    match kind {
        Kind::Decimal | Kind::Integer => Value::Number(Decimal::ZERO),
        Kind::Date => Value::Date(clock.today()),
        Kind::DateTime => Value::Instant(clock.now),
        Kind::Duration => Value::Duration(crate::data::Duration::ZERO),
        Kind::YesNo => Value::Bool(false),
        Kind::Choice => Value::Text(choices.first().cloned().unwrap_or_else(|| "".into())),
        Kind::List => Value::List(Vec::new().into()),
        Kind::Text | Kind::Any => Value::Text("".into()),
    }
}

fn value(node: &Node, kind: Option<Kind>, clock: &Clock<'_>, language: Language) -> Option<Value> {
    match &node.value {
        // One level is enough: the kinds of data know no list of lists, and such a member is left out.
        Tree::List(nodes) => {
            let leaves = nodes.iter().filter_map(|node| leaf(node, None, clock, language));
            Some(Value::List(leaves.collect::<Vec<_>>().into()))
        }
        _ => leaf(node, kind, clock, language),
    }
}

fn leaf(node: &Node, kind: Option<Kind>, clock: &Clock<'_>, language: Language) -> Option<Value> {
    match &node.value {
        Tree::Number(number) => Some(Value::Number(*number)),
        Tree::Bool(truth) => Some(Value::Bool(*truth)),
        Tree::Date(date) => Some(Value::Date(*date)),
        Tree::Instant(text) => {
            let moment = super::file::read_instant(text)?;
            clock.moment(moment).map(Value::Instant)
        }
        Tree::Text(text) | Tree::Time(_, Worded { written: text, .. }) => Some(written(text, kind, language)),
        _ => None,
    }
}

fn written(text: &Text, kind: Option<Kind>, language: Language) -> Value {
    let as_written = || Value::Text(text.clone());
    match kind {
        Some(Kind::Duration) => parse_duration(text, language).map_or_else(|_| as_written(), Value::Duration),
        Some(Kind::YesNo) => match &**text {
            "SI" => Value::Bool(true),
            "YES" if language == Language::English => Value::Bool(true),
            "NO" => Value::Bool(false),
            _ => as_written(),
        },
        _ => as_written(),
    }
}
