//! The tokens of a guard, each with its place.
//!
//! Knows letters, quotes, numbers and operator signs, and refuses every sign a guard has no use for.
//! Does not know grammar or names.
//! Read [`scan`] first.

use std::ops::Range;
use std::str::FromStr;

use super::operators::{Arithmetic, Comparison};
use super::problem::{GuardProblem, NotAllowed, TextFault};
use super::words;
use crate::data::{Decimal, grouped};

/// One token and where it stands, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) at: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Number(Decimal),
    Text(String),
    Word,
    Comparison(Comparison),
    Arithmetic(Arithmetic),
    And,
    Or,
    Not,
    Open,
    Close,
    BraceOpen,
    BraceClose,
    Comma,
    /// Before the name of a method.
    Dot,
    /// `in`
    In,
}

/// Reads all tokens; the problems are those of single signs and words.
pub(super) fn scan(text: &str) -> (Vec<Token>, Vec<GuardProblem>) {
    let mut scanner = Scanner { text, at: 0, tokens: Vec::new(), problems: Vec::new() };
    while scanner.at < text.len() {
        scanner.step();
    }
    (scanner.tokens, scanner.problems)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    problems: Vec<GuardProblem>,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let Some(first) = self.rest().chars().next() else {
            return;
        };
        match first {
            _ if first.is_whitespace() => self.at += first.len_utf8(),
            '/' if self.rest().starts_with("//") => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            }
            '/' if self.rest().starts_with("/*") => self.block_comment(),
            '"' => self.quoted(),
            '0'..='9' => self.number(),
            _ if first.is_alphabetic() || first == '_' => self.word(),
            _ => self.sign(first),
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        match self.rest()[2..].find("*/") {
            Some(length) => self.at += length + 4,
            None => {
                self.at = self.text.len();
                self.problems.push(GuardProblem::BadText { at: start..self.at, why: TextFault::OpenComment });
            }
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        let at = self.at..self.at + length;
        self.at = at.end;
        self.tokens.push(Token { kind, at });
    }

    fn word(&mut self) {
        let length = self.length_while(|c| c.is_alphanumeric() || c == '_');
        let at = self.at..self.at + length;
        let word = self.text[at.clone()].to_owned();
        if word == "in" {
            return self.push(TokenKind::In, length);
        }
        if words::is_absent(&word) {
            self.problems.push(GuardProblem::ForbiddenWord { at, word });
        } else if words::is_statement(&word) {
            self.problems.push(GuardProblem::NotAllowed { at, what: NotAllowed::Statement, written: word });
        }
        self.push(TokenKind::Word, length);
    }

    fn length_while(&self, wanted: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !wanted(c)).unwrap_or(self.rest().len())
    }

    fn number(&mut self) {
        let whole = self.length_while(|c| c.is_ascii_digit() || c == '_');
        let after = &self.rest()[whole..];
        let fraction = after
            .strip_prefix('.')
            .map(|rest| rest.find(|c: char| !(c.is_ascii_digit() || c == '_')).unwrap_or(rest.len()));
        let plain = whole + fraction.map_or(0, |digits| digits + 1);
        let tail = self.rest()[plain..]
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(self.rest().len() - plain);
        let written = self.rest()[..plain + tail].to_owned();
        // One group and a comma may be two numbers of a function.
        if self.rest()[plain..].starts_with('.')
            && let Some((length, instead)) = grouped(self.rest(), '.')
        {
            let at = self.at..self.at + length;
            let written = self.text[at.clone()].to_owned();
            self.problems.push(GuardProblem::BadNumber { at, written, instead: Some(instead) });
            return self.push(TokenKind::Number(Decimal::default()), length);
        }
        let parsed = if tail == 0 && fraction != Some(0) { Decimal::from_str(&written).ok() } else { None };
        if parsed.is_none() {
            self.problems.push(GuardProblem::BadNumber {
                at: self.at..self.at + written.len(),
                written: written.clone(),
                instead: None,
            });
        }
        self.push(TokenKind::Number(parsed.unwrap_or_default()), written.len());
    }

    fn quoted(&mut self) {
        let start = self.at;
        let mut value = String::new();
        let mut signs = self.text[start + 1..].char_indices();
        while let Some((offset, sign)) = signs.next() {
            let here = start + 1 + offset;
            match sign {
                '"' => return self.push(TokenKind::Text(value), here + 1 - start),
                '\n' | '\r' => break,
                '\\' => match signs.next().and_then(|(_, escaped)| unescape(escaped)) {
                    Some(meant) => value.push(meant),
                    None => self
                        .problems
                        .push(GuardProblem::BadText { at: here..here + 1, why: TextFault::Escape }),
                },
                _ => value.push(sign),
            }
        }
        self.problems.push(GuardProblem::BadText { at: start..self.text.len(), why: TextFault::Unclosed });
        self.at = self.text.len();
    }

    fn sign(&mut self, first: char) {
        let names = |next: char| next.is_alphabetic() || next == '_';
        if first == '.' && self.rest()[1..].starts_with(names) {
            return self.push(TokenKind::Dot, 1);
        }
        if self.rest().starts_with("<>") {
            return self.refuse(first);
        }
        match two_signs(self.rest()).map(|kind| (kind, 2)).or_else(|| one_sign(first).map(|kind| (kind, 1))) {
            Some((kind, length)) => self.push(kind, length),
            None => self.refuse(first),
        }
    }

    fn refuse(&mut self, first: char) {
        let is_pair = ["<>", "=>", "=<"].into_iter().any(|pair| self.rest().starts_with(pair));
        let length = if is_pair { 2 } else { first.len_utf8() };
        let at = self.at..self.at + length;
        let written = self.text[at.clone()].to_owned();
        self.at = at.end;
        if first == '`' {
            // What stands between back-ticks would only bring more messages about the same slip.
            self.at = self.rest().find('`').map_or(self.text.len(), |offset| self.at + offset + 1);
        }
        self.problems.push(match first {
            '`' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' => {
                GuardProblem::BadText { at: at.start..self.at, why: TextFault::Quotes }
            }
            '=' if is_pair => GuardProblem::NotAllowed { at, what: NotAllowed::Reversed, written },
            '=' => GuardProblem::NotAllowed { at, what: NotAllowed::Assignment, written },
            ';' => GuardProblem::NotAllowed { at, what: NotAllowed::Statement, written },
            '[' | ']' => GuardProblem::NotAllowed { at, what: NotAllowed::ListLiteral, written },
            '|' | '&' => GuardProblem::NotAllowed { at, what: NotAllowed::SingleSign, written },
            '<' => GuardProblem::NotAllowed { at, what: NotAllowed::Unequal, written },
            _ => GuardProblem::NotAllowed { at, what: NotAllowed::Sign, written },
        });
    }
}

fn unescape(sign: char) -> Option<char> {
    match sign {
        '"' | '\\' => Some(sign),
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        _ => None,
    }
}

fn two_signs(rest: &str) -> Option<TokenKind> {
    Some(match rest.as_bytes().get(..2)? {
        b"==" => TokenKind::Comparison(Comparison::Equal),
        b"!=" => TokenKind::Comparison(Comparison::Different),
        b"<=" => TokenKind::Comparison(Comparison::AtMost),
        b">=" => TokenKind::Comparison(Comparison::AtLeast),
        b"&&" => TokenKind::And,
        b"||" => TokenKind::Or,
        _ => return None,
    })
    .filter(|_| !matches!(rest.as_bytes().get(2), Some(b'=')))
}

fn one_sign(sign: char) -> Option<TokenKind> {
    Some(match sign {
        '<' => TokenKind::Comparison(Comparison::Less),
        '>' => TokenKind::Comparison(Comparison::Greater),
        '+' => TokenKind::Arithmetic(Arithmetic::Add),
        '-' => TokenKind::Arithmetic(Arithmetic::Subtract),
        '*' => TokenKind::Arithmetic(Arithmetic::Multiply),
        '/' => TokenKind::Arithmetic(Arithmetic::Divide),
        '%' => TokenKind::Arithmetic(Arithmetic::Remainder),
        '!' => TokenKind::Not,
        '(' => TokenKind::Open,
        ')' => TokenKind::Close,
        '{' => TokenKind::BraceOpen,
        '}' => TokenKind::BraceClose,
        ',' => TokenKind::Comma,
        _ => return None,
    })
}
