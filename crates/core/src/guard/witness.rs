//! A case that shows what conditions can give together: a value for each fact that they read.
//!
//! Knows how values are chosen, and that the real conditions have the last word.
//! Does not know how a fact is called in a language beyond its neutral spelling.
//! Read [`Witness`] first.

use std::collections::BTreeMap;

use super::operators::Comparison;
use super::outline::Subject;
use super::range::Range;
use super::weigh::{Claim, Gives, Known, fact_range};
use super::{Facts, Slot};
use crate::data::{Date, Decimal, Duration, Text, Value};

/// The longest list and text that a case is made with.
const LONGEST: i64 = 64;

/// A value for each fact that some conditions read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Witness {
    values: BTreeMap<Slot, Value>,
    /// What made the difference, in the order in which it was asked.
    asked: Vec<Slot>,
}

impl Facts for Witness {
    fn read(&self, slot: Slot) -> Option<Value> {
        self.values.get(&slot).cloned()
    }
}

impl Witness {
    /// Chooses a value for each fact from what is left of it.
    pub(super) fn of(claims: &[Claim<'_>], left: &[(Subject, Range)], known: &dyn Known) -> Option<Witness> {
        let mut choosing = Choosing { ranges: BTreeMap::new(), values: BTreeMap::new(), known };
        for read in claims.iter().flat_map(|(guard, _)| guard.named.iter()) {
            if let Some(range) = fact_range(read.slot, read.kind, known) {
                choosing.ranges.insert(read.slot, range);
            }
        }
        let mut asked: Vec<Slot> = Vec::new();
        for (subject, range) in left {
            asked.extend(slots(subject).into_iter().flatten());
            if let Subject::Fact(slot, _) = subject {
                choosing.ranges.insert(*slot, range.clone());
            }
        }
        choosing.orders(left)?;
        choosing.holders(left)?;
        choosing.rest();
        choosing.unknown();
        let mut seen = Vec::with_capacity(asked.len());
        asked.retain(|slot| {
            !seen.contains(slot) && {
                seen.push(*slot);
                true
            }
        });
        Some(Witness { values: choosing.values, asked })
    }

    /// Whether the conditions, evaluated with it, give what is claimed.
    pub(super) fn bears_out(&self, claims: &[Claim<'_>]) -> bool {
        let mut inputs = Vec::new();
        claims.iter().all(|(guard, wanted)| {
            let Ok(given) = guard.evaluate(self, &mut inputs) else { return false };
            match (wanted, given) {
                (Gives::True, Value::Bool(truth)) => truth,
                (Gives::False, Value::Bool(truth)) => !truth,
                (Gives::Answer(answer), Value::Text(text)) => *text == **answer,
                _ => false,
            }
        })
    }

    /// The facts that made the difference, with their values.
    pub(crate) fn told(&self) -> impl Iterator<Item = (Slot, &Value)> {
        self.asked.iter().filter_map(|slot| Some((*slot, self.values.get(slot)?)))
    }
}

fn slots(subject: &Subject) -> [Option<Slot>; 2] {
    match subject {
        Subject::Fact(slot, _) | Subject::Has(slot, _) | Subject::Length(slot) => [Some(*slot), None],
        Subject::Order((one, _), (other, _)) => [Some(*one), Some(*other)],
        Subject::Term(..) => [None, None],
    }
}

/// Values while they are chosen.
struct Choosing<'a> {
    ranges: BTreeMap<Slot, Range>,
    values: BTreeMap<Slot, Value>,
    known: &'a dyn Known,
}

impl Choosing<'_> {
    /// Facts that stand in some order to one another.
    fn orders(&mut self, left: &[(Subject, Range)]) -> Option<()> {
        for (subject, range) in left {
            let Subject::Order((a, _), (b, _)) = subject else { continue };
            let Range::OneOf(signs) = range else { continue };
            let found = signs.iter().find_map(|sign| self.pair((*a, *b), sign))?;
            self.values.extend([(*a, found.0), (*b, found.1)]);
        }
        Some(())
    }

    /// Two values that stand to one another as a sign says.
    fn pair(&self, (a, b): (Slot, Slot), sign: &Value) -> Option<(Value, Value)> {
        let Value::Number(sign) = sign else { return None };
        let operator = match sign.cmp(&Decimal::ZERO) {
            std::cmp::Ordering::Less => Comparison::Less,
            std::cmp::Ordering::Equal => Comparison::Equal,
            std::cmp::Ordering::Greater => Comparison::Greater,
        };
        let first = |slot: Slot| {
            self.values.get(&slot).cloned().or_else(|| self.ranges.get(&slot)?.pick(self.known.other()))
        };
        let fixed = |slot: Slot| self.values.get(&slot);
        let beside = |slot: Slot, operator: Comparison, value: &Value| {
            if let Some(own) = fixed(slot) {
                return Range::OneOf(vec![own.clone()]).narrowed(operator, value)?.pick("");
            }
            beside(self.ranges.get(&slot)?, operator, value, self.known.other())
        };
        let from_b = || first(b).and_then(|value| Some((beside(a, operator, &value)?, value)));
        let from_a =
            || first(a).and_then(|value| Some((value.clone(), beside(b, operator.turned(), &value)?)));
        from_b().or_else(from_a)
    }

    /// Lists and texts, from what they hold and how long they are.
    fn holders(&mut self, left: &[(Subject, Range)]) -> Option<()> {
        for (subject, _) in left {
            let (Subject::Has(slot, _) | Subject::Length(slot)) = subject else { continue };
            if !self.values.contains_key(slot) {
                let value = self.holder(*slot, left)?;
                self.values.insert(*slot, value);
            }
        }
        Some(())
    }

    fn holder(&self, slot: Slot, left: &[(Subject, Range)]) -> Option<Value> {
        let held = left.iter().filter_map(|(subject, range)| match subject {
            Subject::Has(of, text) if *of == slot && range.only() == Some(&Value::Bool(true)) => {
                Some(text.clone())
            }
            _ => None,
        });
        let mut held: Vec<Text> = held.collect();
        let range = self.ranges.get(&slot)?;
        let Range::Unwritten(_) = range else { return text_holding(range, &held) };
        if let Some(length) = length(slot, left, held.len())? {
            let filler = |count: usize| format!("{} {}", self.known.other(), count + 1).into();
            held.extend((held.len()..length).map(filler));
        }
        Some(Value::List(held.into_iter().map(Value::Text).collect()))
    }

    /// What a case does not know has no value.
    fn unknown(&mut self) {
        let is_unknown = |slot: &Slot| matches!(slot, Slot::Datum(datum) if self.values.get(&Slot::Has(*datum)) == Some(&Value::Bool(false)));
        let unknown: Vec<Slot> = self.values.keys().copied().filter(is_unknown).collect();
        for slot in unknown {
            self.values.remove(&slot);
        }
    }

    /// Whatever has no value yet.
    fn rest(&mut self) {
        for (slot, range) in &self.ranges {
            if !self.values.contains_key(slot)
                && let Some(value) = range.pick(self.known.other())
            {
                self.values.insert(*slot, value);
            }
        }
    }
}

/// A value of a range that stands to another as an operator says.
fn beside(range: &Range, operator: Comparison, value: &Value, other: &str) -> Option<Value> {
    if !matches!(range, Range::Unwritten(_)) {
        return range.clone().narrowed(operator, value)?.pick(other);
    }
    let later = operator == Comparison::Greater;
    match (operator, value) {
        (Comparison::Equal | Comparison::AtMost | Comparison::AtLeast, value) => Some(value.clone()),
        (_, Value::Date(date)) => {
            let day = if later { date.inner().succ_opt() } else { date.inner().pred_opt() };
            day.and_then(Date::from_inner).map(Value::Date)
        }
        (_, Value::Instant(instant)) => {
            instant.checked_add_millis(if later { 60_000 } else { -60_000 }).map(Value::Instant)
        }
        (_, Value::Duration(_)) => Duration::from_days(2).map(Value::Duration),
        _ => None,
    }
}

/// How long a list has to be, where that is asked; nothing where it cannot be so.
#[expect(clippy::option_option, reason = "not asked is not the same as not possible")]
fn length(slot: Slot, left: &[(Subject, Range)], held: usize) -> Option<Option<usize>> {
    let asked = left.iter().find_map(|(subject, range)| match subject {
        Subject::Length(of) if *of == slot => Some(range),
        _ => None,
    });
    let Some(range) = asked else { return Some(None) };
    let least = Value::Number(i64::try_from(held).ok()?.into());
    let Value::Number(length) = range.clone().narrowed(Comparison::AtLeast, &least)?.pick("")? else {
        return None;
    };
    let length = length.to_i64().filter(|length| (0..=LONGEST).contains(length))?;
    Some(Some(usize::try_from(length).ok()?))
}

/// A text of a range that has some others in it.
fn text_holding(range: &Range, held: &[Text]) -> Option<Value> {
    match range {
        Range::Texts { .. } => {
            let text = Value::Text(held.concat().into());
            range.clone().narrowed(Comparison::Equal, &text).map(|_| text)
        }
        range => range.pick(""),
    }
}
