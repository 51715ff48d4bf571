//! Sequence flows: the way on of an activity, and gateways with their conditions.

use super::{Builder, gateway, text};
use crate::data::Text;
use crate::diagnostic::ReferenceProblem;
use crate::document::{Node, Table};
use crate::graph::{NodeKind, Target, Way};
use crate::guard::Expects;
use crate::keywords::Keyword as K;
use crate::procedure::{ActivityKind, ElementIx, ExitIx, Gateway};

/// A gateway that the file does not name: an activity with one conditional flow and perhaps a default.
///
/// With one condition, "all that are true" and "the first that is true" are the same.
pub(super) struct Implied<'d> {
    activity: ElementIx,
    id: Text,
    flows: &'d [Node],
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
        if kind == ActivityKind::End {
            return None;
        }
        let Some(entry) = table.entry(K::Next) else {
            return may_pass.then(|| self.fall_through(element, table));
        };
        if !may_pass {
            let from = self.elements.shown(element);
            self.broken(ReferenceProblem::NextBesideAnswers { from }, entry.key_span);
            return None;
        }
        let flows = entry.node.as_list();
        let target = match flows {
            [] => self.target(element, K::Next, &entry.node, None)?,
            [only] if condition(only).is_none() => self.flow_target(element, only)?,
            _ => self.imply(element, table, flows)?,
        };
        let span = flows.first().map_or(entry.node.span, target_span);
        Some(self.leave(Way::to(target), span))
    }

    /// What comes after in file order, or the end.
    fn fall_through(&mut self, element: ElementIx, table: &Table) -> ExitIx {
        let after = element.index() + 1;
        let target = match after < self.elements.activities.len() {
            true => Target::Element(ElementIx::at(after)),
            false => Target::End,
        };
        self.leave(Way::to(target), table.span)
    }

    /// The gateway that stands for the conditions of an activity.
    fn imply(&mut self, activity: ElementIx, table: &Table, flows: &'d [Node]) -> Option<Target> {
        let conditional = flows.iter().filter(|flow| condition(flow).is_some()).count();
        let defaults = flows.iter().filter(|flow| is_default(flow)).count();
        if conditional != 1 || conditional + defaults != flows.len() || defaults > 1 {
            let from = self.elements.shown(activity);
            let span = super::declared::place(table, K::Next);
            self.broken(ReferenceProblem::SeveralWays { from }, span);
            return None;
        }
        let element = ElementIx::at(self.elements.len() + self.implied.len());
        let id = self.free_id(&text(table, K::Id));
        self.elements.add(id.clone(), element);
        self.implied.push(Implied { activity, id, flows });
        Some(Target::Element(element))
    }

    fn free_id(&self, activity: &str) -> Text {
        let mut id = format!("{activity}-next");
        while self.elements.find(&id).is_some() {
            id.push('-');
        }
        id.into()
    }

    /// Gateways of the file, then those it implies.
    pub(super) fn gateways(&mut self) -> Vec<Gateway> {
        let mut gateways = Vec::new();
        let first = self.elements.activities.len();
        for (position, table) in self.elements.gateways.clone().into_iter().enumerate() {
            let element = ElementIx::at(first + position);
            self.begin(element, NodeKind::Exclusive, table);
            let flows = table.list(K::Next);
            if flows.is_empty() {
                self.broken(ReferenceProblem::GatewayWithoutNext { id: text(table, K::Id) }, table.span);
            }
            self.flows(element, flows);
            gateways.push(gateway(table));
        }
        for (position, implied) in std::mem::take(&mut self.implied).into_iter().enumerate() {
            let table = self.elements.table(implied.activity);
            self.begin(ElementIx::at(self.elements.len() + position), NodeKind::Exclusive, table);
            self.flows(implied.activity, implied.flows);
            gateways.push(Gateway { id: implied.id, name: text(table, K::Title) });
        }
        gateways
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

    fn flow_target(&mut self, from: ElementIx, flow: &Node) -> Option<Target> {
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

fn condition(flow: &Node) -> Option<&Node> {
    flow.as_table()?.get(K::IfMet)
}

fn is_default(flow: &Node) -> bool {
    flow.as_table().is_some_and(|table| table.flag(K::Otherwise))
}

/// Where the target of a flow stands.
fn target_span(flow: &Node) -> crate::source::Span {
    let target = flow.as_table().and_then(|table| table.get(K::GoesTo));
    target.map_or(flow.span, |node| node.span)
}
