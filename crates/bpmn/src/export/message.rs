//! Messages between the pools of a kept collaboration, and the pools of which nothing but their messages is known.
//!
//! Pools stand below each other, those without a process side by side above them all; each message leaves its pool
//! on the side where the other one stands, and runs in the street between the two.
//! Read [`Messages::of`] first.

use std::collections::BTreeMap;

use cauce::diagram::{Bounds, End, FlowKind, Point};
use cauce::procedure::Procedure;

use super::besides::Written;
use super::head::Roots;
use super::hints::Hints;
use super::process::Part;
use crate::xml::{At, local};

/// What a street has above and below its lines.
const SKIRT: i32 = 20;
/// How far apart lines run.
const PITCH: i32 = 10;
/// The least room between two pools.
const GAP: i32 = 60;
/// How high a line of a name is.
const LINE: i32 = 14;
/// How high a pool without a process is.
const CLOSED: i32 = 60;

/// The messages of all collaborations that are kept.
#[derive(Debug, Default)]
pub(super) struct Messages {
    flows: Vec<Message>,
    /// Pools without a process: of which collaboration, and their ids.
    closed: Vec<(usize, String)>,
}

#[derive(Debug)]
struct Message {
    collaboration: usize,
    id: String,
    /// How many lines its name has in the model.
    lines: i32,
    ends: [Side; 2],
}

/// Who sends or receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A pool with a process, by position.
    Part(usize),
    /// One without, by position.
    Closed(usize),
}

/// Something that is drawn for messages: its id, and its points or its place.
pub(super) struct Street {
    /// How far down each part stands.
    pub(super) down: Vec<i32>,
    pub(super) closed: Vec<(String, Bounds)>,
    pub(super) lines: Vec<(String, Vec<Point>, Option<Bounds>)>,
}

impl Messages {
    /// Reads who sends what to whom, and tells each side where its messages leave.
    pub(super) fn of(roots: &Roots<'_>, procedures: &[&Procedure], written: &mut [Written]) -> Self {
        let mut messages = Messages::default();
        for (collaboration, (hints, at)) in roots.collaborations().into_iter().enumerate() {
            let tree = hints.tree();
            let pools = messages.pools(collaboration, (hints, at), roots);
            for flow in hints.parts(Some(at)).into_iter().filter(|part| part.name == "messageFlow") {
                let end = |name| {
                    let id = local(tree.get(flow.at, name)?);
                    let has = |(part, procedure): (&Written, &&Procedure)| part.has(id, procedure);
                    let part = || written.iter().zip(procedures).position(has).map(Side::Part);
                    Some((id, pools.get(id).copied().or_else(part)?))
                };
                let ends = end("sourceRef").zip(end("targetRef"));
                let (Some((from, to)), Some(id)) = (ends, tree.get(flow.at, "id")) else { continue };
                let name = tree.get(flow.at, "name").unwrap_or("");
                for ((element, own), (_, other)) in [(from, to), (to, from)] {
                    let Side::Part(part) = own else { continue };
                    written[part].collaboration = Some(collaboration);
                    if !pools.contains_key(element) {
                        written[part].leave(id, name, element, level(other) > level(own));
                    }
                }
                let (id, lines) = (id.to_owned(), i32::try_from(name.trim().lines().count()).unwrap_or(1));
                messages.flows.push(Message { collaboration, id, lines, ends: [from.1, to.1] });
            }
        }
        messages
    }

    /// The pools of a collaboration, by their ids.
    fn pools<'h>(
        &mut self,
        collaboration: usize,
        (hints, at): (&'h Hints<'h>, At),
        roots: &Roots<'_>,
    ) -> BTreeMap<&'h str, Side> {
        let tree = hints.tree();
        let mut pools = BTreeMap::new();
        for pool in hints.parts(Some(at)).into_iter().filter(|part| part.name == "participant") {
            let Some(id) = tree.get(pool.at, "id") else { continue };
            let part = tree.get(pool.at, "processRef").and_then(|named| roots.part_of(local(named)));
            let side = part.map_or(Side::Closed(self.closed.len()), Side::Part);
            if let Side::Closed(_) = side {
                self.closed.push((collaboration, id.to_owned()));
            }
            pools.insert(id, side);
        }
        pools
    }

    /// Where the pools of a collaboration stand, and how its messages run.
    pub(super) fn draw(&self, collaboration: Option<usize>, on_it: &[usize], parts: &[Part<'_>]) -> Street {
        let of_it = |known: usize| Some(known) == collaboration;
        let closed: Vec<usize> = (0..self.closed.len()).filter(|pool| of_it(self.closed[*pool].0)).collect();
        let place = |side: Side| match side {
            Side::Closed(_) => 0,
            Side::Part(part) => on_it.iter().position(|known| *known == part).map_or(0, |place| place + 1),
        };
        let flows: Vec<(&Message, [usize; 2])> = self
            .flows
            .iter()
            .filter(|flow| of_it(flow.collaboration))
            .map(|flow| (flow, flow.ends.map(place)))
            .filter(|(_, ends)| ends[0] != ends[1])
            .collect();
        let mut plan = Plan::of(on_it, parts, &flows, !closed.is_empty());
        let wide = on_it.iter().map(|part| parts[*part].diagram.pool.right()).max().unwrap_or(600);
        plan.close(&closed, wide);
        let drawn = Drawn::of(on_it, parts);
        let lines = flows.iter().filter_map(|(flow, ends)| plan.line(flow, *ends, &drawn)).collect();
        let closed = closed.iter().map(|pool| (self.closed[*pool].1.clone(), plan.closed[pool])).collect();
        Street { down: plan.down, closed, lines }
    }
}

/// Pools without a process stand above all others.
fn level(side: Side) -> usize {
    match side {
        Side::Closed(_) => 0,
        Side::Part(part) => part + 1,
    }
}

/// Points to the border of a pool, and the size of a name.
type Way = (Vec<Point>, Option<Bounds>);

/// The parts with the lines that their messages have in them.
struct Drawn<'p, 'd> {
    parts: &'p [Part<'d>],
    lines: BTreeMap<(usize, &'p str), usize>,
}

impl<'p, 'd> Drawn<'p, 'd> {
    fn of(on_it: &[usize], parts: &'p [Part<'d>]) -> Self {
        let mut lines = BTreeMap::new();
        for part in on_it {
            for (position, flow) in parts[*part].diagram.flows.iter().enumerate() {
                if flow.kind == FlowKind::Message && matches!(flow.to, End::Participant(_)) {
                    lines.insert((*part, flow.id.as_str()), position);
                }
            }
        }
        Drawn { parts, lines }
    }
}

/// Where pools and streets are.
struct Plan {
    down: Vec<i32>,
    /// The y of the first line in the street below each level.
    streets: Vec<i32>,
    used: Vec<i32>,
    /// The right side of each pool, and how many lines pass beside the pools.
    rights: Vec<i32>,
    passing: i32,
    closed: BTreeMap<usize, Bounds>,
}

impl Plan {
    fn of(on_it: &[usize], parts: &[Part<'_>], flows: &[(&Message, [usize; 2])], closes: bool) -> Self {
        let mut counts = vec![0; on_it.len() + 1];
        for (_, ends) in flows {
            let (upper, lower) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            counts[upper] += 1;
            counts[lower - 1] += i32::from(lower - 1 != upper);
        }
        let mut plan = Plan {
            down: Vec::new(),
            streets: Vec::new(),
            used: vec![0; counts.len()],
            rights: vec![0],
            passing: 0,
            closed: BTreeMap::new(),
        };
        let street = |count: i32| if count == 0 { GAP } else { GAP.max(3 * SKIRT + PITCH * count) };
        let mut y = if closes { 12 + CLOSED } else { 0 };
        plan.streets.push(y + SKIRT);
        y += if closes { street(counts[0]) } else { 0 };
        for (part, count) in on_it.iter().zip(&counts[1..]) {
            let pool = &parts[*part].diagram.pool;
            plan.rights.push(pool.right());
            plan.down.push(y);
            plan.streets.push(y + pool.bottom() + SKIRT);
            y += parts[*part].diagram.bounds.height + street(*count);
        }
        plan
    }

    /// Pools without a process, side by side.
    fn close(&mut self, closed: &[usize], wide: i32) {
        let count = i32::try_from(closed.len()).unwrap_or(1).max(1);
        let width = ((wide - 12 - 20 * (count - 1)) / count).max(160);
        let mut x = 12;
        for pool in closed {
            self.closed.insert(*pool, Bounds::new(Point::new(x, 12), width, CLOSED));
            x += width + 20;
        }
    }

    /// The next line in the street below a level.
    fn street(&mut self, level: usize) -> i32 {
        let y = self.streets[level] + PITCH * self.used[level];
        self.used[level] += 1;
        y
    }

    fn line(
        &mut self,
        flow: &Message,
        places: [usize; 2],
        drawn: &Drawn<'_, '_>,
    ) -> Option<(String, Vec<Point>, Option<Bounds>)> {
        let first = usize::from(places[0] > places[1]);
        let ends = [first, 1 - first].map(|end| (flow.ends[end], places[end]));
        let [upper, lower] = ends.map(|(side, place)| self.way(flow, (side, place), drawn));
        let name = [&upper, &lower].into_iter().flatten().find_map(|(_, size)| *size);
        let crossing = |way: &Option<Way>| way.as_ref().and_then(|way| way.0.last()).map(|point| point.x);
        let (above, below) = (crossing(&upper), crossing(&lower));
        let whole = |end: (Side, usize), x, lies_above| self.border(end, (x, lies_above), drawn.parts);
        let mut points = match upper {
            Some((points, _)) => points,
            None => vec![whole(ends[0], below, true)?],
        };
        let lower = match lower {
            Some((points, _)) => points,
            None => vec![whole(ends[1], above, false)?],
        };
        let (from, to) = (*points.last()?, *lower.last()?);
        points.extend(self.between((from, to), (ends[0].1, ends[1].1)));
        points.extend(lower.into_iter().rev());
        if first == 1 {
            points.reverse();
        }
        let label = name.map(|size| {
            let tall = size.height.max(LINE * flow.lines);
            Bounds::new(Point::new(to.x + 5, to.y - tall - 4), size.width, tall)
        });
        Some((flow.id.clone(), points, label))
    }

    /// The points between the borders of two pools: through their street, or past the pools between them.
    fn between(&mut self, (from, to): (Point, Point), (upper, lower): (usize, usize)) -> Vec<Point> {
        if upper + 1 == lower {
            if from.x == to.x {
                return Vec::new();
            }
            let y = self.street(upper);
            return vec![Point::new(from.x, y), Point::new(to.x, y)];
        }
        let passed = self.rights.get(upper + 1..lower).unwrap_or(&[]);
        let x = passed.iter().max().copied().unwrap_or(0) + SKIRT + PITCH * self.passing;
        let (first, last) = (self.street(upper), self.street(lower - 1));
        self.passing += 1;
        vec![Point::new(from.x, first), Point::new(x, first), Point::new(x, last), Point::new(to.x, last)]
    }

    /// The way of a message from its element to the border of its pool, and the size of its name.
    fn way(&self, flow: &Message, (side, place): (Side, usize), drawn: &Drawn<'_, '_>) -> Option<Way> {
        let Side::Part(part) = side else { return None };
        let line = &drawn.parts[part].lines[*drawn.lines.get(&(part, flow.id.as_str()))?];
        let down = *self.down.get(place.checked_sub(1)?)?;
        let points: Vec<Point> =
            line.waypoints.iter().map(|point| Point::new(point.x, point.y + down)).collect();
        (!points.is_empty()).then_some((points, line.label))
    }

    /// Where a message meets the border of a pool that it has as a whole, below or above where the other one leaves.
    fn border(
        &self,
        (side, place): (Side, usize),
        (x, lies_above): (Option<i32>, bool),
        parts: &[Part<'_>],
    ) -> Option<Point> {
        let pool = match side {
            Side::Closed(pool) => *self.closed.get(&pool)?,
            Side::Part(part) => {
                let pool = parts[part].diagram.pool;
                let down = *self.down.get(place.checked_sub(1)?)?;
                Bounds::new(Point::new(pool.x, pool.y + down), pool.width, pool.height)
            }
        };
        let x = x.unwrap_or(pool.centre().x).clamp(pool.x + PITCH, pool.right() - PITCH);
        Some(Point::new(x, if lies_above { pool.bottom() } else { pool.y }))
    }
}

impl<'h> Roots<'h> {
    /// Which of the procedures a process is, by its id in the model.
    fn part_of(&self, process: &str) -> Option<usize> {
        let is_it =
            |hints: &&'h Hints<'h>| hints.process.and_then(|at| hints.tree().get(at, "id")) == Some(process);
        self.all().iter().position(is_it)
    }
}
