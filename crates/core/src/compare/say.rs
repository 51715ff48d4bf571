//! Changes as sentences, in both languages.
//!
//! Knows the terms in which people speak of what changes most: who, evidence, answers and where they lead.
//! Everything else is told by its key.
//! Read [`Change::sentence`] first.

use super::change::{Change, Piece, Segment};
use crate::data::Text;
use crate::keywords::Keyword as K;
use crate::source::Language;

impl Change {
    /// The change as a sentence.
    #[must_use]
    pub fn sentence(&self, language: Language) -> String {
        let about = self.piece().told(language);
        let say = |spanish: &str, english: &str| match language {
            Language::Spanish => format!("{about}: {spanish}."),
            Language::English => format!("{about}: {english}."),
        };
        match self {
            Change::Added(_) => say("es nueva en esta versión", "is new in this version"),
            Change::Removed(_) => say("ya no está", "is gone"),
            Change::Renumbered { piece, from } => {
                let to = &piece.reference;
                say(&format!("antes era la {from}; ahora es la {to}"), &format!("was {from}, is {to} now"))
            }
            Change::Said { keys, old, new, .. } => {
                let [spanish, english] = said((keys, language), old.as_deref(), new.as_deref());
                say(&spanish, &english)
            }
        }
    }
}

impl Piece {
    /// What it is called: «actividad 4 Elaborar el cronograma».
    fn told(&self, language: Language) -> String {
        let Some(block) = self.block else {
            return match language {
                Language::Spanish => "Encabezado".into(),
                Language::English => "Head".into(),
            };
        };
        let word = block.word(language);
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        let rest = letters.as_str().replace('_', " ");
        let title = if self.title == self.reference { "" } else { &*self.title };
        [&*format!("{first}{rest}"), &*self.reference, title]
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// What a key says now, in Spanish and English.
fn said((keys, language): (&[Segment], Language), old: Option<&str>, new: Option<&str>) -> [String; 2] {
    if let (Some((answer, back)), Some(old), Some(new)) = (leads(keys), old, new) {
        let answer = answer.word(language);
        let (old, new) = (shortened(old, language), shortened(new, language));
        let (verb, to, english) =
            if back { ("regresa", "a", "goes back to") } else { ("continúa", "en", "goes on to") };
        let spanish = format!("{answer} {verb} ahora {to} {new} (antes {to} {old})");
        return [spanish, format!("{answer} {english} {new} now (before {old})")];
    }
    let what = what(keys, language);
    [said_in_spanish(&what, old, new), said_in_english(&what, old, new)]
}

/// The answer whose way the keys lead to, and whether it goes back.
fn leads(keys: &[Segment]) -> Option<(Answer, bool)> {
    let (answer, way) = match keys {
        [Segment::Key(answer @ (K::Yes | K::No)), Segment::Key(way)] => (Answer::Word(*answer), way),
        [Segment::Key(K::Answer), Segment::Id(id), Segment::Key(way)] => (Answer::Id(id.clone()), way),
        _ => return None,
    };
    matches!(way, K::BackTo | K::OnTo).then_some((answer, *way == K::BackTo))
}

/// An answer as keys name it.
enum Answer {
    Word(K),
    Id(Text),
}

impl Answer {
    fn word(&self, language: Language) -> Text {
        match self {
            Answer::Word(word) => answer_word(*word, language),
            Answer::Id(id) => id.clone(),
        }
    }
}

/// What a way of keys leads to, for people.
fn what(keys: &[Segment], language: Language) -> String {
    let spanish = language == Language::Spanish;
    match keys {
        [Segment::Key(K::Responsible)] => if spanish { "responsable" } else { "responsible" }.to_owned(),
        [Segment::Key(K::Evidence)] | [Segment::Key(K::Evidence), Segment::Id(_)] => {
            if spanish { "evidencia" } else { "evidence" }.to_owned()
        }
        [Segment::Key(answer @ (K::Yes | K::No)), rest @ ..] => {
            way(&answer_word(*answer, language), rest, language)
        }
        [Segment::Key(K::Answer), Segment::Id(answer), rest @ ..] => way(answer, rest, language),
        [Segment::Key(K::Title | K::Name)] => if spanish { "título" } else { "title" }.to_owned(),
        _ => shortened(&path(keys, language), language),
    }
}

fn answer_word(answer: K, language: Language) -> Text {
    match answer {
        K::Yes => K::AnswerYes.word(language).into(),
        _ => K::AnswerNo.word(language).into(),
    }
}

/// Where an answer leads, or what else is said of it.
fn way(answer: &str, rest: &[Segment], language: Language) -> String {
    let spanish = language == Language::Spanish;
    match rest {
        [] => {
            if spanish {
                format!("respuesta {answer}")
            } else {
                format!("answer {answer}")
            }
        }
        [Segment::Key(K::BackTo)] if spanish => format!("{answer} regresa a"),
        [Segment::Key(K::BackTo)] => format!("{answer} goes back to"),
        [Segment::Key(K::OnTo)] if spanish => format!("{answer} continúa en"),
        [Segment::Key(K::OnTo)] => format!("{answer} goes on to"),
        _ => format!("{answer} {}", shortened(&path(rest, language), language)),
    }
}

fn path(keys: &[Segment], language: Language) -> String {
    let word = |step: &Segment| match step {
        Segment::Key(key) => key.word(language).to_owned(),
        Segment::Id(id) => id.to_string(),
    };
    keys.iter().map(word).collect::<Vec<_>>().join("/")
}

fn said_in_spanish(what: &str, old: Option<&str>, new: Option<&str>) -> String {
    match [old, new].map(|text| text.map(|text| shortened(text, Language::Spanish))) {
        [Some(old), Some(new)] => format!("{what} cambió de {old} a {new}"),
        [None, Some(new)] => format!("{what}: se añade {new}"),
        [Some(old), None] => format!("{what}: se quita {old}"),
        [None, None] => format!("{what} cambió"),
    }
}

fn said_in_english(what: &str, old: Option<&str>, new: Option<&str>) -> String {
    match [old, new].map(|text| text.map(|text| shortened(text, Language::English))) {
        [Some(old), Some(new)] => format!("{what} changed from {old} to {new}"),
        [None, Some(new)] => format!("{what}: {new} was added"),
        [Some(old), None] => format!("{what}: {old} was removed"),
        [None, None] => format!("{what} changed"),
    }
}

/// As much of a value as a sentence bears, in the quotes of that language.
fn shortened(text: &str, language: Language) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept: String = line.chars().take(80).collect();
    let more = if kept.len() < line.len() { "…" } else { "" };
    match language {
        Language::Spanish => format!("«{kept}{more}»"),
        Language::English => format!("“{kept}{more}”"),
    }
}
