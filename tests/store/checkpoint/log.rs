//! Logs of several streams in the order of their positions, and a forger who recomputes all that a log says of itself.

use std::collections::BTreeMap;

use cauce::command::Message;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::record::{Answer, Entry, Frame, Noted, Stream};
use cauce_store::checkpoint::{Audited, Damage, Finding, Frontier, Leaf, TreeHead, audit};

/// The lines of a log; the first is at position 1.
pub(crate) type Lines = Vec<Vec<u8>>;

/// Records with sealed values, dealt to streams as positions come, some streams more often than others.
pub(crate) fn messages(count: u64, streams: u64) -> Lines {
    let mut heads: BTreeMap<Stream, (u64, Digest)> = BTreeMap::new();
    let mut lines = Vec::new();
    for number in 0..count {
        let name = (number * number + number / 3) % streams;
        let stream: Stream = format!("ibagué/message/n.º {name}").parse().expect("a name");
        let (seq, prev) = heads.get(&stream).copied().unwrap_or((0, Digest::ZERO));
        let (line, digest) = entry(stream.clone(), seq + 1, prev, number);
        heads.insert(stream, (seq + 1, digest));
        lines.push(line);
    }
    lines
}

fn entry(stream: Stream, seq: u64, prev: Digest, number: u64) -> (Vec<u8>, Digest) {
    let key: Text = format!("m{number}").into();
    let message = Message::new("pago")
        .correlate("pedido", Value::Text(format!("P\"{number}\\ñ").into()))
        .data("monto", Value::Number(i64::try_from(number).expect("small").into()));
    let noted = Noted::Received { message, answer: Answer::NotCorrelated };
    let at = Timestamp::from_millis(1_700_000_000_000 + i64::try_from(number).expect("small"));
    let entry = Entry { stream, seq, at: at.expect("an instant"), prev, key: Some(key), noted };
    entry.write(Some([7; 32])).expect("a record")
}

/// Two real cases, record after record in turn, with messages between them.
pub(crate) fn cases() -> Lines {
    let one = cauce::log::lines(include_bytes!("../../golden/v1.log"));
    let two = cauce::log::lines(include_bytes!("../../golden/kinds.log"));
    let bare = |line: &[u8]| line.strip_suffix(b"\n").unwrap_or(line).to_vec();
    let mut lines = Vec::new();
    for ((one, two), message) in one.zip(two).zip(messages(36, 5)) {
        lines.extend([bare(one), bare(two), message]);
    }
    lines
}

/// The head of the tree over all records, by the naive tree.
pub(crate) fn head(lines: &Lines) -> TreeHead {
    let leaves = leaves(lines);
    let root = super::naive::root(&leaves);
    let mut frontier = Frontier::new();
    leaves.into_iter().for_each(|leaf| frontier.append(leaf));
    assert_eq!(frontier.head().root, root);
    frontier.head()
}

pub(crate) fn leaves(lines: &Lines) -> Vec<Digest> {
    let leaf = |(position, line): (u64, &Vec<u8>)| {
        Leaf::of(position, &Frame::parse(line).expect("a sound record")).hash()
    };
    (1..).zip(lines).map(leaf).collect()
}

/// What an audit says of lines that stand at positions 1, 2, 3 ….
pub(crate) fn audited(lines: &Lines, heads: &[TreeHead]) -> Result<Audited, Damage> {
    audit((1..).zip(lines), heads.iter().copied())
}

/// The verdict in the words of `verify.py`.
pub(crate) fn verdict(outcome: &Result<Audited, Damage>) -> String {
    let damage = match outcome {
        Ok(Audited { head, streams, covered, .. }) => {
            let TreeHead { size, root } = head;
            return format!("sound: {size} records in {streams} streams, {covered} covered, root {root}");
        }
        Err(damage) => damage,
    };
    let position = damage.position;
    match &damage.what {
        Finding::Missing { to } => format!("damage: {position} to {to} missing"),
        Finding::OutOfOrder { found } => format!("damage: {found} in the place of {position}"),
        Finding::Record { .. } => format!("damage: record {position}"),
        Finding::NotOfCheckpoint { size, found, .. } => {
            format!("damage: {position} to {size} are not of the checkpoint, root {found}")
        }
        other => format!("a finding without a word: {other:?}"),
    }
}

/// Renumbers and chains anew whatever lines there are, and gives each the digest that it has: sound, and forged.
pub(crate) fn chained_anew(lines: &Lines) -> Lines {
    let mut heads: BTreeMap<String, (u64, Digest)> = BTreeMap::new();
    let mut forged = Vec::new();
    for line in lines {
        let (record, sealed) = parts(line);
        let stream = between(&record, "\"stream\":\"", "\"").to_owned();
        let (seq, prev) = heads.get(&stream).copied().unwrap_or((0, Digest::ZERO));
        let record = replaced(&record, ",\"seq\":", ",", &(seq + 1).to_string());
        let record = replaced(&record, ",\"prev\":\"", "\"", &prev.to_string());
        let digest = Digest::of(record.as_bytes());
        heads.insert(stream, (seq + 1, digest));
        forged.push(whole(&record, &sealed, digest));
    }
    forged
}

/// The record of a line and what is sealed beside it, whether or not they are sound.
pub(crate) fn parts(line: &[u8]) -> (String, String) {
    let text = std::str::from_utf8(line).expect("UTF-8");
    let body = text.strip_prefix("{\"record\":").expect("a record");
    let (record, rest) = body.rsplit_once(",\"sealed\":[").expect("what is sealed");
    let (sealed, _) = rest.rsplit_once("],\"sha256\":\"").expect("a digest");
    (record.into(), sealed.into())
}

/// A line of those parts.
pub(crate) fn whole(record: &str, sealed: &str, digest: Digest) -> Vec<u8> {
    format!("{{\"record\":{record},\"sealed\":[{sealed}],\"sha256\":\"{digest}\"}}").into()
}

pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect("it is there");
    rest.split_once(after).expect("it ends").0
}

/// A text with what stands first between two others replaced.
pub(crate) fn replaced(text: &str, before: &str, after: &str, by: &str) -> String {
    let (head, rest) = text.split_once(before).expect("it is there");
    let (_, tail) = rest.split_once(after).expect("it ends");
    format!("{head}{before}{by}{after}{tail}")
}
