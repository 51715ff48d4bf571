//! What stands beside activities: interactions, what undoes them, deadlines that somebody is told of; and groups.

use super::event::plain_end;
use super::{Draft, FlowKind};
use crate::diagram::element::{Kind, Place, Trigger};
use crate::graph::NodeKind;
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, Applies, ElementIx};
use crate::render::Word;

/// Headings in headings that are framed; a file may nest as many as it has activities.
const FRAMES: usize = 8;

impl Draft<'_> {
    pub(super) fn beside(&mut self) {
        for element in self.all() {
            self.undone(element);
            let Some(activity) = self.reader.procedure.activity(element) else { continue };
            self.interaction(element, activity);
            self.overdue(element, activity);
        }
    }

    /// An interaction that opens with an activity: an event at its border that interrupts nothing, the interaction, an end.
    fn interaction(&mut self, element: ElementIx, activity: &Activity) {
        let Some(interaction) = &activity.interaction else { return };
        let (Some(host), Some(shape)) = (self.main[interaction.host.index()], self.main[element.index()])
        else {
            return;
        };
        if interaction.awaited {
            self.sketch.elements[shape].notes.push(self.reader.word(Word::Aside).to_owned());
        }
        if !self.sketch.elements[host].kind.is_activity() {
            self.line(host, shape, FlowKind::Association);
            return;
        }
        let when = self.when_beside(activity);
        let kind = Kind::Event { place: Place::Boundary, trigger: Trigger::Conditional, interrupts: false };
        let event = self.add_part(shape, "beside", kind, when);
        self.origins[event] = self.origins[host];
        self.sketch.elements[event].host = Some(host);
        self.line(event, shape, FlowKind::Sequence);
        if self.graph.ways_of(element).is_empty() {
            let end = self.add_part(shape, "end", plain_end(), self.reader.word(Word::End).to_owned());
            self.line(shape, end, FlowKind::Sequence);
        }
    }

    /// When an interaction takes place: what is asked, the condition, or always.
    fn when_beside(&self, activity: &Activity) -> String {
        match &activity.applies {
            Applies::Asked { question, .. } => crate::render::joined(question),
            Applies::If(_) => {
                let block = self.reader.block(&activity.id);
                block.and_then(|block| self.reader.value_of(block, K::AppliesIf)).unwrap_or_default()
            }
            Applies::Always => self.reader.word(Word::Alongside).to_owned(),
        }
    }

    /// The event at an activity by which it is undone, and what undoes it.
    fn undone(&mut self, element: ElementIx) {
        let handler = self.graph.special(element).and_then(|special| special.compensated_by);
        let (Some(shape), Some(handler)) = (self.main[element.index()], handler) else { return };
        let Some(to) = self.main[handler.index()] else { return };
        if !self.sketch.elements[shape].kind.is_activity() {
            self.line(shape, to, FlowKind::Association);
            return;
        }
        let kind = Kind::Event { place: Place::Boundary, trigger: Trigger::Compensation, interrupts: true };
        let event = self.add_part(shape, "undo", kind, String::new());
        self.sketch.elements[event].host = Some(shape);
        self.line(event, to, FlowKind::Association);
    }

    /// A deadline that somebody is told of: an event that does not interrupt, and whom it tells.
    fn overdue(&mut self, element: ElementIx, activity: &Activity) {
        let Some(shape) = self.main[element.index()] else { return };
        if activity.deadline.is_none() || activity.escalates_to.is_empty() {
            return;
        }
        let block = self.reader.block(&activity.id);
        let name = block.and_then(|block| self.reader.value_of(block, K::Deadline)).unwrap_or_default();
        let kind = Kind::Event { place: Place::Boundary, trigger: Trigger::Timer, interrupts: false };
        let event = self.add_part(shape, "deadline", kind, name);
        self.sketch.elements[event].host = Some(shape);
        let told =
            format!("{} {}", self.reader.label(Word::WhenOverdue), self.reader.roles(&activity.escalates_to));
        let Kind::Event { place, .. } = plain_end() else { return };
        let kind = Kind::Event { place, trigger: Trigger::Escalation, interrupts: true };
        let end = self.add_part(event, "told", kind, told);
        self.line(event, end, FlowKind::Sequence);
    }

    /// Who stands in which group: headings that a shape is written in, and no scope between.
    pub(super) fn gather(&mut self) {
        let groups: Vec<Vec<usize>> = self.all().map(|element| self.headings(element)).collect();
        let of = |element: Option<ElementIx>| element.map_or(&[][..], |element| &groups[element.index()]);
        for shape in &self.sketch.elements {
            let element = shape.stands_for;
            let is_written = element.is_some_and(|element| self.reader.procedure.activity(element).is_some());
            let is_group = shape.kind == Kind::Group;
            let own = match (is_written, element) {
                (_, Some(element)) if is_group => of(Some(element)).to_vec(),
                (true, _) => of(element).to_vec(),
                // What the file does not write in a block stands in it when both its sides do.
                (false, Some(element)) => {
                    let before = self.came_from[element.index()];
                    let after = self.graph.ways_of(element).iter().find_map(|exit| match exit.target {
                        crate::graph::Target::Element(target) => Some(target),
                        _ => None,
                    });
                    let (before, after) = (of(before), of(after));
                    before.iter().copied().filter(|group| after.contains(group)).collect()
                }
                (false, None) => Vec::new(),
            };
            let stands = self.sketch.groups.len();
            let outside =
                self.origins[stands].scope != element.and_then(|element| self.graph.within(element));
            self.sketch.groups.push(if outside { Vec::new() } else { own });
        }
    }

    /// The groups around an element in its own scope, from the inside out.
    fn headings(&self, element: ElementIx) -> Vec<usize> {
        let scope = self.graph.within(element);
        let around = self.reader.nest.around(element);
        let groups = around.take_while(|block| Some(*block) != scope).filter(|block| {
            self.graph.node(*block).kind == NodeKind::Group && self.graph.within(*block) == scope
        });
        groups.filter_map(|group| self.main[group.index()]).take(FRAMES).collect()
    }
}
