//! The tables, and how those of older versions become those of this one.
//!
//! A step is never changed once released; a new version is a new step.
//! `{id}`, `{bytes}` and `{clustered}` become what the database calls them.

mod shape;

use crate::error::StoreError;
use crate::frozen;
use crate::sql::{Cell, Connection, one};

pub(crate) use shape::differ;

/// What leads from each version to the next; the first begins with nothing.
const STEPS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The newest version of the tables.
pub(crate) const VERSION: u64 = STEPS.len() as u64;

/// Brings the tables up to this version.
pub(crate) fn bring_up(connection: &mut dyn Connection) -> Result<(), StoreError> {
    climb(connection, STEPS)?;
    frozen::make_room(connection)
}

/// Goes the steps that the tables have not gone.
fn climb(connection: &mut dyn Connection, steps: &[&str]) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, steps.len() as u64);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for step in steps.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        connection.script(&connection.words().said(step))?;
    }
    if found == 0 {
        connection.run("INSERT INTO store (version) VALUES ($1)", &[Cell::Int(0)])?;
    }
    if found < known {
        connection.run("UPDATE store SET version = $1", &[Cell::Int(known.cast_signed())])?;
    }
    Ok(())
}

/// Whether there is a store whose tables are of this version.
pub(crate) fn look(connection: &mut dyn Connection) -> Result<(), StoreError> {
    match version(connection)? {
        VERSION => Ok(()),
        0 => Err(StoreError::NoStore),
        found if found > VERSION => Err(StoreError::NewerSchema { found, known: VERSION }),
        found => Err(StoreError::OlderSchema { found, known: VERSION }),
    }
}

/// The version of the tables; 0 where there are none.
fn version(connection: &mut dyn Connection) -> Result<u64, StoreError> {
    let has_table = connection.words().has_table;
    let there = one(connection, (has_table, &[Cell::Text("store")]), |row| row.int(0))?;
    match there {
        None | Some(0) => Ok(0),
        Some(_) => {
            let version = one(connection, ("SELECT version FROM store", &[]), |row| row.int(0))?;
            Ok(version.ok_or(StoreError::NoStore)?.unsigned_abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{STEPS, climb, look, version};
    use crate::error::StoreError;
    use crate::sql::{Base as _, Cell, Connection, Sqlite};

    const GOLDEN: &str = include_str!("../../../tests/golden/store-v1.sql");

    /// The step of a version that is to come.
    const LATER: &str =
        "ALTER TABLE record ADD COLUMN kept BIGINT; CREATE TABLE later (id {id}, bytes {bytes});";

    fn on_the_golden_store(act: impl Fn(&mut dyn Connection) -> Result<(), StoreError>) {
        let base = Sqlite::in_memory().expect("a base");
        base.write(&mut |connection| connection.script(GOLDEN)).expect("it is restored");
        base.write(&mut |connection| act(connection)).expect("it is done");
    }

    #[test]
    fn an_older_store_goes_the_steps_that_it_lacks_and_keeps_what_it_has() {
        on_the_golden_store(|connection| {
            let steps: Vec<&str> = STEPS.iter().copied().chain([LATER]).collect();
            for _ in 0..2 {
                climb(connection, &steps)?;
                assert_eq!(version(connection)?, steps.len() as u64);
            }
            let mut frames = 0;
            connection.rows("SELECT kept, frame FROM record", &[], &mut |row| {
                frames += usize::from(row.int_or_null(0)?.is_none() && row.bytes(1)?.len() > 16);
                Ok(())
            })?;
            assert_eq!(frames, 12);
            connection.run("INSERT INTO later (bytes) VALUES ($1)", &[Cell::Bytes(b"x")])?;
            // Who knows no more than today refuses it from now on.
            let refused = climb(connection, STEPS);
            assert!(
                matches!(refused, Err(StoreError::NewerSchema { found: 2.., known: 1.. })),
                "{refused:?}"
            );
            let refused = look(connection);
            assert!(matches!(refused, Err(StoreError::NewerSchema { .. })), "{refused:?}");
            Ok(())
        });
    }

    #[test]
    fn a_step_that_fails_leaves_the_store_as_it_was() {
        let base = Sqlite::in_memory().expect("a base");
        base.write(&mut |connection| connection.script(GOLDEN)).expect("it is restored");
        let steps: Vec<&str> = STEPS.iter().copied().chain([LATER, "CREATE TABLE later (id {id})"]).collect();
        let failed = base.write(&mut |connection| climb(connection, &steps));
        assert!(matches!(failed, Err(StoreError::Database { .. })), "{failed:?}");
        base.read(&mut |connection| {
            assert_eq!(version(connection)?, 1);
            assert!(connection.rows("SELECT kept FROM record", &[], &mut |_| Ok(())).is_err());
            Ok(())
        })
        .expect("it can be read");
    }
}
