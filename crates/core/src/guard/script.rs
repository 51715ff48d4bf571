//! The script engine: this module and those below it are the only ones that know rhai.
//!
//! Knows how a checked guard is written for the engine, and which operators and functions the engine has: those registered here and no others.
//! Does not know any procedure: what a guard reads stands in its text as `v0` or `s7` and is handed in.
//! Read [`Script`] first.

mod bench;
mod engine;
mod fork;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

#[cfg(test)]
use rhai::Scope;
use rhai::{AST, EvalAltResult};

use self::bench::{Bench, Shelf};
use super::check::{Checked, Meaning, Read};
use super::fault::{GuardFault, Outcome};
use super::parse::{Applied, Form, NodeId, Tree, children};
use super::print::quote;
use super::reader::{Reader, fits};
use super::scan::{Token, TokenKind};
use super::vocabulary::{HostFunction, Vocabulary};
use super::{Facts, Input};
use crate::data::{Kind, Value};

pub(super) use self::engine::Numbers;
pub(super) use self::fork::ScriptFork;

/// An engine: two for all guards, or one per vocabulary with functions of a host.
pub(super) struct Script {
    engine: rhai::Engine,
    numbers: Numbers,
    /// Tells engines apart: what was resolved for one must not be used with another.
    number: u64,
}

impl Script {
    pub(super) fn with(functions: &[HostFunction]) -> Script {
        Script::of(functions, Numbers::Decimal)
    }

    fn of(functions: &[HostFunction], numbers: Numbers) -> Script {
        static BUILT: AtomicU64 = AtomicU64::new(0);
        Script {
            engine: engine::build(functions, numbers),
            numbers,
            number: BUILT.fetch_add(1, Ordering::Relaxed),
        }
    }

    fn shared(numbers: Numbers) -> &'static Script {
        static DECIMAL: OnceLock<Script> = OnceLock::new();
        static WHOLE: OnceLock<Script> = OnceLock::new();
        let shared = match numbers {
            Numbers::Decimal => &DECIMAL,
            Numbers::Whole => &WHOLE,
        };
        shared.get_or_init(|| Script::of(&[], numbers))
    }
}

/// A guard as the script engine runs it.
pub(super) struct ScriptGuard {
    ast: AST,
    /// The reads that every evaluation begins with, in order: they are handed in at once.
    prefix: Box<[u16]>,
    numbers: Numbers,
    own: Option<Arc<Script>>,
    /// The script as text, where it can stand beside others: all its reads have a place from the start.
    condition: Option<Box<str>>,
}

impl std::fmt::Debug for ScriptGuard {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ScriptGuard").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl ScriptGuard {
    /// Writes a checked guard for the engine and compiles it.
    pub(super) fn of(writer: &Writer<'_>, vocabulary: &Vocabulary) -> Result<ScriptGuard, String> {
        let own = (!vocabulary.functions().is_empty()).then(|| vocabulary.script());
        let numbers = match own {
            Some(_) => Numbers::Decimal,
            None => writer.numbers(),
        };
        let script = own.as_deref().unwrap_or_else(|| Script::shared(numbers));
        let prefix = writer.prefix();
        let text = writer.script(&prefix, numbers);
        let ast = script.engine.compile(&text).map_err(|error| error.to_string())?;
        let in_order = prefix.iter().enumerate().all(|(place, read)| place == usize::from(*read));
        let whole = numbers == Numbers::Whole && in_order && prefix.len() == writer.checked.reads.len();
        let condition = (whole && (1..=bench::PLACES.len()).contains(&prefix.len())).then(|| text.into());
        Ok(ScriptGuard { ast, prefix: prefix.into(), numbers, own, condition })
    }

    /// Evaluates on a bench that the thread keeps for the next evaluation.
    pub(super) fn run<F: Facts + ?Sized>(&self, reader: &mut Reader<'_, F>) -> Outcome<Value> {
        let (script, shelf) = match &self.own {
            Some(own) => (&**own, Shelf::Own),
            None => (Script::shared(self.numbers), Shelf::Shared(self.numbers == Numbers::Whole)),
        };
        let mut bench = Bench::take(shelf, script);
        let result = self.evaluate(script, &mut bench, reader);
        bench.put_back(shelf);
        result
    }

    /// Whether a guard holds that reads one fact, and nothing else before; nothing for others and where there is a fault.
    pub(super) fn first<F: Facts + ?Sized>(&self, read: &Read, facts: &F) -> Option<(bool, Input)> {
        if self.condition.is_none() || self.prefix.len() != 1 {
            return None;
        }
        let value = facts.read(read.slot).filter(|value| fits(read.kind, value))?;
        let (script, shelf) = (Script::shared(Numbers::Whole), Shelf::Shared(true));
        let mut bench = Bench::take(shelf, script);
        bench.set(0, &value, Numbers::Whole);
        let result = bench.eval(&script.engine, &self.ast);
        bench.put_back(shelf);
        Some((result.ok()?.as_bool().ok()?, Input { slot: read.slot, value }))
    }

    /// Evaluates; a read that is not handed in yet stops the engine, is made, and the evaluation begins again.
    ///
    /// Nothing in a guard has an effect, so beginning again changes nothing, and each round makes one read more.
    fn evaluate<F: Facts + ?Sized>(
        &self,
        script: &Script,
        bench: &mut Bench,
        reader: &mut Reader<'_, F>,
    ) -> Outcome<Value> {
        for (place, read) in self.prefix.iter().enumerate() {
            let value = reader.read(*read)?;
            if place < bench::PLACES.len() {
                bench.set(place, value, script.numbers);
            } else {
                bench.push(name_of(*read), engine::to_dynamic(value, script.numbers));
            }
        }
        loop {
            let unread = match bench.eval(&script.engine, &self.ast) {
                Ok(result) => {
                    return engine::to_value(result)
                        .ok_or_else(|| Box::new(unexpected("a value of no kind")));
                }
                Err(error) => unread(*error)?,
            };
            if bench.holds(&name_of(unread)) {
                return Err(Box::new(unexpected("a value in flight was lost")));
            }
            let value = engine::to_dynamic(reader.read(unread)?, script.numbers);
            bench.push(name_of(unread), value);
        }
    }
}

fn name_of(read: u16) -> String {
    format!("s{read}")
}

/// The read that the engine stopped for, or the fault that it stopped with.
fn unread(error: EvalAltResult) -> Outcome<u16> {
    let fault = match error {
        EvalAltResult::ErrorVariableNotFound(name, _) => {
            let read = name.strip_prefix('s').and_then(|digits| digits.parse().ok());
            return read.ok_or_else(|| Box::new(unexpected("an unknown name")));
        }
        EvalAltResult::ErrorRuntime(value, _) => {
            value.try_cast::<GuardFault>().unwrap_or_else(|| unexpected("an unknown fault"))
        }
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorStackOverflow(_) => GuardFault::Budget,
        EvalAltResult::ErrorDataTooLarge(..) => GuardFault::TooLarge,
        other => unexpected(&other.to_string()),
    };
    Err(Box::new(fault))
}

#[cold]
fn unexpected(reason: &str) -> GuardFault {
    GuardFault::Script { reason: reason.to_owned() }
}

/// Writes a checked guard in the words that the engine has.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) tree: &'a Tree,
    pub(super) checked: &'a Checked,
}

/// What stands in the script instead of, before or after the tokens at some place.
#[derive(Default)]
struct Rewrites {
    instead: BTreeMap<usize, (usize, String)>,
    opens: BTreeMap<usize, usize>,
    closes: BTreeMap<usize, usize>,
    /// Functions that begin before what they take, the outer first, and what ends them.
    before: BTreeMap<usize, String>,
    after: BTreeMap<usize, String>,
}

impl Rewrites {
    /// Puts what stands at a place into a function.
    fn enclose(&mut self, place: &std::ops::Range<usize>, function: &str, end: &str) {
        self.before.entry(place.start).or_default().insert_str(0, &format!("{function} ("));
        self.after.entry(place.end).or_default().push_str(end);
    }
}

impl Writer<'_> {
    /// How the guard's numbers may stand in the engine: what only compares, and is short, does not need decimals where they are whole.
    fn numbers(&self) -> Numbers {
        let plain = |(node, meaning): (usize, &Meaning)| match (meaning, &self.tree.nodes[node].form) {
            (Meaning::Read(_) | Meaning::Constant(_), _) => true,
            (Meaning::Join | Meaning::Host(_), _) => false,
            (_, Form::Calculate(..) | Form::Sign { .. }) => false,
            _ => true,
        };
        let few = self.tokens.len() <= engine::FEW_TOKENS
            // What is of any kind may meet what is of another: only our own operators see it.
            && !self.may_mix();
        match few && self.checked.meanings.iter().enumerate().all(plain) {
            true => Numbers::Whole,
            false => Numbers::Decimal,
        }
    }

    /// Whether a comparison may meet two kinds.
    fn may_mix(&self) -> bool {
        self.checked.reads.iter().any(|read| read.kind == Kind::Any)
    }

    /// The guard, token by token; grouping stays the engine's own affair.
    fn script(&self, prefix: &[u16], numbers: Numbers) -> String {
        let rewrites = self.rewrites(prefix, numbers);
        let mut out = String::with_capacity(self.text.len() + 16);
        let mut done = 0;
        for token in self.tokens {
            out.push_str(rewrites.before.get(&token.at.start).map_or("", |function| function));
            out.push_str(&"(".repeat(rewrites.opens.get(&token.at.start).copied().unwrap_or(0)));
            if token.at.start >= done {
                match rewrites.instead.get(&token.at.start) {
                    Some((end, instead)) => {
                        out.push_str(instead);
                        done = *end;
                    }
                    None => out.push_str(&self.text[token.at.clone()]),
                }
                out.push(' ');
            }
            out.push_str(&")".repeat(rewrites.closes.get(&token.at.end).copied().unwrap_or(0)));
            out.push_str(rewrites.after.get(&token.at.end).map_or("", |end| end));
        }
        out
    }

    fn rewrites(&self, prefix: &[u16], numbers: Numbers) -> Rewrites {
        let mut rewrites = Rewrites::default();
        let late = self.late(prefix);
        for (node, meaning) in self.checked.meanings.iter().enumerate() {
            let at = &self.tree.nodes[node].at;
            if let Form::Applied { how, name, arguments } = &self.tree.nodes[node].form {
                self.apply(node, (how, name, arguments), &mut rewrites);
            }
            if let Some(kind) = self.checked.must[node] {
                let mut end = String::from(", ");
                quote(self.checked.spelling(node), &mut end);
                end.push_str(") ");
                rewrites.enclose(&self.tree.nodes[node].whole, engine::must_name(kind), &end);
            }
            let (end, instead) = match (meaning, &self.tree.nodes[node].form) {
                (Meaning::Read(read), _) if late[node] => (at.end, format!("({{{}}})", name_of(*read))),
                (Meaning::Read(read), _) => (at.end, variable(prefix, *read)),
                (Meaning::Constant(value), _) => (at.end, literal(value, numbers)),
                (Meaning::Host(index), Form::Call { name, .. }) => (name.end, engine::host_name(*index)),
                (Meaning::Contains, Form::Call { name, .. }) => (name.end, engine::CONTAINS.to_owned()),
                (Meaning::Length, Form::Call { name, .. }) => (name.end, engine::LENGTH.to_owned()),
                (_, Form::If { .. }) => {
                    self.wrap(node, &mut rewrites);
                    continue;
                }
                _ => continue,
            };
            rewrites.instead.insert(at.start, (end, instead));
        }
        rewrites
    }

    /// Writes a function before its arguments that stands behind or between them.
    fn apply(
        &self,
        node: NodeId,
        (how, name, arguments): (&Applied, &std::ops::Range<usize>, &[NodeId]),
        rewrites: &mut Rewrites,
    ) {
        let function = match self.checked.meanings[node] {
            Meaning::Within => engine::WITHIN,
            Meaning::Length => engine::LENGTH,
            _ => engine::CONTAINS,
        };
        let (cut, end) = match how {
            Applied::Method(cut) => (cut, ""),
            Applied::Between => (name, ") "),
        };
        rewrites.enclose(&self.tree.nodes[node].whole, function, end);
        let comma = if arguments.len() > 1 { "," } else { "" };
        rewrites.instead.insert(cut.start, (cut.end, comma.to_owned()));
    }

    /// Marks reads that the engine would make too late: it evaluates a first argument after the others when that is a plain variable.
    /// What is handed in from the start cannot come too late; the rest is written as a block, which keeps its turn.
    fn late(&self, prefix: &[u16]) -> Vec<bool> {
        let mut late = vec![false; self.tree.nodes.len()];
        for (node, meaning) in self.tree.nodes.iter().zip(&self.checked.meanings) {
            let calls = matches!(
                node.form,
                Form::Compare(..) | Form::Calculate(..) | Form::Call { .. } | Form::Applied { .. }
            );
            if !calls || matches!(meaning, Meaning::Read(_)) {
                continue;
            }
            let mut arguments = children(&node.form);
            let Some(first) = arguments.next() else {
                continue;
            };
            let constant =
                arguments.all(|other| matches!(self.checked.meanings[other], Meaning::Constant(_)));
            late[first] = !constant
                && matches!(self.checked.meanings[first], Meaning::Read(read) if !prefix.contains(&read));
        }
        late
    }

    /// An `if` is a value: parentheses keep the engine from reading it as a statement.
    fn wrap(&self, node: NodeId, rewrites: &mut Rewrites) {
        let at = &self.tree.nodes[node].at;
        let index = self.tokens.partition_point(|token| token.at.start < at.start);
        let before = index.checked_sub(1).and_then(|index| self.tokens.get(index));
        if before.is_some_and(|token| token.kind == TokenKind::Word && &self.text[token.at.clone()] == "else")
        {
            return;
        }
        *rewrites.opens.entry(at.start).or_default() += 1;
        *rewrites.closes.entry(at.end).or_default() += 1;
    }

    /// The reads that come first whatever the values are: up to the first branch or the first step that can fail.
    fn prefix(&self) -> Vec<u16> {
        let mut reads = Vec::new();
        self.straight(self.tree.root(), &mut reads);
        reads
    }

    /// Collects reads in order of evaluation; `false` when what follows is not certain to be reached.
    /// Recursion is bounded by the depth that the parser allows.
    fn straight(&self, node: NodeId, reads: &mut Vec<u16>) -> bool {
        match &self.checked.meanings[node] {
            Meaning::Constant(_) => return true,
            Meaning::Read(read) => {
                if !reads.contains(read) {
                    reads.push(*read);
                }
                return self.checked.must[node].is_none();
            }
            _ => {}
        }
        let form = &self.tree.nodes[node].form;
        match form {
            Form::All(_) | Form::Any(_) | Form::If { .. } => {
                if let Some(first) = children(form).next() {
                    self.straight(first, reads);
                }
                false
            }
            Form::Compare(..) if self.may_mix() => {
                let _certain = children(form).all(|child| self.straight(child, reads));
                false
            }
            Form::Calculate(..) | Form::Call { .. } | Form::Applied { .. } => {
                let _certain = children(form).all(|child| self.straight(child, reads));
                false
            }
            _ => children(form).all(|child| self.straight(child, reads)),
        }
    }
}

/// What a read is called in the script: the first ones have a place of their own.
fn variable(prefix: &[u16], read: u16) -> String {
    let place = prefix.iter().position(|known| *known == read);
    match place.and_then(|place| bench::PLACES.get(place)) {
        Some(name) => (*name).to_owned(),
        None => name_of(read),
    }
}

fn literal(value: &Value, numbers: Numbers) -> String {
    match value {
        Value::Bool(answer) => answer.to_string(),
        Value::Number(number) if numbers.whole(*number).is_some() => number.to_string(),
        // With a point, so that the engine reads a decimal and never an integer.
        Value::Number(number) if number.is_integer() => format!("{number}.0"),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => {
            let mut out = String::new();
            quote(text, &mut out);
            out
        }
        _ => String::new(),
    }
}

#[cfg(test)]
pub(super) fn reachable() -> Vec<String> {
    engine::reachable()
}

#[cfg(test)]
pub(super) fn shared_engine() -> &'static rhai::Engine {
    &Script::shared(Numbers::Decimal).engine
}

/// Whether a host's result is of the kind it declared.
fn declared(kind: Kind, value: &Value) -> bool {
    super::reader::fits(kind, value)
        && (kind != Kind::Integer || matches!(value, Value::Number(number) if number.is_integer()))
}

/// Compares two values by the engine's own operator, past the checker.
#[cfg(test)]
pub(super) fn compare_in_engine(sign: &str, left: &Value, right: &Value) -> Result<bool, GuardFault> {
    let mut scope = Scope::new();
    scope
        .push_dynamic("a", engine::to_dynamic(left, Numbers::Decimal))
        .push_dynamic("b", engine::to_dynamic(right, Numbers::Decimal));
    let outcome = shared_engine().eval_with_scope::<bool>(&mut scope, &format!("a {sign} b"));
    outcome.map_err(|error| unread(*error).map_or_else(|fault| *fault, |_| GuardFault::Budget))
}
