//! Other participants, and the messages that go between them and this procedure.

use std::collections::BTreeMap;

use super::Draft;
use crate::diagram::element::{End, Flow, FlowKind, OtherPool};
use crate::diagram::geometry::Bounds;
use crate::graph::{On, Throw};
use crate::procedure::ElementIx;
use crate::render::joined;

impl Draft<'_> {
    pub(super) fn pools(&mut self) {
        let procedure = self.reader.procedure;
        let (mut throws, mut awaits) = (BTreeMap::new(), BTreeMap::new());
        for (position, participant) in procedure.participants.iter().enumerate() {
            if participant.procedure.as_deref() == Some(&*procedure.head.code) {
                continue;
            }
            let pool = self.sketch.others.len();
            self.sketch.others.push(OtherPool {
                id: format!("participant.{}", participant.id),
                participant: position,
                name: joined(&participant.name),
                lines: Vec::new(),
                bounds: Bounds::default(),
            });
            for name in &participant.throws {
                throws.entry(&**name).or_insert(pool);
            }
            for name in &participant.awaits {
                awaits.entry(&**name).or_insert(pool);
            }
        }
        if self.sketch.others.is_empty() {
            return;
        }
        for element in self.all() {
            let Some(shape) = self.main[element.index()] else { continue };
            for (name, out) in self.messages(element) {
                let pool = if out { awaits.get(&*name) } else { throws.get(&*name) };
                if let Some(pool) = pool {
                    self.message((shape, *pool), name, out);
                }
            }
        }
    }

    /// The messages that an element throws or waits for.
    fn messages(&self, element: ElementIx) -> Vec<(String, bool)> {
        let Some(special) = self.graph.special(element) else { return Vec::new() };
        let mut messages = Vec::new();
        if let Some(Throw::Message { name, .. }) = special.throws.as_deref() {
            messages.push((name.to_string(), true));
        }
        for on in special.trigger.as_deref().map_or(&[][..], |trigger| &trigger.on) {
            if let On::Message { name, .. } = on {
                messages.push((name.to_string(), false));
            }
        }
        messages
    }

    /// The line of a message; of what stands in a sub-process it ends at the sub-process.
    fn message(&mut self, (shape, pool): (usize, usize), name: String, out: bool) {
        let mut at = shape;
        while let Some(parent) = self.sketch.elements[at].parent {
            at = parent;
        }
        let (own, other) = (End::Element(at), End::Participant(pool));
        let (from, to) = if out { (own, other) } else { (other, own) };
        let id = format!("flow.{}", self.sketch.flows.len() + 1);
        self.sketch.flows.push(Flow {
            id,
            from,
            to,
            name,
            lines: Vec::new(),
            kind: FlowKind::Message,
            conditional: false,
            default: false,
            exit: None,
            answer: None,
            waypoints: Vec::new(),
            label: None,
        });
    }
}
