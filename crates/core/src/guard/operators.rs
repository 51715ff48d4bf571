//! What the operators of a guard do with values; native form and script share these functions.
//!
//! Knows comparisons and arithmetic.
//! Does not know texts of guards or where values come from.
//! Read [`compare`] first.

use std::cmp::Ordering;

use super::fault::{GuardFault, Outcome};
use crate::data::{Date, Decimal, Duration, Kind, Timestamp, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Comparison {
    pub(super) const ALL: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::Different,
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ];

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::Different => "!=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }

    /// Whether it asks for more than equality.
    pub(super) const fn orders(self) -> bool {
        !matches!(self, Comparison::Equal | Comparison::Different)
    }

    /// The same comparison with its sides exchanged.
    pub(super) const fn turned(self) -> Self {
        match self {
            Comparison::Less => Comparison::Greater,
            Comparison::AtMost => Comparison::AtLeast,
            Comparison::Greater => Comparison::Less,
            Comparison::AtLeast => Comparison::AtMost,
            same => same,
        }
    }

    /// What holds when it does not.
    pub(super) const fn denied(self) -> Self {
        match self {
            Comparison::Equal => Comparison::Different,
            Comparison::Different => Comparison::Equal,
            Comparison::Less => Comparison::AtLeast,
            Comparison::AtMost => Comparison::Greater,
            Comparison::Greater => Comparison::AtMost,
            Comparison::AtLeast => Comparison::Less,
        }
    }

    /// The orders it accepts, a bit each: less, equal, greater.
    const fn accepts(self) -> u8 {
        match self {
            Comparison::Equal => 0b010,
            Comparison::Different => 0b101,
            Comparison::Less => 0b001,
            Comparison::AtMost => 0b011,
            Comparison::Greater => 0b100,
            Comparison::AtLeast => 0b110,
        }
    }

    #[inline]
    pub(super) const fn holds(self, order: Ordering) -> bool {
        let bit = match order {
            Ordering::Less => 0b001,
            Ordering::Equal => 0b010,
            Ordering::Greater => 0b100,
        };
        self.accepts() & bit != 0
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    pub(super) const ALL: [Arithmetic; 5] = [
        Arithmetic::Add,
        Arithmetic::Subtract,
        Arithmetic::Multiply,
        Arithmetic::Divide,
        Arithmetic::Remainder,
    ];

    pub(super) const fn sign(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

/// A value looked at without taking it: shared counts stay untouched.
#[derive(Clone, Copy, Debug)]
pub(super) enum View<'a> {
    Bool(bool),
    Number(Decimal),
    Text(&'a str),
    Date(Date),
    Instant(Timestamp),
    Duration(Duration),
    /// No operator looks into a list.
    List,
}

impl<'a> View<'a> {
    #[inline]
    pub(super) fn of(value: &'a Value) -> Self {
        match value {
            Value::Bool(answer) => View::Bool(*answer),
            Value::Number(number) => View::Number(*number),
            Value::Text(text) => View::Text(text),
            Value::Date(date) => View::Date(*date),
            Value::Instant(instant) => View::Instant(*instant),
            Value::Duration(duration) => View::Duration(*duration),
            // Facts never hand out what was disposed of: it is a value that is not known.
            Value::List(_) | Value::Disposed => View::List,
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            View::Bool(_) => Kind::YesNo,
            View::Number(_) => Kind::Decimal,
            View::Text(_) => Kind::Text,
            View::Date(_) => Kind::Date,
            View::Instant(_) => Kind::DateTime,
            View::Duration(_) => Kind::Duration,
            View::List => Kind::List,
        }
    }
}

/// Compares two values of one kind; any other pair is a fault, never NO.
#[inline]
pub(super) fn compare(operator: Comparison, left: View<'_>, right: View<'_>) -> Outcome<bool> {
    match (left, right) {
        (View::Number(a), View::Number(b)) => Ok(operator.holds(order(a, b))),
        (View::Date(a), View::Date(b)) => Ok(operator.holds(a.cmp(&b))),
        (View::Instant(a), View::Instant(b)) => Ok(operator.holds(a.cmp(&b))),
        _ if operator.orders() => Err(mixed(left, right)),
        (View::Bool(a), View::Bool(b)) => Ok(operator.holds(a.cmp(&b))),
        (View::Text(a), View::Text(b)) => Ok((a == b) == (operator == Comparison::Equal)),
        (View::Duration(a), View::Duration(b)) => Ok((a == b) == (operator == Comparison::Equal)),
        _ => Err(mixed(left, right)),
    }
}

/// The order of two numbers; most are whole or have as many decimals, and then their digits decide.
#[inline]
pub(super) fn order(left: Decimal, right: Decimal) -> Ordering {
    let (left, right) = (left.inner(), right.inner());
    if left.scale() == right.scale() { left.mantissa().cmp(&right.mantissa()) } else { left.cmp(&right) }
}

#[cold]
pub(super) fn mixed(left: View<'_>, right: View<'_>) -> Box<GuardFault> {
    Box::new(GuardFault::MixedKinds { left: left.kind(), right: right.kind() })
}

/// Calculates; what does not fit and a division by zero are faults.
pub(super) fn calculate(operator: Arithmetic, left: Decimal, right: Decimal) -> Outcome<Decimal> {
    let divides = matches!(operator, Arithmetic::Divide | Arithmetic::Remainder);
    if divides && right == Decimal::ZERO {
        return Err(Box::new(GuardFault::DivisionByZero));
    }
    match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.inner().checked_rem(right.inner()).map(Decimal::from_inner),
    }
    .ok_or_else(|| Box::new(GuardFault::Overflow))
}

pub(super) fn negate(number: Decimal) -> Decimal {
    Decimal::from_inner(-number.inner())
}

/// Whether a list holds the value; an element of another kind is a fault.
pub(super) fn contains(list: &[Value], wanted: View<'_>) -> Outcome<bool> {
    for element in list {
        if compare(Comparison::Equal, View::of(element), wanted)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a text or a list holds the value; of anything else it is a fault to ask.
pub(super) fn holds(holder: &Value, wanted: View<'_>) -> Outcome<bool> {
    match (holder, wanted) {
        (Value::List(list), wanted) => contains(list, wanted),
        (Value::Text(text), View::Text(part)) => Ok(text.contains(part)),
        (other, wanted) => Err(mixed(View::of(other), wanted)),
    }
}

/// How many entries a list has, how many letters a text.
pub(super) fn length(of: &Value) -> Outcome<Decimal> {
    let count = match of {
        Value::List(list) => list.len(),
        Value::Text(text) => text.chars().count(),
        other => return Err(not_of(Kind::List, "length", View::of(other))),
    };
    Ok(Decimal::from(i64::try_from(count).unwrap_or(i64::MAX)))
}

/// Whether a value that may be of any kind is of the one that its place takes.
pub(super) fn must_be(kind: Kind, of: &str, found: View<'_>) -> Outcome<()> {
    if kind == found.kind() { Ok(()) } else { Err(not_of(kind, of, found)) }
}

#[cold]
fn not_of(expected: Kind, of: &str, found: View<'_>) -> Box<GuardFault> {
    Box::new(GuardFault::WrongKind { read: of.to_owned(), expected, found: found.kind() })
}
