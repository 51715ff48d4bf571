//! The drawing: bounds of shapes, points of lines, places of names; pools below each other.

use cauce::diagram::{Bounds, End, FlowKind, Kind, Point};

use super::besides::Outline;
use super::head::Roots;
use super::message::Messages;
use super::process::Part;
use crate::import::one_line;
use crate::xml::Writer;

/// How far a lane stands from the left side of the lane around it.
const LANE_HEADING: i32 = 30;

/// Draws all procedures: those of one collaboration below each other.
pub(super) fn draw(out: &mut Writer, (roots, messages): (&Roots<'_>, &Messages), parts: &[Part<'_>]) {
    let mut planes: Vec<(String, Vec<usize>)> = Vec::new();
    for (position, part) in parts.iter().enumerate() {
        let plane = super::head::plane_of(part, roots);
        match planes.iter_mut().find(|(known, _)| *known == plane) {
            Some((_, on_it)) => on_it.push(position),
            None => planes.push((plane, vec![position])),
        }
    }
    // Programs open the first drawing: that of a collaboration shows more than that of a process in none.
    planes.sort_by_key(|(_, on_it)| on_it.iter().all(|part| parts[*part].collaboration.is_none()));
    for (number, (plane, on_it)) in planes.iter().enumerate() {
        let id = format!("diagram.{}", number + 1);
        out.open(roots.bpmndi("BPMNDiagram")).attribute("id", &id);
        out.open(roots.bpmndi("BPMNPlane"))
            .attribute("id", &format!("{id}.plane"))
            .attribute("bpmnElement", plane);
        let collaboration = on_it.first().and_then(|part| parts[*part].collaboration);
        let street = messages.draw(collaboration, on_it, parts);
        let mut pen = Pen { out: &mut *out, roots, number: 0, down: 0 };
        for (pool, bounds) in &street.closed {
            pen.area(pool, *bounds);
        }
        for (position, down) in on_it.iter().zip(&street.down) {
            (pen.number, pen.down) = (*position, *down);
            pen.part(&parts[*position]);
        }
        (pen.number, pen.down) = (0, 0);
        for (message, points, label) in &street.lines {
            pen.line(message, points, *label);
        }
        out.close().close();
    }
}

struct Pen<'o, 'r> {
    out: &'o mut Writer,
    roots: &'r Roots<'r>,
    number: usize,
    down: i32,
}

impl Pen<'_, '_> {
    fn part(&mut self, part: &Part<'_>) {
        if part.has_pool {
            self.area(part.pool(), part.diagram.pool);
        }
        for (id, bounds) in lanes(part) {
            self.area(id, bounds);
        }
        for other in part.others() {
            if part.draws_others() {
                self.area(&other.id, other.bounds);
            }
        }
        for (index, shape) in part.shapes.iter().enumerate() {
            if !shape.gone && shape.kind != Kind::Group {
                self.shape(part, index);
            }
        }
        for line in part.lines.iter().filter(|line| !line.gone) {
            let outside = [line.from, line.to].iter().any(|end| matches!(end, End::Participant(_)));
            if outside && !part.draws_others() {
                continue;
            }
            match line.kind {
                FlowKind::DataAssociation if !line.said => {
                    let mut ends = [line.from, line.to].into_iter().filter_map(End::element);
                    let document = ends.rfind(|end| part.shapes[*end].kind == Kind::Document);
                    if let Some(document) = document {
                        let id = format!("{}.out", part.shapes[document].id);
                        self.line(&id, &line.waypoints, None);
                    }
                }
                _ => {
                    let id = part.hints.id(&line.id).to_owned();
                    // A place for another name than was drawn would be the wrong one.
                    let drawn =
                        line.label.filter(|_| !line.name.is_empty() && one_line(&line.name) == line.drawn);
                    self.line(&id, &line.waypoints, drawn);
                }
            }
        }
    }

    fn begin(&mut self, kind: &str, element: &str) {
        let id =
            format!("{element}.di{}", if self.number == 0 { String::new() } else { self.number.to_string() });
        self.out.open(self.roots.bpmndi(kind)).attribute("id", &id).attribute("bpmnElement", element);
    }

    fn bounds(&mut self, bounds: Bounds) {
        self.out.open(self.roots.dc("Bounds"));
        let sides = [
            ("x", bounds.x),
            ("y", bounds.y + self.down),
            ("width", bounds.width),
            ("height", bounds.height),
        ];
        for (name, value) in sides {
            self.out.attribute(name, &value.to_string());
        }
        self.out.close();
    }

    /// A pool or a lane.
    fn area(&mut self, element: &str, bounds: Bounds) {
        self.begin("BPMNShape", element);
        self.out.attribute("isHorizontal", "true");
        self.bounds(bounds);
        self.out.close();
    }

    fn shape(&mut self, part: &Part<'_>, index: usize) {
        let shape = &part.shapes[index];
        self.begin("BPMNShape", &shape.id);
        match shape.kind {
            Kind::SubProcess(_) => drop(self.out.attribute("isExpanded", "true")),
            Kind::Gateway { gateway: cauce::diagram::Gateway::Exclusive, .. } => {
                self.out.attribute("isMarkerVisible", "true");
            }
            _ => {}
        }
        self.bounds(shape.bounds);
        let drawn = &part.diagram.elements[index];
        let is_thing = matches!(drawn.kind, Kind::Document | Kind::Store);
        let named = !part.hints.is_imported() || is_thing || one_line(&part.title(index)) == drawn.name;
        if let Some(label) = drawn.label.filter(|_| named && drawn.kind != Kind::Note) {
            self.label(label);
        }
        self.out.close();
    }

    fn label(&mut self, bounds: Bounds) {
        self.out.open(self.roots.bpmndi("BPMNLabel"));
        self.bounds(bounds);
        self.out.close();
    }

    fn line(&mut self, element: &str, points: &[Point], label: Option<Bounds>) {
        self.begin("BPMNEdge", element);
        for point in points {
            self.out.open(self.roots.di("waypoint"));
            self.out.attribute("x", &point.x.to_string()).attribute("y", &(point.y + self.down).to_string());
            self.out.close();
        }
        if let Some(label) = label {
            self.label(label);
        }
        self.out.close();
    }
}

/// The lanes as they are drawn: those of the drawing, or those of the model, each around the lanes in it.
fn lanes<'p>(part: &'p Part<'_>) -> Vec<(&'p str, Bounds)> {
    let drawn = &part.diagram.lanes;
    if !part.hints.is_imported() {
        return drawn.iter().map(|lane| (lane.id.as_str(), lane.bounds)).collect();
    }
    let bounds = |outline: &'p Outline| {
        let (first, last) = (drawn.get(outline.first)?.bounds, drawn.get(outline.last)?.bounds);
        let whole = first.with(&last);
        let aside = LANE_HEADING * i32::from(outline.depth);
        Some((
            outline.id.as_str(),
            Bounds::new(Point::new(whole.x + aside, whole.y), whole.width - aside, whole.height),
        ))
    };
    part.written.lanes.iter().filter_map(bounds).collect()
}
