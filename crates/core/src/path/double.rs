//! Doubles: what stands in for the host when a path is replayed.
//!
//! Knows which job a double answers, how and when; the replay hands out the jobs and sends the answers.
//! Read [`Double`] first.

use super::clock::Clock;
use super::file::{PathFile, Reader};
use super::value;
use crate::calendar::parse_duration;
use crate::command::{Command, ItemId};
use crate::data::{Duration, Kind, Text, Timestamp, Value};
use crate::diagnostic::{Diagnostic, PathProblem};
use crate::document::{Member, Node, Table, Tree, Worded};
use crate::guard::{Expects, Guard, GuardSource, Mode, NameKind, Names, Vocabulary};
use crate::instance::{CaseFacts, Instance};
use crate::keywords::Keyword as K;
use crate::limits::Limits;
use crate::procedure::Procedure;
use crate::source::{Language, Span};
use crate::view::Effect;

/// What a double answers for.
const TARGETS: [K; 3] = [K::Job, K::Script, K::Element];
/// How it answers.
const ANSWERS: [K; 4] = [K::Yields, K::Computes, K::Error, K::Fails];

/// One `[[doble]]`, read.
#[derive(Clone, Debug)]
pub(super) struct Double {
    /// The job by name, the script by text, or the element by id.
    target: (K, Text),
    /// Only this attempt; any when absent.
    attempt: Option<u32>,
    after: Option<Duration>,
    answer: Answer,
    span: Span,
}

#[derive(Clone, Debug)]
enum Answer {
    Yields(Vec<Member>),
    Computes(Vec<Member>),
    Error(Text),
    Fails(Text),
}

/// The doubles of a path over its procedure, and the answers that they have promised for later.
#[derive(Debug, Default)]
pub(super) struct Doubles<'a> {
    doubles: &'a [Double],
    /// Of each double what it computes.
    computed: Vec<Vec<(Text, Guard)>>,
    promised: Vec<Promise>,
}

#[derive(Debug)]
struct Promise {
    due: Timestamp,
    item: ItemId,
    attempt: u32,
    double: usize,
}

/// What a double does about a job now.
pub(super) enum Turn {
    /// Nobody answers it, or not yet.
    Wait,
    /// That double answers it now.
    Answer(usize),
}

impl Reader<'_> {
    pub(super) fn doubles(&mut self, root: &Table) -> Vec<Double> {
        root.tables(K::Double).filter_map(|table| self.double(table)).collect()
    }

    fn double(&mut self, table: &Table) -> Option<Double> {
        let stands = |keys: &[K]| keys.iter().copied().filter(|key| table.get(*key).is_some()).collect();
        let (targets, answers): (Vec<K>, Vec<K>) = (stands(&TARGETS), stands(&ANSWERS));
        let ([target], true) = (&targets[..], answers.len() <= 1) else {
            let is_target = targets.len() != 1;
            self.error(PathProblem::DoubleShape { is_target }, table.span);
            return None;
        };
        let members = |key| table.get(key).map_or(&[][..], Node::as_map).to_vec();
        let said = |key| table.text(key).cloned().unwrap_or_default();
        let answer = match answers.first() {
            Some(K::Computes) => Answer::Computes(members(K::Computes)),
            Some(K::Error) => Answer::Error(said(K::Error)),
            Some(K::Fails) => Answer::Fails(said(K::Fails)),
            _ => Answer::Yields(members(K::Yields)),
        };
        let after = match table.get(K::After) {
            Some(Node { value: Tree::Time(_, Worded { written, .. }), .. }) => {
                parse_duration(written, self.language).ok()
            }
            _ => None,
        };
        let attempt = table.get(K::Attempt).and_then(Node::as_number).and_then(crate::data::Decimal::to_i64);
        Some(Double {
            target: (*target, said(*target)),
            attempt: attempt.and_then(|attempt| u32::try_from(attempt).ok()),
            after,
            answer,
            span: table.get(*target).map_or(table.span, |node| node.span),
        })
    }
}

impl<'a> Doubles<'a> {
    /// The doubles of a path, with everything in them that its procedure, and those that it calls, do not have.
    pub(super) fn bind(
        procedure: &Procedure,
        path: &'a PathFile,
        reached: &[&Procedure],
    ) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut computed = Vec::with_capacity(path.doubles.len());
        for double in &path.doubles {
            if !reached.iter().any(|reached| double.is_known(reached)) {
                let (key, name) = double.target.clone();
                found.push(Diagnostic::error(PathProblem::DoubleForNothing { key, name }, double.span));
            }
            computed.push(double.bind(procedure, path.language, &mut found));
        }
        (Doubles { doubles: &path.doubles, computed, promised: Vec::new() }, found)
    }

    /// Whether the path has none.
    pub(super) fn is_empty(&self) -> bool {
        self.doubles.is_empty()
    }

    /// What happens to a job now; an answer for later is promised.
    pub(super) fn turn(&mut self, effect: &Effect, clock: &Clock<'_>) -> Turn {
        let same = |promise: &Promise| (promise.item, promise.attempt) == (effect.item, effect.attempt);
        if let Some(position) = self.promised.iter().position(same) {
            if self.promised[position].due > clock.now {
                return Turn::Wait;
            }
            return Turn::Answer(self.promised.remove(position).double);
        }
        let Some(double) = self.doubles.iter().position(|double| double.is_for(effect)) else {
            return Turn::Wait;
        };
        match self.doubles[double].after.and_then(|after| clock.after(after)) {
            Some(due) if due > clock.now => {
                self.promised.push(Promise { due, item: effect.item, attempt: effect.attempt, double });
                Turn::Wait
            }
            _ => Turn::Answer(double),
        }
    }

    /// When the next promised answer is due; of jobs that are no longer open none is.
    pub(super) fn next_due(&mut self, instance: &Instance) -> Option<Timestamp> {
        self.promised.retain(|promise| instance.state.item(promise.item).is_some());
        self.promised.iter().map(|promise| promise.due).min()
    }

    /// The answer of a double to a job.
    pub(super) fn answer(
        &self,
        double: usize,
        effect: &Effect,
        (instance, clock, language): (&Instance, &Clock<'_>, Language),
    ) -> Command {
        let (item, attempt) = (effect.item, effect.attempt);
        let Some(procedure) = instance.procedure() else {
            return Command::CompleteJob { item, attempt, data: Vec::new() };
        };
        match &self.doubles[double].answer {
            Answer::Yields(members) => {
                let data = value::data(procedure, members, clock, language);
                Command::CompleteJob { item, attempt, data }
            }
            Answer::Computes(_) => match self.compute(double, effect, (procedure, instance, clock)) {
                Ok(data) => Command::CompleteJob { item, attempt, data },
                Err(fault) => {
                    let reason = fault.message(language).into();
                    Command::FailJob { item, attempt, reason, retry_after: None }
                }
            },
            Answer::Error(code) => Command::ThrowError { item, attempt, code: code.clone() },
            Answer::Fails(reason) => {
                Command::FailJob { item, attempt, reason: reason.clone(), retry_after: None }
            }
        }
    }

    fn compute(
        &self,
        double: usize,
        effect: &Effect,
        (procedure, instance, clock): (&Procedure, &Instance, &Clock<'_>),
    ) -> Result<Vec<(Text, Value)>, Box<crate::guard::GuardFault>> {
        let state = &instance.state;
        let scope = state.item(effect.item).map_or(ItemId(0), |open| open.scope);
        let facts = CaseFacts { procedure, state, scope, at: clock.now };
        let guards = self.computed.get(double).map_or(&[][..], Vec::as_slice);
        let value =
            |(name, guard): &(Text, Guard)| Ok((name.clone(), guard.evaluate(&facts, &mut Vec::new())?));
        guards.iter().map(value).collect()
    }
}

impl Double {
    /// The data that its answer writes.
    pub(super) fn writes(&self) -> &[Member] {
        match &self.answer {
            Answer::Yields(members) | Answer::Computes(members) => members,
            Answer::Error(_) | Answer::Fails(_) => &[],
        }
    }

    fn is_for(&self, effect: &Effect) -> bool {
        let name = match self.target.0 {
            K::Job => Some(&effect.job),
            K::Script => effect.script.as_ref(),
            _ => Some(&effect.id),
        };
        let is_it = name.is_some_and(|name| name.trim() == self.target.1.trim());
        is_it && self.attempt.is_none_or(|attempt| attempt == effect.attempt)
    }

    fn bind(
        &self,
        procedure: &Procedure,
        language: Language,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<(Text, Guard)> {
        let Answer::Computes(members) = &self.answer else { return Vec::new() };
        let compile = |member: &Member| {
            let Tree::Guard(text) = &member.node.value else { return None };
            let source = GuardSource { text: &text.written, language, limit: Limits::default().guard_bytes };
            let names = Known(procedure);
            match Guard::compile(source, &Expects::Any, &names, &Vocabulary::default(), Mode::Auto) {
                Ok(guard) => Some((member.name.clone(), guard)),
                Err(problems) => {
                    let start = member.node.span.start as usize;
                    found.extend(problems.into_iter().map(|problem| {
                        let at = problem.range();
                        Diagnostic::error(problem, Span::new(start + at.start, start + at.end))
                    }));
                    None
                }
            }
        };
        members.iter().filter_map(compile).collect()
    }

    fn is_known(&self, procedure: &Procedure) -> bool {
        let (key, name) = (self.target.0, self.target.1.trim());
        let mut jobs = procedure.graph.specials.iter().filter_map(|special| special.job.as_deref());
        match key {
            K::Job => jobs.any(|job| job.name.trim() == name),
            K::Script => jobs.any(|job| job.script.as_ref().is_some_and(|script| script.trim() == name)),
            _ => procedure.find(name).is_some(),
        }
    }
}

/// The names of a procedure, as the expressions of a double look them up.
struct Known<'a>(&'a Procedure);

impl Names for Known<'_> {
    fn datum(&self, id: &str) -> Option<(u32, Kind)> {
        let datum = self.0.datum(id)?;
        Some((datum.0, self.0.data()[datum.index()].kind))
    }

    fn choices(&self, datum: u32) -> Vec<String> {
        let datum = self.0.data().get(datum as usize);
        datum.map_or_else(Vec::new, |datum| datum.values.iter().map(ToString::to_string).collect())
    }

    fn indicator(&self, id: &str) -> Option<u32> {
        self.0.indicator(id).map(|indicator| indicator.0)
    }

    fn record(&self, id: &str) -> Option<u32> {
        self.0.record(id).map(|record| record.0)
    }

    fn activity(&self, number_or_id: &str) -> Option<u32> {
        self.0.find(number_or_id).map(|element| element.0)
    }

    fn answers(&self, activity: u32) -> Vec<String> {
        let activity = self.0.activities().get(activity as usize);
        let answers = activity.map_or(&[][..], |activity| &activity.answers);
        answers.iter().map(|answer| answer.id.to_string()).collect()
    }

    fn event(&self, _id: &str) -> Option<u32> {
        None
    }

    fn member(&self) -> Option<Kind> {
        None
    }

    fn candidates(&self, of: NameKind) -> Vec<String> {
        match of {
            NameKind::Datum => self.0.data().iter().map(|datum| datum.id.to_string()).collect(),
            _ => Vec::new(),
        }
    }
}
