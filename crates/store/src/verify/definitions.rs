//! The texts of the procedures that cases are pinned to: each must have the digest under which it was added.

use cauce::data::Digest;

use super::Finding;
use crate::append::digest;
use crate::error::StoreError;
use crate::sql::{Connection, Row};

const DEFINITIONS: &str = "SELECT code, version, sha256, text FROM definition ORDER BY id";

/// The procedures whose text is another than was added.
pub(super) fn changed(connection: &mut dyn Connection) -> Result<Vec<Finding>, StoreError> {
    let mut changed = Vec::new();
    let read = connection.rows(DEFINITIONS, &[], &mut |row| {
        if !is_as_added(row).unwrap_or(false) {
            let procedure = format!("{} {}", row.text(0).unwrap_or("?"), row.text(1).unwrap_or(""));
            changed.push(Finding::Definition { procedure: procedure.trim_end().to_owned() });
        }
        Ok(())
    });
    match read {
        // The database says of itself where.
        Ok(()) | Err(StoreError::NoStore) => Ok(changed),
        Err(error) => Err(error),
    }
}

fn is_as_added(row: &dyn Row) -> Result<bool, StoreError> {
    Ok(Digest::of(row.text(3)?.as_bytes()) == digest(row, 2)?)
}
