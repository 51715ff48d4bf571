//! What a request brings, in the words of the wire.
//!
//! Knows the names of the keys and how JSON becomes the values of the library. Read [`Asked`] first.

use std::collections::BTreeMap;

use cauce::command::{Actor, Delivered, Delivery, Done, Message};
use cauce::data::{Digest, Text, Value};
use cauce::event::EvidenceRef;
use cauce_store::cases::Opening;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::service::Wrong;

/// The keys of all requests; which of them one needs depends on what it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Asked<'a> {
    pub(crate) case: Option<String>,
    actor: Option<Who>,
    procedure: Option<String>,
    business_key: Option<String>,
    answer: Option<String>,
    note: Option<String>,
    evidence: Vec<Given>,
    name: Option<String>,
    message_id: Option<String>,
    #[serde(borrow)]
    correlates: BTreeMap<String, &'a RawValue>,
    #[serde(borrow)]
    data: BTreeMap<String, &'a RawValue>,
}

/// A person in a role, or a program by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    person: Option<String>,
    #[serde(default)]
    role: String,
    host: Option<String>,
}

/// A document as evidence of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    record: String,
    name: String,
    media_type: String,
    sha256: String,
}

impl<'a> Asked<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Wrong> {
        serde_json::from_slice(body).map_err(|error| Wrong::Json(error.to_string()))
    }

    /// Who asks. Here a caller is believed; a real host takes that from whoever has signed in.
    pub(crate) fn actor(&self) -> Result<Actor, Wrong> {
        match &self.actor {
            Some(Who { person: Some(person), role, .. }) => Ok(Actor::person(person, role)),
            Some(Who { host: Some(host), .. }) => Ok(Actor::host(host)),
            _ => Err(Wrong::Missing("actor")),
        }
    }

    pub(crate) fn opening(&self, key: Option<&str>) -> Result<Opening, Wrong> {
        let mut opening = Opening::of(need("procedure", self.procedure.as_deref())?);
        opening.business_key = self.business_key.as_deref().map(Text::from);
        opening.key = key.map(Text::from);
        opening.start.data = values(&self.data)?;
        Ok(opening)
    }

    pub(crate) fn done(&self) -> Result<Done, Wrong> {
        let mut done = Done::new();
        done.answer = self.answer.as_deref().map(Text::from);
        done.note = self.note.as_deref().map(Text::from);
        done.data = values(&self.data)?;
        for Given { record, name, media_type, sha256 } in &self.evidence {
            let sha256: Digest = sha256.parse().map_err(|_| Wrong::Value("sha256"))?;
            let document =
                EvidenceRef { name: name.as_str().into(), media_type: media_type.as_str().into(), sha256 };
            done.evidence.push(Delivery::Document(Delivered { record: record.as_str().into(), document }));
        }
        Ok(done)
    }

    pub(crate) fn message(&self) -> Result<Message, Wrong> {
        let mut message = Message::new(need("name", self.name.as_deref())?);
        message.id = self.message_id.as_deref().map(Text::from);
        message.correlates = values(&self.correlates)?;
        message.data = values(&self.data)?;
        Ok(message)
    }
}

pub(crate) fn need<'t>(key: &'static str, value: Option<&'t str>) -> Result<&'t str, Wrong> {
    value.ok_or(Wrong::Missing(key))
}

fn values(given: &BTreeMap<String, &RawValue>) -> Result<Vec<(Text, Value)>, Wrong> {
    let value = |(name, raw): (&String, &&RawValue)| Ok((Text::from(name.as_str()), value(raw)?));
    given.iter().map(value).collect()
}

/// A text, a number with all its digits, yes or no, or a flat list of them.
fn value(raw: &RawValue) -> Result<Value, Wrong> {
    match raw.get().as_bytes().first() {
        Some(b'[') => {
            let members: Vec<&RawValue> =
                serde_json::from_str(raw.get()).map_err(|_| Wrong::Value("data"))?;
            let members: Result<Vec<Value>, Wrong> = members.into_iter().map(scalar).collect();
            Ok(Value::List(members?.into()))
        }
        _ => scalar(raw),
    }
}

fn scalar(raw: &RawValue) -> Result<Value, Wrong> {
    let wrong = || Wrong::Value("data");
    match raw.get() {
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        text if text.starts_with('"') => {
            let text: String = serde_json::from_str(text).map_err(|_| wrong())?;
            Ok(Value::Text(text.into()))
        }
        number => number.parse().map(Value::Number).map_err(|_| wrong()),
    }
}
