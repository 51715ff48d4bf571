//! A guard's text in another form: neutral for digests, in the other language for people.
//!
//! Knows which words to exchange and how tokens are spaced.
//! Does not know what the words mean.
//! Read [`neutral`] first.

use super::scan::{Token, TokenKind, scan};
use super::vocabulary::HostFunction;
use super::words::{self, Shape};
use crate::source::Language;

/// The text with its words in English, without comments, evenly spaced, numbers and quotes in one form.
pub(super) fn neutral(text: &str, tokens: &[Token], language: Language, host: &[HostFunction]) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|i| tokens.get(i));
        if before.is_some_and(|before| spaced(tokens, index, before)) {
            out.push(' ');
        }
        match &token.kind {
            TokenKind::Number(number) => out.push_str(&number.to_string()),
            TokenKind::Text(value) => quote(value, &mut out),
            TokenKind::Word => {
                let calls = calls(tokens, index);
                out.push_str(&exchange(&text[token.at.clone()], (language, Language::English), calls, host));
            }
            _ => out.push_str(&text[token.at.clone()]),
        }
    }
    out
}

fn calls(tokens: &[Token], index: usize) -> bool {
    tokens.get(index + 1).is_some_and(|next| next.kind == TokenKind::Open)
}

/// Whether a space stands between this token and the one before.
fn spaced(tokens: &[Token], index: usize, before: &Token) -> bool {
    match (&before.kind, &tokens[index].kind) {
        (TokenKind::Open | TokenKind::Not, _) | (_, TokenKind::Close | TokenKind::Comma) => false,
        (TokenKind::Dot, _) | (_, TokenKind::Dot) => false,
        (TokenKind::Arithmetic(_), _) => !unary(tokens, index.saturating_sub(1)),
        (TokenKind::Word, TokenKind::Open) => false,
        _ => true,
    }
}

/// Whether the sign at that place stands before a value instead of between two.
fn unary(tokens: &[Token], index: usize) -> bool {
    index.checked_sub(1).and_then(|i| tokens.get(i)).is_none_or(|before| {
        !matches!(
            before.kind,
            TokenKind::Number(_)
                | TokenKind::Text(_)
                | TokenKind::Word
                | TokenKind::Close
                | TokenKind::BraceClose
        )
    })
}

/// Writes a text in straight quotes, with the escapes that the scanner reads.
pub(super) fn quote(value: &str, out: &mut String) {
    out.push('"');
    for sign in value.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => out.push(sign),
        }
    }
    out.push('"');
}

fn exchange(word: &str, (from, to): (Language, Language), calls: bool, host: &[HostFunction]) -> String {
    let own = words::find(word, from)
        .filter(|entry| (entry.shape != Shape::Name) == calls)
        .map(|entry| entry.spelt(to));
    let hosts = || {
        host.iter().find(|function| calls && function.name(from) == word).map(|function| function.name(to))
    };
    own.or_else(hosts).unwrap_or(word).to_owned()
}

/// The same text with its words in the other language; everything else stays as it is.
pub(super) fn translate(text: &str, from: Language, to: Language, host: &[HostFunction]) -> String {
    let (tokens, _) = scan(text);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (index, token) in tokens.iter().enumerate() {
        if token.kind == TokenKind::Word {
            out.push_str(&text[copied..token.at.start]);
            out.push_str(&exchange(&text[token.at.clone()], (from, to), calls(&tokens, index), host));
            copied = token.at.end;
        }
    }
    out.push_str(&text[copied..]);
    out
}
