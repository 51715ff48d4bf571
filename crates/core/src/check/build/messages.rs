//! What is taken from a message, which messages begin a case, and when cases begin by themselves.
//!
//! What is waited for is read with the other triggers; this is what only messages and schedules have besides.

use super::declared::place;
use super::elements::OtherKind;
use super::{Builder, given};
use crate::calendar::Zone;
use crate::data::{Text, Timestamp, Value};
use crate::diagnostic::{CalendarProblem, ReferenceProblem};
use crate::document::{Node, Table, Tree};
use crate::graph::{On, Schedule, Trigger};
use crate::keywords::Keyword as K;
use crate::procedure::{DatumIx, ElementIx};

impl<'d> Builder<'d> {
    /// What an activity takes from the message that it waits for, and whether that begins a case.
    pub(super) fn wait_of_message(&mut self, element: ElementIx, table: &'d Table) {
        let wait = table.table(K::Wait);
        self.takes(element, wait);
        if table.flag(K::Instantiates) {
            if !waits_for_message(wait) {
                let span = place(table, K::Instantiates);
                self.error(ReferenceProblem::InstantiatesWithoutMessage {}, span);
            }
            self.graph.special(element).begins_case = true;
        }
    }

    /// What sets a start off besides being asked for: a message, or the passing of time.
    pub(super) fn start_of_message(&mut self, element: ElementIx, table: &'d Table) {
        let when = table.table(K::When);
        self.takes(element, when);
        if let Some(entry) = when.and_then(|when| when.entry(K::Correlates)) {
            self.error(ReferenceProblem::CorrelatesAtStart {}, entry.key_span);
        }
        let schedule = self.schedule(table);
        if self.layout.scope(element).is_none() {
            let special = self.graph.special(element);
            special.schedule = schedule.map(Box::new);
            special.begins_case = true;
        }
    }

    /// What is taken from a message: data by the name of the value.
    pub(super) fn takes(&mut self, element: ElementIx, trigger: Option<&'d Table>) {
        let Some(trigger) = trigger else { return };
        let nested = [K::AllTriggers, K::AnyOf].into_iter().flat_map(|key| trigger.tables(key));
        let mut takes: Option<Vec<(DatumIx, Text)>> = None;
        for table in std::iter::once(trigger).chain(nested) {
            let Some(entry) = table.entry(K::Output) else { continue };
            if table.get(K::Message).is_none() {
                self.error(ReferenceProblem::OnlyWithMessage { key: K::Output }, entry.key_span);
            }
            let taken = self.values_taken(entry.node.as_map());
            takes.get_or_insert_default().extend(taken);
        }
        if let Some(takes) = takes {
            self.graph.special(element).takes = Some(takes.into());
        }
    }

    fn values_taken(&mut self, members: &[crate::document::Member]) -> Vec<(DatumIx, Text)> {
        let mut taken = Vec::new();
        for member in members {
            let Some(datum) = self.data.find(&member.name) else {
                let problem = self.data.unknown(&member.name);
                self.error(problem, member.name_span);
                continue;
            };
            match &member.node.value {
                Tree::Guard(value) if is_name(&value.written) => {
                    taken.push((DatumIx(datum), value.written.trim().into()));
                }
                _ => {
                    let problem = ReferenceProblem::TakesNoName { datum: member.name.clone() };
                    self.error(problem, member.node.span);
                }
            }
        }
        taken
    }

    fn schedule(&mut self, table: &'d Table) -> Option<Schedule> {
        let every = self.duration(table, K::Every);
        for key in [K::From, K::Until] {
            self.need(table, key, K::Every);
        }
        let every = every?;
        Some(Schedule {
            every,
            from: self.day_or_instant(table, K::From),
            until: self.day_or_instant(table, K::Until),
        })
    }

    /// A date, or an instant; one that says no offset is what clocks of the procedure show.
    fn day_or_instant(&mut self, table: &Table, key: K) -> Option<Value> {
        let node = given(table, key)?;
        let head = self.root.table(K::Procedure);
        // Where the zone is not said, that it is needed is said of the whole file.
        let zone = head.and_then(|head| Zone::parse(head.text(K::TimeZone)?).ok()).unwrap_or(Zone::UTC);
        let read = day_or_instant(node, zone);
        if read.is_none() {
            self.error(CalendarProblem::OutOfRange, node.span);
        }
        read
    }

    /// Marks the waits of gateways that begin cases; each message begins a case in one place only.
    pub(super) fn check_starts(&mut self) {
        let begin = |other: &super::elements::Other<'_>| {
            other.kind == OtherKind::Gateway && other.table.flag(K::Instantiates)
        };
        let gateways: Vec<ElementIx> =
            self.elements.others().filter(|(_, other)| begin(other)).map(|(element, _)| element).collect();
        for gateway in gateways {
            for wait in self.graph.special(gateway).alternatives.clone() {
                self.graph.special(wait).begins_case = true;
            }
        }
        let mut seen: Vec<Text> = Vec::new();
        for position in 0..self.tables.len() {
            let Some(special) = self.graph.special_of(ElementIx::at(position)) else { continue };
            let trigger = special.trigger.as_deref().filter(|_| special.begins_case);
            let names: Vec<Text> = messages(trigger).cloned().collect();
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

fn waits_for_message(wait: Option<&Table>) -> bool {
    wait.is_some_and(|wait| {
        let mut nested = [K::AllTriggers, K::AnyOf].into_iter().flat_map(|key| wait.tables(key));
        wait.get(K::Message).is_some() || nested.any(|table| table.get(K::Message).is_some())
    })
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

fn day_or_instant(node: &Node, zone: Zone) -> Option<Value> {
    match &node.value {
        Tree::Date(date) => Some(Value::Date(*date)),
        Tree::Instant(text) => {
            let whole = text.parse::<Timestamp>().ok();
            whole.or_else(|| zone.instant_written(text)).map(Value::Instant)
        }
        _ => None,
    }
}
