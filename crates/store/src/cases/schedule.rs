//! Procedures that begin by themselves: each has a stream `schedule/CODE`, and one case for each period.
//!
//! How far a schedule is, its stream says; a row beside it says when it is due next, so that an index finds it.
//! A period is noted in the commit of the case that it begins, so that it begins once, whoever lets time pass.
//! Which periods there are, the core says. Read [`Cases::advance`] first.

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, Request};
use cauce::data::{Text, Timestamp};
use cauce::engine::Step;
use cauce::log::{Head, Log as _, LogError};
use cauce::post::{Planned, Progress, planned};
use cauce::record::{Entry, Noted, Stream};
use cauce::rejection::Rejection;

use super::list::instant;
use super::perform::Ask;
use super::{Cases, CasesError, Result};
use crate::mail::Mail;
use crate::sql::{Cell, one};

pub(super) const PROGRESS: &str =
    "SELECT anchor, next, due FROM schedule WHERE tenant = $1 AND stream = $2 AND start = $3";
pub(super) const NEXT: &str =
    "SELECT due FROM schedule WHERE tenant = $1 AND due IS NOT NULL ORDER BY due LIMIT 1";

/// How often a period is tried again when another was faster; each time the other has come further.
const TRIES: usize = 1_000;

impl<C: Clock> Cases<C> {
    /// Begins the cases that fell due by schedule, those of one schedule in order of their periods.
    pub(super) fn begin_scheduled(
        &self,
        now: Timestamp,
        most: usize,
        steps: &mut Vec<Step>,
        behind: &mut Vec<(Text, CasesError)>,
    ) -> Result<()> {
        self.host.shelf.refresh(&self.host.store, &self.tenant)?;
        let definitions = self.definitions()?;
        let mut left = most;
        for plan in planned(&definitions) {
            if let Err(error) = self.begin_periods(&plan, (now, &mut left), steps) {
                behind.push((plan.stream.as_str().into(), error));
            }
        }
        Ok(())
    }

    fn begin_periods(
        &self,
        plan: &Planned<'_>,
        (now, left): (Timestamp, &mut usize),
        steps: &mut Vec<Step>,
    ) -> Result<()> {
        let mut faster = 0;
        while faster < TRIES {
            match self.begin_next(plan, (now, *left)) {
                Ok(None) => return Ok(()),
                Ok(Some(step)) => {
                    *left -= 1;
                    steps.extend(step);
                }
                // Another has begun it, or opened the schedule.
                Err(CasesError::Log(LogError::Conflict { .. })) => faster += 1,
                Err(error) => return Err(error),
            }
        }
        Err(CasesError::Busy { case: plan.stream.as_str().into() })
    }

    /// Begins the next period when it is due; its step, unless the host has begun it by hand.
    fn begin_next(
        &self,
        plan: &Planned<'_>,
        (now, left): (Timestamp, usize),
    ) -> Result<Option<Option<Step>>> {
        // First the stream: what it has grown by since is no reason to begin a period again.
        let head = self.host.store.head(&self.schedule_stream(plan)?)?;
        let progress = self.progress(plan)?;
        match plan.due(progress).filter(|due| *due <= now && left > 0) {
            None => Ok(None),
            Some(due) => self.begin_period(plan, head, (progress, due)).map(Some),
        }
    }

    /// How far a schedule is; it is opened when it is not.
    pub(super) fn progress(&self, plan: &Planned<'_>) -> Result<Progress> {
        let stream = self.schedule_stream(plan)?;
        let mut found = None;
        self.host.store.base().read(&mut |connection| {
            let cells = [Cell::Text(&self.tenant), Cell::Text(stream.id()), Cell::Text(plan.start())];
            found = one(connection, (PROGRESS, &cells), |row| {
                let progress = Progress { from: instant(row.int(0)?)?, next: row.int(1)?.unsigned_abs() };
                Ok((progress, row.int_or_null(2)?))
            })?;
            Ok(())
        })?;
        match found {
            Some((progress, due)) => {
                // A new version of the procedure may count otherwise.
                if plan.due(progress).map(Timestamp::millis) != due {
                    self.settle_mail(vec![scheduled(plan, &stream, progress)])?;
                }
                Ok(progress)
            }
            None => self.open_schedule(plan, &stream),
        }
    }

    /// Opens a schedule, or finds in its stream how far it was when its row is lost.
    fn open_schedule(&self, plan: &Planned<'_>, stream: &Stream) -> Result<Progress> {
        let mut found: Option<Progress> = None;
        let head = self.host.store.head(stream)?;
        for line in self.host.store.read(stream, 1)? {
            match Entry::read(&line)?.0.noted {
                Noted::Scheduled { start, from, number } if start == *plan.start() => {
                    found = Some(Progress { from, next: number });
                }
                Noted::Begun { start, number, .. } if start == *plan.start() => {
                    found = found.map(|found| Progress { next: number.saturating_add(1), ..found });
                }
                _ => {}
            }
        }
        if let Some(progress) = found {
            self.settle_mail(vec![scheduled(plan, stream, progress)])?;
            return Ok(progress);
        }
        let now = self.host.clock.now();
        let progress = plan.opened(now);
        let Progress { from, next: number } = progress;
        let noted = Noted::Scheduled { start: plan.start().clone(), from, number };
        let beside =
            self.noted_beside((head, stream), now, noted, vec![scheduled(plan, stream, progress)])?;
        self.keep_beside(beside)?;
        Ok(progress)
    }

    fn begin_period(
        &self,
        plan: &Planned<'_>,
        head: Option<Head>,
        (progress, due): (Progress, Timestamp),
    ) -> Result<Option<Step>> {
        let (number, stream) = (progress.next, self.schedule_stream(plan)?);
        let case = self.stream(plan.case(number).id())?;
        let noted = Noted::Begun { start: plan.start().clone(), number, due, case: case.clone() };
        let after = Progress { next: number.saturating_add(1), ..progress };
        let mail = vec![scheduled(plan, &stream, after)];
        let beside = self.noted_beside((head, &stream), due, noted, mail)?;
        let mut request = Request::new(due, Actor::Engine, Command::Start(plan.begin()));
        request.clock_jump = ClockJump::Confirmed;
        match self.perform(&case, &Ask::given(&request).beside(beside.clone())) {
            Ok(step) => Ok(Some(step)),
            // The host has begun it by hand, or another program has meanwhile: then the stream has grown.
            Err(CasesError::Rejected(Rejection::AlreadyStarted | Rejection::Finished)) => {
                self.keep_beside(beside)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn schedule_stream(&self, plan: &Planned<'_>) -> Result<Stream> {
        Ok(Stream::new(&self.tenant, "schedule", plan.stream.id())?)
    }

    /// When a case begins by schedule next.
    pub(super) fn next_scheduled(&self) -> Result<Option<Timestamp>> {
        let mut found = None;
        self.host.store.base().read(&mut |connection| {
            found = one(connection, (NEXT, &[Cell::Text(&self.tenant)]), |row| instant(row.int(0)?))?;
            Ok(())
        })?;
        Ok(found)
    }

    /// Opens the schedules of the procedures in force; a store that fails now is told by the next advance.
    pub(super) fn open_schedules(&self) {
        if let Ok(definitions) = self.definitions() {
            for plan in planned(&definitions) {
                let _ = self.progress(&plan);
            }
        }
    }
}

/// The row that says how far a schedule is.
fn scheduled(plan: &Planned<'_>, stream: &Stream, progress: Progress) -> Mail {
    let Progress { from: anchor, next } = progress;
    let (start, due) = (plan.start().clone(), plan.due(progress));
    Mail::Scheduled { stream: stream.clone(), start, anchor, next, due }
}
