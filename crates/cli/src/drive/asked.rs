//! What a program asks: one flat object, whose keys each request needs some of.
//!
//! Knows the names of the keys and how values become those of the library; numbers keep all their digits.
//! Read [`Asked`] first.

use std::collections::BTreeMap;

use cauce::command::{Actor, Delivered, Delivery, Done, GivenSignature, Message, Resolution, Verification};
use cauce::data::{Decimal, Digest, Kind, Text, Timestamp, Value};
use cauce::event::EvidenceRef;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Wrong;

/// One request; which keys it needs depends on `op`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Asked<'a> {
    pub(super) op: String,
    /// Said again in the answer.
    #[serde(borrow)]
    pub(super) id: Option<&'a RawValue>,
    pub(super) at: Option<String>,
    pub(super) key: Option<String>,
    pub(super) expected: Option<u64>,
    pub(super) case: Option<String>,
    pub(super) actor: Option<Who>,
    pub(super) file: Option<String>,
    pub(super) text: Option<String>,
    pub(super) reading: Option<String>,
    /// Of a model: names of data that will be handed in and that none of its expressions reads.
    pub(super) declares: Vec<String>,
    pub(super) procedure: Option<String>,
    /// The start that a case begins at, by id.
    pub(super) start: Option<String>,
    pub(super) item: Option<u32>,
    pub(super) activity: Option<String>,
    pub(super) answer: Option<String>,
    pub(super) note: Option<String>,
    pub(super) evidence: Vec<Given>,
    pub(super) signatures: Vec<Signed>,
    pub(super) verification: Option<Verified>,
    #[serde(borrow)]
    pub(super) data: BTreeMap<String, &'a RawValue>,
    #[serde(borrow)]
    pub(super) measures: BTreeMap<String, &'a RawValue>,
    /// The name of a message or a signal.
    pub(super) name: Option<String>,
    /// The identity of a message.
    pub(super) message_id: Option<String>,
    #[serde(borrow)]
    pub(super) correlates: BTreeMap<String, &'a RawValue>,
    /// Which attempt of a job.
    pub(super) attempt: Option<u32>,
    /// How long to wait before the next attempt of a job.
    pub(super) retry_after: Option<String>,
    /// The code of an error that a job ends with.
    pub(super) code: Option<String>,
    pub(super) record: Option<String>,
    pub(super) sha256: Option<String>,
    pub(super) to: Option<String>,
    pub(super) how: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) since: Option<u64>,
    pub(super) lang: Option<String>,
}

/// Who asks: a person in a role, or a program by name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Who {
    person: Option<String>,
    role: String,
    in_place_of: Option<String>,
    host: Option<String>,
}

/// A document as evidence of a record, or the one that the case already holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Given {
    record: String,
    #[serde(default)]
    cited: bool,
    #[serde(default)]
    name: String,
    #[serde(default)]
    media_type: String,
    #[serde(default)]
    sha256: String,
}

/// A signature over the evidence of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signed {
    record: String,
    role: String,
    person: Option<String>,
}

/// The result of a verification.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verified {
    conforming: bool,
    #[serde(default)]
    points: Vec<bool>,
    note: Option<String>,
}

impl Asked<'_> {
    /// A key that this request cannot do without.
    pub(super) fn need<'t, T: ?Sized>(
        &self,
        key: &'static str,
        value: Option<&'t T>,
    ) -> Result<&'t T, Wrong> {
        value.ok_or(Wrong::Missing(key))
    }

    pub(super) fn case(&self) -> Result<&str, Wrong> {
        self.need("case", self.case.as_deref())
    }

    /// Who asks; a program called `drive` where nobody is said.
    pub(super) fn actor(&self) -> Actor {
        let Some(who) = &self.actor else { return Actor::host("drive") };
        match (&who.person, &who.host) {
            (Some(person), _) => {
                let in_place_of = who.in_place_of.as_deref().map(Text::from);
                let mut actor = Actor::person(person, &who.role);
                if let Actor::Person { in_place_of: place, .. } = &mut actor {
                    *place = in_place_of;
                }
                actor
            }
            (None, host) => Actor::host(host.as_deref().unwrap_or("drive")),
        }
    }

    pub(super) fn time(&self) -> Result<Option<Timestamp>, Wrong> {
        let read = |text: &String| text.parse().map_err(|_| Wrong::Value("at"));
        self.at.as_ref().map(read).transpose()
    }

    pub(super) fn note(&self) -> Option<Text> {
        self.note.as_deref().map(Text::from)
    }

    pub(super) fn digest(&self) -> Result<Digest, Wrong> {
        let text = self.need("sha256", self.sha256.as_deref())?;
        text.parse().map_err(|_| Wrong::Value("sha256"))
    }

    /// Everything that closes a work item.
    pub(super) fn done(&self, kind: impl Fn(&str) -> Option<Kind>) -> Result<Done, Wrong> {
        let mut done = Done::new();
        done.answer = self.answer.as_deref().map(Text::from);
        done.note = self.note();
        done.verification = self.verification.as_ref().map(Verified::read);
        done.evidence = self.evidence.iter().map(Given::read).collect::<Result<_, _>>()?;
        done.signatures = self.signatures.iter().map(Signed::read).collect();
        done.data = self.values(kind)?;
        done.measures = self.numbers()?;
        Ok(done)
    }

    pub(super) fn verification(&self) -> Result<Verification, Wrong> {
        self.verification.as_ref().map(Verified::read).ok_or(Wrong::Missing("verification"))
    }

    /// Values by id, each of the kind that its datum holds.
    pub(super) fn values(&self, kind: impl Fn(&str) -> Option<Kind>) -> Result<Vec<(Text, Value)>, Wrong> {
        let read = |(id, raw): (&String, &&RawValue)| {
            let value = value(raw.get(), kind(id)).ok_or_else(|| Wrong::Datum(id.clone()))?;
            Ok((id.as_str().into(), value))
        };
        self.data.iter().map(read).collect()
    }

    /// A message; what it carries has no kind before somebody takes it.
    pub(super) fn message(&self) -> Result<Message, Wrong> {
        let mut message = Message::new(self.need("name", self.name.as_deref())?);
        message.id = self.message_id.as_deref().map(Text::from);
        message.data = self.values(|_| None)?;
        for (name, raw) in &self.correlates {
            let value = value(raw.get(), None).ok_or_else(|| Wrong::Datum(name.clone()))?;
            message = message.correlate(name, value);
        }
        Ok(message)
    }

    pub(super) fn numbers(&self) -> Result<Vec<(Text, Decimal)>, Wrong> {
        let read = |(id, raw): (&String, &&RawValue)| {
            let number = raw.get().parse().map_err(|_| Wrong::Datum(id.clone()))?;
            Ok((id.as_str().into(), number))
        };
        self.measures.iter().map(read).collect()
    }

    /// How an incident is resolved: `retry`, `one-more`, `take:ANSWER`, `move-to:ACTIVITY`.
    pub(super) fn resolution(&self) -> Result<Resolution, Wrong> {
        let how = self.need("how", self.how.as_deref())?;
        match how.split_once(':').unwrap_or((how, "")) {
            ("retry", "") => Ok(Resolution::Retry),
            ("one-more", "") => Ok(Resolution::OneMore),
            ("take", answer) if !answer.is_empty() => Ok(Resolution::Take(answer.into())),
            ("move-to", activity) if !activity.is_empty() => Ok(Resolution::MoveTo(activity.into())),
            _ => Err(Wrong::Value("how")),
        }
    }
}

impl Given {
    fn read(&self) -> Result<Delivery, Wrong> {
        let record: Text = self.record.as_str().into();
        if self.cited {
            return Ok(Delivery::Cited(record));
        }
        let sha256 = self.sha256.parse().map_err(|_| Wrong::Value("evidence.sha256"))?;
        let (name, media_type) = (self.name.as_str().into(), self.media_type.as_str().into());
        Ok(Delivery::Document(Delivered { record, document: EvidenceRef { name, media_type, sha256 } }))
    }
}

impl Signed {
    fn read(&self) -> GivenSignature {
        GivenSignature {
            record: self.record.as_str().into(),
            role: self.role.as_str().into(),
            person: self.person.as_deref().map(Text::from),
        }
    }
}

impl Verified {
    fn read(&self) -> Verification {
        let note = self.note.as_deref().map(Text::from);
        Verification { conforming: self.conforming, points: self.points.clone(), note }
    }
}

/// A value of JSON as one of the kind wanted; one that does not fit is handed on, for the engine to refuse it.
fn value(json: &str, kind: Option<Kind>) -> Option<Value> {
    if json.starts_with('[') {
        let leaves: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        let leaves = leaves.iter().map(|raw| leaf(raw.get(), None));
        return Some(Value::List(leaves.collect::<Option<Vec<Value>>>()?.into()));
    }
    leaf(json, kind)
}

fn leaf(json: &str, kind: Option<Kind>) -> Option<Value> {
    match json.as_bytes().first()? {
        b't' => Some(Value::Bool(true)),
        b'f' => Some(Value::Bool(false)),
        b'"' => {
            let text: String = serde_json::from_str(json).ok()?;
            let read = match kind {
                Some(Kind::Date) => text.parse().map(Value::Date).ok(),
                Some(Kind::DateTime) => text.parse().map(Value::Instant).ok(),
                Some(Kind::Duration) => text.parse().map(Value::Duration).ok(),
                _ => None,
            };
            Some(read.unwrap_or_else(|| Value::Text(text.into())))
        }
        b'-' | b'0'..=b'9' => json.parse().map(Value::Number).ok(),
        _ => None,
    }
}
