//! Records: the events of one command as one line of canonical JSON, chained by digests. A durable contract.
//!
//! Knows the bytes: kinds, keys, their order, what is sealed, and how a record names its predecessor.
//! Does not know where lines are kept, that is `log`, nor what events change, that is `instance`.
//! Read [`Record`] first.
//!
//! A line is `{"record":{…},"sealed":[["salt",value],…],"sha256":"…"}`.
//! `sha256` digests the bytes of the value of `record`, braces included; the next record names it as `prev`.
//! Persons, notes, reasons, case data and file names stand in the record as `{"#":"…"}`,
//! the SHA-256 of the 16 bytes of a salt followed by the canonical JSON of the value;
//! salt and value stand in `sealed`, in order of appearance, and can be replaced by `null` later.
//! Kinds and keys are English and frozen; things of the definition stand by their ids.

mod canonical;
mod content;
mod cursor;
mod error;
mod events_in;
mod events_out;
mod fault;
mod frame;
mod frozen;
mod ledger;
mod migrated;
mod names_in;
mod names_out;
mod reader;
mod salt;
mod sealed;
mod stream;
mod texts;
mod writer;

#[cfg(test)]
mod tests;

pub use canonical::normalized;
pub use content::content_digest;
pub(crate) use error::PAGES;
pub use error::RecordError;
pub use frame::{Frame, dispose};
pub use ledger::{Answer, Entry, Keeping, Noted};
pub use reader::Reader;
pub use salt::Salt;
pub use sealed::{Field, Sealed, dispose_of, sealed};
pub use stream::{Stream, StreamError};
pub use writer::{Writer, Written};

use crate::command::Actor;
use crate::data::{Digest, Text, Timestamp};
use crate::event::Event;

/// The version of the format that is written; older ones are read, newer ones are refused by name.
pub const FORMAT: u32 = 1;

/// The events of one command with who asked it and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The sequence it belongs to.
    pub stream: Stream,
    /// Its place in the stream; the first is 1.
    pub seq: u64,
    /// The effective time of its events.
    pub at: Timestamp,
    /// The digest of the record before; [`Digest::ZERO`] for the first.
    pub prev: Digest,
    /// Who asked.
    pub actor: Actor,
    /// The idempotency key of the request.
    pub key: Option<Key>,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How its sealed fields are sealed.
    pub seals: Seals,
}

/// An idempotency key with the digest of what was asked under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key, given by the host.
    pub id: Text,
    /// The digest of the command and its actor; sealed, [`Digest::ZERO`] once disposed of.
    pub of: Digest,
}

/// How the sealed fields of a record are sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seals {
    /// A new record: salts derive from the entropy of the request.
    ///
    /// Without entropy they derive from stream, sequence and position, which everyone knows:
    /// such fields can be found out by trying likely values.
    New(Option<[u8; 32]>),
    /// A record that was read: one seal for each sealed field, in order of appearance.
    Kept(Vec<Seal>),
}

/// The seal of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Salt and value are there.
    Whole(Salt),
    /// Salt and value were disposed of; the digest stays.
    Disposed(Digest),
}
