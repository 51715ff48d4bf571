//! From words to a tree; what is deeper than a guard may be is not read.

use super::Dialect;
use super::cut::Word;

/// How deep an expression may nest.
const DEPTH: usize = 40;

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Name(String),
    Number(String),
    Text(String),
    Truth(bool),
    /// What is not there: something can only be compared with it.
    Nothing,
    /// Whether something is there.
    Has(Box<Tree>),
    /// A property of something.
    Of(Box<Tree>, String),
    Call(String, Vec<Tree>),
    Not(Box<Tree>),
    Minus(Box<Tree>),
    Pair(&'static str, Box<Tree>, Box<Tree>),
    Choice(Box<[Tree; 3]>),
    /// Whether a value is one of several.
    OneOf(Box<Tree>, Vec<Tree>),
}

pub(super) fn parse(words: Vec<Word>, dialect: Dialect) -> Option<Tree> {
    let mut parser = Parser { words, next: 0, dialect, depth: 0 };
    let tree = parser.choice()?;
    (parser.next == parser.words.len()).then_some(tree)
}

struct Parser {
    words: Vec<Word>,
    next: usize,
    dialect: Dialect,
    depth: usize,
}

/// The operators of two sides, the loosest first; a word has the same meaning as its sign.
const LEVELS: [&[(&str, &str)]; 5] = [
    &[("||", "||"), ("or", "||")],
    &[("&&", "&&"), ("and", "&&")],
    &[
        ("===", "=="),
        ("!==", "!="),
        ("==", "=="),
        ("!=", "!="),
        ("<>", "!="),
        ("<=", "<="),
        (">=", ">="),
        ("<", "<"),
        (">", ">"),
        ("eq", "=="),
        ("ne", "!="),
        ("lt", "<"),
        ("le", "<="),
        ("gt", ">"),
        ("ge", ">="),
    ],
    &[("+", "+"), ("-", "-")],
    &[("*", "*"), ("/", "/"), ("%", "%"), ("div", "/"), ("mod", "%")],
];

/// The level of comparisons, of which there is one between two sums.
const COMPARES: usize = 2;

impl Parser {
    fn sign(&mut self, sign: &str) -> bool {
        let here = matches!(self.words.get(self.next), Some(Word::Sign(found)) if *found == sign);
        self.next += usize::from(here);
        here
    }

    fn word(&mut self, word: &str) -> bool {
        let here = matches!(self.words.get(self.next), Some(Word::Name(found)) if found == word);
        self.next += usize::from(here);
        here
    }

    fn choice(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let tree = if self.word("if") {
            let condition = self.choice()?;
            let braces = self.sign("{");
            (braces || self.word("then")).then_some(())?;
            let yes = self.choice()?;
            (!braces || self.sign("}")).then_some(())?;
            self.word("else").then_some(())?;
            (!braces || self.sign("{")).then_some(())?;
            let no = self.choice()?;
            (!braces || self.sign("}")).then_some(())?;
            Tree::Choice(Box::new([condition, yes, no]))
        } else {
            let condition = self.level(0)?;
            if self.sign("?") {
                let yes = self.choice()?;
                self.sign(":").then_some(())?;
                Tree::Choice(Box::new([condition, yes, self.choice()?]))
            } else {
                condition
            }
        };
        self.depth -= 1;
        Some(tree)
    }

    fn level(&mut self, level: usize) -> Option<Tree> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.operator(operators, level) {
            let right = self.level(level + 1)?;
            left = match (left, right) {
                (Tree::Nothing, thing) | (thing, Tree::Nothing) => presence(operator, thing)?,
                (left, right) => Tree::Pair(operator, Box::new(left), Box::new(right)),
            };
            if level == COMPARES {
                break;
            }
        }
        if level == COMPARES && self.word("in") {
            return self.one_of(left);
        }
        Some(left)
    }

    fn operator(&mut self, operators: &[(&str, &'static str)], level: usize) -> Option<&'static str> {
        let written = match self.words.get(self.next)? {
            Word::Sign(sign) => *sign,
            Word::Name(name) => name.as_str(),
            _ => return None,
        };
        let found = operators.iter().find(|(word, _)| *word == written).map(|(_, sign)| *sign);
        let equals = level == COMPARES && written == "=" && self.dialect == Dialect::Feel;
        let found = found.or(equals.then_some("=="));
        self.next += usize::from(found.is_some());
        found
    }

    /// What follows `in`: a list in brackets or parentheses, or something that is a list.
    fn one_of(&mut self, value: Tree) -> Option<Tree> {
        for (open, close) in [("[", "]"), ("(", ")")] {
            if self.sign(open) {
                let items = self.list(close)?;
                return (!items.is_empty()).then(|| Tree::OneOf(Box::new(value), items));
            }
        }
        let list = self.unary()?;
        Some(Tree::Call("contains".into(), vec![list, value]))
    }

    fn list(&mut self, close: &str) -> Option<Vec<Tree>> {
        let mut items = Vec::new();
        if self.sign(close) {
            return Some(items);
        }
        loop {
            items.push(self.choice()?);
            if self.sign(close) {
                return Some(items);
            }
            self.sign(",").then_some(())?;
        }
    }

    fn unary(&mut self) -> Option<Tree> {
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        let tree = if self.sign("!") || (self.dialect == Dialect::Other && self.word("not")) {
            Tree::Not(Box::new(self.unary()?))
        } else if self.sign("-") {
            Tree::Minus(Box::new(self.unary()?))
        } else if self.word("empty") {
            let list = self.unary()?;
            let absent = Tree::Not(Box::new(Tree::Has(Box::new(list.clone()))));
            Tree::Pair("||", Box::new(absent), Box::new(none_in(list)))
        } else {
            self.after()?
        };
        self.depth -= 1;
        Some(tree)
    }

    /// A value with what is asked of it: properties and calls.
    fn after(&mut self) -> Option<Tree> {
        let mut tree = self.value()?;
        loop {
            if self.sign(".") {
                let Some(Word::Name(name)) = self.words.get(self.next).cloned() else { return None };
                self.next += 1;
                tree = match self.sign("(") {
                    true => method(tree, &name, self.list(")")?)?,
                    false => Tree::Of(Box::new(tree), name),
                };
            } else if self.sign("[") {
                let Some(Word::Text(name)) = self.words.get(self.next).cloned() else { return None };
                self.next += 1;
                self.sign("]").then_some(())?;
                tree = Tree::Of(Box::new(tree), name);
            } else {
                return Some(tree);
            }
        }
    }

    fn value(&mut self) -> Option<Tree> {
        let word = self.words.get(self.next)?.clone();
        self.next += 1;
        match word {
            Word::Number(number) => Some(Tree::Number(number)),
            Word::Text(text) => Some(Tree::Text(text)),
            Word::Sign("(") => {
                let inside = self.choice()?;
                self.sign(")").then_some(inside)
            }
            Word::Name(name) => match name.as_str() {
                "true" => Some(Tree::Truth(true)),
                "false" => Some(Tree::Truth(false)),
                "null" | "nil" | "undefined" => Some(Tree::Nothing),
                "list" | "string" | "is" if self.dialect == Dialect::Feel => self.feel_call(&name),
                _ if self.sign("(") => {
                    let inside = self.list(")")?;
                    function(&name, inside)
                }
                _ => Some(Tree::Name(name)),
            },
            Word::Sign(_) => None,
        }
    }

    /// FEEL has functions of two words.
    fn feel_call(&mut self, first: &str) -> Option<Tree> {
        let second = match first {
            "list" => "contains",
            "is" => "defined",
            _ => "length",
        };
        if !self.word(second) {
            return Some(Tree::Name(first.to_owned()));
        }
        self.sign("(").then_some(())?;
        let inside = self.list(")")?;
        function(second, inside)
    }
}

/// A function that guards have as well.
fn function(name: &str, mut inside: Vec<Tree>) -> Option<Tree> {
    match (name, inside.len()) {
        ("not", 1) => inside.pop().map(|tree| Tree::Not(Box::new(tree))),
        ("contains" | "contiene", 2) => Some(Tree::Call("contains".into(), inside)),
        ("count" | "length" | "len" | "size" | "largo", 1) => Some(Tree::Call("length".into(), inside)),
        ("has" | "tiene" | "defined", 1) => inside.pop().map(|thing| Tree::Has(Box::new(thing))),
        ("is empty" | "isEmpty", 1) => Some(none_in(inside.pop()?)),
        _ => None,
    }
}

/// A method that is a function of guards.
fn method(of: Tree, name: &str, mut inside: Vec<Tree>) -> Option<Tree> {
    match (name, inside.len()) {
        ("contains" | "includes", 1) => Some(Tree::Call("contains".into(), vec![of, inside.pop()?])),
        ("size" | "length" | "len", 0) => Some(Tree::Call("length".into(), vec![of])),
        ("isEmpty", 0) => Some(none_in(of)),
        ("equals", 1) => Some(Tree::Pair("==", Box::new(of), Box::new(inside.pop()?))),
        _ => None,
    }
}

/// What it means to compare something with nothing.
fn presence(operator: &str, thing: Tree) -> Option<Tree> {
    let has = Tree::Has(Box::new(thing));
    match operator {
        "!=" => Some(has),
        "==" => Some(Tree::Not(Box::new(has))),
        _ => None,
    }
}

fn none_in(list: Tree) -> Tree {
    let length = Tree::Call("length".into(), vec![list]);
    Tree::Pair("==", Box::new(length), Box::new(Tree::Number("0".into())))
}
