//! Where the shapes of one process level stand and how its lines run.
//!
//! Shapes stand in a grid: a column per rank, a row per line of work. Between columns run gutters and between rows
//! channels, and lines that bend do so there and nowhere else: so that no line can cross a shape, whatever is drawn.
//! Knows boxes, diamonds and circles with the room they need around them; does not know procedures or words.
//! Read [`place`] first.

mod label;
mod port;
mod rank;
mod route;
mod row;
mod space;
mod track;

#[cfg(test)]
mod tests;

use super::geometry::{Bounds, Point};

/// Half the height of a gateway.
pub(super) const DIAMOND: i32 = 25;
/// Half the height of an event.
pub(super) const CIRCLE: i32 = 18;
/// How far from its left side lines enter an activity from above.
pub(super) const TOP_PORT: i32 = 18;

/// The outline of a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Box,
    Diamond,
    Circle,
}

/// A shape to be placed, with the room that it needs around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) width: i32,
    pub(super) height: i32,
    /// How far below its top lines arrive and leave.
    pub(super) axis: i32,
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) above: i32,
    pub(super) below: i32,
    /// How much of the room above it, at its top, is for the headings of frames around it.
    pub(super) strip: i32,
    /// The lane that it stands in.
    pub(super) band: usize,
    pub(super) form: Form,
    /// No line leads to it or from it: it stands below all others.
    pub(super) floats: bool,
}

/// Where a line leaves a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// At its right, or at a corner of a gateway.
    Free,
    /// Below it: so far from its left side, and so far below its lower side.
    Below(i32, i32),
}

/// A line to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) start: Start,
    /// Where it leads; `None` leads out of the picture.
    pub(super) to: Option<usize>,
    /// Whether a line out of the picture leaves it below, not above.
    pub(super) down: bool,
    /// It leads back and says nothing of what comes first.
    pub(super) back: bool,
    /// It is no flow: no flow arrives where it does.
    pub(super) thin: bool,
    /// It only says what comes first.
    pub(super) hidden: bool,
    /// The size of its label.
    pub(super) label: Option<(i32, i32)>,
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    /// The left upper corner of each shape.
    pub(super) at: Vec<Point>,
    /// Of each shape its column and row; floating ones have none.
    pub(super) cells: Vec<Option<(usize, usize)>>,
    /// The points of each line; empty for hidden ones.
    pub(super) ways: Vec<Vec<Point>>,
    pub(super) labels: Vec<Option<Bounds>>,
    /// Where each lane begins and ends.
    pub(super) bands: Vec<(i32, i32)>,
    /// Where each column begins and ends, room of its shapes included.
    pub(super) columns: Vec<(i32, i32)>,
    /// Where each row begins and ends, room of its shapes included.
    pub(super) rows: Vec<(i32, i32)>,
    pub(super) width: i32,
    pub(super) height: i32,
    /// Where lines arrive at the first shape.
    pub(super) axis: i32,
}

/// Places the shapes of one level; lanes are numbered from 0, and `heights` are the least that they need.
pub(super) fn place(nodes: &[Node], edges: &[Edge], heights: &[i32]) -> Placed {
    let columns = rank::columns(nodes, edges);
    let rows = row::rows(nodes, edges, &columns, heights.len());
    let grid = Grid { nodes, edges, columns, rows };
    let ports = port::ports(&grid);
    let routes = route::routes(&grid, &ports);
    let tracks = track::tracks(&grid, &routes);
    let room = label::room(&grid, &routes);
    let space = space::Space::of(&grid, (&room, &tracks), heights);
    space.draw(&grid, &routes, &tracks)
}

/// Which shape stands in which column and row.
pub(super) struct Grid<'a> {
    pub(super) nodes: &'a [Node],
    pub(super) edges: &'a [Edge],
    pub(super) columns: Vec<usize>,
    pub(super) rows: row::Rows,
}

impl Grid<'_> {
    pub(super) fn column(&self, node: usize) -> usize {
        self.columns[node]
    }

    pub(super) fn row(&self, node: usize) -> usize {
        self.rows.of[node]
    }

    pub(super) fn column_count(&self) -> usize {
        let standing = (0..self.nodes.len()).filter(|node| !self.nodes[*node].floats);
        standing.map(|node| self.columns[node] + 1).max().unwrap_or(0)
    }

    /// Whether a line leads on to a later column.
    pub(super) fn leads_on(&self, edge: &Edge) -> bool {
        edge.to.is_some_and(|to| self.column(to) > self.column(edge.from))
    }
}
