//! Which gutters and channels each line runs through.
//!
//! A line is at most a vertical piece in a gutter, a horizontal one in a channel, and a vertical one in another gutter;
//! the shortest that is free is taken. Read [`routes`].

use std::collections::BTreeMap;

use super::port::{Exit, Ports, Right};
use super::{Edge, Form, Grid};

/// How a line runs from its exit to where it arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) exit: Exit,
    /// The gutter that it takes first, when it leaves at the right.
    pub(super) first: Option<usize>,
    pub(super) channel: Option<Channel>,
    /// The gutter that it arrives by.
    pub(super) last: Option<usize>,
    pub(super) entry: Entry,
    /// Whether other lines leave at the same corner: its label stands in the channel.
    pub(super) shares: bool,
}

/// A channel, by the row below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Channel {
    pub(super) above: usize,
    /// Whether the line belongs to the row above the channel, not to the one below.
    pub(super) upper: bool,
}

/// Where a line arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// At the left, so far below the axis.
    Left(i32),
    Top,
    /// Out of the picture.
    Outside,
}

/// How far beside the axis a line arrives where another one leaves on the axis.
const ASIDE: i32 = 8;

/// Routes every line; hidden ones have none.
pub(super) fn routes(grid: &Grid<'_>, ports: &Ports) -> Vec<Option<Route>> {
    let mut router = Router { grid, ports, through: BTreeMap::new() };
    let routed = grid.edges.iter().enumerate();
    let routed = routed.map(|(position, edge)| (!edge.hidden).then(|| router.route(position, edge)));
    let mut routes: Vec<Option<Route>> = routed.collect();
    for (route, edge) in routes.iter_mut().zip(grid.edges) {
        if let (Some(route), Some(to)) = (route, edge.to)
            && !edge.thin
        {
            router.settle(route, to);
        }
    }
    routes
}

struct Router<'a> {
    grid: &'a Grid<'a>,
    ports: &'a Ports,
    /// Empty cells that a line runs straight through, with where it leads.
    through: BTreeMap<(usize, usize), usize>,
}

impl Router<'_> {
    fn route(&mut self, position: usize, edge: &Edge) -> Route {
        let exit = self.ports.exits[position];
        let mut route =
            Route { exit, first: None, channel: None, last: None, entry: Entry::Outside, shares: false };
        route.shares = match exit {
            Exit::Top => self.ports.tops[edge.from] > 1,
            Exit::Bottom => self.ports.bottoms[edge.from] > 1,
            Exit::Right | Exit::Below(..) => false,
        };
        let Some(to) = edge.to else {
            return self.outside(edge.from, route);
        };
        match exit {
            Exit::Right if self.grid.leads_on(edge) => self.ahead((edge.from, to), route),
            Exit::Right => self.back((edge.from, to), route),
            _ => self.by_channel((edge.from, to), route),
        }
    }

    fn outside(&self, from: usize, route: Route) -> Route {
        let (row, gutter) = (self.grid.row(from), self.grid.column(from));
        let channel = match route.exit {
            Exit::Below(..) => Channel { above: row + 1, upper: true },
            _ => Channel { above: row, upper: false },
        };
        Route { channel: Some(channel), last: Some(gutter), ..route }
    }

    /// From the right side to a later column.
    fn ahead(&mut self, (from, to): (usize, usize), route: Route) -> Route {
        let (column, target) = (self.grid.column(from), self.grid.column(to));
        let (row, goal) = (self.grid.row(from), self.grid.row(to));
        if row == goal && self.take_cells(row, (column + 1, target), to) {
            return Route { entry: Entry::Left(0), ..route };
        }
        if target == column + 1 {
            let entry = Self::entry(row < goal);
            return Route { first: Some(target), entry, ..route };
        }
        // The cell beside the gutter is taken too: no other line may come out of it.
        if row != goal && self.take_cells(goal, (column, target), to) {
            return Route { first: Some(column + 1), entry: Entry::Left(0), ..route };
        }
        if row != goal && self.take_cells(row, (column + 1, target), to) {
            let entry = Self::entry(row < goal);
            return Route { first: Some(target), entry, ..route };
        }
        let (above, upper) = if goal < row { (row, false) } else { (row + 1, true) };
        let entry = Self::entry(above <= goal);
        let channel = Some(Channel { above, upper });
        Route { first: Some(column + 1), channel, last: Some(target), entry, ..route }
    }

    /// From the right side to the same column or an earlier one.
    fn back(&self, (from, to): (usize, usize), route: Route) -> Route {
        let (row, goal) = (self.grid.row(from), self.grid.row(to));
        let first = Some(self.grid.column(from) + 1);
        if row == goal && self.may_enter_top(to) {
            let channel = Some(Channel { above: row, upper: false });
            return Route { first, channel, entry: Entry::Top, ..route };
        }
        let (above, upper) = if goal <= row { (row, false) } else { (row + 1, true) };
        let entry = Self::entry(above <= goal);
        let last = Some(self.grid.column(to));
        Route { first, channel: Some(Channel { above, upper }), last, entry, ..route }
    }

    /// From a corner, or from below, through the channel beside the row.
    fn by_channel(&self, (from, to): (usize, usize), route: Route) -> Route {
        let (row, goal) = (self.grid.row(from), self.grid.row(to));
        let is_top = route.exit == Exit::Top;
        let channel = if is_top {
            Channel { above: row, upper: false }
        } else {
            Channel { above: row + 1, upper: true }
        };
        let same = from != to && !self.grid.leads_on(&Edge { to: Some(to), ..self.edge(from) });
        if is_top && row == goal && same && self.may_enter_top(to) {
            return Route { channel: Some(channel), entry: Entry::Top, ..route };
        }
        let entry = Self::entry(channel.above <= goal);
        Route { channel: Some(channel), last: Some(self.grid.column(to)), entry, ..route }
    }

    /// A line that begins at a shape, whatever else it is.
    fn edge(&self, from: usize) -> Edge {
        Edge {
            from,
            start: super::Start::Free,
            to: None,
            down: false,
            back: false,
            thin: false,
            hidden: false,
            label: None,
        }
    }

    fn may_enter_top(&self, to: usize) -> bool {
        self.grid.nodes[to].form == Form::Box || self.ports.tops[to] == 0
    }

    /// A bent line arrives on the axis, unless others run on it beside the shape: then a little above or below.
    fn settle(&self, route: &mut Route, to: usize) {
        let Entry::Left(_) = route.entry else { return };
        let is_bent = route.first.is_some() || route.channel.is_some();
        let Some(column) = self.grid.column(to).checked_sub(1).filter(|_| is_bent) else { return };
        let row = self.grid.row(to);
        let beside = self.grid.rows.taken.get(&(row, column)).map(|beside| self.ports.rights[*beside]);
        let crossed = self.through.get(&(row, column));
        let is_free = match beside {
            Some(Right::To(goal)) => goal == to,
            Some(Right::Several) => false,
            Some(Right::Nothing) | None => crossed.is_none_or(|goal| *goal == to),
        };
        if is_free {
            route.entry = Entry::Left(0);
        }
    }

    /// Beside the axis, on the side that the line comes from.
    fn entry(from_above: bool) -> Entry {
        Entry::Left(if from_above { -ASIDE } else { ASIDE })
    }

    /// Takes the cells of a row from a column up to another, when nothing stands in them and no line to elsewhere.
    fn take_cells(&mut self, row: usize, (from, to): (usize, usize), goal: usize) -> bool {
        let taken = self.grid.rows.taken.range((row, from)..(row, to)).next().is_some();
        if taken || self.through.range((row, from)..(row, to)).any(|(_, other)| *other != goal) {
            return false;
        }
        for column in from..to {
            self.through.insert((row, column), goal);
        }
        true
    }
}
