//! The walk over all records in the order of their positions.
//!
//! Keeps where each stream stands; a stream that is damaged is left, the others go on.

use std::collections::BTreeMap;

use cauce::data::{Digest, Text};
use cauce::log::Head;
use cauce::record::{Frame, RecordError, normalized};

use super::{Damage, Finding, LISTED, Verification};
use crate::append::{digest, in_place, int, number};
use crate::error::{FrameError, StoreError};
use crate::frame;
use crate::sql::{Cell, Connection, Row};

type Result<T> = std::result::Result<T, StoreError>;

const STREAMS: &str = "SELECT id, tenant, kind, name, seq, digest, position FROM stream ORDER BY id";
const RECORDS: &str =
    "SELECT position, stream, seq, key, frame FROM record WHERE position > $1 ORDER BY position";
const RECORD: &str = "SELECT position, stream, seq, key, frame FROM record WHERE position = $1";
const CUTS: &str = "SELECT position FROM cut ORDER BY position";

/// What is shown each sound record.
pub(super) type Each<'a> = &'a mut dyn FnMut(u64, &[u8]);

/// Proves all records and all streams.
pub(super) fn walk(connection: &mut dyn Connection, each: Each<'_>) -> Result<Verification> {
    let mut walk = Walk { streams: BTreeMap::new(), proved: Verification::default(), last: 0, each };
    walk.streams(connection)?;
    let cuts = cuts(connection)?;
    let scanned = connection.rows(RECORDS, &[Cell::Int(0)], &mut |row| {
        walk.take(row, &cuts);
        Ok(())
    });
    match scanned {
        Ok(()) => {}
        Err(StoreError::NoStore) => walk.step_by_step(connection, &cuts)?,
        Err(error) => return Err(error),
    }
    Ok(walk.end())
}

/// A stream as its row tells it, and how far its records bear it out.
struct Followed {
    name: Text,
    stated: Head,
    stated_position: u64,
    before: Head,
    position: u64,
    /// What was found wrong; nothing more is proved of it then.
    damage: Option<Damage>,
}

impl Followed {
    fn of(row: &dyn Row) -> Result<Self> {
        let (tenant, kind, name) = (row.text(1)?, row.text(2)?, row.text(3)?);
        Ok(Followed {
            name: format!("{tenant}/{kind}/{name}").into(),
            stated: Head { seq: number(row, 4)?, digest: digest(row, 5)? },
            stated_position: number(row, 6)?,
            before: Head { seq: 0, digest: Digest::ZERO },
            position: 0,
            damage: None,
        })
    }
}

/// The positions whose records were cut off.
fn cuts(connection: &mut dyn Connection) -> Result<Vec<u64>> {
    let mut cuts = Vec::new();
    connection.rows(CUTS, &[], &mut |row| {
        cuts.push(number(row, 0)?);
        Ok(())
    })?;
    Ok(cuts)
}

struct Walk<'e> {
    streams: BTreeMap<i64, Followed>,
    proved: Verification,
    /// The position of the last record that stands.
    last: u64,
    each: Each<'e>,
}

impl Walk<'_> {
    fn streams(&mut self, connection: &mut dyn Connection) -> Result<()> {
        connection.rows(STREAMS, &[], &mut |row| {
            match (row.int(0), Followed::of(row)) {
                (Ok(id), Ok(stream)) => drop(self.streams.insert(id, stream)),
                _ => self.add(None, None, Finding::Row { column: "stream" }),
            }
            Ok(())
        })
    }

    /// Where the pages of the table are damaged: each position by itself, so that what can be reached is proved.
    fn step_by_step(&mut self, connection: &mut dyn Connection, cuts: &[u64]) -> Result<()> {
        let end = self.streams.values().map(|stream| stream.stated_position).max().unwrap_or(0);
        let mut unread = 0;
        // A damaged end may name any position.
        while self.last < end && unread < LISTED {
            let position = self.last + 1;
            let mut found = false;
            let read = connection.rows(RECORD, &[Cell::Int(int(position))], &mut |row| {
                found = true;
                self.take(row, cuts);
                Ok(())
            });
            match read {
                Ok(()) if found => unread = 0,
                Ok(()) | Err(StoreError::NoStore) => {
                    let said = "this position cannot be read".to_owned();
                    self.add(Some(position), None, Finding::Database { said });
                    unread += 1;
                }
                Err(error) => return Err(error),
            }
            // A row that names another position than was asked for does not lead back.
            self.last = self.last.max(position);
        }
        Ok(())
    }

    fn take(&mut self, row: &dyn Row, cuts: &[u64]) {
        let Ok(position) = number(row, 0) else {
            return self.add(Some(self.last + 1), None, Finding::Row { column: "position" });
        };
        self.in_order(position, cuts);
        let followed = row.int(1).ok().and_then(|id| self.streams.get_mut(&id));
        let Some(stream) = followed else {
            return self.add(Some(position), None, Finding::NoStream);
        };
        match proved(stream, position, row) {
            _ if stream.is_left(position) => {}
            Ok((head, line)) => {
                (stream.before, stream.position) = (head, position);
                self.proved.records += 1;
                (self.each)(position, line);
            }
            Err(what) => {
                let (position, name) = (Some(position), Some(stream.name.clone()));
                stream.damage = Some(Damage { position, stream: name, what });
            }
        }
    }

    /// Positions follow one another, except where a record was cut off.
    fn in_order(&mut self, position: u64, cuts: &[u64]) {
        let due = self.last.saturating_add(1);
        let missing = (due..position).find(|place| cuts.binary_search(place).is_err());
        if let Some(from) = missing {
            self.add(Some(from), None, Finding::Missing { to: position - 1 });
        }
        self.last = position.max(self.last);
    }

    fn add(&mut self, position: Option<u64>, stream: Option<Text>, what: Finding) {
        self.proved.add(Damage { position, stream, what });
    }

    /// What the streams say of their ends, and all damage in order.
    fn end(self) -> Verification {
        let Walk { streams, mut proved, .. } = self;
        proved.streams = streams.len() as u64;
        for stream in streams.into_values() {
            if let Some(damage) = stream.wrong() {
                proved.add(damage);
            }
        }
        proved.damage.sort_by_key(|damage| damage.position.unwrap_or(u64::MAX));
        proved
    }
}

impl Followed {
    /// Whether the stream was left before that record; a torn one that others follow is no torn one.
    fn is_left(&mut self, position: u64) -> bool {
        let Some(damage) = &mut self.damage else { return false };
        if let Finding::Torn { expected, found } = damage.what {
            damage.what = Finding::Record { error: FrameError::Cut { expected, found } };
        }
        self.position = position;
        true
    }

    /// What is wrong with the stream as a whole.
    fn wrong(self) -> Option<Damage> {
        let is_whole = self.before == self.stated && self.position == self.stated_position;
        let is_short = self.before.seq < self.stated.seq;
        let (position, stream) = (Some(self.stated_position), Some(self.name));
        match self.damage {
            Some(damage) => Some(damage),
            None if is_whole => None,
            None if is_short => {
                let what = Finding::Short { seq: self.before.seq + 1 };
                Some(Damage { position, stream, what })
            }
            None => Some(Damage { position, stream, what: Finding::Head }),
        }
    }
}

/// The head that a stream has with that record, and its line, when everything about it is sound.
fn proved<'r>(
    stream: &Followed,
    position: u64,
    row: &'r dyn Row,
) -> std::result::Result<(Head, &'r [u8]), Finding> {
    let wrong = |column| move |_| Finding::Row { column };
    let bytes = row.bytes(4).map_err(wrong("frame"))?;
    let seq = number(row, 2).map_err(wrong("seq"))?;
    let line = frame::line(position, bytes).map_err(|error| {
        let is_last = seq == stream.stated.seq && position == stream.stated_position;
        torn(position, bytes).filter(|_| is_last).unwrap_or(Finding::Record { error })
    })?;
    let unsound = |error| Finding::Record { error: FrameError::Record(error) };
    let frame = Frame::parse(line).map_err(unsound)?;
    if frame.stream != &*stream.name {
        return Err(unsound(RecordError::OtherStream { found: frame.stream.into() }));
    }
    in_place(&frame, stream.before).map_err(unsound)?;
    if frame.seq != seq {
        return Err(Finding::Row { column: "seq" });
    }
    let key = row.text_or_null(3).map_err(wrong("key"))?;
    let named = frame.key().map_err(unsound)?;
    if key.map(|key| normalized(&key.into())) != named {
        return Err(Finding::Row { column: "key" });
    }
    Ok((Head { seq: frame.seq, digest: frame.digest }, line))
}

/// Whether the frame is the beginning of one: its head is that of the position, and its line ends early.
///
/// A line that is whole, or more than its head says, was not cut: then the head is damaged.
pub(super) fn torn(position: u64, bytes: &[u8]) -> Option<Finding> {
    let (expected, says, line) = frame::stated(bytes);
    let found = bytes.len() as u64;
    let is_begun =
        expected.is_none_or(|expected| found < expected) && says.is_none_or(|says| says == position);
    let ends_early = line.is_empty() || matches!(Frame::parse(line), Err(RecordError::Cut));
    (is_begun && ends_early)
        .then(|| Finding::Torn { expected: expected.unwrap_or(found.saturating_add(1)), found })
}
