//! Whether conditions can hold together: the facts they leave, or that they leave none.
//!
//! Knows how what is asked of each fact narrows it, each fact by itself; an answer «never» is certain, and a case that is
//! found has been evaluated by whoever asked.
//! Does not know procedures: what a fact may be comes through [`Known`].
//! Read [`Scale`] first.

use super::operators::Comparison;
use super::outline::{Outline, Sense, Subject, is_count};
use super::range::Range;
use super::witness::Witness;
use super::{Guard, Slot};
use crate::data::{Kind, Value};

/// How many cases one question is tried with before it stays open.
const TRIES: usize = 24;

/// How much one question may look at.
const QUESTION: usize = 4_000;

/// What is known of facts before any condition is looked at.
pub(crate) trait Known {
    /// The values that a fact can have, where more is known than its kind.
    fn range(&self, slot: Slot) -> Option<Range>;

    /// The word for a text that nothing names.
    fn other(&self) -> &str {
        "x"
    }
}

/// What a condition is to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives<'a> {
    True,
    False,
    /// The id of an answer.
    Answer(&'a str),
}

/// A condition, and what it is to give.
pub(crate) type Claim<'a> = (&'a Guard, Gives<'a>);

/// Whether all that is claimed can be so at once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Weighed {
    /// In no case.
    Never,
    /// In this one.
    Case(Witness),
    /// Nobody knows.
    Open,
}

/// Weighs conditions, as long as its budget lasts.
pub(crate) struct Scale<'k> {
    known: &'k dyn Known,
    left: usize,
}

/// What is still to be looked at on one way of the search, and what it has left of the facts so far.
#[derive(Clone)]
struct Way<'a> {
    open: Vec<Asked<'a>>,
    /// What holds one way or another, looked at when nothing else is left.
    choices: Vec<Asked<'a>>,
    facts: Vec<(Subject, Range)>,
}

/// A step of an outline, and whether it is to hold; with the answer that is wanted of it, where it gives one.
#[derive(Clone, Copy)]
struct Asked<'a> {
    outline: &'a Outline,
    step: u32,
    holds: bool,
    answer: Option<&'a str>,
}

/// The budget is used up.
struct Spent;

impl<'k> Scale<'k> {
    /// A scale that may look at so many steps altogether.
    pub(crate) fn new(known: &'k dyn Known, left: usize) -> Self {
        Scale { known, left }
    }

    /// Whether nothing more will be weighed.
    pub(crate) fn is_spent(&self) -> bool {
        self.left == 0
    }

    /// Whether all claims can be so at once, with a case where they can.
    pub(crate) fn weigh(&mut self, claims: &[Claim<'_>]) -> Weighed {
        self.question(claims, true)
    }

    /// Whether it is certain that the claims are never so at once.
    pub(crate) fn never(&mut self, claims: &[Claim<'_>]) -> bool {
        self.question(claims, false) == Weighed::Never
    }

    fn question(&mut self, claims: &[Claim<'_>], shows: bool) -> Weighed {
        self.left = self.left.saturating_sub(claims.len());
        if self.left == 0 {
            return Weighed::Open;
        }
        let mut open = Vec::with_capacity(claims.len());
        for (guard, wanted) in claims.iter().rev() {
            // What has no outline may be anything: it narrows nothing, and a case is evaluated anyway.
            let Some(outline) = guard.outline() else { continue };
            let (holds, answer) = match wanted {
                Gives::True => (true, None),
                Gives::False => (false, None),
                Gives::Answer(answer) => (true, Some(*answer)),
            };
            open.push(Asked { outline, step: outline.root(), holds, answer });
        }
        let start = Way { open, choices: Vec::new(), facts: Vec::new() };
        let mut budget = self.left.min(QUESTION);
        let before = budget;
        let found = self.search(start, if shows { claims } else { &[] }, &mut budget);
        self.left -= before - budget;
        found.unwrap_or(Weighed::Open)
    }

    /// Looks for a case that bears the claims out; without claims to bear out, whether one may be left.
    fn search<'a>(&self, start: Way<'a>, claims: &[Claim<'_>], budget: &mut usize) -> Result<Weighed, Spent> {
        let (mut ways, mut tries) = (vec![start], 0);
        while let Some(mut way) = ways.pop() {
            match way.settle(self.known, budget)? {
                Settled::Nothing => {}
                Settled::Splits(asked) => way.split(asked, &mut ways, budget)?,
                Settled::Whole if claims.is_empty() => return Ok(Weighed::Open),
                Settled::Whole => {
                    let witness = Witness::of(claims, &way.facts, self.known);
                    if let Some(witness) = witness.filter(|witness| witness.bears_out(claims)) {
                        return Ok(Weighed::Case(witness));
                    }
                    tries += 1;
                    *budget = budget.checked_sub(claims.len()).filter(|_| tries < TRIES).ok_or(Spent)?;
                }
            }
        }
        Ok(if tries == 0 { Weighed::Never } else { Weighed::Open })
    }
}

/// What came of a way of the search.
enum Settled<'a> {
    /// It leaves no case.
    Nothing,
    /// It goes on in several ways.
    Splits(Asked<'a>),
    /// All of it can be so.
    Whole,
}

impl<'a> Way<'a> {
    /// Looks at everything that leaves no choice.
    fn settle(&mut self, known: &dyn Known, budget: &mut usize) -> Result<Settled<'a>, Spent> {
        while let Some(asked) = self.open.pop() {
            *budget = budget.checked_sub(1 + self.facts.len() / 8).ok_or(Spent)?;
            if !self.look(asked, known) {
                return Ok(Settled::Nothing);
            }
        }
        Ok(self.choices.pop().map_or(Settled::Whole, Settled::Splits))
    }

    /// Looks at one step; `false` when it leaves nothing.
    fn look(&mut self, asked: Asked<'a>, known: &dyn Known) -> bool {
        let part = |step: &u32| Asked { step: *step, ..asked };
        match asked.outline.steps.get(asked.step as usize) {
            Some(Sense::Constant(truth)) => *truth == asked.holds,
            Some(Sense::Asks(subject, operator, value)) => {
                let operator = if asked.holds { *operator } else { operator.denied() };
                self.narrow((subject, operator, value), known)
            }
            Some(Sense::Not(of)) => {
                self.open.push(Asked { step: *of, holds: !asked.holds, ..asked });
                true
            }
            Some(Sense::All(parts)) if asked.holds => {
                self.open.extend(parts.iter().rev().map(part));
                true
            }
            Some(Sense::Any(parts)) if !asked.holds => {
                self.open.extend(parts.iter().rev().map(part));
                true
            }
            Some(Sense::All(_) | Sense::Any(_) | Sense::Choose { .. }) => {
                self.choices.push(asked);
                true
            }
            Some(Sense::Gives(answer)) => asked.answer.is_none_or(|wanted| *wanted == **answer),
            Some(Sense::GivesSome) | None => true,
        }
    }

    /// Leaves of a fact what is asked of it; `false` when that is nothing.
    fn narrow(
        &mut self,
        (subject, operator, value): (&Subject, Comparison, &Value),
        known: &dyn Known,
    ) -> bool {
        if let Subject::Order(one, other) = subject {
            // A fact beside one that is known, as a target is, is a fact beside a value.
            let only = |(slot, kind)| fact_range(slot, kind, known).and_then(|range| range.only().cloned());
            let fixed = only(*other).map(|value| (one, operator, value));
            if let Some((fact, operator, value)) =
                fixed.or_else(|| only(*one).map(|value| (other, operator.turned(), value)))
            {
                return self.narrow((&Subject::Fact(fact.0, fact.1), operator, &value), known);
            }
        }
        let found = self.facts.iter().position(|(known, _)| known == subject);
        let range = match found {
            // Taken out, not copied: when nothing is left of it, nothing is left of the way.
            Some(found) => Some(std::mem::replace(&mut self.facts[found].1, Range::Unwritten(Kind::Any))),
            None => range_of(subject, known),
        };
        // A fact that may be of any kind: nothing is said of it.
        let Some(range) = range else { return true };
        match (range.narrowed(operator, value), found) {
            (None, _) => return false,
            (Some(left), Some(found)) => self.facts[found].1 = left,
            (Some(left), None) => self.facts.push((subject.clone(), left)),
        }
        true
    }

    /// Goes on in as many ways as there are, the first of them first.
    fn split(self, asked: Asked<'a>, ways: &mut Vec<Way<'a>>, budget: &mut usize) -> Result<(), Spent> {
        let part = |step: &u32| Asked { step: *step, ..asked };
        let branches: Vec<Vec<Asked<'a>>> = match asked.outline.steps.get(asked.step as usize) {
            Some(Sense::All(parts) | Sense::Any(parts)) => {
                parts.iter().map(|step| vec![part(step)]).collect()
            }
            Some(Sense::Choose { condition, yes, no }) => {
                let condition = |holds| Asked { step: *condition, holds, answer: None, ..asked };
                vec![vec![part(yes), condition(true)], vec![part(no), condition(false)]]
            }
            _ => Vec::new(),
        };
        let size = 1 + self.choices.len() + 2 * self.facts.len();
        *budget = budget.checked_sub(branches.len().saturating_mul(size)).ok_or(Spent)?;
        for branch in branches.into_iter().rev() {
            let mut way = self.clone();
            way.open.extend(branch);
            ways.push(way);
        }
        Ok(())
    }
}

/// What may be of a subject before anything is asked.
pub(super) fn range_of(subject: &Subject, known: &dyn Known) -> Option<Range> {
    match subject {
        Subject::Fact(slot, kind) => fact_range(*slot, *kind, known),
        Subject::Order((_, kind), _) => Some(match kind {
            Kind::Decimal | Kind::Integer | Kind::Date | Kind::DateTime => Range::whole_of(&[0, 1, -1]),
            _ => Range::whole_of(&[0, 1]),
        }),
        Subject::Has(..) => Range::of(Kind::YesNo),
        Subject::Length(_) => Some(Range::count()),
        Subject::Term(_, kind) => Range::of(*kind),
    }
}

/// What a fact may be before anything is asked.
pub(super) fn fact_range(slot: Slot, kind: Kind, known: &dyn Known) -> Option<Range> {
    known.range(slot).or_else(|| if is_count(slot) { Some(Range::count()) } else { Range::of(kind) })
}
