//! What a verified log looks like on the wire.

use serde::Serialize;

/// What was proved of a log.
#[derive(Debug, Serialize)]
pub(crate) struct LogVerified {
    pub(crate) wire: u32,
    pub(crate) file: String,
    pub(crate) sound: bool,
    pub(crate) records: u64,
    pub(crate) streams: Vec<StreamVerified>,
    pub(crate) damage: Option<DamageFound>,
}

/// What was proved of a store.
#[derive(Debug, Serialize)]
pub(crate) struct StoreVerified {
    pub(crate) wire: u32,
    pub(crate) file: String,
    pub(crate) sound: bool,
    pub(crate) records: u64,
    pub(crate) streams: Vec<StreamVerified>,
    /// The first thing wrong with it.
    pub(crate) damage: Option<StoreDamage>,
    /// Everything that is wrong with it, up to a bound.
    pub(crate) damages: Vec<StoreDamage>,
    /// How much is beyond that bound.
    pub(crate) further: u64,
}

/// One thing wrong with a store.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StoreDamage {
    pub(crate) name: &'static str,
    pub(crate) message: String,
    pub(crate) position: Option<u64>,
    pub(crate) stream: Option<String>,
    /// Whether a record merely ends early, at the end of its stream.
    pub(crate) cut: bool,
}

/// One stream of a log or a store.
#[derive(Debug, Serialize)]
pub(crate) struct StreamVerified {
    pub(crate) stream: String,
    pub(crate) records: u64,
    pub(crate) head: String,
    /// Where the case stands, when it was brought back.
    pub(crate) state: Option<&'static str>,
}

/// The first thing wrong with it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DamageFound {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) message: String,
    pub(crate) line: u64,
    pub(crate) offset: u64,
    /// Whether the file merely ends in the middle of a record.
    pub(crate) cut: bool,
}
