//! The script engine: the only module that knows rhai.
//!
//! Knows how a checked guard is written for the engine, and which operators and functions the engine has: those registered here and no others.
//! Does not know any procedure: what a guard reads stands in its text as `s0`, `s1`, … and is handed in.
//! Read [`Script`] first.

mod engine;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use rhai::{AST, EvalAltResult, Scope};

use super::Facts;
use super::check::{Checked, Meaning};
use super::fault::GuardFault;
use super::parse::{Form, NodeId, Tree, children};
use super::print::quote;
use super::reader::Reader;
use super::scan::{Token, TokenKind};
use super::vocabulary::{HostFunction, Vocabulary};
use crate::data::{Kind, Value};

/// An engine: one for all guards, or one per vocabulary with functions of a host.
pub(super) struct Script {
    engine: rhai::Engine,
}

impl Script {
    pub(super) fn with(functions: &[HostFunction]) -> Script {
        Script {
            engine: engine::build(functions),
        }
    }

    fn shared() -> &'static Script {
        static SHARED: OnceLock<Script> = OnceLock::new();
        SHARED.get_or_init(|| Script::with(&[]))
    }
}

/// A guard as the script engine runs it.
pub(super) struct ScriptGuard {
    ast: AST,
    /// The reads that every evaluation begins with, in order: they are handed in at once.
    prefix: Box<[u16]>,
    own: Option<Arc<Script>>,
}

impl std::fmt::Debug for ScriptGuard {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ScriptGuard")
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl ScriptGuard {
    /// Writes a checked guard for the engine and compiles it.
    pub(super) fn of(writer: &Writer<'_>, vocabulary: &Vocabulary) -> Result<ScriptGuard, String> {
        let own = (!vocabulary.functions().is_empty()).then(|| vocabulary.script());
        let script = own.as_deref().unwrap_or_else(|| Script::shared());
        let ast = script
            .engine
            .compile(writer.script())
            .map_err(|error| error.to_string())?;
        Ok(ScriptGuard {
            ast,
            prefix: writer.prefix().into(),
            own,
        })
    }

    /// Evaluates; a read that is not handed in yet stops the engine, is made, and the evaluation begins again.
    ///
    /// Nothing in a guard has an effect, so beginning again changes nothing, and each round makes one read more.
    pub(super) fn run<F: Facts + ?Sized>(
        &self,
        reader: &mut Reader<'_, F>,
    ) -> Result<Value, GuardFault> {
        let mut scope = Scope::new();
        for read in &self.prefix {
            hand_in(*read, reader, &mut scope)?;
        }
        let engine = &self
            .own
            .as_deref()
            .unwrap_or_else(|| Script::shared())
            .engine;
        loop {
            let unread = match engine.eval_ast_with_scope::<rhai::Dynamic>(&mut scope, &self.ast) {
                Ok(result) => {
                    return engine::to_value(result)
                        .ok_or_else(|| unexpected("a value of no kind"));
                }
                Err(error) => unread(*error)?,
            };
            if scope.contains(&name_of(unread)) {
                return Err(unexpected("a value in flight was lost"));
            }
            hand_in(unread, reader, &mut scope)?;
        }
    }
}

fn hand_in<F: Facts + ?Sized>(
    read: u16,
    reader: &mut Reader<'_, F>,
    scope: &mut Scope<'_>,
) -> Result<(), GuardFault> {
    let position = reader.read(read)?;
    let value = reader
        .value(position)
        .ok_or_else(|| unexpected("a value in flight was lost"))?;
    scope.push_dynamic(name_of(read), engine::to_dynamic(value));
    Ok(())
}

fn name_of(read: u16) -> String {
    format!("s{read}")
}

/// The read that the engine stopped for, or the fault that it stopped with.
fn unread(error: EvalAltResult) -> Result<u16, GuardFault> {
    match error {
        EvalAltResult::ErrorVariableNotFound(name, _) => name
            .strip_prefix('s')
            .and_then(|digits| digits.parse().ok())
            .ok_or_else(|| unexpected("an unknown name")),
        EvalAltResult::ErrorRuntime(value, _) => Err(value
            .try_cast::<GuardFault>()
            .unwrap_or_else(|| unexpected("an unknown fault"))),
        EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorStackOverflow(_) => {
            Err(GuardFault::Budget)
        }
        EvalAltResult::ErrorDataTooLarge(..) => Err(GuardFault::TooLarge),
        other => Err(unexpected(&other.to_string())),
    }
}

#[cold]
fn unexpected(reason: &str) -> GuardFault {
    GuardFault::Script {
        reason: reason.to_owned(),
    }
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
}

impl Writer<'_> {
    /// The guard, token by token; grouping stays the engine's own affair.
    fn script(&self) -> String {
        let rewrites = self.rewrites();
        let mut out = String::with_capacity(self.text.len() + 16);
        let mut done = 0;
        for token in self.tokens {
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
        }
        out
    }

    fn rewrites(&self) -> Rewrites {
        let mut rewrites = Rewrites::default();
        let late = self.late();
        for (node, meaning) in self.checked.meanings.iter().enumerate() {
            let at = &self.tree.nodes[node].at;
            let (end, instead) = match (meaning, &self.tree.nodes[node].form) {
                (Meaning::Read(read), _) if late[node] => {
                    (at.end, format!("({{{}}})", name_of(*read)))
                }
                (Meaning::Read(read), _) => (at.end, name_of(*read)),
                (Meaning::Constant(value), _) => (at.end, literal(value)),
                (Meaning::Host(index), Form::Call { name, .. }) => {
                    (name.end, engine::host_name(*index))
                }
                (Meaning::Contains, Form::Call { name, .. }) => {
                    (name.end, engine::CONTAINS.to_owned())
                }
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

    /// Marks reads that the engine would make too late: it evaluates a first argument after the others when that is a plain variable.
    /// What is handed in from the start cannot come too late; the rest is written as a block, which keeps its turn.
    fn late(&self) -> Vec<bool> {
        let prefix = self.prefix();
        let mut late = vec![false; self.tree.nodes.len()];
        for (node, meaning) in self.tree.nodes.iter().zip(&self.checked.meanings) {
            let calls = matches!(
                node.form,
                Form::Compare(..) | Form::Calculate(..) | Form::Call { .. }
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
        let index = self
            .tokens
            .partition_point(|token| token.at.start < at.start);
        let before = index
            .checked_sub(1)
            .and_then(|index| self.tokens.get(index));
        if before.is_some_and(|token| {
            token.kind == TokenKind::Word && &self.text[token.at.clone()] == "else"
        }) {
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
                return true;
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
            Form::Calculate(..) | Form::Call { .. } => {
                let _certain = children(form).all(|child| self.straight(child, reads));
                false
            }
            _ => children(form).all(|child| self.straight(child, reads)),
        }
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Bool(answer) => answer.to_string(),
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
    &Script::shared().engine
}

/// Whether a host's result is of the kind it declared.
fn declared(kind: Kind, value: &Value) -> bool {
    super::reader::fits(kind, value)
        && (kind != Kind::Integer || matches!(value, Value::Number(number) if number.is_integer()))
}

/// Compares two values by the engine's own operator, past the checker.
#[cfg(test)]
pub(super) fn compare_in_engine(
    sign: &str,
    left: &Value,
    right: &Value,
) -> Result<bool, GuardFault> {
    let mut scope = Scope::new();
    scope
        .push_dynamic("a", engine::to_dynamic(left))
        .push_dynamic("b", engine::to_dynamic(right));
    let outcome = shared_engine().eval_with_scope::<bool>(&mut scope, &format!("a {sign} b"));
    outcome.map_err(|error| unread(*error).err().unwrap_or(GuardFault::Budget))
}
