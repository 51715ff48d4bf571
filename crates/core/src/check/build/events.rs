//! What may happen: waits, alternatives, events beside an activity or in a block, ways to begin.
//!
//! Knows how each is written and what it becomes in the graph.
//! Does not know what happens when it happens, that is `decide`.
//! Read [`Builder::event`] and [`Builder::trigger`] first.

use super::declared::place;
use super::elements::{Other, OtherKind};
use super::{Builder, given, said};
use crate::calendar::{Cadence, Timer};
use crate::data::{Date, Kind, Text, Timestamp};
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table, Tree};
use crate::graph::{BlockKind, Moment, NodeKind, On, Target, Trigger, Way};
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{DatumIx, ElementIx};
use crate::source::Span;

/// The kinds of triggers; one of them stands in each.
const KINDS: [K; 9] = [
    K::Message,
    K::Signal,
    K::Time,
    K::Condition,
    K::Error,
    K::Escalation,
    K::DeclaredBy,
    K::Cancels,
    K::Compensates,
];

/// What only an event beside other work can be set off by.
const BESIDE: [K; 4] = [K::Error, K::Escalation, K::Cancels, K::Compensates];

/// What an event may do when it occurs, besides leading somewhere by activities of its own.
const EFFECTS: [K; 6] = [K::GoesTo, K::Next, K::BackTo, K::Redo, K::Opens, K::Notifies];

/// Where a trigger stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// A token waits for it: it happens once.
    Flow,
    /// Beside other work.
    Beside,
    /// A way to begin.
    Start,
}

impl<'d> Builder<'d> {
    /// What an activity in the flow waits for.
    pub(super) fn waits(&mut self, element: ElementIx, table: &'d Table) {
        if let Some(wait) = table.table(K::Wait)
            && let Some(trigger) = self.trigger(wait, Spot::Flow)
        {
            self.graph.special(element).trigger = Some(Box::new(Trigger { interrupts: true, ..trigger }));
        }
    }

    /// One of several waits, of which the first decides.
    pub(super) fn alternative(&mut self, element: ElementIx, other: Other<'d>) {
        let table = other.table;
        self.begin(element, NodeKind::Event, table);
        if let Some(host) = other.host {
            self.graph.special(host).alternatives.push(element);
        }
        self.set_off(element, table, Spot::Flow);
        let (way, span) = self.event_way(element, table);
        self.leave(way, span);
    }

    /// A gateway whose flows lead to waits, of which the first decides.
    pub(super) fn first_of(&mut self, gateway: ElementIx, table: &'d Table) {
        for flow in table.list(K::Next) {
            let target = flow.as_table().map_or(Some(flow), |flow| flow.get(K::GoesTo));
            let found = target.and_then(Node::reference_text).and_then(|name| self.elements.find(&name));
            let Some(element) = found else { continue };
            let waits = self.elements.table(element).get(K::Wait).is_some();
            if waits && self.elements.is_activity(element) {
                self.graph.special(gateway).alternatives.push(element);
            } else {
                let (gateway, target) = (self.elements.shown(gateway), self.elements.shown(element));
                self.broken(ReferenceProblem::NothingAwaited { gateway, target }, flow.span);
            }
        }
    }

    /// Something that may happen beside the work of its host, or of the scope it stands in.
    pub(super) fn event(&mut self, element: ElementIx, other: Other<'d>) {
        let table = other.table;
        if table.table(K::When).is_some_and(|when| when.flag(K::Compensates)) {
            return self.compensation_start(element, other);
        }
        let own = self.layout.children(element).first().copied();
        let is_block = self.layout.is_scope(element);
        self.begin(element, if is_block { NodeKind::Block } else { NodeKind::Event }, table);
        self.set_off(element, table, Spot::Beside);
        self.attach(element, other);
        let interrupts = interrupts(table);
        if is_block {
            let starts = self.starts_of(element);
            let block = self.graph.special(element).block.get_or_insert_default();
            (block.kind, block.starts) = (BlockKind::Event { interrupts }, starts);
        }
        let (way, span) = match own {
            _ if is_block => (Way::to(Target::End), table.span),
            Some(first) => (Way::to(Target::Element(self.layout.entry(first))), table.span),
            None => self.event_way(element, table),
        };
        self.leave(way, span);
        self.check_event(table, own.is_some());
    }

    /// What sets an element off, with what it does besides leading on.
    fn set_off(&mut self, element: ElementIx, table: &'d Table, spot: Spot) {
        let Some(trigger) = table.table(K::When).and_then(|when| self.trigger(when, spot)) else { return };
        let is_return = table.get(K::BackTo).is_some();
        let trigger = Trigger {
            interrupts: interrupts(table),
            maximum: self.count(table, K::Maximum).filter(|_| !is_return),
            enabled_if: self.guard(table, K::EnabledIf, Expects::Bool),
            notifies: self.roles(table, K::Notifies),
            redo: self.redone(element, table),
            opens: self.opens(table),
            ..trigger
        };
        self.graph.special(element).trigger = Some(Box::new(trigger));
    }

    /// Puts an event beside its hosts, or into the scope it stands in.
    fn attach(&mut self, element: ElementIx, other: Other<'d>) {
        let hosts = match other.host {
            Some(host) => vec![host],
            None => self.hosts(other.table),
        };
        for host in &hosts {
            self.graph.special(*host).attached.push(element);
        }
        match &hosts[..] {
            [host] => self.graph.special(element).host = Some(*host),
            [] if other.table.entry(K::WhileOpen).is_none() => {
                if other.table.get(K::BackTo).is_some() {
                    self.graph.going_back.push(element);
                }
                match self.layout.scope(element) {
                    Some(scope) => {
                        self.graph.special(scope).block.get_or_insert_default().events.push(element);
                    }
                    None => self.graph.events.push(element),
                }
            }
            _ => {
                if let Some(trigger) = &mut self.graph.special(element).trigger {
                    trigger.hosts = hosts;
                }
            }
        }
    }

    /// The siblings that an event stands beside.
    fn hosts(&mut self, table: &Table) -> Vec<ElementIx> {
        let mut hosts: Vec<ElementIx> = Vec::new();
        for node in table.list(K::WhileOpen) {
            let Some(name) = node.reference_text() else { continue };
            let Some(host) = self.elements.find(&name).filter(|host| self.may_host(*host)) else {
                self.broken(ReferenceProblem::UnknownHost { name }, node.span);
                continue;
            };
            if hosts.first().is_some_and(|first| self.layout.scope(*first) != self.layout.scope(host)) {
                let (first, other) = (self.elements.shown(hosts[0]), self.elements.shown(host));
                self.broken(ReferenceProblem::HostsApart { first, other }, node.span);
                continue;
            }
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        hosts
    }

    /// Whether an element is open for a while, so that something may happen meanwhile.
    fn may_host(&self, element: ElementIx) -> bool {
        let is_group = self.layout.is_block(element) && !self.layout.is_scope(element);
        let is_repetition =
            self.elements.other(element).is_some_and(|other| other.kind == OtherKind::Repetition);
        (self.elements.is_activity(element) && !is_group) || is_repetition
    }

    /// Where an event leads after its own activities, and where the file says so: on, back, or nowhere.
    pub(super) fn event_way(&mut self, event: ElementIx, table: &'d Table) -> (Way, Span) {
        if let Some(node) = said(table, K::BackTo) {
            let maximum = self.maximum(table, true, node.span);
            let target = self.target(event, K::BackTo, node, None).unwrap_or(Target::End);
            self.check_cancels(event, target, (table, node.span));
            return (Way { maximum, ..Way::to(target) }, node.span);
        }
        let (target, span) = self.flows_of(event, table).unwrap_or_else(|| {
            let node = said(table, K::GoesTo);
            (node.and_then(|node| self.target(event, K::GoesTo, node, None)), place(table, K::GoesTo))
        });
        (Way::to(target.unwrap_or(Target::End)), span)
    }

    /// The activities that an event has done once more.
    fn redone(&mut self, event: ElementIx, table: &Table) -> Vec<ElementIx> {
        let mut redone = Vec::new();
        for node in table.list(K::Redo) {
            let Some(name) = node.reference_text() else { continue };
            match self.elements.find(&name).filter(|element| self.elements.is_activity(*element)) {
                Some(element) if self.layout.scope(element) == self.layout.scope(event) => {
                    redone.push(self.layout.entry(element));
                }
                Some(_) => {
                    let id = self.elements.shown(event);
                    self.broken(ReferenceProblem::HostsApart { first: id, other: name }, node.span);
                }
                None => {
                    let problem = self.elements.unknown(&name);
                    self.broken(problem, node.span);
                }
            }
        }
        redone
    }

    fn check_event(&mut self, table: &'d Table, has_own: bool) {
        let id = || super::text(table, K::Id);
        if !has_own && !EFFECTS.iter().any(|key| table.get(*key).is_some()) {
            self.error(ReferenceProblem::EventWithoutEffect { id: id() }, table.span);
        }
        self.exclude(table, K::GoesTo, K::BackTo);
        self.exclude(table, K::BackTo, K::Next);
        self.exclude(table, K::WhileOpen, K::Inside);
        self.need(table, K::CancelsOthers, K::BackTo);
        let Some(interrupts) = table.entry(K::Interrupts).filter(|_| !interrupts(table)) else { return };
        if let Some(back) = table.entry(K::BackTo) {
            self.error(ReferenceProblem::ReturnInterrupts { id: id() }, back.key_span);
        }
        for key in [K::Error, K::Cancels] {
            if table.table(K::When).is_some_and(|when| when.get(key).is_some()) {
                let problem = ReferenceProblem::Conflict { first: K::Interrupts, second: key };
                self.error(problem, interrupts.key_span);
            }
        }
    }

    /// What is waited for: one thing, any of several, or all of them.
    fn trigger(&mut self, table: &'d Table, spot: Spot) -> Option<Trigger> {
        let all = table.entry(K::AllTriggers);
        let several = all.or(table.entry(K::AnyOf));
        if all.is_some() {
            self.exclude(table, K::AllTriggers, K::AnyOf);
        }
        let Some(several) = several else {
            let on = self.one_trigger(table, spot)?;
            return Some(Trigger { on: vec![on], ..Trigger::default() });
        };
        if let Some(kind) = KINDS.into_iter().find(|key| table.get(*key).is_some()) {
            self.error(ReferenceProblem::Conflict { first: several.key, second: kind }, several.key_span);
        }
        let mut on = Vec::new();
        for node in several.node.as_list() {
            on.extend(node.as_table().and_then(|table| self.one_trigger(table, spot)));
        }
        if several.node.as_list().is_empty() {
            self.broken(ReferenceProblem::TriggerMissing {}, several.node.span);
        }
        self.check_times(&on, all.is_some(), several.node.span);
        Some(Trigger { on, all: all.is_some(), ..Trigger::default() })
    }

    /// Of several triggers one may be a time; of those that must all happen it happens once.
    fn check_times(&mut self, on: &[On], all: bool, span: crate::source::Span) {
        let times = || on.iter().filter(|on| matches!(on, On::Time(_)));
        if times().count() > 1 {
            self.error(ReferenceProblem::SeveralTriggers { first: K::Time, second: K::Time }, span);
        }
        if all && times().any(|on| matches!(on, On::Time(Moment::Cycle { .. }))) {
            self.error(ReferenceProblem::CycleHere {}, span);
        }
    }

    fn one_trigger(&mut self, table: &'d Table, spot: Spot) -> Option<On> {
        let mut kinds = KINDS.into_iter().filter(|key| given(table, *key).is_some());
        let Some(kind) = kinds.next() else {
            self.broken(ReferenceProblem::TriggerMissing {}, table.span);
            return None;
        };
        if let Some(second) = kinds.next() {
            self.broken(ReferenceProblem::SeveralTriggers { first: kind, second }, place(table, second));
            return None;
        }
        let node = given(table, kind)?;
        if spot != Spot::Beside && BESIDE.contains(&kind) || kind == K::Compensates {
            self.broken(ReferenceProblem::NotAwaited { kind }, node.span);
            return None;
        }
        self.need(table, K::Correlates, K::Message);
        self.need(table, K::BufferedFor, K::Message);
        match kind {
            K::Message => Some(On::Message {
                name: node.as_text()?.clone(),
                correlates: self.named_guards(table, K::Correlates),
                kept: self.duration(table, K::BufferedFor),
            }),
            K::Signal => node.as_text().cloned().map(On::Signal),
            K::Time => self.moment(node, spot).map(On::Time),
            K::Condition => self.guard(table, K::Condition, Expects::Bool).map(On::Condition),
            K::Error => Some(On::Error(code(node))),
            K::Escalation => Some(On::Escalation(code(node))),
            K::DeclaredBy => Some(On::Declared(self.roles(table, K::DeclaredBy))),
            _ => Some(On::Cancel),
        }
    }

    fn moment(&mut self, node: &Node, spot: Spot) -> Option<Moment> {
        let moment = match &node.value {
            Tree::Date(date) => Moment::Local(*date, 0),
            Tree::Instant(text) => written_moment(text)?,
            Tree::Time(_, text) => self.timer(&Timer::parse(&text.written, self.language).ok()?, node)?,
            _ => return None,
        };
        if spot == Spot::Flow && matches!(moment, Moment::Cycle { .. }) {
            self.error(ReferenceProblem::CycleHere {}, node.span);
        }
        Some(moment)
    }

    fn timer(&mut self, timer: &Timer, node: &Node) -> Option<Moment> {
        match timer {
            Timer::After(length) => {
                self.needs_holidays(*length, node.span);
                Some(Moment::After(*length))
            }
            Timer::Cycle { times, every } => {
                self.needs_holidays(*every, node.span);
                Some(Moment::Cycle { every: *every, times: times.map(std::num::NonZeroU32::get) })
            }
            Timer::Cadence(Cadence::Every(every)) => {
                self.needs_holidays(*every, node.span);
                Some(Moment::Cycle { every: *every, times: None })
            }
            Timer::Cadence(Cadence::Times { .. }) => {
                self.error(ReferenceProblem::NoMoment { id: None }, node.span);
                None
            }
            Timer::Datum(id) => self.moment_of(id, node),
        }
    }

    /// A datum that holds a date, an instant or a length of time.
    fn moment_of(&mut self, id: &Text, node: &Node) -> Option<Moment> {
        let Some(datum) = self.data.find(id) else {
            let problem = self.data.unknown(id);
            self.broken(problem, node.span);
            return None;
        };
        let kind = self.data_list.get(datum as usize).map(|datum| datum.kind);
        if !matches!(kind, Some(Kind::Date | Kind::DateTime | Kind::Duration | Kind::Any)) {
            self.error(ReferenceProblem::NoMoment { id: Some(id.clone()) }, node.span);
        }
        Some(Moment::Datum(DatumIx(datum)))
    }

    /// A way to begin.
    pub(super) fn start_event(&mut self, element: ElementIx, table: &'d Table) {
        self.begin(element, NodeKind::Event, table);
        self.set_off(element, table, Spot::Start);
        let (target, span) = self.flows_of(element, table).unwrap_or_else(|| {
            let target = match said(table, K::GoesTo) {
                Some(node) => self.target(element, K::GoesTo, node, None),
                None => self.layout.starts(self.layout.scope(element)).first().copied().map(Target::Element),
            };
            (target, place(table, K::GoesTo))
        });
        self.leave(Way::to(target.unwrap_or(Target::End)), span);
        self.graph.entries.push(element);
    }

    /// Where a case begins unasked: at the first start that waits for nothing, else at its first activities.
    pub(super) fn begin_at(&self) -> Vec<ElementIx> {
        match self.plain_starts(None).first() {
            Some(start) => vec![*start],
            None => self.layout.starts(None),
        }
    }

    /// Where a scope begins: at the starts in it, else at its first activities.
    pub(super) fn starts_of(&self, scope: ElementIx) -> Vec<ElementIx> {
        let starts = self.plain_starts(Some(scope));
        if starts.is_empty() { self.layout.starts(Some(scope)) } else { starts }
    }

    /// Whether a scope has a start that waits for nothing.
    pub(super) fn has_start(&self, scope: Option<ElementIx>) -> bool {
        !self.plain_starts(scope).is_empty()
    }

    /// The starts in a scope that wait for nothing.
    fn plain_starts(&self, scope: Option<ElementIx>) -> Vec<ElementIx> {
        let plain = |table: &Table| ![K::When, K::Every].iter().any(|key| given(table, *key).is_some());
        let starts = self.elements.others().filter(|(element, other)| {
            other.kind == OtherKind::Start && plain(other.table) && self.layout.scope(*element) == scope
        });
        starts.map(|(element, _)| element).collect()
    }

    /// Whether guards can count how often an element occurred.
    pub(super) fn is_event(&self, element: ElementIx) -> bool {
        let kind = self.elements.other(element).map(|other| other.kind);
        matches!(kind, Some(OtherKind::Event | OtherKind::Alternative | OtherKind::Start))
    }

    /// The ids of what guards can count.
    pub(super) fn event_ids(&self) -> Vec<String> {
        let events = self.elements.others().filter(|(element, _)| self.is_event(*element));
        events.map(|(_, other)| super::text(other.table, K::Id).to_string()).collect()
    }
}

/// An event ends what it is attached to unless it says otherwise.
fn interrupts(table: &Table) -> bool {
    !matches!(table.get(K::Interrupts).map(|node| &node.value), Some(Tree::Bool(false)))
}

/// The code of an error or an escalation; `*` is any.
fn code(node: &Node) -> Option<Text> {
    node.as_text().filter(|code| &***code != "*").cloned()
}

/// `2022-04-07T10:00:00.000`, with an offset or where the procedure is.
fn written_moment(text: &str) -> Option<Moment> {
    if let Ok(instant) = text.parse() {
        return Some(Moment::At(instant));
    }
    let date: Date = text.get(..10)?.parse().ok()?;
    let universal: Timestamp = format!("{text}Z").parse().ok()?;
    let midnight: Timestamp = format!("{date}T00:00:00Z").parse().ok()?;
    Some(Moment::Local(date, universal.millis().checked_sub(midnight.millis())?))
}
