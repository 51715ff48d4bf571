//! Where lines leave: the right side, or a corner of a gateway, so that two ways out are not one line.
//!
//! Read [`ports`].

use super::{Edge, Form, Grid, Start};

/// Where a line leaves its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    Right,
    Top,
    Bottom,
    Below(i32, i32),
}

/// The way out of every line, and which gateways have one at their top.
pub(super) struct Ports {
    pub(super) exits: Vec<Exit>,
    /// Of each shape how many lines leave at its top.
    pub(super) tops: Vec<u32>,
    /// Of each shape how many lines leave at its bottom.
    pub(super) bottoms: Vec<u32>,
    /// Of each shape where the lines lead that leave at its right.
    pub(super) rights: Vec<Right>,
}

/// Where the lines lead that leave a shape at its right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    Nothing,
    To(usize),
    Several,
}

impl Right {
    fn and(self, to: usize) -> Self {
        match self {
            Right::Nothing => Right::To(to),
            Right::To(other) if other == to => self,
            Right::To(_) | Right::Several => Right::Several,
        }
    }
}

/// Chooses where each line leaves.
pub(super) fn ports(grid: &Grid<'_>) -> Ports {
    let count = grid.nodes.len();
    let mut ports = Ports {
        exits: vec![Exit::Right; grid.edges.len()],
        tops: vec![0; count],
        bottoms: vec![0; count],
        rights: vec![Right::Nothing; count],
    };
    let main = main_exits(grid);
    for (position, edge) in grid.edges.iter().enumerate().filter(|(_, edge)| !edge.hidden) {
        let exit = match (edge.start, edge.to) {
            (Start::Below(dx, dy), _) => Exit::Below(dx, dy),
            (Start::Free, None) => Exit::Top,
            (Start::Free, Some(to)) => ports.free(grid, edge, to, main[edge.from] == Some(position)),
        };
        ports.exits[position] = exit;
        match exit {
            Exit::Right => {
                let to = edge.to.unwrap_or(edge.from);
                let right = ports.rights[edge.from].and(to);
                ports.rights[edge.from] = if edge.thin { Right::Several } else { right };
            }
            Exit::Top => ports.tops[edge.from] += 1,
            Exit::Bottom => ports.bottoms[edge.from] += 1,
            Exit::Below(..) => {}
        }
    }
    ports
}

/// Of each shape the line that goes straight on: one to its own row, else the first that leads on.
fn main_exits(grid: &Grid<'_>) -> Vec<Option<usize>> {
    let mut main: Vec<Option<(bool, usize)>> = vec![None; grid.nodes.len()];
    for (position, edge) in grid.edges.iter().enumerate() {
        if edge.hidden || edge.start != Start::Free || !grid.leads_on(edge) {
            continue;
        }
        let straight = edge.to.is_some_and(|to| grid.row(to) == grid.row(edge.from));
        if main[edge.from].is_none_or(|(was_straight, _)| straight && !was_straight) {
            main[edge.from] = Some((straight, position));
        }
    }
    main.into_iter().map(|found| found.map(|(_, position)| position)).collect()
}

impl Ports {
    fn free(&self, grid: &Grid<'_>, edge: &Edge, to: usize, is_main: bool) -> Exit {
        if is_main || grid.nodes[edge.from].form != Form::Diamond {
            return Exit::Right;
        }
        let (from_row, to_row) = (grid.row(edge.from), grid.row(to));
        let goes_up = match grid.leads_on(edge) {
            true => to_row < from_row,
            false => to_row <= from_row,
        };
        let (tops, bottoms) = (self.tops[edge.from], self.bottoms[edge.from]);
        match (goes_up, tops, bottoms) {
            (true, 1.., 0) => Exit::Bottom,
            (true, ..) => Exit::Top,
            (false, 0, 1..) if to_row == from_row => Exit::Top,
            (false, ..) => Exit::Bottom,
        }
    }
}
