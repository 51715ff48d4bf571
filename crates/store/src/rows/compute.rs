//! The rows that a case has, made of its state.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use cauce::command::{Actor, ItemId};
use cauce::data::{Digest, Text, Timestamp, Value};
use cauce::event::{Event, ItemKind, Outcome};
use cauce::instance::{Instance, Status};
use cauce::view::{
    Effect, Glimpse, MessageWait, WorkItem, case_data, effects, glimpse, message_waits, open_items, open_of,
    signal_waits,
};

use super::{CaseRow, ItemRow, Snapshot, Term, WaitRow};
use crate::cases::{CaseState, kind_number};
use crate::error::StoreError;

type Result<T> = std::result::Result<T, StoreError>;

/// How long a value may be that is found by its text.
const SHORT: usize = 64;

/// How many items are made anew one by one.
const FEW: usize = 100;

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

impl Snapshot {
    /// The rows of a case of a definition that has that number; those before, of the same definitions, save making the
    /// ones that look the same.
    pub(crate) fn of(
        (instance, past): (&Instance, &Past),
        before: Option<&Snapshot>,
        definition: i64,
        numbers: Numbers<'_>,
    ) -> Result<Self> {
        let Some(procedure) = instance.procedure() else { return Ok(Snapshot::default()) };
        let jobs = effects(instance);
        let (mut items, others) = match before {
            None => (Vec::new(), None),
            Some(before) => still_right(instance, &before.items, numbers)?,
        };
        let made_anew = others.map_or_else(|| open_items(instance), |others| open_of(instance, &others));
        for item in made_anew {
            items.push(item_row(&item, procedure, &jobs, numbers)?);
        }
        items.sort_unstable_by_key(|row| row.item);
        let mut persons = BTreeSet::new();
        for person in &past.persons {
            persons.insert(numbers(Term::Person, person)?);
        }
        let millis = |at: Option<Timestamp>| at.map(Timestamp::millis);
        let case = CaseRow {
            code: numbers(Term::Code, procedure.code())?,
            definition,
            state: state(instance, &items).number(),
            started: millis(past.started).unwrap_or_default(),
            moved: millis(instance.at()).unwrap_or_default(),
            due: millis(instance.next_due()),
            deadline: items.iter().filter_map(|item| item.due).min(),
            open: items.iter().filter(|item| item.audience.is_some()).count().try_into().unwrap_or(i64::MAX),
            business: past.business.clone(),
        };
        let (waits, mut facts) = (waits(instance, numbers)?, facts(instance, numbers)?);
        for file in &past.cited {
            facts.insert((numbers(Term::Cited, "")?, file.to_string()));
        }
        Ok(Snapshot { case, items, waits, facts, persons })
    }
}

/// The rows of before that are still those of what is open, and what is open besides; a job is looked at whole.
///
/// Where much looks otherwise all rows are made anew.
fn still_right(
    instance: &Instance,
    before: &[ItemRow],
    numbers: Numbers<'_>,
) -> Result<(Vec<ItemRow>, Option<Vec<ItemId>>)> {
    let (mut right, mut others) = (Vec::with_capacity(before.len()), Vec::new());
    let mut looked_at = Ok(());
    glimpse(instance, |seen| {
        let place = before.binary_search_by_key(&i64::from(seen.item.0), |row| row.item);
        let row = place.ok().and_then(|place| before.get(place)).filter(|row| row.looks_like(&seen));
        match (row, seen.claimed_by.map(|person| numbers(Term::Person, person)).transpose()) {
            (Some(row), Ok(claimed)) if row.claimed == claimed => right.push(row.clone()),
            (_, Ok(_)) => others.push(seen.item),
            (_, Err(error)) => looked_at = Err(error),
        }
    });
    looked_at?;
    if others.len() > FEW {
        return Ok((Vec::new(), None));
    }
    Ok((right, Some(others)))
}

impl ItemRow {
    /// Whether it is that of an item, as far as a glimpse tells; whoever has claimed it is looked at apart.
    fn looks_like(&self, seen: &Glimpse<'_>) -> bool {
        self.topic.is_none()
            && self.kind == kind_number(seen.kind)
            && self.round == i64::from(seen.round)
            && self.since == seen.since.millis()
            && self.due == seen.due.map(Timestamp::millis)
    }
}

fn state(instance: &Instance, items: &[ItemRow]) -> CaseState {
    match instance.status() {
        Status::Ended(Outcome::Completed) => CaseState::Completed,
        Status::Ended(Outcome::Cancelled) => CaseState::Cancelled,
        Status::Ended(Outcome::Failed) => CaseState::Failed,
        _ if items.iter().any(|item| item.kind == kind_number(ItemKind::Incident)) => CaseState::Incident,
        _ if items.iter().any(|item| item.audience.is_some()) => CaseState::Open,
        _ => CaseState::Waiting,
    }
}

fn item_row(
    item: &WorkItem,
    procedure: &cauce::procedure::Procedure,
    jobs: &[Effect],
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

fn waits(instance: &Instance, numbers: Numbers<'_>) -> Result<BTreeSet<WaitRow>> {
    let mut rows = BTreeSet::new();
    for wait in message_waits(instance) {
        let MessageWait { item, name, correlates, since, .. } = &wait;
        let names: Vec<&str> = correlates.iter().map(|(name, _)| &**name).collect();
        rows.insert(WaitRow {
            item: i64::from(item.0),
            subject: numbers(Term::Subject, &subject(name, Some(&names)))?,
            correlation: correlation(correlates.iter().map(|(_, value)| value)),
            since: since.millis(),
        });
    }
    // A signal goes to all who wait for it, whoever came first.
    for name in signal_waits(instance) {
        let subject = numbers(Term::Subject, &subject(&name, None))?;
        rows.insert(WaitRow { item: 0, subject, correlation: String::new(), since: 0 });
    }
    Ok(rows)
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

fn facts(instance: &Instance, numbers: Numbers<'_>) -> Result<BTreeSet<(i64, String)>> {
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
