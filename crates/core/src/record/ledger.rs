//! Records of streams that are no case: what became of messages, when cases began by schedule, which key names a case,
//! how long a case is kept and what of it was disposed of.
//!
//! They have the frame, the chain and the seals of every record; their events name no definition.

mod keeping;

pub use keeping::Keeping;

use super::canonical::Canonical;
use super::cursor::Cursor;
use super::frame::Opening;
use super::salt::Salts;
use super::writer::{BEFORE_DIGEST, BEFORE_RECORD, BEFORE_SEALED};
use super::{FORMAT, Frame, RecordError, Stream};
use crate::command::{Actor, ItemId, Message};
use crate::data::{Digest, Text, Timestamp, Value};

/// One record of a stream that is no case.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The stream it belongs to.
    pub stream: Stream,
    /// Its place in the stream; the first is 1.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// The digest of the record before; [`Digest::ZERO`] for the first.
    pub prev: Digest,
    /// The key under which the log finds it: the identity of a message.
    pub key: Option<Text>,
    /// What is noted.
    pub noted: Noted,
}

/// What a stream that is no case notes.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Noted {
    /// A message came.
    Received {
        /// The message; its values are sealed.
        message: Message,
        /// What became of it.
        answer: Answer,
    },
    /// A message that was kept went to a wait that opened later.
    Taken {
        /// The place of the record that kept it.
        of: u64,
        /// The case.
        case: Stream,
        /// The element instance that waited.
        item: ItemId,
    },
    /// A schedule was opened.
    Scheduled {
        /// The start, by id.
        start: Text,
        /// From when its periods are counted.
        from: Timestamp,
        /// The number of its first period.
        number: u64,
    },
    /// A case began by schedule.
    Begun {
        /// The start, by id.
        start: Text,
        /// Which period.
        number: u64,
        /// When it fell due.
        due: Timestamp,
        /// The case.
        case: Stream,
    },
    /// A business key was given to a case: no other case of its procedure has it.
    Named {
        /// The code of the procedure.
        code: Text,
        /// The key; sealed, empty once it was disposed of.
        key: Text,
        /// The case.
        case: Stream,
    },
    /// What was settled about the keeping of a case.
    Keeping {
        /// The case.
        case: Stream,
        /// Who.
        who: Actor,
        /// Why; sealed, empty once it was disposed of.
        reason: Text,
        /// What.
        what: Keeping,
    },
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It went to the oldest wait that it fits.
    Delivered {
        /// The case.
        case: Stream,
        /// The element instance that waited.
        item: ItemId,
    },
    /// It began a case.
    Started {
        /// The case.
        case: Stream,
    },
    /// It is kept for a wait that opens later.
    Buffered {
        /// How long.
        until: Timestamp,
    },
    /// Nothing waits for it, nothing begins with it, and nobody keeps it.
    NotCorrelated,
}

impl Entry {
    /// Writes the line, without a line end, and gives the digest of the record.
    ///
    /// # Errors
    ///
    /// [`RecordError::TooDeep`] when a value is nested deeper than can be read again.
    pub fn write(&self, entropy: Option<[u8; 32]>) -> Result<(Vec<u8>, Digest), RecordError> {
        let salts = Salts { entropy: entropy.as_ref(), stream: &self.stream, seq: self.seq };
        let (line, sealed) = (Canonical::default(), Canonical::default());
        let mut out = Out { line, sealed, salts, count: 0, too_deep: false };
        out.line.raw(BEFORE_RECORD);
        out.entry(self);
        if out.too_deep {
            return Err(RecordError::TooDeep);
        }
        let Out { mut line, sealed, .. } = out;
        let digest = Digest::of(&line.bytes[BEFORE_RECORD.len()..]);
        line.raw(BEFORE_SEALED);
        line.bytes.extend_from_slice(&sealed.bytes);
        line.raw(BEFORE_DIGEST).hex(&digest.0).raw("\"}");
        Ok((line.bytes, digest))
    }

    /// Reads a line, with its digest, its seals and its spelling proved.
    ///
    /// # Errors
    ///
    /// [`RecordError`] says what is wrong and where.
    pub fn read(line: &[u8]) -> Result<(Self, Digest), RecordError> {
        let frame = Frame::parse(line)?;
        let record = Cursor::new(frame.record(), BEFORE_RECORD.len());
        let mut read = In { record, sealed: Cursor::new(frame.sealed(), 0), count: 0 };
        let entry = read.entry()?;
        Ok((entry, frame.digest))
    }
}

struct Out<'a> {
    line: Canonical,
    sealed: Canonical,
    salts: Salts<'a>,
    count: usize,
    too_deep: bool,
}

impl Out<'_> {
    fn entry(&mut self, entry: &Entry) {
        self.line.raw("{\"format\":").number(u64::from(FORMAT));
        self.line.raw(",\"stream\":").text(entry.stream.as_str()).raw(",\"seq\":").number(entry.seq);
        self.line.raw(",\"at\":").instant(entry.at).raw(",\"prev\":").digest(&entry.prev);
        if let Some(key) = &entry.key {
            self.line.raw(",\"key\":").text(key);
        }
        self.line.raw(",\"noted\":{\"kind\":");
        self.noted(&entry.noted);
        self.line.raw("}}");
    }

    fn noted(&mut self, noted: &Noted) {
        match noted {
            Noted::Received { message, answer } => self.received(message, answer),
            Noted::Taken { of, case, item } => {
                self.line.raw("\"taken\",\"v\":1,\"of\":").number(*of);
                self.case(case).number_of(",\"item\":", u64::from(item.0));
            }
            Noted::Scheduled { start, from, number } => {
                self.line.raw("\"scheduled\",\"v\":1,\"start\":").text(start);
                self.line.raw(",\"from\":").instant(*from).raw(",\"number\":").number(*number);
            }
            Noted::Begun { start, number, due, case } => {
                self.line.raw("\"begun\",\"v\":1,\"start\":").text(start);
                self.line.raw(",\"number\":").number(*number).raw(",\"due\":").instant(*due);
                self.case(case);
            }
            Noted::Named { code, key, case } => {
                self.line.raw("\"named\",\"v\":1,\"code\":").text(code).raw(",\"name\":{\"#\":");
                self.seal(&Value::Text(key.clone()));
                self.line.raw("}");
                self.case(case);
            }
            Noted::Keeping { case, who, reason, what } => self.keeping((case, who, reason), what),
        }
    }

    fn received(&mut self, message: &Message, answer: &Answer) {
        self.line.raw("\"received\",\"v\":1,\"name\":").text(&message.name);
        self.values(",\"correlates\":[", &message.correlates);
        self.values(",\"data\":[", &message.data);
        self.line.raw(",\"answer\":");
        match answer {
            Answer::Delivered { case, item } => {
                self.line.raw("\"delivered\"");
                self.case(case).number_of(",\"item\":", u64::from(item.0));
            }
            Answer::Started { case } => {
                self.line.raw("\"started\"");
                self.case(case);
            }
            Answer::Buffered { until } => {
                self.line.raw("\"buffered\",\"until\":").instant(*until);
            }
            Answer::NotCorrelated => {
                self.line.raw("\"not_correlated\"");
            }
        }
    }

    fn case(&mut self, case: &Stream) -> &mut Self {
        self.line.raw(",\"case\":").text(case.as_str());
        self
    }

    fn number_of(&mut self, key: &str, number: u64) {
        self.line.raw(key).number(number);
    }

    fn values(&mut self, opening: &str, values: &[(Text, Value)]) {
        self.line.raw(opening);
        for (position, (name, value)) in values.iter().enumerate() {
            self.line.raw(if position == 0 { "[" } else { ",[" }).text(name).raw(",{\"#\":");
            self.seal(value);
            self.line.raw("}]");
        }
        self.line.raw("]");
    }

    /// Writes salt and value beside the record and their digest into it.
    fn seal(&mut self, value: &Value) {
        let salt = self.salts.at(self.count);
        self.sealed.raw(if self.count == 0 { "[\"" } else { ",[\"" }).hex(&salt).raw("\",");
        self.count += 1;
        let begin = self.sealed.bytes.len();
        self.too_deep |= !self.sealed.value(value);
        let digest = Digest::of_parts(&[&salt, &self.sealed.bytes[begin..]]);
        self.sealed.raw("]");
        self.line.digest(&digest);
    }
}

type Read<T> = Result<T, RecordError>;

struct In<'a> {
    record: Cursor<'a>,
    sealed: Cursor<'a>,
    count: usize,
}

impl In<'_> {
    fn entry(&mut self) -> Read<Entry> {
        let Opening { stream, seq, at, prev } = Opening::read(&mut self.record)?;
        let stream = stream.parse::<Stream>().map_err(|_| self.record.damage("the name of a stream"))?;
        let key = match self.record.passes(",\"key\":") {
            true => Some(self.record.shared()?),
            false => None,
        };
        self.record.json(",\"noted\":{\"kind\":\"")?;
        let noted = self.noted()?;
        self.record.json("}}")?;
        match self.record.is_at_end() && self.sealed.is_at_end() {
            true => Ok(Entry { stream, seq, at, prev, key, noted }),
            false => Err(self.record.damage("the end of the record")),
        }
    }

    fn noted(&mut self) -> Read<Noted> {
        let kind = self.record.word()?;
        self.record.json(",\"v\":")?;
        let version = self.record.number()?;
        if version > 1 {
            return Err(RecordError::NewerEvent { kind: kind.into(), version });
        }
        match kind {
            "received" => self.received(),
            "taken" => {
                let of = self.number(",\"of\":")?;
                Ok(Noted::Taken { of, case: self.case()?, item: self.item()? })
            }
            "scheduled" => {
                let (start, from) = (self.text(",\"start\":")?, self.instant(",\"from\":")?);
                Ok(Noted::Scheduled { start, from, number: self.number(",\"number\":")? })
            }
            "begun" => {
                let (start, number) = (self.text(",\"start\":")?, self.number(",\"number\":")?);
                Ok(Noted::Begun { start, number, due: self.instant(",\"due\":")?, case: self.case()? })
            }
            "named" => {
                let code = self.text(",\"code\":")?;
                let key = self.sealed_text(",\"name\":{\"#\":")?;
                Ok(Noted::Named { code, key, case: self.case()? })
            }
            kind => self.keeping(kind),
        }
    }

    fn received(&mut self) -> Read<Noted> {
        let mut message = Message::new(&self.text(",\"name\":")?);
        message.correlates = self.values(",\"correlates\":[")?;
        message.data = self.values(",\"data\":[")?;
        self.record.json(",\"answer\":\"")?;
        let answer = match self.record.word()? {
            "delivered" => Answer::Delivered { case: self.case()?, item: self.item()? },
            "started" => Answer::Started { case: self.case()? },
            "buffered" => Answer::Buffered { until: self.instant(",\"until\":")? },
            "not_correlated" => Answer::NotCorrelated,
            kind => return Err(unknown(kind)),
        };
        Ok(Noted::Received { message, answer })
    }

    fn text(&mut self, key: &'static str) -> Read<Text> {
        self.record.json(key)?;
        self.record.shared()
    }

    /// A sealed text; empty once it was disposed of.
    fn sealed_text(&mut self, key: &'static str) -> Read<Text> {
        self.record.json(key)?;
        self.record.digest()?;
        self.record.json("}")?;
        match self.unseal()? {
            Value::Text(text) => Ok(text),
            Value::Disposed => Ok("".into()),
            _ => Err(self.sealed.damage("a text")),
        }
    }

    fn number(&mut self, key: &'static str) -> Read<u64> {
        self.record.json(key)?;
        self.record.number()
    }

    fn instant(&mut self, key: &'static str) -> Read<Timestamp> {
        self.record.json(key)?;
        self.record.instant()
    }

    fn item(&mut self) -> Read<ItemId> {
        self.record.json(",\"item\":")?;
        self.record.small().map(ItemId)
    }

    fn case(&mut self) -> Read<Stream> {
        let case = self.text(",\"case\":")?;
        case.parse().map_err(|_| self.record.damage("the name of a stream"))
    }

    fn values(&mut self, opening: &'static str) -> Read<Vec<(Text, Value)>> {
        self.record.json(opening)?;
        let mut values = Vec::new();
        while !self.record.passes("]") {
            if !values.is_empty() {
                self.record.json(",")?;
            }
            self.record.json("[")?;
            let name = self.record.shared()?;
            self.record.json(",{\"#\":")?;
            self.record.digest()?;
            self.record.json("}]")?;
            values.push((name, self.unseal()?));
        }
        Ok(values)
    }

    /// The next sealed value; the seals have been proved with the frame.
    fn unseal(&mut self) -> Read<Value> {
        if self.count > 0 {
            self.sealed.json(",")?;
        }
        self.count += 1;
        if self.sealed.passes("null") {
            return Ok(Value::Disposed);
        }
        self.sealed.json("[\"")?;
        self.sealed.hex::<16>()?;
        self.sealed.json("\",")?;
        let value = self.sealed.value()?;
        self.sealed.json("]")?;
        Ok(value)
    }
}

fn unknown(kind: &str) -> RecordError {
    RecordError::UnknownKind { kind: kind.chars().take(256).collect::<String>().into() }
}

#[cfg(test)]
mod tests;
