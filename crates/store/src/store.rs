//! The store: where records are kept, and how several writers share one commit.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cauce::log::{Appended, Batch, LogError};

use crate::error::StoreError;
use crate::sql::{Base, Sqlite, Words};
use crate::{log, schema};

/// How many writers share one commit at most.
const TOGETHER: usize = 1_000;

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
}

/// What one writer wants written, and what became of it.
struct Slot {
    batches: Vec<Batch>,
    answer: Mutex<Option<Result<Vec<Appended>, LogError>>>,
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
        Store { base, name, waiting: Mutex::default(), turn: Mutex::default() }
    }

    pub(crate) fn base(&self) -> &dyn Base {
        &*self.base
    }

    /// Writes the batches of one caller, with those of all others who wait at that moment, in one commit.
    ///
    /// Whoever comes first writes; who comes meanwhile waits for the turn and finds itself written, or writes for all
    /// who came after.
    pub(crate) fn commit(&self, batches: &[Batch]) -> Result<Vec<Appended>, LogError> {
        let own = Arc::new(Slot { batches: batches.to_vec(), answer: Mutex::default() });
        held(&self.waiting).push(Arc::clone(&own));
        let turn = held(&self.turn);
        loop {
            if let Some(answer) = held(&own.answer).take() {
                drop(turn);
                return answer;
            }
            self.write_waiting();
        }
    }

    fn write_waiting(&self) {
        let mut waiting = held(&self.waiting);
        let count = waiting.len().min(TOGETHER);
        let group: Vec<Arc<Slot>> = waiting.drain(..count).collect();
        drop(waiting);
        let mut answers = Vec::new();
        let written = self.base.write(&mut |connection| {
            answers.clear();
            for slot in &group {
                answers.push(log::append(connection, &slot.batches)?);
            }
            Ok(())
        });
        match written {
            Ok(()) => {
                for (slot, answer) in group.iter().zip(answers) {
                    *held(&slot.answer) = Some(answer);
                }
            }
            Err(error) => {
                let error = Arc::new(error);
                for slot in &group {
                    *held(&slot.answer) = Some(Err(LogError::Store { source: Arc::clone(&error).into() }));
                }
            }
        }
    }
}

/// What is held is changed in one piece, so a thread that panicked has left it whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
