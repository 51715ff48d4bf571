//! Events that catch what is thrown: attached to an activity, or standing in a block with activities of their own.

use super::Builder;
use super::elements::Other;
use crate::data::Text;
use crate::document::{Node, Table, Tree};
use crate::graph::{Block, BlockKind, NodeKind, On, Trigger, Way};
use crate::keywords::Keyword as K;
use crate::procedure::ElementIx;

impl<'d> Builder<'d> {
    /// An event that catches errors, escalations or a cancellation.
    pub(super) fn catching_event(&mut self, element: ElementIx, other: Other<'d>) {
        let table = other.table;
        let stands_inside = other.host.is_none() && self.layout.is_scope(element);
        let interrupts = !matches!(table.get(K::Interrupts), Some(Node { value: Tree::Bool(false), .. }));
        let kind = if stands_inside { NodeKind::Block } else { NodeKind::Event };
        self.begin(element, kind, table);
        let on = table.table(K::When).map(caught).unwrap_or_default();
        let maximum = self.count(table, K::Maximum);
        let trigger = Trigger { on, interrupts, maximum, ..Trigger::default() };
        let special = self.graph.special(element);
        special.trigger = Some(Box::new(trigger));
        if stands_inside {
            let kind = BlockKind::Event { interrupts };
            let block = Block { kind, starts: self.layout.starts(Some(element)), ..Block::default() };
            self.graph.special(element).block = Some(Box::new(block));
            return self.graph.add_event(element, self.layout.scope(element));
        }
        special.host = other.host;
        if let Some(host) = other.host {
            self.graph.special(host).attached.push(element);
        }
        if let Some(node) = table.get(K::GoesTo)
            && let Some(target) = self.target(element, K::GoesTo, node, None)
        {
            self.leave(Way::to(target), node.span);
        }
    }
}

fn caught(when: &Table) -> Vec<On> {
    let code = |key: K| match &when.get(key)?.value {
        Tree::Undefined => Some(None),
        _ => when.text(key).map(|code| Some(code).filter(|code| &***code != "*").cloned()),
    };
    let mut on: Vec<On> = Vec::new();
    on.extend(code(K::Error).map(|code: Option<Text>| On::Error(code)));
    on.extend(code(K::Escalation).map(On::Escalation));
    if when.flag(K::Cancels) {
        on.push(On::Cancel);
    }
    on
}
