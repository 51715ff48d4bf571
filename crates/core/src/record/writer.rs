//! Writes records: one pass, two reused buffers, nothing allocated per field.

use super::canonical::Canonical;
use super::salt::Salts;
use super::{Key, Record, RecordError, Salt, Seal, Seals};
use crate::command::{Actor, ItemId};
use crate::data::{Digest, Text, Timestamp, Value};
use crate::procedure::Procedure;

/// Writes records as lines; keeps its buffers from one record to the next.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    line: Canonical,
    sealed: Canonical,
}

/// A record as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'a> {
    /// The line, without a line end.
    pub line: &'a [u8],
    /// The digest of the record: what the next one names as `prev`.
    pub digest: Digest,
}

pub(super) const BEFORE_RECORD: &str = "{\"record\":";
pub(super) const BEFORE_SEALED: &str = ",\"sealed\":[";
pub(super) const BEFORE_DIGEST: &str = "],\"sha256\":\"";

impl Writer {
    /// A writer with empty buffers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a record of a case of that procedure.
    ///
    /// # Errors
    ///
    /// [`RecordError::NotOfDefinition`] when the record speaks of something that the procedure does not have,
    /// [`RecordError::TooDeep`] when a value is nested deeper than can be read again.
    pub fn write(&mut self, record: &Record, procedure: &Procedure) -> Result<Written<'_>, RecordError> {
        self.line.bytes.clear();
        self.sealed.bytes.clear();
        let (line, sealed) = (std::mem::take(&mut self.line), std::mem::take(&mut self.sealed));
        let mut encoder = Encoder { line, sealed, procedure, call: None, record, count: 0, error: None };
        encoder.json(BEFORE_RECORD).head().events();
        let Encoder { line, sealed, error, .. } = encoder;
        (self.line, self.sealed) = (line, sealed);
        match error {
            Some(error) => Err(error),
            None => Ok(self.finish()),
        }
    }

    fn finish(&mut self) -> Written<'_> {
        let digest = Digest::of(&self.line.bytes[BEFORE_RECORD.len()..]);
        self.line.raw(BEFORE_SEALED);
        self.line.bytes.extend_from_slice(&self.sealed.bytes);
        self.line.raw(BEFORE_DIGEST).hex(&digest.0).raw("\"}");
        Written { line: &self.line.bytes, digest }
    }
}

/// The state of writing one record; the first error stays and spoils the whole.
pub(super) struct Encoder<'a> {
    line: Canonical,
    sealed: Canonical,
    pub(super) procedure: &'a Procedure,
    /// The call whose event is written.
    pub(super) call: Option<ItemId>,
    record: &'a Record,
    /// How many fields have been sealed.
    count: usize,
    error: Option<RecordError>,
}

impl<'a> Encoder<'a> {
    fn head(&mut self) -> &mut Self {
        let record = self.record;
        self.number("{\"format\":", u64::from(super::FORMAT));
        self.text(",\"stream\":", record.stream.as_str()).number(",\"seq\":", record.seq);
        self.instant(",\"at\":", record.at).digest(",\"prev\":", &record.prev);
        self.json(",\"actor\":").actor(&record.actor);
        self.key(record.key.as_ref())
    }

    fn actor(&mut self, actor: &Actor) -> &mut Self {
        match actor {
            Actor::Person { id, acting_as, in_place_of } => {
                self.json("{\"kind\":\"person\"").sealed_text(",\"id\":", id).text(",\"as\":", acting_as);
                self.optional(in_place_of.as_ref(), |out, person| out.sealed_text(",\"for\":", person))
            }
            Actor::Host(name) => self.json("{\"kind\":\"host\"").text(",\"name\":", name),
            Actor::Engine => self.json("{\"kind\":\"engine\""),
        };
        self.json("}")
    }

    fn key(&mut self, key: Option<&Key>) -> &mut Self {
        let Some(key) = key else { return self };
        self.text(",\"key\":{\"id\":", &key.id).json(",\"of\":");
        self.seal(|sealed| {
            sealed.digest(&key.of);
            true
        });
        self.json("}")
    }

    fn events(&mut self) -> &mut Self {
        let events = &self.record.events;
        if events.is_empty() {
            return self.json(",\"events\":[]}");
        }
        self.list(",\"events\":[", events, |out, event| out.event(event)).json("}")
    }

    pub(super) fn json(&mut self, json: &str) -> &mut Self {
        self.line.raw(json);
        self
    }

    pub(super) fn text(&mut self, key: &str, text: &str) -> &mut Self {
        self.line.raw(key).text(text);
        self
    }

    pub(super) fn number(&mut self, key: &str, number: u64) -> &mut Self {
        self.line.raw(key).number(number);
        self
    }

    pub(super) fn item(&mut self, key: &str, item: ItemId) -> &mut Self {
        self.number(key, u64::from(item.0))
    }

    pub(super) fn flag(&mut self, key: &str, flag: bool) -> &mut Self {
        self.line.raw(key).flag(flag);
        self
    }

    pub(super) fn instant(&mut self, key: &str, instant: Timestamp) -> &mut Self {
        self.line.raw(key).instant(instant);
        self
    }

    pub(super) fn digest(&mut self, key: &str, digest: &Digest) -> &mut Self {
        self.line.raw(key).digest(digest);
        self
    }

    pub(super) fn decimal(&mut self, key: &str, number: crate::data::Decimal) -> &mut Self {
        self.line.raw(key).decimal(number);
        self
    }

    pub(super) fn value(&mut self, value: &Value) -> &mut Self {
        if self.line.value(value) { self } else { self.fail(RecordError::TooDeep) }
    }

    pub(super) fn name(&mut self, key: &str, name: Option<&Text>) -> &mut Self {
        match name {
            Some(name) => self.text(key, name),
            None => self.fail(RecordError::NotOfDefinition { what: "name" }),
        }
    }

    pub(super) fn fragment(&mut self, name: Option<&Text>) -> &mut Self {
        match name {
            Some(name) => {
                self.line.fragment(name);
                self
            }
            None => self.fail(RecordError::NotOfDefinition { what: "name" }),
        }
    }

    /// What is absent is left out.
    pub(super) fn optional<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T) -> &mut Self,
    ) -> &mut Self {
        match value {
            Some(value) => write(self, value),
            None => self,
        }
    }

    /// What is empty is left out.
    pub(super) fn list<'t, T>(
        &mut self,
        opening: &str,
        items: &'t [T],
        write: impl Fn(&mut Self, &'t T),
    ) -> &mut Self {
        let mut separator = opening;
        for item in items {
            self.json(separator);
            separator = ",";
            write(self, item);
        }
        self.json(if items.is_empty() { "" } else { "]" })
    }

    pub(super) fn sealed_text(&mut self, key: &str, text: &str) -> &mut Self {
        self.json(key).seal(|sealed| {
            sealed.text(text);
            true
        })
    }

    pub(super) fn sealed_value(&mut self, key: &str, value: &Value) -> &mut Self {
        self.json(key).seal(|sealed| sealed.value(value))
    }

    pub(super) fn note(&mut self, note: Option<&Text>) -> &mut Self {
        self.optional(note, |out, note| out.sealed_text(",\"note\":", note))
    }

    /// Writes salt and value beside the record and their digest into it.
    fn seal(&mut self, write: impl FnOnce(&mut Canonical) -> bool) -> &mut Self {
        let index = self.count;
        self.count += 1;
        self.sealed.raw(if index == 0 { "" } else { "," });
        let digest = match self.next_seal(index) {
            Some(Seal::Whole(salt)) => self.sealed_pair(&salt, write),
            Some(Seal::Disposed(digest)) => {
                self.sealed.raw("null");
                digest
            }
            None => return self.fail(RecordError::NotOfDefinition { what: "seal" }),
        };
        self.line.raw("{\"#\":").digest(&digest).raw("}");
        self
    }

    fn sealed_pair(&mut self, salt: &Salt, write: impl FnOnce(&mut Canonical) -> bool) -> Digest {
        self.sealed.raw("[\"").hex(salt).raw("\",");
        let begin = self.sealed.bytes.len();
        if !write(&mut self.sealed) {
            self.fail(RecordError::TooDeep);
        }
        let digest = Digest::of_parts(&[salt, &self.sealed.bytes[begin..]]);
        self.sealed.raw("]");
        digest
    }

    fn next_seal(&self, index: usize) -> Option<Seal> {
        match &self.record.seals {
            Seals::Kept(seals) => seals.get(index).copied(),
            Seals::New(entropy) => {
                let Record { stream, seq, .. } = self.record;
                Some(Seal::Whole(Salts { entropy: entropy.as_ref(), stream, seq: *seq }.at(index)))
            }
        }
    }

    pub(super) fn fail(&mut self, error: RecordError) -> &mut Self {
        self.error.get_or_insert(error);
        self
    }
}
