//! Values of case data, of guard inputs and of events.

use super::{Date, Decimal, Duration, Text, Timestamp};

/// A value of a case: what a datum holds, what a guard read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// SI or NO.
    Bool(bool),
    /// A number; integers are numbers without a fraction.
    Number(Decimal),
    /// A text, a choice or the id of an answer.
    Text(Text),
    /// A date.
    Date(Date),
    /// An instant.
    Instant(Timestamp),
    /// A length of time.
    Duration(Duration),
    /// A list of values.
    List(std::sync::Arc<[Value]>),
    /// A value that was disposed of: that it was there is known, what it was is not.
    Disposed,
}

impl Value {
    /// Whether the value is of a kind; a choice must be one of the given values.
    #[must_use]
    pub fn is_of(&self, kind: Kind, choices: &[Text]) -> bool {
        match (kind, self) {
            (Kind::Integer, Value::Number(number)) => number.is_integer(),
            (Kind::Choice, Value::Text(text)) => choices.contains(text),
            (Kind::Text, Value::Text(_))
            | (Kind::Decimal, Value::Number(_))
            | (Kind::Date, Value::Date(_))
            | (Kind::DateTime, Value::Instant(_))
            | (Kind::Duration, Value::Duration(_))
            | (Kind::YesNo, Value::Bool(_))
            | (Kind::List, Value::List(_)) => true,
            (Kind::Any, value) => *value != Value::Disposed,
            _ => false,
        }
    }
}

/// What kind of value a datum holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `texto`
    Text,
    /// `decimal`
    Decimal,
    /// `entero`
    Integer,
    /// `fecha`
    Date,
    /// `fecha_y_hora`
    DateTime,
    /// `duracion`
    Duration,
    /// `si_no`
    YesNo,
    /// `opcion`: one of the declared values
    Choice,
    /// `lista`
    List,
    /// `cualquiera`: a value of any of the other kinds
    Any,
}
