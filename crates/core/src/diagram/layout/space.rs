//! Positions: how wide columns and gutters are, how high rows and channels, and the points of every line.
//!
//! Read [`Space`] first.

use super::label::{Room, label};
use super::port::Exit;
use super::route::{Entry, Route};
use super::track::{PITCH, Tracks};
use super::{Form, Grid, Placed, TOP_PORT};
use crate::diagram::geometry::Point;

/// What a gutter has beside its lines.
const MARGIN: i32 = 16;
/// What a channel has above and below its lines.
const SKIRT: i32 = 8;
/// Where a line to the outside leaves the top of an activity.
const OUT_PORT: i32 = 32;

/// The positions of columns and rows.
pub(super) struct Space {
    /// The middle of each column.
    centres: Vec<i32>,
    columns: Vec<(i32, i32)>,
    /// Where each gutter begins.
    gutters: Vec<i32>,
    /// The axis of each row.
    axes: Vec<i32>,
    rows: Vec<(i32, i32)>,
    /// Where each channel begins, and where the tracks of the row below it do.
    channels: Vec<(i32, i32)>,
    bands: Vec<(i32, i32)>,
    width: i32,
    height: i32,
}

impl Space {
    pub(super) fn of(grid: &Grid<'_>, (room, tracks): (&[Room], &Tracks), heights: &[i32]) -> Self {
        let mut space = Space {
            centres: Vec::new(),
            columns: Vec::new(),
            gutters: Vec::new(),
            axes: Vec::new(),
            rows: Vec::new(),
            channels: Vec::new(),
            bands: vec![(0, 0); heights.len().max(1)],
            width: 0,
            height: 0,
        };
        space.set_columns(grid, room, tracks);
        space.set_rows(grid, (room, tracks), heights);
        space
    }

    fn set_columns(&mut self, grid: &Grid<'_>, room: &[Room], tracks: &Tracks) {
        let mut sides = vec![(0, 0); grid.column_count()];
        for (position, node) in grid.nodes.iter().enumerate().filter(|(_, node)| !node.floats) {
            let side = &mut sides[grid.column(position)];
            let half = node.width / 2;
            side.0 = side.0.max(half + room[position].left);
            side.1 = side.1.max(node.width - half + room[position].right);
        }
        let mut x = 0;
        for (column, (left, right)) in sides.into_iter().enumerate() {
            self.gutters.push(x);
            x += gutter_width(tracks.gutters[column]);
            self.columns.push((x, x + left + right));
            self.centres.push(x + left);
            x += left + right;
        }
        self.gutters.push(x);
        self.width = x + gutter_width(tracks.gutters.last().copied().unwrap_or(0));
    }

    fn set_rows(&mut self, grid: &Grid<'_>, (room, tracks): (&[Room], &Tracks), heights: &[i32]) {
        let count = grid.rows.bands.len();
        let mut sides = vec![(DEPTH, DEPTH); count];
        for (position, node) in grid.nodes.iter().enumerate().filter(|(_, node)| !node.floats) {
            let side = &mut sides[grid.row(position)];
            side.0 = side.0.max(node.axis + room[position].above);
            side.1 = side.1.max(node.height - node.axis + room[position].below);
        }
        let (mut y, mut begins) = (0, 0);
        for row in 0..=count {
            let [upper, lower] = &tracks.channels[row];
            let channel = y;
            let middle = y + SKIRT + upper.iter().sum::<i32>();
            self.channels.push((channel, middle));
            let changes = row == 0 || row == count || grid.rows.bands[row - 1] != grid.rows.bands[row];
            let (mut border, margin) = (middle, if changes { SKIRT } else { 0 });
            if changes && row > 0 {
                let band = grid.rows.bands[row - 1];
                border = border.max(begins + heights.get(band).copied().unwrap_or(0)) + margin;
                self.bands[band] = (begins, border);
                begins = border;
                if let Some(last) = self.channels.last_mut() {
                    last.1 = border + margin;
                }
            }
            y = self.channels.last().map_or(y, |channel| channel.1) + lower.iter().sum::<i32>() + SKIRT;
            if let Some((up, down)) = sides.get(row) {
                self.rows.push((y, y + up + down));
                self.axes.push(y + up);
                y += up + down;
            }
        }
        self.height = self.bands.last().map_or(y, |band| band.1);
    }

    fn gutter(&self, gutter: usize, track: usize) -> i32 {
        self.gutters[gutter] + MARGIN + PITCH * track as i32
    }

    /// Where a line runs in a channel: labels stand above it.
    fn channel(&self, route: &Route, track: usize, tracks: &Tracks) -> Option<i32> {
        let channel = route.channel?;
        let (begins, middle) = self.channels[channel.above];
        let [upper, lower] = &tracks.channels[channel.above];
        Some(match channel.upper {
            true => begins + SKIRT + upper[..=track].iter().sum::<i32>() - 2,
            // The first track is the one nearest to the row below.
            false => middle + lower[track..].iter().sum::<i32>() - 2,
        })
    }

    fn corner(&self, grid: &Grid<'_>, node: usize) -> Point {
        let shape = &grid.nodes[node];
        Point::new(self.centres[grid.column(node)] - shape.width / 2, self.axes[grid.row(node)] - shape.axis)
    }

    /// Everything in its place.
    pub(super) fn draw(mut self, grid: &Grid<'_>, routes: &[Option<Route>], tracks: &Tracks) -> Placed {
        let mut at = vec![Point::default(); grid.nodes.len()];
        let mut cells = vec![None; grid.nodes.len()];
        for node in (0..grid.nodes.len()).filter(|node| !grid.nodes[*node].floats) {
            at[node] = self.corner(grid, node);
            cells[node] = Some((grid.column(node), grid.row(node)));
        }
        let downs = self.downs((grid, tracks), routes, &at);
        self.float(grid, &mut at, &downs);
        let (mut ways, mut labels) = (Vec::with_capacity(routes.len()), Vec::with_capacity(routes.len()));
        for (line, route) in routes.iter().enumerate() {
            let points =
                route.as_ref().map_or_else(Vec::new, |route| self.points((grid, tracks), (line, route), &at));
            labels.push(route.as_ref().and_then(|route| label(grid, line, route, &points)));
            ways.push(straightened(points));
        }
        let axis = self.axes.first().copied().unwrap_or(0);
        Placed {
            at,
            cells,
            ways,
            labels,
            axis,
            bands: self.bands,
            columns: self.columns,
            rows: self.rows,
            width: self.width,
            height: self.height,
        }
    }

    fn points(
        &self,
        (grid, tracks): (&Grid<'_>, &Tracks),
        (line, route): (usize, &Route),
        at: &[Point],
    ) -> Vec<Point> {
        let edge = &grid.edges[line];
        let mut points = vec![leaves(grid, edge.from, (at[edge.from], route))];
        let goal = edge.to.map(|to| arrives(grid, to, (at[to], route.entry)));
        let [first, channel, last] = tracks.of[line];
        let mut at_y = points[0].y;
        if let (Some(gutter), Some(track)) = (route.first, first) {
            let x = self.gutter(gutter, track);
            points.push(Point::new(x, at_y));
            if route.channel.is_none() {
                at_y = goal.map_or(at_y, |goal| goal.y);
                points.push(Point::new(x, at_y));
            }
        }
        if let Some(y) = channel.and_then(|track| self.channel(route, track, tracks)) {
            let x = points.last().map_or(0, |point| point.x);
            points.push(Point::new(x, y));
            let x = match (route.last, last) {
                (Some(gutter), Some(track)) => self.gutter(gutter, track),
                _ => goal.map_or(x, |goal| goal.x),
            };
            points.push(Point::new(x, y));
            if let (Some(_), Some(goal)) = (route.last, goal) {
                points.push(Point::new(x, goal.y));
            }
        }
        let border = if edge.down { self.height } else { 0 };
        let outside = Point::new(points.last().map_or(0, |point| point.x), border);
        points.push(goal.unwrap_or(outside));
        points
    }

    /// Where lines go down out of the picture, from the left.
    fn downs(
        &self,
        (grid, tracks): (&Grid<'_>, &Tracks),
        routes: &[Option<Route>],
        at: &[Point],
    ) -> Vec<i32> {
        let lines = routes.iter().enumerate().filter(|(line, _)| {
            let edge = &grid.edges[*line];
            edge.down && edge.to.is_none()
        });
        let last = |(line, route): (usize, &Option<Route>)| {
            let points = self.points((grid, tracks), (line, route.as_ref()?), at);
            points.last().map(|point| point.x)
        };
        let mut downs: Vec<i32> = lines.filter_map(last).collect();
        downs.sort_unstable();
        downs
    }

    /// Shapes without lines, side by side below everything else and beside what goes down there.
    fn float(&mut self, grid: &Grid<'_>, at: &mut [Point], downs: &[i32]) {
        let widest =
            grid.nodes.iter().filter(|node| node.floats).map(|node| node.width + node.left + node.right);
        let widest = widest.max().unwrap_or(0) + 2 * MARGIN;
        let available = self.width.max(widest);
        let (mut x, mut y, mut lowest) = (MARGIN, self.height, self.height);
        for (position, node) in grid.nodes.iter().enumerate().filter(|(_, node)| node.floats) {
            let width = node.left + node.width + node.right;
            let begun = x > MARGIN;
            x = beside(x, width, downs);
            if begun && x + width + MARGIN > available {
                (x, y) = (beside(MARGIN, width, downs), lowest);
            }
            at[position] = Point::new(x + node.left, y + SKIRT + node.above);
            lowest = lowest.max(y + 2 * SKIRT + node.above + node.height + node.below);
            x += width + MARGIN;
            self.width = self.width.max(x);
        }
        if lowest > self.height {
            self.height = lowest + SKIRT;
            if let Some(last) = self.bands.last_mut() {
                last.1 = self.height;
            }
        }
    }
}

/// Where there is room for a width from a place on, with none of the lines that go down within it.
fn beside(from: i32, width: i32, downs: &[i32]) -> i32 {
    let is_in_the_way = |x: i32, down: i32| x - MARGIN < down && down < x + width + MARGIN;
    downs.iter().fold(from, |x, down| if is_in_the_way(x, *down) { down + MARGIN } else { x })
}

/// How much of a row there is at least on each side of its axis.
const DEPTH: i32 = 20;

fn gutter_width(tracks: usize) -> i32 {
    2 * MARGIN + PITCH * (tracks.max(1) as i32 - 1)
}

fn leaves(grid: &Grid<'_>, node: usize, (at, route): (Point, &Route)) -> Point {
    let shape = &grid.nodes[node];
    let middle = at.x + shape.width / 2;
    match route.exit {
        Exit::Right => Point::new(at.x + shape.width, at.y + shape.axis),
        Exit::Top if shape.form == Form::Box => Point::new(at.x + OUT_PORT, at.y),
        Exit::Top => Point::new(middle, at.y),
        Exit::Bottom => Point::new(middle, at.y + shape.height),
        Exit::Below(dx, dy) => Point::new(at.x + dx, at.y + shape.height + dy),
    }
}

fn arrives(grid: &Grid<'_>, node: usize, (at, entry): (Point, Entry)) -> Point {
    let shape = &grid.nodes[node];
    match entry {
        Entry::Left(aside) => Point::new(at.x + inset(shape.form, aside.abs()), at.y + shape.axis + aside),
        Entry::Top if shape.form == Form::Box => Point::new(at.x + TOP_PORT, at.y),
        Entry::Top | Entry::Outside => Point::new(at.x + shape.width / 2, at.y),
    }
}

/// How far the outline of a shape recedes beside its axis.
fn inset(form: Form, aside: i32) -> i32 {
    match form {
        Form::Box => 0,
        Form::Diamond => aside,
        Form::Circle => aside / 4,
    }
}

/// Without points that lie between others or stand twice.
fn straightened(points: Vec<Point>) -> Vec<Point> {
    let mut straight: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if straight.last() == Some(&point) {
            continue;
        }
        while let [.., before, last] = straight[..] {
            let is_between =
                before.x == last.x && last.x == point.x || before.y == last.y && last.y == point.y;
            if !is_between {
                break;
            }
            straight.pop();
        }
        straight.push(point);
    }
    straight
}
