//! Records in a row, the same each time, so that whoever reads them knows what should be there.

use std::collections::BTreeMap;

use cauce::command::Message;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::log::{Batch, Log as _};
use cauce::record::{Answer, Entry, Noted, Stream};
use cauce_store::Store;

/// The records of some streams in turn; of the same number of streams always the same.
pub(crate) struct Chain {
    streams: u64,
    next: u64,
    heads: BTreeMap<u64, (u64, Digest)>,
}

impl Chain {
    pub(crate) fn of(streams: u64) -> Self {
        Chain { streams, next: 0, heads: BTreeMap::new() }
    }
}

/// The name of a stream.
pub(crate) fn stream(number: u64) -> Stream {
    format!("/message/s-{number:03}").parse().expect("a name")
}

impl Iterator for Chain {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let number = self.next % self.streams;
        let (seq, prev) = self.heads.get(&number).copied().unwrap_or((0, Digest::ZERO));
        let key: Text = format!("m-{:06}", self.next).into();
        let message = Message::new("pago").data("monto", Value::Text(format!("{:06}", self.next).into()));
        let noted = Noted::Received { message, answer: Answer::NotCorrelated };
        let at = Timestamp::from_millis(1_700_000_000_000).expect("an instant");
        let stream = stream(number);
        let entry = Entry { stream: stream.clone(), seq: seq + 1, at, prev, key: Some(key.clone()), noted };
        let (record, digest) = entry.write(Some([7; 32])).expect("a record");
        self.heads.insert(number, (seq + 1, digest));
        self.next += 1;
        Some(Batch { stream, expected: seq, key: Some(key), record })
    }
}

/// Everything that a store says: its lines, its heads, and where it finds their keys.
pub(crate) fn content(store: &Store) -> Result<Vec<String>, cauce::log::LogError> {
    let mut lines = Vec::new();
    let proved = store.verify_each(|position, line| {
        lines.push(format!("{position} {}", String::from_utf8_lossy(line)));
    })?;
    lines.push(format!("{} in {}", proved.records, proved.streams));
    for batch in Chain::of(proved.streams.max(1)).take(lines.len() - 1) {
        let (stream, key) = (&batch.stream, batch.key.as_deref().expect("each has one"));
        lines.push(format!("{:?} {:?}", store.head(stream)?, store.find(stream, key)?));
        lines.push(format!("{}", store.read(stream, 1)?.len()));
    }
    Ok(lines)
}
