//! The outline of a condition: what it asks of which fact, and how that is joined.
//!
//! Knows comparisons of a fact with a value, how two facts stand to one another, and what a list holds; everything else
//! is a term that may be anything, but the same wherever the same is written.
//! Does not know which values a fact may have, nor whether the condition can hold: that is [`weigh`](super::weigh).
//! Read [`Outline`] first.

use super::check::Meaning;
use super::operators::{Arithmetic, Comparison, calculate, negate};
use super::parse::{Form, NodeId};
use super::script::Writer;
use super::{LoopFact, Slot};
use crate::data::{Decimal, Kind, Text, Value};

/// The longest outline that is kept: one that says more is weighed by nobody.
const LONGEST: usize = 2_000;

/// What is asked of, as far as a condition compares it with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A fact.
    Fact(Slot, Kind),
    /// How the first of two facts stands to the second: below 0, at 0, above 0.
    Order((Slot, Kind), (Slot, Kind)),
    /// Whether a list or a text has a text in it.
    Has(Slot, Text),
    /// How many entries a list has, how many letters a text.
    Length(Slot),
    /// A term of which nothing is known but how it is written, and whether it is a number or a yes-or-no.
    Term(Text, Kind),
}

/// One step of an outline; it names steps before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sense {
    Constant(bool),
    Asks(Subject, Comparison, Value),
    Not(u32),
    All(Box<[u32]>),
    Any(Box<[u32]>),
    Choose {
        condition: u32,
        yes: u32,
        no: u32,
    },
    /// The answer that it gives.
    Gives(Text),
    /// An answer, whichever.
    GivesSome,
}

/// What a condition asks, step by step; the last step is the whole.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outline {
    pub(super) steps: Box<[Sense]>,
}

impl Outline {
    /// The outline of a guard that gives a yes-or-no or the id of an answer.
    pub(super) fn of(writer: &Writer<'_>, answers: bool) -> Option<Outline> {
        let mut drawing = Drawing { writer, steps: Vec::new() };
        let root = writer.tree.root();
        match answers {
            true => drawing.answer(root)?,
            false => drawing.truth(root)?,
        };
        Some(Outline { steps: drawing.steps.into() })
    }

    /// Where the whole stands.
    pub(super) fn root(&self) -> u32 {
        u32::try_from(self.steps.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Whether it is a yes-or-no, and not the id of an answer.
    pub(crate) fn is_truth(&self) -> bool {
        !self.steps.iter().any(|step| matches!(step, Sense::Gives(_) | Sense::GivesSome))
    }
}

struct Drawing<'a> {
    writer: &'a Writer<'a>,
    steps: Vec<Sense>,
}

/// A side of a comparison of numbers.
enum Side {
    Constant(Decimal),
    /// A whole number, or its opposite, and what is added to it; other numbers have nothing added.
    Fact {
        slot: Slot,
        kind: Kind,
        whole: bool,
        opposite: bool,
        plus: Decimal,
    },
    Length(Slot),
    Term(Text),
}

impl<'a> Drawing<'a> {
    fn step(&mut self, sense: Sense) -> Option<u32> {
        let at = u32::try_from(self.steps.len()).ok()?;
        self.steps.push(sense);
        (self.steps.len() <= LONGEST).then_some(at)
    }

    fn form(&self, node: NodeId) -> &'a Form {
        &self.writer.tree.nodes[node].form
    }

    fn meaning(&self, node: NodeId) -> &'a Meaning {
        &self.writer.checked.meanings[node]
    }

    fn written(&self, node: NodeId) -> Text {
        self.writer.text[self.writer.tree.nodes[node].whole.clone()].into()
    }

    fn read(&self, node: NodeId) -> Option<(Slot, Kind)> {
        match self.meaning(node) {
            Meaning::Read(read) => {
                self.writer.checked.reads.get(usize::from(*read)).map(|read| (read.slot, read.kind))
            }
            _ => None,
        }
    }

    /// A yes-or-no; recursion is bounded by the depth that the parser allows.
    fn truth(&mut self, node: NodeId) -> Option<u32> {
        if let Some(sense) = self.plain(node) {
            return self.step(sense);
        }
        let writer = self.writer;
        match (self.meaning(node), self.form(node)) {
            (Meaning::Form, Form::Not(of)) => {
                let of = self.truth(*of)?;
                self.step(Sense::Not(of))
            }
            (Meaning::Form, Form::All(parts)) => {
                let parts = self.parts(parts)?;
                self.step(Sense::All(parts))
            }
            (Meaning::Form, Form::Any(parts)) => {
                let parts = self.parts(parts)?;
                self.step(Sense::Any(parts))
            }
            (Meaning::Form, Form::If { condition, yes, no }) => {
                let (condition, yes, no) = (self.truth(*condition)?, self.truth(*yes)?, self.truth(*no)?);
                self.step(Sense::Choose { condition, yes, no })
            }
            (Meaning::Form, Form::Compare(operator, left, right)) => {
                self.comparison(node, *operator, (*left, *right))
            }
            (Meaning::Contains, form) => match arguments(form)[..] {
                [list, wanted] => self.holding(node, (list, wanted)),
                _ => self.term(node),
            },
            (Meaning::Within, form) => match arguments(form)[..] {
                [wanted, list] => self.holding(node, (list, wanted)),
                _ => self.term(node),
            },
            _ if node < writer.tree.nodes.len() => self.term(node),
            _ => None,
        }
    }

    fn parts(&mut self, parts: &[NodeId]) -> Option<Box<[u32]>> {
        parts.iter().map(|part| self.truth(*part)).collect()
    }

    /// What needs no other step.
    fn plain(&self, node: NodeId) -> Option<Sense> {
        match self.meaning(node) {
            Meaning::Constant(Value::Bool(truth)) => Some(Sense::Constant(*truth)),
            Meaning::Read(_) => {
                let (slot, kind) = self.read(node).filter(|(_, kind)| *kind == Kind::YesNo)?;
                Some(Sense::Asks(Subject::Fact(slot, kind), Comparison::Equal, Value::Bool(true)))
            }
            _ => None,
        }
    }

    /// A yes-or-no of which nothing is known.
    fn term(&mut self, node: NodeId) -> Option<u32> {
        let subject = Subject::Term(self.written(node), Kind::YesNo);
        self.step(Sense::Asks(subject, Comparison::Equal, Value::Bool(true)))
    }

    fn comparison(
        &mut self,
        node: NodeId,
        operator: Comparison,
        (left, right): (NodeId, NodeId),
    ) -> Option<u32> {
        if self.is_truth(left) && self.is_truth(right) && !operator.orders() {
            return self.alike(operator, (left, right));
        }
        let values = (self.meaning(left), self.meaning(right));
        let sense = match (self.read(left), self.read(right), values) {
            (Some(one @ (_, kind)), Some(other @ (_, than)), _) if kind != Kind::Any && than != Kind::Any => {
                Some(order(operator, one, other))
            }
            (Some((slot, kind @ (Kind::Text | Kind::Choice))), None, (_, Meaning::Constant(value)))
            | (None, Some((slot, kind @ (Kind::Text | Kind::Choice))), (Meaning::Constant(value), _)) => {
                Some(Sense::Asks(Subject::Fact(slot, kind), operator, value.clone()))
            }
            _ => self.of_numbers(operator, (left, right)),
        };
        match sense {
            Some(sense) => self.step(sense),
            None => self.term(node),
        }
    }

    /// Whether a node is a yes-or-no by what it is.
    fn is_truth(&self, node: NodeId) -> bool {
        match (self.meaning(node), self.form(node)) {
            (Meaning::Constant(value), _) => matches!(value, Value::Bool(_)),
            (Meaning::Read(_), _) => self.read(node).is_some_and(|(_, kind)| kind == Kind::YesNo),
            (Meaning::Contains | Meaning::Within, _) => true,
            (Meaning::Form, form) => {
                matches!(form, Form::Not(_) | Form::Compare(..) | Form::All(_) | Form::Any(_))
            }
            _ => false,
        }
    }

    /// Two yes-or-nos that are the same, or are not.
    fn alike(&mut self, operator: Comparison, (left, right): (NodeId, NodeId)) -> Option<u32> {
        let (left, right) = (self.truth(left)?, self.truth(right)?);
        let [not_left, not_right] = [self.step(Sense::Not(left))?, self.step(Sense::Not(right))?];
        let (both, neither) = match operator {
            Comparison::Equal => ([left, right], [not_left, not_right]),
            _ => ([left, not_right], [not_left, right]),
        };
        let both = self.step(Sense::All(both.into()))?;
        let neither = self.step(Sense::All(neither.into()))?;
        self.step(Sense::Any([both, neither].into()))
    }

    fn of_numbers(&self, operator: Comparison, (left, right): (NodeId, NodeId)) -> Option<Sense> {
        match (self.side(left)?, self.side(right)?) {
            (Side::Constant(left), Side::Constant(right)) => {
                Some(Sense::Constant(operator.holds(left.cmp(&right))))
            }
            (side, Side::Constant(value)) => against(side, operator, value),
            (Side::Constant(value), side) => against(side, operator.turned(), value),
            _ => None,
        }
    }

    /// What a node is as a number; nothing where it may be something else.
    fn side(&self, node: NodeId) -> Option<Side> {
        match self.meaning(node) {
            Meaning::Constant(Value::Number(number)) => return Some(Side::Constant(*number)),
            Meaning::Constant(_) | Meaning::Join => return None,
            Meaning::Read(_) => {
                let (slot, kind) = self.read(node)?;
                let whole = kind == Kind::Integer || is_whole(slot);
                let (opposite, plus) = (false, Decimal::ZERO);
                return matches!(kind, Kind::Integer | Kind::Decimal).then_some(Side::Fact {
                    slot,
                    kind,
                    whole,
                    opposite,
                    plus,
                });
            }
            Meaning::Length => {
                let of = arguments(self.form(node)).first().and_then(|of| self.read(*of));
                return Some(match of {
                    Some((slot, Kind::List | Kind::Text | Kind::Choice)) => Side::Length(slot),
                    _ => Side::Term(self.written(node)),
                });
            }
            Meaning::Form => {}
            Meaning::Host(_) | Meaning::Contains | Meaning::Within => return None,
        }
        let term = || Side::Term(self.written(node));
        match self.form(node) {
            Form::Sign { minus: true, of } => {
                Some(self.side(*of).and_then(|side| opposite(&side)).unwrap_or_else(term))
            }
            Form::Sign { minus: false, of } => self.side(*of),
            Form::Calculate(operator, left, right) => {
                let (left, right) = (self.side(*left)?, self.side(*right)?);
                Some(calculated(*operator, (&left, &right)).unwrap_or_else(term))
            }
            _ => None,
        }
    }

    /// Whether a list or a text has something in it.
    fn holding(&mut self, node: NodeId, (list, wanted): (NodeId, NodeId)) -> Option<u32> {
        let holder =
            self.read(list).filter(|(_, kind)| matches!(kind, Kind::List | Kind::Text | Kind::Choice));
        match (holder, self.meaning(wanted)) {
            (Some((slot, _)), Meaning::Constant(Value::Text(text))) => {
                let subject = Subject::Has(slot, text.clone());
                self.step(Sense::Asks(subject, Comparison::Equal, Value::Bool(true)))
            }
            _ => self.term(node),
        }
    }

    /// The id of an answer; recursion is bounded by the depth that the parser allows.
    fn answer(&mut self, node: NodeId) -> Option<u32> {
        match (self.meaning(node), self.form(node)) {
            (Meaning::Constant(Value::Text(answer)), _) => {
                let answer = answer.clone();
                self.step(Sense::Gives(answer))
            }
            (Meaning::Form, Form::If { condition, yes, no }) => {
                let (condition, yes, no) = (*condition, *yes, *no);
                let condition = self.truth(condition)?;
                let (yes, no) = (self.answer(yes)?, self.answer(no)?);
                self.step(Sense::Choose { condition, yes, no })
            }
            _ => self.step(Sense::GivesSome),
        }
    }
}

fn arguments(form: &Form) -> &[NodeId] {
    match form {
        Form::Call { arguments, .. } | Form::Applied { arguments, .. } => arguments,
        _ => &[],
    }
}

/// Two facts, in one order whichever way round they are written.
fn order(operator: Comparison, one: (Slot, Kind), other: (Slot, Kind)) -> Sense {
    if one.0 == other.0 {
        return Sense::Constant(operator.holds(std::cmp::Ordering::Equal));
    }
    let zero = Value::Number(Decimal::ZERO);
    let [one, other] =
        [one, other].map(|(slot, kind)| (slot, if is_whole(slot) { Kind::Integer } else { kind }));
    match one.0 < other.0 {
        true => Sense::Asks(Subject::Order(one, other), operator, zero),
        false => Sense::Asks(Subject::Order(other, one), operator.turned(), zero),
    }
}

/// Whether a fact is a whole number by its nature.
fn is_whole(slot: Slot) -> bool {
    matches!(slot, Slot::Rounds(_) | Slot::Count(_) | Slot::DaysSince(_) | Slot::Loop(_))
}

/// Whether a fact is never below zero.
pub(super) fn is_count(slot: Slot) -> bool {
    let activation = matches!(slot, Slot::Loop(LoopFact::Activation(_)));
    activation || matches!(slot, Slot::Rounds(_) | Slot::Count(_) | Slot::Loop(_))
}

fn against(side: Side, operator: Comparison, value: Decimal) -> Option<Sense> {
    let asks = |subject, operator, value| Some(Sense::Asks(subject, operator, Value::Number(value)));
    match side {
        Side::Constant(_) => None,
        Side::Length(slot) => asks(Subject::Length(slot), operator, value),
        Side::Term(written) => asks(Subject::Term(written, Kind::Decimal), operator, value),
        Side::Fact { slot, kind, whole, opposite, plus } => {
            let rest = if plus == Decimal::ZERO { value } else { exact_less(value, plus)? };
            let kind = if whole { Kind::Integer } else { kind };
            match opposite {
                true => asks(Subject::Fact(slot, kind), operator.turned(), negate(rest)),
                false => asks(Subject::Fact(slot, kind), operator, rest),
            }
        }
    }
}

/// A difference that lost no digit.
fn exact_less(value: Decimal, plus: Decimal) -> Option<Decimal> {
    value.checked_sub(plus).filter(|rest| rest.checked_add(plus) == Some(value))
}

fn opposite(side: &Side) -> Option<Side> {
    match *side {
        Side::Constant(number) => Some(Side::Constant(negate(number))),
        Side::Fact { slot, kind, whole, opposite, plus } => {
            Some(Side::Fact { slot, kind, whole, opposite: !opposite, plus: negate(plus) })
        }
        _ => None,
    }
}

/// What is calculated of two sides: exactly, or not at all.
fn calculated(operator: Arithmetic, sides: (&Side, &Side)) -> Option<Side> {
    match (operator, sides) {
        (operator, (Side::Constant(left), Side::Constant(right))) => {
            calculate(operator, *left, *right).ok().map(Side::Constant)
        }
        (
            Arithmetic::Add,
            (fact @ Side::Fact { .. }, Side::Constant(number))
            | (Side::Constant(number), fact @ Side::Fact { .. }),
        ) => moved(fact, *number),
        (Arithmetic::Subtract, (fact @ Side::Fact { .. }, Side::Constant(number))) => {
            moved(fact, negate(*number))
        }
        (Arithmetic::Subtract, (Side::Constant(number), fact @ Side::Fact { .. })) => {
            moved(&opposite(fact)?, *number)
        }
        _ => None,
    }
}

/// A whole number with a whole number added: sums of others may be rounded.
fn moved(fact: &Side, number: Decimal) -> Option<Side> {
    match *fact {
        Side::Fact { slot, kind, whole: true, opposite, plus } if number.is_integer() => {
            let plus = plus.checked_add(number)?;
            Some(Side::Fact { slot, kind, whole: true, opposite, plus })
        }
        _ => None,
    }
}
