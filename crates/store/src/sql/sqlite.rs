//! SQLite: one file, nothing to install.
//!
//! One connection writes, others read meanwhile; what is committed has reached the disk.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection as Raw, ErrorCode, OpenFlags, ToSql};

use super::{Act, Base, Cell, Connection, EachRow, Result, Row, Words};
use crate::error::StoreError;

/// How long another program may write before a call gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// Statements that are kept ready.
const STATEMENTS: usize = 128;

/// A database in a file, or in memory.
pub(crate) struct Sqlite {
    path: Option<PathBuf>,
    /// Connections that read, as many as have read at once so far.
    ///
    /// They close before the one that writes: only that one, when it is the last, takes the journal into the file.
    readers: Mutex<Vec<Raw>>,
    writer: Mutex<Raw>,
    read_only: bool,
    /// Whether a commit failed after which nobody knows what has reached the disk.
    doubtful: AtomicBool,
}

impl Sqlite {
    /// Opens the file, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let writer = connect(path, flags)?;
        // The journal lets others read while one writes; a commit is on the disk when it returns; what is taken out is
        // written over.
        set(
            &writer,
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
            PRAGMA secure_delete = ON;",
        )?;
        Ok(Self::over(Some(path.to_path_buf()), writer, false))
    }

    /// Opens the file for looking only; it is never changed.
    ///
    /// Beside it the journal is kept in order, unless nothing can be written there: then, and only when no journal
    /// stands there, the file is looked at as one that nobody changes.
    pub(crate) fn open_read_only(path: &Path) -> Result<Self> {
        let raw = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let (path, raw) = match (looked_at(&raw), unchanging(path)) {
            (Err(StoreError::ReadOnly | StoreError::Database { .. }), Some(unchanging)) => {
                let raw = connect(&unchanging, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                (unchanging, raw)
            }
            (looked_at, _) => {
                looked_at?;
                (path.to_path_buf(), raw)
            }
        };
        Ok(Self::over(Some(path), raw, true))
    }

    /// A database that is forgotten.
    pub(crate) fn in_memory() -> Result<Self> {
        let raw = Raw::open_in_memory()?;
        raw.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self::over(None, raw, false))
    }

    fn over(path: Option<PathBuf>, writer: Raw, read_only: bool) -> Self {
        let (writer, readers) = (Mutex::new(writer), Mutex::default());
        Sqlite { path, writer, readers, read_only, doubtful: AtomicBool::new(false) }
    }

    /// A thread that panicked while it held the connection has rolled back.
    fn writer(&self) -> MutexGuard<'_, Raw> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn may_write(&self) -> Result<()> {
        match self.doubtful.load(Ordering::Acquire) {
            _ if self.read_only => Err(StoreError::ReadOnly),
            true => Err(StoreError::Doubtful),
            false => Ok(()),
        }
    }

    fn reader(&self, path: &Path) -> Result<Raw> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map_or_else(|| connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY), Ok)
    }
}

/// Whether anything can be read: SQLite opens a file no sooner than it has to.
fn looked_at(raw: &Raw) -> Result<()> {
    Ok(raw.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?)
}

/// How SQLite is told of a file that nobody changes; nothing where a journal stands beside it.
fn unchanging(path: &Path) -> Option<PathBuf> {
    let plain = path.to_str()?;
    if Path::new(&format!("{plain}-wal")).exists() {
        return None;
    }
    let escaped = plain.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(PathBuf::from(format!("file:{escaped}?immutable=1")))
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Raw> {
    let by_address = path.as_os_str().as_encoded_bytes().starts_with(b"file:");
    let address = if by_address { OpenFlags::SQLITE_OPEN_URI } else { OpenFlags::empty() };
    let raw = Raw::open_with_flags(path, flags | address | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    raw.busy_timeout(PATIENCE)?;
    raw.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(raw)
}

fn set(raw: &Raw, pragmas: &str) -> Result<()> {
    Ok(raw.execute_batch(pragmas)?)
}

impl Base for Sqlite {
    fn write(&self, act: Act<'_>) -> Result<()> {
        self.may_write()?;
        let writer = self.writer();
        let begun = Begun::now(&writer)?;
        let mut live = Live::new(&writer);
        act(&mut live)?;
        drop(live);
        begun.commit().map_err(|error| {
            if !leaves_doubt(&error) {
                return error.into();
            }
            self.doubtful.store(true, Ordering::Release);
            StoreError::Doubtful
        })
    }

    fn read(&self, act: Act<'_>) -> Result<()> {
        let Some(path) = &self.path else {
            let mut only = self.writer();
            return act(&mut Live::new(&*only.transaction()?));
        };
        let mut reader = self.reader(path)?;
        let read = act(&mut Live::new(&*reader.transaction()?));
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        read
    }

    /// Builds the file anew from what its tables hold, then takes the journal into it and empties that.
    ///
    /// What is deleted is written over where it stood; the copies that pages keep in their gaps when they are split are
    /// not, so that only a file that is built anew is without them.
    fn scrub(&self) -> Result<bool> {
        if self.path.is_none() {
            return Ok(true);
        }
        self.may_write()?;
        let writer = self.writer();
        let built = writer.execute_batch("VACUUM");
        if built.as_ref().is_err_and(leaves_doubt) {
            self.doubtful.store(true, Ordering::Release);
            return Err(StoreError::Doubtful);
        }
        let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))?;
        // Where another writes, or there is no room for a second file, it is for later.
        Ok(built.is_ok() && busy == 0)
    }
}

/// A transaction that writes, taken back unless it is committed; its own statements are kept ready like all others.
struct Begun<'a>(&'a Raw);

impl<'a> Begun<'a> {
    fn now(raw: &'a Raw) -> rusqlite::Result<Self> {
        raw.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Begun(raw))
    }

    fn commit(self) -> rusqlite::Result<()> {
        self.0.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        // SQLite has taken it back itself where it could not go on.
        if !self.0.is_autocommit() {
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

/// Whether what was committed may or may not be on the disk: it did not say.
fn leaves_doubt(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen))
}

/// Whether what SQLite finds is that a page could not be read: the disk fails, which tells nothing of the page.
fn tells_of_the_disk(said: &str) -> bool {
    let code =
        said.split("error code=").nth(1).map(|rest| rest.trim_end_matches(|c: char| !c.is_ascii_digit()));
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == IO_ERROR)
}

/// What SQLite calls an error of the disk; in the bits above it says which.
const IO_ERROR: i32 = 10;

/// A connection within a transaction.
struct Live<'a> {
    raw: &'a Raw,
    /// The statements that it has carried out, for the next time: what is kept ready for all is looked for by its text.
    ready: Vec<(&'static str, rusqlite::CachedStatement<'a>)>,
    /// The first position that no record of this transaction has, once it has been asked for.
    next: Option<u64>,
}

impl<'a> Live<'a> {
    fn new(raw: &'a Raw) -> Self {
        Live { raw, ready: Vec::new(), next: None }
    }

    fn ready(
        &mut self,
        statement: &'static str,
        cells: &[Cell<'_>],
    ) -> Result<&mut rusqlite::CachedStatement<'a>> {
        let known = self.ready.iter().position(|(other, _)| *other == statement);
        let place = match known {
            Some(place) => place,
            None => {
                self.ready.push((statement, self.raw.prepare_cached(statement)?));
                self.ready.len() - 1
            }
        };
        let ready = &mut self.ready[place].1;
        for (place, cell) in (1..).zip(cells) {
            ready.raw_bind_parameter(place, cell)?;
        }
        Ok(ready)
    }
}

impl Connection for Live<'_> {
    fn run(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<()> {
        self.ready(statement, cells)?.raw_execute()?;
        Ok(())
    }

    fn changed(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<u64> {
        Ok(self.ready(statement, cells)?.raw_execute()? as u64)
    }

    fn rows(&mut self, statement: &'static str, cells: &[Cell<'_>], each: EachRow<'_>) -> Result<()> {
        let mut rows = self.ready(statement, cells)?.raw_query();
        while let Some(row) = rows.next()? {
            each(row)?;
        }
        Ok(())
    }

    fn script(&mut self, statements: &str) -> Result<()> {
        set(self.raw, statements)
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
        &Words::SQLITE
    }

    fn unsound(&mut self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let checked = self.rows("PRAGMA integrity_check(20)", &[], &mut |row| {
            found.push(row.text(0)?.to_owned());
            Ok(())
        });
        match checked {
            Err(StoreError::NoStore) => found.push("its pages are damaged".to_owned()),
            checked => checked?,
        }
        found.retain(|said| said != "ok");
        match found.iter().find(|said| tells_of_the_disk(said)) {
            Some(said) => Err(StoreError::Database { source: said.clone().into() }),
            None => Ok(found),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cell::Null => ToSqlOutput::Owned(Value::Null),
            Cell::Int(int) => ToSqlOutput::Owned(Value::Integer(*int)),
            Cell::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Cell::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl Row for rusqlite::Row<'_> {
    fn int_or_null(&self, column: usize) -> Result<Option<i64>> {
        Ok(self.get(column)?)
    }

    fn text_or_null(&self, column: usize) -> Result<Option<&str>> {
        self.get_ref(column)?.as_str_or_null().map_err(|_| StoreError::wrong_row())
    }

    fn bytes(&self, column: usize) -> Result<&[u8]> {
        self.get_ref(column)?.as_bytes().map_err(|_| StoreError::wrong_row())
    }
}
