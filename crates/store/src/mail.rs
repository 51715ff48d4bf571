//! What a commit writes beside records and rows, so that nothing has to be remembered: what is to be passed on, what is
//! kept for later, when something begins by itself, and who was given notice.
//!
//! Everything is found again in the records; what is passed on has a key there by which it is recognised.
//! Knows the tables, and not who reads them. Read [`Mail`] first.

use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::record::Stream;

use crate::append::int;
use crate::error::StoreError;
use crate::rows::correlation;
use crate::sql::{Cell, Connection, one};

type Result<T> = std::result::Result<T, StoreError>;

const THROWN: &str = "INSERT INTO outbox (kind, place, tenant, stream) \
    SELECT $1, $2, tenant, id FROM stream WHERE tenant = $3 AND kind = $4 AND name = $5";
const OPENED: &str = "INSERT INTO outbox (kind, place, tenant, stream) \
    SELECT $1, $2, tenant, id FROM stream WHERE tenant = $3 AND kind = $4 AND name = $5 \
    AND EXISTS (SELECT 1 FROM kept WHERE mark = $6 AND until >= $7)";
/// The wait may have opened since it was looked for.
const AWAITED: &str = "INSERT INTO outbox (kind, place, tenant, stream) \
    SELECT $1, item, $2, stream FROM wait WHERE subject = $3 AND correlation = $4 ORDER BY since, stream, item LIMIT 1";
const DONE: &str = "DELETE FROM outbox WHERE id = $1";
const IS_LEFT: &str = "SELECT id FROM outbox WHERE id = $1";
const NOTICE: &str = "INSERT INTO notice (place, item, reason, roles, at, tenant, position, stream) \
    SELECT $1, $2, $3, $4, $5, s.tenant, r.position, s.id FROM stream AS s JOIN record AS r ON r.stream = s.id \
    WHERE s.tenant = $6 AND s.kind = $7 AND s.name = $8 AND r.seq = $9";
const KEEP: &str = "INSERT INTO kept (mark, seq, until, stream) \
    SELECT $1, $2, $3, id FROM stream WHERE tenant = $4 AND kind = $5 AND name = $6";
const TAKE: &str = "DELETE FROM kept WHERE mark = $1 AND seq = $2 \
    AND stream = (SELECT id FROM stream WHERE tenant = $3 AND kind = $4 AND name = $5)";
const SCHEDULE: &str = "INSERT INTO schedule (tenant, stream, start, anchor, next, due) \
    VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (tenant, stream, start) DO UPDATE SET anchor = excluded.anchor, next = excluded.next, due = excluded.due";
const HELD_BY: &str = "SELECT item FROM item WHERE stream = $1 AND item = $2 AND lease > $3 AND worker <> $4";

/// Something that is written beside records and rows.
#[derive(Clone, Debug)]
pub(crate) enum Mail {
    /// The record at that place of a case has thrown something of that kind.
    Thrown { case: Stream, kind: Post, seq: u64 },
    /// A wait has opened: a message may be kept for it.
    Opened { case: Stream, item: i64, mark: i64, at: Timestamp },
    /// What is passed on is still to be: where it is not, nothing of the commit is kept.
    Still { row: i64 },
    /// What was to be passed on has been.
    Done { row: i64 },
    /// Roles are given notice.
    Notice { case: Stream, seq: u64, place: i64, item: i64, reason: i64, roles: String, at: Timestamp },
    /// A message is kept at that place of its stream.
    Kept { stream: Stream, seq: u64, marks: Vec<i64>, until: Timestamp, asked: Vec<(i64, String)> },
    /// A message that was kept is no longer.
    Taken { stream: Stream, seq: u64, marks: Vec<i64> },
    /// A procedure begins by itself next.
    Scheduled { stream: Stream, start: Text, anchor: Timestamp, next: u64, due: Option<Timestamp> },
}

/// What is to be passed on; what comes first goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Post {
    /// Messages, and cases that are to begin.
    Letters = 1,
    Signals = 2,
    /// A wait for which something may be kept.
    Wait = 3,
}

impl Mail {
    /// Whether it is to be passed on now.
    pub(crate) fn is_to_pass_on(&self) -> bool {
        matches!(self, Mail::Thrown { .. } | Mail::Opened { .. })
    }

    /// Whether it is about something that is not to be passed on any more.
    pub(crate) fn is_forgone(&self, connection: &mut dyn Connection) -> Result<bool> {
        match self {
            Mail::Still { row } => Ok(!is_left(connection, *row)?),
            _ => Ok(false),
        }
    }

    /// Writes it, within the transaction of the records that it is about.
    pub(crate) fn write(&self, connection: &mut dyn Connection) -> Result<()> {
        match self {
            Mail::Thrown { case, kind, seq } => {
                let [tenant, class, name] = named(case);
                let cells = [Cell::Int(*kind as i64), Cell::Int(int(*seq)), tenant, class, name];
                connection.run(THROWN, &cells)?;
            }
            Mail::Opened { case, item, mark, at } => {
                let [tenant, class, name] = named(case);
                let (kind, item) = (Cell::Int(Post::Wait as i64), Cell::Int(*item));
                let cells = [kind, item, tenant, class, name, Cell::Int(*mark), Cell::Int(at.millis())];
                connection.run(OPENED, &cells)?;
            }
            Mail::Still { .. } => {}
            Mail::Done { row } => connection.run(DONE, &[Cell::Int(*row)])?,
            Mail::Notice { .. } => self.write_notice(connection)?,
            Mail::Kept { .. } => self.write_kept(connection)?,
            Mail::Taken { stream, seq, marks } => {
                let [tenant, class, name] = named(stream);
                for mark in marks {
                    connection.run(TAKE, &[Cell::Int(*mark), Cell::Int(int(*seq)), tenant, class, name])?;
                }
            }
            Mail::Scheduled { stream, start, anchor, next, due } => {
                let [tenant, _, name] = named(stream);
                let (anchor, next) = (Cell::Int(anchor.millis()), Cell::Int(int(*next)));
                let due = Cell::int_or_null(due.map(Timestamp::millis));
                connection.run(SCHEDULE, &[tenant, name, Cell::Text(start), anchor, next, due])?;
            }
        }
        Ok(())
    }

    fn write_notice(&self, connection: &mut dyn Connection) -> Result<()> {
        let Mail::Notice { case, seq, place, item, reason, roles, at } = self else { return Ok(()) };
        let [tenant, class, name] = named(case);
        let [place, item, reason, at, seq] = [*place, *item, *reason, at.millis(), int(*seq)].map(Cell::Int);
        connection.run(NOTICE, &[place, item, reason, Cell::Text(roles), at, tenant, class, name, seq])?;
        Ok(())
    }

    fn write_kept(&self, connection: &mut dyn Connection) -> Result<()> {
        let Mail::Kept { stream, seq, marks, until, asked } = self else { return Ok(()) };
        let [tenant, class, name] = named(stream);
        let (seq, until) = (Cell::Int(int(*seq)), Cell::Int(until.millis()));
        for mark in marks {
            connection.run(KEEP, &[Cell::Int(*mark), seq, until, tenant, class, name])?;
        }
        for (subject, values) in asked {
            let cells = [Cell::Int(Post::Wait as i64), tenant, Cell::Int(*subject), Cell::Text(values)];
            connection.run(AWAITED, &cells)?;
        }
        Ok(())
    }
}

/// Whether something is still to be passed on.
pub(crate) fn is_left(connection: &mut dyn Connection, row: i64) -> Result<bool> {
    Ok(one(connection, (IS_LEFT, &[Cell::Int(row)]), |row| row.int(0))?.is_some())
}

fn named(stream: &Stream) -> [Cell<'_>; 3] {
    [Cell::Text(stream.tenant()), Cell::Text(stream.kind()), Cell::Text(stream.id())]
}

/// The mark under which messages of a name are kept, or those of them that carry a value.
///
/// A number of a digest: it says nothing of the value, and what shares it by chance is told apart by the message.
pub(crate) fn mark(tenant: &str, name: &str, value: Option<(&str, &Value)>) -> i64 {
    let said = value.map(|(datum, value)| (datum, correlation(std::iter::once(value))));
    let (datum, value) = said.as_ref().map_or(("", ""), |(datum, value)| (*datum, value));
    let parts = [tenant, "\n", name, "\n", datum, "\n", value].map(str::as_bytes);
    let digest = Digest::of_parts(&parts);
    let first = digest.0.first_chunk::<8>().copied().unwrap_or_default();
    i64::from_be_bytes(first)
}

/// Who answers for an attempt of a job: nobody else may have it then.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    pub(crate) item: i64,
    pub(crate) worker: Text,
    pub(crate) at: Timestamp,
}

impl Holder {
    /// Whether another has the job of the case whose stream has that number.
    pub(crate) fn is_another(&self, connection: &mut dyn Connection, stream: i64) -> Result<bool> {
        let [stream, item, at] = [stream, self.item, self.at.millis()].map(Cell::Int);
        let found =
            one(connection, (HELD_BY, &[stream, item, at, Cell::Text(&self.worker)]), |row| row.int(0))?;
        Ok(found.is_some())
    }
}
