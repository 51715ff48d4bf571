//! The closed vocabulary of guards in both languages, and the words nobody may use as a name.
//!
//! Knows how each word is spelt and what it takes in its parentheses.
//! Does not know what a word means in a case: see the slots in the parent module.
//! Read [`WORDS`] first.

use super::NameKind;
use crate::source::Language;

/// A word that every guard can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Yes,
    No,
    Member,
    Loop(super::LoopFact),
    Activation,
    Indicator,
    Target,
    EvidenceOf,
    Signed,
    Rounds,
    Answer,
    Done,
    IsOpen,
    Count,
    DaysSince,
    Today,
    Contains,
    Length,
    Has,
}

/// How a word is used in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Stands alone, without parentheses.
    Name,
    /// Names something of the procedure: the first `required` arguments must be there.
    Reference { arguments: &'static [NameKind], required: usize },
    /// Works on values: a list first, then `others` more.
    OfList { others: usize },
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) word: Word,
    pub(super) spanish: &'static str,
    pub(super) english: &'static str,
    pub(super) shape: Shape,
}

impl Entry {
    pub(super) fn spelt(&self, language: Language) -> &'static str {
        match language {
            Language::Spanish => self.spanish,
            Language::English => self.english,
        }
    }
}

const fn name(word: Word, spanish: &'static str, english: &'static str) -> Entry {
    Entry { word, spanish, english, shape: Shape::Name }
}

const fn refers(
    word: Word,
    spanish: &'static str,
    english: &'static str,
    arguments: &'static [NameKind],
) -> Entry {
    Entry {
        word,
        spanish,
        english,
        shape: Shape::Reference { arguments, required: if arguments.is_empty() { 0 } else { 1 } },
    }
}

use super::LoopFact;

/// Every word of a guard.
pub(super) const WORDS: [Entry; 23] = [
    name(Word::Yes, "SI", "YES"),
    name(Word::No, "NO", "NO"),
    name(Word::Member, "miembro", "member"),
    name(Word::Loop(LoopFact::Instances), "nrOfInstances", "nrOfInstances"),
    name(Word::Loop(LoopFact::Active), "nrOfActiveInstances", "nrOfActiveInstances"),
    name(Word::Loop(LoopFact::Completed), "nrOfCompletedInstances", "nrOfCompletedInstances"),
    name(Word::Loop(LoopFact::Terminated), "nrOfTerminatedInstances", "nrOfTerminatedInstances"),
    name(Word::Loop(LoopFact::Counter), "loopCounter", "loopCounter"),
    name(Word::Activation, "activationCount", "activationCount"),
    refers(Word::Indicator, "indicador", "indicator", &[NameKind::Indicator, NameKind::Window]),
    refers(Word::Target, "meta", "target", &[NameKind::Indicator]),
    refers(Word::EvidenceOf, "evidencia", "evidence_of", &[NameKind::Record, NameKind::Activity]),
    refers(Word::Signed, "firmado", "signed", &[NameKind::Record]),
    refers(Word::Rounds, "vueltas", "rounds", &[NameKind::Activity]),
    refers(Word::Answer, "respuesta", "answer", &[NameKind::Activity]),
    refers(Word::Done, "terminada", "done", &[NameKind::Activity]),
    refers(Word::IsOpen, "abierta", "is_open", &[NameKind::Activity]),
    refers(Word::Count, "cuenta", "count", &[NameKind::Event]),
    refers(Word::DaysSince, "dias_desde", "days_since", &[NameKind::Activity]),
    refers(Word::Today, "hoy", "today", &[]),
    Entry {
        word: Word::Contains,
        spanish: "contiene",
        english: "contains",
        shape: Shape::OfList { others: 1 },
    },
    Entry { word: Word::Length, spanish: "largo", english: "length", shape: Shape::OfList { others: 0 } },
    refers(Word::Has, "tiene", "has", &[NameKind::Datum]),
];

impl Word {
    /// The entry of a word.
    pub(super) fn entry(self) -> Option<&'static Entry> {
        WORDS.iter().find(|entry| entry.word == self)
    }
}

/// Words that begin a statement; a guard is one expression.
const STATEMENTS: [&str; 49] = [
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "const",
    "continue",
    "default",
    "do",
    "exit",
    "export",
    "fn",
    "for",
    "global",
    "go",
    "goto",
    "import",
    "in",
    "is",
    "let",
    "loop",
    "match",
    "module",
    "new",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "shared",
    "spawn",
    "static",
    "super",
    "switch",
    "sync",
    "this",
    "thread",
    "throw",
    "try",
    "until",
    "use",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "nil",
    "null",
];

/// Functions of the script language that do not exist in a guard.
const ABSENT: [&str; 19] = [
    "Fn",
    "call",
    "curry",
    "debug",
    "eval",
    "is_def_fn",
    "is_def_var",
    "is_shared",
    "parse_json",
    "print",
    "range",
    "sleep",
    "timestamp",
    "to_debug",
    "to_string",
    "type_of",
    "set_tag",
    "tag",
    "take",
];

/// Finds the word spelt so in that language.
pub(super) fn find(text: &str, language: Language) -> Option<&'static Entry> {
    WORDS.iter().find(|entry| entry.spelt(language) == text)
}

pub(super) fn is_statement(text: &str) -> bool {
    STATEMENTS.contains(&text)
}

pub(super) fn is_absent(text: &str) -> bool {
    ABSENT.contains(&text)
}

/// Whether no datum, indicator or member may have this name: a guard word of either language or a word of the script language.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "if" | "else")
        || is_statement(word)
        || is_absent(word)
        || WORDS.iter().any(|entry| entry.spanish == word || entry.english == word)
}

/// Every word that guards have, Spanish first, so that one table of the whole format can be checked.
#[cfg(test)]
pub(crate) fn vocabulary() -> impl Iterator<Item = [&'static str; 2]> {
    WORDS.iter().map(|entry| [entry.spanish, entry.english])
}

/// The candidate nearest to what was written, when it is near enough to be meant.
pub(super) fn nearest<I: IntoIterator<Item = String>>(written: &str, candidates: I) -> Option<String> {
    let length = written.chars().count();
    if length > 64 {
        return None;
    }
    let allowed = 1 + length / 4;
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (distance(&written.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(steps, candidate)| *steps <= allowed && *steps * 2 < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// Edit distance in characters.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for (column, to) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}
