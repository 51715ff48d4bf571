//! What is settled about the keeping of a case: holds, retention, disposal.
//!
//! Knows how such entries are written and read; what they allow and forbid is for whoever keeps the cases.

use super::{In, Out, Read, unknown};
use crate::command::Actor;
use crate::data::{Digest, Text, Timestamp, Value};
use crate::record::canonical::Canonical;
use crate::record::{Field, Noted, Stream};

/// What is settled about the keeping of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Keeping {
    /// Nothing of it may be disposed of until this hold is released; its number is its place in the stream.
    Held,
    /// A hold was released.
    Released {
        /// Its number.
        hold: u64,
    },
    /// Until when it is kept at least.
    Retained {
        /// Until when.
        until: Timestamp,
        /// The record of the procedure that says so, by id.
        record: Option<Text>,
        /// How long the procedure says that this record is kept.
        rule: Option<Text>,
        /// Who keeps it, by the procedure.
        keeper: Option<Text>,
    },
    /// Values were disposed of.
    Disposed {
        /// Of which records of the case, each the first and the last of several that follow one another.
        records: Vec<(u64, u64)>,
        /// Which kinds of fields.
        fields: Vec<Field>,
        /// The attachments that the case no longer cites, in order.
        files: Vec<Digest>,
    },
}

impl Keeping {
    const WORDS: [&str; 4] = ["held", "released", "retained", "disposed"];

    fn word(&self) -> &'static str {
        let [held, released, retained, disposed] = Self::WORDS;
        match self {
            Keeping::Held => held,
            Keeping::Released { .. } => released,
            Keeping::Retained { .. } => retained,
            Keeping::Disposed { .. } => disposed,
        }
    }
}

impl Out<'_> {
    pub(super) fn keeping(&mut self, (case, who, reason): (&Stream, &Actor, &Text), what: &Keeping) {
        self.line.raw("\"").raw(what.word()).raw("\",\"v\":1");
        self.case(case).who(who);
        self.line.raw(",\"reason\":{\"#\":");
        self.seal(&Value::Text(reason.clone()));
        self.line.raw("}");
        match what {
            Keeping::Held => {}
            Keeping::Released { hold } => self.number_of(",\"hold\":", *hold),
            Keeping::Retained { until, record, rule, keeper } => {
                self.line.raw(",\"until\":").instant(*until);
                let texts = [(",\"record\":", record), (",\"rule\":", rule), (",\"keeper\":", keeper)];
                for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?))) {
                    self.line.raw(key).text(text);
                }
            }
            Keeping::Disposed { records, fields, files } => {
                self.list(",\"records\":[", records, |line, (first, last)| {
                    line.raw("[").number(*first).raw(",").number(*last).raw("]");
                });
                self.list(",\"fields\":[", fields, |line, field| {
                    line.text(field.word());
                });
                self.list(",\"files\":[", files, |line, file| {
                    line.digest(file);
                });
            }
        }
    }

    fn who(&mut self, who: &Actor) {
        self.line.raw(",\"who\":{\"kind\":");
        match who {
            Actor::Person { id, acting_as, in_place_of } => {
                self.line.raw("\"person\",\"id\":{\"#\":");
                self.seal(&Value::Text(id.clone()));
                self.line.raw("},\"as\":").text(acting_as);
                if let Some(person) = in_place_of {
                    self.line.raw(",\"for\":{\"#\":");
                    self.seal(&Value::Text(person.clone()));
                    self.line.raw("}");
                }
            }
            Actor::Host(name) => {
                self.line.raw("\"host\",\"name\":").text(name);
            }
            Actor::Engine => {
                self.line.raw("\"engine\"");
            }
        }
        self.line.raw("}");
    }

    fn list<T>(&mut self, opening: &str, items: &[T], write: impl Fn(&mut Canonical, &T)) {
        self.line.raw(opening);
        for (position, item) in items.iter().enumerate() {
            self.line.raw(if position == 0 { "" } else { "," });
            write(&mut self.line, item);
        }
        self.line.raw("]");
    }
}

impl In<'_> {
    pub(super) fn keeping(&mut self, kind: &str) -> Read<Noted> {
        if !Keeping::WORDS.contains(&kind) {
            return Err(unknown(kind));
        }
        let (case, who) = (self.case()?, self.who()?);
        let reason = self.sealed_text(",\"reason\":{\"#\":")?;
        let what = match kind {
            "held" => Keeping::Held,
            "released" => Keeping::Released { hold: self.number(",\"hold\":")? },
            "retained" => Keeping::Retained {
                until: self.instant(",\"until\":")?,
                record: self.text_if(",\"record\":")?,
                rule: self.text_if(",\"rule\":")?,
                keeper: self.text_if(",\"keeper\":")?,
            },
            _ => Keeping::Disposed {
                records: self.list(",\"records\":[", Self::span)?,
                fields: self.list(",\"fields\":[", Self::field)?,
                files: self.list(",\"files\":[", |read| read.record.digest())?,
            },
        };
        Ok(Noted::Keeping { case, who, reason, what })
    }

    fn who(&mut self) -> Read<Actor> {
        self.record.json(",\"who\":{\"kind\":\"")?;
        let who = match self.record.word()? {
            "person" => {
                let id = self.sealed_text(",\"id\":{\"#\":")?;
                let acting_as = self.text(",\"as\":")?;
                let in_place_of = match self.record.passes(",\"for\":{\"#\":") {
                    true => Some(self.sealed_text("")?),
                    false => None,
                };
                Actor::Person { id, acting_as, in_place_of }
            }
            "host" => Actor::Host(self.text(",\"name\":")?),
            "engine" => Actor::Engine,
            _ => return Err(self.record.damage("person, host or engine")),
        };
        self.record.json("}")?;
        Ok(who)
    }

    fn span(&mut self) -> Read<(u64, u64)> {
        self.record.json("[")?;
        let first = self.record.number()?;
        self.record.json(",")?;
        let last = self.record.number()?;
        self.record.json("]")?;
        Ok((first, last))
    }

    fn field(&mut self) -> Read<Field> {
        self.record.json("\"")?;
        let word = self.record.word()?;
        Field::from_word(word).ok_or_else(|| unknown(word))
    }

    fn list<T>(&mut self, opening: &'static str, read: impl Fn(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        self.record.json(opening)?;
        let mut items = Vec::new();
        while !self.record.passes("]") {
            if !items.is_empty() {
                self.record.json(",")?;
            }
            items.push(read(self)?);
        }
        Ok(items)
    }

    fn text_if(&mut self, key: &'static str) -> Read<Option<Text>> {
        match self.record.passes(key) {
            true => self.record.shared().map(Some),
            false => Ok(None),
        }
    }
}
