//! PostgreSQL: one database for any number of programs on any number of machines.
//!
//! One transaction writes at a time, whichever program it is of: the lock that it takes first goes when it ends. So
//! positions follow one another without a gap in the order of the commits, and who reads by position misses nothing.
//! Readers wait for nobody. What was lost before a commit is done once more; after it was asked for, only the answer is
//! in doubt. Read [`Postgres`] first.

mod cell;
mod session;

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::{Act, Base, Cell, Connection, EachRow, Result, Words};
use crate::error::StoreError;
use session::Session;
pub(crate) use session::{Connect, connect};

/// How many connections one store has at most.
const CONNECTIONS: usize = 8;

/// How long a call waits for a connection before it gives up; the server is told as much about locks.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a transaction is done again that the server, or the network, broke off before its commit.
const TRIES: usize = 8;

/// The oldest version that has everything that is asked of it.
const OLDEST: i64 = 130_000;

/// What every connection begins with. A commit that is not awaited would be acknowledged before it is on the disk; a
/// machine that freezes while it writes must not hold up all others for ever.
const BEGIN_SESSION: &str = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";
const ONLY_LOOK: &str = "SET default_transaction_read_only = on";
const SERVER: &str = "SELECT current_setting('server_version_num')::BIGINT, current_setting('server_version'), \
    current_setting('server_encoding')";

/// The lock is that of the tables in one schema: several stores may share a database.
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; \
    SELECT pg_advisory_xact_lock(1130460515, hashtext(current_schema()))";
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// A database of a server, and the connections to it that are open.
pub(crate) struct Postgres {
    connect: Connect,
    read_only: bool,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Session>,
    /// How many are in use.
    out: usize,
}

/// The right to one of the connections.
struct Seat<'p>(&'p Postgres);

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let mut pool = self.0.held();
        pool.out = pool.out.saturating_sub(1);
        self.0.returned.notify_one();
    }
}

impl Postgres {
    /// Connects once, and looks whether the server is one that will do.
    pub(crate) fn open(connect: Connect, read_only: bool) -> Result<Self> {
        let base = Postgres { connect, read_only, pool: Mutex::default(), returned: Condvar::new() };
        base.take()?.put_back();
        Ok(base)
    }

    fn fresh(&self) -> Result<Session> {
        let mut session = (self.connect)()?;
        suits(&mut session)?;
        session.script(BEGIN_SESSION)?;
        if self.read_only {
            session.script(ONLY_LOOK)?;
        }
        Ok(session)
    }

    /// A connection that nobody else uses.
    fn take(&self) -> Result<Taken<'_>> {
        let is_crowded = |pool: &mut Pool| pool.out >= CONNECTIONS;
        let waited = self.returned.wait_timeout_while(self.held(), PATIENCE, is_crowded);
        let (mut pool, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            return Err(StoreError::Busy);
        }
        pool.out += 1;
        let (idle, seat) = (pool.idle.pop(), Seat(self));
        drop(pool);
        let session = idle.map_or_else(|| self.fresh(), Ok)?;
        Ok(Taken { session, seat })
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection on which a transaction has begun; those that were lost while nobody used them are passed over.
    fn begun(&self, begin: &str) -> Result<Taken<'_>> {
        let mut last = StoreError::Busy;
        for _ in 0..TRIES {
            let mut taken = self.take()?;
            let Err(error) = taken.session.script(begin) else { return Ok(taken) };
            let how = broken(&error);
            last = error.into();
            match how {
                How::Lost => self.held().idle.clear(),
                How::Off | How::For => break,
            }
        }
        Err(last)
    }
}

impl Base for Postgres {
    fn write(&self, act: Act<'_>) -> Result<()> {
        if self.read_only {
            return Err(StoreError::ReadOnly);
        }
        let mut last = StoreError::Busy;
        for turn in 0..TRIES {
            let mut taken = self.begun(BEGIN_WRITE)?;
            let done = match taken.act(act) {
                Ok(()) => taken.commit(),
                Err(failed) => {
                    taken.roll_back();
                    Err(failed)
                }
            };
            match done {
                Ok(()) => return Ok(()),
                Err((How::For, error)) => return Err(error),
                Err((How::Off | How::Lost, error)) => last = error,
            }
            // Those who got in each other's way must not do so in step.
            std::thread::sleep(Duration::from_millis(1 << turn));
        }
        Err(last)
    }

    /// What was read may have been shown to somebody already, so it is not read again.
    fn read(&self, act: Act<'_>) -> Result<()> {
        let mut taken = self.begun(BEGIN_READ)?;
        let read = taken.act(act);
        taken.roll_back();
        read.map_err(|(_, error)| error)
    }

    /// When old rows go from its pages, and its journal from its disks, the server decides.
    fn scrub(&self) -> Result<bool> {
        Ok(false)
    }
}

/// A connection on loan; one that is not given back is closed, and whatever it began is taken back.
struct Taken<'p> {
    session: Session,
    seat: Seat<'p>,
}

impl Taken<'_> {
    /// Does what is to be done in the transaction that has begun.
    fn act(&mut self, act: Act<'_>) -> std::result::Result<(), (How, StoreError)> {
        let mut live = Live { session: &mut self.session, broken: None, next: None };
        match (act(&mut live), live.broken) {
            (Ok(()), None) => Ok(()),
            // A transaction in which a statement failed is not kept, whatever was made of the failure.
            (Ok(()), Some(how)) => Err((how, StoreError::Busy)),
            (Err(error), how) => Err((how.unwrap_or(How::For), error)),
        }
    }

    /// Asks for the commit together with what was not answered yet: the server keeps all of it or nothing.
    fn commit(mut self) -> std::result::Result<(), (How, StoreError)> {
        match self.session.commit() {
            Ok(()) => {
                self.put_back();
                Ok(())
            }
            Err(error) => match broken(&error) {
                // The answer was lost, perhaps after it was kept.
                How::Lost => Err((How::For, StoreError::Doubtful)),
                how => Err((how, error.into())),
            },
        }
    }

    fn roll_back(mut self) {
        if self.session.roll_back().is_ok() {
            self.put_back();
        }
    }

    fn put_back(self) {
        self.seat.0.held().idle.push(self.session);
    }
}

/// How a transaction was broken.
#[derive(Clone, Copy)]
enum How {
    /// By the server, because of others: another time may go better.
    Off,
    /// The connection was lost.
    Lost,
    /// By what was asked.
    For,
}

fn broken(error: &Error) -> How {
    match error.code() {
        Some(code) if *code == SqlState::T_R_DEADLOCK_DETECTED => How::Off,
        Some(code) if *code == SqlState::T_R_SERIALIZATION_FAILURE => How::Off,
        Some(code) if ends_connection(code) => How::Lost,
        Some(_) => How::For,
        None if error.is_closed() => How::Lost,
        None if std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>()) => {
            How::Lost
        }
        None => How::For,
    }
}

/// Whether the server closes the connection, or asks to come again later.
fn ends_connection(code: &SqlState) -> bool {
    let code = code.code();
    code.starts_with("08") || code.starts_with("57P") || code == "25P03"
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let Some(code) = error.code() else {
            return match broken(&error) {
                How::Lost => StoreError::unreachable(error),
                _ => StoreError::failed(error),
            };
        };
        match code.code() {
            "40P01" | "40001" | "55P03" => StoreError::Busy,
            "53100" => StoreError::Full,
            "25006" => StoreError::ReadOnly,
            "XX001" | "XX002" => StoreError::NoStore,
            _ if ends_connection(code) => StoreError::unreachable(error),
            _ => StoreError::failed(error),
        }
    }
}

/// Whether the server is new enough, and keeps texts as they are.
fn suits(session: &mut Session) -> Result<()> {
    let mut found = None;
    session.rows(SERVER, &[], &mut |row| {
        let suits = row.int(0)? >= OLDEST && row.text(2)? == "UTF8";
        found = (!suits)
            .then(|| format!("{}, {}", row.text(1).unwrap_or_default(), row.text(2).unwrap_or_default()));
        Ok(())
    })??;
    found.map_or(Ok(()), |found| Err(StoreError::WrongServer { found: found.into() }))
}

/// A connection within a transaction.
struct Live<'s> {
    session: &'s mut Session,
    /// How the first statement that failed broke the transaction.
    broken: Option<How>,
    /// The position of the next record, once it is known: nobody else writes one.
    next: Option<u64>,
}

impl Live<'_> {
    fn failed(&mut self, error: Error) -> StoreError {
        self.broken.get_or_insert(broken(&error));
        error.into()
    }
}

impl Connection for Live<'_> {
    fn run(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<()> {
        self.session.send(statement, cells).map_err(|error| self.failed(error))
    }

    fn changed(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<u64> {
        self.session.changed(statement, cells).map_err(|error| self.failed(error))
    }

    fn rows(&mut self, statement: &'static str, cells: &[Cell<'_>], each: EachRow<'_>) -> Result<()> {
        self.session.rows(statement, cells, each).map_err(|error| self.failed(error))?
    }

    fn script(&mut self, statements: &str) -> Result<()> {
        self.session.script(statements).map_err(|error| self.failed(error))
    }

    fn positions(&mut self, count: u64) -> Result<u64> {
        let first = match self.next {
            Some(next) => next,
            None => super::next_position(self)?,
        };
        self.next = Some(first.saturating_add(count));
        Ok(first)
    }

    fn words(&self) -> &'static Words {
        &Words::POSTGRES
    }
}
