//! Work that is done on a store: commits of some records each, and what the store holds after each.

use std::collections::BTreeMap;

use cauce::command::Message;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::log::{Batch, LogError};
use cauce::record::{Answer, Entry, Noted, Stream};
use cauce_store::{Store, StoreError};

use super::random::Random;

/// Commits in their order.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) commits: Vec<Vec<Batch>>,
    /// All lines in the order of their positions.
    lines: Vec<Vec<u8>>,
    /// How many lines there are after so many commits.
    after: Vec<usize>,
}

impl Work {
    /// Work by chance: several streams, several records in a commit, short ones and some of many pages.
    pub(crate) fn by_chance(random: &mut Random) -> Self {
        let mut work = Work { commits: Vec::new(), lines: Vec::new(), after: vec![0] };
        let mut heads = BTreeMap::new();
        let streams = 1 + random.below(5);
        for _ in 0..3 + random.below(10) {
            let count = 1 + random.below(4) * random.below(2);
            let commit: Vec<Batch> = (0..count).map(|_| batch(&mut heads, streams, random)).collect();
            work.lines.extend(commit.iter().map(|batch| batch.record.clone()));
            work.commits.push(commit);
            work.after.push(work.lines.len());
        }
        work
    }

    /// How many commits the store holds.
    ///
    /// Panics with what is wrong unless the store is sound, and holds the first commits whole and nothing else.
    pub(crate) fn held(&self, store: &Store) -> usize {
        let mut found = Vec::new();
        let proved =
            store.verify_each(|position, line| found.push((position, line.to_vec()))).expect("readable");
        assert!(proved.is_sound(), "{:?}", proved.damage);
        let commits = self.after.binary_search(&found.len());
        let commits = commits.unwrap_or_else(|_| panic!("{} records are no whole commits", found.len()));
        for ((place, (position, line)), own) in (1..).zip(&found).zip(&self.lines) {
            assert_eq!(place, *position);
            assert_eq!(line, own, "the record at {position} was invented");
        }
        self.keys(store, commits);
        commits
    }

    /// What was kept under a key is found by it, what was not is not.
    fn keys(&self, store: &Store, commits: usize) {
        use cauce::log::Log as _;
        for (number, commit) in self.commits.iter().enumerate() {
            for batch in commit {
                let key = batch.key.as_deref().expect("each has one");
                let found = store.find(&batch.stream, key).expect("readable");
                assert_eq!(found, (number < commits).then_some(batch.expected + 1));
            }
        }
    }
}

fn batch(heads: &mut BTreeMap<usize, (u64, Digest)>, streams: usize, random: &mut Random) -> Batch {
    let number = random.below(streams);
    let stream: Stream = format!("/message/s-{number}").parse().expect("a name");
    let (seq, prev) = heads.get(&number).copied().unwrap_or((0, Digest::ZERO));
    let key: Text = format!("{number}·{seq}").into();
    let length = [3, 40, 700, 5_000, 20_000][random.below(5).min(random.below(5))];
    let text: String = (0..length).map(|_| char::from(b'a' + (random.next() % 26) as u8)).collect();
    let message = Message::new("nota").data("texto", Value::Text(text.into()));
    let noted = Noted::Received { message, answer: Answer::NotCorrelated };
    let at = Timestamp::from_millis(1_700_000_000_000).expect("an instant");
    let entry = Entry { stream: stream.clone(), seq: seq + 1, at, prev, key: Some(key.clone()), noted };
    let (record, digest) = entry.write(Some([7; 32])).expect("a record");
    heads.insert(number, (seq + 1, digest));
    Batch { stream, expected: seq, key: Some(key), record }
}

/// Why the store refused, by name.
pub(crate) fn reason(error: &LogError) -> &'static str {
    StoreError::of(error).map_or_else(|| panic!("no error of a store: {error:?}"), name)
}

/// The name of an error.
pub(crate) fn name(error: &StoreError) -> &'static str {
    match error {
        StoreError::Damaged { .. } => "damaged",
        StoreError::NoStore => "no store",
        StoreError::ReadOnly => "read only",
        StoreError::Busy => "busy",
        StoreError::Full => "full",
        StoreError::Doubtful => "doubtful",
        StoreError::Database { .. } => "database",
        _ => "other",
    }
}
