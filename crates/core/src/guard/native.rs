//! The native form of a guard: a short program over slots, without allocation and without script.
//!
//! Knows comparisons, logic, arithmetic and branches.
//! Does not know lists, joined texts and functions of the host: such guards stay script.
//! Read [`Program`] first.

use super::Facts;
use super::check::{Checked, Meaning};
use super::fault::{GuardFault, Outcome};
use super::operators::{Arithmetic, Comparison, View, calculate, compare, mixed, must_be, negate};
use super::parse::{Form, NodeId, Tree};
use super::reader::Reader;
use crate::data::{Decimal, Kind, Value};

/// Room for values in flight; a guard that needs more stays script.
const STACK: usize = 8;

/// Instructions and the constants they name.
#[derive(Clone, Debug)]
pub(super) struct Program {
    steps: Box<[Step]>,
    constants: Box<[Value]>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Read(u16),
    Constant(u16),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Push(Source),
    /// Compares two sources without touching the stack.
    Compare(Comparison, Source, Source),
    CompareTop(Comparison),
    Calculate(Arithmetic),
    Negate,
    Not,
    /// Looks whether what is on top is of a kind; what it is, is said by a constant.
    Must(Kind, u16),
    /// Leaves a false on top and jumps, or drops the true: `&&`.
    JumpIfFalse(usize),
    /// Leaves a true on top and jumps, or drops the false: `||`.
    JumpIfTrue(usize),
    /// Drops the top and jumps when it was false: `if`.
    Branch(usize),
    Jump(usize),
}

/// A program so short that it need not be run as one.
pub(super) enum Short {
    Read(u16),
    Not(u16),
    Constant(Comparison, u16, Value),
    Reads(Comparison, u16, u16),
}

/// A value in flight; what was read or is constant is named, not copied.
#[derive(Clone, Copy, Debug)]
enum Item {
    Bool(bool),
    Number(Decimal),
    Read(usize),
    Constant(u16),
}

impl Program {
    /// Lowers the tree, unless something in it needs the script engine.
    pub(super) fn of(tree: &Tree, checked: &Checked) -> Option<Program> {
        let mut lowering =
            Lowering { tree, checked, steps: Vec::new(), constants: Vec::new(), height: 0, highest: 0 };
        lowering.emit(tree.root())?;
        (lowering.highest <= STACK)
            .then(|| Program { steps: lowering.steps.into(), constants: lowering.constants.into() })
    }

    /// The whole program when it is one comparison, or one read that may be turned round.
    pub(super) fn short(&self) -> Option<Short> {
        match *self.steps {
            [Step::Compare(operator, Source::Read(left), Source::Read(right))] => {
                Some(Short::Reads(operator, left, right))
            }
            [Step::Compare(operator, Source::Read(read), Source::Constant(constant))] => {
                let constant = self.constants.get(usize::from(constant))?.clone();
                Some(Short::Constant(operator, read, constant))
            }
            [Step::Push(Source::Read(read))] => Some(Short::Read(read)),
            [Step::Push(Source::Read(read)), Step::Not] => Some(Short::Not(read)),
            _ => None,
        }
    }

    /// Runs the program.
    pub(super) fn run<F: Facts + ?Sized>(&self, reader: &mut Reader<'_, F>) -> Outcome<Value> {
        let mut stack = Stack { items: [Item::Bool(false); STACK], height: 0 };
        let mut next = 0;
        while let Some(step) = self.steps.get(next) {
            next += 1;
            match *step {
                Step::Push(source) => stack.push(self.source(source, reader)?),
                Step::Compare(operator, left, right) => {
                    let (left, right) = (self.source(left, reader)?, self.source(right, reader)?);
                    stack.push(Item::Bool(compare(
                        operator,
                        self.view(left, reader)?,
                        self.view(right, reader)?,
                    )?));
                }
                Step::CompareTop(operator) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    stack.push(Item::Bool(compare(
                        operator,
                        self.view(left, reader)?,
                        self.view(right, reader)?,
                    )?));
                }
                Step::Calculate(operator) => {
                    let (right, left) = (stack.pop(), stack.pop());
                    stack.push(Item::Number(calculate(
                        operator,
                        self.number(left, reader)?,
                        self.number(right, reader)?,
                    )?));
                }
                Step::Negate => {
                    let number = self.number(stack.pop(), reader)?;
                    stack.push(Item::Number(negate(number)));
                }
                Step::Must(kind, of) => self.must(kind, of, self.view(stack.top(), reader)?)?,
                Step::Not => {
                    let answer = self.answer(stack.pop(), reader)?;
                    stack.push(Item::Bool(!answer));
                }
                Step::JumpIfFalse(target) => {
                    if self.answer(stack.top(), reader)? {
                        stack.height -= 1;
                    } else {
                        next = target;
                    }
                }
                Step::JumpIfTrue(target) => {
                    if self.answer(stack.top(), reader)? {
                        next = target;
                    } else {
                        stack.height -= 1;
                    }
                }
                Step::Branch(target) => {
                    if !self.answer(stack.pop(), reader)? {
                        next = target;
                    }
                }
                Step::Jump(target) => next = target,
            }
        }
        self.value(stack.pop(), reader)
    }

    #[cold]
    fn must(&self, kind: Kind, of: u16, found: View<'_>) -> Outcome<()> {
        let of = match self.constants.get(usize::from(of)) {
            Some(Value::Text(of)) => of,
            _ => "",
        };
        must_be(kind, of, found)
    }

    #[inline]
    fn source<F: Facts + ?Sized>(&self, source: Source, reader: &mut Reader<'_, F>) -> Outcome<Item> {
        match source {
            Source::Read(read) => reader.position(read).map(Item::Read),
            Source::Constant(index) => Ok(Item::Constant(index)),
        }
    }

    #[inline]
    fn view<'a, F: Facts + ?Sized>(&'a self, item: Item, reader: &'a Reader<'_, F>) -> Outcome<View<'a>> {
        match item {
            Item::Bool(answer) => Ok(View::Bool(answer)),
            Item::Number(number) => Ok(View::Number(number)),
            Item::Read(position) => reader.value(position).map(View::of),
            Item::Constant(index) => self.constants.get(usize::from(index)).map(View::of).ok_or_else(lost),
        }
    }

    fn number<F: Facts + ?Sized>(&self, item: Item, reader: &Reader<'_, F>) -> Outcome<Decimal> {
        match self.view(item, reader)? {
            View::Number(number) => Ok(number),
            other => Err(mixed(other, View::Number(Decimal::ZERO))),
        }
    }

    #[inline]
    fn answer<F: Facts + ?Sized>(&self, item: Item, reader: &Reader<'_, F>) -> Outcome<bool> {
        match self.view(item, reader)? {
            View::Bool(answer) => Ok(answer),
            other => Err(mixed(other, View::Bool(false))),
        }
    }

    fn value<F: Facts + ?Sized>(&self, item: Item, reader: &Reader<'_, F>) -> Outcome<Value> {
        match item {
            Item::Bool(answer) => Ok(Value::Bool(answer)),
            Item::Number(number) => Ok(Value::Number(number)),
            Item::Read(position) => reader.value(position).cloned(),
            Item::Constant(index) => self.constants.get(usize::from(index)).cloned().ok_or_else(lost),
        }
    }
}

#[cold]
fn lost() -> Box<GuardFault> {
    Box::new(GuardFault::Script { reason: "a value in flight was lost".to_owned() })
}

struct Stack {
    items: [Item; STACK],
    height: usize,
}

impl Stack {
    // Heights were counted when the program was built: neither overflow nor underflow can be reached,
    // and were one reached, a wrong item is a fault of kinds and not a panic.
    fn push(&mut self, item: Item) {
        if let Some(place) = self.items.get_mut(self.height) {
            *place = item;
            self.height += 1;
        }
    }

    fn pop(&mut self) -> Item {
        self.height = self.height.saturating_sub(1);
        self.items.get(self.height).copied().unwrap_or(Item::Bool(false))
    }

    fn top(&self) -> Item {
        self.items.get(self.height.saturating_sub(1)).copied().unwrap_or(Item::Bool(false))
    }
}

struct Lowering<'a> {
    tree: &'a Tree,
    checked: &'a Checked,
    steps: Vec<Step>,
    constants: Vec<Value>,
    height: usize,
    highest: usize,
}

impl Lowering<'_> {
    fn source(&mut self, node: NodeId) -> Option<Source> {
        match &self.checked.meanings[node] {
            Meaning::Read(read) => Some(Source::Read(*read)),
            Meaning::Constant(value) => {
                let index = u16::try_from(self.constants.len()).ok()?;
                self.constants.push(value.clone());
                Some(Source::Constant(index))
            }
            _ => None,
        }
    }

    fn simple(&self, node: NodeId) -> bool {
        matches!(self.checked.meanings[node], Meaning::Read(_) | Meaning::Constant(_))
    }

    fn step(&mut self, step: Step, takes: usize, gives: usize) {
        self.height = self.height.saturating_sub(takes) + gives;
        self.highest = self.highest.max(self.height);
        self.steps.push(step);
    }

    fn emit(&mut self, node: NodeId) -> Option<()> {
        self.emit_any(node)?;
        if let Some(kind) = self.checked.must[node] {
            let of = u16::try_from(self.constants.len()).ok()?;
            self.constants.push(Value::Text(self.checked.spelling(node).into()));
            self.step(Step::Must(kind, of), 1, 1);
        }
        Some(())
    }

    /// Recursion is bounded by the depth that the parser allows.
    fn emit_any(&mut self, node: NodeId) -> Option<()> {
        match &self.checked.meanings[node] {
            Meaning::Read(_) | Meaning::Constant(_) => {
                let source = self.source(node)?;
                self.step(Step::Push(source), 0, 1);
                return Some(());
            }
            Meaning::Host(_) | Meaning::Contains | Meaning::Within | Meaning::Length | Meaning::Join => {
                return None;
            }
            Meaning::Form => {}
        }
        match &self.tree.nodes[node].form {
            Form::Not(of) => self.unary(*of, Some(Step::Not))?,
            Form::Sign { minus, of } => self.unary(*of, minus.then_some(Step::Negate))?,
            Form::Compare(operator, left, right) => self.compare(*operator, *left, *right)?,
            Form::Calculate(operator, left, right) => {
                self.emit(*left)?;
                self.emit(*right)?;
                self.step(Step::Calculate(*operator), 2, 1);
            }
            Form::All(parts) => self.chain(parts, Step::JumpIfFalse)?,
            Form::Any(parts) => self.chain(parts, Step::JumpIfTrue)?,
            Form::If { condition, yes, no } => self.branch(*condition, *yes, *no)?,
            Form::Number(_)
            | Form::Text(_)
            | Form::Bool(_)
            | Form::Name
            | Form::Call { .. }
            | Form::Applied { .. } => {
                return None;
            }
        }
        Some(())
    }

    fn unary(&mut self, of: NodeId, step: Option<Step>) -> Option<()> {
        self.emit(of)?;
        if let Some(step) = step {
            self.step(step, 1, 1);
        }
        Some(())
    }

    fn compare(&mut self, operator: Comparison, left: NodeId, right: NodeId) -> Option<()> {
        if self.simple(left) && self.simple(right) {
            let step = Step::Compare(operator, self.source(left)?, self.source(right)?);
            self.step(step, 0, 1);
            return Some(());
        }
        self.emit(left)?;
        self.emit(right)?;
        self.step(Step::CompareTop(operator), 2, 1);
        Some(())
    }

    fn chain(&mut self, parts: &[NodeId], jump: fn(usize) -> Step) -> Option<()> {
        let mut holes = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                holes.push(self.steps.len());
                self.step(jump(0), 1, 0);
            }
            self.emit(*part)?;
        }
        let end = self.steps.len();
        holes.into_iter().for_each(|hole| self.steps[hole] = jump(end));
        Some(())
    }

    fn branch(&mut self, condition: NodeId, yes: NodeId, no: NodeId) -> Option<()> {
        self.emit(condition)?;
        let branch = self.steps.len();
        self.step(Step::Branch(0), 1, 0);
        self.emit(yes)?;
        let jump = self.steps.len();
        self.step(Step::Jump(0), 1, 0);
        self.steps[branch] = Step::Branch(self.steps.len());
        self.emit(no)?;
        self.steps[jump] = Step::Jump(self.steps.len());
        Some(())
    }
}
