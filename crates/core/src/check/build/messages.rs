//! Messages and ways to begin: what an activity waits for, what sets a start off, when cases begin by themselves.

use super::{Builder, given};
use crate::data::{Text, Timestamp, Value};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::graph::{On, Schedule, Target, Trigger, Way};
use crate::keywords::Keyword as K;
use crate::procedure::{DatumIx, ElementIx};

/// Keys that only a message has.
const OF_MESSAGES: [K; 3] = [K::Correlates, K::BufferedFor, K::Output];

impl<'d> Builder<'d> {
    /// What an activity waits for in the flow, where it does.
    pub(super) fn awaited(&mut self, element: ElementIx, table: &'d Table) {
        let begins_case = table.flag(K::Instantiates);
        let Some(wait) = table.table(K::Wait) else {
            if begins_case {
                let span = super::declared::place(table, K::Instantiates);
                self.error(ReferenceProblem::InstantiatesWithoutMessage {}, span);
            }
            return;
        };
        self.message_trigger(element, wait);
        if begins_case && wait.get(K::Message).is_none() {
            self.error(ReferenceProblem::InstantiatesWithoutMessage {}, wait.span);
        }
        self.graph.special(element).begins_case = begins_case;
    }

    /// The message that a trigger names, with its correlation and what is taken from it.
    fn message_trigger(&mut self, element: ElementIx, table: &'d Table) {
        let Some(name) = table.text(K::Message).cloned() else {
            for entry in table.entries.iter().filter(|entry| OF_MESSAGES.contains(&entry.key)) {
                self.error(ReferenceProblem::OnlyWithMessage { key: entry.key }, entry.key_span);
            }
            return;
        };
        let correlates = self.named_guards(table, K::Correlates);
        let kept = self.duration(table, K::BufferedFor);
        let takes = self.takes(table);
        let special = self.graph.special(element);
        let on = vec![On::Message { name, correlates, kept }];
        special.trigger = Some(Box::new(Trigger { on, interrupts: true, ..Trigger::default() }));
        special.takes = takes;
    }

    /// What is taken from a message: data by the name of the value.
    fn takes(&mut self, table: &'d Table) -> Option<Box<[(DatumIx, Text)]>> {
        let mut takes = Vec::new();
        for member in table.get(K::Output)?.as_map() {
            let Some(datum) = self.data.find(&member.name) else {
                let problem = self.data.unknown(&member.name);
                self.error(problem, member.name_span);
                continue;
            };
            match &member.node.value {
                Tree::Guard(value) if is_name(&value.written) => {
                    takes.push((DatumIx(datum), value.written.trim().into()));
                }
                _ => {
                    let problem = ReferenceProblem::TakesNoName { datum: member.name.clone() };
                    self.error(problem, member.node.span);
                }
            }
        }
        Some(takes.into())
    }

    /// A way to begin: what sets it off, and where it leads.
    pub(super) fn start(&mut self, element: ElementIx, table: &'d Table) {
        if let Some(when) = table.table(K::When) {
            self.message_trigger(element, when);
            if let Some(entry) = when.entry(K::Correlates) {
                self.error(ReferenceProblem::CorrelatesAtStart {}, entry.key_span);
            }
        }
        let schedule = self.schedule(table);
        let special = self.graph.special(element);
        special.schedule = schedule.map(Box::new);
        special.begins_case = true;
        let target = match table.get(K::GoesTo) {
            Some(node) => self.target(element, K::GoesTo, node, None),
            None => self.layout.starts(None).first().map(|first| Target::Element(*first)),
        };
        if let Some(target) = target {
            self.leave(Way::to(target), table.span);
        }
    }

    fn schedule(&mut self, table: &'d Table) -> Option<Schedule> {
        let every = self.duration(table, K::Every);
        for key in [K::From, K::Until] {
            self.need(table, key, K::Every);
        }
        let every = every?;
        Some(Schedule { every, from: self.moment(table, K::From), until: self.moment(table, K::Until) })
    }

    /// A date, or an instant that says its offset.
    fn moment(&mut self, table: &Table, key: K) -> Option<Value> {
        let node = given(table, key)?;
        let read = moment(node);
        if read.is_none() {
            let problem = ReferenceProblem::NotYetHere { key, block: K::Start, instead: None };
            self.error(problem, node.span);
        }
        read
    }

    /// Each message begins a case in one place only.
    pub(super) fn check_starts(&mut self) {
        let mut seen: Vec<Text> = Vec::new();
        for position in 0..self.tables.len() {
            let element = ElementIx::at(position);
            let Some(special) = self.graph.special_of(element).filter(|special| special.begins_case) else {
                continue;
            };
            let names: Vec<Text> = messages(special.trigger.as_deref()).cloned().collect();
            for message in names {
                if seen.contains(&message) {
                    let span = self.tables[position].span;
                    self.error(ReferenceProblem::SameStartMessage { message }, span);
                } else {
                    seen.push(message);
                }
            }
        }
    }
}

fn messages(trigger: Option<&Trigger>) -> impl Iterator<Item = &Text> {
    trigger.map_or(&[][..], |trigger| &trigger.on).iter().filter_map(|on| match on {
        On::Message { name, .. } => Some(name),
        _ => None,
    })
}

/// Whether a text is one plain name and nothing else.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    let begins = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A date, or an instant with its offset.
fn moment(node: &Node) -> Option<Value> {
    match &node.value {
        Tree::Date(date) => Some(Value::Date(*date)),
        Tree::Instant(text) => text.parse::<Timestamp>().ok().map(Value::Instant),
        _ => None,
    }
}
