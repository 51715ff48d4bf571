//! Stretches of values: from one to another, with or without their ends.
//!
//! Knows which values of one kind lie in a stretch, and whether two have one in common.
//! Does not know who asks: rows of tables do, and conditions that are weighed at load.
//! Read [`Stretch`] first.

use std::cmp::Ordering;
use std::ops::Bound;

use super::Value;

/// Values of one kind from one to another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) low: Bound<Value>,
    pub(crate) high: Bound<Value>,
}

impl Stretch {
    pub(crate) fn point(value: Value) -> Self {
        Stretch { low: Bound::Included(value.clone()), high: Bound::Included(value) }
    }

    pub(crate) fn holds(&self, value: &Value) -> bool {
        above(&self.low, value) && below(&self.high, value)
    }

    /// Whether some value is in both; between two different numbers there is always another one.
    pub(crate) fn meets(&self, other: &Stretch) -> bool {
        let reaches = |low: &Bound<Value>, high: &Bound<Value>| match (low, high) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
            (Bound::Included(low), Bound::Included(high)) => in_order(low, high) != Some(Ordering::Greater),
            (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => {
                in_order(low, high) == Some(Ordering::Less)
            }
        };
        let all = [self, other];
        all.iter().all(|one| all.iter().all(|two| reaches(&one.low, &two.high)))
    }

    /// What is in both.
    pub(crate) fn within(&self, other: Stretch) -> Stretch {
        let low =
            if is_tighter(&other.low, &self.low, Ordering::Greater) { other.low } else { self.low.clone() };
        let high =
            if is_tighter(&other.high, &self.high, Ordering::Less) { other.high } else { self.high.clone() };
        Stretch { low, high }
    }

    /// Whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        !self.meets(self)
    }
}

/// Whether an end leaves less than another on its side.
fn is_tighter(one: &Bound<Value>, other: &Bound<Value>, side: Ordering) -> bool {
    match (one, other) {
        (Bound::Unbounded, _) => false,
        (_, Bound::Unbounded) => true,
        (Bound::Included(own) | Bound::Excluded(own), Bound::Included(than) | Bound::Excluded(than)) => {
            match in_order(own, than) {
                Some(Ordering::Equal) => matches!(one, Bound::Excluded(_)),
                order => order == Some(side),
            }
        }
    }
}

fn above(low: &Bound<Value>, value: &Value) -> bool {
    match low {
        Bound::Unbounded => true,
        Bound::Included(low) => matches!(in_order(low, value), Some(Ordering::Less | Ordering::Equal)),
        Bound::Excluded(low) => in_order(low, value) == Some(Ordering::Less),
    }
}

fn below(high: &Bound<Value>, value: &Value) -> bool {
    match high {
        Bound::Unbounded => true,
        Bound::Included(high) => matches!(in_order(value, high), Some(Ordering::Less | Ordering::Equal)),
        Bound::Excluded(high) => in_order(value, high) == Some(Ordering::Less),
    }
}

/// The order of two values of one kind.
pub(crate) fn in_order(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        (Value::Instant(one), Value::Instant(other)) => Some(one.cmp(other)),
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        _ => None,
    }
}
