//! One case as an export sees it: its head, what was done, what it held, everything in order.
//!
//! Knows what is worth telling of a case; does not know how a form writes it.
//! Read [`CaseFile`] first.

use std::sync::Arc;

use cauce::command::Actor;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::event::Started;
use cauce::instance::Instance;
use cauce::log::Log;
use cauce::procedure::{Definitions, Procedure};
use cauce::record::Stream;
use cauce::source::Language;

use super::fold::Fold;
use super::{Deed, ExportError, Piece, Term};

/// One case, read whole from its records: what every form of export writes from.
///
/// ```
/// use cauce::command::{Actor, Done};
/// use cauce::engine::Engine;
/// use cauce::record::Stream;
/// use cauce::source::Language;
/// use cauce_store::export::{CaseFile, Document, Reveal};
///
/// let engine = Engine::in_memory();
/// engine.add(r#"
/// formato = 1
/// idioma  = "es"
/// procedimiento = { codigo = "ACTA-1", nombre = "Levantar un acta" }
/// rol = { id = "auditor", nombre = "Auditor" }
/// actividad = [{ numero = 1, id = "redactar", titulo = "Redactar el acta", responsables = "auditor" }]
/// "#)?;
/// let ana = Actor::person("ana", "auditor");
/// engine.start("visita-7", "ACTA-1", &ana)?;
/// engine.complete("visita-7", 1, Done::new(), &ana)?;
/// let stream = Stream::case("visita-7")?;
/// let case = CaseFile::of(engine.log(), &engine.definitions(), &stream, Language::Spanish)?;
/// let mut page = Vec::new();
/// Document::new(&case).reveal(Reveal::everything()).markdown(&mut page)?;
/// assert!(String::from_utf8(page)?.contains("Se cumple 1 · Redactar el acta"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CaseFile {
    /// The stream of its records.
    pub stream: Stream,
    /// The procedure it is pinned to.
    pub procedure: Arc<Procedure>,
    /// What its beginning says: digests, and the semantics version of the engine.
    pub started: Started,
    /// How many records it has.
    pub records: u64,
    /// The digest of the last one.
    pub digest: Digest,
    /// When it began.
    pub began: Timestamp,
    /// The case as it stands.
    pub instance: Instance,
    /// The language in which it is told.
    pub language: Language,
    /// What happened, in order.
    pub told: Vec<Told>,
    /// What was opened, done and closed, in order.
    pub deeds: Vec<Deed>,
    /// The evidence, in order of delivery.
    pub evidence: Vec<Piece>,
    /// The returns that were taken, in order.
    pub returns: Vec<Back>,
    /// What got stuck, in order.
    pub incidents: Vec<Stuck>,
    /// Data and indicators, each with its last value, in order of first setting.
    pub held: Vec<Held>,
    /// Everything that had to be done by some moment, in order of opening.
    pub terms: Vec<Term>,
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Who {
    /// A person in a role.
    Person {
        /// Who; empty where it was disposed of.
        id: Text,
        /// The id of the role.
        role_id: Text,
        /// The role as printed.
        role: Text,
        /// Whom the person stood in for.
        in_place_of: Option<Text>,
    },
    /// A program of the host.
    Host(Text),
    /// Time passing.
    Time,
}

impl Who {
    pub(super) fn of(actor: &Actor, procedure: &Procedure) -> Self {
        match actor {
            Actor::Person { id, acting_as, in_place_of } => {
                let named = procedure.roles().iter().find(|role| role.id == *acting_as);
                let role = named.map_or(acting_as, |role| &role.name).clone();
                let (role_id, in_place_of) = (acting_as.clone(), in_place_of.clone());
                Who::Person { id: id.clone(), role_id, role, in_place_of }
            }
            Actor::Host(name) => Who::Host(name.clone()),
            _ => Who::Time,
        }
    }

    /// A person of whom no role is said.
    pub(super) fn named(id: &Text) -> Self {
        Who::Person { id: id.clone(), role_id: Text::default(), role: Text::default(), in_place_of: None }
    }

    /// The role acted in as id and as printed, of a person.
    #[must_use]
    pub fn role(&self) -> Option<(&Text, &Text)> {
        match self {
            Who::Person { role_id, role, .. } => Some((role_id, role)),
            _ => None,
        }
    }
}

/// One thing that happened, as people read it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Told {
    /// The record that says it, counted from 1.
    pub record: u64,
    /// When.
    pub at: Timestamp,
    /// Who asked for it: said once for each record, with the first thing that it brought about.
    pub who: Option<Who>,
    /// What, in a sentence without a full stop.
    pub what: String,
    /// What people wrote with it.
    pub notes: Vec<Noted>,
}

/// What a person wrote; empty where it was disposed of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noted {
    /// What it is.
    pub kind: NoteKind,
    /// The text.
    pub text: Text,
}

/// What a text that a person wrote is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoteKind {
    /// A note.
    Note,
    /// A reason.
    Reason,
}

/// A return that was taken.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Back {
    /// What people call the activity that went back.
    pub from: Text,
    /// What people call the one that it went back to.
    pub to: Text,
    /// The heading of the latter.
    pub title: Text,
    /// How often it had been taken, this time included.
    pub count: u32,
    /// How often it may be taken.
    pub maximum: u32,
    /// When.
    pub at: Timestamp,
    /// Who asked for it.
    pub who: Who,
    /// What was written with the answer.
    pub notes: Vec<Noted>,
}

/// Something that got stuck.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Stuck {
    /// What people call the element, with its members.
    pub reference: Text,
    /// Its heading.
    pub title: Text,
    /// When.
    pub at: Timestamp,
    /// The code of what is wrong, by which a page explains it.
    pub code: Text,
    /// What is wrong.
    pub message: String,
    /// How it was resolved; `None` while it is open.
    pub settled: Option<Settled>,
}

/// How an incident was resolved.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Settled {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: Who,
    /// How, in a sentence; `None` where what was stuck was closed with something else.
    pub how: Option<String>,
    /// Why; empty where it was disposed of.
    pub reason: Option<Text>,
}

/// A datum or an indicator with its last value.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Held {
    /// Its id.
    pub id: Text,
    /// Its name as printed.
    pub name: Text,
    /// Whether it is an indicator, which is no sealed field.
    pub is_indicator: bool,
    /// The unit of an indicator.
    pub unit: Option<Text>,
    /// The members that it belongs to, from the outside in.
    pub members: Vec<Text>,
    /// What calls its procedure, of a called one.
    pub call: Option<Text>,
    /// Its last value.
    pub value: Value,
    /// When it was set last.
    pub at: Timestamp,
    /// Who set it last.
    pub who: Who,
    /// How often it was set.
    pub times: u32,
}

impl CaseFile {
    /// Reads a case from the lines of its records, the first one first.
    ///
    /// Nothing is told twice: digests, seals and links of the lines are proved on the way.
    ///
    /// # Errors
    ///
    /// [`ExportError::Record`] with the first record that is not sound, or whose procedure is not among the definitions.
    pub fn read<L: AsRef<[u8]>>(
        definitions: &Definitions,
        lines: impl IntoIterator<Item = L>,
        language: Language,
    ) -> Result<Self, ExportError> {
        let mut fold = Fold::new(definitions, language);
        lines.into_iter().try_for_each(|line| fold.take(line.as_ref()))?;
        fold.finish()
    }

    /// Reads a case from a log.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and when the log fails.
    pub fn of(
        log: &(impl Log + ?Sized),
        definitions: &Definitions,
        stream: &Stream,
        language: Language,
    ) -> Result<Self, ExportError> {
        Self::read(definitions, log.read(stream, 1)?, language)
    }

    /// Reads a case out of pairs of a position and a line, those of other streams between them passed over.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn among<L: AsRef<[u8]>>(
        definitions: &Definitions,
        positions: impl IntoIterator<Item = (u64, L)>,
        (stream, language): (&Stream, Language),
    ) -> Result<Self, ExportError> {
        let mut fold = Fold::new(definitions, language);
        for (_, line) in positions {
            if fold.is_of(line.as_ref(), stream)? {
                fold.take(line.as_ref())?;
            }
        }
        fold.finish()
    }
}
