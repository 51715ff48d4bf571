//! The labels of lines that leave gateways: beside the corner, or in the channel where several share a corner.
//!
//! Read [`room`] and [`label`].

use super::Grid;
use super::port::Exit;
use super::route::Route;
use crate::diagram::geometry::{Bounds, Point};

/// How far a label stands from its line.
const GAP: i32 = 4;

/// The room that a shape needs around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Room {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) above: i32,
    pub(super) below: i32,
}

/// The room of each shape with the labels of the lines that leave it.
pub(super) fn room(grid: &Grid<'_>, routes: &[Option<Route>]) -> Vec<Room> {
    let own = |node: &super::Node| Room {
        left: node.left,
        right: node.right,
        above: node.above,
        below: node.below,
    };
    let mut room: Vec<Room> = grid.nodes.iter().map(own).collect();
    for (edge, route) in grid.edges.iter().zip(routes) {
        let (Some((width, height)), Some(route)) = (edge.label, route) else { continue };
        let node = &grid.nodes[edge.from];
        let of = &mut room[edge.from];
        let half = node.width / 2;
        let beside = width + 2 * GAP - half;
        match route.exit {
            Exit::Right => {
                of.right = of.right.max(width + 2 * GAP);
                of.above = of.above.max(node.strip + height + GAP - node.axis);
            }
            _ if route.shares => {
                of.left = of.left.max(beside);
                of.right = of.right.max(beside);
            }
            Exit::Top => {
                of.left = of.left.max(beside);
                of.above = of.above.max(node.strip + height + GAP);
            }
            Exit::Bottom => {
                of.left = of.left.max(beside);
                of.below = of.below.max(height + GAP);
            }
            Exit::Below(dx, dy) => {
                of.right = of.right.max(dx + width + 2 * GAP - node.width);
                of.below = of.below.max(dy + height + GAP);
            }
        }
    }
    room
}

/// Where the label of a line stands, whose first points these are.
pub(super) fn label(grid: &Grid<'_>, line: usize, route: &Route, points: &[Point]) -> Option<Bounds> {
    let edge = &grid.edges[line];
    let (width, height) = edge.label?;
    let from = *points.first()?;
    let at = match route.exit {
        Exit::Right => Point::new(from.x + GAP, from.y - height - 2),
        _ if route.shares => {
            let (bend, next) = (*points.get(1)?, *points.get(2)?);
            let goes_left = next.x < bend.x;
            Point::new(if goes_left { bend.x - width - GAP } else { bend.x + GAP }, bend.y - height - 2)
        }
        Exit::Top => Point::new(from.x - width - GAP, from.y - height - 2),
        Exit::Bottom => Point::new(from.x - width - GAP, from.y + 2),
        Exit::Below(..) => Point::new(from.x + GAP, from.y + 2),
    };
    Some(Bounds::new(at, width, height))
}
