//! Cells of a decision table: conditions on one value, and the values that rows give.
//!
//! Knows how a cell is written and which values it holds for.

use std::ops::Bound;

use super::Column;
use crate::calendar::parse_duration;
use crate::data::{Date, Decimal, Kind, Stretch, Text, Timestamp, Value};
use crate::document::{Node, Tree};
use crate::source::Language;

/// A condition on the value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// Any value, known or not.
    Any,
    /// A value in one of these.
    In(Vec<Stretch>),
    /// None of these texts.
    Not(Vec<Value>),
}

impl Condition {
    /// Whether it holds for a value; only «any» holds for one that was not looked at.
    pub(crate) fn holds(&self, value: Option<&Value>) -> bool {
        match (self, value) {
            (Condition::Any, _) => true,
            (Condition::In(stretches), Some(value)) => stretches.iter().any(|stretch| stretch.holds(value)),
            (Condition::Not(texts), Some(value)) => !texts.contains(value),
            (_, None) => false,
        }
    }
}

/// Reads the condition of a cell; `None` when it cannot be one of that column.
pub(crate) fn condition(node: &Node, column: &Column) -> Option<Condition> {
    match &node.value {
        Tree::List(nodes) if nodes.is_empty() => None,
        Tree::List(nodes) => {
            let mut stretches = Vec::with_capacity(nodes.len());
            for node in nodes {
                let Condition::In(one) = single(node, column)? else { return None };
                stretches.extend(one);
            }
            Some(Condition::In(stretches))
        }
        _ => single(node, column),
    }
}

fn single(node: &Node, column: &Column) -> Option<Condition> {
    let Tree::Text(written) = &node.value else {
        return Some(Condition::In(vec![Stretch::point(plain(node, column)?)]));
    };
    let written = written.trim();
    if matches!(written, "" | "-") {
        return Some(Condition::Any);
    }
    if matches!(column.kind, Kind::Text | Kind::Choice) {
        return match written.strip_prefix("!=") {
            Some(other) => Some(Condition::Not(vec![literal(other, column)?])),
            None => Some(Condition::In(vec![Stretch::point(literal(written, column)?)])),
        };
    }
    let stretch = whole(stretch(written, column)?, column.kind);
    (!stretch.is_empty()).then(|| Condition::In(vec![stretch]))
}

/// What a sign makes of the value behind it.
type Bounded = fn(Value) -> Stretch;

/// `>= 18`, `< 5`, `18..64`, `= 3` or a value alone.
fn stretch(written: &str, column: &Column) -> Option<Stretch> {
    use Bound::{Excluded, Included, Unbounded};
    let value = |text: &str| literal(text, column);
    if let Some((low, high)) = written.split_once("..") {
        return Some(Stretch { low: Included(value(low)?), high: Included(value(high)?) });
    }
    if column.kind == Kind::YesNo {
        return value(written).map(Stretch::point);
    }
    let signs: [(&str, Bounded); 5] = [
        (">=", |value| Stretch { low: Included(value), high: Unbounded }),
        ("<=", |value| Stretch { low: Unbounded, high: Included(value) }),
        (">", |value| Stretch { low: Excluded(value), high: Unbounded }),
        ("<", |value| Stretch { low: Unbounded, high: Excluded(value) }),
        ("=", Stretch::point),
    ];
    let signed = signs.iter().find_map(|(sign, make)| Some((written.strip_prefix(sign)?, make)));
    match signed {
        Some((rest, make)) => value(rest).map(make),
        None => value(written).map(Stretch::point),
    }
}

/// Between two whole numbers side by side there is nothing: «more than 3» is «4 or more».
fn whole(stretch: Stretch, kind: Kind) -> Stretch {
    if kind != Kind::Integer {
        return stretch;
    }
    let moved = |bound: Bound<Value>, up: bool| match bound {
        Bound::Excluded(Value::Number(number)) => {
            let next = if up { number.checked_add(Decimal::ONE) } else { number.checked_sub(Decimal::ONE) };
            next.map_or(Bound::Excluded(Value::Number(number)), |next| Bound::Included(Value::Number(next)))
        }
        other => other,
    };
    Stretch { low: moved(stretch.low, true), high: moved(stretch.high, false) }
}

/// A value that TOML writes without quotation marks.
fn plain(node: &Node, column: &Column) -> Option<Value> {
    let value = match &node.value {
        Tree::Number(number) => Value::Number(*number),
        Tree::Bool(truth) => Value::Bool(*truth),
        Tree::Date(date) => Value::Date(*date),
        Tree::Instant(text) => Value::Instant(text.parse().ok()?),
        _ => return None,
    };
    value.is_of(column.kind, &column.choices).then_some(value)
}

/// A value written as text.
fn literal(written: &str, column: &Column) -> Option<Value> {
    let written = written.trim();
    let value = match column.kind {
        Kind::Text | Kind::Choice => Value::Text(written.into()),
        Kind::Decimal | Kind::Integer => Value::Number(written.parse::<Decimal>().ok()?),
        Kind::Date => Value::Date(written.parse::<Date>().ok()?),
        Kind::DateTime => Value::Instant(written.parse::<Timestamp>().ok()?),
        Kind::YesNo => Value::Bool(match written {
            "SI" | "YES" => true,
            "NO" => false,
            _ => return None,
        }),
        Kind::Duration | Kind::List | Kind::Any => return None,
    };
    value.is_of(column.kind, &column.choices).then_some(value)
}

/// Reads what a cell gives; the inner `None` is «-», nothing.
#[expect(clippy::option_option, reason = "unreadable is not the same as nothing")]
pub(crate) fn outcome(node: &Node, column: &Column, language: Language) -> Option<Option<Value>> {
    if let Tree::Text(written) = &node.value {
        let written = written.trim();
        return match column.kind {
            _ if written == "-" => Some(None),
            Kind::Duration => {
                parse_duration(written, language).ok().map(|length| Some(Value::Duration(length)))
            }
            // The rows of a list column are put together: each gives one member.
            Kind::List => Some(Some(Value::Text(written.into()))),
            Kind::Any => Some(Some(Value::Text(written.into()))),
            _ => literal(written, column).map(Some),
        };
    }
    if column.kind == Kind::List {
        let value = match &node.value {
            Tree::Number(number) => Value::Number(*number),
            Tree::Bool(truth) => Value::Bool(*truth),
            Tree::Date(date) => Value::Date(*date),
            _ => return None,
        };
        return Some(Some(value));
    }
    plain(node, column).map(Some)
}

/// A cell as a message shows it.
pub(crate) fn written(node: &Node) -> Text {
    match &node.value {
        Tree::Text(text) | Tree::Instant(text) => text.chars().take(40).collect::<String>().into(),
        Tree::Number(number) => number.to_string().into(),
        Tree::Bool(truth) => truth.to_string().into(),
        Tree::Date(date) => date.to_string().into(),
        Tree::List(_) => "[…]".into(),
        _ => "…".into(),
    }
}
