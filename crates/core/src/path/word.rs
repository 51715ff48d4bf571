//! The words of a walk: `4:SI`, `7?:NO`, `11:no-conforme`, `!evento`, `@mensaje[Nayarit]`, `c5{ * }`, `+3d`.
//!
//! Knows what each word says; does not know whether the procedure has such activities.

use unicode_normalization::UnicodeNormalization as _;

use super::cut::{Cut, cut};
use super::file::{Act, Action, Given, MOST_PROBLEMS, Said, Send, Sent, Work};
use crate::calendar::parse_advance;
use crate::data::Text;
use crate::diagnostic::{Diagnostic, PathProblem};
use crate::document::Node;
use crate::keywords::Keyword;
use crate::reference::Reference;
use crate::source::{Language, Source, Span};

/// Reads the words of a walk, in order; what cannot be read is said and left out.
pub(super) fn read_walk(
    node: &Node,
    source: &Source,
    language: Language,
    found: &mut Vec<Diagnostic>,
) -> Vec<Act> {
    let Some(walk) = Walk::of(node, source, language) else { return Vec::new() };
    let (cuts, unmatched) = cut(walk.text);
    for brace in unmatched.iter().take(MOST_PROBLEMS) {
        let word = walk.text.get(brace.at..=brace.at).unwrap_or_default().into();
        found
            .push(Diagnostic::error(PathProblem::UnmatchedBrace { word }, walk.span(brace.at, brace.at + 1)));
    }
    let mut acts = Vec::new();
    for cut in &cuts {
        if found.len() > MOST_PROBLEMS {
            break;
        }
        match walk.act(cut) {
            Ok(act) => acts.push(act),
            Err(problem) => found.push(*problem),
        }
    }
    acts
}

/// The text of a walk, and where it stands.
struct Walk<'a> {
    text: &'a str,
    whole: Span,
    /// Where the text begins in the file, when it stands there as it is.
    base: Option<usize>,
    language: Language,
}

impl<'a> Walk<'a> {
    fn of(node: &'a Node, source: &'a Source, language: Language) -> Option<Self> {
        let text = node.as_text()?;
        let raw = source.slice(node.span);
        let marks = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
        let whole = node.span;
        // Without escapes the text stands in the file as it is, and each word has a place of its own.
        let is_escaped = raw.contains('\\') && raw.starts_with('"');
        match raw.get(marks..raw.len().saturating_sub(marks)).filter(|_| !is_escaped) {
            Some(inside) => {
                let base = Some(whole.range().start + marks);
                Some(Walk { text: inside, whole, base, language })
            }
            None => Some(Walk { text, whole, base: None, language }),
        }
    }

    fn span(&self, from: usize, to: usize) -> Span {
        self.base.map_or(self.whole, |base| Span::new(base + from, base + to))
    }

    fn act(&self, cut: &Cut) -> Result<Act, Box<Diagnostic>> {
        let span = self.span(cut.word.start, cut.word.end);
        let wrong = |problem| Box::new(Diagnostic::error(problem, span));
        let text = normal(&self.text[cut.word.clone()]);
        let around = self.around(cut)?;
        let action = action(&text, around.as_ref(), self.language).map_err(wrong)?;
        Ok(Act { span, text, on: None, action })
    }

    /// What stands before the braces around a word, as one.
    fn around(&self, cut: &Cut) -> Result<Option<Reference>, Box<Diagnostic>> {
        let mut around: Option<Reference> = None;
        for place in &cut.around {
            let text = normal(&self.text[place.clone()]);
            let Some(inner) = Reference::parse_prefix(&text) else {
                let problem = PathProblem::BadWord { word: shortened(&text) };
                return Err(Box::new(Diagnostic::error(problem, self.span(place.start, place.end))));
            };
            around = Some(within(inner, around.as_ref()));
        }
        Ok(around)
    }
}

fn within(reference: Reference, around: Option<&Reference>) -> Reference {
    match around {
        Some(prefix) => reference.inside(prefix),
        None => reference,
    }
}

fn normal(word: &str) -> Text {
    if word.is_ascii() { word.into() } else { word.nfc().collect::<String>().into() }
}

pub(super) fn action(
    word: &str,
    around: Option<&Reference>,
    language: Language,
) -> Result<Action, PathProblem> {
    let unreadable = || PathProblem::BadWord { word: shortened(word) };
    if crate::diagnostic::mark_between_words(word).is_some() {
        return Err(unreadable());
    }
    if word.starts_with('+') {
        let bad = |why| PathProblem::BadAdvance { written: shortened(word), why };
        return parse_advance(word).map(Action::Advance).map_err(|misread| bad(misread.problem));
    }
    if word == "*" {
        return Ok(Action::Rest(around.cloned()));
    }
    if let Some(event) = word.strip_prefix('!') {
        let event = Reference::parse(event).ok_or_else(unreadable)?;
        return Ok(Action::Declare { event: within(event, around), given: Box::default() });
    }
    if let Some(message) = word.strip_prefix('@') {
        let message = Reference::parse(message).filter(|read| read.around().next().is_none());
        return Ok(Action::Send(Box::new(sent(&message.ok_or_else(unreadable)?, around))));
    }
    work(word, around, language)
}

/// A message, to what waits for it in the members that are written beside it and around it.
fn sent(message: &Reference, around: Option<&Reference>) -> Send {
    let outer = around.into_iter().flat_map(Reference::members);
    let members = outer.chain(message.members()).cloned().collect();
    Send { what: Sent::Message, name: message.element().into(), members, data: Vec::new() }
}

fn work(word: &str, around: Option<&Reference>, language: Language) -> Result<Action, PathProblem> {
    let (target, answer) = match split_answer(word) {
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
    let Some(reference) = Reference::parse(reference) else {
        return Err(PathProblem::BadWord { word: shortened(word) });
    };
    let mut given = Given::default();
    match answer.map(|answer| said(answer, language)) {
        answer if question => given.applies = answer,
        answer => given.answer = answer,
    }
    let reference = within(reference, around);
    Ok(Action::Work(Box::new(Work { reference, question, given })))
}

/// Parts a word at the colon before its answer; one in the name of a member parts nothing.
fn split_answer(word: &str) -> Option<(&str, &str)> {
    let from = word.rfind(']').unwrap_or(0);
    let colon = from + word.get(from..)?.find(':')?;
    Some((word.get(..colon)?, word.get(colon + 1..)?))
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
        action(word, None, Language::Spanish).map_or_else(|problem| problem.code(), |_| "")
    }

    #[test]
    fn each_slip_has_its_code() {
        for (word, expected) in [
            ("1", ""),
            ("4.1:NO", ""),
            ("7?:NO", ""),
            ("11:no-conforme", ""),
            ("comisionar-equipo:SI", ""),
            ("5.1[San Luis: Norte]:SI", ""),
            ("3/contratacion:NO", ""),
            ("!aviso", ""),
            ("!3/aviso", ""),
            ("@solicitud[Nayarit]", ""),
            ("*", ""),
            ("+3d", ""),
            ("+P1M", ""),
            ("+3x", "C0604"),
            ("7?", "C0603"),
            ("7:", "C0603"),
            (":SI", "C0601"),
            ("4,", "C0601"),
            ("?:SI", "C0601"),
            ("!", "C0601"),
            ("@", "C0601"),
            ("@a/b", "C0601"),
            ("[Nayarit]", "C0601"),
            ("5[", "C0601"),
            ("**", "C0601"),
        ] {
            assert_eq!(code(word), expected, "{word}");
        }
    }

    #[test]
    fn what_is_around_a_word_stands_before_it() {
        let prefix = Reference::parse_prefix("c5[Nayarit]").expect("a prefix");
        let printed = |word: &str| match action(word, Some(&prefix), Language::Spanish) {
            Ok(Action::Work(work)) => work.reference.to_string(),
            Ok(Action::Declare { event, .. }) => event.to_string(),
            Ok(Action::Rest(around)) => around.map_or_else(String::new, |around| around.to_string()),
            other => panic!("{other:?}"),
        };
        assert_eq!(printed("3[Z1]:SI"), "c5[Nayarit]/3[Z1]");
        assert_eq!(printed("!aviso"), "c5[Nayarit]/aviso");
        assert_eq!(printed("*"), "c5[Nayarit]");
    }
}
