//! What one writer wants kept: records, and the rows that say what they changed, all or nothing.
//!
//! Knows what may be refused, and refuses it before anything is written, so that nothing has to be taken back.
//! Does not know who shares the transaction. Read [`Change`] first.

use cauce::data::Digest;
use cauce::log::{Appended, Batch, Head, LogError};
use cauce::record::{Frame, RecordError, Stream};

use crate::error::StoreError;
use crate::frame;
use crate::mail::{Holder, Mail};
use crate::rewrite::Rewrite;
use crate::rows::{Rows, Tallies};
use crate::sql::{Cell, Connection, Row, one};

type Result<T> = std::result::Result<T, StoreError>;

const HEAD: &str =
    "SELECT id, seq, digest, indexed FROM stream WHERE tenant = $1 AND kind = $2 AND name = $3";
/// The same of a stream whose number is known: found without going through the names of all.
const HEAD_OF: &str = "SELECT id, seq, digest, indexed FROM stream \
    WHERE id = $1 AND tenant = $2 AND kind = $3 AND name = $4";
const BEGIN: &str = "INSERT INTO stream (tenant, kind, name, seq, digest, position, indexed) \
    VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT DO NOTHING RETURNING id";
const BEGIN_CASE: &str = "INSERT INTO stream (tenant, kind, name, seq, digest, position, indexed, \
    code, definition, state, started, moved, due, deadline, open, business) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
    ON CONFLICT DO NOTHING RETURNING id";
const MOVE: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3 WHERE id = $4";
/// What a step changes that is in no index.
const MOVE_CASE: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3, indexed = $4, \
    moved = $5, open = $6 WHERE id = $7";
const CHANGE_CASE: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3, indexed = $4, \
    code = $5, definition = $6, state = $7, started = $8, moved = $9, due = $10, deadline = $11, open = $12, \
    advancing = NULL WHERE id = $13";
/// The same of a case that stands where it is thought to, and of no other.
const MOVE_AT: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3, indexed = $1, \
    moved = $4, open = $5 WHERE id = $6 AND digest = $7 AND seq = $8 AND indexed = $8";
const CHANGE_AT: &str = "UPDATE stream SET seq = $1, digest = $2, position = $3, indexed = $1, \
    code = $4, definition = $5, state = $6, started = $7, moved = $8, due = $9, deadline = $10, open = $11, \
    advancing = NULL WHERE id = $12 AND digest = $13 AND seq = $14 AND indexed = $14";
const KEEP: &str = "INSERT INTO record (position, stream, seq, key, frame) VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "SELECT seq FROM record WHERE stream = $1 AND key = $2";

/// What is to be kept together: records of some streams, and the rows of the one that is a case.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) batches: Vec<Batch>,
    pub(crate) rows: Option<Rows>,
    /// Records that lose sealed values with it.
    pub(crate) rewrite: Option<Box<Rewrite>>,
    /// What is written beside, when all records are new.
    pub(crate) mail: Vec<Mail>,
    /// Who alone may have the job that is answered.
    pub(crate) holder: Option<Holder>,
}

/// A change as it is looked at before anybody waits for it.
#[derive(Debug)]
pub(crate) struct Asked {
    change: Change,
    /// Its one record, when nothing but a case goes on by it.
    step: Option<CaseStep>,
}

/// A record by which a case goes on: its place, the digest of the one before, its own.
#[derive(Clone, Copy, Debug)]
struct CaseStep {
    seq: u64,
    prev: Digest,
    digest: Digest,
}

impl Asked {
    pub(crate) fn of(change: Change) -> Self {
        let step = case_step(&change);
        Asked { change, step }
    }
}

fn case_step(change: &Change) -> Option<CaseStep> {
    let Change { batches, rows: Some(rows), rewrite: None, mail: _, holder: None } = change else {
        return None;
    };
    let [batch] = &batches[..] else { return None };
    let frame = Frame::glance(&batch.record).ok()?;
    let is_next = frame.seq == rows.seq && batch.expected.checked_add(1) == Some(rows.seq);
    let is_own = batch.stream == rows.stream && frame.is_of(&batch.stream);
    let step = CaseStep { seq: frame.seq, prev: frame.prev, digest: frame.digest };
    (is_next && is_own && batch.expected > 0 && !rows.is_whole()).then_some(step)
}

/// Why a change was not kept.
#[derive(Debug)]
pub(crate) enum Refused {
    Log(LogError),
    /// A record with that key is there already, at that place; nothing was kept.
    Repeated(u64),
    /// The rows in the store are not those of the records before: all have to be written.
    NotIndexed,
    /// Another has the job that was answered.
    Leased,
    /// What was passed on is not to be any more.
    Forgone,
}

impl From<Refused> for LogError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Log(error) => error,
            // Only changes with rows, or of what is passed on, are refused so: who asks for them knows it.
            Refused::Repeated(_) | Refused::NotIndexed | Refused::Leased | Refused::Forgone => {
                StoreError::wrong_row().into()
            }
        }
    }
}

/// What became of a change.
pub(crate) type Answer = std::result::Result<Vec<Appended>, Refused>;

/// Where a stream stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    /// Its number among the streams; 0 for one that has not begun.
    pub(crate) id: i64,
    pub(crate) head: Head,
    /// Up to which record its rows are.
    indexed: u64,
}

/// Where a stream stands now.
pub(crate) fn standing(connection: &mut dyn Connection, stream: &Stream) -> Result<Standing> {
    let found = one(connection, (HEAD, &named(stream)), standing_in)?;
    let none = Standing { id: 0, head: Head { seq: 0, digest: Digest::ZERO }, indexed: 0 };
    Ok(found.unwrap_or(none))
}

/// Where a stream stands now that had that number, or 0, when it was last looked at.
fn standing_at(connection: &mut dyn Connection, stream: &Stream, number: i64) -> Result<Standing> {
    let [tenant, kind, name] = named(stream);
    let found = match number {
        0 => None,
        _ => one(connection, (HEAD_OF, &[Cell::Int(number), tenant, kind, name]), standing_in)?,
    };
    // Its number was of a commit that was taken back, or it has another since.
    found.map_or_else(|| standing(connection, stream), Ok)
}

fn standing_in(row: &dyn Row) -> Result<Standing> {
    let head = Head { seq: number(row, 1)?, digest: digest(row, 2)? };
    Ok(Standing { id: row.int(0)?, head, indexed: number(row, 3)? })
}

fn named(stream: &Stream) -> [Cell<'_>; 3] {
    [Cell::Text(stream.tenant()), Cell::Text(stream.kind()), Cell::Text(stream.id())]
}

/// A number of ours that the database keeps.
pub(crate) fn number(row: &dyn Row, column: usize) -> Result<u64> {
    Ok(row.int(column)?.unsigned_abs())
}

/// A digest that the database keeps.
pub(crate) fn digest(row: &dyn Row, column: usize) -> Result<Digest> {
    row.bytes(column)?.try_into().map(Digest).map_err(|_| StoreError::wrong_row())
}

/// A number of ours as the database keeps it; what it cannot hold is never reached.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The place of the record of a stream that was kept under a key.
pub(crate) fn find(connection: &mut dyn Connection, id: i64, key: &str) -> Result<Option<u64>> {
    one(connection, (FIND, &[Cell::Int(id), Cell::Text(key)]), |row| number(row, 0))
}

/// Keeps what one writer wants, within a transaction that others may share; how many are open where is added up.
pub(crate) fn append(
    connection: &mut dyn Connection,
    Asked { change, step }: &Asked,
    tallies: &mut Tallies,
) -> Result<Answer> {
    for mail in &change.mail {
        if mail.is_forgone(connection)? {
            return Ok(Err(Refused::Forgone));
        }
    }
    if let Some(step) = step
        && let Some(kept) = keep_step(connection, (change, *step), tallies)?
    {
        return Ok(Ok(vec![kept]));
    }
    let mut plan: Vec<Planned<'_>> = Vec::with_capacity(change.batches.len());
    let mut answers = Vec::with_capacity(change.batches.len());
    for batch in &change.batches {
        match planned(connection, &plan, (batch, change.rows.as_ref()))? {
            Ok(Planned { repeats: Some(seq), .. }) if change.rows.is_some() => {
                return Ok(Err(Refused::Repeated(seq)));
            }
            Ok(Planned { repeats: Some(seq), .. }) => answers.push(Appended::Repeated { seq }),
            Ok(next) => {
                answers.push(Appended::Stored { seq: next.before.head.seq + 1 });
                plan.push(next);
            }
            Err(refused) => return Ok(Err(Refused::Log(refused))),
        }
    }
    let before = match &change.rows {
        Some(rows) => match indexed(connection, &plan, rows)? {
            Ok(before) => Some(before),
            Err(refused) => return Ok(Err(refused)),
        },
        None => None,
    };
    if let (Some(holder), Some(before)) = (&change.holder, before)
        && holder.is_another(connection, before.id)?
    {
        return Ok(Err(Refused::Leased));
    }
    let ids = keep(connection, &plan, change.rows.as_ref())?;
    if let (Some(rows), Some(before)) = (&change.rows, before) {
        let begun = ids.iter().find(|(stream, _)| **stream == rows.stream).map(|(_, id)| *id);
        let id = begun.unwrap_or(before.id);
        rows.write(connection, id, tallies)?;
        rows.number.learn(id);
    }
    if let Some(rewrite) = &change.rewrite {
        rewrite.write(connection)?;
    }
    if plan.len() == change.batches.len() {
        change.mail.iter().try_for_each(|mail| mail.write(connection))?;
    }
    Ok(Ok(answers))
}

/// Keeps the next record of a case that stands where it is thought to, as most do: it is asked as it is moved.
///
/// Nothing is written where it does not, or a key says that the record may be there already.
fn keep_step(
    connection: &mut dyn Connection,
    (change, step): (&Change, CaseStep),
    tallies: &mut Tallies,
) -> Result<Option<Appended>> {
    let ([batch], Some(rows)) = (&change.batches[..], &change.rows) else { return Ok(None) };
    let id = rows.number.get();
    let is_there = |connection: &mut dyn Connection| match &batch.key {
        Some(key) => find(connection, id, key).map(|seq| seq.is_some()),
        None => Ok(false),
    };
    if id == 0 || is_there(connection)? || rows.names_nobody(connection)? {
        return Ok(None);
    }
    // The position is taken once it is sure that it is needed.
    let position = connection.positions(0)?;
    let (seq, before) = (Cell::Int(int(step.seq)), Cell::Int(int(step.seq.saturating_sub(1))));
    let (digest, place) = (Cell::Bytes(&step.digest.0), Cell::Int(int(position)));
    let (number, prev) = (Cell::Int(id), Cell::Bytes(&step.prev.0));
    let [code, definition, state, started, moved, due, deadline, open] = rows.case.cells();
    let moved = match rows.only_moves() {
        true => connection.changed(MOVE_AT, &[seq, digest, place, moved, open, number, prev, before])?,
        false => {
            let cells = [
                seq, digest, place, code, definition, state, started, moved, due, deadline, open, number,
                prev, before,
            ];
            connection.changed(CHANGE_AT, &cells)?
        }
    };
    if moved == 0 {
        return Ok(None);
    }
    connection.positions(1)?;
    let frame = frame::framed(position, &batch.record);
    let key = Cell::text_or_null(batch.key.as_deref());
    connection.run(KEEP, &[place, number, seq, key, Cell::Bytes(&frame)])?;
    rows.write(connection, id, tallies)?;
    change.mail.iter().try_for_each(|mail| mail.write(connection))?;
    Ok(Some(Appended::Stored { seq: step.seq }))
}

/// Where the case stands whose rows are to be written, when they are those after the ones that are there.
fn indexed(
    connection: &mut dyn Connection,
    plan: &[Planned<'_>],
    rows: &Rows,
) -> Result<std::result::Result<Standing, Refused>> {
    let before = match plan.iter().find(|next| next.batch.stream == rows.stream) {
        Some(first) => first.before,
        None => standing(connection, &rows.stream)?,
    };
    let last = plan.iter().rev().find(|next| next.batch.stream == rows.stream);
    let after = last.map_or(before.head.seq, |last| last.before.head.seq + 1);
    if after != rows.seq {
        let (stream, expected, found) = (rows.stream.clone(), rows.seq, after);
        return Ok(Err(Refused::Log(LogError::Conflict { stream, expected, found })));
    }
    if !rows.is_whole() && before.indexed != before.head.seq || rows.names_nobody(connection)? {
        return Ok(Err(Refused::NotIndexed));
    }
    Ok(Ok(before))
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
    (batch, rows): (&'b Batch, Option<&Rows>),
) -> Result<std::result::Result<Planned<'b>, LogError>> {
    let stream = &batch.stream;
    let before = match plan.iter().rev().find(|other| other.batch.stream == *stream) {
        None => {
            let own = rows.filter(|rows| rows.stream == *stream);
            standing_at(connection, stream, own.map_or(0, |rows| rows.number.get()))?
        }
        Some(other) => {
            Standing { head: Head { seq: other.before.head.seq + 1, digest: other.digest }, ..other.before }
        }
    };
    let repeats = match &batch.key {
        None => None,
        Some(key) => match plan.iter().find(|other| other.is_under(stream, key)) {
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

impl Planned<'_> {
    fn is_under(&self, stream: &Stream, key: &str) -> bool {
        self.batch.stream == *stream && self.batch.key.as_deref() == Some(key)
    }
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

/// Whether a record is the next one after a head.
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

/// Writes records and, once for each stream, where it now stands; gives the numbers of the streams.
fn keep<'b>(
    connection: &mut dyn Connection,
    plan: &[Planned<'b>],
    rows: Option<&Rows>,
) -> Result<Vec<(&'b Stream, i64)>> {
    let first = match plan.is_empty() {
        true => 0,
        false => connection.positions(plan.len() as u64)?,
    };
    let mut ids: Vec<(&Stream, i64)> = Vec::with_capacity(plan.len());
    for (next, position) in plan.iter().zip(first..) {
        let stream = &next.batch.stream;
        let id = match ids.iter().find(|(other, _)| *other == stream) {
            Some((_, id)) => *id,
            None => {
                let last = plan.iter().zip(first..).filter(|(other, _)| other.batch.stream == *stream).last();
                let own = rows.filter(|rows| rows.stream == *stream);
                let id = stand(connection, last.unwrap_or((next, position)), own)?;
                ids.push((stream, id));
                id
            }
        };
        let frame = frame::framed(position, &next.batch.record);
        let seq = int(next.before.head.seq + 1);
        let key = Cell::text_or_null(next.batch.key.as_deref());
        let cells = [Cell::Int(int(position)), Cell::Int(id), Cell::Int(seq), key, Cell::Bytes(&frame)];
        connection.run(KEEP, &cells)?;
    }
    Ok(ids)
}

/// Writes where a stream stands after the last of its new records; gives its number.
fn stand(
    connection: &mut dyn Connection,
    (last, position): (&Planned<'_>, u64),
    rows: Option<&Rows>,
) -> Result<i64> {
    let id = last.before.id;
    let seq = Cell::Int(int(last.before.head.seq + 1));
    let (digest, place) = (Cell::Bytes(&last.digest.0), Cell::Int(int(position)));
    if id == 0 {
        let [tenant, kind, name] = named(&last.batch.stream);
        let begun = match rows {
            None => {
                let cells = [tenant, kind, name, seq, digest, place];
                one(connection, (BEGIN, &cells), |row| row.int(0))?
            }
            Some(Rows { case, .. }) => {
                let [code, definition, state, started, moved, due, deadline, open] = case.cells();
                let business = Cell::text_or_null(case.business.as_deref());
                let cells = [
                    tenant, kind, name, seq, digest, place, seq, code, definition, state, started, moved,
                    due, deadline, open, business,
                ];
                one(connection, (BEGIN_CASE, &cells), |row| row.int(0))?
            }
        };
        // Another writer has begun it meanwhile.
        return begun.ok_or(StoreError::Busy);
    }
    match rows {
        None => connection.run(MOVE, &[seq, digest, place, Cell::Int(id)])?,
        Some(rows @ Rows { case, .. }) if rows.only_moves() => {
            let [.., moved, _, _, open] = case.cells();
            connection.run(MOVE_CASE, &[seq, digest, place, seq, moved, open, Cell::Int(id)])?;
        }
        Some(Rows { case, .. }) => {
            let [code, definition, state, started, moved, due, deadline, open] = case.cells();
            let cells = [
                seq,
                digest,
                place,
                seq,
                code,
                definition,
                state,
                started,
                moved,
                due,
                deadline,
                open,
                Cell::Int(id),
            ];
            connection.run(CHANGE_CASE, &cells)?;
        }
    };
    Ok(id)
}

#[cfg(test)]
mod tests {
    use cauce::record::Stream;

    use super::{BEGIN, named, one, standing, standing_at};
    use crate::schema;
    use crate::sql::{Base as _, Cell, Sqlite};

    #[test]
    fn a_number_says_only_where_to_look() {
        let base = Sqlite::in_memory().expect("a base");
        base.write(&mut |connection| {
            schema::bring_up(connection)?;
            let streams = ["a", "b"].map(|name| Stream::case(name).expect("a name"));
            for (stream, seq) in streams.iter().zip([3, 4]) {
                let [tenant, kind, name] = named(stream);
                let cells = [tenant, kind, name, Cell::Int(seq), Cell::Bytes(&[7; 32]), Cell::Int(seq)];
                one(connection, (BEGIN, &cells), |row| row.int(0))?;
            }
            let [a, b] = [standing(connection, &streams[0])?, standing(connection, &streams[1])?];
            assert_ne!(a.id, b.id);
            // Its own, none, that of another, that of nobody.
            for number in [a.id, 0, b.id, 99] {
                let found = standing_at(connection, &streams[0], number)?;
                assert_eq!((found.id, found.head.seq), (a.id, 3), "{number}");
            }
            let nothing = standing_at(connection, &Stream::case("c").expect("a name"), a.id)?;
            assert_eq!((nothing.id, nothing.head.seq), (0, 0));
            Ok(())
        })
        .expect("it is done");
    }
}
