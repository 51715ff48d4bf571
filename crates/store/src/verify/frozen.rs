//! Whether frozen cases belong to the records that are there; what they hold is compared by who can replay the records.

use cauce::data::Text;
use cauce::record::Frame;

use super::{Damage, Finding};
use crate::append::{int, number};
use crate::error::StoreError;
use crate::frame;
use crate::frozen::{Frozen, is_kept};
use crate::sql::{Cell, Connection, one};

const ALL: &str = "SELECT f.seq, f.digest, f.engine, f.checksum, f.bytes, f.stream, s.tenant, s.kind, s.name \
    FROM frozen f LEFT JOIN stream s ON s.id = f.stream ORDER BY f.stream";
const RECORD: &str = "SELECT position, frame FROM record WHERE stream = $1 AND seq = $2";

/// The frozen cases that are not what was written, or are after no record that is there.
pub(super) fn astray(connection: &mut dyn Connection) -> Result<Vec<Damage>, StoreError> {
    let mut damage = Vec::new();
    match is_kept(connection).and_then(|kept| if kept { look(connection, &mut damage) } else { Ok(()) }) {
        // Where pages are damaged the database says so of itself.
        Ok(()) | Err(StoreError::NoStore) => Ok(damage),
        Err(error) => Err(error),
    }
}

fn look(connection: &mut dyn Connection, damage: &mut Vec<Damage>) -> Result<(), StoreError> {
    let mut whole = Vec::new();
    connection.rows(ALL, &[], &mut |row| {
        let name = |column| row.text_or_null(column).ok().flatten().unwrap_or_default();
        let stream: Text = format!("{}/{}/{}", name(6), name(7), name(8)).into();
        match (Frozen::read(row), row.int(5)) {
            (Ok(frozen), Ok(id)) if frozen.is_whole() => whole.push((id, frozen.seq, frozen.digest, stream)),
            _ => damage.push(of(stream)),
        }
        Ok(())
    })?;
    for (id, seq, digest, stream) in whole {
        let of_record = one(connection, (RECORD, &[Cell::Int(id), Cell::Int(int(seq))]), |row| {
            let line = frame::line(number(row, 0)?, row.bytes(1)?).ok();
            Ok(line.and_then(|line| Frame::glance(line).ok()).map(|frame| frame.digest))
        })?;
        if of_record.flatten() != Some(digest) {
            damage.push(of(stream));
        }
    }
    Ok(())
}

fn of(stream: Text) -> Damage {
    Damage { position: None, stream: Some(stream), what: Finding::Frozen }
}
