//! Whether the tables are as this version makes them: a store is held against an empty one that is made for it.
//!
//! What is compared, the database says in words of its own ([`Words::shape`](crate::sql::Words)); the empty store is
//! always one of SQLite, which is asked for the same words. Knows no table. Read [`differ`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use super::bring_up;
use crate::error::StoreError;
use crate::frozen;
use crate::sql::{Base as _, Connection, Sqlite};
use crate::store::held;

/// Something that tables consist of.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    /// By what name it is told: its own, or that of its table.
    name: String,
    table: String,
    /// What it is like.
    says: String,
}

/// The tables and indexes that are not as this version makes them.
pub(crate) fn differ(connection: &mut dyn Connection) -> Result<Vec<String>, StoreError> {
    let shape = &connection.words().shape;
    let (mut found, made) = (parts(connection, shape.asked)?, made(shape.model)?);
    if shape.is_shared {
        let ours: BTreeSet<&str> = made.iter().map(|part| &*part.table).collect();
        found.retain(|part| ours.contains(&*part.table));
    }
    let differs = found.symmetric_difference(&made).map(|part| part.name.clone());
    // A store that was never opened for writing since there are frozen cases has no table for them.
    let lacks_frozen = !found.iter().any(|part| part.name == frozen::NAME);
    let mut names: Vec<String> = differs.filter(|name| name != frozen::NAME || !lacks_frozen).collect();
    names.dedup();
    Ok(names)
}

/// What an empty store has, in the words of that statement; every store of this program is made alike.
fn made(statement: &'static str) -> Result<Arc<BTreeSet<Part>>, StoreError> {
    static MADE: Mutex<BTreeMap<&'static str, Arc<BTreeSet<Part>>>> = Mutex::new(BTreeMap::new());
    if let Some(made) = held(&MADE).get(statement) {
        return Ok(Arc::clone(made));
    }
    let mut made = BTreeSet::new();
    Sqlite::in_memory()?.write(&mut |fresh| {
        bring_up(fresh)?;
        made = parts(fresh, statement)?;
        Ok(())
    })?;
    Ok(Arc::clone(held(&MADE).entry(statement).or_insert(Arc::new(made))))
}

fn parts(connection: &mut dyn Connection, statement: &'static str) -> Result<BTreeSet<Part>, StoreError> {
    let mut parts = BTreeSet::new();
    connection.rows(statement, &[], &mut |row| {
        let [name, table, says] = [row.text(0)?, row.text(1)?, row.text(2)?].map(str::to_owned);
        parts.insert(Part { name, table, says });
        Ok(())
    })?;
    Ok(parts)
}
