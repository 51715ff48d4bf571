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
    if !is_kept(connection)? {
        return Ok(Vec::new());
    }
    let (mut damage, mut whole) = (Vec::new(), Vec::new());
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
    Ok(damage)
}

fn of(stream: Text) -> Damage {
    Damage { position: None, stream: Some(stream), what: Finding::Frozen }
}
