//! Frozen cases: a cache beside the records, one row for each case, that may be thrown away at any time.
//!
//! A row says after which record it is, and what that record's digest is, so that it serves no other history; a seal with
//! the key of the host binds what it holds to that record, so that nobody without the key can put something else there.
//! The table is made when a store is opened for writing and belongs to no version: a store without it is whole.
//! Knows rows and bytes; when they are written and used, `cases` knows. Read [`Frozen`] first.

use std::collections::BTreeSet;

use cauce::data::{Digest, Text, Timestamp};
use cauce::instance::{FROZEN_VERSION, Instance};
use cauce::record::Stream;

use crate::append::{digest, int, number};
use crate::error::StoreError;
use crate::rows::Past;
use crate::sql::{Cell, Connection, Row, one};

type Result<T> = std::result::Result<T, StoreError>;

const TABLE: &str = include_str!("schema/frozen.sql");

/// What the table is called.
pub(crate) const NAME: &str = "frozen";

const PUT: &str = "INSERT INTO frozen (stream, seq, digest, engine, checksum, bytes) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, \
    digest = excluded.digest, engine = excluded.engine, checksum = excluded.checksum, bytes = excluded.bytes";
const FIND: &str = "SELECT f.seq, f.digest, f.engine, f.checksum, f.bytes FROM frozen f \
    JOIN stream s ON s.id = f.stream WHERE s.tenant = $1 AND s.kind = $2 AND s.name = $3";
const THROW_AWAY: &str = "DELETE FROM frozen WHERE stream = \
    (SELECT id FROM stream WHERE tenant = $1 AND kind = $2 AND name = $3)";
const THROW_ALL_AWAY: &str = "DELETE FROM frozen WHERE stream IN (SELECT id FROM stream WHERE tenant = $1)";

/// Which program writes a row: one of another release or version does not trust it, whatever its bytes say.
fn engine() -> String {
    let (bytes, semantics) = FROZEN_VERSION;
    format!("{}/{bytes}.{semantics}", env!("CARGO_PKG_VERSION"))
}

/// The key that what is frozen is sealed with; that of a host that has none is no secret.
pub(crate) type Key = [u8; 32];

/// How long a seal is, at the beginning of the bytes.
const SEAL: usize = 32;

/// A case as it was after one of its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frozen {
    /// After which record.
    pub(crate) seq: u64,
    /// The digest of that record.
    pub(crate) digest: Digest,
    engine: String,
    checksum: i64,
    bytes: Vec<u8>,
}

impl Frozen {
    /// A case at hand after its record with that digest.
    pub(crate) fn of(instance: &Instance, past: &Past, digest: Digest, key: &Key) -> Self {
        let mut bytes = vec![0; SEAL];
        put_past(past, &mut bytes);
        bytes.extend_from_slice(&instance.freeze());
        let mut frozen = Frozen { seq: instance.seq(), digest, engine: engine(), checksum: 0, bytes };
        let seal = frozen.seal(key);
        if let Some(place) = frozen.bytes.first_chunk_mut::<SEAL>() {
            *place = seal.0;
        }
        frozen.checksum = frozen.computed();
        frozen
    }

    /// A row; whether it can be used, [`is_whole`](Frozen::is_whole) says.
    pub(crate) fn read(row: &dyn Row) -> Result<Self> {
        Ok(Frozen {
            seq: number(row, 0)?,
            digest: digest(row, 1)?,
            engine: row.text(2)?.to_owned(),
            checksum: row.int(3)?,
            bytes: row.bytes(4)?.to_vec(),
        })
    }

    /// HMAC-SHA256 of the record that it is after, who wrote it and what it holds.
    fn seal(&self, key: &Key) -> Digest {
        let pad = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            block
        };
        let held = self.bytes.get(SEAL..).unwrap_or_default();
        let inner = [
            &pad(0x36)[..],
            &self.seq.to_be_bytes(),
            &self.digest.0,
            &(self.engine.len() as u64).to_be_bytes(),
            self.engine.as_bytes(),
            held,
        ];
        Digest::of_parts(&[&pad(0x5c)[..], &Digest::of_parts(&inner).0])
    }

    /// How many bytes it is.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    fn computed(&self) -> i64 {
        let mut sum = crc32fast::Hasher::new();
        let parts: [&[u8]; 4] =
            [&self.seq.to_be_bytes(), &self.digest.0, self.engine.as_bytes(), &self.bytes];
        parts.iter().for_each(|part| sum.update(part));
        i64::from(sum.finalize())
    }

    /// Whether the row is what was written.
    pub(crate) fn is_whole(&self) -> bool {
        self.checksum == self.computed()
    }

    /// Whether it was written by another release or version.
    pub(crate) fn is_foreign(&self) -> bool {
        self.engine != engine() && self.is_whole()
    }

    /// Whether it was written by this version, is what was written, and that by a host with this key.
    pub(crate) fn serves(&self, key: &Key) -> bool {
        self.engine == engine() && self.is_whole() && self.bytes.starts_with(&self.seal(key).0)
    }

    /// Who took part so far, and the case as the core reads it; `None` where the bytes are no such thing.
    pub(crate) fn parts(&self) -> Option<(Past, &[u8])> {
        take_past(self.bytes.get(SEAL..)?)
    }

    /// Takes the place of the row that the case has, if it has one.
    pub(crate) fn write(&self, connection: &mut dyn Connection, stream: i64) -> Result<()> {
        let (seq, digest) = (Cell::Int(int(self.seq)), Cell::Bytes(&self.digest.0));
        let (engine, checksum) = (Cell::Text(&self.engine), Cell::Int(self.checksum));
        connection.run(PUT, &[Cell::Int(stream), seq, digest, engine, checksum, Cell::Bytes(&self.bytes)])
    }
}

/// Makes the table where there is none.
pub(crate) fn make_room(connection: &mut dyn Connection) -> Result<()> {
    if is_kept(connection)? { Ok(()) } else { connection.script(&connection.words().said(TABLE)) }
}

/// The row of a case.
pub(crate) fn find(connection: &mut dyn Connection, stream: &Stream) -> Result<Option<Frozen>> {
    one(connection, (FIND, &named(stream)), Frozen::read)
}

/// Whether the store keeps frozen cases: one of an older program that was never opened for writing does not.
pub(crate) fn is_kept(connection: &mut dyn Connection) -> Result<bool> {
    let has_table = connection.words().has_table;
    Ok(one(connection, (has_table, &[Cell::Text(NAME)]), |row| row.int(0))? > Some(0))
}

/// Throws the row of a case away: whoever changes records, as disposing of values does, has to do so in the same commit.
pub(crate) fn throw_away(connection: &mut dyn Connection, stream: &Stream) -> Result<()> {
    connection.run(THROW_AWAY, &named(stream))
}

/// Throws all rows of a tenant away.
pub(crate) fn throw_all_away(connection: &mut dyn Connection, tenant: &str) -> Result<()> {
    connection.run(THROW_ALL_AWAY, &[Cell::Text(tenant)])
}

fn named(stream: &Stream) -> [Cell<'_>; 3] {
    [Cell::Text(stream.tenant()), Cell::Text(stream.kind()), Cell::Text(stream.id())]
}

/// When it began, who took part, each with the length of the name before it, and what was cited; how the office calls
/// it is not of the records.
fn put_past(Past { started, business: _, persons, cited }: &Past, bytes: &mut Vec<u8>) {
    let started = started.map_or(i64::MIN, Timestamp::millis);
    bytes.extend_from_slice(&started.to_be_bytes());
    put_number(persons.len(), bytes);
    for person in persons {
        put_number(person.len(), bytes);
        bytes.extend_from_slice(person.as_bytes());
    }
    put_number(cited.len(), bytes);
    cited.iter().for_each(|file| bytes.extend_from_slice(&file.0));
}

fn put_number(number: usize, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(&u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes());
}

fn take_past(bytes: &[u8]) -> Option<(Past, &[u8])> {
    let (started, mut rest) = bytes.split_first_chunk::<8>()?;
    let mut persons: BTreeSet<Text> = BTreeSet::new();
    for _ in 0..take_number(&mut rest)? {
        let length = usize::try_from(take_number(&mut rest)?).ok()?;
        let (person, after) = rest.split_at_checked(length)?;
        persons.insert(std::str::from_utf8(person).ok()?.into());
        rest = after;
    }
    let mut cited = BTreeSet::new();
    for _ in 0..take_number(&mut rest)? {
        let (file, after) = rest.split_first_chunk::<32>()?;
        cited.insert(Digest(*file));
        rest = after;
    }
    let started = Timestamp::from_millis(i64::from_be_bytes(*started));
    Some((Past { started, business: None, persons, cited }, rest))
}

fn take_number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_be_bytes(*number))
}
