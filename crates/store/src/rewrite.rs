//! Records written anew without sealed values that are disposed of: at the same positions, with the same digests.
//!
//! Knows which rows go with the values. Does not know what may be disposed of: that was decided before.

use std::collections::BTreeSet;

use cauce::record::Stream;

use crate::append::{int, number, standing};
use crate::error::StoreError;
use crate::frame;
use crate::frozen;
use crate::sql::{Cell, Connection, one};

type Result<T> = std::result::Result<T, StoreError>;

const PLACE: &str = "SELECT position FROM record WHERE stream = $1 AND seq = $2";
const REWRITE: &str = "UPDATE record SET frame = $1 WHERE position = $2";
/// A torn record cannot be read, so nothing of it can be told apart; that it was cut off stays known.
const BLANK_CUT: &str = "UPDATE cut SET frame = $1 WHERE stream = $2";
const FORGET_KEY: &str = "UPDATE stream SET business = NULL WHERE id = $1";
/// The number stays, so that it is never given to another; what it was the number of goes.
const FORGET_PERSON: &str = "UPDATE term SET kind = 0, text = CAST(id AS TEXT) WHERE id = $1 \
    AND NOT EXISTS (SELECT 1 FROM person WHERE person = $2) \
    AND NOT EXISTS (SELECT 1 FROM item WHERE claimed = $3)";

/// What is written anew of a case, or of a stream that is none.
#[derive(Debug)]
pub(crate) struct Rewrite {
    pub(crate) case: Stream,
    /// Lines of the case and of the streams that speak of it, with their places.
    pub(crate) lines: Vec<(Stream, u64, Vec<u8>)>,
    /// Whether the row of the case forgets its business key.
    pub(crate) forgets_key: bool,
    /// Persons who are no longer named, by number; they stay where another case names them.
    pub(crate) persons: Vec<i64>,
}

impl Rewrite {
    /// Writes it, after the records and rows of its change.
    pub(crate) fn write(&self, connection: &mut dyn Connection) -> Result<()> {
        for (stream, seq, line) in &self.lines {
            let id = standing(connection, stream)?.id;
            let place = [Cell::Int(id), Cell::Int(int(*seq))];
            let Some(position) = one(connection, (PLACE, &place), |row| number(row, 0))? else {
                return Err(StoreError::Missing { stream: stream.as_str().into(), seq: *seq });
            };
            let frame = frame::framed(position, line);
            connection.run(REWRITE, &[Cell::Bytes(&frame), Cell::Int(int(position))])?;
        }
        // It may hold the values that go.
        frozen::throw_away(connection, &self.case)?;
        let streams: BTreeSet<&Stream> = self.lines.iter().map(|(stream, ..)| stream).collect();
        for stream in streams.into_iter().chain([&self.case]) {
            connection.run(BLANK_CUT, &[Cell::Bytes(&[]), Cell::Text(stream.as_str())])?;
        }
        if self.forgets_key {
            let id = standing(connection, &self.case)?.id;
            connection.run(FORGET_KEY, &[Cell::Int(id)])?;
        }
        for person in &self.persons {
            connection.run(FORGET_PERSON, &[Cell::Int(*person); 3])?;
        }
        Ok(())
    }
}
