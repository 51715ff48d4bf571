//! The lines that nearly every file consists of, read without the parser.
//!
//! Knows only what is certain at sight: blank lines and comments, `[x]` and `[[x]]`, and a bare key with a text
//! without escapes, a whole number, a truth value or a list of these on one line.
//! Any other line is left to the parser; a property test holds both ways against each other.
//! Read [`plain`] first.

use super::events::Growth;
use super::{Kind, Part, Radix};
use crate::source::Span;

/// The most digits that certainly fit.
const DIGITS: usize = 18;

/// Reads a plain line; gives where the next one begins, or `None`, with nothing done, when the line is not plain or
/// holds more values than there is room for.
pub(super) fn plain<'t>(text: &'t str, at: usize, growth: &mut Growth<'t>, room: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let start = past_blanks(bytes, at);
    match bytes.get(start) {
        None => Some(start),
        Some(b'\n' | b'\r' | b'#') => line_end(bytes, start),
        Some(b'[') => header(text, start, growth),
        Some(_) => pair(text, start, growth, room),
    }
}

fn header<'t>(text: &'t str, start: usize, growth: &mut Growth<'t>) -> Option<usize> {
    let bytes = text.as_bytes();
    let brackets = if bytes.get(start + 1) == Some(&b'[') { 2 } else { 1 };
    let word = start + brackets;
    let word_end = past_word(bytes, word);
    let end = word_end + brackets;
    let closed = bytes.get(word_end..end).is_some_and(|marks| marks.iter().all(|mark| *mark == b']'));
    if word == word_end || !closed {
        return None;
    }
    let next = line_end(bytes, past_blanks(bytes, end))?;
    growth.begin_header(start);
    growth.plain_key(&text[word..word_end], word);
    growth.end_header(end, brackets == 2);
    Some(next)
}

fn pair<'t>(text: &'t str, start: usize, growth: &mut Growth<'t>, room: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let word_end = past_word(bytes, start);
    let equals = past_blanks(bytes, word_end);
    if word_end == start || bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let value = past_blanks(bytes, equals + 1);
    if bytes.get(value) == Some(&b'[') {
        let list = List::at(bytes, value).filter(|list| list.members <= room)?;
        return list.read(text, (start, word_end), growth);
    }
    let part = scalar(bytes, value)?;
    let next = line_end(bytes, past_blanks(bytes, part.span.end as usize))?;
    growth.plain_key(&text[start..word_end], start);
    growth.put(part);
    Some(next)
}

/// A list on one line; it is walked twice, so that nothing is done when it is not plain to its end.
/// A plain list, before anything is made of it.
struct List {
    open: usize,
    close: usize,
    members: usize,
}

impl List {
    fn at(bytes: &[u8], open: usize) -> Option<Self> {
        let mut count = 0;
        let close = members(bytes, open, &mut |_| count += 1)?;
        Some(List { open, close, members: count })
    }

    fn read<'t>(&self, text: &'t str, key: (usize, usize), growth: &mut Growth<'t>) -> Option<usize> {
        let bytes = text.as_bytes();
        let next = line_end(bytes, past_blanks(bytes, self.close + 1))?;
        growth.plain_key(&text[key.0..key.1], key.0);
        growth.begin_list(Span::new(self.open, self.open + 1));
        members(bytes, self.open, &mut |part| growth.put(part));
        growth.end_list(Span::new(self.close, self.close + 1));
        Some(next)
    }
}

/// Visits the members of a plain list; gives where its last bracket stands.
fn members(bytes: &[u8], open: usize, visit: &mut dyn FnMut(Part)) -> Option<usize> {
    let mut at = past_blanks(bytes, open + 1);
    while bytes.get(at) != Some(&b']') {
        let part = scalar(bytes, at)?;
        at = past_blanks(bytes, part.span.end as usize);
        visit(part);
        match bytes.get(at) {
            Some(b',') => at = past_blanks(bytes, at + 1),
            Some(b']') => {}
            _ => return None,
        }
    }
    Some(at)
}

fn scalar(bytes: &[u8], at: usize) -> Option<Part> {
    match *bytes.get(at)? {
        quote @ (b'"' | b'\'') => quoted(bytes, at, quote),
        b't' => word(bytes, at, b"true", Kind::Truth(true)),
        b'f' => word(bytes, at, b"false", Kind::Truth(false)),
        b'0'..=b'9' => digits(bytes, at),
        _ => None,
    }
}

fn quoted(bytes: &[u8], at: usize, quote: u8) -> Option<Part> {
    let start = at + 1;
    let end = start + text_run(bytes.get(start..)?, quote);
    let closed = bytes.get(end) == Some(&quote);
    // Two marks and a third begin a text of several lines.
    if !closed || (end == start && bytes.get(end + 1) == Some(&quote)) {
        return None;
    }
    Some(Part::plain(Kind::Text, Span::new(at, end + 1), start..end))
}

fn word(bytes: &[u8], at: usize, word: &[u8], kind: Kind) -> Option<Part> {
    let end = at + word.len();
    let alone = bytes.get(at..end) == Some(word) && ends_value(bytes, end);
    alone.then(|| Part::plain(kind, Span::new(at, end), at..end))
}

fn digits(bytes: &[u8], at: usize) -> Option<Part> {
    let length = bytes[at..].iter().take(DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
    let end = at + length;
    let plain = length <= DIGITS && (length == 1 || bytes[at] != b'0') && ends_value(bytes, end);
    plain.then(|| Part::plain(Kind::Integer(Radix::Decimal), Span::new(at, end), at..end))
}

/// Whether a number or word is surely over: what follows could not belong to it.
fn ends_value(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        None | Some(b'\n' | b'\r' | b',' | b']') => true,
        // A date may go on after a space: only the end of the line tells.
        Some(b' ' | b'\t') => {
            matches!(bytes.get(past_blanks(bytes, at)), None | Some(b'\n' | b'\r' | b',' | b']' | b'#'))
        }
        _ => false,
    }
}

/// After a line end, a comment with its line end, or the end of the text.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at) {
        None => Some(at),
        Some(b'\n') => Some(at + 1),
        Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => Some(at + 2),
        Some(b'#') => {
            let rest = &bytes[at..];
            let length = rest.iter().take_while(|byte| is_shown(**byte)).count();
            line_end(bytes, at + length)
        }
        Some(_) => None,
    }
}

fn past_blanks(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn past_word(bytes: &[u8], at: usize) -> usize {
    let bare = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    at + bytes.get(at..).unwrap_or(&[]).iter().take_while(bare).count()
}

/// Whether a byte may stand in a text or a comment; parts of wider characters may.
fn is_shown(byte: u8) -> bool {
    (byte >= b' ' && byte != 0x7f) || byte == b'\t'
}

/// How many bytes stand before the next quotation mark, backslash or control character.
///
/// Whole chunks are tested at once: nearly all bytes of a file stand inside its texts.
fn text_run(bytes: &[u8], quote: u8) -> usize {
    let stops = |byte: &u8| (*byte == quote) | (*byte == b'\\') | !is_shown(*byte);
    let (chunks, _) = bytes.as_chunks::<16>();
    let stopped = |chunk: &[u8; 16]| chunk.iter().fold(false, |any, byte| any | stops(byte));
    let whole = chunks.iter().take_while(|chunk| !stopped(chunk)).count();
    let rest = &bytes[whole * 16..];
    whole * 16 + rest.iter().position(stops).unwrap_or(rest.len())
}
