//! The words of a walk: `4:SI`, `7?:NO`, `11:no-conforme`, `+3d`.
//!
//! Knows how a walk is cut into words and what each says; does not know whether the procedure has such activities.

use unicode_normalization::UnicodeNormalization as _;

use super::file::{Act, Action, Given, MOST_PROBLEMS, Said, Work};
use crate::calendar::parse_advance;
use crate::data::Text;
use crate::diagnostic::{Diagnostic, PathProblem};
use crate::document::Node;
use crate::keywords::Keyword;
use crate::source::{Language, Source, Span};

/// A word and where it stands.
struct Word {
    text: Text,
    span: Span,
}

/// Reads the words of a walk, in order; what cannot be read is said and left out.
pub(super) fn read_walk(
    node: &Node,
    source: &Source,
    language: Language,
    found: &mut Vec<Diagnostic>,
) -> Vec<Act> {
    let mut acts = Vec::new();
    for word in words(node, source) {
        if found.len() > MOST_PROBLEMS {
            break;
        }
        match action(&word.text, language) {
            Ok(action) => acts.push(Act { span: word.span, text: word.text, on: None, action }),
            Err(problem) => found.push(Diagnostic::error(problem, word.span)),
        }
    }
    acts
}

fn words(node: &Node, source: &Source) -> Vec<Word> {
    let Some(text) = node.as_text() else {
        return Vec::new();
    };
    let raw = source.slice(node.span);
    let marks = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let inside = raw.get(marks..raw.len().saturating_sub(marks));
    match inside {
        // Without escapes the text stands in the file as it is, and each word has a place of its own.
        Some(inside) if !raw.contains('\\') => {
            let base = node.span.range().start + marks;
            let place = |at: usize, word: &str| Span::new(base + at, base + at + word.len());
            cut(inside)
                .into_iter()
                .map(|(at, word)| Word { text: normal(word), span: place(at, word) })
                .collect()
        }
        _ => cut(text).into_iter().map(|(_, word)| Word { text: normal(word), span: node.span }).collect(),
    }
}

fn normal(word: &str) -> Text {
    if word.is_ascii() { word.into() } else { word.nfc().collect::<String>().into() }
}

/// Cuts at blanks, but not inside brackets: there blanks belong to a name or to a walk of its own.
fn cut(text: &str) -> Vec<(usize, &str)> {
    let (mut words, mut depth, mut start) = (Vec::new(), 0_usize, None);
    for (at, letter) in text.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let blank = letter.is_whitespace() && depth == 0;
        match (start, blank) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, &text[from..])));
    words
}

fn action(word: &str, language: Language) -> Result<Action, PathProblem> {
    if let Some(construct) = later(word) {
        return Err(PathProblem::NotYet { word: shortened(word), construct });
    }
    if let Some(event) = word.strip_prefix('!').filter(|event| is_reference(event)) {
        return Ok(Action::Declare { event: event.into(), given: Box::default() });
    }
    if word.starts_with('+') {
        let bad = |why| PathProblem::BadAdvance { written: shortened(word), why };
        return parse_advance(word).map(Action::Advance).map_err(|misread| bad(misread.problem));
    }
    let (target, answer) = match word.split_once(':') {
        Some((target, answer)) => (target, Some(answer)),
        None => (word, None),
    };
    let (reference, question) = match target.strip_suffix('?') {
        Some(reference) => (reference, true),
        None => (target, false),
    };
    if answer.is_none_or(str::is_empty) && (question || answer.is_some()) {
        return Err(PathProblem::AnswerLeftOut { word: shortened(word) });
    }
    if !is_reference(reference) {
        return Err(PathProblem::BadWord { word: shortened(word) });
    }
    let mut given = Given::default();
    match answer.map(|answer| said(answer, language)) {
        answer if question => given.applies = answer,
        answer => given.answer = answer,
    }
    Ok(Action::Work(Box::new(Work { reference: reference.into(), question, given })))
}

/// The construct of a later version that a word belongs to, if it does.
fn later(word: &str) -> Option<Keyword> {
    match word.chars().next() {
        Some('@') => return Some(Keyword::Message),
        Some('*') => return Some(Keyword::All),
        _ => {}
    }
    let target = word.split(':').next().unwrap_or(word);
    if target.contains('{') || target.contains('[') {
        Some(Keyword::Member)
    } else if target.contains('/') && !word.starts_with('+') {
        Some(Keyword::Interaction)
    } else {
        None
    }
}

fn is_reference(text: &str) -> bool {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '·');
    !text.is_empty() && text.chars().all(fits)
}

/// What a word answers: SI, NO, a result of a verification, or the id or text of another answer.
fn said(answer: &str, language: Language) -> Said {
    let is = |keyword: Keyword| {
        answer == keyword.word(language) || answer == keyword.word(language).replace(' ', "-")
    };
    match () {
        () if is(Keyword::AnswerYes) => Said::Yes,
        () if is(Keyword::AnswerNo) => Said::No,
        () if is(Keyword::Conforming) => Said::Conforming(true),
        () if is(Keyword::Nonconforming) => Said::Conforming(false),
        () => Said::Other(answer.into()),
    }
}

/// A word as far as a message shows it.
fn shortened(word: &str) -> Text {
    match word.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &word[..end]).into(),
        None => word.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(word: &str) -> &'static str {
        action(word, Language::Spanish).map_or_else(|problem| problem.code(), |_| "")
    }

    #[test]
    fn words_are_cut_at_blanks_outside_brackets() {
        let text = " 1  4:SI\n@m[San Luis Potosí] c5{ * 2 } 7";
        let words: Vec<&str> = cut(text).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["1", "4:SI", "@m[San Luis Potosí]", "c5{ * 2 }", "7"]);
    }

    #[test]
    fn each_slip_and_each_later_word_has_its_code() {
        for (word, expected) in [
            ("1", ""),
            ("4.1:NO", ""),
            ("7?:NO", ""),
            ("11:no-conforme", ""),
            ("comisionar-equipo:SI", ""),
            ("+3d", ""),
            ("+P1M", ""),
            ("+3x", "C0604"),
            ("7?", "C0603"),
            ("7:", "C0603"),
            (":SI", "C0601"),
            ("4,", "C0601"),
            ("?:SI", "C0601"),
            ("!evento", ""),
            ("!", "C0601"),
            ("@mensaje", "C0602"),
            ("*", "C0602"),
            ("3/contratacion:NO", "C0602"),
            ("[Nayarit]{ 1 }", "C0602"),
        ] {
            assert_eq!(code(word), expected, "{word}");
        }
    }
}
