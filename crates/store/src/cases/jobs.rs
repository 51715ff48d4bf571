//! Jobs for programs of the host: each is offered to one worker at a time, for as long as its lease lasts.
//!
//! A lease stands in the row of the job and is no event: what runs out is offered again, with the same key.
//! Attempts, data and failures are the core's; how long to wait between attempts the host says.
//! Read [`JobLease`] first.

use std::time::Duration as Length;

use cauce::clock::Clock;
use cauce::command::{Actor, ClockJump, Command, ItemId, Request};
use cauce::data::{Duration, Text, Timestamp, Value};
use cauce::engine::Step;
use cauce::view::{Effect, effects};

use super::perform::{Ask, Beside};
use super::work::item_id;
use super::{Cases, CasesError, Result};
use crate::error::StoreError;
use crate::mail::Holder;
use crate::rows::Term;
use crate::sql::{Cell, Connection, one};

pub(super) const RUN_OUT: &str = "SELECT i.stream, i.item, (SELECT name FROM stream WHERE id = i.stream) \
    FROM item AS i WHERE i.topic = $1 AND i.lease <= $2 ORDER BY i.lease, i.stream, i.item LIMIT $3";
pub(super) const FRESH: &str = "SELECT i.stream, i.item, (SELECT name FROM stream WHERE id = i.stream) \
    FROM item AS i WHERE i.topic = $1 AND i.lease IS NULL AND i.since <= $2 \
    ORDER BY i.since, i.stream, i.item LIMIT $3";
const LEASE: &str = "UPDATE item SET lease = $1, worker = $2 WHERE stream = $3 AND item = $4";
const EXTEND: &str = "UPDATE item SET lease = $1 WHERE item = $2 AND attempt = $3 AND worker = $4 \
    AND stream = (SELECT id FROM stream WHERE tenant = $5 AND kind = 'case' AND name = $6) \
    RETURNING item";

/// A job that one worker may do, until its lease runs out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobLease {
    /// The case.
    pub case: Text,
    /// The key of the attempt, `CASE/item/attempt`: the same for ever, whoever does it.
    pub key: Text,
    /// What is to be done, with what.
    pub effect: Effect,
    /// Who does it.
    pub worker: Text,
    /// Until when nobody else is offered it.
    pub until: Timestamp,
}

/// The jobs that a worker was given.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Leased {
    /// The jobs, those that have waited longest first.
    pub jobs: Vec<JobLease>,
    /// The cases that could not be read, each with why; their jobs are offered again when the lease has run out.
    pub behind: Vec<(Text, CasesError)>,
}

/// How long to wait before the next attempt of a job that failed, counted from the record that says so.
///
/// ```
/// use std::time::Duration;
/// use cauce_store::cases::Backoff;
/// let wait = Backoff::Doubling { first: Duration::from_secs(10), most: Duration::from_secs(60) };
/// let waits: Vec<u64> = (1..=4).map(|attempt| wait.after(attempt).as_secs()).collect();
/// assert_eq!(waits, [10, 20, 40, 60]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backoff {
    /// It is offered again at once.
    #[default]
    None,
    /// The same each time.
    Fixed(Length),
    /// Twice as long each time, up to a bound.
    Doubling {
        /// After the first attempt.
        first: Length,
        /// Never longer.
        most: Length,
    },
}

impl Backoff {
    /// How long to wait after that attempt failed; the first is 1.
    #[must_use]
    pub fn after(self, attempt: u32) -> Length {
        match self {
            Backoff::None => Length::ZERO,
            Backoff::Fixed(length) => length,
            Backoff::Doubling { first, most } => {
                let times = 1u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
                first.saturating_mul(times).min(most)
            }
        }
    }
}

/// A job that is offered: the numbers of its stream and itself, and its case.
type Offered = (i64, i64, Text);

impl<C: Clock> Cases<C> {
    /// Gives a worker jobs of a name that nobody else has, for that long; those that have waited longest first.
    ///
    /// A job whose lease has run out is given again, with the same key: whoever does it asks what it does not own
    /// whether that key was done.
    /// Each worker has a name of its own.
    ///
    /// ```
    /// use std::time::Duration;
    /// # use cauce::clock::SystemClock;
    /// # use cauce::command::Actor;
    /// # use cauce_store::{Cases, Store};
    /// # let cases = Cases::new(Store::in_memory()?, SystemClock);
    /// # cases.add(r#"
    /// # formato = 1
    /// # idioma  = "es"
    /// # procedimiento = { codigo = "AVISO-1", nombre = "Avisar" }
    /// # actividad = { id = "avisar", titulo = "Avisar", trabajo = "enviar-correo" }
    /// # "#)?;
    /// # cases.start("visita-7", "AVISO-1", &Actor::host("web"))?;
    /// let leased = cases.lease("enviar-correo", 10, Duration::from_secs(300), "correo-1")?;
    /// for job in &leased.jobs {
    ///     assert_eq!(&*job.key, "visita-7/1/1");
    ///     cases.complete_job(job, Vec::new())?;
    /// }
    /// # Ok::<(), cauce_store::cases::CasesError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CasesError`] when the store fails.
    pub fn lease(&self, job: &str, count: usize, length: Length, worker: &str) -> Result<Leased> {
        let (base, now) = (self.host.store.base(), self.host.clock.now());
        let mut leased = Leased::default();
        let Some(topic) = self.host.terms.find(base, &self.tenant, (Term::Topic, job))? else {
            return Ok(leased);
        };
        let mut offered: Vec<Offered> = Vec::new();
        // Whoever asks for nothing in vain holds nobody up.
        base.read(&mut |connection| {
            offered.clear();
            offer(connection, [RUN_OUT, FRESH], (topic, now, 1), &mut offered)
        })?;
        if offered.is_empty() {
            return Ok(leased);
        }
        let until = later(now, length);
        base.write(&mut |connection| {
            offered.clear();
            offer(connection, [RUN_OUT, FRESH], (topic, now, count.max(1)), &mut offered)?;
            for (stream, item, _) in &offered {
                let cells =
                    [Cell::Int(until.millis()), Cell::Text(worker), Cell::Int(*stream), Cell::Int(*item)];
                connection.run(LEASE, &cells)?;
            }
            Ok(())
        })?;
        for (_, item, case) in offered {
            match self.leased(&case, item_id(item), (worker, until)) {
                Ok(job) => leased.jobs.extend(job),
                Err(error) => leased.behind.push((case, error)),
            }
        }
        Ok(leased)
    }

    /// What is to be done of a job; nothing when somebody has answered it meanwhile.
    fn leased(
        &self,
        case: &Text,
        item: ItemId,
        (worker, until): (&str, Timestamp),
    ) -> Result<Option<JobLease>> {
        let effect = self.look(case, |case| effects(case).into_iter().find(|effect| effect.item == item))?;
        Ok(effect.map(|effect| {
            let (key, case) = (effect.key(case).into(), case.clone());
            JobLease { case, key, effect, worker: worker.into(), until }
        }))
    }

    /// Keeps a job for longer, from now on, also one whose lease has run out while nobody else was offered it.
    ///
    /// # Errors
    ///
    /// [`CasesError::LeaseLost`] when another has it or the attempt is over.
    pub fn extend(&self, lease: &JobLease, length: Length) -> Result<JobLease> {
        let until = later(self.host.clock.now(), length);
        let mut extended = None;
        self.host.store.base().write(&mut |connection| {
            let item = Cell::Int(i64::from(lease.effect.item.0));
            let (attempt, worker) = (Cell::Int(i64::from(lease.effect.attempt)), Cell::Text(&lease.worker));
            let (tenant, case) = (Cell::Text(&self.tenant), Cell::Text(&lease.case));
            extended = one(
                connection,
                (EXTEND, &[Cell::Int(until.millis()), item, attempt, worker, tenant, case]),
                |row| row.int(0),
            )?;
            Ok(())
        })?;
        match extended {
            None => Err(CasesError::LeaseLost { case: lease.case.clone() }),
            Some(_) => Ok(JobLease { until, ..lease.clone() }),
        }
    }

    /// Acknowledges a job as done, with what it gives back, by name.
    ///
    /// The answer of a worker whose lease has run out is taken as long as nobody else was given the job.
    ///
    /// # Errors
    ///
    /// [`CasesError::LeaseLost`] when another has it, [`CasesError::Rejected`] when the attempt is over or the data
    /// are not what the procedure takes.
    pub fn complete_job(&self, lease: &JobLease, data: Vec<(Text, Value)>) -> Result<Step> {
        let (item, attempt) = (lease.effect.item, lease.effect.attempt);
        self.answer(lease, Command::CompleteJob { item, attempt, data })
    }

    /// Says that an attempt of a job failed: it is offered again after a while, as the next attempt.
    ///
    /// After the last attempt that the procedure allows it is an incident, which a person resolves.
    ///
    /// # Errors
    ///
    /// As [`complete_job`](Self::complete_job).
    pub fn fail_job(&self, lease: &JobLease, reason: &str, backoff: Backoff) -> Result<Step> {
        let (item, attempt) = (lease.effect.item, lease.effect.attempt);
        let millis = u64::try_from(backoff.after(attempt).as_millis()).unwrap_or(u64::MAX);
        let retry_after = Duration::from_millis(millis).filter(|length| !length.is_zero());
        self.answer(lease, Command::FailJob { item, attempt, reason: reason.into(), retry_after })
    }

    /// Ends a job with an error that the procedure knows, by code.
    ///
    /// # Errors
    ///
    /// As [`complete_job`](Self::complete_job).
    pub fn throw_job(&self, lease: &JobLease, code: &str) -> Result<Step> {
        let (item, attempt) = (lease.effect.item, lease.effect.attempt);
        self.answer(lease, Command::ThrowError { item, attempt, code: code.into() })
    }

    fn answer(&self, lease: &JobLease, command: Command) -> Result<Step> {
        let at = self.host.clock.now();
        let mut request = Request::new(at, Actor::host(&lease.worker), command);
        request.clock_jump = ClockJump::Confirmed;
        let holder = Holder { item: i64::from(lease.effect.item.0), worker: lease.worker.clone(), at };
        let beside = Beside { holder: Some(holder), ..Beside::default() };
        self.perform(&self.stream(&lease.case)?, &Ask::given(&request).beside(beside))
    }
}

/// That much later, and later in any case.
fn later(now: Timestamp, length: Length) -> Timestamp {
    let millis = i64::try_from(length.as_millis()).unwrap_or(i64::MAX).max(1);
    Timestamp::from_millis(now.millis().saturating_add(millis)).unwrap_or(now)
}

/// What may be given now: first what has been given before, which is older, then what has not.
fn offer(
    connection: &mut dyn Connection,
    statements: [&'static str; 2],
    (topic, now, count): (i64, Timestamp, usize),
    offered: &mut Vec<Offered>,
) -> std::result::Result<(), StoreError> {
    for statement in statements {
        let left = i64::try_from(count.saturating_sub(offered.len())).unwrap_or(i64::MAX);
        let cells = [topic, now.millis(), left].map(Cell::Int);
        connection.rows(statement, &cells, &mut |row| {
            offered.push((row.int(0)?, row.int(1)?, row.text(2)?.into()));
            Ok(())
        })?;
    }
    Ok(())
}
