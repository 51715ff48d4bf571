//! Replays a path: each act becomes commands to a case, and each expectation is compared.
//!
//! Knows the order of things: time first, then the act, then the picture.
//! An act that differs ends the replay, since everything after it would only echo; a comparison that differs does not.

use std::sync::Arc;

use super::bind;
use super::clock::Clock;
use super::compare;
use super::difference::{Clash, Difference};
use super::double::{Doubles, Turn};
use super::due;
use super::file::{Act, Action, Expected, Given, Moment, PathFile, Work};
use super::history::History;
use super::snapshot::{Refusal, Snapshot, snapshot};
use super::supply::{Order, Supply};
use super::value;
use crate::command::{Actor, ClockJump, Command, ProcedureRef, Request, Start};
use crate::data::{Text, Timestamp};
use crate::diagnostic::{Diagnostic, Ink, render};
use crate::event::{Event, ItemKind};
use crate::instance::{Instance, Status};
use crate::procedure::{Definitions, Procedure};
use crate::rejection::Rejection;
use crate::source::{Language, Source, Span};
use crate::view::{Coverage, WorkItem, declarable, effects, open_items};

/// Sentences of the story that a difference carries.
const TAIL: usize = 5;

/// Timers that one path may fire; beyond it the definition turns without end.
const TIMERS_PER_PATH: usize = 100_000;

/// What came of a path.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replay {
    /// How it went.
    pub result: ReplayResult,
    /// Where path and case part, in order; empty when all is well.
    pub differences: Vec<Difference>,
    /// Why it was not replayed at all, when it was refused.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the case stood after each act, the start first.
    pub steps: Vec<Snapshot>,
    /// Ids of the elements that ran, in order, once per run.
    pub ran: Vec<Text>,
    /// What happened, one entry for each command.
    pub timeline: Vec<Happened>,
    /// What was walked; absent when it was refused.
    pub coverage: Option<Coverage>,
    /// What happened, one sentence for each event that people read, in the language of the path.
    pub story: Vec<Text>,
    /// The procedure that was walked; absent when none was found.
    pub procedure: Option<Arc<Procedure>>,
}

/// How a replay went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplayResult {
    /// Everything as the path says.
    Ok,
    /// The path and the case part.
    Differs,
    /// The path does not fit the procedure, or the procedure may not be replayed.
    Refused,
}

/// One command of the path and what it did.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Happened {
    /// The effective time.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What happened.
    pub events: Vec<Event>,
}

/// Replays a path over the procedures given.
///
/// Time stands where the path puts it, nothing is asked of the machine: the same path gives the same replay.
#[must_use]
pub fn replay(definitions: &Definitions, path: &PathFile) -> Replay {
    let procedure = match bind::find(definitions, path) {
        Ok(procedure) => procedure,
        Err(diagnostic) => return Replay::refused(None, vec![*diagnostic]),
    };
    let mut diagnostics: Vec<Diagnostic> = bind::not_allowed(procedure, path).into_iter().collect();
    diagnostics.extend(bind::check(procedure, path));
    let (doubles, unbound) = Doubles::bind(procedure, path);
    diagnostics.extend(unbound);
    if !diagnostics.is_empty() {
        return Replay::refused(Some(procedure.clone()), diagnostics);
    }
    let mut runner = Runner { doubles, ..Runner::new(definitions, procedure, path) };
    runner.run();
    runner.finish(procedure.clone())
}

impl Replay {
    /// Whether everything went as the path says.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.result == ReplayResult::Ok
    }

    /// Everything that is wrong, for people; what had happened stands once under the differences it leads up to.
    #[must_use]
    pub fn render(&self, source: &Source, language: Language) -> String {
        let mut out = render(source, &self.diagnostics, language, Ink::Plain);
        for (place, difference) in self.differences.iter().enumerate() {
            out.push_str(&difference.render(source, language));
            if self.differences.get(place + 1).is_none_or(|next| next.story != difference.story) {
                out.push_str(&difference.render_story(language));
            }
        }
        out
    }

    fn refused(procedure: Option<Arc<Procedure>>, diagnostics: Vec<Diagnostic>) -> Self {
        Replay {
            result: ReplayResult::Refused,
            differences: Vec::new(),
            diagnostics,
            steps: Vec::new(),
            ran: Vec::new(),
            timeline: Vec::new(),
            coverage: None,
            story: Vec::new(),
            procedure,
        }
    }
}

/// An act cannot go on.
enum Stop {
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

struct Runner<'a> {
    definitions: &'a Definitions,
    procedure: &'a Procedure,
    path: &'a PathFile,
    clock: Clock<'a>,
    instance: Instance,
    history: History<'a>,
    timeline: Vec<Happened>,
    steps: Vec<Snapshot>,
    differences: Vec<Difference>,
    /// The refusal the current act met.
    refused: Option<Refusal>,
    /// The id of the element the current act is about.
    concerned: Option<Text>,
    /// Timers fired and jobs answered so far.
    fired: usize,
    doubles: Doubles<'a>,
}

impl<'a> Runner<'a> {
    fn new(definitions: &'a Definitions, procedure: &'a Procedure, path: &'a PathFile) -> Self {
        Runner {
            definitions,
            procedure,
            path,
            clock: Clock::new(procedure, path.begins, path.still),
            instance: Instance::new(),
            history: History::new(procedure, path.language),
            timeline: Vec::new(),
            steps: Vec::new(),
            differences: Vec::new(),
            refused: None,
            concerned: None,
            fired: 0,
            doubles: Doubles::default(),
        }
    }

    fn run(&mut self) {
        if let Err(stop) = self.start() {
            self.differ(stop, self.path.span, "camino");
            return;
        }
        self.picture();
        for act in &self.path.acts {
            (self.refused, self.concerned) = (None, self.element_of(&act.action));
            let done = self.act(act);
            if let Err(stop) = done {
                self.differ(stop, act.span, &act.text);
                self.picture();
                return;
            }
            self.picture();
        }
        if let Some(expected) = &self.path.expected {
            self.compare(expected, self.path.span);
        }
    }

    fn finish(self, procedure: Arc<Procedure>) -> Replay {
        let ran = self.history.ran.iter().map(|element| procedure.id(*element).clone()).collect();
        let result = if self.differences.is_empty() { ReplayResult::Ok } else { ReplayResult::Differs };
        Replay {
            result,
            differences: self.differences,
            diagnostics: Vec::new(),
            steps: self.steps,
            ran,
            timeline: self.timeline,
            coverage: Some(self.history.coverage),
            story: self.history.story,
            procedure: Some(procedure),
        }
    }

    fn start(&mut self) -> Result<(), Stop> {
        let data = value::data(self.procedure, &self.path.data, &self.clock, self.path.language);
        let procedure = ProcedureRef::Definition(self.procedure.digests().definition);
        let start = Command::Start(Start { procedure, data, at_start: self.path.start.clone() });
        self.handle(Actor::host("camino"), start)?;
        self.serve()
    }

    fn act(&mut self, act: &Act) -> Result<(), Stop> {
        match &act.action {
            Action::Check(expected) => {
                if act.on.is_some() {
                    self.move_to(self.clock.next(act.on))?;
                }
                self.compare(expected, act.span);
                Ok(())
            }
            Action::Reject { attempt, reason } => {
                self.next_moment(act.on)?;
                self.reject(attempt, reason)
            }
            Action::Advance(_) | Action::Until(_) | Action::Fire(_) => {
                if act.on.is_some() {
                    self.move_to(self.clock.next(act.on))?;
                }
                self.pass_time(&act.action)
            }
            Action::Declare { .. }
            | Action::Signal(_)
            | Action::Work(_)
            | Action::SetData(_)
            | Action::Measure(_) => {
                self.next_moment(act.on)?;
                self.attempt(&act.action)?;
                self.serve()
            }
        }
    }

    fn pass_time(&mut self, action: &Action) -> Result<(), Stop> {
        let to = match action {
            Action::Advance(length) => self.clock.after(*length),
            Action::Until(moment) => self.clock.next(Some(*moment)),
            Action::Fire(reference) => Some(due::moment(self.procedure, &self.instance.state, reference)?),
            _ => None,
        };
        self.move_to(to)
    }

    fn next_moment(&mut self, on: Option<Moment>) -> Result<(), Stop> {
        self.move_to(self.clock.next(on))
    }

    /// Moves time, firing everything due on the way at its own moment, each as a command of its own.
    fn move_to(&mut self, to: Option<Timestamp>) -> Result<(), Stop> {
        let now = self.clock.now;
        let Some(to) = to.filter(|to| *to >= now) else {
            return Err(Clash::Backwards { asked: to, now }.into());
        };
        while let Some(due) = self.next_due(to) {
            self.count_firing()?;
            self.clock.now = due.max(self.clock.now);
            if self.instance.next_due().is_some_and(|due| due <= self.clock.now) {
                self.handle(Actor::Engine, Command::Advance)?;
            }
            self.serve()?;
        }
        self.clock.now = to;
        Ok(())
    }

    fn count_firing(&mut self) -> Result<(), Stop> {
        if self.fired == TIMERS_PER_PATH {
            return Err(Clash::TooManyTimers { fired: self.fired }.into());
        }
        self.fired += 1;
        Ok(())
    }

    /// When something happens next by itself: a timer of the case, or the answer that a double has promised.
    fn next_due(&mut self, to: Timestamp) -> Option<Timestamp> {
        let running = self.instance.status() == Status::Running;
        let promised = self.doubles.next_due(&self.instance);
        let next = self.instance.next_due().into_iter().chain(promised).min();
        next.filter(|due| running && *due <= to)
    }

    /// Acts as the host: hands out jobs and answers them with doubles until none has one.
    fn serve(&mut self) -> Result<(), Stop> {
        while let Some((actor, command)) = self.next_answer() {
            self.count_firing()?;
            self.handle(actor, command)?;
        }
        Ok(())
    }

    fn next_answer(&mut self) -> Option<Order> {
        let ready = effects(&self.instance).into_iter().filter(|effect| effect.is_ready(self.clock.now));
        for effect in ready {
            if let Turn::Answer(double) = self.doubles.turn(&effect, &self.clock) {
                let case = (&self.instance, &self.clock, self.path.language);
                return Some((Actor::host("doble"), self.doubles.answer(double, &effect, case)));
            }
        }
        None
    }

    fn attempt(&mut self, action: &Action) -> Result<(), Stop> {
        for (actor, command) in self.orders(action)? {
            self.handle(actor, command)?;
        }
        Ok(())
    }

    fn orders(&self, action: &Action) -> Result<Vec<Order>, Stop> {
        match action {
            Action::Work(work) => {
                let item = self.open_item(work)?;
                if item.kind == ItemKind::Job {
                    return Ok(vec![self.job_order(&item, &work.given)]);
                }
                Ok(self.supply().orders(&item, &work.given)?)
            }
            Action::Signal(name) => Ok(vec![(Actor::host("camino"), Command::Signal { name: name.clone() })]),
            Action::Declare { event, given } => Ok(vec![self.declaration(event, given)?]),
            Action::SetData(given) => {
                let data = value::data(self.procedure, &given.data, &self.clock, self.path.language);
                Ok(vec![(Supply::reporter(given), Command::SetData { data })])
            }
            Action::Measure(given) => {
                let measures = value::measures(&given.measures);
                Ok(vec![(Supply::reporter(given), Command::Measure { measures })])
            }
            _ => Ok(Vec::new()),
        }
    }

    /// A person in a role that may declare an event says that it happened.
    fn declaration(&self, event: &Text, given: &Given) -> Result<Order, Clash> {
        let element = self.procedure.find(event);
        let open = declarable(&self.instance);
        let Some(found) = open.iter().find(|open| Some(open.element) == element) else {
            let open = open_items(&self.instance);
            let open = open.iter().map(|item| compare::described(item, self.path.language)).collect();
            return Err(Clash::NotOpen { reference: event.clone(), open, ended: None });
        };
        let role = given.role.as_ref().or(found.roles.first()).cloned().unwrap_or_default();
        let person = given.person.clone().unwrap_or_else(|| "ana".into());
        let actor = Actor::person(&person, &role);
        Ok((actor, Command::Declare { item: found.item, note: given.note.clone() }))
    }

    /// A job that the path itself answers: as a program of the host, unless it says who.
    fn job_order(&self, item: &WorkItem, given: &Given) -> Order {
        let found = effects(&self.instance).into_iter().find(|effect| effect.item == item.item);
        let attempt = found.map_or(1, |effect| effect.attempt);
        let data = value::data(self.procedure, &given.data, &self.clock, self.path.language);
        (Supply::reporter(given), Command::CompleteJob { item: item.item, attempt, data })
    }

    fn supply(&self) -> Supply<'_> {
        Supply { procedure: self.procedure, clock: &self.clock, language: self.path.language }
    }

    /// The open item that a word means.
    fn open_item(&self, work: &Work) -> Result<WorkItem, Clash> {
        let element = self.procedure.find(&work.reference);
        let items = open_items(&self.instance);
        let fits = |item: &&WorkItem| Some(item.element) == element && is_meant(item.kind, work.question);
        let mine = |item: &&WorkItem| is_for(item, &work.given);
        let found = items.iter().filter(fits).find(mine).or_else(|| items.iter().find(fits));
        found.cloned().ok_or_else(|| self.not_open(work, &items))
    }

    fn not_open(&self, work: &Work, items: &[WorkItem]) -> Clash {
        let mark = if work.question { "?" } else { "" };
        let reference = format!("{}{mark}", work.reference).into();
        let ended = match self.instance.status() {
            Status::Ended(_) => Some(compare::state_word(self.instance.status(), self.path.language).into()),
            _ => None,
        };
        let open = items.iter().map(|item| compare::described(item, self.path.language)).collect();
        Clash::NotOpen { reference, open, ended }
    }

    /// Tries what must be refused, with the case equal before and after.
    fn reject(&mut self, attempt: &Action, reason: &Text) -> Result<(), Stop> {
        let before = self.instance.clone();
        let rejection = match self.attempt(attempt) {
            Ok(()) => {
                return Err(Clash::Accepted { reason: reason.clone() }.into());
            }
            Err(Stop::Refused(rejection)) => rejection,
            Err(Stop::Differs(Clash::NotOpen { reference, .. })) => Rejection::NotOpen { reference },
            Err(stop) => return Err(stop),
        };
        if self.instance != before {
            return Err(Clash::NotUnchanged.into());
        }
        if rejection.name(self.path.language) != &**reason {
            return Err(Clash::OtherReason { reason: reason.clone(), rejection }.into());
        }
        self.refuse(rejection);
        Ok(())
    }

    fn handle(&mut self, actor: Actor, command: Command) -> Result<(), Rejection> {
        let mut request = Request::new(self.clock.now, actor.clone(), command);
        // A path may lie anywhere in time: its author means every jump.
        request.clock_jump = ClockJump::Confirmed;
        let events = self.instance.handle(self.definitions, request)?;
        for event in &events {
            self.history.take(event);
        }
        self.timeline.push(Happened { at: self.clock.now, actor, events });
        Ok(())
    }

    fn compare(&mut self, expected: &Expected, span: Span) {
        let story = tail(&self.history.story);
        for (clash, place) in compare::clashes(self.procedure, &self.instance, &self.history, expected) {
            let word = compare::label(&clash);
            let span = if place == Span::default() { span } else { place };
            self.differences.push(Difference { span, word, clash, story: story.clone() });
        }
    }

    fn differ(&mut self, stop: Stop, span: Span, word: &str) {
        let clash = match stop {
            Stop::Differs(clash) => clash,
            Stop::Refused(rejection) => {
                self.refuse(rejection.clone());
                Clash::Refused { rejection }
            }
        };
        let story = tail(&self.history.story);
        self.differences.push(Difference { span, word: word.into(), clash, story });
    }

    fn refuse(&mut self, rejection: Rejection) {
        self.refused = Some(Refusal { rejection, element: self.concerned.clone() });
    }

    /// The id of the element that an act names.
    fn element_of(&self, action: &Action) -> Option<Text> {
        let reference = match action {
            Action::Work(work) => &work.reference,
            Action::Fire(reference) => reference,
            Action::Reject { attempt, .. } => return self.element_of(attempt),
            _ => return None,
        };
        self.procedure.find(reference).map(|element| self.procedure.id(element).clone())
    }

    fn picture(&mut self) {
        let step = self.steps.len();
        let refused = self.refused.clone();
        self.steps.push(snapshot(self.procedure, &self.instance, &self.history, (step, refused)));
    }
}

/// The last sentences of a story.
fn tail(story: &[Text]) -> Vec<Text> {
    story[story.len().saturating_sub(TAIL)..].to_vec()
}

fn is_meant(kind: ItemKind, question: bool) -> bool {
    match kind {
        ItemKind::Applies => question,
        ItemKind::Work | ItemKind::Confirm | ItemKind::Verify | ItemKind::Job => !question,
        _ => false,
    }
}

/// Whether an item of joint work is that of the role a step names.
fn is_for(item: &WorkItem, given: &Given) -> bool {
    given.role.as_ref().is_none_or(|role| item.roles.contains(role))
}
