//! Reads the records of one stream in order: frame, chain, head, seals; what is not canonical is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::cursor::Cursor;
use super::frame::{Opening, Parts};
use super::frozen::Frozen;
use super::texts::Texts;
use super::{Key, Record, RecordError, Salt, Seal, Seals, Stream};
use crate::command::{Actor, ItemId};
use crate::data::{Digest, Text, Timestamp, Value};
use crate::procedure::{Definitions, Procedure};

/// Reads the records of one stream, from the first on or from a place that is known to be sound.
///
/// A record that is read is the record that was written, byte for byte: its digest, its predecessor, its seals
/// and the spelling of everything in it are proved.
#[derive(Clone, Debug)]
pub struct Reader<'d> {
    definitions: &'d Definitions,
    procedure: Option<Arc<Procedure>>,
    stream: Option<Stream>,
    seq: u64,
    digest: Digest,
    proves: bool,
    texts: Texts,
    /// The procedures of calls that have begun.
    calls: BTreeMap<ItemId, Arc<Procedure>>,
}

impl<'d> Reader<'d> {
    /// A reader that stands before the first record; the start of the case names its definition.
    #[must_use]
    pub fn new(definitions: &'d Definitions) -> Self {
        let (texts, digest) = (Texts::default(), Digest::ZERO);
        Reader {
            definitions,
            procedure: None,
            stream: None,
            seq: 0,
            digest,
            proves: true,
            texts,
            calls: BTreeMap::new(),
        }
    }

    /// A reader that stands after a record of a case of that procedure.
    #[must_use]
    pub fn resume(definitions: &'d Definitions, procedure: Arc<Procedure>, after: (u64, Digest)) -> Self {
        Reader { procedure: Some(procedure), seq: after.0, digest: after.1, ..Self::new(definitions) }
    }

    /// The same reader with the calls that run in a case, for a case that was brought back some other way.
    #[must_use]
    pub fn with_calls(mut self, calls: impl IntoIterator<Item = (ItemId, Arc<Procedure>)>) -> Self {
        self.calls.extend(calls);
        self
    }

    /// The same reader, taking digests and seals as they stand, for lines that were proved before.
    ///
    /// Reading is about twice as fast; places, predecessors and spelling are still checked, changed bytes may go unseen.
    #[must_use]
    pub fn trusting(self) -> Self {
        Reader { proves: false, ..self }
    }

    /// Where it stands: how many records there are up to here, and the digest of the last.
    #[must_use]
    pub fn position(&self) -> (u64, Digest) {
        (self.seq, self.digest)
    }

    /// The procedure that the records are of, once the start has been read.
    #[must_use]
    pub fn procedure(&self) -> Option<&Arc<Procedure>> {
        self.procedure.as_ref()
    }

    /// Reads the next record; after an error it stands where it stood.
    ///
    /// # Errors
    ///
    /// [`RecordError`] says what is wrong and where.
    pub fn read(&mut self, line: &[u8]) -> Result<Record, RecordError> {
        let parts = Parts::of(line)?;
        let digest = if self.proves { parts.proved()? } else { parts.stated };
        let (mut record, sealed) = parts.cursors();
        let opening = Opening::read(&mut record)?;
        let stream = self.follows(&opening)?;
        let (definitions, procedure) = (self.definitions, self.procedure.clone());
        let (texts, proves, calls) = (&mut self.texts, self.proves, &mut self.calls);
        let mut decoder =
            Decoder { record, sealed, seals: Vec::new(), proves, texts, definitions, procedure, calls };
        let record = decoder.rest(&stream, &opening)?;
        self.procedure = decoder.procedure;
        self.stream = Some(stream);
        (self.seq, self.digest) = (opening.seq, digest);
        Ok(record)
    }

    fn follows(&self, opening: &Opening<'_>) -> Result<Stream, RecordError> {
        let stream = match &self.stream {
            Some(stream) if stream.as_str() == opening.stream => stream.clone(),
            Some(_) => return Err(other_stream(opening.stream)),
            None => stream_from(opening.stream)?,
        };
        follows(opening, (self.seq, self.digest))?;
        Ok(stream)
    }
}

fn stream_from(text: &str) -> Result<Stream, RecordError> {
    let stream = text.parse::<Stream>().ok().filter(|stream| stream.as_str() == text);
    stream.ok_or(RecordError::Corrupt { at: 0, expected: "the name of a stream" })
}

pub(super) fn other_stream(found: &str) -> RecordError {
    RecordError::OtherStream { found: found.chars().take(256).collect::<String>().into() }
}

fn follows(opening: &Opening<'_>, after: (u64, Digest)) -> Result<(), RecordError> {
    let expected = after.0.saturating_add(1);
    if opening.seq != expected {
        return Err(RecordError::OutOfPlace { expected, found: opening.seq });
    }
    if opening.prev != after.1 {
        return Err(RecordError::ChainBroken { prev: opening.prev, expected: after.1 });
    }
    Ok(())
}

type Read<T> = Result<T, RecordError>;

/// The state of reading one record.
pub(super) struct Decoder<'a> {
    record: Cursor<'a>,
    sealed: Cursor<'a>,
    seals: Vec<Seal>,
    proves: bool,
    texts: &'a mut Texts,
    pub(super) definitions: &'a Definitions,
    pub(super) procedure: Option<Arc<Procedure>>,
    pub(super) calls: &'a mut BTreeMap<ItemId, Arc<Procedure>>,
}

impl Decoder<'_> {
    fn rest(&mut self, stream: &Stream, opening: &Opening<'_>) -> Read<Record> {
        let actor = self.actor()?;
        let key = self.key()?;
        self.json(",\"events\":")?;
        let events = if self.passes("[]") { Vec::new() } else { self.list("[", Self::event)? };
        self.json("}")?;
        let ended = self.record.is_at_end() && self.sealed.is_at_end();
        if !ended {
            return Err(self.record.damage("the end of the record"));
        }
        let Opening { seq, at, prev, .. } = *opening;
        let seals = Seals::Kept(std::mem::take(&mut self.seals));
        Ok(Record { stream: stream.clone(), seq, at, prev, actor, key, events, seals })
    }

    fn actor(&mut self) -> Read<Actor> {
        self.json(",\"actor\":{\"kind\":\"")?;
        let actor = match self.word()? {
            "person" => self.person()?,
            "host" => Actor::Host(self.text(",\"name\":")?),
            "engine" => Actor::Engine,
            _ => return Err(self.damage("person, host or engine")),
        };
        self.json("}")?;
        Ok(actor)
    }

    fn person(&mut self) -> Read<Actor> {
        let id = self.sealed_text(",\"id\":")?;
        let acting_as = self.text(",\"as\":")?;
        let in_place_of = self.optional(",\"for\":", |read| read.sealed_text(""))?;
        Ok(Actor::Person { id, acting_as, in_place_of })
    }

    fn key(&mut self) -> Read<Option<Key>> {
        self.optional(",\"key\":{", |read| {
            let id = read.text("\"id\":")?;
            read.json(",\"of\":")?;
            let of = read.unseal(Cursor::digest)?.unwrap_or(Digest::ZERO);
            read.json("}")?;
            Ok(Key { id, of })
        })
    }

    pub(super) fn damage(&self, expected: &'static str) -> RecordError {
        self.record.damage(expected)
    }

    #[inline(always)]
    pub(super) fn passes(&mut self, json: &str) -> bool {
        self.record.passes(json)
    }

    #[inline(always)]
    pub(super) fn json(&mut self, json: &'static str) -> Read<()> {
        self.record.json(json)
    }

    #[inline]
    pub(super) fn text(&mut self, key: &'static str) -> Read<Text> {
        self.json(key)?;
        let text = self.record.text()?;
        Ok(self.texts.shared(&text))
    }

    #[inline]
    pub(super) fn small<T: TryFrom<u64>>(&mut self, key: &'static str) -> Read<T> {
        self.json(key)?;
        self.record.small()
    }

    #[inline]
    pub(super) fn item(&mut self, key: &'static str) -> Read<ItemId> {
        self.small(key).map(ItemId)
    }

    #[inline]
    pub(super) fn flag(&mut self, key: &'static str) -> Read<bool> {
        self.json(key)?;
        self.record.flag()
    }

    #[inline]
    pub(super) fn digest(&mut self, key: &'static str) -> Read<Digest> {
        self.json(key)?;
        self.record.digest()
    }

    pub(super) fn instant(&mut self) -> Read<Timestamp> {
        self.record.instant()
    }

    #[inline]
    pub(super) fn decimal(&mut self, key: &'static str) -> Read<crate::data::Decimal> {
        self.json(key)?;
        self.record.decimal()
    }

    pub(super) fn value(&mut self) -> Read<Value> {
        self.record.value()
    }

    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<Option<T>> {
        if self.passes(key) { read(self).map(Some) } else { Ok(None) }
    }

    /// A list that is left out when it is empty.
    pub(super) fn list<T>(&mut self, opening: &str, read: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let mut items = Vec::new();
        if !self.passes(opening) {
            return Ok(items);
        }
        loop {
            items.push(read(self)?);
            if !self.passes(",") {
                break;
            }
        }
        self.json("]")?;
        Ok(items)
    }

    /// A frozen word of a closed choice.
    #[inline]
    pub(super) fn frozen<T: Frozen>(&mut self, key: &'static str) -> Read<T> {
        self.json(key)?;
        self.json("\"")?;
        let word = self.record.word()?;
        T::from_word(word).ok_or_else(|| RecordError::UnknownKind { kind: word.into() })
    }

    /// A sealed text; empty once it was disposed of.
    #[inline]
    pub(super) fn sealed_text(&mut self, key: &'static str) -> Read<Text> {
        self.json(key)?;
        let text = self.unseal(Cursor::text)?.unwrap_or_default();
        Ok(self.texts.shared(&text))
    }

    #[inline]
    pub(super) fn sealed_value(&mut self, key: &'static str) -> Read<Value> {
        self.json(key)?;
        Ok(self.unseal(Cursor::value)?.unwrap_or(Value::Disposed))
    }

    pub(super) fn note(&mut self) -> Read<Option<Text>> {
        self.optional(",\"note\":", |read| read.sealed_text(""))
    }
}

impl<'a> Decoder<'a> {
    /// What a digest in the record stands for; `None` when it was disposed of.
    fn unseal<T>(&mut self, read: impl FnOnce(&mut Cursor<'a>) -> Read<T>) -> Read<Option<T>> {
        self.json("{\"#\":")?;
        let digest = self.record.digest()?;
        self.json("}")?;
        let index = self.seals.len();
        if index > 0 {
            self.sealed.json(",")?;
        }
        if self.sealed.passes("null") {
            self.seals.push(Seal::Disposed(digest));
            return Ok(None);
        }
        let (salt, text, value) = pair(&mut self.sealed, read)?;
        if self.proves && Digest::of_parts(&[&salt, text.as_bytes()]) != digest {
            return Err(RecordError::SealBroken { index });
        }
        self.seals.push(Seal::Whole(salt));
        Ok(Some(value))
    }

    pub(super) fn word(&mut self) -> Read<&'a str> {
        self.record.word()
    }

    pub(super) fn any_text(&mut self) -> Read<Cow<'a, str>> {
        self.record.text()
    }
}

/// A salt, and a value with the text that it stands in.
fn pair<'a, T>(
    sealed: &mut Cursor<'a>,
    read: impl FnOnce(&mut Cursor<'a>) -> Read<T>,
) -> Read<(Salt, &'a str, T)> {
    sealed.json("[\"")?;
    let salt = sealed.hex()?;
    sealed.json("\",")?;
    let begin = sealed.position();
    let value = read(sealed)?;
    let text = sealed.since(begin);
    sealed.json("]")?;
    Ok((salt, text, value))
}
