//! The log of the core over tables: whole batches, each once, and what is read is what was written.

use cauce::data::Digest;
use cauce::log::{Appended, Batch, Head, Log, LogError};
use cauce::record::{Frame, RecordError, Stream};

use crate::append::{Change, Standing, find, in_place, int, number, standing};
use crate::error::{FrameError, StoreError};
use crate::frame;
use crate::sql::{Cell, Connection};
use crate::store::Store;

type Result<T> = std::result::Result<T, StoreError>;

const READ: &str = "SELECT position, seq, frame FROM record WHERE stream = $1 AND seq >= $2 ORDER BY seq";
const SINCE: &str = "SELECT position, frame FROM record WHERE position >= $1 ORDER BY position LIMIT $2";

impl Log for Store {
    fn append(&self, batches: &[Batch]) -> std::result::Result<Vec<Appended>, LogError> {
        Ok(self.commit(Change { batches: batches.to_vec(), ..Change::default() })?)
    }

    fn read(&self, stream: &Stream, from: u64) -> std::result::Result<Vec<Vec<u8>>, LogError> {
        let mut lines = Vec::new();
        self.base().read(&mut |connection| {
            lines.clear();
            read(connection, stream, from.max(1), &mut lines)
        })?;
        Ok(lines)
    }

    fn head(&self, stream: &Stream) -> std::result::Result<Option<Head>, LogError> {
        let mut found = None;
        self.base().read(&mut |connection| {
            found = Some(standing(connection, stream)?).filter(|standing| standing.id != 0);
            Ok(())
        })?;
        Ok(found.map(|standing| standing.head))
    }

    fn find(&self, stream: &Stream, key: &str) -> std::result::Result<Option<u64>, LogError> {
        let mut found = None;
        self.base().read(&mut |connection| {
            let id = standing(connection, stream)?.id;
            found = find(connection, id, key)?;
            Ok(())
        })?;
        Ok(found)
    }
}

impl Store {
    /// Lines of all streams from a position on, in order of position, at most so many of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] at the first record that is not what was written.
    pub fn since(&self, position: u64, limit: usize) -> Result<Vec<(u64, Vec<u8>)>> {
        let cells = [Cell::Int(int(position)), Cell::Int(int(limit as u64))];
        let mut lines = Vec::new();
        self.base().read(&mut |connection| {
            lines.clear();
            connection.rows(SINCE, &cells, &mut |row| {
                let position = number(row, 0)?;
                let line = frame::line(position, row.bytes(1)?);
                let line = line.map_err(|what| StoreError::Damaged { position, what })?;
                lines.push((position, line.to_vec()));
                Ok(())
            })
        })?;
        Ok(lines)
    }
}

/// Reads the lines of a stream: each in its frame, at its position, in its place, after the one before.
///
/// What a line says is proved by who reads it.
fn read(connection: &mut dyn Connection, stream: &Stream, from: u64, lines: &mut Vec<Vec<u8>>) -> Result<()> {
    let Standing { id, head, .. } = standing(connection, stream)?;
    // The record before tells what the first one has to follow.
    let begin = if from > head.seq { from } else { from.saturating_sub(1).max(1) };
    let mut before = Head { seq: begin - 1, digest: Digest::ZERO };
    connection.rows(READ, &[Cell::Int(id), Cell::Int(int(begin))], &mut |row| {
        let (position, bytes) = (number(row, 0)?, row.bytes(2)?);
        let damaged = |what| StoreError::Damaged { position, what };
        let line = frame::line(position, bytes).map_err(damaged)?;
        let unsound = |what| damaged(FrameError::Record(what));
        let frame = Frame::glance(line).map_err(unsound)?;
        if !frame.is_of(stream) {
            return Err(unsound(RecordError::OtherStream { found: frame.stream.into() }));
        }
        if before.seq >= begin || begin == 1 {
            in_place(&frame, before).map_err(unsound)?;
        }
        before = Head { seq: frame.seq, digest: frame.digest };
        if frame.seq >= from {
            lines.push(line.to_vec());
        }
        Ok(())
    })?;
    let whole = from > head.seq || (before.seq, before.digest) == (head.seq, head.digest);
    if whole {
        Ok(())
    } else {
        Err(StoreError::Missing { stream: stream.as_str().into(), seq: before.seq + 1 })
    }
}
