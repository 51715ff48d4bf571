//! The digest of what is asked: the same key with other content is found out by it.

use super::canonical::Canonical;
use crate::command::{
    Actor, Command, Deadlines, Delivery, Done, ItemId, Mapping, ProcedureRef, Resolution, Verification,
};
use crate::data::{Decimal, Digest, Text, Value};

/// Digests the canonical content of a command and its actor; time, key and entropy are no part of it.
///
/// ```
/// use cauce::command::{Actor, Command, ItemId};
/// use cauce::record::content_digest;
/// let ana = Actor::person("ana", "auditor");
/// let claim = |item| Command::Claim { item: ItemId(item) };
/// assert_eq!(content_digest(&claim(1), &ana), content_digest(&claim(1), &ana));
/// assert_ne!(content_digest(&claim(1), &ana), content_digest(&claim(2), &ana));
/// ```
#[must_use]
pub fn content_digest(command: &Command, actor: &Actor) -> Digest {
    let mut content = Content(Canonical::default());
    content.actor(actor);
    content.command(command);
    Digest::of(&content.0.bytes)
}

/// A list of texts, numbers and flags; every list is closed and every absent thing is `null`, so no two contents look alike.
struct Content(Canonical);

impl Content {
    fn actor(&mut self, actor: &Actor) {
        match actor {
            Actor::Person { id, acting_as, in_place_of } => {
                self.raw("[\"person\",").text(id).text(acting_as).maybe(in_place_of.as_ref());
            }
            Actor::Host(name) => {
                self.raw("[\"host\",").text(name);
            }
            Actor::Engine => {
                self.raw("[\"engine\",");
            }
        }
        self.raw("],");
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Start(start) => {
                self.raw("\"start\",").procedure(&start.procedure).data(&start.data);
                // Only where one is named, so that contents digested before there were starts stay what they are.
                start.at_start.iter().fold(self, |content, start| content.text(start))
            }
            Command::Complete { item, done } => self.item("complete", *item).done(done),
            Command::Sign { item, record, sha256 } => self.item("sign", *item).text(record).digest(sha256),
            Command::Answer { item, answer, note } => {
                self.item("answer", *item).text(answer).maybe(note.as_ref())
            }
            Command::Verify { item, verification } => self.item("verify", *item).verification(verification),
            Command::SetData { data } => self.raw("\"set_data\",").data(data),
            Command::Measure { measures } => self.raw("\"measure\",").measures(measures),
            Command::Claim { item } => self.item("claim", *item),
            Command::Release { item } => self.item("release", *item),
            Command::Delegate { item, to } => self.item("delegate", *item).text(to),
            Command::Fire { item } => self.item("fire", *item),
            Command::Advance => self.raw("\"advance\","),
            Command::Resolve { item, how, reason } => {
                self.item("resolve", *item).resolution(how).text(reason)
            }
            Command::Cancel { reason } => self.raw("\"cancel\",").text(reason),
            Command::Signal { name } => self.raw("\"signal\",").text(name),
            Command::Declare { item, note } => self.item("declare", *item).maybe(note.as_ref()),
            Command::Message(message) => self
                .raw("\"message\",")
                .text(&message.name)
                .maybe(message.id.as_ref())
                .data(&message.correlates)
                .data(&message.data),
            Command::CompleteJob { item, attempt, data } => {
                self.item("complete_job", *item).text(&attempt.to_string()).data(data)
            }
            Command::FailJob { item, attempt, reason, retry_after } => {
                let after = retry_after.map(|after| Text::from(after.to_string()));
                self.item("fail_job", *item).text(&attempt.to_string()).text(reason).maybe(after.as_ref())
            }
            Command::Migrate { to, mapping } => self.raw("\"migrate\",").digest(to).mapping(mapping),
            Command::ThrowError { item, attempt, code } => {
                self.item("throw_error", *item).text(&attempt.to_string()).text(code)
            }
        };
    }

    fn mapping(&mut self, mapping: &Mapping) -> &mut Self {
        for pairs in [&mapping.moves, &mapping.renames] {
            pairs.iter().fold(self.raw("["), |content, (from, to)| content.text(from).text(to)).raw("],");
        }
        for names in [&mapping.ends, &mapping.drops] {
            names.iter().fold(self.raw("["), |content, name| content.text(name)).raw("],");
        }
        let call = mapping.in_call.map(|call| Text::from(call.to_string()));
        self.flag(mapping.deadlines == Deadlines::Recounted).flag(mapping.without_past);
        self.maybe(call.as_ref()).maybe(mapping.reason.as_ref())
    }

    fn raw(&mut self, json: &str) -> &mut Self {
        self.0.raw(json);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.text(text).raw(",");
        self
    }

    fn maybe(&mut self, text: Option<&Text>) -> &mut Self {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null,"),
        }
    }

    fn flag(&mut self, flag: bool) -> &mut Self {
        self.0.flag(flag).raw(",");
        self
    }

    fn digest(&mut self, digest: &Digest) -> &mut Self {
        self.0.digest(digest).raw(",");
        self
    }

    fn item(&mut self, command: &str, item: ItemId) -> &mut Self {
        self.text(command);
        self.0.number(u64::from(item.0)).raw(",");
        self
    }

    fn list<T>(&mut self, items: &[T], write: impl Fn(&mut Self, &T)) -> &mut Self {
        self.raw("[");
        for item in items {
            write(self, item);
        }
        self.raw("],")
    }

    fn data(&mut self, data: &[(Text, Value)]) -> &mut Self {
        self.list(data, |content, (id, value)| {
            content.text(id);
            // A value nested deeper than records keep ends where it becomes too deep; it is refused when written.
            content.0.value(value);
            content.raw(",");
        })
    }

    fn measures(&mut self, measures: &[(Text, Decimal)]) -> &mut Self {
        self.list(measures, |content, (id, value)| {
            content.text(id);
            content.0.decimal(*value).raw(",");
        })
    }

    fn procedure(&mut self, procedure: &ProcedureRef) -> &mut Self {
        match procedure {
            ProcedureRef::Code(code) => self.raw("\"code\",").text(code),
            ProcedureRef::Definition(digest) => self.raw("\"definition\",").digest(digest),
        }
    }

    fn done(&mut self, done: &Done) -> &mut Self {
        self.list(&done.evidence, Self::delivery);
        self.list(&done.signatures, |content, given| {
            content.text(&given.record).text(&given.role).maybe(given.person.as_ref());
        });
        self.maybe(done.answer.as_ref());
        match &done.verification {
            Some(verification) => self.verification(verification),
            None => self.raw("null,"),
        };
        self.maybe(done.note.as_ref()).data(&done.data).measures(&done.measures)
    }

    fn delivery(&mut self, delivery: &Delivery) {
        match delivery {
            Delivery::Document(given) => {
                let document = &given.document;
                self.raw("\"document\",").text(&given.record).text(&document.name);
                self.text(&document.media_type).digest(&document.sha256)
            }
            Delivery::Cited(record) => self.raw("\"cited\",").text(record),
        };
    }

    fn verification(&mut self, verification: &Verification) -> &mut Self {
        self.flag(verification.conforming).list(&verification.points, |content, point| {
            content.flag(*point);
        });
        self.maybe(verification.note.as_ref())
    }

    fn resolution(&mut self, how: &Resolution) -> &mut Self {
        match how {
            Resolution::Retry => self.raw("\"retry\","),
            Resolution::OneMore => self.raw("\"one_more\","),
            Resolution::Take(answer) => self.raw("\"take\",").text(answer),
            Resolution::MoveTo(element) => self.raw("\"move\",").text(element),
        }
    }
}
