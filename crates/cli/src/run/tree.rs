//! Work in the order people look for it: what stands in a block, a member or a call below it, indented.
//!
//! Read [`tree`] first.

use std::collections::BTreeMap;

use cauce::data::Text;
use cauce::procedure::Procedure;
use cauce::view::{Surroundings, WorkItem};

/// Deeper than this nothing is indented further.
const DEEPEST: usize = 6;

/// A row of the table of work.
pub(super) enum Branch<'i> {
    /// What the rows below it stand in.
    Heading { depth: usize, reference: Text, title: Text },
    /// Work.
    Item { depth: usize, item: &'i WorkItem },
}

/// The items with the headings they stand under, in the order in which each opened first.
pub(super) fn tree<'i>(own: &Procedure, items: &'i [WorkItem]) -> Vec<Branch<'i>> {
    let mut surroundings = Surroundings::new();
    let (mut order, mut titles) = (BTreeMap::<Vec<Text>, usize>::new(), BTreeMap::new());
    let mut placed = Vec::with_capacity(items.len());
    for item in items {
        let mut path: Vec<Text> = Vec::new();
        let mut key = Vec::new();
        let around = surroundings.of(own, item);
        let steps = around.iter().map(|around| (&around.reference, Some(&around.title)));
        for (reference, title) in steps.chain([(&item.reference, None)]) {
            path.push(reference.clone());
            let next = order.len();
            key.push(*order.entry(path.clone()).or_insert(next));
            title.map(|title| titles.insert(path.clone(), title.clone()));
        }
        placed.push((key, path, item));
    }
    placed.sort_by(|one, other| one.0.cmp(&other.0));
    rows(placed, &titles)
}

/// The items as the table shows them, without the headings.
pub(super) fn in_order<'i>(own: &Procedure, items: &'i [WorkItem]) -> Vec<&'i WorkItem> {
    let item = |branch: &Branch<'i>| match branch {
        Branch::Item { item, .. } => Some(*item),
        Branch::Heading { .. } => None,
    };
    tree(own, items).iter().filter_map(item).collect()
}

fn rows<'i>(
    placed: Vec<(Vec<usize>, Vec<Text>, &'i WorkItem)>,
    titles: &BTreeMap<Vec<Text>, Text>,
) -> Vec<Branch<'i>> {
    let mut rows = Vec::new();
    let mut above: Vec<Text> = Vec::new();
    for (_, path, item) in placed {
        let depth = path.len() - 1;
        let shared = above.iter().zip(&path).take_while(|(one, other)| one == other).count();
        for level in shared..depth {
            let reference = path[level].clone();
            let title = titles.get(&path[..=level]).cloned().unwrap_or_default();
            rows.push(Branch::Heading { depth: level.min(DEEPEST), reference, title });
        }
        rows.push(Branch::Item { depth: depth.min(DEEPEST), item });
        above = path;
    }
    rows
}
