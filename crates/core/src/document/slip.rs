//! Which slip a faulty line is: the ones people make, each told apart by what stands there.

use super::raw::{Fault, FaultKind};
use super::scan::{Kind, Statement, Unclosed};
use crate::data::{Date, Text, grouped};
use crate::diagnostic::{Diagnostic, FileProblem};
use crate::keywords::unaccented;
use crate::source::{Source, Span};

/// Quotation marks that word processors write.
const WORD_MARKS: [char; 9] = ['“', '”', '„', '‟', '‘', '’', '«', '»', '″'];

/// Names the slip of a header or of a key with its value.
pub(super) fn classify(source: &Source, statement: &Statement, report: Fault) -> Diagnostic {
    let line = Line { source, statement, at: report.at };
    line.control_character()
        .or_else(|| line.key())
        .or_else(|| line.value(report))
        .unwrap_or_else(|| Diagnostic::error(FileProblem::Syntax, line.place()))
}

/// Names the slip of a line that is neither.
pub(super) fn classify_stray(source: &Source, statement: &Statement) -> Diagnostic {
    let line = Line { source, statement, at: statement.span.start };
    line.control_character()
        .or_else(|| line.colon())
        .unwrap_or_else(|| Diagnostic::error(FileProblem::StrayLine, line.whole()))
}

struct Line<'l> {
    source: &'l Source,
    statement: &'l Statement,
    at: usize,
}

impl Line<'_> {
    fn slice(&self, range: std::ops::Range<usize>) -> &str {
        self.source.text().get(range).unwrap_or("")
    }

    fn whole(&self) -> Span {
        let text = self.slice(self.statement.span.clone());
        let first = text.lines().next().unwrap_or("").trim_end();
        Span::new(self.statement.span.start, self.statement.span.start + first.len())
    }

    /// The character at the reported place, inside the statement.
    fn place(&self) -> Span {
        let at = self.at.clamp(self.statement.span.start, self.statement.span.end);
        let rest = self.slice(at..self.statement.span.end);
        let width = rest.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        if width == 0 { self.whole() } else { Span::new(at, at + width) }
    }

    fn control_character(&self) -> Option<Diagnostic> {
        let text = self.slice(self.statement.span.clone());
        let hidden = |c: char| (c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{7f}';
        let (at, found) = text.char_indices().find(|(_, c)| hidden(*c))?;
        let start = self.statement.span.start + at;
        let problem = FileProblem::ControlCharacter { character: u32::from(found) };
        Some(Diagnostic::error(problem, Span::new(start, start + found.len_utf8())))
    }

    fn key(&self) -> Option<Diagnostic> {
        let key = self.slice(self.statement.key.clone()).trim();
        let span = Span::new(self.statement.key.start, self.statement.key.start + key.len());
        if let Some(mark) = key.chars().find(|c| WORD_MARKS.contains(c)) {
            return Some(Diagnostic::error(FileProblem::WordQuotes { mark }, span));
        }
        if let Some(diagnostic) = self.colon() {
            return Some(diagnostic);
        }
        if key.contains(|c: char| c.is_alphabetic() && !c.is_ascii()) && !key.contains(['"', '\'']) {
            let plain = unaccented(key);
            let problem = FileProblem::AccentedKey { key: shortened(key), plain: plain.as_str().into() };
            return Some(Diagnostic::error(problem, span).with_fix(span, plain));
        }
        let header = self.statement.kind == Kind::Header;
        header.then(|| Diagnostic::error(FileProblem::BadHeader, self.whole()))
    }

    fn colon(&self) -> Option<Diagnostic> {
        let key = self.slice(self.statement.key.clone());
        let (word, _) = key.split_once(':').filter(|(word, _)| is_bare(word.trim()))?;
        let start = self.statement.key.start;
        let colon = start + word.len();
        let problem = FileProblem::ColonForEquals { key: shortened(word.trim()) };
        Some(
            Diagnostic::error(problem, Span::new(start, colon + 1))
                .with_fix(Span::new(colon, colon + 1), " ="),
        )
    }

    fn value(&self, report: Fault) -> Option<Diagnostic> {
        let range = self.statement.value.clone();
        let raw = self.slice(range.clone());
        let start = range.start + (raw.len() - raw.trim_start().len());
        let value = raw.trim();
        if value.is_empty() || value.starts_with('#') {
            let key = shortened(self.slice(self.statement.key.clone()).trim());
            return Some(Diagnostic::error(FileProblem::MissingValue { key }, self.whole()));
        }
        if value.starts_with(['[', '{']) {
            return self.inside(report);
        }
        if value.starts_with(['"', '\'']) {
            return self.quoted(report, start);
        }
        self.token(start, value.split(['#', '\n']).next().unwrap_or("").trim_end())
    }

    fn quoted(&self, report: Fault, start: usize) -> Option<Diagnostic> {
        if let Some(Unclosed::Quote(at)) = self.statement.fault {
            return Some(Diagnostic::error(
                FileProblem::UnclosedText,
                Span::new(at, self.whole().end.max(1) as usize),
            ));
        }
        if report.kind == FaultKind::Escape {
            return Some(Diagnostic::error(FileProblem::BadEscape, self.place()));
        }
        let _ = start;
        None
    }

    /// A slip inside brackets: the word that stands at the reported place.
    fn inside(&self, report: Fault) -> Option<Diagnostic> {
        if let Some(Unclosed::Quote(at)) = self.statement.fault {
            let end =
                at + self.slice(at..self.statement.span.end).lines().next().unwrap_or("").trim_end().len();
            return Some(Diagnostic::error(FileProblem::UnclosedText, Span::new(at, end)));
        }
        if report.kind == FaultKind::Escape {
            return Some(Diagnostic::error(FileProblem::BadEscape, self.place()));
        }
        if let Some(diagnostic) = self.missing_comma() {
            return Some(diagnostic);
        }
        let (start, token) = self.token_at(self.place().start as usize);
        if token.contains(|c: char| c.is_alphabetic() && !c.is_ascii())
            && self.slice(start + token.len()..self.statement.span.end).trim_start().starts_with('=')
        {
            let (plain, span) = (unaccented(token), Span::new(start, start + token.len()));
            let problem = FileProblem::AccentedKey { key: shortened(token), plain: plain.as_str().into() };
            return Some(Diagnostic::error(problem, span).with_fix(span, plain));
        }
        self.token(start, token)
    }

    /// A value that follows another without a comma.
    fn missing_comma(&self) -> Option<Diagnostic> {
        let place = self.place();
        let before = self.slice(self.statement.value.start..place.start as usize);
        let value = before.trim_end();
        let digits = |text: &str| text.ends_with(|c: char| c.is_ascii_digit());
        let apart = before.len() > value.len()
            && digits(value)
            && self.source.slice(place).starts_with(|c: char| c.is_ascii_digit());
        if !apart && !value.ends_with(['"', '\'', '}', ']']) {
            return None;
        }
        let at = Span::at(self.statement.value.start + value.len());
        Some(Diagnostic::error(FileProblem::MissingComma, place).with_fix(at, ","))
    }

    fn token_at(&self, at: usize) -> (usize, &str) {
        let stop = |c: char| matches!(c, ',' | '[' | ']' | '{' | '}' | '=' | '\n' | '#');
        let from = self.statement.value.start;
        let start = self.slice(from..at).rfind(stop).map_or(from, |found| from + found + 1);
        let rest = self.slice(start..self.statement.value.end);
        let blank = rest.len() - rest.trim_start().len();
        let token = rest[blank..].split(stop).next().unwrap_or("").trim_end();
        (start + blank, token)
    }

    fn token(&self, start: usize, token: &str) -> Option<Diagnostic> {
        let span = Span::new(start, start + token.len());
        let (problem, replacement) = bare_value(token)?;
        let diagnostic = Diagnostic::error(problem, span);
        Some(match replacement {
            Some(replacement) => diagnostic.with_fix(span, replacement),
            None => diagnostic,
        })
    }
}

/// What a value without quotation marks was meant to be, and what to write.
fn bare_value(token: &str) -> Option<(FileProblem, Option<String>)> {
    let written = shortened(token);
    if let Some(mark) = token.chars().find(|c| WORD_MARKS.contains(c)) {
        let plain = token.trim_matches(|c: char| WORD_MARKS.contains(&c));
        let certain = !plain.contains(['"', '\\']) && !plain.contains(WORD_MARKS);
        return Some((FileProblem::WordQuotes { mark }, certain.then(|| format!("\"{plain}\""))));
    }
    if let Some(iso) = slashed_date(token) {
        let problem = FileProblem::DateWithSlashes { written, iso: iso.map(|date| date.to_string().into()) };
        return Some((problem, iso.map(|date| date.to_string())));
    }
    let no_date = token.get(..10).is_none_or(|day| day.parse::<Date>().is_err());
    if is_iso_date(token) && no_date {
        return Some((FileProblem::ImpossibleDate { written }, None));
    }
    if is_time(token) || is_iso_date(token) {
        return Some((FileProblem::ImpossibleTime { written }, None));
    }
    number_or_word(token, written)
}

fn number_or_word(token: &str, written: Text) -> Option<(FileProblem, Option<String>)> {
    let digits = token.strip_prefix(['-', '+']).unwrap_or(token);
    if digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        return Some((FileProblem::LeadingZero { written }, Some(format!("\"{token}\""))));
    }
    let groups = ['.', ','].into_iter().find_map(|mark| grouped(digits, mark));
    if let Some((_, plain)) = groups.filter(|(length, _)| *length == digits.len()) {
        let plain = format!("{}{plain}", if token.starts_with('-') { "-" } else { "" });
        let thousands = plain.as_str().into();
        return Some((FileProblem::PointOfThousands { written, thousands, is: None }, Some(plain)));
    }
    if let Some((whole, part)) = digits.split_once(',')
        && [whole, part].iter().all(|side| !side.is_empty() && side.bytes().all(|b| b.is_ascii_digit()))
    {
        return Some((FileProblem::DecimalComma { written }, Some(token.replace(',', "."))));
    }
    match unaccented(token).as_str() {
        "true" | "verdadero" | "cierto" => {
            return Some((FileProblem::OtherTruth { written, right: true }, Some("true".into())));
        }
        "false" | "falso" => {
            return Some((FileProblem::OtherTruth { written, right: false }, Some("false".into())));
        }
        _ => {}
    }
    let plain = !token.is_empty() && !token.contains(['"', '\'', '\\', '=', '[', ']', '{', '}']);
    plain.then(|| (FileProblem::UnquotedText { written }, Some(format!("\"{token}\""))))
}

/// A date as people write it: day first, or year first; `Some(None)` when day and month could be either.
pub(super) fn slashed_date(token: &str) -> Option<Option<Date>> {
    let parts: Vec<&str> = token.split(['/', '.', '-']).collect();
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4 && !part.starts_with('+'));
    let (first_number, second_number, third_number) = (number(first)?, number(second)?, number(third)?);
    match (first.len(), third.len()) {
        (4, 1..=2) if !is_iso_date(token) => {
            Some(Date::new(i32::try_from(first_number).ok()?, second_number, third_number))
        }
        (1..=2, 4) => Some(Date::new(i32::try_from(third_number).ok()?, second_number, first_number)),
        (1..=2, 2) => Some(None),
        _ => None,
    }
}

fn is_iso_date(token: &str) -> bool {
    let bytes = token.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let date = [0, 1, 2, 3, 5, 6, 8, 9].into_iter().all(digit);
    date && bytes.get(4) == Some(&b'-') && bytes.get(7) == Some(&b'-')
}

fn is_time(token: &str) -> bool {
    let time = if is_iso_date(token) { token.get(11..).unwrap_or("") } else { token };
    let bytes = time.as_bytes();
    bytes.len() >= 4
        && bytes.contains(&b':')
        && bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b'Z' | b'+' | b'-'))
}

fn is_bare(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// What is quoted in a message: at most sixty characters.
pub(super) fn shortened(text: &str) -> Text {
    if text.chars().count() <= 60 {
        return text.into();
    }
    text.chars().take(59).chain(['…']).collect::<String>().into()
}
