//! Which cases wait for which messages: found by name and correlation, the oldest wait first.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{ItemId, Message};
use crate::data::{Text, Timestamp, Value};
use crate::record::Stream;
use crate::view::MessageWait;

/// A wait in its place among all: older ones first, then by case and element instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Since when it waits.
    pub since: Timestamp,
    /// The case.
    pub case: Stream,
    /// The element instance that waits.
    pub item: ItemId,
}

/// The names of the values that a wait asks for, and the values as one text.
type Asked = (Box<[Text]>, String);

/// The places that wait, by the values that they ask for.
type ByValues = BTreeMap<String, BTreeSet<Place>>;

/// The open waits of all cases that were noted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    /// By name of the message, then by the names asked for, then by their values.
    by_name: BTreeMap<Text, BTreeMap<Box<[Text]>, ByValues>>,
    by_case: BTreeMap<Stream, Vec<MessageWait>>,
}

impl Index {
    /// Notes what a case waits for now; gives the waits that are new.
    pub(crate) fn note(&mut self, case: &Stream, now: Vec<MessageWait>) -> Vec<MessageWait> {
        let before = match now.is_empty() {
            true => self.by_case.remove(case),
            false => self.by_case.insert(case.clone(), now.clone()),
        };
        let before = before.unwrap_or_default();
        for wait in before.iter().filter(|wait| !holds(&now, wait)) {
            self.remove(case, wait);
        }
        let new: Vec<MessageWait> = now.into_iter().filter(|wait| !holds(&before, wait)).collect();
        for wait in &new {
            let (names, values) = asked(wait);
            let by_names = self.by_name.entry(wait.name.clone()).or_default();
            by_names.entry(names).or_default().entry(values).or_default().insert(place(case, wait));
        }
        new
    }

    fn remove(&mut self, case: &Stream, wait: &MessageWait) {
        let (names, values) = asked(wait);
        let Some(by_names) = self.by_name.get_mut(&wait.name) else { return };
        let Some(by_values) = by_names.get_mut(&names) else { return };
        let Some(places) = by_values.get_mut(&values) else { return };
        places.remove(&place(case, wait));
        if places.is_empty() {
            by_values.remove(&values);
        }
        if by_values.is_empty() {
            by_names.remove(&names);
        }
        if by_names.is_empty() {
            self.by_name.remove(&wait.name);
        }
    }

    /// The oldest wait that a message fits.
    pub(crate) fn oldest(&self, message: &Message) -> Option<Place> {
        let by_names = self.by_name.get(&message.name)?;
        let found = by_names.iter().filter_map(|(names, by_values)| {
            let mean_more = message.correlates.iter().any(|(name, _)| !names.contains(name));
            if mean_more {
                return None;
            }
            let given: Option<Vec<&Value>> = names.iter().map(|name| message.value(name)).collect();
            by_values.get(&text_of(&given?))?.first()
        });
        found.min().cloned()
    }

    /// Whether a wait is still open.
    pub(crate) fn has(&self, case: &Stream, wait: &MessageWait) -> bool {
        self.by_case.get(case).is_some_and(|waits| holds(waits, wait))
    }
}

/// Whether a wait is among those of a case, which stand in the order of their element instances.
fn holds(waits: &[MessageWait], wait: &MessageWait) -> bool {
    let first = waits.partition_point(|other| other.item < wait.item);
    waits[first..].iter().take_while(|other| other.item == wait.item).any(|other| other == wait)
}

fn place(case: &Stream, wait: &MessageWait) -> Place {
    Place { since: wait.since, case: case.clone(), item: wait.item }
}

/// What a wait asks for, in the order of the names.
fn asked(wait: &MessageWait) -> Asked {
    let mut asked: Vec<(&Text, &Value)> = wait.correlates.iter().map(|(name, value)| (name, value)).collect();
    asked.sort_by_key(|(name, _)| *name);
    let names = asked.iter().map(|(name, _)| (*name).clone()).collect();
    (names, text_of(&asked.into_iter().map(|(_, value)| value).collect::<Vec<_>>()))
}

/// Values as one text: equal values have equal texts, since numbers are normalised.
fn text_of(values: &[&Value]) -> String {
    format!("{values:?}")
}
