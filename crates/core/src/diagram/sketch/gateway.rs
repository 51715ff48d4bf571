//! The shapes of what is no activity: gateways, repetitions, events.

use super::words::symbol;
use super::{Draft, FlowKind};
use crate::diagram::element::{Gateway, Kind, Place, SubProcess, Trigger};
use crate::document::Table;
use crate::graph::NodeKind;
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;
use crate::render::{Word, joined};

impl Draft<'_> {
    pub(super) fn other(&mut self, element: ElementIx) {
        match self.graph.node(element).kind {
            NodeKind::Event => self.event(element),
            NodeKind::Block => self.scope_shape(element),
            kind => self.gateway(element, kind),
        }
    }

    /// A repetition of a range, or an event with activities of its own.
    fn scope_shape(&mut self, element: ElementIx) {
        let id = self.reader.procedure.id(element).to_string();
        let kind = self.block_kind(element);
        let range = self
            .reader
            .root()
            .tables(K::Repetition)
            .find(|range| range.text(K::Id).is_some_and(|own| **own == *id));
        let each = range.and_then(|range| self.each(range));
        let title = joined(self.reader.procedure.title(element));
        let name = if title.is_empty() && each.is_some() { String::new() } else { self.title(element) };
        let shape = self.add(id, Kind::SubProcess(kind), name, (Some(element), self.graph.within(element)));
        self.sketch.elements[shape].notes.extend(each);
        self.repeats(element, shape);
        self.main[element.index()] = Some(shape);
        self.entry[element.index()] = Some(shape);
        self.leave[element.index()] = Some(shape).filter(|_| kind != SubProcess::Event);
    }

    /// «Se hace por cada: zona», or how often.
    pub(super) fn each(&self, block: &Table) -> Option<String> {
        let each = block.get(K::ForEach)?;
        let each = match each.as_table() {
            Some(table) => {
                [K::Member, K::Cardinality].iter().find_map(|key| self.reader.value_of(table, *key))
            }
            None => Some(self.reader.value(each)),
        };
        Some(format!("{} {}", self.reader.label(Word::RepeatsFor), each?))
    }

    fn gateway(&mut self, element: ElementIx, kind: NodeKind) {
        let conditional = self.graph.ways_of(element).iter().any(|exit| exit.condition.is_some());
        let gateway = match kind {
            NodeKind::Parallel => Gateway::Parallel,
            NodeKind::Inclusive => Gateway::Inclusive,
            NodeKind::Complex => Gateway::Complex,
            NodeKind::EventGateway => Gateway::EventBased,
            NodeKind::Fork if conditional => Gateway::Inclusive,
            NodeKind::Fork => Gateway::Parallel,
            _ => Gateway::Exclusive,
        };
        let procedure = self.reader.procedure;
        let implied = procedure.is_implied(element);
        let name = if implied { String::new() } else { joined(procedure.title(element)) };
        let instantiates = self.graph.special(element).is_some_and(|special| special.begins_case);
        let id = procedure.id(element).to_string();
        let kind_drawn = match self.is_lift(element) {
            true => Kind::Event { place: Place::Throw, trigger: Trigger::Escalation, interrupts: true },
            false => Kind::Gateway { gateway, instantiates },
        };
        let shape = self.add(id, kind_drawn, name, (Some(element), self.graph.within(element)));
        self.sketch.elements[shape].implied = implied;
        self.main[element.index()] = Some(shape);
        self.leave[element.index()] = Some(shape);
        self.entry[element.index()] = Some(shape);
        // A fork parts each token by itself; BPMN's gateway would wait for all, so that they come together before.
        if kind == NodeKind::Fork && self.led_to[element.index()] > 1 && !self.is_lift(element) {
            let merge = Kind::Gateway { gateway: Gateway::Exclusive, instantiates: false };
            let merge = self.add_part(shape, "merge", merge, String::new());
            self.sketch.elements[merge].implied = true;
            self.line(merge, shape, FlowKind::Sequence);
            self.entry[element.index()] = Some(merge);
        }
    }

    /// Puts an event on the border of an activity; at what is none it is one more of the things that may come.
    fn attach(&mut self, event: usize, host: usize) {
        let host_kind = self.sketch.elements[host].kind;
        if host_kind.is_activity() {
            self.sketch.elements[event].host = Some(host);
            return;
        }
        if let Kind::Event { place, interrupts, .. } = &mut self.sketch.elements[event].kind {
            (*place, *interrupts) = (Place::Catch, true);
        }
        let waits = matches!(host_kind, Kind::Gateway { gateway: Gateway::EventBased, .. });
        self.line(host, event, if waits { FlowKind::Sequence } else { FlowKind::Association });
    }

    /// An event: a start, one of several waits, at the border of what it is attached to, or of a whole scope.
    fn event(&mut self, element: ElementIx) {
        let special = self.graph.special(element);
        let trigger = special.and_then(|special| special.trigger.as_deref());
        let mut drawn = trigger.map_or(Trigger::None, |trigger| symbol(&trigger.on, trigger.all));
        if special.is_some_and(|special| special.schedule.is_some()) {
            drawn = Trigger::Timer;
        }
        let interrupts = trigger.is_none_or(|trigger| trigger.interrupts);
        let hosts: Vec<ElementIx> = match (special.and_then(|special| special.host), trigger) {
            (Some(host), _) => vec![host],
            (None, Some(trigger)) => trigger.hosts.clone(),
            (None, None) => Vec::new(),
        };
        let place = match (self.is_alternative[element.index()], self.graph.entries.contains(&element)) {
            (true, _) => Place::Catch,
            (_, true) => Place::Start,
            _ if hosts.is_empty() => return self.event_of_scope(element, (drawn, interrupts)),
            _ => Place::Boundary,
        };
        if (place, drawn) == (Place::Start, Trigger::None) && self.chooses_start {
            drawn = Trigger::Conditional;
        }
        let interrupts = interrupts || place != Place::Boundary;
        let kind = Kind::Event { place, trigger: drawn, interrupts };
        let copies = if place == Place::Boundary { hosts.len() } else { 1 };
        let mut shapes = Vec::new();
        for copy in 0..copies {
            let id = self.reader.procedure.id(element);
            let id = if copy == 0 { id.to_string() } else { format!("{id}.host-{}", copy + 1) };
            let name = self.event_name(element);
            let shape = self.add(id, kind, name, (Some(element), self.graph.within(element)));
            let host = hosts.get(copy).filter(|_| place == Place::Boundary);
            if let Some(host) = host.and_then(|host| self.main[host.index()]) {
                self.attach(shape, host);
            }
            shapes.push(shape);
        }
        self.main[element.index()] = shapes.first().copied();
        self.entry[element.index()] = shapes.first().copied();
        self.leave[element.index()] = shapes.first().copied();
        if shapes.len() > 1 {
            self.copies.insert(element, shapes);
        }
    }
}
