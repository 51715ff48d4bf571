//! Where a sitting keeps its case: in a log of lines, or in a store; either way the same is asked of it.
//!
//! Read [`Keeper`] first.

use std::sync::Arc;

use cauce::command::{Actor, Command, Message, Start};
use cauce::engine::{Engine, EngineError, Step};
use cauce::instance::Instance;
use cauce::log::Log as _;
use cauce::post::Answer;
use cauce::procedure::Definitions;
use cauce::record::Stream;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce::view::WorkItem;
use cauce_store::Cases;
use cauce_store::cases::{CasesError, Opening};

use super::log_failed;
use super::session::{lost_case, untold};
use super::time::DeskClock;
use crate::ask::Subject;
use crate::case::bring_back;
use crate::cases::failed as store_failed;
use crate::failure::Failure;
use crate::file_log::FileLog;
use crate::story::{Story, Untold, tell};

/// The case of a sitting, with what keeps it.
pub(super) struct Keeper {
    pub(super) case: String,
    pub(super) stream: Stream,
    pub(super) kept: Kept,
    pub(super) language: Language,
}

/// What keeps it.
pub(super) enum Kept {
    Lines(Box<Engine<FileLog, DeskClock>>),
    Store(Cases<DeskClock>),
}

/// Why something was not done.
pub(super) enum Undone {
    Rejected(Box<Rejection>),
    Failed(Failure),
}

type Done<T> = Result<T, Undone>;

impl Keeper {
    /// Whether the case has begun.
    pub(super) fn has_begun(&self) -> Result<bool, Failure> {
        let head = match &self.kept {
            Kept::Lines(engine) => engine.log().head(&self.stream),
            Kept::Store(cases) => cases.store().head(&self.stream),
        };
        head.map(|head| head.is_some()).map_err(|error| log_failed(&error, self.language))
    }

    /// The procedures that its records are read with.
    pub(super) fn definitions(&self) -> Result<Arc<Definitions>, Failure> {
        match &self.kept {
            Kept::Lines(engine) => Ok(engine.definitions()),
            Kept::Store(cases) => {
                cases.definitions_of(&self.case).map_err(|error| store_failed(error, self.language))
            }
        }
    }

    /// The case as it stands.
    pub(super) fn instance(&self) -> Result<Instance, Failure> {
        let definitions = self.definitions()?;
        let found = match &self.kept {
            Kept::Lines(engine) => bring_back((engine.log(), &definitions), &self.stream),
            Kept::Store(cases) => bring_back((cases.store(), &definitions), &self.stream),
        };
        found.map_err(|lost| lost_case(lost, self.language))
    }

    /// The case as it was told so far.
    pub(super) fn story(&self) -> Result<Story, Failure> {
        let definitions = self.definitions()?;
        let told: Result<Story, Untold> = match &self.kept {
            Kept::Lines(engine) => tell(engine.log(), &definitions, &self.stream, self.language),
            Kept::Store(cases) => tell(cases.store(), &definitions, &self.stream, self.language),
        };
        told.map_err(|error| untold(&error, self.language))
    }

    /// The case as one that may be asked about.
    pub(super) fn subject(&self) -> Result<Subject, Failure> {
        let definitions = Definitions::clone(&*self.definitions()?);
        let spoken = (Some(self.language), self.language);
        match &self.kept {
            Kept::Lines(engine) => crate::ask::of_case((engine.log(), definitions), &self.stream, spoken),
            Kept::Store(cases) => crate::ask::of_case((cases.store(), definitions), &self.stream, spoken),
        }
    }

    /// Begins the case.
    pub(super) fn begin(&self, start: Start, actor: &Actor) -> Done<()> {
        match &self.kept {
            Kept::Lines(_) => self.ask(actor, Command::Start(start)).map(drop),
            Kept::Store(cases) => {
                let mut opening = Opening::of("");
                opening.start = start;
                self.in_store(cases.open(&self.case, opening, actor)).map(drop)
            }
        }
    }

    /// Asks something of the case.
    pub(super) fn ask(&self, actor: &Actor, command: Command) -> Done<Step> {
        match &self.kept {
            Kept::Lines(engine) => self.in_lines(engine.ask(&self.case, actor, command)),
            Kept::Store(cases) => self.in_store(cases.ask(&self.case, actor, command)),
        }
    }

    /// Everything open.
    pub(super) fn work(&self) -> Done<Vec<WorkItem>> {
        match &self.kept {
            Kept::Lines(engine) => self.in_lines(engine.work(&self.case)),
            Kept::Store(cases) => self.in_store(cases.open_items(&self.case)),
        }
    }

    /// A message comes in: in a log of lines for whoever waits or begins with it, in a store for this case.
    pub(super) fn message(&self, message: Message, actor: &Actor) -> Done<Answer> {
        match &self.kept {
            Kept::Lines(engine) => {
                self.in_lines(engine.message(message, actor)).map(|receipt| receipt.answer)
            }
            Kept::Store(cases) => {
                let waits = self.in_store(cases.awaiting(&message))?;
                let here = waits.filter(|wait| *wait.case == *self.case);
                let Some(wait) = here else { return Ok(Answer::NotCorrelated) };
                self.ask(actor, Command::Message(message))?;
                Ok(Answer::Delivered { case: self.stream.clone(), item: wait.item })
            }
        }
    }

    /// A signal is given: everybody who waits for it hears it.
    pub(super) fn signal(&self, name: &str, actor: &Actor) -> Done<Vec<Step>> {
        match &self.kept {
            Kept::Lines(engine) => self.in_lines(engine.signal(name, actor)),
            Kept::Store(cases) => self.in_store(cases.signal(name, actor)),
        }
    }

    fn in_lines<T>(&self, done: Result<T, EngineError>) -> Done<T> {
        done.map_err(|error| match error {
            EngineError::Rejected(rejection) => Undone::Rejected(Box::new(rejection)),
            EngineError::Log(error) => Undone::Failed(log_failed(&error, self.language)),
            EngineError::Record(error) => Undone::Failed(untold(&Untold::Record(0, error), self.language)),
            other => Undone::Failed(Failure::Refused(other.to_string())),
        })
    }

    fn in_store<T>(&self, done: Result<T, CasesError>) -> Done<T> {
        done.map_err(|error| match error {
            CasesError::Rejected(rejection) => Undone::Rejected(Box::new(rejection)),
            other => Undone::Failed(store_failed(other, self.language)),
        })
    }
}

impl Undone {
    /// As a failure, where nothing could be refused.
    pub(super) fn failure(self, language: Language) -> Failure {
        match self {
            Undone::Rejected(rejection) => Failure::Refused(rejection.message(language)),
            Undone::Failed(failure) => failure,
        }
    }
}
