//! The store: where records are kept, and how several writers share one commit.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cauce::log::{Appended, LogError};

use crate::append::{Answer, Change, Refused, append};
use crate::error::StoreError;
use crate::rows::Tallies;
use crate::schema;
use crate::sql::{Base, Sqlite, Words};

/// How many writers share one commit at most.
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
    name: String,
    /// Who waits to be written with the next commit.
    waiting: Mutex<Vec<Arc<Slot>>>,
    /// Held by whoever writes for all.
    turn: Mutex<()>,
    /// Which of the rows that are one number this program changes: others change others.
    shard: i64,
}

/// What one writer wants written, and what became of it.
struct Slot {
    change: Change,
    answer: Mutex<Option<Answer>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Store").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the store in a file of SQLite, or makes it; tables of an older version are brought up to this one.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the file is no store, of a newer version, or cannot be read or written.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::over(Box::new(Sqlite::open(path.as_ref())?), &Words::SQLITE)
    }

    /// Opens the store in a file of SQLite for looking only: the file is never changed.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: there is no store in the file, it is of another version, or cannot be read.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let base = Sqlite::open_read_only(path.as_ref())?;
        let mut name = String::new();
        base.read(&mut |connection| {
            name = schema::look(connection, &Words::SQLITE)?;
            Ok(())
        })?;
        Ok(Self::named(Box::new(base), name))
    }

    /// A store that is forgotten when it is dropped, for tests.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when there is no memory for it.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::over(Box::new(Sqlite::in_memory()?), &Words::SQLITE)
    }

    fn over(base: Box<dyn Base>, words: &Words) -> Result<Self, StoreError> {
        let mut name = String::new();
        base.write(&mut |connection| {
            name = schema::bring_up(connection, words, "")?;
            Ok(())
        })?;
        Ok(Self::named(base, name))
    }

    fn named(base: Box<dyn Base>, name: String) -> Self {
        let shard = i64::from(std::process::id()) % SHARDS;
        Store { base, name, waiting: Mutex::default(), turn: Mutex::default(), shard }
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
    /// Whoever comes first writes; who comes meanwhile waits for the turn and finds itself written, or writes for all
    /// who came after.
    pub(crate) fn commit_all(&self, changes: Vec<Change>) -> Vec<Answer> {
        let slot = |change| Arc::new(Slot { change, answer: Mutex::default() });
        let own: Vec<Arc<Slot>> = changes.into_iter().map(slot).collect();
        held(&self.waiting).extend(own.iter().cloned());
        let _turn = held(&self.turn);
        let mut answers = Vec::with_capacity(own.len());
        for slot in &own {
            answers.push(loop {
                if let Some(answer) = held(&slot.answer).take() {
                    break answer;
                }
                self.write_waiting();
            });
        }
        answers
    }

    fn write_waiting(&self) {
        let mut waiting = held(&self.waiting);
        let count = waiting.len().min(TOGETHER);
        let group: Vec<Arc<Slot>> = waiting.drain(..count).collect();
        drop(waiting);
        match self.write(&group) {
            // What one asks for must not be the trouble of the others.
            Err(StoreError::Database { .. }) if group.len() > 1 => {
                for alone in group.chunks(1) {
                    if let Err(error) = self.write(alone) {
                        fail(alone, error);
                    }
                }
            }
            Err(error) => fail(&group, error),
            Ok(()) => {}
        }
    }

    /// Writes a group in one commit; whoever is answered there is answered once it is kept.
    fn write(&self, group: &[Arc<Slot>]) -> Result<(), StoreError> {
        let mut answers = Vec::with_capacity(group.len());
        self.base.write(&mut |connection| {
            answers.clear();
            let mut tallies = Tallies::default();
            for slot in group {
                answers.push(append(connection, &slot.change, &mut tallies)?);
            }
            tallies.write(connection, self.shard)
        })?;
        for (slot, answer) in group.iter().zip(answers) {
            *held(&slot.answer) = Some(answer);
        }
        Ok(())
    }
}

fn fail(group: &[Arc<Slot>], error: StoreError) {
    let error = Arc::new(error);
    for slot in group {
        *held(&slot.answer) = Some(Err(Refused::Log(LogError::Store { source: Arc::clone(&error).into() })));
    }
}

/// What is held is changed in one piece, so a thread that panicked has left it whole.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
