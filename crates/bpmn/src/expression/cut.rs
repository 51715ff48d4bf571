//! An expression in words: names, numbers, texts and signs.

/// A word of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Name(String),
    /// Digits with at most one point.
    Number(String),
    Text(String),
    Sign(&'static str),
}

/// The signs, the longer before the shorter that begin alike.
const SIGNS: &[&str] = &[
    "===", "!==", "==", "!=", "<>", "<=", ">=", "&&", "||", "<", ">", "=", "!", "(", ")", "[", "]", "{", "}",
    ",", ".", "+", "-", "*", "/", "%", "?", ":",
];

/// The words; `None` where something stands that no guard has.
pub(super) fn cut(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '"' | '\'' => quoted(rest, first)?,
            '0'..='9' => number(rest)?,
            _ if is_name(first, true) => name(rest),
            _ => {
                let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign))?;
                (Word::Sign(sign), sign.len())
            }
        };
        words.push(word);
        rest = rest[length..].trim_start();
    }
    Some(words)
}

fn is_name(c: char, first: bool) -> bool {
    c.is_alphabetic() || c == '_' || (!first && c.is_numeric())
}

fn name(rest: &str) -> (Word, usize) {
    let length = rest.find(|c| !is_name(c, false)).unwrap_or(rest.len());
    (Word::Name(rest[..length].to_owned()), length)
}

fn number(rest: &str) -> Option<(Word, usize)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let mut length = digits(rest);
    if rest[length..].starts_with('.') {
        let decimals = digits(&rest[length + 1..]);
        if decimals > 0 {
            length += 1 + decimals;
        }
    }
    let after = rest[length..].chars().next();
    let alone = !after.is_some_and(|c| is_name(c, false) && !matches!(c, 'L' | 'l' | 'd' | 'D' | 'f' | 'F'));
    let suffix = usize::from(after.is_some_and(|c| matches!(c, 'L' | 'l' | 'd' | 'D' | 'f' | 'F')));
    let next = rest[length + suffix..].chars().next();
    let ends = suffix == 0 || !next.is_some_and(|c| is_name(c, false));
    (alone && ends && length <= 28).then(|| (Word::Number(rest[..length].to_owned()), length + suffix))
}

fn quoted(rest: &str, quote: char) -> Option<(Word, usize)> {
    let mut text = String::new();
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match (escaped, c) {
            (true, 'n') => text.push('\n'),
            (true, 't') => text.push('\t'),
            (true, '"' | '\'' | '\\') => text.push(c),
            (true, _) => return None,
            (false, '\\') => {
                escaped = true;
                continue;
            }
            (false, _) if c == quote => return Some((Word::Text(text), at + c.len_utf8())),
            (false, _) => text.push(c),
        }
        escaped = false;
    }
    None
}
