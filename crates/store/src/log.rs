//! The log of the core over tables: whole batches, each once, and what is read is what was written.

use cauce::data::Digest;
use cauce::log::{Appended, Batch, Head, Log, LogError};
use cauce::record::{Frame, RecordError, Stream};

use crate::error::{FrameError, StoreError};
use crate::frame;
use crate::sql::{Cell, Connection, ForUpdate, Row, one};
use crate::store::Store;

type Result<T> = std::result::Result<T, StoreError>;

const HEAD: &str = "SELECT id, seq, digest FROM stream WHERE tenant = $1 AND kind = $2 AND name = $3";
const HEAD_HELD: &str =
    "SELECT id, seq, digest FROM stream WHERE tenant = $1 AND kind = $2 AND name = $3 FOR UPDATE";
const BEGIN: &str = "INSERT INTO stream (tenant, kind, name, seq, digest, position) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id";
const MOVE: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3 WHERE id = $4";
const KEEP: &str = "INSERT INTO record (position, stream, seq, key, frame) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT seq FROM record WHERE stream = $1 AND key = $2";
const READ: &str = "SELECT position, seq, frame FROM record WHERE stream = $1 AND seq >= $2 ORDER BY seq";

/// Where a stream stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// Its number among the streams; 0 for one that has not begun.
    pub(crate) id: i64,
    pub(crate) head: Head,
}

fn standing_by(
    connection: &mut dyn Connection,
    statement: &'static str,
    stream: &Stream,
) -> Result<Standing> {
    let cells = named(stream);
    let found = one(connection, (statement, &cells), |row| {
        Ok(Standing { id: row.int(0)?, head: Head { seq: number(row, 1)?, digest: digest(row, 2)? } })
    })?;
    Ok(found.unwrap_or(Standing { id: 0, head: Head { seq: 0, digest: Digest::ZERO } }))
}

/// Where a stream stands, for looking only, or where only one transaction writes at a time.
pub(crate) fn standing(connection: &mut dyn Connection, stream: &Stream) -> Result<Standing> {
    standing_by(connection, HEAD, stream)
}

fn named(stream: &Stream) -> [Cell<'_>; 3] {
    [Cell::Text(stream.tenant()), Cell::Text(stream.kind()), Cell::Text(stream.id())]
}

pub(crate) fn number(row: &dyn Row, column: usize) -> Result<u64> {
    Ok(row.int(column)?.unsigned_abs())
}

pub(crate) fn digest(row: &dyn Row, column: usize) -> Result<Digest> {
    row.bytes(column)?.try_into().map(Digest).map_err(|_| StoreError::wrong_row())
}

/// A number of ours as the database keeps it; what it cannot hold is never reached.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn find(connection: &mut dyn Connection, id: i64, key: &str) -> Result<Option<u64>> {
    one(connection, (FIND, &[Cell::Int(id), Cell::Text(key)]), |row| number(row, 0))
}

/// Appends the batches of one writer, all or none, within a transaction that others may share.
///
/// What may be refused is refused before anything is written, so that nothing has to be taken back.
pub(crate) fn append(
    connection: &mut dyn Connection,
    batches: &[Batch],
) -> Result<std::result::Result<Vec<Appended>, LogError>> {
    let mut plan: Vec<Planned<'_>> = Vec::with_capacity(batches.len());
    let mut answers = Vec::with_capacity(batches.len());
    for batch in batches {
        match planned(connection, &plan, batch)? {
            Ok(Planned { repeats: Some(seq), .. }) => answers.push(Appended::Repeated { seq }),
            Ok(next) => {
                answers.push(Appended::Stored { seq: next.before.head.seq + 1 });
                plan.push(next);
            }
            Err(refused) => return Ok(Err(refused)),
        }
    }
    let first = connection.positions(plan.len() as u64)?;
    let mut begun: Vec<(&Stream, i64)> = Vec::new();
    for (next, position) in plan.iter().zip(first..) {
        let known = begun.iter().find(|(stream, _)| **stream == next.batch.stream).map(|(_, id)| *id);
        let id = keep(connection, next, (known.unwrap_or(next.before.id), position))?;
        let Some(id) = id else {
            return Err(StoreError::Busy);
        };
        begun.push((&next.batch.stream, id));
    }
    Ok(Ok(answers))
}

/// A batch that may be written.
struct Planned<'b> {
    batch: &'b Batch,
    before: Standing,
    digest: Digest,
    /// The place of the record that was stored under the same key.
    repeats: Option<u64>,
}

fn planned<'b>(
    connection: &mut dyn Connection,
    plan: &[Planned<'b>],
    batch: &'b Batch,
) -> Result<std::result::Result<Planned<'b>, LogError>> {
    let stream = &batch.stream;
    let staged = plan.iter().rev().find(|other| other.batch.stream == *stream);
    let held = if connection.for_update() == ForUpdate::Rows { HEAD_HELD } else { HEAD };
    let before = match staged {
        None => standing_by(connection, held, stream)?,
        Some(other) => Standing {
            id: other.before.id,
            head: Head { seq: other.before.head.seq + 1, digest: other.digest },
        },
    };
    let same = |key| {
        plan.iter().find(|other| other.batch.stream == *stream && other.batch.key.as_ref() == Some(key))
    };
    let repeats = match &batch.key {
        None => None,
        Some(key) => match same(key) {
            Some(other) => Some(other.before.head.seq + 1),
            None => find(connection, before.id, key)?,
        },
    };
    if repeats.is_some() {
        return Ok(Ok(Planned { batch, before, digest: before.head.digest, repeats }));
    }
    if batch.expected != before.head.seq {
        let (stream, expected, found) = (stream.clone(), batch.expected, before.head.seq);
        return Ok(Err(LogError::Conflict { stream, expected, found }));
    }
    Ok(match follows(batch, before.head) {
        Ok(digest) => Ok(Planned { batch, before, digest, repeats: None }),
        Err(source) => Err(LogError::Unsound { stream: stream.clone(), source }),
    })
}

/// The digest of the record, when it is the next one of its stream.
fn follows(batch: &Batch, head: Head) -> std::result::Result<Digest, RecordError> {
    let frame = Frame::glance(&batch.record)?;
    if !frame.is_of(&batch.stream) {
        return Err(RecordError::OtherStream { found: frame.stream.into() });
    }
    in_place(&frame, head)?;
    Ok(frame.digest)
}

pub(crate) fn in_place(frame: &Frame<'_>, head: Head) -> std::result::Result<(), RecordError> {
    let expected = head.seq + 1;
    if frame.seq != expected {
        return Err(RecordError::OutOfPlace { expected, found: frame.seq });
    }
    if frame.prev != head.digest {
        return Err(RecordError::ChainBroken { prev: frame.prev, expected: head.digest });
    }
    Ok(())
}

/// Writes a record and where its stream now stands; gives the number of the stream, or nothing where another writer
/// has begun it meanwhile.
fn keep(
    connection: &mut dyn Connection,
    next: &Planned<'_>,
    (id, position): (i64, u64),
) -> Result<Option<i64>> {
    let seq = int(next.before.head.seq + 1);
    let place = Cell::Int(int(position));
    let digest = Cell::Bytes(&next.digest.0);
    let id = if id == 0 {
        let [tenant, kind, name] = named(&next.batch.stream);
        let cells = [tenant, kind, name, Cell::Int(seq), digest, place];
        let Some(id) = one(connection, (BEGIN, &cells), |row| row.int(0))? else { return Ok(None) };
        id
    } else {
        connection.run(MOVE, &[Cell::Int(seq), digest, place, Cell::Int(id)])?;
        id
    };
    let frame = frame::framed(position, &next.batch.record);
    let key = Cell::text_or_null(next.batch.key.as_deref());
    connection.run(KEEP, &[place, Cell::Int(id), Cell::Int(seq), key, Cell::Bytes(&frame)])?;
    Ok(Some(id))
}

impl Log for Store {
    fn append(&self, batches: &[Batch]) -> std::result::Result<Vec<Appended>, LogError> {
        self.commit(batches)
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

/// Reads the lines of a stream: each in its frame, at its position, in its place, after the one before.
///
/// What a line says is proved by who reads it.
fn read(connection: &mut dyn Connection, stream: &Stream, from: u64, lines: &mut Vec<Vec<u8>>) -> Result<()> {
    let Standing { id, head } = standing(connection, stream)?;
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
