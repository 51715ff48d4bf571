//! Reads a text statement by statement: plain lines at once, all others through the TOML parser.
//!
//! Knows where a statement ends, so that no more than one of them is held as tokens.
//! Read [`read`] first.

use toml_parser::lexer::{Token, TokenKind};
use toml_parser::{ParseError, Source};

use super::events::{DEEPEST, Growth};
use super::plain::plain;
use super::{Fault, Reading};
use crate::document::scan::Scanner;

/// Reads a text; `nesting` bounds how deep keys and brackets may go.
///
/// The fault is the first of grammar, or else the first of meaning: the place where a person would look first.
pub(in crate::document) fn read(text: &str, nesting: usize) -> Reading<'_> {
    let mut growth = Growth::new(text);
    let mut scanner = Scanner::new(text, nesting);
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if let Some(end) = plain(text, at, &mut growth) {
            at = end;
            continue;
        }
        scanner.turn_to(at, growth.header_parts);
        scanner.statement();
        let statement = Statement::at(text, at, &mut tokens, scanner.facts.too_deep.is_none());
        scanner.statements_until(statement.end);
        if let Some(deep) = scanner.facts.too_deep {
            return Reading::TooDeep(deep);
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
    /// Cuts it into tokens, unless it goes too deep to be looked at.
    fn at(text: &'t str, at: usize, tokens: &mut Vec<Token>, wanted: bool) -> Self {
        // A mark of byte order is one only where the text begins: the lexer must not see this one first.
        let marked = at > 0 && text.get(at..).is_some_and(|rest| rest.starts_with('\u{feff}'));
        let base = if marked { at - 1 } else { at };
        let source = Source::new(text.get(base..).unwrap_or(""));
        let length = if wanted { tokens_of_statement(&source, tokens) } else { 0 };
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
fn tokens_of_statement(source: &Source<'_>, tokens: &mut Vec<Token>) -> usize {
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
        if depth > DEEPEST + 2 {
            break;
        }
    }
    tokens.last().map_or(0, |token| token.span().end())
}
