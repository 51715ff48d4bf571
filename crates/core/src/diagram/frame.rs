//! The frames of groups: around the shapes of a heading and no others.
//!
//! Where others stand between them, a group is several frames, one per run of its shapes in a row; BPMN's groups of one
//! category are one group. Read [`frames`].

use std::collections::BTreeMap;

use super::geometry::{Bounds, Point};
use super::layout::Placed;
use super::text::{SMALL, height};

/// The height of the strip at the top of a frame that its heading stands in.
pub(super) fn strip(lines: &[String]) -> i32 {
    height(lines, SMALL) + 8
}

/// A group to be framed.
pub(super) struct Framed<'a> {
    /// The cells of what stands in it.
    pub(super) cells: &'a [(usize, usize)],
    /// The heights of the strips of the groups around it.
    pub(super) above: i32,
    /// How many groups are around it.
    pub(super) depth: i32,
    /// Whether lanes may be crossed is no question: a frame is no container.
    pub(super) height: i32,
}

/// The frames of a group, in the coordinates of its level.
pub(super) fn frames(
    placed: &Placed,
    taken: &BTreeMap<(usize, usize), usize>,
    group: &Framed<'_>,
) -> Vec<Bounds> {
    let Some(whole) = around(group.cells) else { return Vec::new() };
    let (mut count, limit) = (0, group.cells.len());
    for column in whole.0.0..=whole.1.0 {
        count += taken.range((column, whole.0.1)..=(column, whole.1.1)).take(limit + 1).count();
        if count > limit {
            break;
        }
    }
    let parts = if count == limit { vec![whole] } else { runs(taken, group.cells) };
    parts.into_iter().map(|part| frame(placed, group, part)).collect()
}

type Cell = (usize, usize);

fn around(cells: &[Cell]) -> Option<(Cell, Cell)> {
    let columns = || cells.iter().map(|cell| cell.0);
    let rows = || cells.iter().map(|cell| cell.1);
    Some(((columns().min()?, rows().min()?), (columns().max()?, rows().max()?)))
}

/// The runs of cells of a group in each row with nothing else between.
fn runs(taken: &BTreeMap<Cell, usize>, cells: &[Cell]) -> Vec<(Cell, Cell)> {
    let mut sorted: Vec<Cell> = cells.iter().map(|(column, row)| (*row, *column)).collect();
    sorted.sort_unstable();
    let mut runs: Vec<(Cell, Cell)> = Vec::new();
    for (row, column) in sorted {
        let free = |from: usize| (from + 1..column).all(|between| !taken.contains_key(&(between, row)));
        match runs.last_mut() {
            Some((_, last)) if last.1 == row && free(last.0) => last.0 = column,
            _ => runs.push(((column, row), (column, row))),
        }
    }
    runs
}

fn frame(placed: &Placed, group: &Framed<'_>, (first, last): (Cell, Cell)) -> Bounds {
    let inset = 6 * group.depth;
    let (left, right) = (placed.columns[first.0].0 + inset, placed.columns[last.0].1 - inset);
    let (top, bottom) = (placed.rows[first.1].0 + group.above, placed.rows[last.1].1 - inset);
    Bounds::new(Point::new(left, top), right - left, (bottom - top).max(group.height))
}
