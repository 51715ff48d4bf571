//! From shapes and lines to a picture: levels innermost first, then positions from the outside in.
//!
//! Read [`assemble`].

use std::collections::BTreeMap;

use super::Diagram;
use super::element::{Element, End, FlowKind, Kind, Place, SubProcess};
use super::frame::{Framed, frames, strip};
use super::geometry::{Bounds, Point};
use super::layout::{Edge, Placed, Start, place};
use super::piece::{Piece, spoken};
use super::sketch::Sketch;
use super::text::{SIZE, SMALL, height, label_width, leading, lines, widest};

/// How wide the heading of a pool is.
const HEADING: i32 = 30;
/// How high another participant is.
const OTHER: i32 = 46;
/// The margin around the picture.
const MARGIN: i32 = 12;

/// Draws a sketch.
pub(super) fn assemble(sketch: Sketch) -> Diagram {
    let mut house = House::new(sketch);
    for level in house.innermost_first() {
        house.lay_out(level);
    }
    house.finish()
}

/// Everything while it gets its place.
struct House {
    sketch: Sketch,
    pieces: Vec<Piece>,
    /// What stands in each sub-process, and on the outside: shapes that have a cell of their own.
    levels: BTreeMap<Option<usize>, Level>,
    /// Documents and events of each shape.
    attached: BTreeMap<usize, Vec<usize>>,
    /// The lines that leave the lower side of each shape.
    stubs: BTreeMap<usize, Vec<usize>>,
    strips: BTreeMap<usize, i32>,
}

/// What stands on one level.
#[derive(Default)]
struct Level {
    shapes: Vec<usize>,
    flows: Vec<usize>,
    groups: Vec<usize>,
    order: Vec<(usize, usize)>,
    placed: Placed,
    depth: usize,
}

impl House {
    fn new(sketch: Sketch) -> Self {
        let count = sketch.elements.len();
        let mut house = House {
            pieces: vec![Piece::default(); count],
            levels: BTreeMap::from([(None, Level::default())]),
            attached: BTreeMap::new(),
            stubs: BTreeMap::new(),
            strips: BTreeMap::new(),
            sketch,
        };
        for position in 0..count {
            house.sort_in(position);
        }
        for flow in 0..house.sketch.flows.len() {
            house.sort_flow(flow);
        }
        for (from, to) in std::mem::take(&mut house.sketch.order) {
            let level = house.sketch.elements[from].parent;
            house.levels.entry(level).or_default().order.push((from, to));
        }
        house.set_depths();
        house
    }

    fn sort_in(&mut self, position: usize) {
        if self.sketch.unseen.contains(&position) {
            return;
        }
        let element = &mut self.sketch.elements[position];
        let (parent, host, kind) = (element.parent, element.host, element.kind);
        if kind == Kind::Group {
            element.lines = lines(&spoken(element), SMALL, 230, 2);
            self.strips.insert(position, strip(&element.lines));
            self.levels.entry(parent).or_default().groups.push(position);
            return;
        }
        if matches!(kind, Kind::SubProcess(_)) {
            self.levels.entry(Some(position)).or_default();
        }
        match host {
            Some(host) => self.attached.entry(host).or_default().push(position),
            None => self.levels.entry(parent).or_default().shapes.push(position),
        }
    }

    fn sort_flow(&mut self, position: usize) {
        let flow = &self.sketch.flows[position];
        let Some(shape) = flow.from.element().or(flow.to.element()) else { return };
        if [flow.from, flow.to]
            .into_iter()
            .filter_map(End::element)
            .any(|end| self.sketch.unseen.contains(&end))
        {
            return;
        }
        let hosts = |to: usize| self.sketch.elements[to].host == Some(shape);
        if flow.kind == FlowKind::DataAssociation && flow.to.element().is_some_and(hosts) {
            return;
        }
        let element = &self.sketch.elements[shape];
        let is_activity = element.host.is_none() && element.kind.is_activity();
        let leads_aside = match flow.kind {
            FlowKind::Association | FlowKind::DataAssociation => flow.to.element().is_some(),
            _ => self.sketch.falls.contains(&position),
        };
        if leads_aside && is_activity {
            self.stubs.entry(shape).or_default().push(position);
        }
        self.levels.entry(element.parent).or_default().flows.push(position);
    }

    /// How deep each level lies; each chain is climbed once.
    fn set_depths(&mut self) {
        let mut depths: BTreeMap<usize, usize> = BTreeMap::new();
        let levels: Vec<usize> = self.levels.keys().copied().flatten().collect();
        for level in levels {
            let (mut chain, mut at) = (Vec::new(), Some(level));
            while let Some(shape) = at.filter(|shape| !depths.contains_key(shape)) {
                chain.push(shape);
                at = self.sketch.elements[shape].parent;
            }
            let mut depth = at.map_or(0, |shape| depths[&shape]);
            for shape in chain.into_iter().rev() {
                depth += 1;
                depths.insert(shape, depth);
            }
        }
        for (level, content) in &mut self.levels {
            content.depth = level.map_or(0, |shape| depths.get(&shape).copied().unwrap_or(0));
        }
    }

    fn innermost_first(&self) -> Vec<Option<usize>> {
        let mut levels: Vec<Option<usize>> = self.levels.keys().copied().collect();
        levels.sort_by_key(|level| (std::cmp::Reverse(self.levels[level].depth), *level));
        levels
    }

    /// Sizes and positions of what stands on a level; everything deeper is done.
    fn lay_out(&mut self, level: Option<usize>) {
        let Some(mut content) = self.levels.remove(&level) else { return };
        for shape in &content.shapes {
            self.measure(*shape);
        }
        let mut local = BTreeMap::new();
        local.extend(content.shapes.iter().enumerate().map(|(node, shape)| (*shape, node)));
        let edges = self.edges(&content, &local);
        let mut linked = vec![false; content.shapes.len()];
        for edge in &edges {
            linked[edge.from] = true;
            edge.to.into_iter().for_each(|to| linked[to] = true);
        }
        let nodes: Vec<_> = content
            .shapes
            .iter()
            .enumerate()
            .map(|(node, shape)| {
                let element = &self.sketch.elements[*shape];
                let may_float = element.kind == Kind::SubProcess(SubProcess::Event) || element.is_thing();
                let floats = may_float && !linked[node];
                self.pieces[*shape].node(element.kind, (element.lane.unwrap_or(0), floats))
            })
            .collect();
        let heights = if level.is_none() { self.lane_heights() } else { vec![0] };
        content.placed = place(&nodes, &edges, &heights);
        self.levels.insert(level, content);
    }

    fn measure(&mut self, shape: usize) {
        let inner = self.levels.get(&Some(shape)).map(|level| &level.placed);
        let mut piece = Piece::of(&mut self.sketch.elements[shape], inner);
        let attached = self.attached.get(&shape).cloned().unwrap_or_default();
        let (mut documents, mut events) = (Vec::new(), Vec::new());
        let mut taken: Vec<(usize, Element)> =
            attached.into_iter().map(|position| (position, self.sketch.elements[position].clone())).collect();
        for (position, element) in &mut taken {
            let list = if element.kind == Kind::Document { &mut documents } else { &mut events };
            list.push((*position, element));
        }
        piece.add_documents(documents);
        piece.add_below(events, self.stubs.get(&shape).map_or(&[][..], |stubs| stubs));
        if self.sketch.raised.contains(&shape) {
            piece.raise_label();
        }
        for (position, element) in taken {
            self.sketch.elements[position] = element;
        }
        let groups = &self.sketch.groups[shape];
        let strips = groups.iter().filter_map(|group| self.strips.get(group)).sum();
        piece.add_frames(strips, i32::try_from(groups.len()).unwrap_or(0));
        self.pieces[shape] = piece;
    }

    /// The lines of a level between shapes by their numbers on it.
    fn edges(&mut self, content: &Level, local: &BTreeMap<usize, usize>) -> Vec<Edge> {
        let mut edges = Vec::new();
        for position in &content.flows {
            self.sketch.flows[*position].lines = lines(&self.sketch.flows[*position].name, SMALL, 110, 4);
            let flow = &self.sketch.flows[*position];
            let (from, to) = match (flow.from, flow.to) {
                (End::Element(from), to) => (from, to.element()),
                (End::Participant(_), End::Element(to)) => (to, None),
                (End::Participant(_), End::Participant(_)) => continue,
            };
            let element = &self.sketch.elements[from];
            let is_gateway = matches!(element.kind, Kind::Gateway { .. });
            let size = (label_width(&flow.lines), height(&flow.lines, SMALL));
            let start = self.start(from, *position);
            let node = element.host.unwrap_or(from);
            let (Some(from), to) = (local.get(&node), to.map(|to| local.get(&to).copied())) else { continue };
            edges.push(Edge {
                from: *from,
                start,
                to: to.flatten(),
                down: self.sketch.falls.contains(position),
                back: flow.kind == FlowKind::Return || self.sketch.aside.contains(position),
                thin: matches!(flow.kind, FlowKind::DataAssociation | FlowKind::Message),
                hidden: to == Some(None),
                label: Some(size).filter(|size| is_gateway && size.0 > 0),
            });
        }
        for (from, to) in &content.order {
            if let (Some(from), Some(to)) = (local.get(from), local.get(to)) {
                let (start, label) = (Start::Free, None);
                let (down, back, thin, hidden) = (false, false, false, true);
                edges.push(Edge { from: *from, start, to: Some(*to), down, back, thin, hidden, label });
            }
        }
        edges
    }

    fn start(&self, from: usize, flow: usize) -> Start {
        let host = self.sketch.elements[from].host;
        let piece = &self.pieces[host.unwrap_or(from)];
        if host.is_some() {
            let bounds = piece.attached.iter().find(|attached| attached.shape == from).map(|it| it.bounds);
            return bounds.map_or(Start::Free, |bounds| Start::Below(bounds.centre().x, bounds.height / 2));
        }
        let stub = piece.stubs.iter().find(|(known, _)| *known == flow);
        let falls = || self.sketch.falls.contains(&flow).then_some(piece.width / 2);
        let x = stub.map(|(_, x)| *x).or_else(falls);
        x.map_or(Start::Free, |x| Start::Below(x, 0))
    }

    fn lane_heights(&mut self) -> Vec<i32> {
        let mut heights = Vec::new();
        for lane in &mut self.sketch.lanes {
            lane.lines = heading(&lane.name);
            heights.push(widest(&lane.lines, SIZE) + 24);
        }
        if heights.is_empty() {
            heights.push(80);
        }
        let name = widest(&heading(&self.sketch.name), SIZE) + 24;
        if let Some(last) = heights.last().copied() {
            let sum: i32 = heights.iter().sum();
            let at = heights.len() - 1;
            heights[at] = last + (name - sum).max(0);
        }
        heights
    }

    fn finish(mut self) -> Diagram {
        let others = i32::try_from(self.sketch.others.len()).unwrap_or(0);
        let messages = self.sketch.flows.iter().filter(|flow| flow.kind == FlowKind::Message).count();
        let street = if others > 0 { 30 + 10 * i32::try_from(messages).unwrap_or(0) } else { 0 };
        let sky = if others > 0 { OTHER + street } else { 0 };
        let lane_lines = self.sketch.lanes.iter().map(|lane| lane.lines.len()).max().unwrap_or(0);
        let lane_heading = match lane_lines {
            0 => 0,
            lines => HEADING.max(leading(SIZE) * i32::try_from(lines).unwrap_or(0) + 14),
        };
        let lane_heading = lane_heading + HEADING * self.sketch.lane_depth;
        let root = self
            .levels
            .get(&None)
            .map(|level| (level.placed.width, level.placed.height, level.placed.bands.clone()));
        let (width, tall, bands) = root.unwrap_or_default();
        let name = lines(&self.sketch.name, SIZE, tall.max(120) - 20, 3);
        let heading = HEADING.max(leading(SIZE) * i32::try_from(name.len()).unwrap_or(0) + 14);
        let pool = Bounds::new(Point::new(MARGIN, MARGIN + sky), heading + lane_heading + width, tall);
        let origin = Point::new(pool.x + heading + lane_heading, pool.y);
        self.set_positions(origin);
        self.frame_groups();
        for (lane, (top, bottom)) in self.sketch.lanes.iter_mut().zip(bands) {
            let at = Point::new(pool.x + heading, pool.y + top);
            lane.bounds = Bounds::new(at, pool.width - heading, bottom - top);
        }
        self.join_others(&pool);
        Diagram {
            id: "pool.main".to_owned(),
            name: self.sketch.name,
            lines: name,
            bounds: Bounds::new(Point::default(), pool.right() + MARGIN, pool.bottom() + MARGIN),
            pool,
            heading,
            lane_heading,
            lanes: self.sketch.lanes,
            others: self.sketch.others,
            elements: self.sketch.elements,
            flows: self.sketch.flows,
        }
    }

    /// Positions from the outside in.
    fn set_positions(&mut self, origin: Point) {
        let mut levels = self.innermost_first();
        levels.reverse();
        let mut origins = BTreeMap::from([(None, origin)]);
        for level in levels {
            let Some(content) = self.levels.remove(&level) else { continue };
            let origin = origins.get(&level).copied().unwrap_or_default();
            for (shape, at) in content.shapes.iter().zip(&content.placed.at) {
                let at = at.moved(origin);
                self.set_shape(*shape, at);
                if level.is_none() && self.stands_below_all(*shape, &content) {
                    self.sketch.elements[*shape].lane = self.sketch.lanes.len().checked_sub(1);
                }
                if matches!(self.sketch.elements[*shape].kind, Kind::SubProcess(_)) {
                    origins.insert(Some(*shape), at.moved(self.pieces[*shape].inside));
                }
            }
            self.set_flows(&content, origin);
            self.levels.insert(level, content);
        }
        self.join_documents();
    }

    /// What no line leads to stands below everything else, in the last lane.
    fn stands_below_all(&self, shape: usize, content: &Level) -> bool {
        let place = content.shapes.binary_search(&shape);
        self.sketch.elements[shape].kind == Kind::SubProcess(SubProcess::Event)
            && place.is_ok_and(|place| content.placed.cells.get(place) == Some(&None))
    }

    fn set_shape(&mut self, shape: usize, at: Point) {
        let piece = &self.pieces[shape];
        let element = &mut self.sketch.elements[shape];
        element.bounds = Bounds::new(at, piece.width, piece.height);
        element.label = piece.label.map(|label| label.moved(at));
        if let (Some(label), Kind::Task { .. } | Kind::Call) = (&mut element.label, element.kind) {
            // Events on the border may have made the box wider.
            label.x += (piece.width - label.width) / 2 - (label.x - at.x);
        }
        for attached in &piece.attached {
            let element = &mut self.sketch.elements[attached.shape];
            element.bounds = attached.bounds.moved(at);
            element.label = attached.label.map(|label| label.moved(at));
        }
    }

    fn set_flows(&mut self, content: &Level, origin: Point) {
        let drawn = content.flows.iter().zip(content.placed.ways.iter().zip(&content.placed.labels));
        for (position, (way, label)) in drawn {
            let flow = &mut self.sketch.flows[*position];
            flow.waypoints = way.iter().map(|point| point.moved(origin)).collect();
            if flow.from.element().is_none() {
                flow.waypoints.reverse();
            }
            flow.label = label.map(|label| label.moved(origin));
        }
    }

    /// The lines from activities to the documents above them.
    fn join_documents(&mut self) {
        for flow in &mut self.sketch.flows {
            let (FlowKind::DataAssociation, Some(host), Some(document)) =
                (flow.kind, flow.from.element(), flow.to.element())
            else {
                continue;
            };
            if self.sketch.elements[document].host != Some(host) {
                continue;
            }
            let corner = self.sketch.elements[host].bounds;
            let corner = Point::new(corner.x, corner.y);
            let attached = self.pieces[host].attached.iter().find(|attached| attached.shape == document);
            let way = attached.map_or(&[][..], |attached| &attached.way);
            flow.waypoints = way.iter().map(|point| point.moved(corner)).collect();
        }
    }

    /// The frames of groups, where all their shapes stand.
    fn frame_groups(&mut self) {
        let mut standing: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (shape, groups) in self.sketch.groups.iter().enumerate() {
            let is_free =
                self.sketch.elements[shape].host.is_none() && self.sketch.elements[shape].kind != Kind::Group;
            for group in groups.iter().filter(|_| is_free) {
                standing.entry(*group).or_default().push(shape);
            }
        }
        for (level, content) in std::mem::take(&mut self.levels) {
            let origin = match level {
                None => content.shapes.first().zip(content.placed.at.first()).map(|(shape, at)| {
                    let bounds = self.sketch.elements[*shape].bounds;
                    Point::new(bounds.x - at.x, bounds.y - at.y)
                }),
                Some(shape) => {
                    let bounds = self.sketch.elements[shape].bounds;
                    Some(Point::new(bounds.x, bounds.y).moved(self.pieces[shape].inside))
                }
            };
            self.frame_level(&content, &standing, origin.unwrap_or_default());
        }
    }

    fn frame_level(&mut self, content: &Level, standing: &BTreeMap<usize, Vec<usize>>, origin: Point) {
        let cell_of: BTreeMap<usize, (usize, usize)> = content
            .shapes
            .iter()
            .zip(&content.placed.cells)
            .filter_map(|(shape, cell)| Some((*shape, (*cell)?)))
            .collect();
        let taken: BTreeMap<(usize, usize), usize> =
            cell_of.iter().map(|(shape, cell)| (*cell, *shape)).collect();
        for group in &content.groups {
            let members = standing.get(group).map_or(&[][..], |members| members);
            let cells: Vec<_> = members.iter().filter_map(|shape| cell_of.get(shape).copied()).collect();
            let around = self.sketch.groups[*group].clone();
            let above = around.iter().filter_map(|group| self.strips.get(group)).sum();
            let depth = i32::try_from(around.len()).unwrap_or(0);
            let height = self.strips.get(group).copied().unwrap_or(0);
            let framed = Framed { cells: &cells, above, depth, height };
            let frames = frames(&content.placed, &taken, &framed);
            self.sketch.elements[*group].members = members.to_vec();
            for (part, frame) in frames.into_iter().enumerate() {
                self.set_frame((*group, part), frame.moved(origin));
            }
        }
    }

    fn set_frame(&mut self, (group, part): (usize, usize), frame: Bounds) {
        let shape = match part {
            0 => group,
            _ => {
                let mut copy = self.sketch.elements[group].clone();
                copy.id = format!("{}.part-{}", copy.id, part + 1);
                self.sketch.elements.push(copy);
                self.sketch.groups.push(Vec::new());
                self.pieces.push(Piece::default());
                self.sketch.elements.len() - 1
            }
        };
        let element = &mut self.sketch.elements[shape];
        element.bounds = frame;
        element.lines = lines(&spoken(element), SMALL, frame.width - 20, 2);
        let high = height(&element.lines, SMALL);
        let label = Bounds::new(Point::new(frame.x + 10, frame.y + 4), frame.width - 20, high);
        // Only above the first part is room for it in any case.
        let mut flows = self.sketch.flows.iter().filter_map(|flow| flow.label);
        if part > 0 && flows.any(|other| other.overlaps(&label)) {
            (element.label, element.lines) = (None, Vec::new());
        } else {
            element.label = Some(label);
        }
    }

    /// Other participants side by side above the pool, and the lines to them.
    fn join_others(&mut self, pool: &Bounds) {
        let count = i32::try_from(self.sketch.others.len()).unwrap_or(0);
        if count == 0 {
            return self.measure_names();
        }
        let width = ((pool.width - 20 * (count - 1)) / count).max(60);
        let mut x = pool.x;
        for other in &mut self.sketch.others {
            other.bounds = Bounds::new(Point::new(x, MARGIN), width, OTHER);
            other.lines = lines(&other.name, SIZE, width - 16, 2);
            x += width + 20;
        }
        let mut lane = MARGIN + OTHER + 15;
        for flow in self.sketch.flows.iter_mut().filter(|flow| flow.kind == FlowKind::Message) {
            let (End::Participant(other), out) = (match (flow.from, flow.to) {
                (from @ End::Participant(_), _) => (from, false),
                (_, to) => (to, true),
            }) else {
                continue;
            };
            let bounds = self.sketch.others[other].bounds;
            lane += 10;
            if !out {
                flow.waypoints.reverse();
            }
            let Some(end) = flow.waypoints.pop() else { continue };
            let goal = end.x.clamp(bounds.x + 10, bounds.right() - 10);
            let up =
                if goal == end.x { vec![] } else { vec![Point::new(end.x, lane), Point::new(goal, lane)] };
            flow.waypoints.extend(up);
            flow.waypoints.push(Point::new(goal, bounds.bottom()));
            let (wide, high) = (label_width(&flow.lines), height(&flow.lines, SMALL));
            let beside = Bounds::new(Point::new(goal + 6, bounds.bottom() + 4), wide, high);
            flow.label = Some(beside).filter(|_| wide > 0);
            if !out {
                flow.waypoints.reverse();
            }
        }
    }
}

impl House {
    /// How large the names of messages are that lead out of the picture: who leads them on finds their place.
    fn measure_names(&mut self) {
        for flow in self.sketch.flows.iter_mut().filter(|flow| flow.kind == FlowKind::Message) {
            let (wide, high) = (label_width(&flow.lines), height(&flow.lines, SMALL));
            flow.label = Some(Bounds::new(Point::default(), wide, high)).filter(|_| wide > 0);
        }
    }
}

/// The name of a pool or a lane in the two lines that other programs have room for; of one too long, all of it.
fn heading(name: &str) -> Vec<String> {
    let widths = [150, 220, 300, 400, 600];
    let found = widths.iter().map(|width| lines(name, SIZE, *width, 4)).find(|lines| lines.len() <= 2);
    found.unwrap_or_else(|| lines(name, SIZE, 600, 4))
}

impl Kind {
    pub(super) fn is_ad_hoc(self) -> bool {
        matches!(self, Kind::SubProcess(SubProcess::AdHoc { .. }))
    }

    /// Whether it is an activity: a task, a call or a sub-process.
    #[must_use]
    pub fn is_activity(self) -> bool {
        matches!(self, Kind::Task { .. } | Kind::Call | Kind::SubProcess(_))
    }

    /// Whether it is an event in that place.
    #[must_use]
    pub fn is_event_at(self, wanted: Place) -> bool {
        matches!(self, Kind::Event { place, .. } if place == wanted)
    }
}
