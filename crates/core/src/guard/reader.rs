//! Reads the facts of a case for one evaluation, each at most once, and remembers the order.
//!
//! Knows what has been read.
//! Does not know why.
//! Read [`Reader`] first.

use super::check::{Read, group};
use super::fault::GuardFault;
use super::operators::View;
use super::{Facts, Inputs};
use crate::data::{Kind, Value};

/// What one evaluation has read so far.
pub(super) struct Reader<'a, F: ?Sized> {
    facts: &'a F,
    reads: &'a [Read],
    first: Option<(u16, Value)>,
    more: Vec<(u16, Value)>,
}

impl<'a, F: Facts + ?Sized> Reader<'a, F> {
    #[inline]
    pub(super) fn new(facts: &'a F, reads: &'a [Read]) -> Self {
        Reader {
            facts,
            reads,
            first: None,
            more: Vec::new(),
        }
    }

    /// The position of that read among what has been read, reading it now if need be.
    #[inline]
    pub(super) fn read(&mut self, read: u16) -> Result<usize, GuardFault> {
        if let Some(position) = self.position(read) {
            return Ok(position);
        }
        let Some(wanted) = self.reads.get(usize::from(read)) else {
            return Err(unknown_read());
        };
        let value = read_one(self.facts, wanted)?;
        if self.first.is_none() {
            self.first = Some((read, value));
            return Ok(0);
        }
        self.more.push((read, value));
        Ok(self.more.len())
    }

    fn position(&self, read: u16) -> Option<usize> {
        if self.first.as_ref()?.0 == read {
            return Some(0);
        }
        self.more
            .iter()
            .position(|(known, _)| *known == read)
            .map(|index| index + 1)
    }

    #[inline]
    pub(super) fn value(&self, position: usize) -> Option<&Value> {
        match position.checked_sub(1) {
            None => self.first.as_ref().map(|(_, value)| value),
            Some(index) => self.more.get(index).map(|(_, value)| value),
        }
    }

    pub(super) fn into_inputs(self) -> Inputs {
        match self.first {
            None => Inputs::None,
            Some(only) if self.more.is_empty() => Inputs::One(only),
            Some(first) => Inputs::Many(std::iter::once(first).chain(self.more).collect()),
        }
    }
}

/// Reads one fact and looks at its kind.
#[inline]
pub(super) fn read_one<F: Facts + ?Sized>(facts: &F, wanted: &Read) -> Result<Value, GuardFault> {
    match facts.read(wanted.slot) {
        Some(value) if fits(wanted.kind, &value) => Ok(value),
        Some(value) => Err(wrong_kind(wanted, &value)),
        None => Err(missing(wanted)),
    }
}

/// Whether a value is of the declared kind.
#[inline]
pub(super) fn fits(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Decimal | Kind::Integer, Value::Number(_))
        | (Kind::YesNo, Value::Bool(_))
        | (Kind::Text | Kind::Choice, Value::Text(_))
        | (Kind::Date, Value::Date(_))
        | (Kind::DateTime, Value::Instant(_))
        | (Kind::Duration, Value::Duration(_))
        | (Kind::List, Value::List(_)) => true,
        _ => group(kind) == View::of(value).kind(),
    }
}

#[cold]
fn missing(wanted: &Read) -> GuardFault {
    GuardFault::Missing {
        read: wanted.spelling.clone(),
    }
}

#[cold]
fn wrong_kind(wanted: &Read, value: &Value) -> GuardFault {
    GuardFault::WrongKind {
        read: wanted.spelling.clone(),
        expected: wanted.kind,
        found: View::of(value).kind(),
    }
}

#[cold]
fn unknown_read() -> GuardFault {
    GuardFault::Script {
        reason: "a read that the guard does not have".to_owned(),
    }
}
