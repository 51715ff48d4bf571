//! Names, functions and kinds of a guard, settled at load.
//!
//! Knows what every node of the tree means and which kind it gives.
//! Does not know how a guard is evaluated.
//! Read [`check`] first, then [`Meaning`].

mod reference;
mod result;

use std::ops::Range;

use super::operators::{Arithmetic, Comparison};
use super::parse::{Form, NodeId, Tree, children};
use super::problem::GuardProblem;
use super::scan::{Token, TokenKind};
use super::vocabulary::HostFunction;
use super::words::{self, Entry, Shape, Word};
use super::{Expects, GuardSource, NameKind, Names, Slot};
use crate::data::{Kind, Value};
use crate::source::Language;

/// What a node stands for beyond its form.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    /// What its form says.
    Form,
    /// A read of the case: index into the list of reads.
    Read(u16),
    Constant(Value),
    Host(usize),
    Contains,
    /// The same the other way round: `x in list`.
    Within,
    Length,
    /// `+` of two texts.
    Join,
}

/// The kind a node gives, with the only texts it can be where these are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    /// A problem below has been reported; nothing more is said about it.
    Unknown,
    /// `SI` or `NO`, which is an answer or a yes-or-no as its neighbour wants.
    Answer,
    Is(Kind, Vec<String>),
}

/// One thing the guard reads.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) slot: Slot,
    pub(super) spelling: String,
    pub(super) kind: Kind,
}

/// A tree whose names and kinds are settled.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) meanings: Vec<Meaning>,
    pub(super) reads: Vec<Read>,
    /// By node: the kind that a value of any kind has to be when it is there.
    pub(super) must: Vec<Option<Kind>>,
    /// The result has to be looked at when it is there.
    pub(super) watched: bool,
}

impl Checked {
    /// What a node is called when it is not of the kind that it must be: what it reads, where it is a read.
    pub(super) fn spelling(&self, node: NodeId) -> &str {
        match self.meanings[node] {
            Meaning::Read(read) => self.reads.get(usize::from(read)).map_or("", |read| &read.spelling),
            _ => "+",
        }
    }
}

/// What the checker looks things up in.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) source: &'a GuardSource<'a>,
    pub(super) tokens: &'a [Token],
    pub(super) tree: &'a Tree,
    pub(super) names: &'a dyn Names,
    pub(super) host: &'a [HostFunction],
}

/// Settles names and kinds, or reports every problem.
pub(super) fn check(around: Surroundings<'_>, expects: &Expects) -> Result<Checked, Vec<GuardProblem>> {
    let count = around.tree.nodes.len();
    let mut checker = Checker {
        around,
        types: vec![Type::Unknown; count],
        meanings: vec![Meaning::Form; count],
        reads: Vec::new(),
        must: vec![None; count],
        problems: Vec::new(),
        hyphenated_until: 0,
    };
    let literal = checker.literal_arguments();
    for node in (0..count).filter(|node| !literal[*node]) {
        checker.types[node] = checker.kind_of(node);
    }
    let watched = checker.result(expects);
    if checker.problems.is_empty() {
        Ok(Checked { meanings: checker.meanings, reads: checker.reads, must: checker.must, watched })
    } else {
        checker.problems.sort_by_key(|problem| problem.range().start);
        Err(checker.problems)
    }
}

struct Checker<'a> {
    around: Surroundings<'a>,
    types: Vec<Type>,
    meanings: Vec<Meaning>,
    reads: Vec<Read>,
    must: Vec<Option<Kind>>,
    problems: Vec<GuardProblem>,
    /// Names before this place belong to a hyphenated id already reported.
    hyphenated_until: usize,
}

const YES_NO: Type = Type::Is(Kind::YesNo, Vec::new());
const NUMBER: Type = Type::Is(Kind::Decimal, Vec::new());

/// The kind that stands for all kinds that compare with it.
pub(super) fn group(kind: Kind) -> Kind {
    match kind {
        Kind::Integer => Kind::Decimal,
        Kind::Choice => Kind::Text,
        other => other,
    }
}

impl<'a> Checker<'a> {
    fn at(&self, node: NodeId) -> Range<usize> {
        self.around.tree.nodes[node].at.clone()
    }

    fn text(&self, at: Range<usize>) -> &'a str {
        &self.around.source.text[at]
    }

    fn language(&self) -> Language {
        self.around.source.language
    }

    fn report(&mut self, problem: GuardProblem) -> Type {
        self.problems.push(problem);
        Type::Unknown
    }

    /// Marks what stands in the parentheses of a word that takes ids: it is read as written, not as names.
    fn literal_arguments(&self) -> Vec<bool> {
        let tree = self.around.tree;
        let mut marked = vec![false; tree.nodes.len()];
        for node in (0..tree.nodes.len()).rev() {
            let refers = match &tree.nodes[node].form {
                Form::Call { name, .. } => self
                    .entry_any(self.text(name.clone()))
                    .is_some_and(|e| matches!(e.shape, Shape::Reference { .. })),
                _ => false,
            };
            if refers || marked[node] {
                children(&tree.nodes[node].form).for_each(|child| marked[child] = true);
            }
        }
        marked
    }

    /// The word in this language or, failing that, in the other.
    fn entry_any(&self, text: &str) -> Option<&'static Entry> {
        words::find(text, Language::Spanish).or_else(|| words::find(text, Language::English))
    }

    fn kind_of(&mut self, node: NodeId) -> Type {
        let tree = self.around.tree;
        match &tree.nodes[node].form {
            Form::Number(number) => self.constant(node, Value::Number(*number), NUMBER),
            Form::Text(text) => self.constant(
                node,
                Value::Text(text.as_str().into()),
                Type::Is(Kind::Text, vec![text.clone()]),
            ),
            Form::Bool(answer) => self.constant(node, Value::Bool(*answer), YES_NO),
            Form::Name => self.name(node),
            Form::Call { name, arguments } => self.call(node, name.clone(), arguments),
            Form::Applied { name, arguments, .. } => self.applied(node, name.clone(), arguments),
            Form::Not(of) => self.all_of(&[*of], Kind::YesNo, "!"),
            Form::Sign { minus, of } => self.all_of(&[*of], Kind::Decimal, if *minus { "-" } else { "+" }),
            Form::All(parts) => self.all_of(parts, Kind::YesNo, "&&"),
            Form::Any(parts) => self.all_of(parts, Kind::YesNo, "||"),
            Form::Compare(operator, left, right) => self.compare(node, *operator, (*left, *right)),
            Form::Calculate(operator, left, right) => self.calculate(node, *operator, (*left, *right)),
            Form::If { condition, yes, no } => self.branches(node, *condition, (*yes, *no)),
        }
    }

    fn constant(&mut self, node: NodeId, value: Value, kind: Type) -> Type {
        self.meanings[node] = Meaning::Constant(value);
        kind
    }

    /// Wants one kind of every operand; the result is of the same kind.
    fn all_of(&mut self, operands: &[NodeId], kind: Kind, operator: &'static str) -> Type {
        for operand in operands {
            self.operand(*operand, kind, operator);
        }
        Type::Is(kind, Vec::new())
    }

    fn operand(&mut self, node: NodeId, wanted: Kind, operator: &'static str) {
        let found = match &self.types[node] {
            Type::Unknown => return,
            Type::Answer => Kind::YesNo,
            Type::Is(kind, _) => *kind,
        };
        let at = self.at(node);
        if found == Kind::Any {
            self.must[node] = Some(wanted);
        } else if found == Kind::List {
            self.report(GuardProblem::ListWithOperator { at, operator });
        } else if group(found) != wanted {
            self.report(GuardProblem::WrongOperand { at, operator, kind: found });
        }
    }

    fn compare(&mut self, node: NodeId, operator: Comparison, (left, right): (NodeId, NodeId)) -> Type {
        self.settle_beside(left, right);
        self.settle_beside(right, left);
        let at = self.at(node);
        let (Some((a, texts)), Some((b, others))) = (self.known(left), self.known(right)) else {
            return YES_NO;
        };
        let sign = operator.sign();
        if a == Kind::Any || b == Kind::Any {
            // Whether the two compare is seen when they are there.
        } else if group(a) != group(b) {
            self.report(GuardProblem::MixedComparison { at, left: a, right: b });
        } else if a == Kind::List {
            self.report(GuardProblem::ListWithOperator { at, operator: sign });
        } else if operator.orders() && !matches!(group(a), Kind::Decimal | Kind::Date | Kind::DateTime) {
            self.report(GuardProblem::WrongOperand { at, operator: sign, kind: a });
        } else if !texts.is_empty() && !others.is_empty() && !texts.iter().any(|text| others.contains(text)) {
            let (value, possible) = if matches!(self.meanings[left], Meaning::Constant(_)) {
                (texts, others)
            } else {
                (others, texts)
            };
            self.report(GuardProblem::NeverEqual { at, value: value.join(", "), possible });
        }
        YES_NO
    }

    /// Its kind and the only texts it can be; `None` when a problem below has been reported.
    fn known(&self, node: NodeId) -> Option<(Kind, Vec<String>)> {
        match &self.types[node] {
            Type::Unknown => None,
            Type::Answer => Some((Kind::YesNo, Vec::new())),
            Type::Is(kind, texts) => Some((*kind, texts.clone())),
        }
    }

    /// `SI` beside an answer or a choice is the answer `yes`; beside anything else it is a yes-or-no.
    fn settle_beside(&mut self, answer: NodeId, neighbour: NodeId) {
        let choice = match &self.types[neighbour] {
            Type::Is(Kind::Choice, _) => true,
            Type::Is(Kind::Text, texts) => !texts.is_empty(),
            _ => false,
        };
        if choice && self.types[answer] == Type::Answer {
            self.settle_as_text(answer);
        }
    }

    /// Turns `SI` and `NO`, also in the branches of an `if`, into the texts `yes` and `no`.
    fn settle_as_text(&mut self, node: NodeId) {
        let tree = self.around.tree;
        let mut pending = vec![node];
        let mut texts = Vec::new();
        while let Some(node) = pending.pop() {
            match (&tree.nodes[node].form, &self.meanings[node]) {
                (Form::If { yes, no, .. }, _) => pending.extend([*no, *yes]),
                (_, Meaning::Constant(Value::Bool(answer))) => {
                    let text = if *answer { "yes" } else { "no" };
                    texts.push(text.to_owned());
                    self.meanings[node] = Meaning::Constant(Value::Text(text.into()));
                }
                _ => {}
            }
        }
        self.types[node] = Type::Is(Kind::Choice, texts);
    }

    fn calculate(&mut self, node: NodeId, operator: Arithmetic, (left, right): (NodeId, NodeId)) -> Type {
        if operator == Arithmetic::Add
            && let Some(kind) = self.joined(left, right)
        {
            self.meanings[node] = Meaning::Join;
            return Type::Is(kind, Vec::new());
        }
        self.all_of(&[left, right], Kind::Decimal, operator.sign())
    }

    /// What `+` gives of two that may be texts: a text, or a text or a number when neither is known.
    fn joined(&mut self, left: NodeId, right: NodeId) -> Option<Kind> {
        let kind = |node: NodeId| match &self.types[node] {
            Type::Is(kind, _) => Some(group(*kind)),
            _ => None,
        };
        match (kind(left)?, kind(right)?) {
            (Kind::Text, Kind::Text) => Some(Kind::Text),
            (Kind::Any, Kind::Any) => Some(Kind::Any),
            (Kind::Any, Kind::Text) => {
                self.must[left] = Some(Kind::Text);
                Some(Kind::Text)
            }
            (Kind::Text, Kind::Any) => {
                self.must[right] = Some(Kind::Text);
                Some(Kind::Text)
            }
            _ => None,
        }
    }

    fn branches(&mut self, node: NodeId, condition: NodeId, (yes, no): (NodeId, NodeId)) -> Type {
        self.operand(condition, Kind::YesNo, "if");
        if self.types[yes] == Type::Answer && self.types[no] == Type::Answer {
            return Type::Answer;
        }
        self.settle_beside(yes, no);
        self.settle_beside(no, yes);
        let (Some((a, mut texts)), Some((b, others))) = (self.known(yes), self.known(no)) else {
            return Type::Unknown;
        };
        if a == Kind::Any || b == Kind::Any {
            return Type::Is(Kind::Any, Vec::new());
        }
        if group(a) != group(b) {
            let at = self.at(node);
            return self.report(GuardProblem::MixedBranches { at, left: a, right: b });
        }
        if texts.is_empty() || others.is_empty() {
            texts.clear();
        } else {
            texts.extend(others);
        }
        Type::Is(if a == b { a } else { group(a) }, texts)
    }

    /// Reads a slot once, however often it is written.
    fn read(&mut self, node: NodeId, read: Read) -> Type {
        let kind = read.kind;
        let known = self.reads.iter().position(|known| known.slot == read.slot);
        let index = known.unwrap_or(self.reads.len());
        if known.is_none() {
            self.reads.push(read);
        }
        let Ok(index) = u16::try_from(index) else {
            let at = self.at(node);
            return self.report(GuardProblem::TooLong { at, limit: usize::from(u16::MAX) });
        };
        self.meanings[node] = Meaning::Read(index);
        Type::Is(kind, Vec::new())
    }
}
