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

/// One stream of it.
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
