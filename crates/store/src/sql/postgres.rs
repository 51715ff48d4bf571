//! PostgreSQL: one database for any number of programs on any number of machines.
//!
//! One transaction writes at a time, whichever program it is of: the lock that it takes first goes when it ends. So
//! positions follow one another without a gap in the order of the commits, and who reads by position misses nothing.
//! Readers wait for nobody. What was lost before a commit is done once more; after it was asked for, only the answer is
//! in doubt. Read [`Postgres`] first.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::ToSql;
use postgres::{Client, Error, Statement};

use super::{Act, Base, Cell, Connection, EachRow, Result, Words};
use crate::error::StoreError;

mod cell;

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

/// Opens one more connection.
pub(crate) type Connect = Box<dyn Fn() -> std::result::Result<Client, Error> + Send + Sync>;

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

/// A connection with the statements that it has ready, by where their text stands.
struct Session {
    client: Client,
    ready: BTreeMap<(usize, usize), Statement>,
}

impl Postgres {
    /// Connects once, and looks whether the server is one that will do.
    pub(crate) fn open(connect: Connect, read_only: bool) -> Result<Self> {
        let base = Postgres { connect, read_only, pool: Mutex::default(), returned: Condvar::new() };
        base.take()?.put_back();
        Ok(base)
    }

    fn fresh(&self) -> Result<Session> {
        let mut client = (self.connect)().map_err(StoreError::unreachable)?;
        suits(&mut client)?;
        client.batch_execute(BEGIN_SESSION)?;
        if self.read_only {
            client.batch_execute(ONLY_LOOK)?;
        }
        Ok(Session { client, ready: BTreeMap::new() })
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
            let Err(error) = taken.session.client.batch_execute(begin) else { return Ok(taken) };
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
            match taken.act(act) {
                Ok(()) => return taken.commit(),
                Err((How::For, error)) => {
                    taken.roll_back();
                    return Err(error);
                }
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
}

/// A connection on loan; one that is not given back is closed, and whatever it began is taken back.
struct Taken<'p> {
    session: Session,
    seat: Seat<'p>,
}

impl Taken<'_> {
    /// Does what is to be done in the transaction that has begun.
    fn act(&mut self, act: Act<'_>) -> std::result::Result<(), (How, StoreError)> {
        let mut live = Live { session: &mut self.session, broken: None };
        match (act(&mut live), live.broken) {
            (Ok(()), None) => Ok(()),
            // A transaction in which a statement failed is not kept, whatever was made of the failure.
            (Ok(()), Some(how)) => Err((how, StoreError::Busy)),
            (Err(error), how) => Err((how.unwrap_or(How::For), error)),
        }
    }

    fn commit(mut self) -> Result<()> {
        match self.session.client.batch_execute("COMMIT") {
            Ok(()) => self.put_back(),
            // The answer was lost, perhaps after it was kept.
            Err(error) if matches!(broken(&error), How::Lost) => return Err(StoreError::Doubtful),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn roll_back(mut self) {
        if self.session.client.batch_execute("ROLLBACK").is_ok() {
            self.put_back();
        }
    }

    fn put_back(self) {
        self.seat.0.held().idle.push(self.session);
    }
}

impl Session {
    fn ready(&mut self, statement: &'static str) -> std::result::Result<Statement, Error> {
        let place = (statement.as_ptr().addr(), statement.len());
        if let Some(ready) = self.ready.get(&place) {
            return Ok(ready.clone());
        }
        let ready = self.client.prepare(statement)?;
        self.ready.insert(place, ready.clone());
        Ok(ready)
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
                _ => StoreError::Database { source: Box::new(error) },
            };
        };
        match code.code() {
            "40P01" | "40001" | "55P03" => StoreError::Busy,
            "53100" => StoreError::Full,
            "25006" => StoreError::ReadOnly,
            "XX001" | "XX002" => StoreError::NoStore,
            _ if ends_connection(code) => StoreError::unreachable(error),
            _ => StoreError::Database { source: Box::new(error) },
        }
    }
}

/// Whether the server is new enough, and keeps texts as they are.
fn suits(client: &mut Client) -> Result<()> {
    let row = client.query_one(SERVER, &[])?;
    let (number, version, encoding): (i64, &str, &str) = (row.get(0), row.get(1), row.get(2));
    if number >= OLDEST && encoding == "UTF8" {
        return Ok(());
    }
    Err(StoreError::WrongServer { found: format!("{version}, {encoding}").into() })
}

/// A connection within a transaction.
struct Live<'s> {
    session: &'s mut Session,
    /// How the first statement that failed broke the transaction.
    broken: Option<How>,
}

impl Live<'_> {
    fn failed(&mut self, error: Error) -> StoreError {
        self.broken.get_or_insert(broken(&error));
        error.into()
    }

    fn ready(&mut self, statement: &'static str) -> Result<Statement> {
        self.session.ready(statement).map_err(|error| self.failed(error))
    }
}

impl Connection for Live<'_> {
    fn run(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<u64> {
        let ready = self.ready(statement)?;
        let cells: Vec<&(dyn ToSql + Sync)> = cells.iter().map(|cell| cell as _).collect();
        let ran = self.session.client.execute(&ready, &cells);
        ran.map_err(|error| self.failed(error))
    }

    fn rows(&mut self, statement: &'static str, cells: &[Cell<'_>], each: EachRow<'_>) -> Result<()> {
        let ready = self.ready(statement)?;
        let mut failed = None;
        match self.session.client.query_raw(&ready, cells.iter()) {
            Err(error) => failed = Some(error),
            Ok(mut rows) => loop {
                match rows.next() {
                    Ok(Some(row)) => each(&cell::Came::from(row))?,
                    Ok(None) => break,
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            },
        }
        failed.map_or(Ok(()), |error| Err(self.failed(error)))
    }

    fn script(&mut self, statements: &str) -> Result<()> {
        let ran = self.session.client.batch_execute(statements);
        ran.map_err(|error| self.failed(error))
    }

    fn words(&self) -> &'static Words {
        &Words::POSTGRES
    }
}
