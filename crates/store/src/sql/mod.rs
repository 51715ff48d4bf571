//! What the databases have in common: statements with numbered places, cells going in, rows coming out.
//!
//! One text of a statement serves both: places are `$1`, `$2`, … and first appear in that order; integers are
//! `BIGINT`, bytes are `BLOB` in the schema's own text and become what a database calls them.
//! Knows no table. Read [`Connection`] first.

#[cfg(feature = "postgres")]
mod postgres;
mod sqlite;

#[cfg(feature = "postgres")]
pub(crate) use postgres::{Postgres, connect};
pub(crate) use sqlite::Sqlite;

use crate::error::StoreError;

type Result<T> = std::result::Result<T, StoreError>;

/// The statements that made tables and indexes, which SQLite keeps.
const MADE_BY: &str = "SELECT name, coalesce(tbl_name, ''), coalesce(sql, '') FROM sqlite_schema \
    WHERE name NOT LIKE 'sqlite_stat%'";
const LAST: &str = "SELECT coalesce(max(position), 0) FROM record";

/// A value that goes into a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

impl<'a> Cell<'a> {
    pub(crate) fn text_or_null(text: Option<&'a str>) -> Self {
        text.map_or(Cell::Null, Cell::Text)
    }

    pub(crate) fn int_or_null(int: Option<i64>) -> Self {
        int.map_or(Cell::Null, Cell::Int)
    }
}

/// A row that came out, its columns counted from 0.
pub(crate) trait Row {
    fn int(&self, column: usize) -> Result<i64> {
        self.int_or_null(column)?.ok_or(StoreError::wrong_row())
    }

    fn text(&self, column: usize) -> Result<&str> {
        self.text_or_null(column)?.ok_or(StoreError::wrong_row())
    }

    fn int_or_null(&self, column: usize) -> Result<Option<i64>>;

    fn text_or_null(&self, column: usize) -> Result<Option<&str>>;

    fn bytes(&self, column: usize) -> Result<&[u8]>;
}

/// What is done with each row.
pub(crate) type EachRow<'a> = &'a mut dyn FnMut(&dyn Row) -> Result<()>;

/// A database within a transaction.
pub(crate) trait Connection {
    /// Has a statement carried out; that it failed may be heard later, at the latest when all is to be kept.
    fn run(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<()>;

    /// Has a statement carried out, and says how many rows it has changed.
    fn changed(&mut self, statement: &'static str, cells: &[Cell<'_>]) -> Result<u64>;

    /// Asks; rows come one after another, so that as much can be asked as is wanted.
    fn rows(&mut self, statement: &'static str, cells: &[Cell<'_>], each: EachRow<'_>) -> Result<()>;

    /// Carries several statements out that have no places: a step of the schema.
    fn script(&mut self, statements: &str) -> Result<()>;

    /// The first of that many positions that no record has yet: one transaction writes at a time, so nobody else takes
    /// them.
    fn positions(&mut self, count: u64) -> Result<u64>;

    /// What this database calls things.
    fn words(&self) -> &'static Words;

    /// What the database itself finds wrong with its pages, tables and indexes.
    fn unsound(&mut self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }
}

/// What is done in a transaction.
pub(crate) type Act<'a> = &'a mut dyn FnMut(&mut dyn Connection) -> Result<()>;

/// A place where tables are kept; shared between threads.
pub(crate) trait Base: Send + Sync {
    /// Everything is kept, and has reached the disk, or nothing is; nobody else writes meanwhile, from any program.
    ///
    /// What is to be done may be asked for again, when it was taken back before it was kept.
    fn write(&self, act: Act<'_>) -> Result<()>;

    /// What is read is of one moment.
    fn read(&self, act: Act<'_>) -> Result<()>;

    /// Takes away what is left of the bytes of rows that were changed or deleted; says whether nothing is left.
    fn scrub(&self) -> Result<bool>;
}

/// The first position that no record has.
fn next_position(connection: &mut dyn Connection) -> Result<u64> {
    let last = one(connection, (LAST, &[]), |row| row.int(0))?.unwrap_or(0);
    Ok(last.unsigned_abs().saturating_add(1))
}

/// The one row of an answer, or none.
pub(crate) fn one<T>(
    connection: &mut dyn Connection,
    (statement, cells): (&'static str, &[Cell<'_>]),
    take: impl Fn(&dyn Row) -> Result<T>,
) -> Result<Option<T>> {
    let mut found = None;
    connection.rows(statement, cells, &mut |row| {
        found = Some(take(row)?);
        Ok(())
    })?;
    Ok(found)
}

/// What a database calls what the schema says.
#[derive(Debug)]
pub(crate) struct Words {
    id: &'static str,
    position: &'static str,
    bytes: &'static str,
    text: &'static str,
    clustered: &'static str,
    /// Counts the tables of a name.
    pub(crate) has_table: &'static str,
    /// How its tables are held against those that this program makes.
    pub(crate) shape: Shape,
}

/// How tables are held against others: statements that give parts by name, with their table and what they are like.
#[derive(Debug)]
pub(crate) struct Shape {
    /// What the database is asked.
    pub(crate) asked: &'static str,
    /// What an empty store of SQLite is asked to say the same.
    pub(crate) model: &'static str,
    /// Whether tables of others may stand beside ours.
    pub(crate) is_shared: bool,
}

impl Words {
    pub(crate) const SQLITE: Words = Words {
        id: "INTEGER PRIMARY KEY",
        position: "INTEGER PRIMARY KEY",
        bytes: "BLOB",
        text: "TEXT",
        clustered: "WITHOUT ROWID",
        has_table: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1",
        shape: Shape { asked: MADE_BY, model: MADE_BY, is_shared: false },
    };

    /// Texts are compared by their bytes, as SQLite does it.
    #[cfg(feature = "postgres")]
    pub(crate) const POSTGRES: Words = Words {
        id: "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY",
        position: "BIGINT PRIMARY KEY",
        bytes: "BYTEA",
        text: "TEXT COLLATE \"C\"",
        clustered: "",
        has_table: "SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)",
        shape: Shape {
            asked: include_str!("shape/postgres.sql"),
            model: include_str!("shape/model.sql"),
            is_shared: true,
        },
    };

    /// A step of the schema in the words of the database.
    pub(crate) fn said(&self, step: &str) -> String {
        let words = [
            ("{id}", self.id),
            ("{position}", self.position),
            ("{bytes}", self.bytes),
            ("{clustered}", self.clustered),
            ("TEXT", self.text),
        ];
        words.iter().fold(step.to_owned(), |step, (mark, word)| step.replace(mark, word))
    }
}
