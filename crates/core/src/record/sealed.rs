//! What the sealed fields of a line hold, known from the line alone: without a definition, also of streams that are no case.
//!
//! Knows the keys under which each kind of field stands; a test holds that to every key that is written.
//! Does not know which may be disposed of, nor when. Read [`Field`] first.

use super::cursor::Cursor;
use super::frame::{Parts, dispose};
use super::{Frame, RecordError};
use crate::data::Value;

/// What a sealed field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// Who did something, signed, has taken something, or stands in for somebody.
    Person,
    /// What a person wrote: notes and reasons.
    Note,
    /// Case data: values that were set, read or handed over, and what faults quote of them.
    Datum,
    /// The name of the file behind an evidence.
    FileName,
    /// The business key that a case was given.
    BusinessKey,
    /// The digest of what was asked under an idempotency key, from which likely values could be tried.
    Request,
}

impl Field {
    /// What a host may choose; [`Field::Request`] goes with whatever goes.
    pub const CHOICE: [Field; 5] =
        [Field::Person, Field::Note, Field::Datum, Field::FileName, Field::BusinessKey];

    /// The word by which records and files name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Field::Person => "person",
            Field::Note => "note",
            Field::Datum => "datum",
            Field::FileName => "file_name",
            Field::BusinessKey => "business_key",
            Field::Request => "request",
        }
    }

    /// The field that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::CHOICE.into_iter().chain([Field::Request]).find(|field| field.word() == word)
    }

    /// What stands under a key, within an object that stands under another.
    fn under(outer: &str, key: &str) -> Option<Self> {
        match (outer, key) {
            ("key", "of") => Some(Field::Request),
            ("noted", "name") => Some(Field::BusinessKey),
            ("evidence", "name") => Some(Field::FileName),
            // What a fault says may quote a value.
            ("fault", "reason" | "result") | (_, "data" | "value" | "inputs" | "correlates") => {
                Some(Field::Datum)
            }
            ("actor" | "who", "id" | "for") | (_, "person" | "to" | "by" | "done_by") => Some(Field::Person),
            (_, "note" | "reason") => Some(Field::Note),
            _ => None,
        }
    }
}

/// A sealed field of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    /// What it holds.
    pub field: Field,
    /// The value; [`Value::Disposed`] once it is gone.
    pub value: Value,
}

/// The sealed fields of a line, proved, in order of appearance.
///
/// # Errors
///
/// [`RecordError`] when the line is not a sound record, or seals something under a key that is not known here.
pub fn sealed(line: &[u8]) -> Result<Vec<Sealed>, RecordError> {
    Frame::parse(line)?;
    let parts = Parts::of(line)?;
    let (_, mut pairs) = parts.cursors();
    let mut all = Vec::new();
    for field in fields(parts.record)? {
        if !all.is_empty() {
            pairs.json(",")?;
        }
        all.push(Sealed { field, value: value(&mut pairs)? });
    }
    Ok(all)
}

/// Gives the line without the sealed values of those kinds; the chain stays whole.
///
/// Where anything goes, the digest of what was asked goes too. A line that loses nothing is the same, byte for byte.
///
/// # Errors
///
/// As [`sealed`].
pub fn dispose_of(line: &[u8], chosen: &[Field]) -> Result<Vec<u8>, RecordError> {
    let all = sealed(line)?;
    let goes = |one: &Sealed| chosen.contains(&one.field);
    // Not what is gone already: that is no reason to take away more.
    let loses = all.iter().any(goes);
    dispose(line, |place| all.get(place).is_some_and(|one| goes(one) || loses && one.field == Field::Request))
}

fn value(pairs: &mut Cursor<'_>) -> Result<Value, RecordError> {
    if pairs.passes("null") {
        return Ok(Value::Disposed);
    }
    pairs.json("[\"")?;
    pairs.hex::<16>()?;
    pairs.json("\",")?;
    let value = pairs.value()?;
    pairs.json("]")?;
    Ok(value)
}

/// What the digests in a record stand for, in order: one pass over its JSON, with the keys that lead to each place.
fn fields(record: &str) -> Result<Vec<Field>, RecordError> {
    let (mut found, mut outer, mut key, mut rest) = (Vec::new(), Vec::new(), "", record);
    while let Some(at) = rest.find(['"', '{', '[', '}', ']']) {
        let (mark, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match mark {
            b'{' | b'[' => outer.push(key),
            b'}' | b']' => key = outer.pop().unwrap_or_default(),
            _ => {
                let (text, after) = after.split_at(text_end(after));
                rest = after.get(1..).unwrap_or_default();
                if rest.starts_with(':') {
                    key = text;
                }
                if key == "#" && rest.starts_with(':') {
                    found.push(field(&outer)?);
                }
            }
        }
    }
    Ok(found)
}

/// What the digest in the object that stands under the last of those keys is of.
fn field(outer: &[&str]) -> Result<Field, RecordError> {
    let key = outer.last().copied().unwrap_or_default();
    // Lists hand their key down to what stands in them.
    let around = outer.iter().rev().find(|around| **around != key).copied().unwrap_or_default();
    Field::under(around, key)
        .ok_or_else(|| RecordError::UnknownKind { kind: key.chars().take(256).collect::<String>().into() })
}

/// Where a text ends whose opening quote has been passed.
fn text_end(text: &str) -> usize {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture;
    use super::super::{Reader, Seals};
    use super::*;
    use crate::log::{lines, verify};

    const KINDS: &str = include_str!("../../../../tests/golden/kinds.log");
    const MOVED: &str = include_str!("../../../../tests/golden/moved.log");
    const LEDGER: &str = include_str!("../../../../tests/golden/ledger.log");

    fn count(line: &[u8]) -> usize {
        Parts::of(line).unwrap().record.matches("{\"#\":").count()
    }

    #[test]
    fn every_sealed_field_that_is_written_is_of_a_known_kind() {
        let mut seen = std::collections::BTreeSet::new();
        for file in [KINDS, MOVED, LEDGER] {
            for line in lines(file.as_bytes()) {
                let all = sealed(line).unwrap();
                assert_eq!(all.len(), count(line));
                seen.extend(all.iter().map(|one| one.field));
            }
        }
        for record in super::super::tests::random::one_of_each() {
            let line =
                super::super::Writer::new().write(&record, &fixture::procedure()).unwrap().line.to_vec();
            assert_eq!(sealed(&line).unwrap().len(), count(&line));
        }
        assert_eq!(seen.len(), Field::CHOICE.len() + 1, "{seen:?}");
    }

    #[test]
    fn each_field_is_what_it_is_called() {
        let (line, _) = fixture_line();
        let said: Vec<(Field, String)> = sealed(&line)
            .unwrap()
            .into_iter()
            .map(|one| match one.value {
                Value::Text(text) => (one.field, text.to_string()),
                other => (one.field, format!("{other:?}")),
            })
            .collect();
        assert_eq!(said[0], (Field::Person, "ana".to_owned()));
        assert_eq!(said[1].0, Field::Request);
    }

    /// The first record of the golden log: it has a person, and a key.
    fn fixture_line() -> (Vec<u8>, usize) {
        let line = lines(KINDS.as_bytes()).next().unwrap().to_vec();
        let seals = count(&line);
        (line, seals)
    }

    #[test]
    fn whatever_is_disposed_of_the_chain_is_whole_and_the_rest_is_the_same() {
        let definitions = fixture::definitions();
        for chosen in 0u32..32 {
            let chosen: Vec<Field> =
                (0..5).filter(|bit| chosen >> bit & 1 == 1).map(|bit| Field::CHOICE[bit]).collect();
            let disposed: Vec<Vec<u8>> =
                lines(KINDS.as_bytes()).map(|line| dispose_of(line, &chosen).unwrap()).collect();
            let proved = verify(disposed.iter().map(Vec::as_slice)).unwrap();
            let before = verify(lines(KINDS.as_bytes())).unwrap();
            assert_eq!((proved.records, proved.digest), (before.records, before.digest));
            let mut reader = Reader::new(&definitions);
            for (line, before) in disposed.iter().zip(lines(KINDS.as_bytes())) {
                let record = reader.read(line).unwrap();
                assert!(matches!(record.seals, Seals::Kept(_)));
                let (now, then) = (sealed(line).unwrap(), sealed(before).unwrap());
                let loses = then.iter().any(|one| chosen.contains(&one.field));
                for (now, then) in now.iter().zip(&then) {
                    let goes = chosen.contains(&then.field) || loses && then.field == Field::Request;
                    assert_eq!(now.value, if goes { Value::Disposed } else { then.value.clone() });
                }
                assert_eq!(&dispose_of(line, &chosen).unwrap(), line, "twice is once");
            }
        }
    }
}
