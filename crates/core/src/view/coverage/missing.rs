//! What has not been walked: the kinds of things there are, and their words.

use crate::data::Text;
use crate::keywords::Keyword;
use crate::source::Language;

/// A kind of thing that can be walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Activities, numbered ends included.
    Activities,
    /// Answers of questions.
    Answers,
    /// Counted returns.
    Returns,
    /// Sequence flows, returns included.
    Flows,
    /// Optional activities that are skipped.
    Skips,
    /// Events and starts.
    Events,
    /// Deadlines that say what follows when they pass.
    Deadlines,
    /// Outcomes of conditions.
    Conditions,
    /// Rows of decision tables.
    Rows,
}

impl Kind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Kind; 9] = [
        Kind::Activities,
        Kind::Answers,
        Kind::Returns,
        Kind::Flows,
        Kind::Skips,
        Kind::Events,
        Kind::Deadlines,
        Kind::Conditions,
        Kind::Rows,
    ];

    /// The key of `[cobertura]` that demands it.
    #[must_use]
    pub fn keyword(self) -> Keyword {
        match self {
            Kind::Activities => Keyword::Activities,
            Kind::Answers => Keyword::Answers,
            Kind::Returns => Keyword::Returns,
            Kind::Flows => Keyword::Flows,
            Kind::Skips => Keyword::Skips,
            Kind::Events => Keyword::Events,
            Kind::Deadlines => Keyword::Deadline,
            Kind::Conditions => Keyword::Conditions,
            Kind::Rows => Keyword::Rows,
        }
    }

    /// What people call it, of several: `respuestas`, `deadlines`.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Kind::Deadlines, Language::Spanish) => "plazos",
            (Kind::Deadlines, Language::English) => "deadlines",
            _ => self.keyword().word(language),
        }
    }
}

/// Something that has not been walked; elements go by what people call them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// An activity, by what people call it.
    Activity(Text),
    /// An answer of an activity.
    Answer(Text, Text),
    /// A return, from and to.
    Return(Text, Text),
    /// A flow, from and to; an end is empty.
    Flow(Text, Text),
    /// Skipping an optional activity.
    Skip(Text),
    /// An event that may happen, or a start.
    Event(Text),
    /// The deadline of an activity that says what follows when it is overdue.
    Deadline(Text),
    /// An outcome of a condition.
    Condition {
        /// The element that asks it.
        at: Text,
        /// Where the way leads whose condition it is, empty for an end; `None` when it is none of a way.
        to: Option<Text>,
        /// The guard as it stands in the file.
        guard: Text,
        /// Whether it never held, or never failed to.
        holds: bool,
    },
    /// A row of the decision table of an activity; the first is 1.
    Row(Text, u32),
}

impl Missing {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Missing::Activity(_) => Kind::Activities,
            Missing::Answer(..) => Kind::Answers,
            Missing::Return(..) => Kind::Returns,
            Missing::Flow(..) => Kind::Flows,
            Missing::Skip(_) => Kind::Skips,
            Missing::Event(_) => Kind::Events,
            Missing::Deadline(_) => Kind::Deadlines,
            Missing::Condition { .. } => Kind::Conditions,
            Missing::Row(..) => Kind::Rows,
        }
    }

    /// As a path would write it, or as near as it comes: `4:SI`, `4 a 3`, `7?:NO`.
    #[must_use]
    pub fn shown(&self, language: Language) -> String {
        let (spanish, no) = (language == Language::Spanish, Keyword::AnswerNo.word(language));
        let between = if spanish { "a" } else { "to" };
        let end = Keyword::End.word(language);
        let way = |from: &Text, to: &Text| match to.is_empty() {
            true => format!("{from} {between} {end}"),
            false => format!("{from} {between} {to}"),
        };
        match self {
            Missing::Activity(reference) | Missing::Event(reference) | Missing::Deadline(reference) => {
                reference.to_string()
            }
            Missing::Answer(reference, answer) => format!("{reference}:{answer}"),
            Missing::Return(from, to) | Missing::Flow(from, to) => way(from, to),
            Missing::Skip(reference) => format!("{reference}?:{no}"),
            Missing::Condition { at, to, guard, holds } => {
                let place = to.as_ref().map_or_else(|| at.to_string(), |to| way(at, to));
                let outcome = if *holds { Keyword::AnswerYes.word(language) } else { no };
                format!("{place} «{guard}»:{outcome}")
            }
            Missing::Row(reference, row) => match spanish {
                true => format!("{reference} fila {row}"),
                false => format!("{reference} row {row}"),
            },
        }
    }

    /// What is missing as people say it: «la respuesta 4:SI», «the return from 4 to 3».
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Spanish => self.in_spanish(),
            Language::English => self.in_english(),
        }
    }

    fn in_spanish(&self) -> String {
        match self {
            Missing::Activity(reference) => format!("la actividad {reference}"),
            Missing::Answer(reference, answer) => format!("la respuesta {reference}:{answer}"),
            Missing::Return(from, to) => format!("el regreso de la {from} a la {to}"),
            Missing::Flow(from, to) if to.is_empty() => format!("el paso de la {from} al fin"),
            Missing::Flow(from, to) => format!("el paso de la {from} a la {to}"),
            Missing::Skip(reference) => format!("omitir la {reference}"),
            Missing::Event(reference) => format!("que ocurra «{reference}»"),
            Missing::Deadline(reference) => format!("que se venza la {reference}"),
            Missing::Row(reference, row) => format!("la fila {row} de la tabla de la {reference}"),
            Missing::Condition { at, to, guard, holds } => {
                let holds = if *holds { "que se cumpla" } else { "que no se cumpla" };
                match to {
                    None => format!("{holds} «{guard}» en la {at}"),
                    Some(to) if to.is_empty() => format!("{holds} «{guard}», de la {at} al fin"),
                    Some(to) => format!("{holds} «{guard}», de la {at} a la {to}"),
                }
            }
        }
    }

    fn in_english(&self) -> String {
        match self {
            Missing::Activity(reference) => format!("activity {reference}"),
            Missing::Answer(reference, answer) => format!("answer {reference}:{answer}"),
            Missing::Return(from, to) => format!("the return from {from} to {to}"),
            Missing::Flow(from, to) if to.is_empty() => format!("the way from {from} to the end"),
            Missing::Flow(from, to) => format!("the way from {from} to {to}"),
            Missing::Skip(reference) => format!("skipping {reference}"),
            Missing::Event(reference) => format!("that “{reference}” happens"),
            Missing::Deadline(reference) => format!("that {reference} is overdue"),
            Missing::Row(reference, row) => format!("row {row} of the table of {reference}"),
            Missing::Condition { at, to, guard, holds } => {
                let holds = if *holds { "holds" } else { "does not hold" };
                match to {
                    None => format!("that “{guard}” {holds} at {at}"),
                    Some(to) if to.is_empty() => format!("that “{guard}” {holds}, from {at} to the end"),
                    Some(to) => format!("that “{guard}” {holds}, from {at} to {to}"),
                }
            }
        }
    }
}
