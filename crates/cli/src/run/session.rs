//! One sitting with one case: begins or resumes it, shows where it stands, obeys line by line.
//!
//! Every change goes through the engine and is on the disk before it is shown.

use std::path::PathBuf;
use std::sync::Arc;

use cauce::command::{Actor, Command, ProcedureRef, Start};
use cauce::event::ItemKind;
use cauce::instance::{Instance, Status};
use cauce::procedure::Procedure;
use cauce::rejection::Rejection;
use cauce::source::Language;
use cauce::view::WorkItem;

use super::keeper::{Keeper, Undone};
use super::log_failed;
use super::talk::{Stop, Talk};
use super::time::DeskClock;
use crate::case::Lost;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::story::{Story, Untold};

/// The name under which a case is begun when nobody said who they are.
const NOBODY: &str = "cauce";

/// A sitting.
pub(super) struct Session<'d> {
    pub(super) desk: &'d mut Desk,
    pub(super) talk: Talk,
    pub(super) keeper: Keeper,
    /// The clock of the case, which orders move.
    pub(super) clock: DeskClock,
    pub(super) procedure: Arc<Procedure>,
    pub(super) language: Language,
    pub(super) person: Option<String>,
    pub(super) role: Option<String>,
    /// Whether the person was said beforehand, not asked.
    pub(super) person_was_said: bool,
    /// Whether the role was said beforehand, not asked.
    pub(super) role_was_said: bool,
    /// The file that keeps the case, when one does.
    pub(super) place: Option<PathBuf>,
    /// How many commands were refused.
    pub(super) refusals: u32,
    /// How many lines of the story have been shown.
    pub(super) told: usize,
}

/// What came of a request.
pub(super) enum Came {
    Done,
    Refused,
}

impl Session<'_> {
    /// Begins or resumes the case and says where it stands.
    pub(super) fn tell(&mut self) -> Result<(), Failure> {
        match self.keeper.has_begun()? {
            true => self.resume()?,
            false => self.begin()?,
        }
        self.let_time_pass()?;
        self.show_standing()?;
        if self.place.is_none() {
            self.desk.line(pick!(
                self.language,
                "Nada de esto se guarda. En una terminal, «cauce corre» pregunta, guarda y sigue donde quedó.",
                "Nothing of this is kept. In a terminal, “cauce run” asks, keeps, and goes on where it stood.",
            ))?;
        }
        Ok(())
    }

    /// Walks the case until it ends or nobody says anything more.
    pub(super) fn walk(&mut self) -> Result<(), Failure> {
        self.greet()?;
        match self.sit() {
            Ok(()) | Err(Stop::Quit | Stop::Leave) => self.part()?,
            Err(Stop::Failed(failure)) => return Err(failure),
        }
        // A person has read each refusal and gone on; a script has nobody who reads.
        match self.talk.is_script() && self.refusals > 0 {
            true => Err(Failure::Unsound),
            false => Ok(()),
        }
    }

    fn sit(&mut self) -> Result<(), Stop> {
        if self.keeper.has_begun()? {
            self.resume()?;
        } else {
            self.ask_for_the_beginning()?;
            let at_start = self.ask_which_beginning()?;
            self.begin_at(at_start)?;
        }
        self.skip_story()?;
        loop {
            self.let_time_pass()?;
            let items = self.work()?;
            self.show_standing()?;
            if self.instance()?.status() != Status::Running {
                return Ok(());
            }
            while self.turn(&items)? == Turn::Idle {}
        }
    }

    /// Reads one line and obeys it.
    fn turn(&mut self, items: &[WorkItem]) -> Result<Turn, Stop> {
        let prompt = match only_doable(items) {
            Some(item) => format!("[{}] > ", item.reference),
            None => "> ".to_owned(),
        };
        let said = self.talk.ask(self.desk, &prompt)?;
        let Some(line) = said else {
            return Err(Stop::Quit);
        };
        match self.obey_line(&line, items) {
            Err(Stop::Leave) => {
                let text = pick!(self.language, "Se deja como estaba.", "It is left as it was.");
                self.desk.line(text)?;
                Ok(Turn::Idle)
            }
            other => other,
        }
    }

    fn greet(&mut self) -> Result<(), Failure> {
        let language = self.language;
        let Some(place) = &self.place else {
            let text = pick!(
                language,
                "Ensayo: nada se guarda (--bitacora lo guarda).",
                "A rehearsal: nothing is kept (--log keeps it)."
            );
            return self.desk.line(text);
        };
        let place = place.display();
        self.desk.line(&say!(language, "El caso se guarda en {place}.", "The case is kept in {place}."))?;
        let text =
            pick!(language, "«:ayuda» dice qué se puede escribir.", "“:help” says what may be written.");
        self.desk.line(text)
    }

    fn part(&mut self) -> Result<(), Failure> {
        let Some(place) = self.place.clone() else { return Ok(()) };
        // Of a case that has not begun nothing is kept.
        if !self.keeper.has_begun()? {
            return Ok(());
        }
        let place = place.display();
        self.desk.line(&say!(self.language, "Queda guardado en {place}.", "It is kept in {place}."))
    }

    /// A case that was moved ahead of the clock goes on from where it stands.
    fn resume(&mut self) -> Result<(), Failure> {
        let at = self.instance()?.at();
        at.into_iter().for_each(|at| self.clock.not_before(at));
        Ok(())
    }

    /// The case as it stands.
    pub(super) fn instance(&self) -> Result<Instance, Failure> {
        self.keeper.instance()
    }

    fn begin(&mut self) -> Result<(), Failure> {
        self.begin_at(None)
    }

    /// Begins at a start by id, or in the ordinary way.
    fn begin_at(&mut self, at_start: Option<cauce::data::Text>) -> Result<(), Failure> {
        let definition = ProcedureRef::Definition(self.procedure.digests().definition);
        let start = Start { procedure: definition, at_start, ..Start::of(self.procedure.code()) };
        let actor = match (&self.person, &self.role) {
            (Some(person), Some(role)) => Actor::person(person, role),
            _ => Actor::host(NOBODY),
        };
        match self.keeper.begin(start, &actor) {
            Ok(()) => Ok(()),
            // Another desk began it at the same moment: this one goes on where the case stands.
            Err(Undone::Rejected(why)) if *why == Rejection::AlreadyStarted => Ok(()),
            Err(undone) => Err(undone.failure(self.language)),
        }
    }

    /// Lets what is due happen.
    pub(super) fn let_time_pass(&mut self) -> Result<(), Failure> {
        match self.keeper.ask(&Actor::Engine, Command::Advance) {
            Ok(_) => Ok(()),
            Err(Undone::Rejected(why)) if *why == Rejection::Finished => Ok(()),
            Err(undone) => Err(undone.failure(self.language)),
        }
    }

    /// Everything open.
    pub(super) fn work(&mut self) -> Result<Vec<WorkItem>, Failure> {
        self.keeper.work().map_err(|undone| undone.failure(self.language))
    }

    /// The case as it was told so far.
    pub(super) fn story(&self) -> Result<Story, Failure> {
        self.keeper.story()
    }

    fn skip_story(&mut self) -> Result<(), Failure> {
        let story = self.story()?;
        self.procedure = Arc::clone(&story.procedure);
        self.told = story.told.len();
        Ok(())
    }

    /// Asks the engine and shows what happened, or why not.
    pub(super) fn request(&mut self, actor: &Actor, command: Command) -> Result<Came, Failure> {
        match self.keeper.ask(actor, command) {
            Ok(_) => self.tell_from(self.told).map(|()| Came::Done),
            Err(Undone::Rejected(rejection)) => self.show_refusal(&rejection).map(|()| Came::Refused),
            Err(Undone::Failed(failure)) => Err(failure),
        }
    }

    /// Tells the story from a line on.
    pub(super) fn tell_from(&mut self, from: usize) -> Result<(), Failure> {
        let story = self.story()?;
        for line in story.lines(from) {
            let line = format!("  {line}");
            self.desk.line(&line)?;
        }
        self.told = story.told.len();
        Ok(())
    }

    pub(super) fn show_refusal(&mut self, rejection: &Rejection) -> Result<(), Failure> {
        self.refusals = self.refusals.saturating_add(1);
        tell_refusal(self.desk, rejection, self.language)
    }
}

/// Says why something was not done, and what to do.
pub(crate) fn tell_refusal(
    desk: &mut Desk,
    rejection: &Rejection,
    language: Language,
) -> Result<(), Failure> {
    let message = rejection.message(language);
    let no = desk.inked(pick!(language, "No se hizo:", "Not done:"), "1;31");
    desk.line(&format!("{no} {message} [{}]", rejection.code()))?;
    match rejection.help(language) {
        Some(help) => desk.line(&format!("  → {help}")),
        None => Ok(()),
    }
}

/// Whether something happened to the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Idle,
    Moved,
}

impl From<Came> for Turn {
    fn from(came: Came) -> Self {
        match came {
            Came::Done => Turn::Moved,
            Came::Refused => Turn::Idle,
        }
    }
}

/// The one item that somebody can do, when there is one.
pub(super) fn only_doable(items: &[WorkItem]) -> Option<&WorkItem> {
    let waits = |kind| matches!(kind, ItemKind::Delay | ItemKind::Wait | ItemKind::EventGateway);
    let mut doable = items.iter().filter(|item| !waits(item.kind));
    let first = doable.next()?;
    doable.next().is_none().then_some(first)
}

/// Why a case cannot be brought back, with what to do.
pub(crate) fn lost_case(lost: Lost, language: Language) -> Failure {
    match lost {
        Lost::Log(error) => log_failed(&error, language),
        Lost::Record(number, error) => untold(&Untold::Record(number, error), language),
        Lost::Rejected(rejection) => Failure::Refused(rejection.message(language)),
    }
}

/// Why the records of a case cannot be read, with what to do.
pub(crate) fn untold(error: &Untold, language: Language) -> Failure {
    use cauce::record::RecordError;
    match error {
        Untold::Log(error) => log_failed(error, language),
        Untold::Empty => {
            Failure::Refused(say!(language, "La bitácora no tiene ese caso.", "The log has no such case."))
        }
        Untold::Record(_, error @ RecordError::DefinitionMissing { .. }) => {
            let what = error.message(language);
            Failure::Refused(say!(
                language,
                "No se puede seguir: {what}.\n  → El archivo cambió desde entonces: dé también el de entonces, con --con ARCHIVO.",
                "The case cannot go on: {what}.\n  → The file has changed since: give the one of then too, with --with FILE."
            ))
        }
        Untold::Record(number, error) => {
            let (what, code) = (error.message(language), error.code());
            Failure::Refused(say!(
                language,
                "Registro {number}: {what} [{code}]",
                "Record {number}: {what} [{code}]"
            ))
        }
    }
}
