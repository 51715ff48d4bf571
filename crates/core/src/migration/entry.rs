//! One line of a plan: a thing that a case holds and what becomes of it, as data and in words.

use crate::command::ItemId;
use crate::data::Text;
use crate::rejection::Obstacle;
use crate::source::Language;

/// A thing that a case holds, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// What it is.
    pub what: What,
    /// The element instance it is or belongs to; the case itself is 0, `None` where it belongs to none.
    pub item: Option<ItemId>,
    /// What people call it: the number or id of the element, the id of the datum.
    pub name: Text,
    /// Its heading or printed name, where it has one.
    pub title: Text,
    /// What becomes of it.
    pub fate: Fate,
}

/// What a line of a plan is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum What {
    /// Work, a question, a wait, a job: an open element instance.
    Work,
    /// A block, a repetition, a member, work that several share.
    Scope,
    /// A called procedure, which runs on by the version that was called.
    Call,
    /// An event that may happen beside what is open.
    Event,
    /// A token that waits at a join.
    Token,
    /// A deadline or another time that was computed.
    Timer,
    /// Something completed that can still be undone.
    Undoable,
    /// A datum that has a value.
    Datum,
    /// An indicator that was reported.
    Indicator,
    /// A role that something open is kept for, or that has signed.
    Role,
    /// How often a return was taken.
    Counter,
    /// A milestone that was reached.
    Milestone,
    /// A fact of the past: an answer, a completion, evidence.
    Past,
}

/// What becomes of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// It goes on as another thing of the new version.
    Moves {
        /// What people call it: its number or id.
        to: Text,
        /// Its heading or printed name.
        title: Text,
    },
    /// It is closed, or let go.
    Ends,
    /// It is counted anew, by the rules of the new version.
    Recounted,
    /// It opens: only the new version has it.
    Opens,
    /// The new version asks for it and the case does not know it.
    Unknown,
    /// It cannot go on, and why.
    Cannot(Obstacle),
}

impl What {
    fn word(self, language: Language) -> &'static str {
        let words = match self {
            What::Work => ["trabajo", "work"],
            What::Scope => ["bloque", "block"],
            What::Call => ["llamada", "call"],
            What::Event => ["evento", "event"],
            What::Token => ["espera en la unión", "token at the join"],
            What::Timer => ["plazo de", "time of"],
            What::Undoable => ["lo hecho en", "what was done at"],
            What::Datum => ["dato", "datum"],
            What::Indicator => ["indicador", "indicator"],
            What::Role => ["rol", "role"],
            What::Counter => ["la cuenta de vueltas de", "the count of returns from"],
            What::Milestone => ["hito", "milestone"],
            What::Past => ["lo pasado de", "the past of"],
        };
        words[language as usize]
    }
}

impl Entry {
    /// One sentence, without a full stop.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let title = titled(&self.title, language);
        let name = &self.name;
        format!("{} {name}{title} {}", self.what.word(language), self.fate.message(language))
    }
}

impl Fate {
    /// What becomes of it, after its name.
    fn message(&self, language: Language) -> String {
        let said = match self {
            Fate::Stays => ["sigue", "stays"],
            Fate::Moves { .. } => ["sigue como", "goes on as"],
            Fate::Ends => ["termina", "ends"],
            Fate::Recounted => ["se cuenta de nuevo", "is counted anew"],
            Fate::Opens => ["se abre", "opens"],
            Fate::Unknown => ["no se conoce", "is not known"],
            Fate::Cannot(_) => ["no puede seguir", "cannot go on"],
        };
        let said = said[language as usize];
        match self {
            Fate::Moves { to, title } => format!("{said} {to}{}", titled(title, language)),
            Fate::Cannot(why) => format!("{said}: {}", why.message(language)),
            _ => said.into(),
        }
    }
}

/// A heading after a name, where there is one.
fn titled(title: &str, language: Language) -> String {
    match (title.is_empty(), language) {
        (true, _) => String::new(),
        (false, Language::Spanish) => format!(" «{title}»"),
        (false, Language::English) => format!(" “{title}”"),
    }
}
