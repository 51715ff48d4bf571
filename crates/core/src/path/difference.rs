//! Where a path and the case part: what was expected, what was found, what had happened so far.
//!
//! Knows how to say both sides in both languages; does not find them.
//! Read [`Difference`] first.

use std::fmt::Write as _;

use crate::data::{Text, Timestamp};
use crate::keywords::Keyword;
use crate::rejection::Rejection;
use crate::source::{Language, Source, Span};

/// One place where a path and the case part.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Difference {
    /// Where in the path file.
    pub span: Span,
    /// The word or step as written.
    pub word: Text,
    /// What differs.
    pub clash: Clash,
    /// The last of what had happened until then, oldest first.
    pub story: Vec<Text>,
}

/// What differs.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Clash {
    /// The work is not open.
    NotOpen {
        /// What was to be done.
        reference: Text,
        /// What is open instead, with its headings.
        open: Vec<Text>,
        /// How the case ended, if it has.
        ended: Option<Text>,
    },
    /// It was refused.
    Refused {
        /// Why.
        rejection: Rejection,
    },
    /// It was to be refused and was not.
    Accepted {
        /// The reason expected.
        reason: Text,
    },
    /// It was refused for another reason.
    OtherReason {
        /// The reason expected.
        reason: Text,
        /// The reason found.
        rejection: Rejection,
    },
    /// A refusal left the case changed.
    NotUnchanged,
    /// The step lies before what was done.
    Backwards {
        /// The time asked for; absent when it lies outside the years 1 to 9999.
        asked: Option<Timestamp>,
        /// The time of the path.
        now: Timestamp,
    },
    /// There is no timer of that element.
    NoTimer {
        /// The element.
        reference: Text,
        /// What does fall due in the case, with its moment.
        others: Vec<Text>,
    },
    /// Several timers of that element fall due at different moments.
    SeveralTimers {
        /// The element.
        reference: Text,
        /// The moments, in order, as clocks of the procedure show them.
        due: Vec<Text>,
    },
    /// More fell due than a path may fire in one step.
    TooManyTimers {
        /// How many were fired.
        fired: usize,
    },
    /// Doing all that is open opened more again and again.
    TooMuchWork {
        /// How many items were done.
        done: usize,
    },
    /// A fact is not as expected.
    Fact {
        /// The key of the expectation, in the language of the path.
        what: Text,
        /// What was expected.
        expected: Text,
        /// What was found.
        found: Text,
    },
}

impl Difference {
    /// What the path expected.
    #[must_use]
    pub fn expected(&self, language: Language) -> String {
        let say = |spanish: String, english: String| choose(language, spanish, english);
        match &self.clash {
            Clash::NotOpen { reference, .. } if reference.trim_end_matches(" }").ends_with('*') => say(
                format!("hacer lo que esté abierto («{reference}»)"),
                format!("to do what is open («{reference}»)"),
            ),
            Clash::NotOpen { reference, .. } => {
                say(format!("hacer la {reference}"), format!("to do {reference}"))
            }
            Clash::Refused { .. } => say(format!("hacer «{}»", self.word), format!("to do «{}»", self.word)),
            Clash::Accepted { reason } | Clash::OtherReason { reason, .. } => {
                say(format!("que se rechace: {reason}"), format!("a rejection: {reason}"))
            }
            Clash::NotUnchanged => {
                say("que el rechazo deje el caso igual".into(), "the case unchanged".into())
            }
            Clash::Backwards { asked: Some(asked), .. } => {
                say(format!("seguir el {asked}"), format!("to go on at {asked}"))
            }
            Clash::Backwards { asked: None, .. } => {
                say("una fecha entre los años 1 y 9999".into(), "a date between the years 1 and 9999".into())
            }
            Clash::NoTimer { reference, .. } => say(
                format!("un plazo o una espera {}", of(reference)),
                format!("a deadline or delay of {reference}"),
            ),
            Clash::SeveralTimers { reference, .. } => say(
                format!("un solo plazo o espera {}", of(reference)),
                format!("one deadline or delay of {reference}"),
            ),
            Clash::TooManyTimers { .. } => say("llegar a ese momento".into(), "to reach that moment".into()),
            Clash::TooMuchWork { .. } => {
                say("acabar con lo que está abierto".into(), "to come to an end of what is open".into())
            }
            Clash::Fact { what, expected, found } => format!("{what}: {}", unlike(expected, found)),
        }
    }

    /// What there was instead.
    #[must_use]
    pub fn found(&self, language: Language) -> String {
        let say = |spanish: String, english: String| choose(language, spanish, english);
        match &self.clash {
            Clash::NotOpen { ended: Some(state), .. } => {
                say(format!("el caso está {state}"), format!("the case is {state}"))
            }
            Clash::NotOpen { open, .. } if open.is_empty() => {
                say("no hay nada abierto".into(), "nothing is open".into())
            }
            Clash::NotOpen { open, .. } => {
                let open = first(open, "; ", language);
                say(format!("abierta: {open}"), format!("open: {open}"))
            }
            Clash::Refused { rejection } | Clash::OtherReason { rejection, .. } => {
                let (name, why) = (rejection.name(language), rejection.message(language));
                let told = format!("{name} ({})", why.trim_end_matches('.'));
                say(format!("se rechaza: {told}"), format!("rejected: {told}"))
            }
            Clash::Accepted { .. } => say("se aceptó".into(), "it was accepted".into()),
            Clash::NotUnchanged => say("cambió".into(), "it changed".into()),
            Clash::Backwards { now, .. } => say(format!("ya es {now}"), format!("it is already {now}")),
            Clash::NoTimer { others, .. } if others.is_empty() => say(
                "no tiene ninguno, ni lo hay en el caso".into(),
                "it has none, nor is there one in the case".into(),
            ),
            Clash::NoTimer { others, .. } => match language {
                Language::Spanish => {
                    let others: Vec<Text> = others.iter().map(|other| of(other).into()).collect();
                    format!("no tiene ninguno; los hay {}", first(&others, ", ", language))
                }
                Language::English => {
                    format!("it has none; there are those of {}", first(others, ", ", language))
                }
            },
            Clash::SeveralTimers { due, .. } => {
                let (many, due) = (due.len(), first(due, ", ", language));
                say(
                    format!("tiene {many}: {due}; diga a qué fecha se llega"),
                    format!("it has {many}: {due}; say which date is to be reached"),
                )
            }
            Clash::TooManyTimers { fired } => say(
                format!("van {fired} vencimientos y no se llega"),
                format!("{fired} timers fired, and not yet there"),
            ),
            Clash::TooMuchWork { done } => say(
                format!("se hicieron {done} tareas y se abren más"),
                format!("{done} items were done, and more open"),
            ),
            Clash::Fact { what, expected, found } => format!("{what}: {}", unlike(found, expected)),
        }
    }

    /// The whole difference for people: place, line, both sides.
    #[must_use]
    pub fn render(&self, source: &Source, language: Language) -> String {
        let mut out = self.quote(source, language);
        let _ =
            writeln!(out, "  {} {}", choose(language, "se esperaba:", "expected:"), self.expected(language));
        let _ = writeln!(out, "  {} {}", choose(language, "se encontró:", "found:   "), self.found(language));
        out
    }

    /// The place and its line, cut around the place, with a mark under it.
    fn quote(&self, source: &Source, language: Language) -> String {
        let (line, column) = source.line_column(self.span.start);
        let number = line.to_string();
        let gap = " ".repeat(number.len());
        let skipped = if column > WIDTH { column - WIDTH / 2 } else { 0 };
        let mut text = source.line_text(line).chars().skip(skipped).map(visible);
        let mut shown: Vec<char> = text.by_ref().take(WIDTH).collect();
        if let (true, Some(first)) = (skipped > 0, shown.first_mut()) {
            *first = '…';
        }
        shown.extend(text.next().map(|_| '…'));
        let column_shown = column.saturating_sub(1).saturating_sub(skipped);
        let left = shown.len().saturating_sub(column_shown).max(1);
        let marked = source.slice(self.span).chars().take(WIDTH).count().clamp(1, left);
        let (indent, mark) = (" ".repeat(column_shown), "^".repeat(marked));
        let (text, name, headline) = (String::from_iter(shown), source.name(), self.headline(language));
        format!("{name}:{line}:{column}  {headline}\n  {number} | {text}\n  {gap} | {indent}{mark}\n")
    }

    /// What had happened until then, as lines for people; empty when nothing had.
    #[must_use]
    pub fn render_story(&self, language: Language) -> String {
        let lines = self.story.iter().map(|line| format!("    {line}\n")).collect::<String>();
        match self.story.is_empty() {
            true => String::new(),
            false => format!("  {}\n{lines}", choose(language, "antes:", "before:")),
        }
    }

    fn headline(&self, language: Language) -> String {
        let spanish = format!("En «{}» el camino y el caso difieren.", self.word);
        choose(language, spanish, format!("At «{}» the path and the case differ.", self.word))
    }
}

/// «de la 4», «del caso».
fn of(reference: &str) -> String {
    let name = reference.split(' ').next().unwrap_or_default();
    match name == Keyword::Case.es() {
        true => format!("del {reference}"),
        false => format!("de la {reference}"),
    }
}

/// How many of a list are told: a plan for a whole country may have thousands open.
const TOLD: usize = 12;

/// The first of a list, and how many more there are.
fn first(list: &[Text], separator: &str, language: Language) -> String {
    let told = list.get(..TOLD).unwrap_or(list).join(separator);
    match list.len().saturating_sub(TOLD) {
        0 => told,
        rest => {
            let more = choose(language, format!("y {rest} más"), format!("and {rest} more"));
            format!("{told}{separator}{more}")
        }
    }
}

/// How many letters of a fact are told, and how many of them before the place where it differs.
const FACT: (usize, usize) = (600, 60);

/// A fact; of a long one, what stands around the first place where it differs from the other.
fn unlike(fact: &str, other: &str) -> String {
    let (most, before) = FACT;
    let length = fact.chars().count();
    if length <= most {
        return fact.to_owned();
    }
    let alike = fact.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let skipped = alike.saturating_sub(before);
    let shown: String = fact.chars().skip(skipped).take(most).collect();
    let left = if skipped > 0 { "…" } else { "" };
    let right = if length - skipped > most { "…" } else { "" };
    format!("{left}{shown}{right}")
}

/// Columns of a quoted line.
const WIDTH: usize = 96;

/// A character of a quoted line: one that would move or hide what stands beside it shows as a dot.
fn visible(letter: char) -> char {
    match letter {
        '\t' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => '·',
        _ if letter.is_control() => '·',
        _ => letter,
    }
}

fn choose<T>(language: Language, spanish: T, english: T) -> T {
    match language {
        Language::Spanish => spanish,
        Language::English => english,
    }
}

/// An act cannot go on.
pub(super) enum Stop {
    Differs(Clash),
    Refused(Rejection),
}

impl From<Rejection> for Stop {
    fn from(rejection: Rejection) -> Self {
        Stop::Refused(rejection)
    }
}

impl From<Clash> for Stop {
    fn from(clash: Clash) -> Self {
        Stop::Differs(clash)
    }
}
