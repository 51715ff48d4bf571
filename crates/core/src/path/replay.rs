//! Replays a path: each act becomes commands to a case, and each expectation is compared.
//!
//! Knows the order of things: time first, then the act, then the picture.
//! An act that differs ends the replay, since everything after it would only echo; a comparison that differs does not.

use std::collections::VecDeque;
use std::sync::Arc;

use super::bind;
use super::cases::Case;
use super::clock::Clock;
use super::compare;
use super::difference::{Clash, Difference, Stop};
use super::double::{Doubles, Turn};
use super::due;
use super::file::{Act, Action, Begin, Expected, Given, Moment, PathFile};
use super::snapshot::{self, ListedCase, Refusal, Snapshot, snapshot};
use super::supply::Order;
use super::value;
use crate::command::{Actor, ClockJump, Command, ProcedureRef, Request, Start};
use crate::data::{Text, Timestamp};
use crate::diagnostic::{Diagnostic, Ink, render};
use crate::event::{Event, ItemKind, Thrown};
use crate::instance::Instance;
use crate::procedure::{Definitions, Procedure};
use crate::reference::Reference;
use crate::rejection::Rejection;
use crate::source::{Language, Source, Span};
use crate::view::{Coverage, WorkItem, effects, is_open, open_without_awaiting};

/// Sentences of the story that a difference carries.
const TAIL: usize = 5;

/// Timers that one path may fire; beyond it the definition turns without end.
const TIMERS_PER_PATH: usize = 100_000;

/// Items that one `*` may do; beyond it the work opens itself again and again.
const WORK_PER_WORD: usize = 200_000;

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
    replayed(definitions, (path, true))
}

/// What a path shows of its procedure; nothing where path and case part, and then not why either.
///
/// For who replays many: no story is told and no picture taken.
pub(crate) fn shown(definitions: &Definitions, path: &PathFile) -> Option<Coverage> {
    let replayed = replayed(definitions, (path, false));
    replayed.coverage.filter(|_| replayed.result == ReplayResult::Ok)
}

fn replayed(definitions: &Definitions, (path, is_told): (&PathFile, bool)) -> Replay {
    let procedure = match bind::find(definitions, path) {
        Ok(procedure) => procedure,
        Err(diagnostic) => return Replay::refused(None, vec![*diagnostic]),
    };
    let unfit: Vec<&str> = procedure.unfit().to_vec();
    if let Some(replay) = super::refused::compared(path, Some(procedure), &unfit) {
        return replay;
    }
    let mut diagnostics: Vec<Diagnostic> = bind::not_allowed(procedure, path).into_iter().collect();
    match bind::checked(definitions, procedure, path) {
        Ok(doubles) if diagnostics.is_empty() => {
            let mut runner = Runner::new(definitions, procedure, (path, is_told));
            runner.cases[0].doubles = doubles;
            runner.run();
            runner.finish(procedure.clone())
        }
        found => {
            diagnostics.extend(found.err().into_iter().flatten());
            Replay::refused(Some(procedure.clone()), diagnostics)
        }
    }
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

    pub(super) fn refused(procedure: Option<Arc<Procedure>>, diagnostics: Vec<Diagnostic>) -> Self {
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

pub(super) struct Runner<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) path: &'a PathFile,
    /// Whether anybody will look at the story and the pictures.
    pub(super) is_told: bool,
    pub(super) clock: Clock<'a>,
    /// The cases of the path in order of beginning; the first is the one that it is about.
    pub(super) cases: Vec<Case<'a>>,
    timeline: Vec<Happened>,
    steps: Vec<Snapshot>,
    differences: Vec<Difference>,
    /// The refusal the current act met.
    refused: Option<Refusal>,
    /// The id of the element the current act is about.
    concerned: Option<Text>,
    /// What cases have thrown for each other and nobody has been handed yet.
    pub(super) thrown: VecDeque<(usize, Thrown)>,
    /// Timers fired and jobs answered so far.
    fired: usize,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        definitions: &'a Definitions,
        procedure: &'a Procedure,
        (path, is_told): (&'a PathFile, bool),
    ) -> Self {
        Runner {
            definitions,
            path,
            is_told,
            clock: Clock::new(procedure, path.begins, path.still),
            cases: vec![Case::new(procedure, (path.language, is_told))],
            timeline: Vec::new(),
            steps: Vec::new(),
            differences: Vec::new(),
            refused: None,
            concerned: None,
            thrown: VecDeque::new(),
            fired: 0,
        }
    }

    fn run(&mut self) {
        let (first, acts) = self.path.first_case();
        if let Err(stop) = self.start(0, first) {
            self.differ(stop, self.path.span, "camino");
            return;
        }
        self.go(acts);
    }

    /// Does what is to be done, from where the case stands, and compares what is expected.
    pub(super) fn go(&mut self, acts: &[Act]) {
        self.picture();
        for act in acts {
            self.refused = None;
            self.concerned = if self.is_told { self.element_of(&act.action) } else { None };
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

    pub(super) fn finish(mut self, procedure: Arc<Procedure>) -> Replay {
        let main = self.cases.swap_remove(0);
        let ran = main.history.ran;
        let result = if self.differences.is_empty() { ReplayResult::Ok } else { ReplayResult::Differs };
        Replay {
            result,
            differences: self.differences,
            diagnostics: Vec::new(),
            steps: self.steps,
            ran,
            timeline: self.timeline,
            coverage: Some(main.history.coverage),
            story: main.history.story,
            procedure: Some(procedure),
        }
    }

    pub(super) fn main(&self) -> &Case<'a> {
        &self.cases[0]
    }

    pub(super) fn start(&mut self, case: usize, begin: Option<&Begin>) -> Result<(), Stop> {
        let procedure = self.cases[case].procedure;
        let given = begin.map_or(&[][..], |begin| &begin.data);
        let own = if case == 0 { &self.path.data[..] } else { &[] };
        let members: Vec<_> = own.iter().chain(given).cloned().collect();
        let data = value::data(procedure, &members, &self.clock, self.path.language);
        let procedure = ProcedureRef::Definition(procedure.digests().definition);
        let at_start = begin.and_then(|begin| begin.start.clone());
        let start = Command::Start(Start { procedure, data, at_start });
        self.handle(case, Actor::host("camino"), start)?;
        self.serve()
    }

    /// Begins one more case.
    fn begin(&mut self, begin: &Begin) -> Result<(), Stop> {
        let procedure = match &begin.procedure {
            Some(code) => {
                let found = bind::named(self.definitions, self.path, code);
                found.ok_or_else(|| Rejection::UnknownProcedure { procedure: code.clone() })?
            }
            None => self.main().procedure,
        };
        // What the doubles stand in for was looked for in the procedure of the path; others may have it too.
        let (doubles, _) = Doubles::bind(procedure, self.path, &[]);
        self.cases.push(Case { doubles, ..Case::new(procedure, (self.path.language, self.is_told)) });
        self.start(self.cases.len() - 1, Some(begin))
    }

    pub(super) fn act(&mut self, act: &Act) -> Result<(), Stop> {
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
            Action::Fire(reference) if self.path.still => {
                if act.on.is_some() {
                    self.move_to(self.clock.next(act.on))?;
                }
                let case = self.case_of(reference);
                let item = due::timer(self.cases[case].place(), reference)?;
                self.handle(case, Actor::Engine, Command::Fire { item })?;
                self.serve()
            }
            Action::Advance(_) | Action::Until(_) | Action::Fire(_) => {
                if act.on.is_some() {
                    self.move_to(self.clock.next(act.on))?;
                }
                self.pass_time(&act.action)
            }
            Action::Rest(around) => self.rest(act.on, around.as_ref()),
            Action::Begin(begin) => {
                self.next_moment(act.on)?;
                self.begin(begin)
            }
            Action::Work(_)
            | Action::SetData(_)
            | Action::Measure(_)
            | Action::Declare { .. }
            | Action::Resolve(_)
            | Action::Cancel(_)
            | Action::Send(_) => {
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
            Action::Fire(reference) => {
                let case = &self.cases[self.case_of(reference)];
                Some(due::moment(case.place(), reference)?)
            }
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
        while let Some((due, case)) = self.next_due(to) {
            self.count_firing()?;
            self.clock.now = due.max(self.clock.now);
            if self.cases[case].instance.next_due().is_some_and(|due| due <= self.clock.now) {
                self.handle(case, Actor::Engine, Command::Advance)?;
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

    /// When something happens next by itself, and in which case; of several at once that of the case that began first.
    fn next_due(&mut self, to: Timestamp) -> Option<(Timestamp, usize)> {
        let cases = self.cases.iter_mut().enumerate();
        let due = cases.filter_map(|(position, case)| Some((case.next_due()?, position)));
        due.min().filter(|(due, _)| *due <= to)
    }

    /// Acts as the host: hands out jobs and answers them with doubles until none has one.
    fn serve(&mut self) -> Result<(), Stop> {
        let mut case = 0;
        while case < self.cases.len() {
            match self.next_answer(case) {
                Some((actor, command)) => {
                    self.count_firing()?;
                    self.handle(case, actor, command)?;
                }
                None => case += 1,
            }
            if case == self.cases.len() && !self.thrown.is_empty() {
                self.count_firing()?;
                self.pass_on()?;
                case = 0;
            }
        }
        Ok(())
    }

    fn next_answer(&mut self, case: usize) -> Option<Order> {
        let Case { instance, doubles, .. } = &mut self.cases[case];
        // Where nothing stands in for anybody, nobody asks what there would be to do.
        if doubles.is_empty() {
            return None;
        }
        let ready = effects(instance).into_iter().filter(|effect| effect.is_ready(self.clock.now));
        for effect in ready {
            if let Turn::Answer(double) = doubles.turn(&effect, &self.clock) {
                let case = (&*instance, &self.clock, self.path.language);
                return Some((Actor::host("doble"), doubles.answer(double, &effect, case)));
            }
        }
        None
    }

    /// Does all ordinary open work, what it opens included, inside what is written around it; questions stay open.
    ///
    /// It goes in rounds over what is open, so that a case with thousands of open items is not listed for each of them.
    fn rest(&mut self, on: Option<Moment>, around: Option<&Reference>) -> Result<(), Stop> {
        let (mut on, mut done) = (on, 0);
        loop {
            let before = done;
            for (case, item, given) in self.ordinary(around) {
                // What was done before it in this round may have closed it: a milestone, an early end.
                if !is_open(&self.cases[case].instance, item.item) {
                    continue;
                }
                if done == WORK_PER_WORD {
                    return Err(Clash::TooMuchWork { done }.into());
                }
                done += 1;
                self.next_moment(on.take())?;
                let orders = self.orders_for(case, &item, given.unwrap_or(&Given::default()))?;
                for (actor, command) in orders {
                    self.handle(case, actor, command)?;
                }
                self.serve()?;
            }
            if done == before {
                break;
            }
        }
        let inside = around.map_or_else(String::new, |around| format!("{around}{{ * }}"));
        let reference = if inside.is_empty() { "*".into() } else { inside.into() };
        if done == 0 { Err(self.nothing_open(reference).into()) } else { Ok(()) }
    }

    /// The open items that wait for no interaction and ask nothing, or what the path answers once for all, in order.
    fn ordinary(&self, around: Option<&Reference>) -> Vec<(usize, WorkItem, Option<&'a Given>)> {
        let path: &'a PathFile = self.path;
        let mut ordinary = Vec::new();
        for (position, case) in self.cases.iter().enumerate() {
            for item in open_without_awaiting(&case.instance) {
                let asks = !matches!(item.kind, ItemKind::Work | ItemKind::Verify)
                    || !(item.answers.is_empty() || others_answer(&item));
                let answer = path.answers.iter().find(|answer| asks && case.is_answered(answer, &item));
                if asks && answer.is_none() || around.is_some_and(|around| !case.holds(around, &item)) {
                    continue;
                }
                ordinary.push((position, item, answer.map(|answer| &answer.given)));
            }
        }
        ordinary
    }

    fn attempt(&mut self, action: &Action) -> Result<(), Stop> {
        if let Action::Send(sent) = action {
            return self.send(sent);
        }
        let (case, orders) = self.orders(action)?;
        for (actor, command) in orders {
            self.handle(case, actor, command)?;
        }
        Ok(())
    }

    /// Tries what must be refused, with the case equal before and after.
    fn reject(&mut self, attempt: &Action, reason: &Text) -> Result<(), Stop> {
        let before: Vec<Instance> = self.cases.iter().map(|case| case.instance.clone()).collect();
        let rejection = match self.attempt(attempt) {
            Ok(()) => {
                return Err(Clash::Accepted { reason: reason.clone() }.into());
            }
            Err(Stop::Refused(rejection)) => rejection,
            Err(Stop::Differs(Clash::NotOpen { reference, .. })) => Rejection::NotOpen { reference },
            Err(stop) => return Err(stop),
        };
        if self.cases.iter().map(|case| &case.instance).ne(&before) {
            return Err(Clash::NotUnchanged.into());
        }
        if rejection.name(self.path.language) != &**reason {
            return Err(Clash::OtherReason { reason: reason.clone(), rejection }.into());
        }
        self.refuse(rejection);
        Ok(())
    }

    pub(super) fn handle(&mut self, case: usize, actor: Actor, command: Command) -> Result<(), Rejection> {
        let mut request = Request::new(self.clock.now, actor.clone(), command);
        // A path may lie anywhere in time: its author means every jump.
        request.clock_jump = ClockJump::Confirmed;
        let position = case;
        let case = &mut self.cases[position];
        let events = case.instance.handle(self.definitions, request)?;
        for event in &events {
            case.history.take(event);
            if let Some(thrown) = thrown_outside(event) {
                self.thrown.push_back((position, thrown.clone()));
            }
        }
        if self.is_told {
            self.timeline.push(Happened { at: self.clock.now, actor, events });
        }
        Ok(())
    }

    fn compare(&mut self, expected: &Expected, span: Span) {
        let main = self.main();
        let story = tail(&main.history.story);
        let clashes =
            compare::clashes(main.procedure, (&main.instance, self.clock.now), &main.history, expected);
        for (clash, place) in clashes {
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
        let story = tail(&self.main().history.story);
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
            Action::Declare { event, .. } => event,
            Action::Resolve(resolve) => &resolve.reference,
            Action::Reject { attempt, .. } => return self.element_of(attempt),
            _ => return None,
        };
        let procedure = self.cases[self.case_of(reference)].procedure;
        procedure.find_reference(reference).map(|element| procedure.id(element).clone())
    }

    /// Every case of the path, with what it has called.
    fn listed(&self) -> Vec<ListedCase> {
        let cases = self.cases.iter().enumerate();
        cases.flat_map(|(position, case)| snapshot::listed(position, &case.instance)).collect()
    }

    fn picture(&mut self) {
        if !self.is_told {
            return;
        }
        let step = self.steps.len();
        let refused = self.refused.clone();
        let main = self.main();
        let mut picture = snapshot(main.procedure, &main.instance, &main.history, (step, refused));
        picture.instances = self.listed();
        self.steps.push(picture);
    }
}

/// The last sentences of a story.
fn tail(story: &[Text]) -> Vec<Text> {
    story[story.len().saturating_sub(TAIL)..].to_vec()
}

/// What an event throws for other cases, in a called procedure too: a message, a signal, or that one begins.
fn thrown_outside(event: &Event) -> Option<&Thrown> {
    let goes_out =
        |what: &&Thrown| matches!(what, Thrown::Message { .. } | Thrown::Signal { .. } | Thrown::Case { .. });
    event.thrown().filter(goes_out)
}

/// Whether nobody who does the work answers its question: it is then done without an answer.
fn others_answer(item: &WorkItem) -> bool {
    let answers = |role: &Text| item.answered_by.contains(role);
    item.kind == ItemKind::Work && !item.answered_by.is_empty() && !item.roles.iter().any(answers)
}
