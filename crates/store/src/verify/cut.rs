//! Cuts a torn record off the end of its stream; what is cut is kept beside, as it was found.

use cauce::data::Digest;
use cauce::log::Head;
use cauce::record::{Frame, Stream};

use super::walk::torn;
use crate::append::{Standing, int, number, standing};
use crate::error::{FrameError, StoreError};
use crate::frame;
use crate::frozen;
use crate::sql::{Cell, Connection};
use crate::store::Store;

type Result<T> = std::result::Result<T, StoreError>;

const LAST: &str = "SELECT position, seq, frame FROM record WHERE stream = $1 ORDER BY seq DESC LIMIT 2";
const KEEP: &str = "INSERT INTO cut (position, stream, seq, frame) VALUES ($1, $2, $3, $4)";
const TAKE_OUT: &str = "DELETE FROM record WHERE position = $1";
/// Its rows are those of a record that is no longer there: the next command makes them anew.
const MOVE_BACK: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3, indexed = 0 WHERE id = $4";
const FORGET: [&str; 5] = [
    "DELETE FROM item WHERE stream = $1",
    "DELETE FROM wait WHERE stream = $1",
    "DELETE FROM fact WHERE stream = $1",
    "DELETE FROM person WHERE stream = $1",
    "DELETE FROM stream WHERE id = $1",
];

/// What was cut off a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The position at which the record stood.
    pub position: u64,
    /// The place in the stream that is free again.
    pub seq: u64,
    /// The bytes that were found.
    pub frame: Vec<u8>,
}

impl Store {
    /// Cuts the last record of a stream off when it ends early; `None` when it does not.
    ///
    /// The bytes stay in the store, in a table of their own, and the position stays free where others follow.
    /// What lists and counts of cases say of the stream is made anew by [`Cases::reindex`](crate::Cases::reindex).
    /// Nothing else is ever taken out: a record that is damaged in another way, or is followed by others, stays.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] when the record before it is not sound either; nothing is changed then.
    pub fn cut(&self, stream: &Stream) -> Result<Option<Cut>> {
        let mut cut = None;
        self.base().write(&mut |connection| {
            cut = self::cut(connection, stream)?;
            Ok(())
        })?;
        Ok(cut)
    }
}

fn cut(connection: &mut dyn Connection, stream: &Stream) -> Result<Option<Cut>> {
    let Standing { id, head, .. } = standing(connection, stream)?;
    let last = last(connection, id)?;
    let Some((position, seq, frame)) = last.first() else { return Ok(None) };
    if *seq != head.seq || torn(*position, frame).is_none() {
        return Ok(None);
    }
    let cells =
        [Cell::Int(int(*position)), Cell::Text(stream.as_str()), Cell::Int(int(*seq)), Cell::Bytes(frame)];
    connection.run(KEEP, &cells)?;
    frozen::throw_away(connection, stream)?;
    connection.run(TAKE_OUT, &[Cell::Int(int(*position))])?;
    match last.get(1) {
        None => {
            for statement in FORGET {
                connection.run(statement, &[Cell::Int(id)])?;
            }
        }
        Some((position, _, frame)) => {
            let Head { seq, digest: Digest(digest) } = sound(*position, frame)?;
            let cells = [Cell::Int(int(seq)), Cell::Bytes(&digest), Cell::Int(int(*position)), Cell::Int(id)];
            connection.run(MOVE_BACK, &cells)?;
        }
    }
    Ok(Some(Cut { position: *position, seq: *seq, frame: frame.clone() }))
}

/// The last two records of a stream, the last one first: position, place, frame.
fn last(connection: &mut dyn Connection, id: i64) -> Result<Vec<(u64, u64, Vec<u8>)>> {
    let mut last = Vec::new();
    connection.rows(LAST, &[Cell::Int(id)], &mut |row| {
        last.push((number(row, 0)?, number(row, 1)?, row.bytes(2)?.to_vec()));
        Ok(())
    })?;
    Ok(last)
}

fn sound(position: u64, bytes: &[u8]) -> Result<Head> {
    let damaged = |what| StoreError::Damaged { position, what };
    let line = frame::line(position, bytes).map_err(damaged)?;
    let frame = Frame::parse(line).map_err(|error| damaged(FrameError::Record(error)))?;
    Ok(Head { seq: frame.seq, digest: frame.digest })
}
