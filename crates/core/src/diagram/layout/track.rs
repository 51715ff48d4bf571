//! Tracks: lines that share a gutter or a channel for a while run beside each other.
//!
//! Places are compared by order, since nothing has a position yet: row `r` is `4r + 2`, the channel above it `4r`, and
//! columns and gutters in the same manner. Read [`tracks`].

use std::collections::BTreeSet;

use super::Grid;
use super::route::{Entry, Route};

/// How far apart lines run.
pub(super) const PITCH: i32 = 10;

/// The tracks of all gutters and channels.
pub(super) struct Tracks {
    /// Of each line its track in the first gutter, the channel and the last gutter.
    pub(super) of: Vec<[Option<usize>; 3]>,
    /// How many tracks each gutter has.
    pub(super) gutters: Vec<usize>,
    /// The heights of the tracks of each channel: those of the row above it, those of the row below it.
    pub(super) channels: Vec<[Vec<i32>; 2]>,
}

/// A piece of a line in a gutter or channel.
#[derive(Clone, Copy)]
struct Piece {
    low: i64,
    high: i64,
    line: usize,
    /// Which of its three pieces.
    part: usize,
    height: i32,
}

/// Gives each piece of each line a track.
pub(super) fn tracks(grid: &Grid<'_>, routes: &[Option<Route>]) -> Tracks {
    let (columns, rows) = (grid.column_count(), grid.rows.bands.len());
    let mut gutters: Vec<Vec<Piece>> = vec![Vec::new(); columns + 1];
    let mut channels: Vec<[Vec<Piece>; 2]> = vec![[Vec::new(), Vec::new()]; rows + 1];
    for (line, route) in routes.iter().enumerate() {
        let Some(route) = route else { continue };
        let (from, goal) = ends(grid, line, route);
        let middle = route.channel.map(|channel| 4 * channel.above as i64);
        if let Some(gutter) = route.first {
            gutters[gutter].push(piece((from.1, middle.unwrap_or(goal.1)), line, 0));
        }
        if let (Some(gutter), Some(middle)) = (route.last, middle) {
            gutters[gutter].push(piece((middle, goal.1), line, 2));
        }
        if let Some(channel) = route.channel {
            let begins = route.first.map_or(from.0, |gutter| 4 * gutter as i64);
            let ends = route.last.map_or(goal.0, |gutter| 4 * gutter as i64);
            let mut piece = piece((begins, ends), line, 1);
            if let Some((_, height)) = grid.edges[line].label.filter(|_| route.shares) {
                piece.height = height + 4;
            }
            channels[channel.above][usize::from(!channel.upper)].push(piece);
        }
    }
    let mut tracks = Tracks { of: vec![[None; 3]; routes.len()], gutters: Vec::new(), channels: Vec::new() };
    for pieces in gutters {
        let heights = tracks.assign(pieces);
        tracks.gutters.push(heights.len());
    }
    for [upper, lower] in channels {
        let heights = [tracks.assign(upper), tracks.assign(lower)];
        tracks.channels.push(heights);
    }
    tracks
}

fn piece((one, other): (i64, i64), line: usize, part: usize) -> Piece {
    Piece { low: one.min(other), high: one.max(other), line, part, height: PITCH }
}

/// The order of column and row where a line begins and where it arrives.
fn ends(grid: &Grid<'_>, line: usize, route: &Route) -> ((i64, i64), (i64, i64)) {
    let place = |node: usize| (4 * grid.column(node) as i64 + 2, 4 * grid.row(node) as i64 + 2);
    let edge = &grid.edges[line];
    let goal = match (route.entry, edge.to) {
        (Entry::Outside, _) | (_, None) => {
            let border = if edge.down { 4 * grid.rows.bands.len() as i64 + 1 } else { -1 };
            (4 * grid.column(edge.from) as i64, border)
        }
        (_, Some(to)) => place(to),
    };
    (place(edge.from), goal)
}

impl Tracks {
    /// Puts pieces that do not meet on the same track, short ones on the first tracks; gives the height of each track.
    fn assign(&mut self, mut pieces: Vec<Piece>) -> Vec<i32> {
        pieces.sort_by_key(|piece| (piece.low, piece.high, piece.line));
        let mut open: BTreeSet<(i64, usize)> = BTreeSet::new();
        let mut longest: Vec<(i64, usize)> = Vec::new();
        let mut heights: Vec<i32> = Vec::new();
        let mut assigned = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            let free = open.first().copied().filter(|(high, _)| *high < piece.low);
            let track = match free {
                Some(used) => {
                    open.remove(&used);
                    used.1
                }
                None => {
                    longest.push((0, longest.len()));
                    heights.push(0);
                    heights.len() - 1
                }
            };
            open.insert((piece.high, track));
            longest[track].0 = longest[track].0.max(piece.high - piece.low);
            heights[track] = heights[track].max(piece.height);
            assigned.push(track);
        }
        longest.sort_unstable();
        let mut place = vec![0; longest.len()];
        longest.iter().enumerate().for_each(|(position, (_, track))| place[*track] = position);
        for (piece, track) in pieces.iter().zip(assigned) {
            self.of[piece.line][piece.part] = Some(place[track]);
        }
        longest.iter().map(|(_, track)| heights[*track]).collect()
    }
}
