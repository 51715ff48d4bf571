//! The words of shapes and lines: names, triggers, conditions.

use super::Draft;
use crate::document::{Node, Table};
use crate::graph::{Exit, On, Throw};
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, ElementIx, Procedure};
use crate::render::{Reader, Word, joined};

/// What sets something off, in the order people ask for it.
const TRIGGERS: [K; 6] = [K::Message, K::Signal, K::Time, K::Condition, K::Error, K::Escalation];

impl Draft<'_> {
    /// The heading of an element, else its id.
    pub(super) fn title(&self, element: ElementIx) -> String {
        let procedure = self.reader.procedure;
        let title = joined(procedure.title(element));
        if title.is_empty() { procedure.id(element).to_string() } else { title }
    }

    /// The heading of an event, else what sets it off.
    pub(super) fn event_name(&self, element: ElementIx) -> String {
        let procedure = self.reader.procedure;
        let title = joined(procedure.title(element));
        if !title.is_empty() {
            return title;
        }
        let block = self.reader.event_block(procedure.id(element));
        let block = block.or_else(|| self.reader.block(procedure.id(element)));
        let when = block.and_then(|block| block.table(K::When).or_else(|| block.table(K::Wait)));
        let said = when.map(|when| trigger_words(self.reader, when)).filter(|said| !said.is_empty());
        let every =
            || Some(format!("{} {}", self.reader.word(Word::Every), self.reader.value_of(block?, K::Every)?));
        said.or_else(every).unwrap_or_else(|| procedure.id(element).to_string())
    }

    /// The label of an answer, with the guard that makes it available; and how long is waited then.
    pub(super) fn answer_words(
        &self,
        activity: &Activity,
        (id, label): (&str, String),
    ) -> (String, Option<String>) {
        let Some(block) = self.reader.block(&activity.id) else { return (label, None) };
        let outcome = match id {
            "yes" => block.table(K::Yes),
            "no" => block.table(K::No),
            _ => block.tables(K::Answer).find(|answer| answer.text(K::Id).is_some_and(|own| **own == *id)),
        };
        let guard = outcome.and_then(|outcome| self.reader.value_of(outcome, K::EnabledIf));
        let after = outcome.and_then(|outcome| self.reader.value_of(outcome, K::After));
        (guard.map_or(label.clone(), |guard| format!("{label} {guard}")), after)
    }

    /// The conditions of the ways out of a gateway, as the file writes them.
    pub(super) fn conditions(&self, element: ElementIx) -> Vec<String> {
        let procedure = self.reader.procedure;
        let implied_by = self.came_from[element.index()].filter(|_| procedure.is_implied(element));
        let block = self.reader.block(procedure.id(implied_by.unwrap_or(element)));
        let written = block.map_or(&[][..], |block| block.list(K::Next));
        let exits = self.graph.ways_of(element).iter().enumerate();
        let words = |(position, exit): (usize, &Exit)| {
            let flow = written.get(position).and_then(Node::as_table);
            let condition = flow.and_then(|flow| self.reader.value_of(flow, K::IfMet));
            match condition {
                Some(condition) if exit.condition.is_some() => condition,
                _ if exit.otherwise => self.reader.word(Word::Otherwise).to_owned(),
                _ => String::new(),
            }
        };
        exits.map(words).collect()
    }
}

/// What a trigger says, in the words of the reader.
fn trigger_words(reader: &Reader<'_>, when: &Table) -> String {
    if let Some(value) = TRIGGERS.iter().find_map(|key| reader.value_of(when, *key)) {
        return value;
    }
    if let Some(value) = [K::AllTriggers, K::AnyOf].iter().find_map(|key| reader.value_of(when, *key)) {
        return value;
    }
    let who: Vec<String> = when.texts(K::DeclaredBy).map(|(id, _)| role_name(reader.procedure, id)).collect();
    match who.is_empty() {
        true => String::new(),
        false => format!("{} {}", reader.label(Word::Declares), who.join("; ")),
    }
}

fn role_name(procedure: &Procedure, id: &str) -> String {
    let role = procedure.role(id).and_then(|role| procedure.roles.get(role.index()));
    joined(role.map_or(id, |role| &role.name))
}

/// Which symbol a trigger has.
pub(super) fn symbol(on: &[On], all: bool) -> crate::diagram::Trigger {
    use crate::diagram::Trigger;
    match on {
        [] => Trigger::None,
        [On::Message { .. }] => Trigger::Message,
        [On::Signal(_)] => Trigger::Signal,
        [On::Time(_)] => Trigger::Timer,
        [On::Condition(_) | On::Declared(_)] => Trigger::Conditional,
        [On::Error(_)] => Trigger::Error,
        [On::Escalation(_)] => Trigger::Escalation,
        [On::Cancel] => Trigger::Cancel,
        _ if all => Trigger::ParallelMultiple,
        _ => Trigger::Multiple,
    }
}

/// Which symbol something thrown has.
pub(super) fn thrown(throw: &Throw) -> crate::diagram::Trigger {
    use crate::diagram::Trigger;
    match throw {
        Throw::Message { .. } => Trigger::Message,
        Throw::Signal(_) => Trigger::Signal,
        Throw::Error(_) => Trigger::Error,
        Throw::Escalation(_) => Trigger::Escalation,
        Throw::Terminate => Trigger::Terminate,
        Throw::Cancel => Trigger::Cancel,
        Throw::Compensation(_) => Trigger::Compensation,
    }
}
