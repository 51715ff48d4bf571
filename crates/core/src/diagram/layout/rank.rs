//! Which column each shape stands in: behind everything that leads to it.
//!
//! Lines that lead back are left out; where others close a circle, the one found last is taken for such a line.
//! Read [`columns`].

use super::{Edge, Node};

/// The column of each shape, from 0.
pub(super) fn columns(nodes: &[Node], edges: &[Edge]) -> Vec<usize> {
    let ahead = Ahead::of(nodes.len(), edges);
    let kept = ahead.without_circles();
    let mut columns = ahead.longest(&kept);
    ahead.pull(&kept, &mut columns);
    columns
}

/// The lines that lead on, by where they begin.
struct Ahead {
    first: Vec<usize>,
    /// Where each leads, those of one shape side by side.
    to: Vec<usize>,
}

impl Ahead {
    fn of(count: usize, edges: &[Edge]) -> Self {
        let leads = |edge: &&Edge| !edge.back && edge.to.is_some_and(|to| to != edge.from);
        let mut first = vec![0usize; count + 1];
        for edge in edges.iter().filter(leads) {
            first[edge.from + 1] += 1;
        }
        for node in 0..count {
            first[node + 1] += first[node];
        }
        let (mut next, mut to) = (first.clone(), vec![0; first[count]]);
        for edge in edges.iter().filter(leads) {
            if let Some(target) = edge.to {
                to[next[edge.from]] = target;
                next[edge.from] += 1;
            }
        }
        Ahead { first, to }
    }

    /// Which lines to keep so that none leads in a circle.
    fn without_circles(&self) -> Vec<bool> {
        let count = self.first.len() - 1;
        let mut kept = vec![true; self.to.len()];
        let mut state = vec![0u8; count];
        for root in 0..count {
            let mut way = Vec::new();
            if state[root] == 0 {
                state[root] = 1;
                way.push((root, self.first[root]));
            }
            while let Some((node, next)) = way.last_mut() {
                if *next == self.first[*node + 1] {
                    state[*node] = 2;
                    way.pop();
                    continue;
                }
                let (line, target) = (*next, self.to[*next]);
                *next += 1;
                match state[target] {
                    0 => {
                        state[target] = 1;
                        way.push((target, self.first[target]));
                    }
                    1 => kept[line] = false,
                    _ => {}
                }
            }
        }
        kept
    }

    /// The length of the longest way to each shape.
    fn longest(&self, kept: &[bool]) -> Vec<usize> {
        let count = self.first.len() - 1;
        let mut waiting = vec![0usize; count];
        for (line, target) in self.to.iter().enumerate().filter(|(line, _)| kept[*line]) {
            waiting[*target] += usize::from(kept[line]);
        }
        let mut columns = vec![0usize; count];
        let mut ready: Vec<usize> = (0..count).filter(|node| waiting[*node] == 0).collect();
        while let Some(node) = ready.pop() {
            for line in (self.first[node]..self.first[node + 1]).filter(|line| kept[*line]) {
                let target = self.to[line];
                columns[target] = columns[target].max(columns[node] + 1);
                waiting[target] -= 1;
                if waiting[target] == 0 {
                    ready.push(target);
                }
            }
        }
        columns
    }

    /// What nothing leads to stands just before what it leads to.
    fn pull(&self, kept: &[bool], columns: &mut [usize]) {
        let count = columns.len();
        let mut led_to = vec![false; count];
        for (line, target) in self.to.iter().enumerate() {
            led_to[*target] |= kept[line];
        }
        for node in (0..count).filter(|node| !led_to[*node]) {
            let targets = (self.first[node]..self.first[node + 1]).filter(|line| kept[*line]);
            if let Some(nearest) = targets.map(|line| columns[self.to[line]]).min() {
                columns[node] = nearest.saturating_sub(1);
            }
        }
    }
}
