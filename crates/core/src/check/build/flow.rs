//! Sequence flows: the way on of an activity, and gateways with their conditions.

use super::elements::OtherKind;
use super::layout::After;
use super::{Builder, gateway, said, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table};
use crate::graph::{NodeKind, Target, Way};
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{ActivityKind, ElementIx, ExitIx, Gateway};
use crate::source::Span;

/// A gateway that the file does not name: the several flows of an activity.
///
/// With one condition and a default, "all that are true" and "the first that is true" are the same.
pub(super) struct Implied<'d> {
    activity: ElementIx,
    id: Text,
    kind: NodeKind,
    ways: Ways<'d>,
    scope: Option<ElementIx>,
}

/// Where an implied gateway leads.
enum Ways<'d> {
    /// Flows of the file.
    Flows(&'d [Node]),
    /// To a block that does not hold up the order, and to what comes after it.
    Both(ElementIx),
    /// To what comes after a block whose end waits for others.
    Past(ElementIx),
}

impl<'d> Builder<'d> {
    /// The way out of an activity that no answer names.
    pub(super) fn next(
        &mut self,
        element: ElementIx,
        table: &'d Table,
        kind: ActivityKind,
        may_pass: bool,
    ) -> Option<ExitIx> {
        if matches!(kind, ActivityKind::End | ActivityKind::Group) {
            return None;
        }
        if Self::is_link(table) {
            return self.link(element, table);
        }
        if self.layout.stands_apart(element) {
            return self.leads_nowhere(element, table);
        }
        let Some(entry) = table.entry(K::Next) else {
            return may_pass.then(|| self.fall_through(element, table));
        };
        if !may_pass {
            let from = self.elements.shown(element);
            self.broken(ReferenceProblem::NextBesideAnswers { from }, entry.key_span);
            return None;
        }
        let target = self.onward(element, table, &entry.node)?;
        Some(self.leave(Way::to(target), flows_span(&entry.node)))
    }

    /// Where flows lead: where the only one without a condition does, else to the gateway that stands for them.
    fn onward(&mut self, element: ElementIx, table: &'d Table, node: &'d Node) -> Option<Target> {
        match node.as_list() {
            [] => self.target(element, K::Next, node, None),
            [only] if condition(only).is_none() => self.flow_target(element, only),
            flows => self.imply(element, table, flows),
        }
    }

    /// The flows of a start, an event or an alternative, where it has `sigue`: where they lead, and their place.
    ///
    /// An event with activities of its own is asked for the way on by each of them that ends: the answer is kept.
    pub(super) fn flows_of(
        &mut self,
        element: ElementIx,
        table: &'d Table,
    ) -> Option<(Option<Target>, Span)> {
        let node = said(table, K::Next)?;
        let span = flows_span(node);
        if let Some(known) = self.flows_known.get(&element) {
            return Some((*known, span));
        }
        self.exclude(table, K::GoesTo, K::Next);
        let target = self.onward(element, table, node);
        self.flows_known.insert(element, target);
        Some((target, span))
    }

    /// What only undoes another activity is followed by nothing.
    fn leads_nowhere(&mut self, element: ElementIx, table: &Table) -> Option<ExitIx> {
        if let Some(entry) = table.entry(K::Next) {
            let id = self.elements.shown(element);
            self.broken(ReferenceProblem::OnlyUndoes { id }, entry.key_span);
        }
        None
    }

    /// What comes after in file order, or the end.
    fn fall_through(&mut self, element: ElementIx, table: &Table) -> ExitIx {
        let way = match self.layout.after(element) {
            After::Element(next) => Way::to(Target::Element(next)),
            After::Event(event) => self.event_way(event, self.elements.table(event)).0,
            After::End => Way::to(Target::End),
        };
        self.leave(way, table.span)
    }

    /// The forks before blocks that do not hold up the order, and the joins behind those that wait for them.
    pub(super) fn imply_beside(&mut self) {
        for beside in self.layout.beside.clone() {
            let (activity, scope) = (beside.element, self.layout.written_in(beside.element));
            self.imply_one((activity, beside.fork), "fork", NodeKind::Fork, (Ways::Both(activity), scope));
        }
        for joined in self.layout.joined.clone() {
            let (block, scope) = (joined.block, self.layout.scope(joined.block));
            self.imply_one((block, joined.join), "join", NodeKind::Inclusive, (Ways::Past(block), scope));
        }
    }

    fn imply_one(
        &mut self,
        (activity, element): (ElementIx, ElementIx),
        what: &str,
        kind: NodeKind,
        (ways, scope): (Ways<'d>, Option<ElementIx>),
    ) {
        let id = self.free_id(&text(self.elements.table(activity), K::Id), what);
        self.elements.add(id.clone(), element);
        self.implied.push(Implied { activity, id, kind, ways, scope });
    }

    /// The gateway that stands for the conditions of an activity.
    fn imply(&mut self, activity: ElementIx, table: &Table, flows: &'d [Node]) -> Option<Target> {
        let conditional = flows.iter().filter(|flow| condition(flow).is_some()).count();
        let defaults = flows.iter().filter(|flow| is_default(flow)).count();
        let is_choice = conditional == 1 && conditional + defaults == flows.len();
        let kind = if is_choice { NodeKind::Exclusive } else { NodeKind::Fork };
        let element = ElementIx::at(self.elements.len() + self.implied.len());
        let id = self.free_id(&text(table, K::Id), "next");
        self.elements.add(id.clone(), element);
        // An event stands where its host does.
        let host = self.elements.other(activity).and_then(|other| other.host);
        let scope = self.layout.scope(host.unwrap_or(activity));
        self.implied.push(Implied { activity, id, kind, ways: Ways::Flows(flows), scope });
        Some(Target::Element(element))
    }

    fn free_id(&self, activity: &str, what: &str) -> Text {
        let mut id = format!("{activity}-{what}");
        while self.elements.find(&id).is_some() {
            id.push('-');
        }
        id.into()
    }

    /// Everything that is no activity, in its order, then the gateways that the file implies.
    pub(super) fn others(&mut self) -> Vec<Gateway> {
        let mut names = Vec::new();
        for (element, other) in self.elements.others() {
            match other.kind {
                OtherKind::Gateway => self.gateway(element, other.table),
                OtherKind::Repetition => {
                    self.begin(element, NodeKind::Block, other.table);
                    self.repetition(element, other);
                    self.fall_through(element, other.table);
                }
                OtherKind::Start => {
                    self.start_event(element, other.table);
                    self.start_of_message(element, other.table);
                }
                OtherKind::Event => {
                    self.event(element, other);
                    self.takes(element, other.table.table(K::When));
                }
                OtherKind::Alternative => {
                    self.alternative(element, other);
                    self.takes(element, other.table.table(K::When));
                }
            }
            names.push(gateway(other.table));
        }
        for (position, implied) in std::mem::take(&mut self.implied).into_iter().enumerate() {
            let table = self.elements.table(implied.activity);
            self.begin(ElementIx::at(self.elements.len() + position), implied.kind, table);
            if let Some(scope) = implied.scope {
                self.graph.put_inside(ElementIx::at(self.elements.len() + position), scope);
            }
            match implied.ways {
                Ways::Flows(flows) => self.flows(implied.activity, flows),
                Ways::Both(element) => {
                    self.leave(Way::to(Target::Element(self.layout.beginning(element))), table.span);
                    self.leave(Way::to(target_of(self.layout.past(element))), table.span);
                }
                Ways::Past(block) => {
                    self.leave(Way::to(target_of(self.layout.past(block))), table.span);
                }
            }
            names.push(Gateway { id: implied.id, name: text(table, K::Title), implied: true });
        }
        names
    }

    fn gateway(&mut self, element: ElementIx, table: &'d Table) {
        let kind = match table.word(K::Type) {
            Some(K::Parallel) => NodeKind::Parallel,
            Some(K::Inclusive) => NodeKind::Inclusive,
            Some(K::Complex) => NodeKind::Complex,
            Some(K::EventBased) => NodeKind::EventGateway,
            _ => NodeKind::Exclusive,
        };
        self.begin(element, kind, table);
        if let Some(condition) = self.guard(table, K::ActivatesIf, Expects::Bool) {
            self.graph.special(element).activates_if = Some(condition);
            if kind != NodeKind::Complex {
                let problem = ReferenceProblem::ConditionWithoutUse { id: text(table, K::Id) };
                self.error(problem, super::declared::place(table, K::ActivatesIf));
            }
        }
        let flows = table.list(K::Next);
        if flows.is_empty() && matches!(kind, NodeKind::Exclusive | NodeKind::EventGateway) {
            self.broken(ReferenceProblem::GatewayWithoutNext { id: text(table, K::Id) }, table.span);
        }
        self.flows(element, flows);
        if kind == NodeKind::EventGateway {
            self.first_of(element, table);
        }
    }

    fn flows(&mut self, from: ElementIx, flows: &'d [Node]) {
        let mut defaults = flows.iter().filter(|flow| is_default(flow));
        if let (Some(_), Some(second)) = (defaults.next(), defaults.next()) {
            let from = self.elements.shown(from);
            self.broken(ReferenceProblem::SeveralDefaults { from }, second.span);
        }
        for flow in flows {
            self.flow(from, flow);
        }
    }

    fn flow(&mut self, from: ElementIx, flow: &'d Node) {
        let Some(target) = self.flow_target(from, flow) else {
            return;
        };
        let condition = flow.as_table().and_then(|table| {
            self.exclude(table, K::IfMet, K::Otherwise);
            self.guard(table, K::IfMet, Expects::Bool)
        });
        let otherwise = is_default(flow);
        self.leave(Way { condition, otherwise, ..Way::to(target) }, target_span(flow));
    }

    pub(super) fn flow_target(&mut self, from: ElementIx, flow: &Node) -> Option<Target> {
        match flow.as_table() {
            Some(table) => {
                let Some(node) = table.get(K::GoesTo) else {
                    self.whole = false;
                    return None;
                };
                self.target(from, K::GoesTo, node, None)
            }
            None => self.target(from, K::Next, flow, None),
        }
    }
}

fn target_of(after: After) -> Target {
    match after {
        After::Element(next) => Target::Element(next),
        After::Event(_) | After::End => Target::End,
    }
}

fn condition(flow: &Node) -> Option<&Node> {
    flow.as_table()?.get(K::IfMet)
}

fn is_default(flow: &Node) -> bool {
    flow.as_table().is_some_and(|table| table.flag(K::Otherwise))
}

/// Where the first of several flows stands.
fn flows_span(node: &Node) -> Span {
    node.as_list().first().map_or(node.span, target_span)
}

/// Where the target of a flow stands.
fn target_span(flow: &Node) -> Span {
    let target = flow.as_table().and_then(|table| table.get(K::GoesTo));
    target.map_or(flow.span, |node| node.span)
}
