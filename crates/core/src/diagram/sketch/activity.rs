//! The shapes of an activity: what it is, the questions before and after it, its evidence, its deadline.
//!
//! Read [`Draft::activity`].

use super::words::{symbol, thrown};
use super::{Draft, FlowKind};
use crate::diagram::element::{Gateway, Kind, Place, Repetition, SubProcess, Task, Trigger};
use crate::document::Table;
use crate::graph::{BlockKind, NodeKind, Over};
use crate::keywords::Keyword as K;
use crate::procedure::{Activity, ActivityKind, Applies, ElementIx};
use crate::render::{Word, joined};

/// Columns of a control point that are shown in the box.
const SHOWN: usize = 90;

impl Draft<'_> {
    /// Everything that an element of the graph is drawn as.
    pub(super) fn shape(&mut self, element: ElementIx) {
        let procedure = self.reader.procedure;
        match procedure.activity(element) {
            Some(activity) => self.activity(element, activity),
            None => self.other(element),
        }
    }

    fn activity(&mut self, element: ElementIx, activity: &Activity) {
        let (kind, name) = self.kind_of(element, activity);
        let scope = self.graph.within(element);
        let shape = self.add(activity.id.to_string(), kind, name, (Some(element), scope));
        self.sketch.elements[shape].number = activity.number.to_string();
        self.main[element.index()] = Some(shape);
        self.entry[element.index()] = Some(shape);
        self.leave[element.index()] = Some(shape);
        if kind == Kind::Group {
            return;
        }
        let role = activity.responsible.roles.first().copied();
        self.origins[shape].role = role;
        self.origins[shape].unassigned = role.is_none() && activity.kind == ActivityKind::Work;
        self.sketch.elements[shape].undoes =
            self.graph.special(element).is_some_and(|special| special.undoes);
        self.repeats(element, shape);
        self.notes(activity, shape);
        self.waits_itself(element, shape);
        self.waits_inside(element, shape);
        self.optional(element, activity, shape);
        self.asks(element, activity);
        self.link_caught(element, activity);
        self.evidence(activity, shape);
    }

    fn kind_of(&self, element: ElementIx, activity: &Activity) -> (Kind, String) {
        let title = self.title(element);
        let special = self.graph.special(element);
        let block = self.reader.block(&activity.id);
        let event = |place, trigger| Kind::Event { place, trigger, interrupts: true };
        let instantiates = special.is_some_and(|special| special.begins_case);
        match self.graph.node(element).kind {
            NodeKind::Group => (Kind::Group, title),
            NodeKind::Block => (Kind::SubProcess(self.block_kind(element)), title),
            NodeKind::Call => (Kind::Call, title),
            NodeKind::End => (event(Place::End, Trigger::None), title),
            NodeKind::Throw => {
                let place = if activity.kind == ActivityKind::End { Place::End } else { Place::Throw };
                if block.is_some_and(|block| block.word(K::Type) == Some(K::Send)) {
                    return (Kind::Task { task: Task::Send, instantiates: false }, title);
                }
                let throw = special.and_then(|special| special.throws.as_deref());
                (event(place, throw.map_or(Trigger::None, thrown)), title)
            }
            NodeKind::EventGateway => (Kind::Gateway { gateway: Gateway::EventBased, instantiates }, title),
            NodeKind::Catch => {
                let trigger = self.graph.trigger(element).map_or(Trigger::None, |on| symbol(&on.on, on.all));
                let is_task = block.is_some_and(|block| block.word(K::Type) == Some(K::Receive));
                let carries = special.is_some_and(|special| !special.attached.is_empty());
                match (trigger == Trigger::Message && (is_task || instantiates), carries) {
                    (true, _) => (Kind::Task { task: Task::Receive, instantiates }, title),
                    (false, false) => (event(Place::Catch, trigger), title),
                    // Events stand at the border of an activity only: the wait stands in one.
                    (false, true) => (Kind::SubProcess(SubProcess::Embedded), title),
                }
            }
            _ if self.throws_link(element) => (event(Place::Throw, Trigger::Link), title),
            _ if self.is_link_event(element, activity) => (event(Place::Catch, Trigger::Link), title),
            _ => (Kind::Task { task: self.task(element, block), instantiates: false }, title),
        }
    }

    fn task(&self, element: ElementIx, block: Option<&Table>) -> Task {
        let special = self.graph.special(element);
        let computes = special.is_some_and(|special| !special.computes.is_empty());
        match (block.and_then(|block| block.word(K::Type)), self.graph.node(element).kind) {
            (Some(K::Manual), _) => Task::Manual,
            (Some(K::Script), _) => Task::Script,
            (Some(K::BusinessRule), _) => Task::BusinessRule,
            (Some(K::Send), _) => Task::Send,
            (Some(K::Receive), _) => Task::Receive,
            (_, NodeKind::Work) => Task::User,
            (_, NodeKind::Job) if block.is_some_and(|block| block.get(K::Script).is_some()) => Task::Script,
            (_, NodeKind::Job) => Task::Service,
            _ if special.is_some_and(|special| special.table.is_some()) => Task::BusinessRule,
            _ if computes => Task::Script,
            _ => Task::Plain,
        }
    }

    /// What kind of sub-process a block is.
    pub(super) fn block_kind(&self, element: ElementIx) -> SubProcess {
        match self.graph.block(element).map(|block| &block.kind) {
            Some(BlockKind::Transaction) => SubProcess::Transaction,
            Some(BlockKind::Event { .. }) => SubProcess::Event,
            Some(BlockKind::AdHoc { one_at_a_time, cancels_remaining, .. }) => {
                SubProcess::AdHoc { one_at_a_time: *one_at_a_time, cancels_remaining: *cancels_remaining }
            }
            Some(BlockKind::Plain) | None => SubProcess::Embedded,
        }
    }

    /// The marker of what is done several times.
    pub(super) fn repeats(&mut self, element: ElementIx, shape: usize) {
        self.sketch.elements[shape].repeats = self.graph.repeats(element).map(|repeats| match repeats.over {
            Over::While { .. } => Repetition::Loop,
            _ if repeats.parallel => Repetition::Parallel,
            _ => Repetition::Sequential,
        });
    }

    /// What is said inside the box besides the name.
    fn notes(&mut self, activity: &Activity, shape: usize) {
        let mut notes = Vec::new();
        let block = self.reader.block(&activity.id);
        let said =
            |key, word| Some(format!("{} {}", self.reader.label(word), self.reader.value_of(block?, key)?));
        notes.extend(block.and_then(|block| self.each(block)));
        notes.extend(said(K::Procedure, Word::Calls).filter(|_| activity.kind == ActivityKind::Call));
        let others: Vec<String> =
            activity.responsible.roles.iter().skip(1).map(|role| self.reader.role(*role)).collect();
        if !others.is_empty() {
            notes.push(format!("+ {}", others.join("; ")));
        }
        if let Some(control) = &activity.control {
            notes.push(format!("☑ {}", cut(&joined(&control.verifies))));
        }
        if activity.deadline.is_some() && activity.escalates_to.is_empty() {
            notes.extend(said(K::Deadline, Word::Deadline));
        }
        self.sketch.elements[shape].notes = notes;
    }

    /// An activity that waits for the first of several: its own wait stands behind the gateway, as the others do.
    fn waits_itself(&mut self, element: ElementIx, shape: usize) {
        let special =
            self.graph.special(element).filter(|_| self.graph.node(element).kind == NodeKind::EventGateway);
        let Some(trigger) = special.and_then(|special| special.trigger.as_deref()) else { return };
        let kind =
            Kind::Event { place: Place::Catch, trigger: symbol(&trigger.on, trigger.all), interrupts: true };
        let name = self.event_name(element);
        let wait = self.add_part(shape, "wait", kind, name);
        self.line(shape, wait, FlowKind::Sequence);
        self.leave[element.index()] = Some(wait);
    }

    /// A wait that events are attached to: a sub-process of which it is all.
    fn waits_inside(&mut self, element: ElementIx, shape: usize) {
        let is_block = self.graph.node(element).kind == NodeKind::Block;
        if is_block || !matches!(self.sketch.elements[shape].kind, Kind::SubProcess(_)) {
            return;
        }
        let trigger = self.graph.trigger(element).map_or(Trigger::None, |on| symbol(&on.on, on.all));
        let event = |place, trigger| Kind::Event { place, trigger, interrupts: true };
        let start = self.add_part(
            shape,
            "start",
            event(Place::Start, Trigger::None),
            self.reader.word(Word::Start).to_owned(),
        );
        let name = self.event_name(element);
        let wait = self.add_part(shape, "wait", event(Place::Catch, trigger), name);
        let end = self.add_part(
            shape,
            "end",
            event(Place::End, Trigger::None),
            self.reader.word(Word::End).to_owned(),
        );
        for part in [start, wait, end] {
            self.origins[part].scope = Some(element);
        }
        self.line(start, wait, FlowKind::Sequence);
        self.line(wait, end, FlowKind::Sequence);
    }

    /// The gateway before an optional activity.
    fn optional(&mut self, element: ElementIx, activity: &Activity, shape: usize) {
        let question = match &activity.applies {
            _ if activity.interaction.is_some() => return,
            Applies::Always => return,
            Applies::Asked { question, .. } => joined(question),
            Applies::If(_) => {
                let block = self.reader.block(&activity.id);
                block.and_then(|block| self.reader.value_of(block, K::AppliesIf)).unwrap_or_default()
            }
        };
        let kind = Kind::Gateway { gateway: Gateway::Exclusive, instantiates: false };
        let gateway = self.add_part(shape, "applies", kind, question);
        self.entry[element.index()] = Some(gateway);
        let yes = self.reader.word(Word::Yes).to_owned();
        let line = self.named_line((gateway, shape), yes, None);
        self.sketch.flows[line].conditional = true;
    }

    /// The gateway of a question, or of a verification that leads somewhere.
    fn asks(&mut self, element: ElementIx, activity: &Activity) {
        let refused = activity.control.as_ref().filter(|control| control.if_nonconforming.is_some());
        let (suffix, name) = match (&activity.question, refused) {
            (Some(question), _) => ("question", joined(question)),
            (None, Some(_)) => ("control", self.reader.word(Word::IsConforming).to_owned()),
            (None, None) => return,
        };
        let Some(from) = self.leave[element.index()] else { return };
        let kind = Kind::Gateway { gateway: Gateway::Exclusive, instantiates: false };
        let main = self.main[element.index()].unwrap_or(from);
        let gateway = self.add_part(main, suffix, kind, name);
        if let Some(role) = activity.answered_by.first() {
            self.origins[gateway].role = Some(*role);
        }
        self.line(from, gateway, FlowKind::Sequence);
        self.leave[element.index()] = Some(gateway);
    }

    fn evidence(&mut self, activity: &Activity, shape: usize) {
        let needs = activity.evidence.iter().filter(|need| need.is_own());
        for (need, option) in needs.flat_map(|need| need.options.iter().map(move |option| (need, option))) {
            let name =
                self.reader.procedure.records.get(option.record.index()).map(|record| joined(&record.name));
            let mut name = name.unwrap_or_default();
            if need.optional {
                name = format!("{name} ({})", self.reader.word(Word::Optional));
            }
            let document = self.add_part(shape, "evidence", Kind::Document, name);
            self.sketch.elements[document].host = Some(shape);
            self.line(shape, document, FlowKind::DataAssociation);
        }
    }

    /// Whether the way out of an element is a link.
    pub(super) fn throws_link(&self, element: ElementIx) -> bool {
        let procedure = self.reader.procedure;
        let block = procedure.activity(element).and_then(|activity| self.reader.block(&activity.id));
        block.and_then(|block| block.table(K::Throws)).is_some_and(|throw| throw.get(K::Link).is_some())
    }

    fn catches_link(&self, activity: &Activity) -> bool {
        self.reader.block(&activity.id).is_some_and(|block| block.get(K::Link).is_some())
    }

    /// Whether an activity is nothing but where a link arrives.
    fn is_link_event(&self, element: ElementIx, activity: &Activity) -> bool {
        let asks_nothing = activity.kind == ActivityKind::Automatic
            && activity.applies == Applies::Always
            && self
                .graph
                .special(element)
                .is_none_or(|special| special.computes.is_empty() && special.throws.is_none());
        self.catches_link(activity)
            && asks_nothing
            && self.led_to[element.index()] == 0
            && !self.is_start(element)
    }

    fn is_start(&self, element: ElementIx) -> bool {
        let starts = match self.graph.within(element) {
            None => &self.graph.starts,
            Some(block) => match self.graph.block(block) {
                Some(block) => &block.starts,
                None => return false,
            },
        };
        starts.contains(&element)
    }

    /// The event where a link arrives at an activity that is more than that.
    fn link_caught(&mut self, element: ElementIx, activity: &Activity) {
        let Some(entry) = self.entry[element.index()].filter(|_| self.catches_link(activity)) else { return };
        if self.is_link_event(element, activity) {
            self.caught.insert(element, entry);
            return;
        }
        let kind = Kind::Event { place: Place::Catch, trigger: Trigger::Link, interrupts: true };
        let name = self.reader.block(&activity.id).and_then(|block| self.reader.value_of(block, K::Link));
        let caught = self.add_part(entry, "link", kind, name.unwrap_or_default());
        self.caught.insert(element, caught);
        self.line(caught, entry, FlowKind::Sequence);
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or(text).trim_end()),
        None => text.to_owned(),
    }
}
