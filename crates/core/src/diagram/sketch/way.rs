//! The lines of every way of the graph.
//!
//! A way out of a block that BPMN has no flow for becomes an error end in the block, caught at its border.
//! Read [`Draft::ways`].

use super::{Draft, FlowKind};
use crate::diagram::element::{Kind, Place, Trigger};
use crate::graph::{Exit, ExitKind, NodeKind, Target};
use crate::procedure::{Activity, Applies, ElementIx, ExitIx};
use crate::render::{Word, joined};

/// What is said of a way.
#[derive(Default)]
struct Said {
    name: String,
    answer: Option<u16>,
    conditional: bool,
    default: bool,
    /// Whether no other way leaves the same shape.
    alone: bool,
    /// How long is waited before what follows opens.
    after: Option<String>,
}

impl Draft<'_> {
    /// The lines of the ways out of an element.
    pub(super) fn ways(&mut self, element: ElementIx) {
        let procedure = self.reader.procedure;
        let node = self.graph.node(element).kind;
        match procedure.activity(element) {
            Some(activity) if node != NodeKind::Group => self.activity_ways(element, activity),
            Some(_) => {}
            None if node == NodeKind::Event => self.event_ways(element),
            None => self.gateway_ways(element),
        }
    }

    fn activity_ways(&mut self, element: ElementIx, activity: &Activity) {
        let Some(from) = self.leave[element.index()] else { return };
        for (position, answer) in activity.answers.iter().enumerate() {
            let label = match &*answer.id {
                "yes" => self.reader.word(Word::Yes).to_owned(),
                "no" => self.reader.word(Word::No).to_owned(),
                _ => joined(&answer.text),
            };
            let (name, after) = self.answer_words(activity, (&answer.id, label));
            let said = Said { name, after, conditional: true, ..Said::default() };
            self.way(from, answer.exit, Said { answer: u16::try_from(position).ok(), ..said });
        }
        let refused = activity.control.as_ref().and_then(|control| control.if_nonconforming);
        if let Some(exit) = refused {
            let name = self.reader.word(Word::Nonconforming).to_owned();
            self.way(from, exit, Said { name, conditional: true, ..Said::default() });
        }
        self.next_ways(element, activity, (from, refused));
        for alternative in self.graph.special(element).map_or(&[][..], |special| &special.alternatives) {
            if let (Some(gateway), Some(wait)) = (self.main[element.index()], self.main[alternative.index()])
            {
                self.line(gateway, wait, FlowKind::Sequence);
            }
        }
    }

    /// The way on, and the way around an optional activity.
    fn next_ways(
        &mut self,
        element: ElementIx,
        activity: &Activity,
        (from, refused): (usize, Option<ExitIx>),
    ) {
        let Some(next) = activity.next else { return };
        if self.throws_link(element) {
            return self.link(from, next);
        }
        let entry = self.entry[element.index()];
        if let (Some(gateway), true) =
            (entry, activity.applies != Applies::Always && activity.interaction.is_none())
        {
            let name = self.reader.word(Word::No).to_owned();
            self.way(gateway, next, Said { name, conditional: true, ..Said::default() });
        }
        let is_shown = activity.question.is_none();
        let name = match (refused, activity.milestone.as_ref()) {
            (Some(_), _) => self.reader.word(Word::Conforming).to_owned(),
            (None, Some(_)) if !is_shown => self.reader.word(Word::Milestone).to_owned(),
            _ => String::new(),
        };
        let has_wait = self.main[element.index()] == Some(from)
            && self.graph.node(element).kind == NodeKind::EventGateway;
        let is_milestone = activity.milestone.is_some() && activity.applies == Applies::Always;
        if is_shown && !has_wait || !is_shown && is_milestone {
            let alone = refused.is_none() && is_shown;
            self.way(from, next, Said { conditional: !alone, name, alone, ..Said::default() });
        }
    }

    fn link(&mut self, from: usize, exit: ExitIx) {
        let Target::Element(target) = self.graph.exit(exit).target else { return };
        if let Some(caught) = self.caught.get(&target) {
            self.sketch.order.push((from, *caught));
        }
    }

    fn event_ways(&mut self, element: ElementIx) {
        let is_scope_event = self.main[element.index()]
            .is_some_and(|shape| matches!(self.sketch.elements[shape].kind, Kind::SubProcess(_)));
        if is_scope_event {
            return self.way_of_scope_event(element);
        }
        let shapes = match self.copies.get(&element) {
            Some(shapes) => shapes.clone(),
            None => self.main[element.index()].into_iter().collect(),
        };
        let effects = self.effects(element);
        let exits: Vec<(ExitIx, Target)> =
            self.graph.exits_of(element).map(|(exit, way)| (exit, way.target)).collect();
        for (exit, target) in exits {
            for shape in &shapes {
                self.way(*shape, exit, Said::default());
                if let (Target::End, Some(end), false) = (target, self.ends.get(shape), effects.is_empty()) {
                    self.sketch.elements[*end].name.clone_from(&effects);
                }
            }
        }
    }

    fn gateway_ways(&mut self, element: ElementIx) {
        let Some(from) = self.leave[element.index()] else { return };
        if self.is_lift(element) {
            return self.lift_ways(element, from);
        }
        let node = self.graph.node(element).kind;
        let names = if node == NodeKind::Block { Vec::new() } else { self.conditions(element) };
        let exits: Vec<(ExitIx, bool, bool)> = self
            .graph
            .exits_of(element)
            .map(|(exit, way)| (exit, way.condition.is_some(), way.otherwise))
            .collect();
        let alone = exits.len() == 1;
        let chooses =
            matches!(node, NodeKind::Exclusive | NodeKind::Inclusive | NodeKind::Complex | NodeKind::Fork);
        for (position, (exit, conditional, default)) in exits.into_iter().enumerate() {
            let name = names.get(position).cloned().unwrap_or_default();
            self.way(
                from,
                exit,
                Said { name, conditional: conditional && chooses, default, alone, ..Said::default() },
            );
        }
    }

    /// One way of the graph, from a shape on.
    fn way(&mut self, from: usize, exit: ExitIx, said: Said) {
        let way = self.graph.exit(exit).clone();
        let (from, said) = self.delayed(from, (exit, &way), said);
        let back = matches!(way.kind, ExitKind::Return(_));
        let (to, kind) = match self.goal(from, (exit, &way), said.alone) {
            Goal::Nowhere => return,
            Goal::Shape(to) => (to, if back { FlowKind::Return } else { FlowKind::Sequence }),
            Goal::Through(end, border, to) => {
                let line = self.line(border, to, if back { FlowKind::Return } else { FlowKind::Sequence });
                self.sketch.flows[line].exit = Some(exit);
                (end, FlowKind::Sequence)
            }
        };
        let line = self.named_line((from, to), said.name, Some(exit));
        let flow = &mut self.sketch.flows[line];
        (flow.kind, flow.conditional, flow.default, flow.answer) =
            (kind, said.conditional, said.default, said.answer);
    }

    /// What opens after a while waits for a timer first.
    fn delayed(&mut self, from: usize, (exit, way): (ExitIx, &Exit), said: Said) -> (usize, Said) {
        let Some(after) = way.after else { return (from, said) };
        let kind = Kind::Event { place: Place::Catch, trigger: Trigger::Timer, interrupts: true };
        let timer = self.add_part(from, "after", kind, said.after.unwrap_or_else(|| after.to_string()));
        let line = self.named_line((from, timer), said.name, Some(exit));
        let flow = &mut self.sketch.flows[line];
        (flow.conditional, flow.default, flow.answer) = (said.conditional, said.default, said.answer);
        (timer, Said { alone: said.alone, ..Said::default() })
    }

    fn goal(&mut self, from: usize, (_, way): (ExitIx, &Exit), alone: bool) -> Goal {
        let scope = self.origins[from].scope;
        match way.target {
            Target::End => self.end_of(from, alone).map_or(Goal::Nowhere, Goal::Shape),
            Target::CaseEnd => self.end_of_case(from, scope),
            Target::Element(target) => {
                let target = self.lifted(target, scope);
                let Some(to) = self.entry[target.index()] else { return Goal::Nowhere };
                match self.border(scope, self.graph.within(target)) {
                    None => Goal::Shape(to),
                    Some(block) => self.through(from, block, to),
                }
            }
        }
    }

    /// What runs beside a later block leaves by an escalation that interrupts nothing; the other way goes on.
    fn lift_ways(&mut self, element: ElementIx, from: usize) {
        let exits: Vec<(ExitIx, Target)> =
            self.graph.exits_of(element).map(|(exit, way)| (exit, way.target)).collect();
        for (exit, target) in exits {
            let scope = self.origins[from].scope;
            let lifted = match target {
                Target::Element(target) => Some(self.lifted(target, scope)),
                _ => None,
            };
            let left =
                lifted.and_then(|target| Some((target, self.border(scope, self.graph.within(target))?)));
            let Some((target, block)) = left else {
                self.way(from, exit, Said { alone: true, ..Said::default() });
                continue;
            };
            let (Some(to), Some(host)) = (self.entry[target.index()], self.main[block.index()]) else {
                continue;
            };
            let name = format!("→ {}", self.reader.procedure.reference(target));
            self.sketch.elements[from].name.clone_from(&name);
            let kind =
                Kind::Event { place: Place::Boundary, trigger: Trigger::Escalation, interrupts: false };
            let border = self.add_part(from, "caught", kind, name);
            self.origins[border].scope = self.graph.within(block);
            self.sketch.elements[border].host = Some(host);
            self.named_line((border, to), String::new(), Some(exit));
        }
    }

    /// A target in a block that the line does not begin in stands for the block.
    fn lifted(&self, target: ElementIx, scope: Option<ElementIx>) -> ElementIx {
        let mut target = target;
        loop {
            let around = self.graph.within(target);
            let mut outside = scope;
            while outside != around && outside.is_some() {
                outside = outside.and_then(|block| self.graph.within(block));
            }
            match around {
                Some(block) if outside != around => target = block,
                _ => return target,
            }
        }
    }

    /// The outermost block that is left on the way from one scope to another.
    fn border(&self, from: Option<ElementIx>, to: Option<ElementIx>) -> Option<ElementIx> {
        let (mut at, mut left) = (from, None);
        while at != to {
            left = at;
            at = self.graph.within(at?);
        }
        left
    }

    /// An error end in the block, and the event at the border of the outermost block that catches it.
    fn through(&mut self, from: usize, block: ElementIx, to: usize) -> Goal {
        let name = self.sketch.elements[to].number.clone();
        let name = if name.is_empty() { self.sketch.elements[to].name.clone() } else { name };
        let error = |place| Kind::Event { place, trigger: Trigger::Error, interrupts: true };
        let end = self.add_part(from, "leave", error(Place::End), format!("→ {name}"));
        let Some(host) = self.main[block.index()] else { return Goal::Shape(end) };
        let border = self.add_part(end, "caught", error(Place::Boundary), format!("→ {name}"));
        self.origins[border].scope = self.graph.within(block);
        self.sketch.elements[border].host = Some(host);
        Goal::Through(end, border, to)
    }

    fn end_of_case(&mut self, from: usize, scope: Option<ElementIx>) -> Goal {
        let kind = Kind::Event { place: Place::End, trigger: Trigger::Terminate, interrupts: true };
        let name = self.reader.word(Word::EndOfCase).to_owned();
        let end = self.add_part(from, "end-case", kind, name);
        match self.border(scope, None) {
            None => Goal::Shape(end),
            Some(block) => {
                self.origins[end].scope = None;
                self.through(from, block, end)
            }
        }
    }
}

/// Where a line leads.
enum Goal {
    Nowhere,
    Shape(usize),
    /// To an error end; the event at the border that catches it leads on.
    Through(usize, usize, usize),
}
