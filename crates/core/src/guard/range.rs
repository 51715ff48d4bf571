//! Which values a fact may have, as far as conditions leave it any.
//!
//! Knows finite choices, stretches of numbers with single ones left out, and texts of which some are excluded.
//! Does not know which fact it is about, nor how conditions are joined: that is [`weigh`](super::weigh).
//! Read [`Range`] first.

use std::ops::Bound;

use super::operators::{Comparison, View, compare};
use crate::data::{Date, Decimal, Duration, Kind, Stretch, Text, Timestamp, Value};

/// The values that are left of a fact; never none: where nothing is left there is no range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Range {
    /// One of these.
    OneOf(Vec<Value>),
    /// A number in a stretch, except these.
    Numbers { stretch: Stretch, except: Vec<Value>, whole: bool },
    /// Any text except these.
    Texts { except: Vec<Value> },
    /// A value of a kind that no guard can write down.
    Unwritten(Kind),
}

/// How many numbers one after the other are looked at before a stretch is halved.
const STEPS: usize = 8;

impl Range {
    /// Everything that a fact of a kind may be; nothing is said of one that may be of any kind.
    pub(crate) fn of(kind: Kind) -> Option<Range> {
        Some(match kind {
            Kind::YesNo => Range::OneOf([true, false].map(Value::Bool).into()),
            Kind::Decimal => Range::numbers(false),
            Kind::Integer => Range::numbers(true),
            Kind::Text | Kind::Choice => Range::Texts { except: Vec::new() },
            Kind::Date | Kind::DateTime | Kind::Duration | Kind::List => Range::Unwritten(kind),
            Kind::Any => return None,
        })
    }

    fn numbers(whole: bool) -> Range {
        let stretch = Stretch { low: Bound::Unbounded, high: Bound::Unbounded };
        Range::Numbers { stretch, except: Vec::new(), whole }
    }

    /// A count: a whole number from zero on.
    pub(crate) fn count() -> Range {
        let stretch = Stretch { low: Bound::Included(Value::Number(Decimal::ZERO)), high: Bound::Unbounded };
        Range::Numbers { stretch, except: Vec::new(), whole: true }
    }

    /// One of these whole numbers.
    pub(crate) fn whole_of(numbers: &[i64]) -> Range {
        Range::OneOf(numbers.iter().map(|number| Value::Number((*number).into())).collect())
    }

    /// One of these texts.
    pub(crate) fn texts_of(texts: impl Iterator<Item = Text>) -> Range {
        Range::OneOf(texts.map(Value::Text).collect())
    }

    /// The only value, where there is but one.
    pub(crate) fn only(&self) -> Option<&Value> {
        match self {
            Range::OneOf(values) if values.len() == 1 => values.first(),
            Range::Numbers {
                stretch: Stretch { low: Bound::Included(low), high: Bound::Included(high) },
                ..
            } => (low == high).then_some(low),
            _ => None,
        }
    }

    /// What is left when a comparison with a value holds.
    pub(crate) fn narrowed(self, operator: Comparison, value: &Value) -> Option<Range> {
        match self {
            Range::OneOf(mut values) => {
                values.retain(|own| matches!(compare(operator, View::of(own), View::of(value)), Ok(true)));
                (!values.is_empty()).then_some(Range::OneOf(values))
            }
            Range::Numbers { stretch, except, whole } => {
                let Value::Number(number) = value else { return None };
                narrowed_numbers(&stretch, except, whole, (operator, *number))
            }
            Range::Texts { mut except } => match operator {
                Comparison::Equal => (!except.contains(value)).then(|| Range::OneOf(vec![value.clone()])),
                _ => {
                    except.push(value.clone());
                    Some(Range::Texts { except })
                }
            },
            Range::Unwritten(kind) => Some(Range::Unwritten(kind)),
        }
    }

    /// One of the values, the plainest; `other` is the word for a text that nothing names.
    pub(crate) fn pick(&self, other: &str) -> Option<Value> {
        match self {
            Range::OneOf(values) => values.first().cloned(),
            Range::Numbers { stretch, except, whole } => pick_number(stretch, except, *whole),
            Range::Texts { except } => {
                let named = |text: &Text| except.contains(&Value::Text(text.clone()));
                let numbered = (2..).map(|count: u32| format!("{other} {count}").into());
                let mut texts = std::iter::once(Text::from(other)).chain(numbered).take(except.len() + 1);
                texts.find(|text| !named(text)).map(Value::Text)
            }
            Range::Unwritten(kind) => unwritten(*kind),
        }
    }
}

fn narrowed_numbers(
    stretch: &Stretch,
    mut except: Vec<Value>,
    whole: bool,
    (operator, number): (Comparison, Decimal),
) -> Option<Range> {
    let at = Value::Number(number);
    let (low, high) = match operator {
        Comparison::Different => {
            except.push(at);
            (Bound::Unbounded, Bound::Unbounded)
        }
        Comparison::Equal => (Bound::Included(at.clone()), Bound::Included(at)),
        Comparison::Less => (Bound::Unbounded, Bound::Excluded(at)),
        Comparison::AtMost => (Bound::Unbounded, Bound::Included(at)),
        Comparison::Greater => (Bound::Excluded(at), Bound::Unbounded),
        Comparison::AtLeast => (Bound::Included(at), Bound::Unbounded),
    };
    let mut stretch = stretch.within(Stretch { low, high });
    if whole {
        stretch = whole_ends(stretch);
    }
    while !stretch.is_empty() {
        let ends = [&stretch.low, &stretch.high].map(included);
        match ends {
            [Some(low), _] if except.contains(low) => stretch.low = Bound::Excluded(low.clone()),
            [_, Some(high)] if except.contains(high) => stretch.high = Bound::Excluded(high.clone()),
            _ => return Some(Range::Numbers { stretch, except, whole }),
        }
        if whole {
            stretch = whole_ends(stretch);
        }
    }
    None
}

fn included(bound: &Bound<Value>) -> Option<&Value> {
    match bound {
        Bound::Included(value) => Some(value),
        Bound::Excluded(_) | Bound::Unbounded => None,
    }
}

/// The same whole numbers, with ends that are among them: «more than 2.5» is «3 or more».
fn whole_ends(stretch: Stretch) -> Stretch {
    let up = |number: Decimal, beyond: bool| {
        let above = Decimal::from_inner(number.inner().ceil());
        if beyond && above == number { above.checked_add(Decimal::ONE) } else { Some(above) }
    };
    let down = |number: Decimal, beyond: bool| {
        let below = Decimal::from_inner(number.inner().floor());
        if beyond && below == number { below.checked_sub(Decimal::ONE) } else { Some(below) }
    };
    Stretch { low: moved(stretch.low, up), high: moved(stretch.high, down) }
}

/// An end moved to a whole number; one that does not fit stays where it is.
fn moved(bound: Bound<Value>, to: impl Fn(Decimal, bool) -> Option<Decimal>) -> Bound<Value> {
    let beyond = matches!(bound, Bound::Excluded(_));
    match &bound {
        Bound::Included(Value::Number(number)) | Bound::Excluded(Value::Number(number)) => {
            to(*number, beyond).map_or_else(|| bound.clone(), |whole| Bound::Included(Value::Number(whole)))
        }
        _ => bound,
    }
}

/// A number of a stretch: an end of it, a whole number beside one, or what lies halfway.
fn pick_number(stretch: &Stretch, except: &[Value], whole: bool) -> Option<Value> {
    let end = |bound: &Bound<Value>| match bound {
        Bound::Included(Value::Number(number)) | Bound::Excluded(Value::Number(number)) => Some(*number),
        _ => None,
    };
    let (low, high) = (end(&stretch.low), end(&stretch.high));
    let fits = |number: &Decimal| {
        let value = Value::Number(*number);
        stretch.holds(&value) && !except.contains(&value) && (!whole || number.is_integer())
    };
    let tries = except.len().saturating_add(STEPS);
    let step = |up: bool| {
        move |number: &Decimal| match up {
            true => Decimal::from_inner(number.inner().floor()).checked_add(Decimal::ONE),
            false => Decimal::from_inner(number.inner().ceil()).checked_sub(Decimal::ONE),
        }
    };
    let from = |start: Option<Decimal>, up: bool| std::iter::successors(start, step(up)).take(tries);
    let rising = from(low.or(high.is_none().then_some(Decimal::ZERO)), true);
    let halfway =
        std::iter::successors(high, |high| low?.checked_add(*high)?.checked_div(Decimal::from(2_u32)));
    let found = rising.chain(from(high, false)).chain(halfway.take(tries)).find(fits);
    found.map(Value::Number)
}

/// Any value of a kind that guards cannot write down.
fn unwritten(kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Date => Value::Date(Date::new(2026, 1, 15)?),
        Kind::DateTime => Value::Instant(Timestamp::from_millis(1_768_464_000_000)?),
        Kind::Duration => Value::Duration(Duration::from_days(1)?),
        Kind::List => Value::List([].into()),
        _ => return None,
    })
}
