//! Why something of a case cannot go on in another version of its procedure.
//!
//! Knows each reason and its words; who finds them is `migration`.
//! Read [`Obstacle`] first.

use super::english::kind_in_english;
use super::spanish::kind_in_spanish;
use crate::data::{Kind, Text};
use crate::source::Language;

/// Why something of a case cannot go on in another version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// The new version does not have it.
    Gone,
    /// It is something else there: a wait where work was, a gateway of another kind.
    OtherKind,
    /// It stands in another block there, or its data belong to another one.
    OtherPlace,
    /// It is done several times in one version and not in the other, or of something else.
    OtherRepetition,
    /// Others take part in it there.
    OtherParticipants,
    /// It waits for something else there.
    OtherTrigger,
    /// Its job has another name or is handed something else there.
    OtherJob,
    /// It calls another procedure there.
    OtherCall,
    /// Another number of tokens starts it there.
    OtherQuantity,
    /// The flow by which its token came is not there.
    FlowGone,
    /// The answer that was given is not there.
    AnswerGone,
    /// The return that it is stuck at is not there.
    ReturnGone,
    /// Nobody is asked there what it asks.
    NotAsked,
    /// It is not undone in the same way there.
    NotUndoable,
    /// It is being undone.
    BeingUndone,
    /// It is one of several that are done together: only all of them end.
    PartOfWhole,
    /// What it holds is of another type there.
    OtherType {
        /// The type.
        kind: Kind,
    },
    /// The new version reads what happened to it, and the case has not kept that.
    PastNotKept,
}

impl Obstacle {
    /// One clause that says it, after the name of the thing.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let [spanish, english] = self.clauses();
        let clause = [spanish, english][language as usize];
        match (self, language) {
            (Obstacle::OtherType { kind }, Language::Spanish) => {
                format!("{clause} {}", kind_in_spanish(*kind))
            }
            (Obstacle::OtherType { kind }, Language::English) => {
                format!("{clause} {}", kind_in_english(*kind))
            }
            _ => clause.into(),
        }
    }

    fn clauses(&self) -> [&'static str; 2] {
        match self {
            Obstacle::Gone => ["la versión nueva no lo tiene", "the new version does not have it"],
            Obstacle::OtherKind => ["allí es otra clase de paso", "it is another kind of step there"],
            Obstacle::OtherPlace => ["allí está en otro bloque", "it stands in another block there"],
            Obstacle::OtherRepetition => {
                ["allí se repite de otro modo", "it is repeated in another way there"]
            }
            Obstacle::OtherParticipants => ["allí participan otros roles", "other roles take part there"],
            Obstacle::OtherTrigger => ["allí espera otra cosa", "it waits for something else there"],
            Obstacle::OtherJob => ["allí es otro trabajo automático", "it is another job there"],
            Obstacle::OtherCall => ["allí llama a otro procedimiento", "it calls another procedure there"],
            Obstacle::OtherQuantity => {
                ["allí la inician otras cantidades", "another number of tokens starts it there"]
            }
            Obstacle::FlowGone => {
                ["no existe allí el camino por el que llegó", "the way it came by is not there"]
            }
            Obstacle::AnswerGone => {
                ["no existe allí la respuesta dada", "the answer that was given is not there"]
            }
            Obstacle::ReturnGone => {
                ["no existe allí el regreso en que se detuvo", "the return it is stuck at is not there"]
            }
            Obstacle::NotAsked => ["allí no se pregunta", "it is not asked there"],
            Obstacle::NotUndoable => ["allí no se deshace igual", "it is not undone in the same way there"],
            Obstacle::BeingUndone => ["se está deshaciendo", "it is being undone"],
            Obstacle::PartOfWhole => {
                ["es parte de algo que solo termina entero", "it is part of what only ends as a whole"]
            }
            Obstacle::OtherType { .. } => ["allí ha de ser", "there it has to be"],
            Obstacle::PastNotKept => [
                "la versión nueva lee lo que pasó allí y el caso no lo guardó",
                "the new version reads what happened there and the case has not kept it",
            ],
        }
    }
}

/// How many things a sentence names.
const SAID: usize = 5;

/// What stands in the way, the first few by name.
pub(super) fn listed(obstacles: &[(Text, Obstacle)], language: Language) -> String {
    let said = |(name, obstacle): &(Text, Obstacle)| match language {
        Language::Spanish => format!("«{name}»: {}", obstacle.message(language)),
        Language::English => format!("“{name}”: {}", obstacle.message(language)),
    };
    let named: Vec<String> = obstacles.iter().take(SAID).map(said).collect();
    let more = match (obstacles.len().saturating_sub(SAID), language) {
        (0, _) => String::new(),
        (more, Language::Spanish) => format!("; y {more} más"),
        (more, Language::English) => format!("; and {more} more"),
    };
    format!("{}{more}", named.join("; "))
}
