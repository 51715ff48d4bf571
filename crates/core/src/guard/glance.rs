//! Guards that one look decides, which most are: one fact against one literal; and guards that are decided together.
//!
//! Knows such guards with everything that can be settled at load, and says what their program would say.
//! Does not know faults: where anything is unusual it says nothing, and the guard is evaluated.
//! Read [`Glance`] first, then [`Fork`].

use super::check::Read;
use super::operators::{Comparison, View, compare, order};
use super::reader::fits;
use super::script::ScriptFork;
use super::{Facts, Guard, Input, Inputs, Slot};
use crate::data::{Decimal, Kind, Value};

/// A fact and what it has to be.
#[derive(Clone, Debug)]
pub(super) struct Glance {
    slot: Slot,
    kind: Kind,
    test: Test,
}

/// What a fact has to be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    /// A yes-or-no has to be the one given.
    Is(bool),
    /// How often was returned, which is a plain count, against another count.
    Count(Comparison, u32),
    /// A number against a number.
    Number(Comparison, Decimal),
    /// Anything else against a literal.
    Literal(Comparison, Value),
}

impl Glance {
    pub(super) fn of(read: &Read, test: Test) -> Glance {
        let count = |number: Decimal| number.to_i64().and_then(|number| u32::try_from(number).ok());
        let test = match (read.slot, test) {
            (Slot::Rounds(_), Test::Number(operator, number)) => match count(number) {
                Some(number) => Test::Count(operator, number),
                None => Test::Number(operator, number),
            },
            (_, test) => test,
        };
        Glance { slot: read.slot, kind: read.kind, test }
    }

    /// Reads the fact and says whether it is what it has to be.
    #[inline]
    pub(super) fn first<F: Facts + ?Sized>(&self, facts: &F) -> Option<(bool, Input)> {
        if let (Test::Count(operator, number), Slot::Rounds(element)) = (&self.test, self.slot) {
            let rounds = facts.rounds(element)?;
            let value = Value::Number(rounds.into());
            return Some((operator.holds(rounds.cmp(number)), Input { slot: self.slot, value }));
        }
        let value = facts.read(self.slot).filter(|value| fits(self.kind, value))?;
        Some((self.test.holds(&value)?, Input { slot: self.slot, value }))
    }
}

/// Guards of one decision that are decided together: one look at one fact, or one script.
#[derive(Clone, Debug)]
pub(crate) struct Fork(Together);

#[derive(Clone, Debug)]
enum Together {
    Look { slot: Slot, kind: Kind, tests: Tests },
    Script(Box<ScriptFork>),
}

#[derive(Clone, Debug)]
enum Tests {
    /// Yes-or-no: the position of the first that asks for NO, and of the first that asks for SI.
    Answers([usize; 2]),
    Any(Box<[Test]>),
}

impl Fork {
    /// The fork of such guards; nothing when they have to be evaluated one by one.
    pub(crate) fn of(guards: &[&Guard]) -> Option<Fork> {
        let script = || Some(Together::Script(Box::new(ScriptFork::of(guards)?)));
        Together::at_a_glance(guards).or_else(script).map(Fork)
    }

    /// Reads the facts and says which of the guards holds first, or how many there are; nothing where there is a fault.
    #[inline]
    pub(crate) fn first_true<F: Facts + ?Sized>(&self, facts: &F) -> Option<(usize, Inputs)> {
        let (slot, kind, tests) = match &self.0 {
            Together::Look { slot, kind, tests } => (*slot, *kind, tests),
            Together::Script(script) => return script.first_true(facts),
        };
        let value = facts.read(slot).filter(|value| fits(kind, value))?;
        let position = match (tests, &value) {
            (Tests::Answers(first), Value::Bool(answer)) => first[usize::from(*answer)],
            (Tests::Answers(_), _) => return None,
            (Tests::Any(tests), value) => first_of(tests, value)?,
        };
        Some((position, Input { slot, value }.into()))
    }
}

impl Fork {
    /// Like [`first_true`](Fork::first_true), where nobody keeps what is read.
    #[inline]
    pub(crate) fn first_position<F: Facts + ?Sized>(&self, facts: &F) -> Option<usize> {
        match &self.0 {
            Together::Look { slot, tests: Tests::Answers(first), .. } => {
                facts.truth(*slot).map(|answer| first[usize::from(answer)])
            }
            _ => self.first_true(facts).map(|(position, _)| position),
        }
    }
}

impl Together {
    /// Of guards that all look at one fact.
    fn at_a_glance(guards: &[&Guard]) -> Option<Together> {
        let glances: Option<Vec<&Glance>> = guards.iter().map(|guard| guard.glance.as_ref()).collect();
        let glances = glances?;
        let first = glances.first()?;
        let same = glances.iter().all(|glance| glance.slot == first.slot);
        same.then(|| Together::Look { slot: first.slot, kind: first.kind, tests: Tests::of(&glances) })
    }
}

impl Tests {
    fn of(glances: &[&Glance]) -> Tests {
        let answer = |glance: &&Glance| match glance.test {
            Test::Is(wanted) => Some(wanted),
            _ => None,
        };
        let wanted: Option<Vec<bool>> = glances.iter().map(answer).collect();
        let first = |wanted: &[bool], answer| wanted.iter().position(|wanted| *wanted == answer);
        match wanted {
            Some(wanted) => {
                Tests::Answers([false, true].map(|answer| first(&wanted, answer).unwrap_or(wanted.len())))
            }
            None => Tests::Any(glances.iter().map(|glance| glance.test.clone()).collect()),
        }
    }
}

/// The first test that a value passes, or how many there are.
#[inline]
fn first_of(tests: &[Test], value: &Value) -> Option<usize> {
    for (position, test) in tests.iter().enumerate() {
        if test.holds(value)? {
            return Some(position);
        }
    }
    Some(tests.len())
}

impl Test {
    #[inline]
    fn holds(&self, value: &Value) -> Option<bool> {
        match (self, value) {
            (Test::Is(wanted), Value::Bool(answer)) => Some(answer == wanted),
            (Test::Number(operator, number), Value::Number(value)) => {
                Some(operator.holds(order(*value, *number)))
            }
            (Test::Count(operator, number), Value::Number(value)) => {
                Some(operator.holds(order(*value, (*number).into())))
            }
            (Test::Literal(operator, literal), value) => {
                compare(*operator, View::of(value), View::of(literal)).ok()
            }
            _ => None,
        }
    }
}
