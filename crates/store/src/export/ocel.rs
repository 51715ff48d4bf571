//! Cases as OCEL 2.0 in JSON, the form of process mining by objects.
//!
//! Knows the objects of a case (itself, its evidence, its members, the roles and persons that acted) and how events
//! are about them. Objects wait in a scratch file until all events are written, so that memory stays small.
//! Read [`OcelWriter`] first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read, Seek, Write};

use cauce::command::ItemId;
use cauce::data::{Text, Timestamp};
use cauce::instance::Status;
use cauce::reference::said;

use super::csv::{asks, case_name, event_id, shown_reference};
use super::json::quoted;
use super::{CaseFile, Deed, DeedKind, Piece, Reveal, Who};

/// The types of objects with their attributes.
const OBJECT_TYPES: [(&str, &[&str]); 5] = [
    ("case", &["procedure", "version", "definition", "state"]),
    ("evidence", &["record", "name", "file", "media_type", "sha256", "state"]),
    ("member", &["name"]),
    ("role", &["name", "procedure"]),
    ("person", &["name"]),
];

/// The attributes of every type of event, with their types.
const EVENT_ATTRIBUTES: [(&str, &str); 8] = [
    ("reference", "string"),
    ("element", "string"),
    ("asks", "string"),
    ("round", "integer"),
    ("opened", "time"),
    ("answer", "string"),
    ("note", "string"),
    ("data", "string"),
];

/// Writes cases as events about objects: one event for each thing that was done.
///
/// Objects are kept in a scratch file while events are written: an empty one that can be read and written, or a
/// [`Cursor`](std::io::Cursor) over a list of bytes where there are few cases.
pub struct OcelWriter<W: Write, S> {
    out: W,
    scratch: S,
    reveal: Reveal,
    events: u64,
    objects: u64,
    /// Activities: each is a type of events.
    types: BTreeSet<Text>,
    /// Roles and persons, which many cases share: there are as many as an office has.
    shared: BTreeMap<String, Object>,
}

/// An object with what is said of it.
struct Object {
    kind: &'static str,
    attributes: Vec<(&'static str, Timestamp, String)>,
    relations: Vec<Relation>,
}

/// The object that something is about, and how.
type Relation = (String, &'static str);

impl<W: Write, S: Read + Write + Seek> OcelWriter<W, S> {
    /// Begins a log.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(mut out: W, scratch: S, reveal: Reveal) -> io::Result<Self> {
        out.write_all(b"{\n\"events\":[")?;
        let (types, shared) = (BTreeSet::new(), BTreeMap::new());
        Ok(OcelWriter { out, scratch, reveal, events: 0, objects: 0, types, shared })
    }

    /// Adds a case.
    ///
    /// # Errors
    ///
    /// When it or the scratch file cannot be written.
    pub fn case(&mut self, case: &CaseFile) -> io::Result<()> {
        let of_case = case_id(case);
        let mut members = BTreeMap::new();
        let mut delivered: BTreeMap<ItemId, Vec<usize>> = BTreeMap::new();
        for (place, piece) in case.evidence.iter().enumerate() {
            delivered.entry(piece.item).or_default().push(place);
        }
        for deed in case.deeds.iter().filter(|deed| deed.kind == DeedKind::Complete) {
            let delivered = delivered.get(&deed.item).map_or(&[][..], |places| &places[..]);
            self.event(case, deed, delivered)?;
            if let Some(member) = self.member(case, deed) {
                members.entry(member).or_insert((deed.opened, deed.member()));
            }
        }
        let state = self.case_object(case);
        self.object(&of_case, &state)?;
        for (id, (since, name)) in members {
            let relations = vec![(of_case.clone(), "member of")];
            self.object(&id, &Object { kind: "member", attributes: vec![("name", since, name)], relations })?;
        }
        for (place, piece) in case.evidence.iter().enumerate() {
            let object = self.evidence(case, piece);
            self.object(&evidence_id(case, place), &object)?;
        }
        Ok(())
    }

    /// Ends the log; one that was not ended is no JSON, and so is known to be cut.
    ///
    /// # Errors
    ///
    /// When it cannot be written, or the scratch file not be read.
    pub fn finish(mut self) -> io::Result<()> {
        let shared = std::mem::take(&mut self.shared);
        shared.iter().try_for_each(|(id, object)| self.object(id, object))?;
        self.out.write_all(b"\n],\n\"objects\":[")?;
        self.scratch.rewind()?;
        io::copy(&mut self.scratch, &mut self.out)?;
        write!(self.out, "\n],\n\"objectTypes\":[{}\n],\n", listed(OBJECT_TYPES.iter().map(object_type)))?;
        writeln!(self.out, "\"eventTypes\":[{}\n]\n}}", listed(self.types.iter().map(event_type)))?;
        self.out.flush()
    }

    fn event(&mut self, case: &CaseFile, deed: &Deed, delivered: &[usize]) -> io::Result<()> {
        let mut relations = self.relations(case, deed);
        relations.extend(delivered.iter().map(|place| (evidence_id(case, *place), "delivers")));
        let notes: Vec<&str> =
            deed.notes.iter().filter(|_| self.reveal.notes).map(|note| &*note.text).collect();
        let data = deed.data.iter().filter(|_| self.reveal.data);
        let data: Vec<String> = data.map(|(id, value)| format!("{id}={}", said(value))).collect();
        let values = [
            quoted(&shown_reference(deed, &self.reveal)),
            quoted(&deed.element),
            quoted(asks(deed)),
            deed.round.to_string(),
            quoted(&deed.opened.to_string()),
            quoted(deed.answer.as_deref().unwrap_or_default()),
            quoted(&notes.join(" · ")),
            quoted(&data.join("; ")),
        ];
        let said = EVENT_ATTRIBUTES.iter().zip(values).filter(|(_, value)| value != "\"\"");
        let said = said.map(|((name, _), value)| format!("{{\"name\":\"{name}\",\"value\":{value}}}"));
        write!(
            self.out,
            "{}\n{{\"id\":{},\"type\":{},\"time\":\"{}\",\"attributes\":[{}],\"relationships\":[{}]}}",
            if self.events > 0 { "," } else { "" },
            quoted(&event_id(case, deed)),
            quoted(&deed.activity),
            deed.at,
            said.collect::<Vec<_>>().join(","),
            related(&relations),
        )?;
        self.events = self.events.saturating_add(1);
        self.types.insert(deed.activity.clone());
        Ok(())
    }

    /// What an event is about.
    fn relations(&mut self, case: &CaseFile, deed: &Deed) -> Vec<Relation> {
        let mut relations = vec![(case_id(case), "case")];
        relations.extend(self.member(case, deed).map(|member| (member, "for")));
        if let Who::Person { id, role_id, role, in_place_of } = &deed.who {
            relations.push((self.role(case, (role_id, role)), "in role"));
            relations.extend(self.person(id).map(|person| (person, "done by")));
            let other = in_place_of.as_ref().and_then(|other| self.person(other));
            relations.extend(other.map(|person| (person, "in place of")));
        }
        relations
    }

    fn member(&self, case: &CaseFile, deed: &Deed) -> Option<String> {
        let is_named = self.reveal.members && !deed.members.is_empty();
        is_named.then(|| format!("member:{}:{}", case_name(case), deed.member()))
    }

    fn role(&mut self, case: &CaseFile, (id, name): (&Text, &Text)) -> String {
        let code = case.procedure.code();
        let object = format!("role:{code}:{id}");
        self.shared.entry(object.clone()).or_insert_with(|| {
            let attributes = vec![
                ("name", Timestamp::EPOCH, name.to_string()),
                ("procedure", Timestamp::EPOCH, code.into()),
            ];
            Object { kind: "role", attributes, relations: Vec::new() }
        });
        object
    }

    fn person(&mut self, id: &str) -> Option<String> {
        let name = self.reveal.person(id)?;
        let object = format!("person:{name}");
        self.shared.entry(object.clone()).or_insert_with(|| {
            let attributes = vec![("name", Timestamp::EPOCH, name.to_string())];
            Object { kind: "person", attributes, relations: Vec::new() }
        });
        Some(object)
    }

    fn case_object(&self, case: &CaseFile) -> Object {
        let head = case.procedure.head();
        let mut attributes = vec![
            ("procedure", case.began, head.code.to_string()),
            ("version", case.began, head.version.to_string()),
            ("definition", case.began, case.started.digests.definition.to_string()),
            ("state", case.began, "running".to_owned()),
        ];
        if let (Status::Ended(outcome), Some(at)) = (case.instance.status(), case.instance.at()) {
            attributes.push(("state", at, format!("{outcome:?}").to_lowercase()));
        }
        Object { kind: "case", attributes, relations: Vec::new() }
    }

    fn evidence(&mut self, case: &CaseFile, piece: &Piece) -> Object {
        let file = if self.reveal.files { piece.document.name.to_string() } else { String::new() };
        let mut attributes = vec![
            ("record", piece.at, piece.record.to_string()),
            ("name", piece.at, piece.name.to_string()),
            ("file", piece.at, file),
            ("media_type", piece.at, piece.document.media_type.to_string()),
            ("sha256", piece.at, piece.document.sha256.to_string()),
            ("state", piece.at, "valid".to_owned()),
        ];
        attributes.extend(piece.superseded.map(|at| ("state", at, "superseded".to_owned())));
        let mut relations = vec![(case_id(case), "evidence of")];
        for signed in &piece.signatures {
            relations.push((self.role(case, (&signed.role_id, &signed.role)), "signed in role"));
            relations.extend(self.person(&signed.person).map(|person| (person, "signed by")));
        }
        Object { kind: "evidence", attributes, relations }
    }

    fn object(&mut self, id: &str, object: &Object) -> io::Result<()> {
        let attributes = object.attributes.iter().filter(|(.., value)| !value.is_empty());
        let attributes = attributes.map(|(name, time, value)| {
            format!("{{\"name\":\"{name}\",\"time\":\"{time}\",\"value\":{}}}", quoted(value))
        });
        write!(
            self.scratch,
            "{}\n{{\"id\":{},\"type\":\"{}\",\"attributes\":[{}],\"relationships\":[{}]}}",
            if self.objects > 0 { "," } else { "" },
            quoted(id),
            object.kind,
            attributes.collect::<Vec<_>>().join(","),
            related(&object.relations),
        )?;
        self.objects = self.objects.saturating_add(1);
        Ok(())
    }
}

impl<W: Write, S> fmt::Debug for OcelWriter<W, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OcelWriter").field("events", &self.events).field("objects", &self.objects).finish()
    }
}

fn case_id(case: &CaseFile) -> String {
    format!("case:{}", case_name(case))
}

fn evidence_id(case: &CaseFile, place: usize) -> String {
    format!("evidence:{}:{}", case_name(case), place + 1)
}

fn related(relations: &[Relation]) -> String {
    let mut written: Vec<String> = Vec::new();
    for (object, qualifier) in relations {
        let relation = format!("{{\"objectId\":{},\"qualifier\":\"{qualifier}\"}}", quoted(object));
        if !written.contains(&relation) {
            written.push(relation);
        }
    }
    written.join(",")
}

fn listed(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("\n{item}")).collect::<Vec<_>>().join(",")
}

fn object_type((name, attributes): &(&str, &[&str])) -> String {
    let attributes = attributes.iter().map(|name| format!("{{\"name\":\"{name}\",\"type\":\"string\"}}"));
    format!("{{\"name\":\"{name}\",\"attributes\":[{}]}}", attributes.collect::<Vec<_>>().join(","))
}

fn event_type(name: &Text) -> String {
    let attributes =
        EVENT_ATTRIBUTES.iter().map(|(name, kind)| format!("{{\"name\":\"{name}\",\"type\":\"{kind}\"}}"));
    format!("{{\"name\":{},\"attributes\":[{}]}}", quoted(name), attributes.collect::<Vec<_>>().join(","))
}
