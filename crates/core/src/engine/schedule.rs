//! Procedures that begin by themselves: each has a stream `schedule/CODE`, handled like a case.
//!
//! A schedule is opened when its procedure is added, or at the next advance where the log failed then; what was opened
//! before goes on where it stood. Each period is counted from the first moment, so that months never drift, and its case
//! has a name that says which period it is: it begins once, whatever happens in between.

use std::collections::BTreeMap;

use super::messages::Mail;
use super::{Engine, EngineError, Step};
use crate::clock::Clock;
use crate::command::{Actor, ClockJump, Command, Request};
use crate::data::{Text, Timestamp};
use crate::log::Log;
use crate::post::{Planned, Progress, planned};
use crate::procedure::Definitions;
use crate::record::{Entry, Noted, Stream};
use crate::rejection::Rejection;

/// How far each schedule is, by stream and start.
#[derive(Debug, Default)]
pub(super) struct Schedules {
    opened: BTreeMap<(Stream, Text), Progress>,
}

impl Schedules {
    /// Takes in a record that was read or written.
    pub(super) fn take(&mut self, entry: &Entry) {
        match &entry.noted {
            Noted::Scheduled { start, from, number } => {
                let progress = Progress { from: *from, next: *number };
                self.opened.insert((entry.stream.clone(), start.clone()), progress);
            }
            Noted::Begun { start, number, .. } => {
                if let Some(progress) = self.opened.get_mut(&(entry.stream.clone(), start.clone())) {
                    progress.next = number.saturating_add(1);
                }
            }
            _ => {}
        }
    }
}

impl<L: Log, C: Clock> Engine<L, C> {
    /// Opens the schedules that are not open yet.
    pub(super) fn open_schedules(&self) -> Result<(), EngineError> {
        let definitions = self.definitions();
        let mut mail = self.mail();
        for plan in planned(&definitions) {
            self.open_schedule(&mut mail, &plan)?;
        }
        self.note_next(&mail, &definitions);
        Ok(())
    }

    fn open_schedule(&self, mail: &mut Mail, plan: &Planned<'_>) -> Result<Progress, EngineError> {
        self.book(mail, &plan.stream)?;
        if let Some(progress) = mail.schedules.opened.get(&key(plan)) {
            return Ok(*progress);
        }
        let now = self.clock.now();
        let progress = plan.opened(now);
        let Progress { from, next: number } = progress;
        let noted = Noted::Scheduled { start: plan.start().clone(), from, number };
        let page = self.page(mail, &plan.stream, (None, now), noted)?;
        self.append(mail, page)?;
        Ok(progress)
    }

    /// Begins the cases that fell due, those of one schedule in order of their periods; one that fails stays due.
    pub(super) fn begin_scheduled(
        &self,
        now: Timestamp,
        steps: &mut Vec<Step>,
        behind: &mut BTreeMap<Stream, EngineError>,
    ) {
        let definitions = self.definitions();
        let mut left = definitions.limits().timers_per_advance;
        let mut mail = self.mail();
        for plan in planned(&definitions) {
            if let Err(error) = self.begin_periods(&mut mail, &plan, (now, &mut left), steps) {
                behind.insert(plan.stream.clone(), error);
            }
        }
        self.note_next(&mail, &definitions);
    }

    fn begin_periods(
        &self,
        mail: &mut Mail,
        plan: &Planned<'_>,
        (now, left): (Timestamp, &mut u32),
        steps: &mut Vec<Step>,
    ) -> Result<(), EngineError> {
        let mut progress = self.open_schedule(mail, plan)?;
        while let Some(due) = plan.due(progress).filter(|due| *due <= now && *left > 0) {
            *left -= 1;
            steps.extend(self.begin_period(mail, plan, (progress.next, due))?);
            progress.next += 1;
        }
        Ok(())
    }

    fn begin_period(
        &self,
        mail: &mut Mail,
        plan: &Planned<'_>,
        (number, due): (u64, Timestamp),
    ) -> Result<Option<Step>, EngineError> {
        let case = plan.case(number);
        let noted = Noted::Begun { start: plan.start().clone(), number, due, case: case.clone() };
        let page = self.page(mail, &plan.stream, (None, due), noted)?;
        let command = Command::Start(plan.begin());
        let mut request = Request::new(due, Actor::Engine, command);
        request.clock_jump = ClockJump::Confirmed;
        let begun = self.with_case(&case, |held, definitions| {
            self.decide_beside(&case, (held, definitions), request, Some(&page.batch))
        });
        match begun {
            Ok(step) => {
                self.turn(mail, page);
                Ok(Some(step))
            }
            // The host has begun it by hand.
            Err(EngineError::Rejected(Rejection::AlreadyStarted)) => {
                self.append(mail, page)?;
                Ok(None)
            }
            Err(error) => {
                mail.forget(&plan.stream);
                Err(error)
            }
        }
    }

    fn note_next(&self, mail: &Mail, definitions: &Definitions) {
        let due =
            planned(definitions).filter_map(|plan| plan.due(*mail.schedules.opened.get(&key(&plan))?)).min();
        self.desk().next_scheduled = due;
    }
}

fn key(plan: &Planned<'_>) -> (Stream, Text) {
    (plan.stream.clone(), plan.start().clone())
}
