//! The grammar of a guard: tokens to a tree.
//!
//! Knows precedence and nesting, the same as the script language's.
//! Does not know names or kinds.
//! Read [`parse`] first, then [`Form`].

use std::ops::Range;

use super::operators::{Arithmetic, Comparison};
use super::problem::{GuardProblem, NotAllowed, Wanted};
use super::scan::{Token, TokenKind};
use crate::data::{Decimal, grouped};

/// Deepest nesting of a guard; it bounds the recursion of everything that walks the tree.
pub(super) const MAX_DEPTH: usize = 64;

/// Index of a node in its [`Tree`].
pub(super) type NodeId = usize;

/// All nodes, children before parents; the last one is the root.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) form: Form,
    pub(super) at: Range<usize>,
    /// All its tokens, with the parentheses of its parts and without its own.
    pub(super) whole: Range<usize>,
    depth: usize,
}

#[derive(Debug)]
pub(super) enum Form {
    Number(Decimal),
    Text(String),
    Bool(bool),
    Name,
    Call {
        name: Range<usize>,
        arguments: Vec<NodeId>,
    },
    /// A function between or behind its arguments: `x.len()`, `x in list`.
    Applied {
        how: Applied,
        name: Range<usize>,
        arguments: Vec<NodeId>,
    },
    Not(NodeId),
    Sign {
        minus: bool,
        of: NodeId,
    },
    Compare(Comparison, NodeId, NodeId),
    Calculate(Arithmetic, NodeId, NodeId),
    All(Vec<NodeId>),
    Any(Vec<NodeId>),
    If {
        condition: NodeId,
        yes: NodeId,
        no: NodeId,
    },
}

/// How a function stands beside its arguments.
#[derive(Clone, Debug)]
pub(super) enum Applied {
    /// Behind the first, the others in parentheses; from the dot to the parenthesis that opens.
    Method(Range<usize>),
    /// Between two: `in`.
    Between,
}

impl Tree {
    pub(super) fn root(&self) -> NodeId {
        self.nodes.len().saturating_sub(1)
    }
}

/// Builds the tree, or says at which token the grammar broke.
pub(super) fn parse(text: &str, tokens: &[Token]) -> Result<Tree, GuardProblem> {
    if tokens.is_empty() {
        return Err(GuardProblem::Empty { at: 0..text.len() });
    }
    let mut parser = Parser { text, tokens, next: 0, tree: Tree::default() };
    parser.expression(0, 0)?;
    match parser.peek() {
        None => Ok(parser.tree),
        Some(TokenKind::Comma) => Err(parser.comma()),
        Some(_) => Err(parser.broken(Wanted::Operator)),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    next: usize,
    tree: Tree,
}

/// What an operator between two values builds.
#[derive(Clone, Copy, PartialEq)]
enum Infix {
    Or,
    And,
    In,
    Compare(Comparison),
    Calculate(Arithmetic),
}

impl Infix {
    fn of(token: &TokenKind) -> Option<Infix> {
        Some(match token {
            TokenKind::Or => Infix::Or,
            TokenKind::And => Infix::And,
            TokenKind::In => Infix::In,
            TokenKind::Comparison(operator) => Infix::Compare(*operator),
            TokenKind::Arithmetic(operator) => Infix::Calculate(*operator),
            _ => return None,
        })
    }

    /// How tightly it binds; a property test compares this order with the script language's.
    fn strength(self) -> u8 {
        match self {
            Infix::Or => 1,
            Infix::And => 2,
            Infix::Compare(operator) if !operator.orders() => 3,
            Infix::In => 4,
            Infix::Compare(_) => 5,
            Infix::Calculate(Arithmetic::Add | Arithmetic::Subtract) => 6,
            Infix::Calculate(_) => 7,
        }
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    fn here(&self) -> Range<usize> {
        self.tokens.get(self.next).map_or(self.text.len()..self.text.len(), |token| token.at.clone())
    }

    fn word(&self) -> Option<&str> {
        self.tokens
            .get(self.next)
            .filter(|token| token.kind == TokenKind::Word)
            .map(|token| &self.text[token.at.clone()])
    }

    #[cold]
    fn broken(&self, wanted: Wanted) -> GuardProblem {
        let at = self.culprit(wanted);
        let found = Some(self.text[at.clone()].to_owned()).filter(|found| !found.is_empty());
        GuardProblem::Syntax { at, found, wanted }
    }

    /// Where the slip is: the word before, when somebody wrote «no» for `!`.
    fn culprit(&self, wanted: Wanted) -> Range<usize> {
        let before = self
            .next
            .checked_sub(1)
            .and_then(|index| self.tokens.get(index))
            .filter(|token| token.kind == TokenKind::Word);
        before
            .filter(|token| {
                wanted == Wanted::Operator
                    && matches!(&*self.text[token.at.clone()].to_lowercase(), "no" | "not")
            })
            .map_or_else(|| self.here(), |token| token.at.clone())
    }

    /// A comma outside parentheses: most often a decimal comma.
    #[cold]
    fn comma(&self) -> GuardProblem {
        let number =
            |index: usize| self.tokens.get(index).filter(|token| matches!(token.kind, TokenKind::Number(_)));
        match (self.next.checked_sub(1).and_then(number), number(self.next + 1)) {
            (Some(before), Some(after)) => {
                let from = before.at.start;
                if let Some((length, instead)) =
                    [',', '.'].into_iter().find_map(|mark| grouped(&self.text[from..], mark))
                {
                    let at = from..from + length;
                    let written = self.text[at.clone()].to_owned();
                    return GuardProblem::BadNumber { at, written, instead: Some(instead) };
                }
                let [whole, decimals] = [before, after].map(|number| &self.text[number.at.clone()]);
                if [whole, decimals].iter().any(|side| side.contains('.')) {
                    return self.broken(Wanted::Operator);
                }
                let instead = format!("{whole}.{decimals}");
                GuardProblem::DecimalComma { at: from..after.at.end, instead }
            }
            _ => self.broken(Wanted::Operator),
        }
    }

    fn expect(&mut self, kind: &TokenKind, wanted: Wanted) -> Result<Range<usize>, GuardProblem> {
        if self.peek() == Some(kind) {
            let at = self.here();
            self.next += 1;
            return Ok(at);
        }
        Err(if self.peek() == Some(&TokenKind::Comma) { self.comma() } else { self.broken(wanted) })
    }

    fn add(&mut self, form: Form, at: Range<usize>) -> Result<NodeId, GuardProblem> {
        let depth = 1 + children(&form).map(|child| self.tree.nodes[child].depth).max().unwrap_or(0);
        if depth > MAX_DEPTH {
            return Err(GuardProblem::TooDeep { at, limit: MAX_DEPTH });
        }
        let whole = at.clone();
        self.tree.nodes.push(Node { form, at, whole, depth });
        Ok(self.tree.root())
    }

    /// Adds what reaches from a place to the last token read.
    fn add_from(&mut self, start: usize, form: Form, at: Range<usize>) -> Result<NodeId, GuardProblem> {
        let node = self.add(form, at)?;
        let end = self.next.checked_sub(1).and_then(|last| self.tokens.get(last));
        if let Some(end) = end {
            self.tree.nodes[node].whole = start..end.at.end;
        }
        Ok(node)
    }

    fn deeper(&self, level: usize) -> Result<usize, GuardProblem> {
        if level >= MAX_DEPTH {
            Err(GuardProblem::TooDeep { at: self.here(), limit: MAX_DEPTH })
        } else {
            Ok(level + 1)
        }
    }

    /// Recursion ends at [`MAX_DEPTH`] whatever the text holds.
    fn expression(&mut self, least: u8, level: usize) -> Result<NodeId, GuardProblem> {
        let level = self.deeper(level)?;
        let start = self.here().start;
        let mut left = self.operand(level)?;
        let mut chain = None;
        while let Some(infix) = self.peek().and_then(Infix::of).filter(|infix| infix.strength() > least) {
            let sign = self.here();
            self.next += 1;
            let right = self.expression(infix.strength(), level)?;
            left = self.join((infix, sign), (start, left, right), chain == Some(infix))?;
            chain = Some(infix);
        }
        Ok(left)
    }

    /// Joins two values; a chain of `&&` or `||` stays one flat node however long it is.
    fn join(
        &mut self,
        (infix, sign): (Infix, Range<usize>),
        (start, left, right): (usize, NodeId, NodeId),
        chained: bool,
    ) -> Result<NodeId, GuardProblem> {
        let at = self.tree.nodes[left].at.start..self.tree.nodes[right].at.end;
        let form = match infix {
            Infix::And | Infix::Or => {
                let mut parts = if chained { self.parts_of(left) } else { vec![left] };
                parts.push(right);
                if infix == Infix::And { Form::All(parts) } else { Form::Any(parts) }
            }
            Infix::In => Form::Applied { how: Applied::Between, name: sign, arguments: vec![left, right] },
            Infix::Compare(operator) => Form::Compare(operator, left, right),
            Infix::Calculate(operator) => Form::Calculate(operator, left, right),
        };
        self.add_from(start, form, at)
    }

    /// Takes the parts of the chain so far; the node left behind is empty and nobody's child.
    fn parts_of(&mut self, chain: NodeId) -> Vec<NodeId> {
        match &mut self.tree.nodes[chain].form {
            Form::All(parts) | Form::Any(parts) => std::mem::take(parts),
            _ => vec![chain],
        }
    }

    fn operand(&mut self, level: usize) -> Result<NodeId, GuardProblem> {
        let at = self.here();
        let Some(kind) = self.peek().cloned() else {
            return Err(self.broken(Wanted::Value));
        };
        let sign = match kind {
            TokenKind::Not => None,
            TokenKind::Arithmetic(Arithmetic::Subtract) => Some(true),
            TokenKind::Arithmetic(Arithmetic::Add) => Some(false),
            _ => {
                let value = self.value(kind, level)?;
                return self.methods(at.start, value, level);
            }
        };
        let level = self.deeper(level)?;
        self.next += 1;
        let of = self.operand(level)?;
        let at = at.start..self.tree.nodes[of].at.end;
        self.add(sign.map_or(Form::Not(of), |minus| Form::Sign { minus, of }), at)
    }

    /// What is asked of a value, one after another: `x.contains("a")`.
    fn methods(&mut self, start: usize, value: NodeId, level: usize) -> Result<NodeId, GuardProblem> {
        let mut value = value;
        while self.peek() == Some(&TokenKind::Dot) {
            let dot = self.here();
            self.next += 1;
            let name = self.here();
            let open = self.tokens.get(self.next + 1).filter(|token| token.kind == TokenKind::Open);
            let Some(open) = open.map(|open| open.at.end) else {
                let written = self.text[dot.start..name.end].to_owned();
                let at = dot.start..name.end;
                return Err(GuardProblem::NotAllowed { at, what: NotAllowed::Sign, written });
            };
            self.next += 2;
            let mut arguments = vec![value];
            let close = self.arguments(&mut arguments, level)?;
            let form = Form::Applied { how: Applied::Method(dot.start..open), name, arguments };
            value = self.add_from(start, form, start..close.end)?;
        }
        Ok(value)
    }

    fn value(&mut self, kind: TokenKind, level: usize) -> Result<NodeId, GuardProblem> {
        let at = self.here();
        let form = match kind {
            TokenKind::Number(number) => Form::Number(number),
            TokenKind::Text(text) => Form::Text(text),
            TokenKind::Open => return self.parenthesis(level),
            TokenKind::Word => match self.word() {
                Some("if") => return self.conditional(level),
                Some("else") => return Err(self.broken(Wanted::Value)),
                Some("true") => Form::Bool(true),
                Some("false") => Form::Bool(false),
                _ if self.tokens.get(self.next + 1).is_some_and(|next| next.kind == TokenKind::Open) => {
                    return self.call(level);
                }
                _ => Form::Name,
            },
            _ => return Err(self.broken(Wanted::Value)),
        };
        self.next += 1;
        self.add(form, at)
    }

    fn parenthesis(&mut self, level: usize) -> Result<NodeId, GuardProblem> {
        self.next += 1;
        let inner = self.expression(0, level)?;
        self.expect(&TokenKind::Close, Wanted::Close)?;
        Ok(inner)
    }

    fn call(&mut self, level: usize) -> Result<NodeId, GuardProblem> {
        let name = self.here();
        self.next += 2;
        let mut arguments = Vec::new();
        let close = self.arguments(&mut arguments, level)?;
        let at = name.start..close.end;
        self.add(Form::Call { name, arguments }, at)
    }

    /// What stands in parentheses, up to the one that closes.
    fn arguments(&mut self, arguments: &mut Vec<NodeId>, level: usize) -> Result<Range<usize>, GuardProblem> {
        while self.peek() != Some(&TokenKind::Close) {
            arguments.push(self.expression(0, level)?);
            if self.peek() != Some(&TokenKind::Comma) {
                break;
            }
            self.next += 1;
        }
        self.expect(&TokenKind::Close, Wanted::Close)
    }

    fn conditional(&mut self, level: usize) -> Result<NodeId, GuardProblem> {
        let level = self.deeper(level)?;
        let start = self.here().start;
        self.next += 1;
        let condition = self.expression(0, level)?;
        let yes = self.braces(level)?;
        if self.word() != Some("else") {
            return Err(self.broken(Wanted::Else));
        }
        self.next += 1;
        let no = if self.word() == Some("if") { self.conditional(level)? } else { self.braces(level)? };
        let end = self.tokens.get(self.next - 1).map_or(start, |token| token.at.end);
        self.add(Form::If { condition, yes, no }, start..end)
    }

    fn braces(&mut self, level: usize) -> Result<NodeId, GuardProblem> {
        self.expect(&TokenKind::BraceOpen, Wanted::BraceOpen)?;
        let inner = self.expression(0, level)?;
        self.expect(&TokenKind::BraceClose, Wanted::BraceClose)?;
        Ok(inner)
    }
}

/// The nodes directly below, in the order of evaluation.
pub(super) fn children(form: &Form) -> impl Iterator<Item = NodeId> + '_ {
    let (few, many): ([Option<NodeId>; 3], &[NodeId]) = match form {
        Form::Number(_) | Form::Text(_) | Form::Bool(_) | Form::Name => ([None; 3], &[]),
        Form::Not(of) | Form::Sign { of, .. } => ([Some(*of), None, None], &[]),
        Form::Compare(_, left, right) | Form::Calculate(_, left, right) => {
            ([Some(*left), Some(*right), None], &[])
        }
        Form::If { condition, yes, no } => ([Some(*condition), Some(*yes), Some(*no)], &[]),
        Form::Call { arguments: many, .. }
        | Form::Applied { arguments: many, .. }
        | Form::All(many)
        | Form::Any(many) => ([None; 3], many),
    };
    few.into_iter().flatten().chain(many.iter().copied())
}
