//! What events wait for and throw.

use cauce::diagnostic::BpmnProblem;

use super::references::shortened;
use super::{Kind, Model, Task, Trigger, TriggerKind};
use crate::xml::At;

impl<'t> Model<'t> {
    /// The event definitions of an element, in order; of a task, the message that it sends or receives.
    pub(super) fn triggers(&mut self, at: At, kind: Kind) -> Vec<Trigger<'t>> {
        if let Kind::Task(Task::Send | Task::Receive) = kind {
            let named = self.tree.get(at, "messageRef").or_else(|| self.of_operation(at));
            let name = named.map(|named| self.title(named));
            return vec![Trigger { at, kind: TriggerKind::Message(name) }];
        }
        if !matches!(kind, Kind::Start | Kind::Catch | Kind::Throw | Kind::Boundary | Kind::End) {
            return Vec::new();
        }
        let mut triggers = Vec::new();
        let children: Vec<At> = self.tree.children(at).collect();
        for child in children {
            if let Some(definition) = self.definition(child) {
                triggers.extend(self.trigger(definition).map(|kind| Trigger { at: definition, kind }));
            }
        }
        triggers
    }

    /// An event definition where it stands, or the one that is named.
    fn definition(&mut self, at: At) -> Option<At> {
        if !self.is(at, "eventDefinitionRef") {
            return Some(at);
        }
        let named = self.tree.text(at);
        let found = self.named(named);
        if found.is_none() {
            let element = self.tree.parent(at).and_then(|event| self.tree.get(event, "id")).unwrap_or("");
            let names = "eventDefinitionRef".into();
            self.error(
                BpmnProblem::Dangling { element: shortened(element), names, target: shortened(named) },
                at,
            );
        }
        found
    }

    fn trigger(&self, at: At) -> Option<TriggerKind<'t>> {
        if !self.tree.in_bpmn(at) {
            return None;
        }
        let named =
            |attribute: &str| self.tree.get(at, attribute).map(str::trim).filter(|name| !name.is_empty());
        Some(match self.tree.local(at) {
            "messageEventDefinition" => {
                let named = named("messageRef").or_else(|| self.of_operation(at));
                TriggerKind::Message(named.map(|named| self.title(named)))
            }
            "signalEventDefinition" => TriggerKind::Signal(named("signalRef").map(|named| self.title(named))),
            "errorEventDefinition" => {
                TriggerKind::Error(named("errorRef").map(|named| self.code(named, "errorCode")))
            }
            "escalationEventDefinition" => TriggerKind::Escalation(
                named("escalationRef").map(|named| self.code(named, "escalationCode")),
            ),
            "timerEventDefinition" => {
                let times = ["timeDate", "timeDuration", "timeCycle"];
                TriggerKind::Timer(
                    self.tree.children(at).find(|child| times.iter().any(|name| self.is(*child, name))),
                )
            }
            "conditionalEventDefinition" => TriggerKind::Condition(self.child(at, "condition")),
            "linkEventDefinition" => TriggerKind::Link(named("name")),
            "compensateEventDefinition" => TriggerKind::Compensation(named("activityRef")),
            "cancelEventDefinition" => TriggerKind::Cancel,
            "terminateEventDefinition" => TriggerKind::Terminate,
            _ => return None,
        })
    }

    /// The message that goes in or out by the operation that an element names.
    fn of_operation(&self, at: At) -> Option<&'t str> {
        let reference = self.tree.get(at, "operationRef").or_else(|| {
            let child = self.tree.children(at).find(|child| self.is(*child, "operationRef"))?;
            Some(self.tree.text(child))
        })?;
        let operation = self.named(reference)?;
        let message = self.tree.children(operation).find(|child| self.is(*child, "inMessageRef"))?;
        Some(self.tree.text(message).trim())
    }
}
