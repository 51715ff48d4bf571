//! The words of what is generated: names of files and of paths, in the language of the procedure.
//!
//! Knows how each thing that a path shows is said. A name is made of numbers and ids, never of a place in a list, so that
//! a change of the procedure renames nothing that it does not touch.
//! Read [`Words`] first.

use super::goal::Goal;
use super::moves::Piece;
use crate::data::Text;
use crate::diagnostic::capitalized;
use crate::graph::Target;
use crate::keywords::Keyword as K;
use crate::procedure::{ElementIx, ExitIx, Procedure};
use crate::source::Language;
use crate::view::{GuardOutcome, Of};

/// Longest name of a file, without its ending.
const LONGEST: usize = 80;

/// How a path is called: its file and itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// The name of the file, without its ending.
    pub(super) file: String,
    /// The name of the path.
    pub(super) title: String,
}

/// An answer as people read it.
pub(super) fn answer(procedure: &Procedure, element: ElementIx, answer: u16) -> Text {
    let yes_no = if answer == 0 { K::AnswerYes } else { K::AnswerNo };
    let activity = procedure.activity(element);
    let known = activity.and_then(|activity| activity.answers.get(usize::from(answer)));
    known.map_or_else(|| yes_no.word(procedure.head.language).into(), |answer| answer.text.clone())
}

impl Words {
    fn of(language: Language, spanish: (&str, String), english: (&str, String), parts: &[&str]) -> Self {
        let (stem, title) = match language {
            Language::Spanish => spanish,
            Language::English => english,
        };
        let mut file = stem.to_owned();
        for part in parts {
            file.push('-');
            file.push_str(&slug(part));
        }
        Words { file: shortened(&file), title }
    }

    /// The path from beginning to end.
    pub(super) fn straight(language: Language) -> Self {
        let spanish = ("directo", "De principio a fin por lo más corto".to_owned());
        Words::of(
            language,
            spanish,
            ("straight", "From beginning to end by the shortest way".to_owned()),
            &[],
        )
    }

    /// The path that shows one thing.
    pub(super) fn goal(procedure: &Procedure, goal: Goal) -> Self {
        let language = procedure.head.language;
        let at = procedure.called(goal.element(procedure)).clone();
        let to = goal.exit(procedure).map(|exit| Words::target(procedure, exit)).unwrap_or_default();
        match goal {
            Goal::Return(_) => Words::of(
                language,
                ("regresa", format!("La {at} regresa a la {to}")),
                ("returns", format!("{at} goes back to {to}")),
                &[&at, a(language), &to],
            ),
            Goal::Event(_) => Words::of(
                language,
                ("ocurre", format!("Ocurre «{at}»")),
                ("happens", format!("“{at}” happens")),
                &[&at],
            ),
            Goal::Skip(_) => Words::of(
                language,
                ("omite", format!("La {at} no aplica y se omite")),
                ("skips", format!("{at} does not apply and is skipped")),
                &[&at],
            ),
            Goal::Deadline(_) => Words::of(
                language,
                ("vence", format!("Se vence el plazo de la {at}")),
                ("overdue", format!("The deadline of {at} passes")),
                &[&at],
            ),
            Goal::Answer(element, position) => {
                let said = answer(procedure, element, position);
                let id = procedure.activity(element).and_then(|it| it.answers.get(usize::from(position)));
                let id = id.map_or(&*said, |answer| answer_word(&answer.id, language));
                Words::of(
                    language,
                    ("responde", format!("En la {at} se responde «{said}»")),
                    ("answers", format!("{at} is answered “{said}”")),
                    &[&at, id],
                )
            }
            Goal::Flow(_) => Words::of(
                language,
                ("pasa", format!("De la {at} se pasa a «{to}»")),
                ("goes", format!("{at} leads to “{to}”")),
                &[&at, a(language), &to],
            ),
            Goal::Outcome(outcome) => Words::outcome(procedure, &outcome),
            Goal::Row(_, row) => Words::of(
                language,
                ("fila", format!("En la {at} se aplica la fila {row} de su tabla")),
                ("row", format!("Row {row} of the table of {at} applies")),
                &[&at, &row.to_string()],
            ),
            Goal::Activity(_) => Words::of(
                language,
                ("hace", format!("Se hace la {at}")),
                ("does", format!("{at} is done")),
                &[&at],
            ),
        }
    }

    /// The path on which a condition comes out one way; its file says what follows from that, as guards have no names.
    fn outcome(procedure: &Procedure, outcome: &GuardOutcome) -> Self {
        let language = procedure.head.language;
        let (at, holds) = (procedure.called(outcome.element).clone(), outcome.holds);
        let shown = outcome.missing(procedure).sentence(language);
        // What has to be shown, told as what is shown.
        let title = match language {
            Language::Spanish => shown.replacen("que ", "", 1).replacen("cumpla", "cumple", 1),
            Language::English => shown.replacen("that ", "", 1),
        };
        let title = capitalized(&title);
        let yes_no = if holds { K::AnswerYes } else { K::AnswerNo }.word(language);
        let stems = match outcome.of {
            Of::Way(_) => ["cumple", "holds"],
            Of::Answer => ["decide", "decides"],
            Of::Proposal => ["sugiere", "suggests"],
            Of::Applies => ["aplica", "applies"],
            Of::Again => ["otra-vuelta", "again"],
            Of::Enough => ["basta", "enough"],
        };
        let to = match outcome.of {
            Of::Way(exit) => Some(Words::target(procedure, exit)),
            _ => None,
        };
        let mut parts: Vec<&str> = vec![&at];
        parts.extend(to.iter().flat_map(|to| [a(language), &**to]));
        parts.push(yes_no);
        Words::of(language, (stems[0], title.clone()), (stems[1], title), &parts)
    }

    /// What people call the place that a way leads to.
    fn target(procedure: &Procedure, exit: ExitIx) -> Text {
        match procedure.graph.exit(exit).target {
            Target::Element(element) => procedure.reference(element).clone(),
            Target::End | Target::CaseEnd => K::End.word(procedure.head.language).into(),
        }
    }

    /// One of the fewest paths that show everything; of several each is named by the first thing that it alone shows.
    pub(super) fn compact(procedure: &Procedure, alone: Option<Goal>) -> Self {
        let language = procedure.head.language;
        let Some(goal) = alone else {
            let spanish = ("compacto", "Todo en un solo camino".to_owned());
            return Words::of(language, spanish, ("compact", "Everything in one path".to_owned()), &[]);
        };
        let shown = Words::goal(procedure, goal);
        let spanish = ("compacto", format!("{}, y más", shown.title));
        Words::of(language, spanish, ("compact", format!("{}, and more", shown.title)), &[&shown.file])
    }

    /// A path on which nothing goes back, by what it does otherwise than the straight one.
    pub(super) fn without_rounds<'p>(language: Language, others: impl Iterator<Item = &'p Piece>) -> Self {
        let others: Vec<&str> = others.map(Piece::text).collect();
        let spanish = ("sin-vueltas", format!("Sin vueltas, con {}", others.join(" y ")));
        let english = ("loop-free", format!("With no round, with {}", others.join(" and ")));
        Words::of(language, spanish, english, &others)
    }

    /// A path on which something is refused.
    pub(super) fn refused(procedure: &Procedure, element: ElementIx, reason: &str) -> Self {
        let at = procedure.reference(element);
        let spanish = ("rechaza", format!("En la {at} se rechaza por «{reason}»"));
        let english = ("rejects", format!("{at} is refused for “{reason}”"));
        Words::of(procedure.head.language, spanish, english, &[at, reason])
    }

    /// The same thing several times.
    pub(super) fn times(mut self, language: Language, times: u32) -> Self {
        let (file, title) = match language {
            Language::Spanish => (format!("-{times}-veces"), format!(", {times} veces")),
            Language::English => (format!("-{times}-times"), format!(", {times} times")),
        };
        self.file.push_str(&file);
        self.title.push_str(&title);
        self
    }

    /// One thing and then another.
    pub(super) fn then(self, other: &Words, language: Language) -> Self {
        let after = match language {
            Language::Spanish => "luego",
            Language::English => "then",
        };
        let title = format!("{}; {after}: {}", self.title, other.title);
        Words { file: shortened(&format!("{}-{after}-{}", self.file, other.file)), title }
    }
}

fn a(language: Language) -> &'static str {
    match language {
        Language::Spanish => "a",
        Language::English => "to",
    }
}

/// An answer by its id, as a path writes it.
pub(super) fn answer_word(id: &str, language: Language) -> &str {
    match id {
        "yes" => K::AnswerYes.word(language),
        "no" => K::AnswerNo.word(language),
        _ => id,
    }
}

/// A text as a part of a name that every file system has.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'á' => slug.push('a'),
            'é' => slug.push('e'),
            'í' => slug.push('i'),
            'ó' => slug.push('o'),
            'ú' | 'ü' => slug.push('u'),
            'ñ' => slug.push('n'),
            _ if letter.is_ascii_alphanumeric() || letter == '_' => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.trim_end_matches('-').to_owned()
}

fn shortened(name: &str) -> String {
    name.chars().take(LONGEST).collect::<String>().trim_end_matches('-').to_owned()
}
