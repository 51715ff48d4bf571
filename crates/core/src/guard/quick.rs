//! Guards of one step, which most are: a read, or a read compared with a literal or with another read.
//!
//! Knows which programs are that short, and gives exactly what the program would give.
//! Does not know longer guards.
//! Read [`Quick`] first.

use super::Facts;
use super::check::Read;
use super::fault::Outcome;
use super::glance::{Glance, Test};
use super::native::{Program, Short};
use super::operators::{Comparison, View, compare, mixed, order};
use super::reader::Reader;
use crate::data::{Decimal, Kind, Value};

/// A guard of one step, with what is known of it at load.
#[derive(Clone, Debug)]
pub(super) enum Quick {
    /// A read as it is.
    Read(u16),
    /// A yes-or-no that has to be the one given: `x`, `!x`, `x == SI`.
    Is(u16, bool),
    /// A number against a number.
    Number(Comparison, u16, Decimal),
    /// Anything else against a literal.
    Constant(Comparison, u16, Value),
    Reads(Comparison, u16, u16),
}

impl Quick {
    /// The quick form of a program, where it has one.
    pub(super) fn of(program: &Program, reads: &[Read]) -> Option<Quick> {
        Some(match program.short()? {
            Short::Read(read) => match reads.get(usize::from(read))?.kind {
                Kind::YesNo => Quick::Is(read, true),
                _ => Quick::Read(read),
            },
            Short::Not(read) => Quick::Is(read, false),
            Short::Reads(operator, left, right) => Quick::Reads(operator, left, right),
            Short::Constant(Comparison::Equal, read, Value::Bool(wanted)) => Quick::Is(read, wanted),
            Short::Constant(Comparison::Different, read, Value::Bool(wanted)) => Quick::Is(read, !wanted),
            Short::Constant(operator, read, Value::Number(number)) => Quick::Number(operator, read, number),
            Short::Constant(operator, read, constant) => Quick::Constant(operator, read, constant),
        })
    }

    /// The same for one look, where one fact and a literal decide.
    pub(super) fn glance(&self, reads: &[Read]) -> Option<Glance> {
        let (read, test) = match self {
            Quick::Is(read, wanted) => (read, Test::Is(*wanted)),
            Quick::Number(operator, read, number) => (read, Test::Number(*operator, *number)),
            Quick::Constant(operator, read, constant) => (read, Test::Literal(*operator, constant.clone())),
            Quick::Read(_) | Quick::Reads(..) => return None,
        };
        Some(Glance::of(reads.get(usize::from(*read))?, test))
    }

    /// Evaluates over what the reader gives.
    #[inline]
    pub(super) fn run<F: Facts + ?Sized>(&self, reader: &mut Reader<'_, F>) -> Outcome<Value> {
        match self {
            Quick::Number(operator, read, number) => match reader.read(*read)? {
                Value::Number(value) => Ok(Value::Bool(operator.holds(order(*value, *number)))),
                other => Err(mixed(View::of(other), View::Number(*number))),
            },
            Quick::Is(read, wanted) => match reader.read(*read)? {
                Value::Bool(answer) => Ok(Value::Bool(answer == wanted)),
                other => Err(mixed(View::of(other), View::Bool(*wanted))),
            },
            Quick::Reads(operator, left, right) => {
                let (left, right) = (reader.position(*left)?, reader.position(*right)?);
                let (left, right) = (reader.value(left)?, reader.value(right)?);
                compare(*operator, View::of(left), View::of(right)).map(Value::Bool)
            }
            Quick::Constant(operator, read, constant) => {
                let value = View::of(reader.read(*read)?);
                compare(*operator, value, View::of(constant)).map(Value::Bool)
            }
            Quick::Read(read) => reader.read(*read).cloned(),
        }
    }
}
