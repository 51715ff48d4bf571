//! The rows that a case has, made of its state.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cauce::command::Actor;
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::event::{Event, ItemKind};
use cauce::instance::Instance;
use cauce::view::{Effect, Glimpse, MessageWait, WorkItem, case_data};

use super::{ItemRow, Term, WaitRow};
use crate::cases::kind_number;
use crate::error::StoreError;

pub(super) type Result<T> = std::result::Result<T, StoreError>;

/// How long a value may be that is found by its text.
const SHORT: usize = 64;

/// How many members of a list are found.
const MEMBERS: usize = 32;

/// What the records say of a case that its state no longer holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Past {
    pub(crate) started: Option<Timestamp>,
    pub(crate) business: Option<Text>,
    pub(crate) persons: BTreeSet<Text>,
    /// The files that evidence cites under a name; with the name the citation is disposed of.
    pub(crate) cited: BTreeSet<Digest>,
}

impl Past {
    /// Takes in a record.
    pub(crate) fn take(&mut self, at: Timestamp, actor: &Actor, events: &[Event]) {
        self.started = self.started.or(Some(at));
        took_part(self, actor, events);
    }
}

/// What gives texts their numbers.
pub(crate) type Numbers<'a> = &'a dyn Fn(Term, &str) -> Result<i64>;

impl ItemRow {
    /// Whether it is that of an item, as far as a glimpse tells; whoever has claimed it is looked at apart.
    pub(super) fn looks_like(&self, seen: &Glimpse<'_>) -> bool {
        self.topic.is_none()
            && self.kind == kind_number(seen.kind)
            && self.round == i64::from(seen.round)
            && self.since == seen.since.millis()
            && self.due == seen.due.map(Timestamp::millis)
    }
}

/// The row of an item, where these are the jobs of the case, or those of what the item is of.
pub(super) fn item_row(
    item: &WorkItem,
    procedure: &cauce::procedure::Procedure,
    jobs: &[&Effect],
    numbers: Numbers<'_>,
) -> Result<ItemRow> {
    let own = item.procedure(procedure);
    let activity = format!("{}\n{}", own.code(), own.id(item.element));
    let place = jobs.binary_search_by_key(&item.item, |job| job.item);
    let job = place.ok().and_then(|place| jobs.get(place));
    let ready = job.and_then(|job| job.not_before).unwrap_or(item.since).max(item.since);
    Ok(ItemRow {
        item: i64::from(item.item.0),
        kind: kind_number(item.kind),
        activity: numbers(Term::Activity, &activity)?,
        reference: item.reference.clone(),
        title: item.title.clone(),
        audience: audience(item).map(|roles| numbers(Term::Audience, &roles)).transpose()?,
        claimed: item.claimed_by.as_deref().map(|person| numbers(Term::Person, person)).transpose()?,
        round: i64::from(item.round),
        since: ready.millis(),
        due: item.due.as_ref().and_then(|due| due.due).map(Timestamp::millis),
        topic: job.map(|job| numbers(Term::Topic, &job.job)).transpose()?,
        attempt: job.map(|job| i64::from(job.attempt)),
    })
}

/// Who may do it, where it is the work of people.
fn audience(item: &WorkItem) -> Option<String> {
    use ItemKind::{Applies, Confirm, Incident, Question, Verify, Work};
    if !matches!(item.kind, Work | Applies | Confirm | Question | Verify | Incident) {
        return None;
    }
    let mut roles: Vec<&str> = item.roles.iter().map(|role| &**role).collect();
    roles.sort_unstable();
    roles.dedup();
    Some(roles.join("\n"))
}

pub(super) fn waits(waits: &[MessageWait], numbers: Numbers<'_>) -> Result<BTreeSet<WaitRow>> {
    let mut rows = BTreeSet::new();
    for MessageWait { item, name, correlates, since, .. } in waits {
        let names: Vec<&str> = correlates.iter().map(|(name, _)| &**name).collect();
        rows.insert(WaitRow {
            item: i64::from(item.0),
            subject: numbers(Term::Subject, &subject(name, Some(&names)))?,
            correlation: correlation(correlates.iter().map(|(_, value)| value)),
            since: since.millis(),
        });
    }
    Ok(rows)
}

pub(super) fn signals(names: &[&Text], numbers: Numbers<'_>) -> Result<BTreeSet<i64>> {
    names.iter().map(|name| numbers(Term::Subject, &subject(name, None))).collect()
}

/// What is waited for: a message that correlates by some names, or a signal.
pub(crate) fn subject(name: &str, correlates: Option<&[&str]>) -> String {
    match correlates {
        None => format!("signal\n{name}"),
        Some(names) => names.iter().fold(format!("message\n{name}"), |text, name| format!("{text}\n{name}")),
    }
}

/// Values as one text that is the same for the same values and for no others.
pub(crate) fn correlation<'v>(values: impl Iterator<Item = &'v Value>) -> String {
    let mut text = String::new();
    let mut left: Vec<&Value> = values.collect();
    left.reverse();
    while let Some(value) = left.pop() {
        let said = match value {
            Value::List(list) => {
                let _ = write!(text, "l{}:", list.len());
                left.extend(list.iter().rev());
                continue;
            }
            Value::Text(text) => ("t", text.to_string()),
            Value::Disposed => ("x", String::new()),
            other => (mark(other), scalar(other).unwrap_or_default()),
        };
        let _ = write!(text, "{}{}:{}", said.0, said.1.len(), said.1);
    }
    match text.len() > 4 * SHORT {
        true => Digest::of(text.as_bytes()).to_string(),
        false => text,
    }
}

fn mark(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "b",
        Value::Number(_) => "n",
        Value::Date(_) => "d",
        Value::Instant(_) => "i",
        _ => "p",
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Text(text) => Some(text.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::Instant(at) => Some(at.to_string()),
        Value::Duration(length) => Some(length.to_string()),
        _ => None,
    }
}

pub(super) fn facts(
    instance: &Instance,
    past: &Past,
    numbers: Numbers<'_>,
) -> Result<BTreeSet<(i64, String)>> {
    let mut rows = BTreeSet::new();
    for (name, value) in case_data(instance) {
        let values = match &value {
            Value::List(list) => &list[..list.len().min(MEMBERS)],
            one => std::slice::from_ref(one),
        };
        for value in values.iter().filter_map(fact) {
            rows.insert((numbers(Term::Datum, &name)?, value));
        }
    }
    for file in &past.cited {
        rows.insert((numbers(Term::Cited, "")?, file.to_string()));
    }
    Ok(rows)
}

/// The text by which a value is found, where it is short.
pub(crate) fn fact(value: &Value) -> Option<String> {
    scalar(value).filter(|text| text.chars().count() <= SHORT)
}

/// Who took part in a record, who asked and who signed, and which files it cites.
fn took_part(past: &mut Past, actor: &Actor, events: &[Event]) {
    let found = &mut past.persons;
    found.extend(actor.person_id().cloned());
    for event in events {
        match event.innermost() {
            Event::Signed { signature, .. } => drop(found.insert(signature.person.clone())),
            Event::Completed(done) => {
                found.extend(done.signatures.iter().map(|signature| signature.person.clone()));
                let named = done.evidence.iter().filter(|evidence| !evidence.document.name.is_empty());
                past.cited.extend(named.map(|evidence| evidence.document.sha256));
            }
            _ => {}
        }
    }
    // Of whom nothing is known any more nothing is found.
    found.remove("");
}
