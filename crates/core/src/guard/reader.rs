//! Reads the facts of a case for one decision, each at most once, and remembers the order.
//!
//! Knows what has been read, also by earlier guards of the same decision.
//! Does not know why.
//! Read [`Reader`] first.

use super::check::{Read, group};
use super::fault::{GuardFault, Outcome};
use super::operators::View;
use super::{Facts, Input};
use crate::data::{Kind, Value};

/// Room made at the first read: a guard that reads more grows it as vectors do.
const ROOM: usize = 4;

/// What one decision has read so far, and where more comes from.
pub(super) struct Reader<'a, F: ?Sized> {
    facts: &'a F,
    reads: &'a [Read],
    inputs: &'a mut Vec<Input>,
}

impl<'a, F: Facts + ?Sized> Reader<'a, F> {
    #[inline]
    pub(super) fn new(facts: &'a F, reads: &'a [Read], inputs: &'a mut Vec<Input>) -> Self {
        Reader { facts, reads, inputs }
    }

    /// The position of that read among what has been read, reading it now if need be.
    #[inline]
    pub(super) fn position(&mut self, read: u16) -> Outcome<usize> {
        let Some(wanted) = self.reads.get(usize::from(read)) else {
            return Err(unknown_read());
        };
        let known = self.inputs.iter().position(|input| input.slot == wanted.slot);
        match known {
            Some(position) => Ok(position),
            None => self.first_time(wanted),
        }
    }

    /// The value of that read.
    #[inline]
    pub(super) fn read(&mut self, read: u16) -> Outcome<&Value> {
        // A decision mostly looks at one fact: it was read first.
        let wanted = self.reads.get(usize::from(read)).map(|wanted| wanted.slot);
        if self.inputs.first().is_some_and(|first| wanted == Some(first.slot)) {
            return self.value(0);
        }
        let position = self.position(read)?;
        self.value(position)
    }

    /// The value at a position that has been read.
    #[inline]
    pub(super) fn value(&self, position: usize) -> Outcome<&Value> {
        match self.inputs.get(position) {
            Some(input) => Ok(&input.value),
            None => Err(unknown_read()),
        }
    }

    #[inline]
    fn first_time(&mut self, wanted: &Read) -> Outcome<usize> {
        let value = read_one(self.facts, wanted)?;
        if self.inputs.capacity() == 0 {
            // As much as the guard reads: the list then becomes that of the event as it is.
            self.inputs.reserve_exact(self.reads.len().min(ROOM));
        }
        self.inputs.push(Input { slot: wanted.slot, value });
        Ok(self.inputs.len() - 1)
    }
}

/// Reads one fact and looks at its kind.
#[inline]
fn read_one<F: Facts + ?Sized>(facts: &F, wanted: &Read) -> Outcome<Value> {
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
        (Kind::Any, value) => !matches!(value, Value::Disposed),
        _ => group(kind) == View::of(value).kind(),
    }
}

#[cold]
fn missing(wanted: &Read) -> Box<GuardFault> {
    Box::new(GuardFault::Missing { read: wanted.spelling.clone() })
}

#[cold]
fn wrong_kind(wanted: &Read, value: &Value) -> Box<GuardFault> {
    Box::new(GuardFault::WrongKind {
        read: wanted.spelling.clone(),
        expected: wanted.kind,
        found: View::of(value).kind(),
    })
}

#[cold]
fn unknown_read() -> Box<GuardFault> {
    Box::new(GuardFault::Script { reason: "a read that the guard does not have".to_owned() })
}
