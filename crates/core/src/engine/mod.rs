//! The facade for embedders: five calls over definitions, a log and a clock.
//!
//! Knows how to bring a case back, decide, write the record and say what happened.
//! Does not decide anything itself and starts no thread; all calls take `&self`.
//! Read [`Engine`] first.

mod case;
mod error;
mod messages;
mod schedule;
mod signals;
mod step;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

pub use error::EngineError;
pub use step::{Notice, Step, Target};

use crate::check::{Checked, Options, check};
use crate::clock::{Clock, SystemClock};
use crate::command::{Actor, ClockJump, Command, Done, ItemId, Request, Start};
use crate::data::{Digest, Timestamp};
use crate::diagnostic::Diagnostic;
use crate::log::{Batch, Log, MemoryLog};
use crate::procedure::{Definitions, Procedure};
use crate::record::Stream;
use crate::rejection::Rejection;
use crate::source::Source;
use crate::view::{Effect, WorkItem, effects, open_items};
use case::Case;
use messages::{Desk, Mail};

/// How many cases are kept at hand; others are brought back from the log when asked for.
const CASES_AT_HAND: usize = 10_000;

/// Runs cases: `add` a procedure, `start` a case, list its `work`, `complete` an item, `advance` time.
///
/// `Send + Sync`; calls on different cases do not wait for each other.
///
/// ```
/// use cauce::command::{Actor, Done};
/// use cauce::data::Digest;
/// use cauce::engine::Engine;
///
/// let engine = Engine::in_memory();
/// engine.add(r#"
/// formato = 1
/// idioma  = "es"
/// [procedimiento]
/// codigo  = "ACTA-1"
/// nombre  = "Firmar un acta"
/// [[rol]]
/// id     = "auditor"
/// nombre = "Auditor"
/// [[registro]]
/// id     = "acta"
/// nombre = "Acta"
/// [[actividad]]
/// numero       = 1
/// id           = "elaborar"
/// titulo       = "Elaborar el acta"
/// responsables = ["auditor"]
/// evidencias   = ["acta"]
/// "#)?;
/// let ana = Actor::person("ana", "auditor");
/// engine.start("case-1", "ACTA-1", &ana)?;
/// let done = Done::new().evidence("acta", "acta.pdf", "application/pdf", Digest::of(b"the file"));
/// let step = engine.complete("case-1", 1, done, &ana)?;
/// assert!(step.finished.is_some());
/// # Ok::<(), cauce::engine::EngineError>(())
/// ```
pub struct Engine<L = MemoryLog, C = SystemClock> {
    definitions: RwLock<Arc<Definitions>>,
    cases: Mutex<BTreeMap<Stream, Arc<Mutex<Case>>>>,
    /// When something falls due next, of the cases that this engine has seen.
    due: Mutex<Dues>,
    /// What cases wait for and have thrown; taken while a case is held, and nothing is taken while it is.
    desk: Mutex<Desk>,
    /// What is written down of messages and schedules; taken before any case.
    mail: Mutex<Mail>,
    log: L,
    clock: C,
    options: Options,
    entropy: Option<Box<dyn Fn() -> [u8; 32] + Send + Sync>>,
}

/// The next due time of each case, found by time and by case.
#[derive(Debug, Default)]
struct Dues {
    by_time: BTreeSet<(Timestamp, Stream)>,
    by_case: BTreeMap<Stream, Timestamp>,
}

impl Dues {
    fn note(&mut self, stream: &Stream, next: Option<Timestamp>) {
        let before = match next {
            Some(at) => self.by_case.insert(stream.clone(), at),
            None => self.by_case.remove(stream),
        };
        if before != next {
            before.map(|at| self.by_time.remove(&(at, stream.clone())));
            next.map(|at| self.by_time.insert((at, stream.clone())));
        }
    }
}

impl<L, C> std::fmt::Debug for Engine<L, C> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine that keeps its log in memory and asks the machine for the time.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(MemoryLog::new(), SystemClock)
    }
}

impl<L: Log, C: Clock> Engine<L, C> {
    /// An engine over a log and a clock.
    #[must_use]
    pub fn new(log: L, clock: C) -> Self {
        Engine {
            definitions: RwLock::default(),
            cases: Mutex::default(),
            due: Mutex::default(),
            desk: Mutex::default(),
            mail: Mutex::default(),
            log,
            clock,
            options: Options::default(),
            entropy: None,
        }
    }

    /// The same engine with other options for loading: limits, functions of the host for guards, the reading.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.definitions = RwLock::new(Arc::new(Definitions::with_limits(options.limits.clone())));
        self.options = options;
        self
    }

    /// The same engine with a source of random bytes for the salts of sealed fields.
    ///
    /// Without one, salts derive from public facts, and sealed fields can be found out by guessing.
    #[must_use]
    pub fn with_entropy(mut self, bytes: impl Fn() -> [u8; 32] + Send + Sync + 'static) -> Self {
        self.entropy = Some(Box::new(bytes));
        self
    }

    /// Checks the text of a procedure file and adds the procedure; gives the digest that cases are pinned to.
    ///
    /// What only has to be looked at again it does not tell: see [`Engine::add_with_remarks`].
    ///
    /// # Errors
    ///
    /// [`EngineError::Faults`] with every diagnostic of the file, [`EngineError::Unfit`] when it may not run.
    pub fn add(&self, text: &str) -> Result<Digest, EngineError> {
        self.add_with_remarks(text).map(|(added, _)| added)
    }

    /// Adds a procedure as [`Engine::add`] does, and gives the remarks on it.
    ///
    /// One of them may say that its proof was not brought to an end: C1106. Such a procedure is added, and
    /// `cauce check`, which looks further, may still find it unfit.
    ///
    /// # Errors
    ///
    /// Those of [`Engine::add`].
    pub fn add_with_remarks(&self, text: &str) -> Result<(Digest, Vec<Diagnostic>), EngineError> {
        let Checked { procedure, diagnostics, .. } = check(&Source::new("procedure", text), &self.options);
        match procedure {
            Some(procedure) => Ok((self.add_procedure(procedure)?, diagnostics)),
            None => Err(EngineError::Faults { diagnostics }),
        }
    }

    /// Adds a procedure that has been checked.
    ///
    /// # Errors
    ///
    /// [`EngineError::Unfit`] when it may not run.
    pub fn add_procedure(&self, procedure: impl Into<Arc<Procedure>>) -> Result<Digest, EngineError> {
        let mut definitions = self.definitions.write().unwrap_or_else(PoisonError::into_inner);
        let added = Arc::make_mut(&mut definitions).add(procedure).map_err(EngineError::Unfit)?;
        drop(definitions);
        // Where the log fails, the next advance opens them.
        let _ = self.open_schedules();
        Ok(added)
    }

    /// The procedures added so far.
    #[must_use]
    pub fn definitions(&self) -> Arc<Definitions> {
        self.definitions.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The log that cases are kept in.
    pub fn log(&self) -> &L {
        &self.log
    }

    /// Begins a case, named by the host with up to 64 characters, of the procedure with that code.
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when there is no such procedure or the case has begun already.
    pub fn start(&self, case: &str, code: &str, actor: &Actor) -> Result<Step, EngineError> {
        self.ask(case, actor, Command::Start(Start::of(code)))
    }

    /// Everything open in a case, in order of opening.
    ///
    /// # Errors
    ///
    /// [`EngineError::UnknownCase`] when the log has no such case.
    pub fn work(&self, case: &str) -> Result<Vec<WorkItem>, EngineError> {
        let stream = Stream::case(case)?;
        self.with_case(&stream, |case, _| match case.instance.seq() {
            0 => Err(EngineError::UnknownCase { case: stream.clone() }),
            _ => Ok(open_items(&case.instance)),
        })
    }

    /// The automatic work of a case that is to be done now, each attempt with a key of its own ([`Effect::key`]).
    ///
    /// It is acknowledged by [`Command::CompleteJob`], [`Command::FailJob`] or [`Command::ThrowError`].
    ///
    /// # Errors
    ///
    /// [`EngineError::UnknownCase`] when the log has no such case.
    pub fn effects(&self, case: &str) -> Result<Vec<Effect>, EngineError> {
        let (stream, now) = (Stream::case(case)?, self.clock.now());
        self.with_case(&stream, |case, _| match case.instance.seq() {
            0 => Err(EngineError::UnknownCase { case: stream.clone() }),
            _ => Ok(effects(&case.instance).into_iter().filter(|effect| effect.is_ready(now)).collect()),
        })
    }

    /// The open item that a number, an id or a whole reference means; of several the first that the role may do.
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when it is not open.
    pub fn find(&self, case: &str, target: impl Into<Target>, actor: &Actor) -> Result<ItemId, EngineError> {
        let (stream, target) = (Stream::case(case)?, target.into());
        self.with_case(&stream, |case, definitions| {
            self.catch_up(&stream, case, definitions)?;
            Ok(target.find(&case.instance, actor)?)
        })
    }

    /// Does a work item, whole: by number, by id of the activity, or by item.
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when it is not open or something is missing; the case is as it was.
    pub fn complete(
        &self,
        case: &str,
        target: impl Into<Target>,
        done: Done,
        actor: &Actor,
    ) -> Result<Step, EngineError> {
        let (stream, target) = (Stream::case(case)?, target.into());
        self.with_case(&stream, |case, definitions| {
            self.catch_up(&stream, case, definitions)?;
            let item = target.find(&case.instance, actor)?;
            let command = Command::Complete { item, done };
            self.decide(&stream, case, definitions, Request::new(self.clock.now(), actor.clone(), command))
        })
        .map(|step| self.with_mail(step))
    }

    /// Lets time pass up to now in every case that this engine has seen, and begins the cases that fell due by schedule;
    /// one step for each that something happened in.
    ///
    /// The engine's own clock is believed, however long a case has been silent.
    ///
    /// # Errors
    ///
    /// [`EngineError::Behind`] names the cases that could not advance, with the steps of all others.
    pub fn advance(&self) -> Result<Vec<Step>, EngineError> {
        let (now, mut steps, mut behind) = (self.clock.now(), Vec::new(), BTreeMap::new());
        while let Some(stream) = self.next_due_case(now, &behind) {
            match self.advance_case(&stream, now) {
                Ok(step) => steps.push(step),
                Err(error) => {
                    behind.insert(stream, error);
                }
            }
        }
        self.begin_scheduled(now, &mut steps, &mut behind);
        steps.retain(|step: &Step| !step.events.is_empty());
        if let Some(last) = steps.pop() {
            steps.push(self.with_mail(last));
        }
        match behind.is_empty() {
            true => Ok(steps),
            false => Err(EngineError::Behind { steps, cases: behind.into_iter().collect() }),
        }
    }

    fn advance_case(&self, stream: &Stream, now: Timestamp) -> Result<Step, EngineError> {
        self.with_case(stream, |case, definitions| {
            // A case that cannot be written stays due: only what was decided is noted.
            self.decide(stream, case, definitions, passing(now))
        })
    }

    /// When something falls due next, of the cases that this engine has seen.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let of_cases = self.dues().by_time.first().map(|(at, _)| *at);
        of_cases.into_iter().chain(self.desk().next_scheduled).min()
    }

    /// Any other command: sign, answer, verify, set data, claim, resolve, cancel.
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when it is refused; the case is as it was.
    pub fn ask(&self, case: &str, actor: &Actor, command: Command) -> Result<Step, EngineError> {
        self.request(case, Request::new(self.clock.now(), actor.clone(), command))
    }

    /// A whole request, with its own time, key, expectation and entropy.
    ///
    /// What is due by then fires first, as a record of its own.
    ///
    /// # Errors
    ///
    /// [`EngineError::Rejected`] when it is refused; the case is as it was.
    pub fn request(&self, case: &str, request: Request) -> Result<Step, EngineError> {
        let stream = Stream::case(case)?;
        self.with_case(&stream, |case, definitions| {
            if let Some(step) = self.answered_before(&stream, case, definitions, &request)? {
                return Ok(step);
            }
            if !matches!(request.command, Command::Advance) && request.expected.is_none() {
                let advance = Request::new(request.at, Actor::Engine, Command::Advance);
                let advance = Request { clock_jump: request.clock_jump, ..advance };
                self.catch_up_to(&stream, case, definitions, &advance)?;
            }
            self.decide(&stream, case, definitions, request)
        })
        .map(|step| self.with_mail(step))
    }

    fn with_case<T>(
        &self,
        stream: &Stream,
        act: impl FnOnce(&mut Case, &Definitions) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        let held = self.hold(stream);
        let mut case = held.lock().unwrap_or_else(PoisonError::into_inner);
        let definitions = self.definitions();
        if case.bring_back(&self.log, &definitions, stream)? {
            self.seen(stream, &mut case);
        }
        act(&mut case, &definitions)
    }

    /// The case at hand, or an empty one that is brought back from the log.
    fn hold(&self, stream: &Stream) -> Arc<Mutex<Case>> {
        let mut cases = self.cases.lock().unwrap_or_else(PoisonError::into_inner);
        if cases.len() >= CASES_AT_HAND && !cases.contains_key(stream) {
            cases.retain(|_, case| Arc::strong_count(case) > 1);
        }
        cases.entry(stream.clone()).or_default().clone()
    }

    fn catch_up(
        &self,
        stream: &Stream,
        case: &mut Case,
        definitions: &Definitions,
    ) -> Result<(), EngineError> {
        self.catch_up_to(stream, case, definitions, &passing(self.clock.now()))
    }

    fn catch_up_to(
        &self,
        stream: &Stream,
        case: &mut Case,
        definitions: &Definitions,
        advance: &Request,
    ) -> Result<(), EngineError> {
        while case.instance.next_due().is_some_and(|due| due <= advance.at) {
            let step = self.decide(stream, case, definitions, advance.clone())?;
            if step.events.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// What was answered to the same key before, when it was the same command.
    fn answered_before(
        &self,
        stream: &Stream,
        case: &mut Case,
        definitions: &Definitions,
        request: &Request,
    ) -> Result<Option<Step>, EngineError> {
        let Some(key) = &request.key else { return Ok(None) };
        let Some(seq) = self.log.find(stream, key)? else { return Ok(None) };
        let record = case::read_record(&self.log, definitions, stream, seq)?;
        let content = crate::record::content_digest(&request.command, &request.actor);
        match record.key {
            Some(known) if known.of == content || known.of == Digest::ZERO => {
                Ok(Some(Step::of(stream, seq, record.events, &case.instance)))
            }
            _ => Err(EngineError::Rejected(Rejection::KeyReused { key: key.clone() })),
        }
    }

    fn decide(
        &self,
        stream: &Stream,
        case: &mut Case,
        definitions: &Definitions,
        request: Request,
    ) -> Result<Step, EngineError> {
        self.decide_beside(stream, (case, definitions), request, None)
    }

    /// Decides a request; its record is written together with another one, or neither is.
    fn decide_beside(
        &self,
        stream: &Stream,
        (case, definitions): (&mut Case, &Definitions),
        mut request: Request,
        beside: Option<&Batch>,
    ) -> Result<Step, EngineError> {
        request.entropy = request.entropy.or_else(|| self.fresh_entropy());
        let step = case.decide(&self.log, definitions, stream, &request, beside)?;
        self.note_due(stream, case.instance.next_due());
        self.note_mail(stream, case, &step.events);
        Ok(step)
    }

    fn fresh_entropy(&self) -> Option<[u8; 32]> {
        self.entropy.as_ref().map(|bytes| bytes())
    }

    fn dues(&self) -> std::sync::MutexGuard<'_, Dues> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_due(&self, stream: &Stream, next: Option<Timestamp>) {
        self.dues().note(stream, next);
    }

    /// The case in which something is due first, of those that are not behind.
    fn next_due_case(&self, now: Timestamp, behind: &BTreeMap<Stream, EngineError>) -> Option<Stream> {
        let dues = self.dues();
        let mut due = dues.by_time.iter().take_while(|(at, _)| *at <= now).map(|(_, stream)| stream);
        due.find(|stream| !behind.contains_key(*stream)).cloned()
    }
}

/// Time passes by the engine's own clock: a jump of it is meant.
fn passing(now: Timestamp) -> Request {
    let advance = Request::new(now, Actor::Engine, Command::Advance);
    Request { clock_jump: ClockJump::Confirmed, ..advance }
}
