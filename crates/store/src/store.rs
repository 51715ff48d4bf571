//! The store: where records are kept, and how several writers share one commit.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Thread;

use cauce::log::{Appended, LogError};
#[cfg(feature = "postgres")]
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
#[cfg(feature = "postgres")]
use tokio_postgres::{NoTls, Socket};

use crate::append::{Answer, Asked, Change, Refused, append};
use crate::error::StoreError;
use crate::rows::Tallies;
use crate::schema;
use crate::sql::{Base, Sqlite};
#[cfg(feature = "postgres")]
use crate::sql::{Postgres, connect};

/// How many callers share one commit at most.
const TOGETHER: usize = 1_000;

/// Into how many rows a number is split that many programs change.
const SHARDS: i64 = 16;

/// A place where cases last; shared between threads, and between processes.
///
/// It is a [`cauce::log::Log`]: an [`Engine`](cauce::engine::Engine) over it keeps its cases there.
///
/// ```
/// use cauce::clock::SystemClock;
/// use cauce::engine::Engine;
/// use cauce_store::Store;
///
/// let engine = Engine::new(Store::in_memory()?, SystemClock);
/// # Ok::<(), cauce_store::StoreError>(())
/// ```
pub struct Store {
    base: Box<dyn Base>,
    queue: Mutex<Queue>,
    /// Which of the rows that are one number this program changes: others change others.
    shard: i64,
}

/// Who waits to be written with the next commit, the first first.
#[derive(Default)]
struct Queue {
    waiting: Vec<Arc<Slot>>,
    /// Whether somebody writes, or has been told to.
    led: bool,
}

/// What one caller wants written, and what became of it.
struct Slot {
    changes: Vec<Asked>,
    turn: Mutex<Turn>,
    /// Who waits.
    caller: Thread,
}

/// What a caller who waits is told.
enum Turn {
    Wait,
    /// To write for all who wait.
    Lead,
    Done(Vec<Answer>),
}

impl Slot {
    fn tell(&self, turn: Turn) {
        *held(&self.turn) = turn;
        self.caller.unpark();
    }

    /// Waits for an answer, or for the turn to write; then there is none yet.
    fn wait(&self) -> Option<Vec<Answer>> {
        loop {
            let turn = std::mem::replace(&mut *held(&self.turn), Turn::Wait);
            match turn {
                Turn::Wait => std::thread::park(),
                Turn::Lead => return None,
                Turn::Done(answers) => return Some(answers),
            }
        }
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a file of SQLite, or makes it; tables of an older version are brought up to this one.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the file is no store, of a newer version, or cannot be read or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::brought_up(Box::new(Sqlite::open(path.as_ref())?))
    }

    /// Opens the store in a file of SQLite for looking only: the file is never changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: there is no store in the file, it is of another version, or cannot be read.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let base = Sqlite::open_read_only(path.as_ref())?;
        base.read(&mut |connection| schema::look(connection))?;
        Ok(Self::over(Box::new(base)))
    }

    /// A store that is forgotten when it is dropped, for tests.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when there is no memory for it.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::brought_up(Box::new(Sqlite::in_memory()?))
    }

    /// Opens the store in a database of PostgreSQL, or makes its tables there, in the schema that comes first in the
    /// search path; any number of programs may do so at once.
    ///
    /// The address is one of `libpq`: `postgresql://user@host/database`, or `host=/run/postgresql dbname=cases`.
    /// Connections are not encrypted: see [`postgres_by`](Self::postgres_by).
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// let store = cauce_store::Store::postgres("host=/run/postgresql dbname=cases")?;
    /// # Ok::<(), cauce_store::StoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`StoreError::Unreachable`] when the server does not answer or refuses, [`StoreError::WrongServer`] when it will
    /// not do, and whatever is wrong with the tables.
    #[cfg(feature = "postgres")]
    pub fn postgres(address: &str) -> Result<Self, StoreError> {
        Self::postgres_by(reached(address)?, NoTls)
    }

    /// Opens the store in a database of PostgreSQL for looking only; a standby will do.
    ///
    /// # Errors
    ///
    /// As [`postgres`](Self::postgres), and when the tables are of another version.
    #[cfg(feature = "postgres")]
    pub fn postgres_read_only(address: &str) -> Result<Self, StoreError> {
        let base = Postgres::open(connect(reached(address)?, NoTls), true)?;
        base.read(&mut |connection| schema::look(connection))?;
        Ok(Self::over(Box::new(base)))
    }

    /// Opens the store in a database of PostgreSQL over connections that are encrypted by what the host brings:
    /// `tokio-postgres-rustls`, `postgres-native-tls`, or another.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")] {
    /// use cauce_store::Store;
    /// use cauce_store::tokio_postgres::{Config, NoTls};
    /// let config: Config = "postgresql://desk@db.example/cases".parse()?;
    /// // In place of `NoTls` whatever encrypts.
    /// let store = Store::postgres_by(config, NoTls)?;
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`postgres`](Self::postgres).
    #[cfg(feature = "postgres")]
    pub fn postgres_by<T>(config: tokio_postgres::Config, tls: T) -> Result<Self, StoreError>
    where
        T: MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        Self::brought_up(Box::new(Postgres::open(connect(config, tls), false)?))
    }

    fn brought_up(base: Box<dyn Base>) -> Result<Self, StoreError> {
        base.write(&mut |connection| schema::bring_up(connection))?;
        Ok(Self::over(base))
    }

    pub(crate) fn over(base: Box<dyn Base>) -> Self {
        let shard = i64::from(std::process::id()) % SHARDS;
        Store { base, queue: Mutex::default(), shard }
    }

    pub(crate) fn base(&self) -> &dyn Base {
        &*self.base
    }

    /// Keeps the change of one caller, with those of all others who wait at that moment, in one commit.
    pub(crate) fn commit(&self, change: Change) -> Result<Vec<Appended>, Refused> {
        let answer = self.commit_all(vec![change]).pop();
        answer.unwrap_or(Err(Refused::Log(StoreError::wrong_row().into())))
    }

    /// Keeps several changes, each by itself, in as few commits as may be.
    ///
    /// Whoever comes first writes; who comes meanwhile waits, and the first of them writes next, for all who wait then.
    pub(crate) fn commit_all(&self, changes: Vec<Change>) -> Vec<Answer> {
        let changes = changes.into_iter().map(Asked::of).collect();
        let own = Arc::new(Slot { changes, turn: Mutex::new(Turn::Wait), caller: std::thread::current() });
        let mut queue = held(&self.queue);
        queue.waiting.push(Arc::clone(&own));
        let leads = !std::mem::replace(&mut queue.led, true);
        drop(queue);
        if !leads {
            if let Some(answers) = own.wait() {
                return answers;
            }
            self.let_others_come();
        }
        self.write_waiting();
        own.wait().unwrap_or_default()
    }

    /// Those who have just been answered are about to come again: a commit is for as many as may be.
    fn let_others_come(&self) {
        let mut count = 0;
        while count < held(&self.queue).waiting.len() {
            count = held(&self.queue).waiting.len();
            std::thread::yield_now();
        }
    }

    /// Writes what waits, of as many as one commit may hold; then the next one writes.
    fn write_waiting(&self) {
        let mut queue = held(&self.queue);
        let count = queue.waiting.len().min(TOGETHER);
        let group: Vec<Arc<Slot>> = queue.waiting.drain(..count).collect();
        drop(queue);
        let leading = Leading { store: self, group };
        match self.write(&leading.group) {
            // What one asks for must not be the trouble of the others.
            Err(StoreError::Database { .. }) if leading.group.len() > 1 => {
                for alone in leading.group.chunks(1) {
                    if let Err(error) = self.write(alone) {
                        fail(alone, error);
                    }
                }
            }
            Err(error) => fail(&leading.group, error),
            Ok(()) => {}
        }
    }

    /// Writes a group in one commit; whoever is in it is answered once it is kept.
    fn write(&self, group: &[Arc<Slot>]) -> Result<(), StoreError> {
        let mut answers: Vec<Vec<Answer>> = Vec::with_capacity(group.len());
        self.base.write(&mut |connection| {
            answers.clear();
            let mut tallies = Tallies::default();
            for slot in group {
                let mut own = Vec::with_capacity(slot.changes.len());
                for change in &slot.changes {
                    own.push(append(connection, change, &mut tallies)?);
                }
                answers.push(own);
            }
            tallies.write(connection, self.shard)
        })?;
        for (slot, answers) in group.iter().zip(answers) {
            slot.tell(Turn::Done(answers));
        }
        Ok(())
    }
}

/// How the server of an address is reached.
#[cfg(feature = "postgres")]
fn reached(address: &str) -> Result<tokio_postgres::Config, StoreError> {
    address.parse().map_err(StoreError::unreachable)
}

/// Whoever writes for a group; however that ends, the next one is told to.
struct Leading<'s> {
    store: &'s Store,
    group: Vec<Arc<Slot>>,
}

impl Drop for Leading<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            fail(&self.group, StoreError::Doubtful);
        }
        let mut queue = held(&self.store.queue);
        match queue.waiting.first() {
            Some(next) => next.tell(Turn::Lead),
            None => queue.led = false,
        }
    }
}

fn fail(group: &[Arc<Slot>], error: StoreError) {
    let error = Arc::new(error);
    for slot in group {
        let failed = |_: &Asked| Err(Refused::Log(LogError::Store { source: Arc::clone(&error).into() }));
        slot.tell(Turn::Done(slot.changes.iter().map(failed).collect()));
    }
}

/// What is held is changed in one piece, so a thread that panicked has left it whole.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
