//! The tables, and how those of older versions become those of this one.
//!
//! A step is never changed once released; a new version is a new step.
//! `{id}`, `{bytes}` and `{clustered}` become what the database calls them.

use std::sync::OnceLock;

use crate::error::StoreError;
use crate::sql::{Base as _, Cell, Connection, Sqlite, Words, one};

/// What leads from each version to the next; the first begins with nothing.
const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// The newest version of the tables.
pub(crate) const VERSION: u64 = STEPS.len() as u64;

/// Brings the tables up to this version; gives the name of the store.
pub(crate) fn bring_up(
    connection: &mut dyn Connection,
    words: &Words,
    name: &str,
) -> Result<String, StoreError> {
    let found = version(connection, words)?;
    if found > VERSION {
        return Err(StoreError::NewerSchema { found, known: VERSION });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        connection.script(&words.said(step))?;
    }
    if found == 0 {
        let made = "INSERT INTO store (name, version) VALUES ($1, $2)";
        connection.run(made, &[Cell::Text(name), Cell::Int(0)])?;
    }
    if found < VERSION {
        connection.run("UPDATE store SET version = $1", &[Cell::Int(VERSION.cast_signed())])?;
    }
    self::name(connection)
}

/// The name of a store whose tables are of this version.
pub(crate) fn look(connection: &mut dyn Connection, words: &Words) -> Result<String, StoreError> {
    match version(connection, words)? {
        VERSION => name(connection),
        0 => Err(StoreError::NoStore),
        found if found > VERSION => Err(StoreError::NewerSchema { found, known: VERSION }),
        found => Err(StoreError::OlderSchema { found, known: VERSION }),
    }
}

/// The tables and indexes that are not as this version makes them.
pub(crate) fn differ(connection: &mut dyn Connection) -> Result<Vec<String>, StoreError> {
    let words = connection.words();
    let Some(statement) = words.objects else { return Ok(Vec::new()) };
    let found = objects(connection, statement)?;
    let made = made(words, statement)?;
    let both = found.iter().chain(made);
    let differs = both.filter(|object| !(found.contains(object) && made.contains(object)));
    let mut names: Vec<String> = differs.map(|(name, _)| name.clone()).collect();
    names.dedup();
    Ok(names)
}

/// What an empty store has; every store of this program is made alike.
fn made(words: &Words, statement: &'static str) -> Result<&'static [(String, String)], StoreError> {
    static MADE: OnceLock<Vec<(String, String)>> = OnceLock::new();
    if MADE.get().is_none() {
        let mut made = Vec::new();
        Sqlite::in_memory()?.write(&mut |fresh| {
            bring_up(fresh, words, "")?;
            made = objects(fresh, statement)?;
            Ok(())
        })?;
        return Ok(MADE.get_or_init(|| made));
    }
    Ok(MADE.get().map_or(&[], |made| made))
}

fn objects(
    connection: &mut dyn Connection,
    statement: &'static str,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut objects = Vec::new();
    connection.rows(statement, &[], &mut |row| {
        objects.push((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
        Ok(())
    })?;
    Ok(objects)
}

fn name(connection: &mut dyn Connection) -> Result<String, StoreError> {
    let name = one(connection, ("SELECT name FROM store", &[]), |row| Ok(row.text(0)?.to_owned()))?;
    name.ok_or(StoreError::NoStore)
}

/// The version of the tables; 0 where there are none.
fn version(connection: &mut dyn Connection, words: &Words) -> Result<u64, StoreError> {
    let there = one(connection, (words.has_table, &[Cell::Text("store")]), |row| row.int(0))?;
    match there {
        None | Some(0) => Ok(0),
        Some(_) => {
            let version = one(connection, ("SELECT version FROM store", &[]), |row| row.int(0))?;
            Ok(version.ok_or(StoreError::NoStore)?.unsigned_abs())
        }
    }
}
