//! Which row each shape stands in: beside what leads to it, or below where that place is taken.
//!
//! The rows of one lane stand together. Read [`rows`].

use std::collections::{BTreeMap, BTreeSet};

use super::{Edge, Node, Start};

/// The rows of a level.
pub(in crate::diagram) struct Rows {
    /// The row of each shape; floating ones have none that counts.
    pub(super) of: Vec<usize>,
    /// The lane of each row.
    pub(super) bands: Vec<usize>,
    /// What stands in a row and column.
    pub(super) taken: BTreeMap<(usize, usize), usize>,
}

/// Gives each shape its row.
pub(super) fn rows(nodes: &[Node], edges: &[Edge], columns: &[usize], bands: usize) -> Rows {
    let mut order: Vec<usize> = (0..nodes.len()).filter(|node| !nodes[*node].floats).collect();
    order.sort_by_key(|node| (columns[*node], *node));
    let before = before(nodes.len(), edges, columns);
    let mut within = Within::default();
    for &node in &order {
        let band = nodes[node].band;
        let wanted = match before[node] {
            Some((from, below)) if nodes[from].band == band => within.of(from) + usize::from(below),
            _ => 0,
        };
        within.take(node, (band, columns[node]), wanted);
    }
    within.number(nodes, columns, bands.max(1))
}

/// Of each shape what leads to it: the first, those that leave below their shape last.
fn before(count: usize, edges: &[Edge], columns: &[usize]) -> Vec<Option<(usize, bool)>> {
    let mut before: Vec<Option<(usize, bool)>> = vec![None; count];
    for edge in edges {
        let Some(to) = edge.to.filter(|to| columns[*to] > columns[edge.from] && !edge.back) else { continue };
        let below = edge.start != Start::Free;
        let better = match before[to] {
            None => true,
            Some((_, was_below)) => was_below && !below,
        };
        if better {
            before[to] = Some((edge.from, below));
        }
    }
    before
}

/// Rows counted within each lane.
#[derive(Default)]
struct Within {
    rows: BTreeMap<usize, usize>,
    taken: BTreeSet<(usize, usize, usize)>,
    /// The first row of a lane and column that is free with all below it.
    free: BTreeMap<(usize, usize), usize>,
}

impl Within {
    fn of(&self, node: usize) -> usize {
        self.rows.get(&node).copied().unwrap_or(0)
    }

    fn take(&mut self, node: usize, (band, column): (usize, usize), wanted: usize) {
        let free = self.free.entry((band, column)).or_default();
        let row = if self.taken.contains(&(band, column, wanted)) { *free } else { wanted };
        *free = (*free).max(row + 1);
        self.taken.insert((band, column, row));
        self.rows.insert(node, row);
    }

    /// Rows of all lanes one after another; a lane without shapes has one row.
    fn number(self, nodes: &[Node], columns: &[usize], bands: usize) -> Rows {
        let mut used: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); bands];
        for (node, row) in &self.rows {
            used[nodes[*node].band].insert(*row);
        }
        let (mut first, mut of_band) = (Vec::new(), Vec::new());
        for (band, rows) in used.iter().enumerate() {
            first.push(of_band.len());
            of_band.extend(std::iter::repeat_n(band, rows.len().max(1)));
        }
        // Rows that nothing stands in are left out.
        let ranks: Vec<BTreeMap<usize, usize>> =
            used.iter().map(|rows| rows.iter().copied().zip(0..).collect()).collect();
        let mut rows = Rows { of: vec![0; nodes.len()], bands: of_band, taken: BTreeMap::new() };
        for (node, row) in &self.rows {
            let band = nodes[*node].band;
            rows.of[*node] = first[band] + ranks[band].get(row).copied().unwrap_or(0);
            rows.taken.insert((rows.of[*node], columns[*node]), *node);
        }
        rows
    }
}
