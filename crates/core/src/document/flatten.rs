//! Activities written inside others become members of the one flat list, each with its `dentro_de`.

use super::tree::{Entry, Node, Table, Tree};
use crate::data::Text;
use crate::keywords::Keyword;
use crate::source::Span;

/// Lifts nested activities out of activities and events, each right after the block it stood in.
pub(super) fn lift_activities(root: &mut Table) {
    let mut from_events = Vec::new();
    if let Some(events) = root.get_mut(Keyword::Event) {
        take_from_all(events, &mut from_events);
    }
    let Some(list) = root.get_mut(Keyword::Activity) else {
        if !from_events.is_empty() {
            let mut lifted = Vec::new();
            lift(from_events, &mut lifted);
            let span = lifted.first().map_or(Span::default(), |node| node.span);
            let node = Node { span, value: Tree::List(lifted) };
            root.entries.push(Entry { key: Keyword::Activity, key_span: span, node });
        }
        return;
    };
    if let Tree::List(nodes) = &mut list.value {
        let mut flat = std::mem::take(nodes);
        flat.extend(from_events);
        lift(flat, nodes);
    }
}

/// Moves nodes to the flat list; what stands inside one follows it. A stack stands for the recursion.
fn lift(nodes: Vec<Node>, flat: &mut Vec<Node>) {
    if nodes.iter().all(|node| !holds_others(node)) {
        flat.extend(nodes);
        return;
    }
    let mut waiting = vec![nodes.into_iter()];
    while let Some(next) = waiting.last_mut() {
        let Some(mut node) = next.next() else {
            waiting.pop();
            continue;
        };
        let inner = take_inner(&mut node);
        flat.push(node);
        if !inner.is_empty() {
            waiting.push(inner.into_iter());
        }
    }
}

fn holds_others(node: &Node) -> bool {
    node.as_table().is_some_and(|table| {
        table.entry(Keyword::Activity).is_some()
            || table.tables(Keyword::Event).any(|event| event.entry(Keyword::Activity).is_some())
    })
}

fn take_inner(node: &mut Node) -> Vec<Node> {
    let mut inner = Vec::new();
    if let Tree::Table(table) = &mut node.value {
        take_children(table, &mut inner);
        if let Some(events) = table.get_mut(Keyword::Event) {
            take_from_all(events, &mut inner);
        }
    }
    inner
}

fn take_from_all(blocks: &mut Node, inner: &mut Vec<Node>) {
    if let Tree::List(nodes) = &mut blocks.value {
        for node in nodes {
            if let Tree::Table(table) = &mut node.value {
                take_children(table, inner);
            }
        }
    }
}

fn take_children(parent: &mut Table, inner: &mut Vec<Node>) {
    let id = parent.text(Keyword::Id).cloned();
    let Some(entry) = parent.entries.take(Keyword::Activity) else {
        return;
    };
    if let Tree::List(mut children) = entry.node.value {
        for child in &mut children {
            name_parent(child, id.as_ref());
        }
        inner.append(&mut children);
    }
}

fn name_parent(child: &mut Node, id: Option<&Text>) {
    let span = child.span;
    if let (Tree::Table(table), Some(id)) = (&mut child.value, id)
        && table.entry(Keyword::Inside).is_none()
    {
        let node = Node { span, value: Tree::Text(id.clone()) };
        table.entries.push(Entry { key: Keyword::Inside, key_span: span, node });
    }
}
