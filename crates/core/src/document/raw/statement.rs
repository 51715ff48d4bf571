//! Reads a text statement by statement: plain lines at once, all others through the TOML parser.
//!
//! Knows where a statement ends, so that no more than one of them is held as tokens.
//! Read [`read`] first.

use toml_parser::lexer::{Token, TokenKind};
use toml_parser::{ParseError, Source};

use super::events::{DEEPEST, Growth};
use super::plain::plain;
use super::{Bounds, Fault, Reading};
use crate::document::scan::Scanner;

/// A statement may have so many tokens for each value of a file: the value and its comma.
const TOKENS_OF_A_VALUE: usize = 2;

/// Reads a text within bounds.
///
/// The fault is the first of grammar, or else the first of meaning: the place where a person would look first.
pub(in crate::document) fn read(text: &str, bounds: Bounds) -> Reading<'_> {
    let mut growth = Growth::new(text);
    let mut scanner = Scanner::new(text, bounds.nesting);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if growth.grower.count() > bounds.values {
            return Reading::TooMany(at);
        }
        let room = bounds.values.saturating_sub(growth.grower.count());
        if let Some(end) = plain(text, at, &mut growth, room) {
            at = end;
            continue;
        }
        scanner.turn_to(at, growth.header_parts);
        scanner.statement();
        let wanted = if scanner.facts.too_deep.is_none() { bounds.values } else { 0 };
        let most = wanted.saturating_mul(TOKENS_OF_A_VALUE);
        let statement = Statement::at(text, at, &mut tokens, most);
        scanner.statements_until(statement.end);
        if let Some(deep) = scanner.facts.too_deep {
            return Reading::TooDeep(deep);
        }
        if tokens.len() > most {
            return Reading::TooMany(at);
        }
        if let Some(fault) = statement.parse(&tokens, &mut growth) {
            return Reading::Faulty(fault);
        }
        at = statement.end.max(at + 1);
    }
    growth.finish();
    match growth.fault {
        Some(fault) => Reading::Faulty(fault),
        None => Reading::Whole(growth.grower.raw, scanner.facts),
    }
}

/// One statement that is not plain.
struct Statement<'t> {
    source: Source<'t>,
    base: usize,
    end: usize,
}

impl<'t> Statement<'t> {
    /// Cuts it into so many tokens and one more; into none when it goes too deep to be looked at.
    fn at(text: &'t str, at: usize, tokens: &mut Vec<Token>, most: usize) -> Self {
        // A mark of byte order is one only where the text begins: the lexer must not see this one first.
        let marked = at > 0 && text.get(at..).is_some_and(|rest| rest.starts_with('\u{feff}'));
        let base = if marked { at - 1 } else { at };
        let source = Source::new(text.get(base..).unwrap_or(""));
        let length = if most > 0 { tokens_of_statement(&source, tokens, most) } else { 0 };
        Statement { source, base, end: base + length }
    }

    /// Reads it with the parser; gives the first fault of grammar.
    fn parse(&self, tokens: &[Token], growth: &mut Growth<'t>) -> Option<Fault> {
        growth.turn_to(self.source, self.base);
        let mut error: Option<ParseError> = None;
        toml_parser::parser::parse_document(tokens, growth, &mut error);
        error.map(|error| growth.fault_of(&error))
    }
}

/// Gathers the tokens up to the line end after a statement; gives where it ends.
fn tokens_of_statement(source: &Source<'_>, tokens: &mut Vec<Token>, most: usize) -> usize {
    tokens.clear();
    let (mut depth, mut header, mut begun) = (0_usize, false, false);
    for token in source.lex() {
        tokens.push(token);
        match token.kind() {
            TokenKind::Newline if begun && (header || depth == 0) => break,
            TokenKind::Newline | TokenKind::Whitespace | TokenKind::Comment => continue,
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                header |= !begun;
                depth += 1;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => depth = depth.saturating_sub(1),
            _ => {}
        }
        begun = true;
        if depth > DEEPEST + 2 || tokens.len() > most {
            break;
        }
    }
    tokens.last().map_or(0, |token| token.span().end())
}
